"""Upload an export: first what it would bring, line by line where it is wrong, then the import."""

from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.responses import Response

from crawlers.presets import presets
from desk import jobs
from desk.intake import uploads
from desk.intake.uploads import Upload
from desk.people.roles import Permission
from desk.web import Asked, RefusedError, Way, see


def form(asked: Asked) -> Response:
    """The form: a file, its source, how the export looks."""
    return _form(asked)


def receive(asked: Asked) -> Response:
    """Keep the file and read it through; nothing is taken in yet."""
    try:
        upload = _received(asked)
    except RefusedError as error:
        return _form(asked, str(error))
    asked.note("upload", f"source:{upload.source_id}", upload=upload.id, rows=upload.rows)
    return see(f"/unggah/{upload.id}")


def show(asked: Asked) -> Response:
    """The preview; once it is taken in, how far that is and what came of it."""
    return asked.desk.pages.render(asked, "upload_file.html", **_state(asked, _mine(asked)))


def take_in(asked: Asked) -> Response:
    """The second step: import it."""
    upload = _mine(asked)
    refused = _refusal(asked, upload)
    if refused:
        raise RefusedError(refused)
    uploads.take_in(asked.desk, upload)
    asked.note("import", f"source:{upload.source_id}", upload=upload.id, rows=upload.rows)
    return see(f"/unggah/{upload.id}")


def progress(asked: Asked) -> Response:
    """A part of the page, asked for while the import runs."""
    return asked.desk.pages.render(asked, "_upload_progress.html", **_state(asked, _mine(asked)))


def throw_away(asked: Asked) -> Response:
    """Remove it without taking it in."""
    upload = _mine(asked)
    job = jobs.find(asked.desk, uploads.job_name(upload))
    if job is not None and job.state is jobs.JobState.RUNS:
        raise RefusedError("impor sedang berjalan; tunggu sampai selesai")
    uploads.throw_away(asked.desk, upload)
    asked.note("upload_drop", f"source:{upload.source_id}", upload=upload.id)
    return see("/unggah")


def _received(asked: Asked) -> Upload:
    source = asked.desk.sources.get(asked.text("source"))
    if source is None or source not in uploads.file_sources(asked.desk):
        raise RefusedError("pilih sumber dari daftar")
    refused = uploads.refusal(asked.desk, source)
    if refused:
        raise RefusedError(refused)
    preset = asked.text("preset")
    if preset and preset not in presets():
        raise RefusedError("pilih bentuk ekspor dari daftar")
    file = asked.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise RefusedError("pilih berkas yang akan diunggah")
    return uploads.receive(asked.desk, asked.user.id, file.filename, file.file, source, preset)


def _mine(asked: Asked) -> Upload:
    return uploads.find(asked.desk, asked.params["upload"], asked.user.id)


def _refusal(asked: Asked, upload: Upload) -> str:
    source = asked.desk.sources.get(upload.source_id)
    return "sumber ini sudah tidak ada" if source is None else uploads.refusal(asked.desk, source)


def _state(asked: Asked, upload: Upload) -> dict[str, Any]:
    job = jobs.find(asked.desk, uploads.job_name(upload))
    source = asked.desk.sources.get(upload.source_id)
    return {
        "upload": upload,
        "source": source.title if source else upload.source_id,
        "job": job,
        "runs": job is not None and job.state is jobs.JobState.RUNS,
        "outcome": job.result if job is not None and isinstance(job.result, uploads.Outcome) else None,
        "waits": uploads.waits(asked.desk, upload),
        "refused": _refusal(asked, upload),
    }


def _form(asked: Asked, problem: str = "") -> Response:
    sources = uploads.file_sources(asked.desk)
    return asked.desk.pages.render(
        asked,
        "upload.html",
        status_code=400 if problem else 200,
        problem=problem,
        sources=sources,
        refused={one.id: why for one in sources if (why := uploads.refusal(asked.desk, one))},
        presets=presets(),
        suffixes=",".join(uploads.SUFFIXES),
        typed=asked.text,
    )


WAYS: Final = (
    Way("GET", "/unggah", form, Permission.ENTER),
    Way("POST", "/unggah", receive, Permission.ENTER, upload=True),
    Way("GET", "/unggah/{upload}", show, Permission.ENTER),
    Way("GET", "/unggah/{upload}/kemajuan", progress, Permission.ENTER),
    Way("POST", "/unggah/{upload}/impor", take_in, Permission.ENTER),
    Way("POST", "/unggah/{upload}/buang", throw_away, Permission.ENTER),
)
