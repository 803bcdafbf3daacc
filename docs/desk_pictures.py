"""Takes the pictures of the desk: a round over the sample in a temporary folder, a real desk, a real browser.

Run: make pictures (needs Debian's Chromium and the packages of the tests). People, texts and decisions are
invented; the clock is the sample's, so that the same pictures come out again.
"""

import base64
import csv
import struct
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from desk_case import open_case
from playwright.sync_api import sync_playwright

from core import clock
from core.console import quiet
from core.decision import Answer, Decision, DecisionKind
from core.settings import PROJECT, Settings
from desk.app import open_desk
from desk.board.board import Filters, Lane
from desk.board.records import Row
from desk.people.accounts import add_user
from desk.people.roles import RoleOfUser
from desk.work.turns import SAMPLED, SIGNALS
from flows.desk_line import DeskLine
from flows.rounds import run_round
from flows.weekly_editions import opened_press, period_of
from flows.workspace import open_workspace
from pipeline.store import write_decision
from reports.editions import OPERATOR, content, count, folder_of, issue
from tests.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from desk.desk import Desk

CHROMIUM: Final = "/usr/bin/chromium"
HERE: Final = Path(__file__).parent
TEXTS: Final = PROJECT / "models" / "training" / "guard" / "more_texts.csv"  # invented by us
MORE: Final = 48
DAYS: Final = 12
STORY: Final = "Warga Batu Ampar"  # with words for and against
CASE: Final = "bakar kantor KPU"  # a call to burn a building, with day, place and means
PASSWORD: Final = "perahu-kuning-di-teluk-7"  # noqa: S105  of a folder that is gone in a minute


@dataclass(frozen=True)
class Team:
    """The ids of the invented people."""

    sari: str
    budi: str
    rini: str


def main() -> None:
    """Write docs/desk-queue.png, desk-item.png, desk-quality.png, desk-map.png, report.png,
    desk-case.png, desk-approval.png.
    """
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(Settings(data=Path(folder) / "data"), "sample")
        run_round(workspace)
        desk = open_desk(workspace, DeskLine(workspace))
        desk.board.refresh()
        team = Team(
            *(
                add_user(desk.people, name, RoleOfUser(role), PASSWORD, must_change=False)[0].id
                for name, role in (("Sari", "analyst"), ("Budi", "analyst"), ("Rini", "supervisor"))
            )
        )
        _decided(desk, team, _imported(desk, Path(folder)))
        with served(desk) as url:
            _take(desk, url)
            _take_case(desk, team, url)


def _imported(desk: "Desk", folder: Path) -> list[Row]:
    """The stories of more invented texts: the sample alone has too few for figures."""
    before = {row.story_id for row in _queue(desk)}
    export = folder / "lagi.csv"
    with TEXTS.open(encoding="utf-8") as source, export.open("w", encoding="utf-8", newline="") as target:
        rows = [row for row in csv.DictReader(source) if "1" in (row["provocation"], row["violence"])]
        writer = csv.DictWriter(target, ["id", "text"])
        writer.writeheader()
        writer.writerows({"id": f"lagi-{n}", "text": row["text"]} for n, row in enumerate(rows[:MORE]))
    desk.line.import_file(export, "komentar-warga", None, quiet)
    desk.board.refresh()
    return sorted((row for row in _queue(desk) if row.story_id not in before), key=lambda row: row.story_id)


def _queue(desk: "Desk") -> tuple[Row, ...]:
    return tuple(desk.board.listed(Lane.QUEUE, Filters(), limit=1000).rows)


def _decided(desk: "Desk", team: Team, rows: Sequence[Row]) -> None:
    """Decisions of the last days; most agree, some do not, and the supervisor settles these."""
    with desk.store.writing() as db:
        for n, row in sorted(enumerate(rows), key=lambda pair: -(pair[0] % DAYS)):
            first = _first(row, n, team.sari if n % 3 else team.budi)
            kept = write_decision(db, first)
            ask = replace(first, kind=DecisionKind.ASK_SECOND, answers={}, severity=0, seconds=None)
            write_decision(db, replace(ask, reason=SAMPLED, by_user="", refers_to=kept.id))
            differs = n % 9 == 4
            answers = {**first.answers, "provocation": _other(first.answers["provocation"])}
            second = replace(
                first,
                kind=DecisionKind.SECOND,
                answers=answers if differs else first.answers,
                by_user=team.budi if n % 3 else team.sari,
                refers_to=kept.id,
                seconds=24.0 + n % 17,
            )
            write_decision(db, second)
            if differs:
                last = second if n % 2 else first
                settled = replace(last, kind=DecisionKind.SETTLE, by_user=team.rini, refers_to=kept.id)
                write_decision(db, replace(settled, seconds=71.0))
    desk.board.take([row.story_id for row in rows])


