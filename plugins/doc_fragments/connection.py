# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options, documented once (``module_utils/arguments.py`` holds them as code)."""

from __future__ import annotations


class ModuleDocFragment:
    """``timesync.meinberg.connection``."""

    DOCUMENTATION = r"""
options:
  host:
    description:
      - Name or address of the device's management interface; IPv6 too.
      - No scheme and no user part.
      - Where not given, the environment variable E(MEINBERG_HOST) is used.
    type: str
    required: true
  port:
    description:
      - TCP port of the REST API.
      - Where not given, the environment variable E(MEINBERG_PORT) is used, else 443, or 80 without TLS.
    type: int
  use_tls:
    description: Whether to speak HTTPS. Plain HTTP sends the credentials readable.
    type: bool
    default: true
  validate_certs:
    description:
      - Whether to verify the device's certificate against O(ca_path) or the system's store.
      - Where not given, the environment variable E(MEINBERG_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File, bundle or folder of CA certificates in PEM that the device's certificate is verified against.
      - The device's own self-signed certificate may stand here too.
      - Where not given, the environment variable E(MEINBERG_CA_PATH) is used, else the system's store.
    type: path
  username:
    description:
      - The account's name. On LTOS the access level C(info) is enough.
      - Where not given, the environment variable E(MEINBERG_USERNAME) is used.
      - Nothing is sent to the device until both user name and password are there.
    type: str
  password:
    description:
      - The account's password. Keep it in Vault or in the environment, not in a playbook.
      - Where not given, the environment variable E(MEINBERG_PASSWORD) is used.
    type: str
  auth:
    description:
      - V(basic) sends user name and password with every request.
      - V(bearer) asks an LTOS device (7.08 or newer) for a token with them once, and sends that.
      - Where not given, the environment variable E(MEINBERG_AUTH) is used.
    type: str
    choices: [basic, bearer]
    default: basic
  token:
    description:
      - A bearer token issued before; with it neither user name nor password is needed.
      - Where not given, the environment variable E(MEINBERG_TOKEN) is used.
    type: str
  proxy:
    description: URL of an HTTP proxy to use. Its user part is never shown.
    type: str
  use_proxy:
    description:
      - Whether to use the proxies of the environment (C(https_proxy), C(no_proxy) and their like).
      - Otherwise nothing of the environment has a say, C(.netrc) and C(REQUESTS_CA_BUNDLE) included.
    type: bool
    default: false
  timeout:
    description: Seconds for connecting, and for each wait on the socket.
    type: float
    default: 10
  deadline:
    description:
      - Seconds for the whole device, name resolution, handshake and retries included, however slowly it answers.
    type: float
    default: 60
  retries:
    description:
      - How often a request is tried again after a refused or reset connection, or the status 429, 502, 503 or 504.
      - Never after 401 or 403, since devices lock users out.
    type: int
    default: 2
  max_body_mib:
    description: Largest answer in MiB, after decompression.
    type: int
    default: 16
  device_os:
    description:
      - The device's operating system.
      - V(auto) finds out, with one request more on meinbergOS and none on LTOS.
    type: str
    choices: [auto, ltos, meinbergos]
    default: auto
  http_sessions:
    description: Whether to return the tracked HTTP sessions, one for each request, in C(http.sessions).
    type: bool
    default: false
  http_sessions_max_count:
    description: How many HTTP sessions are kept at most; the latest are.
    type: int
    default: 100
  include_raw:
    description: Whether to return the device's own answers too, by path, under C(raw).
    type: bool
    default: false
requirements:
  - Python >= 3.10 and requests >= 2.31 where the task runs; in the Ansible process that is the controller
  - cryptography, for the facts of the device's certificate (optional)
notes:
  - >-
    Nothing is ever written to a device. All requests are C(GET), but for the one C(PUT) that asks for a token with
    O(auth=bearer).
  - >-
    The task runs in the Ansible process, without an interpreter on the target. It runs as an ordinary module, on the
    task's connection, where it is asynchronous, delegated to a host whose connection is not C(local), or where the
    variable C(meinberg_in_process) is false.
"""
