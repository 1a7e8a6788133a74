"""What is wrong with the structure of a spec: its resources, variables, targets and matrices."""

from __future__ import annotations

from runner.report.explanations.model import Explanation

EXPLANATIONS = (
    Explanation(
        code="empty-file",
        title="there is no resource in the spec",
        meaning="The file is empty, or a project has none of the sections that hold resources.",
        wrong="""
            project: vision
            variables: {epochs: 3}
        """,
        right="""
            project: vision
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
    ),
    Explanation(
        code="not-a-resource",
        title="a document is not a mapping",
        meaning="A spec is a mapping of fields. This document is a list, a single text, or empty.",
        wrong="""
            - command: python train.py
              environment: azureml:keras@latest
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
        """,
    ),
    Explanation(
        code="unknown-kind",
        title="the kind of resource cannot be told",
        meaning="A plain file says its kind by `$schema`, by `type`, or by fields that only one kind has.",
        wrong="""
            name: vision
            description: all of our images
        """,
        right="""
            $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
            name: vision
            description: all of our images
        """,
    ),
    Explanation(
        code="unsupported-kind",
        title="a kind of resource that is not managed here",
        meaning="The document is of a kind that Azure ML knows and runner does not manage, or that does not belong "
        "in this section.",
        why="It is named as such, and nothing of the spec is applied: a part that is left out without a word would be "
        "missed later.",
        wrong="""
            type: pipeline
            jobs: {train: {type: command, command: python train.py, environment: "azureml:keras@latest"}}
        """,
        right="""
            project: vision
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
    ),
    Explanation(
        code="duplicate-name",
        title="two resources have one name",
        meaning="Two resources of a kind have the same name, and the same version where they have one, so that on the "
        "target they would be one. Within a compute instance: two applications have one name, or one published port.",
        wrong="""
            project: vision
            environments:
              train: {name: keras, image: "docker.io/library/python:3.11"}
              serve: {name: keras, image: "docker.io/library/python:3.12"}
        """,
        right="""
            project: vision
            environments:
              train: {name: keras-train, image: "docker.io/library/python:3.11"}
              serve: {name: keras-serve, image: "docker.io/library/python:3.12"}
        """,
    ),
    Explanation(
        code="invalid-name",
        title="a name that cannot be one",
        meaning="The name of a project, a resource, a key or a variable has characters or a length that are not "
        "possible there. The message says which are.",
        why="Azure ML has a rule for each kind, and says so only when the resource is created.",
        wrong="""
            name: my cluster
            type: amlcompute
            size: STANDARD_DS3_V2
        """,
        right="""
            name: my-cluster
            type: amlcompute
            size: STANDARD_DS3_V2
        """,
    ),
    Explanation(
        code="reserved-name",
        title="a tag or property that an apply writes itself",
        meaning="Names that begin with `runner.` mark what a project has applied, and are how it is found again.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {runner.project: other}
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            tags: {project: other}
        """,
    ),
    Explanation(
        code="undefined-variable",
        title="a value for a variable that is not declared",
        meaning="A target gives a value to a variable that `variables` does not have.",
        wrong="""
            project: vision
            variables: {epochs: 3}
            targets: {laptop: {backend: local, variables: {epoch: 1}}}
            jobs: {train: {command: "python train.py {{ var.epochs }}", environment: "azureml:keras@latest"}}
        """,
        right="""
            project: vision
            variables: {epochs: 3}
            targets: {laptop: {backend: local, variables: {epochs: 1}}}
            jobs: {train: {command: "python train.py {{ var.epochs }}", environment: "azureml:keras@latest"}}
        """,
    ),
    Explanation(
        code="secret-in-spec",
        title="a secret's value stands in the spec",
        meaning="A secret variable has a default, or a target gives it a value. Give it with `--var-file` or "
        "`RUNNER_VAR_<name>`.",
        why="The file is committed, and stays in the history of the repository.",
        wrong="""
            project: vision
            variables:
              password: {type: string, secret: true, default: hunter2}
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
        right="""
            project: vision
            variables:
              password: {type: string, secret: true}
            jobs: {train: {command: python train.py, environment: "azureml:keras@latest"}}
        """,
    ),
    Explanation(
        code="secret-exposed",
        title="a secret in a field that others can read",
        meaning="Secrets may stand in credentials only. Everything else of a resource is shown to whoever can read "
        "the workspace.",
        wrong="""
            project: vision
            variables:
              token: {type: string, secret: true}
            jobs: {train: {command: "python train.py --token {{ var.token }}", environment: "azureml:keras@latest"}}
        """,
        right="""
            project: vision
            jobs: {train: {command: python train.py --token-from key-vault, environment: "azureml:keras@latest"}}
        """,
    ),
    Explanation(
        code="unknown-override",
        title="an override of something that does not exist",
        meaning="A target overrides a resource that the section does not have.",
        why="Overrides change what is there. A misspelt key would otherwise be one more resource.",
        wrong="""
            project: vision
            targets:
              laptop:
                backend: local
                overrides: {environments: {kears: {image: "docker.io/library/python:3.12"}}}
            environments: {keras: {image: "docker.io/library/python:3.11"}}
        """,
        right="""
            project: vision
            targets:
              laptop:
                backend: local
                overrides: {environments: {keras: {image: "docker.io/library/python:3.12"}}}
            environments: {keras: {image: "docker.io/library/python:3.11"}}
        """,
    ),
    Explanation(
        code="empty-matrix",
        title="a matrix without any job",
        meaning="The values of a matrix, less what `exclude` takes away, leave no combination.",
        wrong="""
            project: vision
            jobs:
              train:
                command: python train.py --rate {{ matrix.rate }}
                environment: azureml:keras@latest
                matrix: {rate: [0.1], exclude: [{rate: 0.1}]}
        """,
        right="""
            project: vision
            jobs:
              train:
                command: python train.py --rate {{ matrix.rate }}
                environment: azureml:keras@latest
                matrix: {rate: [0.1, 0.01], exclude: [{rate: 0.1}]}
        """,
    ),
    Explanation(
        code="policy-violation",
        title="a policy does not allow it",
        meaning="The project's `policy`, or a file given with `--policy`, limits sizes, locations, instances, durations or "
        "costs, and the spec asks for more. What cannot be known, as the size of a cluster that is not in the project, is "
        "not allowed either.",
        why="Nothing is done, and the exit code is 4: a reviewer need not look for what a rule can find.",
        wrong="""
            project: vision
            policy: {allowed_sizes: ["Standard_DS*"]}
            computes: {gpu: {type: amlcompute, size: Standard_NC24ads_A100_v4}}
        """,
        right="""
            project: vision
            policy: {allowed_sizes: ["Standard_DS*"]}
            computes: {cpu: {type: amlcompute, size: Standard_DS3_v2}}
        """,
    ),
    Explanation(
        code="unusable-option",
        title="an option does not fit the spec",
        meaning="The spec does not have the target or the variable that an option names. It is told among the other "
        "problems where several specs are checked, or a document is asked for; else it is an error of the command line.",
        wrong="$ runner validate train.yml environment.yml --var epochs=3",
        right="""
            $ runner validate train.yml --var epochs=3
            $ runner validate environment.yml
        """,
        untested="it is about the command line",
    ),
    Explanation(
        code="too-many-problems",
        title="the rest was not looked for",
        meaning="There are a thousand problems or more. Looking for all of them would take long, and nobody reads "
        "them.",
        wrong="$ runner validate exported.yml",
        right="$ head -100 exported.yml > first.yml && runner validate first.yml",
        untested="it takes a thousand mistakes",
    ),
)
