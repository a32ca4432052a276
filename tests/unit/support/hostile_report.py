# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real report, with hosts and devices that try to be anything but text."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report
from tests.simulator import Device
from tests.unit.support.compliance import audit, merged
from tests.unit.support.gathered import gathered

HOSTILE = (
    "=cmd|' /C calc'!A0", "+1", "-5", "@sum(1)", "a|b", "<script>alert(1)</script>", "[x](javascript:alert(1))",
    "a\nb", "\r\n# heading", "\x1b[31mred", "\u202egnp.exe", "\u2028line", "a\x00b", "a\x01b", "`code`", "<!--",
    "&lt;b&gt;", "]]>", '"quoted"', "'single'", "ä€😀", "a\ufeffb", "~~x~~", "$(id)", "\ufffe", "a\\|b", "tab\there",
    "<https://evil.example>", "{{ 7*7 }}", "{% for x in y %}", "!unsafe x", " =1+1", "\"=1+1", "\uff1d1+1",
    "\x1b]8;;https://evil.example\x07link\x1b]8;;\x07", "\x1b]0;title\x07", "a\x9b31mb", "a\ud800b", "a\u00adb",
)  # fmt: skip
"""Names that mean something to a spreadsheet, to Markdown, to HTML, to XML, to a terminal or to a shell."""
DEAD = {"error": {"kind": "connect"}, "msg": "<b>No</b> | answer.", "gathered_at": "2026-03-17T09:30:05Z"}


def facts() -> dict:
    """A device whose ports, events and versions have such names."""
    found = copy.deepcopy(gathered(Device("hostile", states=("network_errors", "holdover"))))
    ports = found["status"]["network"]["ports"]
    found["status"]["network"]["ports"] = [{**ports[0], "name": name} for name in HOSTILE]
    found["status"]["events"] = [
        {"id": name, "severity": "critical", "active": True, "last_triggered": None} for name in HOSTILE
    ]
    found["device"] |= {"model": HOSTILE[5], "hostname": HOSTILE[8], "serial_number": HOSTILE[0]}
    found["device"]["firmware"]["version"] = HOSTILE[1]
    return found


@cache
def hostile_report() -> Report:
    """Hosts with such names that are dead, one that speaks so, one that is well, and one whose failure is waived."""
    hosts = {"well": gathered(Device("well")), "speaks": facts(), "waived": DEAD, **dict.fromkeys(HOSTILE, DEAD)}
    waivers = [
        {"host": "waived", "rule": "device-*", "reason": HOSTILE[5], "expires": "2026-12-31", "approved_by": "=A"},
        {"host": "nobody", "reason": "Old | <b>.", "expires": "2026-01-01"},
    ]
    with TemporaryDirectory() as folder:
        asked = {"profiles": ["baseline", "gnss", "hardening"], "waivers": waivers}
        own = {host: {"site": HOSTILE[5]} if host == "speaks" else {} for host in hosts}
        return merged(audit(Path(folder), hosts, hosts=own, **asked))
