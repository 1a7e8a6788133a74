from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("written", "code", "suggestion"),
    [
        ("${{inputs.data}", "unclosed-expression", "${{inputs.data}}"),
        ("${{inputs.data", "unclosed-expression", "${{inputs.data}}"),
        ("${{inputs.model}}", "undefined-input", "${{outputs.model}}"),
        ("${{outputs.data}}", "undefined-output", "${{inputs.data}}"),
        ("${{data}}", "unknown-expression", "${{inputs.data}}"),
        ("${{inputs}}", "unknown-expression", "${{inputs.data}}"),
        ("${{inputs.}}", "unknown-expression", "${{inputs.data}}"),
        ("${{inputs.data.path}}", "undefined-input", "${{inputs.data}}"),
        ("${{ inputs.data | int }}", "unknown-expression", "${{inputs.data}}"),
        ("${{inputs['data']}}", "unknown-expression", "${{inputs.data}}"),
        ("${{input:data}}", "unknown-expression", "${{inputs.data}}"),
        ("$(inputs.data)", "unknown-expression", "${{inputs.data}}"),
        ("$[[inputs.data]]", "unknown-expression", "${{inputs.data}}"),
    ],
)
def test_an_expression_that_is_nearly_one_is_suggested_whole(check, written, code, suggestion):
    text = f"command: x {written}\nenvironment: azureml:a:1\ninputs: {{data: 1}}\noutputs: {{model: {{}}}}\n"
    (error,) = check("command_job", text)
    assert (error.code, error.suggestion) == (code, suggestion)


@pytest.mark.parametrize("text", ["$(cat inputs.txt)", "$(date)", "a[inputs.x]", "$[1]", "$inputs"])
def test_what_a_shell_understands_is_left_to_it(check, text):
    assert not check("command_job", f"command: x {text}\nenvironment: azureml:a:1\n")
