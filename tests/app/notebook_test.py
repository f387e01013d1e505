"""The notebook on short results: it runs, its numbers are those of the program, git holds no outputs of it.

Arguments: the executable, the source folder. As root it installs what notebooks need and is missing. Else, and where
DCSIM_NO_INSTALL=1 forbids that, only the file in git is checked, and the test counts as skipped.
"""
import csv
import importlib.util
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

EXIT_SKIPPED = 77
PROGRAM, SOURCE = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
NOTEBOOK = SOURCE / "analysis" / "notebooks" / "renewables.ipynb"
TOLERANCE = 1e-6
MOST_LINES = 12
SHORT = ["--quiet", "--replications", "3", "--set", "scenario.duration=4 d", "--set", "scenario.drain=1 d"]

# module: its package
NEEDED = {"nbclient": "python3-nbclient", "ipykernel": "python3-ipykernel", "matplotlib": "python3-matplotlib",
          "pandas": "python3-pandas", "xarray": "python3-xarray", "h5netcdf": "python3-h5netcdf", "scipy": "python3-scipy"}


def missing_packages():
    importlib.invalidate_caches()
    return [package for module, package in NEEDED.items() if importlib.util.find_spec(module) is None]


def apt_get(*words):
    return subprocess.run(["apt-get", "-q", "-o", "DPkg::Lock::Timeout=600", *words], stdin=subprocess.DEVNULL,
                          env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}).returncode == 0


def install_packages():
    """What is still missing after installing what may be installed."""
    missing = missing_packages()
    if missing and os.geteuid() == 0 and os.environ.get("DCSIM_NO_INSTALL") != "1":
        install = ["install", "-y", "--no-install-recommends", *missing]
        if not apt_get(*install):
            apt_get("update")
            apt_get(*install)
    return missing_packages()


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


class AsInGit(unittest.TestCase):
    def setUp(self):
        self.notebook = json.loads(NOTEBOOK.read_text())

    def test_it_has_no_outputs_and_nothing_of_the_machine_that_wrote_it(self):
        self.assertEqual((self.notebook["nbformat"], self.notebook["nbformat_minor"]), (4, 5))
        self.assertEqual(self.notebook["metadata"]["language_info"], {"name": "python"})
        self.assertEqual(self.notebook["metadata"].keys(), {"kernelspec", "language_info"})
        for cell in self.notebook["cells"]:
            self.assertEqual(cell["metadata"], {}, cell["id"])
        for cell in code_cells(self.notebook):
            self.assertEqual((cell["outputs"], cell["execution_count"]), ([], None), cell["id"])

    def test_cells_are_short_and_each_is_introduced(self):
        before = None
        for cell in self.notebook["cells"]:
            if cell["cell_type"] == "code":
                self.assertLessEqual(len(cell["source"]), MOST_LINES, cell["id"])
                self.assertEqual(before, "markdown", cell["id"])
            before = cell["cell_type"]

    def test_the_readme_reads_results_as_the_notebook_does(self):
        section = (SOURCE / "README.md").read_text().split("\n## Reading the result\n")[1].split("\n## ")[0]
        block = re.search(r"```python\n(.*?)\n```", section, re.DOTALL).group(1)
        self.assertTrue(any(block in "".join(cell["source"]) for cell in code_cells(self.notebook)), block)


