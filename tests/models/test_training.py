import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import scipy.sparse as sp

from core.record import Channel, RoleName
from core.text import model_form
from models.encoder.training.aside import WRITERS, is_aside
from models.features import learn_vocabulary
from models.join import Join, beta, read_join, save_join
from models.measuring.obfuscate import KINDS, obfuscate
from models.training import data
from models.training.calibrate import (
    BASE_RATES,
    Traffic,
    _rarely_reached,
    band,
    beta_curve,
    least_expected,
    least_value,
    mix,
    platt,
    thresholds,
)
from models.training.copies import disguised
from models.training.data import DataError, Example
from models.training.fit import Material, Task, _copies, _fold, _row_weights, fit_head, out_of_fold
from models.training.lesson import PARTS, _part
from models.training.near_duplicates import bare, near_duplicates, shingles
from models.training.readings import LABELS, MEASURED_AGAIN, READ_AGAIN, agreed, decided, rows_of
from models.training.signals import cascade_from
from models.training.writers import by_writer
from models.words import read_texts
from tests.shared import shared


def test_no_text_of_others_is_in_the_repository() -> None:
    for file in (LABELS, data.ORDINARY, data.SECOND_LOOK):
        with file.open(encoding="utf-8", newline="") as lines:
            assert "text" not in (csv.DictReader(lines).fieldnames or [])


def test_second_readings_are_of_rows_with_labels_and_stay_on_their_side() -> None:
    labels = {(row["file"], row["row"]): row["split"] for row in rows_of(LABELS)}
    for path, split in ((READ_AGAIN, "train"), (MEASURED_AGAIN, "measure")):
        rows = rows_of(path)
        assert {labels[row["file"], row["row"]] for row in rows} == {split}
        assert "text" not in rows[0]
        assert 0.4 < len(agreed(path)) / len(rows) < 1


def test_where_two_readers_differ_a_third_decides() -> None:
    first = {(row["file"], row["row"]): row for row in rows_of(LABELS)}
    third = [row for row in rows_of(READ_AGAIN) if row["reader"] == "3"]
    assert len(third) > 900
    for row in third:
        found = decided(first[row["file"], row["row"]])
        assert (found["severity"] == "0") == (found["provocation"] == found["violence"] == "0")
    changed = sum(
        decided(row)["provocation"] != row["provocation"] for row in first.values() if row["split"] == "train"
    )
    assert 100 < changed < 500
    measured = [row for row in first.values() if row["split"] == "measure"]
    assert all(decided(row) is row for row in measured)


def test_groups_are_not_split() -> None:
    with LABELS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    splits: dict[str, set[str]] = {}
    for row in rows:
        splits.setdefault(row["group"], set()).add(row["split"])
    assert all(len(found) == 1 for found in splits.values())
    assert sum(row["split"] == "measure" for row in rows) == 1154


def test_own_texts_kept_apart_are_not_learned_from() -> None:
    learned = {example.text for example in [*data.own_training(), *data.of_sense()]}
    measured = [*data.measured_writer(), *data.measured_guard()]
    assert len(measured) == 601
    assert sum(example.text in learned for example in measured) == 0


def test_disguised_texts_have_the_labels_of_those_that_they_disguise() -> None:
    plain = {example.id: example for example in data.own_training() if not example.form_of}
    disguised = list(data.own("disguised_texts"))
    for example in disguised:
        of = plain[example.form_of]
        assert replace(example, id=of.id, text=of.text, form_of="") == of
    assert Counter(Counter(example.form_of for example in disguised).values()) == {3: 1280}
    assert not any(is_aside(example) for example in disguised)


def test_published_texts_kept_apart_are_not_learned_from() -> None:
    folder = shared("data/train/relabelled.csv").parent.parent.parent
    learned = {example.text for example in data.training(folder)}
    measured = [example.text for example in data.relabelled(folder, "measure")]
    streamed = data.stream(folder)
    assert sum(text in learned for text in measured) == 0
    assert sum(text in learned for text in streamed if len(text.split()) > 3) == 0


