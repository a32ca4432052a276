# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that users write."""

from __future__ import annotations

import pytest
from ansible.module_utils.basic import AnsibleFallbackNotFound, env_fallback

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import (
    CONNECTION,
    GATHER_SUBSET,
    SubsetError,
    facets_of,
)

ALL = ["status", "ntp", "ptp", "outputs"]
DEFAULTS = {
    "host": None, "port": None, "use_tls": True, "validate_certs": True, "ca_path": None, "username": None,
    "password": None, "auth": "basic", "token": None, "proxy": None, "use_proxy": False, "timeout": 10, "deadline": 60,
    "retries": 2, "max_body_mib": 16, "device_os": "auto", "http_sessions": False, "http_sessions_max_count": 100,
    "include_raw": False,
}  # fmt: skip
ENVIRONMENT = {
    "host", "port", "validate_certs", "ca_path", "username", "password", "auth", "token"
}  # fmt: skip


def test_options_and_defaults_are_those_of_the_contract():
    assert {name: details.get("default") for name, details in CONNECTION.items()} == DEFAULTS
    assert [name for name, details in CONNECTION.items() if details.get("required")] == ["host"]
    assert GATHER_SUBSET["gather_subset"]["default"] == ["all"]


def test_the_environment_gives_what_the_contract_lets_it(monkeypatch):
    for name in CONNECTION:
        monkeypatch.setenv(f"MEINBERG_{name.upper()}", f"value of {name}")
    given = {}
    for name, details in CONNECTION.items():
        fallback, names = details.get("fallback", (env_fallback, ["MEINBERG_NO_SUCH"]))
        try:
            given[name] = fallback(*names)
        except AnsibleFallbackNotFound:
            continue
    assert given == {name: f"value of {name}" for name in ENVIRONMENT}


def test_what_may_be_secret_is_not_logged():
    assert [name for name, details in CONNECTION.items() if details.get("no_log")] == ["password", "token", "proxy"]


@pytest.mark.parametrize(
    ("subset", "facets"),
    [
        (["all"], ALL),
        ([], ALL),
        (["", " "], ALL),
        (["ptp"], ["ptp"]),
        (["outputs", "status"], ["status", "outputs"]),
        ([" ntp "], ["ntp"]),
        (["!ptp"], ["status", "ntp", "outputs"]),
        (["all", "!ptp", "!outputs"], ["status", "ntp"]),
        (["all", "ptp"], ALL),
        (["ptp", "ntp", "!ntp"], ["ptp"]),
        (["!all", "ntp"], ["ntp"]),
        (["ptp", "ptp"], ["ptp"]),
    ],
)
def test_facets_of_a_subset(subset, facets):
    assert facets_of(subset) == facets


@pytest.mark.parametrize(
    ("subset", "message"),
    [
        (["ntpp"], "gather_subset has no 'ntpp'; it takes status, ntp, ptp, outputs, all, or one of them after '!'."),
        (["!", "ntp"], "gather_subset has no '!'"),
        (["!!ntp"], "gather_subset has no '!!ntp'"),
        (["ALL"], "gather_subset has no 'ALL'"),
        (["!all"], "gather_subset leaves no facet to gather."),
        (["ptp", "!ptp"], "gather_subset leaves no facet to gather."),
        (["!status", "!ntp", "!ptp", "!outputs"], "gather_subset leaves no facet to gather."),
    ],
)
def test_a_subset_that_cannot_be(subset, message):
    with pytest.raises(SubsetError) as caught:
        facets_of(subset)
    assert str(caught.value).startswith(message)
