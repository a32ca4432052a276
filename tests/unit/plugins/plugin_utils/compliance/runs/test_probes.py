# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the results of tasks on probe hosts to a file for each probe."""

from __future__ import annotations

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import probes, store

LISTEN = {"probe": "p1", "interface": "eth0"}


def test_what_each_probe_found():
    found = probes.of_tasks(
        [{"compliance_asked": "p1", "ntp_probes": {"a": {"summary": {}}}}],
        [{"compliance_listen": LISTEN, "ptp_probe": {"transmitters": []}}],
    )
    assert found == {"p1": {"ntp": {"a": {"summary": {}}}, "ptp": {"eth0": {"transmitters": []}}, "problems": []}}


def test_a_probe_that_is_dead_or_fails_has_its_problem_on_one_line():
    dead = {"compliance_asked": "p1", "unreachable": True, "msg": "ssh:\n  no route"}
    failed = {"compliance_listen": LISTEN, "failed": True, "msg": "it lacks CAP_NET_RAW"}
    empty = {"compliance_asked": "p2"}
    found = probes.of_tasks([dead, empty], [failed])
    assert found["p1"]["problems"] == [
        "NTP: the host cannot be reached: ssh: no route",
        "PTP on eth0: it lacks CAP_NET_RAW",
    ]
    assert found["p1"]["ntp"] is found["p1"]["ptp"] is None
    assert found["p2"]["problems"] == ["NTP: it returned nothing"]


def test_what_was_skipped_is_nothing():
    assert probes.of_tasks([{"compliance_asked": "p1", "skipped": True}], []) == {}


def test_batches_of_a_run_add_up_and_other_runs_do_not(tmp_path):
    def batch(run, address, problems=()):
        found = {"p/1": {"ntp": {address: {}}, "ptp": None, "problems": list(problems)}}
        probes.keep(tmp_path, run, found)

    batch("old", "z", ["gone"])
    batch("new", "a")
    batch("new", "b", ["slow"])
    (content,) = store.probes_of_run(tmp_path, "new")
    assert content == {"run_id": "new", "probe": "p/1", "ntp": {"a": {}, "b": {}}, "ptp": None, "problems": ["slow"]}
    assert store.probes_of_run(tmp_path, "old") == []
