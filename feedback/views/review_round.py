"""Ten cards on somebody's desk: chosen once, kept in their session until they are through."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.sessions.backends.base import SessionBase

from feedback.selectors.review_queue import Card, Why

KEY = "review"


class Round:
    """The cards of a round, those that are decided, and those that were passed over."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        kept = session.get(KEY, {})
        self.cards = [Card(pk, Why(why)) for pk, why in kept.get("cards", ())]
        self.done: list[int] = kept.get("done", [])
        self._passed: list[int] = kept.get("passed", [])
        self.again: int | None = kept.get("again")  # decided, and on the desk once more

    @property
    def position(self) -> int:
        """The number of the card on top, from 1."""
        return 1 + len(self.done) + len(self._passed)

    def begin(self, cards: Sequence[Card]) -> None:
        self.cards, self.done, self._passed, self.again = list(cards), [], [], None
        self._keep()

    def next(self) -> Card | None:
        over = {*self.done, *self._passed}
        return next((card for card in self.cards if card.answer not in over), None)

    def finish(self, answer: int) -> None:
        if answer not in self.done:
            self.done.append(answer)
        self.again = None
        self._keep()

    def leave_out(self, answer: int) -> None:
        if answer not in self._passed:
            self._passed.append(answer)
        self._keep()

    def step_back(self) -> None:
        """Put the answer decided last on the desk once more."""
        if self.done:
            self.again = self.done.pop()
            self._keep()

    def end(self) -> None:
        self._session.pop(KEY, None)

    def _keep(self) -> None:
        cards = [[card.answer, card.why.value] for card in self.cards]
        self._session[KEY] = {"cards": cards, "done": self.done, "passed": self._passed, "again": self.again}
