# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the reader of the pages makes of them: blocks, their kinds, and whether an output looks like one."""

from __future__ import annotations

import pytest

from tests.docs import kinds
from tests.docs.blocks import blocks
from tests.docs.reader import looks_like
from tests.docs.world import write

PAGE = """
# A page

`a.yml`, beside `b.txt`, is it:

```yaml
x: 1
```

1. In a list:

   <!-- not run: it needs a moon -->
   ```shell
   launch
   ```

```yaml
# host_vars/c.yml
compliance_site: x
```

    indented
"""


def test_blocks_have_their_files_and_excuses():
    found = [(one.line, one.language, one.text, one.file, one.not_run) for one in blocks("page.md", PAGE)]
    assert found == [
        (6, "yaml", "x: 1\n", "a.yml", None),
        (13, "shell", "launch\n", None, "it needs a moon"),
        (17, "yaml", "# host_vars/c.yml\ncompliance_site: x\n", "host_vars/c.yml", None),
        (22, "", "indented\n", None, None),
    ]


@pytest.mark.parametrize("text", ["```yaml\nx: 1\n```", "```\nls\n```", "```ruby\nputs 1\n```", "    indented"])
def test_a_block_that_is_nothing_known_is_refused(text):
    (block,) = blocks("page.md", text)
    with pytest.raises(ValueError, match="nothing"):
        kinds.kind(block)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("- hosts: all", kinds.PLAYBOOK),
        ("a: {hosts: {b: }}", kinds.INVENTORY),
        ("compliance_site: x", kinds.VARIABLES),
        ("audit: {script: [ls]}", kinds.GITLAB),
    ],
)
def test_kinds(text, kind):
    (block,) = blocks("page.md", f"```yaml\n{text}\n```")
    assert kinds.kind(block) == kind


PRINTED = "fatal: [a]: FAILED! =>\n    kind: auth\n    msg: 12 of 16\nfatal: [b]: FAILED! =>\n    kind: tls\n"


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("    msg: 1 of 2", True),
        ("msg:   1 of 2", True),
        ("msg: 1 of", False),
        ("msg: … of 2", True),
        ("fatal: [a]: FAILED! =>\n…\n msg: 1 of 2", True),
        ("fatal: [a]: FAILED! =>\n msg: 1 of 2", False),
        ("fatal: [a]: FAILED! =>\n…\nkind: tls", False),
        ("fatal: [b]: FAILED! =>\n…\nkind: tls", True),
    ],
)
def test_an_output_looks_like_what_a_page_shows(text, alike):
    assert bool(looks_like(text).search(PRINTED)) is alike


def test_nothing_is_written_outside_the_reader_s_folder(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "docs").symlink_to(tmp_path)
    with pytest.raises(AssertionError, match="file of the collection"):
        write(tmp_path / "own", "docs/page.md", "spoilt")
    assert not (tmp_path / "page.md").exists()
