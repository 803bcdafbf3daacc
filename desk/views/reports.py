"""`/laporan`: issued editions, their hashes and corrections; the page of the day; issuing, handing over."""

from datetime import datetime, timedelta
from typing import Final

from starlette.responses import HTMLResponse, Response

from core import clock
from core.errors import UsageError
from core.indonesian import day_in_words
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.story.archived import POLICY
from desk.web import Asked, MissingError, RefusedError, Way, see
from reports.differences import differences
from reports.editions import (
    KINDS,
    OPERATOR,
    Edition,
    Press,
    ReportError,
    content,
    count,
    document_of,
    editions,
    find,
    issue,
)
from reports.figures import Figures
from reports.period import (
    Period,
    latest_week,
    monitoring_began,
    the_day,
    the_quarter,
    the_week,
    week_of,
    weeks,
)
from reports.releases import OTHERS, TOGETHER, release, releases
from reports.render import as_html, as_pdf
from reports.report import Report

KIND_WORDS: Final = {"week": "Mingguan", "day": "Rapat pagi", "transparency": "Keterbukaan"}
EDITION_WORDS: Final = {"full": "Tim", "partners": "Mitra", "public": "Umum"}
RECIPIENTS: Final = {
    "kpu": "KPU",
    "bawaslu": "Bawaslu",
    "polri": "Polri",
    "tni": "TNI",
    "pemkab": "Pemerintah kabupaten",
}
_WEEKS: Final = 8
_PDF: Final = "application/pdf"
_HTML: Final = "text/html; charset=utf-8"


def index(asked: Asked) -> Response:
    """The editions that this user may read, the newest first, and what may be issued."""
    with asked.desk.store.reading() as db:
        every, handed = editions(db), releases(db)
    corrected = {one.corrects for one in every}
    return asked.desk.pages.render(
        asked,
        "reports.html",
        editions=[one for one in every if _may_read(asked, one)],
        corrected=corrected,
        handed=handed,
        names=_names(asked),
        weeks=_weeks(asked),
        chosen=_latest(asked),
        today=_today(asked),
        quarter=_quarter(asked),
        done=asked.query.get("selesai", ""),
        kinds=KIND_WORDS,
        words=EDITION_WORDS,
    )


def _may_read(asked: Asked, one: Edition) -> bool:
    """The public edition is for everybody here; the others for whoever may read reports."""
    return one.edition == "public" or asked.user.may(Permission.REPORTS)


def _names(asked: Asked) -> dict[str, str]:
    if not asked.user.may(Permission.REPORTS):
        return {}
    kept = {"": asked.say("terjadwal"), OPERATOR: asked.say("baris perintah")}
    return {**user_names(asked.desk.people), **kept}


def _weeks(asked: Asked) -> list[Period]:
    """Weeks that can be issued, the latest first; the running one too. None from before monitoring."""
    zone = asked.desk.settings.zone
    with asked.desk.store.reading() as db:
        began = monitoring_began(db, zone)
    several = weeks(week_of(clock.now().astimezone(zone).date(), zone), _WEEKS)
    return [one for one in reversed(list(several)) if began is not None and one.last >= began]


def _latest(asked: Asked) -> str:
    """The week that the form proposes: the latest that has data."""
    with asked.desk.store.reading() as db:
        try:
            return latest_week(db, asked.desk.settings.zone, clock.now()).code
        except UsageError:
            return ""


def _today(asked: Asked) -> str:
    return clock.now().astimezone(asked.desk.settings.zone).date().isoformat()


def _quarter(asked: Asked) -> str:
    today = clock.now().astimezone(asked.desk.settings.zone).date()
    return f"{today.year}-Q{(today.month + 2) // 3}"


def _found(asked: Asked) -> Edition:
    with asked.desk.store.reading() as db:
        one = find(db, asked.params["edition"])
    if one is None or not _may_read(asked, one):
        raise MissingError
    return one


def edition(asked: Asked) -> Response:
    """One edition: its page in a frame, its hashes, what it corrects, to whom it was handed."""
    one = _found(asked)
    with asked.desk.store.reading() as db:
        before = find(db, one.corrects) if one.corrects else None
        every, handed = editions(db), releases(db).get(one.id, [])
    after = next((other for other in every if other.corrects == one.id), None)
    asked.note("read", f"report:{one.id}")
    return asked.desk.pages.render(
        asked,
        "report.html",
        edition=one,
        before=before,
        after=after,
        changes=differences(before.facts, one.facts) if before else [],
        handed=handed,
        names=_names(asked),
        recipients=RECIPIENTS,
        together=TOGETHER,
        others=OTHERS,
        kinds=KIND_WORDS,
        words=EDITION_WORDS,
        done=asked.query.get("selesai", ""),
    )


def body(asked: Asked) -> Response:
    """The HTML file itself, for the frame: under a policy that lets it have its styles, and nothing else."""
    return HTMLResponse(_file(asked, "html")[1], headers={"Content-Security-Policy": POLICY})


def download(asked: Asked) -> Response:
    """One of the files as it was issued; noted."""
    suffix = asked.params["kind"]
    if suffix not in ("pdf", "html"):
        raise MissingError
    name, found = _file(asked, suffix)
    asked.note("download", f"report:{asked.params['edition']}", file=name)
    return Response(
        found,
        media_type=_PDF if suffix == "pdf" else _HTML,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": POLICY,
        },
    )


