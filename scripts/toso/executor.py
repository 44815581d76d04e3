"""Mapping over groups: one after the other, in threads, or on Dask. Results come in the order of the items, so that it
cannot be told from them which it was.

Threads share one session and its limiter. On Dask each worker process has a session and a share of the quota of its
own (``shares``), and ``work`` travels there: it must be a value that pickles, and what it returns is small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, Protocol, TypeVar

from toso.errors import ConfigurationError, TosoError, TryAgain, UsageError

Item = TypeVar("Item")
Result = TypeVar("Result")
Kind = Literal["serial", "threads", "dask"]
Each = Callable[[Callable[[Any], object], Sequence[Any]], Iterable[object]]
"""Work on each thing; the outcomes in the order of the things."""

RETRIES = 3
"""How often Dask may begin an item anew after a worker was lost with it."""
PATIENCE = 4.0
"""Seconds a scheduler has for taking the call, and as many for its greeting; Dask's own client waits far longer."""


def in_turn(work: Callable[[Any], object], things: Sequence[Any]) -> list[object]:
    return [work(thing) for thing in things]


def watched(each: Each, done: Callable[[Any], object]) -> Each:
    """``each``, which calls ``done`` with a thing when its work has ended."""

    def seen(work: Callable[[Any], object], things: Sequence[Any]) -> Iterable[object]:
        def one(thing: Any) -> object:
            try:
                return work(thing)
            finally:
                done(thing)

        return each(one, things)

    return seen


def or_error(work: Callable[[Item], Result]) -> Callable[[Item], Result | TosoError]:
    """``work`` whose expected error is its outcome: one that fails never stops the others."""

    def tried(thing: Item) -> Result | TosoError:
        try:
            return work(thing)
        except TosoError as error:
            return error

    return tried


class Executor(Protocol):
    """``map`` gives the results in the order of the items; an exception of ``work`` comes out of it."""

    @property
    def size(self) -> int:
        """Processes that call Google on their own: so many parts the quota is cut into."""

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]: ...

    def close(self) -> None: ...


class Serial:
    """One item after the other."""

    size = 1

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        return [work(item) for item in items]

    def close(self) -> None:
        """Nothing is held."""


class Threads:
    """``workers`` items at a time, in this process."""

    size = 1

    def __init__(self, workers: int = 4) -> None:
        self.workers = workers

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        with ThreadPoolExecutor(self.workers) as pool:
            return list(pool.map(work, items))

    def close(self) -> None:
        """Each map ends its own threads."""


class Dask:
    """On a Dask cluster: the scheduler at ``address``, or, without one, ``workers`` processes of this machine.

    An item whose worker dies is begun anew on another. Nothing is started before the first item: a run that reads
    nothing starts no cluster. Raises ConfigurationError ``dask_missing`` without the extra; UsageError
    ``scheduler_unknown`` for an address that cannot be one, TryAgain ``scheduler_unreachable`` where none answers.
    """

    def __init__(self, address: str = "", workers: int = 2) -> None:
        self.address, self.workers = address, workers
        self.cluster: Any = None
        self._client: Any = None

    @property
    def client(self) -> Any:
        if self._client is None:
            try:
                from distributed import Client, LocalCluster
            except ImportError as problem:
                raise ConfigurationError("dask_missing") from problem
            if self.address:
                _call(self.address)
            else:
                self.cluster = LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=40
                )
            self._client = Client(self.address or self.cluster, set_as_default=False)
        return self._client

    @property
    def size(self) -> int:
        """Workers there are, or that were asked for, whichever is more."""
        return max(self.workers, len(self.client.scheduler_info()["workers"]))

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        if not items:
            return []
        futures = self.client.map(work, items, pure=False, retries=RETRIES)
        return list(self.client.gather(futures))

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        if self.cluster is not None:
            self.cluster.close()


def _call(address: str) -> None:
    """Asks whether a scheduler answers there. A client that finds none would leave threads and their complaints behind."""
    import asyncio

    from distributed.comm import connect
    from distributed.security import Security

    async def greet() -> None:
        line = await connect(address, timeout=PATIENCE, **Security().get_connection_args("client"))
        await line.close()

    try:
        asyncio.run(asyncio.wait_for(greet(), 2 * PATIENCE))
    except (ValueError, TypeError) as problem:
        raise UsageError("scheduler_unknown", address=address) from problem
    except (OSError, MemoryError) as problem:  # what is no scheduler may announce an answer larger than any memory
        raise TryAgain("scheduler_unreachable", address=address) from problem


def executor(kind: Kind, workers: int = 4, address: str = "") -> Executor:
    """The executor that the settings name."""
    if kind == "serial":
        return Serial()
    return Dask(address, workers) if kind == "dask" else Threads(workers)


def shares(whole: int, workers: int) -> int:
    """What each of ``workers`` may use of a quota of ``whole`` calls a minute: together never more than the whole.

    Raises ConfigurationError ``too_many_workers`` where there is not one call a minute for each.
    """
    if not 0 < workers <= whole:
        raise ConfigurationError("too_many_workers", workers=workers, whole=whole)
    return whole // workers
