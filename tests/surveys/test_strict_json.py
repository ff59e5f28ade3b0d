from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.inbound.strict_json import InvalidJSON, loads, pointer


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b'{"a":',
        b"{'a': 1}",
        b'{"a": 1,}',
        b'{"a": 1} x',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        '{"a": "ü"}'.encode("latin-1"),
        '{"a": 1}'.encode("utf-16"),
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": 9007199254740993}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1, "a": 2}',
        b'{"b": {"a": 1, "a": 2}}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": "\\ud83d"}',
        b'{"\\ude00": 1}',
        b"[" * 21 + b"]" * 21,
        b"[" * 1000 + b"]" * 1000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
)
def test_what_is_not_plain_json_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidJSON):
        loads(raw)


def test_an_error_says_where_it_is() -> None:
    with pytest.raises(InvalidJSON, match="line 2, column 7"):
        loads(b'{"a": 1,\n "b": x}')


def test_a_bad_text_is_pointed_at() -> None:
    with pytest.raises(InvalidJSON) as caught:
        loads(b'{"meta": {"a/b": ["fine", "\\u0000"]}}')
    assert caught.value.pointer == "/meta/a~1b/1"


def test_refusing_a_bomb_takes_no_time() -> None:
    started = time.perf_counter()
    with pytest.raises(InvalidJSON):
        loads(b"[" * 250_000)
    with pytest.raises(InvalidJSON):
        loads(json.dumps({str(n): n for n in range(20_000)}).encode()[:-1] + b', "0": 1}')
    assert time.perf_counter() - started < 1


def test_the_deepest_allowed_value_is_read() -> None:
    assert loads(b"[" * 20 + b"]" * 20)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), inner)
        ),
        max_leaves=10,
    )
)
def test_plain_json_is_read_as_it_is(value: object) -> None:
    assert loads(json.dumps(value).encode()) == value


def test_a_pointer_escapes_its_parts() -> None:
    assert pointer(["a/b", 0, "c~d"]) == "/a~1b/0/c~0d"
    assert pointer([]) == ""
