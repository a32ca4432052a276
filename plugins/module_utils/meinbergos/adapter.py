# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: which answers the facets need, and the facts from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..errors import ConnectError, Error, NotFoundError, RestDisabledError
from ..records import Computed, Named, Reader, Table
from ..sources import RestSource
from . import ntp, outputs, ptp, status
from .answers import Answers
from .paths import GLOBAL, IO, MODULES, NTP, OUTPUTS, PTP, RECEIVER_1, RECEIVER_2, REFERENCES, STATE, SYSTEM
from .system import TABLES as SYSTEM_TABLES
from .system import device, system

NAME, TITLE = "meinbergos", "meinbergOS"
AUTO = True
ROOT = STATE
SEEDS: tuple[str, ...] = (
    STATE, SYSTEM, REFERENCES, GLOBAL, MODULES, RECEIVER_1, RECEIVER_2, NTP, PTP, IO, OUTPUTS,
)  # fmt: skip
BELOW = "data"
TABLES: tuple[Table, ...] = (*SYSTEM_TABLES, *status.TABLES, *ntp.TABLES, *ptp.TABLES, *outputs.TABLES)
COMPUTED: tuple[Computed, ...] = (*status.COMPUTED, *ntp.COMPUTED, *ptp.COMPUTED)
NAMED: tuple[Named, ...] = (*status.NAMED, *ntp.NAMED)
KNOWN_BY: Mapping[str, str] = {
    "A": "Read by a public program.",
    "C": "Inferred: names follow those of tier A, meanings are the MIB's. Of outputs the MIB says nothing: their "
    "names follow the signals in the vendor's manuals.",
}

READERS: Mapping[str, Callable[[Reader, Answers], dict | list | None]] = {
    "status": status.status, "ntp": ntp.ntp, "ptp": ptp.ptp, "outputs": outputs.outputs,
}  # fmt: skip
NEEDS = {"status": (REFERENCES, MODULES), "ntp": (NTP,), "ptp": (PTP,), "outputs": (MODULES,)}
"""The paths that each facet is read from, beside ``SYSTEM``, which all need."""

_OF_MASTER = {f"status.sync.{field.fact}" for field in status.MASTER.fields} | {
    "status.sync.antenna",
    "status.sync.oscillator.warmed_up",
}
_OF_GLOBAL = {f"status.sync.{field.fact}" for field in status.SYNC.fields}
MISSING = {
    SYSTEM: {"device": {"device"}, "status": {"status.system"}},
    REFERENCES: {"status": {"status.references"} | _OF_MASTER - _OF_GLOBAL},
    GLOBAL: {"status": _OF_GLOBAL},
    MODULES: {"status": {"status.modules"}, "outputs": {"outputs"}},
    RECEIVER_1: {"status": {"status.receivers"}},
    RECEIVER_2: {"status": {"status.receivers"}},
    NTP: {"ntp": {"ntp"}},
    PTP: {"ptp": {"ptp"}},
    IO: {"outputs": {"outputs"}},
    OUTPUTS: {"outputs": {"outputs"}},
}
"""The facts, by facet, that are missing where a path could not be read."""

NOT_OFFERED: Mapping[str, tuple[str, ...]] = {
    "status": (
        "status.events",
        "status.network",
        "status.power_supplies",
        "status.services",
        "status.sync_monitor",
        "status.sync_team",
    )
}
"""Sections that neither public clients nor the MIB know of."""


def fetch(source: RestSource, facets: list[str], first_error: Error | None = None) -> Answers:
    """Ask for what the facets need.

    Paths that fail are noted in the answers. Raises where no path answers with content: ``first_error``, a failure met
    before on this device, or the most telling one, ``RestDisabledError`` where nothing is found at all.
    """
    answers = Answers(source)
    for path in (SYSTEM, *(path for facet in facets for path in NEEDS[facet])):
        answers.need(path)
    if "outputs" in facets and outputs.of_modules(Reader("outputs"), answers) is None:
        for path in (IO, OUTPUTS):
            if not any(answers.at(other) for other in (IO, OUTPUTS)):
                answers.need(path)
    if not answers.content:
        answers.need(GLOBAL)  # tells a device without these facets from one without the API
    if not answers.content:
        raise _most_telling(source, [*filter(None, [first_error]), *answers.failures.values()])
    if answers.interrupted and SYSTEM in answers.content:
        _check_same_start(source, answers.content[SYSTEM], answers.again(SYSTEM))
    return answers


def _check_same_start(source: RestSource, before: dict, after: dict) -> None:
    """ConnectError where the device has restarted, or is another one, since it was first asked for its system."""
    reader = Reader("status")
    changed = None
    was, now = ((system(reader, content) or {}).get("uptime_s") for content in (before, after))
    if was is not None and now is not None and now < was:
        changed = f"{source.host} restarted while it was read: its uptime is {now} s, and was {was} s before."
    was, now = (device(reader, content).get("serial_number") for content in (before, after))
    if None not in (was, now) and now != was:
        changed = f"{source.host} became another device while it was read: its serial number is {now}, and was {was}."
    if changed:
        raise ConnectError(changed, url=f"{source.web_url}{SYSTEM}", hint_code="two_states")


def _most_telling(source: RestSource, errors: list[Error]) -> Error:
    for error in errors:
        if not isinstance(error, NotFoundError):
            return error
    return RestDisabledError(
        f"{source.host} has a web server, but neither the REST API of LTOS nor that of meinbergOS answers on it.",
        url=errors[0].url,
        status_code=errors[0].status_code,
    )


def facts(answers: Answers, facets: list[str]) -> tuple[dict, dict, list[dict]]:
    """The device, the facets asked for, and what could not be read, from the answers alone."""
    who = Reader("device")
    identity = device(who, answers.at(SYSTEM))
    readers = {facet: Reader(facet) for facet in facets}
    read = {facet: READERS[facet](reader, answers) for facet, reader in readers.items()}
    for reader in (who, *readers.values()):
        for path, error in answers.failures.items():
            missing = MISSING[path].get(reader.facet)
            if missing and not _no_lack(path, error, read):
                reader.note(path, "", error.reason, *missing)
    notes = [note for reader in (who, *readers.values()) for note in reader.unavailable]
    # The tables begin below `data`, the answers above it.
    return identity, read, [{**note, "path": note["path"].replace("#/", f"#/{BELOW}/", 1)} for note in notes]


def _no_lack(path: str, error: Error, read: dict) -> bool:
    """There may be no second receiver, and outputs need to stand in one place only."""
    if path == RECEIVER_2:
        return error.reason == "not_found"
    return path in (IO, OUTPUTS) and read["outputs"] is not None


def raw(answers: Answers) -> dict[str, object]:
    """The device's own answers, by path."""
    return answers.raw


def failures(answers: Answers) -> dict[str, Error]:
    """Why other paths did not answer."""
    return answers.failures


def names_below(answer: object) -> Iterator[str]:
    """Names under ``data`` that the answer says nothing of: the device may do so where it is asked for them."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(data, dict):
        yield from (name for name, value in data.items() if value is None or value == {})
    elif isinstance(data, list):
        yield from (name for name in data if isinstance(name, str))
