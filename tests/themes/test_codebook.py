from __future__ import annotations

from feedback.themes.codebook import iter_sentences, load_codebook
from feedback.themes.types import EMOTIONS, ROLES, SENTIMENTS


def test_the_codebook_has_its_themes_each_described() -> None:
    book = load_codebook()
    assert len({theme.id for theme in book.themes}) == len(book.themes) == 18
    assert len({theme.parent for theme in book.themes}) == 5
    assert all(theme.label and theme.definition and theme.practice and theme.examples for theme in book.themes)


def test_every_sentence_uses_only_known_labels() -> None:
    book = load_codebook()
    themes, routes = {theme.id for theme in book.themes}, {route.id for route in book.routes}
    for sentence in iter_sentences():
        assert set(sentence.improve) | set(sentence.praise) <= themes
        assert set(sentence.routes) <= routes
        assert sentence.role in ROLES
        assert sentence.sentiment in SENTIMENTS
        assert set(sentence.emotions or ()) <= set(EMOTIONS)
