# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry is the one place that lists operating systems, and one more takes its folder and its line there."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.timesync.meinberg.plugins.module_utils import gather as gathering
from ansible_collections.timesync.meinberg.plugins.module_utils.adapters import Adapter
from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    AuthError,
    ForbiddenError,
    ProtocolError,
    RestDisabledError,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.registry import ADAPTERS, BY_NAME
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import FACETS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.words import SYSTEMS
from tests.tooling.tree import ROOT, files

MODULE_UTILS = "plugins/module_utils"
OWN = (f"{MODULE_UTILS}/registry.py", *(f"{MODULE_UTILS}/{name}/" for name in BY_NAME))
CODE = [
    name
    for name in files()
    if name.endswith(".py") and name.startswith(("plugins/", "tests/tooling/")) and not name.startswith(OWN)
]
MEMBERS = [name for name in (*Adapter.__annotations__, *vars(Adapter)) if not name.startswith("_")]

EXAMPLE = '''
"""An operating system of this test: one path, one fact, one path below."""

from __future__ import annotations

from ..errors import NotFoundError, RestDisabledError
from ..quantities import text
from ..records import Computed, Field, Named, Reader, Table

NAME, TITLE = "exampleos", "ExampleOS"
AUTO = True
ROOT = "/example"
SEEDS = ("/example/extra",)
BELOW = ""
DEVICE = Table("device", ROOT, "", "A", (Field("model", "model", text),))
TABLES = (DEVICE,)
COMPUTED = (Computed("device.hostname", "device.model"),)
NAMED = (Named("ntp.associations.id", ROOT, "peers", "C"),)
NOT_OFFERED = {"ntp": ("ntp.associations",)}
KNOWN_BY = {"A": "Made up."}


def fetch(source, facets, first_error=None):
    try:
        return {ROOT: source.get_json(ROOT)}
    except NotFoundError as error:
        raise first_error or RestDisabledError("There is no API of ExampleOS.") from error


def facts(answers, facets):
    reader = Reader("device")
    return reader.facts(DEVICE, answers[ROOT]), dict.fromkeys(facets), reader.unavailable


def raw(answers):
    return answers


def failures(answers):
    return {}


def names_below(answer):
    return [name for name, value in answer.items() if value is None]
'''
PROGRAM = '''
import json
from ansible_collections.timesync.meinberg.plugins.module_utils import gather as gathering
from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import NotFoundError
from ansible_collections.timesync.meinberg.plugins.module_utils.evidence import tiers
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.walk import walk
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.words import SYSTEMS

ANSWERS = {
    "/example": {"model": "X1", "fan": None}, "/example/extra": {"up": "/example/linked"}, "/example/fan": {},
    "/example/linked": {},
}


class Source:
    block, host, port, web_url = "http", "device.example", 443, "https://device.example"
    answered_at, connections, bytes_received = None, 1, 0

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        pass

    def get_json(self, path):
        if path not in ANSWERS:
            raise NotFoundError("no", status_code=404)
        return ANSWERS[path]

    def summary(self):
        return {"request_count": 1}

    def unavailable(self):
        return []


gathering.open_source = lambda options: Source()
print(json.dumps({
    "gathered": [
        gathering.gather({"device_os": device_os, "include_raw": True}, ["ntp"]) for device_os in ("auto", "exampleos")
    ],
    "walked": sorted(walk(Source(), "auto").answers),
    "tiers": tiers("exampleos"),
    "choices": CONNECTION["device_os"]["choices"],
    "title": SYSTEMS["exampleos"],
}))
'''


