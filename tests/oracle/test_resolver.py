"""The resolver on small snippets: python3 -m unittest discover tests/oracle

A snippet is a project of files. What must be found is written as
`line:column kind symbol [via]`, in the order of the output.
"""

import os
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import resolver     # noqa: E402


class Case(unittest.TestCase):
    maxDiff = None

    def rows(self, **files):
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                path = name.replace('__', '/') if '.' in name else name.replace('__', '/') + '.py'
                file = os.path.join(root, path.replace('/init', '/__init__'))
                os.makedirs(os.path.dirname(file), exist_ok=True)
                mode = 'wb' if isinstance(text, bytes) else 'w'
                options = {} if mode == 'wb' else {'encoding': 'utf-8'}
                with open(file, mode, **options) as stream:
                    stream.write(text if mode == 'wb' else textwrap.dedent(text).lstrip('\n'))
            return resolver.resolve(root)

    def found(self, text=None, file='m.py', imports=False, **files):
        if text is not None:
            files['m'] = text
        rows, problems = self.rows(**files)
        self.assertEqual(problems, [])
        return [' '.join(filter(None, (f"{row['line']}:{row['column']}", row['kind'],
                                       row['symbol'], row['via'])))
                for row in rows
                if row['path'] == file and (imports or row['kind'] != 'import')]

    def check(self, text, *expected, **options):
        self.assertEqual(self.found(text, **options), list(expected))

    def guards(self, text):
        rows, _ = self.rows(m=text)
        return {row['line']: row['guard'] for row in rows}


