"""Azure ML's own references: `azureml:…` names of resources, and `${{ … }}` expressions inside texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

EXPRESSION_ROOTS = ("inputs", "outputs", "search_space", "parent", "jobs", "name", "default_datastore")
"""What `${{ … }}` may begin with (Azure ML CLI v2 expression syntax)."""

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}"
_SHORT = re.compile(rf"azureml:(?P<name>{_NAME})(?::(?P<version>{_NAME})|@(?P<label>{_NAME}))?")
_REGISTRY = re.compile(
    rf"azureml://registries/(?P<registry>[^/]+)/(?P<collection>[a-z]+)/(?P<name>{_NAME})"
    rf"/(?:versions/(?P<version>{_NAME})|labels/(?P<label>{_NAME}))"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_EXPRESSION = re.compile(r"\$\{\{(?P<inner>(?:(?!\$\{\{|\}\}).)*)\}\}", re.DOTALL)
"""Up to the first `}}`; another `${{` before it means that this one is not closed."""
_BEGINNING = re.compile(r"\$\{\{ ?[^\s$]{0,40}")
_JOB_OUTPUT = re.compile(r"\s*\$\{\{\s*jobs\.(?P<job>[^.\s}]+)\.outputs\.(?P<output>[^.\s}]+)\s*\}\}\s*")


PLACEHOLDER = re.compile(r"<[A-Za-z][A-Za-z0-9_. -]*>|#\{[A-Za-z][A-Za-z0-9_. -]*\}#|__[A-Z][A-Z0-9_]*__")
"""`<SUBSCRIPTION_ID>`: what somebody is still to fill in, or a flag of the Azure CLI does. `#{NAME}#` and `__NAME__`: what
a task of a pipeline or a script replaces.
"""


class Reference(NamedTuple):
    """A reference to a resource by name; `registry` is set for one in a registry."""

    name: str
    version: str | None = None
    label: str | None = None
    registry: str | None = None
    collection: str | None = None


class Expression(NamedTuple):
    """One `${{ … }}` in a text: what it was written as, and its dotted path."""

    text: str
    path: tuple[str, ...]


class JobOutput(NamedTuple):
    """`${{ jobs.KEY.outputs.NAME }}`: what another job of the project leaves behind."""

    job: str
    output: str


def parse_reference(text: str) -> Reference | None:
    """The resource that `azureml:NAME[:VERSION|@LABEL]` or a registry's full name names, or None for another form."""
    match = _SHORT.fullmatch(text)
    if match:
        return Reference(match["name"], match["version"], match["label"])
    match = _REGISTRY.fullmatch(text)
    if match:
        return Reference(match["name"], match["version"], match["label"], match["registry"], match["collection"])
    return None


def is_open(text: str) -> bool:
    """Whether a part of a text is not known yet: an expression of Azure ML, a secret, or a placeholder stands for it."""
    return "$" in text or PLACEHOLDER.search(text) is not None


def filled_in(text: str) -> str:
    """A text with each placeholder as what could stand there, so that the form of the rest can be checked."""
    return PLACEHOLDER.sub("1", text)


def is_local_path(text: str) -> bool:
    """Whether a text names a file or folder of this machine: it has no scheme (`azureml:`, `https://`) and is neither a
    `${{}}` nor an ARM id.

    One letter and a colon would be a Windows drive, which this tool does not serve.
    """
    return bool(text) and not _SCHEME.match(text) and not text.lstrip().startswith(("${{", "/subscriptions/"))


def parse_job_output(text: str) -> JobOutput | None:
    """The output of another job that a whole text stands for, or None."""
    match = _JOB_OUTPUT.fullmatch(text)
    return JobOutput(match["job"], match["output"]) if match else None


def expressions(text: str) -> list[Expression]:
    """Every closed `${{ … }}` of a text, in order."""
    if "${{" not in text:
        return []
    return [Expression(m[0], tuple(p.strip() for p in m["inner"].split("."))) for m in _EXPRESSION.finditer(text)]


def unclosed_expression(text: str) -> tuple[str, int] | None:
    """The beginning of the first `${{` that has no `}}`, and how often the same stands before it, or None.

    It ends at a space, which may be the end of a line in the source.
    """
    if "${{" not in text:
        return None
    rest = _EXPRESSION.sub(lambda match: " " * len(match[0]), text)
    at = rest.find("${{")
    found = _BEGINNING.match(text, at) if at >= 0 else None
    return (found[0], text[:at].count(found[0])) if found else None


def substitute(text: str, values: Mapping[str, str]) -> str:
    """A text with each `${{ … }}` whose dotted path is known (`inputs.data`) in place; others stay as they are."""

    def value(match: re.Match[str]) -> str:
        path = ".".join(part.strip() for part in match["inner"].split("."))
        return values.get(path, match[0])

    return _EXPRESSION.sub(value, text)
