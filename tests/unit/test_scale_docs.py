# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/scale.md has the table that `make scale` makes, and says how it is measured."""

from __future__ import annotations

import re

from tests.bench import measure, scale, watch

PAGE = scale.PAGE.read_text(encoding="utf-8")
TEXT = " ".join(PAGE.split())


def test_the_table_is_that_of_make_scale():
    made = PAGE.partition("<!-- scale: begin -->\n")[2].partition("<!-- scale: end -->")[0]
    head, _line, *rows = re.findall(r"^\| (.*) \|$", made, re.MULTILINE)
    assert head.split(" | ") == list(scale.HEAD), "run: make scale"
    assert [row.split(" | ")[0] for row in rows] == [f"{size:,}" for size in scale.SIZES]


def test_what_the_page_says_of_the_measurement_is_so():
    assert f"more than {scale.MOST} times what one among {scale.SIZES[1]} costs" in TEXT
    assert f"every {watch.INTERVAL_S * 1000:.0f} ms, memory every {watch.MEMORY_INTERVAL_S * 1000:.0f} ms" in TEXT


def test_a_text_is_put_between_the_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- x: begin -->\nold\n<!-- x: end -->\nafter\n", encoding="utf-8")
    for _time in range(2):
        measure.fill(page, "x", "new")
        assert page.read_text("utf-8") == "before\n<!-- x: begin -->\nnew\n<!-- x: end -->\nafter\n"
