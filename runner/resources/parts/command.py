"""Rules about the text of a command: what `${{ … }}` in it names, and what is declared and never named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from runner.diagnostics import closest
from runner.reference import expressions, unclosed_expression
from runner.resources.base import Manifest, Problem

if TYPE_CHECKING:
    from runner.document import Path

_PASSED = ("name", "default_datastore")
"""Roots that stand for themselves: they name nothing of the job's own."""
_OF_WORKFLOWS = ("secrets", "github", "vars")
"""Roots that a workflow of GitHub puts in place before anybody reads the file as a job."""
_OTHER_BRACKETS = re.compile(r"\$(?:\(|\[{1,2})\s*(?P<path>(?:inputs|outputs|search_space)\.\w+)\s*(?:\)|\]{1,2})")
"""As other tools write it; a shell would run `inputs.data`, which is no command."""
_ONE_BRACE = re.compile(r"\$\{\s*(?P<path>(?:inputs|outputs|search_space)\.[^{}\n]*)\}")
"""What a shell would refuse as well: its names have no dot."""
_NO_DOLLAR = re.compile(r"(?<![${])\{\{\s*(?P<path>(?:inputs|outputs|search_space)\.[^{}\n]*)\}\}")
_VALUE_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_OURS = ("var", "target", "matrix", "project", "git", "env")


def command_rules(
    texts: Iterator[tuple[Path, str]], manifest: Manifest, roots: tuple[str, ...] = ("inputs", "outputs")
) -> Iterator[Problem]:
    """Every `${{ … }}` of a job's texts names something that is there. `roots` are what this kind of job declares."""
    for path, text in texts:
        if "{" in text or "$" in text:
            yield from _expressions_of(path, text, manifest, roots)


