"""Finds the code of every diagnostic that a module can emit, in its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_POSITIONS = {"Diagnostic": 0, "Problem": 1}
"""Where the code stands among the arguments of what makes a diagnostic."""


class NotUnderstood(AssertionError):
    """A code is computed in a way that this does not follow: write it in another way, or teach it here."""


def emitted_codes(text: str, name: str) -> set[str]:
    """The codes in a module's text; `name` is said where one cannot be told.

    A code is a literal, a choice of literals, a variable of such, an argument of a function whose parameter it is, or
    an item of a tuple that a function of the module returns. The `code` of another diagnostic or problem counts where
    that one is made.
    """
    module = ast.parse(text)
    finder = _Finder(module, name)
    return {code for call in _calls(module) for code in finder.codes_of_call(call)}


def _calls(module: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _POSITIONS:
            yield node


class _Finder:
    def __init__(self, module: ast.Module, name: str) -> None:
        self._module = module
        self._name = name
        self._functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}

    def codes_of_call(self, call: ast.Call) -> Iterator[str]:
        position = _POSITIONS[call.func.id]
        given = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
        yield from self._codes((given or call.args[position : position + 1])[0])

    def _codes(self, value: ast.expr) -> Iterator[str]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
        elif isinstance(value, ast.IfExp):
            yield from self._codes(value.body)
            yield from self._codes(value.orelse)
        elif isinstance(value, ast.Name):
            found = list(self._codes_of_name(value.id))
            if not found:
                self._give_up(value)
            yield from found
        elif not (isinstance(value, ast.Attribute) and value.attr == "code"):
            self._give_up(value)

    def _codes_of_name(self, name: str) -> Iterator[str]:
        for node in ast.walk(self._module):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name) and target.id == name:
                        yield from self._codes(node.value)
                    elif isinstance(target, ast.Tuple):
                        names = [item.id if isinstance(item, ast.Name) else "" for item in target.elts]
                        if name in names:
                            yield from self._items(node.value, names.index(name))
            elif isinstance(node, ast.FunctionDef):
                parameters = [argument.arg for argument in node.args.args]
                if name in parameters:
                    yield from self._arguments(node.name, parameters.index(name) - (parameters[0] == "self"))

    def _arguments(self, function: str, position: int) -> Iterator[str]:
        for node in ast.walk(self._module):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == function:
                    yield from self._codes(node.args[position])

    def _items(self, value: ast.expr, index: int) -> Iterator[str]:
        """The item of a tuple: written here, or returned by a function of the module that the value comes from."""
        if isinstance(value, ast.Tuple):
            yield from self._codes(value.elts[index])
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in self._functions:
            for node in ast.walk(self._functions[value.func.id]):
                if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                    yield from self._codes(node.value.elts[index])
        elif isinstance(value, ast.Name):
            for node in ast.walk(self._module):
                if isinstance(node, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == value.id for target in node.targets
                ):
                    yield from self._items(node.value, index)
        else:
            self._give_up(value)

    def _give_up(self, value: ast.expr) -> None:
        raise NotUnderstood(f"{self._name}:{value.lineno}: which code is `{ast.unparse(value)}`?")
