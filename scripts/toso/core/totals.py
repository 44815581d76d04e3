"""A sum over very many units, kept up to date: where one group in a hundred changed, only its counts are exchanged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toso.model import GroupSummary


class Totals:
    """The sum over units whose summaries are told apart by content hash.

    Exact: counts are integers, so taking a unit's old counts away and adding its new ones gives what adding all of them
    anew would. A figure that no unit has any more is gone, not zero.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Mapping[str, int]]] = {}
        self._sum: dict[str, int] = {}
        self._holders: dict[str, int] = {}

    def update(self, summaries: Iterable[GroupSummary]) -> Mapping[str, int]:
        """Takes these units' summaries in place of the ones known; units not named stay as they are. Gives the sum,
        equal to ``merge`` of all. A summary without a content hash is never taken for the same."""
        for one in summaries:
            digest, old = self._known.get(one.group_code, ("", {}))
            if digest and digest == one.content_hash:
                continue
            self._add(old, -1)
            self._add(one.counts, 1)
            self._known[one.group_code] = (one.content_hash, one.counts)
        return self._sum

    def drop(self, code: str) -> None:
        """A unit that is no more."""
        _, old = self._known.pop(code, ("", {}))
        self._add(old, -1)

    def _add(self, counts: Mapping[str, int], sign: int) -> None:
        total, holders = self._sum, self._holders
        for key, number in counts.items():
            now = total.get(key, 0) + sign * number
            if "|" not in key:
                held = holders[key] = holders.get(key, 0) + sign
                if held:
                    total[key] = now
                else:
                    total.pop(key, None)
            elif now:
                total[key] = now
            else:
                total.pop(key, None)
