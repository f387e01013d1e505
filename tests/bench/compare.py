"""Whole programs against the baseline programs: replay, M/M/64, years.

Usage: compare.py DCSIM BASELINES [-n RUNS] [--only replay,mm64,year]
DCSIM is app/dcsim of a build with its tests: M/M/64 is also written on the event engine alone, which lies there.
BASELINES is a folder with the programs lean, mmc2 and limit. Runs alternate, so that a busy machine hits both; ratios
are medians over pairs. Peak memory comes from one more run, which is watched and not timed.
"""
import argparse
import csv
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).parent
YEAR_MARKS = {"1 min": 525_600, "1 h": 8_760}


class Measured:
    """One finished process: seconds on the wall and of processor."""

    def __init__(self, command, folder):
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        self.wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))}: exit code {process.returncode}")
        self.cpu = usage.ru_utime + usage.ru_stime


def peak_megabytes(command, folder):
    """What the process itself had resident; its accounting at exit would count the memory of this script."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        for entry in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if entry.startswith("VmHWM:"):
                peak = max(peak, int(entry.split()[1]))
        time.sleep(0.0005)
    return peak / 1024


class Runs:
    """All runs of one command."""

    def __init__(self, command, folder):
        self.command, self.folder, self.measured = command, folder, []

    def run(self):
        self.measured.append(Measured(self.command, self.folder))

    def median(self, what):
        return statistics.median(getattr(m, what) for m in self.measured)


def interleaved(commands, runs, folder):
    """RUNS rounds of all commands."""
    all_runs = [Runs(command, folder) for command in commands]
    for _ in range(runs):
        for each in all_runs:
            each.run()
    return all_runs


def ratio(ours, theirs, what):
    return statistics.median(getattr(a, what) / getattr(b, what) for a, b in zip(ours.measured, theirs.measured))


def metrics(folder):
    with open(folder / "out" / "summary.csv", newline="") as table:
        return {row["metric"]: float(row["value"]) for row in csv.DictReader(table) if row["value"]}


def line(name, runs):
    print(f"  {name:<34} {runs.median('wall'):8.3f} s wall  {runs.median('cpu'):8.3f} s cpu  "
          f"{peak_megabytes(runs.command, runs.folder):7.1f} MB")


def rates(runs, jobs, marks=0):
    wall = runs.median("wall")
    print(f"  {jobs / wall / 1e3:.0f} k jobs/s, {(2 * jobs + marks) / wall / 1e3:.0f} k events/s "
          "(submissions, ends and settlements; whole process)")


def versus(ours, theirs, name):
    print(f"  ratio to {name}: wall {ratio(ours, theirs, 'wall'):.2f}, cpu {ratio(ours, theirs, 'cpu'):.2f}")


class Bench:
    def __init__(self, dcsim, baselines, runs, folder):
        self.dcsim, self.baselines, self.runs, self.folder = dcsim, baselines, runs, folder
        for scenario in HERE.glob("*.toml"):
            shutil.copy(scenario, folder)

    def ours(self, scenario, *sets):
        options = [word for s in sets for word in ("--set", s)]
        return [self.dcsim, scenario, "-o", "out", "--quiet", "--fresh", *options]

    def theirs(self, program, *arguments):
        return [self.baselines / program, *map(str, arguments)]

    def replay(self):
        print("replay of 100,000 jobs against lean")
        jobs = self.folder / "jobs.txt"
        subprocess.run(self.theirs("lean", "dump", 100_000, 1, jobs), check=True, stderr=subprocess.DEVNULL)
        rows = [",".join(row.split()) for row in jobs.read_text().splitlines()]
        (self.folder / "jobs.csv").write_text("\n".join(["submit,duration,accelerators", *rows, ""]))
        commands = [self.ours("replay.toml"), self.theirs("lean", "cluster", 100_000, 1)]
        ours, lean = interleaved(commands, self.runs, self.folder)
        got = metrics(self.folder)
        print(f"  mean wait {got['wait_mean_s']:.4f} s, utilisation {got['utilisation']:.5f}, "
              f"{got['energy_it_kwh'] / 1e3:.4f} MWh, makespan {got['makespan_s']:.1f} s")
        line("dcsim", ours)
        line("lean", lean)
        rates(ours, 100_000, int(got["makespan_s"] / 60))
        versus(ours, lean, "lean (wall includes reading the job file, which lean draws)")

    def mm64(self):
        print("M/M/64, a million customers, against mmc2 ladder")
        engine = self.dcsim.parents[1] / "tests/bench/mm64_on_engine"
        commands = [self.ours("mm64.toml"), [engine, "1000000", "1"], self.theirs("mmc2", "ladder", 1_000_000, 1)]
        ours, queue, ladder = interleaved(commands, self.runs, self.folder)
        got = metrics(self.folder)
        print(f"  {got['jobs_submitted']:.0f} customers, mean wait {got['wait_mean_s']:.5f} s (theory 0.0485 s)")
        line("jobs on nodes that draw power", ours)
        line("the queue alone on the engine", queue)
        line("mmc2", ladder)
        rates(ours, got["jobs_submitted"])
        versus(ours, ladder, "mmc2 ladder, as jobs on nodes")
        versus(queue, ladder, "mmc2 ladder, the same queue on the engine")

    def year(self):
        print("a year of 16,384 accelerators and a million jobs against limit, with the processors that there are")
        commands = [self.ours("year_clocks.toml"), self.ours("year.toml"),
                    self.theirs("limit", 1_000_000, 2, 525_600, 20, 1, "out2.h5", 2),
                    self.theirs("limit", 1_000_000, 0, 525_600, 20, 1, "out0.h5", 2)]
        clocks, ours, two, none = interleaved(commands, self.runs, self.folder)
        line("dcsim, work, 2 clock changes a job", clocks)
        line("dcsim, given durations, none", ours)
        line("limit, 2 speed changes per job", two)
        line("limit, none", none)
        rates(ours, metrics(self.folder)["jobs_submitted"], YEAR_MARKS["1 min"])
        versus(clocks, two, "limit, both with 2 changes per job")
        versus(ours, none, "limit, both without")
        versus(ours, two, "limit with 2 changes, dcsim without")
        self.small_year()

    def small_year(self):
        print("a year of 1,024 accelerators")
        small = ["cluster.nodes=128", 'workload.jobs.arrivals.rate="171.233 /d"', 'supply.solar.peak="250 kW"',
                 'supply.battery.energy="500 kWh"', 'supply.battery.power="125 kW"']
        rare = [*small, 'facility.settle_every="1 h"', 'output.traces="none"']
        often = [*small, 'output.traces="none"']
        all_ = interleaved([self.ours("year.toml", *s) for s in (small, often, rare)], self.runs, self.folder)
        names = ("dcsim, series by the minute", "dcsim, no series", "the same, settled by the hour")
        for name, runs in zip(names, all_):
            line(name, runs)
        rates(all_[0], metrics(self.folder)["jobs_submitted"], YEAR_MARKS["1 min"])
        cost = (all_[1].median("cpu") - all_[2].median("cpu")) / (YEAR_MARKS["1 min"] - YEAR_MARKS["1 h"])
        samples = (all_[0].median("cpu") - all_[1].median("cpu")) / YEAR_MARKS["1 min"]
        print(f"  {cost * 1e9:.0f} ns per settlement, {samples * 1e9:.0f} ns per minute of all series, written")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dcsim", type=pathlib.Path)
    parser.add_argument("baselines", type=pathlib.Path)
    parser.add_argument("-n", "--runs", type=int, default=5)
    parser.add_argument("--only", default="replay,mm64,year")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.dcsim.resolve(), options.baselines.resolve(), options.runs, pathlib.Path(folder))
        for name in options.only.split(","):
            getattr(bench, name)()


if __name__ == "__main__":
    main()
