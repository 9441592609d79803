#!/usr/bin/env python3
"""Hold what the analyser says of processes against what they did, and its evidence
against the source.

    compare.py --binary BINARY TREE...

`measured.jsonl` says what the entry points of some releases did when they were started:
what was patched and when, which backend of oslo.service was selected, and how an
environment variable changed that. A TREE is a release in `corpus/`, below a folder with
the name of its list. Of every tree each step of each service's evidence must point at a
line that does what the step says.

Standard library only. Exit code: 0 all hold, 1 something differs, 2 it could not be
compared.
"""

import argparse
import ast
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def services(binary, tree):
    """The services of a tree, by name, as JSON says."""
    command = [binary, str(tree), "--format", "json", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{tree}: exit code {done.returncode}\n{done.stderr}", file=sys.stderr)
        sys.exit(2)
    found = {}
    for project in json.loads(done.stdout)["projects"]:
        for service in project["services"]:
            found.setdefault(service["name"], service)
    return found


def expected(service, row):
    """What the analyser's words mean for one row: patched, backend, explicit."""
    backend = service["backend"] or {"type": None, "explicit": None}
    usual = (service["patched"], backend["type"], backend["explicit"])
    names = [switch["name"] for switch in service["switches"]]
    if row["value"] is None or row["variable"] not in names + half(service):
        return usual
    # By the name of the variables that occur, 1 asks for threads and 0 for eventlet.
    threads = row["value"] == "1"
    if row["variable"] in half(service):
        return (None, backend["type"], backend["explicit"]) if threads else usual
    return (None, "threading", True) if threads else ("import", "eventlet", True)


def half(service):
    """The variable that skips patching and selects nothing, from the reason."""
    if "half-switch" not in service["flags"]:
        return []
    return re.findall(r"environment variable (\w+)=", service["reason"])


def differs(service, row):
    """What a row says otherwise, or none."""
    said = expected(service, row)
    did = (row["patched"], row["backend"], row["explicit"])
    if not row["started"] and row["backend"] is None:
        # Before its function has run to the end a process may not have needed one.
        said, did = said[:1], did[:1]
    return None if said == did else f"says {said}, did {did}"


def last(name):
    """The last component of a dotted name: what stands in the code."""
    name = name.replace("()", "")
    name = re.sub(r"#\d+", "", name)
    return name.removesuffix(".__init__").split(".")[-1]


def does(source, line, what):
    """Whether something on a line does what a step says."""
    verb, name = what.split(" ", 1)
    for node in ast.walk(source):
        start, end = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if start is None or not start <= line <= end:
            continue
        if verb == "imports" and isinstance(node, (ast.Import, ast.ImportFrom)):
            named = [alias.name for alias in node.names]
            module = getattr(node, "module", "") or ""
            parts = {part for text in [*named, module] for part in text.split(".")}
            beside = isinstance(node, ast.ImportFrom) and not module
            if last(name) in parts or "*" in named or beside:
                return True
        mentioned = [getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "value", None)]
        if any(isinstance(text, str) and last(name) in text for text in mentioned):
            return True
    return False


def check_evidence(tree, found):
    """Steps that do not point at what they say."""
    sources = {}
    wrong = []
    for service in found.values():
        for step in service["evidence"]:
            path = tree / step["path"]
            text = path.read_text(encoding="utf-8", errors="replace")
            line = text.splitlines()[step["line"] - 1]
            where = f"{tree.name}: {service['name']}: {step['path']}:{step['line']}: {step['what']}"
            if step["what"].startswith("declares "):
                if service["name"] not in line and service["entry_point"].split(":")[0] not in line:
                    wrong.append(f"{where}: {line.strip()}")
                continue
            if step["path"] not in sources:
                sources[step["path"]] = ast.parse(text)
            if not does(sources[step["path"]], step["line"], step["what"]):
                wrong.append(f"{where}: {line.strip()}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("trees", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in (HERE / "measured.jsonl").read_text().splitlines()]
    wrong, compared, steps = [], 0, 0
    for tree in arguments.trees:
        found = services(arguments.binary, tree)
        steps += sum(len(service["evidence"]) for service in found.values())
        wrong += check_evidence(tree, found)
        for row in rows:
            if (row["list"], row["project"]) != (tree.parent.name, tree.name):
                continue
            compared += 1
            where = f"{tree.name}: {row['service']} with {row['variable']}={row['value']}"
            service = found.get(row["service"])
            problem = "is not found" if service is None else differs(service, row)
            if problem:
                wrong.append(f"{where}: {problem}")
    for line in wrong:
        print(line)
    print(f"{compared} measured starts, {steps} steps of evidence, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
