"""Cost of a sweep beside its runs: many short points, and two threads against one.

Usage: sweep.py DCSIM [--points N]
The overhead of a point is all time of the program, on one thread, divided by points: reading the scenario at the point
twice, its run of an hour on one node, its shard, and its part of the merge. Ratios of threads are medians over pairs.
"""
import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

SHORT = """
[scenario]
duration = "1 h"
[climate]
kind = "constant"
[cluster]
nodes = 1
accelerators = 4
power = { kind = "linear", idle = "400 W", full = "2000 W" }
[facility]
kind = "constant-pue"
pue = 1.2
wue = "1 L/kWh"
[supply.grid]
kind = "constant"
intensity = "400 g/kWh"
price = { kind = "fixed", price = "0.1 EUR/kWh" }
[workload.w]
arrivals = { kind = "poisson", rate = "4 /h" }
gpus = 1
duration = "10 min"
[output]
traces = "none"
[sweep]
facility.pue = { from = 1.1, to = 1.9, count = POINTS }
"""
SECOND = """
[scenario]
duration = "365 d"
[cluster]
nodes = 128
node = "8xh100"
[workload.w]
arrivals = { kind = "poisson", rate = "15 /h" }
gpus = 8
duration = { kind = "lognormal", mean = "6 h", sigma = 1 }
[output]
traces = "none"
[sweep]
scenario.seed = [1, 2, 3, 4, 5, 6, 7, 8]
"""


def seconds(dcsim, folder, name, *words):
    begun = time.perf_counter()
    subprocess.run([dcsim, "sweep", f"{name}.toml", "-o", f"out-{name}", "--quiet", "--fresh", *words], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dcsim", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--points", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dcsim-bench-") as temporary:
        folder = pathlib.Path(temporary)
        (folder / "short.toml").write_text(SHORT.replace("POINTS", str(options.points)))
        (folder / "second.toml").write_text(SECOND)
        took = seconds(options.dcsim, folder, "short", "-j", "1")
        print(f"{options.points} points of an hour on one thread: {took:.1f} s, {1e3 * took / options.points:.3f} ms per point")
        pairs = [(seconds(options.dcsim, folder, "second", "-j", "1"), seconds(options.dcsim, folder, "second", "-j", "2"))
                 for _ in range(3)]
        print(f"8 years: {statistics.median(one for one, _ in pairs) / 8:.2f} s each; two threads "
              f"{statistics.median(one / two for one, two in pairs):.2f} times as fast as one")


if __name__ == "__main__":
    main()
