#!/usr/bin/env python3
"""Hold the analyser against the independent resolver, tree by tree.

    python3 compare.py --binary target/release/eventlet-scan [--exceptions FILE] ROOT...

Both must find the same things at the same places, with the same meaning. A line
of the exceptions file lets one difference pass, with a reason:

    tree-name path:line:column kind symbol  # why the two may differ here

`tree-name` is the last two folders of the tree's path (`flamingo/nova`), `path` is
relative to the project's root. An exception that no longer occurs is an error too,
else the file would only ever grow.

Exit code: 0 they agree, 1 they differ, 2 the comparison could not be made.
"""

import argparse
import collections
import json
import multiprocessing
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import resolver     # noqa: E402

KINDS = ('import', 'use', 'patch', 'dynamic', 'string', 'target', 'getter')
KEY = ('path', 'line', 'column', 'kind', 'symbol', 'via')
CONTEXT = ('guard', 'scope', 'definition', 'end_line', 'end_column')


class Failure(Exception):
    """The comparison could not be made."""


class Difference(collections.namedtuple('Difference', 'project row what')):
    @property
    def place(self):
        row = self.row
        return f"{row['path']}:{row['line']}:{row['column'] or '?'} {row['kind']} {row['symbol']}"

    def __str__(self):
        via = f" via {self.row['via']}" if self.row['via'] else ''
        return f'{self.place}{via}: {self.what}'


def tree_name(root):
    return '/'.join(os.path.abspath(root).split(os.sep)[-2:])


def run_binary(binary, root):
    command = [binary, 'check', '--format', 'json', '--exit-zero', '--select', 'ALL', root]
    try:
        result = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise Failure(f'{binary}: {error.strerror}') from error
    if result.returncode:
        message = result.stderr.decode(errors='replace').strip()
        raise Failure(f'{" ".join(command)}: exit code {result.returncode}\n{message}')
    try:
        return json.loads(result.stdout)
    except ValueError as error:
        raise Failure(f'{" ".join(command)}: not JSON: {error}') from error


def compare_tree(job):
    binary, root = job
    try:
        projects = run_binary(binary, root)['projects']
        roots = [os.path.abspath(project['root']) for project in projects]
        counts, differences, notes = collections.Counter(), [], []
        for project, own_root in zip(projects, roots):
            theirs, problems = resolver.resolve(own_root)
            # A project inside of another one is a project of its own.
            inner = [os.path.relpath(other, own_root).replace(os.sep, '/') + '/'
                     for other in roots if other.startswith(own_root.rstrip(os.sep) + os.sep)]
            theirs = [row for row in theirs if not row['path'].startswith(tuple(inner))]
            compare_project(project, theirs, counts, differences)
            notes += [f'not parsed by CPython: {path}: {message}' for path, message in problems]
        if not projects:
            notes.append('the analyser lists no project')
        return root, counts, differences, notes, None
    except (Failure, KeyError, OSError) as error:
        return root, None, [], [], f'{type(error).__name__}: {error}'


def compare_project(project, theirs, counts, differences):
    ours = {}
    for row in project['findings']:
        symbol = row['symbol'] or ''
        if row['kind'] in KINDS and resolver.under_library(symbol):
            # Several rules may report one place: a place counts once.
            ours.setdefault(tuple(row[name] for name in KEY), row)
    open_places = dict(ours)
    # Exact positions first, so that those known by line only get what is left.
    for row in sorted(theirs, key=lambda row: row['column'] is None):
        match = find(open_places, row)
        if match is None:
            counts[row['kind'], 'only oracle'] += 1
            differences.append(Difference(project['name'], row, 'only oracle'))
            continue
        counts[row['kind'], 'both'] += 1
        mine = open_places.pop(match)
        for name in CONTEXT:
            if row['column'] is None and name.startswith('end_'):
                continue
            if mine[name] != row[name]:
                counts[row['kind'], 'context'] += 1
                differences.append(Difference(
                    project['name'], row, f'{name}: ours {mine[name]!r}, oracle {row[name]!r}'))
    for row in open_places.values():
        counts[row['kind'], 'only ours'] += 1
        differences.append(Difference(project['name'], row, 'only ours'))


def find(open_places, row):
    key = tuple(row[name] for name in KEY)
    if row['column'] is not None:
        return key if key in open_places else None
    # Inside an f-string, on a Python that does not say where: any place in the string.
    for other in sorted(open_places):
        if (other[0] == row['path'] and row['line'] <= other[1] <= row['end_line']
                and other[3:] == key[3:]):
            return other
    return None


def read_exceptions(file):
    """{(tree name, place): line number}"""
    exceptions = {}
    with open(file, encoding='utf-8') as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip() or line.lstrip().startswith('#'):
                continue
            entry, _, reason = line.partition(' #')
            match = re.fullmatch(r'(\S+)\s+(.+:\d+:(?:\d+|\?))\s+(\S+)\s+(\S+)', entry.strip())
            if not match:
                raise Failure(f'{file}:{number}: expected '
                              '"tree-name path:line:column kind symbol  # reason"')
            if not reason.strip():
                raise Failure(f'{file}:{number}: an exception needs a reason behind #')
            exceptions[match[1], f'{match[2]} {match[3]} {match[4]}'] = number
    return exceptions


def print_table(counts):
    titles = ('both', 'only ours', 'only oracle', 'context')
    print(f"  {'kind':<10}" + ''.join(f'{title:>13}' for title in titles))
    for kind in KINDS:
        print(f'  {kind:<10}' + ''.join(f'{counts[kind, title]:>13}' for title in titles))


def main():
    parser = argparse.ArgumentParser(
        description='Compare the analyser with the independent resolver.')
    parser.add_argument('--binary', required=True, metavar='PATH')
    parser.add_argument('--exceptions', metavar='FILE', help='differences that are let pass')
    parser.add_argument('--jobs', type=int, default=os.cpu_count(), metavar='N')
    parser.add_argument('roots', nargs='+', metavar='ROOT')
    options = parser.parse_args()
    try:
        exceptions = read_exceptions(options.exceptions) if options.exceptions else {}
    except (Failure, OSError) as error:
        print(error, file=sys.stderr)
        return 2

    jobs = [(options.binary, root) for root in options.roots]
    used, unexpected, failed = set(), 0, False
    with multiprocessing.Pool(min(options.jobs, len(jobs))) as pool:
        for root, counts, differences, notes, failure in pool.imap(compare_tree, jobs):
            tree = tree_name(root)
            print(f'{tree}')
            if failure:
                print(f'  {failure}', file=sys.stderr)
                failed = True
                continue
            print_table(counts)
            for note in notes:
                print(f'  {note}')
            for difference in sorted(differences, key=lambda each: (
                    each.row['path'], each.row['line'], str(each))):
                entry = tree, difference.place
                allowed = entry in exceptions
                used.add(entry)
                unexpected += not allowed
                print(f'  {difference}' + (' (excepted)' if allowed else ''))
    # Exceptions of trees that were not looked at say nothing today.
    trees = {tree_name(root) for root in options.roots}
    stale = [entry for entry in exceptions if entry[0] in trees and entry not in used]
    for tree, place in stale:
        print(f'{options.exceptions}:{exceptions[tree, place]}: did not occur: {tree} {place}')
    if failed:
        return 2
    print(f'{unexpected} unexpected differences, {len(stale)} stale exceptions')
    return 1 if unexpected or stale else 0


if __name__ == '__main__':
    sys.exit(main())
