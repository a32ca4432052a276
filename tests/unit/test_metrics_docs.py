# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/metrics.md, the Grafana dashboard and the alert rules speak of metrics, labels and words that there are."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_prometheus
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.metric_table import GROUPS
from tests.simulator import Device
from tests.tooling import metrics_page
from tests.tooling.promtool import promtool
from tests.tooling.tree import ROOT
from tests.unit.support.gathered import gathered
from tests.unit.support.metric_reports import ERROR, HOSTILE, report_of

ALERTS = ROOT / "docs" / "prometheus" / "meinberg-alerts.yml"
ALERTS_TEST = ROOT / "tests" / "unit" / "prometheus" / "alerts.test.yml"
DASHBOARD = json.loads((ROOT / "docs" / "grafana" / "meinberg-dashboard.json").read_text("utf-8"))
RULES = [rule for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"] for rule in group["rules"]]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
OF_RESULTS = {"status", "severity", "profile", "rule", "element", "caused_by", "in_grace"}
OF_HOSTS = {
    "meinberg_device_error": {"kind"},
    "meinberg_device_unavailable": {"reason"},
    "meinberg_compliance_verdict": {"verdict"},
    "meinberg_compliance_fleet_verdict": {"verdict"},
    "meinberg_compliance_results": {"status", "severity"},
    "meinberg_compliance_result": OF_RESULTS,
    "meinberg_compliance_drift": {"fact"},
}
WORDS = {
    "state": {"master", "slave", "faulty", "holdover", "synchronized"},
    "indicator": {"alarm"},
    "kind": {"reference_clock", "peer"},
    "severity": {"critical", "major", "minor", "info", "error", "warning", "action"},
    "status": {"fail", "unknown", "waived", "pass", "not_possible", "not_applicable"},
    "verdict": {"critical"},
}


def labels_of(name: str) -> set[str]:
    """The labels that a metric may have."""
    own = {"host", "site"} | OF_HOSTS.get(name, set())
    for group in GROUPS:
        for metric in group.metrics:
            if metric.name == name:
                own |= set(metric.labels) | {one for level in group.levels for one in (level.label, *level.more)}
    return own


def expressions() -> Iterator[tuple[str, str]]:
    """Every query, with where it stands."""
    for rule in RULES:
        yield rule["alert"], rule["expr"]
    for panel in PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for variable in DASHBOARD["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"]
    for annotation in DASHBOARD["annotations"]["list"]:
        if "expr" in annotation:
            yield annotation["name"], annotation["expr"]


def test_the_page_is_up_to_date():
    written = metrics_page.PAGE.read_text(encoding="utf-8")
    assert metrics_page.page() == written, "run: make docs-metrics"


def test_every_metric_stands_on_the_page():
    page = metrics_page.PAGE.read_text(encoding="utf-8")
    assert [name for name in to_prometheus.meanings() if f"\n| `{name}` |" not in page] == []


def test_every_pattern_of_what_is_left_out_leaves_something_out():
    assert set(metrics_page.omitted()) == set(metrics_page.OMITTED)


def test_every_fact_of_the_table_is_a_fact():
    known = {fact.name for fact in metrics_page.facts_page.facts()}
    own = {
        fact
        for fact in metrics_page.all_facts()
        if not fact.startswith(("derived.", "http.")) and fact != "gathered_at"
    }
    assert own <= known


def test_metrics_in_the_page_s_text_and_links_are_there():
    page = metrics_page.PAGE.read_text(encoding="utf-8")
    regexes = {"meinberg_"}
    found = set(re.findall(r"\bmeinberg_[a-z0-9_]*", page)) - regexes - {"meinberg_ltos_exporter"}
    assert found <= set(to_prometheus.meanings())
    for target in re.findall(r"\]\(([^)#]+)", page):
        assert (metrics_page.PAGE.parent / target).exists(), target


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_queries_use_metrics_labels_and_words_that_there_are(where, expression):
    names = re.findall(r"\bmeinberg_\w+", expression)
    assert names, where
    for name in names:
        assert name in to_prometheus.meanings(), name
    for name, selector in re.findall(r"\b(meinberg_\w+)\{([^}]*)\}", expression):
        for label, _operator, value in re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', selector):
            assert label in labels_of(name), (name, label)
            if label in WORDS:
                assert set(value.split("|")) <= WORDS[label], (name, value)
    allowed = set().union(*map(labels_of, names))
    for grouped in re.findall(r"\b(?:by|on|without|ignoring) \(([^)]*)\)", expression):
        assert {label.strip() for label in grouped.split(",")} <= allowed


def test_legends_name_labels_that_there_are():
    for panel in PANELS:
        for target in panel["targets"]:
            allowed = set().union(*map(labels_of, re.findall(r"\bmeinberg_\w+", target["expr"])))
            assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= allowed, panel["title"]


def test_every_alert_is_named_once_and_tells_what_to_do():
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"Meinberg[A-Z]\w+", rule["alert"])
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert set(rule["annotations"]) == {"summary", "description"}
        used = set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())))
        assert used <= set().union(*map(labels_of, re.findall(r"\bmeinberg_\w+", rule["expr"])))


