"""Imports exports: each row is archived and handed over as a candidate, without names and numbers of members.

A `file` source reads each new file of its drop folder once: the file's fingerprint is a validator in the
source's report, so that it counts as read only when all its rows are in the spool.
"""

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from core.record import Candidate, CrawlState, Rejected, SourceReport, Validators
from core.settings import Settings
from core.tables import whole_letters
from core.urls import BY_ADDRESS, without_trackers
from crawlers.archive import Archive, SourceBusyError
from crawlers.messages import read_copied, read_telegram, unwrapped
from crawlers.presets import LOST, ExportError, Post, Preset, post_of, preset_named
from crawlers.rows import american_dates, must_be_readable, rows_of
from crawlers.source import Source
from crawlers.spool import SPOOL, SpoolWriter
from crawlers.tables import Broken, Row, encoding_of

Progress = Callable[[int], None]
_Seen = dict[str, tuple[str, int]]

_EVERY = 1_000  # rows between two calls of `progress`
_NOTED = 200  # keys that are noted as not read: a file may have one of its own in every row
_SHOWN = 20  # rejected rows that a person is told of; the rest is in the store
_BY_WORDS = "isi-"
_SAME = frozenset(("duplicate_row", "other_version"))
_UNFINISHED = (".part", ".tmp", ".crdownload", ".download")
_ROUNDED = re.compile(
    r"\d(?:[.,]\d+)?[eE]\+\d+|\d[.,]\d+[eE]\d+|\d{15}0{3,5}"
)  # what a spreadsheet makes of a long number, of which it keeps 15 digits
_NUMBERED = re.compile(r"\d{1,6}(?:\.0)?")  # rows, from 1 in each file; platforms' ids are longer
_BAD_BYTES = re.compile("[\udc80-\udcff]")  # how damaged bytes are carried through decoding
_INVISIBLE = " \n\t\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WEB = re.compile(r"https?://[^\s<>\"]+")


@dataclass(slots=True)
class ImportCounts:
    """What became of the rows of one file. `rows` = `imported` + all of `rejected`."""

    file: str
    rows: int = 0
    imported: int = 0
    rejected: Counter[str] = field(default_factory=Counter)  # by reason
    wrong: list[str] = field(default_factory=list)  # the first of them: the line, why, the remedy
    ignored: int = 0  # what is no row: somebody joined the group, a picture that is not in the export
    ignored_columns: tuple[str, ...] = ()  # not read, not archived; of JSON as they are met
    notes: Counter[str] = field(
        default_factory=Counter
    )  # "url_invalid", "id_rounded": the row came in without
    lines: dict[str, int] = field(default_factory=dict)  # by key, of rows that may be revisions: the line
    windows: bool = False  # read as Windows-1252, since it is no UTF-8
    addressed: set[str] = field(default_factory=set)  # those of the keys that are addresses


