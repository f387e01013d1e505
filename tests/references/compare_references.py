"""Runs small random scenarios through the program and through independent references, and compares every number.

    compare_references.py DCSIM [--area AREA] [--seed N] [--cases N]

Prints for each area how many cases and numbers were compared, and the worst difference as a part of its tolerance. At the
first case that differs: all differences, the scenario, which is kept in a folder of its own, and exit code 1. Case i of
seed N is the first of seed N + i. Exit code 77: packages of Python are missing.
"""
import argparse
import csv
import math
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXIT_SKIPPED = 77
LINES_SHOWN = 80  # of a file; all of it is kept in a folder

try:
    import h5py
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(EXIT_SKIPPED)

import batch_server
import bus_cases
import deferral
import facility_cases
import item_work_cases
import node_cases
import photovoltaic_cases
import power_cap_cases
import queue_cases
import service_backlog
import shared_cable_cases
import shared_node_cases
import weather

AREAS = {  # with the number of cases unless told
    "fcfs": (queue_cases.queueing("strict", "fcfs"), 20),
    "skip": (queue_cases.queueing("skip", "skip"), 20),
    "easy": (queue_cases.queueing("easy", "easy"), 30),
    "conservative": (queue_cases.queueing("conservative", "conservative"), 30),
    "fair-share": (queue_cases.fair_share, 20),
    "idle-sleep": (node_cases.sleeping, 30),
    "failures": (node_cases.failing, 30),
    "failures-and-sleep": (node_cases.failing_and_sleeping, 30),
    "shared-nodes": (shared_node_cases.sharing("skip"), 30),
    "preemption": (shared_node_cases.sharing("priority"), 30),
    "power-cap": (power_cap_cases.random_case, 30),
    "shared-cables": (shared_cable_cases.random_case, 30),
    "item-work": (item_work_cases.random_case, 15),
    "battery-bus": (bus_cases.random_case, 30),
    "photovoltaics": (photovoltaic_cases.random_case, 15),
    "deferral": (deferral.random_case, 30),
    "weather": (weather.random_case, 15),
    "air-chiller": (facility_cases.air_chiller, 20),
    "water-chiller": (facility_cases.water_chiller, 20),
    "batch-server": (batch_server.random_case, 10),
    "service-backlog": (service_backlog.random_case, 20),
}


class Differs(Exception):
    pass


def plain(value):
    """A cell as Python has it: missing ones are None."""
    value = value.decode() if isinstance(value, bytes) else value.item()
    return None if isinstance(value, float) and math.isnan(value) else value


class Results:
    """What a run wrote, by the places that cases name."""

    def __init__(self, folder):
        with open(folder / "summary.csv", newline="") as table:
            self.metrics = {row["metric"]: float(row["value"]) if row["value"] else None
                            for row in csv.DictReader(table) if row["site"] == "all"}
        with h5py.File(folder / "results.h5") as file:
            self.jobs = self.rows(file, "jobs", ("workload", "number"))
            self.workloads = self.rows(file, "workloads", ("workload",))
            self.series = {name: values[...].ravel().astype(float) for name, values in file.get("series", {}).items()
                           if values.ndim == 4}
            self.checks_hold = bool((file["checks/passed"][...] == 1).all())

    @staticmethod
    def rows(file, table, keys):
        columns = {name: values[...] for name, values in file.get(table, {}).items() if name not in ("job", "row")}
        names = list(zip(*([plain(cell) for cell in columns[key]] for key in keys))) if columns else []
        return {name: {column: cells[i] for column, cells in columns.items()} for i, name in enumerate(names)}

    def at(self, kind, *names):
        if kind == "metric":
            return self.metrics.get(names[0])
        if kind == "series":
            return plain(self.series[names[0]][names[1]])
        rows = self.jobs if kind == "job" else self.workloads
        row = rows.get(names[:-1])
        return plain(row[names[-1]]) if row else "no such row"


def part_of_tolerance(told, expected, tolerance):
    """At most 1: equal; infinite: not to be compared."""
    if isinstance(told, str) or isinstance(expected, str) or told is None or expected is None:
        return 0.0 if told == expected else math.inf
    difference = abs(told - float(expected))
    allowed = tolerance.at(float(expected))
    return difference / allowed if allowed else 0.0 if difference == 0 else math.inf


def run(program, case):
    with tempfile.TemporaryDirectory(prefix="dcsim-reference-") as temporary:
        folder = Path(temporary)
        for name, text in case.files.items():
            (folder / name).write_text(text)
        words = [program, "scenario.toml", "-o", "out", "--quiet", "-j", "1"]
        done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        if done.returncode != 0:
            raise Differs(f"exit code {done.returncode}: {done.stdout}")
        return Results(folder / "out")


def compare(program, case):
    """The worst difference as a part of its tolerance, and where."""
    results = run(program, case)
    if not results.checks_hold:
        raise Differs("a check at the end of the run failed")
    told = [(part_of_tolerance(value := results.at(*e.where), e.value, e.tolerance), e, value) for e in case.expected]
    wrong = [f"{' '.join(map(str, e.where))}: {value}, reference {e.value}" for part, e, value in told if part > 1]
    if wrong:
        raise Differs("\n".join(wrong))
    worst, where, _ = max(told, key=lambda one: one[0])
    return worst, " ".join(map(str, where.where))


def show(case):
    folder = Path(tempfile.mkdtemp(prefix="dcsim-differs-"))
    for name, text in case.files.items():
        (folder / name).write_text(text)
        lines = text.splitlines()
        more = f"\n... {len(lines) - LINES_SHOWN} more lines" if len(lines) > LINES_SHOWN else ""
        print(f"-- {folder / name}\n" + "\n".join(lines[:LINES_SHOWN]) + more)


def compare_area(program, name, seed, cases):
    random_case, usual = AREAS[name]
    cases = cases or usual
    numbers, worst, began = 0, (0.0, "nothing"), time.monotonic()
    for number in range(seed, seed + cases):
        case = random_case(random.Random(f"{name} {number}"))
        try:
            worst = max(worst, compare(program, case))
        except Differs as difference:
            print(f"{name}, seed {number} differs:\n{difference}")
            show(case)
            return False
        numbers += len(case.expected)
    print(f"{name}: {cases} cases, {numbers} numbers, worst difference {worst[0]:.2g} of its tolerance ({worst[1]}), "
          f"{time.monotonic() - began:.1f} s", flush=True)
    return True


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("program", type=lambda text: Path(text).resolve())
    words.add_argument("--area", choices=AREAS)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--cases", type=int, help="of each area")
    told = words.parse_args()
    areas = [told.area] if told.area else list(AREAS)
    return all([compare_area(told.program, name, told.seed, told.cases) for name in areas])


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
