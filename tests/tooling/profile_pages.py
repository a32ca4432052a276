# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make docs/profiles/: a page for each shipped profile, from its file, and an index.

A profile that extends another is shown as it counts: with the rules and parameters of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import yaml

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import shipped, written
from tests.tooling.tree import ROOT

FOLDER = ROOT / "docs" / "profiles"
MADE = "<!-- Made by `make docs-profiles` from the profile's file; do not edit. -->\n"

SENTENCES = {
    "equals": "is {}",
    "in": "is one of {}",
    "not_in": "is none of {}",
    "min": "is at least {}",
    "max": "is at most {}",
    "abs_max": "is within ±{}",
    "matches": "matches {}",
    "version_min": "is version {} or newer",
    "days_min": "lies at least {} days ahead",
}
"""What each operator says of a value, but for those that are written otherwise."""

MISSING = {
    "fail": "a failure",
    "not_applicable": "not applicable",
}
"""What ``missing`` makes of a value that the device does not say; otherwise it is unknown."""

INDEX = f"""\
# Profiles

{MADE}
What the collection judges devices by. Choose profiles by their ids in `compliance_profiles`; [Audit](../audit.md) says
how, and [Writing profiles](../writing-profiles.md) how to write your own, or to change one of these.

A parameter without a default has no limit that would be right everywhere. Its rules are `not_applicable` until
`compliance_params` gives it a value.

| profile | for | rules | checks by hand |
| --- | --- | --- | --- |
"""


def code(value: object) -> str:
    """A value as it stands in YAML, or the fact whose value counts."""
    if isinstance(value, dict) and "fact" in value:
        plus = value.get("plus", 0)
        return f"the value of `{value['fact']}`" + (f" {'+' if plus > 0 else '−'} {abs(plus)}" if plus else "")
    if isinstance(value, str):
        return f"`{value}`"
    written = yaml.safe_dump(value, default_flow_style=True, width=float("inf"), allow_unicode=True)
    return f"`{written.removesuffix(chr(10)).removesuffix(f'{chr(10)}...')}`"


def several(values: Iterable[object]) -> str:
    """Values in a row."""
    return ", ".join(map(code, values))


def text(value: str) -> str:
    """Running text that Markdown shows as it is, on one line."""
    return re.sub(r"([*<|])", r"\\\1", " ".join(value.split()))


def in_words(expectation: Mapping) -> str:
    """What operators expect of a value; several of them must all hold."""
    return " and ".join(_operator(name, operand) for name, operand in expectation.items() if name != "value")


def _operator(name: str, operand: object) -> str:
    if name in ("any_of", "all_of"):
        parts = [in_words(part) for part in operand]
        return (" or " if name == "any_of" else " and ").join(parts)
    if name == "not":
        simple = [*operand] == ["matches"]
        return f"does not match {code(operand['matches'])}" if simple else f"not: {in_words(operand)}"
    if name == "empty":
        return "is empty" if operand else "is not empty"
    if name == "between":
        return f"is between {code(operand[0])} and {code(operand[1])}"
    if isinstance(operand, list) and len(operand) == 1:
        return f"is {code(operand[0])}" if name == "in" else f"is not {code(operand[0])}"
    return SENTENCES[name].format(several(operand) if isinstance(operand, list) else code(operand))


CHANGES = {
    "any": "changed",
    "by_more_than": "changed by more than {}",
    "by_more_than_percent": "changed by more than {} %",
    "grew_by_more_than": "grew by more than {}",
    "grew_by_factor": "grew to at least {} times its value",
    "moved_by_more_than_m": "moved by more than {} m",
    "went_back": "went back",
    "got_older": "got older",
    "code_grew": "became a larger code",
    "later": "became later",
}


def changes_in_words(changed: Mapping) -> str:
    """The differences that together make a failure."""
    words = " and ".join(CHANGES[name].format(code(amount)) for name, amount in changed.items() if name in CHANGES)
    return f"{words} in any of {several(changed['members'])}" if "members" in changed else words


def conditions(told: Iterable[Mapping]) -> str:
    """The conditions of ``when`` or ``where``."""
    return "; ".join(f"`{condition['value']}` {in_words(condition)}" for condition in told)


def severity_in_words(severity: object) -> str:
    """A severity, or its steps from the mildest."""
    if isinstance(severity, str):
        return severity
    return "; ".join(f"{step['is']}{_step(step)}" for step in severity)


def _from_to(severity: object) -> str:
    """A severity, or the mildest and the worst of its steps."""
    return severity if isinstance(severity, str) else f"{severity[0]['is']} to {severity[-1]['is']}"


