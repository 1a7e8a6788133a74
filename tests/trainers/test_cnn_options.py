import subprocess
import sys
from pathlib import Path

import options
import pytest

TRAIN = Path(options.__file__).with_name("train.py")


@pytest.mark.parametrize(("data", "epochs", "learning_rate"), [("digits", 30, 1e-3), ("cifar10", 10, 1e-4)])
def test_the_recipe_depends_on_the_data_set(data, epochs, learning_rate):
    parsed = options.parse(["--data", data])
    assert (parsed.epochs, parsed.batch_size, parsed.learning_rate) == (epochs, 32, learning_rate)
    assert (parsed.decay, parsed.validation_split, parsed.register) == (1e-6, 0.2, "better")
    assert (parsed.model_name, parsed.output_dir, parsed.tracking) == (f"{data}-cnn", Path("outputs"), True)


def test_given_values_win_over_the_recipe():
    parsed = options.parse(["--epochs", "2", "--batch-size", "64", "--learning-rate", "1e-2", "--model-name", "mine"])
    assert (parsed.epochs, parsed.batch_size, parsed.learning_rate, parsed.model_name) == (2, 64, 0.01, "mine")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epochs", "0"], "argument --epochs: 0 is not between 1 and 2147483647"),
        (["--epochs", "2.5"], "argument --epochs: '2.5' is not a whole number"),
        (["--batch-size", "-1"], "argument --batch-size: -1 is not between 1 and 2147483647"),
        (["--learning-rate", "0"], "argument --learning-rate: 0 is not above 0"),
        (["--learning-rate", "nan"], "argument --learning-rate: nan is not a finite number"),
        (["--learning-rate", "fast"], "argument --learning-rate: 'fast' is not a number"),
        (["--decay", "-1"], "argument --decay: -1 is below 0"),
        (["--validation-split", "1"], "argument --validation-split: 1 is not from 0 to below 1"),
        (["--seed", "-1"], "argument --seed: -1 is not between 0 and 2147483647"),
        (["--model-name", "a/b"], "argument --model-name: 'a/b' is not 1 to 255 letters"),
        (["--data", "mnist"], "argument --data: invalid choice: 'mnist'"),
        (["--no-tracking", "--register", "better"], "--register better needs a tracked run"),
        (["--epoch", "3"], "unrecognized arguments: --epoch 3"),
        (["more"], "unrecognized arguments: more"),
    ],
)
def test_wrong_arguments_exit_with_2_and_one_line(arguments, message, capsys):
    with pytest.raises(SystemExit) as error:
        options.parse(arguments)
    assert error.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"train.py: error: {message}")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["--epochs", "0"]])
def test_help_and_wrong_arguments_import_no_heavy_library(arguments):
    script = (
        "import runpy, sys\n"
        f"sys.argv = ['train.py', *{arguments!r}]\n"
        f"sys.path.insert(0, {str(TRAIN.parent)!r})\n"
        "try:\n"
        f"    runpy.run_path({str(TRAIN)!r}, run_name='__main__')\n"
        "finally:\n"
        "    print(sorted({'tensorflow', 'keras', 'mlflow', 'numpy', 'sklearn'} & set(sys.modules)))\n"
    )
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert process.stdout.splitlines()[-1] == "[]"
