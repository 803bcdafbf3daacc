"""The stage, on invented texts; how good the models are is measured by `pantau evaluate`."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from core.record import Annotated, Channel, Item, Private, RoleName, Signal
from models.signal_card import load_card
from models.training import data
from pipeline.classify import SIGNALS, Said, _signal, check_weights, classify, classify_texts
from pipeline.context import Context
from pipeline.reasons.flag import Explained
from tests.shared import shared

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HATE = "Usir semua pendatang dari kampung ini, mereka hama, jangan kasih hidup tenang!"
THREAT = "Ketua panwas itu kalau ketemu kubacok lehernya, bakar sekalian rumahnya"
LAWFUL = "Jalan poros rusak lagi, dinas kerjanya apa? Ayo tanda tangan petisi di warung Bu Minah."
NEWS = (
    "SANGATTA - Polisi menangkap dua pelaku pengeroyokan di simpang Perdau, Selasa (17/11). "
    '"Pelaku memukul korban dengan balok kayu," kata Kapolres. Sebanyak enam saksi diperiksa. '
    'Menurut warga, massa sempat berteriak "bakar" sebelum dibubarkan petugas. Situasi kini kondusif.'
)


def _item(text: str, *, title: str = "", channel: Channel = Channel.POST) -> Annotated:
    return Annotated(
        item=Item(
            id="1", source_id="s", channel=channel, title=title, text=text, language="id", author_key="",
            published_at=None, fetched_at=NOW, advertorial=False, revision=0, content_hash="",
        ),
        private=Private(
            item_id="1", revision=0, url="", title="", text="", forwarded_from="", warc_file="",
            warc_offset=0,
        ),
    )  # fmt: skip


def _one(
    text: str, *, title: str = "", channel: Channel = Channel.POST
) -> tuple[RoleName, dict[str, Signal]]:
    found = classify_texts([Said(title=title, text=text, channel=channel)])[0]
    return found.role.name, {signal.name: signal for signal in found.signals}


def test_the_stage_fills_role_and_both_signals_and_nothing_else() -> None:
    before = [_item(HATE), _item(LAWFUL), _item("")]
    after = classify(before, Context(now=NOW))
    assert [each.item for each in after] == [each.item for each in before]
    for old, new in zip(before, after, strict=True):
        assert new.role is not None
        assert [signal.name for signal in new.signals] == list(SIGNALS)
        assert replace(new, role=None, signals=()) == old
    assert classify(after, Context(now=NOW)) == after
    assert classify([], Context(now=NOW)) == []


def test_what_nearly_reaches_the_threshold_of_news_is_unsure() -> None:
    card = load_card("violence")
    assert card.unsure is not None
    threshold = card.thresholds[Channel.NEWS]
    assert threshold > card.unsure.high
    nothing, sure = Explained(), np.array([0.9, 0.05, 0.0, 0.05])

    def told(probability: float, channel: Channel) -> Signal:
        said = Said(title="", text="dua kata", channel=channel)
        return _signal("violence", probability, sure, 2, said, (), nothing)

    between = (card.unsure.high + threshold) / 2
    assert told(between, Channel.NEWS).unsure
    assert not told(between, Channel.NEWS).flagged
    assert not told(between, Channel.POST).unsure
    assert told(between, Channel.POST).flagged
    assert not told(threshold, Channel.NEWS).unsure


def test_plain_cases() -> None:
    role, hate = _one(HATE)
    assert role is RoleName.ASSERT
    assert hate["provocation"].flagged
    assert hate["provocation"].severity >= 2
    assert _one(THREAT)[1]["violence"].flagged
    lawful = _one(LAWFUL)[1].values()
    assert not any(signal.flagged or signal.severity for signal in lawful)
    assert all(signal.reasons == () for signal in lawful)


def test_a_report_is_not_flagged_and_says_so() -> None:
    role, signals = _one(NEWS, channel=Channel.NEWS)
    assert role is RoleName.REPORT
    assert not any(signal.flagged or signal.severity for signal in signals.values())


def test_what_is_near_but_reported_names_the_role_as_a_reason_against() -> None:
    quoted = f'Kapolres mengatakan pelaku menulis "{HATE}" di grup warga, Selasa. Tersangka ditahan, ujarnya.'
    role, signals = _one(quoted)
    signal = signals["provocation"]
    assert role is RoleName.REPORT
    assert not signal.flagged
    if signal.reasons:
        assert signal.reasons[-1].note.startswith("Peran penulis: melaporkan")
        assert signal.reasons[-1].weight < 0


def test_flagged_is_threshold_and_role_together() -> None:
    for text in (HATE, THREAT, LAWFUL, NEWS):
        for channel in Channel:
            role, signals = _one(text, channel=channel)
            for name, signal in signals.items():
                assert signal.threshold == load_card(name).thresholds[channel]
                reaches = signal.probability >= signal.threshold
                assert signal.flagged == (reaches and role is RoleName.ASSERT)


def test_a_word_by_itself_is_doubtful_at_most() -> None:
    for word in ("cina", "BAKAR!!!", "k a f i r"):
        _, found = _one(word)
        assert not any(signal.flagged for signal in found.values()), word
    assert _one("cina")[1]["provocation"].unsure
    assert _one("#usircina")[1]["provocation"].flagged
    assert _one("Gorok @akun")[1]["violence"].flagged  # to somebody


def test_spans_point_into_the_text_and_reasons_repeat_its_words() -> None:
    signal = _one(HATE)[1]["provocation"]
    assert signal.spans
    for span in signal.spans:
        assert 0 <= span.start < span.end <= len(HATE)
    for reason in signal.reasons:
        if reason.span:
            assert " ".join(HATE[reason.span.start : reason.span.end].split()) == reason.words
    weights = [reason.weight for reason in signal.reasons if reason.weight > 0]
    assert weights[1:] == sorted(weights[1:], reverse=True)  # the first says what the text does
    assert signal.reasons[0].note.startswith("tampaknya menghasut")
    named = {word for reason in signal.reasons for word in reason.words.lower().split()}
    assert named & {"usir", "pendatang", "mereka"}


def test_a_mark_alone_is_no_reason() -> None:
    said = [Said(title="", text=f'"{HATE}" !!! "{THREAT}" ?', channel=Channel.POST)]
    for signal in classify_texts(said)[0].signals:
        assert all(any(letter.isalnum() for letter in one.words) or one.note for one in signal.reasons)


def test_words_of_the_title_count_but_have_no_span() -> None:
    signal = _one("Sudah cukup kita diam.", title=HATE)[1]["provocation"]
    assert signal.flagged
    titled = [r for r in signal.reasons if r.words and r.span is None and r.weight > 0]
    assert titled
    assert all(reason.note.startswith("di judul") for reason in titled)
    assert all(span.end <= len("Sudah cukup kita diam.") for span in signal.spans)


def test_offsets_hold_after_escapes_emoji_and_masks() -> None:
    text = r"[@akun] 😡😡 dengar\n\nusir semua pendatang itu &amp; bakar rumahnya"
    for signal in _one(text)[1].values():
        for reason in signal.reasons:
            if reason.span:
                assert " ".join(text[reason.span.start : reason.span.end].split()) == reason.words


@pytest.mark.parametrize(
    "disguise", ["U S I R pendatang", "us1r pendatang", "USIIIIR pendatang", "uѕir pendatang"]
)
def test_disguises_change_little(disguise: str) -> None:
    rest = " dari kampung ini, mereka hama semua"
    plain = _one("usir pendatang" + rest)[1]["provocation"].probability
    assert _one(disguise + rest)[1]["provocation"].probability == pytest.approx(plain, abs=0.05)


def test_a_long_text_does_not_gather_evidence() -> None:
    sentence = (
        "Warga berkumpul di kantor desa membahas jalan, air bersih dan keamanan kampung menjelang pilkada. "
    )
    short = max(signal.probability for signal in _one(sentence)[1].values())
    long = max(signal.probability for signal in _one(sentence * 40)[1].values())
    assert long < short + 0.05


def test_weights_are_checked() -> None:
    signals = ("provocation", "violence", "role", "severity", "stance", "incident")
    assert check_weights() == (*signals, "hoax", "encoder")


def test_the_article_from_which_the_project_began() -> None:
    text = data.clean(shared("data/seed_article.txt").read_text(encoding="utf-8"))
    role, signals = _one(text, channel=Channel.NEWS)
    assert role is RoleName.REPORT
    assert not any(signal.flagged for signal in signals.values())
