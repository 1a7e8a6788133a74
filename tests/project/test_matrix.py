from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.diagnostics import Source
from runner.document import read_documents
from runner.project.matrix import cells

JOB = "command: 'x {{ matrix.a }}', environment: azureml:e:1"


def spec(matrix: str, command: str = "x", more: str = "") -> str:
    return f"project: p\njobs: {{j: {{command: '{command}', environment: azureml:e:1, matrix: {matrix}}}}}\n{more}"


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ("{a: [1]}", [{"a": 1}]),
        ("{a: [2, 10, 1]}", [{"a": 1}, {"a": 2}, {"a": 10}]),
        ("{a: [0.001, 0.0001, 1]}", [{"a": 0.0001}, {"a": 0.001}, {"a": 1}]),
        ("{a: [b, 10, a, true]}", [{"a": 10}, {"a": "a"}, {"a": "b"}, {"a": True}]),
        ("{b: [1, 2], a: [y, x]}", [{"a": "x", "b": 1}, {"a": "x", "b": 2}, {"a": "y", "b": 1}, {"a": "y", "b": 2}]),
        ("{a: [1, 1, 1.0]}", [{"a": 1}, {"a": 1.0}]),
        ("{a: [1, 2], exclude: [{a: 1}]}", [{"a": 2}]),
        ("{a: [1, 2], b: [1, 2], exclude: [{a: 1, b: 2}, {a: 2, b: 1}]}", [{"a": 1, "b": 1}, {"a": 2, "b": 2}]),
        ("{a: [1], include: [{a: 3, b: x}]}", [{"a": 1}, {"a": 3, "b": "x"}]),
        ("{include: [{a: 2}, {a: 1}]}", [{"a": 1}, {"a": 2}]),
        ("{a: [1], exclude: [{a: 1}], include: [{a: 1}]}", [{"a": 1}]),
        ("{a: [[1, 2], {b: c}]}", [{"a": [1, 2]}, {"a": {"b": "c"}}]),
        ("{a: '{{ [3, 1] }}'}", [{"a": 1}, {"a": 3}]),
        ("{a: [1, '{{ var.n }}']}", [{"a": 1}, {"a": 7}]),
        ("{a: ['{{ var.list }}']}", [{"a": [1]}]),
        ("'{{ {\"a\": [1, 2]} }}'", [{"a": 1}, {"a": 2}]),
        (f"{{a: [1{'0' * 399}, 1]}}", [{"a": 1}, {"a": 10**399}]),
    ],
)
def test_cells_come_in_the_order_of_their_values(load, matrix, expected):
    project = load(
        spec(
            matrix.replace("'{{ {", '"{{ {').replace("} }}'", '} }}"').replace('"a"', "'a'"),
            more="variables: {n: 7, list: {default: [1]}}\n",
        )
    )
    assert [dict(resource.matrix) for resource in project.resources] == expected
    assert [resource.key for resource in project.resources] == [f"j-{n}" for n in range(1, len(expected) + 1)]
    assert {resource.family for resource in project.resources} == {"j"}


@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.lists(st.integers(-3, 30) | st.sampled_from(["x", "y"]), min_size=1, max_size=4),
        min_size=1,
    ),
    st.randoms(),
)
def test_the_order_in_which_a_matrix_is_written_means_nothing(axes, random):
    written = [(name, list(values)) for name, values in axes.items()]
    shuffled = [(name, random.sample(values, len(values))) for name, values in random.sample(written, len(written))]
    assert made(written) == made(shuffled)
    assert len(made(written)) == len({str(cell) for cell in made(written)})


def made(axes) -> list[dict]:
    text = "".join(f"{name}: {values}\n" for name, values in axes)
    (node,) = read_documents(Source("/s", "s", text), lambda _: None)
    found = []
    result = [dict(cell.values) for cell in cells(node, "matrix", found.append)]
    assert not found
    return result


def test_a_cell_s_values_keep_their_type(load):
    text = "project: p\njobs: {j: {command: 'x {{ matrix.a }}', environment: azureml:e:1, inputs: {a: '{{ matrix.a }}'}, matrix: {a: [0.001, '3.10', true]}}}\n"
    project = load(text)
    assert [r.manifest["inputs"]["a"] for r in project.resources] == [0.001, "3.10", True]
    assert [r.manifest["command"] for r in project.resources] == ["x 0.001", "x 3.10", "x true"]


def test_the_matrix_is_never_in_the_manifest(load):
    project = load(spec("{a: [1]}", more="variables: {}\n"))
    assert set(project.resources[0].manifest) == {"command", "environment"}


@pytest.mark.parametrize(
    ("matrix", "code", "said"),
    [
        ("5", "wrong-type", "`matrix` must be a mapping"),
        ("{a: 1}", "wrong-type", "`a` must be a list of values"),
        ("{a: []}", "wrong-type", "`a` must be a list of values"),
        ("{a: [1], include: {a: 2}}", "wrong-type", "`include` must be a list of mappings"),
        ("{a: [1], exclude: [1]}", "wrong-type", "`exclude` must be a list of mappings"),
        ("{a: [1, 2], exclude: [{b: 1}]}", "unknown-field", "`exclude` names `b`, which is not in the matrix"),
        ("{a: [1], exclude: [{a: 1}]}", "empty-matrix", "the matrix has no cells"),
        ("{}", "empty-matrix", "the matrix has no cells"),
        ("{a: '{{ nope }}'}", "template-error", "'nope' is undefined"),
        ("{a: [1], include: [{b: 2}]}", "template-error", "`a` is not defined; there is b"),
    ],
)
def test_a_wrong_matrix_is_reported(fails, matrix, code, said):
    error = fails(spec(matrix, "x {{ matrix.a }}"))[0]
    assert error.code == code
    assert said in error.message


AXES = ", ".join(f"{name}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" for name in "abcdefghij")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (f"{{{AXES}}}", "the matrix has 10,000,000,000 cells, at most 10,000"),
        ("{include: [" + ", ".join(f"{{a: {n}}}" for n in range(10_001)) + "]}", "the matrix has 10,001 cells"),
        ("{a: [1], exclude: [" + ", ".join(f"{{a: {n}}}" for n in range(5000)) + "]}", "excludes 5,000 times"),
        (
            f"{{a: {list(range(5000))}}}, tags: {{{', '.join(f't{n}: 1' for n in range(500))}}}",
            "more than 2,000,000 values",
        ),
    ],
    ids=["product", "include", "exclude", "values"],
)
def test_a_matrix_that_would_grow_too_far_is_refused(fails, matrix, said):
    (error,) = fails(spec(matrix))
    assert error.code == "over-budget"
    assert said in error.message
