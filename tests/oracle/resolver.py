#!/usr/bin/env python3
"""An independent resolver of eventlet names, on CPython's own `ast`.

    python3 resolver.py ROOT [--module-roots DIR ...]

It prints one JSON object a finding (kinds import, use, patch, dynamic, string,
target, getter) of the one project under ROOT, sorted by place. compare.py
holds the analyser against it. For that to be worth anything, the two must
share nothing but the specification: this file uses the standard library only,
and where speed and obviousness collide, obviousness wins.

How it works, top to bottom of the file:

1. `Project` lists the files, names the modules and parses everything.
2. `Collector` walks one tree. It builds the scopes with *all* bindings of each
   name, and notes every place that might become a finding. It resolves nothing,
   because the other modules may not have been read yet.
3. `Resolver` answers "what can this chain mean, at this place?" with a list of
   `Entity`. It takes no account of the order of statements (one exception: class
   bodies), so it is a plain search over bindings, guarded against cycles.
4. `findings()` asks that question for every noted place and keeps the answers
   that lie under eventlet.

Left out on purpose: mangling of private names, values that pass through
classes, instances, containers or calls other than the named ones.
"""

import argparse
import ast
import json
import os
import re
import sys
import tokenize
import warnings
from typing import NamedTuple

LIBRARY = 'eventlet'

# What `from eventlet import *` may bring: the names of eventlet/__init__.py, and its modules,
# each of which is there as soon as somebody has imported it. Old names count too.
STARRED = set('''
    BoundedSemaphore CappedSemaphore Event GreenPile GreenPool Queue Semaphore StopServe Timeout
    TimeoutError asyncio backdoor call_after call_after_global connect convenience corolocal coros
    db_pool debug event exc_after getcurrent green greenio greenlet greenpool greenthread hubs
    import_patched is_timeout kill listen monkey_patch patcher pools queue semaphore serve sleep
    spawn spawn_after spawn_n support timeout tpool websocket with_timeout wrap_is_timeout wrap_ssl
    wsgi'''.split())

# Exceptions whose handler makes a `try` a guard of the imports in its body.
IMPORT_ERRORS = {'ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException'}

# Functions that take an object and, apart from it, the name of its attribute.
# Only the last component is known: `self.patch`, `mock.patch.object`, `stubs.Set`.
TARGET_FUNCTIONS = {
    'object', 'patch', 'patch_object', 'MockPatchObject',
    'setattr', 'getattr', 'hasattr', 'delattr',
    'patchobject', 'stub_out', 'Set', 'SmartSet', 'StubOutWithMock', 'spy',
    'mock_object', '_mock_object', 'stub_out_with_mock',
}
# How they are given by keyword.
TARGET_OBJECTS = ('target', 'obj')
TARGET_NAMES = ('attribute', 'attr', 'attr_name')

# Functions that import by name -> does the *result* stand for the named thing?
# A spec, a loader or an instance does not, so a name assigned from it is unknown.
DYNAMIC_FUNCTIONS = {
    '__import__': True,
    'builtins.__import__': True,
    'importlib.__import__': True,
    'importlib.import_module': True,
    'importlib.util.find_spec': False,
    'importlib.find_loader': False,
    'pkgutil.resolve_name': True,
    'pkgutil.find_loader': False,
    'pkgutil.get_loader': False,
    'pytest.importorskip': True,
    'runpy.run_module': False,
}
IMPORTUTILS = {
    'import_module': True, 'import_class': True, 'try_import': True, 'import_any': True,
    'import_versioned_module': False, 'import_object': False, 'import_object_ns': False,
}
DYNAMIC_KEYWORDS = {'name', 'modname', 'import_str', 'module', 'mod_name', 'fullname'}

FSTRING_POSITIONS_ARE_RIGHT = sys.version_info >= (3, 12)


# --------------------------------------------------------------------------
# What is noted about a file. Positions are `ast`'s: line from 1, column in
# UTF-8 bytes from 0. They become characters only when a finding is written.

class Span(NamedTuple):
    line: int
    column: int
    end_line: int
    end_column: int
    exact: bool = True      # False: inside an f-string, only the string is known


class Place(NamedTuple):
    """Where something stands, for the reader of the finding."""
    scope: str
    definition: str | None
    guard: str | None


class Scope:
    """kind: module, class, function (also lambda), comprehension, typeparams."""

    def __init__(self, kind, parent, module):
        self.kind = kind
        self.parent = parent
        self.module = module
        self.bindings = {}          # name -> [Binding], in textual order
        self.globals = set()
        self.nonlocals = set()
        self.stars = []             # modules star-imported (module scope only)
        self.returns = []           # Chain of each `return chain` (functions)
        self.gives_value = True     # False: async or generator, a call returns no chain


class Binding:
    """One way in which a name gets its value.

    kind    value
    module  dotted name of the module the name stands for
    from    (module, name)
    chain   Chain on the right-hand side of a plain assignment
    call    Call on the right-hand side of a plain assignment
    def     the function's own Scope, and `name` its dotted name
    other   something that is surely not followed: it only hides other names
    """

    def __init__(self, kind, value=None, name=None):
        self.kind = kind
        self.value = value
        self.name = name
        # Read in class bodies only, where the order matters.
        self.effective = None       # (line, column) from which reads can see it
        self.conditional = False


class Chain(NamedTuple):
    """`name.attribute.attribute` as written, and the scope it is read in."""
    parts: tuple
    scope: Scope
    span: Span


