"""JSON from outside, read strictly: what two parsers may read differently, or a database not store, is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence

MAX_DEPTH = 20
LARGEST_INTEGER = 2**53  # beyond it a JavaScript sender and we would not mean the same number
LONGEST_NUMBER = 40


class InvalidJSON(ValueError):
    """Why a body is refused; `pointer` (RFC 6901) says where, if it could be read that far."""

    def __init__(self, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


def loads(raw: bytes) -> object:
    """The value `raw` stands for. Raises InvalidJSON, and nothing else, for anything not plain UTF-8 JSON."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise InvalidJSON(f"The body is not UTF-8: byte {error.start + 1} cannot be read.") from error
    except json.JSONDecodeError as error:
        raise InvalidJSON(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise InvalidJSON(f"The body is nested deeper than {MAX_DEPTH} levels.") from error
    _check(value)
    return value


def pointer(path: Sequence[str | int]) -> str:
    """The JSON pointer of `path`, as `/agents/0/name`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in pairs:
        if key in values:
            raise InvalidJSON(f"The key {json.dumps(key[:80])} is there twice in one object.")
        values[key] = value
    return values


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER or abs(number := int(digits)) > LARGEST_INTEGER:
        raise InvalidJSON(f"The whole number {digits[:20]}… is too large.")
    return number


def _float(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER or not math.isfinite(number := float(digits)):
        raise InvalidJSON(f"The number {digits[:20]}… is too large or too long.")
    return number


def _constant(name: str) -> object:
    raise InvalidJSON(f"{name} is not a JSON value.")


def _check(root: object) -> None:
    for path, value in _walk(root):
        if isinstance(value, dict | list) and len(path) >= MAX_DEPTH:
            raise InvalidJSON(f"The body is nested deeper than {MAX_DEPTH} levels.", pointer(path))
        if isinstance(value, str):
            _check_text(value, path)
        elif isinstance(value, dict):
            for key in value:
                _check_text(key, path)


def _check_text(text: str, path: tuple[str | int, ...]) -> None:
    if "\x00" in text:
        raise InvalidJSON("A text contains the NUL character.", pointer(path))
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidJSON("A text contains half of a surrogate pair.", pointer(path))


def _walk(root: object) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every value below `root` with its path; parents come before their children, so that depth is noticed in time."""
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), root)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, dict):
            waiting.extend(((*path, key), child) for key, child in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, index), child) for index, child in enumerate(value))
