"""What the author of a text does with a claim that it is about."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.record import Channel, Stance
from models.match.words import clauses, stem, words_of
from models.stance.score import CLASSES, score, sure_from

# Plain words of who warns, doubts or only passes on, in the model form: who says them beside a claim never
# surely asserts it, whatever the model makes of so few words.
_NEWS: Final = "kabar|berita|info|isu|cerita"
_CALLS_FALSE: Final = re.compile(r"\b(?:hoaks|hoax|bohong|fitnah|(?:me)?ngarang)\b")
_NOT: Final = "tidak|bukan|belum|tak|kada|ndak|ora"
_CALLED: Final = "(?:di)?(?:bilang|katakan|anggap|kira|sebut|tuduh|cap|padahi|balas)"
# Before them, of who insists: "tidak bohong", "bukan kabar hoaks", "jangan buru-buru dibilang hoaks", "yang
# bilang saya ngarang", "kalau saya bohong ...".
_INSISTS: Final = re.compile(
    rf"\b(?:(?:{_NOT})(?: (?:{_NEWS}|sekadar|cuma|lagi|saya|aku|kami|orang yang suka"
    r"|(?:sedang )?(?:me)?nyebar(?:kan)?))?"
    rf"|(?:jangan(?: \w+){{0,2}}|yang|siapa|kalau|pasti|mereka|orang) {_CALLED}"
    rf"|(?:kalau|jika)(?: sampai)?)(?: (?:ini|itu|saya|aku|{_NEWS}))? $"
)
_EASILY: Final = "mudah|gampang|langsung|cepat|asal|mau|dulu|pernah|sampai|ikut"
_DO_NOT_BELIEVE: Final = re.compile(
    rf"\b(?:jangan|tidak usah|tidak perlu)(?: (?:{_EASILY}))* (?:di)?percayai?\b"
)
_WORD_OF: Final = "kata|ucapan|omongan|pernyataan|keterangan|penjelasan|klarifikasi|bantahan|janji"
_OFFICIALS: Final = (
    "petugas|polisi|aparat|pemerintah|pemda|pemkab|pejabat|presiden|gubernur|bupati|camat|kpu|bawaslu|media"
    "|pers|wartawan|tv"
)
# Behind it, and said by any: "jangan percaya dulu ya guys"
_ASIDE: Final = re.compile(
    r"(?: (?:sama|pada|kepada|dengan|dulu|ya|deh|dong|begitu|saja|lagi|guys|kawan|teman|semua))*(?: |$)"
)
# Then, of who tells the claim as what is hidden: "jangan percaya kata petugas, ..."
_WHOM: Final = re.compile(rf"(?:(?:para|pihak) )?(?:{_WORD_OF}|{_OFFICIALS}|mereka|dia|yang bilang)\b")
# Or of who means the claim, as where nothing stands there: "jangan percaya info ini".
_WHAT: Final = re.compile(
    rf"(?:{_NEWS}|(?:yang )?(?:seperti )?(?:ini|itu)|hoaks|hoax|soal|tentang|kalau|bahwa|foto|video|pesan)\b"
    "|$"
)
_OF_THE_CLAIM: Final = 3
"""words of the claim, in the clause behind it, by which it is the claim itself, not "paslon 2" alone"""
# Before "bohong", of who calls others liars: "pemerintah bohong terus! ..."; "kata polisi bohong" denies.
_LIARS: Final = re.compile(
    rf"(?<!\bkata )(?<!\bmenurut )\b(?:{_OFFICIALS}|mereka|dia|(?:paslon|kubu|tim|pak|bu) \w+)"
    r"(?: (?:memang|selalu|sering|terus|suka|pasti|sudah|lagi|tukang))* $"
)
_DOUBTS: Final = re.compile(r"\b(?:masak? sih|konon|benarkah)\b")


@dataclass(frozen=True, slots=True)
class Taken:
    """The most probable stance, how probably the text asserts, and whether it does so surely enough to be
    flagged."""

    name: Stance
    asserting: float
    surely_asserts: bool


_OF_A_CHECK: Final = Taken(Stance.DEBUNKS, 0.0, False)
"""of a fact-check, whatever its words"""


def stances(texts: Sequence[str], claims: Sequence[str], channels: Sequence[Channel]) -> list[Taken]:
    """The stance of each text (normalised and masked) to the claim that it is about."""
    sure = sure_from()
    found = []
    for text, claim, chances, channel in zip(texts, claims, score(texts, claims), channels, strict=True):
        name, asserting = CLASSES[int(chances.argmax())], float(chances[CLASSES.index(Stance.ASSERTS)])
        surely = name is Stance.ASSERTS and asserting >= sure and not _hedged(text, claim)
        found.append(_OF_A_CHECK if channel is Channel.FACTCHECK else Taken(name, asserting, surely))
    return found


def _hedged(text: str, claim: str) -> bool:
    """Whether a text holds more plain words of warning or doubt than the claim does."""
    return bool(_cues(text, claim) - _cues(claim, claim))


def _cues(text: str, claim: str) -> Counter[str]:
    """The plain words of a text, clause by clause, that speak against a claim or doubt it, and how often."""
    stems = set(map(stem, words_of(claim)))
    found: Counter[str] = Counter()
    for said in map(" ".join, clauses(text)):
        called = [one[0] for one in _CALLS_FALSE.finditer(said) if _denies(one[0], said[: one.start()])]
        warned = [one for one in _DO_NOT_BELIEVE.finditer(said) if _is_claim(said[one.end() :], stems)]
        found.update([*called, *["percaya"] * len(warned), *_DOUBTS.findall(said)])
    return found


def _denies(word: str, before: str) -> bool:
    """Whether a word of denial calls the claim false, by what stands before it in its clause."""
    return not (_INSISTS.search(before) or (word == "bohong" and _LIARS.search(before)))


def _is_claim(behind: str, stems: set[str]) -> bool:
    """Whether what is not to be believed is a claim (of these stems), not what somebody else says."""
    behind = _ASIDE.sub("", behind, count=1)
    if _WHOM.match(behind):
        return False
    words = [stem(word) for word in behind.split()]
    own = stems.issuperset(words[:1]) and len(stems.intersection(words)) >= _OF_THE_CLAIM
    return own or bool(_WHAT.match(behind))
