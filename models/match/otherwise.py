"""What a copy of a claim says otherwise although it shares all the claim's words: a number in the place of
another, a denial beside the claim's own, a negation before a word of it, or none where the claim has one."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from core.facts import NUMBER_WORDS, numbers_placed
from models.match.features import says
from models.match.words import clauses, rarity, stem, words_of

_NUMBERED_WORDS: Final = (
    "no nomor nomer urut paslon pasangan calon cawabup cabup bupati wakil gubernur cagub wali kota walikota"
)
_NUMBERED: Final = frozenset(_NUMBERED_WORDS.split())
"""Words that any contestant's number stands behind. They do not tell one contestant from another."""
_EITHER_WORDS: Final = "dan atau serta sama dengan lawan melawan versus vs"
_EITHER: Final = frozenset(_EITHER_WORDS.split())
"""A number behind one of these words may change places with the number before it."""
_BEFORE: Final = 3
"""Words before a number by which its place is known: (paslon 1) menyerang posko (paslon 2)."""
_REACH: Final = 80
"""Characters before and behind a number in which these words stand."""
_NEGATION_WORDS: Final = "tidak tidaklah bukan bukanlah belum belumlah tak kada ndak ora"
_SIMPLE: Final = frozenset(_NEGATION_WORDS.split())
_NEGATIONS: Final = _SIMPLE | {"batal"}
"""Words that say of a thing that it is not so. "Jangan" is not among them: it calls for something. Nor is
"bukannya" or "bukankah": it may ask for a yes."""
_NOT_YET: Final = _NEGATIONS | {"sebelum"}
"""In a claim "sebelum" says so too: who tells "sebelum hari pencoblosan" may say "belum hari pencoblosan"."""
_HINDERING: Final = _NEGATIONS | {"dilarang", "tanpa"}
"""Words behind which a claim may have what a text then says plainly."""
_NO_WORDS: Final = """
    absen anti bantah batal bohong bolos cabut cegah emoh enggan fitnah gagal hapus henti hoaks hoax keliru
    gosip isu larang mandek mangkir mustahil ngawur nihil nol nunggak nyangkut ogah palsu pantang
    menyesatkan tanpa tiada tolak urung
    acan balum can dak dudu durung endak endik g gaakan henteu idak inda indak kadada kd kdd moal mboten ndek
    ndik nope seng sing sonde takada teu trada
    ditiadakan dihentikan
"""
_SAYS_NO: Final = frozenset(map(stem, _NO_WORDS.split()))
"""Stems by which a text may say that a thing is not so, or not to be, in other words than the claim's or in
other languages."""
_NO_FORM_WORDS: Final = "bukannya bukankah tidaknya tidakkah belumkah sebelum salah sesat"
_NO_FORMS: Final = frozenset(_NO_FORM_WORDS.split())
"""Words that may say so too. Not all words of their stems do: not "setidaknya", "menyalahkan", "Sat"."""
_NO_PAIRS: Final = frozenset([("jangan", "percaya"), ("mana", "ada")])
_UNSURE_WORDS: Final = """
    habis jangan kurang hampir nyaris sempat
    lupa sulit susah
    agar biar desak harap harus ingin mesti minta mohon semoga supaya tolong tuntut usul wajib
    bila jika kalau apakah kapan mana masa siapa
    bilang janji katanya kira konon padahal
    baru cuma hanya kecuali sedangkan
"""
_UNSURE: Final = frozenset(map(stem, _UNSURE_WORDS.split()))
"""Stems of everyday words. What stands in their clause may not be so: it is called for, asked, said by
others, nearly so, or so of another only ("cuma ada hari Senin")."""
_UNSURE_FORM_WORDS: Final = """
    andai andaikan andaikata seandainya segera benarkah
"""
_UNSURE_FORMS: Final = frozenset(_UNSURE_FORM_WORDS.split())
"""Words of this sort whose stems are those of other words: "Anda", "gerai", "benar"."""
_PUNISHED_WORDS: Final = """
    denda didenda dihukum dipenjara dipidana disanksi ditangkap ditilang penjara pidana sanksi tilang
"""
_PUNISHED: Final = frozenset(_PUNISHED_WORDS.split())
"""Words by which a clause agrees that a thing is forbidden: who does it is punished."""
_OBJECTS: Final = frozenset(["mana", "kapan", "bilang"])
"""Words by which a question objects to what was said before it ("sudah dibayar, mana?", "siapa bilang?")."""
_LATER_WORDS: Final = "akan bakal besok depan lambat menanti nanti rencana tunggu"
_LATER: Final = frozenset(map(stem, _LATER_WORDS.split()))
"""What will be, or is waited for, is not yet so: they agree with "belum"."""
_STILL: Final = frozenset(["tetap", "masih"])
"""Before another word than the claim's they say that something else goes on ("tetap masuk")."""
_IDLE: Final = frozenset([("jangan", "lupa"), ("kapan", "lagi"), ("salah", "satu"), ("jangan", "salah")])
"""Pairs of words that say no to nothing."""
_IF: Final = frozenset(["jika", "kalau", "bila"])
"""Behind these a negation does not say what is not so. "Jika tidak" may stand for "otherwise"."""
_HAVING_WORDS: Final = "ada bawa dengan lewat melalui memakai pakai punya sesudah setelah sudah"
_HAVING: Final = frozenset(_HAVING_WORDS.split())
"""Words before what there is: "dengan tes" is the opposite of "tanpa tes", "tes" by itself is not."""
_FIXED_WORDS: Final = "hanya cuma sekadar saja lain lama begitu terlalu"
_FIXED: Final = frozenset(_FIXED_WORDS.split())
"""Before these a negation is a way of speaking: "tidak hanya", "tidak lain"."""
_BETWEEN_WORDS: Final = "jadi pernah akan sampai benar lagi"
_BETWEEN: Final = frozenset(_BETWEEN_WORDS.split())
"""Words that may stand between a negation and the word that it negates."""
_TELLING: Final = 4.5
"""The rarity from which a stem tells what a claim is about. Below it are "ke", "ada", "bisa", "lebih"."""
_VERBAL: Final = ("di", "ter", "ber", "me")
"""What a verb in its full form begins with. It tells something though its stem is common: "dibagikan"."""
_LITTLE_LONGER: Final = 2.5
"""A text at most so many times as long as the claim tells of little else."""
_ASKED: Final = re.compile(r"\?(?!\w)")  # not in a link
_SENTENCE_ENDS: Final = re.compile(r"[.!…]+\s+(?=\w)|\n")
_TAG: Final = 2
"""Words, at most, of a clause behind a comma that asks what stands before it (", ya?")."""


