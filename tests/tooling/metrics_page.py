# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make docs/metrics.md from the table of metrics."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch

from ansible_collections.timesync.meinberg.plugins.module_utils.ltos import adapter as ltos
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.provenance import origins
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.metric_table import GROUPS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.metrics import Group, Metric
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.to_prometheus import HOST, RUN
from tests.tooling import facts_page
from tests.tooling.tree import ROOT

PAGE = ROOT / "docs" / "metrics.md"

STATUS = "/api/status#/"

OMITTED = {
    "device.port": "It is the controller's option, not a quantity of the device.",
    "device.firmware.update.progress_percent": "An audit sees one moment of an update.",
    "status.receivers.*_code": "Numbers without a public meaning; the state tells.",
    "status.receivers.gps_week*": "The time in another notation.",
    "status.receivers.local_time_offset_s": "Configuration.",
    "status.receivers.is_local_time": "Configuration.",
    "status.receivers.daylight_saving": "Configuration.",
    "status.receivers.position.?_m": "The position in another notation.",
    "status.network.ports.available": "Configuration.",
    "status.network.ports.slot": "Inventory.",
    "status.network.ports.port": "Inventory.",
    "status.network.ports.statistics.*": "In detail what the counters of errors and dropped packets sum up.",
    "status.network.interfaces.cluster.*": "Configuration.",
    "*.precision_log2": "The precision in another notation.",
    "ntp.associations.precision_ns": "It never changes.",
    "ntp.system.wander_*": "Nothing public tells its unit.",
    "ntp.*.association_id": "An id.",
    "ntp.*.event_count": "It counts to 15 and means little without its event.",
    "ntp.associations.configured": "Configuration.",
    "ntp.associations.broadcast": "Configuration.",
    "ntp.associations.authentication_enabled": "Configuration.",
    "ptp.instances.default_ds.number_ports": "Configuration.",
    "ptp.instances.ports.log_*": "Configuration, which rules judge.",
    "ptp.instances.ports.announce_receipt_timeout": "Configuration, which rules judge.",
    "ptp.instances.ports.version": "Configuration.",
    "ptp.instances.counters.*_per_s": "`rate()` of the counters gives it.",
}
"""Numbers and truths among the facts that are no metrics, and why; the first pattern that fits counts."""

