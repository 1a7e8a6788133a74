"""`runner explain`: what a diagnostic means, and how to write it right."""

from __future__ import annotations

import click

from runner.diagnostics import UsageError, closest
from runner.report.explain import (
    explanation_document,
    explanation_text,
    explanations_markdown,
    explanations_text,
)
from runner.report.explanations import EXPLANATIONS, Explanation
from runner.report.printable import json_text


@click.command("explain")
@click.argument("code", required=False)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="How to write it.",
)
def command(code: str | None, output_format: str) -> None:
    """Explain a diagnostic by its CODE, as it stands in brackets behind a message; without one, list all codes."""
    found = list(EXPLANATIONS.values()) if code is None else [_find(code)]
    if output_format == "json":
        documents = [explanation_document(explanation) for explanation in found]
        click.echo(json_text({"explanations": documents} if code is None else documents[0]))
    elif output_format == "markdown":
        click.echo(explanations_markdown(found), nl=False)
    else:
        click.echo(explanations_text(found) if code is None else explanation_text(found[0]), nl=False)


def _find(code: str) -> Explanation:
    if code not in EXPLANATIONS:
        meant = closest(code, EXPLANATIONS)
        hint = f"did you mean `{meant}`?" if meant else "runner explain lists all codes"
        raise UsageError(f"there is no diagnostic `{code}`", hint)
    return EXPLANATIONS[code]
