"""Match backwards: a claim that comes late reaches what was said before it.

Only the new claims are looked for among the items of the last days, in batches, outside the store's lock.
What comes near one of them is then matched with all claims, as if it had come in today; so an item ends the
same whichever came first. A claim that now says otherwise, or was taken out, lowers what it had raised.
"""

from collections.abc import Collection, Sequence, Set
from dataclasses import replace
from datetime import timedelta
from typing import Final

from core import clock
from core.record import Annotated, Claim, Signal, Stance
from models.match.score import Matcher
from models.match.signal import hoax_signal
from pipeline.context import Context
from pipeline.match import READ, match
from pipeline.prioritise import again
from pipeline.store import Store, StoreBusyError, claims
from pipeline.store.rematch import (
    Pair,
    Words,
    clear_due,
    due_claims,
    items_matched,
    items_since,
    replace_matches,
    stored_annotated,
    words_of,
)

DAYS: Final = 30
_BATCH: Final = 1000  # items read in one turn at the store
_WRITTEN: Final = 300  # in one transaction
_NEAR: Final = 0.3
"""rough score from which an item is looked at closely; a little lower than in a round, since the weights of
words differ a little with the library"""
_SHARE: Final = 0.5
"""of the floor of suggested matches, likewise"""
_MOVED: Final = 0.01
"""by which a probability must differ to be written anew"""
_TRIES: Final = 4
"""a round, a job of the desk and a command may match the same items at the same time; each writes an item
once, so after three turns lost to them nobody is left"""


def match_back(
    store: Store, late: Sequence[Claim], *, days: int = DAYS, but_round: str = ""
) -> tuple[str, ...]:
    """Match these claims with the items of the last `days`; the stories that changed by it.

    What the library says of them now counts: one that it no longer has matches nothing any more. Matches,
    hoax signal and priority are written anew; the changed stories stand in `story_changes`. `but_round`:
    items that this round stored know these claims already. A claim that is not false may have been open
    before, which no match tells, though the board does: what it is matched with counts as changed.

    Raises StoreBusyError where others keep matching the same items; nothing is left out in silence.
    """
    return _match_back(store, {claim.id for claim in late}, days, but_round)


def match_due(store: Store) -> tuple[str, ...]:
    """Match backwards the claims that are marked as due, and take the marks off; the stories that changed.

    Raises StoreBusyError as `match_back`; the marks stay, and whoever comes next makes it up. Cut short
    between the last item and the marks it is done once more, which changes nothing.
    """
    with store.reading() as db:
        due = due_claims(db)
    if not due:
        return ()
    changed = _match_back(store, set(due.values()))
    with store.writing() as db:
        clear_due(db, due.keys())
    return changed


def _match_back(store: Store, ids: Set[str], days: int = DAYS, but_round: str = "") -> tuple[str, ...]:
    if not ids:
        return ()
    with store.reading() as db:
        library = claims(db)
        window = items_since(db, clock.now() - timedelta(days=days), but_round)
        before = items_matched(db, ids, but_round)
    new = [claim.text for claim in library if claim.id in ids]
    rerated = {claim.id for claim in library if claim.id in ids and not claim.false}
    near = {*before, *_near(store, new, window)} if new and window else set(before)
    changed: set[str] = set()
    pairs = sorted(near)
    for start in range(0, len(pairs), _WRITTEN):
        changed |= _rematch(store, pairs[start : start + _WRITTEN], library, rerated)
    return tuple(sorted(changed))


def _near(store: Store, texts: Sequence[str], window: Sequence[Pair]) -> list[Pair]:
    """The items that may be about one of these claims."""
    matcher = Matcher(tuple(texts))
    floor = hoax_signal().thresholds.suggested * _SHARE
    found: list[Pair] = []
    for start in range(0, len(window), _BATCH):
        with store.reading() as db:
            several = words_of(db, window[start : start + _BATCH], READ)
        pairs = matcher.match([_readable(one) for one in several], len(texts), _NEAR)
        worth = set(pairs.text[pairs.probability >= floor].tolist())
        found += [(several[number].item_id, several[number].revision) for number in sorted(worth)]
    return found


def _readable(words: Words) -> str:
    """As pipeline.match reads an item."""
    return f"{words.title}\n{words.text}"[:READ] if words.title else words.text


def _rematch(
    store: Store, wanted: Sequence[Pair], library: tuple[Claim, ...], rerated: Collection[str]
) -> set[str]:
    """Match these items with the whole library and write what changed; the changed stories.

    Raises StoreBusyError where others matched some of them anew each time.
    """
    stories: set[str] = set()
    for _ in range(_TRIES):
        with store.reading() as db:
            before = stored_annotated(db, wanted)
        after = match(before, Context(now=clock.now(), claims=library))
        changed = [
            _weighed(new)
            for old, new in zip(before, after, strict=True)
            if _differs(old, new) or _matched_with(new, rerated)
        ]
        if not changed:
            return stories
        matched = {one.item.id: frozenset(match.claim_id for match in one.matches) for one in before}
        with store.writing() as db:
            wanted = replace_matches(db, changed, matched)
        left = {item for item, _ in wanted}
        stories |= {one.story_id for one in changed if one.item.id not in left}
        if not wanted:  # else somebody matched them at the same time: look again
            return stories
    items = ", ".join(sorted(item for item, _ in wanted))
    raise StoreBusyError(
        f"{store.path}: matching backwards: others matched these items {_TRIES} times meanwhile: {items}; "
        "what the late claims say of them is not written; do the same once more when no round is running "
        "(what `pantau claims` left undone, the next round makes up as well)"
    )


def _weighed(one: Annotated) -> Annotated:
    return replace(one, priority=again(one.priority, one.signals, one.role) if one.priority else None)


def _differs(old: Annotated, new: Annotated) -> bool:
    """Whether it must be written anew: not for a probability that moved a little with the library."""
    old_hoax, new_hoax = _hoax(old), _hoax(new)
    if _matches(old) != _matches(new) or old_hoax is None or new_hoax is None:
        return True
    return (
        (old_hoax.flagged, old_hoax.unsure, old_hoax.severity)
        != (new_hoax.flagged, new_hoax.unsure, new_hoax.severity)
        or abs(old_hoax.probability - new_hoax.probability) > _MOVED
    )  # fmt: skip


def _matched_with(one: Annotated, claim_ids: Collection[str]) -> bool:
    return any(match.claim_id in claim_ids for match in one.matches)


def _hoax(one: Annotated) -> Signal | None:
    return next((signal for signal in one.signals if signal.name == "hoax"), None)


def _matches(one: Annotated) -> set[tuple[str, bool, Stance]]:
    return {(match.claim_id, match.automatic, match.stance) for match in one.matches}
