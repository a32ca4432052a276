# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hints: every code that the code raises has a template, and templates name options that there are."""

from __future__ import annotations

import ast

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import errors, hints
from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION
from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import NTP_PROBE, PTP_PROBE
from tests.tooling.tree import ROOT, files

PLUGINS = [name for name in files() if name.startswith("plugins/") and name.endswith(".py")]
OPTIONS = {**CONNECTION, **NTP_PROBE, **PTP_PROBE}
KINDS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.Error)]


def texts_in(name: str) -> set[str]:
    """The whole texts in a file's code."""
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def codes_of(name: str) -> set[str]:
    """The texts that a file gives as ``hint_code``, in a call or an assignment."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        named = isinstance(node, ast.keyword) and node.arg == "hint_code"
        assigned = isinstance(node, ast.Assign) and "hint_code" in ast.unparse(node.targets[0])
        if (named or assigned) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.add(node.value.value)
    return found


def test_every_code_has_a_template():
    given = {code for name in PLUGINS for code in codes_of(name)}
    assert len(given) > 30
    assert given <= set(hints.TEMPLATES)


def test_every_template_is_given():
    written = set().union(*(texts_in(name) for name in PLUGINS if not name.endswith("/hints.py")))
    assert set(hints.TEMPLATES) <= written
    assert set(hints.OF_HOSTS) <= set(hints.TEMPLATES)


@pytest.mark.parametrize("code", hints.TEMPLATES)
def test_a_template_names_options_that_there_are(code):
    found = list(hints.placeholders(hints.TEMPLATES[code] + hints.OF_HOSTS.get(code, "")))
    assert {spec for name, spec in found if name in ("option", "named")} <= set(OPTIONS)
    arguments = {name: "x" for name, _spec in found if name not in ("option", "named")}
    task, host = hints.of_task(code, arguments), hints.of_host(code)
    assert "{" not in f"{task}{host}"
    assert (host is None) == bool(arguments)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_gives_its_hint_and_the_code_of_it(kind):
    found = kind("It failed.", url="u", status_code=500).as_dict()
    assert found.keys() == {"kind", "url", "status_code", "hint_code", "hint"}
    assert (found["hint_code"] is None) == (found["hint"] is None)
    assert kind("It failed.", hint_code="linux").as_dict()["hint"] == "Probe from Linux."


def test_options_are_named_as_the_reader_writes_them():
    assert hints.of_task("dns", {}) == "Check the name in option host, and the controller's resolver."
    assert hints.of_host("dns") == "Check the name in meinberg_host, and the controller's resolver."
    assert hints.of_task("maybe_tls", {}) == "The port may speak TLS: check port, or set use_tls: true."
    assert hints.of_host("maybe_tls") == ("The port may speak TLS: check meinberg_port, or set meinberg_use_tls: true.")


def test_a_hint_with_arguments_is_rendered_where_they_are_known():
    error = errors.DependencyError("No.", hint_code="install", hint_arguments={"command": "pip install requests"})
    assert error.hint == "Run on the controller: pip install requests"
    assert hints.of_host("install") is None
    assert hints.of_host("nobody's") is None


def test_a_message_of_a_clause_can_end_another_sentence():
    error = errors.DnsError(clause="the name a.example could not be resolved: unknown")
    assert error.message == str(error) == "The name a.example could not be resolved: unknown."
    assert error.ending == "the name a.example could not be resolved: unknown."
    assert errors.DnsError("a.pem is empty.").ending == "a.pem is empty."
