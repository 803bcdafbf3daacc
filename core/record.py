"""The records that pass between rooms: frozen, typed, compared by value.

A `Candidate` is what the crawl hands over; `Annotated` is what the stages fill, one field a stage;
`Rejected` is what an item becomes that cannot pass. Times are aware datetimes in UTC unless said otherwise.
Spans are character offsets into the masked `Item.text`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Channel(StrEnum):
    """Where a text was said; thresholds are shipped per channel."""

    NEWS = "news"
    POST = "post"
    FACTCHECK = "factcheck"
    FIELD = "field"


class RoleName(StrEnum):
    """What the author does with the words (defined by the labelling guide)."""

    ASSERT = "assert"
    REPORT = "report"
    DEBUNK = "debunk"
    COUNTER = "counter"


class Stance(StrEnum):
    """How an item stands to a claim that it matches."""

    ASSERTS = "asserts"
    REPORTS = "reports"
    QUESTIONS = "questions"
    DEBUNKS = "debunks"


class ResponseUse(StrEnum):
    """What one response served for; each response has exactly one use."""

    CONTROL = "control"
    PART = "part"
    ARTICLE = "article"
    REJECTED = "rejected"


class Outcome(StrEnum):
    """How a candidate ended; each candidate ends exactly once."""

    NEW = "new"
    REVISION = "revision"
    KNOWN = "known"
    REJECTED = "rejected"


class IncidentType(StrEnum):
    """What happened, after ACLED's event types; a peaceful protest is never violence."""

    CLASH = "clash"
    MOB = "mob"
    ATTACK = "attack"
    THREAT = "threat"
    DESTRUCTION = "destruction"
    INTIMIDATION = "intimidation"  # of officials, voters, journalists
    PROTEST_PEACEFUL = "protest_peaceful"
    PROTEST_VIOLENT = "protest_violent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One response, as archived."""

    url: str  # as answered, after redirects
    source_id: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body_sha256: str  # of the decoded body, hexadecimal
    warc_file: str  # relative to the archive folder
    warc_offset: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """What could not pass, at which stage, and why: a code to count by, and a sentence for people."""

    source_id: str
    what: str  # URL or native id
    stage: str
    reason: str  # a short code, for counting: "http_404", "too_short"
    detail: str = ""
    lasting: bool = False  # a site said so when it was asked, and will say the same if asked at once again


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article URL or a post that a source offered in a round, with what the crawl learned of it.

    Exactly one of these holds: `known` (nothing new to expect; `pages` then holds the 304 of an article
    that was asked about again, if it was), `rejected` (could not be fetched), or there is content: `text`
    (plain), `html` (a fragment: WordPress, Telegram), else the bodies of `pages` in reading order.
    """

    source_id: str
    channel: Channel
    key: str  # native id, else the article URL; unique within a source and round
    url: str  # where a person can read it; may be empty for an imported row
    pages: tuple[Page, ...] = ()
    native_id: str = ""
    title: str = ""
    author: str = ""  # never stored: becomes an author key
    published_at: str = ""  # as the source wrote it
    updated_at: str = ""  # as the source wrote it
    text: str = ""
    html: str = ""
    place: str = ""  # as an export wrote it
    forwarded_from: str = ""
    known: bool = False
    rejected: Rejected | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article or post. Title and text are masked: they are what is shown, scored and spanned."""

    id: str
    source_id: str
    channel: Channel
    title: str
    text: str
    language: str  # "id", "ms", "en", or "und": regional or unsure
    author_key: str  # empty where no author is known
    published_at: datetime | None
    fetched_at: datetime
    advertorial: bool
    revision: int  # 0 for the first
    content_hash: str  # of the unmasked title and text, SHA-256 hexadecimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """What identifies a person or undoes the masking; kept apart, opened by "reveal" only."""

    item_id: str
    revision: int
    url: str
    title: str
    text: str
    forwarded_from: str
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the masked text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that a person can check: the words, how much they weigh (log-odds), for or against."""

    words: str
    weight: float
    span: Span | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One signal about one item. `probability` is calibrated."""

    name: str  # "hoax", "provocation", "violence"
    probability: float
    threshold: float
    flagged: bool
    unsure: bool
    severity: int  # 0 to 3
    spans: tuple[Span, ...]
    reasons: tuple[Reason, ...]  # for, and (negative weights) against
    model_version: str
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """The most probable role and its calibrated probability."""

    name: RoleName
    probability: float
    model_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim that was checked elsewhere, or by the desk."""

    id: str
    text: str
    rating: str
    url: str
    publisher: str
    published_at: datetime | None
    false: bool  # the rating means false or misleading


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMatch:
    """An item matched to a claim. Automatic matches count for the hoax signal, suggested ones are shown."""

    claim_id: str
    score: float  # calibrated probability that the item is about this claim
    automatic: bool
    stance: Stance
    agree: tuple[str, ...] = ()  # words, numbers and names found in both
    differ: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A kecamatan or desa named in the text, by its Kemendagri code (Kepmendagri 300.2.2-2138/2025)."""

    code: str
    name: str
    span: Span | None
    confidence: float  # 0 to 1; low where the name exists elsewhere too


class Doubt(StrEnum):
    """What is not sure of a candidate incident."""

    EVENT = "event"  # whether there was one
    TYPE = "type"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An event that a news item reports. A candidate until a person confirms it."""

    type: IncidentType
    place: Place | None
    happened_on: date | None  # of the event, where the text tells it
    confidence: float  # 0 to 1
    doubts: tuple[Doubt, ...] = ()  # what lowers the confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """Where a story stands in the queue: a value from 0 to 1 and the parts that made it."""

    value: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """An item and what each stage has added to it so far."""

    item: Item
    private: Private
    candidate_key: str = ""
    signature: tuple[int, ...] = ()  # MinHash
    story_id: str = ""
    places: tuple[Place, ...] = ()
    role: Role | None = None
    signals: tuple[Signal, ...] = ()
    matches: tuple[ClaimMatch, ...] = ()
    claims: tuple[Claim, ...] = ()  # that a fact-check page states (ClaimReview)
    priority: Priority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes the next request for a URL conditional."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What came of an article or post in earlier rounds: when it was fetched, with which validators.

    Or, if the site did not give it (any more), or gave what is no article, since when it is tried, when last,
    and why it was refused.
    """

    fetched_at: datetime
    updated_at: str = ""  # as the source wrote it then
    validators: Validators = field(default_factory=Validators)
    first_seen: datetime | None = None  # fetched for the first time; `fetched_at` is the last time
    refused: str = ""  # why it was refused ("http_404", "captcha"); empty if the last try brought it


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlState:
    """All that a crawl needs to know of the past; crawlers never open the store."""

    known: Mapping[str, Mapping[str, Known]]  # source id -> candidate key -> what is known
    validators: Mapping[str, Validators]  # URL of a control page -> validators
    paused_until: Mapping[str, datetime]  # source id -> no request before then


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """How a source fared in one round. Written after its last candidate, so that a validator is
    remembered only once everything it stands for has been spooled."""

    source_id: str
    status: str  # "healthy", "empty", "blocked", "moved", "failing", "paused", "refused"
    detail: str  # why, in a sentence that names the remedy; empty when healthy
    requests: int
    seconds: float
    validators: Mapping[str, Validators]
    paused_until: datetime | None = None
    responses: int = 0  # received, counted where they came in; the spool must hold a line for each
    offered: int = 0  # candidates, counted where they were offered; likewise
