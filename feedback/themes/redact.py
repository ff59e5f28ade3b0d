"""Find what identifies a person: e-mail, phone, card, IBAN, IP address, URL. Names and addresses are not found."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence

import phonenumbers

from feedback.themes.types import Redaction

# A number without a country code is tried in these regions; a match in any of them is a phone number.
PHONE_REGIONS = ("US", "GB", "IN", "DE", "FR", "AU")
# Longer inputs to the phone parser are never one number, and keep the search linear.
PHONE_WINDOW = 32

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
BARE_URL = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:com|org|net|io|co|app|dev|info|in|uk|de|fr|eu|shop|me|ly)/[^\s<>\"']{1,2000}",
    re.IGNORECASE,
)
EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:@|\s?(?:\(at\)|\[at\])\s?)(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])",
    re.IGNORECASE,
)
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])")
IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)")
IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\(?\d(?:[ \t./()\xa0-]{0,3}\d){6,16}(?!\w)")
DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}(?:[ T]\d{1,2}(?:[.:]\d{2})?)?")
# Digits after these words are a reference, not a way to reach somebody.
REFERENCE = re.compile(
    r"(?:order|ticket|case|ref(?:erence)?|invoice|tracking|booking|complaint|transaction|request|sr|awb|id|#)"
    r"(?:\s*(?:id|no|number|num|is|was|[#:.=]))*\s*$",
    re.IGNORECASE,
)
PHONE_WORD = re.compile(r"(?:call|phone|mobile|cell|tel|whats\s?app|contact|reach|text|sms)\W", re.IGNORECASE)
TRAILING = ".,;:!?)]}'\"…"


def find(text: str) -> tuple[Redaction, ...]:
    """Identifying stretches of `text`, in order, never overlapping. Linear in the length of the text."""
    taken: list[Redaction] = []
    for kind, candidates in _FINDERS:
        for start, end in candidates(text):
            taken.append(Redaction(start, end, kind))
    return _without_overlaps(taken)


def mask(text: str, redactions: Sequence[Redaction]) -> str:
    """`text` with every redaction replaced by its kind in brackets, for example "[email]"."""
    parts, at = [], 0
    for item in redactions:
        parts += [text[at : item.start], f"[{item.kind}]"]
        at = item.end
    return "".join(parts) + text[at:]


def blank(text: str, redactions: Sequence[Redaction]) -> str:
    """`text` of the same length with every redaction overwritten by its kind, so that spans stay valid."""
    parts, at = [], 0
    for item in redactions:
        width = item.end - item.start
        parts += [text[at : item.start], item.kind[:width].ljust(width)]
        at = item.end
    return "".join(parts) + text[at:]


def _without_overlaps(found: list[Redaction]) -> tuple[Redaction, ...]:
    """What overlaps becomes one redaction of the kind that starts first, or is the surer; nothing shows through."""
    rank = {kind: place for place, (kind, _) in enumerate(_FINDERS)}
    found.sort(key=lambda item: (item.start, rank[item.kind], -item.end))
    kept: list[Redaction] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
        elif item.end > kept[-1].end:
            kept[-1] = Redaction(kept[-1].start, item.end, kept[-1].kind)
    return tuple(kept)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        yield match.start(), match.end()


def _urls(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (URL, BARE_URL):
        for start, end in _spans(pattern, text):
            yield start, start + len(text[start:end].rstrip(TRAILING))


def _emails(text: str) -> Iterator[tuple[int, int]]:
    # Without a sign of an address the pattern need not run at all.
    if "@" in text or "at)" in text.lower() or "at]" in text.lower():
        for start, end in _spans(EMAIL, text):
            lead = len(text[start:end]) - len(text[start:end].lstrip("."))
            yield start + lead, end


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _spans(IBAN, text):
        digits = re.sub(r"[ -]", "", text[start:end])
        moved = digits[4:] + digits[:4]
        if 15 <= len(digits) <= 34 and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1:
            yield start, end


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _spans(CARD, text):
        digits = [int(c) for c in text[start:end] if c.isdigit()]
        doubled = [sum(divmod(2 * d, 10)) for d in digits[-2::-2]]
        if digits[0] in (2, 3, 4, 5, 6) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0:
            yield start, end


def _ips(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (IPV4, IPV6):
        for start, end in _spans(pattern, text):
            if _is_address(text[start:end]):
                yield start, end


def _is_address(candidate: str) -> bool:
    # "::" alone and a time such as 10:30:15 are not addresses.
    if ":" in candidate and sum(c != ":" for c in candidate) < 4:
        return False
    try:
        ipaddress.ip_address(candidate)
    except ValueError:
        return False
    return True


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _spans(PHONE, text):
        number = text[start:end].rstrip("(). /-")
        end = start + len(number)
        if len(number) <= PHONE_WINDOW and not DATE.fullmatch(number.strip()) and _is_phone(text, start, number):
            yield start, end


def _is_phone(text: str, start: int, number: str) -> bool:
    before = text[max(0, start - 24) : start]
    if number.startswith(("+", "00")):
        return _is_valid(number.replace("00", "+", 1) if number.startswith("00") else number, None)
    if REFERENCE.search(before) and not PHONE_WORD.search(before):
        return False
    return any(_is_valid(number, region) for region in PHONE_REGIONS)


def _is_valid(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


_FINDERS: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    ("email", _emails),
    ("url", _urls),
    ("iban", _ibans),
    ("card", _cards),
    ("ip", _ips),
    ("phone", _phones),
)
