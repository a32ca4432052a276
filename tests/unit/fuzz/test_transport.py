# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes over the wire, and what a user says to get there: errors of ours, or what is promised."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from contextlib import suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils import client, gather, tls
from ansible_collections.timesync.meinberg.plugins.module_utils.address import endpoint, in_url, parse_host
from ansible_collections.timesync.meinberg.plugins.module_utils.answers import decode
from ansible_collections.timesync.meinberg.plugins.module_utils.credentials import Credentials
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    CredentialsError,
    DnsError,
    Error,
    ProtocolError,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.proxy import parse_proxy
from tests.fuzz import targets
from tests.unit.plugins.module_utils.servers import authority, reply
from tests.unit.plugins.module_utils.test_answers import read
from tests.unit.support.strategies import JSON, TEXTS, trees

ENCODINGS = {"gzip": gzip.compress, "deflate": zlib.compress, "identity": bytes, "": bytes}
HEADERS = st.sampled_from([
    "Content-Length: 5", "Content-Length: -1", "Content-Length: 5, 6", "Content-Length: 99999999999999999999",
    "Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Encoding: br", "Connection: close",
    "Location: http://[", "Location: https://user:secret@x/\x1b", "Retry-After: Mon, 1 Jan 99999999999 00:00:00 +0000",
    "Set-Cookie: a=b; expires=Mon, 99-Foo-99999 25:61:61 GMT; max-age=9999999999999999999999", "X: \xff\xfe", ": x",
    "x", "Content-Type: text/html; charset=\x00", "Proxy-Authenticate: Basic", " folded",
])  # fmt: skip
PIECES = st.sampled_from(
    [b"5\r\n", b"-1\r\n", b"0\r\n\r\n", b"ffffffffffffffff\r\n", b"{}", b'{"data": {}}', b"\x1f\x8b"]
)


@given(body=st.binary(max_size=3000), encoding=st.sampled_from(sorted(ENCODINGS)), limit=st.integers(0, 3000))
def test_a_body_comes_back_whole_or_is_refused(body, encoding, limit):
    with suppress(Error):
        assert read(ENCODINGS[encoding](body), limit, content_encoding=encoding) == body
        assert len(body) <= limit
    with suppress(Error):
        assert len(read(body, limit, content_encoding=encoding)) <= limit


@given(body=st.binary() | st.text().map(str.encode) | JSON.map(lambda value: json.dumps(value).encode()))
@example(body=b"[" * 70 + b"]" * 70)
@example(body=b'{"\\ud800": "\\ud83d\\ude00"}')
@example(body=b"[1e999, -9" + b"9" * 5000 + b", NaN, -Infinity]")
def test_whatever_is_decoded_is_plain(body):
    with suppress(Error):
        told = json.dumps(decode(body, "clock1"), default=float, ensure_ascii=False)
        assert told.encode()


@given(value=trees(st.none() | st.booleans() | st.integers(-(10**39), 10**39) | TEXTS, TEXTS))
def test_what_a_device_encodes_is_decoded_as_it_was(value):
    assert decode(json.dumps([value]).encode(), "clock1") == [value]


@given(body=st.binary() | TEXTS.map(lambda text: json.dumps({"error": {"message": text}}).encode()))
def test_the_words_of_an_error_are_short_and_keep_secrets(body):
    targets.words(body)
    targets.words(body + b" secret")


@given(
    start=st.sampled_from(
        ["HTTP/1.1 200 OK", "HTTP/1.0 200", "HTTP/1.1 301 x", "HTTP/1.1 503 x", "HTTP/1.1 100 x", "HTTP/9", ""]
    ),
    headers=st.lists(HEADERS, max_size=4),
    body=st.binary(max_size=60) | st.lists(PIECES).map(b"".join),
)
@example(start="HTTP/1.1 200 OK", headers=["Transfer-Encoding: chunked"], body=b"-1\r\nabc")
def test_whatever_a_server_sends_is_read_or_explained(start, headers, body):
    targets.http("\r\n".join([start, *headers, "", ""]).encode("latin-1") + body)


