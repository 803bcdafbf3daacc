"""The front door: the command line. Every command is a thin call into a room."""

import json
import os
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from cases.law.command import law_app
from cases.package.command import verify
from core import clock, disk
from core.console import progress
from core.errors import PantauError, UsageError
from core.record import Channel
from core.settings import settings
from desk.cases.command import case_app
from desk.people.command import user_app
from flows.commands import ProfileOption, claims_app, sources_app, tell_sample
from flows.report_command import report

if TYPE_CHECKING:
    from desk.serve import Place

# Rooms are imported inside the commands: `pantau --help` must not wait for scikit-learn and Prefect.

_INTERRUPTED = 130  # what Typer too makes of Ctrl-C


class OneLineErrors(TyperGroup):
    """Errors are one line on standard error: exit 2 for wrong use, 1 for failure."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line; see the class."""
        alone = options.get("standalone_mode", True)
        options["standalone_mode"] = False
        if not alone:
            return super().main(*args, **options)
        try:
            # Not standalone, a typer.Exit in a command does not get here: its code is what main returns.
            code = super().main(*args, **options)
        except TyperException as error:
            _wrong_use(error)
        except typer.Exit as done:
            sys.exit(done.exit_code)
        except BrokenPipeError:  # `pantau queue | head`
            # Python would flush into it once more at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except (typer.Abort, KeyboardInterrupt):
            _end("stopped", _INTERRUPTED)
        except Exception as error:  # noqa: BLE001 - what is no fault of the disk is raised on
            _fail(error)
        else:
            if code == _INTERRUPTED:
                _end("stopped", _INTERRUPTED)
            sys.exit(code if isinstance(code, int) else 0)


def _fail(error: Exception) -> NoReturn:
    """One line for what we or the system refused. On a full disk whatever fails fails for that.

    Raises what is a fault of the program.
    """
    if isinstance(error, UsageError):  # of the settings, perhaps
        _end(str(error), error.exit_code)
    data = settings().data
    if isinstance(error, PantauError):
        _end(f"{error}; {disk.remedy(data)}" if disk.full(data) else str(error), error.exit_code)
    if isinstance(error, OSError):
        _end(disk.os_error(error, data), 1)
    if disk.full(data):  # SQLite, DuckDB and Prefect say it each in their own words
        _end(disk.remedy(data), 1)
    raise error


def _wrong_use(error: TyperException) -> NoReturn:
    if type(error).__name__ == "NoArgsIsHelpError":  # `pantau`, `pantau case`: somebody looks around
        typer.echo(error.format_message())
        sys.exit(2)
    _end(error.format_message(), 2)


def _end(message: str, code: int) -> NoReturn:
    typer.echo(f"pantau: {' '.join(message.split())}", err=True)
    sys.exit(code)


app = typer.Typer(
    cls=OneLineErrors,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Early warning of hoaxes, provocation and violence for a local election-security desk.",
    epilog="A day: pantau run, pantau desk. A week: pantau report. A case: pantau case list, pantau verify.",
)


def _keep_time() -> None:
    """Cases have deadlines and logs: in the sample, where it is always the same moment, they go by it too."""
    from flows.workspace import keep_time

    keep_time(settings())


app.add_typer(sources_app, name="sources")
app.add_typer(claims_app, name="claims")
app.add_typer(user_app, name="user")
app.add_typer(case_app, name="case", callback=_keep_time)
app.add_typer(law_app, name="law")
app.command()(verify)
app.command()(report)


class Format(StrEnum):
    """How the queue is shown."""

    TABLE = "table"
    JSON = "json"


