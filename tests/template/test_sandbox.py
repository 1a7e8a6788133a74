from __future__ import annotations

import time

import pytest
import yaml

ESCAPES = [
    # Jinja2's public record: CVE-2016-10745, CVE-2019-10906, CVE-2024-56326, CVE-2024-56201, CVE-2025-27516.
    "'{0.__class__.__init__.__globals__}'.format(var)",
    "'{x.__class__}'.format_map({'x': var})",
    "('{0.__class__}'.format | string)(var)",
    "['{0.__class__.__mro__}'.format] | map('call') | list",
    "{'f': '{0.__class__}'.format}.f(var)",
    "('{0.__class__}' | attr('format'))(var)",
    "''|attr('__class__')",
    "''|attr(['__cl', 'ass__']|join)",
    "var|attr('\\x5f\\x5fclass\\x5f\\x5f')",
    # What is tried against every Jinja2 that can be found.
    "''.__class__.__mro__[1].__subclasses__()",
    "''['__class__']",
    "''['__cla' + 'ss__']",
    "''['\\x5f\\x5fclass\\x5f\\x5f']",
    "()|attr('__class__')|attr('__base__')",
    "var.__class__",
    "var['__class__']",
    "var.get('x').__globals__",
    "var.items.__globals__",
    "var.keys()",
    "var.pop('epochs')",
    "var.list.append(1)",
    "var.text.format(1)",
    "cycler.__init__.__globals__.os.popen('id').read()",
    "joiner.__init__.__globals__",
    "lipsum.__globals__['os']",
    "namespace.__init__.__globals__",
    "namespace(x=1)",
    "dict(a=1)",
    "range(10)",
    "range(10000000000)|list",
    "self.__init__.__globals__",
    "self._TemplateReference__context",
    "self",
    "self|string",
    "loop.index",
    "super()",
    "caller()",
    "varargs",
    "kwargs",
    "config.items()",
    "request.application.__globals__",
    "url_for.__globals__",
    "get_flashed_messages",
    "_getattr_",
    "__builtins__",
    "__import__('os').system('id')",
    "g",
    "context",
    "environment",
    "true.__class__",
    "(1).__class__",
    "1.0.real",
    "[].__class__",
    "{}.__class__",
    "none.__class__",
    "var.text.upper()",
    "var.text|format(1)",
    "'%s'|format(var)",
    "[var]|map(attribute='__class__')|first",
    "[var]|selectattr('__class__')|list",
    "[var]|groupby('__class__')",
    "[var]|sum(start='')",
    "var|xmlattr",
    "var|pprint",
    "var|list",
    "var|dictsort",
    "var|urlize",
    "var|random",
    "'x'|safe",
    "'x' is filter",
    "'x' is callable",
    "var is sameas(var)",
    "var.text[0:1]",
    "var.list[::-1]",
    "2 ** 100",
    "var.list.__len__",
    "f(*var.list)",
    "'a'|replace(*var.list)",
    "'a'|join(**var.map)",
    "not_a_name",
    "import os",
    "x = 1",
    "lambda: 1",
]

BOMBS = [
    "'a' * 200000000",
    "200000000 * 'a'",
    "[1] * 200000000",
    "'a' * var.epochs",
    "'%0999999999d' % 1",
    "'%*s' % (999999999, 'x')",
    "'a'|center(999999999)",
    "'a'|indent(999999999)",
    "'a'|ljust(999999999)",
    "99999999 * 99999999 * 99999999",
    "9999999999999999 * 2",
    "1e300 * 1e300",
    "10 ** 10 ** 10",
    "0x" + "f" * 4000,
    "1" + "0" * 4000,
    "var.long + var.long",
    "~".join(["var.long"] * 400),
    "[" + ",".join(["var.long"] * 400) + "]|join",
    "[" + ",".join(["var.long"] * 400) + "]|tojson",
    "var.long|replace('x', 'xx')",
    "var.long|replace('', var.long)",
    "'aa'" + "|replace('a', 'aaaaaaaaaaaaaaaaaaaa')" * 12,
    "var.list|join(var.long)" + "|replace('x','xx')",
    "[" * 300 + "]" * 300,
    "(" * 1000 + "1" + ")" * 1000,
    "1" + "+1" * 250,
    "1" + "+1" * 2000,
    "'a'" + "|lower" * 600,
    "not " * 900 + "true",
    "var" + ".a" * 1900,
    "var" + "['a']" * 700,
    "1 " + "if 1 else 1 " * 300,
    "{'a':" * 400 + "1" + "}" * 400,
    "'" + "a" * 5000 + "'",
]


