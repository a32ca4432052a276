# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What looks for secrets finds those that are there."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import textwrap
import time
from base64 import b64encode, encodebytes, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
import yaml
from ansible.release import __version__ as ansible_version

from tests.integration.playbooks import run_plays
from tests.integration.secrecy import SPECIAL, Watch, found, in_files
from tests.simulator import Device, Fleet, serve

STEM = "c4naryHidden"
SECRET = f"{STEM}{SPECIAL}\nof two lines"
WRITINGS = {
    "text": SECRET,
    "url": quote(SECRET, safe=""),
    "form": quote_plus(SECRET),
    "json": json.dumps({"x": SECRET}),
    "yaml": yaml.safe_dump({"x": SECRET}),
    "html": html.escape(SECRET),
    "repr": repr(SECRET),
    "hex": SECRET.encode().hex(),
    "HEX": SECRET.encode().hex().upper(),
    "base64": b64encode(SECRET.encode()).decode(),
    "lines of base64": encodebytes(b"x" * 70 + SECRET.encode()).decode(),
    "terminal": textwrap.fill("x" * 70 + SECRET, 79),
    "another alphabet": urlsafe_b64encode(SECRET.encode()).decode(),
    **{f"header of {user}": b64encode(f"{user}:{SECRET}".encode()).decode() for user in ("ab", "abc", "abcd")},
}


@pytest.mark.parametrize("how", WRITINGS)
def test_a_secret_is_found_however_it_is_written(how):
    assert found(f"before {WRITINGS[how]} behind".encode(), ["another", STEM])
    assert found(f"before {WRITINGS[how]} behind".encode(), ["another"]) == []


def test_a_secret_is_found_in_files_and_their_names(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "content").write_text(WRITINGS["base64"])
    (tmp_path / STEM).write_text("")
    (tmp_path / "other").write_text("nothing")
    names, leaks = in_files(tmp_path, [STEM])
    assert names == [STEM, "deep/content", "other"]
    assert {leak[0] for leak in leaks} == {STEM, "deep/content"}


def test_a_secret_is_found_while_it_is_there(tmp_path):
    """On a command line, in an environment, and in a file that is gone at the end."""
    command = [sys.executable, "-c", "import time; time.sleep(30)", WRITINGS["text"]]
    environment = os.environ | {"MARK": str(tmp_path), "SECRET": WRITINGS["hex"]}
    with Watch(f"MARK={tmp_path}", [STEM], tmp_path) as watch:
        process = subprocess.Popen(command, env=environment)
        (tmp_path / "file").write_text(WRITINGS["url"])
        until = time.monotonic() + 20
        while not all(watch.leaks.values()) and time.monotonic() < until:
            time.sleep(0.01)
        (tmp_path / "file").unlink()
        process.kill()
        process.wait()
    assert {leak[2] for leak in watch.leaks["command lines"]} == {"text"}
    assert {leak[2] for leak in watch.leaks["environments"]} == {"hex"}
    assert {leak[0].endswith("/file") for leak in watch.leaks["files"]} == {True}


def test_ways_that_the_documentation_warns_of(tmp_path):
    """Ansible 2.19 shows the lines before a task that fails; and no module reads the keyword ``environment``."""
    text = f"""
- hosts: lantime
  gather_facts: false
  tasks:
    - name: Keyword
      timesync.meinberg.ntp_info:
        host: "{{{{ meinberg_host }}}}"
        username: info
      environment:
        MEINBERG_PASSWORD: another
      ignore_errors: true
    - name: Good
      timesync.meinberg.ntp_info:
        host: "{{{{ meinberg_host }}}}"
        port: "{{{{ meinberg_port }}}}"
        ca_path: "{{{{ meinberg_ca_path }}}}"
        username: info
        password: {STEM}
    - name: Bad
      ansible.builtin.fail:
"""
    with serve(Fleet.of(Device("lantime"), base="127.51.0.1", password=STEM)) as running:
        run = run_plays(tmp_path, running, text)
    assert run["Keyword"]["lantime"].kind == "credentials"
    assert run["Good"]["lantime"].outcome == "ok"
    shows_lines = tuple(map(int, ansible_version.split(".")[:2])) >= (2, 19)
    assert found(run.output.encode(), [STEM]) == ([(STEM, "text")] if shows_lines else [])
