# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials: what is sent, what is refused, what is hidden."""

from __future__ import annotations

from base64 import b64decode, b64encode, urlsafe_b64encode
from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.credentials import Credentials
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import AuthError, CredentialsError


@pytest.mark.parametrize("auth", ["basic", "bearer"])
@pytest.mark.parametrize(
    ("username", "password", "missing"),
    [
        (None, None, "username and password are missing"),
        ("", "x", "username is missing"),
        ("x", None, "password is missing"),
        ("x", "", "password is missing"),
    ],
)
def test_nothing_goes_without_credentials(username, password, missing, auth):
    with pytest.raises(CredentialsError, match=missing) as info:
        Credentials(username, password, None, auth)
    assert info.value.kind == "credentials"
    assert info.value.hint


@pytest.mark.parametrize("auth", ["basic", "bearer"])
def test_a_token_needs_nothing_else(auth):
    credentials = Credentials(None, None, "abc123", auth)
    assert credentials.header == "Bearer abc123"
    assert not credentials.wants_token
    assert credentials.basic is None


def test_an_empty_token_is_none():
    assert Credentials("u", "p", "", "basic").header.startswith("Basic ")


@pytest.mark.parametrize("token", ["a b", "a\r\nX: y", "ä", "x" * 5000])
def test_a_token_that_can_be_none_is_refused(token):
    with pytest.raises(CredentialsError) as info:
        Credentials(None, None, token, "bearer")
    assert token not in info.value.message


def test_basic_is_utf_8():
    header = Credentials("üser", "pä:ss€", None, "basic").header
    assert b64decode(header.removeprefix("Basic ")).decode() == "üser:pä:ss€"


def test_bytes_of_the_environment_pass_through():
    header = Credentials("u", "p\udcff", None, "basic").header
    assert b64decode(header.removeprefix("Basic ")) == b"u:p\xff"


@pytest.mark.parametrize(("username", "password"), [("a:b", "hidden"), ("a", "hidden\ud800")])
def test_what_basic_cannot_carry_is_refused(username, password):
    with pytest.raises(CredentialsError) as info:
        Credentials(username, password, None, "basic")
    assert "hidden" not in info.value.message


def test_bearer_never_falls_back_to_basic():
    credentials = Credentials("u", "p", None, "bearer")
    assert credentials.wants_token
    assert credentials.header is None
    credentials.take_token({"token": "beef"}, "clock1")
    assert credentials.header == "Bearer beef"
    assert AuthError("no", hint_code=credentials.refused_hint_code).hint.startswith("Check the token")


@pytest.mark.parametrize(
    "answer", [None, [], "beef", {}, {"token": None}, {"token": 7}, {"token": ""}, {"token": "a b"}]
)
def test_an_answer_without_token_is_an_auth_error(answer):
    with pytest.raises(AuthError, match="clock1 was asked for a bearer token, but its answer holds none") as info:
        Credentials("u", "p", None, "bearer").take_token(answer, "clock1")
    assert "7.08" in info.value.hint


def test_secrets_are_known_in_all_their_forms():
    credentials = Credentials("u", 'a"<b>&/ c', None, "bearer")
    credentials.take_token({"token": "beef"}, "clock1")
    credentials.hide("proxy password")
    assert credentials.secrets >= {
        'a"<b>&/ c',
        'a\\"<b>&/ c',
        "a&quot;&lt;b&gt;&amp;/ c",
        "a%22%3Cb%3E%26%2F%20c",
        "a%22%3Cb%3E%26%2F+c",
        credentials.basic.removeprefix("Basic "),
        "beef",
        "proxy password",
    }
    assert "u" not in credentials.secrets


@pytest.mark.parametrize(
    ("password", "said", "masked"),
    [
        ("s3cret/pass", "it is s3cret/pass, I think", "it is ********, I think"),
        ("s3cret/pass", "s3cret%2fpass s3cret%2Fpass", "******** ********"),
        ("s3cret/pass", r"s3cret\/pass", "********"),
        ("s3cret/pass", b64encode(b"s3cret/pass").decode(), "********"),
        ("s3cret/pass", b64encode(b"u:s3cret/pass").decode().rstrip("="), "********"),
        ("s3cret?>pass", urlsafe_b64encode(b"u:s3cret?>pass").decode(), "********"),
        ("s3cret/pass", b"s3cret/pass".hex(), "********"),
        ("timeserver", "timeserver", "timeserver"),
        ("short-1", "short-1", "short-1"),
        ("a" * 16, "a" * 17, "********a"),
        ("s3cret/pass", "s3cret", "s3cret"),
    ],
)
def test_what_a_device_repeats_is_masked_but_for_common_words(password, said, masked):
    credentials = Credentials("u", password, None, "basic")
    assert credentials.masked({said: [said, 1]}) == {masked: [masked, 1]}
    assert credentials.may_be_in(said.encode()) or said == masked


def test_what_may_be_escaped_is_looked_at():
    credentials = Credentials("u", "s3cret/pass", None, "basic")
    assert credentials.may_be_in(rb"\u00733cret/pass")
    assert not credentials.may_be_in(b"nothing")


def test_a_number_that_repeats_the_password_is_masked():
    credentials = Credentials("u", "030214000017"[1:], None, "basic")
    said = {"serial": 30214000017, "ratio": Decimal("1.5"), "on": True, "list": [7, None]}
    assert credentials.masked(said) == {**said, "serial": "********"}
