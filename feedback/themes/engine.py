"""The engine: answers in, codings out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from feedback.themes import training
from feedback.themes.decide import Decider
from feedback.themes.encoder import Encoder, load_encoder
from feedback.themes.features import embed
from feedback.themes.model import Model, Scorer
from feedback.themes.prepare import prepare
from feedback.themes.types import Coding, Document, Role

# Answers coded at a time, and answers remembered: both bound the memory.
CHUNK = 1024
REMEMBERED = 20_000
# Longer texts are not worth their place in the memory.
REMEMBERED_LENGTH = 1_000

Key = tuple[str, Role]


class Engine:
    """Codes answers against the codebook. The same answer gets the same coding whatever stands beside it."""

    def __init__(self, encoder: Encoder, model: Model) -> None:
        self.version = f"{training.FORMAT}-{training.digest()}"
        self.encoder = encoder
        self._scorer = Scorer(model)
        self._decider = Decider(model)
        self._seen: OrderedDict[Key, Coding] = OrderedDict()
        self._one_at_a_time = Lock()

    def code(self, documents: Sequence[Document]) -> list[Coding]:
        """One coding per document, in the order given. Any text is answered, however odd; nothing is raised."""
        out: list[Coding] = []
        for start in range(0, len(documents), CHUNK):
            chunk = documents[start : start + CHUNK]
            with self._one_at_a_time:
                codings = self._code_keys({(document.text, document.role) for document in chunk})
            out += [replace(codings[document.text, document.role], id=document.id) for document in chunk]
        return out

    def _code_keys(self, keys: set[Key]) -> dict[Key, Coding]:
        known = {key: self._seen[key] for key in keys if key in self._seen}
        fresh = sorted(keys - known.keys())
        codings = known | dict(zip(fresh, self._analyse(fresh), strict=True))
        for key, coding in codings.items():
            if len(key[0]) <= REMEMBERED_LENGTH:
                self._seen[key] = coding
                self._seen.move_to_end(key)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return codings

    def _analyse(self, keys: Sequence[Key]) -> list[Coding]:
        if not keys:
            return []
        batch = embed(self.encoder, [prepare(text, role) for text, role in keys])
        answers, clauses = self._scorer.probabilities(batch)
        return [
            self._decider.decide(item, answers[row], clauses[batch.starts[row] : batch.starts[row + 1]])
            for row, item in enumerate(batch.prepared)
        ]


def load_engine(*, cache_dir: Path, threads: int = 0) -> Engine:
    """The engine with the project's codebook; converts and fits into `cache_dir` the first time.

    `threads` = 0 uses every core. Raises WeightsError when the encoder's package is missing or altered.
    """
    encoder = load_encoder(cache_dir, threads=threads)
    return Engine(encoder, training.load_or_train(encoder, cache_dir))
