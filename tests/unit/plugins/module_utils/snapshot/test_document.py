# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file's content and its text."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.answers import decode
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import ForbiddenError
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.document import document, text
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.redact import redact
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.walk import Walked

WALKED = Walked(
    "ltos",
    None,
    {"/api/status": {"b": Decimal("1.50"), "a": "zeus-1", "hostname": "zeus-1"}},
    {"/api/status/zeus-1": ForbiddenError("no", status_code=403)},
    {"/api/status/x": "limit"},
)


def test_a_redacted_document():
    found = redact(WALKED.answers, paths=[*WALKED.failures, *WALKED.left_out])
    content = document(WALKED, found.answers, found)
    assert content["about"]["redacted"] is True
    assert content["failures"] == {"/api/status/name-1": {"reason": "forbidden", "status_code": 403}}
    assert content["left_out"] == {"/api/status/x": "limit"}
    assert "zeus" not in text(content)


def test_one_that_is_not_redacted_says_so_loudly():
    content = document(WALKED, WALKED.answers, None)
    assert content["about"]["redacted"] is False
    assert content["about"]["notice"].startswith("NOT REDACTED")
    assert content["manifest"] is None
    assert text(content).index("NOT REDACTED") < 200


@pytest.mark.parametrize(
    "written",
    ["1.50", "4E-7", "0.1234567890123456789", "-0.0", "12345678901234567890", '"\\u00e4\\ud83d\\ude00"', "null"],
)
def test_values_keep_the_device_s_own_digits(written):
    assert text(decode(written.encode(), "device")) == f"{written}\n"


def test_members_are_sorted_and_lines_are_indented():
    assert text({"b": [1, {"d": [], "c": {}}], "a": None}) == (
        '{\n  "a": null,\n  "b": [\n    1,\n    {\n      "c": {},\n      "d": []\n    }\n  ]\n}\n'
    )


def test_the_text_does_nothing_to_a_terminal():
    hostile = {"\x1b[2J\u202e": "\x1b]0;x\x07\u2028</script>{{ 7*7 }}"}
    written = text(hostile)
    assert written.replace("\n", "").isprintable()
    assert written.isascii()
    assert json.loads(written) == hostile
