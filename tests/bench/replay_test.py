"""The replay that other simulators are measured on, through the program: four figures to their last printed digit.

The figures are those of a single-purpose program, of SimGrid and of SimPy on the same jobs [golden, from outside].
Usage: replay_test.py DCSIM WRITE_REPLAY_JOBS
"""
import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile

EXPECTED = [
    ("wait_mean_s", 1, "{:.4f}", "370.0183"),
    ("utilisation", 1, "{:.5f}", "0.48660"),
    ("energy_it_kwh", 1e-3, "{:.4f}", "112.9484"),
    ("makespan_s", 1, "{:.1f}", "251959.4"),
]


def replay(dcsim, writer, folder):
    shutil.copy(pathlib.Path(__file__).with_name("replay.toml"), folder)
    with open(folder / "jobs.csv", "w") as jobs:
        subprocess.run([writer, "100000"], stdout=jobs, check=True)
    run = [dcsim, str(folder / "replay.toml"), "-o", str(folder / "out"), "--quiet"]
    subprocess.run(run, stdout=subprocess.DEVNULL, check=True)
    with open(folder / "out" / "summary.csv", newline="") as table:
        return {row["metric"]: float(row["value"]) for row in csv.DictReader(table) if row["value"]}


def main():
    with tempfile.TemporaryDirectory() as folder:
        metrics = replay(sys.argv[1], sys.argv[2], pathlib.Path(folder))
    wrong = 0
    for name, factor, layout, expected in EXPECTED:
        got = layout.format(metrics[name] * factor)
        print(f"{name}: expected {expected}, got {got}")
        wrong += got != expected
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
