"""What tests of sweeps share: a small sweep, and the program called as a user calls it.

Whoever imports it is called with the executable as its first argument. Only the standard library is needed.
"""
import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(sys.argv[1]).resolve()

SCENARIO = """
[scenario]
start = 2025-06-02T00:00:00+02:00
duration = "10 d"
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
arrivals = { kind = "poisson", rate = "12 /d" }
gpus = { choices = [8, 16] }
duration = { kind = "lognormal", mean = "3 h", sigma = 1 }
[policy.baseline]
baseline = true
[policy.solar.supply.solar]
peak = "50 kW"
"""
SWEEP = """
[sweep]
cluster.nodes = [3, 4, 5, 6]
"policy.solar.supply.solar.peak" = ["20 kW", "40 kW"]
[output]
traces = "first"
"""
CONSTANT_POWER = """
[scenario]
duration = "1 d"
[cluster]
nodes = 4
accelerators = 8
power = { kind = "linear", idle = "1 kW", full = "1 kW" }
[facility]
kind = "constant-pue"
pue = 1.0
wue = "1 L/kWh"
power = { kind = "none" }
[workload.a]
arrivals = { kind = "at-start" }
gpus = 8
duration = "1 h"
"""
RUNS = 4 * 3 + 8 * 3  # the baseline does not know of solar: one per size and replication


class Sweep(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="dcsim-test-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = Path(self.temporary.name)
        self.write(SCENARIO + SWEEP)

    def write(self, text):
        (self.folder / "small.toml").write_text(text)

    def dcsim(self, *words, code=0, **options):
        run = subprocess.run([PROGRAM, *map(str, words)], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True, **options)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def sweep(self, out, *words, **options):
        return self.dcsim("sweep", "small.toml", "-o", out, "--quiet", *words, **options)

    def status(self, out):
        return json.loads(self.dcsim("status", out, "--json").stdout)

    def bytes_of(self, out):
        return [(self.folder / out / name).read_bytes() for name in ("results.h5", "summary.csv")]

    def shards(self, out):
        return sorted(path.name for path in (self.folder / out / "shards").glob("*.shard"))

    def leftovers(self, out):
        """Anything under a name that readers would take, and that is not whole: none, ever."""
        return [path for path in (self.folder / out).rglob("*")
                if path.suffix == ".shard" and not whole(path.read_bytes())]


def whole(shard):
    return len(shard) > 64 and hashlib.sha256(shard[:-64]).hexdigest().encode() == shard[-64:]
