"""Stage: kecamatan and desa of the gazetteer that a text names.

A name that exists elsewhere too (Batu Ampar, Teluk Pandan) or is an ordinary word (Karangan, Sandaran) gets
its confidence from what stands around it: words of administration, our regency or a neighbour of the
gazetteer speak for it; another regency, a street, a company or a person speak against. What stays unclear is
kept with a low confidence, what is an ordinary word is left out; a name that the text itself places in
another regency, and nowhere in ours, is left out in the whole text (one that is only ours, where a street or
a person bears it). Measured by pipeline/quality/geotag.py.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from core.record import Annotated, Place, Span
from core.reference import gazetteer_rows
from core.region import REGENCY
from core.text.letters import fold
from pipeline.context import Context
from pipeline.elsewhere import BEARER, bears_elsewhere, elsewhere, lies_elsewhere, trie
from pipeline.extraction.blocks import text_key
from pipeline.town import half_after, other_half_after

CODE_LENGTH: Final = len("64.08.01")
"""length of a code from which on it names a kecamatan"""
SURE: Final = 0.5
"""confidence from which a place counts; below, the name is open"""
# Below this a mention is noise: an ordinary word, or plainly the place's namesake.
_LEAST: Final = 0.25
_NEAR: Final = 60  # characters: about a line
_BESIDE: Final = 30  # characters: the name before, and what joins them
_TELUK_PANDAN: Final = "64.08.13"

_KECAMATAN = re.compile(
    r"\b(?:kec(?:amatan)?|camat|ppk|panwascam|polsek|kapolsek|koramil|danramil|puskesmas)\b[. ]{0,2}$", re.I
)
_DESA = re.compile(
    r"\b(?:desa|ds|kades|pemdes|bumdes|pps|bpd|kel(?:urahan)?|lurah|kampung|dusun)\b[. ]{0,2}$", re.I
)
# Words before a name by which it is a place: prepositions (also Javanese, English), sorts of places, people.
_POINTED = re.compile(
    r"\b(?:di|ke|dari|menuju|arah|sampai|nang|ning|neng|from|in|sekitar|wilayah|hulu|kawasan|pasar|pantai"
    r"|simpang|tanah|sungai|pesisir|poros|jalan|warga|masyarakat|pemuda|petani|nelayan|orang|penduduk|pemilih"
    r"|rakyat) $",
    re.I,
)
# Bears the name of a place. After an acronym stands where it is: "PT KPC Bengalon"; a cooperative is where
# its name says, unless other places have the name.
_FIRM = re.compile(r"\b(?:(?i:pt|cv|ud|klm)\.?|KMP?) (?:[A-Z][a-z]\w* )?$")
_COOPERATIVE = re.compile(r"\b(?i:koperasi) (?:[A-Z]\w+ )?$")
# What makes two names beside each other a list or the ends of a road.
_AND = re.compile(r",? (?:dan|serta|&) ")
_LISTED = re.compile(r"(?:,| dan| serta| &) $")
_ROAD = re.compile(r"\b(?:jalan|(?i:jalur|rute|poros|lintas|ruas|arah)) $")
_REGENCY = re.compile(r"\b(?:kutai ?timur|kutim|sangatta|sengatt?a|sangata|sanggata)\b", re.I)
_PROVINCE = re.compile(r"\b(?:kaltim|kalimantan timur)\b", re.I)
# A news agency's first words: "SANGATTA - ", "Sangatta, Kutai Timur – ".
_DATELINE = re.compile(r"[^a-z\n]{0,40}")
_AFTER_DATELINE = re.compile(r"(?:, [^-–—.\n]{0,40}|\s?\([^)\n]{0,40}\))? ?[-–—]\s")
# Not after a short word: "Kec. Bengalon" goes on.
_SENTENCE_END = re.compile(r"(?<=\w{4})[.!?]\s|\n")
# "Bumi Etam" is the whole province, unless its kecamatan follows.
_IDIOM = re.compile(
    r"karangan (?:bunga|cerita|ilmiah)|sandaran (?:kursi|hati|hidup)|mata air (?:pegunungan|jernih)"
    r"|bumi[ -]?etam(?!,? (?:kec(?:amatan)?[. ]{1,2})?ka'?ubun)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer."""

    code: str
    name: str
    level: str  # "kecamatan", "desa", "kelurahan", "town"
    parent: str
    kind: str  # "own", "elsewhere" (other places have the name), "word" (an ordinary word is like it), "both"
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    entry: Entry


