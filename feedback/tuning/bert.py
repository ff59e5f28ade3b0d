"""The encoder in torch, with low-rank adapters on every linear layer as its only trainable weights.

Adapters: Hu et al. (2022), "LoRA: Low-Rank Adaptation of Large Language Models". The arithmetic is that of
`feedback.themes.weights`, so what is learnt here holds for the converted model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from feedback.themes.adapter import ADAPTED, DOWN, UP
from feedback.themes.encoder import WIDTH
from feedback.themes.weights import HEADS, LAYER_NORM_EPSILON, LAYERS, source_folder

RANK = 32
DROPOUT = 0.1


class Bert(nn.Module):
    """MiniLM with adapters; gives the mean of a text's token states, scaled to length 1."""

    def __init__(self) -> None:
        super().__init__()
        self._frozen = {
            name: tensor.float() for name, tensor in load_file(source_folder() / "model.safetensors").items()
        }
        self.adapters = nn.ParameterDict()
        for name in adapted_weights():
            rows, columns = self._frozen[name].shape
            self.adapters[_key(name + DOWN)] = nn.Parameter(torch.randn(RANK, columns) / math.sqrt(columns))
            self.adapters[_key(name + UP)] = nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """`tokens`, `mask`: (texts, longest). Unit vectors, shape (texts, WIDTH)."""
        states = self._embed(tokens)
        visible = mask[:, None, None, :].bool()
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            attended = self._linear(self._attend(states, visible, name), f"{name}.attention.output.dense")
            states = self._norm(states + self._drop(attended), f"{name}.attention.output.LayerNorm")
            inner = functional.gelu(self._linear(states, f"{name}.intermediate.dense"))
            states = self._norm(
                states + self._drop(self._linear(inner, f"{name}.output.dense")), f"{name}.output.LayerNorm"
            )
        counted = mask[..., None].to(states.dtype)
        return functional.normalize(((states * counted).sum(1) / counted.sum(1)).float(), dim=1)

    def adapter(self) -> dict[str, Tensor]:
        """The trained weights under the names that `feedback.themes.adapter` reads."""
        names = [name + part for name in adapted_weights() for part in (DOWN, UP)]
        return {name: self.adapters[_key(name)].detach() for name in names}

    def _embed(self, tokens: Tensor) -> Tensor:
        words = functional.embedding(tokens, self._frozen["embeddings.word_embeddings.weight"])
        positions = self._frozen["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        kinds = self._frozen["embeddings.token_type_embeddings.weight"][0]
        return self._drop(self._norm(words + positions + kinds, "embeddings.LayerNorm"))

    def _attend(self, states: Tensor, visible: Tensor, name: str) -> Tensor:
        texts, longest, _ = states.shape
        query, key, value = (
            self._linear(states, f"{name}.attention.self.{part}").view(texts, longest, HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        dropout = DROPOUT if self.training else 0.0
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=visible, dropout_p=dropout)
        return attended.transpose(1, 2).reshape(texts, longest, WIDTH)

    def _linear(self, states: Tensor, name: str) -> Tensor:
        weight = f"{name}.weight"
        change = self.adapters[_key(weight + UP)] @ self.adapters[_key(weight + DOWN)]
        return functional.linear(states, self._frozen[weight] + change, self._frozen[f"{name}.bias"])

    def _norm(self, states: Tensor, name: str) -> Tensor:
        weight, bias = self._frozen[f"{name}.weight"], self._frozen[f"{name}.bias"]
        return functional.layer_norm(states, (WIDTH,), weight, bias, LAYER_NORM_EPSILON)

    def _drop(self, states: Tensor) -> Tensor:
        return functional.dropout(states, DROPOUT, self.training)


def adapted_weights() -> Sequence[str]:
    """Names of the matrices that carry an adapter."""
    return [f"encoder.layer.{layer}.{part}.weight" for layer in range(LAYERS) for part in ADAPTED]


def _key(name: str) -> str:
    # A ParameterDict takes dots for nesting.
    return name.replace(".", "/")
