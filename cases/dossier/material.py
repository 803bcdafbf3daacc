"""What a dossier is made of: a case, its words, and as much of who people are as the recipient may have."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cases.case import Case, Part, Party, Text
from cases.deadlines import Deadline
from cases.dossier.wording import clean, plain
from cases.law.norms import Offer
from cases.law.routes import Route
from cases.log import Entry
from cases.signers import Signers
from core.text.masking import mask
from pipeline.geotag import gazetteer

# An e-mail address is none; "@name@server" is one of the fediverse, found by its server alone
_ACCOUNT: Final = re.compile(r"https?://\S+|(?<![\w.+-])@[\w.]+(?:@[\w.-]+)?", re.ASCII)
_MOST_WORDS: Final = 450  # characters of the words for one answer
_SHORTEST_NAME: Final = 4  # letters of a part of a name that is looked for by itself


_GENERAL: Final = frozenset((
    "akun", "anggota", "bapak", "bupati", "camat", "calon", "desa", "dusun", "facebook", "grup",
    "halaman", "instagram", "jalan", "kades", "kampung", "kantor", "kecamatan", "kelurahan", "kepala",
    "ketua", "komunitas", "lurah", "nama", "orang", "pemilik", "pengelola", "pengguna", "pengurus",
    "rumah", "saudara", "sekretaris", "staf", "telegram", "tiktok", "tinggal", "twitter", "warga",
    "whatsapp", "youtube", "http", "https",
))  # fmt: skip
_NO_NAMES: Final = _GENERAL | {word.casefold() for place in gazetteer() for word in place.name.split()}
"""words of an identity that name nobody"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What is known of one copy that the case rests on; its words are masked."""

    source: str
    title: str
    published_at: datetime | None
    fetched_at: datetime
    url: str = ""  # of a post it names its author


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that the dossier tells. `words` by text id, those of `identities` apart by party id."""

    case: Case
    log: Sequence[Entry]
    words: Mapping[str, str]
    identities: Mapping[str, str]
    people: Mapping[str, str]  # of the team, by user id
    signers: Signers
    route: Route | None
    passed: Sequence[Route]
    offer: Offer | None
    deadlines: Sequence[Deadline]
    items: Sequence[ItemFacts]
    place: str
    left_out: Sequence[str]  # evidence files that this recipient does not get: "e-1/text.txt"
    office: str
    zone: ZoneInfo
    made_at: datetime
    package_id: str = ""
    draft: bool = False
    clock_set: bool = False  # its times are those of a clock that was set by hand: a sample, an exercise
    factors: Mapping[str, str] = field(default_factory=dict)  # of the Rabat worksheet, by id

    def says(self, text: Text | None, missing: str = "–", most: int = _MOST_WORDS) -> str:
        """Words of the case as this recipient may read them, cut where they are longer than a page bears."""
        found = self.words.get(text.id) if text else None
        if found is None:
            return "(sudah dihapus)" if text else missing
        shown = plain(found) if self.may_name else self.hidden(found)
        return shown if len(shown) <= most else f"{shown[:most]}… (selengkapnya di case.json)"

    @property
    def may_name(self) -> bool:
        """Whether names may stand in it."""
        return not self.draft and self.route is not None and "names" in self.route.personal_data

    def hidden(self, text: str) -> str:
        """The text, printable, with each party under the pseudonym, numbers and accounts masked."""
        return plain(hide(mask(clean(text)), self.case.parties, self.identities))

    @property
    def may_point(self) -> bool:
        """Whether accounts and addresses of posts may stand in it."""
        return not self.draft and self.route is not None and "accounts" in self.route.personal_data

    def who(self, party: Party) -> str:
        """A party as this recipient may know it."""
        known = self.identities.get(party.id, "")
        identity = "" if self.draft else told_identity(self.route, party.part, known)
        return f"{party.pseudonym}: {plain(identity)}" if identity else party.pseudonym

    def parties(self, part: Part) -> tuple[Party, ...]:
        """The parties of one kind."""
        return tuple(one for one in self.case.parties if one.part is part)


def told_identity(route: Route | None, part: Part, identity: str) -> str:
    """As much of an identity as this route's package may hold: all, a reported party's accounts, nothing.

    Only the reported account can be taken down: who complained of it or saw it need not be known for that.
    """
    if route is None:
        return ""
    if "names" in route.personal_data:
        return identity
    pointed = part is Part.REPORTED and "accounts" in route.personal_data
    return " ".join(_ACCOUNT.findall(identity)) if pointed else ""


def hide(text: str, parties: Sequence[Party], identities: Mapping[str, str]) -> str:
    """Put the pseudonym in the place of each identity and of each longer part of it.

    An identity is what was typed: a name, an account, an address, on lines or between commas. Words that
    are short stay, and words for offices and places: they name nobody by themselves.
    """
    for party in parties:
        identity = identities.get(party.id, "")
        cleaned = clean(identity)
        hidden = party.pseudonym.replace("\\", "")  # no group of the pattern
        whole = [cleaned, *(clean(one) for one in re.split(r"[\n,;:()@]+", identity))]
        parts = re.split(r"[\s,;:()/@]+", cleaned)
        names = [one for one in parts if one.casefold() not in _NO_NAMES]
        for one in sorted({one.strip() for one in (*whole, *names)}, key=len, reverse=True):
            if len(one) >= _SHORTEST_NAME:
                # A name between words or inside an account: "budi.santoso" hides in "@budi.santoso99"
                text = re.sub(re.escape(one), hidden, text, flags=re.IGNORECASE)
    return text
