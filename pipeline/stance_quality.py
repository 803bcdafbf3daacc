"""How well it is told what a post does with a claim, on `models/measuring/stance.csv`: posts to the 60 local
claims that are measured, by writers who wrote nothing that is learned from.

`..._right`: of the posts of a stance the share that is taken so, beside the claim that they were written to.
The others go through the stage `match` among the 60 claims, as posts of a round do: `asserts_flagged` and
`asserts_shown`, the share of those that assert that is flagged as a hoax, and that is flagged or in doubt;
`others_not_flagged` and `others_not_shown`, of those that report, ask or deny the share that is neither.
Intervals are Wilson's (posts of one claim are taken for independent).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from core.record import Annotated, Channel, Claim, Item, Private, Signal, Stance
from models.match import data
from models.measuring.data import StancePost, stance_posts
from pipeline.context import Context
from pipeline.interval import wilson
from pipeline.match import match
from pipeline.model_quality import Figure
from pipeline.stance import stances

CLAIMS: Final = "guard/dev_claims.csv"
_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


def measure(shared: Path) -> Iterator[Figure]:
    """All figures; `shared` is the folder that holds data/, from which the claims come."""
    posts = stance_posts()
    claims = {row["claim_id"]: row["claim"] for row in data.read(shared / "data" / CLAIMS)}
    channels = [Channel.POST] * len(posts)
    told = stances([one.text for one in posts], [claims[one.claim_id] for one in posts], channels)
    right = np.array([answer.name is one.stance for one, answer in zip(posts, told, strict=True)])
    for stance in Stance:
        yield _share(f"{stance.value}_right", right[[one.stance is stance for one in posts]])
    asserts = np.array([one.stance is Stance.ASSERTS for one in posts])
    signals = _signals(posts, claims)
    flagged = np.array([one.flagged for one in signals])
    shown = np.array([one.flagged or one.unsure for one in signals])
    for name, found in (("flagged", flagged), ("shown", shown)):
        yield _share(f"asserts_{name}", found[asserts])
        yield _share(f"others_not_{name}", ~found[~asserts])


def _signals(posts: Sequence[StancePost], claims: Mapping[str, str]) -> list[Signal]:
    """What the stage says of each post as a hoax, all claims being false."""
    library = tuple(_claim(key, text) for key, text in claims.items())
    done = match([_item(one) for one in posts], Context(now=_NOW, claims=library))
    return [signal for one in done for signal in one.signals if signal.name == "hoax"]


def _claim(key: str, text: str) -> Claim:
    return Claim(id=key, text=text, rating="Salah", url="", publisher="", published_at=None, false=True)


def _item(post: StancePost) -> Annotated:
    item = Item(
        id=post.id, source_id="", channel=Channel.POST, title="", text=post.text, language="id",
        author_key="", published_at=None, fetched_at=_NOW, advertorial=False, revision=0, content_hash="",
    )  # fmt: skip
    private = Private(
        item_id=post.id, revision=0, url="", title="", text="", forwarded_from="", warc_file="", warc_offset=0
    )
    return Annotated(item=item, private=private)


def _share(name: str, good: npt.NDArray[np.bool_]) -> Figure:
    right = int(good.sum())
    return Figure(f"stance.{name}", right / len(good), *wilson(right, len(good)), len(good))
