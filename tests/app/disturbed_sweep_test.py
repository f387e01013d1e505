"""Sweeps that something disturbs: kills, signals, full disks, torn files, failing runs.

Arguments: the executable, the source folder. Only the standard library is needed.
"""
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

from sweep_case import PROGRAM, RUNS, SCENARIO, Sweep


class Disturbed(Sweep):
    def test_a_sweep_killed_fifty_times_ends_as_an_undisturbed_one(self):
        self.sweep("calm")
        chance = random.Random(20251128)
        kills = 0
        for _ in range(400):
            process = subprocess.Popen([PROGRAM, "sweep", "small.toml", "-o", "shaken", "--quiet", "-j", "2"],
                                       cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0.0, 0.25))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
            self.assertEqual(self.leftovers("shaken"), [])
            if kills % 10 == 1 and (self.folder / "shaken" / "study.json").exists():
                self.assertEqual(self.status("shaken")["running"], 0)
            if kills == 50:
                break
            if len(self.shards("shaken")) == RUNS:
                shutil.rmtree(self.folder / "shaken")  # all done before the fiftieth kill: once more from the start
        self.assertEqual(kills, 50)
        self.sweep("shaken")
        self.assertEqual(self.bytes_of("calm"), self.bytes_of("shaken"))

    def test_ctrl_c_keeps_what_is_finished(self):
        process = subprocess.Popen([PROGRAM, "sweep", "small.toml", "-o", "out", "--quiet", "-j", "1"], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while len(self.shards("out")) < 4 and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate()
        if process.returncode == 0:
            self.skipTest("the sweep had ended before the signal came")
        self.assertEqual(process.returncode, 130)
        self.assertIn("partial", told)
        self.assertEqual(self.leftovers("out"), [])
        self.assertEqual(self.status("out")["running"], 0)
        self.sweep("calm")
        self.sweep("out")
        self.assertEqual(self.bytes_of("calm"), self.bytes_of("out"))

    def test_a_full_disk_loses_only_the_runs_in_flight(self):
        self.sweep("calm")
        sizes = sorted((self.folder / "calm" / "shards" / name).stat().st_size for name in self.shards("calm"))
        limit = (sizes[0] + sizes[-1]) // 2  # the runs that keep series do not fit

        def small_disk():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        run = self.dcsim("sweep", "small.toml", "-o", "full", "--quiet", "--keep-going", code=3, preexec_fn=small_disk)
        self.assertIn("File too large", run.stderr)
        self.assertEqual(self.leftovers("full"), [])
        self.assertFalse((self.folder / "full" / "results.h5").exists())
        self.sweep("full")
        self.assertEqual(self.bytes_of("calm"), self.bytes_of("full"))

    def test_a_disk_that_is_full_in_earnest_ends_with_a_message(self):
        mount = self.folder / "mount"
        mount.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", mount], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("mounting is not allowed here")
        self.addCleanup(subprocess.run, ["umount", mount])
        run = self.dcsim("sweep", "small.toml", "-o", "mount/out", "--quiet", "--keep-going", code=3)
        self.assertIn("No space left on device", run.stderr)
        self.assertEqual(self.leftovers("mount/out"), [])

    def test_a_shard_under_the_name_of_another_run_is_not_taken_for_it(self):
        self.sweep("out")
        before = self.bytes_of("out")
        one, other = (self.folder / "out" / "shards" / name for name in self.shards("out")[:2])
        other.write_bytes(one.read_bytes())
        merged = " ".join(self.dcsim("merge", "out").stdout.split())
        self.assertIn("is another run's and is not used", merged)
        self.assertIn("partial", merged)
        self.sweep("out")
        self.assertEqual(before, self.bytes_of("out"))

    def test_a_torn_shard_is_done_again(self):
        self.sweep("out")
        before = self.bytes_of("out")
        torn = self.folder / "out" / "shards" / self.shards("out")[0]
        torn.write_bytes(torn.read_bytes()[:-100])
        self.sweep("out")
        self.assertEqual(before, self.bytes_of("out"))

    def test_a_failing_run_is_told_and_the_others_go_on(self):
        (self.folder / "jobs.csv").write_text("submit,duration,accelerators\n0,3600,8\n")
        text = SCENARIO.replace("""arrivals = { kind = "poisson", rate = "12 /d" }
gpus = { choices = [8, 16] }
duration = { kind = "lognormal", mean = "3 h", sigma = 1 }
""", "kind = \"csv\"\nfile = \"jobs.csv\"\n")
        self.assertNotEqual(text, SCENARIO)
        (self.folder / "broken.csv").write_text("submit,duration,accelerators\n0,3600,8\n10,oops,8\n")
        self.write(text + "[sweep]\n\"workload.nlp.file\" = [\"jobs.csv\", \"broken.csv\"]\n[output]\ntraces = \"none\"\n")
        run = self.sweep("out", "--keep-going", code=3)
        self.assertIn("oops", run.stderr)
        self.assertIn("partial", run.stdout)
        state = self.status("out")
        self.assertEqual(state["done"], 6)
        self.assertEqual(len(state["failed"]), 6)
        self.assertIn("broken.csv", state["failed"][0])
        (self.folder / "broken.csv").write_text("submit,duration,accelerators\n0,3600,8\n10,60,8\n")
        self.sweep("out")
        self.assertEqual(self.status("out")["failed"], [])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
