"""Counting against its peers, and what a run costs. Run by ``make bench``; ``TOSO_SOAK=1`` takes the whole city
(2,850 groups, 1.7 million rows) and three rounds; otherwise a fifth of it, once.

Before anything is timed the figures of all engines are compared. Ends with 1 where a bar of the project is not met.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent.parent / "scripts")]
SCRIPTS = HERE.parent.parent / "scripts"
SOAK = bool(os.environ.get("TOSO_SOAK"))
GROUPS = 2850 if SOAK else 570
ROUNDS = 3
SUMMARIES = 90_000 if SOAK else 18_000
failed: list[str] = []


def seconds(work, *given):
    gc.collect()
    started = time.perf_counter()
    result = work(*given)
    return time.perf_counter() - started, result


def bar(what: str, value: float, limit: float, unit: str = "s") -> None:
    good = value <= limit
    print(f"{'ok  ' if good else 'FAIL'} {what}: {value:.3f} {unit} (bar {limit:g} {unit})")
    if not good:
        failed.append(what)


def against_peers():
    from counting import frames
    from counting.city import make_city

    city = make_city(GROUPS)
    print(f"\nThe city from records: {GROUPS} groups, {600 * GROUPS:,} rows")
    _same(city[:60])
    spent: dict[str, list[float]] = {}
    shared = frames.shared_schema()
    summaries = []
    for _ in range(ROUNDS):
        took, _summaries = seconds(frames.with_toso, city, shared)
        spent.setdefault("toso", []).append(took)
        took, summaries = seconds(frames.with_toso, city)
        spent.setdefault("toso, every figure of the plan", []).append(took)
        built, made = seconds(frames.frames_with_pandas, city)
        counted, _parts = seconds(frames.with_pandas, made)
        spent.setdefault("pandas", []).append(built + counted)
        spent.setdefault("pandas, frames at hand", []).append(counted)
        counted, _parts = seconds(frames.with_duckdb, made)
        spent.setdefault("duckdb", []).append(built + counted)
        del made, _parts
        built, made = seconds(frames.frames_with_polars, city)
        counted, _parts = seconds(frames.with_polars, made)
        spent.setdefault("polars", []).append(built + counted)
        spent.setdefault("polars, frames at hand", []).append(counted)
        del made, _parts
    best = {name: min(times) for name, times in spent.items()}
    for name, took in sorted(best.items(), key=lambda one: one[1]):
        print(f"     {name:32} {took:7.3f} s  {took / best['toso']:5.2f} × toso")
    bar("city from records, against pandas", best["toso"], best["pandas"])
    _one_percent(city, summaries, best["polars, frames at hand"])
    _merging(summaries)


def _same(city) -> None:
    from counting import frames

    ours = {(one.group_code, key): number for one in frames.with_toso(city) for key, number in one.counts.items()}
    made = frames.frames_with_pandas(city)
    theirs = {
        "pandas": frames.flat_pandas(frames.with_pandas(made)),
        "duckdb": frames.flat_duckdb(frames.with_duckdb(made)),
        "polars": frames.flat_polars(frames.with_polars(frames.frames_with_polars(city))),
    }
    for name, found in theirs.items():
        wrong = [key for key, number in found.items() if ours.get(key, 0) != number]
        if wrong or len(found) < 10_000:
            failed.append(f"{name} differs: {wrong[:3]}")
            print("FAIL", failed[-1])
    print(f"     {len(theirs['pandas']):,} figures of 60 groups are the same by all four engines")


def _one_percent(city, summaries, polars: float) -> None:
    from counting.city import context

    from toso.core.summarise import merge, summarise
    from toso.core.totals import Totals
    from toso.schema.load import load_schema

    kept = [replace(one, content_hash=f"{i}") for i, one in enumerate(summaries)]
    totals, schema = Totals(), load_schema()
    totals.update(kept)

    def rerun(round_: int):
        for i in range(0, len(kept), 100):
            group, book = city[(i + 7 + round_) % len(city)]
            again = summarise(book, schema, context(group), content_hash=f"new {i} {round_}")
            kept[i] = replace(again, group_code=kept[i].group_code)
        return totals.update(kept)

    took, found = min((seconds(rerun, n) for n in range(ROUNDS)), key=lambda one: one[0])  # the peers' best is taken as well
    found = totals.update(kept)
    if found != merge(one.counts for one in kept):
        failed.append("one percent: the sum differs")
    print(f"\nOne group in a hundred changed: {took * 1000:.0f} ms; polars, everything again: {polars * 1000:.0f} ms, {polars / took:.1f} × that")
    bar("ten times that, against a full recomputation in polars", 10 * took, polars)


def _merging(summaries) -> None:
    from toso.core.summarise import merge

    stream = (summaries[i % len(summaries)].counts for i in range(SUMMARIES))
    took, _ = seconds(merge, stream)
    print(f"\nMerging {SUMMARIES:,} summaries of {len(summaries[0].counts)} figures")
    bar("merging", took * 90_000 / SUMMARIES, 5.0)
    bar("its peak memory", _own_peak(), 1.0, "GB")


def _own_peak() -> float:
    """Merging as a process of its own: this one has held a city and three engines. Asked of Linux, because a process's
    own ``ru_maxrss`` begins at what its parent had."""
    script = f"""
