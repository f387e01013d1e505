"""Traces of real clusters, through the program: wait, slowdown and utilisation as by a second simulation, ten lines each.

Philly-like: submissions and sizes of its virtual clusters, durations drawn from its run times. SWF: a day of PAI as a
Standard Workload Format file, imported. On nodes of one accelerator, so that only counts matter and the second
simulation needs no placement; times are whole seconds, so that the schedules are equal to the last tick.

Arguments: the executable, the source folder. The data lies beside the project; skipped where it is absent.
"""
import csv
import gzip
import heapq
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM, SOURCE = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
DATA = SOURCE.parent / "shared" / "data" / "workloads"

SCENARIO = """
[scenario]
duration = "{days} d"
drain = "{days} d"
end = "drained"
[climate]
kind = "constant"
[cluster]
nodes = {size}
accelerators = 1
power = {{ kind = "linear", idle = "50 W", full = "300 W" }}
[facility]
kind = "constant-pue"
pue = 1.0
wue = "0 L/kWh"
settle_every = "1 h"
[supply.grid]
kind = "constant"
intensity = "0 g/kWh"
price = {{ kind = "fixed", price = "0 EUR/MWh" }}
[workload.trace]
kind = "csv"
format = "{form}"
file = "{file}"
[output]
traces = "none"
[scheduling]
kind = "fcfs"
[policy.fcfs]
baseline = true
[policy.easy.scheduling]
kind = "easy"
"""


def schedule(jobs, size, backfill):
    """Starts of jobs (submit, duration, size), sorted by submission, known durations: FCFS, and EASY on top of it
    [Lifka, JSSPP 1995]: a job may overtake if it delays the first of the queue by nothing."""
    starts, queue, running, free, next_job = [None] * len(jobs), [], [], size, 0
    while queue or next_job < len(jobs):
        now = min(([jobs[next_job][0]] if next_job < len(jobs) else []) + ([running[0][0]] if running else []))
        while running and running[0][0] <= now:
            free += heapq.heappop(running)[1]
        while next_job < len(jobs) and jobs[next_job][0] <= now:
            queue.append(next_job)
            next_job += 1

        def start(job):
            nonlocal free
            starts[job] = now
            free -= jobs[job][2]
            heapq.heappush(running, (now + jobs[job][1], jobs[job][2]))

        while queue and jobs[queue[0]][2] <= free:
            start(queue.pop(0))
        if not backfill or not queue or free == 0:
            continue
        wanted, spare, shadow = jobs[queue[0]][2], free, None
        for end, held in sorted(running):
            if shadow is not None and end > shadow:
                break
            spare += held
            if spare >= wanted and shadow is None:
                shadow = end
        spare -= wanted
        kept = [queue[0]]
        for job in queue[1:]:
            _, duration, held = jobs[job]
            if held <= free and (now + duration <= shadow or held <= spare):
                if now + duration > shadow:
                    spare -= held
                start(job)
            else:
                kept.append(job)
        queue = kept
    return starts


def figures(jobs, starts, size):
    waits = [start - job[0] for job, start in zip(jobs, starts)]
    slowdowns = [max(1.0, (w + job[1]) / max(job[1], 10)) for w, job in zip(waits, jobs)]
    ends = max(start + job[1] for job, start in zip(jobs, starts))
    busy = sum(job[1] * job[2] for job in jobs)
    return {"wait_mean_s": sum(waits) / len(jobs), "bounded_slowdown_mean": sum(slowdowns) / len(jobs),
            "makespan_s": ends, "utilisation": busy / (size * ends)}


class Replay(unittest.TestCase):
    def replay(self, jobs, size, form, write):
        with tempfile.TemporaryDirectory(prefix="dcsim-test-") as temporary:
            folder = Path(temporary)
            file = write(folder)
            days = 1 + (jobs[-1][0] + sum(job[1] for job in jobs) // 8) // 86400
            (folder / "trace.toml").write_text(SCENARIO.format(days=days, size=size, form=form, file=file))
            subprocess.run([PROGRAM, "trace.toml", "-o", "out", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            with open(folder / "out" / "summary.csv", newline="") as table:
                rows = list(csv.DictReader(table))
        for policy in ("fcfs", "easy"):
            metrics = {row["metric"]: float(row["value"]) for row in rows if row["policy"] == policy and row["value"]}
            expected = figures(jobs, schedule(jobs, size, policy == "easy"), size)
            print(f"{file}, {policy}: {len(jobs)} jobs on {size}: " + ", ".join(f"{k} {v:.6g}" for k, v in expected.items()))
            self.assertEqual(metrics["jobs_completed"], len(jobs))
            for name, value in expected.items():
                self.assertAlmostEqual(metrics[name], value, delta=1e-9 * value, msg=f"{policy}: {name}")

    def data(self, name):
        if not (DATA / name).exists():
            self.skipTest(f"shared/data/workloads/{name} is not there")
        text = gzip.open(DATA / name, "rt") if name.endswith(".gz") else open(DATA / name)
        with text:
            return list(csv.DictReader(text))

    def test_philly_like(self):
        lengths = [max(1, round(float(row["runtime"]))) for row in self.data("philly/runtime_s.csv.gz")]
        arrivals = sorted((int(row["arrival_s"]), int(row["gpus"])) for row in self.data("philly/vc_arrivals.csv.gz")
                          if int(row["arrival_s"]) < 60 * 86400)
        draw = random.Random(1)
        jobs = [(at, draw.choice(lengths), gpus) for at, gpus in arrivals]

        def write(folder):
            with open(folder / "jobs.csv", "w") as out:
                out.write("submit_time,duration,gpu_num,cpu_num,node_num\n")
                out.writelines(f"{at},{duration},{gpus},{4 * gpus},{gpus}\n" for at, duration, gpus in jobs)
            return "jobs.csv"
        self.replay(jobs, 100, "philly", write)

    def test_standard_workload_format(self):
        rows = self.data("pai/jobs_1k.csv")
        jobs = sorted((round(float(r["arrival_time"])), max(1, round(float(r["length"]))), int(r["cpus"])) for r in rows)

        def write(folder):
            with open(folder / "pai.swf", "w") as out:
                out.write("; Version: 2.2\n; MaxProcs: 20\n")
                out.writelines(f"{i} {at} -1 {length} {cpus} -1 -1 {cpus} -1 -1 1 -1 -1 -1 -1 -1 -1 -1\n"
                               for i, (at, length, cpus) in enumerate(jobs, 1))
            told = subprocess.run([PROGRAM, "import", "swf", "pai.swf", "-o", "jobs.csv"], cwd=folder, check=True,
                                  stdout=subprocess.PIPE, text=True).stdout
            self.assertIn("1000", told.replace(",", ""))
            return "jobs.csv"
        self.replay(jobs, 20, "own", write)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
