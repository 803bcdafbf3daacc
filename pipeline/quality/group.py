"""How well texts are grouped: pairwise precision and recall on real texts with edits of known size.

The base texts are read from the shared datasets at run time and are not part of this repository. Each gets
seeded edits of the sorts that copies show; texts of one template with other numbers and names, and distinct
texts on one subject, must stay apart. Thresholds were chosen on the first half of the base texts; `measure`
reports on the second.
"""

import csv
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from core.record import Annotated, Channel, Item, Private
from core.text import clean_dataset_text
from pipeline.context import Context, StoredSignature
from pipeline.group import bands, group
from pipeline.quality.group_templates import notices

_START: Final = datetime(2026, 11, 1, tzinfo=UTC)
_ROUNDS: Final = 3
_DISTINCT: Final = 0.7
"""two base texts of which one holds this share of the other's words are copies in the datasets themselves"""
_BANDS_OF_LENGTH: Final = ((3, 8, 120), (8, 20, 600), (20, 60, 600), (60, 2500, 400))
"""fewest words, most words, how many base texts"""
_WORD: Final = re.compile(r"\w+")
_HEADERS: Final = (
    "Diteruskan dari grup sebelah:",
    "*Diteruskan berkali-kali*\n",
    "FWD:",
    "Copas dari grup RT, mohon dibaca",
    "Assalamualaikum, info dari grup sebelah:",
)
_TAILS: Final = ("Sebarkan!!", "Viralkan sebelum dihapus", "Mohon diteruskan ke grup lain", "Share ya 🙏")
_EMOJI: Final = ("😡", "🔥", "🙏", "😭", "🤣", "⚠️", "👇")


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, the story it truly belongs to, and how it was made."""

    text: str
    story: str
    kind: str
    words: int  # of the base text


def _column(path: Path, column: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def _articles(path: Path) -> list[str]:
    """News articles of the events corpus: one token a line, sentences apart by empty lines."""
    articles: list[list[str]] = []
    for sentence in path.read_text(encoding="utf-8").split("\n\n"):
        words = [line.split("/")[0] for line in sentence.splitlines() if line]
        if "-" in words[:12] or not articles:  # "Jakarta - ..." opens an article
            articles.append([])
        articles[-1].append(" ".join(words))
    return [re.sub(r" ([.,)])", r"\1", "\n".join(a)) for a in articles]


def _texts(shared: Path) -> list[str]:
    """All base texts, shuffled, in a fixed order."""
    pages = [
        json.loads(line)["text"] for line in (shared / "pages/pages.jsonl").read_text("utf-8").splitlines()
    ]
    found = [
        *pages,
        *_articles(shared / "events_inageoparser2020/small_corpus.txt"),
        *_column(shared / "claims/claim_pairs_2015_2025.csv", "post"),
        *_column(shared / "train/provocation_netifier2018.csv", "text"),
        *_column(shared / "train/provocation_ibrohim2019.csv", "Tweet"),
        *_column(shared / "train/hoax_bdc2020.csv", "text"),
        *_column(shared / "guard/train_texts.csv", "text"),
    ]
    found = sorted(set(map(clean_dataset_text, found)))
    random.Random(1).shuffle(found)
    return found


def base_texts(shared: Path) -> tuple[list[str], list[str]]:
    """Real texts of all lengths, none a copy of another; and other texts that edits may borrow from."""
    chosen: list[str] = []
    by_length = [(text, len(_WORD.findall(text))) for text in _texts(shared)]
    for least, most, count in _BANDS_OF_LENGTH:
        chosen += [text for text, words in by_length if least <= words < most][:count]
    others = _column(shared / "claims/claim_pairs_2015_2025.csv", "claim")
    held = CountVectorizer(binary=True, analyzer=_WORD.findall).fit_transform(chosen).astype(np.float32)
    sizes = np.asarray(held.sum(axis=1)).ravel()
    share = (held @ held.T).toarray() / np.minimum.outer(sizes, sizes)
    return [t for n, t in enumerate(chosen) if n == 0 or share[n, :n].max() < _DISTINCT], others


# --- edits: each takes a text, a source of chance and other texts to borrow from


def _edit_words(text: str, share: float, chance: random.Random, others: Sequence[str]) -> str:
    """Replace, drop, double or misspell a share of the words; numbers stay."""
    parts = re.split(r"(\s+)", text)
    places = [n for n, part in enumerate(parts) if part.strip() and not any(c.isdigit() for c in part)]
    borrowed = chance.choice(others).split()
    for place in chance.sample(places, round(share * len(places))):
        word = parts[place]
        cut = chance.randrange(len(word))
        parts[place] = chance.choice((chance.choice(borrowed), "", word[:cut] + word[cut + 1 :], word * 2))
    return "".join(parts)


def _edited(share: float) -> Callable[[str, random.Random, Sequence[str]], str]:
    return lambda text, chance, others: _edit_words(text, share, chance, others)


def _headline(text: str, chance: random.Random, others: Sequence[str]) -> str:
    return f"{' '.join(chance.choice(others).split()[:9])}\n\n{text}"


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?\n])\s+", text)


def _dropped(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """A quarter to a half of the sentences gone."""
    parts = _sentences(text)
    kept = max(1, round(len(parts) * chance.uniform(0.5, 0.75)))
    return " ".join(parts[n] for n in sorted(chance.sample(range(len(parts)), kept)))


def _added(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """Another text's words put in at a sentence's end: up to 40 % more."""
    extra = chance.choice(others).split()[: max(2, int(len(text.split()) * chance.uniform(0.1, 0.4)))]
    parts = _sentences(text)
    parts.insert(chance.randrange(len(parts) + 1), " ".join(extra))
    return " ".join(parts)


def _truncated(text: str, chance: random.Random, others: Sequence[str]) -> str:
    words = text.split()
    return " ".join(words[: max(3, int(len(words) * chance.uniform(0.3, 0.8)))]) + "... Baca selengkapnya"


def _forwarded(text: str, chance: random.Random, others: Sequence[str]) -> str:
    return f"{chance.choice(_HEADERS)} {text} {chance.choice(_TAILS)}"


def _emoji(text: str, chance: random.Random, others: Sequence[str]) -> str:
    words = text.split()
    for _ in range(1 + len(words) // 15):
        words.insert(chance.randrange(len(words) + 1), chance.choice(_EMOJI) * chance.randint(1, 3))
    return " ".join(words)


def _shouted(text: str, chance: random.Random, others: Sequence[str]) -> str:
    return re.sub(r"[.,;:](?!\d)", "", text).upper() + "!!!"


def _forwarded_edited(text: str, chance: random.Random, others: Sequence[str]) -> str:
    return _forwarded(_emoji(_edit_words(text, 0.1, chance, others), chance, others), chance, others)


def _press_release(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """What a newsroom does with one: own headline, cut tail, a few words changed."""
    words = text.split()
    kept = " ".join(words[: int(len(words) * chance.uniform(0.5, 0.9))])
    return _headline(_edit_words(kept, 0.05, chance, others), chance, others)


Edit = Callable[[str, random.Random, Sequence[str]], str]
ANY: Final[dict[str, Edit]] = {
    "forwarded": _forwarded,
    "emoji": _emoji,
    "shouted": _shouted,
}
LONGER: Final[dict[str, Edit]] = ANY | {  # 8 words and more
    "edited_5": _edited(0.05),
    "edited_10": _edited(0.10),
    "edited_20": _edited(0.20),
    "edited_30": _edited(0.30),
    "forwarded_edited": _forwarded_edited,
}
LONG: Final[dict[str, Edit]] = LONGER | {  # 20 words and more
    "headline": _headline,
    "dropped": _dropped,
    "added": _added,
    "truncated": _truncated,
    "press_release": _press_release,
}


def _refilled(text: str, chance: random.Random) -> str:
    """The same template with other numbers and names; empty where it has fewer than two to change."""
    changed = 0

    def other_number(match: re.Match[str]) -> str:
        nonlocal changed
        changed += 1
        return "".join(str((int(c) + chance.randint(1, 8)) % 10) if c.isdigit() else c for c in match[0])

    def other_name(match: re.Match[str]) -> str:
        nonlocal changed
        changed += 1
        return chance.choice(("Kar", "Sur", "Ben", "Dar", "Mul", "Wah")) + chance.choice(
            ("tono", "yadi", "galon", "wanti", "iman", "rawi", "sari", "dayu")
        )

    out = re.sub(r"\d+(?:[.,]\d+)*", other_number, text)
    out = re.sub(r"(?<=[a-z0-9,;:(] )[A-Z][a-z]{2,}\b", other_name, out)
    return out if changed >= 2 else ""


def samples(texts: Sequence[str], others: Sequence[str], seed: int) -> list[Sample]:
    """Each text, four edits of it, and where it can be done its template filled otherwise.

    `others` lend headlines, sentences and words; they are no base texts themselves.
    """
    chance = random.Random(seed)
    found = []
    for number, text in enumerate([*texts, *notices(seed)]):
        words = len(_WORD.findall(text))
        # A notice cut short of its particulars could be any of its kind, so notices are not cut.
        edits = LONG if words >= 20 and number < len(texts) else LONGER if words >= 8 else ANY
        story = f"story-{number}"
        found.append(Sample(text, story, "base", words))
        for kind in chance.sample(sorted(edits), min(4, len(edits))):
            found.append(Sample(edits[kind](text, chance, others), story, kind, words))
        refilled = _refilled(text, chance)
        if refilled:
            found.append(Sample(refilled, f"{story}-refilled", "refilled", words))
    chance.shuffle(found)
    return found


# --- grouping them in rounds


def _annotated(number: int, sample: Sample) -> Annotated:
    identity = f"{number:08d}"
    item = Item(
        id=identity,
        source_id="quality",
        channel=Channel.POST,
        title="",
        text=sample.text,
        language="id",
        author_key="",
        published_at=None,
        fetched_at=_START + timedelta(seconds=number),
        advertorial=False,
        revision=0,
        content_hash="",
    )
    private = Private(
        item_id=identity,
        revision=0,
        url="",
        title="",
        text="",
        forwarded_from="",
        warc_file="",
        warc_offset=0,
    )
    return Annotated(item=item, private=private)


def grouped(found: Sequence[Sample]) -> list[str]:
    """The story of each sample, grouped in rounds of equal size, each looking back at those before."""
    by_band: dict[int, list[StoredSignature]] = defaultdict(list)

    def stored(keys: Collection[int]) -> Iterable[StoredSignature]:
        return {s.item_id: s for key in keys for s in by_band.get(key, ())}.values()

    context = Context(now=_START, signatures=stored)
    batch = [_annotated(number, sample) for number, sample in enumerate(found)]
    stories: list[str] = []
    for piece in _pieces(batch):
        for done in group(piece, context):
            stories.append(done.story_id)
            kept = StoredSignature(done.item.id, done.story_id, done.signature)
            for key in bands(done.signature):
                by_band[key].append(kept)
    return stories


def _pieces(batch: list[Annotated]) -> Iterator[list[Annotated]]:
    size = -(-len(batch) // _ROUNDS)
    for start in range(0, len(batch), size):
        yield batch[start : start + size]


def pairwise(truth: Sequence[str], found: Sequence[str]) -> tuple[float, float]:
    """Precision and recall over pairs of texts that share a story."""

    def pairs(labels: Iterable[object]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(labels).values())

    both = pairs(zip(truth, found, strict=True))
    return both / max(1, pairs(found)), both / max(1, pairs(truth))


def measure(shared: Path) -> dict[str, float]:
    """Figures on the second half of the base texts, `shared` being the folder of datasets.

    Raises FileNotFoundError where a dataset is missing.
    """
    texts, others = base_texts(shared)
    found = samples(texts[1::2], others, seed=2)
    stories = grouped(found)
    precision, recall = pairwise([s.story for s in found], stories)
    short = [n for n, s in enumerate(found) if s.words < 20]
    short_precision, short_recall = pairwise([found[n].story for n in short], [stories[n] for n in short])
    return {
        "group_precision": precision,
        "group_recall": recall,
        "group_precision_short": short_precision,
        "group_recall_short": short_recall,
        "group_texts": float(len(found)),
    }