class Argument(NamedTuple):
    index: int | None       # None: a keyword, or behind *args
    keyword: str | None
    text: str | None        # its value if it is a string constant
    chain: Chain | None     # ... if it is a chain
    empty: bool             # a constant that is false, or an empty display
    span: Span


class Call(NamedTuple):
    callee: Chain | None
    last: str | None        # last component of the called name, whatever precedes it
    arguments: list


class Noted(NamedTuple):
    """A place that may become a finding. what: import, star, read, store, call, getter."""
    what: str
    place: Place
    span: Span
    value: object
    attributes: tuple = ()


def position(node):
    return node.lineno, node.col_offset


def end_position(node):
    return node.end_lineno, node.end_col_offset


def span_of(node):
    return Span(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset,
                getattr(node, 'position_is_right', True))


def chain_parts(node):
    """('a', 'b', 'c') for the expression `a.b.c`, None for anything else."""
    attributes = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        return (node.id, *reversed(attributes))
    return None


def last_component(node):
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    return None


def dotted_identifiers(text):
    return all(part.isidentifier() for part in text.split('.'))


def is_string(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


# --------------------------------------------------------------------------

class Collector:
    """Walks one file's tree; fills `scope` (the module's) and `noted`."""

    def __init__(self, module, tree):
        self.module = module
        self.noted = []
        self.scope = self.module_scope = Scope('module', None, module)
        self.scope_kind = 'module'      # as reported: comprehensions are transparent
        self.definition = ()
        self.guard = None
        self.conditional = False        # inside a compound statement of this class body
        self.annotation = False         # string constants are expressions here
        self.effective = None           # of the targets that are being visited
        self.deferred = []              # bindings of nonlocal names
        self.block(tree.body)
        for scope, name, binding in self.deferred:
            self.bind_nonlocal(scope, name, binding)

    # -- walking

    def visit(self, node):
        if node is None:
            return
        method = getattr(self, 'visit_' + type(node).__name__, None)
        if method:
            method(node)
        else:
            self.children(node)

    def children(self, node):
        with self.state(annotation=False):
            for child in ast.iter_child_nodes(node):
                self.visit(child)

    def block(self, nodes):
        for node in nodes:
            self.visit(node)

    def state(self, **changes):
        """Set some of the attributes for the length of a `with` block."""
        return _State(self, changes)

    def place(self):
        return Place(self.scope_kind, '.'.join(self.definition) or None, self.guard)

    def note(self, what, node, value, attributes=()):
        self.noted.append(Noted(what, self.place(), span_of(node), value, attributes))

    def chain(self, node):
        parts = chain_parts(node)
        return parts and Chain(parts, self.scope, span_of(node))

    # -- bindings

    def bind(self, name, binding, effective, scope=None):
        scope = scope or self.scope
        binding.effective = effective
        binding.conditional = self.conditional
        if name in scope.globals:
            scope = self.module_scope
        elif name in scope.nonlocals:
            # The outer function may bind the name further down: wait for the end.
            self.deferred.append((scope, name, binding))
            return
        if scope.kind == 'class' and binding.kind in ('chain', 'call'):
            binding.kind = 'other'      # aliases: module and function scope only
        scope.bindings.setdefault(name, []).append(binding)

    def bind_nonlocal(self, scope, name, binding):
        scope = scope.parent
        while scope is not None:
            if (scope.kind in ('function', 'typeparams')
                    and name in scope.bindings and name not in scope.nonlocals):
                scope.bindings[name].append(binding)
                return
            scope = scope.parent

    def bind_target(self, target, value, effective):
        """`value` is the expression assigned to it, if it is plain assignment."""
        if isinstance(target, ast.Name):
            self.bind(target.id, self.assigned(value), effective)
        else:
            with self.state(effective=effective):
                self.visit(target)

    def assigned(self, value):
        if value is not None and chain_parts(value):
            return Binding('chain', self.chain(value))
        if isinstance(value, ast.Call):
            return Binding('call', self.call(value))
        return Binding('other')

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Store):
            self.note('read', node, self.chain(node))
        if not isinstance(node.ctx, ast.Load):
            self.bind(node.id, Binding('other'), self.effective or end_position(node))

    def visit_Attribute(self, node):
        chain = self.chain(node)
        if chain:
            self.note('store' if isinstance(node.ctx, ast.Store) else 'read', node, chain)
            return
        attributes, base = [], node
        while isinstance(base, ast.Attribute):
            attributes.append(base.attr)
            base = base.value
        if isinstance(base, ast.Call) and chain_parts(base.func):
            self.note('getter', node, self.call(base), tuple(reversed(attributes)))
        with self.state(annotation=False, effective=None):
            self.visit(base)

    def visit_Subscript(self, node):
        annotation = self.annotation
        with self.state(annotation=False, effective=None):
            self.visit(node.value)
        name = last_component(node.value)
        with self.state(annotation=annotation and name != 'Literal', effective=None):
            if annotation and name == 'Annotated' and isinstance(node.slice, ast.Tuple):
                for number, element in enumerate(node.slice.elts):
                    with self.state(annotation=number == 0):    # the rest is metadata
                        self.visit(element)
            else:
                self.visit(node.slice)

    def visit_Assign(self, node):
        self.visit(node.value)
        for target in node.targets:
            self.bind_target(target, node.value, end_position(node))

    def visit_AnnAssign(self, node):
        self.annotate(node.annotation)
        self.visit(node.value)
        if node.value is None and isinstance(node.target, ast.Name):
            # Makes the name local without giving it a value: a class body that reads
            # it afterwards still sees the global one, hence "from the end of time on".
            self.bind(node.target.id, Binding('other'), (float('inf'), 0))
        else:
            self.bind_target(node.target, node.value, end_position(node))

    def visit_AugAssign(self, node):
        self.visit(node.value)
        self.bind_target(node.target, None, end_position(node))

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        scope = self.scope
        while scope.kind == 'comprehension':
            scope = scope.parent
        self.bind(node.target.id, self.assigned(node.value), end_position(node), scope)

    def visit_Delete(self, node):
        with self.state(effective=end_position(node)):
            self.block(node.targets)

    def visit_TypeAlias(self, node):            # 3.12+
        self.bind(node.name.id, Binding('other'), end_position(node))
        with self.type_parameters(node):
            self.visit(node.value)

    # -- imports

    def visit_Import(self, node):
        for alias in node.names:
            target = alias.name if alias.asname else alias.name.split('.')[0]
            self.bind(alias.asname or target, Binding('module', target), end_position(node))
            self.note('import', alias, Binding('module', alias.name))

    def visit_ImportFrom(self, node):
        module = self.module.absolute(node.module, node.level)
        for alias in node.names:
            if alias.name == '*':
                self.module_scope.stars.append(module)
                self.note('star', alias, module)
                continue
            self.bind(alias.asname or alias.name, Binding('from', (module, alias.name)),
                      end_position(node))
            self.note('import', alias, Binding('from', (module, alias.name)))

    # -- scopes

    def visit_FunctionDef(self, node):
        self.block(node.decorator_list)
        self.defaults(node.args)
        inner = Scope('function', self.scope, self.module)
        inner.gives_value = isinstance(node, ast.FunctionDef)
        name = '.'.join((self.module.name or '', *self.definition, node.name))
        self.bind(node.name, Binding('def', inner, name), end_position(node))
        with self.type_parameters(node):
            inner.parent = self.scope
            for parameter in parameters(node.args):
                self.annotate(parameter.annotation)
            self.annotate(node.returns)
            self.body(inner, node.body, node.name, node.args)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self.defaults(node.args)
        self.body(Scope('function', self.scope, self.module), [node.body], None, node.args)

    def defaults(self, arguments):
        self.block(arguments.defaults)
        self.block(arguments.kw_defaults)

    def body(self, scope, nodes, name, arguments):
        declare(scope, nodes)
        definition = self.definition + ((name,) if name else ())
        with self.state(scope=scope, scope_kind='function', definition=definition,
                        annotation=False, effective=None, conditional=False):
            for parameter in parameters(arguments):
                self.bind(parameter.arg, Binding('other'), end_position(parameter))
            self.block(nodes)

    def visit_ClassDef(self, node):
        self.block(node.decorator_list)
        self.bind(node.name, Binding('other'), end_position(node))
        with self.type_parameters(node):
            self.block(node.bases)
            self.block(node.keywords)
            scope = Scope('class', self.scope, self.module)
            declare(scope, node.body)
            with self.state(scope=scope, scope_kind='class', conditional=False,
                            definition=self.definition + (node.name,)):
                self.block(node.body)

    def type_parameters(self, node):
        """The scope between a definition and its surroundings that holds its [T, ...]."""
        if not getattr(node, 'type_params', None):
            return self.state()
        scope = Scope('typeparams', self.scope, self.module)
        with self.state(scope=scope):
            for parameter in node.type_params:
                self.bind(parameter.name, Binding('other'), end_position(parameter))
            for parameter in node.type_params:
                self.visit(getattr(parameter, 'bound', None))
                self.visit(getattr(parameter, 'default_value', None))
        return self.state(scope=scope)

    def comprehension(self, node):
        first = node.generators[0]
        with self.state(annotation=False, effective=None):
            self.visit(first.iter)              # in the enclosing scope
            with self.state(scope=Scope('comprehension', self.scope, self.module)):
                for generator in node.generators:
                    self.visit(generator.target)
                    if generator is not first:
                        self.visit(generator.iter)
                    self.block(generator.ifs)
                if isinstance(node, ast.DictComp):
                    self.visit(node.key)
                    self.visit(node.value)
                else:
                    self.visit(node.elt)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_Return(self, node):
        if node.value is not None and chain_parts(node.value):
            self.scope.returns.append(self.chain(node.value))
        self.visit(node.value)

    def visit_Yield(self, node):
        self.scope.gives_value = False
        self.children(node)

    visit_YieldFrom = visit_Yield

    # -- compound statements: guards, and what is conditional in a class body

    def visit_If(self, node):
        self.visit(node.test)
        type_checking = last_component(node.test) == 'TYPE_CHECKING'
        with self.state(conditional=True):
            with self.state(guard='type-checking' if type_checking else 'conditional'):
                self.block(node.body)
            with self.state(guard=self.guard if type_checking else 'conditional'):
                self.block(node.orelse)

    def visit_Try(self, node):
        guarding = any(catches_import_error(handler.type) for handler in node.handlers)
        with self.state(conditional=True):
            with self.state(guard='try-import' if guarding else self.guard):
                self.block(node.body)
            with self.state(guard='conditional' if guarding else self.guard):
                self.block(node.handlers)
            self.block(node.orelse)
            self.block(node.finalbody)

    visit_TryStar = visit_Try

    def visit_ExceptHandler(self, node):
        self.visit(node.type)
        if node.name:
            self.bind(node.name, Binding('other'), end_position(node.type))
        self.block(node.body)

    def visit_With(self, node):
        guarding = False
        for item in node.items:
            call = item.context_expr
            self.visit(call)
            if item.optional_vars:
                self.bind_target(item.optional_vars, None, end_position(call))
            if isinstance(call, ast.Call) and last_component(call.func) == 'suppress':
                guarding |= any(catches_import_error(argument) for argument in call.args)
        with self.state(conditional=True, guard='try-import' if guarding else self.guard):
            self.block(node.body)

    visit_AsyncWith = visit_With

    def visit_For(self, node):
        self.visit(node.iter)
        with self.state(conditional=True):
            self.bind_target(node.target, None, end_position(node.iter))
            self.block(node.body)
            self.block(node.orelse)

    visit_AsyncFor = visit_For

    def visit_While(self, node):
        self.visit(node.test)
        with self.state(conditional=True):
            self.block(node.body)
            self.block(node.orelse)

    def visit_match_case(self, node):
        with self.state(conditional=True, guard='conditional'):
            self.children(node)

    def visit_MatchAs(self, node):
        self.children(node)
        if node.name:
            self.bind(node.name, Binding('other'), end_position(node))

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node):
        self.children(node)
        if node.rest:
            self.bind(node.rest, Binding('other'), end_position(node))

    # -- calls and strings

    def visit_Call(self, node):
        call = self.call(node)
        if any(argument.text is not None for argument in call.arguments):
            self.note('call', node, call)
        self.children(node)

    def call(self, node):
        arguments, index = [], 0
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                index = None                    # nobody knows how many it stands for
                continue
            arguments.append(self.argument(argument, index, None))
            index = None if index is None else index + 1
        for keyword in node.keywords:
            if keyword.arg:
                arguments.append(self.argument(keyword.value, None, keyword.arg))
        return Call(self.chain(node.func), last_component(node.func), arguments)

    def argument(self, node, index, keyword):
        empty = (isinstance(node, ast.Constant) and not node.value
                 or isinstance(node, (ast.List, ast.Tuple)) and not node.elts)
        return Argument(index, keyword, node.value if is_string(node) else None,
                        self.chain(node), empty, span_of(node))

    def annotate(self, node):
        with self.state(annotation=True, effective=None):
            self.visit(node)

    def type_expression(self, node):
        """What may hold further type expressions, in or out of quotes."""
        for child in ast.iter_child_nodes(node):
            self.visit(child)

    visit_BinOp = visit_Tuple = visit_List = visit_Starred = type_expression

    def visit_Constant(self, node):
        if self.annotation and is_string(node):
            self.visit(self.module.quoted_expression(node))

    def visit_JoinedStr(self, node):
        if not FSTRING_POSITIONS_ARE_RIGHT:
            self.module.repair_fstring(node)
        self.children(node)


