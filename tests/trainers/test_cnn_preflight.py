import json
import os
import subprocess
import sys
import sysconfig
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import preflight
import pytest
from errors import TrainingError


@pytest.fixture
def site_with(tmp_path):
    """A folder with only some of the installed packages, and the options of an interpreter that sees no others."""

    def make(*names):
        installed = Path(sysconfig.get_paths()["purelib"])
        folder = tmp_path / "site"
        folder.mkdir()
        for name in names:
            (folder / name).symlink_to(installed / name)
        return {"PYTHONPATH": str(folder), "PYTHONNOUSERSITE": "1"}

    return make


@pytest.fixture
def server():
    class NotFound(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(404)

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), NotFound)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def train_without_site(environment, *arguments, cwd):
    """The trainer as on a machine that has nothing but the packages of PYTHONPATH."""
    return subprocess.run(
        [sys.executable, "-S", str(Path(preflight.__file__).with_name("train.py")), *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_scikit_learn_is_one_line(site_with, tmp_path):
    environment = site_with("numpy", "numpy.libs", "tensorflow", "keras", "mlflow")
    process = train_without_site(environment, "--data", "digits", cwd=tmp_path)
    assert process.returncode == 1
    assert process.stderr == (
        "train.py: error: the digits come with scikit-learn, which is not installed: pip install scikit-learn\n"
    )


def test_missing_tensorflow_is_one_line(site_with, tmp_path):
    environment = site_with("numpy", "numpy.libs", "sklearn")
    process = train_without_site(environment, cwd=tmp_path)
    assert process.returncode == 1
    assert process.stderr.startswith("train.py: error: not installed: tensorflow, keras, mlflow;")


def test_cifar10_without_network_is_one_line(train, tmp_path):
    nowhere = "http://127.0.0.1:1"
    finished = train(
        "--data", "cifar10", "--no-tracking", cwd=tmp_path, KERAS_HOME=str(tmp_path), HTTPS_PROXY=nowhere,
        https_proxy=nowhere, NO_PROXY="", no_proxy="",
    )  # fmt: skip
    assert finished.code == 1
    assert finished.err.startswith("train.py: error: CIFAR-10 is not in Keras' cache and cannot be downloaded from")
    assert finished.err.count("\n") == 1


def test_an_output_folder_that_is_a_file_is_one_line(train, tmp_path):
    (tmp_path / "file").touch()
    finished = train("--no-tracking", "--output-dir", "file", cwd=tmp_path)
    assert (finished.code, finished.err) == (1, "train.py: error: [Errno 17] File exists: 'file'\n")


def test_a_tracking_server_that_is_down_is_one_line_without_its_password(train, tmp_path):
    finished = train(cwd=tmp_path, MLFLOW_TRACKING_URI="http://me:secret@127.0.0.1:1/path")
    assert finished.code == 1
    assert finished.err.startswith("train.py: error: the tracking server http://127.0.0.1:1/path cannot be reached: ")
    assert "secret" not in finished.err
    assert finished.err.count("\n") == 1


def test_any_answer_is_a_tracking_server(server):
    preflight.check_tracking_server(server)


@pytest.mark.parametrize(
    "address", ["", "sqlite:///mlflow.db", "azureml://eastus.api.azureml.ms/mlflow/v1.0", "/tmp/x"]
)
def test_other_stores_are_left_to_mlflow(address):
    preflight.check_tracking_server(address)


@pytest.mark.parametrize("tf_config", [None, "", "{}", json.dumps({"cluster": {"worker": ["a:1"]}})])
def test_one_worker_may_train(tf_config):
    preflight.check_workers(tf_config)


@pytest.mark.parametrize("tf_config", [json.dumps({"cluster": {"worker": ["a:1", "b:1"]}}), "{", "[]"])
def test_several_workers_or_an_unreadable_cluster_are_refused(tf_config):
    with pytest.raises(TrainingError, match="TF_CONFIG"):
        preflight.check_workers(tf_config)
