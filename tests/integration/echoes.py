# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that say again what they were told in confidence, in every part of an answer."""

from __future__ import annotations

import html
import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

from aiohttp import web

from tests.simulator import Running

ECHOES = {"echo-200": 200, "echo-302": 302, "echo-401": 401, "echo-403": 403, "echo-500": 500}
"""Names of devices, and the status with which they say it."""


def faces(authorization: str) -> list[str]:
    """What a device knows after a request, in the forms that it may say it in."""
    code = authorization.partition(" ")[2]
    known = [code]
    if authorization.startswith("Basic "):
        pair = b64decode(code)
        known += [pair.decode(), pair.partition(b":")[2].decode()]
    said = [authorization, b64encode(known[-1].encode()).decode(), urlsafe_b64encode(known[-1].encode()).decode()]
    for one in known:
        said += [one, quote(one, safe=""), quote_plus(one), quote(one, safe="").lower(), html.escape(one)]
        said += [json.dumps(one), json.dumps(one, ensure_ascii=False), one.encode().hex(), one.encode().hex().upper()]
    return said


def teach(running: Running) -> None:
    """Let the devices of these names say what they are told: in headers, in ``Location``, in texts of the body."""
    for name, status in ECHOES.items():
        _teach(running.devices[name], status)


def _teach(host, status: int) -> None:
    async def answer(request: web.BaseRequest, path: str, _number: int) -> web.Response:
        said = faces(request.headers["Authorization"])
        headers = {"X-Echo": request.headers["Authorization"], "WWW-Authenticate": f'Basic realm="{said[0]}"'}
        if status == 302:
            headers["Location"] = f"https://{said[0].split()[-1].strip('=')}.example/{'x' * 150}/{quote(said[-1])}"
        if status != 200:
            message = {"error": said[host.request_count % len(said)], "all": said}
            return web.json_response(message, status=status, headers=headers)
        page = host.pages.get(path)
        if page is None:
            return web.json_response({"error": said}, status=404, headers=headers)
        return web.json_response(_told(json.loads(page.render()), said), headers=headers)

    host._answer = answer


def _told(value, said: list[str]):
    """An answer with all that is ``said`` behind every text; names of members stay."""
    if isinstance(value, dict):
        return {name: _told(member, said) for name, member in value.items()}
    if isinstance(value, list):
        return [_told(member, said) for member in value]
    return " ".join([value, *said]) if isinstance(value, str) else value