class Imports(Case):
    def test_forms(self):
        self.check('''
            import os, eventlet
            import eventlet.green.os
            import eventlet.hubs as h
            from eventlet import greenpool as g, sleep
            from eventlet import *
            import eventlet_like
            from .eventlet import x
            h.use_hub(); g.GreenPool; sleep()
            ''',
            '1:12 import eventlet',
            '2:8 import eventlet.green.os',
            '3:8 import eventlet.hubs',
            '4:22 import eventlet.greenpool',
            '4:38 import eventlet.sleep',
            '5:22 import eventlet.*',
            '8:1 use eventlet.hubs.use_hub',
            '8:14 use eventlet.greenpool.GreenPool',
            '8:27 use eventlet.sleep',
            imports=True)

    def test_own_module_of_the_same_name(self):
        files = dict(watcher__init='', watcher__eventlet='def patch(): pass')
        self.check('''
            from watcher import eventlet
            eventlet.patch()
            ''', imports=True, **files)
        self.assertEqual(self.found(file='watcher/m.py', imports=True, watcher__m='''
            from . import eventlet
            from .eventlet import patch
            eventlet.patch()
            ''', **files), [])

    def test_through_modules(self):
        self.check('''
            from pkg.facade import Timeout, queue as q
            from pkg import facade, deep
            import pkg.facade
            pkg.facade.eventlet.sleep
            facade.Timeout
            deep.facade.Timeout
            q.Queue
            ''',
            '1:24 import eventlet.Timeout pkg.facade',
            '1:33 import eventlet.queue pkg.facade',
            '4:1 use eventlet.sleep pkg.facade',
            '5:1 use eventlet.Timeout pkg.facade',
            '6:1 use eventlet.Timeout pkg.deep',
            '7:1 use eventlet.queue.Queue pkg.facade',
            imports=True, pkg__init='', pkg__deep='from . import facade',
            pkg__facade='import eventlet\nfrom eventlet import Timeout, queue')

    def test_package_that_imports_its_submodule(self):
        self.check('''
            from pkg import mod
            mod.sleep()
            ''', '2:1 use eventlet.sleep pkg.mod',
            pkg__init='from pkg import mod', pkg__mod='from eventlet import sleep')

    def test_stars_in_a_cycle(self):
        self.check('''
            from a import *
            sleep(); spawn(); _hidden()
            ''',
            '2:1 use eventlet.sleep a', '2:10 use eventlet.spawn a',
            a='from b import *\nfrom eventlet import sleep, tpool as _hidden',
            b='from a import *\nfrom eventlet import spawn')

    def test_star_and_all(self):
        self.check('''
            from a import *
            from b import *
            sleep(); _spawn(); Event(); Queue()
            ''',
            '3:10 use eventlet.spawn a', '3:29 use eventlet.queue.Queue b',
            a='from eventlet import sleep, spawn as _spawn\n__all__ = ["_spawn"]',
            b='from eventlet.queue import Queue\n__all__ = [] + ["Event"]')

    def test_star_of_the_library(self):
        self.check('''
            from eventlet import *
            sleep(); tpool.execute; own()
            if x:
                spawn = None
            spawn()
            ''',
            '1:22 import eventlet.*', '2:1 use eventlet.sleep',
            '2:10 use eventlet.tpool.execute', '5:1 use eventlet.spawn', imports=True)
        self.check('from a import *\nsleep()', '2:1 use eventlet.sleep a',
                   a='from eventlet import *')

    def test_star_that_brings_a_module_and_a_getter(self):
        self.check('''
            from a import *
            b.sleep()
            get().sleep()
            ''', '2:1 use eventlet.sleep a', '3:1 getter eventlet.sleep a',
            a='import b\ndef get():\n    import eventlet\n    return eventlet',
            b='from eventlet import sleep')

    def test_all_in_pieces(self):
        text, names = 'from a import *\nsleep(); spawn()', 'from eventlet import sleep, spawn\n'
        both = '2:1 use eventlet.sleep a', '2:10 use eventlet.spawn a'
        for pieces, expected in (("__all__: list = ['sleep']", both[:1]),
                                 ("__all__ = ['sleep']\n__all__ += ['start']", both[:1]),
                                 ("__all__ = ['sleep']\n__all__ += ['spawn']", both),
                                 ("__all__ = ['sleep']\n__all__.extend(['spawn'])", both)):
            with self.subTest(pieces):
                self.check(text, *expected, a=names + pieces)

    def test_several_ways(self):
        files = dict(a='from eventlet import sleep', b='from eventlet import sleep')
        self.check('''
            if x:
                from b import sleep
            else:
                from a import sleep
            sleep()
            ''', '5:1 use eventlet.sleep a', **files)
        self.check('''
            if x:
                from a import sleep
            else:
                from eventlet import sleep
            sleep()
            ''', '5:1 use eventlet.sleep', **files)

    def test_import_roots(self):
        self.check('from pkg import sleep', '1:17 import eventlet.sleep pkg',
                   imports=True, src__pkg__init='from eventlet import sleep')

    def test_both_branches(self):
        self.check('''
            try:
                from eventlet.green import subprocess
            except ImportError:
                import subprocess
            try:
                from eventlet.queue import Queue
            except ImportError:
                from eventlet import LightQueue as Queue
            subprocess.Popen
            Queue()
            ''',
            '9:1 use eventlet.green.subprocess.Popen',
            '10:1 use eventlet.LightQueue', '10:1 use eventlet.queue.Queue')


