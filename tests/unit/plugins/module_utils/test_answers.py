# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies: read within a cap, decoded to plain values."""

from __future__ import annotations

import gzip
import io
import zlib
from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.answers import decode, read_body, server_words
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import ProtocolError, TooLargeError


class Response:
    """What ``read_body`` needs of a response."""

    def __init__(self, body: bytes, **headers: object) -> None:
        self.headers = {name.replace("_", "-").title(): str(value) for name, value in headers.items()}
        self.raw = self
        self._stream = io.BytesIO(body)

    def read(self, size: int, decode_content: bool) -> bytes:
        assert not decode_content
        return self._stream.read(size)


def read(body: bytes, limit: int = 1000, **headers: object) -> bytes:
    return read_body(Response(body, **headers), limit, "clock1", lambda _size: None)


def test_a_body_may_have_just_the_size_of_the_cap():
    assert read(b"x" * 1000) == b"x" * 1000
    with pytest.raises(TooLargeError, match=r"The answer of clock1 is larger than 0\.000953674 MiB"):
        read(b"x" * 1001)


def test_bytes_are_counted_as_received():
    sizes = []
    body = gzip.compress(b"x" * 900, mtime=0)
    read_body(Response(body, content_encoding="gzip"), 1000, "clock1", sizes.append)
    assert sizes == [len(body)]


@pytest.mark.parametrize("length", [1001, "9" * 5000])
def test_an_announced_size_is_enough_to_refuse(length):
    response = Response(b"", content_length=length)
    with pytest.raises(TooLargeError):
        read_body(response, 1000, "clock1", pytest.fail)


@pytest.mark.parametrize("length", ["-5", "abc", "", "٣"])
def test_a_senseless_size_is_passed_over(length):
    assert read(b"x", content_length=length) == b"x"


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", gzip.compress(b"{}", mtime=0)), ("Deflate", zlib.compress(b"{}"))]
)
def test_compressed_bodies_are_read(encoding, body):
    assert read(body, content_encoding=encoding) == b"{}"


def test_a_bomb_is_not_inflated():
    with pytest.raises(TooLargeError):
        read(gzip.compress(bytes(50_000_000)), content_encoding="gzip")


@pytest.mark.parametrize("body", [b"{}", gzip.compress(b"x" * 500, mtime=0)[:-12], b""])
def test_broken_compression_is_a_protocol_error(body):
    with pytest.raises(ProtocolError, match="not valid gzip data"):
        read(body, content_encoding="gzip")


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd"])
def test_other_encodings_are_refused(encoding):
    with pytest.raises(ProtocolError, match="content encoding that was not asked for"):
        read(b"{}", content_encoding=encoding)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('\ufeff{"a": [1, true, null, "ü"]}', {"a": [1, True, None, "ü"]}),
        ("null", None),
        (" 5 ", 5),
        ('"x"', "x"),
        ("[]", []),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("0.000124", Decimal("0.000124")),
        ("-1.50e3", Decimal("-1.50e3")),
        ("1e30", Decimal("1e30")),
        ("1e31", "1e31"),
        ("1e-31", "1e-31"),
        ("1e999999999", "1e999999999"),
        ("1e9999999999999999999999", "1e9999999999999999999999"),
        ("0." + "1" * 200, "0." + "1" * 200),
        ("9" * 40, int("9" * 40)),
        ("-" + "9" * 40, -int("9" * 40)),
        ("9" * 41, "9" * 41),
        ("1" * 5000, "1" * 5000),
        ("[NaN, Infinity, -Infinity]", ["NaN", "Infinity", "-Infinity"]),
        (r'{"a\ud800": ["\udfffb", "\ud83d\ude00"]}', {"a\ufffd": ["\ufffdb", "\U0001f600"]}),
        (r'"\\ud800"', r"\ud800"),
    ],
)
def test_values(text, value):
    decoded = decode(text.encode(), "clock1")
    assert decoded == value
    assert type(decoded) is type(value)


def test_nesting_is_taken_up_to_64():
    decode(b"[" * 64 + b"]" * 64, "clock1")
    decode(b'{"a":' * 64 + b"1" + b"}" * 64, "clock1")


def test_decimals_keep_the_devices_digits():
    assert str(decode(b"1.500", "clock1")) == "1.500"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "clock1 gave an empty answer"),
        (b"\xef\xbb\xbf \r\n", "clock1 gave an empty answer"),
        (b'"\xff"', "The answer of clock1 is not UTF-8 text"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b"\n<!DOCTYPE html><html>", "clock1 answered with a web page, not with JSON"),
        (b'{"a": 1', "cut short"),
        (b'{"a": "tex', "cut short"),
        (b'{"a": tru', "cut short"),
        (b'{"a": 1.', "cut short"),
        (b'{"a": ', "cut short"),
        (b"hello", "not valid at character 0"),
        (b"{'a': 1}", "not valid at character 1"),
        (b"{} {}", "not valid at character 3"),
        (b"[" * 65 + b"]" * 65, "nested too deeply"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "nested too deeply"),
        (b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_json(body, why):
    with pytest.raises(ProtocolError, match=why) as info:
        decode(body, "clock1")
    assert info.value.hint


def test_a_web_page_is_hinted_at():
    with pytest.raises(ProtocolError) as info:
        decode(b"<html>", "clock1")
    assert "REST API may be switched off" in info.value.hint


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"no such\r\n path\x00\x1b[31m here", "no such path [31m here"),
        (b'{"message": "no such path"}', "no such path"),
        (b'{"error": {"detail": "no such path"}}', "no such path"),
        (b'"no such path"', "no such path"),
        (b'{"code": 7}', '{"code": 7}'),
        (b"<html><b>no</b></html>", ""),
        (b'{"message": "<b>no</b>"}', ""),
        (b"a < b", "a < b"),
        (b"", ""),
        (b"x" * 500, "x" * 119 + "…"),
        (b"your password s3cret is wrong", ""),
        (rb'{"message": "your password \u00733cret is wrong"}', ""),
        (b"[" * 100_000, "[" * 119 + "…"),
    ],
)
def test_words_of_the_server(body, words):
    assert server_words(body, frozenset({"s3cret"})) == words
