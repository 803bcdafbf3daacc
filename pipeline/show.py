"""What the team reads in the terminal, in Indonesian: the summary of a round, the queue, tables."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from core.decision import StoryState
from core.record import SourceReport
from pipeline.store import PROGRAM_ERROR, QueueRow, QueueSignal, RoundSummary, SourceHealth

_WIDE: Final = 120  # columns where the output is no terminal
_WORDS: Final = 3  # that say why, a signal
_LONG: Final = 70  # characters of one of them
SIGNALS: Final = {"hoax": "hoaks", "provocation": "provokasi", "violence": "kekerasan"}
_ROLES: Final = {
    "assert": "menyatakan",
    "report": "melaporkan",
    "debunk": "membantah",
    "counter": "menenangkan",
}
_OUTCOMES: Final = {"new": "baru", "revision": "revisi", "known": "sudah ada", "rejected": "ditolak"}
_USES: Final = {"control": "kendali", "part": "bagian artikel", "article": "artikel", "rejected": "ditolak"}
STATES: Final = {
    StoryState.NEW: "baru",
    StoryState.HELD: "ditahan",
    StoryState.SECOND: "pendapat kedua",
    StoryState.DISPUTED: "berbeda pendapat",
    StoryState.DECIDED: "diputuskan",
    StoryState.HARMLESS: "tidak berbahaya",
    StoryState.REOPENED: "dibuka lagi",
}
_STATUS: Final = {
    "healthy": ("sehat", "green"),
    "empty": ("kosong", "yellow"),
    "blocked": ("ditutup robots", "yellow"),
    "moved": ("pindah", "yellow"),
    "paused": ("jeda", "yellow"),
    "refused": ("tidak dijalankan", "yellow"),
    "failing": ("gagal", "red"),
    "": ("belum pernah", "dim"),
}


def console() -> Console:
    """Standard output; a fixed width where it is no terminal, so that a file reads as a screen."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=_WIDE)


def show_round(summary: RoundSummary, out: Console) -> None:
    """What came in, how it ended, whether both balances hold, which sources failed and why."""
    out.print(f"[bold]Ronde {summary.id}[/] · profil {summary.profile} · {_seconds(summary)}")
    lines = Table.grid(padding=(0, 2))
    lines.add_row("Sumber", _source_counts(summary))
    lines.add_row("Jawaban", _counts(summary.responses, _USES, summary.rejected_responses))
    lines.add_row("", _balance(summary.responses_balanced))
    lines.add_row("Calon", _counts(summary.candidates, _OUTCOMES, summary.rejected_candidates))
    lines.add_row("", _balance(summary.candidates_balanced))
    if faults := summary.rejected_candidates.get(PROGRAM_ERROR, 0):
        lines.add_row("", f"[bold red]KESALAHAN PROGRAM pada {faults} calon: laporkan kepada pengelola[/]")
    lines.add_row("Cerita", f"{summary.stories}, {summary.new_stories} baru")
    lines.add_row("Tanda", _signal_counts(summary))
    out.print(lines)
    for one in summary.sources:
        if one.status != "healthy" or one.detail:
            label, colour = _STATUS.get(one.status, (one.status, "red"))
            out.print(f"  [{colour}]{label}[/] {one.source_id}: {escape(one.detail)}")


def _source_counts(summary: RoundSummary) -> str:
    """How many, how many are well; and where all that were asked failed, that."""
    asked = [one.status for one in summary.sources if one.status not in ("paused", "refused")]
    told = f"{len(summary.sources)}, {asked.count('healthy')} sehat"
    if not asked or set(asked) != {"failing"}:
        return told
    return f"{told}; [bold red]ronde ini tidak membaca apa pun: {len(asked)} dari {len(asked)} gagal[/]"


def _seconds(summary: RoundSummary) -> str:
    return "belum selesai" if summary.seconds is None else f"{summary.seconds:.1f} detik"


def _counts(counts: Mapping[str, int], names: Mapping[str, str], reasons: Mapping[str, int]) -> str:
    """All of them, then each kind, the rejected ones by reason."""
    parts = [f"{names[key]} {counts[key]}" for key in names if counts.get(key)]
    if reasons and parts:
        parts[-1] += " (" + ", ".join(f"{reason} {number}" for reason, number in reasons.items()) + ")"
    return f"{sum(counts.values())}" + (": " + ", ".join(parts) if parts else "")


def _balance(holds: bool) -> str:
    return "[green]neraca cocok[/]" if holds else "[bold red]NERACA TIDAK COCOK: laporkan kepada pengelola[/]"


def _signal_counts(summary: RoundSummary) -> str:
    return ", ".join(
        f"{label} {summary.flagged.get(name, 0)}" + (f" (+{unsure} ragu)" if unsure else "")
        for name, label in SIGNALS.items()
        for unsure in (summary.unsure.get(name, 0),)
    )


