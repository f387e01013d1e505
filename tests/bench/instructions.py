"""A gate on what the program costs, in instructions: the same whatever else the machine does.

Usage: instructions.py BUILD [--update]
BUILD is a release build with its tests. Runs small versions of the replay, of M/M/64, of the year and of EASY with a queue
under callgrind and fails where one takes more instructions than instructions.json records, beyond the tolerance. --update
writes the record: do that with a change that is meant to cost what it costs, or that made something cheaper.

What is counted holds on another machine of the same distribution:
- Two counts per case. `program` is what our own code executes, by the compiler and flags that the record is named after;
  5 % is more than an update of the compiler within a release moves it. `libraries` is all that it calls: HDF5, memory,
  strings, mathematics. Functions of libc and libm exist in several versions, of which the processor at hand chooses one,
  hence 15 %. libcrypto is left out: SHA-256 differs by a factor between processors. HDF5 and libcrypto are linked into
  the program, and known by the names of their functions.
- Without AVX2 the build is x86-64-v2 and has a record of its own. A build that no record knows is held to the first one
  with three times the tolerance, and the script says so.
"""
import argparse
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
RECORD = HERE / "instructions.json"
TOLERANCE = {"program": 0.05, "libraries": 0.15}
UNKNOWN_BUILD = 3
REPLAYED, CUSTOMERS, DAYS, BACKFILLED = 5_000, 20_000, 2, 5_760
# Beginnings of the functions of libraries that are linked into the program, and where they count.
LINKED = {"H5": "libraries", "SHA256_": "other", "sha256_block": "other", "OPENSSL_": "other"}

# Name, scenario, what is set, units of work that the counts are divided by after the start is taken off, and the counts.
# Under EASY most of what libraries do is copying the cluster, in twice as many instructions on one processor as on another.
CASES = [
    ("start and end, 1 job", "one.toml", [], None, TOLERANCE),
    ("replay, per job", "replay.toml", [], REPLAYED, TOLERANCE),
    ("M/M/64, per customer", "mm64.toml", [f'scenario.duration="{CUSTOMERS / 57.6} s"'], CUSTOMERS, TOLERANCE),
    ("EASY with a queue, per job", "easy.toml", [], BACKFILLED, ["program"]),
    ("16,384 accelerators, per day", "year.toml", [f'scenario.duration="{DAYS} d"'], DAYS, TOLERANCE),
    ("16,384 of changing clocks, per day", "year_clocks.toml", [f'scenario.duration="{DAYS} d"'], DAYS, TOLERANCE),
    ("16,384 under a power cap, per day", "year_clocks.toml",
     [f'scenario.duration="{DAYS} d"', 'control.power_cap.limit="8 MW"'], DAYS, TOLERANCE),
]


def whose(file, function, program):
    if pathlib.Path(file).name.startswith("libcrypto"):
        return "other"
    if file != str(program):
        return "libraries"
    return next((owner for prefix, owner in LINKED.items() if function.startswith(prefix)), "program")


def counts(profile, program):
    """Instructions by whose they are: cost lines of a callgrind profile, without those that sum up calls."""
    sums, names, now, is_call = collections.Counter(), {}, {"ob": "", "fn": ""}, False
    for line in profile.read_text().splitlines():
        if name := re.fullmatch(r"(c?)(ob|fn)=(\(\d+\))(?: (.*))?", line):
            callee, kind, number, text = name.groups()
            text = names.setdefault((kind, number), text)  # spelled out the first time only
            if not callee:
                now[kind] = text
        elif line.startswith("calls="):
            is_call = True
        elif line[:1] in "0123456789+-*" and line:
            if not is_call:
                sums[whose(now["ob"], now["fn"], program)] += int(line.split()[1])
            is_call = False
    return {name: sums[name] for name in TOLERANCE}


def measure(program, scenario, sets, folder):
    profile = folder / "profile"
    options = [word for s in sets for word in ("--set", s)]
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", program, scenario, "-o", "out", "--quiet",
               "--fresh", "-j", "1", *options]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{scenario}: exit code {done.returncode}\n{done.stdout}")
    return counts(profile, program)


def prepare(build, folder):
    for scenario in HERE.glob("*.toml"):
        shutil.copy(scenario, folder)
    one = (folder / "replay.toml").read_text().replace('"jobs.csv"', '"one.csv"')
    (folder / "one.toml").write_text(one)
    for file, jobs in (("jobs.csv", REPLAYED), ("one.csv", 1)):
        with open(folder / file, "w") as out:
            subprocess.run([build / "tests/bench/write_replay_jobs", str(jobs)], stdout=out, check=True)


def measured(build):
    program = build / "app/dcsim"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prepare(build, folder)
        raw = [measure(program, scenario, sets, folder) for _, scenario, sets, _, _ in CASES]
    results = {}
    for (case, _, _, units, whose), run in zip(CASES, raw):
        results[case] = {w: run[w] if units is None else round((run[w] - raw[0][w]) / units) for w in whose}
    return results


def build_name(build):
    """Compiler and architecture: what decides how many instructions our code becomes."""
    comment = subprocess.run(["readelf", "-p", ".comment", build / "app/dcsim"], stdout=subprocess.PIPE, text=True, check=True)
    compiler, version = re.search(r"(GCC|clang)\b.* (\d+\.\d+)\.\d+", comment.stdout).groups()
    cache = (build / "CMakeCache.txt").read_text()
    level = "v3" if re.search(r"^DCSIM_HAS_X86_64_V3:INTERNAL=1$", cache, re.MULTILINE) else "v2"
    return f"{compiler} {version}, x86-64-{level}"


def exceeded(results, record, tolerances):
    worse = 0
    for case, now in results.items():
        for whose, count in now.items():
            before = record[case][whose]
            change = count / before - 1 if before else 0.0
            bad = change > tolerances[whose]
            worse += bad
            print(f"{case:<29} {whose:<10} {before:>13,} -> {count:>13,}  {change:+7.1%}{'  TOO MANY' if bad else ''}")
    return worse


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    build = options.build.resolve()
    name, results = build_name(build), measured(build)
    records = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    if options.update:
        records[name] = results
        RECORD.write_text(json.dumps(records, indent=4) + "\n")
        return 0
    known = name if name in records else next(iter(records))
    tolerances = {w: t * (1 if known == name else UNKNOWN_BUILD) for w, t in TOLERANCE.items()}
    print(f"{name}, held to {known}: {', '.join(f'{w} within {t:.0%}' for w, t in tolerances.items())}")
    return 1 if exceeded(results, records[known], tolerances) else 0


if __name__ == "__main__":
    sys.exit(main())
