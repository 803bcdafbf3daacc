"""`pantau sources check` and `new`: is a source healthy, and how does one more begin?"""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.console import Report, quiet
from core.record import CrawlState, SourceReport
from core.region import REGENCY
from core.settings import Settings
from crawlers.crawl import crawl
from crawlers.imports import drop_folder
from crawlers.presets import presets
from crawlers.source import Expect, Kind, Source, SourceError
from crawlers.spool import SPOOL, read_spool

_NOTHING = CrawlState(known={}, validators={}, paused_until={})
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{1,60}")
_CHANNEL = re.compile(r"(?:https?://)?(?:t\.me/(?:s/)?|@)(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})/?")
_POSTS = (Kind.TELEGRAM, Kind.FILE)


def check(sources: Sequence[Source], settings: Settings, report: Report = quiet) -> list[SourceReport]:
    """How each source is: its robots.txt and its start page are fetched once, by a crawl that only looks.

    Statuses: "healthy", "empty", "blocked" (robots.txt or a refusal), "moved", "failing", "paused", each with
    the remedy in Indonesian. In the order given. Nothing is archived or remembered, the pace of a site holds
    with rounds that run meanwhile. Raises CrawlError.
    """
    dropped = {source.id: _look_at_folder(source, settings) for source in sources if source.kind is Kind.FILE}
    # How many a round should offer says nothing about one page.
    asked = [source.model_copy(update={"expect": Expect()}) for source in sources if source.id not in dropped]
    found: dict[str, SourceReport] = {}
    if asked:
        with tempfile.TemporaryDirectory(prefix="pantau-check-") as folder:
            crawl(asked, _NOTHING, Path(folder), settings, report, look=True)
            for entry in read_spool(Path(folder) / SPOOL):
                if isinstance(entry, SourceReport):
                    found[entry.source_id] = replace(entry, validators={})
    return [(dropped | found)[source.id] for source in sources]


def _look_at_folder(source: Source, settings: Settings) -> SourceReport:
    folder = drop_folder(source, settings)
    files = sum(path.is_file() for path in folder.iterdir()) if folder.is_dir() else 0
    if not folder.is_dir() and Path(source.url).is_absolute():
        status, detail = (
            "failing",
            f"folder {source.url} tidak ada: sambungkan, atau ubah url di berkas sumber",
        )
    elif files == 0:
        status, detail = "empty", f"belum ada berkas di {source.url}: taruh ekspor di sana"
    else:
        status, detail = "healthy", ""
    return SourceReport(
        source_id=source.id,
        status=status,
        detail=detail,
        requests=0,
        seconds=0.0,
        validators={},
        offered=files,
    )


def new_source(id: str, kind: str, url: str, folder: Path) -> Path:
    """Write `<folder>/<id>.yml`, the beginning of one more source, and return its path.

    What only a person knows is left empty, so that the file does not load until it is filled in. Raises
    SourceError if the id, the kind or the address cannot be one, or the file is there already.
    """
    if kind not in set(Kind):
        raise SourceError(f"kind {kind!r}: choose one of {', '.join(Kind)}")
    if not _ID.fullmatch(id):
        raise SourceError(f"id {id!r}: write 2 to 61 small letters, digits, - or _, as in kabar-kutim")
    path = folder / f"{id}.yml"
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources (set PANTAU_SOURCES)")
    text = "\n".join(_scaffold(id, Kind(kind), _address(Kind(kind), url))) + "\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise SourceError(f"{path}: there already; choose another id or edit that file") from None
    return path


def _address(kind: Kind, url: str) -> str:
    if kind is Kind.FILE:
        return url
    if kind is Kind.TELEGRAM:
        channel = _CHANNEL.fullmatch(url)
        if channel is None:
            raise SourceError(f"{url}: not a channel; write https://t.me/s/NAME or @NAME")
        return f"https://t.me/s/{channel['name']}"
    if not re.fullmatch(r"https?://[^\s/]+\S*", url):
        raise SourceError(f"{url}: not an address; write it with https://")
    return url


def _scaffold(id: str, kind: Kind, url: str) -> list[str]:
    lines = [
        f"id: {id}",
        "title: # wajib: nama yang dibaca tim",
        "publisher: # wajib: siapa yang menerbitkan",
        f"kind: {kind.value}",
        f"url: {url}",
        f'region: "{REGENCY}" # kode Kemendagri wilayah yang paling sering diberitakan',
    ]
    if kind in _POSTS:
        lines.append("category: # wajib: public_page, official_account, open_channel, atau open_group")
    if kind is Kind.FILE:
        lines.append(f"preset: generic # atau: {', '.join(name for name in presets() if name != 'generic')}")
    if kind is Kind.LISTING:
        lines += ["selectors:", '  links: # wajib: pemilih CSS tautan tulisan, misalnya a[href*="/read/"]']
    lines += [
        "evidence: # wajib: dari mana sumber ini diketahui",
        "verified: false # isi tanggal setelah dicoba dan hasilnya dilihat: pantau sources check",
        "# disabled: situs tutup sejak 2025 # untuk mematikannya: hapus # di depan, tulis alasannya",
    ]
    return lines