def _file(asked: Asked, suffix: str) -> tuple[str, bytes]:
    try:
        return content(asked.desk.settings, _found(asked), suffix)
    except ReportError as error:
        raise RefusedError(str(error)) from error


def _press(asked: Asked) -> Press:
    desk = asked.desk
    return Press(settings=desk.settings, store=desk.store, sources=desk.sources, unusable=desk.unusable)


def publish(asked: Asked) -> Response:
    """Issue, or correct: all editions of a week, the page of a day, the report of a quarter."""
    period = _period(asked, asked.text("kind", 20), asked.text("period", 20))
    _refuse_unwatched(asked, period)
    press = _press(asked)
    counted = count(press, period)
    new = [_issued(asked, press, counted, name) for name in KINDS[period.kind]]
    return see("/laporan", selesai="terbit" if any(new) else "sama")


def _issued(asked: Asked, press: Press, counted: Figures, name: str) -> bool:
    """Issue one edition, and note it before the next: that one may fail. Whether it is new."""
    try:
        one = issue(press, counted, name, asked.user.id)
    except ReportError as error:
        raise RefusedError(str(error)) from error
    if one.new:
        asked.note("issue", f"report:{one.edition.id}", corrects=one.edition.corrects)
    return one.new


def _refuse_unwatched(asked: Asked, period: Period) -> None:
    """What lies ahead has no report, nor what was before monitoring."""
    if period.begins > clock.now():
        raise RefusedError(asked.say("periode itu belum mulai"))
    with asked.desk.store.reading() as db:
        began = monitoring_began(db, asked.desk.settings.zone)
    if began is None:
        raise RefusedError(asked.say("belum ada yang dipantau, jadi belum ada yang dilaporkan"))
    if period.last < began:
        told = asked.say("periode itu sebelum pemantauan mulai: {d}; pilih yang sesudahnya")
        raise RefusedError(told.format(d=day_in_words(began)))


def _period(asked: Asked, kind: str, code: str) -> Period:
    readers = {"week": the_week, "day": the_day, "transparency": the_quarter}
    if kind not in readers:
        raise RefusedError(asked.say("pilih jenis laporan"))
    try:
        return readers[kind](code, asked.desk.settings.zone)
    except (UsageError, OverflowError) as error:
        raise RefusedError(asked.say("periode tidak terbaca")) from error


def hand_over(asked: Asked) -> Response:
    """Record that an edition goes to KPU and Bawaslu at the same minute: there is no way to one alone."""
    one = _found(asked)
    others = [str(name) for name in asked.form.getlist("others")]
    try:
        with asked.desk.store.writing() as db:
            made = release(db, one, others, asked.user.id)
    except ReportError as error:
        raise RefusedError(str(error)) from error
    asked.note("hand_over", f"report:{one.id}", to=list(made.recipients))
    return see(f"/laporan/{one.id}", selesai="serah")


def morning(asked: Asked) -> Response:
    """The page for the morning meeting, as things stand now; it is not issued by being looked at."""
    return asked.desk.pages.render(asked, "report_day.html", day=_day(asked).code)


def morning_body(asked: Asked) -> Response:
    """The page itself, for the frame."""
    report = _morning(asked)
    return HTMLResponse(as_html(document_of(report)), headers={"Content-Security-Policy": POLICY})


def morning_pdf(asked: Asked) -> Response:
    """The same as PDF, to be printed; noted."""
    report = _morning(asked)
    code = report.figures.period.code
    asked.note("download", f"page:day-{code}")
    return Response(
        as_pdf(document_of(report), report.figures.made_at, one_page=True),
        media_type=_PDF,
        headers={"Content-Disposition": f'attachment; filename="rapat-pagi-{code}.pdf"'},
    )


def _morning(asked: Asked) -> Report:
    counted = count(_press(asked), _day(asked))
    return Report(figures=counted, edition="full", office=asked.desk.settings.office)


def _day(asked: Asked) -> Period:
    """The day that is asked for; today unless it is one of the last year."""
    zone, now = asked.desk.settings.zone, clock.now()
    today = the_day(_today(asked), zone)
    try:
        found = the_day(asked.query.get("hari", today.code), zone)
    except (UsageError, OverflowError):
        return today
    return found if _year_ago(now) < found.begins <= now else today


def _year_ago(now: datetime) -> datetime:
    return now - timedelta(days=366)


WAYS: Final = (
    Way("GET", "/laporan", index, Permission.COUNTS),
    Way("POST", "/laporan/terbitkan", publish, Permission.PUBLISH),
    Way("GET", "/laporan/pagi", morning, Permission.REPORTS),
    Way("GET", "/laporan/pagi/isi", morning_body, Permission.REPORTS),
    Way("GET", "/laporan/pagi/pdf", morning_pdf, Permission.REPORTS),
    Way("GET", "/laporan/{edition}", edition, Permission.COUNTS),
    Way("GET", "/laporan/{edition}/isi", body, Permission.COUNTS),
    Way("GET", "/laporan/{edition}/berkas/{kind}", download, Permission.COUNTS),
    Way("POST", "/laporan/{edition}/serahkan", hand_over, Permission.PUBLISH),
)
