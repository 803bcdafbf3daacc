"""How well it is told what a post does with a claim, on `models/measuring/stance.csv`: posts to the 60 local
claims that are measured, by writers who wrote nothing that is learned from.

`..._right`: of the posts of a stance the share that is taken so, beside the claim that they were written to.
The others go through the stage `match` among the 60 claims, as posts of a round do: `asserts_flagged` and
`asserts_shown`, the share of those that assert that is flagged as a hoax, and that is flagged or in doubt;
`others_not_flagged` and `others_not_shown`, of those that report, ask or deny the share that is neither.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from core.record import Channel, Signal, Stance
from models.match import data
from models.measuring.data import StancePost, stance_posts
from pipeline.claims import make_claim
from pipeline.context import Context
from pipeline.match import match
from pipeline.quality.match import Count, count
from pipeline.scoring import draft
from pipeline.stance import stances

CLAIMS: Final = "guard/dev_claims.csv"
_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


def counts(shared: Path) -> dict[str, Count]:
    """All measures; `shared` is the folder of datasets, from which the claims come."""
    posts = stance_posts()
    claims = {row["claim_id"]: row["claim"] for row in data.read(shared / CLAIMS)}
    channels = [Channel.POST] * len(posts)
    told = stances([one.text for one in posts], [claims[one.claim_id] for one in posts], channels)
    taken = [(one.stance, answer.name) for one, answer in zip(posts, told, strict=True)]
    found = {
        f"{stance.value}_right": count(name is stance for true, name in taken if true is stance)
        for stance in Stance
    }
    signals = list(zip(posts, _signals(posts, claims), strict=True))
    asserting = [signal for post, signal in signals if post.stance is Stance.ASSERTS]
    others = [signal for post, signal in signals if post.stance is not Stance.ASSERTS]
    return found | {
        "asserts_flagged": count(one.flagged for one in asserting),
        "others_not_flagged": count(not one.flagged for one in others),
        "asserts_shown": count(one.flagged or one.unsure for one in asserting),
        "others_not_shown": count(not (one.flagged or one.unsure) for one in others),
    }


def _signals(posts: Sequence[StancePost], claims: Mapping[str, str]) -> list[Signal]:
    """What the stage says of each post as a hoax, all claims being false."""
    library = tuple(make_claim(claim=text, rating="Salah") for text in claims.values())
    drafts = [draft(number, one.text, Channel.POST, _NOW) for number, one in enumerate(posts)]
    done = match(drafts, Context(now=_NOW, claims=library))
    return [signal for one in done for signal in one.signals if signal.name == "hoax"]
