"""The datasets of matching (outside this repository, but for those that we wrote), and how they are split.

Held out for measuring: public pairs of 2025, the posts of one writer, `guard/dev_claims.csv` and the stream
of negatives. A tenth of the older pairs, and another writer's posts, calibrate the lexical model. Thresholds
rest on what the encoder put aside (`models/match/training/crosscheck.py`).
"""

import csv
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from core.facts import numbers
from core.text import clean_dataset_text, model_form
from models.training.data import MEASURED_WRITER, DataError, kept_apart

_OURS: Final = Path(__file__).parents[1] / "training" / "claims"
LOCAL_CLAIMS: Final = _OURS / "local_claims.csv"
PUBLISHED_POSTS: Final = _OURS / "published_posts.csv"
HELD_OUT_YEAR: Final = 2025
HELD_OUT_WRITER: Final = "7"
"""of posts to public claims: only measured"""
LEARNED_WRITERS: Final = "1234"
"""of posts to public claims: encoder, lexical model and cross-check learn from theirs"""
THRESHOLD_WRITER: Final = "5"
"""of posts to public claims: the lexical model is calibrated by theirs, and the encoder learned none of their
pairs"""
UNMEASURED_WRITERS: Final = LEARNED_WRITERS + THRESHOLD_WRITER
"""all of whose posts to public claims may be learned from where nothing is put aside: by the gate, by counts
of words and by masked words"""
_NAME: Final = re.compile(r"\b[A-Z][a-z]{3,}\b")
# What the fact-checkers' pages add around a narrative.
_FRAME: Final = re.compile(r"\(?Narasi dilanjutkan.*|=(?:\s*=){2,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim of the public set and a post that it was checked for."""

    claim: str
    key: str  # the same for the same claim, checked twice
    post: str
    year: int


@dataclass(frozen=True, slots=True)
class Query:
    """A text, and the claim that it is about, if any. `near` is a claim that it only resembles."""

    text: str
    kind: str  # "public", "post_1", ..., "near_miss_1", ..., "orphan", "traffic", "local"
    about: Checked | None = None
    near: Checked | None = None

    @property
    def claim(self) -> Checked | None:
        """The claim that the text is about, or only resembles; None for neither."""
        return self.about or self.near

    @property
    def key(self) -> str:
        """Key of that claim; "" if the text is about none."""
        return self.claim.key if self.claim else ""


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def checked(shared: Path) -> list[Checked]:
    """The public pairs, in the order of their file."""
    return [
        Checked(
            row["claim"],
            row["ck"],
            clean_dataset_text(_FRAME.sub("", row["post"])),
            _year(row["date"]),
        )
        for row in read(shared / "claims/claim_pairs_2015_2025.csv")
    ]


def _year(date: str) -> int:
    """The year of "2 Jan 2024", "22-Apr-20", "25/06/2025" or "2021-07-09"."""
    four = re.search(r"\b(?:19|20)\d\d\b", date)
    return int(four[0]) if four else 2000 + int(date[-2:])


def older(pairs: Sequence[Checked]) -> list[Checked]:
    """The pairs before the held-out year whose claim was not checked again in that year."""
    late = {pair.key for pair in pairs if pair.year >= HELD_OUT_YEAR}
    return [pair for pair in pairs if pair.key not in late]


def written(shared: Path, pairs: Sequence[Checked], writers: str) -> list[Query]:
    """Posts and near misses that these writers wrote to public claims before the held-out year."""
    queries: list[Query] = []
    kept = {pair.key for pair in older(pairs)}
    for row in read(shared / "claims/claim_posts.csv"):
        pair = pairs[int(row["row"])]
        if row["writer"] in writers and pair.key in kept:
            queries += _queries(row, pair)
    return queries


def ours_to_published(pairs: Sequence[Checked]) -> list[Query]:
    """Posts and near misses of ours to published claims before the held-out year, to learn from.

    Our file names a claim by its row among `pairs` and a hash of its key, since published words stay out of
    the repository. Raises DataError where these disagree.
    """
    queries: list[Query] = []
    kept = {pair.key for pair in older(pairs)}
    for line, row in enumerate(read(PUBLISHED_POSTS), start=2):
        number = int(row["row"])
        if number >= len(pairs) or claim_hash(pairs[number].key) != row["claim_hash"]:
            raise DataError(f"{PUBLISHED_POSTS}:{line}: row {number} of the public pairs is another claim")
        if pairs[number].key in kept:
            queries += _queries(row, pairs[number])
    return queries


def claim_hash(key: str) -> str:
    """The hash by which `published_posts.csv` and `models/measuring/told.csv` name a claim."""
    return sha256(key.encode()).hexdigest()[:12]


def local_training() -> list[Query]:
    """Posts and near misses of ours to invented claims of the regency, to learn from."""
    return invented(read(LOCAL_CLAIMS))


def invented(rows: Sequence[Mapping[str, str]]) -> list[Query]:
    """The posts and near misses of invented claims."""
    return [query for row in rows for query in _queries(row, Checked(row["claim"], row["claim_id"], "", 0))]


def _queries(row: Mapping[str, str], claim: Checked) -> list[Query]:
    """A row's posts, which are about the claim, and its near misses. Some columns may be empty."""
    queries = []
    for name, text in row.items():
        if name.startswith("post_") and text:
            queries.append(Query(text, name, about=claim))
        elif name.startswith("near_miss_") and text:
            queries.append(Query(text, name, near=claim))
    return queries


def local(shared: Path) -> tuple[list[str], list[Query]]:
    """Our claims of the regency that only measure, and the posts and near misses to them. Never for
    training."""
    rows = read(shared / "guard/dev_claims.csv")
    return [row["claim"] for row in rows], invented(rows)


def traffic(shared: Path) -> list[str]:
    """Public posts of 2012-2018 on any subject. No measured post and no near-duplicate of one is among them,
    except 11 copies of posts that are measured for the signals."""
    rows = read(shared / "benchmarks/stream_negatives.csv")
    held = kept_apart() | {(row["file"], int(row["row"])) for row in rows}
    streamed = {model_form(clean_dataset_text(row["text"])) for row in rows}
    texts = []
    for name, column in (("provocation_ibrohim2019", "Tweet"), ("provocation_netifier2018", "text")):
        posts = enumerate(read(shared / f"train/{name}.csv"))
        texts += [clean_dataset_text(row[column]) for number, row in posts if (name, number) not in held]
    return [text for text in texts if model_form(text) not in streamed]


def guard(shared: Path) -> list[str]:
    """Our first local texts (`train_texts.csv`), which are about no claim; none of the writer that is
    measured."""
    return [row["text"] for row in read(shared / "guard/train_texts.csv") if row["writer"] != MEASURED_WRITER]


def raw_stream(shared: Path) -> list[str]:
    """The stream of negatives, for measuring, as it was posted; `models.training.data.stream` masks and cuts
    the same texts."""
    return [clean_dataset_text(row["text"]) for row in read(shared / "benchmarks/stream_negatives.csv")]


def column(path: Path, name: str) -> list[str]:
    """One column of a CSV."""
    return [row[name] for row in read(path)]


def shuffled(things: Sequence[Query], seed: int) -> list[Query]:
    """The queries in another order, which the seed fixes."""
    found = list(things)
    random.Random(seed).shuffle(found)
    return found


def public(pairs: Sequence[Checked]) -> list[Query]:
    """The public posts, each with the claim that it is about."""
    return [Query(pair.post, "public", about=pair) for pair in pairs]


_DENIALS: Final = (
    "HOAKS! {}",
    "[SALAH] {}",
    "Tidak benar kabar bahwa {}",
    "Klarifikasi: {} adalah kabar bohong.",
    "Polisi membantah {}",
    "{} Kabar itu tidak benar, sudah dicek ke kantor resminya.",
    "Cek fakta: {}? Faktanya tidak.",
)


def altered(pairs: Sequence[Checked], seed: int) -> list[Query]:
    """Near misses made of public posts: with other numbers, with other names, or with a denial around the
    post."""
    chance = random.Random(seed)
    names = sorted({name for pair in pairs for name in _NAME.findall(pair.post)})
    queries = []
    for pair in pairs:
        shared = numbers(pair.claim) & numbers(pair.post)
        if shared and chance.random() < 0.4:
            text = re.sub(r"\d", lambda digit: str((int(digit[0]) + chance.randint(1, 8)) % 10), pair.post)
            queries.append(Query(text, "near_number", near=pair))
        called = [name for name in _NAME.findall(pair.claim) if name in pair.post]
        if len(called) >= 2 and chance.random() < 0.2:
            text = pair.post
            for name in called:
                text = text.replace(name, chance.choice(names))
            queries.append(Query(text, "near_name", near=pair))
        if chance.random() < 0.1:
            queries.append(Query(chance.choice(_DENIALS).format(pair.post), "near_denial", near=pair))
    return queries


_PASSED_ON: Final = (
    "{}",
    "{}, hati-hati ya semua",
    "dari grup sebelah: {}",
    "{}!! sebarkan sebelum dihapus",
    "Ada kabar {}, makanya saya tidak heran lagi dengan daerah ini.",
    "Bapak ibu mohon perhatian, {}. Tolong teruskan ke keluarga.",
    "serius nih? {}, parah sih kalau begini terus",
)

# Hardest to tell: a claim passed on with a call of one's own, whose "jangan" or "tidak" denies nothing of it.
_WITH_A_CALL: Final = (
    "{}. Jangan mau dibodohi, besok kita tanya ramai-ramai ke kantornya",
    "{}, makanya nggak usah bayar dulu",
    "{}. Selama belum ada kabar lagi jangan keluar rumah",
    "jangan diam saja, {}",
    "{}, anak2 jangan dikasih ke sana dulu",
    "{}!! saya tidak bohong, ini dari orang dalam",
    "belum masuk berita tapi {}",
    "{}. Bukan kabar burung, tetangga saya lihat sendiri",
    "tidak akan ada di tv: {}",
    "{}, jangan dipilih lagi yang begini",
    "Jangan percaya kata petugas, {}.",
    "{}, kita gak boleh tinggal diam",
)


def passed_on(claims: Mapping[str, str], seed: int) -> list[Query]:
    """Each claim word for word, framed as somebody does who passes it on: a text may be a claim's copy and
    more. Of every second claim also a copy with a call of one's own behind or before it."""
    chance = random.Random(seed)
    queries = []
    for number, (key, claim) in enumerate(claims.items()):
        about = Checked(claim, key, "", 0)
        queries.append(Query(_framed(claim, _PASSED_ON, chance), "word_for_word", about=about))
        if number % 2:
            queries.append(Query(_framed(claim, _WITH_A_CALL, chance), "with_a_call", about=about))
    return queries


def _framed(claim: str, frames: Sequence[str], chance: random.Random) -> str:
    text = claim if chance.random() < 0.5 else claim.lower()
    return chance.choice(frames).format(text.rstrip("."))


def by_key(pairs: Sequence[Checked]) -> Mapping[str, str]:
    """The wording of each claim, by its key."""
    found: dict[str, str] = {}
    for pair in pairs:
        found.setdefault(pair.key, pair.claim)
    return found