_CLAIMS_HELP = (
    "CSV (also as .txt with a header), JSON or JSONL of claims, by default those of the store: the column "
    "claim, and rating (without it every claim is taken for a false one), url, publisher, date"
)
TextColumn = Annotated[str, typer.Option(help="column that holds the text")]
PortOption = Annotated[int | None, typer.Option(min=0, max=65535, help="of the desk; by default desk_port")]
HostOption = Annotated[str, typer.Option(help="address that the desk listens on")]
CertOption = Annotated[Path | None, typer.Option(help="certificate chain, PEM")]
KeyOption = Annotated[Path | None, typer.Option(help="its key, PEM, without a password")]
InsecureOption = Annotated[
    bool, typer.Option("--insecure-http", help="another address without TLS: the network reads along")
]
PrefixOption = Annotated[str, typer.Option(help="put before the names of the added columns")]
OutOption = Annotated[Path | None, typer.Option(help="file to write; by default standard output")]


@app.callback()
def main(
    now: Annotated[
        str, typer.Option(help="fix the time, as 2026-11-20T08:00:00+08:00 (tests, replays)")
    ] = "",
) -> None:
    """Fix the clock if asked to."""
    if now:
        try:
            clock.fix(datetime.fromisoformat(now))
        except ValueError as error:
            raise UsageError(f"--now: {error}") from error


@app.command()
def run(
    sources: Annotated[list[str] | None, typer.Argument(help="ids of sources; by default all")] = None,
    profile: ProfileOption = None,
) -> None:
    """One round: crawl, process, store; then a summary and the top of the queue.

    Example: pantau run --profile live klausa
    """
    from flows.start import run_once
    from pipeline.show import console, show_round

    tell_sample(profile)
    out = console()
    show_round(run_once(settings(), profile, sources or []), out)
    _show_queue(limit=10, as_json=False)
    out.print(
        "Berikutnya: pantau queue · pantau report · pantau case list · pantau sources check · pantau serve · "
        "pantau doctor",
        style="dim",
    )
    out.print(f"Buka meja tim: {_typed()} desk, lalu http://127.0.0.1:{settings().desk_port}")


@app.command()
def serve(
    profile: ProfileOption = None,
    port: PortOption = None,
    host: HostOption = "127.0.0.1",
    tls_cert: CertOption = None,
    tls_key: KeyOption = None,
    insecure_http: InsecureOption = False,
) -> None:
    """Everything on schedule, and the desk: a Prefect server, the flows, the pages. Ctrl-C stops it.

    Example: pantau serve --profile live
    """
    from desk.serve import beside, listen
    from flows.alone import alone, refuse_second
    from flows.start import serve_all
    from flows.workspace import open_workspace

    place = _place(host, port, tls_cert, tls_key, insecure_http)
    refuse_second(settings())  # before its port is found in use
    listen(place).close()  # a wrong option or a port in use is told before anything starts
    tell_sample(profile)
    workspace = open_workspace(settings(), profile)
    workspace.store.check()  # one that cannot be opened is told before anybody is told that all is ready
    fixed = ["--now", clock.now().isoformat()] if clock.is_fixed() else []
    command = [*fixed, "desk", "--profile", workspace.profile, *place.options(), "--with-parent"]
    with alone(settings()), beside(command, settings(), typer.echo):
        serve_all(settings(), profile, typer.echo)


