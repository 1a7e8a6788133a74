"""Which job starts when: slots, the order of the queue, and jobs that are canceled before they start."""

from __future__ import annotations

import threading

from place import ENVIRONMENT, eventually

from runner.backends.local.layout import Layout
from runner.observed import Status

HOLD = "echo up; while [ ! -e outputs/end ]; do sleep 0.05; done"


def spec(nodes, keys, command=HOLD):
    lines = [
        "project: queue",
        f"computes: {{pool: {{type: amlcompute, size: STANDARD_D2_V2, max_instances: {nodes}}}}}",
        "jobs:",
    ]
    lines += [f"  {key}: {{command: '{command}', compute: 'azureml:pool', {ENVIRONMENT}}}" for key in keys]
    return "\n".join(lines) + "\n"


def let_end(place, key):
    (Layout(place.root).job(place.job(key).name).outputs / "end").touch()


def states(place):
    return {job.key: job.status for job in place.backend.status()}


def test_a_cluster_of_two_runs_two_in_the_order_of_the_queue_and_more_when_it_grows(place):
    place.submit(spec(2, "abcde"))
    up = Status.RUNNING
    eventually(lambda: [states(place)[key] for key in "abcde"] == [up, up, *[Status.QUEUED] * 3])

    place.backend.cancel(place.job("c").name)  # in the queue: it ends without a slot
    eventually(lambda: states(place)["c"] is Status.CANCELED)
    canceled = place.job("c")
    assert (canceled.started, canceled.exit_code, canceled.error) == (None, None, "")
    assert canceled.ended is not None
    assert states(place)["d"] is Status.QUEUED

    let_end(place, "a")
    eventually(lambda: (states(place)["d"], states(place)["e"]) == (up, Status.QUEUED))
    place.submit(spec(3, "abcde"))
    eventually(lambda: states(place)["e"] is up)
    for key in "bde":
        let_end(place, key)
    place.ended()
    assert place.job("d").started >= place.job("a").ended


def test_the_next_job_starts_without_anybody_looking(place):
    names = place.submit(spec(1, "ab", "echo $AZUREML_RUN_ID >> ../../order"))
    order = Layout(place.root).jobs / "order"
    eventually(lambda: order.exists() and order.read_text().split() == names)
    place.ended()


def test_a_second_apply_waits_for_the_first_and_says_so(place):
    place.load(spec(1, "a"))
    said = []
    with place.backend.exclusive(lambda: said.append("nobody is before it")):
        other = threading.Thread(target=_enter, args=(place.backend, said))
        other.start()
        eventually(lambda: said)
        assert said == ["waits"]
    other.join(10)
    assert said == ["waits", "entered"]


def _enter(backend, said):
    with backend.exclusive(lambda: said.append("waits")):
        said.append("entered")
