#!/usr/bin/env python3
"""Checks who includes whom: the ladder of docs/architecture.md, the walls between rooms, no cycle of headers, and no
type name that two headers define (the linker would merge their functions in silence).

usage: include_rules.py [ROOT]    exit code 0 = all rules hold, 1 = a line per broken rule
"""
import re
import sys
from pathlib import Path

ROOMS = {"workload", "efficiency", "compute", "network", "cluster", "scheduling", "execution", "serving", "reliability", "control",
         "environment", "cooling", "power", "energy"}
# A folder may include itself and what stands on a lower rung; two folders on one rung are strangers.
RUNGS = {"sim/base": 0, "sim/numerics": 1, "sim/engine": 2, "sim/config": 3, "sim/record": 3, "models/vocabulary": 4,
         "models/physics": 4, "models/neural": 5, **{f"models/{room}": 6 for room in ROOMS}, "models/site": 7, "models/world": 8,
         "analysis/results": 9, "analysis/study": 10, "analysis/compare": 11, "analysis/report": 12,
         "analysis/validate": 12, "app": 13}
# Libraries that one folder keeps to itself.
RESERVED = {"toml++/": "sim/config", "hdf5": "analysis/results"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
# A type at namespace level, which starts its line.
TYPE = re.compile(r"^(?:struct|class|enum class|enum)\s+(\w+)[^;{]*\{", re.MULTILINE)
SUFFIXES = {".h", ".cpp"}


def folder_of(path):
    parts = path.split("/")
    return "app" if parts[0] == "app" else "/".join(parts[:2])


def includes_of(file):
    return [match.groups() for match in INCLUDE.finditer(file.read_text(encoding="utf-8"))]


def broken_rule(path, quote, name):
    """What is wrong with one include, or None."""
    here = folder_of(path)
    for library, owner in RESERVED.items():
        if name.startswith(library) and here != owner:
            return f"only {owner} may include <{name}>"
    if quote == "<":
        return None
    if not name.startswith(("sim/", "models/", "analysis/", "app/")):
        return f'"{name}" is not a path from the root of the repository'
    there = folder_of(name)
    if there not in RUNGS:
        return f"{there} is on no rung"
    if there == here or RUNGS[there] < RUNGS[here]:
        return None
    return f"{here} must not include {there} (it is not below)"


def cycle_in(graph):
    """One cycle as a list of headers, or None; depth first, each header once."""
    done = set()

    def visit(header, trail):
        if header in trail:
            return trail[trail.index(header):] + [header]
        if header in done:
            return None
        for following in graph.get(header, ()):
            if found := visit(following, trail + [header]):
                return found
        done.add(header)
        return None

    for header in sorted(graph):
        if found := visit(header, []):
            return found
    return None


def check(root):
    complaints, headers, types = [], {}, {}
    for top in ("sim", "models", "analysis", "app"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in SUFFIXES:
                continue
            path = file.relative_to(root).as_posix()
            if folder_of(path) not in RUNGS:
                complaints.append(f"{path}: {folder_of(path)} is on no rung")
                continue
            includes = includes_of(file)
            rules = [broken_rule(path, quote, name) for quote, name in includes]
            complaints += [f"{path}: {rule}" for rule in rules if rule]
            if file.suffix == ".h":
                headers[path] = [name for quote, name in includes if quote == '"']
                for name in TYPE.findall(file.read_text(encoding="utf-8")):
                    types.setdefault(name, []).append(path)
    complaints += [f"type {name} is defined in {' and '.join(where)}" for name, where in types.items() if len(where) > 1]
    if cycle := cycle_in(headers):
        complaints.append("headers include each other: " + " -> ".join(cycle))
    return complaints, len(headers)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent)
    complaints, headers = check(root)
    if headers == 0:
        complaints.append(f"{root}: no headers found")
    print("\n".join(complaints) if complaints else f"include rules hold for {headers} headers")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
