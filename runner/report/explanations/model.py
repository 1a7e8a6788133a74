"""What an explanation of a diagnostic is."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

from runner.diagnostics import Severity


class Explanation(NamedTuple):
    """A diagnostic in words: what it means, why that matters where it is not obvious, and an example of both ways.

    An example is a whole spec. Where it needs more files, each follows below a comment line `# file: PATH`, and a link
    is `# link: PATH -> WHERE`. `untested` says why an example cannot be one, where it is not.
    """

    code: str
    title: str
    meaning: str
    wrong: str
    right: str
    why: str = ""
    severity: Severity = Severity.ERROR
    untested: str = ""

    def tidied(self) -> Explanation:
        """The same with examples that begin in the first column, as their modules do not write them."""
        return self._replace(wrong=_dedented(self.wrong), right=_dedented(self.right))


def _dedented(example: str) -> str:
    return textwrap.dedent(example).strip("\n ") + "\n"