def _first(row: Row, n: int, by: str) -> Decision:
    """A first opinion: yes where the signal is flagged, but for some false alarms."""
    alarm = n % 6 == 5
    flagged = {one.name for one in row.signals if one.flagged and one.name != "hoax"}
    answers = {name: Answer.YES if name in flagged and not alarm else Answer.NO for name in SIGNALS}
    yes = Answer.YES in answers.values()
    return Decision(
        id="",
        story_id=row.story_id,
        kind=DecisionKind.DECIDE,
        items=((row.item_id, row.revision),),
        answers=answers,
        severity=2 if yes else 0,
        reason="call_to_violence" if yes else "figurative",
        by_user=by,
        at=clock.now() - timedelta(days=n % DAYS, minutes=n),
        seconds=18.0 + 7 * (n % 8),
        shown={
            one.name: {"probability": one.probability, "flagged": one.flagged, "unsure": one.unsure}
            for one in row.signals
        },
    )


def _other(answer: Answer) -> Answer:
    return Answer.NO if answer is Answer.YES else Answer.YES


def _take(desk: "Desk", url: str) -> None:
    story = next(row.story_id for row in _queue(desk) if row.title.startswith(STORY))
    with sync_playwright() as playwright:
        # --no-sandbox: containers run as root, where Chromium's sandbox cannot start
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = _logged_in(browser, url, "Sari")
        page.goto(f"{url}/antrean")
        _keep(page, "desk-queue")
        page.goto(f"{url}/cerita/{story}")
        page.wait_for_selector("#held[data-mine='1']")
        page.keyboard.type("21")  # no hoax, provocation; violence is asked for
        page.evaluate("scrollTo(0, 0)")
        _keep(page, "desk-item")
        page = _logged_in(browser, url, "Rini")
        page.goto(f"{url}/mutu")
        _keep(page, "desk-quality", whole=True)
        page.goto(f"{url}/peta")
        _keep(page, "desk-map")
        page.set_viewport_size({"width": 1000, "height": 1150})
        page.goto(_report(desk).as_uri())
        _keep(page, "report")
        browser.close()


def _take_case(desk: "Desk", team: Team, url: str) -> None:
    """A case, and the page on which somebody who has not worked it approves."""
    row = next(row for row in _queue(desk) if CASE in row.title)
    case_id = open_case(desk, row, team.sari, team.budi)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = _logged_in(browser, url, "Rini")
        page.goto(f"{url}/kasus/{case_id}")
        _keep(page, "desk-case")
        page.goto(f"{url}/kasus/{case_id}/persetujuan")
        page.set_viewport_size({"width": 1366, "height": 1150})
        _keep(page, "desk-approval")
        browser.close()


def _watch_daily(desk: "Desk") -> None:
    """The sample's round of Friday on the other days of its week too: the picture is of a desk at work."""
    with desk.store.writing() as db:
        db.execute(
            "INSERT INTO source_reports BY NAME SELECT s.* REPLACE (round_id || '+' || n AS round_id, "
            "reported_at + (n - 4) * INTERVAL 1 DAY AS reported_at) "
            "FROM source_reports s, range(7) t(n) WHERE n <> 4"
        )


def _report(desk: "Desk") -> Path:
    """The team's edition of the sample's week, issued, as HTML."""
    _watch_daily(desk)
    press = opened_press(desk.settings)
    made = issue(press, count(press, period_of(press, "", "", "", clock.now())), "full", OPERATOR).edition
    return folder_of(desk.settings, made) / content(desk.settings, made, "html")[0]


def _logged_in(browser: "Browser", url: str, name: str) -> "Page":
    page = browser.new_context(viewport={"width": 1366, "height": 900}, locale="id-ID").new_page()
    page.goto(f"{url}/masuk")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda there: "/masuk" not in there)
    return page


def _keep(page: "Page", name: str, *, whole: bool = False) -> None:
    page.mouse.move(0, 0)
    shot = page.screenshot(full_page=whole, animations="disabled", caret="hide")
    (HERE / f"{name}.png").write_bytes(_small(page.context.new_page(), shot))


_PIXELS: Final = """async (shot) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + shot)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const data = pen.getImageData(0, 0, picture.width, picture.height).data;
  const step = 32768;
  let text = "";
  for (let at = 0; at < data.length; at += step) text += String.fromCharCode(...data.subarray(at, at + step));
  return [picture.width, picture.height, btoa(text)];
}"""


def _small(blank: "Page", shot: bytes) -> bytes:
    """The picture in its 256 most frequent colours: a third of the size, and no eye sees it."""
    width, height, text = blank.evaluate(_PIXELS, base64.b64encode(shot).decode())
    blank.close()
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 4)[:, :3].astype(np.int32)
    packed = pixels[:, 0] << 16 | pixels[:, 1] << 8 | pixels[:, 2]
    colours, where, often = np.unique(packed, return_inverse=True, return_counts=True)
    parts = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    kept = parts[np.argsort(-often, kind="stable")[:256]]
    nearest = np.array([int(((kept - one) ** 2).sum(axis=1).argmin()) for one in parts], np.uint8)
    lines = np.zeros((height, width + 1), np.uint8)  # each begins with 0: no filter
    lines[:, 1:] = nearest[where].reshape(height, width)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", header),
            (b"PLTE", kept.astype(np.uint8).tobytes()),
            (b"IDAT", zlib.compress(lines.tobytes(), 9)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main()
