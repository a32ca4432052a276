# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about a device that could not be read, and about what is not known."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import errors
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import remedies
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Reason

KINDS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.Error)]
SILENT = Reason("not_reported")
REASONS = sorted({kind.reason for kind in KINDS} | {"unsupported", "contradicted", "masked"})


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_remedy(reason):
    offered = reason not in ("unsupported", "not_found")
    assert remedies.of_unknown(SILENT, reason, offered) != remedies.of_unknown(SILENT, None, True)


@pytest.mark.parametrize(
    ("reason", "code", "offered", "begins"),
    [
        (None, "not_reported", True, "The device does not say it now."),
        ("strange", "not_reported", True, "The device does not say it now."),
        (None, "not_reported", False, "Nothing to do on the device"),
        ("unsupported", "not_reported", False, "Nothing to do on the device"),
        ("not_found", "not_reported", False, "Nothing to do on the device"),
        ("forbidden", "not_reported", True, "Give the account the right"),
        ("timeout", "not_reported", True, "See why the device answers slowly"),
        ("malformed", "not_reported", True, "The device's answer is not understood."),
        (None, "not_comparable", True, "The device's answer is not understood."),
        (None, "outside_vocabulary", True, "The device's answer is not understood."),
        ("contradicted", "contradicted", False, "The device's answer contradicts itself here."),
        ("masked", "masked", True, "The device's text repeats the password or token"),
    ],
)
def test_an_unknown_has_the_remedy_of_its_reason(reason, code, offered, begins):
    assert remedies.of_unknown(Reason(code), reason, offered).startswith(begins)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        ({"hint": "A hint."}, "A hint."),
        ({"hint": None}, "Read the device by hand with device_facts."),
        ({}, "Read the device by hand with device_facts."),
        (
            errors.ConnectError("off", hint_code="maybe_tls").as_dict(),
            "check meinberg_port, or set meinberg_use_tls: true.",
        ),
        (errors.DnsError("no name").as_dict(), "Check the name in meinberg_host, and the controller's resolver."),
        (
            errors.TlsError("no", hint_code="not_trusted").as_dict(),
            "in meinberg_ca_path, or set meinberg_validate_certs: false.",
        ),
        (
            errors.CredentialsError("none").as_dict(),
            "the variables meinberg_username and meinberg_password, or meinberg_token.",
        ),
        (
            errors.DependencyError("no", hint_code="install", hint_arguments={"command": "pip x"}).as_dict(),
            "Run on the controller: pip x",
        ),
        ({"hint_code": "of a later version", "hint": "A hint."}, "A hint."),
        ({"hint_code": 7, "hint": "Set use_tls."}, "Set use_tls."),
    ],
)
def test_a_device_that_is_not_read_has_the_hint_of_its_error_with_the_names_of_variables(error, remedy):
    assert remedies.of_unread(error).endswith(remedy)