class Executed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="dcsim-test-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        elsewhere = cls.folder / "elsewhere"  # of the two paths one is given, the other the default
        cls.told = json.loads(cls.dcsim("run", SOURCE / "scenarios" / "renewables.toml", "-o", elsewhere, "--json"))
        cls.dcsim("sweep", SOURCE / "scenarios" / "sweep_battery.toml")
        cls.notebook = cls.execute(cls.folder / "analysis" / "notebooks", elsewhere / "results.h5")

    @classmethod
    def dcsim(cls, *words):
        return subprocess.run([PROGRAM, *words, *SHORT], cwd=cls.folder, check=True, stdout=subprocess.PIPE, text=True).stdout

    @classmethod
    def execute(cls, folder, result):
        """Runs the notebook in `folder` with this Python, whatever kernels the machine has; one more cell tells its numbers."""
        import nbclient
        import nbformat
        folder.mkdir(parents=True)
        kernel = cls.folder / "jupyter" / "kernels" / "dcsim"
        kernel.mkdir(parents=True)
        command = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (kernel / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "dcsim", "language": "python"}))
        private = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR")  # not the user's settings
        os.environ.update({name: str(cls.folder / name.lower()) for name in private})
        os.environ.update({"JUPYTER_PATH": str(cls.folder / "jupyter"), "DCSIM_RESULT": str(result)})
        os.environ.pop("DCSIM_SWEEP", None)
        notebook = nbformat.read(NOTEBOOK, as_version=4)
        nbformat.validate(notebook)
        notebook.cells.append(nbformat.v4.new_code_cell(
            "print(table.to_json(orient='table', double_precision=15), means.to_json(orient='split', double_precision=15),\n"
            "      least.mean('replication').item(), sep='\\n')"))
        nbclient.NotebookClient(notebook, timeout=600, kernel_name="dcsim",
                                resources={"metadata": {"path": str(folder)}}).execute()
        return notebook

    def outputs(self, cell_id):
        return next(cell.outputs for cell in self.notebook.cells if cell.id == cell_id)

    def numbers(self):
        table, means, least = "".join(o.text for o in self.notebook.cells[-1].outputs).splitlines()
        return json.loads(table)["data"], json.loads(means), float(least)

    def assert_equal_numbers(self, a, b, what):
        self.assertTrue(math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=1e-9), f"{what}: {a} and {b}")

    def test_no_cell_warns(self):
        told = [(cell.id, output.text) for cell in code_cells(self.notebook) for output in cell.outputs
                if output.output_type == "stream" and output.name == "stderr"]
        self.assertEqual(told, [])

    def test_pictures_and_tables_are_shown(self):
        for cell_id in ("draw-day", "draw-sweep"):
            self.assertIn("image/png", {kind for output in self.outputs(cell_id) for kind in output.get("data", {})}, cell_id)
        for cell_id in ("metrics", "table", "day", "open-sweep", "least", "workloads"):
            self.assertIn("text/html", {kind for output in self.outputs(cell_id) for kind in output.get("data", {})}, cell_id)

    def test_its_table_is_that_of_the_program(self):
        rows, _, _ = self.numbers()
        self.assertEqual({row["policy"] for row in rows}, self.told["policies"].keys())
        self.assertGreater(len({row["metric"] for row in rows}), 5)
        for row in rows:
            metric = self.told["policies"][row["policy"]][row["metric"]]
            what = f"{row['metric']} of {row['policy']}"
            self.assertEqual(row["units"], metric["unit"], what)
            self.assert_equal_numbers(row["mean"], metric["mean"], what)
            self.assert_equal_numbers(row["difference"], metric["difference"], what)
            self.assert_equal_numbers(row["half_width"], metric["difference_half_width_95"], what)
            self.assertEqual(row["resolved"], abs(metric["difference"]) > metric["difference_half_width_95"], what)

    def test_its_sweep_is_that_of_the_program(self):
        _, means, least = self.numbers()
        values = {}
        with open(self.folder / "out" / "sweep_battery-sweep" / "summary.csv", newline="") as file:
            for row in csv.DictReader(file):
                if row["policy"] == "solar-battery" and row["site"] == "all" and row["metric"] == "co2e_location_adjusted_kg":
                    point = float(row["battery_power [W]"]), float(row["battery_energy [kW h]"])
                    values.setdefault(point, []).append(float(row["value"]))
        self.assertEqual(len(values), 12)
        shown = {(power, energy): mean for power, row in zip(means["index"], means["data"])
                 for energy, mean in zip(means["columns"], row)}
        self.assertEqual(shown.keys(), values.keys())
        for point, mean in shown.items():
            self.assert_equal_numbers(mean, sum(values[point]) / len(values[point]), point)
        self.assert_equal_numbers(least, min(shown.values()), "the least")


def main():
    missing = install_packages()
    chosen = ["AsInGit"] if missing else sys.argv[3:]
    passed = unittest.main(argv=[sys.argv[0], *chosen], exit=False).result.wasSuccessful()
    if missing:
        print(f"skipped, the notebook was not executed; as root: apt-get install {' '.join(missing)}")
    sys.exit(1 if not passed else EXIT_SKIPPED if missing else 0)


if __name__ == "__main__":
    main()
