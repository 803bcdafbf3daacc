"""What the steps of a claim of our own add up to. Pure: from events, nothing else.

Decided is a claim by at least two independent sources and the same verdict of two different people. One that
criticises the local government or an incumbent needs an outside fact-checker's or the named body's published
word as one of the two: the office that runs the desk must not be the judge of what is said against it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from core.decision import ClaimStep, SourceKind, Verdict
from pipeline.store import ClaimEvent

OUTSIDE: Final = frozenset({SourceKind.FACT_CHECKER, SourceKind.NAMED_BODY})
PEOPLE: Final = 2
"""who must find the same, and who must say that a claim criticises nobody after all"""
_SECOND_LEVEL: Final = frozenset(
    ("ac", "co", "com", "desa", "edu", "go", "gov", "mil", "my", "net", "or", "org", "ponpes", "sch", "web")
)
_NO_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSource:
    """A source that the desk found for or against a claim."""

    number: int  # order of writing
    id: str
    kind: SourceKind
    publisher: str
    url: str
    note_id: str
    by_user: str
    at: datetime
    public: bool  # its words and its name may stand in the clarification

    @property
    def outside(self) -> bool:
        """Whether it is an outside fact-checker's or the named body's own word."""
        return self.kind in OUTSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One person's verdict; a later one of the same person stands in its place."""

    number: int  # order of writing
    verdict: Verdict
    note_id: str
    by_user: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClaim:
    """A claim of our own, as its events leave it."""

    id: str
    text: str
    story_id: str
    item_id: str
    opened_by: str
    opened_at: datetime
    criticises: bool
    against_flag: tuple[str, ...]  # who said, since it was last set, that it criticises nobody
    sources: tuple[FoundSource, ...]
    given: tuple[Given, ...]  # the latest of each person, in order
    earlier: tuple[Given, ...]  # those that their people have changed since
    withdrawn: ClaimEvent | None
    changed_at: datetime

    @property
    def verdict(self) -> Verdict | None:
        """What it was found to be; None while it is open or where it was withdrawn."""
        return None if self.missing else self.leading

    @property
    def published(self) -> tuple[FoundSource, ...]:
        """Sources that may stand in the clarification: given for it, and there before two people judged as
        they do now. What came later nobody has weighed."""
        verdict = self.verdict
        judged = sorted((one.number for one in self.given if one.verdict is verdict), reverse=True)
        last = judged[PEOPLE - 1] if len(judged) >= PEOPLE else 0
        return tuple(one for one in self.sources if one.public and one.number < last)

    @property
    def leading(self) -> Verdict | None:
        """The verdict of two or more people who saw sources that suffice, if no other has as many."""
        counts = Counter(one.verdict for one in self.given if one not in self.stale).most_common(2)
        if not counts or counts[0][1] < PEOPLE or (len(counts) > 1 and counts[1][1] == counts[0][1]):
            return None
        return counts[0][0]

    @property
    def stale(self) -> tuple[Given, ...]:
        """Verdicts that wait to be given again: of the sources that count now, those there were then do not
        suffice. Else one alone could strike what two judged by, and put something else in its place."""
        return tuple(one for one in self.given if not self._suffice_before(one.number))

    def _suffice_before(self, number: int) -> bool:
        pairs = independent_pairs([one for one in self.sources if one.number < number])
        return any(not self.criticises or one.outside or other.outside for one, other in pairs)

    @property
    def differ(self) -> bool:
        """Whether people found different things."""
        return len({one.verdict for one in self.given}) > 1

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps it from being decided: "withdrawn", "sources", "outside", "people"."""
        pairs = independent_pairs(self.sources)
        outside = any(one.outside or other.outside for one, other in pairs)
        return tuple(
            code
            for code, lacks in (
                ("withdrawn", self.withdrawn is not None),
                ("sources", not pairs),
                ("outside", bool(pairs) and self.criticises and not outside),
                ("people", self.leading is None),
            )
            if lacks
        )


def independent_pairs(sources: Sequence[FoundSource]) -> list[tuple[FoundSource, FoundSource]]:
    """The pairs of sources that have different publishers and lie in different places."""
    return [
        (one, other)
        for number, one in enumerate(sources)
        for other in sources[number + 1 :]
        if publisher_key(one.publisher) != publisher_key(other.publisher)
        and place_of(one.url) != place_of(other.url)
    ]


def publisher_key(name: str) -> str:
    """A publisher's name by which it is compared: letters and digits only."""
    return _NO_LETTERS.sub("", name.casefold())