class Scopes(Case):
    def test_shadowing(self):
        self.check('''
            import eventlet
            def f(eventlet): eventlet.a
            def g():
                eventlet.b
                eventlet = 1
            def h(x=eventlet.c) -> eventlet.d: eventlet.e
            lambda eventlet=eventlet.f: eventlet.g
            [eventlet.h for eventlet in eventlet.i]
            def k():
                try: pass
                except E as eventlet: eventlet.j
            def l():
                for eventlet in (): pass
                def inner(): return eventlet.k
            def m():
                match 1:
                    case {'a': x, **eventlet}: eventlet.l
            def n():
                match 1:
                    case [*x]: eventlet.m
                del x
            ''',
            '6:9 use eventlet.c', '6:24 use eventlet.d', '6:36 use eventlet.e',
            '7:17 use eventlet.f', '8:29 use eventlet.i', '20:20 use eventlet.m')

    def test_comprehension_and_class(self):
        self.check('''
            import eventlet
            class C:
                import eventlet.green.os as eventlet
                a = [eventlet.x for _ in eventlet.y]
                b = [0 for _ in () for _ in eventlet.z]
                def f(self, x=eventlet.v): eventlet.w
            ''',
            '4:10 use eventlet.x', '4:30 use eventlet.green.os.y',
            '5:33 use eventlet.z', '6:19 use eventlet.green.os.v', '6:32 use eventlet.w')

    def test_class_body_order(self):
        self.check('''
            import eventlet
            def f():
                import os as eventlet
                class C:
                    eventlet.a
                    if x:
                        from eventlet import green as eventlet
                        eventlet.b
                    eventlet = eventlet.c
                    eventlet.d
                class D:
                    eventlet.e
            ''',
            '5:9 use eventlet.a',
            '8:13 use eventlet.b', '8:13 use eventlet.green.b',
            '9:20 use eventlet.c', '9:20 use eventlet.green.c',
            '10:9 use eventlet.green.d')

    def test_class_names_are_no_aliases(self):
        self.check('''
            import eventlet
            class C:
                sleep = eventlet.sleep
                sleep()
                def f(self): sleep()
            C.sleep()
            ''', '3:13 use eventlet.sleep')

    def test_alias_of_a_conditional_class_name(self):
        self.check('''
            x = None
            class C:
                global nap
                if a:
                    from eventlet import sleep as x
                nap = x
            nap()
            ''', '6:11 use eventlet.sleep', '7:1 use eventlet.sleep alias')

    def test_walrus(self):
        self.check('''
            import eventlet
            def f():
                [(s := eventlet.sleep) for x in y]
                s()
            s()
            ''', '3:12 use eventlet.sleep', '4:5 use eventlet.sleep alias')

    def test_global_and_nonlocal(self):
        self.check('''
            def f():
                global ev
                import eventlet as ev
            def g():
                def h():
                    nonlocal q
                    from eventlet import queue as q
                q = None
                q.Queue
            ev.sleep
            q.Queue
            def k(ev):
                def inner():
                    global ev
                    ev.spawn
            ''',
            '9:5 use eventlet.queue.Queue', '10:1 use eventlet.sleep', '15:9 use eventlet.spawn')

    @unittest.skipIf(sys.version_info < (3, 12), 'syntax of 3.12')
    def test_type_parameters(self):
        self.check('''
            import eventlet
            class C[T: eventlet.A](eventlet.B):
                def f[eventlet](self, x: eventlet.C): eventlet.D
            type X[eventlet] = eventlet.E
            type Y = eventlet.F
            ''', '2:12 use eventlet.A', '2:24 use eventlet.B', '5:10 use eventlet.F')


