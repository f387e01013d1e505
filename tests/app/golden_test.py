"""A short run of every scenario of the project against the numbers that it gave before.

The golden files are our own output, not truth: they show that numbers moved, and whoever moves them says why in
CHANGELOG.md. Tolerance 1e-6 relative: one build gives equal bits, but compilers and mathematical libraries may round
differently, and a decision of a scheduler does not hang on the last bits of one run this short; any change of a model
is larger. `golden_test.py PROGRAM SOURCE --update` writes them anew.
"""
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, SOURCE = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
GOLDEN = SOURCE / "tests" / "app" / "golden"
TOLERANCE = 1e-6
SHORT = ["--replications", "2", "--set", "scenario.duration=5 d", "--set", "scenario.drain=1 d"]


def report(scenario):
    with tempfile.TemporaryDirectory(prefix="dcsim-test-") as folder:
        run = subprocess.run([PROGRAM, scenario, "-o", folder, "--quiet", "--json", *SHORT], check=True,
                             stdout=subprocess.PIPE, text=True)
    policies = json.loads(run.stdout)["policies"]
    return {policy: {name: metric["mean"] for name, metric in metrics.items()} for policy, metrics in policies.items()}


def equal(a, b):
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=1e-9)


def differences(now, golden):
    for policy in sorted(now.keys() | golden.keys()):
        here, there = now.get(policy, {}), golden.get(policy, {})
        for name in sorted(here.keys() | there.keys()):
            if name not in here or name not in there or not equal(here[name], there[name]):
                yield f"{policy} {name}: {here.get(name, 'absent')}, golden {there.get(name, 'absent')}"


failed = False
for scenario in sorted((SOURCE / "scenarios").glob("*.toml")):
    golden, now = GOLDEN / (scenario.stem + ".json"), report(scenario)
    if "--update" in sys.argv:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json.dumps(now, indent=1) + "\n")
    moved = list(differences(now, json.loads(golden.read_text()))) if golden.exists() else ["has no golden file"]
    failed = failed or bool(moved)
    print(scenario.name, "as before" if not moved else "\n  ".join(["moved:", *moved]))
sys.exit(1 if failed else 0)
