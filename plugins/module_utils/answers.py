# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a response's body to plain values: read within a cap, decoded without surprises.

Only dict, list, str, int, Decimal, bool and None come out. A number that no int or Decimal of sane size can hold, NaN
and Infinity stay as their text, so that they make one value malformed, not the device.
"""

from __future__ import annotations

import json
import re
import zlib
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from .errors import ProtocolError, TooLargeError
from .texts import printable, with_texts

_CHUNK = 65536
_MAX_DIGITS = 40
_MAX_NUMBER = 100
_MAX_EXPONENT = 30
_MAX_DEPTH = 64
_MAX_WORDS = 120
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LAST_WORD = re.compile(r"[\w.+-]{0,5}")


def read_body(response, limit: int, name: str, count) -> bytes:
    """The body of a streamed ``requests`` response, decompressed; at most ``limit`` bytes, else TooLargeError.

    ``count`` is told the bytes of each piece as received. ``name`` is the device's, for messages.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise ProtocolError(f"The answer of {name} has a content encoding that was not asked for.")
    # We count decompressed bytes ourselves: urllib3 would decode a whole piece before we could look at its size.
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding not in ("", "identity") else None
    too_large = TooLargeError(f"The answer of {name} is larger than {limit / 2**20:g} MiB.")
    announced = response.headers.get("Content-Length", "").strip()
    if announced.isdecimal() and (len(announced) > 18 or int(announced) > limit):
        raise too_large
    pieces, size = [], 0
    while piece := response.raw.read(_CHUNK, decode_content=False):
        count(len(piece))
        if inflater is not None:
            try:
                piece = inflater.decompress(piece, limit + 1 - size)
            except zlib.error as error:
                raise ProtocolError(f"The answer of {name} is not valid {encoding} data.") from error
        size += len(piece)
        if size > limit:
            raise too_large
        pieces.append(piece)
    if inflater is not None and not inflater.eof:
        raise ProtocolError(f"The answer of {name} is not valid {encoding} data: it ends too early.")
    return b"".join(pieces)


def decode(body: bytes, name: str):
    """The JSON value in ``body``; ProtocolError where there is none. Of a key given twice the last one counts."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProtocolError(f"The answer of {name} is not UTF-8 text.") from error
    start = text.lstrip()[:1]
    if not start:
        raise ProtocolError(f"{name} gave an empty answer.")
    if start == "<":
        raise ProtocolError(f"{name} answered with a web page, not with JSON.", hint_code="web_page")
    try:
        value = json.loads(text, parse_float=_decimal, parse_int=_integer, parse_constant=str)
        _check_depth(value)
    except RecursionError:
        raise ProtocolError(f"The JSON of {name} is nested too deeply.") from None
    except ValueError as error:
        at = getattr(error, "pos", 0)
        end = at + 20
        cut = str(error).startswith("Unterminated string") or (at and _LAST_WORD.fullmatch(text[at:end].strip()))
        what = "is cut short" if cut else f"is not valid at character {at}"
        raise ProtocolError(f"The JSON of {name} {what}.") from None
    # No file or terminal could be given a lone surrogate.
    return with_texts(value, lambda said: _SURROGATE.sub("\ufffd", said)) if _ESCAPED_SURROGATE.search(text) else value


def server_words(body: bytes, secrets: frozenset[str], status: str = "") -> str:
    """What the server says of an error, in at most 120 characters on one line.

    "" for HTML, for what ``status`` (such as ``401 Unauthorized``) says already, and where one of the ``secrets`` is in
    it: texts that must not get into a message, in each form they may take.
    """
    said = text = body.decode("utf-8", "replace")
    with suppress(ValueError, RecursionError):
        value = json.loads(text)
        said = _message(value) or json.dumps(value, ensure_ascii=False)
    if re.search(r"<[A-Za-z!/?]", said) or any(secret in said for secret in secrets):
        return ""
    said = printable(said[:1000])
    if said.rstrip(".!").casefold() in (status.casefold(), *status.casefold().split(" ", 1)):
        return ""
    return said if len(said) <= _MAX_WORDS else said[: _MAX_WORDS - 1] + "…"


def _message(value) -> str | None:
    """The text of an error in JSON: itself, or below one of the usual names."""
    for _level in range(3):
        if isinstance(value, str):
            return value
        if not isinstance(value, dict):
            return None
        names = ("message", "error_description", "detail", "description", "error", "reason", "title")
        value = next((value[name] for name in names if value.get(name)), None)
    return value if isinstance(value, str) else None


def _integer(text: str) -> int | str:
    # Python itself refuses to convert some thousands of digits.
    return int(text) if len(text) <= _MAX_DIGITS or len(text.lstrip("-")) <= _MAX_DIGITS else text


def _decimal(text: str) -> Decimal | str:
    # Decimal keeps the device's own digits; a huge exponent would become a huge integer later.
    try:
        number = Decimal(text) if len(text) <= _MAX_NUMBER else None
    except InvalidOperation:
        return text
    return text if number is None or abs(number.adjusted()) > _MAX_EXPONENT else number


def _check_depth(value) -> None:
    """RecursionError where containers are nested more than 64 deep."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _level in range(_MAX_DEPTH):
        level = [
            child
            for holder in level
            for child in (holder.values() if isinstance(holder, dict) else holder)
            if (kind := type(child)) is dict or kind is list
        ]
        if not level:
            return
    raise RecursionError
