"""A trained recommender as a file: one npz without pickles, and its card beside it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.recommend.blend import Blend
from bot.recommend.collaborative import Collaborative
from bot.recommend.interactions import SECONDS_A_DAY, Interactions
from bot.recommend.signals import FEATURES, ItemModel
from bot.recommend.sparse import Sparse, sp

FORMAT = 1
_UNREADABLE = (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile)
_MATRICES = ("goes_with", "alike", "content")
_CARD = """# Recommender

Item-item weights (EASE, Steck 2019; cosine), texts (TF-IDF), popularity, and a logistic blend of them, trained by
`python -m bot.recommend train` on this shop's own purchases. Used to rank suggestions; never shown to anybody.

- trained until: {until}
- purchases: {rows}, of {users} customers and {items} products
- data digest: {digest}
- seed: {seed}

It holds no customers: only counts over all of them. Weights of the blend, on features of mean 0 and deviation 1:

{weights}
"""


def interactions_digest(interactions: Interactions, texts: Mapping[str, str], seed: int) -> str:
    """Names what a model is trained on; the same digest gives the same model."""
    found = hashlib.sha256(
        json.dumps([FORMAT, FEATURES, seed, interactions.users, interactions.items]).encode()
    )
    for values in (interactions.user, interactions.item, interactions.day):
        found.update(np.ascontiguousarray(values).tobytes())
    found.update(json.dumps(sorted(texts.items())).encode())
    return found.hexdigest()


def save(model: Collaborative, path: Path, digest: str, interactions: Interactions, seed: int) -> None:
    """Writes `path` and its card; a reader sees the old file or the new one, never a part."""
    arrays: dict[str, NDArray[Any]] = {
        "about": np.array(
            [json.dumps({"format": FORMAT, "features": FEATURES, "now": model.now, "digest": digest})]
        ),
        "items": np.array(model.items, np.str_),
        "trends": model.model.trends,
        "mean": model.blend.mean,
        "deviation": model.blend.deviation,
        "weights": model.blend.weights,
    }
    for name in _MATRICES:
        arrays |= _parts(name, getattr(model.model, name))
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(written.getvalue())
    unfinished.replace(path)
    card = _card(model, digest, interactions, seed)
    path.with_suffix(".md").write_text(card, encoding="utf-8")


def load(path: Path) -> Collaborative:
    """The model in a file.

    Raises:
        WeightsError: the file is missing, damaged, or made by another version.
    """
    try:
        with np.load(path, allow_pickle=False) as found:
            about = json.loads(str(found["about"][0]))
            if (about["format"], tuple(about["features"])) != (FORMAT, FEATURES):
                raise WeightsError(f"{path}: made by another version; run: python -m bot.recommend train")
            model = ItemModel(*(_matrix(name, found) for name in _MATRICES), trends=found["trends"])
            blend = Blend(found["mean"], found["deviation"], found["weights"])
            return Collaborative(tuple(map(str, found["items"])), model, blend, float(about["now"]))
    except _UNREADABLE as error:
        raise WeightsError(f"{path}: not readable ({error}); run: python -m bot.recommend train") from error


def digest_of(path: Path) -> str | None:
    """What the file at `path` was trained on; None when there is none that can be read."""
    try:
        with np.load(path, allow_pickle=False) as found:
            return str(json.loads(str(found["about"][0]))["digest"])
    except _UNREADABLE:
        return None


def _parts(name: str, matrix: Sparse) -> dict[str, NDArray[Any]]:
    parts = {"data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr, "shape": matrix.shape}
    return {f"{name}_{part}": np.asarray(values) for part, values in parts.items()}


def _matrix(name: str, found: Mapping[str, NDArray[Any]]) -> Sparse:
    data, indices, indptr, shape = (
        found[f"{name}_{part}"] for part in ("data", "indices", "indptr", "shape")
    )
    return sp.csr_array((data, indices, indptr), tuple(shape))


def _card(model: Collaborative, digest: str, interactions: Interactions, seed: int) -> str:
    until = datetime.fromtimestamp(model.now * SECONDS_A_DAY, UTC)
    named = zip(FEATURES, model.blend.weights.tolist(), strict=True)
    return _CARD.format(
        until=until.isoformat(timespec="minutes"),
        rows=len(interactions),
        users=len(interactions.users),
        items=len(interactions.items),
        digest=digest,
        seed=seed,
        weights="\n".join(f"- {name}: {weight:+.3f}" for name, weight in named),
    )
