# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about a failure: a template for each code, which names options as the reader writes them.

``{option:ca_path}`` is the bare name of an option, ``{named:host}`` one that the sentence would else hide among its
words. Everything else in braces is an argument. Probe hosts run it, so Python 3.8 has to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from string import Formatter

_MAYBE_PLAIN = "The port may speak plain HTTP: check {option:port}, or set {option:use_tls}: false."

TEMPLATES = {
    # the usual hint of each kind of failure
    "credentials": "Give {option:username} and {option:password}, or {option:token}, as options, in the environment or "
    "by module_defaults; for fleet_info and the audit as the host's variables meinberg_username and meinberg_password, "
    "or meinberg_token.",
    "auth": "Check user name and password; nothing was tried again, since devices lock users out.",
    "forbidden": "Give the account read access to the REST API; on LTOS the access level 'info' is enough.",
    "dns": "Check the name in {named:host}, and the controller's resolver.",
    "connect": "Check that the device is up, and that its web interface listens on this address and port.",
    "timeout": "Check the network path to the device; a slow device may need a larger {option:timeout} or "
    "{option:deadline}.",
    "redirect": "Redirects are refused: set {option:host}, {option:port} and {option:use_tls} to where the device "
    "really answers.",
    "protocol": "Check that {option:host} and {option:port} are those of the device's web interface.",
    "too_large": "Raise {option:max_body_mib} if an answer of this size is to be expected.",
    "proxy": "Check {named:proxy}, or the proxies of the environment where {option:use_proxy} is true.",
    "rest_disabled": "On LTOS switch on 'Enable REST API' under System, General settings (LTOS 7.04 or newer); on "
    "meinbergOS check that the address is the device's management address.",
    "options": "Correct the host's meinberg_ variables.",
    "internal": "Please report this with the device's answer ({option:include_raw}).",
    # options
    "address": "Give only a name or an address, such as clock1.example.net, 192.0.2.7 or 2001:db8::7; scheme, "
    "port and credentials have options of their own.",
    "port_range": "Give a TCP port from 1 to 65535, or none for that of HTTPS or HTTP.",
    "ca_path": "Give in {option:ca_path} a file, a bundle or a folder of CA certificates, readable on the controller.",
    "install": "Run on the controller: {command}",
    # TLS
    "maybe_tls": "The port may speak TLS: check {option:port}, or set {option:use_tls}: true.",
    "maybe_plain": _MAYBE_PLAIN,
    "handshake_timeout": f"{_MAYBE_PLAIN} If it speaks TLS, check the network path, {{option:timeout}} and "
    "{option:deadline}.",
    "speaks_tls": "The port speaks TLS: set {option:use_tls}: true.",
    "tls_version": "The device must offer {version} or newer; update its firmware or its TLS settings.",
    "tls_settings": "Check the device's TLS settings and its certificate.",
    "not_trusted": "Name the CA that issued it, or the device's own certificate, in {option:ca_path}, or set "
    "{option:validate_certs}: false.",
    "expired": "Renew the device's certificate; check the controller's clock too.",
    "not_yet_valid": "Check the controller's clock, and the device's certificate.",
    "other_name": "Set {option:host} to a name that the certificate holds, or give the device a certificate for this "
    "name.",
    # HTTP
    "too_many_requests": "The device wants fewer requests: read it less often, or one program at a time.",
    "server_error": "The device's own web server failed: try again later, and see the device's log.",
    "no_rest_api": "Check that {option:host} and {option:port} are those of the device's REST API.",
    "web_page": "The REST API may be switched off on the device, or {option:host} and {option:port} may be those of "
    "another service.",
    "cut_short": "The device or a proxy ended it early.",
    "https": "The device wants HTTPS: set {option:use_tls}: true, and {option:port} if it is not 443.",
    "other_page": "The device leads to another page, such as its login: its REST API may be switched off or elsewhere.",
    "no_token": "Bearer tokens need LTOS 7.08 or newer; otherwise use {option:auth}: basic.",
    "token": "Check the token, which may have expired; nothing was tried again.",
    "proxy_credentials": "Give the proxy's credentials in its URL, in {named:proxy}.",
    # answers
    "other_system": "Check {named:device_os}; a microSync is 'meinbergos'.",
    "two_states": "Read it again. Nothing of it is returned, since the facts would be of two times that do not fit.",
    # probes
    "interface": "Check {named:interface}; the host has: {there}.",
    "interface_down": "Bring it up, as with: ip link set {interface} up",
    "no_link": "Check the cable and the other end of it.",
    "not_ethernet": "Name the Ethernet interface that the PTP messages arrive at, not a tunnel.",
    "linux": "Probe from Linux.",
    "net_raw": "Run the task as root (become: true), or give the capability to the Python that runs it.",
    "ntp_port": "Check that an NTP server listens on this address and port, and the firewalls on the way.",
    "no_ntp": "Check that {option:host} and {option:port} are those of an NTP server.",
}

OF_HOSTS = {
    "credentials": "Give the host the variables {option:username} and {option:password}, or {option:token}.",
}
"""Templates that differ where the options are variables of a host."""


class _Name:
    """Stands for the name of an option in a template."""

    def __init__(self, written: Callable[[str], str]) -> None:
        self._written = written

    def __format__(self, option: str) -> str:
        return self._written(option)


_OPTION, _NAMED = _Name(str), _Name("option {}".format)
_VARIABLE = _Name("meinberg_{}".format)


def of_task(code: str, arguments: Mapping[str, str]) -> str:
    """A hint for the author of a task, who writes options."""
    return TEMPLATES[code].format(option=_OPTION, named=_NAMED, **arguments)


def of_host(code: str) -> str | None:
    """A hint for the owner of a host, who writes variables; ``None`` for an unknown code, or one that has arguments."""
    template = OF_HOSTS.get(code) or TEMPLATES.get(code)
    if template is None or any(name not in ("option", "named") for name, _spec in placeholders(template)):
        return None
    return template.format(option=_VARIABLE, named=_VARIABLE)


def placeholders(template: str) -> Iterator[tuple[str, str]]:
    """The names in braces, and what stands behind their colons."""
    return ((name, spec or "") for _text, name, spec, _conversion in Formatter().parse(template) if name is not None)
