"""Columns over time, each a stack of parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedback.charts import HEIGHT, WIDTH

GAP = 0.28  # of the room of a column


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a column; `kind` is the place of the part in the stack, 0 at the bottom."""

    kind: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    width: float
    blocks: tuple[Block, ...]


def columns(stacks: Sequence[Sequence[int]], *, top: int) -> tuple[Column, ...]:
    """A column for each of `stacks`, its parts from the bottom up, on an axis from 0 to `top`; empty parts left out."""
    room = WIDTH / max(len(stacks), 1)
    width = round(room * (1 - GAP), 1)
    return tuple(
        Column(round(number * room + room * GAP / 2, 1), width, tuple(_blocks(stack, top)))
        for number, stack in enumerate(stacks)
    )


def _blocks(stack: Sequence[int], top: int) -> Iterator[Block]:
    floor = HEIGHT
    for kind, count in enumerate(stack):
        height = HEIGHT * count / top
        floor -= height
        if count:
            yield Block(kind, round(floor, 2), round(height, 2))
