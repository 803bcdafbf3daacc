from datetime import UTC, datetime

from core.record import Annotated, Channel, Item, Private
from pipeline.context import Context
from pipeline.normalise import normalise

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CONTEXT = Context(now=NOW)


def annotated(title: str, text: str, *, kept: bool = True) -> Annotated:
    item = Item(
        id="0" * 16, source_id="sumber", channel=Channel.POST, title=title, text=text, language="und",
        author_key="", published_at=None, fetched_at=NOW, advertorial=False, revision=0, content_hash="",
    )  # fmt: skip
    private = Private(
        item_id=item.id, revision=0, url="", title=title if kept else "", text=text if kept else "",
        forwarded_from="", warc_file="", warc_offset=0,
    )  # fmt: skip
    return Annotated(item=item, private=private)


def test_title_and_text_are_normalised_and_masked() -> None:
    before = annotated("Info\u200b dari @budi_k", "NIK  6408012305890001,\r\nhubungi 0812-3456-7890 ya")
    (after,) = normalise([before], CONTEXT)
    assert after.item.title == "Info dari [@akun]"
    assert after.item.text == "NIK [NIK],\nhubungi [telepon] ya"
    assert after.item.language == "id"


def test_the_original_is_kept_apart() -> None:
    text = "NIK  6408012305890001"
    for kept in (True, False):
        (after,) = normalise([annotated("", text, kept=kept)], CONTEXT)
        assert after.private.text == text
        assert "6408012305890001" not in after.item.text


def test_again_changes_nothing() -> None:
    batch = [
        annotated("@ani", "rek BRI 1234-01-012345-53-4", kept=False),
        annotated("", "Please vote on time"),
    ]
    once = normalise(batch, CONTEXT)
    assert normalise(once, CONTEXT) == once


def test_order_and_number_stay() -> None:
    batch = [
        annotated("", text)
        for text in ("Warga menolak tambang itu.", "", "The road is closed today", "Kada usah takutan ikam")
    ]
    after = normalise(batch, CONTEXT)
    assert [each.item.language for each in after] == ["id", "und", "en", "und"]
    assert normalise([], CONTEXT) == []
