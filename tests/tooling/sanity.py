# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test sanity on a copy of the collection, with all that it writes under build/.

ansible-test insists on a path that ends in ansible_collections/<namespace>/<name>, and keeps its virtual environments
in the home directory. It gets both below build/sanity, where later runs find them again. No test is left out: those
that need a program which is not installed (shellcheck, pwsh) concern no file of this collection. What depends on a
Python version is checked on the one that runs this.
"""

from __future__ import annotations

import argparse
import ast
import configparser
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from ansible_test._internal.python_requirements import get_venv_packages

from tests.tooling.tree import ROOT, mirror

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
BASE = ROOT / "build" / "sanity"
HOME = BASE / "home"
COPY = BASE / "ansible_collections" / "timesync" / "meinberg"

BOOTSTRAP = '''"""Install pip from the copy that Python carries, then what ansible-test asks for."""

import subprocess
import sys

options = sys.argv[1:]
wanted = [option for option in options if option not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet"] + wanted)
if "--no-setuptools" in options and not any(option.startswith("setuptools") for option in wanted):
    subprocess.check_call([sys.executable, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools"])
'''


def main() -> int:
    """Bring the copy up to date and check it; the exit status is ansible-test's."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--installed", type=Path, help="check a collection as it was installed, in place of the copy")
    options, more = parser.parse_known_args()
    place = options.installed or COPY
    HOME.mkdir(parents=True, exist_ok=True)
    with open(BASE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if place == COPY:
            mirror(COPY, keep=(".git", "tests/output"))
        subprocess.run(["git", "init", "--quiet"], cwd=place, check=True)
        shutil.copy(ROOT / ".gitignore", place / ".git" / "info" / "exclude")
        write_bootstrap()
        write_pip_config()
        program = Path(sys.executable).with_name("ansible-test")
        command = [program, "sanity", "--venv", "--python", PYTHON, *more]
        return subprocess.run(command, cwd=place, env={**os.environ, "HOME": str(HOME)}, check=False).returncode


def write_bootstrap() -> None:
    """Put pip's installer where ansible-test looks before it would download one from its own servers."""
    version = get_venv_packages(SimpleNamespace(version=PYTHON))["pip"]
    path = HOME / ".ansible" / "test" / "cache" / f"get_pip_{version.replace('.', '_')}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(BOOTSTRAP)


def write_pip_config() -> None:
    """Hand this environment's pip settings on: ansible-test passes no PIP_* variable to its own environments."""
    path = HOME / ".config" / "pip" / "pip.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("w") as file:
        pip_settings().write(file)


def pip_settings() -> configparser.RawConfigParser:
    """Read pip's settings from wherever they come; those from variables win, as they do in pip."""
    settings = configparser.RawConfigParser()
    settings.read_dict({"global": {"quiet": "1"}})
    variables = {}
    command = [sys.executable, "-m", "pip", "config", "list"]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        name, value = line.split("=", 1)
        section, key = name.rsplit(".", 1)
        if section == ":env:":
            variables[key] = ast.literal_eval(value)
            continue
        if not settings.has_section(section):
            settings.add_section(section)
        settings.set(section, key, ast.literal_eval(value))
    for key, value in variables.items():
        for section in settings.sections():
            if section == "global" or settings.has_option(section, key):
                settings.set(section, key, value)
    return settings


if __name__ == "__main__":
    sys.exit(main())
