"""Scores for texts that are not in the store: what `pantau score` and `pantau match` add to a table."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from core.console import Report, quiet
from core.record import Annotated, Channel, Claim, Item, Private, Reason, Signal
from core.text.letters import fold
from pipeline.context import Context
from pipeline.match import READ, match_posts
from pipeline.prioritise import prioritise
from pipeline.run import SCORING, annotate, in_batches

COLUMNS: Final = (
    "hoax", "provocation", "violence", "flagged", "role", "severity", "priority", "reasons", "unsure",
    "masked_text", "not_judged",
)  # fmt: skip
_BATCH = 128  # the bar moves every second; of 64 it costs a sixth of the speed, of 512 nothing is gained


def score_texts(
    texts: Sequence[str], channel: Channel, claims: tuple[Claim, ...], now: datetime, report: Report = quiet
) -> Iterator[dict[str, object]]:
    """One mapping a text, with the keys of COLUMNS, in order.

    Rows are scored each by itself: without the store there is no story to belong to. `reasons` is a list of
    objects: signal, words, weight (log-odds, negative: against), note, start and end in `masked_text`.
    `unsure` names the signals that the queue shows as doubtful; `not_judged` is empty, or says what the
    numbers do not tell (see `_not_judged`).
    """
    context = Context(now=now, claims=claims)
    done = 0
    report(0, len(texts))
    for batch in in_batches(texts, _BATCH):
        drafts = [draft(done + offset, text, channel, now) for offset, text in enumerate(batch)]
        for annotated in annotate(drafts, context, (*SCORING, prioritise)):
            yield _cells(annotated)
        done += len(batch)
        report(done, len(texts))


def match_columns(top: int) -> tuple[str, ...]:
    """The columns that `pantau match` adds."""
    numbers = range(1, top + 1)
    return (*(f"claim_{n}" for n in numbers), *(f"score_{n}" for n in numbers), "matched")


def match_cells(
    texts: Sequence[str], claims: Sequence[str], top: int, report: Report = quiet
) -> Iterator[dict[str, object]]:
    """One mapping a text, with the keys of `match_columns`. `claim_n` is a row of the claims file, from 0;
    empty (null in JSON) where there are fewer claims than `top`.
    """
    done = 0
    report(0, len(texts))
    for batch in in_batches(texts, _BATCH):
        rows, scores, matched = match_posts(batch, claims, top)
        for row, score, hit in zip(rows.tolist(), scores.tolist(), matched.tolist(), strict=True):
            found = [
                (claim, round(value, 4)) if claim >= 0 else (None, None)
                for claim, value in zip(row, score, strict=True)
            ]
            yield {
                **{f"claim_{n}": claim for n, (claim, _) in enumerate(found, 1)},
                **{f"score_{n}": value for n, (_, value) in enumerate(found, 1)},
                "matched": hit,
            }
        done += len(batch)
        report(done, len(texts))


def draft(number: int, text: str, channel: Channel, now: datetime) -> Annotated:
    """A text of no source, before any stage; `number` says which of its table it is."""
    identity = f"row-{number}"
    return Annotated(
        item=Item(
            id=identity,
            source_id="",
            channel=channel,
            title="",
            text=text,
            language="und",
            author_key="",
            published_at=None,
            fetched_at=now,
            advertorial=False,
            revision=0,
            content_hash="",
        ),
        private=Private(
            item_id=identity,
            revision=0,
            url="",
            title="",
            text=text,
            forwarded_from="",
            warc_file="",
            warc_offset=0,
        ),
        story_id=identity,
    )


def _cells(annotated: Annotated) -> dict[str, object]:
    signals = {signal.name: signal for signal in annotated.signals}
    role, priority = annotated.role, annotated.priority
    if role is None or priority is None:
        raise AssertionError("classify and prioritise fill every item")
    return {
        **{name: round(signals[name].probability, 4) for name in ("hoax", "provocation", "violence")},
        "flagged": ";".join(name for name, signal in signals.items() if signal.flagged),
        "role": role.name.value,
        "severity": max((signal.severity for signal in annotated.signals), default=0),
        "priority": round(priority.value, 4),
        "reasons": [_reason(signal, reason) for signal in annotated.signals for reason in signal.reasons],
        "unsure": ";".join(name for name, signal in signals.items() if signal.unsure and not signal.flagged),
        "masked_text": annotated.item.text,
        "not_judged": _not_judged(annotated.item),
    }


def _not_judged(item: Item) -> str:
    """What of the item no model has read: "no_text"; "other_script" (Arabic, Chinese: the models know Latin
    letters only); "hoax_beyond_3000" (claims are looked for in the first characters)."""
    if not item.text.strip():
        return "no_text"
    if item.language == "und" and _in_other_script(item.text):
        return "other_script"
    return f"hoax_beyond_{READ}" if len(item.text) > READ else ""


def _in_other_script(text: str) -> bool:
    """Whether most letters are of another script, and not all of them stand for Latin ones: of Cyrillic and
    Greek many look like those, of a text in disguise every one. A few short words of Russian whose letters
    all do ("Вот она") pass for a disguise, and are read as one ("bot oha")."""
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter.isascii() for letter in letters) < len(letters) and not all(
        letter.isascii() for letter in fold(text) if letter.isalpha()
    )


def _reason(signal: Signal, reason: Reason) -> Mapping[str, object]:
    span = {} if reason.span is None else {"start": reason.span.start, "end": reason.span.end}
    note = {"note": reason.note} if reason.note else {}
    return {"signal": signal.name, "words": reason.words, "weight": round(reason.weight, 3), **note, **span}
