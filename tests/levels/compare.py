#!/usr/bin/env python3
"""Hold the readiness of releases against what it is known to be, and against itself.

    compare.py --binary BINARY TREE...

`levels.tsv` says what each release is. A TREE is a release in `corpus/`, below a folder
with the name of its list. Besides, of every tree: the scores of the plan's steps and of
the terms add up to the effort, every finding that a figure names is there, and blockers
are missing only at the end of the scale.

Standard library only. Exit code: 0 all hold, 1 something differs, 2 it could not be
compared.
"""

import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
ENDS = {"R5", "L4"}


def known():
    """Level, score and complexity by list and tree."""
    lines = (HERE / "levels.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(row[0], row[1]): (row[2], float(row[3]), int(row[4])) for row in rows}


def project(binary, tree):
    """The project that a tree is, with notes and documentation."""
    command = [binary, str(tree), "--select", "ALL", "--format", "json", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{tree}: exit code {done.returncode}\n{done.stderr}", file=sys.stderr)
        sys.exit(2)
    return json.loads(done.stdout)["projects"][0]


def inconsistencies(project):
    """What does not fit together in one project's readiness."""
    readiness = project["readiness"]
    effort, plan = readiness["effort"], readiness["plan"]
    for name, parts in (("plan", plan), ("terms", effort["terms"])):
        total = sum(part["score"] for part in parts)
        if abs(total - effort["score"]) > 0.005:
            yield f"the {name} add up to {total:g}, not {effort['score']:g}"
    there = {finding["fingerprint"] for finding in project["findings"]}
    services = {service["name"] for service in project["services"]}
    named = {name for term in effort["terms"] for name in term["of"]}
    named |= {name for step in plan for name in step["findings"]}
    for name in sorted(named - there - services):
        yield f"{name} is named, and is no finding"
    for step in plan:
        for name in set(step["frees"]) - services:
            yield f"{name} is freed, and is no service"
    levels = [readiness["level"]] + [step["level"] for step in plan]
    if levels != sorted(levels) or levels[-1] not in ENDS:
        yield f"the plan leads through {', '.join(levels)}"
    if (readiness["level"] in ENDS) == bool(readiness["blockers"]):
        yield f"{len(readiness['blockers'])} blockers at {readiness['level']}"
    for family, count in readiness["counts"].items():
        of = [finding["test"] for finding in project["findings"] if finding["family"] == family]
        if (count["runtime"], count["test"]) != (of.count(False), of.count(True)):
            yield f"{family} is counted wrongly"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("trees", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    levels, wrong = known(), 0
    for tree in arguments.trees:
        found = project(arguments.binary, tree)
        readiness = found["readiness"]
        effort = readiness["effort"]
        said = (readiness["level"], effort["score"], effort["complexity"])
        problems = list(inconsistencies(found))
        expected = levels.get((tree.parent.name, tree.name))
        if expected is None:
            problems.append("levels.tsv does not know it")
        elif said != expected:
            problems.append(f"is {said}, not {expected}")
        for problem in problems:
            print(f"{tree.parent.name}/{tree.name}: {problem}")
        wrong += bool(problems)
    print(f"readiness of {len(arguments.trees)} trees: {wrong} differ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