def place_of(url: str) -> str:
    """The site that an address lies on, without its subdomains: kaltim.kabar.co.id is kabar.co.id.

    "" where there is no address: whatever the team saw by itself comes from one place.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""
    labels = host.split(".")
    if re.fullmatch(r"[\d.]+", host) or len(labels) < 3:
        return host
    deep = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if deep else labels[-2:])


def decided(events: Sequence[ClaimEvent]) -> Verdict | None:
    """The verdict that the events of one claim add up to; None while it is open, or once it is withdrawn."""
    claim = add_up(events)
    return claim.verdict if claim else None


def add_up(events: Sequence[ClaimEvent]) -> OwnClaim | None:
    """The claim that these events, in order of writing, make; None where the first opens none."""
    if not events or events[0].kind is not ClaimStep.OPENED:
        return None
    opened = events[0]
    criticises, against = _flag(events)
    given, earlier = _given(events)
    return OwnClaim(
        id=opened.claim_id,
        text=str(opened.data.get("text", "")),
        story_id=str(opened.data.get("story_id", "")),
        item_id=str(opened.data.get("item_id", "")),
        opened_by=opened.by_user,
        opened_at=opened.made_at,
        criticises=criticises,
        against_flag=against,
        sources=_sources(events),
        given=given,
        earlier=earlier,
        withdrawn=next((one for one in events if one.kind is ClaimStep.WITHDRAWN), None),
        changed_at=events[-1].made_at,
    )


def _flag(events: Sequence[ClaimEvent]) -> tuple[bool, tuple[str, ...]]:
    """Whether it counts as criticism, and who has said since the last setting that it is none."""
    on, against = False, dict[str, None]()
    for event in events:
        if event.kind not in (ClaimStep.OPENED, ClaimStep.FLAG):
            continue
        if event.data.get("criticises") is True:
            on = True
            against.clear()
        elif event.kind is ClaimStep.FLAG and on:
            against[event.by_user] = None
            if len(against) >= PEOPLE:
                on = False
                against.clear()
    return on, tuple(against)


def _sources(events: Sequence[ClaimEvent]) -> tuple[FoundSource, ...]:
    struck = {str(one.data.get("source", "")) for one in events if one.kind is ClaimStep.STRUCK}
    return tuple(
        FoundSource(
            number=one.number,
            id=one.id,
            kind=SourceKind(str(one.data["kind"])),
            publisher=str(one.data["publisher"]),
            url=str(one.data.get("url", "")),
            note_id=one.note_id,
            by_user=one.by_user,
            at=one.made_at,
            public=one.data.get("public") is True,
        )
        for one in events
        if one.kind is ClaimStep.SOURCE and one.id not in struck
    )


def _given(events: Sequence[ClaimEvent]) -> tuple[tuple[Given, ...], tuple[Given, ...]]:
    latest: dict[str, Given] = {}
    earlier: list[Given] = []
    for one in events:
        if one.kind is not ClaimStep.VERDICT:
            continue
        if one.by_user in latest:
            earlier.append(latest.pop(one.by_user))
        latest[one.by_user] = Given(
            number=one.number,
            verdict=Verdict(str(one.data["verdict"])),
            note_id=one.note_id,
            by_user=one.by_user,
            at=one.made_at,
        )
    return tuple(latest.values()), tuple(earlier)


def awaits_matching(events: Sequence[ClaimEvent]) -> bool:
    """Whether stored posts still have to be matched with the claim as it stands now."""
    return matched_as(events) != (decided(events) or "")


def matched_as(events: Sequence[ClaimEvent]) -> str:
    """The verdict under which stored posts were last matched; "" for none."""
    matched = [one for one in events if one.kind is ClaimStep.MATCHED]
    return str(matched[-1].data.get("verdict", "")) if matched else ""
