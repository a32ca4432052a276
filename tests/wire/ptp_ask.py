# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe for PTP as a program of its own, on a host of a hub."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import PTP_PROBE
from tests.wire.namespaces import Lan

PROGRAM = """
import json, sys
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_probe import run
from ansible_collections.timesync.meinberg.plugins.module_utils.running import result
print(json.dumps(result(run, json.loads(sys.argv[1]))))
"""
_SECONDS = 1.5
_PACKET_SOCKETS = ("cat", "/proc/net/packet")


class Probe:
    """A probe that was started."""

    def __init__(self, process: Any) -> None:
        self._process = process

    def _result(self) -> dict:
        output, _none = self._process.communicate(timeout=60)
        assert self._process.returncode == 0, output
        return json.loads(output)

    def answer(self) -> dict:
        """``ptp_probe``, at its end."""
        found = self._result()
        assert "ptp_probe" in found, found
        return found["ptp_probe"]

    def failure(self) -> dict:
        """The result of a probe that fails."""
        found = self._result()
        assert found["failed"] is True, found
        return found


@contextmanager
def asked(lan: Lan, host: str, *, wrapper: Sequence[str] = (), **options: Any) -> Iterator[Probe]:
    """A probe on a host, which listens by now or has failed."""
    defaults = {name: option.get("default") for name, option in PTP_PROBE.items()}
    told = json.dumps({**defaults, "interface": "eth0", "duration": _SECONDS, **options})
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    before = lan.run(host, *_PACKET_SOCKETS).stdout
    with lan.open(host, [*wrapper, sys.executable, "-c", PROGRAM, told], environment) as process:
        while process.poll() is None and lan.run(host, *_PACKET_SOCKETS).stdout.count("\n") == before.count("\n"):
            time.sleep(0.02)
        yield Probe(process)
