"""What programs rely on in the documents of `jobs`, `show` and `models`."""

import json
import sys

JOB = {
    "name": str, "project": str, "key": str, "display_name": str, "experiment": str, "compute": str, "status": str,
    "error": str, "digest": str, "attempt": int, "submitted": str, "started": str, "ended": str, "exit_code": int,
    "run_id": str, "metrics": dict,
}  # fmt: skip
MODEL = {
    "name": str, "version": int, "run_id": str, "source": str, "created": str, "job": str, "aliases": list, "tags": dict,
}  # fmt: skip


def check(value, types):
    assert {key: type(item) for key, item in value.items()} == types, value


document = json.load(sys.stdin)
if "jobs" in document:
    for job in document["jobs"]:
        check(job, JOB)
elif "models" in document:
    for model in document["models"]:
        check(model, MODEL)
else:
    check(document, JOB | {"folder": str})
print("as documented")
