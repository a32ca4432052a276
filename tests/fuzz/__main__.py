# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fuzz the reading and the judging of answers, for ``FUZZ_SECONDS``.

The fuzzer has a virtual environment of its own under build/, with ``FUZZ_PYTHON`` where this Python is none that
atheris supports. It begins with the simulator's answers of both systems and the shipped profiles, and keeps what it
learns in build/fuzz/corpus. The exit status is 1 where something was found; see build/fuzz/findings, and keep each
finding as a case in tests/unit/fuzz/corpus.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import FOLDER
from tests.simulator import STATES, Device, answers
from tests.tooling.tree import ROOT
from tests.unit.plugins.module_utils.servers import reply

BASE = ROOT / "build" / "fuzz"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PATHS = (
    "status.sync", "status.receivers[*].satellites.used", "max(status.receivers[].satellites.used)", "^.device", "/ntp",
    "sort_by(ntp.associations, &offset_ns)[0]", "map(&to_number(id), outputs)", "avg(ntp.associations[].delay_ns)",
)  # fmt: skip
REPORT = {
    "schema_version": 1,
    "run": {"id": "r", "end": "2026-03-17T09:30:00Z"},
    "hosts": [{"host": "host", "watched": {"device.firmware.version": "7.10"}}],
    "results": [
        {"host": "host", "profile": "a", "rule": "b", "element": None, "status": "fail",
         "seen": {"first": "2026-03-17T09:30:00Z", "runs": 2}},
    ],
}  # fmt: skip


def main() -> int:
    """Set up, make the seeds, fuzz, tell."""
    python = _environment()
    corpus, findings = BASE / "corpus", BASE / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    for path in findings.glob("*"):
        path.unlink()
    seconds = os.environ.get("FUZZ_SECONDS", "600")
    command = [python, "-m", "tests.fuzz.harness", findings, seconds, corpus]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "build")])}
    ended = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    told = json.loads((findings / "summary.json").read_text("utf-8"))
    print(f"{told['executions']} executions, {len(told['findings'])} findings {told['findings'] or ''}")
    return 1 if ended or told["findings"] else 0


def _environment() -> Path:
    """The Python of the fuzzer's virtual environment, made where it is not there or its requirements have changed."""
    python, ready = BASE / "venv" / "bin" / "python", BASE / "venv" / ".ready"
    wanted = REQUIREMENTS.read_text("utf-8")
    if not ready.exists() or ready.read_text("utf-8") != wanted:
        subprocess.run([os.environ.get("FUZZ_PYTHON", sys.executable), "-m", "venv", BASE / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS], check=True)
        ready.write_text(wanted, "utf-8")
    return python


def seeds() -> Iterator[bytes]:
    """Inputs for each target."""
    for state, details in STATES.items():
        for system in details.systems:
            said = answers(Device("host", system, states=(state,)))
            if system == "ltos":
                body = json.dumps(said["/api/status"]).encode()
                yield b"L" + body
            else:
                yield b"M" + json.dumps(said).encode()
    yield b"H" + reply(body)
    yield b"H" + reply(gzip.compress(b'{"data": {"object-id": "status"}}'), content_encoding="gzip")
    chunked = b'8\r\n{"data":\r\n18\r\n {"object-id": "status"}}\r\n0\r\n\r\n'
    yield b"H" + reply(chunked, content_length=None, transfer_encoding="chunked")
    for status in ("301 Moved", "401 Unauthorized", "404 Not Found", "503 Busy"):
        yield b"H" + reply(b'{"error": "no"}', status, location="/login", retry_after="3", set_cookie="a=b; Path=/")
    yield from (b"W" + body for body in (b'{"error": {"message": "no"}}', b"<html>", b"no secret"))
    pem = trustme.CA().issue_cert("device.example", "192.0.2.1").cert_chain_pems[0].bytes()
    yield b"C" + x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    yield from (b"Y" + path.read_bytes() for path in sorted(FOLDER.glob("*.yml")))
    yield b"Yid: own\ntitle: own\nversion: 1.0.0\nextends: baseline\nwithout: [sync-state]\n"
    yield from (b"P" + path.encode() for path in PATHS)
    yield b"R" + json.dumps(REPORT).encode()
    yield from (b"V" + text.encode() for text in ("7.10.008-light", "2022.05.6-rc3-u", "2026-03-17T09:30:60.5Z", "~/ä"))


if __name__ == "__main__":
    sys.exit(main())
