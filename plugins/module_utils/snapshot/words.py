# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which names in an answer stand before something that tells who, where or what for a device is."""

from __future__ import annotations

import re

from ..quantities import NOTHING, snake
from ..registry import ADAPTERS
from ..vocabularies import Vocabulary

ADDRESS, NAME, SERIAL, POSITION, LOCATION, CONTACT, SECRET, CERTIFICATE, TEXT = CLASSES = (
    "address", "name", "serial", "position", "location", "contact", "secret", "certificate", "text",
)  # fmt: skip
"""The classes of what is redacted."""

# By whole words of a name in snake case; the first that fits counts. What ends in `$` is the name's last word.
_NAMES = {
    SECRET: r"password|passwd|pwd|passphrase|secret|psk|token|keys?|communit(y|ies)|credentials?|hash|digest|salt"
    r"|signature|session|cookie|pin|otp|auth_key",
    CERTIFICATE: r"certificates?|certs?|pem|csr|fingerprint|thumbprint|issuer|subject",
    SERIAL: r"serial|serials|serial_numbers?|sn|uuid|guid|asset|inventory_number|imei|iccid|license|licence",
    CONTACT: r"contacts?|e_?mail|mail|phone|telephone|owner|person|recipients?",
    LOCATION: r"location|site|building|room|rack|city|street|country|region|zip|timezone|time_zone|tz|place",
    POSITION: r"(latitude|longitude|altitude|lat|lon|lng|alt|elevation|height|coordinates?|ecef|wgs84|position)"
    r"(_[xyz]|_deg|_m)?$",
    NAME: r"(host|hosts|hostname|domain|fqdn|nodename|sysname|servers?|peers?|user|users|account|login|username"
    r"|(host|domain|node|system|sys|device|user|server|account)_names?|team_master|gateways?)$",
    TEXT: r"(alias|descriptions?|comments?|notes?|remarks?|banner|motd|labels?|title|message)$",
}
_CLASS_OF = [(kind, re.compile(rf"(?:^|_)(?:{names})(?:_|$)")) for kind, names in _NAMES.items()]
_NO_PLACE = re.compile(r"(?:^|_)(?:slot|mode|led|status|antenna|format)_")
_HOSTS = frozenset({"ntp", "sync_mon", "syncmon", "sync_team", "syncteam", "members", "nodes", "peers", "clients"})
_OF_HOSTS = frozenset({"name", "id", "object_id"})
_TECHNICAL = re.compile(r"(?:ref|refclock|peer|sys|server|pool)_?\d*")

INHERITED = frozenset({SECRET, CERTIFICATE, SERIAL, CONTACT, LOCATION, POSITION})
"""Classes that hold for all that stands below such a name, whatever it is called."""

_WORD = re.compile(r"[^\W\d_]+")
_LONG_NUMBER = re.compile(r"\d{4}")
TABLES = [table for adapter in ADAPTERS for table in adapter.TABLES]
"""Every table of the adapters."""

KNOWN_KEYS = frozenset(step for table in TABLES for field in table.fields for steps in field.steps for step in steps)
"""The names that the adapters read."""

_API_WORDS = frozenset(
    word
    for text in (
        *KNOWN_KEYS,
        *(step for table in TABLES for step in table.at.split("/")),
        *(
            name
            for table in TABLES
            for field in table.fields
            if isinstance(field.parse, Vocabulary)
            for name in field.parse.names
        ),
        *CLASSES,
        "admin default disabled enabled eth guest info lantime localhost mail meinberg microsync operator osv root",
        "rest rootfs service services standalone static status ipv autoconf dhcp data self https http links standard",
        "compressed permanent green yellow red internal vertical horizontal chassis slots lan vif clk pwr cpu normal",
    )
    for word in snake(text).split("_")
)
"""Words of the interface itself: they tell nothing of the device that uses one of them for a name."""

_TECHNICAL_TEXT = re.compile(r"[-+<>=~ ]*\d[\d.,:/eETZ+\- ]*(?: ?(?:[A-Za-zµ°%]{1,8}|UTC))?")


def class_of(name: str, above: tuple[str, ...]) -> str | None:
    """The class of a value by its name and the names ``above`` it; ``None`` where they tell nothing."""
    written = snake(name)
    for kind, pattern in _CLASS_OF:
        if pattern.search(written) and not (kind == POSITION and _NO_PLACE.search(written)):
            return kind
    if written in _OF_HOSTS and any(snake(one) in _HOSTS for one in above):
        return NAME
    return None


def says_nothing(text: str) -> bool:
    """Whether a text is one of those that stand for nothing, or a name that all devices have."""
    stripped = text.strip().lower()
    return stripped in NOTHING or stripped in ("localhost", "none", "********") or bool(_TECHNICAL.fullmatch(stripped))


def is_technical(text: str) -> bool:
    """Whether a text is a number, a quantity or a time."""
    return bool(_TECHNICAL_TEXT.fullmatch(text.strip()))


def is_free_text(name: str, text: str) -> bool:
    """Whether a text of several words, under a name that no adapter knows, may be somebody's own."""
    return name not in KNOWN_KEYS and " " in text.strip() and not is_technical(text) and not is_common(text)


def is_common(text: str) -> bool:
    """Whether a text is made of the interface's own words, so that to find it elsewhere would mean nothing."""
    return text.isascii() and not _LONG_NUMBER.search(text) and _API_WORDS.issuperset(_WORD.findall(snake(text)))


def is_distinctive(text: str) -> bool:
    """Whether a text, met anywhere else, would be the same thing: neither short nor a word of the interface."""
    if not any(char.isalpha() for char in text):
        return sum(char.isdigit() for char in text) >= 5 and len(set(text) & set("123456789")) > 0
    return len(text) >= 4 and not is_common(text)
