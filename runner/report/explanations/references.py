"""What is wrong with references from one resource to another."""

from __future__ import annotations

from runner.diagnostics import Severity
from runner.report.explanations.model import Explanation

EXPLANATIONS = (
    Explanation(
        code="invalid-reference",
        title="a text is not a reference to what the field needs",
        meaning="References are written `azureml:NAME:VERSION`, `azureml:NAME@latest`, as a registry's address or as "
        "an ARM id; computes are named without a version.",
        why="Without a version or a label the service answers that the asset does not exist.",
        wrong="""
            command: python train.py
            environment: azureml:keras
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
        """,
    ),
    Explanation(
        code="unknown-reference",
        title="a reference is nearly the name of a resource of the project",
        meaning="The project has no resource of this name, but one of nearly the same. The name is looked for on the "
        "target, where it may exist.",
        wrong="""
            project: vision
            environments: {keras: {image: "docker.io/library/python:3.11"}}
            jobs: {train: {command: python train.py, environment: "azureml:kears@latest"}}
        """,
        right="""
            project: vision
            environments: {keras: {image: "docker.io/library/python:3.11"}}
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
        severity=Severity.WARNING,
    ),
    Explanation(
        code="ambiguous-reference",
        title="a reference could mean several versions",
        meaning="The files describe several versions of one resource, and a reference asks for the latest.",
        why="Which one is the latest is known only once all are there.",
        wrong="""
            name: keras
            version: 1
            image: docker.io/library/python:3.11
            ---
            name: keras
            version: 2
            image: docker.io/library/python:3.12
            ---
            command: python train.py
            environment: azureml:keras@latest
        """,
        right="""
            name: keras
            version: 1
            image: docker.io/library/python:3.11
            ---
            name: keras
            version: 2
            image: docker.io/library/python:3.12
            ---
            command: python train.py
            environment: azureml:keras:2
        """,
    ),
    Explanation(
        code="unknown-job",
        title="a job that does not exist",
        meaning="`depends_on`, or an input that takes another job's output, names a job that the project does not "
        "have, or a whole matrix where one of its jobs is needed.",
        wrong="""
            project: vision
            jobs:
              prepare: {command: python prepare.py, environment: "azureml:keras@latest"}
              train: {command: python train.py, environment: "azureml:keras@latest", depends_on: prepair}
        """,
        right="""
            project: vision
            jobs:
              prepare: {command: python prepare.py, environment: "azureml:keras@latest"}
              train: {command: python train.py, environment: "azureml:keras@latest", depends_on: prepare}
        """,
    ),
    Explanation(
        code="dependency-cycle",
        title="resources need each other in a circle",
        meaning="Each would have to be there before the other. The message names the way around.",
        wrong="""
            project: vision
            jobs:
              prepare: {command: python prepare.py, environment: "azureml:keras@latest", depends_on: train}
              train: {command: python train.py, environment: "azureml:keras@latest", depends_on: prepare}
        """,
        right="""
            project: vision
            jobs:
              prepare: {command: python prepare.py, environment: "azureml:keras@latest"}
              train: {command: python train.py, environment: "azureml:keras@latest", depends_on: prepare}
        """,
    ),
    Explanation(
        code="moving-content",
        title="what a reference leads to may change",
        meaning="An image without a tag or digest, or with a tag that moves, is another image tomorrow.",
        why="The same spec then runs in different software, and nothing in the history says so.",
        wrong="""
            name: keras
            image: docker.io/library/python
        """,
        right="""
            name: keras
            image: docker.io/library/python:3.11.9
        """,
        severity=Severity.WARNING,
    ),
)
