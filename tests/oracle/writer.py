"""Projects made up at random, for random_projects.py.

Real projects hand eventlet's names on in few ways, and nearly all of them in the same
ones. The modules of a made-up project do it in every way that the language has, under a
handful of names, so that the ways meet. What docs/limits.md says is not found is not
made: each such place says so here.
"""

import random

# Few modules and few names: only then do two of them speak of the same thing.
MODULES = ('p.m0', 'p', 'p.m1', 'p.m2', 'p.m3', 'p.q', 'p.q.k0', 'p.q.k1')
PACKAGES = ('p', 'p.q')
LIBRARY = ('sleep', 'spawn', 'GreenPool', 'tpool', 'Timeout', 'tpool.execute',
           'greenpool.GreenPool', 'green.socket', 'event.Event')
# Names for something of eventlet alone, and for a module of the project too.
PLAIN = ('sleep', 'spawn', 'GreenPool', 'tpool', 'start')
OTHER = ('Pool', 'ev', 'a0', 'a1', 'a2', 'eventlet')
NAMES = PLAIN + OTHER
# More than 8 KiB: the analyser cuts such a file down to the statements that matter.
LARGE = 9 << 10


def project(seed):
    """The made-up project of a seed: {path: text}."""
    return Writer(seed).project()


class Writer:
    """Writes the modules of one project.

    It keeps in mind what each name probably stands for, a module or something of
    eventlet, so that most chains lead somewhere. Nothing depends on its being right.
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.one_of = self.random.choice
        self.module = ''
        self.names = {module: {} for module in MODULES}     # of each module: name -> meaning
        self.own = {}                                       # those of the module at hand

    def project(self):
        """{path: text}"""
        files = {}
        # The first module has eventlet; what the others know of each other is left to chance.
        others = self.random.sample(MODULES[1:], len(MODULES) - 1)
        for self.module in (MODULES[0], *others):
            self.own = self.names[self.module]
            path = self.module.replace('.', '/') + ('/__init__' if self.module in PACKAGES else '')
            files[path + '.py'] = self.text()
        return files

    def text(self):
        """One file. Imports come first, as in most files, but not in all of them."""
        few = self.module in PACKAGES       # else everything leads back to them
        kinds = [self.library_import] * (self.module == MODULES[0] or self.chance(.15))
        kinds += [self.some_import] * self.random.randint(0, 2 if few else 4)
        kinds += self.random.choices(
            (self.alias, self.function, self.some_import, self.by_name, self.lazy, self.nested),
            k=self.random.randint(0, 2 if few else 6))
        kinds += [self.use] * self.random.randint(0, 2 if few else 5)
        blocks = [self.wrapped(kind()) for kind in kinds]
        if self.chance(.15):
            blocks.append(self.all_names())
        if self.chance(.3):
            self.random.shuffle(blocks)
        if self.chance(.85):    # in large files only what may matter is parsed
            blocks.insert(self.random.randint(0, len(blocks)), self.padding())
        return ''.join(line + '\n' for block in blocks for line in block)

    def chance(self, share):
        return self.random.random() < share

    # -- names

    def name_in(self, module):
        """A name that a module probably has, and what it stands for."""
        names = [name for name in self.names[module] if not name.startswith('_')]
        if names and self.chance(.8):
            name = self.one_of(names)
            return name, self.names[module][name]
        return self.one_of(NAMES), None

    def behind(self, meaning):
        """What may be written behind a name: `.attribute.attribute`."""
        if meaning not in MODULES:
            return '.' + self.one_of(LIBRARY) if meaning or self.chance(.5) else ''
        if self.chance(.1):
            return ''
        name, further = self.name_in(meaning)
        return f'.{name}' + (self.behind(further) if further in (*MODULES, 'eventlet') else '')

    def chain(self):
        if self.own and self.chance(.8):
            name = self.one_of(list(self.own))
            return name + self.behind(self.own[name])
        module = self.one_of(MODULES)
        return self.one_of((module, module.split('.')[-1])) + self.behind(module)

    def path(self):
        """A dotted name that begins with a module, as strings have it."""
        module = self.one_of(MODULES)
        return module + self.behind(module).replace('()', '')

    # -- imports

    def library_import(self):
        name, alias = self.one_of(LIBRARY[:5]), self.one_of(NAMES)
        lines, names = self.one_of((
            (['import eventlet'], ['eventlet']), (['import eventlet as ev'], ['ev']),
            ([f'import os, eventlet as {alias}'], [alias]),
            ([f'from eventlet import {name}'], [name]),
            ([f'from eventlet import {name} as {alias}'], [alias]),
            (['from eventlet import (sleep,  # why', '    spawn as start)'], ['sleep', 'start']),
            ([f'from eventlet import {name}, \\', f'    Timeout as {alias}'], [name, alias]),
            (['import eventlet.green.socket'], ['eventlet']),
            ([f'import eventlet.tpool as {alias}'], [alias]),
            (['from eventlet.greenpool import GreenPool as Pool'], ['Pool']),
            (['from eventlet import *'], ['sleep', 'spawn', 'tpool'])))
        for each in names:
            self.own[each] = 'eventlet' if len(names) == 1 else None
        return lines

    def some_import(self):
        """An import of another module of the project, or of a name that it may have."""
        return self.one_of((self.module_import, self.name_import))()

    def another(self):
        """Another module: who imports itself has several ways to all that is in it."""
        return self.one_of([module for module in MODULES if module != self.module])

    def module_import(self):
        module = self.another()
        package, _, last = module.rpartition('.')
        alias = self.one_of(OTHER)
        holder = self.one_of((package, self.relative(package)))
        lines, name, meaning = self.one_of((
            ([f'import {module}'], 'p', 'p'), ([f'import {module} as {alias}'], alias, module),
            ([f'import os, {module} as {alias}'], alias, module),
            ([f'from {holder} import {last}'], last, module),
            ([f'from {holder} import {last} as {alias}'], alias, module),
            # More than a blank around `as` is not seen in a file that says no more.
            ([f'from {holder} import (', f'    {last} as {alias},', ')'], alias, module)))
        if 'from  ' in lines[0]:
            return self.module_import()     # `p` stands in no package
        self.own[name] = meaning
        return lines

    def name_import(self, plain=False):
        module = self.another()
        source = self.one_of((module, self.relative(module)))
        name, meaning = (self.one_of(PLAIN), None) if plain else self.name_in(module)
        alias = self.one_of(NAMES[:-1] if name in PLAIN else OTHER[:-1])
        # Stars that lead in a circle bring what is bound by then: it depends on who begins.
        downwards = MODULES.index(module) < MODULES.index(self.module)
        if self.chance(.15) and not plain and downwards:
            self.own.update((name, meaning) for name, meaning in self.names[module].items()
                            if not name.startswith('_'))
            return [f'from {source} import *']
        more = self.one_of(PLAIN)
        name, call = name.removesuffix('()'), '()' * name.endswith('()')
        bound = self.one_of((name, name, alias))
        renamed = '' if bound == name else f' as {bound}'
        self.own[bound + call] = meaning
        start = f'from {source} import'
        return self.one_of((
            [f'{start} {name}{renamed}'], [f'{start} {more}, {name}{renamed}'],
            [f'{start} (  # why', f'    {more},  # what', '    # and', f'    {name}{renamed},)'],
            [f'{start} \\', f'    {name}{renamed}'],
            [f'{start} {more}, \\', f'    {name}{renamed}']))

    def relative(self, module):
        """The same module, as this one reaches it with dots."""
        package = self.module if self.module in PACKAGES else self.module.rpartition('.')[0]
        if not module:
            return module
        dots = '.'
        while not (module + '.').startswith(package + '.'):
            package, dots = package.rpartition('.')[0], dots + '.'
        return dots + module[len(package) + 1:]

    def by_name(self):
        """An import by a string. What it gives has a name that no other file asks for: a
        name that is handed on from there is looked for only where the module's own name
        stands too (docs/limits.md, "Who uses a re-export")."""
        target = self.one_of(('eventlet', 'eventlet.tpool', self.another()))
        name, number = self.one_of(LIBRARY), self.random.randint(0, 3)
        imported, lines, self.own['_d'] = self.one_of((
            ('importlib', [f"_d = importlib.import_module('{target}')"], target),
            ('importlib', ["_d = importlib.import_module('.k0', package='p.q')"], 'p.q.k0'),
            ('importlib', [f"_d = importlib.import_module('..m{number}', 'p.q')"], f'p.m{number}'),
            ('os', [f"_d = __import__('{target}')"], target.split('.')[0]),
            ('os', [f"_d = __import__('{target}', fromlist=['x'])"], target),
            ('oslo_utils.importutils as iu', [f"_d = iu.try_import('{target}')"], target),
            ('oslo_utils.importutils as iu', [f"_d = iu.import_class('{target}.{name}')"], None)))
        lines = [f'import {imported}'] + lines
        return lines + [f"_d{self.behind(self.own['_d'])}(1)"]

    # -- what is done with names

    def alias(self):
        """An assignment. What is below eventlet stands behind that name alone, which is
        assigned to nowhere: else `a = b.x` and `b = a.y` have meanings without end."""
        name, other = self.one_of(NAMES[:-1]), self.one_of(NAMES[:-1])
        module = self.one_of(list(self.own) or NAMES)
        value = self.one_of((self.one_of(NAMES), f'eventlet.{self.one_of(PLAIN)}',
                             f'{module}.{self.one_of(NAMES)}', f'get_{self.one_of(NAMES)}()'))
        if self.own.get(module) not in MODULES and value.startswith(module + '.'):
            value = module
        self.own[name] = None
        return self.one_of((
            [f'{name} = {value}'], [f'{name}: object = {value}'], [f'{name} = {other} = {value}'],
            [f'if ({name} := {value}):', '    pass'], [f'{name}, {other} = {value}, 1']))

    def function(self):
        """A function that gives what it gets from elsewhere. That is nothing that may be a
        module of the project (docs/limits.md, "Functions that return the library")."""
        name, outer = f'get_{self.one_of(OTHER[1:4])}', dict(self.own)
        self.own.clear()
        body = self.one_of((list, self.library_import, lambda: self.name_import(plain=True)))()
        if has_star(body):
            body = []
        given = self.one_of([each for each in self.own if body] or PLAIN)
        self.own.clear()
        self.own.update(outer, **{f'{name}()': 'eventlet'})
        return [f'def {name}():'] + indented(body + [f'return {given}'])

    def lazy(self):
        """A function, or the body of a class, that imports what it uses."""
        outer = dict(self.own)
        body = self.local(self.some_import) + self.use() + self.use()
        if self.chance(.2):
            body = [f'global {self.one_of(list(self.own) or NAMES).rstrip("()")}'] + body
        else:
            self.own.clear()
            self.own.update(outer)
        return [self.one_of(('def run(self):', 'class C:'))] + indented(body)

    def nested(self):
        """A function further in that binds a name of one further out."""
        outer = dict(self.own)
        self.own.clear()
        body = self.local(self.some_import)
        name = self.one_of([each.rstrip('()') for each in self.own] or NAMES)
        between = self.one_of(([], ['class C:'], ['def between():'], [f'def between({name}):']))
        inner = ['def inner():'] + indented([f'nonlocal {name}'] + body)
        inner = (between + indented(inner) if between else inner) + self.use()
        self.own.clear()
        self.own.update(outer)
        return [f'def outer({name}):'] + indented(inner + [f'{name}.{self.one_of(LIBRARY)}(1)'])

    def local(self, kind):
        """What may stand in a function: no star import."""
        return next(block for block in iter(kind, None) if not has_star(block))

    def use(self):
        chain, path, name = self.chain(), self.path(), self.one_of(NAMES)
        first, _, last = chain.rpartition('.')
        first = first or chain
        return self.one_of((
            [f'{chain}(1)'], [f'{chain}(1)'], [f'{chain}(1)'], [f'print({chain}, {self.chain()})'],
            [f'mock.patch("{path}")'], [f'mock.patch("{path}", new=1)'],
            [f'mock.patch.object({first}, "{last}")'],
            [f'self.mock_object({first}, "{last}")'],
            [f'mock.patch.object(new=1, target={first}, attribute="{last}")'],
            [f'@mock.patch.object({first}, "{last}")', 'def test(self):', f'    {chain}(1)'],
            [f'({first}', f'    .{last})(1)'], [f'({first}.  # why', f'    {last})(1)'],
            [f'x = print(f"{{{chain}}} of")'], [f'y: "{chain}" = 1'],
            [f'def h(x: "{chain}" = {self.chain()}) -> {name}:', '    pass'],
            [f'del {chain}.x'], [f'{chain}.x = 1'], [f'[{chain}(x) for x in {self.chain()}]'],
            [f'raise {chain}'], [f'lambda {name}: {chain}'], [f'x = {name} or {chain}']))

    def all_names(self):
        names = [name.rstrip('()') for name in self.own] + list(NAMES)
        one, two, three = (f"'{name}'" for name in self.random.sample(names, 3))
        return self.one_of((
            [f'__all__ = [{one}, {two}]'], [f'__all__ = ({one}, {two}, {three})'],
            [f'__all__: list = [{one}, {two}]'], [f'__all__ = [{one}] + [{two}]'],
            [f'__all__ = [{one}]', f'__all__ += [{two}, {three}]'],
            [f'__all__ = [{one}]', f'__all__.extend([{two}, {three}])']))

    # -- around it

    def wrapped(self, block):
        """A block, as it is or in something else."""
        around = self.one_of((
            [], [], [], [], [], ['if GREEN:'], ['def run():'], ['class C:'], ['for x in y:'],
            ['class C(object):', '    def run(self):'], ['with suppress(ImportError):'],
            ['if TYPE_CHECKING:'], ['if GREEN:', '    pass', 'else:'], ['try:']))
        if has_star(block) and ('def' in str(around) or 'class' in str(around)):
            return block
        depth = 2 if len(around) == 2 else len(around[:1])
        block = around + indented(block, '    ' * depth)
        if around == ['try:']:
            other = self.one_of((['pass'], ['sleep = None'], self.local(self.some_import)))
            block += ['except ImportError:'] + indented(other)
        return block

    def padding(self):
        return self.one_of((
            ['# ' + 'x' * LARGE], ['# of no interest'] * (LARGE // 17 + 1),
            ['def large():'] + ['    x = y + 1'] * (LARGE // 14 + 1),
            ['def large():', '    return """'] + ['text'] * (LARGE // 5 + 1) + ['"""']))


def has_star(block):
    """Whether it must stand at module level."""
    return any(line.endswith('import *') for line in block)


def indented(block, by='    '):
    return [by + line for line in block]
