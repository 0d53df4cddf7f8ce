"""Low-rank adapters of the built-in encoder (LoRA: Hu et al. 2021): put on for training, added to the weights after."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from knowledge.bert import Sizes
from knowledge.tensor_file import Tensors

LAYERS = ("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense")
_NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
_INPUTS = tuple(f"attention.self.{name}" for name in LAYERS[:3])
_PARTS = tuple(f"{name}.{part}" for name in (*_INPUTS, *LAYERS[3:], *_NORMS) for part in ("weight", "bias"))
_PREFIX, _SUFFIX = "base_model.model.", ".default.weight"


def with_adapter(folder: Path, rank: int, alpha: int) -> Any:
    """The encoder in the folder with a fresh adapter on all its linear layers, by transformers and peft."""
    import_module("transformers.utils.logging").disable_progress_bar()
    import_module("transformers.utils.logging").set_verbosity_error()
    model: Any = import_module("transformers").BertModel.from_pretrained(str(folder), add_pooling_layer=False)
    return _adapted(model, rank, alpha)


def with_adapter_in(weights: Mapping[str, Any], sizes: Sizes, below: int, rank: int, alpha: int) -> Any:
    """An encoder's layers above the first `below`, of BERT's names, with a fresh adapter on all that is linear.

    Without dropout. They take states [n, length, hidden] and an `attention_mask` [n, 1, length, length] that is added.
    """
    config: Any = import_module("transformers").BertConfig(
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers - below,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.between,
        layer_norm_eps=sizes.eps,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="sdpa",
    )
    layers: Any = import_module("transformers.models.bert.modeling_bert").BertEncoder(config)
    layers.load_state_dict(
        {
            f"layer.{layer - below}.{part}": weights[f"encoder.layer.{layer}.{part}"]
            for layer in range(below, sizes.layers)
            for part in _PARTS
        }
    )
    return _adapted(layers, rank, alpha, dropout=0.0)


def _adapted(model: Any, rank: int, alpha: int, dropout: float = 0.05) -> Any:
    peft: Any = import_module("peft")
    config = peft.LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=list(LAYERS))
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


def renumbered(name: str, below: int) -> str:
    """A layer's name in the whole encoder, of whose layers the first `below` were left out."""
    start, layer, rest = name.split(".", 2)
    return f"encoder.{start}.{int(layer) + below}.{rest}"
