"""Cleaning of text that strangers send: nothing a customer can type may break a page, a mail or the database."""

from __future__ import annotations

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
LINE_BREAK = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
UNSEEN_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
# Letters, marks and symbols by category, but nothing a reader can see.
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(map(chr, range(0xFE00, 0xFE10)))


def clean_text(raw: str) -> str:
    """`raw` as we keep it: lines end in LF, no control characters but TAB and LF, no lone surrogates, no blank ends.

    Everything else stays as it was typed. A text without one visible character comes back empty.
    """
    text = LINE_BREAK.sub("\n", LONE_SURROGATE.sub(REPLACEMENT, raw))
    text = CONTROL.sub("", text).strip()
    return text if any(map(is_visible, text)) else ""


def single_line(raw: str) -> str:
    """`raw` in one line, fit for a mail header or a name: control characters and line breaks become single spaces."""
    text = LINE_BREAK.sub(" ", LONE_SURROGATE.sub(REPLACEMENT, raw))
    return " ".join(CONTROL.sub(" ", text).split())


def first_name(full_name: str) -> str:
    """The first name in `full_name`; empty for what is no name, as `agent-17` or an address."""
    words = full_name.split()
    first = words[0] if words else ""
    return first if re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", first) else ""


def is_visible(character: str) -> bool:
    """Whether a reader sees `character`: no space, format or control character, no filler."""
    return unicodedata.category(character) not in UNSEEN_CATEGORIES and character not in INVISIBLE
