#!/usr/bin/env python3
"""Hold the analyser against the independent resolver on projects made up at random.

    random_projects.py --binary target/release/eventlet-scan --seeds [FIRST] COUNT

Many projects lie side by side in one folder, and one run of the analyser reads them all.
A difference is printed with its seed and the smallest project that still shows it. The
same seed gives the same project; writer.py makes it.

Exit code: 0 they agree, 1 they differ, 2 the comparison could not be made.
"""

import argparse
import itertools
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import compare      # noqa: E402
from writer import project      # noqa: E402

# Projects in one run: more of them take memory, fewer take more starts.
BATCH = 250
# Smaller versions of a project that are tried before it is printed.
TRIES = 300


def differences(binary, projects):
    """{name of a project: [Difference]}, those that differ of {name: {path: text}}."""
    with tempfile.TemporaryDirectory() as folder:
        for name, files in projects.items():
            # What makes a folder a project, and gives it its name.
            for path, text in {**files, 'setup.cfg': f'[metadata]\nname = {name}\n'}.items():
                file = os.path.join(folder, name, path)
                os.makedirs(os.path.dirname(file), exist_ok=True)
                with open(file, 'w', encoding='utf-8') as stream:
                    stream.write(text)
        _, _, found, notes, failure = compare.compare_tree((binary, folder))
    if failure or notes:
        raise compare.Failure(failure or '\n'.join(notes))
    by_project = {}
    for difference in found:
        by_project.setdefault(difference.project, []).append(difference)
    return by_project


class Shrinker:
    """Makes a project smaller for as long as it shows the first of its differences."""

    def __init__(self, binary, found):
        self.binary = binary
        self.tries = TRIES
        self.wanted = found[0].row['kind'], found[0].what

    def differs(self, files):
        self.tries -= 1
        try:
            for path, text in files.items():
                compile(text, path, 'exec')
            found = differences(self.binary, {'p': files}).get('p', []) if self.tries > 0 else []
        except (compare.Failure, SyntaxError):
            return False        # what is left is no Python
        return any((each.row['kind'], each.what) == self.wanted for each in found)

    def shrink(self, files):
        """Leaves out files, then lines, until nothing more can be left out."""
        for path in list(files):
            fewer = {other: text for other, text in files.items() if other != path}
            if self.differs(fewer):
                files = fewer
        before = None
        while before != files:
            before = files
            for path in files:
                files = self.shrink_file(files, path)
        return files

    def shrink_file(self, files, path):
        """Leaves out half of the lines, then a quarter, and so on down to single ones."""
        equal = itertools.groupby(files[path].splitlines(keepends=True))
        lines = [''.join(same) for _, same in equal]        # a file that is large stays so
        size = len(lines)
        while size:
            at = 0
            while at < len(lines):
                fewer = lines[:at] + lines[at + size:]
                if self.differs({**files, path: ''.join(fewer)}):
                    lines = fewer
                else:
                    # Blocks do not begin where a multiple of their size is.
                    at += max(1, size // 2)
            size //= 2
        return {**files, path: ''.join(lines)}


def report(binary, seed, found, small):
    """Prints the differences of a seed's project; if it is to be `small`, those that are
    left once it is, and its files."""
    print(f'seed {seed}: {len(found)} differences')
    if small:
        files = Shrinker(binary, found).shrink(project(seed))
        for path, text in files.items():
            print(f'--- {path}\n{shortened(text)}', end='')
        found = differences(binary, {'p': files})['p']
    for difference in found:
        print(f'  {difference}')
    sys.stdout.flush()


def shortened(text):
    """Without most of what makes a file large."""
    lines = []
    for line, equal in itertools.groupby(text.splitlines()):
        number = len(list(equal))
        line = line if len(line) < 100 else f'{line[:20]}… {len(line)} letters'
        lines.append(line if number == 1 else f'{line}  … {number} times')
    return ''.join(line + '\n' for line in lines)


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description='Compare the analyser with the independent resolver on random projects.')
    parser.add_argument('--binary', required=True, metavar='PATH')
    parser.add_argument('--seeds', required=True, nargs='+', type=int, metavar='N',
                        help='how many projects, or the first seed and how many')
    parser.add_argument('--small', type=int, default=3, metavar='N',
                        help='how many of those that differ are made smaller; default: 3')
    options = parser.parse_args(arguments)
    if len(options.seeds) > 2:
        parser.error('--seeds takes a count, or a first seed and a count')
    first, count = options.seeds if len(options.seeds) == 2 else (0, options.seeds[0])
    seeds, differing = range(first, first + count), 0
    print(f'seeds {first} to {first + count - 1}')
    try:
        for start in range(0, count, BATCH):
            batch = seeds[start:start + BATCH]
            found = differences(options.binary, {f's{seed}': project(seed) for seed in batch})
            for seed in batch:
                if f's{seed}' in found:
                    differing += 1
                    report(options.binary, seed, found[f's{seed}'], differing <= options.small)
    except (compare.Failure, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f'{count} projects, {differing} differ')
    return 1 if differing else 0


if __name__ == '__main__':
    sys.exit(main())