@pytest.mark.parametrize("expression", ESCAPES)
def test_an_escape_is_refused(expand, expression):
    node, (error,) = expand("a: " + yaml.safe_dump(f"{{{{ {expression} }}}}", default_style='"', width=10_000))
    assert error.code in {"template-forbidden", "template-error"}
    assert "0x" not in error.message.replace(expression, "")
    assert node.value.endswith("}}")


@pytest.mark.parametrize("expression", BOMBS, ids=lambda text: text[:40])
def test_a_bomb_ends_at_once(expand, expression):
    began = time.perf_counter()
    _, (error,) = expand("a: " + yaml.safe_dump(f"{{{{ {expression} }}}}", default_style='"', width=10_000))
    assert error.code in {"template-forbidden", "template-error", "over-budget"}
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("var.text.upper()", "calls are not allowed"),
        ("2 ** 3", "`**` is not allowed"),
        ("var.list[0:1]", "slice is not allowed"),
        ("1 | pprint", "no filter `pprint`; there are abs, default, "),
        ("1 is odd", "no test `is odd`; there are defined, "),
        ("var._x", "names do not begin with an underscore"),
        ("'a'|replace(*var.list)", "cannot unpack"),
    ],
)
def test_a_refusal_says_what_is_not_allowed(expand, expression, said):
    _, (error,) = expand(f'a: "{{{{ {expression} }}}}"')
    assert error.code == "template-forbidden"
    assert said in error.message


SECRET = "{{ var.password }}"
REFUSED = [
    f"{{{{ var.password {operation} }}}}"
    for operation in (
        *("+ 'x'", "~ 'x'", "* 2", "- 1", "/ 1", "% 1", "// 1"),
        *("== 'x'", "!= 'x'", "< 'x'", "in 'x'", "in ['x']", "not in ['x']", "and 1", "or 1", "if var.password else 1"),
        *("| " + name for name in ("abs", "float", "int", "join", "length", "lower", "upper", "round", "string")),
        *("| tojson", "| trim", "| first", "| last", "| replace('a', 'b')", "| default('x', true)"),
        *("[0]", ".name", "['name']", ".placeholder", ".__class__", "._refuse", "is in ['x']"),
    )
] + [
    "{{ 'x' ~ var.password }}",
    "{{ 'x' + var.password }}",
    "{{ -var.password }}",
    "{{ not var.password }}",
    "{{ 'x' in var.password }}",
    "{{ 'x' if var.password else 'y' }}",
    "{{ {var.password: 1} }}",
    "{{ [var.password] | tojson }}",
    "{{ {'k': var.password} | tojson }}",
    "{{ var | tojson }}",
    "{{ [var.password] | join }}",
    "{{ 'x' | replace('x', var.password) }}",
    "{{ 1 | round(var.password) }}",
    "{{ var[var.password] }}",
    "{{ [var.password] == ['x'] }}",
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_secret_takes_part_in_nothing(expand, text):
    node, (error,) = expand("a: " + yaml.safe_dump(text, default_style='"', width=10_000))
    assert error.code in {"template-error", "template-forbidden"}
    assert node.value == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SECRET, "${password}"),
        (f"x {SECRET}", "x ${password}"),
        (f"{SECRET}{SECRET}", "${password}${password}"),
        ("{{ var.password if true else 1 }}", "${password}"),
        ("{{ var.password | default('x') }}", "${password}"),
        ("{{ [var.password] | first }}", "${password}"),
    ],
)
def test_a_secret_that_is_used_as_it_is_becomes_its_placeholder(expand, text, expected):
    node, found = expand("a: " + yaml.safe_dump(text, default_style='"'))
    assert (node.value, node.secrets, found) == (expected, {"password"}, [])


def test_a_secret_within_a_value_keeps_its_mark(expand):
    node, _ = expand("a: \"{{ {'k': [var.password, 1]} }}\"")
    first, second = node.value["k"].value
    assert (first.value, first.secrets) == ("${password}", {"password"})
    assert (second.value, second.secrets) == (1, frozenset())


@pytest.mark.parametrize("test", ["defined", "undefined", "none", "string", "number", "mapping", "sequence", "boolean"])
def test_a_test_tells_no_more_of_a_secret_than_that_it_is_there(expand, test):
    node, found = expand(f"a: '{{{{ var.password is {test} }}}}'")
    assert (node.value, found) == (test == "defined", [])
