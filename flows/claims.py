"""The claims flow: a round over the fact-checkers, whose claims the hoax signal is matched against."""

from prefect import flow

from core.settings import Profile, settings
from crawlers.source import Kind
from flows.monitor import monitor, run_name
from flows.workspace import open_workspace


@flow(name="claims", flow_run_name=run_name)
def claims(sources: list[str] | None = None, profile: Profile | None = None) -> str:
    """One round over these fact-checkers (none: all that are switched on). Returns the round's id.

    It tells each source whose file cannot be used, too: nobody knows whether it is a fact-checker.
    """
    workspace = open_workspace(settings(), profile)
    checkers = [
        source.id
        for source in workspace.sources.values()
        if source.kind is Kind.FACTCHECK and source.disabled is None
    ]
    return monitor(sources or [*checkers, *workspace.unusable], profile)
