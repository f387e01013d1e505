"""Traces of real clusters, through the program: wait, slowdown and utilisation as by a second simulation.

Philly-like: submissions and sizes of its virtual clusters, durations drawn from its run times. SWF: a week of PAI as a
Standard Workload Format file, imported. And random jobs with wrong estimates. On nodes of one accelerator, or on one
node, so that only counts matter and the second simulation needs no placement; times are whole seconds, so that the
schedules are equal to the last tick.

Arguments: the executable, the source folder. The data lies beside the project; skipped where it is absent.
"""
import csv
import gzip
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
nodes = {nodes}
accelerators = {each}
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
{columns}
[output]
traces = "none"
[scheduling]
kind = "fcfs"
[policy.fcfs]
baseline = true
[policy.easy.scheduling]
kind = "easy"
[policy.conservative.scheduling]
kind = "conservative"
"""


def schedule(jobs, size, policy):
    """Starts of jobs (submit, run, accelerators, estimate at least as long) by submission, for accelerators that are alike.

    easy [Lifka, JSSPP 1995] lets jobs overtake that delay the head of the queue by nothing; conservative [Mu'alem,
    Feitelson, IEEE TPDS 12(6), 2001] gives every job a start, which is tried again, in order, when a job ends early.
    """
    starts, queue, running, reserved, free, submitted = [None] * len(jobs), [], [], {}, size, 0

    def start(job):
        nonlocal free
        starts[job] = now
        free -= jobs[job][2]
        running.append((now + jobs[job][1], now + jobs[job][3], jobs[job][2]))

    def earliest(job):
        changes = [(expected, held) for _, expected, held in running]
        for other, at in reserved.items():
            if other != job:
                changes += [(at, -jobs[other][2]), (at + jobs[other][3], jobs[other][2])]
        changes.sort()  # what is taken at an instant comes before what is given: only sums of instants count
        for at in sorted({now} | {c[0] for c in changes if c[0] > now}):
            instants = [at] + [c[0] for c in changes if at < c[0] < at + jobs[job][3]]
            if all(free + sum(c[1] for c in changes if c[0] <= i) >= jobs[job][2] for i in instants):
                return at

    while queue or submitted < len(jobs):
        now = min([r[0] for r in running] + list(reserved.values()) + [j[0] for j in jobs[submitted:submitted + 1]])
        ended = [r for r in running if r[0] <= now]
        running = [r for r in running if r[0] > now]
        free += sum(r[2] for r in ended)
        while submitted < len(jobs) and jobs[submitted][0] <= now:
            queue.append(submitted)
            submitted += 1
        if policy == "conservative":
            for job in queue:
                if job not in reserved or any(r[1] > now for r in ended):
                    reserved[job] = min(earliest(job), reserved.get(job, float("inf")))
                if reserved[job] <= now:
                    del reserved[job]
                    start(job)
        else:
            while queue and jobs[queue[0]][2] <= free:
                start(queue.pop(0))
            if policy == "easy" and queue and free:
                over, at = free - jobs[queue[0]][2], None  # of what is free at its start, the head leaves over
                for _, expected, held in sorted(running, key=lambda r: r[1]):
                    if at is not None and expected > at:
                        break
                    over += held
                    at = expected if at is None and over >= 0 else at
                for job in queue[1:]:
                    _, _, held, estimate = jobs[job]
                    if held <= free and (now + estimate <= at or held <= over):
                        over -= held if now + estimate > at else 0
                        start(job)
        queue = [job for job in queue if starts[job] is None]
    return starts


def figures(jobs, starts, size):
    waits = [start - job[0] for job, start in zip(jobs, starts)]
    slowdowns = [max(1.0, (w + job[1]) / max(job[1], 10)) for w, job in zip(waits, jobs)]
    ends = max(start + job[1] for job, start in zip(jobs, starts))
    busy = sum(job[1] * job[2] for job in jobs)
    return {"wait_mean_s": sum(waits) / len(jobs), "wait_max_s": max(waits), "bounded_slowdown_mean": sum(slowdowns) / len(jobs),
            "makespan_s": ends, "utilisation": busy / (size * ends)}


class Replay(unittest.TestCase):
    def replay(self, name, jobs, size, write, form="own", columns="", per_node=1, policies=("fcfs", "easy", "conservative")):
        with tempfile.TemporaryDirectory(prefix="dcsim-test-") as temporary:
            folder = Path(temporary)
            write(folder / "jobs.csv")
            days = 1 + (jobs[-1][0] + sum(job[1] for job in jobs) // 8) // 86400
            (folder / "trace.toml").write_text(SCENARIO.format(days=days, nodes=size // per_node, each=per_node, form=form,
                                                               file="jobs.csv", columns=columns))
            subprocess.run([PROGRAM, "trace.toml", "-o", "out", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            with open(folder / "out" / "summary.csv", newline="") as table:
                rows = list(csv.DictReader(table))
        for policy in policies:
            metrics = {row["metric"]: float(row["value"]) for row in rows if row["policy"] == policy and row["value"]}
            expected = figures(jobs, schedule(jobs, size, policy), size)
            if name:
                print(f"{name}, {policy}: {len(jobs)} jobs on {size}: " + ", ".join(f"{k} {v:.6g}" for k, v in expected.items()))
            self.assertEqual(metrics["jobs_completed"], len(jobs))
            for metric, value in expected.items():
                tolerance = 0.005 if metric == "wait_max_s" else 1e-9  # quantiles are sketched
                self.assertAlmostEqual(metrics[metric], value, delta=tolerance * value, msg=f"{policy}: {metric}")

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
        jobs = []
        for at, gpus in arrivals:
            length = draw.choice(lengths)
            jobs.append((at, length, gpus, length))

        def write(path):
            with open(path, "w") as out:
                out.write("submit_time,duration,gpu_num,cpu_num,node_num\n")
                out.writelines(f"{at},{run},{gpus},{4 * gpus},{gpus}\n" for at, run, gpus, _ in jobs)
        self.replay("Philly-like", jobs, 100, write, "philly", policies=("fcfs", "easy"))  # the other takes minutes here

    def test_standard_workload_format(self):
        rows = self.data("pai/jobs_1k.csv")
        jobs = sorted((round(float(r["arrival_time"])), max(1, round(float(r["length"]))), int(r["cpus"])) for r in rows)
        jobs = [(at, length, cpus, length) for at, length, cpus in jobs]

        def write(path):
            with open(path.with_name("pai.swf"), "w") as out:
                out.write("; Version: 2.2\n; MaxProcs: 20\n")
                out.writelines(f"{i} {at} -1 {length} {cpus} -1 -1 {cpus} -1 -1 1 -1 -1 -1 -1 -1 -1 -1\n"
                               for i, (at, length, cpus, _) in enumerate(jobs, 1))
            told = subprocess.run([PROGRAM, "import", "swf", "pai.swf", "-o", path], cwd=path.parent, check=True,
                                  stdout=subprocess.PIPE, text=True).stdout
            self.assertIn("1000", told.replace(",", ""))
        self.replay("PAI as SWF", jobs, 20, write)

    def printed(self, files, *words):
        """Metrics of the scenario that an import prints, on one node of four accelerators that draws 50 to 300 W."""
        with tempfile.TemporaryDirectory(prefix="dcsim-test-") as temporary:
            folder = Path(temporary)
            for name, text in files.items():
                (folder / name).write_text(text)
            told = subprocess.run([PROGRAM, "import", *words], cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout
            cluster = """[cluster]
