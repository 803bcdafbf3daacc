"""A case as its custody log makes it, one step after the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from cases.case import (
    Answer,
    Approval,
    Case,
    Conclusion,
    Conduct,
    Evidence,
    EvidenceFile,
    Filled,
    Objection,
    Package,
    Part,
    Party,
    Text,
)
from cases.log import CaseStep, Entry


def read_case(log: Sequence[Entry]) -> Case:
    """The case that this log makes. Raises ValueError for a log that does not begin with its opening."""
    if not log or log[0].step is not CaseStep.OPENED:
        raise ValueError("a case begins with its opening")
    case = _opened(log[0])
    for entry in log[1:]:
        if apply := _APPLY.get(entry.step):
            case = apply(case, entry)
    return replace(case, head=log[-1].hash)


def _text(data: Mapping[str, Any], name: str) -> Text | None:
    raw = data.get(name)
    return Text(str(raw["id"]), str(raw["sha256"])) if raw else None


def _items(data: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((str(item), int(revision)) for item, revision in data.get("items", ()))


def _opened(entry: Entry) -> Case:
    data = entry.data
    return Case(
        id=entry.case_id,
        opened_by=entry.by_user,
        opened_at=entry.made_at,
        known_at=datetime.fromisoformat(data["known_at"]),
        title=_text(data, "title"),
        stories=tuple(data["stories"]),
        items=_items(data),
        news=bool(data.get("news", False)),
        head=entry.hash,
    )


def _story_added(case: Case, entry: Entry) -> Case:
    story = str(entry.data["story"])
    stories = case.stories if story in case.stories else (*case.stories, story)
    known = datetime.fromisoformat(entry.data.get("known_at") or case.known_at.isoformat())
    return replace(
        case,
        stories=stories,
        items=tuple(dict.fromkeys((*case.items, *_items(entry.data)))),
        news=case.news or bool(entry.data.get("news", False)),
        known_at=min(case.known_at, known),  # what was known first starts the days that the law counts
    )


def _described(case: Case, entry: Entry) -> Case:
    data = entry.data
    return replace(
        case,
        description=_text(data, "description"),
        place=data.get("place", ""),
        act_on=date.fromisoformat(data["act_on"]) if data.get("act_on") else None,
        channel=data.get("channel", ""),
        target=data.get("target", ""),
    )


def _party_added(case: Case, entry: Entry) -> Case:
    data = entry.data
    party = Party(
        id=data["party"],
        part=Part(data["part"]),
        conduct=Conduct(data["conduct"]),
        pseudonym=data["pseudonym"],
        identity=_text(data, "identity"),
        press=bool(data.get("press", False)),
        minor=bool(data.get("minor", False)),
    )
    return replace(case, parties=(*case.parties, party))


def _party_changed(case: Case, entry: Entry) -> Case:
    data = entry.data
    if data.get("struck"):
        return replace(case, parties=tuple(one for one in case.parties if one.id != data["party"]))

    def changed(party: Party) -> Party:
        return replace(
            party,
            part=Part(data.get("part", party.part)),
            conduct=Conduct(data.get("conduct", party.conduct)),
            press=bool(data.get("press", party.press)),
            minor=bool(data.get("minor", party.minor)),
            pseudonym=str(data.get("pseudonym", party.pseudonym)),
            identity=_text(data, "identity") if "identity" in data else party.identity,
        )

    return replace(
        case, parties=tuple(changed(one) if one.id == data["party"] else one for one in case.parties)
    )


def _evidence_added(case: Case, entry: Entry) -> Case:
    data = entry.data
    piece = Evidence(
        id=data["evidence"],
        kind=data["kind"],
        captured_at=datetime.fromisoformat(data["captured_at"]),
        files=tuple(EvidenceFile(**one) for one in data["files"]),
        manifest=data["manifest"],
        item=data.get("item", ""),
        revision=int(data.get("revision", 0)),
        lacks=tuple(data.get("lacks", ())),
        by_user=entry.by_user,
    )
    return replace(case, evidence=(*case.evidence, piece))


def _timestamped(case: Case, entry: Entry) -> Case:
    data = entry.data
    return replace(
        case,
        evidence=tuple(
            replace(one, stamped=data["state"], stamp_reason=data.get("reason", ""))
            if one.id == data["evidence"]
            else one
            for one in case.evidence
        ),
    )


def _evidence_struck(case: Case, entry: Entry) -> Case:
    return replace(case, evidence=tuple(one for one in case.evidence if one.id != entry.data["evidence"]))


def _routed(case: Case, entry: Entry) -> Case:
    data = entry.data
    return replace(
        case,
        route=data["route"],
        passed=tuple(data.get("passed", ())),
        route_why=_text(data, "why"),
        confirmed=tuple(data.get("confirmed", ())),
    )


def _called(case: Case, entry: Entry) -> Case:
    return replace(case, called=(*case.called, entry.made_at))


def _normed(case: Case, entry: Entry) -> Case:
    return replace(case, norm=str(entry.data["norm"]))


def _sheet(case: Case, entry: Entry) -> Case:
    data = entry.data
    filled = Filled(
        sheet=data["sheet"],
        norm=data.get("norm", ""),
        answers={
            factor: (Answer(one["answer"]), _text(one, "why")) for factor, one in data["answers"].items()
        },
        by_user=entry.by_user,
        made_at=entry.made_at,
    )
    return replace(case, sheets={**case.sheets, (filled.sheet, filled.by_user): filled})


def _concluded(case: Case, entry: Entry) -> Case:
    return replace(case, conclusions={**case.conclusions, entry.by_user: Conclusion(entry.data["outcome"])})


def _approved(case: Case, entry: Entry) -> Case:
    data = entry.data
    made = Approval(
        id=entry.id,
        payload=data["payload"],
        signature=data["signature"],
        key=data["key"],
        by_user=entry.by_user,
        made_at=entry.made_at,
    )
    return replace(case, approvals=(*case.approvals, made))


def _withdrawn(case: Case, entry: Entry) -> Case:
    return replace(case, approvals=tuple(one for one in case.approvals if one.id != entry.data["approval"]))


def _packaged(case: Case, entry: Entry) -> Case:
    data = entry.data
    made = Package(
        id=data["package"],
        sha256=data["sha256"],
        manifest=data["manifest"],
        route=data["route"],
        made_at=entry.made_at,
        by_user=entry.by_user,
    )
    return replace(case, packages=(*case.packages, made))


def _sent(case: Case, entry: Entry) -> Case:
    return _with_package(case, entry, lambda one: replace(one, sent=(*one.sent, entry.data)))


def _answered(case: Case, entry: Entry) -> Case:
    return _with_package(case, entry, lambda one: replace(one, outcomes=(*one.outcomes, entry.data)))


def _with_package(case: Case, entry: Entry, change: Callable[[Package], Package]) -> Case:
    wanted = entry.data["package"]
    return replace(case, packages=tuple(change(one) if one.id == wanted else one for one in case.packages))


def _objected(case: Case, entry: Entry) -> Case:
    data = entry.data
    made = Objection(
        id=data["objection"],
        words=_text(data, "words"),
        by_user=entry.by_user,
        made_at=entry.made_at,
        party=data.get("party", ""),
    )
    return replace(case, objections=(*case.objections, made))


def _objection_decided(case: Case, entry: Entry) -> Case:
    data = entry.data
    return _with_objection(
        case,
        data["objection"],
        lambda one: replace(
            one, decided_by=entry.by_user, upheld=bool(data["upheld"]), why=_text(data, "why")
        ),
    )


def _corrected(case: Case, entry: Entry) -> Case:
    return _with_objection(
        case, entry.data["objection"], lambda one: replace(one, corrected=(*one.corrected, entry.data))
    )


def _with_objection(case: Case, objection_id: str, change: Callable[[Objection], Objection]) -> Case:
    return replace(
        case,
        objections=tuple(change(one) if one.id == objection_id else one for one in case.objections),
    )


_APPLY: Final[Mapping[CaseStep, Callable[[Case, Entry], Case]]] = {
    CaseStep.STORY_ADDED: _story_added,
    CaseStep.DESCRIBED: _described,
    CaseStep.PARTY_ADDED: _party_added,
    CaseStep.PARTY_CHANGED: _party_changed,
    CaseStep.EVIDENCE_ADDED: _evidence_added,
    CaseStep.TIMESTAMPED: _timestamped,
    CaseStep.EVIDENCE_STRUCK: _evidence_struck,
    CaseStep.ROUTED: _routed,
    CaseStep.CALLED: _called,
    CaseStep.NORMED: _normed,
    CaseStep.SHEET: _sheet,
    CaseStep.CONCLUDED: _concluded,
    CaseStep.APPROVED: _approved,
    CaseStep.WITHDRAWN: _withdrawn,
    CaseStep.PACKAGED: _packaged,
    CaseStep.SENT: _sent,
    CaseStep.OUTCOME: _answered,
    CaseStep.OBJECTED: _objected,
    CaseStep.OBJECTION_DECIDED: _objection_decided,
    CaseStep.CORRECTED: _corrected,
    CaseStep.CLOSED: lambda case, entry: replace(case, closed=True),
    CaseStep.REOPENED: lambda case, entry: replace(case, closed=False),
}
"""Steps that change a case; the others (reads, reveals, exports) only stand in its log."""