@cache
def gazetteer() -> tuple[Entry, ...]:
    """All places, kecamatan before their desa, the town last."""
    return tuple(
        Entry(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent=row["parent"],
            kind=row["kind"],
            spellings=(row["name"], *filter(None, row["spellings"].split("|"))),
        )
        for row in gazetteer_rows()
    )


@cache
def kecamatan() -> Mapping[str, str]:
    """Names of the 18 by code, in the order of the codes; the town has the code of one, and is none."""
    found = {entry.code: entry.name for entry in gazetteer() if entry.level == "kecamatan"}
    return dict(sorted(found.items()))


@cache
def _by_spelling() -> dict[str, tuple[Entry, ...]]:
    """Spelling without spaces and marks, lower case -> its places, the higher level first."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in gazetteer():
        for spelling in dict.fromkeys(map(text_key, entry.spellings)):
            found[spelling] = (*found.get(spelling, ()), entry)
    return found


@cache
def _names() -> re.Pattern[str]:
    # Of spellings that differ by a space only the one with it stands for both; the other, tried first, would
    # hide a longer name that begins alike (Kongbeng, Kong Beng Indah).
    spellings = sorted((s.lower() for entry in gazetteer() for s in entry.spellings), key=len)
    longest = {text_key(spelling): spelling for spelling in spellings}
    return re.compile(rf"(?<!\w){trie(longest.values())}(?!\w)", re.I)


def find_places(text: str, local: bool = False) -> tuple[Place, ...]:
    """Places of Kutai Timur that `text` names, in the order of the text, spans into `text`.

    `local`: the source writes about the regency, so an ambiguous name is more likely ours.
    One place a mention: a code can come twice. Confidence from 0.25; below SURE the name is open.
    """
    folded = fold(text)
    mentions = [mention for match in _names().finditer(folded) for mention in _mentions(folded, match)]
    if not mentions:
        return ()
    scene = _Scene.of(folded, mentions, local)
    places = []
    for mention in mentions:
        confidence = scene.confidence(mention)
        if confidence >= _LEAST:
            name = "Sangatta Utara" if mention.entry.level == "town" else mention.entry.name
            span = Span(start=mention.start, end=mention.end)
            places.append(
                Place(code=mention.entry.code, name=name, span=span, confidence=round(confidence, 2))
            )
    return tuple(places)


@cache
def _named_like_its_parent(entry: Entry) -> bool:
    """Whether a desa bears the name of its kecamatan: elsewhere one may lie in a namesake of the other."""
    return any(each.code == entry.parent and each.name == entry.name for each in gazetteer())


def _mentions(text: str, match: re.Match[str]) -> list[_Mention]:
    """Which place a name stands for, and the other half of the town where both are named."""
    start, end = match.span()
    name = match.group()
    if _by_spelling()[text_key(name)][0].level == "town":
        name, end = half_after(text, end) or (name, end)
    village = _DESA.search(text[max(0, start - 20) : start]) is not None
    found = [_Mention(start, end, _entry(name, village=village))]
    other = other_half_after(text, end, found[0].entry.name)
    if other:
        found.append(_Mention(other[1], other[2], _entry(other[0], village=village)))
    return found


def _entry(name: str, *, village: bool) -> Entry:
    """The kecamatan, unless a word for a village stands before the name."""
    entries = _by_spelling()[text_key(name)]
    return entries[1 if village and len(entries) > 1 else 0]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What in a text speaks for and against its mentions."""

    text: str
    by_code: Mapping[str, list[int]]  # positions of the mentions of a code
    by_parent: Mapping[str, list[int]]  # positions of the mentions whose parent a code is; no ordinary words
    ours: tuple[int, ...]  # positions of our regency and of unmistakable places of ours
    foreign: tuple[int, ...]  # of places outside the province
    outside: tuple[int, ...]  # of those, and of places in other regencies of the province
    ends: tuple[int, ...]  # of sentences
    cased: bool  # the text uses capitals and small letters
    local: bool
    province: bool  # named
    abroad: frozenset[str] = frozenset()  # names that the text places in another regency, and nowhere in ours

    @classmethod
    def of(cls, text: str, mentions: list[_Mention], local: bool) -> "_Scene":
        """Read the whole text once."""
        own = [m.start for m in mentions if m.entry.kind == "own"]
        by_code: dict[str, list[int]] = {}
        by_parent: dict[str, list[int]] = {}
        for mention in mentions:
            by_code.setdefault(mention.entry.code, []).append(mention.start)
            if mention.entry.kind in ("own", "elsewhere") and not _named_like_its_parent(mention.entry):
                by_parent.setdefault(mention.entry.parent, []).append(mention.start)
        foreign = [m.start() for m in elsewhere("elsewhere", "peoples").finditer(text)]
        neighbours = [m.start() for m in elsewhere("neighbours").finditer(text)]
        scene = cls(
            text=text,
            by_code=by_code,
            by_parent=by_parent,
            ours=tuple(sorted({m.start() for m in _REGENCY.finditer(text)} | set(own))),
            foreign=tuple(foreign),
            outside=tuple(sorted(foreign + neighbours)),
            ends=tuple(m.start() for m in _SENTENCE_END.finditer(text)),
            cased=not (text.islower() or text.isupper()),
            local=local,
            province=bool(_PROVINCE.search(text)),
        )
        return replace(scene, abroad=scene._abroad(mentions))

    def _abroad(self, mentions: Sequence[_Mention]) -> frozenset[str]:
        """Names told to lie in another regency: said once, it holds where the title has the name alone."""
        there: set[str] = set()
        here: set[str] = set()
        for mention in mentions:
            far = self._placed_elsewhere(mention)
            if far:
                there.add(mention.entry.name)
            if self._kin(mention) or (not far and self._distance(mention, self.ours) <= _NEAR):
                here.add(mention.entry.name)
        return frozenset(there - here)

    def _placed_elsewhere(self, mention: _Mention) -> bool:
        """Whether the words beside a name say that it, or what bears it, lies in another regency."""
        if mention.entry.kind == "own":
            return bears_elsewhere(self.text, mention.start, mention.end, town=mention.entry.level == "town")
        if lies_elsewhere(near=False).match(self.text, mention.end):
            return True
        # Teluk Pandan is the police of Bontang's, and told as Bontang's; no neighbour has one.
        found = lies_elsewhere(near=True).match(self.text, mention.end)
        if not found or mention.entry.code == _TELUK_PANDAN:
            return False
        return mention.entry.level != "kecamatan" or not self._beside(mention, found.end())

    def _beside(self, mention: _Mention, end: int) -> bool:
        """Whether a kecamatan and the neighbour that ends at `end` are of one list or one road."""
        before = self.text[max(0, mention.start - _BESIDE) : mention.start]
        listed = _LISTED.search(before) and self._distance(mention, self.ours) <= _BESIDE
        return bool(listed or _AND.match(self.text, end) or _ROAD.search(before))

    def confidence(self, mention: _Mention) -> float:
        """From 0 to 0.99."""
        before = self.text[max(0, mention.start - 30) : mention.start]
        own = mention.entry.kind == "own"
        if mention.entry.name in self.abroad and (not own or BEARER.search(before)):
            return 0.0
        if own and _FIRM.search(before):
            return 0.3
        if mention.entry.level == "town":
            return 0.3 if self._dateline(mention) else 0.6
        if own:
            return 0.95
        placeness = self._placeness(mention, before)
        if not placeness:
            return 0.0
        value = placeness + self._neighbours(mention) - self._against(mention, before)
        if mention.entry.level != "kecamatan" and mention.entry.kind != "word":
            value -= 0.2  # hundreds of villages are called Suka Damai
        return min(0.99, max(0.0, value))

    def _dateline(self, mention: _Mention) -> bool:
        start = self.text.rfind("\n", 0, mention.start) + 1
        opens = mention.start - start <= 40 and _DATELINE.fullmatch(self.text, start, mention.start)
        return bool(opens and _AFTER_DATELINE.match(self.text, mention.end))

    def _placeness(self, mention: _Mention, before: str) -> float:
        """How much the name reads like a place here, of whatever regency."""
        # "kecamatan mekar baru" is a new one: the Mekar Baru here is a desa
        words = mention.entry.level != "kecamatan" and mention.entry.kind != "elsewhere"
        plain = words and self.cased and not self._capital(mention)
        if _DESA.search(before) or (_KECAMATAN.search(before) and not plain):
            return 0.65
        pointed = bool(_POINTED.search(before)) or self._dateline(mention)
        if mention.entry.kind == "elsewhere":
            return 0.5 if pointed else 0.4
        if _IDIOM.match(self.text, mention.start) or not (
            self._capital(mention) or (pointed and not self.cased)
        ):
            return 0.0
        return 0.5 if pointed and self.cased else 0.3 if pointed else 0.15

    def _capital(self, mention: _Mention) -> bool:
        """Whether each part of the name has its capital, in a text that uses them."""
        parts = self.text[mention.start : mention.end].split()
        return self.cased and all(part[0].isupper() for part in parts)

    def _neighbours(self, mention: _Mention) -> float:
        """What names our regency, or the kecamatan or a desa that belongs to it."""
        ours = self._distance(mention, self.ours)
        place = 0.35 if ours <= _NEAR else 0.2 if self.ours else 0.1 if self.province else 0.0
        value = max(place, 0.3) + (0.1 if place > 0.1 else 0.0) if self.local else place
        return value + self._kin(mention)

    def _kin(self, mention: _Mention) -> float:
        """The parent or a child of the gazetteer in the same text."""
        parents = self.by_code.get(mention.entry.parent)
        if parents and not _named_like_its_parent(mention.entry):
            return 0.45 if self._distance(mention, parents) <= _NEAR else 0.25
        children = self.by_parent.get(mention.entry.code, ())
        return 0.3 if self._distance(mention, children) <= _NEAR else 0.0

    def _against(self, mention: _Mention, before: str) -> float:
        """Another regency beside the name, or a street, company or person that bears it."""
        borne = any(bearer.search(before) for bearer in (BEARER, _FIRM, _COOPERATIVE))
        value = 0.5 if borne else 0.0
        others = self.foreign if mention.entry.level == "kecamatan" else self.outside
        other, ours = self._distance(mention, others), self._distance(mention, self.ours)
        if other <= _NEAR:
            return value + (0.6 if other < ours else 0.2)
        return value + (0.15 if others and not self.ours and not self.local else 0.0)

    def _distance(self, mention: _Mention, positions: Sequence[int]) -> float:
        """Characters to the nearest of `positions` (sorted) in the same sentence; infinite without one."""
        sentence = bisect_left(self.ends, mention.start)
        first = self.ends[sentence - 1] if sentence else -1
        last = self.ends[sentence] if sentence < len(self.ends) else len(self.text)
        before = bisect_left(positions, mention.start) - 1
        after = bisect_left(positions, mention.end)
        gaps = [float("inf")]
        if before >= 0 and positions[before] > first:
            gaps.append(mention.start - positions[before])
        if after < len(positions) and positions[after] <= last:
            gaps.append(positions[after] - mention.end)
        return min(gaps)


def geotag(batch: list[Annotated], context: Context) -> list[Annotated]:
    """Fill `places`: those of the text with their spans, then those that only the title names, without."""
    return [replace(each, places=_places(each, context)) for each in batch]


def _places(each: Annotated, context: Context) -> tuple[Place, ...]:
    item = each.item
    return places_of(item.title, item.text, context.regions.get(item.source_id, "").startswith(REGENCY))


def places_of(title: str, text: str, local: bool) -> tuple[Place, ...]:
    """Places that a titled text names: those of the text with spans into it, then those that only the title
    names, without. `local` as for `find_places`."""
    shift = len(title) + 1
    found = find_places(f"{title}\n{text}", local)
    in_text = tuple(
        replace(place, span=Span(start=place.span.start - shift, end=place.span.end - shift))
        for place in found
        if place.span and place.span.start >= shift
    )
    named = {place.code for place in in_text}
    in_title = [
        replace(p, span=None) for p in found if p.span and p.span.start < shift and p.code not in named
    ]
    return in_text + tuple({place.code: place for place in in_title}.values())
