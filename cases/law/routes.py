"""The router: who gets what, as a table with reasons. The gentlest route that does the job comes first."""

from dataclasses import dataclass
from typing import Final

from cases.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route. `rank` orders from gentle to severe; the owner of this module may add fields."""

    id: str  # "clarification", "right_of_reply", "press_council", "kpu", "komdigi", "bawaslu", "police", ...
    title: str  # Indonesian
    rank: int
    needs_package: bool  # a sealed package with two approvals; the others need none and get none
    needs_norm: bool
    personal_data: frozenset[str]  # which of "names", "accounts", "originals" its package may hold
    recipient: str  # Indonesian: to whom the package goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A route for this case: open or stopped, and why, in Indonesian."""

    route: Route
    open: bool
    reasons: tuple[str, ...]
    proposed: bool = False  # the gentlest that does the job


ROUTES: Final[tuple[Route, ...]] = ()


def route(route_id: str) -> Route:
    """The route with this id. Raises KeyError."""
    raise NotImplementedError


def proposals(case: Case) -> tuple[Proposal, ...]:
    """All routes for this case, the gentlest first; stopped ones say why."""
    raise NotImplementedError
