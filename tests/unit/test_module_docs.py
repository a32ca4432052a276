# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users read about the modules is what the code does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.timesync.meinberg.plugins.module_utils import audit_arguments as audit
from ansible_collections.timesync.meinberg.plugins.module_utils import errors, shapes
from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import (
    CONNECTION,
    FLEET,
    GATHER_SUBSET,
    SNAPSHOT,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import NTP_PROBE, PTP_PROBE
from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME
from ansible_collections.timesync.meinberg.plugins.module_utils.tracking import Tracker
from ansible_collections.timesync.meinberg.plugins.module_utils.vocabularies import Vocabulary
from ansible_collections.timesync.meinberg.plugins.modules import (
    compliance_evaluate,
    compliance_gate,
    compliance_plan,
    compliance_probes,
    compliance_report,
    device_facts,
    device_snapshot,
    fleet_info,
    ntp_probe_info,
    ptp_probe_info,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.ptp_plan import PLAN_KEYS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.request import OF_HOST
from tests.tooling.facts_page import FACETS, SYSTEMS, evidence, facts, returned
from tests.tooling.tree import ROOT

COLLECTION = "timesync.meinberg"
GROUP = f"group/{COLLECTION}.meinberg"
MODULES = {
    **{module.__name__.rpartition(".")[2]: module for module in FACETS.values()},
    "device_facts": device_facts,
}
IN_PROCESS = {
    "fleet_info": (fleet_info, FLEET),
    "compliance_plan": (compliance_plan, audit.PLAN),
    "compliance_probes": (compliance_probes, audit.PROBES),
    "compliance_evaluate": (compliance_evaluate, audit.EVALUATE),
    "compliance_report": (compliance_report, audit.REPORT),
    "compliance_gate": (compliance_gate, audit.GATE),
}
"""The modules that are done by their actions alone, with what those take."""

PROBES = {"ntp_probe_info": (ntp_probe_info, NTP_PROBE), "ptp_probe_info": (ptp_probe_info, PTP_PROBE)}
"""The modules that speak for themselves with what is in the network, with what they take."""

SAVING = {"device_snapshot": (device_snapshot, SNAPSHOT)}
"""The module that writes what a device says, with what it takes beside the connection options."""

OTHERS = {**IN_PROCESS, **PROBES, **SAVING}
SPECS = {
    **{name: module.ARGUMENT_SPEC for name, module in MODULES.items()},
    **{name: spec for name, (_module, spec) in OTHERS.items()},
    "device_snapshot": {**CONNECTION, **SNAPSHOT},
}
ROLE = ROOT / "roles" / "compliance"
ROLE_SPEC = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text("utf-8"))
ROLE_OPTIONS = ROLE_SPEC["argument_specs"]["main"]["options"]
OF_HOSTS = {"compliance_host_params", "compliance_ptp_plan", "compliance_site", "compliance_ptp_probes"}
OF_PROBING = {"compliance_ntp_address", "compliance_ptp_interfaces"}
"""What hosts define too, for their NTP service and as probes."""
COMMON = {"device", "http", "unavailable", "gathered_at", "schema_version", "raw"}
TYPES = {"str": str, "int": int, "float": float, "bool": bool, "raw": object}
KEYWORDS = {
    "name", "register", "when", "loop", "loop_control", "delegate_to", "block", "rescue", "run_once", "become", "vars",
    "failed_when", "ignore_errors", "ignore_unreachable",
}  # fmt: skip

GATHERED = returned(device_facts)["ansible_facts"]["contains"]["meinberg"]["contains"]
# Reversed, since a mapping's members bear its name: the first of a name counts.
ALL_FACTS = {fact.name: fact for fact in reversed(facts())}
EVIDENCE = {system: evidence(system) for system in SYSTEMS}


def shape_of(entry: dict) -> object:
    """The shape that a RETURN entry describes, as ``shapes`` writes it."""
    contains = entry.get("contains")
    members = contains and {("*" if name.isupper() else name): shape_of(inner) for name, inner in contains.items()}
    if entry["type"] == "list":
        if entry["elements"] == "raw":
            return list
        return [members or TYPES[entry["elements"]]]
    return members if entry["type"] == "dict" else TYPES[entry["type"]]


def without_marks(shape: object) -> object:
    """A shape without the marks of what may be null as a whole."""
    if isinstance(shape, list):
        return [without_marks(shape[0])]
    if isinstance(shape, dict):
        return {name.rstrip("?"): without_marks(member) for name, member in shape.items()}
    return shape


def documented(module_name: str) -> Iterator[tuple[str, dict]]:
    """Each entry of a RETURN block with its dotted name."""

    def walk(prefix: str, entries: dict) -> Iterator[tuple[str, dict]]:
        for name, entry in entries.items():
            yield prefix + name, entry
            yield from walk(f"{prefix}{name}.", entry.get("contains", {}))

    return walk("", returned(MODULES[module_name]))


def words_of(entry: dict) -> str:
    description = entry["description"]
    return description if isinstance(description, str) else " ".join(description)


def values_in(text: str) -> list[str]:
    return re.findall(r"\bV\(([^)]*)\)", text)


@pytest.mark.parametrize("facet", FACETS)
def test_return_names_exactly_the_facts_of_the_shape(facet):
    assert shape_of(returned(FACETS[facet])[facet]) == without_marks(shapes.FACETS[facet])


def test_return_names_exactly_the_facts_of_the_device():
    assert shape_of(GATHERED["device"]) == shapes.DEVICE


@pytest.mark.parametrize("facet", FACETS)
def test_info_modules_return_their_facet_and_what_all_return(facet):
    assert set(returned(FACETS[facet])) == {facet, "error"} | COMMON
    types = {name: entry["type"] for name, entry in returned(FACETS[facet]).items() if name != "error"}
    assert types == {name: GATHERED[name]["type"] for name in types}


def test_device_facts_returns_all_facets():
    assert set(returned(device_facts)) == {"ansible_facts", "error"}
    assert set(GATHERED) == set(shapes.FACETS) | COMMON


def test_http_is_documented_as_it_is_tracked():
    tracker = Tracker(1)
    tracker.begin("GET", "https://host/", 1)
    tracker.end(tracker.current)
    contains = GATHERED["http"]["contains"]
    totals = tracker.totals()
    assert set(contains) == {*totals, "tls", "sessions"}
    assert set(contains["rtt_ms"]["contains"]) == set(totals["rtt_ms"])
    assert set(contains["sessions"]["contains"]) == set(tracker.records()[0])


def test_error_is_documented_as_it_is_returned():
    entry = returned(device_facts)["error"]
    assert set(entry["contains"]) == set(errors.Error("why").as_dict())
    kinds = {error.kind for error in all_errors()}
    assert set(values_in(words_of(entry["contains"]["kind"]))) == kinds
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", readme.partition("`error.kind`")[2], re.MULTILINE)) == kinds
    page = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == re.findall(r"^ +kind: (\w+)$", page, re.MULTILINE)
    assert set(re.findall(r"^## (\w+)$", page, re.MULTILINE)) == kinds


def test_reasons_are_documented():
    reasons = {error.reason for error in all_errors()} | {"unsupported", "contradicted", "masked"}
    assert set(values_in(words_of(GATHERED["unavailable"]["contains"]["reason"]))) == reasons


def all_errors(root: type = errors.Error) -> Iterator[type]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from all_errors(child)


@pytest.mark.parametrize("name", MODULES)
def test_no_returned_name_hides_a_method_of_dict(name):
    last = {dotted.rpartition(".")[2] for dotted, _entry in documented(name)}
    assert not last & {"keys", "items", "values"}


@pytest.mark.parametrize("name", MODULES)
def test_samples_fit_their_shapes(name):
    samples = [(dotted, entry) for dotted, entry in documented(name) if "sample" in entry]
    assert samples
    for dotted, entry in samples:
        assert fits(shape_of(entry), entry["sample"]), dotted


def fits(shape: object, value: object) -> bool:
    if value is None or shape in (object, None):
        return True
    if shape is list:
        return isinstance(value, list)
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(shape[0], element) for element in value)
    if isinstance(shape, dict):
        return all(fits(shape.get(name, shape.get("*", bytes)), member) for name, member in value.items())
    return type(value) in ((float, int) if shape is float else (shape,))