INTRODUCTION = """\
# Metrics

<!-- Made by `python -m tests.tooling.metrics_page`; do not edit. -->

The report `metrics.prom` is one of the formats of an [audit](audit.md) (`prom` in `compliance_report_formats`). It has
what people watch of every device and the results of the audit, in Prometheus' text format 0.0.4, for the textfile
collector of a node exporter. With it come a Grafana dashboard,
[grafana/meinberg-dashboard.json](grafana/meinberg-dashboard.json), and alert rules,
[prometheus/meinberg-alerts.yml](prometheus/meinberg-alerts.yml).

- Every metric is a gauge, counters of the devices too: it is a moment of the audit. `rate()` and `increase()` work on
  them as on counters, over a window that spans at least two audits.
- What a device does not say has no sample. It is never 0. So test for presence with `unless` or `absent`.
- Units are base units: seconds, bytes, ratios (1 is all), degrees Celsius. What is a fact in nanoseconds is a metric in
  seconds.
- Every sample of a device has `host`, its name in the inventory, and `site`, its `compliance_site`. A node exporter
  adds its own `instance` and `job`, which are those of the controller.
- A word, such as a state, is a label of a metric that is always 1: `meinberg_sync_state{state="holdover"} == 1`.
- Two elements that a device gives one name are told apart: the second `clk1` is `clk1#2`. Labels from a device are cut
  to 200 characters, and characters that nobody would see are written as `\\u202e`.
- Samples have no time stamps. A textfile collector shows the last file for ever, so watch its age:
  `time() - meinberg_compliance_run_timestamp_seconds`.
- Expiries are points in time, so that they stay right between audits. Days left of a certificate are
  `(meinberg_certificate_not_after_timestamp_seconds - time()) / 86400`.

## Feed it to Prometheus

1. On the controller run a node exporter with `--collector.textfile.directory=/var/lib/prometheus/node-exporter` (the
   default of Debian's package).
2. Run the audit from a timer, and then put the file there. The exporter reads files whose names end in `.prom`, at any
   moment, so copy beside and rename:

   ```shell
   dir=/var/lib/prometheus/node-exporter
   ansible-playbook timesync.meinberg.audit -i inventory.yml -e compliance_report_dir=/var/lib/timeservers
   install -m 644 /var/lib/timeservers/metrics.prom "$dir/.meinberg.tmp" && mv "$dir/.meinberg.tmp" "$dir/meinberg.prom"
   ```

   The playbook's exit code is 2 where the gate fails; the file is written all the same.
3. Have Prometheus load the alert rules (`rule_files`), and Grafana import the dashboard (*Dashboards*, *New*,
   *Import*). The thresholds in the rules are examples; the age of an audit must fit your timer.

Slices that run on several controllers each write the hosts of their own. Feed either these or the merged one, not both.

A device has some 240 to 310 samples: 1,000 devices are a file of 27 to 34 MB, and as many as 310,000 series in
Prometheus. Leave out what you do not need with `metric_relabel_configs`:

```yaml
metric_relabel_configs:
  - source_labels: [__name__]
    regex: meinberg_(ptp_messages|service|front_led|output)_.*
    action: drop
```

Results that pass or do not apply are only counted, in `meinberg_compliance_results`. One that failed, is unknown or is
waived is a sample of `meinberg_compliance_result`; where `caused_by` is there, another rule is its cause. `in_grace` is
`true` for a new failure that does not count yet.
"""

MAPPING = """\
## Beside the exporter for LTOS

`raphaelthomas/meinberg_ltos_exporter` is a public exporter that asks an LTOS device's `/api/status` at each scrape. No
name of its metrics stands here, since none was verified. But it reads the same document: look up the place that it
takes a quantity from, and find our metric by it. A recording rule then gives it the other's name, and dashboards keep
working:

```yaml
groups:
  - name: names-of-another-exporter
    rules:
      - record: the_name_of_the_other_exporter # its labels may differ too; see label_replace()
        expr: meinberg_ntp_stratum
```

The differences in kind: an audit reads when it runs, not at each scrape; both operating systems are alike here; and
what the device writes as a word (`less-than-100ns`) or with a unit of its own is a number in seconds here. The table
has the places that were seen in answers of real devices.

| place in `/api/status` | metric |
| --- | --- |
"""


def path(group: Group, fact: str) -> str:
    """The whole path of a fact of a group."""
    return ".".join([*(level.path for level in group.levels), fact])


def facts_of(group: Group, metric: Metric) -> list[str]:
    """The facts that a metric shows."""
    shown = metric.labels.values() if metric.kind == "info" else [metric.fact]
    return [path(group, fact) for fact in shown]


def behind(fact: str) -> list[str]:
    """A fact, or the facts that a derived one is made from."""
    if not fact.startswith("derived."):
        return [fact]
    return list(origins(fact))


def all_facts() -> set[str]:
    """Every fact that a metric shows."""
    shown = {fact for group in GROUPS for metric in group.metrics for fact in facts_of(group, metric)}
    for group in GROUPS:
        for depth, level in enumerate(group.levels, 1):
            outer = Group(group.levels[:depth], ())
            shown.update(path(outer, fact) for fact in (*level.names, *level.more.values()))
    return shown


def omitted() -> dict[str, str]:
    """The numbers and truths among the facts that no metric shows, and why; KeyError where nothing says why."""
    shown = {source for fact in all_facts() for source in behind(fact)}
    found = {}
    for fact in facts_page.facts():
        if fact.leaf and fact.entry["type"] in ("int", "float", "bool") and fact.name not in shown:
            pattern = next((pattern for pattern in OMITTED if fnmatch(fact.name, pattern)), None)
            if pattern is None:
                raise KeyError(f"{fact.name} is no metric, and OMITTED does not say why")
            found[pattern] = OMITTED[pattern]
    return found


