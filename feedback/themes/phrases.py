"""Turns of phrase whose feeling is not the sum of their words: "not bad", "could be better", "no complaints", "2/10".

Each is replaced by a stand-in that the analyser knows. The patterns read words in lower case with one space between
them, "not" apart from its verb and BREAK where a phrase ends; none of them reaches across a BREAK.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedback.themes.types import Role


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


BREAK = "|"
WISH, SUPERB, FINE, FAIL, AWFUL = "wishword", "superbword", "fineword", "failword", "awfulword"
STAND_INS = {WISH: -0.25, SUPERB: 0.9, FINE: 0.35, FAIL: -0.4, AWFUL: -0.9}
WISHFUL_ROLES: frozenset[Role] = frozenset(("better", "improve"))

GOOD = (
    r"(?:better|good|great|nice|nicer|fast|faster|quick|quicker|clear|clearer|easy|easier|polite|helpful|smooth|smoother"
    r"|improved?|best|friendly|friendlier|kind|kinder|happy|happier|sooner|quickly|properly|patient|professional"
    r"|responsive|respectful|proactive|honest)"
)
HELP = (
    r"(?:help(?:s|ed|ing|ful)?|sol(?:ve[sd]?|ving|utions?)|resol(?:ve[sd]?|ving|ution)|fix(?:ed|es)?|repl(?:y|ies|ied)"
    r"|respond(?:s|ed)?|response|answer(?:s|ed|ing)?|listen(?:s|ed|ing)?|underst(?:and|ands|ood)|care[sd]?|call(?:ed)?"
    r"|work(?:s|ed|ing)?|apolog(?:y|ise[sd]?|ize[sd]?)|explain(?:s|ed)?|explanation|follow(?:ed|s)?|update[sd]?|support"
    r"|empathy|respect|manners|communication|use|idea|clue|knowledge|interest|information|info|progress|happy"
    r"|deliver(?:ed|y)?|pick(?:ed)?|replaced|processed|addressed|refund(?:ed)?|received?|appreciated?|recommend)"
)
TROUBLE = (
    r"(?:complain(?:ts?)?|problems?|issues?|hassles?|delays?|wait|waiting|fuss|trouble|difficult(?:y|ies)|stress"
    r"|pressure|confusion|mistakes?|errors?|criticisms?|faults?|negatives?|worries|regrets?|improvements?|flaws?)"
)
LITTLE = r"(?:(?:a|an|any|the|my|me|us|more|single|much|at|all|one|to|be|been|even|very|so|too|that|really|of) )"
RATING = re.compile(r"\b(\d+(?:\.\d+)?) (?:/|out of) (5|10|100)\b|\b([1-5]|zero|one|two|four|five) stars?\b")
RATED = _set("/ out star stars")
STARS = {"zero": 0, "one": 1, "two": 2, "four": 4, "five": 5}

# Stand-in, words of which each phrase has at least one, phrases; what an earlier one has replaced, a later one does
# not see.
PHRASES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        SUPERB,
        "could can exceeded exceeds exceed surpassed above beyond than thumbs",
        (
            r"(?:could|can) not (?:have |possibly )*(?:be(?:en)? |ask(?:ed)? for |get |got |wish(?:ed)? for |hope for )"
            rf"(?:\w+ ){{0,2}}?(?:more|{GOOD})",
            r"(?:could|can) not (?:thank|praise|recommend)\b(?: [\w']+){0,3} (?:enough|more|highly)",
            r"(?:exceed(?:ed|s)?|surpassed|above|beyond)(?: [\w']+){0,2} expectations?",
            r"above and beyond",
            r"(?:better|quicker|faster|sooner|easier|smoother|more [\w']+) than (?:i |we )?(?:had )?"
            r"(?:expected|thought|hoped|usual|ever|before|others?|most)",
            r"nothing (?:could|can) (?:have )?(?:be(?:en)? )?(?:\w+ )?(?:better|improved?|faster)",
            r"thumbs up",
        ),
    ),
    (
        FINE,
        "not never no without zero nothing little all keep extra",
        (
            r"not (?:so |too |that |at all |a )*(?:bad|hard|difficult)",
            r"(?:not|never) (?:have |had |has |faced? |find |found |see |saw )(?:a |any |one |single )*" + TROUBLE,
            rf"(?:no|without|zero) (?:a |an |any |more |real |major |such |further )*{TROUBLE}\b"
            r"(?! (?:is |was |were |has |been |get |got |getting )*(?:solved?|resolved?|fixed|sorted|solution))",
            r"(?:nothing|not much|little|not anything) (?:bad|wrong|against|to (?:be )?(?:improved?|complain|changed?"
            r"|add|fault|critici[sz]\w+|dislike|better|say against))(?: about)?",
            r"(?:can|could) not (?:really |even |possibly )?(?:complain|fault|critici[sz]\w+)",
            r"(?:nothing|no) needs?(?:ed)? (?:to )?(?:improve|improvement|change)",
            r"all good|keep (?:it|this) up|extra mile",
        ),
    ),
    (
        FAIL,
        "no not never without unable failed fails refused refuses hardly nobody none nothing cut hung hang hangs fed"
        " gave gives let expect expected hoped passed run",
        (
            rf"no {TROUBLE} (?:is |was |has |been |get |got )*(?:solved?|resolved?|fixed|sorted)",
            rf"(?:not|never|without|unable to|failed to|fails to|refused to|refuses to|hardly|no) "
            rf"{LITTLE}{{0,2}}{HELP}",
            r"(?:nobody|no one|none)(?: [\w']+){0,2}? " + HELP,
            r"(?:nothing|none)(?: [\w']+){0,3}? (?:good|helpful|done|happen(?:ed|s)|solved|resolved"
            r"|work(?:ed|s)|changed|fixed)",
            r"(?:cut|hung|hang|hangs) (?:me )?(?:up|off)|(?:fed|gave|gives) up|let (?:me |us )?down|run around",
            r"(?:expect(?:ed)?|hoped for) (?:much |far |a lot )?(?:better|more)|passed (?:around|from)",
        ),
    ),
    (
        AWFUL,
        "thumbs never waste waist time",
        (r"thumbs down|never again", r"waste of (?:my |our )?(?:time|money)|time wai?ste?"),
    ),
    (
        WISH,
        "could should would must need needs needed wish hope has have had try used want wanted please not if room how",
        (
            r"(?:could|should|would|must|needs?|needed|wish|hope|has to|have to|had to|try to|used to|want|wanted)"
            r"(?: (?!not\b|never\b|but\b|say\b|was\b|is\b|were\b|recommend\b)[\w']+){0,4}? "
            rf"{GOOD}\b(?! than)",
            r"please(?: (?!not\b|never\b|but\b)[\w']+){0,4}? " + GOOD,
            rf"not {LITTLE}{{0,3}}enough",
            r"used to be|if only|how about|room for improvement",
        ),
    ),
)
WISHES = (
    r"not (?:to )?be (?:so |too )*[\w']+",
    r"(?:more|be|being|better) (?:a |bit |little |very |too |so |more )*[\w']+",
    r"better|\w{2,}(?:ster|cker|arer|iendlier|icer|olite?r|sier|nger|oner)",
    r"^(?:empathy|respect|patience|politeness|kindness|honesty|clarity|communication|attitude|speed|manners)$",
)
NOTHING = re.compile(r"(?:no|nope|none|nothing|nil|na|not really|nothing at all|nothing much)(?: \|)*$")
NEGATIONS = _set("not no never without hardly")
# Between a negation and what it negates.
NEGATED = re.compile(
    rf"\b(not|no|never|without|hardly) (?:(?:{LITTLE}|get |got |feel |felt |feeling |quite |particularly )+)(?=\w)"
)


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


_PHRASES = [(f" {stand_in} ", _set(words), _any_of(patterns)) for stand_in, words, patterns in PHRASES]
_WISHES = _any_of(WISHES)


def rephrase(words: list[str], role: Role) -> list[str]:
    """`words` with every turn of phrase replaced by its stand-in; linear in their number."""
    wishful = role in WISHFUL_ROLES
    present = set(words)
    text = plain = " ".join(words)
    if (wishful or role == "liked") and NOTHING.match(text):
        return [FINE if wishful else FAIL]
    if not RATED.isdisjoint(present):
        text = RATING.sub(_rated, text)
    for stand_in, triggers, pattern in _PHRASES:
        if not triggers.isdisjoint(present):
            text = pattern.sub(stand_in, text)
    if wishful:
        text = _WISHES.sub(f" {WISH} ", text)
    if not NEGATIONS.isdisjoint(present):
        text = NEGATED.sub(r"\1 ", text)
    return words if text is plain else text.split()


def _rated(match: re.Match[str]) -> str:
    given, best, stars = match.groups()
    share = STARS.get(stars, 0) / 5 if stars and not stars.isdigit() else float(stars or given) / float(best or 5)
    return SUPERB if share >= 0.75 else AWFUL if share <= 0.45 else "average"