def test_a_chunk_of_minus_one_byte_is_not_all_that_is_to_come():
    stream = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc"
    with targets.answering(stream), pytest.raises(ProtocolError, match="broken HTTP"):
        gather.gather(targets.LANTIME, ["ntp"])


@given(stream=st.binary(max_size=200))
def test_a_server_may_send_anything(stream):
    targets.http(stream)


@given(data=JSON)
def test_a_server_may_send_any_json(data):
    targets.http(reply(json.dumps({"system-information": data, "data": data}).encode()))


@given(
    text=TEXTS
    | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,12} [A-Z][a-z]{2} [0-9]{1,30} [0-9:]{1,9} ([+-][0-9]{1,30}|GMT)")
)
@example(text="Mon, 1 Jan 99999999999 00:00:00 +0000")
def test_a_wait_that_is_asked_for_is_a_number_or_nothing(text):
    seconds = client._seconds(text)
    assert seconds is None or seconds >= 0


@given(
    text=TEXTS
    | st.from_regex(r"\[?[0-9a-fA-F.:]{1,20}(%[a-z0-9.]{0,3})?\]?", fullmatch=True)
    | st.from_regex(r"[\w.-]{1,80}")
)
def test_a_host_is_a_plain_name_or_an_address(text):
    try:
        host = parse_host(text)
    except DnsError as error:
        targets.check_sentence(error.message)
        return
    assert host.isascii()
    assert not set(host) & set(" /\\@?#<>[]\r\n\t\0")
    assert parse_host(host) == host
    assert endpoint(host, 443).endswith(":443")
    assert in_url(host)


@given(text=TEXTS | TEXTS.map("http://user:{}@proxy".format) | TEXTS.map("https://{}:3128".format))
def test_a_proxy_is_taken_or_refused_without_its_password(text):
    said = ""
    try:
        parse_proxy(text)
    except Error as error:
        said = error.message
    targets.check_sentence(said)
    assert len(text) < 8 or text not in said


@given(username=TEXTS, password=TEXTS, token=st.none() | TEXTS)
def test_credentials_make_one_header_and_know_all_that_is_secret(username, password, token):
    try:
        credentials = Credentials(username, password, token, "basic")
    except CredentialsError as error:
        targets.check_sentence(error.message)
        return
    scheme, value = credentials.header.split(" ")
    assert value.isascii()
    assert value.isprintable()
    assert value in credentials.secrets
    if scheme == "Basic":
        assert base64.b64decode(value).decode("utf-8", "surrogateescape") == f"{username}:{password}"
        assert {password, json.dumps(password)[1:-1]} <= credentials.secrets


DER = x509.load_pem_x509_certificate(
    authority().issue_cert("device.example", "192.0.2.1").cert_chain_pems[0].bytes()
).public_bytes(Encoding.DER)


@pytest.mark.filterwarnings("ignore::UserWarning")  # what cryptography has to say of odd certificates
@given(der=st.binary(max_size=300))
def test_any_bytes_are_a_certificate_or_none(der):
    targets.certificate(der)


@pytest.mark.filterwarnings("ignore::UserWarning")  # what cryptography has to say of odd certificates
@given(changes=st.lists(st.tuples(st.integers(0, len(DER) - 1), st.integers(0, 255)), min_size=1, max_size=3))
def test_a_damaged_certificate_is_read_or_passed_over(changes):
    damaged = bytearray(DER)
    for position, byte in changes:
        damaged[position] = byte
    targets.certificate(bytes(damaged))


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        (b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x03"),
        (b"\x82\x0edevice.example", b"\xa3\x0edevice.example"),
        (b"\x06\x03\x55\x1d\x0f", b"\x06\x03\x55\x1d\x11"),
    ],
    ids=["a version that there is not", "a name of a kind that is not known", "an extension that is there twice"],
)
def test_a_certificate_that_cryptography_refuses_in_its_own_words_is_passed_over(sound, damaged):
    assert DER.count(sound) == 1
    assert tls.certificate(DER.replace(sound, damaged)) is None


def test_a_sound_certificate_is_read():
    assert tls.certificate(DER)["san"] == ["device.example", "192.0.2.1"]
