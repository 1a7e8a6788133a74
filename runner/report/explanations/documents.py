"""What is wrong with a text as YAML."""

from __future__ import annotations

from runner.diagnostics import Severity
from runner.report.explanations.model import Explanation

EXPLANATIONS = (
    Explanation(
        code="yaml-syntax",
        title="the text is not YAML",
        meaning="The file cannot be read from this place on. What stands after it has not been checked.",
        why="Usual reasons are a bracket or quote that is not closed, a tab as indentation, and a value that begins "
        "with a brace and stands without quotes.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {stage: test
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {stage: test}
        """,
    ),
    Explanation(
        code="duplicate-key",
        title="a key is given twice",
        meaning="A mapping has the same key twice, or two files of a project define the same section or resource.",
        why="YAML readers keep one of the two without a word, and not all of them the same one.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            command: python evaluate.py
        """,
        right="""
            command: python train.py && python evaluate.py
            environment: azureml:keras@latest
        """,
    ),
    Explanation(
        code="yaml-tag",
        title="a YAML tag that is not plain data",
        meaning="A tag such as `!include` or `!!python/object` asks for something other than text, numbers, lists and "
        "mappings. Specs are plain data, and no tag runs anything.",
        wrong="""
            command: !join [python, train.py]
            environment: azureml:keras@latest
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
        """,
    ),
    Explanation(
        code="over-budget",
        title="more than a spec may ask for",
        meaning="A file, an expansion or a matrix is larger than the limits that end a runaway spec early.",
        why="A few lines of aliases, templates or matrices can ask for more memory than any machine has.",
        wrong="""
            project: sweep
            jobs:
              train:
                command: echo {{ matrix.a }} {{ matrix.b }} {{ matrix.c }} {{ matrix.d }} {{ matrix.e }}
                environment: azureml:keras@latest
                matrix:
                  a: [1, 2, 3, 4, 5, 6, 7]
                  b: [1, 2, 3, 4, 5, 6, 7]
                  c: [1, 2, 3, 4, 5, 6, 7]
                  d: [1, 2, 3, 4, 5, 6, 7]
                  e: [1, 2, 3, 4, 5, 6, 7]
        """,
        right="""
            project: sweep
            jobs:
              train:
                command: echo {{ matrix.a }} {{ matrix.b }}
                environment: azureml:keras@latest
                matrix:
                  a: [1, 2, 3, 4, 5, 6, 7]
                  b: [1, 2, 3, 4, 5, 6, 7]
        """,
    ),
    Explanation(
        code="key-not-text",
        title="a key is not text",
        meaning="A key is a number, a date, true or false, nothing, a list or a mapping. Names of fields are texts.",
        why="An unquoted `on`, `no` or `2024-01-01` is no text in YAML 1.1, and neither is a pair of braces.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {2024: first}
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {"2024": first}
        """,
    ),
    Explanation(
        code="invalid-scalar",
        title="a value that cannot be read as what it looks like",
        meaning="The text has the form of a date or a number, or a tag that says it is one, and cannot be one.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {day: 2024-13-45}
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {day: "2024-13-45"}
        """,
    ),
    Explanation(
        code="text-like-number",
        title="a number to people, and text to YAML",
        meaning="YAML 1.1, which Azure ML reads, wants a dot and a signed exponent in such a number: `1.0e-4`.",
        why="A learning rate that arrives as text may work in a command line and fail in a comparison.",
        wrong="""
            command: python train.py --rate ${{inputs.rate}}
            environment: azureml:keras@latest
            inputs: {rate: 1e-4}
        """,
        right="""
            command: python train.py --rate ${{inputs.rate}}
            environment: azureml:keras@latest
            inputs: {rate: 1.0e-4}
        """,
        severity=Severity.WARNING,
    ),
    Explanation(
        code="unknown-anchor",
        title="an alias without an anchor",
        meaning="`*name` repeats what `&name` marks, and no such mark stands before it in the same document.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            tags: *common
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            tags: &common {team: vision}
            properties: *common
        """,
    ),
    Explanation(
        code="invalid-merge",
        title="`<<` with something other than a mapping",
        meaning="The merge key takes over the entries of one mapping, or of a list of mappings.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {<<: vision}
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            properties: &common {team: vision}
            tags: {<<: *common}
        """,
    ),
)
