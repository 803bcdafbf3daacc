"""A schedule a source: its flow every so many minutes, one run of it at a time."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner

from core.settings import Profile
from crawlers.source import Kind, Source
from flows.claims import claims
from flows.monitor import monitor

AT_ONCE = 2  # rounds at the same time: one waits for the network while the other computes


class _Runner(Runner):
    """Prefect's runner, ended by SIGTERM as by Ctrl-C; its own handler leaves a coroutine behind."""

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)


def deployment(source: Source, profile: Profile) -> RunnerDeployment:
    """The schedule of one source. A run that is still going when the next is due is not doubled."""
    flow = claims if source.kind is Kind.FACTCHECK else monitor
    made = flow.to_deployment(
        name=source.id,
        interval=timedelta(minutes=source.every),
        parameters={"sources": [source.id], "profile": profile},
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        tags=[profile, source.kind.value],
    )
    return cast(RunnerDeployment, made)  # a coroutine only where an event loop runs


def run_schedules(sources: Sequence[Source], profile: Profile) -> None:
    """Run these schedules until Ctrl-C or SIGTERM. Runs that are going on are ended; their rounds resume."""
    runner = _Runner(pause_on_shutdown=False, limit=AT_ONCE)
    for source in sources:
        runner.add_deployment(deployment(source, profile))
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())