class _State:
    def __init__(self, owner, changes):
        self.owner, self.changes = owner, changes

    def __enter__(self):
        self.saved = {name: getattr(self.owner, name) for name in self.changes}
        vars(self.owner).update(self.changes)

    def __exit__(self, *_):
        vars(self.owner).update(self.saved)


def parameters(arguments):
    yield from arguments.posonlyargs
    yield from arguments.args
    yield from filter(None, [arguments.vararg])
    yield from arguments.kwonlyargs
    yield from filter(None, [arguments.kwarg])


def declare(scope, nodes):
    """Note `global` and `nonlocal` of a body; they hold for the whole of it."""
    for node in nodes:
        if isinstance(node, ast.Global):
            scope.globals.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            scope.nonlocals.update(node.names)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
                                   ast.expr)):
            declare(scope, ast.iter_child_nodes(node))


def catches_import_error(node):
    if node is None:
        return True
    if isinstance(node, ast.Tuple):
        return any(catches_import_error(element) for element in node.elts)
    return last_component(node) in IMPORT_ERRORS


# --------------------------------------------------------------------------

class Module:
    """One file. `name` is None for scripts, which nobody can import."""

    def __init__(self, path, name, is_package):
        self.path = path
        self.name = name
        self.is_package = is_package

    def parse(self, file):
        with tokenize.open(file) as stream:     # coding cookie, mark, newlines
            text = stream.read()
        # Not splitlines(): form feeds and their like end no line for the tokenizer.
        self.lines = text.split('\n')
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')     # invalid escapes
            tree = ast.parse(text)
        collector = Collector(self, tree)
        self.scope, self.noted = collector.scope, collector.noted
        self.exports = exported_names(tree, self.scope)

    def absolute(self, module, level):
        """The dotted name that `from ...module import` means; None if there is none."""
        if not level:
            return module
        if self.name is None:
            return None
        package = self.name.split('.') if self.name else []
        drop = level - 1 if self.is_package else level
        if drop > len(package):
            return None
        package = package[:len(package) - drop]
        name = '.'.join(package + ([module] if module else []))
        # A relative import never leaves the project.
        return None if name.split('.')[0] == LIBRARY else name

    # -- positions

    def character(self, line, column):
        """1-based column in characters for ast's 0-based one in UTF-8 bytes."""
        text = self.lines[line - 1]
        if text.isascii():
            return column + 1
        return len(text.encode()[:column].decode(errors='replace')) + 1

    def source(self, node):
        first, last = node.lineno - 1, node.end_lineno - 1
        lines = [line.encode() for line in self.lines[first:last + 1]]
        lines[-1] = lines[-1][:node.end_col_offset]
        lines[0] = lines[0][node.col_offset:]
        return b'\n'.join(lines).decode()

    def quoted_expression(self, node):
        """The expression in a string annotation, with positions of the file."""
        text = node.value
        # A leading blank or a newline would be an error outside of parentheses.
        wrapped = text.lstrip() != text or '\n' in text
        try:
            with warnings.catch_warnings():
                warnings.simplefilter('ignore')
                tree = ast.parse(f'({text})' if wrapped else text, mode='eval').body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        # Plain: what is between the quotes is the value, letter by letter.
        literal = re.fullmatch(r'([rRuU]?(\'\'\'|"""|\'|")).*?\2', self.source(node), re.DOTALL)
        plain = (getattr(node, 'position_is_right', True) and literal is not None
                 and literal[0] == literal[1] + text + literal[2])
        for inner in ast.walk(tree):
            if not hasattr(inner, 'lineno'):
                continue
            if not plain:
                copy_position(inner, node)
                continue
            start = node.col_offset + len(literal[1]) - wrapped
            if inner.lineno == 1:
                inner.col_offset += start
            if inner.end_lineno == 1:
                inner.end_col_offset += start
            inner.lineno += node.lineno - 1
            inner.end_lineno += node.lineno - 1
        return tree

    def repair_fstring(self, node):
        """Before 3.12 nodes inside f-strings have wrong positions.

        Search the text of the f-string for each chain and each string. If it does
        not occur as often as in the tree, nobody can tell: leave it inexact.
        """
        groups = {}
        for inner in preorder(node):
            if inner is node or not hasattr(inner, 'lineno'):
                continue
            parts = chain_parts(inner)
            if parts:
                pattern = r'(?<![\w.])' + r'\s*\.\s*'.join(parts) + r'(?!\w|\s*\.)'
                groups.setdefault(pattern, []).append(inner)
            elif is_string(inner):
                pattern = r'\b[rRuU]?(["\'])' + re.escape(inner.value) + r'\1'
                groups.setdefault(pattern, []).append(inner)
            copy_position(inner, node)
            inner.position_is_right = False
        text = self.source(node)
        for pattern, nodes in groups.items():
            matches = list(re.finditer(pattern, text))
            if len(matches) != len(nodes):
                continue
            for inner, match in zip(nodes, matches):
                inner.lineno, inner.col_offset = self.within(node, text, match.start())
                inner.end_lineno, inner.end_col_offset = self.within(node, text, match.end())
                inner.position_is_right = True

    @staticmethod
    def within(node, text, offset):
        before = text[:offset].split('\n')
        column = len(before[-1].encode())
        return (node.lineno + len(before) - 1,
                column + (node.col_offset if len(before) == 1 else 0))


