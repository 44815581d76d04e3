"""A day whose books are read by the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from toso.errors import UsageError
from toso.wiring import Wiring

if TYPE_CHECKING:
    from datetime import datetime

    from toso.settings import Settings


def with_engine(settings: Settings, engine: str, scheduler: str) -> Settings:
    """The settings with another way to run. Raises UsageError(``engine_unknown``, ``scheduler_without_dask``)."""
    run = settings.run
    engine = engine or run.executor
    if engine not in ("serial", "threads", "dask"):
        raise UsageError("engine_unknown", engine=engine)
    if scheduler and engine != "dask":
        raise UsageError("scheduler_without_dask", engine=engine)
    wanted = {"executor": engine, "dask_address": scheduler or run.dask_address}
    return settings.model_copy(update={"run": run.model_copy(update=wanted)})


@contextmanager
def fleet(wiring: Wiring, now: datetime, *, speaks: bool = True) -> Iterator[None]:
    """While it lasts, and where the settings say so, the wiring's day is one of workers.

    Raises UsageError(``dask_needs_address``) for the stand-in inside this process, which no worker can reach.
    """
    settings = wiring.settings
    if settings.run.executor != "dask":
        yield
        return
    endpoint = wiring.endpoint
    if not isinstance(endpoint, str):
        raise UsageError("dask_needs_address")
    from toso.executor import Dask
    from toso.jobs.fleet import Fetch
    from toso.jobs.fleet_day import FleetDay

    google, plan = settings.google, settings.plan
    fetch = Fetch(
        accounts=wiring.accounts,
        group_codes=(),
        period=wiring.shown_period(now),
        plan=(plan.start, plan.end),
        now=now,
        endpoint=endpoint,
        shared_drive=google.shared_drive,
        per_user=google.reads_per_minute,
    )
    _ = wiring.helpers  # a key file that is missing is told here, not once for every group
    workers = Dask(settings.run.dask_address, settings.run.workers)
    plain = wiring.day
    wiring.day = FleetDay(plain.parts, plain.desk, plain.shown, executor=workers, fetch=fetch, speaks=speaks)
    try:
        yield
    finally:
        workers.close()