class Kinds(Case):
    def test_chains_and_patches(self):
        self.check('''
            import eventlet
            from eventlet import tpool
            eventlet.sleep = fake
            tpool.Proxy.__str__ += f
            for eventlet.x, y in (): pass
            del eventlet.z
            eventlet.patcher.original('time').sleep
            eventlet.a[0] = eventlet
            ''',
            '3:1 patch eventlet.sleep', '4:1 patch eventlet.tpool.Proxy.__str__',
            '5:5 patch eventlet.x', '6:5 use eventlet.z',
            '7:1 use eventlet.patcher.original', '8:1 use eventlet.a', '8:17 use eventlet')

    def test_quoted_annotations(self):
        self.check('''
            import eventlet
            from typing import *
            a: 'eventlet.Event'
            def f(x: Optional["List['eventlet.b']"], é: "é | eventlet.c") -> "event\\x6cet.d": pass
            b: Literal['eventlet.e'] = 'eventlet.f'
            c: Annotated['eventlet.g', 'eventlet.h']
            d: 'eventlet.i' | None
            e: Callable[['eventlet.j'], """
              eventlet.k"""]
            ''',
            '3:5 use eventlet.Event', '4:26 use eventlet.b', '4:50 use eventlet.c',
            '4:66 use eventlet.d', '6:15 use eventlet.g', '7:5 use eventlet.i',
            '8:15 use eventlet.j', '9:3 use eventlet.k')

    def test_fstring(self):
        self.check('''
            import eventlet
            é = f'é {eventlet.a} {x:{eventlet.b}}'
            ''', '2:10 use eventlet.a', '2:26 use eventlet.b')

    def test_alias(self):
        self.check('''
            import eventlet
            a = b = eventlet.sleep
            c = a
            d = eventlet.sleep or 1
            x, y = eventlet.sleep, 1
            n = n.n
            n = n.m
            a(); b(); c(); d(); x(); n()
            ''',
            '2:9 use eventlet.sleep', '3:5 use eventlet.sleep alias', '4:5 use eventlet.sleep',
            '5:8 use eventlet.sleep', '8:1 use eventlet.sleep alias',
            '8:6 use eventlet.sleep alias', '8:11 use eventlet.sleep alias')
        self.check('from f import nap\nnap()', '1:15 import eventlet.sleep f',
                   '2:1 use eventlet.sleep f', imports=True,
                   f='import eventlet\nnap = eventlet.sleep')

    def test_dynamic(self):
        self.check('''
            import importlib
            from oslo_utils import importutils as iu
            from importlib import import_module as im
            a = iu.try_import('eventlet.tpool')
            b = __import__('eventlet.hubs')
            c = __import__('eventlet.hubs', fromlist=['x'])
            d = importlib.util.find_spec('eventlet')
            im(name='eventlet.x')
            a.Proxy, b.sleep, c.use_hub, d.loader
            def f(im): im('eventlet')
            im('os', 'eventlet')
            ''',
            '4:19 dynamic eventlet.tpool', '5:16 dynamic eventlet.hubs',
            '6:16 dynamic eventlet.hubs', '7:30 dynamic eventlet', '8:9 dynamic eventlet.x',
            '9:1 use eventlet.tpool.Proxy dynamic', '9:10 use eventlet.sleep dynamic',
            '9:19 use eventlet.hubs.use_hub dynamic')

    def test_dynamic_through_the_project(self):
        self.check('''
            import importlib
            from oslo_utils import importutils
            a = importlib.import_module('pkg.m')
            b = __import__('pkg.m')
            c = importutils.import_class('pkg.m.sleep')
            d = importlib.import_module('.m', package='pkg')
            e = importlib.import_module('..m', 'pkg.sub')
            f = importlib.import_module('...m', 'pkg')
            importlib.import_module('.tpool', 'eventlet')
            a.sleep; b.m.sleep; c(); d.sleep; e.sleep; f.sleep
            ''',
            '5:30 dynamic eventlet.sleep pkg.m', '9:25 dynamic eventlet.tpool',
            '10:1 use eventlet.sleep dynamic', '10:10 use eventlet.sleep dynamic',
            '10:21 use eventlet.sleep dynamic', '10:26 use eventlet.sleep dynamic',
            '10:35 use eventlet.sleep dynamic', pkg__m='from eventlet import sleep')

    def test_string(self):
        self.check('''
            x = 'eventlet.sleep'
            f('eventlet.sleep', k='pkg.m.eventlet.spawn', l=['eventlet.a'])
            f('eventlet', 'eventlet.', 'eventlet.a b', 'pkg.m.os.path', 'not_eventlet.x')
            ''', '2:3 string eventlet.sleep', '2:23 string eventlet.spawn pkg.m',
            pkg__m='import eventlet, os')

    def test_target(self):
        self.check('''
            import eventlet
            from unittest import mock
            from pkg import m
            mock.patch.object(eventlet, 'sleep')
            self.patch(m, 'eventlet.spawn')
            mock.patch.object(m, 'os')
            getattr(eventlet, name, 'x')
            other(eventlet, 'green.os')
            ''',
            '4:19 use eventlet', '4:29 target eventlet.sleep',
            '5:15 target eventlet.spawn pkg.m', '7:9 use eventlet', '8:7 use eventlet',
            pkg__m='import eventlet, os')

    def test_getter(self):
        files = dict(pkg__utils='''
            def get_eventlet():
                if x:
                    return None
                import eventlet
                return eventlet
            def gen():
                import eventlet
                yield 1
                return eventlet
            def own():
                return get_eventlet().tpool
            ''')
        self.check('''
            from pkg import utils
            utils.get_eventlet().hubs.use_hub()
            utils.get_eventlet()
            utils.gen().hubs
            def f():
                ev = utils.get_eventlet()
                ev.sleep()
                return ev
            class C:
                ev = utils.get_eventlet()
                ev.sleep()
            ''',
            '2:1 getter eventlet.hubs.use_hub pkg.utils',
            '7:5 getter eventlet.sleep pkg.utils', '8:12 getter eventlet pkg.utils', **files)
        self.assertEqual(self.found(file='pkg/utils.py', **files), [
            '5:12 use eventlet', '9:12 use eventlet', '11:12 getter eventlet.tpool'])


    def test_getter_behind_a_name(self):
        self.check('''
            from a import ev
            import a
            print(ev, a.ev.sleep)
            mock.patch.object(ev, 'sleep')
            mock.patch('a.ev.sleep')
            a.module().sleep()
            ''',
            '1:15 import eventlet a', '3:7 getter eventlet a', '3:11 getter eventlet.sleep a',
            '4:19 getter eventlet a', '4:23 target eventlet.sleep a',
            '5:12 string eventlet.sleep a', '6:1 getter eventlet.sleep a', imports=True,
            a='''
                import b
                def get():
                    import eventlet
                    return eventlet
                def module():
                    return b
                ev = get()
                ''', b='from eventlet import sleep')


