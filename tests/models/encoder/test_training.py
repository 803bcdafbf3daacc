import math
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from models.encoder.encode import HERE, encode, logits
from models.encoder.reading import nameless, reading
from models.encoder.tasks import COLUMN, COLUMNS
from models.encoder.training import courses, texts
from models.encoder.training.adapt import _hide
from models.encoder.training.aside import claim_is_aside, is_aside
from models.encoder.training.batches import like_lengths, padded, token_ids
from models.encoder.training.mining import alike, beside_alike, beside_siblings
from models.encoder.training.network import Network, choice_loss, contrast_loss, signal_loss
from models.encoder.training.pairs import Choice, Pair, own_pairs, own_queries
from models.encoder.training.shipped import shipped_network, shipped_tokenizer
from models.encoder.training.texts import clean_ones, for_calibration, ours, unlabelled
from models.match import data as claims
from models.measuring import data as measuring
from models.training import data
from tests.shared import shared

read = cache(reading)
"""each text once: what is learned from is read again and again here"""


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in ("courses", "pairs", "texts"):
            patch.setattr(f"models.encoder.training.{module}.reading", read)
        # two who are asked for the same by several of those that are tested here
        patch.setattr(texts, "public", cache(texts.public))
        patch.setattr(data, "own_training", cache(data.own_training))
        yield
    read.cache_clear()


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    return Network(BertModel(config, add_pooling_layer=False)).eval()


@pytest.fixture(scope="module")
def folder() -> Path:
    return shared("data/train/relabelled.csv").parent.parent.parent


@pytest.fixture(scope="module")
def examples(folder: Path) -> list[data.Example]:
    return data.training(folder)


def test_every_text_is_in_one_batch_and_batches_hold_like_lengths() -> None:
    lengths = [number % 37 + 1 for number in range(1000)]
    batches = list(like_lengths(lengths, 32, random.Random(1)))
    assert sorted(place for batch in batches for place in batch) == list(range(1000))
    spread = [max(lengths[p] for p in batch) - min(lengths[p] for p in batch) for batch in batches]
    assert np.mean(spread) < 6


def test_padding_is_not_real() -> None:
    ids, real = padded([[0, 5, 2], [0, 2]])
    assert ids.tolist() == [[0, 5, 2], [0, 2, 1]]
    assert real.tolist() == [[1, 1, 1], [1, 1, 0]]


def test_padding_does_not_change_a_vector(network: Network) -> None:
    alone = network.pooled(*padded([[0, 5, 6, 2]]))[0]
    among = network.pooled(*padded([[0, 5, 6, 2], [0, 5, 6, 7, 8, 9, 10, 2]]))[0]
    torch.testing.assert_close(alone, among, atol=0.05, rtol=0.05)  # sums of 16-bit numbers


def test_what_nobody_labelled_teaches_nothing(network: Network) -> None:
    pooled = network.pooled(*padded([[0, 5, 2], [0, 6, 2]]))
    column, weight = torch.ones(len(COLUMNS)), torch.ones(2)
    unknown = torch.full((2, len(COLUMNS)), torch.nan)
    assert signal_loss(network, pooled, unknown, weight, column) == 0
    known = unknown.clone()
    known[0, COLUMN["violence"]] = 1
    first = signal_loss(network, pooled, known, weight, column)
    known[1, COLUMN["violence"]] = 0
    assert first > 0
    again = signal_loss(network, pooled, known, torch.tensor([1.0, 0.0]), column)
    assert again.item() == pytest.approx(first.item())


def test_the_contrast_wants_each_post_at_its_claim() -> None:
    eye = torch.eye(3)
    key = torch.tensor([0, 1, 2])
    right = contrast_loss(eye, eye, torch.empty(0), key)
    wrong = contrast_loss(eye, eye[[1, 2, 0]], torch.empty(0), key)
    assert right < 0.01 < wrong
    assert contrast_loss(eye, eye, eye, key) > right  # near misses at the claims' place cost
    twins = contrast_loss(eye[[0, 0, 2]], eye[[0, 0, 2]], torch.empty(0), torch.tensor([0, 0, 2]))
    assert twins < 0.01  # the same claim twice in a batch is no mistake


def test_masked_pieces_are_wanted_and_special_ones_never_masked() -> None:
    rows, real = torch.full((20, 50), 7), torch.ones(20, 50, dtype=torch.long)
    rows[:, 0] = 0
    hidden, wanted = _hide(rows, real, 4, 50, torch.Generator().manual_seed(1))
    chosen = wanted >= 0
    assert 0.1 < chosen.float().mean() < 0.2
    assert not chosen[:, 0].any()
    assert (wanted[chosen] == 7).all()
    assert (hidden[~chosen] == rows[~chosen]).all()
    assert (hidden[chosen] == 4).float().mean() > 0.6


