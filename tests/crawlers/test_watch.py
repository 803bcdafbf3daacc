from datetime import date

from core.mandate import Mandate
from core.settings import Profile
from crawlers.source import Kind, Source
from crawlers.watch import permitted

DAY = date(2026, 11, 20)
MANDATE = Mandate.model_validate(
    {"who": "Kesbangpol Contoh", "purpose": "peringatan dini", "legal_basis": "ST 000/2026",
     "from": "2026-11-01", "until": "2026-12-31", "kinds": ["telegram"]}
)  # fmt: skip


def source(kind: Kind, **more: object) -> Source:
    url = "masuk/x" if kind is Kind.FILE else "https://x.example/"
    return Source.model_validate(
        {"id": kind.value, "title": "x", "publisher": "x", "kind": kind, "url": url,
         "evidence": "x", "category": "open_channel", **more}
    )  # fmt: skip


SOURCES = [source(Kind.FEED), source(Kind.FACTCHECK), source(Kind.TELEGRAM), source(Kind.FILE)]


def split(
    profile: Profile, mandate: Mandate | None, day: date = DAY, on: list[str] | None = None
) -> tuple[list[str], dict[str, str]]:
    ids = [one.id for one in SOURCES] if on is None else on
    result = permitted(SOURCES, profile=profile, mandate=mandate, day=day, switched_on=ids)
    return [s.id for s in result.run], {r.source_id: r.reason for r in result.refused}


def test_without_a_mandate_posts_do_not_run_in_the_live_profile() -> None:
    assert split("live", None) == (["feed", "factcheck"], {"telegram": "no_mandate", "file": "no_mandate"})


def test_a_mandate_opens_its_kinds_on_its_days_only() -> None:
    assert split("live", MANDATE) == (["feed", "factcheck", "telegram"], {"file": "no_mandate"})
    assert "telegram" in split("live", MANDATE, date(2027, 1, 1))[1]


def test_the_invented_sample_needs_none() -> None:
    assert split("sample", None) == (["feed", "factcheck", "telegram", "file"], {})


def test_posts_wait_for_two_people_even_under_a_mandate() -> None:
    run, refused = split("live", MANDATE, on=[])
    assert run == ["feed", "factcheck"]
    assert refused == {"telegram": "not_switched_on", "file": "no_mandate"}


def test_switching_on_is_no_mandate() -> None:
    assert split("live", None, on=["telegram"])[1]["telegram"] == "no_mandate"


def test_the_invented_sample_waits_for_nobody() -> None:
    assert split("sample", None, on=[])[0] == ["feed", "factcheck", "telegram", "file"]


def test_a_disabled_source_never_runs_and_says_why() -> None:
    off = source(Kind.FEED, disabled="situs tutup sejak 2025")
    result = permitted([off], profile="sample", mandate=None, day=DAY, switched_on=[off.id])
    assert result.run == ()
    assert result.refused[0].reason == "disabled"
    assert "situs tutup sejak 2025" in result.refused[0].detail
