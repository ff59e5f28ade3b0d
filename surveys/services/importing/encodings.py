"""Which encoding a file of text has, by its bytes."""

from __future__ import annotations

import codecs
from pathlib import Path

BLOCK = 1024 * 1024
HEAD = 4096
UTF_8, CP1252 = "utf-8-sig", "cp1252"
ASCII = bytes(range(128))
# How the files begin that people upload when they mean their CSV.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is one sentence for the person who brought it."""


def detect_encoding(path: Path) -> str:
    """The codec of the file: UTF-8 or UTF-16, with or without a byte order mark, else Windows-1252.

    Reads the whole file in blocks of 1 MB. Raises UnreadableFile for an empty file and for a spreadsheet workbook.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise UnreadableFile("The file is empty.")
    if head.startswith(WORKBOOKS):
        raise UnreadableFile("This is a spreadsheet workbook: save it as “CSV UTF-8” and import that file.")
    return _utf_16(head) or (UTF_8 if _is_utf_8(path) else CP1252)


def _utf_16(head: bytes) -> str | None:
    """The flavour of UTF-16: by the mark, else because every second byte of Western text is zero."""
    if head.startswith(UTF_16_MARKS):
        return "utf-16"
    half = len(head) / 2
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _is_utf_8(path: Path) -> bool:
    """Whether UTF-8 explains the bytes beyond ASCII; a few broken ones do not make it another encoding."""
    decoder = codecs.getincrementaldecoder(UTF_8)("replace")
    foreign = broken = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            foreign += len(block.translate(None, ASCII))
            broken += decoder.decode(block).count("\N{REPLACEMENT CHARACTER}")
    return broken == 0 or broken * 2 < foreign
