# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles that extend another one: laid over it, with each mistake still shown at its own file and line."""

from __future__ import annotations

from ...common.errors import ProfileError
from ...common.words import nearest
from .yaml_places import Document, Place

_MERGED = ("extends", "without", "params", "rules", "manual_checks")


def extended(own: Document, base: Document) -> Document:
    """``base`` with ``own`` laid over it: parameters by name, rules by id, without what ``without`` names.

    Both keep to the schema. Raises ``ProfileError`` for a change of what ``base`` does not have.
    """
    content = {key: value for key, value in {**base.content, **own.content}.items() if key not in _MERGED}
    places = {**_places(base, *_MERGED, invert=True), **_places(own, *_MERGED, invert=True)}
    content["params"] = _params(own, base)
    places |= {**_places(base, "params"), **_places(own, "params")}
    content["rules"], of_rules = _rules(own, base)
    content["manual_checks"] = [*base.content.get("manual_checks", ()), *own.content.get("manual_checks", ())]
    return Document(own.path, content, places | of_rules)


def _places(document: Document, *keys: str, invert: bool = False) -> dict[Place, str]:
    return {
        place: where for place, where in document.places.items() if (bool(place) and place[0] in keys) is not invert
    }


def _params(own: Document, base: Document) -> dict:
    known = base.content.get("params", {})
    params = dict(known)
    for name, change in own.content.get("params", {}).items():
        if name not in known and "type" not in change:
            raise _unknown("parameter", name, known, base, own.place(("params", name)))
        params[name] = {**known.get(name, {}), **change}
    left_out = own.content.get("without", ())
    return {name: param for name, param in params.items() if name not in left_out}


def _rules(own: Document, base: Document) -> tuple[list[dict], dict[Place, str]]:
    rules = {rule["id"]: rule for rule in base.content["rules"]}
    origins = {rule["id"]: [(base, at)] for at, rule in enumerate(base.content["rules"])}
    for at, change in enumerate(own.content.get("rules", ())):
        known = change["id"] in rules
        if not known and "value" not in change:
            raise _unknown("rule", change["id"], rules, base, own.place(("rules", at)))
        rules[change["id"]] = {**rules.get(change["id"], {}), **change}
        origins.setdefault(change["id"], []).append((own, at))
    params = base.content.get("params", {})
    for at, left_out in enumerate(own.content.get("without", ())):
        if left_out not in rules and left_out not in params:
            raise _unknown("rule or parameter", left_out, {**rules, **params}, base, own.place(("without", at)))
        rules.pop(left_out, None)
    return list(rules.values()), _places_of_rules(list(rules), origins)


def _places_of_rules(ids: list[str], origins: dict[str, list[tuple[Document, int]]]) -> dict[Place, str]:
    by_rule: dict[tuple[int, object], dict[Place, str]] = {}
    for document in {id(document): document for told in origins.values() for document, _at in told}.values():
        for place, where in document.places.items():
            if len(place) > 1 and place[0] == "rules":
                by_rule.setdefault((id(document), place[1]), {})[place[2:]] = where
    return {
        ("rules", position, *inner): where
        for position, rule_id in enumerate(ids)
        for document, at in origins[rule_id]
        for inner, where in by_rule.get((id(document), at), {}).items()
    }


def _unknown(kind: str, name: str, known: dict, base: Document, place: str) -> ProfileError:
    hint = nearest(name, known)
    return ProfileError(f"{base.content['id']} has no {kind} {name!r} to change or leave out{hint}", place)
