# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the HTTP sessions with a device cost: totals always, single records where they are asked for.

Durations come from the monotonic clock, in milliseconds with three digits; times are ISO 8601 in UTC.
"""

from __future__ import annotations

import time
from collections import deque
from datetime import datetime, timedelta, timezone

from .time_stamps import utc_iso


class Exchange:
    """One attempt at one request. Its times are read from ``time.perf_counter``; None where it never got that far."""

    def __init__(self, method: str, url: str, attempt: int) -> None:
        self.method = method
        self.url = url
        self.attempt = attempt
        self.error: str | None = None
        self.status_code: int | None = None
        self.bytes = 0
        self.connection: int | None = None
        self.connect_s: float | None = None
        self.tls_s: float | None = None
        self.began_at = datetime.now(timezone.utc)
        self.began = time.perf_counter()
        self.sent: float | None = None
        self.head: float | None = None
        self.ended = self.began

    def count(self, size: int) -> None:
        """``size`` more bytes of the body have come, as they were sent: perhaps compressed."""
        self.bytes += size

    @property
    def reused(self) -> bool:
        """Whether it went over a connection that an earlier one had opened."""
        return self.connection is not None and self.connect_s is None

    @property
    def rtt_s(self) -> float | None:
        """Seconds from the request's last byte sent to the response's head received."""
        return None if self.head is None or self.sent is None else self.head - self.sent

    def record(self) -> dict:
        """The exchange as ``http.sessions[]`` shows it; ``request_time`` is when it began, connecting included."""
        answered = None if self.head is None else self.began_at + timedelta(seconds=self.head - self.began)
        return {
            "method": self.method,
            "url": self.url,
            "status_code": self.status_code,
            "request_time": utc_iso(self.began_at),
            "response_time": answered and utc_iso(answered),
            "connect_ms": _ms(self.connect_s),
            "tls_ms": _ms(self.tls_s),
            "rtt_ms": _ms(self.rtt_s),
            "duration_ms": _ms(self.ended - self.began),
            "bytes": self.bytes,
            "attempt": self.attempt,
            "connection": self.connection,
            "error": self.error,
        }


class Tracker:
    """Counts all exchanges with one device and, with ``keep``, keeps the latest ``keep`` of them."""

    def __init__(self, keep: int = 0) -> None:
        self.connection_count = 0
        self.current: Exchange | None = None
        self.answered_at: datetime | None = None
        self._kept: deque[Exchange] = deque(maxlen=max(keep, 0))
        self._requests = 0
        self._bytes = 0
        self._rtts = 0
        self._rtt_sum = 0.0
        self._rtt_min = float("inf")
        self._rtt_max = 0.0
        self._began: float | None = None
        self._ended = 0.0

    def begin(self, method: str, url: str, attempt: int) -> Exchange:
        """Start an exchange; it is ``current`` until ``end()``."""
        self.current = exchange = Exchange(method, url, attempt)
        if self._began is None:
            self._began = exchange.began
        return exchange

    def end(self, exchange: Exchange) -> None:
        """The current exchange is over, well or not."""
        self.current = None
        exchange.ended = self._ended = time.perf_counter()
        self._requests += 1
        self._bytes += exchange.bytes
        rtt = exchange.rtt_s
        if rtt is not None and exchange.sent is not None:
            self._rtts += 1
            self._rtt_sum += rtt
            self._rtt_min = min(self._rtt_min, rtt)
            self._rtt_max = max(self._rtt_max, rtt)
            between = exchange.sent + rtt / 2 - exchange.began
            self.answered_at = exchange.began_at + timedelta(seconds=between)
        self._kept.append(exchange)

    def totals(self) -> dict:
        """The counters of the ``http`` block."""
        known = self._rtts > 0
        return {
            "request_count": self._requests,
            "connection_count": self.connection_count,
            "bytes_received": self._bytes,
            "rtt_ms": {
                "min": _ms(self._rtt_min if known else None),
                "mean": _ms(self._rtt_sum / self._rtts if known else None),
                "max": _ms(self._rtt_max if known else None),
            },
            "duration_ms": _ms(0.0 if self._began is None else self._ended - self._began),
        }

    def records(self) -> list[dict]:
        """The kept exchanges, oldest first."""
        return [exchange.record() for exchange in self._kept]


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)
