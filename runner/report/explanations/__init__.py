"""Every diagnostic in words: the one home of what `runner explain`, SARIF's rules and the page in specs/ say."""

from __future__ import annotations

from collections.abc import Mapping

from runner.report.explanations import documents, expressions, fields, files, projects, references
from runner.report.explanations.model import Explanation

COMING = (
    "unused-input",
    "unused-output",
    "read-only-field",
    "ignored-field",
    "empty-value",
    "placeholder",
    "wrong-schema",
    "moving-content",
)
"""Explained already, and not said by any check yet. A code leaves this list with the check that says it."""

EXPLANATIONS: Mapping[str, Explanation] = {
    explanation.code: explanation.tidied()
    for topic in (documents, files, projects, fields, expressions, references)
    for explanation in topic.EXPLANATIONS
}
"""By code, in the order in which a spec is read: text, files, structure, fields, expressions, references."""

__all__ = ["COMING", "EXPLANATIONS", "Explanation"]
