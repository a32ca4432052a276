# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How good the clock of this machine is, by chronyd or by the kernel: an offset against it is no better than that.

It reads only: ``chronyc tracking``, or adjtimex(2) with no mode, which nobody needs a right for. Probe hosts run it, so
Python 3.8 has to do.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

from ..ntp_arithmetic import root_distance
from ..quantities import Malformed, integer, seconds_ns, text
from ..vocabularies import LEAP_INDICATOR

UNKNOWN = {
    "source": None, "synchronized": None, "estimated_error_ns": None, "maximum_error_ns": None, "offset_ns": None,
    "stratum": None, "reference_id": None, "leap_indicator": None,
}  # fmt: skip

_WAIT_S = 3
_CHRONYC_LEAP = {"Normal": 0, "Insert second": 1, "Delete second": 2, "Not synchronised": 3}
_CHRONYC_FIELDS = 14
_STA_INS, _STA_DEL, _STA_UNSYNC, _STA_NANO = 0x10, 0x20, 0x40, 0x2000
_TIME_ERROR = 5


class _Timex(ctypes.Structure):
    """``struct timex`` of a Linux whose ``long`` has 64 bits."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("constant", "precision", "tolerance", "seconds", "fraction", "tick")),
        ("rest", ctypes.c_long * 32),
    )


def local_clock() -> dict:
    """What is known of the clock: from chronyd if it runs, else from the kernel, which any daemon tells."""
    return by_chronyc() or by_kernel() or dict(UNKNOWN)


def by_chronyc() -> dict | None:
    """What chronyd says; ``None`` where there is no chronyc, or no chronyd that answers it."""
    program = shutil.which("chronyc", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/bin", "/usr/sbin")))
    if program is None:
        return None
    try:
        # Not a module's run_command: in the Ansible process there is no module.
        done = subprocess.run(  # pylint: disable=ansible-bad-function
            [program, "-n", "-c", "tracking"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_WAIT_S,
            check=True,
        )
        return of_tracking(done.stdout.decode("utf-8", "replace"))
    except (OSError, subprocess.SubprocessError, Malformed):
        return None


def of_tracking(line: str) -> dict:
    """What a line of ``chronyc -c tracking`` says; ``Malformed`` for another line."""
    fields = line.strip().split(",")
    if len(fields) != _CHRONYC_FIELDS or fields[13] not in _CHRONYC_LEAP:
        raise Malformed("not a line of chronyc tracking")
    leap = LEAP_INDICATOR(_CHRONYC_LEAP[fields[13]])
    stratum, correction, rms = integer(fields[2]), seconds_ns(fields[4]), seconds_ns(fields[6])
    delay, dispersion = seconds_ns(fields[10]), seconds_ns(fields[11])
    if stratum is None or correction is None or rms is None or delay is None or dispersion is None:
        raise Malformed("not a line of chronyc tracking")
    synchronized = leap != "alarm"
    return {
        "source": "chronyc",
        "synchronized": synchronized,
        "estimated_error_ns": rms if synchronized else None,
        # chronyc(1), "tracking": the bound of the clock's error.
        "maximum_error_ns": abs(correction) + root_distance(delay, dispersion) if synchronized else None,
        # Above zero where the clock is slow, as offsets of servers are.
        "offset_ns": correction if synchronized else None,
        "stratum": stratum if synchronized else None,
        # The name of a reference clock, or the address of a server.
        "reference_id": text(fields[1]) if synchronized else None,
        "leap_indicator": leap,
    }


def by_kernel() -> dict | None:
    """What the kernel says; ``None`` where it is not a Linux whose ``struct timex`` is known."""
    if not sys.platform.startswith("linux") or ctypes.sizeof(ctypes.c_long) != 8:
        return None
    timex = _Timex()  # no mode is set: read only
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else of_timex(state, timex.status, timex.offset, timex.esterror, timex.maxerror)


def of_timex(state: int, status: int, offset: int, estimated_us: int, maximum_us: int) -> dict:
    """What adjtimex(2) gave, in the words and units of facts."""
    synchronized = state != _TIME_ERROR and not status & _STA_UNSYNC
    leap = 3 if not synchronized else 1 if status & _STA_INS else 2 if status & _STA_DEL else 0
    return {
        **UNKNOWN,
        "source": "adjtimex",
        "synchronized": synchronized,
        "estimated_error_ns": estimated_us * 1000 if synchronized else None,
        "maximum_error_ns": maximum_us * 1000 if synchronized else None,
        "offset_ns": (offset if status & _STA_NANO else offset * 1000) if synchronized else None,
        "leap_indicator": LEAP_INDICATOR(leap),
    }