def preorder(node):
    """Like ast.walk, but in the order of the text, and a chain is one node."""
    yield node
    if not chain_parts(node):
        for child in ast.iter_child_nodes(node):
            yield from preorder(child)


def copy_position(node, source):
    node.lineno, node.col_offset = source.lineno, source.col_offset
    node.end_lineno, node.end_col_offset = source.end_lineno, source.end_col_offset
    node.position_is_right = getattr(source, 'position_is_right', True)


def exported_names(tree, scope):
    """The names in `__all__`, if all that it is given are plain displays of strings."""
    names, count = set(), 0
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, 'target', None)]
        if any(isinstance(target, ast.Name) and target.id == '__all__' for target in targets):
            value = getattr(node, 'value', None)
            if not isinstance(value, (ast.List, ast.Tuple)) or not all(map(is_string, value.elts)):
                return None
            names.update(element.value for element in value.elts)
            count += 1
    # Bound elsewhere too, or `__all__.extend(...)`: nobody knows.
    changed = any(isinstance(node, ast.Attribute) and chain_parts(node.value) == ('__all__',)
                  for node in ast.walk(tree))
    return names if count and count == len(scope.bindings['__all__']) and not changed else None


class Project:
    def __init__(self, root, module_roots=()):
        self.root = root
        self.files = []             # every Module
        self.modules = {}           # name -> Module
        self.packages = set()       # folders that hold modules: namespace packages too
        self.problems = []
        roots = [folder for folder in ('src', 'lib') if has_packages(os.path.join(root, folder))]
        roots += [os.path.normpath(folder).replace(os.sep, '/') for folder in module_roots]
        self.roots = sorted(roots, key=len, reverse=True)       # the deepest one wins
        for path in python_files(root):
            self.add(path)

    def add(self, path):
        name, is_package = self.module_name(path)
        module = Module(path, name, is_package)
        try:
            module.parse(os.path.join(self.root, path))
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError, OSError) as error:
            self.problems.append((path, f'{type(error).__name__}: {error}'))
            return
        self.files.append(module)
        if not name:
            return
        # CPython prefers a package to a module; a stub describes what it stands beside.
        rank = (not path.endswith('.pyi'), is_package)
        if name not in self.modules or rank > self.modules[name].rank:
            module.rank = rank
            self.modules[name] = module
        parts = name.split('.')
        self.packages.update('.'.join(parts[:end]) for end in range(1, len(parts)))

    def module_name(self, path):
        stem, extension = os.path.splitext(path)
        if not extension:
            return None, False
        for root in self.roots:
            if stem.startswith(root + '/'):
                stem = stem[len(root) + 1:]
                break
        parts = stem.split('/')
        is_package = parts[-1] == '__init__'
        return '.'.join(parts[:-1] if is_package else parts), is_package

    def has_module(self, name):
        return name in self.modules or name in self.packages