def test_vocabularies_stand_in_the_documentation():
    for system in SYSTEMS:
        for table in BY_NAME[system].TABLES:
            for field in table.fields:
                name = f"{table.fact}.{field.fact}"
                if not isinstance(field.parse, Vocabulary) or name not in ALL_FACTS:
                    continue
                text = words_of(ALL_FACTS[name].entry)
                elsewhere = re.search(r"\bRV\(([^)]*)\)", text)
                if elsewhere and not values_in(text):
                    text = words_of(ALL_FACTS[elsewhere[1].replace("[]", "")].entry)
                assert [word for word in values_in(text) if word in field.parse.names] == list(field.parse.names), name


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("status.receivers.kind", ["gnss", "long_wave", "timecode", "other"]),
        ("status.sync.leap_second.kind", ["insert", "delete"]),
        ("status.receivers.leap_second.kind", ["insert", "delete"]),
        ("ntp.associations.kind", ["reference_clock", "peer"]),
        ("ntp.state", ["init", "synchronized", "not_synchronized", "stopped"]),
        ("device.os", ["ltos", "meinbergos"]),
    ],
)
def test_words_without_a_vocabulary_stand_there_too(fact, words):
    assert values_in(words_of(ALL_FACTS[fact].entry)) == words


def test_what_only_one_system_has_says_so():
    for name, fact in ALL_FACTS.items():
        if not fact.leaf:
            continue
        parents = [name.rsplit(".", up)[0] for up in range(name.count("."), -1, -1)]
        said = {only for parent in parents for only in only_of(ALL_FACTS[parent].entry)}
        has = {SYSTEMS[system] for system in SYSTEMS if name in EVIDENCE[system]}
        assert said == (has if len(has) == 1 else set()), name


