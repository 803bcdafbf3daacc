"""Evidence: captures, what somebody brought, time stamps; each file is opened by hand, and written down."""

from datetime import datetime
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.responses import Response

from cases.case import Case, Evidence, EvidenceFile
from cases.evidence import folder, hand
from cases.evidence.manifest import Fault
from cases.evidence.timestamp import stamp_time
from cases.evidence.wording import LACKS
from cases.store import case_log
from desk import jobs
from desk.cases import evidence, stamps
from desk.cases.head import head
from desk.cases.reading import open_case, read_note, words_of
from desk.forms import whole
from desk.intake import entry
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.web import Asked, RefusedError, Way, see

_POLICY: Final = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
_INLINE: Final = ("image/png", "image/jpeg", "image/webp")
_PATIENCE: Final = 2.0  # seconds a page waits for a capture or a stamp; longer ones are asked about


def index(asked: Asked) -> Response:
    """What evidence there is, and what can be captured or brought."""
    case = open_case(asked)
    read_note(asked, case.id, "evidence")
    with asked.desk.store.reading() as db:
        items, gone = (
            evidence.case_items(db, case, asked.desk.settings.blur_severity),
            evidence.struck(db, case.id),
        )
    return _render(
        asked,
        case,
        "cases/evidence.html",
        items={(one.item, one.revision): one for one in items},
        missing=sum(one.captured == 0 for one in items),
        struck=gone,
        done=asked.query.get("sudah", ""),
        **_progress(asked, case),
    )


def capture(asked: Asked) -> Response:
    """Capture the ticked items."""
    case = open_case(asked)
    chosen = [_pair(one) for one in asked.form.getlist("items") if isinstance(one, str)]
    live = asked.text("live") == "ya"
    job = evidence.start_capture(asked.desk, case, list(dict.fromkeys(chosen)), asked.user.id, live=live)
    asked.note("evidence_capture", f"case:{case.id}", items=len(chosen), live=live)
    job.ended.wait(_PATIENCE)
    return see(f"/kasus/{case.id}/bukti")


def progress(asked: Asked) -> Response:
    """A part of the page, asked for while a capture runs; when it has ended, the page is loaded again."""
    case = open_case(asked)
    state = _progress(asked, case)
    headers = {"HX-Refresh": "true"} if asked.fragment and not state["runs"] else {}
    return _render(asked, case, "cases/_evidence_progress.html", headers=headers, **state)


def form(asked: Asked) -> Response:
    """The form for what somebody brought."""
    case = open_case(asked)
    read_note(asked, case.id, "evidence")
    return _form(asked, case)


def bring(asked: Asked) -> Response:
    """Take in what somebody brought; its hash is shown at once."""
    case = open_case(asked)
    try:
        evidence.may_change(case)
        made = hand.take_in(
            asked.desk.store,
            asked.desk.settings,
            case.id,
            _brought(asked),
            by_user=asked.user.id,
            may=evidence.may_change,
        )
    except RefusedError as error:
        return _form(asked, case, str(error))
    piece = str(made.data["evidence"])
    asked.note("evidence_brought", f"case:{case.id}", evidence=piece, head=made.hash)
    stamps.ask(asked.desk)
    return see(f"/kasus/{case.id}/bukti/{piece}", sudah="diterima")


def show(asked: Asked) -> Response:
    """One piece: its facts, its files with their hashes, its stamp."""
    case, piece = _piece(asked)
    read_note(asked, case.id, f"evidence:{piece.id}")
    return _shown(asked, case, piece)


def check(asked: Asked) -> Response:
    """Compare it with what the custody log says of it."""
    case, piece = _piece(asked)
    faults, made = evidence.check(asked.desk, case.id, piece.id, asked.user.id)
    told = {"evidence": piece.id, "faults": len(faults), "head": made.hash}
    asked.note("evidence_check", f"case:{case.id}", **told)
    return _shown(asked, case, piece, checked=True, faults=faults)


def stamp(asked: Asked) -> Response:
    """Ask for a time stamp again."""
    case, piece = _piece(asked)
    if not asked.desk.settings.tsa:
        raise RefusedError("cap waktu belum diatur; mintalah pengurus mengisi PANTAU_TSA")
    if piece.stamped != "good":
        asked.note("evidence_stamp", f"case:{case.id}", evidence=piece.id)
        stamps.ask_now(asked.desk, piece.id, asked.user.id).ended.wait(_PATIENCE)
    return see(f"/kasus/{case.id}/bukti/{piece.id}", sudah="cap")


def strike(asked: Asked) -> Response:
    """It counts no more, for a reason."""
    case, piece = _piece(asked)
    why = asked.text("why", evidence.LONGEST_REASON)
    made = evidence.strike(asked.desk, case.id, piece.id, why, asked.user.id)
    asked.note("evidence_strike", f"case:{case.id}", evidence=piece.id, head=made.hash)
    return see(f"/kasus/{case.id}/bukti", sudah="dicoret")


def file(asked: Asked) -> Response:
    """A file that names nobody."""
    case, piece = _piece(asked)
    wanted = evidence.file_of(piece, asked.params["file"])
    if wanted.personal:
        raise RefusedError("berkas ini dapat menyebut orang; buka dengan alasan")
    content = evidence.content_of(asked.desk, case.id, piece, wanted)
    read_note(asked, case.id, f"evidence:{piece.id}")
    asked.note("evidence_file", f"case:{case.id}", evidence=piece.id, file=wanted.name)
    return _answer(piece, wanted, content)