def denied(text: str, claim: str) -> bool:
    """Whether a text denies the claim: by a word of denial that the claim lacks, or because it holds a word
    of the claim only behind a negation, while the claim does not. A negation reaches to the end of its
    clause: "percaya tidak, ..." asks."""
    said, claimed = clauses(text), clauses(claim)
    if _denials(said) - _denials(claimed):
        return True
    held = Counter(stem(word) for words in said for word in words)
    plain = {stem(word) for words in claimed for word in words} - set(negated(claimed, _NOT_YET))
    return any(one in plain and held[one] == times for one, times in negated(said).items())


@dataclass(frozen=True, slots=True)
class _NotSo:
    """A negation ("tidak") and the words behind it, to the first that tells something ("bisa mencoblos")."""

    before: str
    negation: str
    words: list[str]

    @property
    def target(self) -> str:
        """What is not so. Nothing if the negation ends its clause."""
        return stem(self.words[-1]) if self.words else ""

    @property
    def plain(self) -> list[str]:
        """The words that a text has beside each other, in some form, if it says that it is so."""
        return self.words[-1:] if _BETWEEN.issuperset(self.words[:-1]) else self.words


def affirmed(text: str, claim: str) -> tuple[str, str] | None:
    """What the claim says is not so, and the words by which the text says that it is: ("tidak libur",
    "libur") of the claim "sekolah tidak libur" and the text "sekolah libur".

    The words stand in the claim only behind a negation, and in the text beside other words of the claim. A
    text may agree with the claim in words of its own. So this is None if the text says no to anything to
    which the claim does not ("libur dihapus"), or if the clause of these words may not say that it is so.
    A question ("libur?") says neither: it is given with its mark, so that a person reads it.
    """
    claimed = _read(claim)
    not_so = [one for words in claimed for one in _negations(words)]
    if not not_so:
        return None
    said = _read(text)
    known = frozenset(stem(word) for words in claimed for word in words if word not in _HINDERING)
    targets = Counter(one.target for one in not_so)
    asked = [words for part in _ASKED.split(text)[:-1] for words in _asked(part)]
    if _says_no(said, known, targets) or any(not _OBJECTS.isdisjoint(words) for words in asked):
        return None
    own = Counter(stem(word) for words in claimed for word in words)
    left_out = negated(said, _HINDERING).keys() | {one.target for words in said for one in _negations(words)}
    least = 1 if sum(map(len, said)) <= _LITTLE_LONGER * sum(map(len, claimed)) else 2
    for one in not_so:
        if one.target in left_out | _FIXED or own[one.target] != targets[one.target] or not _states(one):
            continue
        about = {name for name in known if rarity(name) >= _TELLING}.difference(map(stem, one.words))
        places = [(words, at) for words in said if (at := _place(one, words)) is not None]
        if places and all(
            len(about.intersection(map(stem, words))) >= min(least, len(about))
            and not _doubtful(one, words, known)
            for words, _ in places
        ):
            words, at = places[0]
            said_so = " ".join(words[at : at + len(one.plain)]) + ("?" if words in asked else "")
            return " ".join((one.negation, *one.words)), said_so
    return None


