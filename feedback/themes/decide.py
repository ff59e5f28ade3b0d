"""From probabilities to a coding: which themes, on which clauses, which routes, which sentiment and emotions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback.themes.features import Floats
from feedback.themes.prepare import Prepared
from feedback.themes.types import (
    EMOTIONS,
    POLARITIES,
    SENTIMENTS,
    UNINFORMATIVE,
    CodedExcerpt,
    Coding,
    Polarity,
    Sentiment,
    ThemeCode,
)

# Another clause than the best one carries a theme too when it is at least this fraction as sure.
SHARED = 0.6

# Column of the label, theme, polarity.
Found = tuple[int, str, Polarity]


def uncoded(prepared: Prepared, route: str) -> Coding:
    """A coding that claims nothing but why there is none; its id is left empty."""
    excerpts = tuple(CodedExcerpt(start, end, "neu", ()) for start, end in prepared.clauses)
    return Coding("", (route,), "neu", 0.0, (), prepared.redactions, excerpts)


class Decider:
    """Applies the coder's cuts and keeps routes, themes and sentiment consistent with each other."""

    def __init__(self, labels: Sequence[str], cuts: Floats) -> None:
        self._cuts = cuts
        self._columns = {label: column for column, label in enumerate(labels)}
        self._themes: list[Found] = [
            (column, label.split(":")[1], polarity)
            for polarity in POLARITIES
            for label, column in self._columns.items()
            if label.startswith(f"{polarity}:")
        ]
        self._routes = [(c, label.split(":")[1]) for label, c in self._columns.items() if label.startswith("route:")]
        self._sentiments = [self._columns[f"sentiment:{name}"] for name in SENTIMENTS]
        self._emotions = [(self._columns[f"emotion:{name}"], name) for name in EMOTIONS]

    def decide(self, prepared: Prepared, answer: Floats, clauses: Floats) -> Coding:
        """`answer` (labels,) and `clauses` (clauses, labels) are probabilities; the coding's id is left empty."""
        if not prepared.says_something:
            return uncoded(prepared, UNINFORMATIVE)
        margins = answer / self._cuts
        found = self._themes_of(margins)
        sentiment = SENTIMENTS[int(np.argmax(answer[self._sentiments]))]
        return Coding(
            id="",
            routes=self._routes_of(margins, found),
            sentiment=sentiment,
            polarity=prepared.whole.polarity,
            emotions=tuple(name for column, name in self._emotions if margins[column] >= 1),
            redactions=prepared.redactions,
            excerpts=self._excerpts(prepared, answer, clauses, found, sentiment),
        )

    def _themes_of(self, margins: Floats) -> list[Found]:
        """The themes above their cut: each in its surer polarity only, and none to improve in surer praise."""
        surest: dict[str, Found] = {}
        for entry in self._themes:
            column, theme, _ = entry
            if margins[column] >= max(1, margins[surest[theme][0]] if theme in surest else 0):
                surest[theme] = entry
        praise_only = margins[self._columns["route:praise_only"]]
        blamed = [margins[column] for column, _, polarity in surest.values() if polarity == "improve"]
        if blamed and praise_only >= max(1, *blamed):
            return [entry for entry in surest.values() if entry[2] == "praise"]
        return list(surest.values())

    def _routes_of(self, margins: Floats, found: Sequence[Found]) -> tuple[str, ...]:
        routes = {name for column, name in self._routes if margins[column] >= 1}
        if any(polarity == "improve" for *_, polarity in found):
            routes -= {"praise_only", "nothing_to_improve", "general_negative"}
        if found:
            routes -= {UNINFORMATIVE}
        return tuple(sorted(routes))

    def _excerpts(
        self,
        prepared: Prepared,
        answer: Floats,
        clauses: Floats,
        found: Sequence[Found],
        sentiment: Sentiment,
    ) -> tuple[CodedExcerpt, ...]:
        codes: list[list[ThemeCode]] = [[] for _ in prepared.clauses]
        for column, theme, polarity in found:
            evidence = clauses[:, column]
            best = int(np.argmax(evidence))
            for row, score in enumerate(evidence):
                if row == best or (score >= self._cuts[column] and score >= SHARED * evidence[best]):
                    sure = answer[column] if row == best else min(answer[column], score)
                    codes[row].append(ThemeCode(theme, polarity, round(float(sure), 4)))
        single = len(prepared.clauses) == 1
        return tuple(
            CodedExcerpt(start, end, sentiment if single else self._tone(clauses[row]), tuple(codes[row]))
            for row, (start, end) in enumerate(prepared.clauses)
        )

    def _tone(self, clause: Floats) -> Sentiment:
        return SENTIMENTS[int(np.argmax(clause[self._sentiments]))]