def reveal(asked: Asked) -> Response:
    """A file that can name people: with a reason, which the custody log keeps."""
    case, piece = _piece(asked)
    wanted = evidence.file_of(piece, asked.params["file"])
    reason = asked.text("reason")
    if reason not in evidence.REASONS:
        raise RefusedError("pilih alasan membuka berkas ini")
    content = evidence.content_of(asked.desk, case.id, piece, wanted)
    made = evidence.reveal(asked.desk, case.id, piece.id, wanted.name, reason, asked.user.id)
    told = {"evidence": piece.id, "file": wanted.name, "reason": reason, "head": made.hash}
    asked.note("reveal", f"case:{case.id}", **told)
    return _answer(piece, wanted, content)


def _piece(asked: Asked) -> tuple[Case, Evidence]:
    case = open_case(asked)
    return case, evidence.piece_of(case, asked.params["evidence"])


def _answer(piece: Evidence, wanted: EvidenceFile, content: bytes) -> Response:
    """Pictures are shown in a page without rights; everything else is for saving. HTML is never shown."""
    shown = wanted.media_type in _INLINE
    kind = (
        wanted.media_type if shown or wanted.media_type == "application/pdf" else "application/octet-stream"
    )
    place = "inline" if shown else "attachment"
    headers = {
        "Content-Disposition": f'{place}; filename="{piece.id}_{wanted.name}"',
        "Content-Security-Policy": _POLICY,
    }
    return Response(content, media_type=kind, headers=headers)


def _pair(value: str) -> tuple[str, int]:
    """ "item:revision" of a tick box. Raises RefusedError for anything else."""
    item, _, revision = value.rpartition(":")
    number = whole(revision)
    if not item or number is None:
        raise RefusedError("butir ini tidak ada di kasus ini; muat ulang halaman")
    return item, number


def _brought(asked: Asked) -> hand.Brought:
    given = asked.form.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        raise RefusedError("pilih berkas yang diberikan")
    content = given.file.read(hand.MOST + 1)
    problem = hand.refusal(content)
    if problem:
        raise RefusedError(problem)
    given_by = entry.role_of(asked.text("given_by"), asked.text("given_by_other", 100))
    if not given_by:
        raise RefusedError("pilih siapa yang memberikannya (peran, bukan nama)")
    written = entry.moment(asked.text("made_at", 40), asked.desk.settings.zone)
    return hand.Brought(
        content=content,
        name=given.filename,
        given_by=given_by,
        made_at=datetime.fromisoformat(written) if written else None,
        device=asked.text("device", hand.LONGEST_DEVICE),
        words=asked.text("words", hand.LONGEST_WORDS),
    )


def _form(asked: Asked, case: Case, problem: str = "") -> Response:
    return _render(
        asked,
        case,
        "cases/evidence_upload.html",
        status_code=400 if problem else 200,
        problem=problem,
        typed=asked.text,
        reporters=entry.REPORTERS,
        other=entry.OTHER,
        longest=hand.LONGEST_WORDS,
        accept=",".join(one.media_type for one in hand.SORTS),
    )


def _progress(asked: Asked, case: Case) -> dict[str, Any]:
    job = jobs.find(asked.desk, evidence.job_name(case.id))
    return {"job": job, "runs": job is not None and job.state is jobs.JobState.RUNS}


def _shown(
    asked: Asked, case: Case, piece: Evidence, *, checked: bool = False, faults: list[Fault] | None = None
) -> Response:
    with asked.desk.store.reading() as db:
        items = evidence.case_items(db, case, asked.desk.settings.blur_severity)
    return _render(
        asked,
        case,
        "cases/evidence_piece.html",
        piece=piece,
        item=next((one for one in items if (one.item, one.revision) == (piece.item, piece.revision)), None),
        facts=evidence.facts_of(asked.desk, case.id, piece),
        stamped_at=stamp_time(folder(asked.desk.settings, case.id, piece.id)),
        file_words=evidence.file_words,
        reasons=evidence.REASONS,
        checked=checked,
        faults=faults or [],
        done=asked.query.get("sudah", ""),
    )


def _render(asked: Asked, case: Case, template: str, **values: Any) -> Response:
    with asked.desk.store.reading() as db:
        words, log = words_of(db, case), case_log(db, case.id)
    sources = asked.desk.sources
    return asked.desk.pages.render(
        asked,
        template,
        **head(asked, log, case, words, "bukti"),
        lacks=LACKS,
        names=user_names(asked.desk.people),
        tsa=bool(asked.desk.settings.tsa),
        may=asked.user.may(Permission.CASE_WORK) and not case.closed,
        may_reveal=asked.user.may(Permission.REVEAL),
        source_title=lambda source_id: sources[source_id].title if source_id in sources else source_id,
        **values,
    )


WAYS: Final[tuple[Way, ...]] = (
    Way("GET", "/kasus/{case}/bukti", index, Permission.CASES),
    Way("POST", "/kasus/{case}/bukti/ambil", capture, Permission.CASE_WORK),
    Way("GET", "/kasus/{case}/bukti/kemajuan", progress, Permission.CASES),
    Way("GET", "/kasus/{case}/bukti/unggah", form, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/bukti/unggah", bring, Permission.CASE_WORK, upload=True),
    Way("GET", "/kasus/{case}/bukti/{evidence}", show, Permission.CASES),
    Way("POST", "/kasus/{case}/bukti/{evidence}/periksa", check, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/bukti/{evidence}/cap", stamp, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/bukti/{evidence}/coret", strike, Permission.CASE_WORK),
    Way("GET", "/kasus/{case}/bukti/{evidence}/berkas/{file}", file, Permission.CASES),
    Way("POST", "/kasus/{case}/bukti/{evidence}/berkas/{file}", reveal, Permission.REVEAL),
)