def _says_no(said: Sequence[Sequence[str]], known: Collection[str], targets: Collection[str]) -> bool:
    """Whether a text says no to anything but what the claim says no to. `known`: the claim's stems;
    `targets`: those that it negates."""
    others = _SAYS_NO.difference(known, targets)
    return any(
        any(
            word not in _HINDERING
            and (stem(word) in others or (word in _NO_FORMS and stem(word) not in known))
            for word in words
        )
        or not _NO_PAIRS.isdisjoint(pairwise(words))
        or any(
            stem(one.negation) not in targets and one.target not in _FIXED.union(targets)
            for one in _negations(words)
        )
        for words in said
    )


def _place(one: _NotSo, words: Sequence[str]) -> int | None:
    """Where a clause says what the claim says is not so. A noun in place of a verb does not say it: "pemilih"
    of "tidak memilih"."""
    stems, plain, size = list(map(stem, words)), list(map(stem, one.plain)), len(one.plain)
    for at in range(len(words) - size + 1):
        if stems[at : at + size] == plain and _is_noun(words[at + size - 1]) <= _is_noun(one.words[-1]):
            return at
    return None


def _is_noun(word: str) -> bool:
    """Whether a word has the form of a noun that is made from a verb."""
    return word != stem(word) and (
        word.startswith("pe") or (word.endswith("an") and not word.endswith("kan"))
    )


def _states(one: _NotSo) -> bool:
    """Whether a negation of a claim says what is not so. "Bukan" tells it from what is so: a text that agrees
    may name both."""
    telling = bool(one.words) and _tells(one.words[-1])
    return telling and not one.negation.startswith("bukan") and one.before not in _IF


def _asked(part: str) -> list[list[str]]:
    """The clauses that a question mark behind `part` asks: the last, and the one before it in its sentence if
    the last is but a word or two (", kan bu?")."""
    found = _read(_SENTENCE_ENDS.split(part)[-1])
    return found[-2:] if found and len(found[-1]) <= _TAG else found[-1:]


def _doubtful(one: _NotSo, words: Sequence[str], known: Collection[str]) -> bool:
    """Whether a clause that holds what the claim says is not so may not say that it is so."""
    doubts = _UNSURE | _LATER if one.negation.startswith("belum") else _UNSURE
    pairs, first = list(pairwise(words)), stem(one.plain[0])
    return (
        not doubts.difference(known).isdisjoint(map(stem, words))
        or not _UNSURE_FORMS.isdisjoint(words)
        or (one.negation == "dilarang" and not _PUNISHED.isdisjoint(words))
        or any(word in _STILL and stem(behind) != first for word, behind in pairs)
        or (
            one.negation == "tanpa"
            and not any(word in _HAVING and stem(behind) == first for word, behind in pairs)
        )
    )