def test_the_dashboard_has_what_grafana_wants():
    assert DASHBOARD["id"] is None
    assert DASHBOARD["uid"]
    assert DASHBOARD["title"]
    assert 36 <= DASHBOARD["schemaVersion"] <= 42
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    required = {one["id"] for one in DASHBOARD["__requires"] if one["type"] == "panel"}
    assert required == {panel["type"] for panel in PANELS}
    for panel in PANELS:
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert {"fieldConfig", "options", "targets", "title"} <= set(panel)
        references = [target["refId"] for target in panel["targets"]]
        assert len(references) == len(set(references))
        assert all(target["datasource"] == panel["datasource"] for target in panel["targets"])
        steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
        assert steps[0]["value"] is None
        assert [step["value"] for step in steps[1:]] == sorted(step["value"] for step in steps[1:])
    rows = [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"]
    assert rows == ["Verdict", "Fleet", "Time", "NTP", "PTP", "GNSS", "Hardware"]


def test_panels_fill_the_grid_without_touching_each_other():
    taken = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        assert 0 <= place["x"] < place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len(taken) == 24 * (max(y for _x, y in taken) + 1)


@pytest.fixture(scope="module")
def tool() -> Path:
    found, why = promtool()
    if found is None:
        pytest.skip(why)
    return found


def run(tool: Path, *arguments: str, given: str | None = None) -> str:
    done = subprocess.run([tool, *arguments], input=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_promtool_finds_nothing_in_the_metrics(tool, tmp_path):
    devices = [Device("x", model="M3000"), Device("x", "meinbergos", states=("holdover", "ptp_multi"))]
    facts = {name: gathered(devices[number % 2]) for number, name in enumerate(HOSTILE)}
    for name, told in facts.items():
        for receiver in told["status"]["receivers"]:
            receiver["id"] = name
    path = tmp_path / "metrics.prom"
    to_prometheus.write(report_of({**facts, "off": ERROR}), path)
    assert run(tool, "check", "metrics", given=path.read_text("utf-8")) == ""


def test_promtool_accepts_the_alert_rules(tool):
    assert f"SUCCESS: {len(RULES)} rules found" in run(tool, "check", "rules", str(ALERTS))


def test_alerts_come_and_stay_away_as_they_should(tool):
    run(tool, "test", "rules", str(ALERTS_TEST))


def test_promtool_accepts_the_queries_of_the_dashboard(tool, tmp_path):
    """As recording rules, with the dashboard's variables replaced."""
    queries = [
        re.sub(r"\$__interval|\$__rate_interval", "5m", expression)
        for where, expression in expressions()
        if not expression.startswith("label_values(")
    ]
    rules = [{"record": f"query:number{number}", "expr": query} for number, query in enumerate(queries)]
    path = tmp_path / "queries.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}), encoding="utf-8")
    run(tool, "check", "rules", str(path))
