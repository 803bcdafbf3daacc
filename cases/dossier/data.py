"""A dossier as data: sections of paragraphs, tables, notices. All words are plain text, never markup."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Notice:
    """What must not be overlooked: a warning, something missing."""

    text: str
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short sentences."""

    texts: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column of each row is its heading where `head` is empty."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]  # of the columns, in parts
    hashes: int = -1  # the column that holds hashes, set so that a whole one fits a line
    kind: Literal["table"] = "table"


Block = Paragraph | Notice | Points | Table


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that both writers print. `draft`: a preview, marked on every page, that is no package."""

    office: str
    case_id: str
    package_id: str  # "" in a preview
    title: str  # "Laporan", "Bahan temuan" or "Informasi awal"
    subtitle: str  # what is missing, or to whom it goes
    recipient: str
    classification: str
    made_at: datetime
    made_words: str  # the same in the desk's zone
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    draft: bool
