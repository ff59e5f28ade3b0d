from __future__ import annotations

from feedback.selectors.codebook import ThemeName
from feedback.selectors.headline import headline
from feedback.selectors.proportions import Share, compare
from feedback.selectors.ranking import ThemeRow


def a_row(key: str, count: int, *, before: int | None = None, total: int = 400) -> ThemeRow:
    share = Share(count, total)
    change = None if before is None else compare(share, Share(before, total))
    return ThemeRow(ThemeName(1, key, key.title(), ""), share, Share(0, total), change, (), None)


def test_few_answers_say_nothing() -> None:
    found = headline([a_row("speed", 9, before=0, total=19)], analysed=19)
    assert not found.has_enough
    assert not found.leaders
    assert found.change is None


def test_a_clear_change_is_said() -> None:
    found = headline([a_row("speed", 80, before=80), a_row("informed", 70, before=20)], analysed=400)
    assert found.changed is not None
    assert found.changed.key == "informed"


def test_the_largest_of_several_changes_is_said() -> None:
    found = headline([a_row("speed", 150, before=60), a_row("calm", 20, before=90)], analysed=400)
    assert found.changed is not None
    assert found.changed.key == "speed"


def test_a_change_within_noise_is_not_said() -> None:
    found = headline([a_row("speed", 40, before=30)], analysed=400)
    assert found.change is None
    assert found.is_compared


def test_a_clear_leader_is_named_alone() -> None:
    found = headline([a_row("speed", 90), a_row("calm", 30), a_row("tone", 5)], analysed=400)
    assert [leader.theme.key for leader in found.leaders] == ["speed"]
    assert not found.is_compared


def test_themes_that_cannot_be_told_apart_are_named_together() -> None:
    found = headline([a_row("speed", 90), a_row("calm", 85), a_row("tone", 5)], analysed=400)
    assert [leader.theme.key for leader in found.leaders] == ["speed", "calm"]


def test_where_many_are_level_none_stands_out() -> None:
    assert headline([a_row(key, 20) for key in ("speed", "calm", "tone", "effort")], analysed=400).leaders == ()


def test_a_theme_nobody_asks_for_never_leads() -> None:
    assert headline([a_row("speed", 0)], analysed=400).leaders == ()


def test_no_theme_at_all_is_no_error() -> None:
    assert headline([], analysed=400).leaders == ()
