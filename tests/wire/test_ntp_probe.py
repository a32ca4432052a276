# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe asks real servers, and agrees with what chronyc and ntpq say of the same servers in the same minute.

All hosts have this machine's clock, so each server's true offset is known: none, but for the one that is told to be
50 ms off. A leap second is not announced here: chronyd does so on the last day of June and December alone, ntpd on the
last day of a month.
"""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.probes.local_clock import of_tracking
from tests.tooling.debian import Unavailable
from tests.wire.namespaces import Lan
from tests.wire.ntp_peers import Peers

HOSTS = (
    "primary",
    "lost",
    "second",
    "off",
    "over-ipv6",
    "ntpd",
    "ntpd-init",
    "ntpd-second",
    "limited",
    "dropping",
    "judge",
)
ALONE = ("limited", "dropping", "judge")
"""The hosts that are not asked with the others."""

NUMBERS = {name: number for number, name in enumerate(HOSTS, 11)}
FAST = "iburst minpoll -1 maxpoll -1"
OPEN = ("restrict default nomodify", "restrict 127.0.0.1", "restrict 10.88.0.0 mask 255.255.255.0 nomodify")
OFF_NS = 50_000_000
SAMPLES = 4

# What chronyc's ntpdata has in which column.
LEAP, STRATUM, PRECISION, ROOT_DELAY, ROOT_DISPERSION, REFERENCE_ID, OFFSET, DELAY = 5, 8, 11, 13, 14, 15, 18, 19
LEAP_WORDS = {"Normal": "none", "Not synchronised": "alarm"}

NOISE_NS = 1_000_000
"""How far two measurements may be apart on a machine that has other work."""

FUZZ_NS = 100
"""Servers fill the bits below their precision, 60 ns at most here, with noise."""

STEP_NS = 15_259
"""2**-16 s, the step of root delay and root dispersion in a packet."""

SYNCHRONIZED = ("primary", "second", "off", "over-ipv6", "ntpd", "ntpd-second")


def address(name: str) -> str:
    return f"10.88.0.{NUMBERS[name]}"


def in_ns(seconds: str) -> float:
    return float(seconds) * 1e9


@pytest.fixture(scope="module")
def peers(tmp_path_factory):
    with ExitStack() as stack:
        try:
            lan = stack.enter_context(Lan("ntp"))
            for name, number in NUMBERS.items():
                lan.host(name, number)
            started = Peers(lan, tmp_path_factory.mktemp("ntp"))
        except Unavailable as error:
            pytest.skip(str(error))
        primary = f"server {address('primary')} {FAST}"
        started.chronyd("primary", "local stratum 1")
        started.chronyd("lost")
        started.chronyd("second", primary)
        started.chronyd("off", f"{primary} offset {OFF_NS / 1e9}")
        started.chronyd("over-ipv6", f"server fd88::{NUMBERS['primary']} {FAST}")
        local = "refclock local minpoll 3 maxpoll 3 stratum 0 refid TEST prefer"
        started.ntpd("ntpd", local, "tos minsane 1 minclock 1", *OPEN)
        started.ntpd("ntpd-init", "restrict default noquery")
        upstream = f"server {address('primary')} iburst minpoll 3 prefer"
        started.ntpd("ntpd-second", upstream, "tos minsane 1 minclock 1", *OPEN)
        limit = ("limit average 0.2 burst 3 kod 20", "restrict default limited kod")
        started.ntpd("limited", "tos orphan 1 orphanwait 1", *limit)
        started.chronyd("dropping", "local stratum 1", "ratelimit interval 6 burst 2 leak 4")
        asked = [name for name in HOSTS if name not in ALONE]
        started.chronyd("judge", *(f"server {address(name)} {FAST} noselect" for name in asked))
        for name in ("second", "off", "over-ipv6"):
            started.wait(f"{name} synchronised", lambda name=name: tracked(started, name)[2] == "2")
        for name, stratum in (("ntpd", "1"), ("ntpd-second", "2")):
            started.wait(
                f"{name} synchronised", lambda name=name, stratum=stratum: started.ntpq(name).get("stratum") == stratum
            )
        yield started


def tracked(peers: Peers, name: str) -> list[str]:
    return (peers.chronyc(name, "tracking") or [[""] * 14])[0]


@pytest.fixture(scope="module")
def found(peers):
    hosts = [*(address(name) for name in HOSTS if name not in ALONE), "10.88.0.99"]
    hosts += [f"fd88::{NUMBERS[name]}" for name in ("primary", "over-ipv6")]
    return peers.ask("judge", hosts=hosts, samples=SAMPLES, spacing=0.5, timeout=1)["ntp_probes"]


@pytest.fixture(scope="module")
def judged(peers, found):
    """What the reference client on the same host says, asked after the probe."""
    return {row[0]: row for row in peers.chronyc("judge", "ntpdata")}


@pytest.mark.parametrize("name", [name for name in HOSTS if name not in ALONE])
def test_every_sample_is_answered_and_true_within_half_its_delay(found, name):
    samples = found[address(name)]["samples"]
    true_ns = OFF_NS if name == "off" else 0
    assert [sample["error"] for sample in samples] == [None] * SAMPLES
    # A clock that follows another is not quite there.
    follows_ns = NOISE_NS if name in ("second", "off", "over-ipv6") else 0
    for sample in samples:
        assert sample["delay_ns"] > 0
        assert abs(sample["offset_ns"] - true_ns) <= sample["delay_ns"] / 2 + follows_ns + FUZZ_NS


@pytest.mark.parametrize("name", SYNCHRONIZED)
def test_offset_and_delay_are_those_of_chronyd(found, judged, name):
    summary, row = found[address(name)]["summary"], judged[address(name)]
    assert summary["minimum_delay"]["offset_ns"] == pytest.approx(in_ns(row[OFFSET]), abs=NOISE_NS)
    assert summary["minimum_delay"]["delay_ns"] == pytest.approx(in_ns(row[DELAY]), abs=NOISE_NS)


@pytest.mark.parametrize("name", [*SYNCHRONIZED, "lost"])
def test_what_a_server_says_is_what_chronyd_hears(found, judged, name):
    summary, row = found[address(name)]["summary"], judged[address(name)]
    sample = found[address(name)]["samples"][-1]
    assert summary["stratum"] == int(row[STRATUM])
    assert summary["leap_indicator"] == LEAP_WORDS[row[LEAP]]
    assert sample["reference_id_hex"].upper() == row[REFERENCE_ID]
    assert sample["precision_log2_s"] == int(row[PRECISION])
    assert summary["root_delay_ns"] == pytest.approx(in_ns(row[ROOT_DELAY]), abs=NOISE_NS)
    assert summary["root_distance_ns"] == summary["root_dispersion_ns"] + summary["root_delay_ns"] / 2


@pytest.mark.parametrize("name", ["primary", "second", "off", "over-ipv6", "lost"])
def test_the_root_dispersion_is_what_chronyd_hears(found, judged, name):
    # That of ntpd falls too fast while it settles; it is compared with its own variables.
    summary, row = found[address(name)]["summary"], judged[address(name)]
    assert summary["root_dispersion_ns"] == pytest.approx(in_ns(row[ROOT_DISPERSION]), abs=NOISE_NS)


@pytest.mark.parametrize("name", ["second", "over-ipv6"])
def test_a_server_of_stratum_2_says_what_its_own_tracking_does(peers, found, name):
    summary, row = found[address(name)]["summary"], tracked(peers, name)
    assert summary["stratum"] == int(row[2]) == 2
    assert found[address(name)]["samples"][-1]["reference_id_hex"].upper() == row[0]
    assert summary["root_delay_ns"] == pytest.approx(in_ns(row[10]), abs=NOISE_NS + STEP_NS)
    assert summary["root_dispersion_ns"] == pytest.approx(in_ns(row[11]), abs=NOISE_NS + STEP_NS)


@pytest.mark.parametrize("name", ["ntpd", "ntpd-second"])
def test_a_server_says_what_its_own_variables_do(peers, name):
    before = peers.ntpq(name)
    summary = peers.ask("judge", host=address(name), samples=1)["ntp_probe"]["summary"]
    after = peers.ntpq(name)
    assert (summary["stratum"], summary["reference_id"]) == (int(after["stratum"]), after["refid"])
    for fact, variable in (("root_delay_ns", "rootdelay"), ("root_dispersion_ns", "rootdisp")):
        # It may have changed meanwhile: ntpd's dispersion is halved by each poll while it settles.
        least, most = sorted(float(variables[variable]) * 1e6 for variables in (before, after))
        assert least - NOISE_NS - STEP_NS <= summary[fact] <= most + NOISE_NS + STEP_NS


def test_reference_ids_are_read_as_what_they_are(found):
    read = {name: found[address(name)]["summary"]["reference_id"] for name in ("second", "ntpd-second", "ntpd", "lost")}
    assert read == {"second": address("primary"), "ntpd-second": address("primary"), "ntpd": "TEST", "lost": None}
    assert found[f"fd88::{NUMBERS['over-ipv6']}"]["summary"]["reference_id"] is None


def test_ipv6_gives_the_same_as_ipv4(found):
    probe = found[f"fd88::{NUMBERS['primary']}"]
    assert (probe["family"], probe["source"]) == ("ipv6", f"fd88::{NUMBERS['judge']}")
    assert (probe["summary"]["stratum"], probe["summary"]["answered"]) == (1, SAMPLES)
    assert all(abs(sample["offset_ns"]) <= sample["delay_ns"] / 2 + FUZZ_NS for sample in probe["samples"])


def test_a_server_without_a_source_says_so(found):
    for name, code in (("lost", []), ("ntpd-init", ["INIT"])):
        summary = found[address(name)]["summary"]
        assert (summary["stratum"], summary["leap_indicator"], summary["kiss_codes"]) == (0, "alarm", code)


def test_mode_6_is_answered_by_who_lets_us(peers, found):
    told = {name: found[address(name)]["mode6"] for name in ("primary", "ntpd-init", "ntpd")}
    silent = {"answered": False, "bytes": 0, "status": None, "error": "timeout"}
    assert (told["primary"], told["ntpd-init"]) == (silent, silent)
    assert (told["ntpd"]["answered"], told["ntpd"]["error"]) == (True, None)
    assert told["ntpd"]["bytes"] > 100
    # The word's event count may have risen meanwhile; clock source and leap have not.
    assert told["ntpd"]["status"][:4] == "0x" + peers.ntpq("ntpd")["associd"].partition("status=")[2][:2]


def test_a_host_that_is_not_there_is_data_among_hosts(peers, found):
    assert found["10.88.0.99"]["error"]["kind"] in ("timeout", "connect")
    alone = peers.ask("judge", host=address("judge"), port=124, samples=1, timeout=1)
    assert (alone["failed"], alone["error"]["kind"]) == (True, "connect")


def test_a_rate_limit_is_heeded(peers):
    probe = peers.ask("judge", host=address("limited"), samples=5, spacing=0.05)["ntp_probe"]
    codes = [sample["kiss_code"] for sample in probe["samples"]]
    first = codes.index("RATE")
    assert first >= 1  # the first burst is let through
    assert set(codes[first:]) == {"RATE"}
    assert probe["summary"]["kiss_codes"] == ["RATE"]
    assert probe["summary"]["stratum"] == 1
    sent = [float(sample["time"][17:-1]) for sample in probe["samples"]]
    gaps = [(later - earlier) % 60 for earlier, later in zip(sent[first:], sent[first + 1 :], strict=False)]
    assert all(gap >= 0.1 * 2**number for number, gap in enumerate(gaps))


def test_a_rate_limit_that_drops_is_counted(peers):
    options = {"samples": 8, "spacing": 0.05, "timeout": 0.2}
    summary = peers.ask("judge", host=address("dropping"), **options)["ntp_probe"]["summary"]
    assert summary["sent"] == 8
    # Two of a burst are answered, and of the others one in 16, by chance.
    assert 2 <= summary["answered"] < 8
    assert (summary["kiss_codes"], summary["stratum"]) == ([], 1)


def test_chronyd_is_asked_for_the_local_clock(peers):
    rows = tracked(peers, "off")
    clock = of_tracking(",".join(rows))
    # Its source is told to be 50 ms ahead, so its own clock is slow.
    assert clock["offset_ns"] == pytest.approx(OFF_NS, abs=NOISE_NS)
    assert (clock["synchronized"], clock["stratum"], clock["leap_indicator"]) == (True, 2, "none")
    assert clock["reference_id"] == address("primary")
    assert clock["maximum_error_ns"] >= abs(clock["offset_ns"])
    assert of_tracking(",".join(tracked(peers, "lost")))["synchronized"] is False