nodes = 1
accelerators = 4
memory = "10 GB"
power = { kind = "linear", idle = "50 W", full = "300 W" }
[output]
traces = "none"
"""
            (folder / "printed.toml").write_text(told[told.index("[scenario]"):] + cluster)
            subprocess.run([PROGRAM, "printed.toml", "-o", "out", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            with open(folder / "out" / "summary.csv", newline="") as table:
                return {row["metric"]: float(row["value"]) for row in csv.DictReader(table) if row["value"]}

    def test_what_an_import_prints_replays_all_jobs(self):
        long_jobs = "".join(f"{i} 0 -1 864000 4 -1 -1 4 -1 -1 1 -1 -1 -1 -1 -1 -1 -1\n" for i in range(1, 4))
        metrics = self.printed({"long.swf": long_jobs}, "swf", "long.swf")
        self.assertEqual(metrics["jobs_completed"], 3)
        self.assertEqual(metrics["makespan_s"], 3 * 864000)
        self.assertEqual(metrics["wait_mean_s"], 864000)

    def test_what_an_import_prints_waits_for_jobs_in_turn(self):
        # Jobs on one processor, each longer than the one before, and between them short ones on all four: none beside another.
        rows = [(86400 * (10 + i // 2), 1) if i % 2 == 0 else (60, 4) for i in range(20)]
        text = "".join(f"{i} 0 -1 {run} {held} -1 -1 {held} {run} -1 1 -1 -1 -1 -1 -1 -1 -1\n" for i, (run, held) in enumerate(rows, 1))
        metrics = self.printed({"turns.swf": text}, "swf", "turns.swf")
        self.assertEqual(metrics["jobs_completed"], 20)
        self.assertEqual(metrics["makespan_s"], sum(run for run, _ in rows))

    def test_tasks_keep_their_order_and_memory(self):
        # A diamond of 600 s each, at half of the clock, whose middle two do not fit side by side into 10 GB.
        tasks = "id,submission_time,cpu_count,mem_capacity,parents\n0,0,1,1000,\n1,0,1,6000,0\n2,0,1,6000,0\n3,0,1,1000,[1 2]\n"
        fragments = "id,duration,cpu_usage\n" + "".join(f"{i},600000,1000\n" for i in range(4))
        metrics = self.printed({"tasks.csv": tasks, "fragments.csv": fragments}, "opendc", "tasks.csv", "fragments.csv",
                               "--core-mhz", "2000")
        self.assertEqual(metrics["jobs_completed"], 4)
        self.assertEqual(metrics["makespan_s"], 4 * 600)
        self.assertAlmostEqual(metrics["energy_it_kwh"] * 3.6e6, 4 * 600 * (50 + 250 / 8), delta=1)

    def test_random_jobs_with_wrong_estimates(self):
        for seed in range(12):
            draw, at, jobs = random.Random(seed), 0, []
            for _ in range(80):
                at += int(draw.expovariate(1 / 20)) if draw.random() < 0.8 else 0
                run = draw.randint(1, 300)
                jobs.append((at, run, draw.choice([1, 1, 2, 3, 4, 4, 8, 16]), run + (draw.random() < 0.7) * draw.randint(0, 300)))

            def write(path):
                with open(path, "w") as out:
                    out.write("submit,duration,accelerators,estimate\n")
                    out.writelines(f"{at},{run},{held},{estimate}\n" for at, run, held, estimate in jobs)
            for per_node in (1, 16):
                self.replay("", jobs, 16, write, columns='columns = { estimate = "estimate" }', per_node=per_node)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