class Context(Case):
    def test_guards(self):
        self.assertEqual(self.guards('''
            try:
                import eventlet
                def f():
                    import eventlet.a
            except (ImportError, X):
                import eventlet.b
            else:
                import eventlet.c
            if TYPE_CHECKING:
                import eventlet.d
            else:
                import eventlet.e
            if x:
                pass
            elif y:
                import eventlet.f
            with contextlib.suppress(ImportError):
                import eventlet.g
            try:
                import eventlet.h
            except ValueError:
                import eventlet.i
            match x:
                case 1:
                    import eventlet.j
            '''), {2: 'try-import', 4: 'try-import', 6: 'conditional', 8: None,
                   10: 'type-checking', 12: None, 16: 'conditional', 18: 'try-import',
                   20: None, 22: None, 25: 'conditional'})

    def test_scope_and_definition(self):
        rows, _ = self.rows(m='''
            import eventlet
            @eventlet.a
            class C(eventlet.b):
                x = eventlet.c
                @eventlet.d
                def f(self, x=eventlet.e):
                    def g():
                        return lambda: eventlet.f
            z = lambda: eventlet.g
            y = [eventlet.h for _ in x]
            ''')
        places = {row['symbol'][-1]: (row['scope'], row['definition']) for row in rows}
        self.assertEqual(places, {
            't': ('module', None), 'a': ('module', None), 'b': ('module', None),
            'c': ('class', 'C'), 'd': ('class', 'C'), 'e': ('class', 'C'),
            'f': ('function', 'C.f.g'), 'g': ('function', None), 'h': ('module', None)})


class Files(Case):
    def test_encoding_scripts_and_errors(self):
        rows, problems = self.rows(**{
            'latin.py': '# coding: latin-1\nx = "é"; import eventlet\n'.encode('latin-1'),
            'stub.pyi': 'import eventlet\n',
            'bad.py': 'import eventlet\nprint 1\n',
            '.hidden__x.py': 'import eventlet\n'})
        self.assertEqual([(row['path'], row['line'], row['column']) for row in rows],
                         [('latin.py', 2, 17), ('stub.pyi', 1, 8)])
        self.assertEqual([path for path, _ in problems], ['bad.py'])

    def test_shebang(self):
        with tempfile.TemporaryDirectory() as root:
            for name, first in (('a', '#!/usr/bin/env python3'), ('b', '#!/bin/sh'),
                                ('c', '#! /usr/bin/python -u')):
                with open(os.path.join(root, name), 'w', encoding='utf-8') as stream:
                    stream.write(first + '\nimport eventlet\n')
            rows, _ = resolver.resolve(root)
        self.assertEqual([row['path'] for row in rows], ['a', 'c'])


if __name__ == '__main__':
    unittest.main()
