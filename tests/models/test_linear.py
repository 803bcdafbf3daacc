from pathlib import Path

import numpy as np
import pytest

from core.record import Channel
from models.linear import WEIGHTS, Linear, load_linear, save_linear, to_probabilities
from models.provocation.score import score as provocation
from models.role.score import score as role
from models.severity.score import score as severity
from models.signal_card import MODELS, CardError, load_card, load_card_unchecked
from models.violence.score import score as violence

LIMIT = 14_000_000  # bytes of all linear weights
NAMES = ("provocation", "violence", "role", "severity")
TEXTS = [
    "usir semua pendatang dari kampung ini, mereka hama",
    "jalan poros rusak lagi, dinas kerjanya apa",
    "",
]


def test_weights_stay_small() -> None:
    files = [*MODELS.glob("*/weights.safetensors"), *MODELS.rglob("vocabulary.safetensors")]
    assert len(files) == len(NAMES) + 1 + 1 + 2  # the stance, and the incident model with its own vocabulary
    assert sum(file.stat().st_size for file in files) <= LIMIT


def test_scores_are_probabilities_of_the_right_shape() -> None:
    for score in (provocation, violence):
        found = score(TEXTS)
        assert found.shape == (3,)
        assert ((found > 0) & (found < 1)).all()
    assert np.allclose(role(TEXTS).sum(axis=1), 1)
    assert severity(TEXTS).shape == (3, 2)
    assert len(provocation([])) == 0
    assert role([]).shape == (0, 4)


def test_a_score_does_not_depend_on_its_batch() -> None:
    assert provocation([TEXTS[1]])[0] == pytest.approx(provocation(TEXTS)[1], rel=1e-5)


def test_the_plain_case_ranks_above_the_lawful_one() -> None:
    high, low, nothing = provocation(TEXTS)
    assert high > load_card("provocation").thresholds[Channel.POST]
    assert low < 0.01
    assert nothing < 0.01


def test_weights_keep_their_order_of_size_in_eight_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(5)
    weights = (chance.normal(size=(2000, 2)) ** 3 * [0.1, 2.0]).astype(np.float32)
    weights[:10] = 0
    few = np.ones(2, dtype=np.float32)
    (tmp_path / "small").mkdir()
    save_linear(Linear(weights, few, 2 * few, 3 * few), tmp_path / "small" / WEIGHTS)
    monkeypatch.setattr("models.linear.MODELS", tmp_path)
    monkeypatch.setattr(
        "models.linear.load_card", lambda name: load_card_unchecked("role").model_copy(update={"name": name})
    )
    found = load_linear("small")
    assert (tmp_path / "small" / WEIGHTS).stat().st_size < 2 * weights.size
    assert (found.weights[:10] == 0).all()
    root = np.sqrt(np.abs(weights).max(axis=0))
    assert (np.abs(found.weights - weights) <= root * (np.sqrt(np.abs(weights)) + root / 127) / 126).all()
    assert (found.bias[0], found.slope[0], found.offset[0]) == (1, 2, 3)


def test_sigmoid_and_softmax() -> None:
    margins = np.array([[0.0, 1.0]])
    ones = np.ones(2, dtype=np.float32)
    assert to_probabilities(margins, ones, 0 * ones)[0, 0] == 0.5
    both = to_probabilities(margins, np.eye(2, dtype=np.float32), 0 * ones)
    assert both.sum() == pytest.approx(1)
    assert both[0, 1] == pytest.approx(1 / (1 + np.exp(-1)))


@pytest.mark.parametrize("name", NAMES)
def test_each_model_has_card_model_card_and_thresholds_that_are_stricter_for_news(name: str) -> None:
    card = load_card(name)
    assert (MODELS / name / "MODEL_CARD.md").is_file()
    assert card.licence == "MODEL_LICENSE"
    if card.thresholds:
        post, news, check = (card.thresholds[one] for one in (Channel.POST, Channel.NEWS, Channel.FACTCHECK))
        assert post < news <= check
        assert card.unsure is not None
        assert card.unsure.low < card.thresholds[Channel.POST] <= card.unsure.high


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "violence"
    made.mkdir()
    (tmp_path / "encoder").mkdir()
    for file in (
        "violence/signal.yml",
        "violence/weights.safetensors",
        "violence/join.safetensors",
        "vocabulary.safetensors",
        "encoder/encoder.yml",
        "facets.safetensors",
        "names.yml",
        "lexicon.yml",
        "lexicon.tsv",
    ):
        (tmp_path / file).write_bytes((MODELS / file).read_bytes())
    monkeypatch.setattr("models.signal_card.MODELS", tmp_path)
    load_card.cache_clear()
    return made


@pytest.fixture(autouse=True)
def _forget_cards() -> None:
    load_card.cache_clear()


def test_other_weights_are_refused(folder: Path) -> None:
    load_card("violence")
    load_card.cache_clear()
    (folder / "weights.safetensors").write_bytes(b"other")
    with pytest.raises(CardError, match=r"weights\.safetensors: differs from its SHA-256"):
        load_card("violence")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()
    with pytest.raises(CardError, match=r"weights\.safetensors: missing"):
        load_card("violence")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("licence:", "surprise: 1\nlicence:", "surprise"),
        ("  factcheck:", "  telegraph:", "thresholds"),
        ("name: violence", "name: provocation", "must be the folder's name"),
        ("name: violence", "name: [", "not valid YAML"),
        ("version:", "version: x\nversion:", "the key version stands twice"),
    ],
)
def test_a_card_with_a_surprise_is_refused(folder: Path, old: str, new: str, message: str) -> None:
    card = folder / "signal.yml"
    card.write_text(card.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CardError, match=message):
        load_card_unchecked("violence")