def only_of(entry: dict) -> set[str]:
    return set(re.findall(r"\b(LTOS|meinbergOS) only\.", words_of(entry)))


def test_the_fragment_names_exactly_the_connection_options():
    assert_options(yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"], CONNECTION)


def test_device_facts_names_exactly_its_own_options():
    assert_options(yaml.safe_load(device_facts.DOCUMENTATION)["options"], GATHER_SUBSET)
    assert {**CONNECTION, **GATHER_SUBSET} == device_facts.ARGUMENT_SPEC
    assert all(module.ARGUMENT_SPEC == CONNECTION for module in FACETS.values())


@pytest.mark.parametrize("name", OTHERS)
def test_other_modules_name_exactly_their_options(name):
    module, spec = OTHERS[name]
    assert_options(yaml.safe_load(module.DOCUMENTATION)["options"], spec)


def test_device_snapshot_takes_the_connection_options_too():
    assert SPECS["device_snapshot"] == device_snapshot.ARGUMENT_SPEC
    told = yaml.safe_load(device_snapshot.DOCUMENTATION)["extends_documentation_fragment"]
    assert f"{COLLECTION}.connection" in told


def test_device_snapshot_documents_what_it_returns_beside_what_all_return():
    assert set(returned(device_snapshot)) == {"snapshot", "error"} | COMMON


def assert_options(options: dict, spec: dict) -> None:
    assert list(options) == list(spec)
    for name, option in spec.items():
        told = {key: value for key, value in options[name].items() if key != "description"}
        assert told == {key: value for key, value in option.items() if key not in ("fallback", "no_log")}, name
        variables = option["fallback"][1] if "fallback" in option else []
        assert re.findall(r"\bE\((\w+)\)", words_of(options[name])) == variables, name


def tasks_of(entries: list[dict]) -> Iterator[dict]:
    for entry in entries:
        for key in ("tasks", "block", "rescue"):
            yield from tasks_of(entry.get(key, []))
        if not entry.keys() & {"hosts", "block"}:
            yield entry


def assert_examples(text: str) -> set[str]:
    """Check the YAML of examples; returns the modules of ours that they use."""
    entries = yaml.safe_load(text)
    used = set()
    for entry in entries:
        for name, options in entry.get("module_defaults", {}).items():
            assert_known(name, options)
        used.add(str(entry.get("vars", {}).get("ansible_facts_modules")))
    for task in tasks_of(entries):
        (name,) = task.keys() - KEYWORDS
        assert name.startswith((f"{COLLECTION}.", "ansible.builtin.")), name
        if name.startswith(COLLECTION):
            assert_known(name, task[name])
            used.add(name)
    return used


def assert_known(name: str, options: dict | None) -> None:
    spec = CONNECTION if name == GROUP else SPECS[name.removeprefix(f"{COLLECTION}.")]
    assert set(options or {}) <= set(spec), name


@pytest.mark.parametrize("name", MODULES)
def test_examples_use_known_options(name):
    assert f"{COLLECTION}.{name}" in assert_examples(MODULES[name].EXAMPLES)


@pytest.mark.parametrize("name", OTHERS)
def test_examples_of_other_modules_use_known_options(name):
    assert f"{COLLECTION}.{name}" in assert_examples(OTHERS[name][0].EXAMPLES)


@pytest.mark.parametrize("name", PROBES)
def test_probes_run_with_the_options_that_they_document(name):
    module, spec = PROBES[name]
    assert module.ARGUMENT_SPEC is spec


def test_examples_show_each_way_to_connect():
    text = "".join(module.EXAMPLES for module in MODULES.values())
    for way in (GROUP, "MEINBERG_PASSWORD", "ca_path:", "auth: bearer", "gather_subset:", "http_sessions: true"):
        assert way in text, way
    facts_examples = device_facts.EXAMPLES
    for part in ("gather_facts: false", "gather_facts: true", "ansible_connection: local", "ansible_playbook_python"):
        assert part in facts_examples, part


def test_the_role_has_exactly_the_defaults_of_its_specification():
    defaults = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text("utf-8"))
    told = {name: option["default"] for name, option in ROLE_OPTIONS.items() if "default" in option}
    assert defaults == {name: default for name, default in told.items() if name not in OF_HOSTS | OF_PROBING}


