"""The comparison notices what it is there to notice."""

import ast
import unittest

import compare

ROW = {"variable": "OS_X_DISABLE_EVENTLET_PATCHING", "value": None, "started": True,
       "patched": "import", "backend": "eventlet", "explicit": True}
SERVICE = {"patched": "import", "backend": {"type": "eventlet", "explicit": True}, "flags": [], "reason": "",
           "switches": [{"kind": "environment", "name": "OS_X_DISABLE_EVENTLET_PATCHING"}]}


class Differs(unittest.TestCase):
    def test_what_is_the_same_is_the_same(self):
        self.assertIsNone(compare.differs(SERVICE, ROW))

    def test_another_time_of_patching_is_noticed(self):
        self.assertIsNotNone(compare.differs(SERVICE | {"patched": "main"}, ROW))

    def test_another_backend_is_noticed(self):
        threads = {"type": "threading", "explicit": True}
        self.assertIsNotNone(compare.differs(SERVICE | {"backend": threads}, ROW))

    def test_a_switch_that_does_nothing_is_noticed(self):
        self.assertIsNotNone(compare.differs(SERVICE, ROW | {"value": "1"}))
        switched = ROW | {"value": "1", "patched": None, "backend": "threading"}
        self.assertIsNone(compare.differs(SERVICE, switched))

    def test_a_half_switch_skips_the_patch_alone(self):
        half = {"flags": ["half-switch"], "switches": [],
                "reason": "the environment variable OS_X_DISABLE_EVENTLET_PATCHING=1 skips that"}
        self.assertIsNone(compare.differs(SERVICE | half, ROW | {"value": "1", "patched": None}))
        self.assertIsNotNone(compare.differs(SERVICE | half, ROW | {"value": "1"}))

    def test_no_backend_proves_nothing_before_the_start(self):
        early = ROW | {"started": False, "backend": None, "explicit": None}
        self.assertIsNone(compare.differs(SERVICE, early))
        self.assertIsNotNone(compare.differs(SERVICE, early | {"started": True}))


class Does(unittest.TestCase):
    SOURCE = ast.parse("from a import (\n    b,\n    c,\n)\nimport d.e\nc.run(b)\n")

    def test_imports_and_calls_are_found_on_their_lines(self):
        self.assertTrue(compare.does(self.SOURCE, 3, "imports a.c"))
        self.assertTrue(compare.does(self.SOURCE, 5, "imports d.e"))
        self.assertTrue(compare.does(self.SOURCE, 6, "calls a.c.run"))

    def test_other_lines_and_other_names_are_refused(self):
        self.assertFalse(compare.does(self.SOURCE, 5, "imports a.c"))
        self.assertFalse(compare.does(self.SOURCE, 6, "calls a.c.walk"))
        self.assertFalse(compare.does(self.SOURCE, 6, "imports d.e"))


if __name__ == "__main__":
    unittest.main()
