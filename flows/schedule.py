"""A schedule a source: its flow every so many minutes, one run of it at a time."""

import asyncio
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron, Interval

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


def run_schedules(sources: Sequence[Source], profile: Profile) -> None:
    """Run these schedules until Ctrl-C or SIGTERM. Runs that are going on are ended; their rounds resume."""
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
