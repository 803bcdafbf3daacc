"""A round's crawl: `crawl()` in the parent starts one child process (`python -m crawlers.child FOLDER`).

Twisted's reactor starts once a process, hence the child (`crawlers/child.py`). It reads all sources of the
round at the same time, writes the archive and the spool, and never opens the store. Its standard input is a
pipe that only the parent holds, so that it sees the parent's death; on its standard output it says every
second how many sources are done, so that the parent sees a child that hangs.
"""

import json
import os
import select
import ssl
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import certifi

from core import clock
from core.console import Report, quiet
from core.errors import PantauError
from core.files import replace_text
from core.record import CrawlState
from core.settings import PROJECT, Settings
from crawlers.fetch import user_agent
from crawlers.source import Kind, Source
from crawlers.spool import JOB, LOG, STATE, SpoolError, write_state

STALL = 180.0  # seconds without a sign of life from the child
TAIL = 300  # characters of the log's last line in an error


class CrawlError(PantauError):
    """The crawling process died or hung; what it had spooled by then is whole and usable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What `job.json` says: what to crawl, and how."""

    sources: tuple[Source, ...]
    archive: Path
    gate: Path  # what crawling processes know of each other's pace
    look: bool  # at the start pages only
    delay: float
    pause: float
    timeout: float
    max_body: int
    agent: str
    now: datetime | None  # where it is fixed

    def write(self, path: Path) -> None:
        """As JSON, whole or not at all: a kill leaves what was there before."""
        raw: dict[str, Any] = {
            "sources": [source.model_dump(mode="json") for source in self.sources],
            "archive": str(self.archive),
            "gate": str(self.gate),
            "look": self.look,
            "delay": self.delay,
            "pause": self.pause,
            "timeout": self.timeout,
            "max_body": self.max_body,
            "agent": self.agent,
            "now": self.now.isoformat() if self.now else None,
        }
        replace_text(path, json.dumps(raw, ensure_ascii=False, indent=1))

    @classmethod
    def read(cls, path: Path) -> "Job":
        """What `write` wrote."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw["sources"] = tuple(Source.model_validate(source) for source in raw["sources"])
        raw["archive"], raw["gate"] = Path(raw["archive"]), Path(raw["gate"])
        raw["now"] = datetime.fromisoformat(raw["now"]) if raw["now"] else None
        return cls(**raw)


def job_sources(folder: Path) -> list[str]:
    """The ids of the sources that a round's folder says to crawl; none where it has no job yet.

    Nothing else of the job is read: it may be one of another version. Raises SpoolError if it is none at all.
    """
    path = folder / JOB
    if not path.exists():
        return []
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return [str(source["id"]) for source in raw["sources"]]
    except (ValueError, KeyError, TypeError) as error:
        raise SpoolError(f"{path}: not a crawl's job ({error})") from error


def crawl(
    sources: Sequence[Source],
    state: CrawlState,
    folder: Path,
    settings: Settings,
    report: Report = quiet,
    *,
    look: bool = False,
) -> None:
    """Crawl all these sources at once into `folder` (archive and spool); return when all are done.

    A source that fails has its report in the spool and stops no other. A folder whose crawl was cut short is
    gone on with: sources with a report are left alone, candidates spooled already are not offered again.
    Raises CrawlError if the child dies or hangs. `report` is told how many sources are done, of how many.
    `look`: fetch the start pages only, and archive below `folder` (crawlers/check.py).
    """
    if dropped := [source.id for source in sources if source.kind is Kind.FILE]:
        raise CrawlError(f"{', '.join(dropped)}: kind file is imported (pantau import), not crawled")
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    known = {source.id: state.known.get(source.id, {}) for source in sources}  # of others it may be long
    write_state(folder / STATE, replace(state, known=known))
    Job(
        sources=tuple(sources),
        archive=folder / "archive" if look else settings.archive.resolve(),
        gate=settings.archive.resolve() / ".sites",
        look=look,
        delay=settings.delay,
        pause=settings.pause,
        timeout=settings.timeout,
        max_body=settings.max_body,
        agent=user_agent(settings),
        now=clock.now() if clock.is_fixed() else None,
    ).write(folder / JOB)
    with (folder / LOG).open("ab") as log:
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "crawlers.child", str(folder)],
            cwd=PROJECT,
            env=_environment(settings.proxy),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches the parent only, which then ends the child
        )
    try:
        _attend(child, folder, report)
    finally:
        child.kill()  # the archive and the spool are made for it
        child.communicate()


def _attend(child: "subprocess.Popen[bytes]", folder: Path, report: Report) -> None:
    """Pass on what the child says until it ends. Raises CrawlError."""
    if child.stdout is None:
        raise CrawlError("the crawling process has no standard output")
    pipe = child.stdout.fileno()
    heard = time.monotonic()
    while True:
        ready, _, _ = select.select([pipe], [], [], 1.0)
        if ready:
            said = os.read(pipe, 65536)
            if not said:
                break
            heard = time.monotonic()
            done, _, total = said.split(b"\n")[-2].partition(b" ") if b"\n" in said else (b"", b"", b"")
            if done.isdigit() and total.isdigit():
                report(int(done), int(total))
        elif time.monotonic() - heard > STALL:
            raise CrawlError(f"the crawl gave no sign of life for {STALL:.0f} s{_tail(folder)}")
    if code := child.wait():
        raise CrawlError(f"the crawling process ended with code {code}{_tail(folder)}")


def _tail(folder: Path) -> str:
    lines = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"; {folder / LOG} ends with: {lines[-1][:TAIL]}" if lines else ""


def _environment(proxy: str) -> dict[str, str]:
    """The child's environment: the proxy of the settings and no other, and certificates to trust."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    if proxy:
        kept |= {"http_proxy": proxy, "https_proxy": proxy}
    return {"SSL_CERT_FILE": _certificates()} | kept


def _certificates() -> str:
    """The bundle of certificates that the machine trusts, an office's own among them; a bare one has none."""
    known = ssl.get_default_verify_paths().cafile, "/etc/ssl/certs/ca-certificates.crt"
    return next((path for path in known if path and Path(path).is_file()), certifi.where())