def test_hard_claims_are_alike_and_never_the_texts_own() -> None:
    pairs = [
        Pair("a", "kotak suara bengalon dibuka orang", "kotak suara bengalon dibuka malam"),
        Pair("b", "kotak suara di sangatta hilang dua", "dua kotak suara hilang di sangatta"),
        Pair("c", "harga beras naik dua kali di pasar", "beras naik dua kali lipat"),
    ]
    found = alike(pairs, 1)
    assert len(found) == 3
    own = {pair.post: pair.claim for pair in pairs}
    assert all(claim != own[post] for claim, post in found)


def test_choosing_the_wrong_sibling_costs_and_the_right_one_does_not() -> None:
    sizes = [3, 2]
    right = choice_loss(torch.tensor([9.0, -9, -9, 9, -9]), sizes)
    blind = choice_loss(torch.zeros(5), sizes)
    wrong = choice_loss(torch.tensor([-9.0, 9, -9, -9, 9]), sizes)
    assert right < 0.01 < blind < wrong
    by_itself, among = math.log(2), (math.log(3) + math.log(2)) / 2
    assert float(blind) == pytest.approx(by_itself + among, abs=1e-4)


def test_a_post_stands_beside_its_claim_and_siblings() -> None:
    queries = claims.local_training()[:12_000]  # a fifth: all of them take long
    pairs = own_pairs(queries, random.Random(1))
    own = {pair.post: pair.claim for pair in pairs}
    found = beside_siblings(pairs, random.Random(1))
    assert len(found) > len(pairs) / 2
    assert all(own[one.text] == one.claims[0] and own[one.text] not in one.claims[1:] for one in found)
    assert all(2 <= len(one.claims) <= 4 for one in found)
    family = [
        Pair("L1001", "kotak suara di bengalon dibuka tiga orang", "kotaknya dibuka"),
        Pair("L1002", "kotak suara di sangatta dibuka tiga orang", "dibuka di sangatta"),
        Pair("L1003", "harga beras naik dua kali di pasar", "beras mahal"),
        Pair("L2001", "kotak suara di kaliorang dibuka tiga orang", "dibuka di kaliorang"),
    ]
    assert beside_siblings(family, random.Random(1)) == [
        Choice(family[0].post, (family[0].claim, family[1].claim)),
        Choice(family[1].post, (family[1].claim, family[0].claim)),
    ]
    published = [Pair("9f3a", pair.claim, pair.post) for pair in pairs[:50]]
    assert beside_siblings(published, random.Random(1)) == []


def test_a_post_about_a_published_claim_stands_beside_claims_that_are_alike() -> None:
    claims = {
        "boxes": "kotak suara bengalon dibuka tiga orang tak dikenal malam hari",
        "again": "kotak suara bengalon dibuka tiga orang tak dikenal pada malam hari",  # the same again
        "lost": "kotak suara di sangatta hilang dua buah sebelum dihitung",
        "rice": "harga beras naik dua kali lipat di pasar induk",
        "eggs": "harga telur naik di pasar malam",
    }
    posts = {
        "boxes": "ada yang buka kotak di bengalon waktu malam",
        "again": "telur di pasar malam mahal, kotaknya pun dibuka",
        "lost": "dua kotak hilang di sangatta",
        "rice": "beras naik",
        "eggs": "zzz",
    }
    pairs = [Pair(key, claim, posts[key]) for key, claim in claims.items()]
    invented = Pair("L1001", "kotak suara di kaliorang dibuka", "kotak suara kaliorang dibuka")
    found = {one.text: one.claims for one in beside_alike([*pairs, invented], random.Random(1))}
    assert set(found) == set(posts.values())
    for key, post in posts.items():
        assert found[post][0] == claims[key]
        assert 2 <= len(set(found[post])) == len(found[post]) <= 4
    assert set(found[posts["boxes"]]) == {claims["boxes"], *(claims[key] for key in ("lost", "eggs", "rice"))}
    assert claims["eggs"] in found[posts["again"]]  # like the post, not like the claim
    assert claims["boxes"] not in found[posts["again"]]
    twice = Pair("other", "telur palsu beredar di pasar malam", posts["rice"])
    both = {one.claims[0]: one.claims for one in beside_alike([*pairs, twice], random.Random(1))}
    assert twice.claim not in both[claims["rice"]]  # the same post was checked for it
    assert claims["rice"] not in both[twice.claim]
    assert beside_alike([invented], random.Random(1)) == []
    assert beside_alike(pairs[:1], random.Random(1)) == []
    assert beside_alike(pairs[:2], random.Random(1)) == []


def test_own_pairs_go_with_a_near_miss_of_their_claim() -> None:
    queries = claims.local_training()
    pairs = own_pairs(queries, random.Random(1))
    assert len(pairs) == sum(query.about is not None for query in queries)
    assert all(pair.near and pair.near != pair.post for pair in pairs)
    assert 0.05 < np.mean([claim_is_aside(pair.key) for pair in pairs]) < 0.25