def has_packages(folder):
    try:
        children = os.listdir(folder)
    except OSError:
        return False
    return any(os.path.isfile(os.path.join(folder, child, '__init__.py')) for child in children)


def python_files(root):
    """Paths relative to root, POSIX. Links are skipped: what they show is elsewhere."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith('.'))
        for name in sorted(names):
            file = os.path.join(folder, name)
            if os.path.islink(file) or not os.path.isfile(file):
                continue
            if name.endswith(('.py', '.pyi')) or ('.' not in name and has_python_shebang(file)):
                yield os.path.relpath(file, root).replace(os.sep, '/')


def has_python_shebang(file):
    try:
        with open(file, 'rb') as stream:
            first = stream.readline(512)
    except OSError:
        return False
    return bool(re.match(rb'#!.*\bpython[0-9.]*(\s|$)', first))


# --------------------------------------------------------------------------

class Entity(NamedTuple):
    """What a name can mean.

    kind      name
    external  dotted symbol outside of the project, eventlet's among them
    module    a module (or package) of the project
    function  dotted name; `scope` is the function's
    other     known to be bound, not followed
    """
    kind: str
    name: str = ''
    via: str | None = None
    scope: Scope | None = None
    getter: bool = False        # external, but through a call of a project function

    @property
    def in_library(self):
        return self.kind == 'external' and under_library(self.name)


OTHER = Entity('other')


def under_library(name):
    return name == LIBRARY or name.startswith(LIBRARY + '.')


def class_name(scope, name, at):
    """A name that the class body binds, read in the class body itself; as lookup().

    CPython looks into the class's namespace as it is at that moment and then
    into the globals; enclosing functions are skipped.
    """
    seen = [binding for binding in scope.bindings[name] if binding.effective <= at]
    further = all(binding.conditional for binding in seen)
    return (scope.bindings[name] if seen else [], scope.module if further else None)


class Resolver:
    def __init__(self, project):
        self.project = project
        self.active = set()         # questions that are being answered: the cycle guard
        self.known = {}             # answers found outside of any cycle

    def guarded(self, question, answer, on_cycle):
        """`answer()`, unless the same question is already open further up.

        Answers that were found while others are open may be cut short by the cycle
        guard, so only the outermost ones are remembered.
        """
        if question in self.known:
            return self.known[question]
        if question in self.active:
            return on_cycle()
        outermost = not self.active
        self.active.add(question)
        result = answer()
        self.active.remove(question)
        if outermost:
            self.known[question] = result
        return result

    # -- chains and names

    def chain(self, chain):
        bindings, module = self.lookup(chain)
        entities = [entity for binding in bindings for entity in self.binding(binding)]
        entities += self.namespace(module, chain.parts[0])
        return self.attributes(entities, chain.parts[1:])

    def called(self, chain):
        """What a chain can mean as the thing that is called.

        Names of the scope that are assigned to stand for eventlet's things or for
        nothing, and neither is a function that matters here; leaving them out
        keeps `query = query.filter()`, twenty times over, from being a cycle.
        What is imported by name is a module, and stays in.
        """
        bindings, module = self.lookup(chain)
        entities = [entity for binding in bindings if binding.kind in ('module', 'from', 'def')
                    for entity in self.binding(binding)]
        entities += self.namespace(module, chain.parts[0], ('module', 'from', 'def'))
        own = module.scope.bindings.get(chain.parts[0], ()) if module else ()
        for binding in [*bindings, *own]:
            if binding.kind == 'call' and any(argument.text for argument in binding.value.arguments):
                entities += self.guarded((binding, 'by name'), lambda: self.dynamic_result(binding.value), list)
        return self.attributes(entities, chain.parts[1:])

    def attributes(self, entities, names):
        for name in names:
            entities = [result for entity in entities for result in self.attribute(entity, name)]
        return entities

    def lookup(self, chain):
        """(bindings of the chain's first name, module to look further in or None)"""
        scope, name, at = chain.scope, chain.parts[0], (chain.span.line, chain.span.column)
        direct = True               # not yet inside a nested function: class names are seen
        outside = False             # `nonlocal`: only functions further out count
        while scope.kind != 'module':
            visible = scope.kind != 'class' or direct
            if visible and not outside:
                if name in scope.globals:
                    return [], scope.module
                if name in scope.nonlocals:
                    outside = True
                elif name in scope.bindings:
                    if scope.kind == 'class':
                        return class_name(scope, name, at)
                    return scope.bindings[name], None
            elif outside and scope.kind in ('function', 'typeparams'):
                if name in scope.bindings and name not in scope.nonlocals:
                    return scope.bindings[name], None
            # Type parameters of a method see the class, its body does not.
            direct = direct and scope.kind == 'typeparams'
            scope = scope.parent
        return [], scope.module

    def hopeful(self, chain):
        """Can assignments lead from this chain to anything that is imported or called?

        Cheap, and asked first: following every order of assignments of a name
        that is assigned to often takes forever, and nearly always for nothing.
        """
        seen, waiting = set(), [chain]
        while waiting:
            chain = waiting.pop()
            bindings, module = self.lookup(chain)
            if module is not None:
                bindings = bindings + module.scope.bindings.get(chain.parts[0], [])
                if module.scope.stars:
                    return True
            for binding in bindings:
                if binding.kind in ('module', 'from', 'call'):
                    return True
                if binding.kind == 'chain' and binding not in seen:
                    seen.add(binding)
                    waiting.append(binding.value)
        return False

    def binding(self, binding):
        return self.guarded(binding, lambda: self.bound(binding), list)

    def bound(self, binding):
        if binding.kind == 'module':
            return [self.module(binding.value)]
        if binding.kind == 'from':
            module, name = binding.value
            return self.attribute(self.module(module), name)
        if binding.kind == 'def':
            return [Entity('function', binding.name, scope=binding.value)]
        results = []
        if binding.kind == 'chain' and self.hopeful(binding.value):
            results = [entity._replace(via='alias') for entity in self.chain(binding.value)
                       if entity.in_library and not entity.getter]
        elif binding.kind == 'call':
            results = self.dynamic_result(binding.value) or self.getter_result(binding.value)
        return results or [OTHER]

    # -- modules

    def module(self, name):
        if name is None:
            return OTHER
        if not under_library(name) and self.project.has_module(name):
            return Entity('module', name)
        return Entity('external', name)

    def attribute(self, entity, name):
        if entity.kind == 'external':
            return [entity._replace(name=f'{entity.name}.{name}')]
        if entity.kind != 'module':
            return []
        results = []
        for member in self.member(entity.name, name):
            if member == Entity('module', f'{entity.name}.{name}'):
                via = entity.via    # stepping down into a submodule re-exports nothing
            else:
                via = entity.via or entity.name
            results.append(member._replace(via=via))
        return results

    def member(self, module, name):
        """What `from module import name` gives; inside `module` itself, so without via."""
        def answer():
            source = self.project.modules.get(module)
            own = [entity if entity.kind != 'module' else entity._replace(via=None)
                   for entity in self.namespace(source, name)]
            # Importing a submodule puts it into the package, over what stands there; what the
            # package has out of the submodule itself comes after that.
            sub = self.submodule(module, name)
            if own and source is not None and imports_from(source, f'{module}.{name}'):
                return own
            return own + [entity for entity in sub if entity not in own]
        return self.guarded((module, name, 'member'), answer, lambda: self.submodule(module, name))

    def submodule(self, module, name):
        full = f'{module}.{name}'
        return [Entity('module', full)] if self.project.has_module(full) else []

    def namespace(self, module, name, kinds=None):
        """A global name of a module: its own bindings, then what stars bring."""
        if module is None:
            return []
        entities = [entity for binding in module.scope.bindings.get(name, ())
                    if kinds is None or binding.kind in kinds
                    for entity in self.binding(binding)]
        def stars():
            return [entity for star in module.scope.stars if star is not None
                    for entity in self.starred(star, name)]
        return entities + self.guarded((module, name, 'stars'), stars, list)

    def starred(self, star, name):
        if star == LIBRARY and name in STARRED:
            return [Entity('external', f'{LIBRARY}.{name}')]
        source = self.project.modules.get(star)
        if source is None:
            return []
        if source.exports is not None:
            entities = self.member(star, name) if name in source.exports else []
        else:
            entities = [] if name.startswith('_') else self.namespace(source, name)
        return [entity._replace(via=star) for entity in entities]

    # -- calls that stand for a module

    def callee_names(self, call):
        if call.callee is None:
            return []
        entities = self.called(call.callee)
        if not entities and call.callee.parts == ('__import__',):
            return ['__import__']           # the builtin
        return [entity.name for entity in entities if entity.kind in ('external', 'function')]

    def dynamic(self, call):
        """[(argument, dotted name that it means, does the result stand for it, callee)]"""
        found = []
        for name in self.callee_names(call):
            module, _, function = name.rpartition('.')
            if name in DYNAMIC_FUNCTIONS:
                stands = DYNAMIC_FUNCTIONS[name]
            elif module.split('.')[-1] == 'importutils' and function in IMPORTUTILS:
                stands = IMPORTUTILS[function]
            else:
                continue
            for argument in call.arguments:
                wanted = (argument.keyword in DYNAMIC_KEYWORDS
                          or argument.index == (1 if function == 'import_object_ns' else 0)
                          or argument.index is not None and function == 'import_any')
                name = wanted and imported_name(argument.text, call)
                if name:
                    found.append((argument, name, stands, function))
        return found

    def dynamic_result(self, call):
        results = []
        for _, name, stands, function in self.dynamic(call):
            if stands:
                if function == '__import__' and not has_fromlist(call):
                    name = name.split('.')[0]
                results += [entity._replace(via='dynamic') for entity in self.dotted(name)]
        return results

    def getter_result(self, call):
        """What a call of a project function gives, if that returns a plain chain."""
        if call.callee is None:
            return []
        results = []
        for function in self.called(call.callee):
            if function.kind == 'function' and function.scope.gives_value:
                # A file's own function is no module in between, however it is written.
                home = function.scope.module
                is_own = home is call.callee.scope.module and function.via == home.name
                via = None if is_own else function.via
                for returned in function.scope.returns:
                    results += [entity._replace(via=via or entity.via, getter=True)
                                for entity in self.chain(returned) if entity.kind != 'function']
        return results

    # -- strings

    def dotted(self, text):
        """A dotted name in a string: eventlet's own, or through the longest project module."""
        if under_library(text):
            return [Entity('external', text)]
        parts = text.split('.')
        for end in range(len(parts), 0, -1):
            name = '.'.join(parts[:end])
            if self.project.has_module(name):
                return self.attributes([Entity('module', name)], parts[end:])
        return []

    def target(self, call):
        """(argument with the name, entities) of an object and a name given apart."""
        if call.last not in TARGET_FUNCTIONS:
            return None, []
        by_index = {argument.index: argument for argument in call.arguments}
        by_keyword = {argument.keyword: argument for argument in call.arguments if argument.keyword}
        # What stands at its position is it; a keyword of that name is then something else.
        def given(index, words):
            words = [word for word in words if word in by_keyword]
            return by_index.get(index) or (by_keyword[words[0]] if words else None)
        thing, name = given(0, TARGET_OBJECTS), given(1, TARGET_NAMES)
        if not (thing and name and thing.chain and name.text and dotted_identifiers(name.text)):
            return None, []
        return name, select(self.attributes(self.chain(thing.chain), name.text.split('.')))


def imports_from(module, name):
    """Whether statements of module level import something out of the module called `name`."""
    named = any(binding.kind == 'from' and binding.value[0] == name
                for bindings in module.scope.bindings.values() for binding in bindings)
    return named or name in module.scope.stars


def imported_name(text, call):
    """The absolute name that an argument of a call that imports by name gives, if any.

    As importlib does it: one dot stands for the package itself, each further one leads up.
    """
    if not text:
        return None
    name = text.lstrip('.')
    up = len(text) - len(name)
    if up:
        package = next((argument.text for argument in call.arguments
                        if argument.index == 1 or argument.keyword == 'package'), None)
        parts = (package or '').split('.')
        if up > len(parts) or not package:
            return None
        name = '.'.join(parts[:len(parts) - up + 1] + [name])
    return name if dotted_identifiers(name) else None


def has_fromlist(call):
    return any((argument.index == 3 or argument.keyword == 'fromlist') and not argument.empty
               for argument in call.arguments)


def select(entities):
    """One entity for each distinct symbol under eventlet.

    Several ways to the same symbol: the direct one, else the first of the modules by
    their names, else a plain name; a plain name before a getter.
    """
    chosen = {}
    for entity in entities:
        if entity.in_library:
            best = chosen.setdefault(entity.name, entity)
            if rank(entity) < rank(best):
                chosen[entity.name] = entity
    return list(chosen.values())


def rank(entity):
    return (entity.getter, entity.via is not None,
            entity.via in ('alias', 'dynamic'), entity.via or '')


# --------------------------------------------------------------------------

def findings(project):
    resolver = Resolver(project)
    found = set()
    for module in project.files:
        for noted in module.noted:
            for kind, symbol, via, span in judge(resolver, noted):
                found.add((module.path, *columns(module, span), kind, symbol, via, *noted.place))
    names = ('path', 'line', 'column', 'end_line', 'end_column', 'kind', 'symbol', 'via',
             'scope', 'definition', 'guard')
    order = ('path', 'line', 'column', 'end_line', 'end_column', 'kind', 'symbol', 'via',
             'guard', 'scope', 'definition')
    rows = (dict(zip(names, row)) for row in found)
    rows = [{name: row[name] for name in order} for row in rows]
    return sorted(rows, key=lambda row: (row['path'], row['line'], row['column'] or 0,
                                         row['kind'], row['symbol'], row['via'] or ''))


def columns(module, span):
    if not span.exact:
        return span.line, None, span.end_line, None
    return (span.line, module.character(span.line, span.column),
            span.end_line, module.character(span.end_line, span.end_column))


def judge(resolver, noted):
    """Yield (kind, symbol, via, span) for what a noted place turns out to be."""
    span, value = noted.span, noted.value
    if noted.what == 'star':
        if value is not None and under_library(value):
            yield 'import', value + '.*', None, span
    elif noted.what == 'import':
        for entity in select(resolver.bound(value)):
            yield 'import', entity.name, entity.via, span
    elif noted.what in ('read', 'store'):
        for entity in select(resolver.chain(value)):
            kind = 'use' if noted.what == 'read' else 'patch'
            yield 'getter' if entity.getter else kind, entity.name, entity.via, span
    elif noted.what == 'getter':
        entities = resolver.attributes(resolver.getter_result(value), noted.attributes)
        for entity in select(entities):
            yield 'getter', entity.name, entity.via, span
    elif noted.what == 'call':
        yield from judge_call(resolver, value)


def judge_call(resolver, call):
    taken = []      # an argument is one finding, not several
    for argument, imported, _, _ in resolver.dynamic(call):
        taken.append(argument)
        for entity in select(resolver.dotted(imported)):
            yield 'dynamic', entity.name, entity.via, argument.span
    name, entities = resolver.target(call)
    if entities:
        taken.append(name)
        for entity in entities:
            yield 'target', entity.name, entity.via, name.span
    for argument in call.arguments:
        text = argument.text
        if text and '.' in text and dotted_identifiers(text) and argument not in taken:
            for entity in select(resolver.dotted(text)):
                yield 'string', entity.name, entity.via, argument.span


def resolve(root, module_roots=()):
    """(findings, [(path, message)] of the files that could not be parsed)"""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20000))
    project = Project(root, module_roots)
    return findings(project), project.problems


def main():
    parser = argparse.ArgumentParser(description='Find eventlet in one project, slowly.')
    parser.add_argument('root', metavar='ROOT')
    parser.add_argument('--module-roots', nargs='+', default=[], metavar='DIR',
                        help='further folders, relative to ROOT, that module names start from')
    options = parser.parse_args()
    if not os.path.isdir(options.root):
        parser.error(f'{options.root} is not a folder')
    rows, problems = resolve(options.root, options.module_roots)
    for path, message in problems:
        print(f'{path}: {message}', file=sys.stderr)
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


if __name__ == '__main__':
    try:
        main()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