def import_file(
    path: Path,
    source: Source,
    preset: str | None,
    folder_of_round: Path,
    archive: Archive,
    fetched_at: datetime,
    progress: Progress | None = None,
) -> ImportCounts:
    """Import one file into a round's spool, the source's report last. `preset` None: the source's own.

    Raises ExportError, before anything is written, if the file cannot be imported at all.
    """
    begun = time.monotonic()
    kind = preset_named(preset or source.preset)
    posts, counts = _open(path, kind)
    problems = [f"{path.name}: impor terhenti di tengah jalan; ulangi"]
    spool = SpoolWriter(folder_of_round / SPOOL)
    try:
        _write(posts, counts, kind, {}, source, spool, archive, fetched_at, progress)
        problems = _nothing_imported(counts)
    finally:
        spool.report(_report(source, begun, [counts], problems, {}))
        spool.close()
    return counts


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring: the first rows as they would be read, and everything that is wrong with it."""

    counts: ImportCounts
    rows: tuple[Post, ...]
    errors: tuple[Broken, ...]  # the first of them, in order


def preview(path: Path, source: Source, preset: str | None, shown: int = 10, errors: int = 100) -> Preview:
    """Read all of a file as `import_file` would, and take nothing in. Raises ExportError."""
    kind = preset_named(preset or source.preset)
    posts, counts = _open(path, kind)
    rows: list[Post] = []
    wrong: list[Broken] = []
    for _, checked in _read_rows(posts, counts, kind, {}):
        if isinstance(checked, Broken):
            counts.rejected[checked.reason] += 1
            if len(wrong) < errors:
                wrong.append(checked)
        else:
            counts.imported += 1
            if len(rows) < shown:
                rows.append(checked)
    return Preview(counts, tuple(rows), tuple(wrong))


def must_be_an_export(path: Path, source: Source, preset: str | None) -> None:
    """Raises ExportError where `import_file` would before anything is written."""
    _open(path, preset_named(preset or source.preset))


def drop_folder(source: Source, settings: Settings) -> Path:
    """Where a `file` source looks: its url, below the data folder unless it is absolute."""
    return settings.data / source.url


def import_folder(
    source: Source,
    folder: Path,
    folder_of_round: Path,
    archive: Archive,
    state: CrawlState,
    fetched_at: datetime,
    progress: Progress | None = None,
) -> SourceReport:
    """Import each file of a drop folder that has not been read yet, or has changed since.

    A file that cannot be imported makes the source "failing" until somebody mends or removes it; the others
    come in all the same.
    """
    begun = time.monotonic()
    done: list[ImportCounts] = []
    problems: list[str] = []
    seen: _Seen = {}
    spool = SpoolWriter(folder_of_round / SPOOL)
    try:
        files = {f"file:{source.id}/{path.name}": path for path in _dropped(folder, source, problems)}
        # What was read stays marked: the store forgets what a report leaves out; old rows would return.
        read = {name: mark for name, mark in state.validators.items() if name in files}
        for name, path in files.items():
            try:
                mark = _fingerprint(path)
                if state.validators.get(name) == mark:
                    continue
                kind = preset_named(source.preset)
                posts, counts = _open(path, kind)
                done.append(counts)
                _write(posts, counts, kind, seen, source, spool, archive, fetched_at, progress)
                problems += _nothing_imported(counts)
                read[name] = mark
            except ExportError as error:
                problems.append(str(error))
            except SourceBusyError:
                problems.append("ronde lain sedang mengimpor sumber ini; tunggu sampai selesai")
                break
            except OSError as error:  # gone in the meantime, a share that was cut off
                problems.append(f"{path.name}: tidak terbaca ({error.strerror}); periksa sambungannya")
        report = _report(source, begun, done, problems, read)
        spool.report(report)
    finally:
        spool.close()
    return report


def _dropped(folder: Path, source: Source, problems: list[str]) -> list[Path]:
    """The files of a drop folder that are whole, the newest first: of one post the last version counts."""
    try:
        if not Path(source.url).is_absolute():
            folder.mkdir(parents=True, exist_ok=True)
        return _whole(folder)
    except FileNotFoundError:  # a share of the office that is not there today
        problems.append(f"folder {source.url} tidak ada; sambungkan, atau ubah url di berkas sumber")
    except OSError as error:
        problems.append(f"folder {source.url} tidak terbaca ({error.strerror}); periksa izin dan namanya")
    return []


def _whole(folder: Path) -> list[Path]:
    whole = [
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _UNFINISHED
    ]
    return sorted(whole, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def _fingerprint(path: Path) -> Validators:
    status = path.stat()
    return Validators(etag=str(status.st_size), last_modified=str(status.st_mtime_ns))


def _report(
    source: Source,
    begun: float,
    done: list[ImportCounts],
    problems: list[str],
    read: Mapping[str, Validators],
) -> SourceReport:
    return SourceReport(
        source_id=source.id,
        status="failing" if problems else "healthy",
        detail="; ".join(problems),
        requests=0,
        seconds=time.monotonic() - begun,
        validators=dict(read),
        offered=sum(counts.rows for counts in done),
    )


def _nothing_imported(counts: ImportCounts) -> list[str]:
    """What is wrong with a file of which no row came in, if it is not that another file had them all."""
    if counts.imported or (counts.rows and set(counts.rejected) <= _SAME):
        return []
    reasons = ", ".join(f"{reason} {number}" for reason, number in counts.rejected.most_common())
    return [f"{counts.file}: tidak ada baris yang masuk ({reasons or 'berkas tanpa baris'}); periksa isinya"]


def _open(path: Path, preset: Preset) -> tuple[Iterator[Post | Broken | None], ImportCounts]:
    """The posts of a file, not read yet except for its head."""
    counts = ImportCounts(path.name)
    must_be_readable(path)
    counts.windows = encoding_of(path).name == "cp1252"
    if preset.format == "telegram":
        return read_telegram(path), counts
    if path.suffix.lower() == ".txt" and preset.forwarded_from:
        return read_copied(path), counts
    columns, rows = rows_of(path, preset)
    counts.ignored_columns = tuple(column for column in columns if column and column not in preset.names)
    return _posts(rows, preset, american_dates(path, preset), counts), counts


def _posts(
    rows: Iterator[Row | Broken], preset: Preset, american: frozenset[str] | None, counts: ImportCounts
) -> Iterator[Post | Broken]:
    """The rows as posts; a key that no row before had, and that is not read, is noted in `counts`. A message
    in a cell loses the names that it was copied with."""
    known = {"", *preset.names, *counts.ignored_columns}
    for row in rows:
        if isinstance(row, Broken):
            yield row
            continue
        line, cells = row
        if len(counts.ignored_columns) < _NOTED and not cells.keys() <= known:
            counts.ignored_columns += tuple(key for key in cells if key not in known)
            known.update(cells)
        post = post_of(preset, line, cells, american)
        yield replace(post, text=unwrapped(post.text)) if preset.forwarded_from else post


def _write(
    posts: Iterator[Post | Broken | None],
    counts: ImportCounts,
    kind: Preset,
    seen: _Seen,
    source: Source,
    spool: SpoolWriter,
    archive: Archive,
    fetched_at: datetime,
    progress: Progress | None,
) -> None:
    """Archive and spool every row. `seen`: where in this round each key was met first, with which text."""
    for key, checked in _read_rows(posts, counts, kind, seen):
        if isinstance(checked, Broken):
            spool.candidate(_rejected(checked, counts, source))
            counts.rejected[checked.reason] += 1
            if len(counts.wrong) < _SHOWN:
                counts.wrong.append(checked.detail)
        else:
            spool.candidate(_candidate(checked, key, source, archive, fetched_at))
            counts.imported += 1
            if not key.startswith(_BY_WORDS):
                counts.lines[key] = checked.line
                if _is_by_address(checked, key):
                    counts.addressed.add(key)
        if progress is not None and counts.rows % _EVERY == 0:
            progress(counts.rows)


def _read_rows(
    posts: Iterator[Post | Broken | None], counts: ImportCounts, kind: Preset, seen: _Seen
) -> Iterator[tuple[str, Post | Broken]]:
    """Every row with its key; one that cannot come in, or came before, is broken."""
    copies: dict[str, dict[str, int]] = {}
    for post in posts:
        if post is None:
            counts.ignored += 1
            continue
        counts.rows += 1
        checked, notes = (post, []) if isinstance(post, Broken) else _checked(post)
        key = ""
        if not isinstance(checked, Broken):
            key = _key(checked, kind)
            if _is_numbered(checked, kind):
                key = _copy(key, checked.id, copies)
            here = f"{counts.file} baris {checked.line}", hash(checked.text)
            checked = _first_only(checked, here, seen.setdefault(key, here))
        if not isinstance(checked, Broken):
            counts.notes.update(notes)
        yield key, checked


def _first_only(post: Post, here: tuple[str, int], first: tuple[str, int]) -> Post | Broken:
    """The post, unless a row before it has the same key."""
    if here is first:
        return post
    if here[1] == first[1]:
        return Broken(post.line, "duplicate_row", f"baris {post.line}: sama dengan {first[0]}")
    detail = f"baris {post.line}: id atau tautannya sama dengan {first[0]}, teksnya lain; yang itu dipakai"
    return Broken(post.line, "other_version", detail)


def _checked(post: Post) -> tuple[Post | Broken, list[str]]:
    """The post, without an address that is none and without a number that a spreadsheet has rounded; and what
    it comes in without."""
    notes: list[str] = []
    if not post.text.strip(_INVISIBLE):
        detail = f"baris {post.line}: teks kosong; tidak ada yang dinilai"
        return Broken(post.line, "empty_text", detail), notes
    if post.text.lower() in LOST:
        detail = f"baris {post.line}: teks hilang di lembar kerja ({post.text}); simpan kolomnya sebagai teks"
        return Broken(post.line, "empty_text", detail), notes
    if post.url and not _WEB.fullmatch(post.url):
        notes.append("url_invalid")
        post = replace(post, url="")
    if post.id and _ROUNDED.fullmatch(post.id):
        notes.append("id_rounded")
        post = replace(post, id="")
    everything = "".join(_fields(post))
    if everything.isascii() or whole_letters(everything) == everything:
        return post, notes
    if _BAD_BYTES.search(everything):
        detail = f"baris {post.line}: huruf rusak; ekspor lagi sebagai UTF-8"
        return Broken(post.line, "bad_encoding", detail), notes
    notes.append("letters_torn")  # half an emoji, cut by the platform
    return Post(post.line, *(whole_letters(value) for value in _fields(post))), notes


def _fields(post: Post) -> tuple[str, ...]:
    return (
        post.text, post.id, post.url, post.author, post.published_at, post.updated_at, post.place,
        post.forwarded_from,
    )  # fmt: skip


def _key(post: Post, kind: Preset) -> str:
    """What makes the post itself: its id, its address, else its words with the time and the origin.

    The number of a row is no id: the next file has another post under it, which would replace this one as its
    revision. Nor does an address beside it say enough, since all comments on a page may have the same.

    A message that was forwarded is not what stands at its address: many messages share one link, and the
    same words go round with several.

    An id that is the address of another row without one makes the same key, since both may be one post: in
    one round the first of the two comes in, and the other is told as rejected.

    The author is left out: a hash of known words and a guessed name would tell whether the guess is right.
    """
    numbered = _is_numbered(post, kind)
    if post.id and not numbered:
        return " ".join(post.id.split())
    if post.url and not kind.forwarded_from and not numbered:
        return without_trackers(post.url)
    content = f"{post.published_at}\0{post.forwarded_from}\0{post.text}"
    if post.url:
        content += f"\0{post.url}"
    return _BY_WORDS + hashlib.sha256(content.encode()).hexdigest()[:24]


def _is_by_address(post: Post, key: str) -> bool:
    """Whether the key is the address of a row that has no id."""
    return not post.id and not key.startswith(_BY_WORDS)


def _is_numbered(post: Post, kind: Preset) -> bool:
    """Whether the id is only the number of a row. Platforms have short ids of their own too."""
    return kind.numbered and _NUMBERED.fullmatch(post.id) is not None


def _copy(key: str, number: str, copies: dict[str, dict[str, int]]) -> str:
    """The key of a numbered row: the same words under several numbers of one file are as many posts."""
    numbers = copies.setdefault(key, {})
    nth = numbers.setdefault(number, len(numbers) + 1)
    return key if nth == 1 else f"{key}-{nth}"


def _candidate(post: Post, key: str, source: Source, archive: Archive, fetched_at: datetime) -> Candidate:
    kept = {
        "id": post.id,
        "url": post.url,
        "text": post.text,
        "published_at": post.published_at,
        "updated_at": post.updated_at,
        "place": post.place,
        "forwarded_from": post.forwarded_from,
    }
    body = json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)
    page = archive.write_resource(
        source_id=source.id,
        url=post.url or f"urn:pantau:{source.id}:{quote(key, safe='')}",
        body=body.encode(),
        content_type="application/json",
        fetched_at=fetched_at,
    )
    return Candidate(
        source_id=source.id,
        channel=source.channel,
        key=key,
        url=post.url,
        pages=(page,),
        native_id=BY_ADDRESS + key if _is_by_address(post, key) else key,
        author=post.author,
        published_at=post.published_at,
        updated_at=post.updated_at,
        text=post.text,
        place=post.place,
        forwarded_from=post.forwarded_from,
    )


def _rejected(broken: Broken, counts: ImportCounts, source: Source) -> Candidate:
    """Named by its line, keyed by its number too: a JSON file may hold all its rows in one line."""
    what = f"{counts.file}:{broken.line}"
    return Candidate(
        source_id=source.id,
        channel=source.channel,
        key=f"{what}:{counts.rows}",
        url="",
        rejected=Rejected(
            source_id=source.id,
            what=what,
            stage="import",
            reason=broken.reason,
            detail=f"{counts.file}: {broken.detail}",
        ),
    )
