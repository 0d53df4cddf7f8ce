"""A small calibrated text classifier: multinomial logistic regression on sentence vector and hashed n-grams.

The sentence vector knows meaning but reads Chinese poorly; the n-grams carry Chinese and exact wording.
Training uses scikit-learn; at run time numpy is enough. Calibration is temperature scaling (Guo et al. 2017,
"On Calibration of Modern Neural Networks").
"""

from bot.text_head.features import TextEmbedder
from bot.text_head.head import TextHead
from bot.text_head.training import HeadReport, another_trial, train_head

__all__ = ["HeadReport", "TextEmbedder", "TextHead", "another_trial", "train_head"]
