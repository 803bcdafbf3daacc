"""Stories of every kind for the tests of the board: in all states, channels, places; some spread."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from core.decision import Answer, Decision, DecisionKind
from core.record import Annotated, Channel, Role, RoleName
from desk.board.board import Board
from pipeline.store import Store, finish_round, save, save_claims, write_comment, write_decision
from tests.pipeline.store.items import NOON, annotated, claim, place, signal, store_in

NAMES = ("hoax", "provocation", "violence")
PLACES = (("64.08.01", "Muara Ancalong"), ("64.08.04", "Sangatta Utara"), ("64.08.09", "Bengalon"))
WORDS = ("jembatan", "listrik", "banjir", "pupuk", "sekolah", "pasar", "logistik", "kapal")


__all__ = ["NOON", "decision", "item", "stored", "varied_board"]


def item(
    name: str,
    text: str = "",
    *,
    story: str = "",
    source: str = "kabar",
    at: datetime = NOON,
    channel: Channel = Channel.POST,
    flagged: float = 0.0,
    priority: float = 0.3,
    matched: bool = False,
) -> Annotated:
    """One item, not marked unless `flagged` (a probability of provocation) says so."""
    made = annotated(
        name, text, source=source, story=story, at=at, channel=channel, priority=priority,
        signals=(signal("provocation", flagged or 0.1),),
    )  # fmt: skip
    return made if matched else replace(made, matches=())


def decision(story: str, kind: DecisionKind = DecisionKind.DECIDE, **changes: object) -> Decision:
    """A decision on a story of one item that has its name."""
    answers = {"provocation": Answer.NO} if kind in (DecisionKind.DECIDE, DecisionKind.SECOND) else {}
    base = Decision(
        id="", story_id=story, kind=kind, items=((story, 0),), answers=answers, severity=0, reason="ordinary",
        by_user="u-satu", at=NOON,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def stored(store: Store, round_id: str, items: list[Annotated]) -> None:
    """Save them as a round that is finished then."""
    save(store, round_id, items)
    with store.writing() as db:
        finish_round(db, round_id, NOON, 1.0)


def varied(rng: random.Random, number: int) -> list[Annotated]:
    """A story with one to eight copies, of random kind."""
    size = rng.choice((1, 1, 2, 3, 8))
    channel, language = rng.choice(list(Channel)), rng.choice(("id", "ms", "und"))
    shown = rng.sample(NAMES, k=2)
    begin = NOON - timedelta(hours=rng.choice((1, 20, 100, 500, 900)))
    made = []
    for copy in range(size):
        scores = [rng.random() for _ in shown]
        one = annotated(
            f"s{number:03}" if copy == 0 else f"s{number:03}-{copy}",
            " ".join(rng.choices(WORDS, k=6)),
            story=f"s{number:03}",
            source=rng.choice(("kabar", "warta", "grup")),
            at=begin + timedelta(minutes=rng.randrange(50) * copy),
            channel=channel,
            priority=rng.random(),
            signals=tuple(
                signal(name, score, unsure=0.3 < score < 0.5)
                for name, score in zip(shown, scores, strict=True)
            ),
            places=tuple(place(*one, 0.9) for one in rng.sample(PLACES, k=rng.randrange(3))),
        )
        made.append(
            replace(
                one,
                item=replace(one.item, language=language),
                matches=one.matches if rng.random() < 0.2 else (),
                role=Role(name=RoleName.ASSERT, probability=0.9, model_version="x"),
            )
        )
    return made


def varied_board(folder: Path, stories: int = 60) -> Board:
    """A board over a store with stories in every state."""
    rng, store = random.Random(7), store_in(folder)
    items = [one for number in range(stories) for one in varied(rng, number)]
    with store.writing() as db:
        save_claims(db, [claim()])  # that they are matched with
    stored(store, "r1", items)
    kinds: list[tuple[DecisionKind, dict[str, object]]] = [
        (DecisionKind.DECIDE, {}),
        (DecisionKind.HARMLESS, {}),
        (DecisionKind.HOLD, {"until": NOON + timedelta(hours=2)}),
        (DecisionKind.HOLD, {"until": NOON + timedelta(minutes=1)}),
        (DecisionKind.ASK_SECOND, {}),
        (DecisionKind.HAND_OVER, {"to_user": "u-dua"}),
        (DecisionKind.REOPEN, {}),
    ]
    with store.writing() as db:
        for number in range(0, stories, 2):
            kind, changes = kinds[number // 2 % len(kinds)]
            write_decision(db, decision(f"s{number:03}", kind, copies=20, **changes))
        write_comment(db, "s001", "u-satu", "sudah ditanyakan ke RT")
    board = Board(folder / "board.sqlite", store)
    board.refresh()
    return board
