# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``ntp_probe_info`` by ``ansible-playbook``: in the Ansible process and as a module, with mistakes and failures."""

from __future__ import annotations

import pytest

from tests.integration.playbooks import module, play, run_plays
from tests.simulator import Device, Fleet, serve
from tests.unit.plugins.module_utils.probes.ntp_servers import answer, serving

NAME = "ntp_probe_info"
PYTHON = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
LOCAL = {"ansible_connection": "local", **PYTHON}
RECORDED = {"ansible_connection": "recorded", **PYTHON}
AS_MODULE = {"meinberg_in_process": False}
SHORT = {"samples": 2, "spacing": 0.1, "timeout": 0.5, "port": "{{ ntp_port }}"}
ONE = {"host": "127.0.0.1", **SHORT}
BAD = {
    "neither": ({}, "Give either host or hosts."),
    "both": ({"host": "127.0.0.1", "hosts": ["127.0.0.1"]}, "Give either host or hosts."),
    "no sample": ({"host": "127.0.0.1", "samples": 0}, "samples is 0; it takes 1 to 1000."),
    "version 5": ({"host": "127.0.0.1", "version": 5}, "value of version must be one of: 1, 2, 3, 4"),
}
TASKS = [
    module(NAME, ONE, name="in process"),
    module(NAME, ONE, name="as module", vars=AS_MODULE),
    module(NAME, ONE, name="delegated to localhost", delegate_to="here"),
    module(NAME, ONE, name="elsewhere", delegate_to="elsewhere"),
    module(NAME, ONE, name="in the background", **{"async": 30, "poll": 1}),
    module(NAME, ONE, name="in check mode", check_mode=True),
    module(NAME, {"hosts": ["127.0.0.1", "127.0.0.2"], **SHORT}, name="many"),
    module(NAME, {"host": "127.0.0.2", **SHORT}, name="refused"),
    module(NAME, {"host": "127.0.0.2", **SHORT}, name="refused as module", vars=AS_MODULE),
    *(module(NAME, options, name=name) for name, (options, _words) in BAD.items()),
    *(module(NAME, options, name=f"{name} as module", vars=AS_MODULE) for name, (options, _words) in BAD.items()),
]
AS_TOLD = {
    "in process": False,
    "as module": True,
    "delegated to localhost": False,
    "elsewhere": True,
    "in the background": True,
    "in check mode": False,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ntp")
    with (
        serve(Fleet.of(Device("unused"), base="127.44.7.1")) as running,
        serving(lambda r, _n: [answer(r)]) as (port, _requests),
    ):
        more = {"here": LOCAL, "elsewhere": RECORDED}
        yield run_plays(
            folder,
            running,
            play(TASKS, hosts="here", module_defaults={}),
            host_vars={"ntp_port": port},
            more_hosts=more,
        )


@pytest.mark.parametrize("task", AS_TOLD)
def test_each_way_of_running_asks_the_same(run, task):
    done = run[task]["here"]
    assert done.outcome == "ok", done.result
    probe = done.result["ntp_probe"]
    assert (probe["summary"]["stratum"], probe["summary"]["reference_id"]) == (1, "GPS")
    assert (probe["summary"]["sent"], probe["summary"]["answered"]) == (2, 2)
    assert all(abs(sample["offset_ns"]) <= sample["delay_ns"] / 2 + 1 for sample in probe["samples"])
    assert done.result["changed"] is False
    assert ("invocation" in done.result) is AS_TOLD[task]


def test_only_what_is_delegated_goes_over_its_connection(run):
    assert any(NAME in command for command in run["elsewhere"]["here"].commands)
    assert not run["delegated to localhost"]["here"].commands


def test_one_of_many_that_is_not_there_is_no_failure(run):
    done = run["many"]["here"]
    assert done.outcome == "ok", done.result
    found = done.result["ntp_probes"]
    assert found["127.0.0.1"]["summary"]["answered"] == 2
    assert found["127.0.0.2"]["error"]["kind"] == "connect"


@pytest.mark.parametrize("task", ["refused", "refused as module"])
def test_a_server_that_is_not_there_is_a_failure(run, task):
    done = run[task]["here"]
    assert done.kind == "connect"
    assert set(done.result["error"]) == {"kind", "url", "status_code", "hint_code", "hint"}
    assert done.result["msg"].startswith("Cannot ask 127.0.0.2:")


@pytest.mark.parametrize("suffix", ["", " as module"])
@pytest.mark.parametrize("name", BAD)
def test_mistakes_in_options_say_which(run, name, suffix):
    done = run[name + suffix]["here"]
    assert done.outcome == "failed"
    assert BAD[name][1] in done.result["msg"]
