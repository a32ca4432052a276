# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/awx.md and the files beside it: whatever of them can be checked without a controller."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from dateutil.rrule import rrulestr
from jinja2 import meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jsonschema import Draft202012Validator, ValidationError

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION
from tests.tooling.tree import ROOT

FILES = ROOT / "docs" / "awx"
PAGE = (ROOT / "docs" / "awx.md").read_text(encoding="utf-8")
CREDENTIAL_TYPE = yaml.safe_load((FILES / "credential-type.yml").read_text("utf-8"))
(SETUP,) = yaml.safe_load((FILES / "setup.yml").read_text("utf-8"))
NAME = "^[a-zA-Z_]+[a-zA-Z0-9_]*$"
SCHEMA = {
    "type": "object",
    "required": ["name", "kind", "inputs", "injectors"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 512},
        "description": {"type": "string"},
        "kind": {"enum": ["cloud", "net"]},
        "inputs": {
            "type": "object",
            "required": ["fields"],
            "additionalProperties": False,
            "properties": {
                "required": {"type": "array", "items": {"type": "string"}},
                "fields": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id", "label"],
                        "additionalProperties": False,
                        "properties": {
                            "id": {"type": "string", "pattern": NAME, "not": {"const": "tower"}},
                            "type": {"enum": ["string", "boolean"]},
                            "format": {"enum": ["ssh_private_key", "url"]},
                            "choices": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                            "label": {"type": "string"},
                            "help_text": {"type": "string"},
                            **dict.fromkeys(("multiline", "secret", "ask_at_runtime"), {"type": "boolean"}),
                        },
                    },
                },
            },
        },
        "injectors": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "file": {
                    "type": "object",
                    "additionalProperties": False,
                    "patternProperties": {r"^template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?$": {"type": "string"}},
                },
                **dict.fromkeys(
                    ("env", "extra_vars"),
                    {
                        "type": "object",
                        "additionalProperties": False,
                        "patternProperties": {NAME: {"type": "string"}},
                    },
                ),
            },
        },
    },
}
"""What AWX takes as a type of credentials, as its documentation has it."""


def test_the_type_of_the_credential_is_one():
    Draft202012Validator(SCHEMA).validate(CREDENTIAL_TYPE)
    spoilt = {**CREDENTIAL_TYPE, "injectors": {"environment": {}}}
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(spoilt)


def test_it_sets_variables_that_the_collection_reads_from_fields_that_there_are():
    read = {option["fallback"][1][0]: option for option in CONNECTION.values() if "fallback" in option}
    injectors = CREDENTIAL_TYPE["injectors"]
    assert set(injectors["env"]) <= set(read)
    fields = {field["id"]: field for field in CREDENTIAL_TYPE["inputs"]["fields"]}
    templates = ImmutableSandboxedEnvironment()
    for text in (*injectors["env"].values(), *injectors["file"].values()):
        assert meta.find_undeclared_variables(templates.parse(text)) <= {*fields, "tower"}
    for name, text in injectors["env"].items():
        if read[name].get("no_log"):
            (field,) = meta.find_undeclared_variables(templates.parse(text))
            assert fields[field]["secret"] is True, f"{field} is kept in the clear"


def test_the_schedule_is_every_night_of_local_time():
    """AWX parses the same text, with a line break for the blank."""
    rule = SETUP["vars"]["rrule"]
    assert re.fullmatch(r"DTSTART;TZID=\S+ RRULE:\S+;INTERVAL=\d+", rule), "AWX asks for DTSTART and INTERVAL"
    parsed = rrulestr(rule.replace(" ", "\n"))
    winter, summer = (parsed.after(datetime(2027, month, 14, 12, tzinfo=parsed[0].tzinfo)) for month in (1, 7))
    assert [night.isoformat() for night in (winter, summer)] == [
        "2027-01-15T02:00:00+01:00",
        "2027-07-15T02:00:00+02:00",
    ]


def test_ansible_builder_takes_the_execution_environment(tmp_path):
    command = [str(Path(sys.executable).with_name("ansible-builder")), "create", "--output-filename", "Containerfile"]
    definition = FILES / "execution-environment.yml"
    subprocess.run([*command, "-f", definition, "-c", tmp_path], check=True, capture_output=True, text=True)
    steps = (tmp_path / "Containerfile").read_text("utf-8")
    assert steps.index("RUN dnf install -y git-core") < steps.index("AS galaxy"), "git fetches the collection"
    (wanted,) = yaml.safe_load((tmp_path / "_build" / "requirements.yml").read_text("utf-8"))["collections"]
    assert wanted["name"].removesuffix(".git") == yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["repository"]


def test_the_page_names_every_file_and_links_lead_somewhere():
    files = {str(path.relative_to(ROOT / "docs")) for path in FILES.rglob("*") if path.is_file()}
    links = set(re.findall(r"\]\(([^)#]+)[^)]*\)", PAGE))
    assert files <= links
    for target in links:
        assert target.startswith("http") or (ROOT / "docs" / target).exists(), target


def test_the_page_says_what_was_checked():
    assert "never run on AWX" in " ".join(PAGE.split())
