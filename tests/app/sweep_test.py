"""Sweeps as a user runs them: shapes of results, parts, designs, precision.

Arguments: the executable, the source folder. Only the standard library is needed; what xarray sees is in
sweep_xarray_test.py.
"""
import csv
import json
import math
import re
import statistics
import sys
import unittest

from sweep_case import CONSTANT_POWER, RUNS, SCENARIO, SWEEP, Sweep


class Shapes(Sweep):
    def test_equal_runs_are_done_once_and_a_second_sweep_does_nothing(self):
        first = self.sweep("out")
        self.assertEqual(len(self.shards("out")), RUNS)
        self.assertIn("8 points x 2 policies; 48 of 48 runs", first.stdout)
        times = {name: (self.folder / "out" / "shards" / name).stat().st_mtime_ns for name in self.shards("out")}
        before = self.bytes_of("out")
        self.assertEqual(self.sweep("out").stdout, first.stdout)
        self.assertEqual(times, {name: (self.folder / "out" / "shards" / name).stat().st_mtime_ns for name in times})
        self.assertEqual(before, self.bytes_of("out"))

    def test_threads_and_parts_give_the_same_bytes(self):
        self.sweep("one", "-j", "1")
        self.sweep("two", "-j", "2")
        for part in range(3):
            self.sweep("parts", "--shard", f"{part}/3")
        self.assertFalse((self.folder / "parts" / "results.h5").exists())
        self.assertEqual(self.status("parts")["done"], RUNS)
        self.dcsim("merge", "parts")
        self.assertEqual(self.bytes_of("one"), self.bytes_of("two"))
        self.assertEqual(self.bytes_of("one"), self.bytes_of("parts"))

    def test_a_longer_list_another_policy_and_more_replications_keep_what_is_done(self):
        self.sweep("out")
        kept = set(self.shards("out"))
        self.write(SCENARIO.replace("replications = 3", "replications = 4") + "[policy.skip.scheduling]\nkind = \"skip\"\n" +
                   SWEEP.replace("[3, 4, 5, 6]", "[3, 4, 5, 6, 7]"))
        times = {name: (self.folder / "out" / "shards" / name).stat().st_mtime_ns for name in kept}
        self.sweep("out")
        self.assertGreater(len(self.shards("out")), len(kept))
        self.assertEqual(times, {name: (self.folder / "out" / "shards" / name).stat().st_mtime_ns for name in kept})

    def test_a_point_is_what_the_scenario_would_be_with_its_values(self):
        self.sweep("out")
        self.dcsim("run", "small.toml", "-o", "alone", "--quiet", "--set", "cluster.nodes=5", "--set",
                   "policy.solar.supply.solar.peak=\"40 kW\"")
        swept = [line.split(",", 2)[2] for line in (self.folder / "out" / "summary.csv").read_text().splitlines()
                 if line.startswith("5,40000,")]
        self.assertEqual(swept, (self.folder / "alone" / "summary.csv").read_text().splitlines()[1:])

    def test_the_command_line_changes_what_is_swept(self):
        told = self.sweep("out", "--dry-run", "--set", "sweep.cluster.nodes=[4, 5]", "--set",
                          "sweep.policy.solar.supply.solar.peak=[\"10 kW\"]").stdout
        self.assertIn("2 points", told)
        self.assertIn("cluster.nodes = 5, policy.solar.supply.solar.peak = \"10 kW\"", told)

    def test_a_policy_that_stands_still_is_held_against_the_baseline_of_each_point(self):
        # 1 kW x 24 h a node: five nodes are 120 kWh, against 4 or 10 nodes of the baseline (96 or 240 kWh).
        self.write(CONSTANT_POWER + "[policy.base]\nbaseline = true\n[policy.five.cluster]\nnodes = 5\n"
                   "[sweep]\ncluster.nodes = [4, 10]\n")
        rows = [line.split() for line in self.sweep("out").stdout.splitlines() if " five " in f"{line} "]
        self.assertEqual([row[row.index("five"):][:4] for row in rows],
                         [["five", "120.0", "+25.0", "%"], ["five", "120.0", "-50.0", "%"]])

    def test_a_policy_and_a_baseline_that_stand_still_are_shown_once(self):
        self.write(CONSTANT_POWER + "[policy.base.cluster]\nnodes = 4\n[policy.base]\nbaseline = true\n"
                   "[policy.five.cluster]\nnodes = 5\n[policy.moved]\n[sweep]\ncluster.nodes = [4, 10]\n")
        told = self.sweep("out").stdout
        self.assertRegex(told, r"any +base +96\.00 ")
        self.assertRegex(told, r"any +five +120\.0 +\+25\.0 %")
        self.assertRegex(told, r"10 +moved +240\.0 \+150\.0 %")

    def test_a_partial_sweep_counts_the_replications_that_are_finished(self):
        self.sweep("out", "--replications", "1")
        self.sweep("out", "--replications", "4", "--shard", "999/1000")  # asks for more and runs none of them
        told = " ".join(self.dcsim("merge", "out").stdout.split())
        self.assertIn("n = 1: one replication is finished, nothing here is a finding", told)
        self.sweep("out", "--replications", "2")
        self.sweep("out", "--replications", "4", "--shard", "999/1000")
        told = " ".join(self.dcsim("merge", "out").stdout.split())
        self.assertIn("Means over the 2 replications that are finished", told)

    def test_what_changed_no_output_is_named(self):
        self.write(SCENARIO + "[sweep]\ncluster.nodes = [3, 4]\noutput.dir = [\"a\", \"b\"]\n")
        self.assertIn("Changed no metric: output.dir.", self.sweep("out").stdout)

    def test_what_changed_no_output_is_named_in_sampled_designs_too(self):
        self.write(SCENARIO + "[sweep]\ndesign = \"latin-hypercube\"\npoints = 4\ncluster.nodes = { from = 3, to = 6 }\n"
                   "output.dir = [\"a\", \"b\", \"c\"]\n[output]\ntraces = \"none\"\n")
        planned = self.sweep("out", "--dry-run").stdout
        self.assertIn("4 points x 2 policies x 3 replications, 2 probes of one key each: 28 runs", planned)
        self.assertIn("the first point with cluster.nodes = ", planned)
        told = self.sweep("out", "--shard", "0/2").stdout + self.sweep("out", "--shard", "1/2").stdout
        self.assertNotIn("Changed no metric", told)
        told = self.dcsim("merge", "out").stdout
        self.assertIn("Changed no metric: output.dir.", told)
        self.assertEqual(told.count("points x"), 1)
        self.assertIn("4 points", told)
        rows = (self.folder / "out" / "summary.csv").read_text().splitlines()
        self.assertEqual(len({tuple(row.split(",")[:2]) for row in rows[1:]}), 4)  # probes are no points

    def test_sampled_points_are_one_dimension(self):
        self.write(SCENARIO + "[sweep]\ndesign = \"sobol\"\npoints = 8\ncluster.nodes = { from = 3, to = 6 }\n"
                   "\"policy.solar.supply.solar.peak\" = { from = \"10 kW\", to = \"90 kW\" }\n[output]\ntraces = \"none\"\n")
        told = self.sweep("out").stdout
        self.assertRegex(told, r"policy +metric +cluster_nodes +solar_peak +R2\n")
        self.assertRegex(told, r"baseline +facility +\+[01]\.\d\d +[+-]0\.\d\d +[01]\.\d\d\n")
        rows = (self.folder / "out" / "summary.csv").read_text().splitlines()
        self.assertTrue(rows[0].startswith("cluster_nodes [1],solar_peak [W],policy,replication"))
        self.assertEqual(len({tuple(row.split(",")[:2]) for row in rows[1:]}), 8)

    def test_sensitivity_goes_by_the_logarithm_of_keys_on_such_a_scale_and_names_text(self):
        self.write(CONSTANT_POWER + "[sweep]\ndesign = \"random\"\npoints = 12\n"
                   "cluster.nodes = { from = 1, to = 64, scale = \"log\" }\nscheduling.kind = [\"fcfs\", \"easy\"]\n")
        told = self.sweep("out").stdout
        self.assertIn("Not in the regression, being text: scheduling_kind.", told)
        rows = list(csv.DictReader((self.folder / "out" / "summary.csv").open()))
        energies = [row for row in rows if row["metric"] == "energy_facility_kwh" and row["replication"] == "0"]
        x = [math.log(float(row["cluster_nodes [1]"])) for row in energies]
        y = [float(row["value"]) for row in energies]
        r = statistics.correlation(x, y)  # of one key: the standardised coefficient, and R2 is its square
        self.assertLess(r, 0.99)
        self.assertRegex(told, rf"policy +metric +log cluster_nodes +R2\n")
        self.assertRegex(told, rf"facility +\{r:+.2f} +{r * r:.2f}\n")

    def test_precision_of_a_metric_that_does_not_exist_is_told(self):
        self.write(CONSTANT_POWER + "[sweep]\ncluster.nodes = [4, 5]\n[study.precision]\nmetrics = [\"ttft_p50_s\"]\n"
                   "least = 5\nmost = 5\n")
        warning = "study.precision asks for ttft_p50_s, of which no replication has a number"
        self.assertIn(warning, " ".join(self.sweep("out").stdout.split()))
        self.assertEqual(json.loads((self.folder / "out" / "manifest.json").read_text())["warnings"], [warning])

    def test_inputs_are_a_dimension_of_samples_with_equal_seeds(self):
        self.write(SCENARIO)
        told = self.sweep("out", "--inputs", "3").stdout
        self.assertIn("over 3 samples", told)
        rows = [line.split(",") for line in (self.folder / "out" / "summary.csv").read_text().splitlines()]
        self.assertEqual(rows[0][:3], ["inputs", "policy", "replication"])
        self.assertEqual({row[0] for row in rows[1:]}, {"0", "1", "2", "3"})
        values = {tuple(row[:5]): row[6] for row in rows[1:]}
        self.dcsim("run", "small.toml", "-o", "alone", "--quiet")
        for line in (self.folder / "alone" / "summary.csv").read_text().splitlines()[1:]:
            policy, replication, site, metric, _, value = line.split(",")
            self.assertEqual(values["0", policy, replication, site, metric], value)
        # The jobs are the same in every sample, what they draw is not.
        self.assertEqual(values["0", "baseline", "0", "all", "jobs_submitted"], values["1", "baseline", "0", "all", "jobs_submitted"])
        self.assertNotEqual(values["0", "baseline", "0", "all", "energy_it_kwh"], values["1", "baseline", "0", "all", "energy_it_kwh"])
        self.assertIn("accelerator,h100-sxm,idle", (self.folder / "out" / "inputs.csv").read_text())

    def test_what_one_task_left_undone_is_spread_over_tasks(self):
        self.sweep("out", "--fresh")
        tasks = 4
        array = self.sweep("out", "--slurm", "--run-seconds", "1", "--dry-run").stdout
        self.assertIn("--array=0-0", array)  # nothing is missing
        left = self.shards("out")
        for part in range(1, tasks):
            self.sweep("part", "--shard", f"{part}/{tasks}")
        self.assertEqual(len(left) - len(self.shards("part")), RUNS // tasks)  # those of the first part are missing
        again = self.sweep("part", "--slurm", "--run-seconds", "130", "--dry-run").stdout  # 9 runs of 130 s: 4 tasks
        count = int(re.search(r"--array=0-(\d+)", again).group(1)) + 1
        before = set(self.shards("part"))
        most = 0
        for part in range(count):
            self.sweep("part", "--shard", f"{part}/{count}")
            now = set(self.shards("part"))
            most, before = max(most, len(now - before)), now
        self.assertLessEqual(most, 3)
        self.assertEqual(self.shards("part"), left)

    def test_a_part_of_a_plan_that_has_changed_is_not_begun(self):
        array = self.sweep("out", "--slurm", "--run-seconds", "1", "--dry-run").stdout
        plan = re.search(r"--plan ([0-9a-f]{64})", array).group(1)
        self.sweep("out", "--shard", "0/40", "--plan", plan)
        before = (self.folder / "out" / "study.json").read_bytes()
        self.write(SCENARIO.replace("rate = \"12 /d\"", "rate = \"13 /d\"") + SWEEP)
        refused = self.dcsim("sweep", "small.toml", "-o", "out", "--quiet", "--shard", "1/40", "--plan", plan, code=2)
        self.assertIn("--plan", refused.stderr)
        self.assertIn("has changed since this part was handed out", " ".join(refused.stderr.split()))
        self.assertEqual((self.folder / "out" / "study.json").read_bytes(), before)

    def test_a_dry_run_tells_the_plan_and_writes_nothing(self):
        told = self.sweep("out", "--dry-run").stdout
        self.assertIn("48 runs, 36 of them different", told)
        self.assertFalse((self.folder / "out").exists())

    def test_zipped_keys_may_repeat_values_and_names_of_results_are_refused(self):
        self.write(SCENARIO + "[sweep.zip.size]\ncluster.nodes = [3, 4, 4]\nscheduling.kind = [\"fcfs\", \"fcfs\", \"easy\"]\n")
        self.assertIn("3 points x 2 policies", self.sweep("out").stdout)
        self.write(SCENARIO + "[sweep.zip.site]\ncluster.nodes = [3, 4]\n")
        self.assertIn("has a name that results use for something else", self.sweep("none", code=2).stderr)
        self.assertFalse((self.folder / "none").exists())

    def test_problems_of_all_points_are_told_once_and_nothing_is_written(self):
        self.write(SCENARIO + "[sweep]\ncluster.nodes = [4, -1]\ncluster.nodse = [1, 2]\n"
                   "\"policy.solr.supply.solar.peak\" = [\"1 kW\"]\nscenario.duration = [\"5 d\", \"6 d\"]\n")
        told = self.sweep("out", code=2).stderr
        self.assertFalse((self.folder / "out").exists())
        self.assertEqual(told.count("'cluster.nodse' is not a known key"), 1, told)
        self.assertIn("'cluster.nodes' is -1", told)
        self.assertIn("is no policy of this scenario (did you mean 'solar'?", told)
        self.write(SCENARIO + "[sweep]\nscenario.duration = [\"5 d\", \"6 d\"]\n")
        self.assertIn("must not differ between points", self.sweep("out", code=2).stderr)

    def test_precision_adds_replications_where_they_are_needed(self):
        self.write(SCENARIO + SWEEP.replace("[3, 4, 5, 6]", "[3, 12]") +
                   "[study.precision]\nmetrics = [\"wait_mean_s\", \"pue\"]\nhalf_width = 0.5\nleast = 5\nmost = 12\n")
        told = self.sweep("out").stdout
        self.assertIn("as many as the asked precision takes", told)
        for part in range(2):
            self.sweep("parts", "--shard", f"{part}/2")
        self.dcsim("merge", "parts")
        self.assertEqual(self.bytes_of("out"), self.bytes_of("parts"))


class Elsewhere(Sweep):
    def test_a_folder_that_is_none_and_a_part_that_is_none_are_refused(self):
        self.assertIn("no folder of a sweep", self.dcsim("merge", "nowhere", code=3).stderr)
        self.assertIn("write I/N", self.sweep("out", "--shard", "3/3", code=2).stderr)

    def test_the_merge_needs_neither_the_scenario_nor_its_folder(self):
        self.sweep("out")
        before = self.bytes_of("out")
        (self.folder / "small.toml").unlink()
        (self.folder / "out").rename(self.folder / "moved")
        self.dcsim("merge", "moved")
        self.assertEqual(before, self.bytes_of("moved"))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