def rows() -> Iterator[str]:
    """A row for each metric of facts."""
    seen: dict[str, list] = {}
    for group in GROUPS:
        for metric in group.metrics:
            own = [name for level in group.levels for name in (level.label, *level.more)]
            entry = seen.setdefault(metric.name, [[*own, *metric.labels], [], metric.help])
            entry[1] += facts_of(group, metric)
    for name, (labels, facts, text) in seen.items():
        told = facts if len(facts) < 12 else [f"{facts[0].rpartition('.')[0]}.<message>"]
        sources = ", ".join(f"`{fact}`" for fact in told)
        if told[0].startswith("derived."):
            sources = "from " + ", ".join(f"`{fact}`" for fact in behind(told[0]))
        yield f"| `{name}` | {', '.join(f'`{label}`' for label in labels)} | {text} | {sources} |"


def metric_of_status(group: Group) -> bool:
    """Whether it is of what the other exporter shows too, which has neither PTP nor outputs."""
    return not any(level.path.startswith(("ptp", "outputs")) for level in group.levels)


def places() -> Iterator[str]:
    """A row for each metric with a place of LTOS' ``/api/status``."""
    evidence = facts_page.evidence(ltos.NAME)
    found: dict[str, list[str]] = {}
    for group in GROUPS:
        for metric in group.metrics if metric_of_status(group) else ():
            for fact in facts_of(group, metric) if metric.kind != "info" else ():
                known = [place for place, tier in evidence.get(fact, ()) if place.startswith(STATUS) and tier == "A"]
                for place in facts_page.merged([one.removeprefix(STATUS) for one in known]):
                    found.setdefault(place, []).append(metric.name)
    for place in sorted(found):
        yield f"| `{place}` | {', '.join(f'`{name}`' for name in dict.fromkeys(found[place]))} |"


def page() -> str:
    """The whole page."""
    head = ["| metric | labels | meaning |", "| --- | --- | --- |"]
    about = {
        "meinberg_compliance_run_info": "`run_id`, `version`, `fail_on`",
        "meinberg_compliance_fleet_verdict": "`verdict`",
        "meinberg_compliance_hosts": "`state`",
        "meinberg_compliance_hosts_by_verdict": "`verdict`",
        "meinberg_compliance_fleet_results": "`status`",
        "meinberg_compliance_waiver_expiry_timestamp_seconds": "`host`, `rule`, `element`",
        "meinberg_compliance_changes": "`change`",
        "meinberg_compliance_drift": "`fact`",
        "meinberg_device_error": "`kind`",
        "meinberg_device_unavailable": "`reason`",
        "meinberg_compliance_verdict": "`verdict`",
        "meinberg_compliance_results": "`status`, `severity`",
        "meinberg_compliance_result": "`profile`, `rule`, `element`, `severity`, `status`, `caused_by`, `in_grace`",
    }
    lines = [
        INTRODUCTION,
        "## Of the run\n",
        *head,
        *(f"| `{name}` | {about.get(name, '')} | {text} |" for name, text in RUN.items()),
        "\n## Of each host\n\nAll have `host` and `site`.\n",
        *head,
        *(f"| `{name}` | {about.get(name, '')} | {text} |" for name, text in HOST.items()),
        "\n## Of each device that was read\n\nAll have `host` and `site`. [Facts](facts.md) says more of each fact.\n",
        "| metric | labels | meaning | fact |",
        "| --- | --- | --- | --- |",
        *rows(),
        "\n## Facts that are no metrics\n",
        "Texts that are no label above, and these numbers. They are in `facts/<host>.json`.\n",
        "| fact | why |",
        "| --- | --- |",
        *(f"| `{pattern}` | {why} |" for pattern, why in omitted().items()),
        "",
        MAPPING + "\n".join(places()),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write it."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
