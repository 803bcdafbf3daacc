"""A schedule a source: its flow every so many minutes, one run of it at a time."""

import asyncio
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    FlowRun,
    StateType,
)
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron, Interval
from prefect.states import Crashed

from core.settings import Profile, settings
from crawlers.source import Kind, Source
from flows.claims import claims
from flows.monitor import monitor
from flows.weekly import MONDAY, weekly

AT_ONCE = 2  # rounds at the same time: one waits for the network while the other computes
_FIRST = timedelta(
    seconds=15
)  # from start to the first round: a run that is due before it is known is not made
_APART = timedelta(seconds=5)  # between the first rounds of two sources
_GOING_ON = FlowRunFilter(
    state=FlowRunFilterState(
        type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
    ),
    deployment_id=FlowRunFilterDeploymentId(is_null_=False),  # not those of a `pantau run` beside us
)
_PAGE = 200  # rows that Prefect gives at once


class _Runner(Runner):
    """Prefect's runner, ended by SIGTERM as by Ctrl-C; its own handler leaves a coroutine behind."""

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)


def deployment(source: Source, profile: Profile, first: datetime) -> RunnerDeployment:
    """The schedule of one source, from `first` on. A run that still goes when the next is due stays alone."""
    flow = claims if source.kind is Kind.FACTCHECK else monitor
    made = flow.to_deployment(
        name=source.id,
        schedule=Interval(timedelta(minutes=source.every), anchor_date=first),
        parameters={"sources": [source.id], "profile": profile},
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        tags=[profile, source.kind.value],
    )
    return cast(RunnerDeployment, made)  # a coroutine only where an event loop runs


def monday(profile: Profile) -> RunnerDeployment:
    """The schedule of the weekly report, in the desk's own time."""
    made = weekly.to_deployment(
        name="laporan-mingguan",
        schedule=Cron(MONDAY, timezone=settings().timezone),
        parameters={"profile": profile},
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        tags=[profile, "report"],
    )
    return cast(RunnerDeployment, made)


def end_left_over() -> None:
    """Mark what ran when the last `pantau serve` was stopped as crashed, and free the schedules' places.

    Prefect counts the places in its SQLite and who holds them in memory: a server that was stopped meanwhile
    would never free them, and each later run of that schedule would be cancelled. Call it before any schedule
    runs: there is one `pantau serve` a folder (flows/alone.py), so whatever runs is none of ours. What
    outlives a serve that was killed ends as a `pantau run` beside us would: its folder is locked, its round
    is stored.
    """
    with get_client(sync_client=True) as client:
        left: list[FlowRun] = []
        while page := client.read_flow_runs(flow_run_filter=_GOING_ON, limit=_PAGE, offset=len(left)):
            left += page
        for run in left:
            client.set_flow_run_state(
                run.id, Crashed(message="pantau serve was stopped while this ran"), force=True
            )
        seen = 0
        while limits := client.read_global_concurrency_limits(limit=_PAGE, offset=seen):
            seen += len(limits)
            for one in limits:
                if one.active_slots:
                    free = GlobalConcurrencyLimitUpdate(active_slots=0)
                    client.update_global_concurrency_limit(one.name, free)


def run_schedules(sources: Sequence[Source], profile: Profile) -> None:
    """Run these schedules until Ctrl-C or SIGTERM. Runs that are going on are ended; their rounds resume."""
    end_left_over()
    runner = _Runner(pause_on_shutdown=False, limit=AT_ONCE)
    # The machine's own time, which Prefect's scheduler goes by: the sample's clock stands still.
    start = datetime.fromtimestamp(time.time(), UTC) + _FIRST
    for number, source in enumerate(sources):
        runner.add_deployment(deployment(source, profile, start + number * _APART))
    runner.add_deployment(monday(profile))
    # What a shell starts in the background ignores SIGINT, and Python then would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())
