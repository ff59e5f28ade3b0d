"""The engine: answers in, codings out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from feedback.themes.codebook import Sentence
from feedback.themes.coder import Coder
from feedback.themes.coder import load as load_coder
from feedback.themes.decide import Decider, uncoded
from feedback.themes.encoder import Encoder, load_encoder
from feedback.themes.explain import Explainer
from feedback.themes.features import Matrix
from feedback.themes.language import detect
from feedback.themes.learn import Correction, learn
from feedback.themes.prepare import Prepared, prepare
from feedback.themes.reading import Reader
from feedback.themes.types import OTHER_LANGUAGE, Coding, Document, Role

# Answers coded at a time, and answers remembered: both bound the memory.
CHUNK = 1024
REMEMBERED = 20_000
# Longer texts are not worth their place in the memory.
REMEMBERED_LENGTH = 1_000

Key = tuple[str, Role]


class Engine:
    """Codes answers against the codebook. The same answer gets the same coding whatever stands beside it."""

    def __init__(self, encoder: Encoder, coder: Coder) -> None:
        self.version = coder.version
        self.coder = coder
        self._reader = Reader(encoder, coder.vocabulary)
        self._decider = Decider(coder.labels, coder.cuts)
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

    def corrected(self, corrections: Sequence[Correction]) -> Engine:
        """An engine that has learnt from what people decided; its version says so."""
        return Engine(self._reader.encoder, learn(self.coder, self._reader, corrections))

    def explainer(self, sentences: Iterable[Sentence]) -> Explainer:
        """Says why a clause carries a theme, by the nearest of `sentences`."""
        return Explainer(self.coder, self._reader, sentences)

    def read(self, text: str, role: Role = "why") -> Matrix:
        """What the coder's head sees of one answer."""
        return self._reader.read([prepare(text, role)])[0]

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
        prepared = [prepare(text, role) for text, role in keys]
        foreign = [detect(text).is_foreign for text, _ in keys]
        read = [item for item, other in zip(prepared, foreign, strict=True) if not other]
        codings = iter(self._code(read)) if read else iter(())
        return [
            uncoded(item, OTHER_LANGUAGE) if other else next(codings)
            for item, other in zip(prepared, foreign, strict=True)
        ]

    def _code(self, prepared: Sequence[Prepared]) -> list[Coding]:
        whole, parts, batch = self._reader.read(prepared)
        answers, clauses = self.coder.probabilities(whole), self.coder.probabilities(parts)
        return [
            self._decider.decide(item, answers[row], clauses[batch.starts[row] : batch.starts[row + 1]])
            for row, item in enumerate(prepared)
        ]


def load_engine(*, cache_dir: Path, threads: int = 0) -> Engine:
    """The engine with the project's codebook; converts the encoder into `cache_dir` the first time.

    `threads` = 0 uses every core. Raises WeightsError when the encoder's package is missing or altered, CoderError
    when the coder's file is.
    """
    coder = load_coder()
    return Engine(load_encoder(cache_dir, adapter=coder.adapter, threads=threads), coder)