def test_another_version_of_a_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data/train").mkdir(parents=True)
    (tmp_path / "data/train/relabelled.csv").write_text("id,text\n1,x\n", encoding="utf-8")
    with pytest.raises(DataError, match="differs from the version"):
        data.read_set("relabelled", tmp_path)
    with pytest.raises(DataError, match="no such file"):
        data.read_set("stream_negatives", tmp_path)
    with pytest.raises(DataError, match="set PANTAU_SHARED"):
        data.read_set("relabelled", None)


def test_copies_share_a_group() -> None:
    texts = [
        "ayo usir mereka dari kampung kita",
        "RT ayo usir mereka dari kampung kita",
        "ngopi dulu saja kawan",
    ]
    assert near_duplicates([shingles(text.split()) for text in texts]) == [0, 0, 2]


def test_a_group_is_named_by_its_first_text() -> None:
    words = ["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh"]
    texts = [words[4:], ["lain", "sekali", "ini"], words[:4], words]  # the last joins the first and the third
    assert near_duplicates([shingles(text) for text in texts]) == [0, 1, 0, 0]


def test_copies_with_other_marks_share_a_group() -> None:
    forms = [model_form(text) for text in ("Usir mereka, sekarang juga!", "usir mereka 😡 sekarang juga")]
    assert near_duplicates([shingles(bare(form)) for form in forms]) == [0, 0]


ORDINARY = ["usir kaum beras", "halo semua"]


def _example(number: int, holds: bool) -> Example:
    text = f"usir kaum nomor{number} itu" if holds else f"jual beras murah nomor{number} ya"
    return Example(
        id=str(number), text=text, domain="own" if number % 2 else "published", provocation=holds,
        violence=False, role=RoleName.ASSERT, severity=2 * holds, group=str(number),
    )  # fmt: skip


@pytest.fixture(scope="module")
def material() -> Material:
    examples = tuple(_example(number, number % 3 == 0) for number in range(60))
    batch = read_texts([example.text for example in examples])
    vocabulary = learn_vocabulary(batch)
    from models.features import build

    places = sp.csr_matrix(np.eye(2, dtype=np.float32)[[number % 2 for number in range(60)]])
    design = sp.csr_matrix(sp.hstack([build(batch, vocabulary), places]))
    return Material(
        examples=examples,
        vocabulary=vocabulary,
        design=sp.csr_matrix(sp.vstack([design, design[:6]])),
        of=np.concatenate([np.arange(60), np.arange(6)]),
        row_weight=np.linspace(0.5, 2, 66),
        weight=np.ones(60),
        fold=np.arange(60) % 5,
        ordinary=sp.csr_matrix(sp.hstack([build(read_texts(ORDINARY), vocabulary), np.eye(2)[[1, 1]]])),
        ordinary_fold=np.array([0, 1]),
    )