def show_queue(rows: Sequence[QueueRow], every: int, capacity: int, zone: ZoneInfo, out: Console) -> None:
    """One row a story, those beyond what the team reviews in a day dimmed; says so where there is none.

    `every`: how many stories the whole queue has.
    """
    if not rows:
        out.print("Antrean kosong: tidak ada yang perlu ditinjau.")
        return
    shown = f"{len(rows)} dari {every}" if every > len(rows) else str(every)
    title = f"Antrean · {shown} cerita · porsi sehari {capacity}"
    table = Table(title=title, title_justify="left", show_lines=True, expand=True, box=box.ROUNDED)
    table.add_column("prio", justify="right")
    table.add_column("tanda")
    table.add_column("cerita, dan mengapa ada di sini", ratio=1)
    table.add_column("tempat")
    table.add_column("salinan", justify="right")
    table.add_column("pertama")
    for number, row in enumerate(rows, 1):
        table.add_row(
            Text(f"{row.priority.value:.2f}", "bold" if number <= capacity else "dim"),
            _signals(row),
            _story(row),
            row.place,
            f"{row.copies}/{len(row.sources)}",
            f"{row.first_seen.astimezone(zone):%d-%m %H:%M}\n{STATES[row.state]}",
        )
    out.print(table)


def _signals(row: QueueRow) -> Text:
    """Those found; of a story that is there because somebody brought it, that."""
    found = [_signal(one) for one in row.signals if one.flagged or one.unsure]
    return Text("\n").join(found) if found else Text("dibawa orang", "dim")


def _signal(signal: QueueSignal) -> Text:
    severity = f" S{signal.severity}" if signal.severity else ""
    mark = "" if signal.flagged else "?"
    style = "bold red" if signal.severity == 3 else "red" if signal.flagged else "yellow"
    return Text(f"{SIGNALS[signal.name]}{mark} {signal.probability:.2f}{severity}", style)


def _story(row: QueueRow) -> Text:
    """The title; why it is there; where it comes from."""
    about = f"{row.source_id} · {_ROLES.get(row.role, row.role)} · {row.story_id}"
    why = _why(row)
    return Text.assemble(row.title, ("\n" + why if why else "", "cyan"), ("\n" + about, "dim"))


def _why(row: QueueRow) -> str:
    """For each signal the words that weigh most."""
    return "\n".join(
        f"{SIGNALS[one.name]} karena: " + " · ".join(_short(words) for words in one.why[:_WORDS])
        for one in row.signals
        if (one.flagged or one.unsure) and one.why
    )


def _short(words: str) -> str:
    return words if len(words) <= _LONG else words[: _LONG - 1].rstrip() + "…"


def queue_json(rows: Sequence[QueueRow]) -> list[dict[str, object]]:
    """The queue as plain values, times in ISO 8601."""
    return [
        {
            **asdict(row),
            "channel": row.channel.value,
            "state": row.state.value,
            "priority": {"value": row.priority.value, "parts": dict(row.priority.parts)},
            "first_seen": row.first_seen.isoformat(),
            "last_seen": row.last_seen.isoformat(),
        }
        for row in rows
    ]


def show_check(reports: Sequence[SourceReport], out: Console) -> None:
    """How each source answered, and the remedy where it did not do well."""
    table = Table(show_lines=False)
    for name in ("sumber", "keadaan", "keterangan"):
        table.add_column(name, overflow="fold")
    for one in reports:
        label, colour = _STATUS.get(one.status, (one.status, "red"))
        table.add_row(one.source_id, Text(label, colour), escape(one.detail))
    out.print(table)


def show_sources(
    sources: Sequence[tuple[str, str, str, str]],
    unusable: Mapping[str, str],
    health: Mapping[str, SourceHealth],
    zone: ZoneInfo,
    out: Console,
) -> None:
    """`sources`: id, kind, title, why it is switched off ("" if it is on). `unusable`: by id what is wrong
    with its file."""
    table = Table()
    for name in ("sumber", "jenis", "nama", "keadaan", "butir", "ronde terakhir"):
        table.add_column(name, overflow="fold", justify="right" if name == "butir" else "left")
    broken = [(source_id, "", "", "") for source_id in unusable]
    for source_id, kind, title, off in sorted([*sources, *broken]):
        known = health.get(source_id)
        label, colour = ("mati: " + off, "dim") if off else _STATUS[known.status if known else ""]
        if source_id in unusable:
            label, colour = "gagal: " + unusable[source_id], "red"
        table.add_row(
            source_id, kind, escape(title), Text(label, colour), str(known.items if known else 0),
            _when(known.last_round if known else None, zone),
        )  # fmt: skip
    out.print(table)


def _when(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).strftime("%d-%m-%Y %H:%M")


def show_findings(findings: Sequence[tuple[str, bool | None, str]], out: Console) -> None:
    """What was looked at, whether it is good (None: worth knowing), and the remedy where it is not."""
    marks = {True: "[green]baik[/]", False: "[bold red]perlu tindakan[/]", None: "[yellow]catatan[/]"}
    table = Table.grid(padding=(0, 2))
    for what, good, detail in findings:
        table.add_row(marks[good], escape(what), escape(detail))
    out.print(table)
