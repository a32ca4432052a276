# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML with places: where each mistake stands, and keys that are there twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.yaml_places import Document

TEXT = """---
# a comment
id: one
params:
  limit: {type: int,
    default: 3}
rules:
  - id: first
    where:
      - value: a
        equals: 1
  -
    id: second
"""


@pytest.fixture
def document(tmp_path) -> Document:
    path = tmp_path / "one.yml"
    path.write_text(TEXT, "utf-8")
    return Document.read(path)


@pytest.mark.parametrize(
    ("steps", "key", "line"),
    [
        ((), None, 3),
        (("id",), None, 3),
        (("params", "limit"), None, 5),
        (("params", "limit"), "default", 6),
        (("rules",), None, 7),
        (("rules", 0), None, 8),
        (("rules", 0, "where", 0), "equals", 11),
        (("rules", 1), None, 13),
        (("rules", 1, "where", 3), "x", 13),
        (("rules", 7), None, 7),
        (("nowhere",), "x", 3),
        (("rules", 0), "missing", 8),
    ],
)
def test_the_line_of_a_member_or_of_the_nearest_one_above(document, steps, key, line):
    assert document.place(steps, key) == f"{document.path}:{line}"


def test_the_content_is_plain(document):
    assert document.content["params"] == {"limit": {"type": "int", "default": 3}}


def test_an_empty_file_has_no_content_and_one_place(tmp_path):
    path = tmp_path / "empty.yml"
    path.write_text("# nothing\n", "utf-8")
    document = Document.read(path)
    assert (document.content, document.place(("rules", 0))) == (None, f"{path}:1")


def test_what_a_merge_brings_is_placed_where_it_is_written(tmp_path):
    path = tmp_path / "merge.yml"
    path.write_text("base: &base\n  a: 1\nuse:\n  <<: *base\n  a: 2\n", "utf-8")
    document = Document.read(path)
    assert document.content["use"] == {"a": 2}
    assert document.place(("use", "a")) == f"{path}:5"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("a: [1, 2\nb: 3\n", 2, "is not YAML"),
        ("a: 1\na: 2\n", 2, "the key 'a' is there twice"),
        ("a:\n  - {b: 1,\n     b: 2}\n", 3, "the key 'b' is there twice"),
        ("a: &x\n  - *x\n", None, "has more than 100000 values"),
        ("a: 1\n---\nb: 2\n", 2, "is not YAML"),
        ("a: !!python/name:os.system\n", 1, "has the tag tag:yaml.org,2002:python/name:os.system"),
        ("a: 2026-13-45\n", None, "is not YAML: month must be in 1..12"),
        ("? [a, b]\n: 1\n", 1, "a key is no text"),
        ("5: number\n", 1, "a key is no text; in quotes it is one"),
        ("a: " + "[" * 65 + "]" * 65, 1, "is nested deeper than 64 levels"),
        ("a: " + "9" * 41, 1, "a number has more than 40 digits"),
        ("a: \x00\n", None, "is not YAML"),
        ("\tb: 1\n", 1, "is not YAML"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line_with_its_place(tmp_path, text, line, told):
    path = tmp_path / "bad.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileError) as caught:
        Document.read(path)
    place, message = str(caught.value).split(": ", 1)
    assert place == (f"{path}:{line}" if line else str(path))
    assert message.startswith(told)
    assert "\n" not in message


@pytest.mark.parametrize(
    ("path", "told"),
    [("nothing.yml", "cannot be read: No such file or directory"), (".", "cannot be read: Is a directory")],
)
def test_a_file_that_is_not_there(tmp_path, path, told):
    with pytest.raises(ProfileError, match=told):
        Document.read(tmp_path / path)


def test_a_file_that_is_no_text(tmp_path):
    path = Path(tmp_path, "latin.yml")
    path.write_bytes(b"title: Gr\xfc\xdfe\n")
    with pytest.raises(ProfileError, match="cannot be read: .*utf-8"):
        Document.read(path)
