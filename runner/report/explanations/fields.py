"""What is wrong with the fields of a resource and their values."""

from __future__ import annotations

from runner.diagnostics import Severity
from runner.report.explanations.model import Explanation

EXPLANATIONS = (
    Explanation(
        code="unknown-field",
        title="a field that does not exist",
        meaning="The resource, or the part of it, has no field of this name. Fields are those of the Azure ML CLI v2.",
        why="A misspelt field is not a harmless one: the value that was meant is missing.",
        wrong="""
            command: python train.py
            enviroment: azureml:keras@latest
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
        """,
    ),
    Explanation(
        code="missing-field",
        title="a field that is needed is not there",
        meaning="The resource cannot be made without this field, or without one of several of which each would do.",
        wrong="""
            command: python train.py
            code: src
            # file: src/train.py
            print("training")
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
        code="wrong-type",
        title="a value of another type",
        meaning="The field holds text where a number is needed, a list where a mapping is, or the like.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            limits: {timeout: soon}
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            limits: {timeout: 3600}
        """,
    ),
    Explanation(
        code="invalid-value",
        title="a value that the field cannot have",
        meaning="The type is right, and the value is none of those that are possible: not one of the words of the "
        "field, out of its range, or not in its form.",
        wrong="""
            name: cluster
            type: amlcompute
            tier: low_prority
        """,
        right="""
            name: cluster
            type: amlcompute
            tier: low_priority
        """,
    ),
    Explanation(
        code="empty-value",
        title="a field with nothing after it",
        meaning="`field:` alone is null. Give it a value, or remove it.",
        why="It usually is what was left when a value was deleted, and not the wish to have none.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            compute:
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            compute: azureml:cluster
        """,
    ),
    Explanation(
        code="placeholder",
        title="a placeholder is still to be filled in",
        meaning="A text in angle brackets such as `<CLUSTER>` stands where a value belongs.",
        why="Templates and documentation are written that way. Azure ML's command line fills some in from options, "
        "the rest is sent as it is.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            description: trained for <TEAM>
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            description: trained for the vision team
        """,
        severity=Severity.WARNING,
    ),
    Explanation(
        code="conflicting-fields",
        title="fields that exclude each other",
        meaning="Two fields, or two places, say different things about the same. One has to go.",
        wrong="""
            command: python train.py
            environment: {image: "docker.io/library/python:3.11", build: {path: docker}}
            # file: docker/Dockerfile
            FROM docker.io/library/python:3.11
        """,
        right="""
            command: python train.py
            environment: {build: {path: docker}}
            # file: docker/Dockerfile
            FROM docker.io/library/python:3.11
        """,
    ),
    Explanation(
        code="unsupported-value",
        title="a value that Azure ML knows and runner does not handle",
        meaning="The CLI v2 takes this form. Here it cannot be honoured yet, so it is refused and not ignored.",
        wrong="""
            command: python train.py
            environment: file:environment.yml
        """,
        right="""
            command: python train.py
            environment: {image: "docker.io/library/python:3.11"}
        """,
    ),
    Explanation(
        code="unsupported-here",
        title="something that this target cannot do",
        meaning="The spec is valid, and this target cannot do what is asked for. `plan` marks the step with `!`, and "
        "`apply` does nothing. An override of the target can change it.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            resources: {instance_count: 2}
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
            resources: {instance_count: 1}
        """,
    ),
    Explanation(
        code="read-only-field",
        title="a field that the service fills in",
        meaning="Fields such as `id`, `status` or `creation_context` come with what the service shows. They say "
        "nothing about what is wanted, and are left out.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            status: Completed
        """,
        right="""
            command: python train.py
            environment: azureml:keras@latest
        """,
        severity=Severity.WARNING,
    ),
    Explanation(
        code="ignored-field",
        title="a field that Azure ML ignores here",
        meaning="The field may be written, and the service gets nothing of it in this place.",
        why="Who writes it expects an effect that does not come.",
        wrong="""
            command: python train.py ${{inputs.data}}
            environment: azureml:keras@latest
            inputs: {data: {path: images.csv, datastore: blobs}}
            # file: images.csv
            name,label
        """,
        right="""
            command: python train.py ${{inputs.data}}
            environment: azureml:keras@latest
            inputs: {data: {path: images.csv}}
            # file: images.csv
            name,label
        """,
        severity=Severity.WARNING,
    ),
    Explanation(
        code="wrong-schema",
        title="`$schema` is of another kind than the fields",
        meaning="The schema names one kind of resource, and the fields are those of another.",
        why="Editors and Azure ML go by the schema, so that every field looks wrong to them.",
        wrong="""
            $schema: https://azuremlschemas.azureedge.net/latest/environment.schema.json
            command: python train.py
            environment: azureml:keras@latest
        """,
        right="""
            $schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
            command: python train.py
            environment: azureml:keras@latest
        """,
    ),
)
