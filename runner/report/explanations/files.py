"""What is wrong with files: specs, what they include, and the code and data that they name."""

from __future__ import annotations

from runner.diagnostics import Severity
from runner.report.explanations.model import Explanation

EXPLANATIONS = (
    Explanation(
        code="unreadable-file",
        title="a spec cannot be read",
        meaning="The file is not there, may not be read, or is a folder or a device.",
        wrong="""
            project: vision
            include: [jobs]
            environments: {keras: {image: "docker.io/library/python:3.11"}}
            # file: jobs/train.yml
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
        right="""
            project: vision
            include: [jobs/*.yml]
            environments: {keras: {image: "docker.io/library/python:3.11"}}
            # file: jobs/train.yml
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
    ),
    Explanation(
        code="not-utf8",
        title="a spec is not UTF-8",
        meaning="The file holds bytes that are no UTF-8 text. Editors call the right choice UTF-8, without or with a "
        "byte order mark.",
        wrong="$ iconv -f utf-8 -t latin1 train.yml > spec.yml",
        right="$ iconv -f latin1 -t utf-8 train.yml > spec.yml",
        untested="what is wrong are bytes that a text cannot show",
    ),
    Explanation(
        code="missing-include",
        title="`include` matches no file",
        meaning="A path of `include` names a file that is not there. Paths are relative to the file that writes them.",
        why="It is an error for a plain path, and a warning for a pattern with `*`, `?` or `[`, since a folder may "
        "still be empty.",
        wrong="""
            project: vision
            include: [job/train.yml]
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
        right="""
            project: vision
            include: [jobs/train.yml]
            # file: jobs/train.yml
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
    ),
    Explanation(
        code="path-outside-project",
        title="a path leads out of the project",
        meaning="A local path, once links are followed, lies outside the project's root: the nearest folder above the "
        "spec with `.git`, or the spec's own folder.",
        why="What a job needs is then not in the repository, so nobody else could run it, and a spec from elsewhere "
        "could upload any file of this machine.",
        wrong="""
            command: python train.py
            code: ../shared
            environment: azureml:keras@latest
        """,
        right="""
            command: python train.py
            code: shared
            environment: azureml:keras@latest
            # file: shared/train.py
            print("training")
        """,
    ),
    Explanation(
        code="missing-path",
        title="a local file or folder does not exist",
        meaning="A path names something that is not on this machine, or that may not be read. Paths are relative to "
        "the file that writes them.",
        wrong="""
            command: python train.py
            code: trainer
            environment: azureml:keras@latest
            # file: trainers/train.py
            print("training")
        """,
        right="""
            command: python train.py
            code: trainers
            environment: azureml:keras@latest
            # file: trainers/train.py
            print("training")
        """,
    ),
    Explanation(
        code="ambiguous-path",
        title="a build folder is taken from another place than it looks",
        meaning="A job names its environment with `file:`, and a folder of the name that the environment builds from "
        "lies beside the job as well. Other paths in the environment's file are relative to that file.",
        why="What azure-ai-ml takes is the folder beside the job: the image would be built from that.",
        severity=Severity.WARNING,
        wrong="""
            command: python train.py
            environment: file:environments/train.yml
            # file: environments/train.yml
            build: {path: .}
        """,
        right="""
            command: python train.py
            environment: {build: {path: environments}}
            # file: environments/Dockerfile
            FROM docker.io/library/python:3.11
        """,
    ),
    Explanation(
        code="not-a-file",
        title="a path is not the file or folder that it has to be",
        meaning="The path names a pipe, a socket or a device; or a folder where a conda file is wanted, a file that holds "
        "no conda packages, or a file where a build's folder is wanted.",
        wrong="""
            command: python train.py
            code: pipe
            environment: azureml:keras@latest
        """,
        right="""
            command: python train.py
            code: trainers
            environment: azureml:keras@latest
            # file: trainers/train.py
            print("training")
        """,
        untested="a pipe is no text",
    ),
    Explanation(
        code="unsafe-path",
        title="something in a folder cannot be taken along",
        meaning="A code folder or an input holds a link that leads out of the project, a circle of links, a pipe, or "
        "a file that may not be read. `plan` and `apply` find it, when they read the folder.",
        why="Following such a link would upload files that the spec does not name.",
        wrong="""
            command: python train.py
            code: src
            environment: azureml:keras@latest
            # file: src/train.py
            print("training")
            # link: src/data -> ../../data
        """,
        right="""
            command: python train.py
            code: src
            environment: azureml:keras@latest
            # file: src/train.py
            print("training")
        """,
    ),
    Explanation(
        code="empty-folder",
        title="a code folder has no file to take",
        meaning="The folder is empty, or its `.amlignore` or the project's `.gitignore` files leave out all of it.",
        wrong="""
            command: python train.py
            code: src
            environment: azureml:keras@latest
            # file: src/.amlignore
            *
            # file: src/train.py
            print("training")
        """,
        right="""
            command: python train.py
            code: src
            environment: azureml:keras@latest
            # file: src/.amlignore
            *.log
            # file: src/train.py
            print("training")
        """,
    ),
)
