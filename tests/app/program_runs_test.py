"""Runs the real program as a user does: determinism, reuse, interruption, full disk, what is printed.

Arguments: the executable, the source folder. Only the standard library is needed.
"""
import csv
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = Path(sys.argv[1]).resolve()
SOURCE = Path(sys.argv[2]).resolve()
FILES = {"results.h5", "summary.csv", "resolved.toml", "manifest.json", "shards"}

SCENARIO = """
[scenario]
title = "small"
start = 2025-06-02T00:00:00+02:00
duration = "4 d"
warmup = "1 d"
replications = 3
[climate]
preset = "frankfurt"
[cluster]
nodes = 4
node = "8xh100"
[supply.grid]
zone = "germany"
[workload.nlp]
preset = "campaign-nlp"
flexibility = { slack = "12 h" }
[policy.baseline]
baseline = true
[policy.solar.supply.solar]
peak = "50 kW"
"""


class Folder(unittest.TestCase):
    """An empty working directory per test, with the scenario small.toml in it."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="dcsim-test-")
        self.addCleanup(self.temporary.cleanup)
        self.path = Path(self.temporary.name)
        self.write("small.toml", SCENARIO)

    def write(self, name, text):
        (self.path / name).write_text(text)

    def start(self, *arguments, **options):
        return subprocess.Popen([PROGRAM, *arguments], cwd=self.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, **options)

    def run_program(self, *arguments, expect=0, **options):
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=300)
        self.assertEqual(process.returncode, expect, out + err)
        return out, err

    def results(self, folder):
        return (self.path / folder / "results.h5").read_bytes()

    def shards(self, folder):
        """When each shard was written, by name."""
        return {f.name: f.stat().st_mtime_ns for f in (self.path / folder / "shards").glob("*.shard")}

    def summary(self, folder):
        with open(self.path / folder / "summary.csv", newline="") as file:
            return list(csv.DictReader(file))

    def wait_for_shards(self, process, folder, least):
        while process.poll() is None and len(list((self.path / folder / "shards").glob("*.shard"))) < least:
            time.sleep(0.005)
        self.assertIsNone(process.poll(), "the study ended before it could be interrupted")


class Determinism(Folder):
    def test_one_and_two_threads_and_two_runs_give_identical_bytes(self):
        for folder, threads in ("a", "1"), ("b", "2"), ("c", "2"):
            self.run_program("small.toml", "-o", folder, "-j", threads)
        for folder in "b", "c":
            for name in "results.h5", "summary.csv", "resolved.toml":
                self.assertEqual((self.path / folder / name).read_bytes(), (self.path / "a" / name).read_bytes(), name)

    def test_what_a_spare_thread_prepares_is_what_is_written_without_it(self):
        self.write("one.toml", SCENARIO[:SCENARIO.index("[policy.")])  # a single run, so that a second thread is to spare
        for jobs, traces in ("none", "none"), ("none", "first"), ("all", "first"):
            options = ["one.toml", "--replications", "1", "--fresh", "--set", f'output.jobs="{jobs}"',
                       "--set", f'output.traces="{traces}"']
            self.run_program(*options, "-o", "alone", "-j", "1")
            self.run_program(*options, "-o", "beside", "-j", "2")
            self.assertEqual(self.results("alone"), self.results("beside"), (jobs, traces))

    def test_a_replication_run_alone_equals_the_same_one_inside_a_batch(self):
        self.run_program("small.toml", "-o", "batch")
        self.run_program("small.toml", "-o", "alone", "--replications", "1")
        first = [row for row in self.summary("batch") if row["replication"] == "0"]
        self.assertEqual(first, self.summary("alone"))


class Reuse(Folder):
    def test_a_second_run_reuses_everything_and_fresh_nothing(self):
        self.run_program("small.toml", "-o", "out")
        before, bytes_before = self.shards("out"), self.results("out")
        self.assertEqual(len(before), 6)
        self.run_program("small.toml", "-o", "out")
        self.assertEqual(self.shards("out"), before)
        self.run_program("small.toml", "-o", "out", "--fresh")
        after = self.shards("out")
        self.assertEqual(after.keys(), before.keys())
        self.assertTrue(all(after[name] != before[name] for name in before))
        self.assertEqual(self.results("out"), bytes_before)

    def test_an_added_policy_keeps_what_is_done(self):
        self.run_program("small.toml", "-o", "out")
        before = self.shards("out")
        self.write("small.toml", SCENARIO + "[policy.more.supply.solar]\npeak = '90 kW'\n")
        self.run_program("small.toml", "-o", "out")
        after = self.shards("out")
        self.assertEqual(len(after), 9)
        self.assertEqual({name: after[name] for name in before}, before)

    def test_a_changed_input_file_is_run_anew(self):
        jobs = "[workload.replay]\nkind = 'csv'\nfile = 'jobs.csv'\n"
        self.write("small.toml", SCENARIO + jobs)
        self.write("jobs.csv", "submit,duration,accelerators\n90000,3600,4\n")
        self.run_program("small.toml", "-o", "out")
        before = self.results("out")
        self.write("jobs.csv", "submit,duration,accelerators\n90000,7200,4\n")
        self.run_program("small.toml", "-o", "out")
        self.assertEqual(len(self.shards("out")), 12)
        self.assertNotEqual(self.results("out"), before)


class Interruption(Folder):
    def test_an_interrupt_keeps_what_is_finished_and_the_next_run_completes_it(self):
        arguments = ("small.toml", "--replications", "400", "-j", "2", "-o")
        process = self.start(*arguments, "out")
        self.wait_for_shards(process, "out", 5)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130)
        self.assertIn("interrupted: the rest runs when you start again", out)
        self.assertEqual({f.name for f in (self.path / "out").iterdir()}, FILES)
        done = self.shards("out")
        self.assertEqual({f.name for f in (self.path / "out" / "shards").iterdir()}, set(done))
        self.assertEqual(len(self.summary("out")) % len(done), 0)
        self.run_program(*arguments, "out")
        self.assertEqual({name: at for name, at in self.shards("out").items() if name in done}, done)
        self.run_program(*arguments, "undisturbed")
        self.assertEqual(self.results("out"), self.results("undisturbed"))

    def test_a_killed_study_completes_when_started_again(self):
        arguments = ("small.toml", "--replications", "100", "-o")
        process = self.start(*arguments, "out")
        self.wait_for_shards(process, "out", 5)
        process.kill()
        process.communicate()
        self.assertFalse((self.path / "out" / "results.h5").exists())
        self.run_program(*arguments, "out")
        self.run_program(*arguments, "undisturbed")
        self.assertEqual(self.results("out"), self.results("undisturbed"))


class FullDisk(Folder):
    def test_a_full_disk_leaves_the_old_results_and_says_what_is_wrong(self):
        self.run_program("small.toml", "-o", "out")
        before = self.results("out")
        for kilobytes in 1, 12:  # too small for a shard, and for results.h5
            _, err = self.run_program("small.toml", "-o", "out", "--seed", "2", "--set", "output.sample_every=1 h",
                                      expect=3, preexec_fn=lambda: resource.setrlimit(
                                          resource.RLIMIT_FSIZE, (1024 * kilobytes, resource.RLIM_INFINITY)))
            self.assertIn(str(Path("out")), err)
            self.assertIn("too large", err.lower())
            self.assertEqual(self.results("out"), before)
            self.assertEqual({f.name for f in (self.path / "out").iterdir()}, FILES)

    def test_a_full_disk_leaves_the_old_results_of_a_run_whose_results_were_drafted(self):
        self.write("one.toml", SCENARIO[:SCENARIO.index("[policy.")])
        options = ["one.toml", "-o", "out", "--replications", "1", "-j", "2", "--set", 'output.traces="none"']
        self.run_program(*options)
        before = self.results("out")
        _, err = self.run_program(*options, "--seed", "2", expect=3, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (1024 * 16, resource.RLIM_INFINITY)))
        self.assertIn("results.h5", err)
        self.assertIn("too large", err.lower())
        self.assertEqual(self.results("out"), before)


class Screen(Folder):
    def test_a_table_that_cannot_be_written_is_no_success(self):
        for words in ["list"], ["schema"], ["small.toml", "--quiet"]:  # short texts fail at the end, long ones before
            with open("/dev/full", "w") as full:
                run = subprocess.run([PROGRAM, *words], cwd=self.path, stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual(run.returncode, 3)
            self.assertIn("No space left on device", run.stderr)

    def test_an_import_does_not_overwrite_its_trace_and_refuses_a_clock_that_is_none(self):
        trace = "1 0 0 60 1 -1 -1 1 60 -1 1 1 1 1 1 -1 -1 -1\n"
        self.write("x.swf", trace)
        run = subprocess.run([PROGRAM, "import", "swf", "x.swf", "-o", "x.swf"], cwd=self.path, capture_output=True)
        self.assertEqual(run.returncode, 2)
        self.assertEqual((self.path / "x.swf").read_text(), trace)
        for clock in "nan", "inf", "0", "-1", "abc":
            run = subprocess.run([PROGRAM, "import", "opendc", "x.swf", "x.swf", "--core-mhz", clock], cwd=self.path,
                                 capture_output=True, text=True)
            self.assertEqual(run.returncode, 2)
            self.assertIn(f"{clock} is no clock (a number of MHz above 0)", run.stderr)

    def test_the_table_has_units_and_at_most_100_columns(self):
        out, _ = self.run_program("small.toml")
        self.assertTrue(all(len(line) <= 100 for line in out.splitlines()), out)
        for word in "MWh", "EUR", "m3", "g/h", "baseline", "solar", "Conservation:", "checks passed", "n = 3", "±":
            self.assertIn(word, out)
        self.assertRegex(out, r"Rests on \d+ unverified, \d+ published and \d+ measured numbers")
        self.assertIn("Results: out/small/results.h5", out)

    def test_one_replication_says_that_it_shows_no_finding(self):
        out, _ = self.run_program("small.toml", "--replications", "1")
        self.assertIn("n = 1", out)
        self.assertNotIn("±", out)

    def test_a_difference_whose_interval_spans_zero_is_called_unresolved(self):
        self.write("noise.toml", SCENARIO + "[policy.other.scheduling]\nkind = 'skip'\n"
                   "[policy.other.workload.nlp]\narrivals = { kind = 'bursty', rate = '1 /d', cv = 1.5 }\n")
        out, _ = self.run_program("noise.toml")
        self.assertRegex(out, "unresolved .*unresolved")  # a row of the table; the legend has the word once

    def test_json_holds_every_metric_of_every_policy(self):
        out, _ = self.run_program("small.toml", "--json")
        report = json.loads(out)
        self.assertEqual(report["baseline"], "baseline")
        self.assertEqual(report["status"], "complete")
        metrics = {row["metric"] for row in self.summary("out/small")}
        for policy in "baseline", "solar":
            self.assertEqual(set(report["policies"][policy]), metrics)
        mean = sum(float(row["value"]) for row in self.summary("out/small")
                   if row["policy"] == "solar" and row["metric"] == "energy_it_kwh") / 3
        self.assertAlmostEqual(report["policies"]["solar"]["energy_it_kwh"]["mean"], mean, places=6)

    def test_quiet_is_silent_on_stderr(self):
        self.assertEqual(self.run_program("small.toml", "--quiet")[1], "")

    def test_progress_without_a_terminal_is_plain_lines(self):
        process = self.start("small.toml", "--replications", "5000")
        first = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
        self.assertEqual(process.returncode, 143)
        self.assertRegex(first, r"^runs \d+/10000  \d+ %.*\n$")
        self.assertNotIn("\r", first)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