@pytest.fixture(scope="module")
def heard(folder: Path) -> set[str]:
    """Texts of the word pieces and the masked words."""
    return set(unlabelled(folder))


@pytest.fixture(scope="module")
def measured(folder: Path) -> set[str]:
    labelled = [
        *data.relabelled(folder, "measure"),
        *data.measured_writer(),
        *data.measured_guard(),
        *measuring.texts(),
    ]
    pairs = claims.checked(folder / "data")
    late = [pair.post for pair in pairs if pair.year >= claims.HELD_OUT_YEAR]
    _, local = claims.local(folder / "data")
    other = [query.text for query in claims.written(folder / "data", pairs, claims.HELD_OUT_WRITER)]
    found = [one.text for one in labelled] + late + other + [query.text for query in local]
    return {read(text) for text in [*found, *data.stream(folder)] if len(text.split()) > 4}


def test_nothing_measured_is_learned_from(
    folder: Path, examples: list[data.Example], measured: set[str], heard: set[str]
) -> None:
    learned = {
        *heard,
        *map(read, texts.public(folder).texts),
        *map(read, ours(examples, [1.0] * len(examples), folder).texts),
    }
    assert len(learned & measured) == 0
    posts = {read(query.text) for query in own_queries(folder)}
    assert len(posts & measured) == 0


def test_the_look_learns_nothing_measured_and_nothing_put_aside(
    folder: Path, measured: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # which claims are like which is not asked here, and takes long
    monkeypatch.setattr(courses, "alike", lambda pairs, _: [(pair.claim, pair.post) for pair in pairs])
    for name in ("beside_siblings", "beside_alike"):
        monkeypatch.setattr(
            courses, name, lambda pairs, _: [Choice(pair.post, (pair.claim,)) for pair in pairs]
        )
    course = courses.look_course(folder)
    learned = {one.text for one in course.judged} | {one.text for one in course.choices}
    learned |= {one.claim for one in course.judged}
    assert len(course.judged) > 20_000
    assert len(course.choices) > 10_000
    assert len(learned & measured) == 0
    pairs = claims.checked(folder / "data")
    aside = [query for query in own_queries(folder) if claim_is_aside(query.key)]
    aside += claims.public([pair for pair in pairs if claim_is_aside(pair.key)])
    apart = {read(query.text) for query in aside}
    assert len(apart) > 3000
    assert {text for text in learned & apart if len(text.split()) > 4} == set()


def test_what_is_put_aside_is_a_part_and_stays_the_same(
    folder: Path, examples: list[data.Example], heard: set[str]
) -> None:
    aside = [example for example in examples if is_aside(example)]
    plain = [example for example in examples if not example.form_of and not example.of_sense]
    assert 0.07 < len(aside) / len(plain) < 0.2
    assert {one.group for one in aside}.isdisjoint(one.group for one in examples if not is_aside(one))
    assert len({one.writer for one in aside if one.domain == "own"}) == 6
    assert {read(one.text) for one in aside if one.domain == "own"}.isdisjoint(heard)
    writers = {query.key[:-3] for query in claims.local_training()}
    assert len(writers) > 12
    alone = [f"L{number}" for number in (*range(124, 130), 148, 149, *range(162, 190), 212, 213)]
    hard = ["L64", "L67", "L75", "L77"]
    assert [writer for writer in sorted(writers) if claim_is_aside(f"{writer}001")] == alone + hard
    ordinary = [read(text) for text in data.ordinary(folder, "train")]
    kept = {text for text in ordinary if for_calibration(text)}
    assert 0.4 < len(kept) / len(set(ordinary)) < 0.6
    assert kept.isdisjoint(map(read, clean_ones(folder, 1.0).texts))


def test_what_ships_can_learn_on() -> None:
    network, tokenizer = shipped_network().eval(), shipped_tokenizer()
    guard = [nameless(example.text) for example in data.measured_guard()[:40]]
    with torch.no_grad():
        found = network.pooled(*padded(token_ids(tokenizer, guard)))
        told = network.heads(found).numpy()
    assert np.abs(told - logits(encode(guard))).mean() < 0.3  # 8-bit activations against 16-bit ones
    heads = load_file(HERE / "heads.safetensors")
    assert torch.equal(network.heads.weight, heads["heads.weight"])
    assert torch.equal(network.same.weight, heads["same.weight"])
    assert tokenizer.mask_token_id == Tokenizer.from_file(str(HERE / "tokenizer.json")).token_to_id("<mask>")


def test_the_base_is_trimmed_to_our_word_pieces() -> None:
    tokenizer = Tokenizer.from_file(str(HERE / "tokenizer.json"))
    assert 10_000 < tokenizer.get_vocab_size() < 30_000
    assert tokenizer.encode("usir pendatang").ids[0] == 0