@pytest.fixture(scope="module")
def with_a_third(tmp_path_factory):
    """What the collection does once ``EXAMPLE`` is in a folder of its own and in the registry."""
    collection = tmp_path_factory.mktemp("third") / "ansible_collections" / "timesync" / "meinberg"
    for name in ("module_utils", "plugin_utils/common"):
        shutil.copytree(ROOT / "plugins" / name, collection / "plugins" / name)
    folder = collection / "plugins" / "module_utils" / "exampleos"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "adapter.py").write_text(EXAMPLE, encoding="utf-8")
    registry = collection / "plugins" / "module_utils" / "registry.py"
    listed = registry.read_text(encoding="utf-8")
    added = listed.replace("from .ltos", "from .exampleos import adapter as exampleos\nfrom .ltos")
    added = added.replace("meinbergos)\n", "meinbergos, exampleos)\n")
    assert added.count("exampleos") == 3
    registry.write_text(added, encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM]
    environment = {"PYTHONPATH": str(collection.parents[2]), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_third_system_is_gathered_also_where_it_has_to_be_found_out(with_a_third):
    for result in with_a_third["gathered"]:
        assert (result["device"]["os"], result["device"]["model"]) == ("exampleos", "X1")
        assert result["raw"] == {"/example": {"model": "X1", "fan": None}}
        assert [note["path"] for note in result["unavailable"]] == ["ntp.associations"]


def test_a_third_system_is_walked_within_its_own_tree(with_a_third):
    assert with_a_third["walked"] == ["/example", "/example/extra", "/example/fan", "/example/linked"]


def test_a_third_system_has_tiers_an_option_and_a_name(with_a_third):
    assert with_a_third["tiers"] == {"device.model": "A", "device.hostname": "A", "ntp.associations.id": "C"}
    assert with_a_third["choices"] == ["auto", "ltos", "meinbergos", "exampleos"]
    assert with_a_third["title"] == "ExampleOS"


@pytest.mark.parametrize("name", CODE)
def test_no_other_code_names_an_operating_system(name):
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in BY_NAME] == []


@pytest.mark.parametrize("adapter", ADAPTERS, ids=BY_NAME)
def test_an_adapter_has_all_that_the_protocol_names(adapter):
    assert [name for name in MEMBERS if not hasattr(adapter, name)] == []
    assert Path(adapter.__file__).parent.name == adapter.NAME
    assert set(adapter.NOT_OFFERED) <= set(FACETS)


def test_the_documentation_offers_the_systems_of_the_registry():
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]["device_os"]["choices"]
    assert documented == CONNECTION["device_os"]["choices"] == ["auto", *BY_NAME]
    assert list(SYSTEMS) == list(BY_NAME)


class Answering:
    """An adapter that raises, or gives its own name as the answers; it keeps what it was told of others."""

    AUTO = True

    def __init__(self, name, outcome=None):
        self.NAME = name
        self._outcome = outcome
        self.told = []

    def fetch(self, _source, _facets, first_error=None):
        self.told.append(first_error)
        if self._outcome is not None:
            raise self._outcome
        return self.NAME


def found_out(monkeypatch, *adapters):
    monkeypatch.setattr(gathering, "ADAPTERS", adapters)
    return gathering.fetch(None, "auto", [])


def test_the_first_system_that_answers_is_the_device_s(monkeypatch):
    first, second = Answering("a"), Answering("b")
    assert found_out(monkeypatch, first, second) == ("a", "a")
    assert second.told == []


def test_the_last_is_told_of_the_first_failure_that_another_system_could_mean(monkeypatch):
    forbidden, broken = ForbiddenError("no right"), ProtocolError("no JSON")
    others = Answering("a", RestDisabledError("none")), Answering("b", forbidden), Answering("c", broken)
    last = Answering("d")
    assert found_out(monkeypatch, *others, last) == ("d", "d")
    assert last.told == [forbidden]


def test_a_failure_of_the_device_ends_the_search(monkeypatch):
    last = Answering("b")
    with pytest.raises(AuthError):
        found_out(monkeypatch, Answering("a", AuthError("401")), last)
    assert last.told == []


def test_a_system_that_auto_does_not_try_is_left_out(monkeypatch):
    silent = Answering("a")
    silent.AUTO = False
    assert found_out(monkeypatch, silent, Answering("b")) == ("b", "b")
    assert silent.told == []
