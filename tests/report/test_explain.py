from __future__ import annotations

import re

import yaml

from runner.report.explain import explanation_document, explanation_text, explanations_markdown, explanations_text
from runner.report.explanations import EXPLANATIONS, Explanation

ONE = Explanation("a-code", "a title", "What it means.", "a: 1\nb:\n  c: 2\n", "a: 2\n", "Why it matters.")
OTHER = Explanation("b", "another", "It means that.", "$ run\n", "$ walk\n")


def test_an_explanation_says_what_why_and_both_ways():
    assert explanation_text(ONE) == (
        "a-code (error): a title\n\nWhat it means.\n\nWhy it matters.\n\n"
        "Wrong:\n    a: 1\n    b:\n      c: 2\n\nRight:\n    a: 2\n"
    )


def test_a_list_has_titles_in_a_column():
    assert explanations_text([ONE, OTHER]) == "a-code  a title\nb       another\n"


def test_a_document_has_every_part():
    assert explanation_document(ONE) == {
        "code": "a-code",
        "severity": "error",
        "title": "a title",
        "meaning": "What it means.",
        "why": "Why it matters.",
        "wrong": "a: 1\nb:\n  c: 2\n",
        "right": "a: 2\n",
    }


def test_a_page_has_a_section_for_each_and_a_table_that_leads_there():
    page = explanations_markdown([ONE, OTHER])
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == ["a-code", "b"]
    assert "| [a-code](#a-code) | error | a title |" in page
    assert "```yaml\na: 1\nb:\n  c: 2\n```" in page
    assert "```console\n$ run\n```" in page


def test_no_line_is_too_wide_for_a_terminal():
    wide = [line for one in EXPLANATIONS.values() for line in explanation_text(one).splitlines() if len(line) > 130]
    assert wide == []


def test_right_examples_in_the_page_are_the_explained_ones():
    page = explanations_markdown(EXPLANATIONS.values())
    blocks = re.findall(r"Right:\n\n```yaml\n(.*?)```", page, re.DOTALL)
    assert blocks == [one.right for one in EXPLANATIONS.values() if not one.right.startswith("$ ")]
    assert all(list(yaml.safe_load_all(block.partition("# file:")[0])) for block in blocks)
