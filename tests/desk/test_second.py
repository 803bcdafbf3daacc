"""The second opinion: blind, by somebody else; a third settles where two differ."""

from typing import TYPE_CHECKING

import pytest

from core import clock
from tests.desk.conftest import Client
from tests.desk.deciding import NO, YES, send, state, stories, user_of, with_copies, written

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from desk.board.records import Row
    from desk.desk import Desk
    from desk.work.panel import Panel


def shown(desk: "Desk", client: "TestClient", story: str) -> "Panel":
    """The panel that this client's page would show."""
    from desk.work import holds
    from desk.work.panel import make_panel

    found, user = desk.board.story(story), user_of(client, desk)
    assert found is not None
    holds.take_over(desk.people, story, user.id)
    return make_panel(desk, user, found, written(desk, story))


def test_the_second_sees_nothing_of_the_first(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    assert send(one, desk, story, "ask_second", **YES, note="kata rahasia").status_code == 303
    assert state(desk, story) == "second"
    first, second = shown(desk, one, story), shown(desk, two, story)
    assert (first.turn, first.blind) == ("waits", False)
    assert (second.turn, second.blind) == ("second", True)
    assert second.verdict is None
    assert second.undoable == ()
    assert second.opinions == ()
    page = send(two, desk, story, "second", hoax="no").text
    assert "kata rahasia" not in page
    assert "Satu" not in page
    assert "checked" in page
    assert 'value="yes" checked' not in page


def test_the_first_does_not_give_the_second(desk: "Desk", client: Client) -> None:
    one, client_two, story = client("supervisor", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    assert user_of(client_two, desk).name == "Dua"
    send(one, desk, story, "ask_second", **YES)
    before = written(desk, story)
    for kind in ("second", "settle", "decide", "harmless", "reopen"):
        fields = {**YES, "note": "x", **({"reason": "song"} if kind == "harmless" else {})}
        answer = send(one, desk, story, kind, **fields)
        assert answer.status_code == 409, kind
    assert written(desk, story) == before


def test_two_that_agree_have_decided(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    send(one, desk, story, "ask_second", **YES)
    assert send(two, desk, story, "second", **YES).status_code == 303
    first, second = written(desk, story)
    assert second.refers_to == first.id
    assert state(desk, story) == "decided"


def test_where_two_differ_another_supervisor_settles(desk: "Desk", client: Client) -> None:
    one, two = client("analyst", "Satu"), client("supervisor", "Dua")
    third, fourth, story = client("supervisor", "Tiga"), client("analyst", "Empat"), stories(desk)[0]
    send(one, desk, story, "ask_second", **YES, note="catatan satu")
    send(two, desk, story, "second", **NO, note="catatan dua")
    assert state(desk, story) == "disputed"
    for other in (one, two, fourth):
        assert send(other, desk, story, "settle", **NO).status_code == 409
        assert shown(desk, other, story).opinions == ()
    both = shown(desk, third, story)
    assert both.turn == "settle"
    assert [opinion.note for opinion in both.opinions] == ["catatan satu", "catatan dua"]
    page = send(third, desk, story, "settle", **{**NO, "reason": ""})
    assert page.status_code == 422
    assert "catatan satu" in page.text
    assert "catatan dua" in page.text
    assert send(third, desk, story, "settle", **NO).status_code == 303
    assert state(desk, story) == "decided"
    assert written(desk, story)[-1].refers_to == written(desk, story)[0].id


def test_put_off_it_is_still_blind(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    send(one, desk, story, "ask_second", **YES)
    send(two, desk, story, "hold", preset="hour")
    assert state(desk, story) == "held"
    assert shown(desk, two, story).blind
    assert send(two, desk, story, "second", **NO).status_code == 303
    assert state(desk, story) == "disputed"


def test_a_supervisor_who_is_still_blind_takes_nothing_back(desk: "Desk", client: Client) -> None:
    one, boss, story = client("analyst", "Satu"), client("supervisor", "Dua"), stories(desk)[0]
    send(one, desk, story, "ask_second", **YES)
    made = written(desk, story)[0]
    assert send(boss, desk, story, "undo", refers_to=made.id, note="x").status_code == 409
    assert send(one, desk, story, "undo", refers_to=made.id, note="keliru").status_code == 303
    assert state(desk, story) == "new"


def test_an_answer_that_was_taken_back_and_given_again_is_as_blind(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    send(one, desk, story, "ask_second", **YES, note="jawaban pertama sekali")
    first = written(desk, story)[0]
    send(one, desk, story, "undo", refers_to=first.id, note="salah tekan")
    send(one, desk, story, "ask_second", **YES, note="jawaban lagi")
    page = two.get(f"/cerita/{story}").text
    assert "Ini pendapat kedua" in page
    assert "jawaban pertama sekali" not in page
    assert "jawaban lagi" not in page
    assert "salah tekan" not in page


def test_the_second_is_not_given_again_by_one_who_has_seen_the_first(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    send(one, desk, story, "ask_second", **YES)
    send(two, desk, story, "second", **NO)
    made = written(desk, story)[-1]
    assert send(two, desk, story, "undo", refers_to=made.id, note="keliru").status_code == 303
    assert state(desk, story) == "second"
    assert shown(desk, two, story).turn == "waits"
    assert send(two, desk, story, "second", **YES).status_code == 409
    assert send(client("analyst", "Tiga"), desk, story, "second", **YES).status_code == 303
    assert state(desk, story) == "decided"


def test_one_opinion_alone_closes_nothing_when_the_first_is_taken_back(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    send(one, desk, story, "ask_second", **YES)
    send(two, desk, story, "second", **NO)
    assert "pendapat pertama, " in one.get(f"/cerita/{story}").text
    made = written(desk, story)[0]
    assert send(one, desk, story, "undo", refers_to=made.id, note="keliru").status_code == 303
    assert state(desk, story) == "second"
    for client_ in (one, two):
        assert shown(desk, client_, story).turn == "waits"
    third = client("analyst", "Tiga")
    assert shown(desk, third, story).blind
    assert send(third, desk, story, "second", **NO).status_code == 303
    assert state(desk, story) == "decided"


def test_the_same_answers_with_severities_far_apart_are_two_opinions(desk: "Desk", client: Client) -> None:
    one, two = client("analyst", "Satu"), client("analyst", "Dua")
    far, near = stories(desk)[:2]
    for story, severity in ((far, "1"), (near, "2")):
        send(one, desk, story, "ask_second", **YES)
        assert send(two, desk, story, "second", **{**YES, "severity": severity}).status_code == 303
    assert (state(desk, far), state(desk, near)) == ("disputed", "decided")


def test_two_who_differ_about_excepted_copies_need_a_third_too(desk: "Desk", client: Client) -> None:
    one, two, boss = client("analyst", "Satu"), client("supervisor", "Dua"), client("supervisor", "Tiga")
    story = with_copies(desk)
    found = desk.board.story(story)
    assert found is not None
    apart = found.copies[1].item_id
    send(one, desk, story, "decide", **YES)
    assert state(desk, story) == "decided"
    send(one, desk, story, "except", reason="other_text", items=[apart])
    assert send(one, desk, story, "ask_second", **YES).status_code == 303
    assert send(two, desk, story, "second", **NO).status_code == 303
    assert state(desk, story) == "disputed"
    assert send(two, desk, story, "second", **YES).status_code == 409  # he has seen the first since
    assert send(two, desk, story, "settle", **NO).status_code == 409
    assert len(shown(desk, boss, story).opinions) == 2
    assert send(boss, desk, story, "settle", **NO).status_code == 303
    settled = written(desk, story)[-1]
    assert [item for item, _ in settled.items] == [apart]  # the verdict on the others goes on
    assert state(desk, story) == "decided"


def test_who_has_answered_is_not_led_to_the_story_again(desk: "Desk", client: Client) -> None:
    one, two, story = client("analyst", "Satu"), client("supervisor", "Dua"), stories(desk)[0]
    send(one, desk, story, "ask_second", **YES)
    send(two, desk, story, "second", **NO)
    assert state(desk, story) == "disputed"
    for other in (one, two):
        assert other.get("/berikut").headers["location"] != f"/cerita/{story}"
    row = _row(desk, story)
    assert set(row.answered_by) == {user_of(one, desk).id, user_of(two, desk).id}


def _row(desk: "Desk", story: str) -> "Row":
    found = desk.board.story(story)
    assert found is not None
    return found.row


def test_nobody_to_ask(desk: "Desk", client: Client) -> None:
    one, story = client("analyst", "Satu"), stories(desk)[0]
    client("legal")
    answer = send(one, desk, story, "ask_second", **YES)
    assert answer.status_code == 422
    assert "pendapat kedua" in answer.text


@pytest.fixture
def all_drawn(desk: "Desk") -> "Desk":
    """The same desk, but each first decision is given twice."""
    object.__setattr__(desk, "settings", desk.settings.model_copy(update={"second_share": 1.0}))
    return desk


def test_the_drawn_share_is_decided_twice_and_the_first_is_not_told(
    all_drawn: "Desk", client: Client
) -> None:
    desk, story = all_drawn, stories(all_drawn)[0]
    one, two = client("analyst", "Satu"), client("analyst", "Dua")
    answer = send(one, desk, story, "decide", **YES)
    assert answer.headers["location"] == "/berikut"  # as for any other
    decided, asked = written(desk, story)
    assert (asked.kind, asked.by_user, asked.reason) == ("ask_second", "", "sample")
    assert asked.refers_to == decided.id
    assert not asked.answers
    assert state(desk, story) == "second"
    found = desk.board.story(story)
    assert found is not None
    assert found.row.first_by == user_of(one, desk).id
    assert send(two, desk, story, "second", **YES).status_code == 303
    assert state(desk, story) == "decided"
    assert send(two, desk, story, "reopen", note="ada yang baru").status_code == 303
    assert send(two, desk, story, "decide", **NO).status_code == 303  # not the first: not asked again
    assert state(desk, story) == "decided"


def test_a_doubtful_first_answer_that_the_draw_takes_is_of_the_sample(
    all_drawn: "Desk", client: Client
) -> None:
    """Else what is measured on the sample would be of the easy ones."""
    from desk.oversight.quality import quality

    desk, story = all_drawn, stories(all_drawn)[0]
    one, two = client("analyst", "Satu"), client("analyst", "Dua")
    send(one, desk, story, "ask_second", **YES)
    send(two, desk, story, "second", **YES)
    assert state(desk, story) == "decided"
    found = quality(written(desk, story), clock.now(), desk.settings.zone)
    assert found.sampled["violence"].n == found.all_pairs["violence"].n == 1


def test_taking_the_first_back_takes_the_question_along(all_drawn: "Desk", client: Client) -> None:
    desk, one, story = all_drawn, client("analyst", "Satu"), stories(all_drawn)[0]
    client("analyst", "Dua")
    send(one, desk, story, "decide", **YES)
    made = written(desk, story)[0]
    assert send(one, desk, story, "undo", refers_to=made.id, note="keliru").status_code == 303
    assert state(desk, story) == "new"
    assert [one.kind.value for one in written(desk, story)] == ["decide", "ask_second", "undo", "undo"]


def test_a_supervisor_does_not_take_the_desks_own_question_back(all_drawn: "Desk", client: Client) -> None:
    desk, boss, story = all_drawn, client("supervisor", "Satu"), stories(all_drawn)[0]
    client("analyst", "Dua")
    send(boss, desk, story, "decide", **YES)
    asked = written(desk, story)[1]
    assert send(boss, desk, story, "undo", refers_to=asked.id, note="tidak perlu").status_code == 409
    assert state(desk, story) == "second"


def test_alone_nobody_is_asked(all_drawn: "Desk", client: Client) -> None:
    story = stories(all_drawn)[0]
    send(client("analyst"), all_drawn, story, "decide", **YES)
    assert state(all_drawn, story) == "decided"


def test_who_is_bound_to_a_contestant_is_asked_for_nothing(desk: "Desk", client: Client) -> None:
    from datetime import UTC, datetime

    from core import clock
    from desk.people.affiliations import set_affiliation

    clock.fix(datetime(2024, 10, 15, 2, tzinfo=UTC))  # candidates are determined
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), stories(desk)[0]
    bound = user_of(two, desk)
    assert [user.name for user in shown(desk, one, story).colleagues] == ["Dua"]
    set_affiliation(desk.people, bound.id, "kasmidi-kinsu", "u-test")
    assert shown(desk, one, story).colleagues == ()
    handed = send(one, desk, story, "hand_over", to_user=bound.id)
    assert handed.status_code == 422
    asked = send(one, desk, story, "ask_second", **YES)
    assert asked.status_code == 422
    assert "belum ada orang lain" in asked.text
    assert written(desk, story) == ()
