"""Exports that somebody uploads: kept under a random name, read through once, taken in, removed."""

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from core import clock
from core.console import Report
from core.mandate import load_mandate, reason_against
from core.text import mask
from crawlers.imports import Preview, preview
from crawlers.presets import ExportError, Post
from crawlers.source import Kind, Source
from desk import jobs
from desk.desk import Desk
from desk.web import MissingError, RefusedError
from pipeline.store import rejections

SUFFIXES: Final = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".txt")
_KEPT: Final = 86_400.0  # seconds; what nobody took in by then goes
_TOKEN: Final = re.compile(r"[0-9a-f]{24}")
_ABOUT: Final = "about.json"
_CHUNK: Final = 1_000_000
_WORDS: Final = 300  # characters of a text that a preview shows
_REJECTIONS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file that waits to be taken in, or has been: what it would bring. Texts are masked."""

    id: str
    name: str  # as it was called, for people only
    file: str  # as it is called here
    source_id: str
    preset: str  # "" for the source's own
    by_user: str
    rows: int
    good: int
    rejected: dict[str, int]
    ignored: int
    ignored_columns: list[str]
    notes: dict[str, int]
    shown: list[dict[str, str]]
    errors: list[list[Any]]  # line, reason, detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of taking it in."""

    round_id: str
    candidates: dict[str, int]
    flagged: dict[str, int]
    rejections: list[tuple[str, str]]  # reason, detail; the first hundred


def file_sources(desk: Desk) -> list[Source]:
    """The sources that exports go to."""
    return [one for one in desk.sources.values() if one.kind is Kind.FILE and one.disabled is None]


def refusal(desk: Desk, source: Source) -> str:
    """Why posts of this source may not be taken in today; "" where they may. The line asks again."""
    if desk.profile != "live" or not source.needs_mandate:
        return ""
    day = clock.now().astimezone(desk.settings.zone).date()
    return reason_against(load_mandate(desk.settings.data), source.kind.value, day)


def receive(desk: Desk, user: str, name: str, file: BinaryIO, source: Source, preset: str) -> Upload:
    """Keep an upload and read it through; nothing is taken in. Raises RefusedError with the line at fault."""
    name = shown_name(name)
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise RefusedError("jenis berkas tidak dikenal; unggah .csv, .tsv, .json, .jsonl atau .txt")
    _sweep(desk)
    upload_id = secrets.token_hex(12)
    folder = _folder(desk, upload_id)
    folder.mkdir(parents=True, mode=0o700)
    path = folder / f"{upload_id}{suffix}"
    try:
        with path.open("wb") as kept:
            shutil.copyfileobj(file, kept, _CHUNK)
        found = preview(path, source, preset or None)
    except ExportError as error:
        raise RefusedError(str(error).replace(str(path), name).replace(path.name, name)) from error
    else:
        made = _upload(upload_id, name, path.name, source.id, preset, user, found)
        (folder / _ABOUT).write_text(json.dumps(_plain(made), ensure_ascii=False), encoding="utf-8")
        return made
    finally:  # whatever went wrong: names and numbers of people must not lie about
        if not (folder / _ABOUT).is_file():
            shutil.rmtree(folder, ignore_errors=True)


def find(desk: Desk, upload_id: str, user: str) -> Upload:
    """An upload of this user. Raises MissingError."""
    if not _TOKEN.fullmatch(upload_id):
        raise MissingError
    try:
        raw = json.loads((_folder(desk, upload_id) / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MissingError from error
    found = Upload(**raw)
    if found.by_user != user:
        raise MissingError
    return found


def job_name(upload: Upload) -> str:
    """By which the import is found among the jobs."""
    return f"upload:{upload.id}"


def take_in(desk: Desk, upload: Upload) -> jobs.Job:
    """Import it in the background; the file goes when that is over, however it ended."""
    path = _folder(desk, upload.id) / upload.file
    if not path.is_file():
        raise RefusedError("berkas ini sudah diimpor atau dibuang; unggah lagi")

    def work(report: Report) -> Outcome:
        try:
            summary = desk.line.import_file(path, upload.source_id, upload.preset or None, report)
        finally:
            path.unlink(missing_ok=True)
        with desk.store.reading() as db:
            refused = rejections(db, summary.id)[:_REJECTIONS]
        desk.board.refresh()
        return Outcome(
            round_id=summary.id,
            candidates=dict(summary.candidates),
            flagged=dict(summary.flagged),
            rejections=[(one.reason, mask(one.detail.replace(upload.file, upload.name))) for one in refused],
        )

    return jobs.start(desk, job_name(upload), work)


def waits(desk: Desk, upload: Upload) -> bool:
    """Whether its file is still there to be taken in."""
    return (_folder(desk, upload.id) / upload.file).is_file()


def throw_away(desk: Desk, upload: Upload) -> None:
    """Remove an upload."""
    shutil.rmtree(_folder(desk, upload.id), ignore_errors=True)


def shown_name(name: str) -> str:
    """A file's name as it may be shown: its last part, printable letters only, masked. Never a path."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable())
    return mask(kept)[-100:] or "berkas"


def _folder(desk: Desk, upload_id: str) -> Path:
    return desk.settings.data / "uploads" / upload_id


def _sweep(desk: Desk) -> None:
    """Remove what nobody took in within a day."""
    folder = desk.settings.data / "uploads"
    for old in folder.iterdir() if folder.is_dir() else ():
        if _TOKEN.fullmatch(old.name) and old.stat().st_mtime < clock.wall() - _KEPT:
            shutil.rmtree(old, ignore_errors=True)


def _upload(
    upload_id: str, name: str, file: str, source_id: str, preset: str, user: str, found: Preview
) -> Upload:
    counts = found.counts
    return Upload(
        id=upload_id,
        name=name,
        file=file,
        source_id=source_id,
        preset=preset,
        by_user=user,
        rows=counts.rows,
        good=counts.imported,
        rejected=dict(counts.rejected.most_common()),
        ignored=counts.ignored,
        ignored_columns=[mask(column)[:60] for column in counts.ignored_columns[:50]],
        notes=dict(counts.notes),
        shown=[_shown(post) for post in found.rows],
        errors=[[one.line, one.reason, mask(one.detail.replace(file, name))[:500]] for one in found.errors],
    )


def _shown(post: Post) -> dict[str, str]:
    """A row as it will be read; of the author only that there is one: it becomes a key, never a name."""
    return {
        "line": str(post.line),
        "text": mask(post.text[: 2 * _WORDS])[:_WORDS],
        "published_at": post.published_at[:40],
        "place": mask(post.place)[:80],
        "author": "ada" if post.author else "",
        "origin": mask(post.forwarded_from)[:80],
        "id": "ada" if post.id or post.url else "",
    }


def _plain(upload: Upload) -> dict[str, Any]:
    return {name: getattr(upload, name) for name in Upload.__dataclass_fields__}