def test_a_head_learns_and_is_the_same_each_time(material: Material) -> None:
    holds = np.array([example.provocation for example in material.examples])
    first, second = (fit_head(material, Task(holds, np.ones(60, dtype=bool))) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
    margins, ordinary = out_of_fold(material, Task(holds, np.ones(60, dtype=bool)))
    assert margins[holds].min() > margins[~holds].max()
    assert len(ordinary) == 2


def test_a_head_learns_from_a_copy_only_with_its_text(material: Material) -> None:
    holds = np.array([example.provocation for example in material.examples])
    use = np.arange(60) >= 6
    lost = replace(
        material,
        design=material.design[:60],
        of=material.of[:60],
        row_weight=material.row_weight[:60],
    )
    whole, less = (fit_head(one, Task(holds, use)) for one in (material, lost))
    assert np.array_equal(whole.weights, less.weights)
    every = np.ones(60, dtype=bool)
    whole, less = (fit_head(one, Task(holds, every)) for one in (material, lost))
    assert not np.array_equal(whole.weights, less.weights)


def test_ordinary_texts_are_learned_as_texts_without_it_but_in_their_own_fold(material: Material) -> None:
    holds = np.array([example.provocation for example in material.examples])
    every = np.ones(60, dtype=bool)
    ordinary = material.ordinary[:, : material.features]
    without, learned = (fit_head(material, Task(holds, every, for_posts)) for for_posts in (False, True))
    assert (ordinary @ learned.weights + learned.bias < ordinary @ without.weights + without.bias).all()
    _, held = out_of_fold(material, Task(holds, every, for_posts=True))
    for fold in (0, 1):
        head = fit_head(material, Task(holds, every, for_posts=True), but=fold)
        assert held[fold] == pytest.approx(float((ordinary[fold] @ head.weights)[0] + head.bias))
        lost = replace(material, ordinary=material.ordinary[[1 - fold]], ordinary_fold=np.array([1 - fold]))
        assert np.array_equal(
            head.weights, fit_head(lost, Task(holds, every, for_posts=True), but=fold).weights
        )


def test_a_published_text_weighs_two_of_ours_where_posts_are_judged(material: Material) -> None:
    holds = np.array([example.provocation for example in material.examples])
    every = np.ones(60, dtype=bool)
    none = replace(material, ordinary=material.ordinary[:0], ordinary_fold=material.ordinary_fold[:0])
    doubled = replace(none, row_weight=none.row_weight * np.where(none.own[none.of], 1, 2))
    for_posts = fit_head(none, Task(holds, every, for_posts=True))
    assert np.array_equal(for_posts.weights, fit_head(doubled, Task(holds, every)).weights)
    assert not np.array_equal(for_posts.weights, fit_head(none, Task(holds, every)).weights)


def test_a_writer_is_judged_by_what_the_others_teach(material: Material) -> None:
    examples = [
        replace(example, violence=example.provocation, writer=str(1 + number // 20))
        for number, example in enumerate(material.examples)
    ]
    held = replace(material, fold=np.arange(60) // 20)
    holds = np.array([example.provocation for example in examples])
    margins, _ = out_of_fold(held, Task(holds, np.ones(60, dtype=bool)))
    told = by_writer(examples, {"provocation": margins, "violence": margins})
    assert told.startswith("one writer of 3 held out")
    assert "either 1.000 (1.000 to 1.000)" in told
    worse = by_writer(examples, {"provocation": -margins, "violence": -margins})
    assert "either 1.000" not in worse


def test_a_fold_holds_whole_writers() -> None:
    folds: dict[str, set[int]] = {}
    for example in data.own_training():
        if example.writer.isdigit():
            folds.setdefault(example.writer, set()).add(_fold(example))
    assert len(folds) > 20
    assert all(len(found) == 1 for found in folds.values())


def test_what_is_put_aside_is_spread_over_the_parts_and_a_writer_stays_whole() -> None:
    aside = [
        Example(
            id=group, text="", domain="x", provocation=False, violence=False, role=RoleName.ASSERT,
            severity=0, group=group,
        )
        for group in map(str, range(4000))
    ]  # fmt: skip
    published = Counter(_part(example) for example in aside if is_aside(example))
    assert len(published) == PARTS
    assert max(published.values()) < 2 * min(published.values())
    ours = {_part(replace(aside[0], domain="own", writer=writer)) for writer in WRITERS}
    assert len(ours) == min(PARTS, len(WRITERS))


def test_a_disguise_leaves_most_words_and_is_none_of_the_measured_ones() -> None:
    text = "besok kita serang rumah mereka dan bakar semua barang sampai habis tidak tersisa lagi"
    copies = [disguised(text, Random(seed)) for seed in range(400)]
    assert len(set(copies)) > 200
    kept = [len(set(text.split()) & set(copy.split())) / len(text.split()) for copy in copies]
    assert 0.5 < np.mean(kept) < 0.9
    words = {word for copy in copies for word in copy.split()} - set(text.split())
    measured = {word for kind in KINDS for seed in range(50) for word in obfuscate(text, kind, seed).split()}
    both = words & measured - set(text.split())
    assert len(both) < 0.05 * len(words)


def test_the_mix_has_the_declared_shares() -> None:
    holds, own = np.array([1, 1, 0, 0, 0], bool), np.array([1, 0, 1, 0, 0], bool)
    found = mix(np.zeros(5), holds, own, np.zeros(3), 0.01)
    assert found.weight.sum() == pytest.approx(1)
    assert found.weight[found.holds].sum() == pytest.approx(0.01)
    assert sum(BASE_RATES.values()) > 0.01 > max(BASE_RATES.values())  # some hold both


def test_what_counts_half_has_half_the_weight_of_its_like() -> None:
    holds, own = np.array([1, 1, 0, 0, 1], bool), np.array([0, 0, 0, 1, 1], bool)
    even = mix(np.zeros(5), holds, own, np.zeros(2), 0.01)
    half = mix(np.zeros(5), holds, own, np.zeros(2), 0.01, np.array([1, 0.5, 0.5, 1, 1]))
    assert half.weight[0] == pytest.approx(2 * half.weight[1])
    assert half.weight[5] == pytest.approx(2 * half.weight[2])
    assert half.weight[:2].sum() == pytest.approx(even.weight[:2].sum())
    assert half.weight.sum() == pytest.approx(even.weight.sum())


def _calibrated() -> Traffic:
    """Probabilities of which each says how often the text holds the signal."""
    chance = np.random.default_rng(1)
    value = chance.beta(0.3, 2.7, 4000)
    return Traffic(value, chance.random(4000) < value, np.full(4000, 1 / 4000))


def test_thresholds_keep_their_promise() -> None:
    found = _calibrated()
    lawful = found.value[~found.holds]
    chosen = thresholds("provocation", found, lawful, ["n_rude"] * len(lawful))
    assert chosen[Channel.POST] <= chosen[Channel.NEWS] <= chosen[Channel.FACTCHECK]
    assert found.holds[found.value >= chosen[Channel.POST]].mean() >= 0.5
    counted, expected = least_value(found, 0.9), least_expected(found, 0.9)
    assert chosen[Channel.NEWS] == pytest.approx((counted + expected) / 2, abs=1e-4)
    assert abs(counted - expected) > 1e-3, "else halfway is either end"
    assert (lawful >= chosen[Channel.POST]).mean() <= 0.02
    around = band(found, chosen[Channel.POST])
    assert 0 < around.low < chosen[Channel.POST] <= around.high


def test_a_threshold_by_counting_and_one_by_what_is_expected() -> None:
    found = _calibrated()
    counted, expected = least_value(found, 0.5), least_expected(found, 0.5)
    assert (
        found.holds[found.value >= counted].mean() >= 0.5 > found.holds[found.value >= counted - 0.1].mean()
    )
    assert (
        found.value[found.value >= expected].mean()
        >= 0.5
        > found.value[found.value >= expected - 0.02].mean()
    )
    assert expected == pytest.approx(counted, abs=0.05)
    assert least_expected(found, 1.0) > found.value.max()


def test_each_kind_of_lawful_text_counts_the_same() -> None:
    chance = np.random.default_rng(3)
    kinds = ["n_rude"] * 1000 + ["n_counter"] * 10
    lawful = np.concatenate([chance.random(1000) / 2, 0.5 + chance.random(10) / 2])
    least = _rarely_reached(lawful, kinds)
    weight = np.array([1 / 1000] * 1000 + [1 / 10] * 10) / 2
    assert weight[lawful > least].sum() <= 0.02 < weight[lawful >= least].sum()
    assert least == lawful.max()  # one of ten stands for a twentieth of all
    one_kind = _rarely_reached(lawful, ["n_rude"] * 1010)
    assert (lawful > one_kind).mean() <= 0.02 < (lawful >= one_kind).mean()
    chosen = thresholds(
        "violence",
        Traffic(np.array([0.1, 0.9]), np.array([False, True]), np.array([0.5, 0.5])),
        lawful,
        kinds,
    )
    assert chosen[Channel.POST] > least


def test_platt_finds_the_curve() -> None:
    chance = np.random.default_rng(2)
    value = chance.normal(0, 2, 20_000)
    holds = chance.random(20_000) < 1 / (1 + np.exp(-(1.5 * value - 2)))
    slope, offset = platt(Traffic(value, holds, np.full(20_000, 1 / 20_000)))
    assert slope == pytest.approx(1.5, abs=0.1)
    assert offset == pytest.approx(-2, abs=0.1)


def test_a_beta_curve_has_a_slope_for_what_is_likely_and_one_for_what_is_not() -> None:
    chance = np.random.default_rng(3)
    value = chance.normal(0, 2, 40_000)
    wanted = np.array([1.4, 0.6, -0.3], dtype=np.float32)
    holds = chance.random(40_000) < 1 / (1 + np.exp(-beta(value, wanted)))
    curve = beta_curve(Traffic(value, holds, np.full(40_000, 1 / 40_000)))
    assert curve == pytest.approx(wanted, abs=0.1)
    assert beta(value, np.array([1, 1, 0], dtype=np.float32)) == pytest.approx(value)


def test_a_curve_that_falls_is_refused() -> None:
    value = np.linspace(-4, 4, 400)
    holds = np.abs(value) < 1  # likely ones hold it more seldom
    with pytest.raises(ValueError, match="too few texts"):
        beta_curve(Traffic(value, holds, np.full(400, 1 / 400)))


def test_a_join_keeps_its_curve(tmp_path: Path) -> None:
    bent = Join(
        np.ones((2, 1), np.float32), np.zeros(1, np.float32), False, np.array([1, 0.5, 0.1], np.float32)
    )
    save_join(bent, tmp_path / "join.safetensors")
    again = read_join(tmp_path / "join.safetensors")
    x = np.array([[0.2, -3], [2, 2]], dtype=np.float32)
    assert again.probabilities(x) == pytest.approx(bent.probabilities(x))
    assert again.probabilities(x)[1, 0] < 1 / (1 + np.exp(-4))


def test_ours_are_heard_disguised_too_and_published_ones_are_not() -> None:
    plain = "besok kita serang rumah mereka dan bakar semua barang sampai habis"
    examples = [_example(2, True), *(replace(_example(n, True), text=plain, domain="own") for n in range(20))]
    copies = list(_copies(examples))
    assert [number for number, _ in copies] == list(range(1, 21))
    assert sum(text != plain for _, text in copies) > 10


def test_a_text_and_its_copy_weigh_what_it_would_alone() -> None:
    weight, of = np.array([1.0, 2.0, 0.5]), np.array([1, 2])
    rows = _row_weights(weight, of)
    assert (rows > 0).all()
    np.testing.assert_allclose(rows[:3] + np.bincount(of, rows[3:], minlength=3), weight)


def test_the_encoder_is_asked_for_the_flagged_and_for_some_of_the_others() -> None:
    margins = np.concatenate([np.linspace(-1, 1, 100), np.linspace(-3, -1.5, 900)])
    value = 1 / (1 + np.exp(-3 * margins))
    judged = Traffic(value, margins > 0, np.full(1000, 1 / 1000))
    least = cascade_from(margins, judged, 0.9, 100)
    assert 0 < (margins[100:] >= least).mean() < 0.05
    flagged = value >= 0.9
    assert (margins[flagged] >= least).all()