def command_texts(owner: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The texts of a command job, or of a sweep's trial, in which Azure ML puts values in place."""
    if not isinstance(owner, Mapping):
        return
    command = owner.get("command")
    if isinstance(command, str):
        yield (*path, "command"), command
    variables = owner.get("environment_variables")
    for name, value in variables.items() if isinstance(variables, Mapping) else ():
        if isinstance(value, str):
            yield (*path, "environment_variables", name), value


def _expressions_of(path: Path, text: str, manifest: Manifest, roots: tuple[str, ...]) -> Iterator[Problem]:
    for expression in expressions(text):
        root = expression.path[0]
        inner = expression.text[3:-2].strip()
        if "|" in inner and root in roots:
            meant = f"${{{{{inner.partition('|')[0].strip()}}}}}"
            message, hint = "Azure ML's expressions have no filters", f"write `{meant}`, and compute in the code"
            yield Problem(path, "unknown-expression", message, hint, meant, fragment=expression.text)
        elif re.search(r"\s", inner) and root in roots and len(expression.path) > 1:
            meant = f"${{{{{'.'.join(expression.path)}}}}}"
            message = f"`{expression.text}` has a space in the name"
            yield Problem(
                path, "unknown-expression", message, f"did you mean `{meant}`?", meant, fragment=expression.text
            )
        elif root in roots and not "".join(expression.path[1:]):
            names = manifest.get(root)
            meant = f"${{{{{root}.{next(iter(names))}}}}}" if isinstance(names, Mapping) and len(names) == 1 else ""
            hint = f"did you mean `{meant}`?" if meant else f"write `${{{{{root}.NAME}}}}`"
            message = f"`{expression.text}` names none of the `{root}`"
            yield Problem(path, "unknown-expression", message, hint, meant, fragment=expression.text)
        elif root in roots:
            yield from _undefined(path, root, ".".join(expression.path[1:]), expression.text, manifest, roots)
        elif root == "search_space":
            message = f"`{expression.text}` is known only inside a sweep job"
            yield Problem(path, "unknown-expression", message, "use `${{inputs.…}}`", fragment=expression.text)
        elif root == "parent":
            own = expression.text.replace("parent.", "", 1)
            message = f"`{expression.text}` is known only inside a pipeline"
            yield Problem(path, "unknown-expression", message, f"use `{own}`", own, fragment=expression.text)
        elif root in _OF_WORKFLOWS and len(expression.path) > 1 and "environment_variables" in path:
            message, hint = (
                f"`{expression.text}` is still to be filled in",
                "a workflow of GitHub knows it, Azure ML does not",
            )
            yield Problem(path, "placeholder", message, hint, is_warning=True, fragment=expression.text)
        elif root not in _PASSED or len(expression.path) > 1:
            yield _unknown(path, root, expression.text, manifest, roots)
    for pattern in (_ONE_BRACE, _NO_DOLLAR, _OTHER_BRACKETS):
        for match in pattern.finditer(text):
            meant = f"${{{{{match['path'].strip()}}}}}"
            message = f"`{match[0]}` is not an expression"
            yield Problem(path, "unknown-expression", message, f"did you mean `{meant}`?", meant, fragment=match[0])
    broken = unclosed_expression(text)
    if broken is not None:
        fragment, before = broken
        message = f"`{fragment}` is not closed"
        meant = _closed(fragment)
        hint = f"did you mean `{meant}`?" if meant else "end it with `}}`"
        yield Problem(path, "unclosed-expression", message, hint, meant, fragment=fragment, occurrence=before)


def _closed(fragment: str) -> str:
    """An expression that is not closed, closed; empty where it is not plain what it names."""
    match = re.fullmatch(r"\$\{\{ ?(\w+\.\w+)\}?", fragment)
    return f"${{{{{match[1]}}}}}" if match else ""


def _in_another_root(name: str, root: str, manifest: Manifest, roots: tuple[str, ...]) -> str:
    """The expression that names an entry of another section: `${{outputs.model}}` for `${{inputs.model}}`."""
    for other in roots:
        entries = manifest.get(other)
        if other != root and isinstance(entries, Mapping) and name in entries:
            return f"${{{{{other}.{name}}}}}"
    return ""


def _undefined(
    path: Path, root: str, name: str, written: str, manifest: Manifest, roots: tuple[str, ...]
) -> Iterator[Problem]:
    known = manifest.get(root)
    names = list(known) if isinstance(known, Mapping) else []
    if name in names:
        return
    first = name.partition(".")[0]
    meant = first if first in names else closest(name, names)
    if meant and not _VALUE_NAME.fullmatch(meant):
        return  # no expression can name it, which is told where it is declared
    suggestion = _in_another_root(name, root, manifest, roots) or (f"${{{{{root}.{meant}}}}}" if meant else "")
    hint = f"did you mean `{suggestion}`?" if suggestion else f"declare it under `{root}:`"
    if root == "inputs":
        code, message = "undefined-input", f"`{name}` is not one of the job's inputs"
    elif root == "outputs":
        code, message = "undefined-output", f"`{name}` is not one of the job's outputs"
    else:
        code, message = "undefined-search-space", f"`{name}` is not in the sweep's search space"
    yield Problem(path, code, message, hint, suggestion, fragment=written, missing=((root, name),))


def _unknown(path: Path, root: str, written: str, manifest: Manifest, roots: tuple[str, ...]) -> Problem:
    inner = re.fullmatch(r"\W*(\w+)(?:\W+(\w+))?\W*", written)  # `inputs['a']`, `inputs:a`, `a`
    meant = closest(inner[1], roots) if inner else closest(root, roots)
    suggestion = written.replace(root, meant, 1) if meant else ""
    if inner and inner[2]:
        suggestion = f"${{{{{meant}.{inner[2]}}}}}" if meant else ""
    elif inner:
        suggestion = _in_another_root(inner[1], "", manifest, roots) or suggestion
    if root == "env" and inner and inner[2]:
        suggestion = f"${inner[2]}"  # the shell's
    elif root in _OURS:
        suggestion = written[1:]  # ours, written as Azure ML's
    known = " and ".join(f"`{name}`" for name in roots)
    hint = f"did you mean `{suggestion}`?" if suggestion else f"Azure ML knows {known} here"
    message = f"`{written}` is not an expression of a command"
    return Problem(path, "unknown-expression", message, hint, suggestion, fragment=written)


def names_of_values(manifest: Manifest, roots: tuple[str, ...] = ("inputs", "outputs")) -> Iterator[Problem]:
    """Names of inputs and outputs can stand in `${{ … }}` and in an environment variable (azure-ai-ml checks it late)."""
    for root in roots:
        entries = manifest.get(root)
        for name in entries if isinstance(entries, Mapping) else ():
            if not _VALUE_NAME.fullmatch(name):
                meant = re.sub(r"\W", "_", name)
                suggestion = meant if _VALUE_NAME.fullmatch(meant) else ""
                hint = "use letters, digits and `_`, beginning with a letter" + (
                    f": {suggestion}" if suggestion else ""
                )
                message = f"`{name}` cannot be a name in `{root}`"
                yield Problem((root, name), "invalid-name", message, hint, suggestion, at_key=True)


def unused(
    manifest: Manifest,
    texts: Iterator[tuple[Path, str]],
    extra: Iterator[str],
    roots: tuple[str, ...] = ("inputs", "outputs"),
) -> Iterator[Problem]:
    """What is declared and named by no text: most often a renamed value, or one left behind.

    A warning: code may also find inputs and outputs in the environment variables that Azure ML sets.
    """
    declared = [(root, entries) for root in roots if isinstance(entries := manifest.get(root), Mapping) and entries]
    if not declared:
        return
    named = {e.path[:2] for text in [*(text for _, text in texts), *extra] for e in expressions(text)}
    for root, entries in declared:
        # A misspelt name is an error of its own, and names what was meant.
        meant = {
            closest(other, entries)
            for where, *rest in named
            if where == root
            for other in rest[:1]
            if other not in entries
        }
        for name in entries:
            if (root, name) not in named and name not in meant:
                code = "unused-input" if root == "inputs" else "unused-output"
                what = root.removesuffix("s")
                if root == "search_space":
                    code, what = "unused-search-space", "parameter"
                message = f"the {what} `{name}` is declared and never used"
                hint = f"use it as `${{{{{root}.{name}}}}}`, or remove it"
                yield Problem((root, name), code, message, hint, is_warning=True, at_key=True)
