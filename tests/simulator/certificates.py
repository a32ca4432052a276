# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of the simulated devices, from one certificate authority that lives as long as the simulator."""

from __future__ import annotations

import datetime
import ipaddress
import re
import ssl
import tempfile
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .device import Device

HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
ANOTHER_HOST = "another-host.example.net"


class Authority:
    """Issues a certificate for each device: for its address, and for its name where that is a host name."""

    def __init__(self) -> None:
        self._ca = trustme.CA(organization_name="Simulated Meinberg devices")

    @property
    def pem(self) -> bytes:
        """The CA's certificate: what a client has to trust."""
        return self._ca.cert_pem.bytes()

    def write(self, path: str | Path) -> None:
        """Write the CA's certificate to a file, in a folder that is made where it is missing."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(self.pem)

    def context(self, device: Device, address: str) -> ssl.SSLContext:
        """The TLS context of a device, with the certificate that its faults ask for."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        fault = device.fault("certificate")
        kind = fault.name if fault else ""
        if kind == "cert_self_signed":
            _load(context, *self_signed(device.name, address))
            return context
        names = [address, device.name] if HOST_NAME.fullmatch(device.name) else [address]
        until = None
        if kind == "cert_wrong_name":
            names = [ANOTHER_HOST]
        elif kind == "cert_expired":
            until = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
        self._ca.issue_cert(*names, common_name=names[-1][:64], not_after=until).configure_cert(context)
        return context


def self_signed(name: str, address: str) -> tuple[bytes, bytes]:
    """Key and certificate, PEM, of a certificate that is its own issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=30))
        .not_valid_after(now + datetime.timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, certificate.public_bytes(serialization.Encoding.PEM)


def _load(context: ssl.SSLContext, key: bytes, certificate: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pair.pem")
        path.touch(0o600)
        path.write_bytes(key + certificate)
        context.load_cert_chain(path)