def handed_on() -> Iterator[tuple[str, dict]]:
    """Each variable that the role hands to an option of a module, with what that option takes."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROLE / "tasks").glob("*.yml"))]
    for task in tasks_of([task for tasks in files for task in tasks]):
        for name, options in task.items():
            for option, value in options.items() if name.startswith(COLLECTION) else ():
                variable = re.fullmatch(r"\{\{ (\w+)( \|.*)? \}\}", str(value))
                if variable and variable[1] in ROLE_OPTIONS:
                    yield variable[1], SPECS[name.removeprefix(f"{COLLECTION}.")][option]


def test_the_role_hands_every_variable_on():
    assert {variable for variable, _option in handed_on()} == set(ROLE_OPTIONS) - OF_HOSTS - OF_PROBING


@pytest.mark.parametrize(("variable", "option"), list(handed_on()))
def test_the_role_s_variables_are_of_the_options_types(variable, option):
    told = ROLE_OPTIONS[variable]
    for key in ("type", "elements", "choices") + (() if option.get("required") else ("default",)):
        assert told.get(key) == option.get(key), key


def test_the_plan_has_the_keys_that_the_specification_names():
    assert list(ROLE_OPTIONS["compliance_ptp_plan"]["options"]) == list(PLAN_KEYS)
    assert set(OF_HOST.values()) == OF_HOSTS
