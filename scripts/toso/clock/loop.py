"""``toso loop``: the ``schedule`` library ticks; a job's exception never stops it."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger("toso.loop")


def loop(
    tick: Callable[[], object],
    every: int,
    sleep: Callable[[float], None],
    told: Callable[[Exception], object] = lambda error: None,
    ticks: int | None = None,
) -> int:
    """Calls ``tick`` at once and then every ``every`` seconds, for ever or ``ticks`` times; how often it was called.

    What ``tick`` raises is told and the loop goes on; KeyboardInterrupt ends it.
    """
    import schedule

    count = 0

    def guarded() -> None:
        nonlocal count
        count += 1
        try:
            tick()
        except Exception as error:
            log.exception("tick failed")
            told(error)

    clock = schedule.Scheduler()
    clock.every(every).seconds.do(guarded)
    guarded()
    while ticks is None or count < ticks:
        sleep(max(clock.idle_seconds or 0, 0))
        clock.run_pending()
    return count
