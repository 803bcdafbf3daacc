"""What two people judged a claim of our own by: nobody changes it alone, and what is doubtful is told."""

from typing import TYPE_CHECKING

from core.decision import ClaimStep, SourceKind, Verdict
from desk.work.verdict import decided
from tests.desk.conftest import Client, post
from tests.desk.test_claims import PUBLISHERS, Step, made, opened

if TYPE_CHECKING:
    from desk.desk import Desk


def test_one_person_alone_does_not_change_what_two_judged_by() -> None:
    base: list[Step] = [
        (ClaimStep.SOURCE, "u-a", PUBLISHERS[0], SourceKind.OFFICIAL),
        (ClaimStep.SOURCE, "u-a", PUBLISHERS[1], SourceKind.FACT_CHECKER),
        (ClaimStep.VERDICT, "u-a", Verdict.FALSE),
        (ClaimStep.VERDICT, "u-b", Verdict.FALSE),
    ]
    assert decided(made(False, base)) is Verdict.FALSE
    swapped: list[Step] = [
        *base,
        (ClaimStep.STRUCK, "u-a", 2),
        (ClaimStep.SOURCE, "u-a", PUBLISHERS[4], SourceKind.FIELD),
        (ClaimStep.VERDICT, "u-a", Verdict.FALSE),
    ]
    assert decided(made(False, swapped)) is None
    assert decided(made(False, [*swapped, (ClaimStep.VERDICT, "u-b", Verdict.FALSE)])) is Verdict.FALSE


def test_a_fact_checker_of_an_unknown_site_is_warned_of(desk: "Desk", client: Client) -> None:
    ana = client("analyst", "Ana")
    claim = opened(desk, ana)
    known = next(one.url for one in desk.sources.values() if one.channel == "factcheck")
    warning = "bukan situs pemeriksa fakta yang dikenal"
    fields = {"kind": "fact_checker", "publisher": "Cek", "words": "Salah."}
    post(ana, desk, f"/klaim/{claim}/sumber", **fields, url=known)
    assert warning not in ana.get(f"/klaim/{claim}").text
    post(ana, desk, f"/klaim/{claim}/sumber", **fields, url="https://blog.siapasaja.net/cek")
    assert warning in ana.get(f"/klaim/{claim}").text
