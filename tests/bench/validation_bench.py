"""Validation against its peers: the same rules, every finding listed, each engine in a fresh process, rounds interleaved,
medians; then the city (114 wards × 25 groups × 600 rows, streamed, two processes). Run by ``make bench``; ``ROUNDS`` and
``WARDS`` make it shorter, to see that it works.

The findings of all engines must be the same, else nothing is measured. In process: the first call, everything imported.
Cold: the whole process, from starting Python to its end. Ends with 1 where a bar of the project is not met.
"""

from __future__ import annotations

import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent.parent / "scripts")]
ENGINES = ("toso", "polars", "dataframely", "pydantic", "pandera", "frictionless")
GROUPS, ROWS = 25, 600
ROUNDS, WARDS = int(os.environ.get("ROUNDS", "5")), int(os.environ.get("WARDS", "114"))

WORKER = """
import importlib, json, pickle, sys, time
engine = importlib.import_module(f"engines.{sys.argv[1]}_engine")
spent, rows, found = 0.0, 0, []
for path in sys.argv[3:]:
    with open(path, "rb") as file:
        groups = pickle.load(file)
    started = time.perf_counter()
    found = engine.find(groups)
    spent += time.perf_counter() - started
    rows += sum(len(some) for _, some in groups)
status = open("/proc/self/status").read().split()
peak = int(status[status.index("VmHWM:") + 1]) / 1024
print(json.dumps({"seconds": spent, "rows": rows, "peak": peak, "findings": sorted(found) if sys.argv[2] == "listed" else len(found)}))
"""


def make_wards(folder: Path, count: int) -> list[str]:
    from household_tables import groups_of

    paths = []
    for ward in range(count):
        path = folder / f"ward-{ward}.pickle"
        groups = [(code, table.rows) for code, table in groups_of(GROUPS, ROWS, 1000 * ward)]
        path.write_bytes(pickle.dumps(groups))
        paths.append(str(path))
    return paths


def start(engine: str, paths: list[str], mode: str = "timed") -> subprocess.Popen[str]:
    path = os.pathsep.join(sys.path[:3])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen([sys.executable, "-c", WORKER, engine, mode, *paths], stdout=subprocess.PIPE, text=True, env=environment)


def run(engine: str, paths: list[str], mode: str = "timed") -> dict:
    started = time.perf_counter()
    process = start(engine, paths, mode)
    output, _ = process.communicate()
    cold = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{engine}: exit {process.returncode}")
    return {**json.loads(output), "cold": cold}


def ward(folder: Path) -> list[tuple[str, bool]]:
    paths = make_wards(folder, 1)
    listed = {engine: run(engine, paths, "listed")["findings"] for engine in ENGINES}
    if any(findings != listed["toso"] for findings in listed.values()):
        raise SystemExit("the engines do not find the same: nothing is measured")
    measured: dict[str, list[dict]] = {engine: [] for engine in ENGINES}
    for _ in range(ROUNDS):
        for engine in ENGINES:
            measured[engine].append(run(engine, paths))
    middle = {
        engine: {key: statistics.median(one[key] for one in runs) for key in ("seconds", "cold", "peak")}
        for engine, runs in measured.items()
    }
    ours = middle["toso"]
    print(f"ward: {GROUPS} groups, {GROUPS * ROWS} rows × 12 columns, {len(listed['toso'])} findings, {ROUNDS} rounds, medians")
    print(f"{'':14}{'in process':>11}{'× toso':>8}{'cold':>9}{'× toso':>8}{'peak MB':>9}")
    for engine, one in middle.items():
        ratios = one["seconds"] / ours["seconds"], one["cold"] / ours["cold"]
        print(f"{engine:14}{one['seconds']:>10.3f}s{ratios[0]:>8.1f}{one['cold']:>8.3f}s{ratios[1]:>8.1f}{one['peak']:>9.0f}")
    bars = [("in process no slower than dataframely", ours["seconds"] <= middle["dataframely"]["seconds"])]
    for peer, times in (("pydantic", 3), ("pandera", 6), ("frictionless", 20)):
        bars.append((f"in process {times} × as fast as {peer}", middle[peer]["seconds"] >= times * ours["seconds"]))
    for peer in ("dataframely", "pydantic", "pandera", "frictionless"):
        bars.append((f"cold 2.5 × as fast as {peer}", middle[peer]["cold"] >= 2.5 * ours["cold"]))
    return [*bars, ("peak memory at most 60 MB", ours["peak"] <= 60)]


def city(folder: Path) -> list[tuple[str, bool]]:
    """Twelve different wards, read in turn until 114 have been: more than any memory of cells can hold."""
    different = make_wards(folder, min(12, WARDS))
    paths = [different[ward % len(different)] for ward in range(WARDS)]
    of_ward = statistics.median(run("toso", different[:1])["seconds"] for _ in range(ROUNDS)) / (GROUPS * ROWS)
    halves = [start("toso", paths[side::2]) for side in (0, 1)]
    ours = [json.loads(process.communicate()[0]) for process in halves]
    polars = run("polars", paths)
    rows, spent = sum(one["rows"] for one in ours), max(one["seconds"] for one in ours)
    per_row = sum(one["seconds"] for one in ours) / rows
    peak = sum(one["peak"] for one in ours)
    print(f"city: {WARDS} wards, {rows} rows, streamed: toso in two processes {spent:.1f} s, peak {peak:.0f} MB together;"
          f" polars on all cores {polars['seconds']:.1f} s, peak {polars['peak']:.0f} MB")
    print(f"one row: city {per_row * 1e6:.2f} µs, ward {of_ward * 1e6:.2f} µs")
    return [
        ("city at most 1.2 × polars", spent <= 1.2 * polars["seconds"]),
        ("city's peak memory at most 300 MB", peak <= 300),
        ("a row of the city within 1.3 × of a ward's", per_row <= 1.3 * of_ward),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        bars = [*ward(Path(name)), *city(Path(name))]
    for bar, met in bars:
        print(f"{'met    ' if met else 'NOT MET'}  {bar}")
    return 0 if all(met for _, met in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