import re, sys
from pathlib import Path
sys.path[:0] = {[str(HERE), str(HERE.parent), str(SCRIPTS)]!r}
from counting.city import make_city
from counting.frames import with_toso
from toso.core.summarise import merge
pool = [one.counts for one in with_toso(make_city(50))]
merge(dict(pool[i % 50]) for i in range({SUMMARIES}))
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024 / 1024)
"""
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return float(out.stdout)


def end_to_end() -> None:
    """25 groups of 600 rows, from what was read to the requests that write the master."""
    import pandas  # noqa: F401  (its import is paid once a process, not once a ward)

    import worlds
    from toso import words
    from toso.core.master import build
    from toso.core.master_facts import Facts
    from toso.core.master_requests import MasterState, writing
    from toso.core.master_words import MasterWords
    from toso.core.summarise import summarise
    from toso.core.validate import validate_book
    from toso.core.ward import ward_figures
    from toso.sample.raw import raw_book

    schema, catalogue, said = worlds.schema(), worlds.catalogue(), words.catalogue("master/words.yaml")
    groups = worlds.sample_ward().groups
    raws = [(group, raw_book(schema, group.code, group.rows), worlds.context(group)) for group in groups]
    rows = sum(len(table.rows) for _, raw, _ in raws for table in raw.tables.values())

    def run(validated=None):
        results = validated or [validate_book(schema, raw, ctx, catalogue) for _, raw, ctx in raws]
        summaries = {one.group_code: summarise(one, schema, ctx) for one, (_, _, ctx) in zip(results, raws, strict=True)}
        period = worlds.fourth_quarter()
        plan = (worlds.PLAN_START, worlds.PLAN_END)
        figures = ward_figures(
            [worlds.registered(group) for group in groups], summaries, schema, period, worlds.DUE_DAY.date(), plan=plan, as_of=worlds.DUE_DAY
        )
        book = build(Facts(figures, MasterWords(said), "Phường Trần Liễu"))
        return results, writing(book, MasterState({}), said["styles"], lambda target: target)

    results, _ = run()
    counted = statistics.median(seconds(run, results)[0] for _ in range(5))
    whole = statistics.median(seconds(run)[0] for _ in range(3))
    print(f"\nThe sample ward, {len(groups)} groups, {rows:,} rows, end to end after reading")
    print(f"     with validation {whole:.3f} s")
    bar("figures and master", counted, 0.3)


def unchanged_run() -> None:
    """``toso aggregate`` over HTTP, from starting Python: nothing changed since the run before."""
    from small_ward import OFFICIAL, books_of, small_ward
    from toso.wiring import LOCAL_ACCOUNT

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ward = small_ward(home, home / "sheets")
        own = books_of(ward.app, OFFICIAL)
        for book in (*ward.group_books.values(), ward.settings.books.ward, ward.settings.books.master):
            own.drive.share(book, LOCAL_ACCOUNT, "writer")
        ward.app.close()
        env = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
        server = subprocess.Popen(
            [sys.executable, "-m", "localsheets", "--data", str(home / "sheets"), "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )
        try:
            address = server.stdout.readline().split()[-1]
            config = home / "toso.toml"
            config.write_text(
                f'[ward]\nname = "Phường Trần Liễu"\ncity = "Thành phố Hải Phòng"\n[plan]\nstart = 2025-09-01\nend = 2025-12-31\n'
                f'[google]\nauth = "local"\nendpoint = "{address}"\n'
                f'[books]\nward = "{ward.settings.books.ward}"\nmaster = "{ward.settings.books.master}"\n',
                encoding="utf-8",
            )
            command = [sys.executable, "-m", "toso", "aggregate", "-q", "-c", str(config), "--as-of", "2025-12-10T07:05"]
            subprocess.run(command, env=env, check=True, cwd=home)
            took = statistics.median(seconds(lambda: subprocess.run(command, env=env, check=True, cwd=home))[0] for _ in range(5))
        finally:
            server.terminate()
            server.wait(10)
    print("\nAn unchanged run over HTTP on loopback, cold process included")
    bar("unchanged run", took, 0.8)


if __name__ == "__main__":
    end_to_end()
    unchanged_run()
    against_peers()
    print(f"\npeak of the whole bench {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024:.2f} GB")
    sys.exit(1 if failed else 0)
