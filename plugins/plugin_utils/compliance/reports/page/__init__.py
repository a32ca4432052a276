# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of ``report.html``.

The page is made by plain functions, not by templates: at 1,000 hosts it has some 140,000 results, and a template takes
several times as long for each. Nothing reaches the page but through ``text.esc``, whatever it is and wherever it came
from; the tests put markup into every field. End tags that HTML does not need, and quotes, are left out on purpose in
what is there for each result: that is a third of the page's size.
"""
