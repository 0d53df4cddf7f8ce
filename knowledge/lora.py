"""Low-rank adapters of the built-in encoder (LoRA: Hu et al. 2021): put on for training, added to the weights after."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from knowledge.tensor_file import Tensors

LAYERS = ("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense")
_PREFIX, _SUFFIX = "base_model.model.", ".default.weight"


def with_adapter(folder: Path, rank: int, alpha: int) -> Any:
    """The encoder in the folder with a fresh adapter on all its linear layers, by transformers and peft."""
    import_module("transformers.utils.logging").disable_progress_bar()
    import_module("transformers.utils.logging").set_verbosity_error()
    peft: Any = import_module("peft")
    model: Any = import_module("transformers").BertModel.from_pretrained(str(folder), add_pooling_layer=False)
    config = peft.LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=0.05, target_modules=list(LAYERS))
    return peft.get_peft_model(model, config)


def adapter_of(encoder: Any) -> dict[str, Any]:
    """The adapter's A and B of every layer, by the encoder's names."""
    return {
        name.removeprefix(_PREFIX).replace(_SUFFIX, ""): tensor
        for name, tensor in encoder.named_parameters()
        if tensor.requires_grad
    }


def merged(tensors: Tensors, scale: float) -> Mapping[str, Any]:
    """What an adapter adds to each of the encoder's weights, by name: `scale` times B A."""
    torch: Any = import_module("torch")
    names = [name.removesuffix(".lora_A") for name in tensors if name.endswith(".lora_A")]
    products = {name: scale * tensors[f"{name}.lora_B"] @ tensors[f"{name}.lora_A"] for name in names}
    return {f"{name}.weight": torch.from_numpy(product) for name, product in products.items()}
