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

# Without one of these there is nothing to find.
SIGN = re.compile(r"[\d@＠/:]|www\.|[(\[{]at[)\]}]|\sdot\s", re.IGNORECASE)
SPELT = re.compile(r"[(\[{]at[)\]}]|\sdot\s", re.IGNORECASE)
DIGIT = re.compile(r"\d")

TOP_LEVEL = r"(?:com|net|org|edu|info|io|in|co|uk|de|fr|eu|us|au|ca|es|it|nl|ie)"
MAILERS = r"(?:g-?mail|yahoo|hotmail|outlook|icloud|rediffmail|protonmail|aol|gmx)"
URL = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
BARE_URL = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,5}"
    r"(?:com|org|net|io|co|app|dev|info|in|uk|de|fr|eu|shop|me|ly|gl|gg|be)/[^\s<>\"']{1,2000}",
    re.IGNORECASE,
)
EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}[@＠](?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
# Spelt out or broken by spaces: only with a well-known ending, so that "look at the dot" stays.
LOOSE_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:"
    rf"(?:\s?(?:[(\[{{]at[)\]}}]|[@＠])\s?)(?:[\w-]{{1,63}}(?:\s?\.\s?|\s?[(\[{{]dot[)\]}}]\s?|\sdot\s)){{1,4}}{TOP_LEVEL}"
    r"|\sat\s(?!(?:the|a|an|this|my|your)\s)(?:[\w-]{1,63}(?:\.|\sdot\s)){0,3}[\w-]{1,63}\sdot\s(?:com|net|org|edu|info|io|co\sdot\s(?:uk|in))"
    rf"|\s?[@＠]\s?{MAILERS})(?![\w-])",
    re.IGNORECASE,
)
IBAN = re.compile(r"(?<![A-Z0-9])([A-Z]{2})\d{2}(?:[ \xa0-]?[A-Z0-9]){11,30}", re.IGNORECASE)
_IBANS = (
    "AD24 AE23 AT20 BE16 BG22 BH22 BR29 CH21 CY28 CZ24 DE22 DK18 EE20 EG29 ES24 FI18 FR27 GB22 GR27 HR21 HU28 IE22 "
    "IL23 IS26 IT27 JO30 KW30 LI21 LT20 LU20 LV21 MC27 MT31 NL18 NO15 PK24 PL28 PT25 QA29 RO24 RS22 SA24 SE24 SI19 "
    "SK24 SM27 TR26 UA29"
)
# Characters of an IBAN by country (SWIFT IBAN registry).
IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _IBANS.split()}
# A card may start at any group of a longer run, so the candidates overlap.
CARD = re.compile(r"(?<![\w.])(?=(\d(?:[ \xa0-]?\d){12,18}))")
# Digits of a card by its first ones: the networks' own lengths.
CARD_LENGTHS = (
    (re.compile(r"4"), (16, 13, 19)),
    (re.compile(r"5[1-5]|2[2-7]|35"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3[068]"), (14,)),
    (re.compile(r"6"), (16, 17, 18, 19, 13)),
    (re.compile(r"5[06-8]"), (16, 19, 18, 13)),
)
IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)")
IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
VERSION = re.compile(r"(?:\bv|ver|version|firmware|build|release|ios|android|windows|app)[\s:.]*$", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w+])(?:[+＋]|00)?\(?\d(?:[ \t./()\xa0\u202f\u2010-\u2013-]{0,3}\d){6,16}(?!\w)")
SEPARATED = re.compile(r"\d\D+\d")
DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}(?:[ T-]\d{1,4}(?:[.:/-]\d{1,2}){0,2}(?:[./-]\d{2,4})?)?")
DECIMALS = re.compile(r"\d{1,3}\.\d{1,3}[ -]+\d{1,3}\.\d{1,3}")
# Digits after these words are a reference, and digits beside a currency an amount: no way to reach somebody.
REFERENCE = re.compile(
    r"(?:order|ticket|case|ref(?:erence)?|invoice|tracking|track|booking|complaint|transaction|txn|request|sr|awb|id|#"
    r"|otp|pin|pnr|imei|serial|utr|rrn|waybill|consignment|docket|bill|receipt|parcel|shipment|voucher|coupon|sku"
    r"|model|confirmation|reservation|refund)"
    r"(?:[\s-]*(?:id|no|number|num|nr|code|is|was|[#:.=-]))*\s*$"
    r"|(?-i:\b[A-Z]{2,6})-$|(?:\brs\.?|inr|usd|eur|gbp|aud|[$€£₹¥])\s*$",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"\s*(?:rs\b|rupees|inr|usd|eur|gbp|dollars?|euros?|pounds?|/-|[€₹$£%]|km\b|[kmg]b\b|days|times|units|pcs|points|coins)",
    re.IGNORECASE,
)
PHONE_WORD = re.compile(r"(?:call|phone|mobile|mob|cell|tel|whats\s?app|contact|reach|text|sms)\W", re.IGNORECASE)
# Fewer digits than this, with nothing that marks a phone number, are more often a count or an amount.
UNMARKED_DIGITS = 10
TRAILING = ".,;:!?)]}'\"…。，"


