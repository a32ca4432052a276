# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device's answers without what tells which device it is: numbered stand-ins for it, and a manifest of the places.

Two passes over the same walk: the first learns what has to go, the second writes. Names, types and the lengths of lists
stay as they are; a name goes only where it holds what has to go.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ..address import is_literal
from . import familiar, forms
from .forms import CLASS_OF_FORM, DOMAIN
from .needles import Needles, lower
from .stand_ins import NUMBER, StandIns, stand_in_number
from .words import (
    INHERITED,
    LOCATION,
    NAME,
    POSITION,
    SECRET,
    SERIAL,
    TEXT,
    class_of,
    is_distinctive,
    is_free_text,
    says_nothing,
)

LONGEST_TEXT = 4096
"""A longer text is somebody's own, whatever it says: it goes as a whole."""

MOST_PLACES = 200
"""How many places of each class the manifest names."""

MOST_PLACES_OF_TEXT = 3
"""How many places of a text that stayed the manifest names."""


@dataclass(frozen=True)
class Redacted:
    """Answers that were redacted, other paths, the manifest, and in lower case the texts that must not be met again."""

    answers: dict
    paths: dict[str, str]
    manifest: dict
    gone: frozenset[str]


def redact(answers: dict, credentials: Iterable[str] = (), paths: Iterable[str] = ()) -> Redacted:
    """Redact decoded answers by path.

    ``credentials`` are texts that must go wherever they stand, ``paths`` others that did not answer. Raises
    ``TooManyValues``.
    """
    learning = _Learning()
    for text in credentials:
        learning.put(SECRET, lower(text), text)
    learning.paths(answers)
    learning.others(paths)
    writing = _Writing(learning.known)
    written, others = writing.paths(answers), writing.others(paths)
    return Redacted(written, others, writing.manifest(), frozenset(writing.distinctive))


class _Walk(ABC):
    """One pass over answers. What becomes of what has to go is a subclass's."""

    def __init__(self) -> None:
        self.at: list[str] = []

    @abstractmethod
    def put(self, form: str, identity: str, written: str) -> str:
        """What stands for ``written``, which is ``identity`` in one spelling."""

    @abstractmethod
    def position(self, text: str) -> str:
        """What stands for the text of a position."""

    @abstractmethod
    def number(self, value: int | Decimal, kind: str | None) -> int | Decimal:
        """What stands for a number of a class, or of none."""

    @abstractmethod
    def rest(self, text: str) -> str:
        """What stands for a text that tells nothing by its form."""

    def paths(self, answers: dict) -> dict:
        """The answers by path."""
        written = {}
        for path in sorted(answers):
            self.at = [self.free(path)]
            above = tuple(step for step in path.split("/") if step)
            written[self.at[0]] = self.member(answers[path], above[-1] if above else "", above[:-1])
        return written

    def others(self, paths: Iterable[str]) -> dict[str, str]:
        """What stands for each of some paths."""
        self.at = ["(paths that did not answer)"]
        return {path: self.free(path) for path in sorted(paths)}

    def member(self, value: object, name: str, above: tuple[str, ...], kind: str | None = None) -> object:
        """``value``, of class ``kind``, which stands under ``name`` below the names ``above``."""
        if isinstance(value, dict):
            return self.members(value, (*above, name), kind if kind in INHERITED else None)
        if isinstance(value, list):
            self.at.append("*")
            written = [self.member(element, name, above, kind) for element in value]
            self.at.pop()
            return written
        if isinstance(value, str):
            return self.text(value, name, kind)
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return self.number(value, kind)
        return value

    def members(self, members: dict, above: tuple[str, ...], inherited: str | None) -> dict:
        """An object, whose names are ``above`` what it holds."""
        texts = [value.strip() for value in members.values() if isinstance(value, str)]
        written: dict = {}
        for name in sorted(members):
            value = members[name]
            kind = inherited or class_of(name, above)
            if kind == TEXT and isinstance(value, str) and texts.count(value.strip()) > 1:
                kind = None  # a description that only repeats the name
            new = self.free(name)
            while new in written or (new != name and new in members):
                new += "~"
            self.at.append(new)
            written[new] = self.member(value, name, above, kind)
            self.at.pop()
        return written

    def text(self, text: str, name: str, kind: str | None) -> str:
        """A text of class ``kind`` under ``name``; what stands around it, such as blanks, stays."""
        core = text.strip()
        if says_nothing(core):
            return text
        if kind == POSITION:
            if not forms.find(core):
                return self.position(text)
            kind = LOCATION  # more than figures
        if kind is None and (len(core) > LONGEST_TEXT or is_free_text(name, core)):
            kind = TEXT
        if kind is None or (kind not in (SECRET, SERIAL) and _is_form(core)):
            return self.kept(text, name)
        return text.replace(core, self.put(kind, lower(core), core), 1)

    def kept(self, text: str, name: str) -> str:
        """A text under ``name`` that stays, but for what has to go in it."""
        return self.free(text)

    def free(self, text: str) -> str:
        """A text without what tells by its form, and without what has to go wherever it stands."""
        pieces, at = [], 0
        for found in forms.find(text):
            written = text[found.place]
            pieces += [self.rest(text[slice(at, found.start)]), self.put(found.form, found.identity, written)]
            at = found.end
        return "".join([*pieces, self.rest(text[at:])])


