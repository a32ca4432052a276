# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts as a table for a terminal: one line a device, what could not be read behind it."""

from __future__ import annotations

HEADINGS = (
    "host", "model", "firmware", "sync", "time quality", "NTP", "clients get", "PTP", "outputs", "RTT", "not available",
)  # fmt: skip


def table(facts_by_host: dict[str, dict], served: dict[str, object]) -> str:
    """The table of all hosts, in their order; ``served`` is the stratum that the probe got from each."""
    rows = [HEADINGS, *(row(host, facts, served.get(host)) for host, facts in facts_by_host.items())]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADINGS) - 1)]
    lines = ["  ".join([*map(str.ljust, cells, widths), cells[-1]]).rstrip() for cells in rows]
    return "\n".join([lines[0], "-" * (len(lines[0]) + 12), *lines[1:]])


def row(host: str, facts: dict, served: object) -> tuple[str, ...]:
    """One device's cells; a device that could not be read has its error instead of facts."""
    if "error" in facts:
        return (host, *["-"] * 9, f"everything ({facts['error'].get('kind')})")
    status, device = facts["status"] or {}, facts["device"]
    sync = status.get("sync") or {}
    return (
        host,
        said(device["model"]),
        said(device["firmware"]["version"]),
        said(sync.get("state")),
        duration(sync.get("time_quality_ns")),
        ntp(facts["ntp"]),
        "-" if served is None else f"stratum {served}",
        ptp(facts["ptp"]),
        "-" if facts["outputs"] is None else str(sum(bool(output["enabled"]) for output in facts["outputs"])),
        f"{facts['http']['rtt_ms']['mean']:.1f} ms",
        ", ".join(missing(facts["unavailable"])),
    )


def said(value: object) -> str:
    """A value, or a dash where the device does not say."""
    return "-" if value is None else str(value)


def duration(nanoseconds: float | None) -> str:
    """Nanoseconds in the largest unit that keeps them above one."""
    if nanoseconds is None:
        return "-"
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if abs(nanoseconds) >= size:
            return f"{nanoseconds / size:g} {unit}"
    return f"{nanoseconds:g} ns"


def ntp(facts: dict | None) -> str:
    """The stratum, or the state where there is none."""
    if not facts:
        return "-"
    stratum = (facts["system"] or {}).get("stratum")
    return said(facts["state"]) if stratum is None else f"stratum {stratum}"


def ptp(facts: dict | None) -> str:
    """How many instances run, and the port states of those."""
    instances = (facts or {}).get("instances")
    if not instances:
        return "-"
    running = [instance for instance in instances if instance["running"]]
    states = sorted({port["state"] for instance in running for port in instance["ports"] or [] if port["state"]})
    return " ".join([f"{len(running)}/{len(instances)}", *states])


def missing(unavailable: list[dict]) -> list[str]:
    """The names of what could not be read; what this operating system never offers is left out."""
    found = (entry for entry in unavailable if entry["reason"] != "unsupported")
    return list(dict.fromkeys(place(entry["path"]) for entry in found))


def place(path: str) -> str:
    """A path's last part that names something."""
    return [part for part in path.replace("#", "/").split("/") if part not in ("", "*")][-1]
