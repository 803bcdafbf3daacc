"""Claims of our own: what decides one, what it flags, and what becomes of that when it falls."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decision import ClaimStep, SourceKind, Verdict
from desk import jobs
from desk.work import claims
from desk.work.verdict import OUTSIDE, PEOPLE, OwnClaim, add_up, decided, place_of, publisher_key
from pipeline.store import ClaimEvent, claim_events, signals
from pipeline.store import claims as library
from tests.desk.conftest import Client, post
from tests.desk.deciding import YES, send, state, written

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from desk.desk import Desk

AT = datetime(2026, 11, 24, tzinfo=UTC)
TEXT = "Pemungutan suara di Kecamatan Rantau Pulung diundur seminggu karena surat suara belum dicetak"
POST = f"{TEXT}, jadi jangan ke TPS dulu!"


Step = tuple[Any, ...]


def event(number: int, kind: ClaimStep, by: str, data: dict[str, object]) -> ClaimEvent:
    return ClaimEvent(
        number=number,
        id=f"e{number}",
        claim_id="k1",
        kind=kind,
        data=data,
        note_id="",
        by_user=by,
        made_at=AT,
    )


PUBLISHERS = [
    ("KPU", "https://kpu.go.id/a"),
    ("Cek Etam", "https://cek-etam.id/b"),
    ("cek etam ", "https://lain.id/c"),
    ("Kabar", "https://www.cek-etam.id/d"),
    ("Tim", ""),
]
USERS = st.sampled_from(["u-a", "u-b", "u-c"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(ClaimStep.SOURCE), USERS, st.sampled_from(PUBLISHERS), st.sampled_from(SourceKind)),
        st.tuples(st.just(ClaimStep.VERDICT), USERS, st.sampled_from(Verdict)),
        st.tuples(st.just(ClaimStep.FLAG), USERS, st.booleans()),
        st.tuples(st.just(ClaimStep.STRUCK), USERS, st.integers(1, 9)),
        st.tuples(st.just(ClaimStep.WITHDRAWN), USERS),
        st.tuples(st.just(ClaimStep.MATCHED), USERS),
    ),
    max_size=14,
)


def data_of(kind: ClaimStep, rest: list[Any]) -> dict[str, object]:
    match kind:
        case ClaimStep.SOURCE:
            return {"publisher": rest[0][0], "url": rest[0][1], "kind": rest[1].value}
        case ClaimStep.VERDICT:
            return {"verdict": rest[0].value}
        case ClaimStep.FLAG:
            return {"criticises": rest[0]}
        case ClaimStep.STRUCK:
            return {"source": f"e{rest[0]}"}
        case _:
            return {}


def made(criticises: bool, steps: list[Step]) -> list[ClaimEvent]:
    first = {"text": TEXT, "story_id": "s", "item_id": "i", "criticises": criticises}
    return [
        event(0, ClaimStep.OPENED, "u-a", first),
        *(
            event(number, kind, by, data_of(kind, rest))
            for number, (kind, by, *rest) in enumerate(steps, start=1)
        ),
    ]


@given(st.booleans(), STEPS)
def test_nothing_is_decided_without_two_people_and_two_independent_sources(
    criticises: bool, steps: list[Step]
) -> None:
    events = made(criticises, steps)
    claim = add_up(events)
    assert isinstance(claim, OwnClaim)
    verdict = decided(events)
    if verdict is None:
        return
    latest = {one.by_user: one.data["verdict"] for one in events if one.kind is ClaimStep.VERDICT}
    assert list(latest.values()).count(verdict.value) >= PEOPLE
    assert not any(one.kind is ClaimStep.WITHDRAWN for one in events)
    struck = {one.data["source"] for one in events if one.kind is ClaimStep.STRUCK}
    stand = [one for one in events if one.kind is ClaimStep.SOURCE and one.id not in struck]
    assert len({publisher_key(str(one.data["publisher"])) for one in stand}) > 1
    assert len({place_of(str(one.data["url"])) for one in stand}) > 1
    if claim.criticises:
        assert any(one.data["kind"] in OUTSIDE for one in stand)


@given(STEPS)
def test_one_person_never_unsets_the_flag(steps: list[Step]) -> None:
    alone = [step for step in steps if step[0] is not ClaimStep.FLAG or step[1] == "u-a"]
    claim = add_up(made(True, alone))
    assert claim is not None
    assert claim.criticises


@given(st.booleans(), STEPS)
def test_a_withdrawn_claim_stays_so(criticises: bool, steps: list[Step]) -> None:
    assert decided(made(criticises, [(ClaimStep.WITHDRAWN, "u-a"), *steps])) is None


def test_two_of_three_decide_and_two_against_two_do_not() -> None:
    base: list[Step] = [
        (ClaimStep.SOURCE, "u-a", PUBLISHERS[0], SourceKind.OFFICIAL),
        (ClaimStep.SOURCE, "u-a", PUBLISHERS[1], SourceKind.FACT_CHECKER),
        (ClaimStep.VERDICT, "u-a", Verdict.FALSE),
        (ClaimStep.VERDICT, "u-b", Verdict.TRUE),
    ]
    assert decided(made(False, base)) is None
    three = [*base, (ClaimStep.VERDICT, "u-c", Verdict.FALSE)]
    assert decided(made(False, three)) is Verdict.FALSE
    claim = add_up(made(False, three))
    assert claim is not None
    assert claim.differ
    assert decided(made(False, [*three, (ClaimStep.VERDICT, "u-d", Verdict.TRUE)])) is None
    assert decided(made(False, [*base, (ClaimStep.VERDICT, "u-b", Verdict.FALSE)])) is Verdict.FALSE


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.kabar.id/a", "kabar.id"),
        ("https://kaltim.kabar.co.id/a", "kabar.co.id"),
        ("https://diskominfo.kutaitimurkab.go.id/x", "kutaitimurkab.go.id"),
        ("https://KPU.go.id", "kpu.go.id"),
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_where_a_source_lies(url: str, place: str) -> None:
    assert place_of(url) == place


# On the server --------------------------------------------------------------------------------------------


def an_item(desk: "Desk") -> tuple[str, str]:
    with desk.store.reading() as db:
        row = db.execute(
            "SELECT story_id, id FROM items WHERE channel = 'post' ORDER BY id LIMIT 1"
        ).fetchone()
    assert row
    return row[0], row[1]


def opened(desk: "Desk", client: "TestClient", text: str = TEXT, criticises: str = "tidak") -> str:
    story, item = an_item(desk)
    answer = post(client, desk, "/klaim", story=story, item=item, text=text, criticises=criticises)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/klaim/")


def sourced(desk: "Desk", client: "TestClient", claim: str, first: str = "media") -> None:
    for kind, publisher, url in (
        (first, "Kabar Benua", "https://kabar-benua.example/a"),
        ("official", "KPU Kutai Timur", "https://kpu-kutim.example/b"),
    ):
        fields = {"kind": kind, "publisher": publisher, "url": url, "words": "Jadwal tidak berubah."}
        fields |= {"public": "ya"}
        assert post(client, desk, f"/klaim/{claim}/sumber", **fields).status_code == 303


def say(desk: "Desk", client: "TestClient", claim: str, verdict: str) -> None:
    answer = post(client, desk, f"/klaim/{claim}/putusan", verdict=verdict, words="Sudah dicek.")
    assert answer.status_code == 303, answer.text
    job = jobs.find(desk, claims.job_name(claim))
    if job is not None:
        assert job.ended.wait(120)
        assert not job.problem


def verdict_of(desk: "Desk", claim: str) -> Verdict | None:
    with desk.store.reading() as db:
        return decided(claim_events(db, claim))


def hoax(desk: "Desk", story: str) -> bool:
    with desk.store.reading() as db:
        items = [row[0] for row in db.execute("SELECT id FROM items WHERE story_id = ?", [story]).fetchall()]
        return any(
            one.flagged for several in signals(db, items).values() for one in several if one.name == "hoax"
        )


def entered(desk: "Desk", text: str) -> str:
    from desk.desk import Entry

    story = desk.line.enter(Entry(text=text, heard_at="", heard_on="", reporter="", forwarded=False))
    desk.board.take([story])
    return story


def test_a_decided_claim_flags_backwards_and_what_comes_and_falls_with_its_verdict(
    desk: "Desk", client: Client
) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    old = entered(desk, POST)
    assert not hoax(desk, old)
    claim = opened(desk, ana)
    refused = post(ana, desk, f"/klaim/{claim}/putusan", verdict="false", words="x")
    assert refused.status_code == 400
    assert "dua sumber independen" in refused.text
    sourced(desk, ana, claim)
    say(desk, ana, claim, "false")
    assert verdict_of(desk, claim) is None
    say(desk, ana, claim, "false")  # the same person twice is one person
    assert verdict_of(desk, claim) is None
    say(desk, budi, claim, "false")
    assert verdict_of(desk, claim) is Verdict.FALSE
    assert hoax(desk, old), "the older post is flagged backwards"
    row = desk.board.story(old)
    assert row is not None
    assert row.row.matched
    new = entered(desk, "Kata orang: " + TEXT.lower() + ", jadi jangan ke TPS dulu besok!")
    assert hoax(desk, new), "a new post is flagged as it comes in"
    with desk.store.reading() as db:
        [own] = [one for one in library(db) if one.publisher == claims.PUBLISHER]
    assert (own.id, own.rating, own.false) == (claim, "Salah", True)
    page = ana.get(f"/klaim/{claim}").text
    assert "Diputus: Salah" in page
    assert "cerita berubah" in page
    say(desk, budi, claim, "true")  # overturned: nobody else agrees
    assert verdict_of(desk, claim) is None
    assert not hoax(desk, old)
    assert not hoax(desk, new)
    assert "Putusan berbeda" in ana.get(f"/klaim/{claim}").text


def test_a_story_may_be_a_hoax_by_the_claim_that_was_opened_from_it_though_no_match_says_so(
    desk: "Desk", client: Client
) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    story = an_item(desk)[0]
    answers = {**YES, "hoax": "yes", "reason": "checked_false"}
    assert send(ana, desk, story, "decide", **answers).status_code == 422
    claim = opened(desk, ana)  # which the story's words do not match
    sourced(desk, ana, claim)
    say(desk, ana, claim, "false")
    assert send(ana, desk, story, "decide", **answers).status_code == 422
    say(desk, budi, claim, "false")
    assert not hoax(desk, story)
    assert "jawab-hoax-mengapa" not in ana.get(f"/cerita/{story}").text
    assert send(ana, desk, story, "decide", **answers).status_code == 303
    assert claim in written(desk, story)[-1].shown["hoax"]["claims"]  # type: ignore[operator]
    assert state(desk, story) == "decided"
    post(budi, desk, f"/klaim/{claim}/tarik", words="Salah dengar.")
    job = jobs.find(desk, claims.job_name(claim))
    assert job is not None
    assert job.ended.wait(120)
    assert state(desk, story) == "reopened"


@pytest.mark.parametrize("verdict", ["true", "unproven"])
def test_what_is_not_false_never_flags(desk: "Desk", client: Client, verdict: str) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    claim = opened(desk, ana)
    sourced(desk, ana, claim)
    say(desk, ana, claim, verdict)
    say(desk, budi, claim, verdict)
    assert verdict_of(desk, claim) == verdict
    story = entered(desk, POST)
    assert not hoax(desk, story)
    found = desk.board.story(story)
    assert found is not None
    assert claim in found.claims


def test_a_withdrawn_claim_matches_no_more(desk: "Desk", client: Client) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    claim = opened(desk, ana)
    sourced(desk, ana, claim)
    say(desk, ana, claim, "misleading")
    say(desk, budi, claim, "misleading")
    story = entered(desk, POST)
    assert hoax(desk, story)
    assert post(budi, desk, f"/klaim/{claim}/tarik", words="").status_code == 400
    assert post(budi, desk, f"/klaim/{claim}/tarik", words="Salah dengar.").status_code == 303
    job = jobs.find(desk, claims.job_name(claim))
    assert job is not None
    assert job.ended.wait(120)
    assert not hoax(desk, story)
    assert post(ana, desk, f"/klaim/{claim}/putusan", verdict="false", words="x").status_code == 400
    assert "Ditarik" in ana.get("/klaim?bagian=ditarik").text


def test_criticism_needs_a_source_from_outside(desk: "Desk", client: Client) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    claim = opened(desk, ana, criticises="ya")
    sourced(desk, ana, claim)
    say(desk, ana, claim, "false")
    say(desk, budi, claim, "false")
    assert verdict_of(desk, claim) is None
    assert "salah satu sumber harus pemeriksa fakta luar" in ana.get(f"/klaim/{claim}").text
    for who in (ana, ana):  # one person alone, twice
        assert post(who, desk, f"/klaim/{claim}/kritik", criticises="tidak").status_code == 303
    assert verdict_of(desk, claim) is None
    fields = {"kind": "fact_checker", "publisher": "Cek Etam", "url": "https://cek-etam.example/x"}
    assert post(ana, desk, f"/klaim/{claim}/sumber", **fields, words="Salah.").status_code == 303
    assert verdict_of(desk, claim) is None, "both judged before it was there"
    assert "perlu diberikan lagi" in ana.get(f"/klaim/{claim}").text
    say(desk, ana, claim, "false")
    assert verdict_of(desk, claim) is None
    say(desk, budi, claim, "false")
    assert verdict_of(desk, claim) is Verdict.FALSE


def test_two_people_unset_the_flag_and_anybody_sets_it(desk: "Desk", client: Client) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    claim = opened(desk, ana, criticises="ya")
    sourced(desk, ana, claim)
    say(desk, ana, claim, "false")
    say(desk, budi, claim, "false")
    post(ana, desk, f"/klaim/{claim}/kritik", criticises="tidak")
    assert verdict_of(desk, claim) is None
    post(budi, desk, f"/klaim/{claim}/kritik", criticises="tidak")
    assert verdict_of(desk, claim) is Verdict.FALSE
    post(ana, desk, f"/klaim/{claim}/kritik", criticises="ya")
    assert verdict_of(desk, claim) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "media", "publisher": "", "url": "https://a.example/", "words": "x"},
        {"kind": "media", "publisher": "Kabar", "url": "", "words": "x"},
        {"kind": "media", "publisher": "Kabar", "url": "javascript:alert(1)", "words": "x"},
        {"kind": "rumour", "publisher": "Kabar", "url": "https://a.example/", "words": "x"},
        {"kind": "media", "publisher": "Kabar", "url": "https://a.example/", "words": ""},
        {"kind": "fact_checker", "publisher": "MEJA  PANTAU", "url": "https://a.example/", "words": "x"},
    ],
)
def test_what_is_no_source(desk: "Desk", client: Client, fields: dict[str, str]) -> None:
    ana = client("analyst")
    claim = opened(desk, ana)
    answer = post(ana, desk, f"/klaim/{claim}/sumber", **fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    with desk.store.reading() as db:
        assert len(claim_events(db, claim)) == 1


def test_a_struck_source_counts_no_more(desk: "Desk", client: Client) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    claim = opened(desk, ana)
    sourced(desk, ana, claim)
    say(desk, ana, claim, "false")
    say(desk, budi, claim, "false")
    kept, _ = claims.one_claim(desk, claim)
    source = kept.claim.sources[0].id
    assert post(ana, desk, f"/klaim/{claim}/sumber/{source}/coret", words="Bukan itu.").status_code == 303
    assert verdict_of(desk, claim) is None
    assert post(ana, desk, f"/klaim/{claim}/sumber/{source}/coret", words="lagi").status_code == 404


def test_the_same_sentence_is_asked_about_once_and_the_story_tells_so(desk: "Desk", client: Client) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    story, item = an_item(desk)
    claim = opened(desk, ana)
    fields = {
        "story": story,
        "item": item,
        "text": TEXT.upper().replace(" ", "  ") + ".",
        "criticises": "tidak",
    }
    again = post(budi, desk, "/klaim", **fields)
    assert again.headers["location"] == f"/klaim/{claim}?sudah=1"
    assert "sudah dibuka sebagai klaim" in budi.get(f"/klaim/{claim}?sudah=1").text
    assert f'href="/klaim/{claim}"' in budi.get(f"/cerita/{story}").text
    assert post(ana, desk, f"/klaim/{claim}/tarik", words="Salah dengar.").status_code == 303
    assert f'href="/klaim/{claim}"' not in budi.get(f"/cerita/{story}").text
    assert opened(desk, budi) != claim, "what was withdrawn may be asked about anew"


def test_whoever_opens_it_again_as_criticism_is_heard(desk: "Desk", client: Client) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    claim = opened(desk, ana)
    sourced(desk, ana, claim)  # none from outside
    for who in (ana, budi):
        say(desk, who, claim, "false")
    assert opened(desk, budi, TEXT, "tidak").startswith(claim)
    assert claims.one_claim(desk, claim)[0].claim.verdict is Verdict.FALSE
    assert opened(desk, budi, TEXT, "ya").startswith(claim)
    found = claims.one_claim(desk, claim)[0].claim
    assert (found.criticises, found.verdict) == (True, None)
    job = jobs.find(desk, claims.job_name(claim))
    assert job is not None and job.ended.wait(120)


def test_a_match_with_our_own_claim_leads_to_it_and_no_open_rating_looks_true(
    desk: "Desk", client: Client
) -> None:
    ana, budi = client("analyst", "Ana"), client("analyst", "Budi")
    claim = opened(desk, ana)
    sourced(desk, ana, claim)
    for who in (ana, budi):
        say(desk, who, claim, "unproven")
    page = ana.get(f"/cerita/{entered(desk, POST)}").text
    assert f'<a href="/klaim/{claim}">' in page
    assert '<span class="badge warn">dinilai: Belum terbukti</span>' in page


def test_what_opens_no_claim(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    story, item = an_item(desk)
    good = {"story": story, "item": item, "text": TEXT, "criticises": "ya"}
    for wrong, status in (
        ({"text": "pendek"}, 400), ({"text": "x" * 501}, 400), ({"criticises": ""}, 400),
        ({"item": "tidak-ada"}, 404), ({"story": "lain"}, 404),
    ):  # fmt: skip
        assert post(ana, desk, "/klaim", **(good | wrong)).status_code == status
    assert ana.get("/klaim/k0").status_code == 404
    assert client("viewer").get("/klaim").status_code == 403
    legal = client("legal")
    assert legal.get("/klaim").status_code == 200
    assert post(legal, desk, "/klaim", **good).status_code == 403


def test_hostile_words_are_shown_as_words_and_numbers_masked(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    text = "<script>alert(1)</script> hubungi 0812-3456-7890 \u202e{{ 7*7 }} sekarang juga"
    claim = opened(desk, ana, text=text)
    for page in (ana.get("/klaim").text, ana.get(f"/klaim/{claim}").text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        assert "0812-3456" not in page
        assert "{{ 7*7 }}" in page


def test_steps_are_in_the_audit_trail(desk: "Desk", client: Client) -> None:
    ana = client("analyst")
    claim = opened(desk, ana)
    sourced(desk, ana, claim)
    ana.get(f"/klaim/{claim}")
    rows = desk.people.read("SELECT action, detail FROM audit_waiting WHERE object = ?", (f"claim:{claim}",))
    assert [row["action"] for row in rows] == ["claim_open", "claim_source", "claim_source", "read"]
    assert TEXT not in "".join(row["detail"] for row in rows)
