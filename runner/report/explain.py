"""Explanations of diagnostics as text, as JSON and as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from runner.report.explanations import Explanation

_WIDTH = 100


def explanation_text(explanation: Explanation) -> str:
    """One explanation for a terminal: what it means, why it matters, and both examples."""
    import textwrap  # its columns of prose are for this one page only

    parts = [f"{explanation.code} ({explanation.severity}): {explanation.title}"]
    parts += [textwrap.fill(text, _WIDTH) for text in (explanation.meaning, explanation.why) if text]
    parts += [f"Wrong:\n{_indented(explanation.wrong)}", f"Right:\n{_indented(explanation.right)}"]
    return "\n\n".join(parts) + "\n"


def _indented(example: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in example.splitlines())


def explanations_text(explanations: Iterable[Explanation]) -> str:
    """Codes and titles in two columns."""
    found = list(explanations)
    width = max(len(explanation.code) for explanation in found)
    return "".join(f"{explanation.code:<{width}}  {explanation.title}\n" for explanation in found)


def explanation_document(explanation: Explanation) -> dict[str, object]:
    """One explanation for programs."""
    return {
        "code": explanation.code,
        "severity": str(explanation.severity),
        "title": explanation.title,
        "meaning": explanation.meaning,
        "why": explanation.why,
        "wrong": explanation.wrong,
        "right": explanation.right,
    }


def explanations_markdown(explanations: Iterable[Explanation]) -> str:
    """A page of all of them: a table of the codes, and a section for each."""
    found = list(explanations)
    table = ["| code | severity | what it says |", "|---|---|---|"]
    table += [f"| [{one.code}](#{one.code}) | {one.severity} | {one.title} |" for one in found]
    parts = [_INTRODUCTION, "\n".join(table), *(_section(one) for one in found)]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """# Diagnostics

What `runner validate`, `plan` and `apply` say about a spec. Each has a code that stays the same from version to
version; `runner explain CODE` shows its section. This page is written by `make docs`."""


def _section(explanation: Explanation) -> str:
    parts = [f"## {explanation.code}", f"*{explanation.severity}*: {explanation.title}.", explanation.meaning]
    if explanation.why:
        parts.append(explanation.why)
    for name, example in (("Wrong", explanation.wrong), ("Right", explanation.right)):
        language = "console" if example.startswith("$ ") else "yaml"
        parts.append(f"{name}:\n\n```{language}\n{example}```")
    return "\n\n".join(parts)
