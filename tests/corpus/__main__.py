"""Prints the figures of the corpus: `python -m tests.corpus`, with `-v` each miss as well."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.corpus.figures import measure, table
from tests.corpus.place import corpus_folder


def main() -> int:
    """Exit status: 0, or 1 where the corpus or azure-ai-ml is absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true", help="list each miss")
    options = parser.parse_args()
    corpus = corpus_folder()
    if corpus is None:
        print("there is no corpus: set RUNNER_CORPUS to its folder", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = measure(corpus, Path(folder).resolve())
        except ImportError as error:
            print(f"azure-ai-ml is needed: {error}", file=sys.stderr)
            return 1
    for line in table(figures, with_misses=options.verbose):
        print(line)
    return 0


sys.exit(main())
