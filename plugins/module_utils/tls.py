# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS: the contexts, why a handshake failed, and what a peer showed of itself."""

from __future__ import annotations

import hashlib
import os
import ssl
import threading
from contextlib import suppress
from datetime import timezone
from typing import TYPE_CHECKING

from .deadline import DeadlineSSLSocket
from .errors import TlsError
from .texts import printable

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
else:
    try:
        from cryptography import x509
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
    except ImportError:
        x509 = None

_contexts: dict[tuple[str | None, bool], ssl.SSLContext] = {}
_lock = threading.Lock()


def context(ca_path: str | None, validate_certs: bool) -> ssl.SSLContext:
    """The process's one context for this pair; TlsError where ``ca_path`` holds no certificate that can be read.

    Reading the CA certificates costs far more than a handshake, hence one context for all connections and threads.
    """
    key = (ca_path or None, bool(validate_certs))
    with _lock:
        if key not in _contexts:
            _contexts[key] = _build(*key)
        return _contexts[key]


def _build(ca_path: str | None, validate_certs: bool) -> ssl.SSLContext:
    if not validate_certs:
        built = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        built.check_hostname = False
        built.verify_mode = ssl.CERT_NONE
    elif ca_path is None:
        built = ssl.create_default_context()
    else:
        built = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # What the user names is trusted as it is, be it a root, an intermediate or the device's own certificate.
        built.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        _load(built, os.path.expanduser(ca_path))
    built.sslsocket_class = DeadlineSSLSocket
    return built


def _load(built: ssl.SSLContext, path: str) -> None:
    """Load a file, PEM or DER, or each such file of a folder: names by hash, as OpenSSL wants them, are rare there."""
    try:
        if os.path.isdir(path):
            with os.scandir(path) as entries:
                files = sorted(entry.path for entry in entries if entry.is_file())
            for file in files:
                with suppress(OSError, ValueError):
                    _load_file(built, file)
        else:
            _load_file(built, path)
    except (ssl.SSLError, ValueError) as error:
        raise TlsError(f"{path} holds something other than CA certificates.", hint_code="ca_path") from error
    except OSError as error:
        clause = f"the CA certificates in {path} cannot be read: {error.strerror}"
        raise TlsError(clause=clause, hint_code="ca_path") from error
    if not built.cert_store_stats()["x509"]:
        raise TlsError(clause=f"there is no CA certificate in {path}", hint_code="ca_path")


def _load_file(built: ssl.SSLContext, file: str) -> None:
    with open(file, "rb") as stream:
        data = stream.read()
    if b"-----BEGIN" in data:
        built.load_verify_locations(cafile=file)
    else:
        built.load_verify_locations(cadata=data)


class Peer:
    """What a handshake showed; the certificate is parsed only when ``facts`` are asked for."""

    def __init__(self, sock, verified: bool) -> None:
        self.protocol: str | None = sock.version()
        self.cipher: str | None = (sock.cipher() or [None])[0]
        self.verified = verified
        self.der: bytes | None = sock.getpeercert(True)

    def facts(self) -> dict:
        """The ``tls`` block: ``protocol``, ``cipher``, ``verified``, ``certificate``."""
        return {
            "protocol": self.protocol,
            "cipher": self.cipher,
            "verified": self.verified,
            "certificate": certificate(self.der) if self.der else None,
        }


def certificate(der: bytes) -> dict | None:
    """A DER certificate in plain values; None where it can't be parsed, or ``cryptography`` is missing."""
    if x509 is None:
        return None
    try:
        return _certificate(x509.load_der_x509_certificate(der), der)
    except (
        ValueError, TypeError, UnsupportedAlgorithm,
        x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType,
    ):  # fmt: skip
        return None


def _certificate(cert, der: bytes) -> dict:
    try:
        names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names = ()
    key = cert.public_key()
    return {
        "subject": cert.subject.rfc4514_string(),
        "issuer": cert.issuer.rfc4514_string(),
        "san": [str(name.value) for name in names if isinstance(name, (x509.DNSName, x509.IPAddress))],
        "not_before": _moment(cert, "not_valid_before"),
        "not_after": _moment(cert, "not_valid_after"),
        "self_signed": cert.issuer == cert.subject,
        "key_type": _key_type(key),
        "key_bits": getattr(key, "key_size", None) or {"ed25519": 256, "ed448": 456}.get(_key_type(key) or ""),
        "signature_algorithm": _oid_name(cert.signature_algorithm_oid),
        "sha256": hashlib.sha256(der).hexdigest(),
    }


