"""YAML text to values in which every value knows its place."""

from runner.document.budget import DEFAULT_BUDGET, Budget
from runner.document.node import Key, Node, Path, Scalar, child, locate, plain, walk, with_origin
from runner.document.origins import contributors, follow, naming_contributors, removals
from runner.document.read import read_documents

__all__ = [
    "DEFAULT_BUDGET",
    "Budget",
    "Key",
    "Node",
    "Path",
    "Scalar",
    "child",
    "contributors",
    "follow",
    "locate",
    "naming_contributors",
    "plain",
    "read_documents",
    "removals",
    "walk",
    "with_origin",
]