def _step(step: Mapping) -> str:
    told = []
    if "times" in step:
        told.append(f"from {code(step['times'])} times the limit on")
    if "above" in step:
        told.append(f"above {code(step['above'])}")
    if "below" in step:
        told.append(f"below {code(step['below'])}")
    operators = {name: operand for name, operand in step.items() if name not in STEP_KEYS}
    if operators:
        told.append(in_words(operators))
    if "missing" in step:
        told.append("not reported")
    fact = f" `{step['of']}` is" if "of" in step else ""
    return f" where{fact} {' or '.join(told)}".replace(" is is ", " is ").replace(" is matches ", " matches ")


STEP_KEYS = ("is", "of", "times", "above", "below", "missing")


def _cause(cause: str) -> str:
    profile, _colon, rule = cause.rpartition(":")
    return f"[`{cause}`]({f'{profile}.md' if profile else ''}#{rule})"


def _rule(rule: Mapping) -> Iterator[str]:
    severity = severity_in_words(rule["severity"])
    yield f"### {rule['id']}\n\n{text(rule['title'])}. Severity {severity}, basis {rule['basis']}.\n\n"
    if "problem" in rule:
        yield f"- where it fails: {text(rule['problem'])}\n"
    if "when" in rule:
        yield f"- applies when: {conditions(rule['when'])}\n"
    if "each" in rule:
        each = [rule["each"]] if isinstance(rule["each"], str) else rule["each"]
        below = ", and in it each of ".join(f"`{path}`" for path in each)
        yield f"- for each of: {below}" + (f", called by its `{rule['label']}`\n" if "label" in rule else "\n")
    if "where" in rule:
        yield f"- of which those where: {conditions(rule['where'])}\n"
    value = "it" if rule["value"] == "@" else f"`{rule['value']}`"
    if "changed" in rule:
        yield f"- fails where, since the baseline, {value} {changes_in_words(rule['changed'])}\n"
    else:
        yield f"- expected: {value} {in_words(rule['expect'])}\n"
    if "bound" in rule:
        yield "- a claimed bound: beyond the limit it proves nothing, and the result is unknown\n"
    if "optimistic" in rule:
        yield f"- an optimistic figure can fail and never pass: where `{rule['optimistic']}` is not `none`\n"
    if "start_up_s" in rule:
        yield f"- at most minor within {rule['start_up_s']} s of a start\n"
    if "missing" in rule and rule["missing"] in MISSING:
        yield f"- where the device does not say: {MISSING[rule['missing']]}\n"
    if rule.get("caused_by"):
        yield f"- may be caused by: {', '.join(map(_cause, rule['caused_by']))}\n"
    yield f"- source: {text(rule['source'])}\n- remedy: {text(rule['remedy'])}\n"


def _param(name: str, param: Mapping) -> str:
    default = "–" if param.get("default") is None else code(param["default"]).replace("|", "\\|")
    meaning = text(param["description"])
    if "keys" in param:
        first, *others = param["keys"]
        meaning += f"; each is a mapping with `{first}`" + (f", and if need be {several(others)}" if others else "")
    return f"| `{name}` | {param['type']} | {default} | {meaning} | {text(param.get('source', '–'))} |\n"


def page(profile_id: str) -> str:
    """The page of a profile."""
    return "".join(_page(written(profile_id)))


def _page(profile: Mapping) -> Iterator[str]:
    yield f"# {profile['id']}\n\n{MADE}\n{text(profile['title'])}. Version {profile['version']}.\n"
    if "description" in profile:
        yield f"\n{text(profile['description'])}\n"
    if profile.get("params"):
        yield "\n## Parameters\n\n| parameter | type | default | meaning | source |\n| --- | --- | --- | --- | --- |\n"
        yield from (_param(name, param) for name, param in profile["params"].items())
    yield "\n## Rules\n\n| rule | severity | title |\n| --- | --- | --- |\n"
    for rule in profile["rules"]:
        yield f"| [{rule['id']}](#{rule['id']}) | {_from_to(rule['severity'])} | {text(rule['title'])} |\n"
    for rule in profile["rules"]:
        yield "\n"
        yield from _rule(rule)
    if profile.get("manual_checks"):
        yield "\n## To check by hand\n\n"
        yield "What the REST API does not tell. It is listed in the reports, and never counted.\n\n"
        for check in profile["manual_checks"]:
            yield f"- {text(check['title'])}. {text(check['how'])} Source: {text(check['source'])}\n"


def index() -> str:
    """The list of the profiles."""
    rows = []
    for profile_id in shipped():
        profile = written(profile_id)
        counts = f"{len(profile['rules'])} | {len(profile.get('manual_checks', ()))}"
        rows.append(f"| [{profile_id}]({profile_id}.md) | {text(profile['title'])} | {counts} |\n")
    return INDEX + "".join(rows)


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    return {"README.md": index(), **{f"{profile_id}.md": page(profile_id) for profile_id in shipped()}}


def main() -> None:
    """Write the pages, and remove those of profiles that are no more."""
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, content in made.items():
        (FOLDER / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