def _moment(cert, name: str) -> str:
    # cryptography before 42 has only the names without _utc, which later ones deprecate.
    moment = getattr(cert, f"{name}_utc", None) or getattr(cert, name).replace(tzinfo=timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _key_type(key) -> str | None:
    kinds = {
        "rsa": rsa.RSAPublicKey,
        "ec": ec.EllipticCurvePublicKey,
        "ed25519": ed25519.Ed25519PublicKey,
        "ed448": ed448.Ed448PublicKey,
        "dsa": dsa.DSAPublicKey,
    }
    return next((name for name, kind in kinds.items() if isinstance(key, kind)), None)


def _oid_name(oid) -> str:
    return getattr(oid, "_name", None) or oid.dotted_string


_NOT_TLS = {
    "WRONG_VERSION_NUMBER",
    "RECORD_LAYER_FAILURE",
    "HTTP_REQUEST",
    "HTTPS_PROXY_REQUEST",
    "UNKNOWN_PROTOCOL",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_TOO_SMALL",
    "UNEXPECTED_MESSAGE",
}

_NO_COMMON_VERSION = {
    "UNSUPPORTED_PROTOCOL",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "NO_PROTOCOLS_AVAILABLE",
    "VERSION_TOO_LOW",
    "VERSION_TOO_HIGH",
    "WRONG_SSL_VERSION",
}


def explain(error: Exception, host: str, address: str, sock=None) -> TlsError:
    """Why the handshake with ``host`` at ``address`` (host and port) failed, from what ``ssl`` raised."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _explain_certificate(error, host, sock)
    failed = f"the TLS handshake with {address} failed"
    reason = getattr(error, "reason", None) or ""
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)) or "UNEXPECTED_EOF" in reason:
        why, hint_code = "the connection was closed in the middle of it", "maybe_plain"
    elif isinstance(error, ConnectionError):
        why, hint_code = "the connection was reset in the middle of it", "maybe_plain"
    elif reason in _NOT_TLS:
        why = "the answer is not TLS"
        hint_code = "maybe_plain"
    elif reason in _NO_COMMON_VERSION:
        why = "no TLS version is common to both sides"
        return TlsError(clause=f"{failed}: {why}", hint_code="tls_version", hint_arguments={"version": _lowest()})
    else:
        why = reason.replace("_", " ").lower() or getattr(error, "strerror", None) or "no reason is known"
        hint_code = "tls_settings"
    return TlsError(clause=f"{failed}: {why}", hint_code=hint_code, transient=isinstance(error, ConnectionError))


def _explain_certificate(error: ssl.SSLCertVerificationError, host: str, sock) -> TlsError:
    info = _shown(sock)
    code = error.verify_code
    hint_code = "not_trusted"
    if code == 10:
        why = "has expired" + (f" on {info['notAfter']}" if "notAfter" in info else "")
        hint_code = "expired"
    elif code == 9:
        why = "is not yet valid" + (f", only from {info['notBefore']} on" if "notBefore" in info else "")
        hint_code = "not_yet_valid"
    elif code == 18:
        why = "is self-signed and not trusted"
    elif code in (2, 19, 20, 21):
        names = _common_names(info, "issuer")
        why = "was issued by " + (f"{names[0]}, a CA" if names else "a CA") + " that is not trusted"
    elif code in (62, 64):
        names = [_short(value) for key, value in info.get("subjectAltName", ()) if key in ("DNS", "IP Address")]
        names = names or _common_names(info, "subject")
        for_whom = f"is for {', '.join(names[:5])}{' and more' if len(names) > 5 else ''}, " if names else "is "
        why = for_whom + f"not for {host}"
        hint_code = "other_name"
    else:
        why = f"could not be verified: {error.verify_message}"
    return TlsError(clause=f"the certificate of {host} {why}", hint_code=hint_code)


def _shown(sock) -> dict:
    """The certificate that failed, as ``ssl`` decodes one; {} where this Python does not give it away."""
    try:
        return sock._sslobj.get_unverified_chain()[0].get_info()
    except (AttributeError, TypeError, IndexError, ValueError, ssl.SSLError):
        return {}


def _common_names(info: dict, whose: str) -> list[str]:
    return [_short(value) for part in info.get(whose, ()) for key, value in part if key == "commonName"]


def _short(text: str) -> str:
    return printable(text)[:100]


def _lowest() -> str:
    version = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).minimum_version
    return {"TLSv1_3": "TLS 1.3", "TLSv1_2": "TLS 1.2"}.get(version.name, "TLS 1.2")
