"""Jobs of a file are read as they come: five times the rows take no more memory. Files are larger than those that are
read whole (16 MiB).

Usage: constant_memory_test.py PROGRAM
"""
import random
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path(sys.argv[1]).resolve()
FEW, MANY = 300_000, 1_500_000
SLACK_KIB = 4096  # of allocators; a job that is kept takes some hundred bytes, so 1,200,000 of them at least 100 MB

SCENARIO = """
[scenario]
duration = "30 d"
drain = "1 d"
[cluster]
nodes = 64
accelerators = 8
power = {{ kind = "linear", idle = "1 kW", full = "6 kW" }}
[scheduling]
kind = "fcfs"
[facility]
kind = "constant-pue"
pue = 1.2
wue = "0 L/kWh"
[workload.jobs]
kind = "csv"
file = "{file}"
[output]
traces = "none"
"""


def peak_kib(folder, rows):
    file, scenario = folder / f"{rows}.csv", folder / f"{rows}.toml"
    draw = random.Random(1)
    month = 30 * 86400
    with file.open("w") as out:
        out.write("submit,duration,accelerators,note\n")
        for i in range(rows):
            out.write(f"{i * month // rows},{draw.randint(40, 400)},{draw.choice((1, 1, 2, 4, 8))},{'-' * 60}\n")
    scenario.write_text(SCENARIO.format(file=file))
    command = [sys.executable, "-c",
               "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
               "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
               str(PROGRAM), str(scenario), "-o", str(folder / f"out-{rows}"), "--quiet"]
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


with tempfile.TemporaryDirectory(prefix="dcsim-test-") as folder:
    few, many = peak_kib(Path(folder), FEW), peak_kib(Path(folder), MANY)
print(f"peak memory: {few / 1024:.1f} MiB with {FEW} jobs, {many / 1024:.1f} MiB with {MANY}")
sys.exit(0 if many < few + SLACK_KIB else 1)
