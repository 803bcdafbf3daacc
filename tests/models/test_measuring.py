import csv
from collections import Counter
from pathlib import Path

import pytest

from core.text import normalise
from models.match.data import PUBLISHED_POSTS, local_training, read
from models.measuring import data
from models.measuring.obfuscate import KINDS, obfuscate
from models.training import data as training
from models.training.data import DataError

# lawful groups of the issue, each with 200 texts at least
LAWFUL = {
    *("critic", "protest", "report_news", "debunk", "counter"),
    *("identity", "idiom", "rude", "neutral", "satire"),
}


def test_sets_hold_the_rows_that_their_list_names() -> None:
    for name, entry in data.sets().items():
        assert len(data.rows(name)) == entry.rows


def test_nothing_that_measures_is_learned_from() -> None:
    learned = {one.text for one in [*training.own_training(), *training.of_sense()]}
    measured = [*data.texts(), *data.charged("buried"), *data.charged("unusual")]
    assert sum(example.text in learned for example in measured) == 0
    written = {row["text"] for row in training.read_set("stance_posts", None)}
    written |= {query.text for query in local_training()}
    written |= {text for row in read(PUBLISHED_POSTS) for text in row.values() if len(text.split()) > 1}
    assert sum(row["text"] in written for row in data.rows("stance")) == 0
    claims = {query.claim.claim for query in local_training() if query.claim}
    for row in data.rows("twins"):
        assert row["claim"] not in claims
        assert written.isdisjoint(row.values())
    assert {row["of"] for row in data.rows("by_hand")} <= {example.id for example in data.texts()}
    assert sum(pair.first in learned or pair.second in learned for pair in data.swaps()) == 0


def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "HERE", tmp_path)
    data.sets.cache_clear()
    entry = f"{{path: t.csv, title: t, rows: 1, sha256: '{'0' * 64}', licence: ours, text_column: text}}"
    (tmp_path / "measuring.yml").write_text(f"texts: {entry}\n", encoding="utf-8")
    with pytest.raises(DataError, match="no such file"):
        data.rows("texts")
    (tmp_path / "t.csv").write_text("text\nx\n", encoding="utf-8")
    with pytest.raises(DataError, match="differs"):
        data.rows("texts")
    data.sets.cache_clear()


def test_each_lawful_group_has_two_hundred_texts() -> None:
    groups = Counter(example.kind.split("_", 1)[1] for example in data.texts() if not example.either)
    assert set(groups) == LAWFUL
    assert min(groups.values()) >= 200


def test_labels_agree_with_each_other() -> None:
    for one in data.texts():
        assert (one.kind[0] == "n") is not one.either, one.id
        assert (one.severity > 0) is one.either, one.id
        assert (one.ground != "none") is one.provocation, one.id
        assert (one.against != "none") is one.violence, one.id
        assert one.either or one.timing == "none", one.id


def test_what_was_disguised_by_hand_is_so_in_every_way() -> None:
    plain = {example.id: example for example in data.texts()}
    first = [example.id for example in data.by_hand(data.WAYS[0])]
    assert len(first) == len(set(first)) == 210
    assert sum(plain[one].either for one in first) == 150
    for way in data.WAYS:
        found = data.by_hand(way)
        assert [example.id for example in found] == first
        assert all(example.text != plain[example.id].text for example in found)
        assert len({example.text for example in found}) == 210


def test_pairs_are_many_and_of_every_sort() -> None:
    pairs = data.swaps()
    sorts = Counter(pair.id[0] for pair in pairs)
    assert len(pairs) >= 320
    assert sorts["L"] >= 0.49 * len(pairs)
    assert min(sorts["B"], sorts["P"]) >= 0.24 * len(pairs)
    assert {pair.kind for pair in pairs} == {"ethnicity", "religion", "pair", "office"}
    assert all(pair.first != pair.second for pair in pairs)
    assert len({pair.first for pair in pairs}) == len(pairs)


@pytest.mark.parametrize("kind", KINDS)
def test_a_disguise_is_the_same_each_time_and_changes_most_texts(kind: str) -> None:
    typed = [row["text"] for row in data.rows("texts") if row["group"][0] != "n"]
    disguised = [obfuscate(text, kind) for text in typed]
    assert disguised == [obfuscate(text, kind) for text in typed]
    changed = sum(before != after for before, after in zip(typed, disguised, strict=True))
    assert changed >= (0.5 if kind == "emoji" else 0.95) * len(typed)  # few words have a picture
    other = [obfuscate(text, kind, seed=8) for text in typed]
    assert (other == disguised) is (kind == "emoji")  # pictures are no matter of chance


def test_disguises_of_one_sentence() -> None:
    text = "usir mereka malam ini"
    assert obfuscate(text, "emoji") == "👉🚪 mereka 🌙 ini"
    assert obfuscate(text, "capitals").casefold() == text
    assert normalise(obfuscate(text, "invisible")) == text
    assert obfuscate(text, "leet").split()[0] in {"u5ir", "us1r", "u51r"}
    with pytest.raises(KeyError):
        obfuscate(text, "upside down")


def test_only_texts_of_ours_are_here() -> None:
    for file in (data.TEXTS, data.SWAPS):
        with file.open(encoding="utf-8", newline="") as lines:
            assert "id" in (csv.DictReader(lines).fieldnames or [])


def test_every_public_post_of_the_year_has_two_readings() -> None:
    told = data.told()
    assert len(told) == data.sets()["told"].rows
    assert sum(bool(one.both) for one in told.values()) == 1104
    assert sum(one.label not in one.either for one in told.values()) == 94
    assert sum(not one.either for one in told.values()) == 73
    assert all(len(claim) == 12 for one in told.values() for claim in (one.label, *one.either))
    assert {row["unsure"] for row in data.rows("told")} == {"0", "1", "2"}


def test_each_post_has_its_twin() -> None:
    rows = data.rows("twins")
    for row in rows:
        for number in "123":
            post, twin = row[f"post_{number}"], row[f"near_miss_{number}"]
            assert post and twin and post != twin, row["claim_id"]
    posts, twins = (sum(len(row[name].split()) for row in rows) for name in ("post_2", "near_miss_2"))
    assert twins == pytest.approx(posts, rel=0.1)
