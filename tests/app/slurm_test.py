"""A sweep on a real Slurm of two nodes: a node that dies, a user who stops looking, the scripts.

Arguments: the executable, the source folder. Installs Slurm where it is missing; skipped where it cannot be.
"""
import atexit
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from slurm_host import SlurmHost, Unavailable, install, wait_for

PROGRAM, SOURCE = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()

SCENARIO = """
[scenario]
start = 2025-06-02T00:00:00+02:00
duration = "10 d"
warmup = "1 d"
replications = 1
[climate]
preset = "frankfurt"
[cluster]
nodes = 4
node = "8xh100"
[supply.grid]
zone = "germany"
[workload.nlp]
arrivals = { kind = "poisson", rate = "12 /d" }
gpus = { choices = [8, 16] }
duration = { kind = "lognormal", mean = "3 h", sigma = 1 }
[policy.solar]
baseline = true
[policy.solar.supply.solar]
peak = "50 kW"
[sweep]
cluster.nodes = [3, 4, 5, 6, 7, 8, 9, 10]
"policy.solar.supply.solar.peak" = { from = "10 kW", to = "250 kW", count = 25 }
[output]
traces = "none"
"""
RUNS = 200
TASKS = 8
FEW = SCENARIO.replace("[3, 4, 5, 6, 7, 8, 9, 10]", "[3, 4]")


class SweepsOnSlurm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="dcsim-slurm-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.folder.chmod(0o755)  # munge has a user of its own
        (cls.folder / "small.toml").write_text(SCENARIO)
        (cls.folder / "few.toml").write_text(FEW)
        cls.slurm = SlurmHost(cls.folder / "slurm")
        cls.addClassCleanup(cls.slurm.stop)
        atexit.register(cls.slurm.stop)  # after Ctrl-C there are no cleanups
        cls.slurm.start()

    @classmethod
    def start(cls, *words):
        return subprocess.Popen([PROGRAM, *words], cwd=cls.folder, env=cls.slurm.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    @classmethod
    def dcsim(cls, *words):
        process = cls.start(*words)
        out, err = process.communicate()
        return process.returncode, out, err

    def start_sweep(self, file, out):
        sweep = self.start("sweep", file, "--slurm", "--tasks", str(TASKS), "--partition", "debug", "-o", out)
        self.addCleanup(lambda: sweep.poll() is None and sweep.kill())
        return sweep

    def shards(self, out):
        return len(list((self.folder / out / "shards").glob("*.shard")))

    def bytes_of(self, out):
        return [(self.folder / out / name).read_bytes() for name in ("results.h5", "summary.csv")]

    def test_a_sweep_whose_node_dies_ends_as_a_local_one(self):
        local = self.dcsim("sweep", "small.toml", "-o", "local", "--quiet")
        sweep = self.start_sweep("small.toml", "shaken")
        wait_for(lambda: self.shards("shaken") > RUNS // 8, "some runs are done")
        wait_for(lambda: self.slurm.kill_node("n1"), "a task runs on n1")
        self.assertLess(self.shards("shaken"), RUNS)
        lost, = [job for job, state, *node in self.slurm.jobs() if state == "R" and node == ["n1"]]
        wait_for(lambda: self.slurm.state("n1").startswith("down"), "Slurm notices")
        self.assertRegex(self.slurm.ask("scontrol", "show", "job", lost), r"Restarts=[1-9]")
        self.slurm.start_node("n1")
        out, err = sweep.communicate(timeout=600)
        self.assertEqual(sweep.returncode, 0, err)
        self.assertEqual(self.bytes_of("shaken"), self.bytes_of("local"))
        self.assertEqual(out, local[1].replace("local", "shaken"))
        self.assertRegex(err, rf"dcsim: \d+ runs in {TASKS} tasks of about \d+ s: job \d+, merged by job \d+\n")
        self.assertRegex(err, rf"runs \d+/{RUNS}  \d+ %  [12] jobs running, \d+ waiting\n")

    def test_who_stops_looking_leaves_the_jobs_at_work(self):
        self.dcsim("sweep", "few.toml", "-o", "few", "--quiet")
        sweep = self.start_sweep("few.toml", "left")
        wait_for(lambda: self.shards("left") > 1, "a task is at work")
        self.slurm.ask("scontrol", "update", "nodename=n1,n2", "state=drain", "reason=test")  # the rest has to wait
        sweep.send_signal(signal.SIGINT)
        _, err = sweep.communicate(timeout=60)
        self.assertEqual(sweep.returncode, 130)
        jobs = {job.split("_")[0] for job, *_ in self.slurm.jobs()}
        self.assertEqual(len(jobs), 2)
        self.assertIn(f"`dcsim status left` looks after them, `scancel {' '.join(sorted(jobs, key=int))}` ends them", err)
        self.slurm.ask("scontrol", "update", "nodename=n1,n2", "state=resume")
        wait_for(lambda: not self.slurm.jobs(), "the jobs have ended", 600)
        self.assertEqual(self.bytes_of("left"), self.bytes_of("few"))
        for name in ("results.h5", "summary.csv"):
            (self.folder / "left" / name).unlink()
        self.assertEqual(self.dcsim("merge", "left")[0], 0)
        self.assertEqual(self.bytes_of("left"), self.bytes_of("few"))

    def test_a_dry_run_prints_the_scripts_and_submits_nothing(self):
        code, out, _ = self.dcsim("sweep", "small.toml", "--slurm", "--tasks", "1000", "--partition", "debug", "--time",
                                  "10:00", "--dry-run", "-o", "dry")
        self.assertEqual(code, 0)
        array, merge = ["#!" + script for script in out.split("#!")[1:]]
        for line in (f"--array=0-{RUNS - 1}", "--requeue", "--partition=debug", "--time=10:00"):
            self.assertIn(f"#SBATCH {line}\n", array)
        self.assertIn("#SBATCH --time=10:00\n", merge)
        self.assertRegex(array, r" --plan [0-9a-f]{64} --shard ")
        self.assertIn(f"--shard \"$SLURM_ARRAY_TASK_ID/{RUNS}\"\n", array)
        self.assertTrue(merge.endswith(f"exec {PROGRAM} merge {self.folder / 'dry'}\n"), merge)
        self.assertFalse((self.folder / "dry" / "slurm").exists())
        self.assertEqual([job for job in self.slurm.jobs() if "dry" in self.slurm.ask("scontrol", "show", "job", job[0])], [])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        install()
    except Unavailable as reason:
        print("skipped:", reason)
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
