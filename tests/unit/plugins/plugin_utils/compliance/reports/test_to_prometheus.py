# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""metrics.prom is what Prometheus reads, and says no more than the devices did."""

from __future__ import annotations

import copy
import math
import re
from dataclasses import replace
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.readability import unreadable
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_prometheus
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.metric_table import GROUPS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.metrics import UNITS, Metric, unit_of
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report
from tests.simulator import Device
from tests.unit.support.gathered import gathered
from tests.unit.support.metric_reports import ERROR, HOSTILE, report_of


@cache
def described(system: str, *states: str) -> dict:
    return gathered(Device("x", system, states=states))


def facts_of(system: str, *states: str) -> dict:
    return copy.deepcopy(described(system, *states))


def written(report: Report, folder: Path) -> str:
    path = folder / "metrics.prom"
    to_prometheus.write(report, path)
    return path.read_bytes().decode("utf-8")


def samples(text: str) -> dict[tuple, float]:
    """The samples by name and labels, every one of them read by Prometheus' own parser, each once."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.type == "gauge", family.name
        for sample in family.samples:
            key = (sample.name, *sorted(sample.labels.items()))
            assert key not in found, key
            assert math.isfinite(sample.value)
            assert sample.timestamp is None
            found[key] = sample.value
    assert len(found) == sum(not line.startswith("#") for line in lines_of(text))
    return found


def lines_of(text: str) -> list[str]:
    """Its lines, which end in a line feed alone."""
    return text.removesuffix("\n").split("\n")


def read(facts: dict[str, dict], folder: Path, **more) -> dict[tuple, float]:
    return samples(written(report_of(facts, **more), folder))


def of(found: dict[tuple, float], name: str, **labels: str) -> list[float]:
    """The values of a metric whose labels are these, whatever others it has."""
    wanted = set(labels.items())
    return [value for (own, *told), value in found.items() if own == name and wanted <= set(told)]


FLEET = {
    "lt": ("ltos",),
    "hold": ("ltos", "holdover", "sync_team", "ptp_multi"),
    "ms": ("meinbergos", "holdover"),
    "leap": ("meinbergos", "leap_announced", "ptp_multi"),
}


def fleet() -> dict[str, dict]:
    return {**{host: facts_of(*device) for host, device in FLEET.items()}, "off": ERROR}


def test_a_fleet_is_read_by_prometheus(tmp_path):
    found = read(fleet(), tmp_path)
    assert len(found) > 500
    assert of(found, "meinberg_device_read", host="lt", site="plant") == [1]
    assert of(found, "meinberg_device_read", host="off") == [0]
    assert of(found, "meinberg_device_error", host="off", kind="auth") == [1]
    assert of(found, "meinberg_sync_synchronized", host="lt") == [1]
    assert of(found, "meinberg_sync_state", host="ms", state="holdover") == [1]
    assert of(found, "meinberg_compliance_hosts", state="not_read") == [1]
    moment = datetime(2026, 3, 17, 9, 30, 0, 100000, timezone.utc).timestamp()
    assert of(found, "meinberg_compliance_run_timestamp_seconds") == [moment]


def test_a_device_that_was_not_read_has_no_facts(tmp_path):
    names = {name for name, *labels in read({"off": ERROR}, tmp_path) if ("host", "off") in labels}
    assert names <= set(to_prometheus.HOST)


def test_each_metric_stands_together_under_its_help_and_type(tmp_path):
    lines = lines_of(written(report_of(fleet()), tmp_path))
    order = []
    for line in lines:
        name = line.split()[2] if line.startswith("#") else re.match(r"\w+", line)[0]
        if not order or order[-1] != name:
            order.append(name)
    assert len(order) == len(set(order))
    assert order == [name for name in to_prometheus.meanings() if name in set(order)]
    for kind in ("HELP", "TYPE"):
        assert [line.split()[2] for line in lines if line.startswith(f"# {kind}")] == order


def test_every_metric_of_the_table_is_shown_by_some_device(tmp_path):
    devices = [
        *FLEET.values(), ("ltos", "critical_event"), ("ltos", "leap_announced"), ("meinbergos", "ptp_slave"),
        ("ltos", "network_errors", "update_failed"), ("meinbergos", "antenna_disconnected"),
    ]  # fmt: skip
    facts = {str(number): facts_of(*device) for number, device in enumerate(devices)}
    facts["dcf"] = gathered(Device("x", "ltos", receivers=("dcf77",)))
    facts["big"] = gathered(Device("x", model="M3000"))
    # No simulated device says these.
    facts["0"]["status"]["system"]["last_config_change"] = "2026-01-01T00:00:00Z"
    facts["0"]["status"]["network"]["ports"][0]["bonding"] = {"link_failure_count": 2}
    shown = {name for name, *_labels in read(facts, tmp_path)}
    missing = {metric.name for group in GROUPS for metric in group.metrics} - shown
    assert missing == set()


def nulled(value: object, by: object) -> object:
    """The same facts with every value replaced, but not the lists and mappings that hold them."""
    if isinstance(value, dict):
        return {key: nulled(inner, by) for key, inner in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [nulled(inner, by) for inner in value]
    return by


@pytest.mark.parametrize("system", ["ltos", "meinbergos"])
def test_null_has_no_sample(system, tmp_path):
    facts = {facet: nulled(told, None) for facet, told in facts_of(system).items() if isinstance(told, (dict, list))}
    found = read({"a": {**facts, "unavailable": []}}, tmp_path, results=[])
    assert {name for name, *_labels in found} <= {*to_prometheus.RUN, *to_prometheus.HOST}


@pytest.mark.parametrize("facets", [{}, dict.fromkeys(("status", "ntp", "ptp", "outputs", "device", "http"))])
def test_facets_that_were_not_read_have_no_sample(facets, tmp_path):
    found = read({"a": {"unavailable": [], **facets}}, tmp_path, results=[])
    assert {name for name, *_labels in found} <= {*to_prometheus.RUN, *to_prometheus.HOST}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 10**400, "7", [1], {}, True])
def test_what_is_no_number_has_no_sample(value):
    assert Metric("m", "", "a_ns").value(value) is None


def test_only_truths_are_flags():
    assert [Metric("m", "", "a", "flag").value(value) for value in (True, False, 1, 0, "true")] == [
        1,
        0,
        None,
        None,
        None,
    ]


def test_a_sensor_that_is_not_fitted_is_no_temperature():
    assert [Metric("m", "", "celsius", "fitted").value(value) for value in (41.5, 0, 0.0)] == [41.5, None, None]


@pytest.mark.parametrize(
    ("fact", "value", "metric", "expected"),
    [
        ("status.sync.time_quality_ns", 100, "meinberg_sync_time_quality_seconds", 1e-07),
        ("ntp.system.root_delay_ns", 3, "meinberg_ntp_root_delay_seconds", 3e-09),
        ("http.rtt_ms.mean", 20.1, "meinberg_http_rtt_mean_seconds", 0.0201),
        ("http.duration_ms", 60.5, "meinberg_http_duration_seconds", 0.0605),
        ("ntp.system.tai_offset_s", 37, "meinberg_ntp_tai_offset_seconds", 37),
        (
            "ntp.system.leap_file_expires",
            "1970-01-02T00:00:00Z",
            "meinberg_ntp_leap_file_expiry_timestamp_seconds",
            86400,
        ),
        ("status.network.ports.0.speed_mbps", 1000, "meinberg_network_port_speed_bytes_per_second", 125_000_000),
        ("ntp.associations.0.offset_ns", -250, "meinberg_ntp_association_offset_seconds", -2.5e-07),
    ],
)
def test_units_are_base_units(fact, value, metric, expected, tmp_path):
    facts = facts_of("ltos")
    *steps, last = fact.split(".")
    holder = facts
    for step in steps:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    holder[last] = value
    assert expected in of(read({"a": facts}, tmp_path, results=[]), metric)


def test_names_keep_to_the_conventions():
    assert len(to_prometheus.meanings()) > 150
    for name, text in to_prometheus.meanings().items():
        assert re.fullmatch(r"meinberg_[a-z0-9]+(_[a-z0-9]+)*", name)
        assert not name.endswith(("_total", "_count", "_sum", "_bucket")), name
        assert text.endswith(".")
        assert "\n" not in text
        assert "\\" not in text
    for group in GROUPS:
        labels = [label for level in group.levels for label in (level.label, *level.more)]
        assert not {"instance", "job", "host", "site"} & set(labels)
        for metric in group.metrics:
            assert not set(metric.labels) & {*labels, "instance", "job", "host", "site"}
            if metric.kind == "number":
                assert metric.name.endswith(unit_of(metric.fact)[0])
                if metric.fact != "http.bytes_received" and not metric.fact.startswith("statistics."):
                    assert unit_of(metric.fact)[0] or not metric.name.endswith(
                        tuple(unit[0] for unit in UNITS.values())
                    )
            assert (metric.kind == "moment") == metric.name.endswith("_timestamp_seconds")


def test_names_of_one_metric_say_the_same_of_it():
    every = [metric for group in GROUPS for metric in group.metrics]
    assert len({(metric.name, metric.help, metric.kind) for metric in every}) == len({metric.name for metric in every})


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_labels_harm_nothing(text, tmp_path):
    facts = facts_of("ltos")
    facts["device"]["model"] = text
    facts["status"]["receivers"] = [{**facts["status"]["receivers"][0], "id": text}] * 3
    facts["status"]["services"] = {text: {"running": True, "scope": text}}
    results = [replace(unreadable(text, ERROR["error"], text), element=text + end) for end in ("", "\u200b", "\\u200b")]
    report = report_of({text: facts}, results=results, waivers=[waiver(text), waiver(text)])
    content = written(report, tmp_path)
    found = samples(content)
    assert not any(name == "meinberg_evil" for name, *_labels in found)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", content)
    assert len(of(found, "meinberg_receiver_state")) == len(of(found, "meinberg_compliance_result")) == 3
    shown = {dict(labels)["host"] for name, *labels in found if name == "meinberg_sync_synchronized"}
    if text.isprintable() and len(text) <= to_prometheus.LONGEST:
        assert shown == {text}
    assert all(len(host) <= to_prometheus.LONGEST + 20 for host in shown)


def waiver(text: str) -> dict:
    return {"host": text, "rule": "*", "element": "*", "expires": "2027-03-31"}


def test_a_waiver_shows_when_it_expires(tmp_path):
    found = read(fleet(), tmp_path, results=[], waivers=[waiver("lt")])
    moment = datetime(2027, 3, 31, tzinfo=timezone.utc).timestamp()
    assert of(found, "meinberg_compliance_waiver_expiry_timestamp_seconds", host="lt", rule="*") == [moment]


def test_elements_of_one_name_are_told_apart(tmp_path):
    facts = facts_of("ltos")
    first = facts["ntp"]["associations"][0]
    names = ["a", "a", "a#2", None, "", "a"]
    facts["ntp"]["associations"] = [{**first, "id": name, "stratum": at} for at, name in enumerate(names)]
    found = read({"h": facts}, tmp_path, results=[])
    called = {dict(labels)["association"]: value for (name, *labels), value in found.items()
              if name == "meinberg_ntp_association_stratum"}  # fmt: skip
    assert called == {"a": 0, "a#2": 1, "a#2#2": 2, "4": 3, "5": 4, "a#3": 5}


def test_what_differs_only_behind_the_cut_is_told_apart(tmp_path):
    facts = {"x" * 250 + end: facts_of("meinbergos") for end in "abc"}
    assert len(of(read(facts, tmp_path, results=[]), "meinberg_sync_synchronized")) == 3


def test_findings_have_samples_and_all_are_counted(tmp_path):
    facts = {"lt": facts_of("ltos", "free_run")}
    report = report_of(facts)
    found = samples(written(report, tmp_path))
    for status in ("pass", "fail", "unknown", "waived", "not_applicable"):
        counted = sum(result.status == status for result in report.results)
        assert sum(of(found, "meinberg_compliance_results", status=status)) == counted
        shown = of(found, "meinberg_compliance_result", status=status)
        assert len(shown) == (counted if status in to_prometheus.FINDINGS else 0)
    antenna = of(
        found, "meinberg_compliance_result", host="lt", profile="gnss", rule="gnss-antenna", severity="critical"
    )
    assert antenna or of(found, "meinberg_compliance_result", host="lt", severity="critical", status="fail")


def test_checks_that_are_not_possible_are_counted_and_have_no_sample(tmp_path):
    report = report_of({"ms": gathered(Device("ms", "meinbergos", tier="A"))})
    impossible = sum(result.not_offered for result in report.results)
    assert impossible > 10
    note = samples(written(replace(report, unsupported="note"), tmp_path))
    assert of(note, "meinberg_compliance_result", status="unknown") == []
    assert sum(of(note, "meinberg_compliance_results", status="unknown")) == 0
    assert sum(of(note, "meinberg_compliance_results", status="not_possible")) == impossible
    assert of(note, "meinberg_compliance_fleet_results", status="not_possible") == [impossible]
    assert of(note, "meinberg_compliance_fleet_results", status="unknown") == [0]
    fail = samples(written(replace(report, unsupported="fail"), tmp_path))
    assert len(of(fail, "meinberg_compliance_result", status="unknown")) == impossible
    assert sum(of(fail, "meinberg_compliance_results", status="unknown")) == impossible


def test_a_finding_of_the_fleet_has_no_host(tmp_path):
    result = replace(unreadable("x", ERROR["error"]), host=None, profile="fleet", rule="clock-difference")
    found = read({"lt": facts_of("ltos")}, tmp_path, results=[result])
    ((_name, *labels),) = [key for key in found if key[0] == "meinberg_compliance_result"]
    assert dict(labels) == {
        "profile": "fleet", "rule": "clock-difference", "severity": "critical", "status": "fail",
    }  # fmt: skip


def test_what_changed_since_the_baseline_is_shown(tmp_path):
    result = replace(unreadable("off", ERROR["error"]), change="new", seen={"in_grace": True})
    drift = [{"host": "off", "fact": "device.firmware.version", "before": "1", "after": "2"}]
    report = report_of({"off": ERROR}, results=[result], drift=drift)
    report.summary["changes"] = {"new": 1, "still": 0}
    found = samples(written(report, tmp_path))
    assert of(found, "meinberg_compliance_changes", change="new") == [1]
    assert of(found, "meinberg_compliance_changes", change="still") == [0]
    assert of(found, "meinberg_compliance_drift", host="off", fact="device.firmware.version") == [1]
    assert of(found, "meinberg_compliance_result", in_grace="true") == [1]


def test_an_event_that_is_not_active_has_no_sample(tmp_path):
    facts = {"lt": facts_of("ltos", "critical_event")}
    found = of(read(facts, tmp_path, results=[]), "meinberg_event_active")
    assert found == [1] * sum(event["active"] is True for event in facts["lt"]["status"]["events"])


def test_the_same_report_gives_the_same_file(tmp_path):
    facts = fleet()
    turned = {host: facts[host] for host in reversed(facts)}
    assert written(report_of(facts), tmp_path) == written(report_of(turned), tmp_path)


def test_many_hosts_are_all_there(tmp_path):
    facts = {f"h{number:03}": described("meinbergos") for number in range(205)}
    found = read(facts, tmp_path, results=[])
    assert of(found, "meinberg_sync_synchronized") == [1] * 205


def test_a_fleet_without_hosts_has_its_run(tmp_path):
    assert of(read({}, tmp_path), "meinberg_compliance_gate_passed") == [0]
