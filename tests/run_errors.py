"""Runs dcsim on the bad scenarios of one folder and compares all that a user sees.

A case is NAME.expected, the whole text on stderr, with NAME.toml or with NAME.args, the words of a command line. Each
must end with the exit code given, print nothing on stdout and make no file and no folder.

    run_errors.py DCSIM FOLDER EXIT_CODE             compare
    run_errors.py DCSIM FOLDER EXIT_CODE --rewrite   write NAME.expected; read every line of the difference aloud
"""
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile


def cases(folder):
    names = {p.stem for p in folder.glob("*.toml")} | {p.stem for p in folder.glob("*.args")}
    return sorted(names)


def words_of(folder, name):
    written = folder / f"{name}.args"
    return shlex.split(written.read_text()) if written.exists() else [f"{name}.toml"]


def contents(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def faults_of(program, folder, name, exit_code, rewrite):
    """Runs the case in a copy of its folder, so that paths in messages are relative and new files show."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch).resolve() / "case"
        shutil.copytree(folder, copy)
        before = contents(copy)
        run = subprocess.run([program, *words_of(folder, name)], cwd=copy, capture_output=True, text=True, timeout=60)
        told = run.stderr.replace(f"{copy}/", "")
        after = contents(copy)
    expected = folder / f"{name}.expected"
    if rewrite:
        expected.write_text(told)
    faults = []
    if run.returncode != exit_code:
        faults.append(f"exit code {run.returncode}, not {exit_code}")
    if run.stdout:
        faults.append(f"something on stdout: {run.stdout[:200]}")
    if after != before:
        faults.append(f"files written: {sorted(set(after) - set(before))}")
    if not expected.exists():
        faults.append(f"no {expected.name}")
    elif told != expected.read_text():
        faults.append(f"told:\n{told}expected:\n{expected.read_text()}")
    return faults


def main():
    program, folder, exit_code = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    rewrite = "--rewrite" in sys.argv
    names = cases(folder)
    bad = 0
    for name in names:
        for fault in faults_of(program, folder, name, exit_code, rewrite):
            bad += 1
            print(f"{name}: {fault}")
    print(f"{len(names)} cases in {folder.name}, {bad} faults")
    return bad != 0 or not names


if __name__ == "__main__":
    sys.exit(main())