def _read(text: str) -> list[list[str]]:
    """The clauses of a text that have words, without what says no to nothing."""
    return [_undoubled(words) for words in clauses(text) if words]


def _undoubled(words: Sequence[str]) -> list[str]:
    """The words of a clause but for pairs that say no to nothing: two simple negations ("bukan tidak
    mungkin"), "jangan lupa". "Tidak batal" is no such pair: it says no to "batal"."""
    found: list[str] = []
    for word in words:
        if found and ((word in _SIMPLE and found[-1] in _SIMPLE) or (found[-1], word) in _IDLE):
            found.pop()
        else:
            found.append(word)
    return found


def _negations(words: Sequence[str]) -> list[_NotSo]:
    """The negations of a clause. One that is negated itself negates nothing: "tidak batal digelar"."""
    found: list[_NotSo] = []
    open_one = False
    for before, word in pairwise(("", *words)):
        if open_one:
            found[-1].words.append(word)
            open_one = not _tells(word)
        elif word in _HINDERING:
            found.append(_NotSo(before, word, []))
            open_one = True
    return found


def _tells(word: str) -> bool:
    """Whether a word tells what is not so: one that is seldom, or a verb in its full form."""
    if word in _HINDERING or word in _BETWEEN:
        return word in _HINDERING
    return rarity(stem(word)) >= _TELLING or (word != stem(word) and word.startswith(_VERBAL))


def _denials(said: Sequence[Sequence[str]]) -> frozenset[str]:
    return frozenset().union(*(says("", words).denials for words in said))


def negated(said: Sequence[Sequence[str]], negations: Collection[str] = _NEGATIONS) -> Counter[str]:
    """The stems that stand behind a negation in these clauses, and how often each does."""
    found: Counter[str] = Counter()
    for words in said:
        open_one = False
        for word in words:
            if open_one and word not in _BETWEEN:
                found[stem(word)] += 1
            # "tidak batal digelar": what is negated negates nothing
            open_one = word in _BETWEEN if open_one else word in negations
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a number stands: the words before it, and the stem behind it, which may name what it counts."""

    before: list[str]
    behind: str


def swapped(text: str, claim: str) -> bool:
    """Whether a number of the claim stands in the text where the claim has another of its numbers.

    It counts only behind the words by which the claim tells both numbers apart. So "posko paslon 2 diserang
    tim paslon 1" swaps nothing of "tim paslon 1 menyerang posko paslon 2", nor "12 TPS dan 3 desa" of "3 desa
    dan 12 TPS". Only numbers that stand once in the text and once in the claim are looked at.
    """
    claimed = _places(claim)
    if len(claimed) < 2:
        return False
    said = _places(text)
    both = [number for number in claimed if number in said]
    return any(
        _takes(said[one], claimed[one], claimed[other]) for one in both for other in both if one != other
    )


def _takes(said: _Place, own: _Place, other: _Place) -> bool:
    """Whether a number that stands in the text at `said`, and in the claim at `own`, takes the place of the
    claim's number that stands at `other`."""
    if said.behind and said.behind == own.behind != other.behind:  # it counts the same
        return False
    for size in range(1, min(_BEFORE, len(other.before)) + 1):
        if own.before[-size:] != other.before[-size:]:
            tells = other.before[-size]
            same = said.before[-size:] == other.before[-size:]
            return same and tells not in _EITHER and not tells[0].isdigit()
    return False


def _places(text: str) -> dict[str, _Place]:
    """The place of each number that stands once in a text."""
    placed = numbers_placed(text)
    times = Counter(number for _, number in placed)
    return {
        number: _Place(
            [word for word in words_of(text[max(0, start - _REACH) : start]) if word not in _NUMBERED][
                -_BEFORE:
            ],
            next((stem(word) for word in words_of(text[start : start + _REACH]) if not _is_figure(word)), ""),
        )
        for start, number in placed
        if times[number] == 1
    }


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in NUMBER_WORDS
