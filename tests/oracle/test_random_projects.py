"""The projects made up at random, and whether a difference is told."""

import contextlib
import io
import os
import sys
import unittest
from unittest import mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import random_projects      # noqa: E402
import resolver             # noqa: E402


def analyser(forget=None):
    """An analyser that says what the resolver says, but for what begins with `forget`."""
    def run(_, folder):
        projects = []
        for name in sorted(os.listdir(folder)):
            root = os.path.join(folder, name)
            rows, _ = resolver.resolve(root)
            findings = [row for row in rows
                        if not (forget and row['kind'] == 'use' and row['symbol'].startswith(forget))]
            projects.append({'name': name, 'root': root, 'findings': findings})
        return {'projects': projects}
    return mock.patch.object(random_projects.compare, 'run_binary', run)


class Projects(unittest.TestCase):
    def test_same_seed(self):
        self.assertEqual(random_projects.project(5), random_projects.project(5))
        self.assertNotEqual(random_projects.project(5), random_projects.project(6))

    def test_python(self):
        for seed in range(50):
            for path, text in random_projects.project(seed).items():
                with self.subTest(seed=seed, path=path):
                    compile(text, path, 'exec')


class Differences(unittest.TestCase):
    def run_on(self, seed):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            code = random_projects.main(['--binary', 'none', '--seeds', str(seed), '3'])
        return code, out.getvalue()

    def test_none(self):
        with analyser():
            self.assertEqual(self.run_on(0), (0, 'seeds 0 to 2\n3 projects, 0 differ\n'))

    def test_dropped(self):
        files = {'p/m0.py': 'import eventlet\n\n\ndef run():\n    eventlet.sleep(1)\n',
                 'p/m1.py': 'from eventlet import spawn\nspawn(1)\n'}
        with analyser('eventlet.sleep'), mock.patch.object(
                random_projects, 'project', lambda seed: files if seed == 8 else {'p/m.py': ''}):
            code, said = self.run_on(7)
        self.assertEqual(code, 1)
        self.assertEqual(said.splitlines(), [
            'seeds 7 to 9', 'seed 8: 1 differences',
            '--- p/m0.py', 'import eventlet', 'def run():', '    eventlet.sleep(1)',
            '  p/m0.py:3:5 use eventlet.sleep: only oracle', '3 projects, 1 differ'])

    def test_no_analyser(self):
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(self.run_on(0)[0], 2)


if __name__ == '__main__':
    unittest.main()