@dataclass
class _Known:
    """What has to go: values as (form, identity), in their order, and how each is written."""

    values: dict[tuple[str, str], None] = field(default_factory=dict)
    spellings: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    """What is written as a number, with its class."""


class _Learning(_Walk):
    """The first pass."""

    def __init__(self) -> None:
        super().__init__()
        self.known = _Known()

    def put(self, form: str, identity: str, written: str) -> str:
        self.known.values.setdefault((form, identity))
        for text in (lower(written), identity):
            self.known.spellings.setdefault(text, (form, identity))
        return written

    def position(self, text: str) -> str:
        self.known.numbers.update((match[0].lstrip("+-"), POSITION) for match in NUMBER.finditer(text))
        return text if any(char.isdigit() for char in text) else self.free(text)

    def number(self, value: int | Decimal, kind: str | None) -> int | Decimal:
        if kind in INHERITED:
            self.known.numbers.setdefault(_digits(value), kind)
        return value

    def rest(self, text: str) -> str:
        return text


class _Writing(_Walk):
    """The second pass."""

    def __init__(self, known: _Known) -> None:
        super().__init__()
        self._spellings = dict(known.spellings)
        self._stand_ins = StandIns({lower(identity) for _form, identity in known.values})
        for form, identity in known.values:
            self._stand_ins.number(form, identity)
        self._link_short_names(known)
        for number, kind in known.numbers.items():
            self._spellings.setdefault(number, (kind, number))
        self.distinctive = {text for text in self._spellings if is_distinctive(text)}
        self._needles = Needles(self.distinctive)
        self._places: dict[str, dict[str, int]] = {}
        self._values: dict[str, set[str]] = {}
        self._kept: dict[str, dict[str, int]] = {}
        self._strangeness: dict[str, tuple] = {}

    def _link_short_names(self, known: _Known) -> None:
        """A host's name may stand elsewhere without its domain: then it has the same number."""
        for form, identity in known.values:
            short = identity.partition(".")[0]
            if form in (NAME, DOMAIN) and short != identity and short not in self._spellings:
                self._stand_ins.link(form, identity, short)
                self._spellings[short] = (NAME, short)

    def manifest(self) -> dict:
        """``redacted`` by class, and ``kept_texts``: what a reader should look at."""
        redacted = {}
        for kind, places in self._places.items():
            named = dict(sorted(places.items())[:MOST_PLACES])
            redacted[kind] = {
                "values": len(self._values[kind]),
                "occurrences": sum(places.values()),
                "places": named,
                "places_left_out": len(places) - len(named),
            }
        kept = [
            {
                "text": text,
                "occurrences": sum(self._kept[text].values()),
                "places": sorted(self._kept[text])[:MOST_PLACES_OF_TEXT],
            }
            for text in sorted(self._kept, key=self._strangeness.__getitem__)
        ]
        return {"redacted": redacted, "kept_texts": kept}

    def put(self, form: str, identity: str, written: str) -> str:
        # What was met first under another name keeps that stand-in.
        form, identity = self._spellings.get(lower(written), (form, identity))
        self._count(CLASS_OF_FORM.get(form, form), identity)
        return self._stand_ins.text(form, identity, written)

    def position(self, text: str) -> str:
        if not any(char.isdigit() for char in text):
            return self.free(text)
        changed = self._stand_ins.text(POSITION, "", text)
        if changed != text:
            self._count(POSITION, text)
        return changed

    def number(self, value: int | Decimal, kind: str | None) -> int | Decimal:
        written = _digits(value)
        if not value or (kind not in INHERITED and written not in self.distinctive):
            return value
        form = kind if kind in INHERITED else self._spellings[written][0]
        self._count(CLASS_OF_FORM.get(form, form), written)
        return stand_in_number(value)

    def rest(self, text: str) -> str:
        return self._needles.replace(text, lambda found: self.put("", "", found))

    def kept(self, text: str, name: str) -> str:
        written = self.free(text)
        core = text.strip()
        if written == text and not familiar.is_familiar(core, name):
            self._here(self._kept.setdefault(core, {}))
            strange = familiar.strangeness(core, name)
            self._strangeness[core] = min(strange, self._strangeness.get(core, strange))
        return written

    def _here(self, places: dict[str, int]) -> None:
        place = f"{self.at[0]}#/{'/'.join(self.at[1:])}" if self.at[1:] else (self.at or [""])[0]
        places[place] = places.get(place, 0) + 1

    def _count(self, kind: str, value: str) -> None:
        self._here(self._places.setdefault(kind, {}))
        self._values.setdefault(kind, set()).add(value)


def _digits(value: int | Decimal) -> str:
    """A number as it may stand in a text, without its sign."""
    return str(value).lstrip("-").lower()


def _is_form(text: str) -> bool:
    """Whether a text as a whole tells by its form, or is an address that all devices have, such as 127.127.8.0."""
    found = forms.find(text)
    return (len(found) == 1 and found[0].end - found[0].start == len(text)) or is_literal(text)
