"""What is wrong with expressions: our `{{ }}`, and Azure ML's `${{ }}`."""

from __future__ import annotations

from runner.diagnostics import Severity
from runner.report.explanations.model import Explanation

EXPLANATIONS = (
    Explanation(
        code="template-syntax",
        title="a template expression is not closed",
        meaning="Two opening braces begin an expression that no two closing braces end.",
        wrong="""
            project: vision
            variables: {epochs: 3}
            jobs:
              train: {command: "python train.py --epochs {{ var.epochs", environment: "azureml:keras@latest"}
        """,
        right="""
            project: vision
            variables: {epochs: 3}
            jobs:
              train: {command: "python train.py --epochs {{ var.epochs }}", environment: "azureml:keras@latest"}
        """,
    ),
    Explanation(
        code="template-error",
        title="a template expression has no value",
        meaning="The expression names something that is not defined, or cannot be computed. The names are `var`, "
        "`target`, `matrix`, `project`, `git` and `env`.",
        wrong="""
            project: vision
            variables: {epochs: 3}
            jobs:
              train: {command: "python train.py --epochs {{ var.epoch }}", environment: "azureml:keras@latest"}
        """,
        right="""
            project: vision
            variables: {epochs: 3}
            jobs:
              train: {command: "python train.py --epochs {{ var.epochs }}", environment: "azureml:keras@latest"}
        """,
    ),
    Explanation(
        code="template-forbidden",
        title="a template expression does what templates may not",
        meaning="Expressions look up values, compare, count and use named filters. They call nothing, and a variable's "
        "own value is plain.",
        why="A spec comes from a pull request: reading it must never run anything.",
        wrong="""
            project: vision
            variables: {stage: test}
            jobs:
              train: {command: "echo {{ var.stage.upper() }}", environment: "azureml:keras@latest"}
        """,
        right="""
            project: vision
            variables: {stage: test}
            jobs:
              train: {command: "echo {{ var.stage | upper }}", environment: "azureml:keras@latest"}
        """,
    ),
    Explanation(
        code="template-value",
        title="a template gives a value that does not fit there",
        meaning="A list, a mapping, a date or null stands inside a text, or an expression gives something that is no "
        "plain data.",
        wrong="""
            project: vision
            variables: {layers: [64, 32]}
            jobs:
              train: {command: "python train.py --layers {{ var.layers }}", environment: "azureml:keras@latest"}
        """,
        right="""
            project: vision
            variables: {layers: [64, 32]}
            jobs:
              train: {command: "python train.py --layers {{ var.layers | join(',') }}", environment: "azureml:keras@latest"}
        """,
    ),
    Explanation(
        code="unset-variable",
        title="a variable is used and has no value",
        meaning="The variable is declared without a default, and neither `--var`, `--var-file`, the target nor "
        "`RUNNER_VAR_<name>` gives it a value; or it is one of the environment (`env.NAME`) that is not set, or not let "
        "in with `--allow-env NAME`.",
        wrong="""
            project: vision
            variables:
              epochs: {type: integer}
            jobs:
              train: {command: "python train.py --epochs {{ var.epochs }}", environment: "azureml:keras@latest"}
        """,
        right="""
            project: vision
            variables:
              epochs: {type: integer, default: 3}
            jobs:
              train: {command: "python train.py --epochs {{ var.epochs }}", environment: "azureml:keras@latest"}
        """,
    ),
    Explanation(
        code="undefined-input",
        title="a command uses an input that is not declared",
        meaning="A command or an environment variable names an input that the job does not declare.",
        why="Azure ML says so only after the code was uploaded.",
        wrong="""
            command: python train.py --rate ${{inputs.lerning_rate}}
            environment: azureml:keras@latest
            inputs: {learning_rate: 0.1}
        """,
        right="""
            command: python train.py --rate ${{inputs.learning_rate}}
            environment: azureml:keras@latest
            inputs: {learning_rate: 0.1}
        """,
    ),
    Explanation(
        code="undefined-output",
        title="an output that is not declared",
        meaning="A command names an output that its job does not declare, or an input takes one that another job does "
        "not have.",
        wrong="""
            command: python train.py --to ${{outputs.modle}}
            environment: azureml:keras@latest
            outputs: {model: {type: uri_folder}}
        """,
        right="""
            command: python train.py --to ${{outputs.model}}
            environment: azureml:keras@latest
            outputs: {model: {type: uri_folder}}
        """,
    ),
    Explanation(
        code="undefined-search-space",
        title="a parameter that is not in the search space",
        meaning="A sweep's trial names `${{search_space.NAME}}`, and the search space has no NAME.",
        wrong="""
            project: digits
            targets: {dev: {backend: azureml}}
            jobs:
              tune:
                type: sweep
                trial: {command: "python train.py ${{search_space.rat}}", environment: "azureml:keras@latest"}
                search_space: {rate: {type: uniform, min_value: 0.001, max_value: 0.1}}
                objective: {goal: maximize, primary_metric: accuracy}
                limits: {max_total_trials: 4}
        """,
        right="""
            project: digits
            targets: {dev: {backend: azureml}}
            jobs:
              tune:
                type: sweep
                trial: {command: "python train.py ${{search_space.rate}}", environment: "azureml:keras@latest"}
                search_space: {rate: {type: uniform, min_value: 0.001, max_value: 0.1}}
                objective: {goal: maximize, primary_metric: accuracy}
                limits: {max_total_trials: 4}
        """,
    ),
    Explanation(
        code="unused-search-space",
        title="a parameter of the search space that the trial never uses",
        meaning="The sweep chooses values for it, and every trial runs the same.",
        wrong="""
            project: digits
            targets: {dev: {backend: azureml}}
            jobs:
              tune:
                type: sweep
                trial: {command: "python train.py", environment: "azureml:keras@latest"}
                search_space: {rate: {type: uniform, min_value: 0.001, max_value: 0.1}}
                objective: {goal: maximize, primary_metric: accuracy}
                limits: {max_total_trials: 4}
        """,
        right="""
            project: digits
            targets: {dev: {backend: azureml}}
            jobs:
              tune:
                type: sweep
                trial: {command: "python train.py ${{search_space.rate}}", environment: "azureml:keras@latest"}
                search_space: {rate: {type: uniform, min_value: 0.001, max_value: 0.1}}
                objective: {goal: maximize, primary_metric: accuracy}
                limits: {max_total_trials: 4}
        """,
        severity=Severity.WARNING,
    ),
    Explanation(
        code="unused-input",
        title="an input is declared and never used",
        meaning="Neither the command nor an environment variable names the input.",
        why="It is a change that changes nothing: a value that is edited in the belief that the job reads it.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            inputs: {learning_rate: 0.1}
        """,
        right="""
            command: python train.py --rate ${{inputs.learning_rate}}
            environment: azureml:keras@latest
            inputs: {learning_rate: 0.1}
        """,
        severity=Severity.WARNING,
    ),
    Explanation(
        code="unused-output",
        title="an output is declared and never used",
        meaning="The command does not name the output, so that nothing is written to it.",
        wrong="""
            command: python train.py
            environment: azureml:keras@latest
            outputs: {model: {type: uri_folder}}
        """,
        right="""
            command: python train.py --to ${{outputs.model}}
            environment: azureml:keras@latest
            outputs: {model: {type: uri_folder}}
        """,
        severity=Severity.WARNING,
    ),
    Explanation(
        code="unknown-expression",
        title="an expression that Azure ML does not know here",
        meaning="The text holds an expression of Azure ML that has no meaning in this field, or one of ours with a "
        "dollar sign before it, or one with single braces.",
        wrong="""
            command: python train.py --rate ${{search_space.rate}}
            environment: azureml:keras@latest
        """,
        right="""
            command: python train.py --rate ${{inputs.rate}}
            environment: azureml:keras@latest
            inputs: {rate: 0.1}
        """,
    ),
    Explanation(
        code="unclosed-expression",
        title="an expression of Azure ML is not closed",
        meaning="A dollar sign and two braces begin an expression that no two closing braces end. The shell would get "
        "it as it stands.",
        wrong="""
            command: python train.py --rate ${{inputs.rate}
            environment: azureml:keras@latest
            inputs: {rate: 0.1}
        """,
        right="""
            command: python train.py --rate ${{inputs.rate}}
            environment: azureml:keras@latest
            inputs: {rate: 0.1}
        """,
    ),
)
