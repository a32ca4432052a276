# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS: contexts, certificates, and why handshakes fail."""

from __future__ import annotations

import hashlib
import os
import ssl
import threading
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from ansible_collections.timesync.meinberg.plugins.module_utils import tls
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import TlsError

from .servers import authority, ca_file


@pytest.fixture
def no_contexts(monkeypatch):
    monkeypatch.setattr(tls, "_contexts", {})


def test_there_is_one_context_for_each_pair(no_contexts, tmp_path, monkeypatch):
    built = []
    build = tls._build
    monkeypatch.setattr(tls, "_build", lambda *pair: built.append(pair) or build(*pair))
    pairs = [(None, True), (None, False), (ca_file(tmp_path), True)]
    found = {pair: set() for pair in pairs}

    def ask():
        for pair in pairs * 5:
            found[pair].add(tls.context(*pair))

    threads = [threading.Thread(target=ask) for _time in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(built, key=str) == sorted(pairs, key=str)
    assert [len(contexts) for contexts in found.values()] == [1, 1, 1]
    assert tls.context("", True) is tls.context(None, True)


def test_the_systems_store_is_the_default(no_contexts):
    context = tls.context(None, True)
    assert context.cert_store_stats() == ssl.create_default_context().cert_store_stats()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_without_verification_nothing_is_loaded(no_contexts):
    context = tls.context("/no/such/path", False)
    assert context.cert_store_stats()["x509"] == 0
    assert context.verify_mode == ssl.CERT_NONE
    assert not context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def bundle(folder, *contents: bytes) -> str:
    path = folder / "file"
    path.write_bytes(b"\n".join(contents))
    return str(path)


def loaded(path: str) -> int:
    context = tls.context(str(path), True)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    return context.cert_store_stats()["x509"]


def pem() -> bytes:
    return trustme.CA().cert_pem.bytes()


def der() -> bytes:
    return ssl.PEM_cert_to_DER_cert(pem().decode())


def test_ca_path_may_be_a_file_or_a_bundle(tmp_path):
    assert loaded(bundle(tmp_path, "# mötörhead".encode(), pem(), pem())) == 2


def test_ca_path_may_be_in_der(tmp_path):
    assert loaded(bundle(tmp_path, der())) == 1


def test_ca_path_may_be_a_folder_of_any_names(tmp_path):
    (tmp_path / "one").write_bytes(pem())
    (tmp_path / "two.crt").write_bytes(der())
    (tmp_path / "README").write_bytes(b"nothing")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    assert loaded(tmp_path) == 2


def test_ca_path_may_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    bundle(tmp_path, pem())
    assert tls._build("~/file", True).cert_store_stats()["x509"] == 1


@pytest.mark.parametrize(
    "content", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_file_without_certificate(tmp_path, content):
    path = bundle(tmp_path, content)
    with pytest.raises(TlsError, match=f"{path} holds something other than CA certificates") as info:
        tls.context(path, True)
    assert "ca_path" in info.value.hint


def test_a_bundle_that_is_broken_is_not_half_used(tmp_path):
    with pytest.raises(TlsError):
        tls.context(bundle(tmp_path, pem(), b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), True)


def test_a_folder_without_certificate(tmp_path):
    with pytest.raises(TlsError, match=f"There is no CA certificate in {tmp_path}"):
        tls.context(str(tmp_path), True)


def test_a_missing_path(tmp_path):
    with pytest.raises(TlsError, match=f"The CA certificates in {tmp_path}/none cannot be read: No such file"):
        tls.context(f"{tmp_path}/none", True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_path(tmp_path):
    path = bundle(tmp_path, pem())
    os.chmod(path, 0)
    with pytest.raises(TlsError, match="Permission denied"):
        tls.context(path, True)


def self_signed(key, algorithm, *names: x509.GeneralName, issuer: str = "clock1") -> bytes:
    subject, by = (
        x509.Name(
            [
                x509.NameAttribute(x509.NameOID.COMMON_NAME, name),
                x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "A, B"),
            ]
        )
        for name in ("clock1", issuer)
    )
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    builder = x509.CertificateBuilder(by, subject, key.public_key(), 7, now, now + timedelta(days=1))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, algorithm).public_bytes(serialization.Encoding.DER)


def test_a_certificate_in_plain_values():
    data = self_signed(
        ec.generate_private_key(ec.SECP256R1()),
        hashes.SHA256(),
        x509.DNSName("clock1.example"),
        x509.RFC822Name("a@b.example"),
        x509.IPAddress(ip_address("2001:db8::7")),
    )
    assert tls.certificate(data) == {
        "subject": r"O=A\, B,CN=clock1",
        "issuer": r"O=A\, B,CN=clock1",
        "san": ["clock1.example", "2001:db8::7"],
        "not_before": "2026-01-02T03:04:05Z",
        "not_after": "2026-01-03T03:04:05Z",
        "self_signed": True,
        "key_type": "ec",
        "key_bits": 256,
        "signature_algorithm": "ecdsa-with-SHA256",
        "sha256": hashlib.sha256(data).hexdigest(),
    }


@pytest.mark.parametrize(
    ("key", "algorithm", "expected"),
    [
        (rsa.generate_private_key(65537, 2048), hashes.SHA256(), ("rsa", 2048, "sha256WithRSAEncryption")),
        (ed25519.Ed25519PrivateKey.generate(), None, ("ed25519", 256, "ed25519")),
    ],
)
def test_keys_and_signatures(key, algorithm, expected):
    facts = tls.certificate(self_signed(key, algorithm, issuer="CA"))
    assert (facts["key_type"], facts["key_bits"], facts["signature_algorithm"]) == expected
    assert facts["self_signed"] is False
    assert facts["san"] == []


def test_a_certificate_that_cannot_be_parsed():
    assert tls.certificate(b"\x30\x03abc") is None
    assert tls.certificate(b"") is None


def test_without_cryptography_there_is_no_certificate(monkeypatch):
    monkeypatch.setattr(tls, "x509", None)
    assert tls.certificate(ssl.PEM_cert_to_DER_cert(authority().cert_pem.bytes().decode())) is None


def ssl_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}]")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "why", "hint"),
    [
        (ssl_error("WRONG_VERSION_NUMBER"), "the answer is not TLS", "use_tls: false"),
        (ssl_error("RECORD_LAYER_FAILURE"), "the answer is not TLS", "use_tls: false"),
        (ssl_error("TLSV1_ALERT_PROTOCOL_VERSION"), "no TLS version is common to both sides", "TLS 1.2 or newer"),
        (ssl_error("SSLV3_ALERT_HANDSHAKE_FAILURE"), "sslv3 alert handshake failure", "TLS settings"),
        (ssl_error("UNEXPECTED_EOF_WHILE_READING"), "the connection was closed in the middle of it", "plain HTTP"),
        (ssl.SSLEOFError(8, "EOF"), "the connection was closed in the middle of it", "plain HTTP"),
        (ConnectionResetError(104, "reset"), "the connection was reset in the middle of it", "plain HTTP"),
        (OSError(5, "Input/output error"), "Input/output error", "TLS settings"),
    ],
)
def test_why_a_handshake_failed(error, why, hint):
    explained = tls.explain(error, "clock1", "clock1:443")
    assert explained.message == f"The TLS handshake with clock1:443 failed: {why}."
    assert hint in explained.hint
    assert explained.transient is isinstance(error, ConnectionResetError)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (9, "is not yet valid"),
        (10, "has expired"),
        (18, "is self-signed and not trusted"),
        (19, "was issued by a CA that is not trusted"),
        (20, "was issued by a CA that is not trusted"),
        (62, "is not for clock1"),
        (64, "is not for clock1"),
        (66, "could not be verified: key too weak"),
    ],
)
def test_why_a_certificate_failed_where_it_is_not_shown(code, why):
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_code, error.verify_message = code, "key too weak"
    assert tls.explain(error, "clock1", "clock1:443").message == f"The certificate of clock1 {why}."
