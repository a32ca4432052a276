# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of profiles: what is wrong with one, in one sentence with its place."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from ...common.errors import ProfileError
from ...common.words import nearest
from .yaml_places import Document, Place

with suppress(ImportError):  # require_libraries reports it
    import jsonschema

SCHEMA = Path(__file__).parents[1] / "schemas" / "profile.schema.json"


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def check_schema(document: Document) -> None:
    # A member that is not right counts as not evaluated, which tells nothing: its own error does.
    found = [
        error
        for error in _validator().iter_errors(document.content)
        if error.validator != "unevaluatedProperties" or _unknown_key(error) is not None
    ]
    errors = sorted(found, key=lambda error: (len(error.absolute_path), str(error.path)))
    if errors:
        # A key that is not known is most often the reason why another one is missing.
        unknown = next((error for error in errors if _unknown_key(error) is not None), None)
        error = unknown or errors[0]
        key = _unknown_key(error) or (min(error.validator_value) if error.validator == "dependentRequired" else None)
        raise ProfileError(_in_words(error, document), document.place(tuple(error.absolute_path), key))


def _unknown_key(error: jsonschema.ValidationError) -> str | None:
    if error.validator not in ("additionalProperties", "unevaluatedProperties") or not isinstance(error.instance, dict):
        return None
    known = _known_keys(error)
    return next((key for key in error.instance if key not in known), None)


def _known_keys(error: jsonschema.ValidationError) -> list[str]:
    schema: Any = error.schema  # the validator always sets it; its stubs also allow Unset
    known = list(schema.get("properties", {}))
    if error.validator == "unevaluatedProperties":
        known += list(json.loads(SCHEMA.read_text("utf-8"))["$defs"]["operators"]["properties"])
    return known


def _in_words(error: jsonschema.ValidationError, document: Document) -> str:
    """One sentence for a person; the validator's own where it is one already."""
    key = _unknown_key(error)
    if key is not None:
        known = _known_keys(error)
        return f"the key {key!r} is not known here{nearest(str(key), known)}; known are {', '.join(known)}"
    where = _whereabouts(tuple(error.absolute_path), document)
    # The validator always sets these three; its stubs also allow Unset.
    demanded: Any = error.validator_value
    instance: Any = error.instance
    schema: Any = error.schema
    if error.validator == "required":
        missing = [key for key in demanded if key not in instance]
        return f"{where} lacks {', '.join(missing)}"
    if error.validator == "dependentRequired":
        key = min(demanded)
        return f"{where} has {key}, and lacks {', '.join(demanded[key])}"
    if error.validator == "enum":
        wanted = [str(value) for value in demanded]
        return f"{where} is {instance!r}{nearest(str(instance), wanted)}; it takes {', '.join(wanted)}"
    if error.validator == "oneOf":
        return f"{where} is {instance!r}; it takes {schema['description']}"
    return f"{where}: {error.message}"


def _whereabouts(steps: Place, document: Document) -> str:
    """What a mistake is in; of a rule by its id, since a profile that extends another has no positions of its own."""
    if len(steps) > 1 and steps[0] == "rules":
        rule = document.content["rules"][steps[1]]
        if isinstance(rule, dict) and isinstance(rule.get("id"), str):
            inner = "/".join(map(str, steps[2:]))
            return f"rule {rule['id']}" + (f": {inner}" if inner else "")
    return "/".join(map(str, steps)) or "the file"
