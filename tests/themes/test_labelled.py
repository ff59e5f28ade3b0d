from __future__ import annotations

import random
from pathlib import Path

import pytest

from feedback.themes import labelled
from feedback.themes.encoder import Encoder
from feedback.themes.labelled import Labelled, Labeller
from feedback.themes.labelled_file import ModelError
from feedback.themes.types import Document, Role

TEXTS = {
    "parking": ("no space to park the car", "the car park was full", "parking costs too much"),
    "food": ("the soup was cold", "lunch tasted of nothing", "good food and warm soup"),
    "waiting": ("I waited two hours", "the queue was very long", "too slow, we waited all day"),
}


def examples() -> list[Labelled]:
    return [example(text, label) for label, texts in TEXTS.items() for text in texts]


def example(text: str, *labels: str, role: Role = "why") -> Labelled:
    return Labelled(Document(text, text, role), labels)


def coded(encoder: Encoder, learnt: list[Labelled], *texts: str) -> list[tuple[str, ...]]:
    return Labeller(encoder, labelled.fit(encoder, learnt)).code([Document(text, text) for text in texts])


def test_answers_like_the_examples_get_their_labels(encoder: Encoder) -> None:
    assert coded(encoder, examples(), "nowhere to park my car", "cold soup", "we waited for hours") == [
        ("parking",),
        ("food",),
        ("waiting",),
    ]


def test_the_order_and_the_ids_of_the_examples_do_not_change_the_file(encoder: Encoder, tmp_path: Path) -> None:
    rows = [*examples(), *examples()[:4], example("the soup was cold", "food", "waiting")]
    shuffled = [Labelled(Document("x", row.document.text), row.labels[::-1]) for row in rows]
    random.Random(1).shuffle(shuffled)
    for folder, learnt in (("one", rows), ("two", shuffled)):
        labelled.save(labelled.fit(encoder, learnt), tmp_path / folder)
    one, two = ((tmp_path / folder / labelled.FILE).read_bytes() for folder in ("one", "two"))
    assert one == two


def test_a_model_read_from_its_file_says_the_same(encoder: Encoder, tmp_path: Path) -> None:
    fitted = labelled.fit(encoder, examples())
    labelled.save(fitted, tmp_path)
    asked = [Document(str(i), text) for i, text in enumerate(["soup", "", "the car", "slow service", "😀"])]
    assert Labeller(encoder, labelled.load(tmp_path)).code(asked) == Labeller(encoder, fitted).code(asked)


def test_an_answer_is_coded_the_same_in_any_company(encoder: Encoder) -> None:
    labeller = Labeller(encoder, labelled.fit(encoder, examples()))
    asked = [Document(str(i), text) for i, text in enumerate(["cold soup", "a long queue for the car park", "hm"])]
    alone = [labeller.code([document])[0] for document in asked]
    assert labeller.code(asked) == alone
    assert labeller.code(asked[::-1]) == alone[::-1]


def test_the_same_words_mean_another_label_under_another_question(encoder: Encoder) -> None:
    learnt = [example(text, "good", role="liked") for text in ("the food", "staff", "waiting time", "the rooms")]
    learnt += [example(text, "bad", role="better") for text in ("the food", "staff", "waiting time", "the rooms")]
    labeller = Labeller(encoder, labelled.fit(encoder, learnt))
    assert labeller.code([Document("1", "the staff", "liked"), Document("2", "the staff", "better")]) == [
        ("good",),
        ("bad",),
    ]


def test_where_every_example_has_a_label_so_has_every_answer(encoder: Encoder) -> None:
    assert all(coded(encoder, examples(), "purple", "zebra crossing", "quite", "12345"))


def test_where_examples_lack_labels_answers_may_too(encoder: Encoder) -> None:
    bare = [example(text) for text in ("nothing", "nothing at all", "no comment", "none", "nothing to add")]
    assert coded(encoder, [*examples(), *bare], "nothing at all", "no comments", "cold soup") == [(), (), ("food",)]


def test_an_answer_can_get_two_labels(encoder: Encoder) -> None:
    learnt = [
        *examples(),
        *(example(f"{a} and {b}", "food", "parking") for a in TEXTS["food"] for b in TEXTS["parking"]),
    ]
    assert coded(encoder, learnt, "cold soup and no space to park") == [("food", "parking")]


def test_one_example_is_enough_to_start(encoder: Encoder) -> None:
    assert coded(encoder, [example("the soup was cold", "food")], "the soup was cold") == [("food",)]


def test_the_same_answer_coded_differently_does_no_harm(encoder: Encoder) -> None:
    learnt = [*examples(), *[example("it was cold", "food")] * 5, example("it was cold", "parking")]
    assert coded(encoder, learnt, "it was cold") == [("food",)]


@pytest.mark.parametrize("odd", ["", "   ", "😀", "\ud800", "a" * 30_000, "word. " * 3_000])
def test_odd_texts_can_be_learnt_from_and_coded(encoder: Encoder, odd: str) -> None:
    assert coded(encoder, [*examples(), *[example(odd, "odd")] * 3], odd) == [("odd",)]


def test_without_a_label_there_is_nothing_to_learn(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="no example carries a label"):
        labelled.fit(encoder, [example("the soup was cold")])


def test_of_too_many_answers_always_the_same_ones_are_kept(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelled, "MOST_POINTS", 6)
    one, two = labelled.fit(encoder, examples()), labelled.fit(encoder, examples()[::-1])
    assert len(one.points) == 6
    assert one.points.vectors.tobytes() == two.points.vectors.tobytes()


@pytest.mark.parametrize("content", [None, b"", b"not a model", b"\x08\0\0\0\0\0\0\0{}      "])
def test_a_folder_without_a_model_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / labelled.FILE).write_bytes(content)
    with pytest.raises(ModelError, match="holds no fitted model"):
        labelled.load(tmp_path)


def test_saving_leaves_only_the_model_behind(encoder: Encoder, tmp_path: Path) -> None:
    fitted = labelled.fit(encoder, examples())
    for _ in range(2):
        labelled.save(fitted, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [labelled.FILE]