def find(text: str) -> tuple[Redaction, ...]:
    """Identifying stretches of `text`, in order, never overlapping. Linear in the length of the text."""
    if not SIGN.search(text):
        return ()
    finders = _FINDERS if DIGIT.search(text) else _FINDERS_WITHOUT_DIGITS
    return _without_overlaps(
        [Redaction(start, end, kind) for kind, candidates in finders for start, end in candidates(text)]
    )


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
        # An address without a slash starts with "www.".
        if "/" in text or pattern is URL:
            for start, end in _spans(pattern, text):
                yield start, start + len(text[start:end].rstrip(TRAILING))


def _emails(text: str) -> Iterator[tuple[int, int]]:
    patterns = (EMAIL, LOOSE_EMAIL) if "@" in text or "＠" in text else (LOOSE_EMAIL,) if SPELT.search(text) else ()
    for pattern in patterns:
        for start, end in _spans(pattern, text):
            yield start + len(text[start:end]) - len(text[start:end].lstrip(".-")), end


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for match in IBAN.finditer(text):
        places = [at for at in range(match.start(), match.end()) if text[at].isalnum()]
        length = IBAN_LENGTHS.get(match[1].upper(), len(places) + 1)
        if length > len(places):
            continue
        end = places[length - 1] + 1
        characters = "".join(text[at] for at in places[:length])
        if not text[end : end + 1].isalnum() and characters.isascii() and _is_iban(characters):
            yield match.start(), end


def _is_iban(characters: str) -> bool:
    moved = characters[4:] + characters[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for match in CARD.finditer(text):
        places = [at for at in range(match.start(1), match.end(1)) if text[at].isdecimal()]
        digits = "".join(str(int(text[at])) for at in places)
        for length in next((lengths for first, lengths in CARD_LENGTHS if first.match(digits)), ()):
            end = places[length - 1] + 1 if length <= len(places) else 0
            if end and not text[end : end + 1].isdecimal() and _is_luhn(digits[:length]):
                yield match.start(1), end
                break


def _is_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _ips(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _spans(IPV4, text):
        if _is_address(text[start:end]) and not VERSION.search(text, max(0, start - 12), start):
            yield start, end
    if text.count(":") > 1:
        for start, end in _spans(IPV6, text):
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
        if len(number) <= PHONE_WINDOW and _is_phone(text, start, number):
            yield start, end


def _is_phone(text: str, start: int, number: str) -> bool:
    if number.startswith(("+", "＋", "00")):
        return _is_valid("+" + number.lstrip("+＋0"), None)
    before = text[max(0, start - 24) : start]
    announced = PHONE_WORD.search(before) is not None
    if not announced:
        if REFERENCE.search(before) or AMOUNT.match(text, start + len(number)):
            return False
        marked = number.startswith(("0", "(")) or SEPARATED.search(number) is not None
        if not marked and len(number) < UNMARKED_DIGITS:
            return False
    if DATE.fullmatch(number) or DECIMALS.fullmatch(number) or (number.count(".") > 2 and number[0] != "0"):
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
_FINDERS_WITHOUT_DIGITS = _FINDERS[:2]
