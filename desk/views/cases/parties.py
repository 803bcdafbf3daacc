"""The people of a case: added, changed, struck; who somebody is, for a reason, for one answer."""

from typing import Final

from starlette.responses import Response

from cases.log import Entry
from desk.cases import parties
from desk.cases.reading import open_case
from desk.cases.wording import REVEAL_REASONS
from desk.people.roles import Permission
from desk.views.cases.summary import summary
from desk.web import Asked, RefusedError, Way, see

_TICKS: Final = ("press", "minor")


def add(asked: Asked) -> Response:
    """Somebody joins, under a pseudonym. Who only forwarded does not: the page offers the clarification."""
    try:
        entry = parties.add(asked.desk, asked.user.id, asked.params["case"], _form(asked))
    except parties.ForwardedError:
        asked.note("case_forwarded_only", f"case:{asked.params['case']}")
        return summary(asked, forwarded=True, about="pihak")
    except RefusedError as error:
        return summary(asked, problem=str(error), about="pihak")
    return _done(asked, entry, "pihak-ditambah")


def change(asked: Asked) -> Response:
    """What somebody is or did."""
    case_id, party_id = asked.params["case"], asked.params["party"]
    entry = parties.change(asked.desk, asked.user.id, case_id, party_id, _form(asked))
    return _done(asked, entry, "diteruskan" if entry.data.get("struck") else "pihak-diubah")


def strike(asked: Asked) -> Response:
    """Somebody is no longer of the case, for a reason."""
    case_id, party_id = asked.params["case"], asked.params["party"]
    entry = parties.strike(asked.desk, asked.user.id, case_id, party_id, asked.text("why", 1000))
    return _done(asked, entry, "pihak-dicoret")


def reveal(asked: Asked) -> Response:
    """Who somebody is: entered into both logs before it is shown, and never in an address."""
    case_id, party_id = asked.params["case"], asked.params["party"]
    reason = asked.text("reason", 30)
    party, words, entry = parties.reveal(asked.desk, asked.user.id, case_id, party_id, reason)
    _note(asked, entry)
    if asked.fragment:
        return asked.desk.pages.render(asked, "cases/_identity.html", party=party, words=words)
    return asked.desk.pages.render(
        asked,
        "cases/identity.html",
        case=open_case(asked),
        party=party,
        words=words,
        reason=REVEAL_REASONS[reason],
    )


def _form(asked: Asked) -> dict[str, str]:
    return {
        "part": asked.text("part", 20),
        "conduct": asked.text("conduct", 20),
        "identity": asked.text("identity", parties.LONGEST_IDENTITY),
        "why": asked.text("why", 1000),
        **{name: "ya" if asked.text(name, 5) == "ya" else "" for name in _TICKS},
    }


def _note(asked: Asked, entry: Entry) -> None:
    detail = {name: entry.data[name] for name in ("party", "reason") if name in entry.data}
    asked.note(f"case_{entry.step}", f"case:{entry.case_id}", entry=entry.id, head=entry.hash, **detail)


def _done(asked: Asked, entry: Entry, what: str) -> Response:
    _note(asked, entry)
    return see(f"/kasus/{entry.case_id}", sudah=what)


WAYS: Final[tuple[Way, ...]] = (
    Way("POST", "/kasus/{case}/pihak", add, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/pihak/{party}", change, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/pihak/{party}/coret", strike, Permission.CASE_WORK),
    Way("POST", "/kasus/{case}/pihak/{party}/buka", reveal, Permission.REVEAL),
)
