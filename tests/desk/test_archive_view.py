"""The archived page and the reveal: who may, for which reason, what is written down, what no answer gives."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from core.record import Channel
from desk.board.board import Filters, Lane
from tests.desk.conftest import Client, csrf

if TYPE_CHECKING:
    from desk.desk import Desk


def of_channel(desk: "Desk", channel: Channel) -> tuple[str, str]:
    """A story of this channel, and its item."""
    rows = desk.board.listed(Lane.ALL, Filters(channel=channel.value), limit=200).rows
    return rows[0].story_id, rows[0].item_id


def private(desk: "Desk", item: str) -> dict[str, Any]:
    with desk.store.reading() as db:
        row = db.execute("SELECT url, text FROM private.originals WHERE item_id = ?", [item]).fetchone()
    assert row is not None
    return {"url": row[0], "text": row[1]}


def notes(desk: "Desk", action: str) -> list[dict[str, Any]]:
    rows = desk.people.read("SELECT detail FROM audit_waiting WHERE action = ?", (action,))
    return [json.loads(row["detail"]) for row in rows]


def test_news_is_shown_in_a_frame_that_can_do_nothing(desk: "Desk", client: Client) -> None:
    story, item = of_channel(desk, Channel.NEWS)
    path, analyst = f"/cerita/{story}/arsip/{item}/0", client("analyst")
    page = analyst.get(path).text
    assert f'src="{path}/isi"' in page and "<iframe" in page
    frame = page.split("<iframe")[1].split(">")[0]
    assert " sandbox " in frame and "allow-" not in frame
    assert private(desk, item)["url"] in page
    assert [one["item"] for one in notes(desk, "archive")] == [item]
    body = analyst.get(f"{path}/isi")
    policy = body.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script" not in policy
    assert "<script" not in body.text and "href" not in body.text


def test_the_page_of_a_post_needs_a_reason(desk: "Desk", client: Client) -> None:
    story, item = of_channel(desk, Channel.POST)
    path, analyst = f"/cerita/{story}/arsip/{item}/0", client("analyst")
    page = analyst.get(path).text
    assert "<iframe" not in page and private(desk, item)["url"] not in page
    assert analyst.get(f"{path}/isi").status_code == 403
    token = csrf(analyst, desk)
    assert analyst.post(path, data={"csrf": token}).status_code == 400
    shown = analyst.post(path, data={"csrf": token, "reason": "verify"})
    assert shown.status_code == 200 and "srcdoc=" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert [one["reason"] for one in notes(desk, "reveal_archive")] == ["verify"]


def test_the_reveal_asks_notes_and_shows_once(desk: "Desk", client: Client) -> None:
    story, item = of_channel(desk, Channel.POST)
    analyst, secret = client("analyst"), private(desk, item)
    fields = {"csrf": csrf(analyst, desk), "item": item, "revision": "0"}
    path = f"/cerita/{story}/buka"
    for wrong in ({}, {"reason": "iseng"}, {"reason": "other"}, {"reason": "other", "words": "  "}):
        assert analyst.post(path, data={**fields, **wrong}).status_code == 400
    assert notes(desk, "reveal") == []
    words = "hubungi 0812-3456-7890 dulu"
    shown = analyst.post(path, data={**fields, "reason": "other", "words": words})
    assert shown.status_code == 200 and secret["url"] in shown.text
    assert shown.headers["cache-control"] == "no-store"
    (noted,) = notes(desk, "reveal")
    assert (noted["item"], noted["reason"]) == (item, "other") and noted["note"]
    with desk.store.reading() as db:
        kept = db.execute("SELECT text FROM private.notes WHERE id = ?", [noted["note"]]).fetchone()
    assert kept == ("hubungi [telepon] dulu",)
    assert secret["url"] not in analyst.get(f"/cerita/{story}").text
    part = analyst.post(path, data={**fields, "reason": "case"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text and secret["url"] in part.text


@pytest.mark.parametrize("role", ["viewer", "administrator"])
def test_who_may_not_reveal(desk: "Desk", client: Client, role: str) -> None:
    story, item = of_channel(desk, Channel.POST)
    one = client(role)
    fields = {"csrf": csrf(one, desk), "item": item, "revision": "0", "reason": "verify"}
    assert one.post(f"/cerita/{story}/buka", data=fields).status_code == 403
    assert one.post(f"/cerita/{story}/arsip/{item}/0", data=fields).status_code == 403
    assert one.get(f"/cerita/{story}/arsip/{item}/0").status_code == 403


def test_an_item_of_another_story_is_not_there(desk: "Desk", client: Client) -> None:
    story, _ = of_channel(desk, Channel.NEWS)
    other, item = of_channel(desk, Channel.POST)
    analyst = client("analyst")
    fields = {"csrf": csrf(analyst, desk), "item": item, "revision": "0", "reason": "verify"}
    assert other != story and analyst.post(f"/cerita/{story}/buka", data=fields).status_code == 404
    for revision in ("1", "-1", "x", "99999999999", "٣"):
        assert analyst.get(f"/cerita/{other}/arsip/{item}/{revision}").status_code == 404
    assert analyst.post(f"/cerita/{other}/buka", data={**fields, "revision": "x"}).status_code == 404


def test_a_record_that_is_gone_or_torn_is_told(desk: "Desk", client: Client) -> None:
    story, item = of_channel(desk, Channel.NEWS)
    for path in desk.settings.archive.rglob("*.warc.gz"):
        path.write_bytes(path.read_bytes()[:50])
    analyst = client("analyst")
    page = analyst.get(f"/cerita/{story}/arsip/{item}/0")
    assert page.status_code == 200 and "Rekamannya tidak dapat dibaca" in page.text
    assert str(desk.settings.archive) not in page.text
    assert analyst.get(f"/cerita/{story}/arsip/{item}/0/isi").status_code == 404
    for path in desk.settings.archive.rglob("*.warc.gz"):
        path.unlink()
    assert "Rekamannya tidak dapat dibaca" in analyst.get(f"/cerita/{story}/arsip/{item}/0").text