@app.command()
def desk(
    profile: ProfileOption = None,
    port: PortOption = None,
    host: HostOption = "127.0.0.1",
    tls_cert: CertOption = None,
    tls_key: KeyOption = None,
    insecure_http: InsecureOption = False,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """The pages where the team decides. At the first start: one administrator, with a one-time password.

    Example: pantau desk --host 10.0.0.5 --tls-cert desk.pem --tls-key desk.key
    """
    from desk import serve as serving
    from desk.app import open_desk
    from desk.people.accounts import first_administrator
    from flows.desk_line import DeskLine
    from flows.workspace import open_workspace

    place = _place(host, port, tls_cert, tls_key, insecure_http)
    listening = serving.listen(place)
    tell_sample(profile)
    workspace = open_workspace(settings(), profile)
    workspace.store.check()
    if not with_parent:  # which says it itself
        for name, why in workspace.unusable.items():
            typer.echo(f"{name}: {why}", err=True)
    opened = open_desk(workspace, DeskLine(workspace), secure=place.secure)
    if first := first_administrator(opened.people):
        user, password = first
        typer.echo(f"Pengurus pertama: {user.name}, sandi sekali pakai: {password} (hanya tampil sekali ini)")
    serving.serve(opened, place, listening, _say, with_parent=with_parent)


def _place(host: str, port: int | None, cert: Path | None, key: Path | None, insecure: bool) -> "Place":
    from desk.serve import Place

    port = settings().desk_port if port is None else port
    return Place(host=host, port=port, cert=cert, key=key, insecure=insecure)


def _say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()  # to a parent or a file it would wait in the buffer


def _typed() -> str:
    """How this program was called: `make run` has no `pantau` on the path."""
    return sys.argv[0] if Path(sys.argv[0]).name == "pantau" else "pantau"


@app.command()
def score(
    file: Annotated[str, typer.Argument(help="CSV, JSON, JSONL or plain lines; - is standard input")],
    text_column: TextColumn = "text",
    channel: Annotated[Channel, typer.Option(help="where the texts were said")] = Channel.POST,
    claims: Annotated[Path | None, typer.Option(help=_CLAIMS_HELP)] = None,
    prefix: PrefixOption = "",
    out: OutOption = None,
) -> None:
    """Score texts: adds hoax, provocation, violence, flagged, role, severity, priority, reasons, unsure (what
    the queue shows as ragu), masked_text (in which start and end of the reasons count), not_judged.

    A signal that neither flagged nor unsure names is none. not_judged: no_text, other_script, or
    hoax_beyond_3000, since of each text the first 3,000 characters are matched with claims.

    Example: pantau score posts.csv --channel post --out scored.csv
    """
    from flows.workspace import stored_claims
    from pipeline.claims import read_claims
    from pipeline.scoring import COLUMNS, score_texts
    from pipeline.table import new_columns, read_table, write_table

    _two_inputs(file, str(claims))
    table = read_table(file, text_column)
    names = new_columns(table, COLUMNS, prefix)
    texts = table.texts(text_column)
    if missing := table.without_text(texts):
        typer.echo(f"pantau: {missing}; their numbers say nothing (not_judged)", err=True)
    known = read_claims(claims) if claims else stored_claims(settings())
    if not known:
        typer.echo("pantau: no claims (pantau claims sync, or --claims): hoax is 0 everywhere", err=True)
    with progress("menilai") as report:
        cells = score_texts(texts, channel, known, clock.now(), report)
        renamed = ({names[key]: value for key, value in row.items()} for row in cells)
        write_table(table, list(names.values()), renamed, out)


@app.command()
def match(
    file: Annotated[str, typer.Argument(help="CSV, JSON, JSONL or plain lines; - is standard input")],
    claims: Annotated[str, typer.Option(help="CSV, JSON or JSONL of claims")],
    text_column: TextColumn = "text",
    claim_column: Annotated[str, typer.Option(help="column that holds the claim")] = "claim",
    top: Annotated[int, typer.Option(min=1, max=50, help="how many claims a text")] = 5,
    prefix: PrefixOption = "",
    out: OutOption = None,
) -> None:
    """Match posts to claims: adds claim_1.. (row in the claims file from 0), score_1.., matched.

    Of each text the first 3,000 characters are matched.

    Example: pantau match posts.csv --claims claims.csv --out matched.csv
    """
    from pipeline.scoring import match_cells, match_columns
    from pipeline.table import has_text, new_columns, read_table, write_table

    _two_inputs(file, claims)
    table = read_table(file, text_column)
    names = new_columns(table, match_columns(top), prefix)
    texts = table.texts(text_column)
    if missing := table.without_text(texts):
        typer.echo(f"pantau: {missing}; they match nothing", err=True)
    claim_texts = read_table(claims, claim_column).texts(claim_column, "--claim-column")
    if not any(has_text(one) for one in claim_texts):
        typer.echo(f"pantau: no claims in {claims}: nothing matches", err=True)
    with progress("mencocokkan") as report:
        cells = match_cells(texts, claim_texts, top, report)
        renamed = ({names[key]: value for key, value in row.items()} for row in cells)
        write_table(table, list(names.values()), renamed, out)


def _two_inputs(file: str, claims: str) -> None:
    if file == claims == "-":
        raise UsageError("standard input is read once: write FILE or --claims to a file")


@app.command()
def extract(
    page: Annotated[str, typer.Argument(metavar="FILE_OR_URL", help="a saved page, or an address")],
    url: Annotated[str, typer.Option(help="where a saved page came from")] = "",
) -> None:
    """What would be taken from one page, as JSON.

    Example: pantau extract page.html --url https://contoh.id/berita/1
    """
    from flows.page import extract_page

    typer.echo(json.dumps(extract_page(page, url, settings()), ensure_ascii=False, indent=2))


@app.command("import")
def import_posts(
    file: Annotated[Path, typer.Argument(help="an export: CSV, JSON or JSONL")],
    source: Annotated[str, typer.Option(help="id of a source of kind file")],
    preset: Annotated[str | None, typer.Option(help="how the export looks; by default the source's")] = None,
    profile: ProfileOption = None,
) -> None:
    """Posts from an export into the line, and a summary; exit 1 if none came in.

    Example: pantau import posts.csv --source komentar-warga
    """
    from flows.exports import refuse_slips
    from flows.start import import_once
    from pipeline.show import console, show_round

    refuse_slips(settings(), profile, file, source, preset)
    tell_sample(profile)
    with progress("mengimpor") as report:
        imported = import_once(settings(), profile, file, source, preset, report)
    show_round(imported.summary, console())
    for line in imported.left_out:
        typer.echo(line)
    if not imported.came_in:
        raise typer.Exit(1)


@app.command()
def queue(
    limit: Annotated[int, typer.Option(min=1, help="rows at most")] = 50,
    format: Annotated[Format, typer.Option(help="how it is shown")] = Format.TABLE,
) -> None:
    """The queue: story, title, signals, priority, place, first seen, state.

    Example: pantau queue --limit 20
    """
    _show_queue(limit, as_json=format is Format.JSON)


def _show_queue(limit: int, *, as_json: bool) -> None:
    from flows.outage import outage_words
    from flows.workspace import first_start, stored_queue
    from pipeline.show import console, queue_json, show_queue

    rows, every = stored_queue(settings(), limit)
    if down := outage_words(settings()):
        typer.echo(down, err=as_json)
    if as_json:
        typer.echo(json.dumps(queue_json(rows), ensure_ascii=False, indent=2))
    elif not settings().database.exists():  # it is no calm day
        command = first_start(settings(), "pantau run")
        typer.echo(f"Antrean kosong: belum ada data di {settings().data}; jalankan: {command}")
    elif rows or not down:
        show_queue(rows, every, settings().capacity, settings().zone, console())


@app.command()
def evaluate(out: Annotated[Path | None, typer.Option(help="write the measures as JSON too")] = None) -> None:
    """Quality of every model against its floors and the gates of fairness; exit 1 if one is below.

    Example: pantau evaluate --out quality.json
    """
    from pipeline.evaluate import evaluate as measure
    from pipeline.evaluate import show_measures, write_measures
    from pipeline.model_cards import EVALUATION

    with progress("mengukur") as report:
        measures = measure(report)
    show_measures(measures)
    if out:
        write_measures(measures, out)
    if settings().data.is_dir():  # what the desk's page of models shows as measured last
        write_measures(measures, settings().data / EVALUATION)
    if not all(one.ok for one in measures):
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """What is installed, configured, healthy, and what to do about what is not. Exit 1 if something is not.

    Example: pantau doctor
    """
    from flows.doctor.examine import examine
    from pipeline.show import console, show_findings

    findings = examine(settings())
    show_findings([(one.what, one.good, one.detail) for one in findings], console())
    if any(one.good is False for one in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
