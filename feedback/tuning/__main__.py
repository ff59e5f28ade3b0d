"""Fit the coder again after the codebook or its sentences changed: `python -m feedback.tuning` (about 15 minutes)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from feedback.themes import coder
from feedback.themes.coder import Coder
from feedback.themes.encoder import WIDTH
from feedback.themes.features import Floats
from feedback.themes.prepare import prepare
from feedback.themes.reading import TONES
from feedback.tuning import cuts, ngrams, targets
from feedback.tuning.train import Tuner

# How much of the head's say the n-grams have.
SHARE = 0.3


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, choose the cuts, write the file; prints the quality on the sentences kept out of the fit."""
    parser = argparse.ArgumentParser(prog="python -m feedback.tuning", description=__doc__)
    parser.add_argument("--out", type=Path, default=coder.FILE)
    options = parser.parse_args(arguments)
    labels = coder.label_names()
    sentences = list(targets.examples())
    held_out = [sentence for sentence in sentences if targets.is_held_out(sentence)]
    learnt = [sentence for sentence in sentences if not targets.is_held_out(sentence)]
    tuner = Tuner(labels)
    tuner.fit(learnt, print)
    vocabulary, by_ngrams = ngrams.fit(learnt, labels)
    rows = ngrams.matrix([prepare(sentence.text, sentence.role) for sentence in held_out], vocabulary)
    said = rows.dot(by_ngrams[:-1]) + by_ngrams[-1]
    logits = (1 - SHARE) * tuner.logits(held_out) + SHARE * said
    wanted, known = targets.targets(held_out, labels), targets.known(held_out, labels)
    chosen = cuts.choose(labels, logits, wanted, known)
    for kind, quality in cuts.quality(labels, logits, chosen, wanted, known).items():
        print(f"{kind:10} micro-F1 {quality:.3f} on {len(held_out):,} sentences kept out of the fit")
    weights = join(tuner.weights(), by_ngrams)
    adapted = Coder(
        labels, vocabulary, weights, cuts.for_real_answers(labels, chosen), tuner.adapter(), coder.edition()
    )
    coder.save(adapted, options.out)
    print(options.out)
    return 0


def join(by_vector: tuple[Floats, Floats], by_ngrams: Floats) -> Floats:
    """Both halves in one matrix of the shape of `by_ngrams`, each with its share."""
    weights, biases = by_vector
    joined = by_ngrams * np.float32(SHARE)
    joined[: WIDTH + TONES] += weights * np.float32(1 - SHARE)
    joined[-1] += biases * np.float32(1 - SHARE)
    return joined


if __name__ == "__main__":
    sys.exit(main())
