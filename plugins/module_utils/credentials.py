# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User name, password and token: what is sent, and what must never be shown."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from functools import lru_cache
from urllib.parse import quote, quote_plus

from .errors import AuthError, CredentialsError
from .texts import MASK, with_numbers, with_texts

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,4096}")
_ESCAPE = re.compile("%[0-9A-F]{2}")
_SHORTEST, _LONG = 8, 16

NO_TOKEN = "no_token"
"""The code of the hint for a device that gives no token."""


class Credentials:
    """How to authenticate: with ``bearer``, a token that is there, else Basic.

    CredentialsError where something is missing, so that nothing is sent before all is there.
    """

    def __init__(self, username: str | None, password: str | None, token: str | None, auth: str) -> None:
        self._secrets: set[str] = set()
        self._telling: list[str] = []
        self.basic: str | None = None
        self.bearer: str | None = None
        self.wants_token = not token and auth == "bearer"
        if token:
            if not _TOKEN.fullmatch(token):
                raise CredentialsError("Option token holds characters that no bearer token has.")
            self._keep_token(token)
            return
        if not username or not password:
            missing = [name for name, value in (("username", username), ("password", password)) if not value]
            names = f"Option {missing[0]} is" if len(missing) == 1 else f"Options {' and '.join(missing)} are"
            raise CredentialsError(f"{names} missing.")
        if ":" in username:
            raise CredentialsError("Option username holds a colon, which HTTP Basic authentication cannot carry.")
        try:
            pair = _base64(f"{username}:{password}")
        except UnicodeEncodeError:
            raise CredentialsError("Option username or password holds something that is no character.") from None
        self.basic = f"Basic {pair}"
        self.hide(password, pair, pair.rstrip("="))

    @property
    def header(self) -> str | None:
        """The value of ``Authorization`` for reading the device; never Basic where a token was chosen.

        ``None`` until that token is there.
        """
        return self.bearer if self.bearer or self.wants_token else self.basic

    @property
    def refused_hint_code(self) -> str | None:
        """The code of the hint for a 401, where that is not the one of ``AuthError``."""
        return "token" if self.bearer else None

    def take_token(self, answer, name: str) -> None:
        """Keep the token in the device's answer to our asking for one; AuthError where there is none."""
        token = answer.get("token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise AuthError(
                f"{name} was asked for a bearer token, but its answer holds none.",
                hint_code=NO_TOKEN,
            )
        self._keep_token(token)

    @property
    def secrets(self) -> frozenset[str]:
        """All texts that must not be shown, as they are and in base64, hex, JSON, HTML and URLs."""
        return frozenset(self._secrets)

    def masked(self, value):
        """``value`` with asterisks for what it repeats of the credentials, in texts and in numbers.

        A secret of less than 8 characters stays, and one of less than 16 letters: a device may say such a word of
        itself.
        """
        telling = re.compile("|".join(map(re.escape, sorted(self._telling, key=len, reverse=True))) or "(?!)")
        hidden = with_texts(value, lambda text: telling.sub(MASK, text))
        return with_numbers(hidden, lambda number: MASK if telling.search(str(number)) else number)

    def may_be_in(self, body: bytes) -> bool:
        """Whether ``masked`` might change what is decoded from ``body``; much faster than to try."""
        return b"\\" in body or any(text.encode("utf-8", "replace") in body for text in self._telling)

    def _keep_token(self, token: str) -> None:
        self.bearer = f"Bearer {token}"
        self.hide(token)

    def hide(self, *texts: str) -> None:
        """Let none of ``texts`` be shown either."""
        for text in texts:
            for form in (text, _base64(text), _base64(text).rstrip("=")):
                self._secrets |= _writings(form)
            code = text.encode("utf-8", "surrogateescape").hex()
            self._secrets |= {code, code.upper()}
        self._telling = [text for text in self._secrets if len(text) >= (_LONG if text.isalpha() else _SHORTEST)]


@lru_cache(maxsize=64)  # most devices of a fleet have the same account
def _writings(text: str) -> frozenset[str]:
    """A text as URLs, JSON and HTML write it."""
    url = {quote(text, safe="", errors="replace"), quote_plus(text, errors="replace")}
    url |= {_ESCAPE.sub(lambda match: match[0].lower(), one) for one in url}
    quoted = json.dumps(text)[1:-1]
    own = {text, text.replace("+", "-").replace("/", "_"), json.dumps(text, ensure_ascii=False)[1:-1]}
    return frozenset({*own, *url, quoted, quoted.replace("/", "\\/"), html.escape(text)})


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-8", "surrogateescape")).decode()
