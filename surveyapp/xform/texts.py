"""The texts of a form in its languages, and what stands in where one is missing.

A label is never empty: a text that is not translated falls back to the form's default language,
then to the others in the form's order. pyxform writes ``-`` for a missing translation; that counts
as missing as long as another language has more. Knows no answers: values inside a text stay
expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from surveyapp.xform.model import NO_TEXT, Output, Text

Parts = tuple["str | Output", ...]

PLACEHOLDER = ("-",)
_ITEXT = re.compile(r"\s*jr:itext\(\s*(['\"])(.*)\1\s*\)\s*", re.DOTALL)
_TAG = re.compile(r"\(([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\)\s*$")
_NAMES = {
    "arabic": "ar",
    "العربية": "ar",
    "english": "en",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "spanish": "es",
    "español": "es",
    "portuguese": "pt",
    "german": "de",
    "tamazight": "zgh",
}


def language_tag(name: str) -> str:
    """Return a language's BCP 47 tag: ``Arabic (ar)`` is ``ar``, ``default`` is ``""``."""
    if name == "default":
        return ""
    found = _TAG.search(name)
    return found[1] if found else _NAMES.get(name.strip().lower(), name)


def read_parts(element: Element) -> Parts:
    """Return the text of an element with its outputs, white space around it left out."""
    parts: list[str | Output] = []
    _gather(element, parts)
    merged: list[str | Output] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part:
            merged.append(part)
    if merged and isinstance(merged[0], str):
        merged[0] = merged[0].lstrip()
    if merged and isinstance(merged[-1], str):
        merged[-1] = merged[-1].rstrip()
    return tuple(part for part in merged if part)


def _gather(element: Element, parts: list[str | Output]) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        if _is_output(child):
            parts.append(Output(_computed(child)))
        else:
            _gather(child, parts)
        if child.tail:
            parts.append(child.tail)


def text_in(element: Element) -> Text:
    """Return the text of a label or hint: what it refers to, else what stands in it."""
    ref = element.get("ref")
    if not ref:
        return Text(parts=read_parts(element))
    text = read_reference(ref)
    # What stands in the element itself counts where the text it refers to is missing.
    return text._replace(parts=read_parts(element)) if element.text or len(element) else text


def read_reference(reference: str) -> Text:
    """Return what a label's ``ref`` or a message means: an itext id, or an expression."""
    found = _ITEXT.fullmatch(reference)
    return Text(itext=found[2]) if found else Text(expression=reference.strip())


def read_message(text: str) -> Text:
    """Return the text of a message: an itext id, or the message itself."""
    if not text:
        return NO_TEXT
    found = _ITEXT.fullmatch(text)
    return Text(itext=found[2]) if found else Text(parts=(text.strip(),))


def _is_output(element: Element) -> bool:
    return element.tag.rpartition("}")[2] == "output"


def _computed(output: Element) -> str:
    """Return the expression of an output."""
    return (output.get("value") or output.get("ref") or "").strip()


class Texts:
    """All translations: ``(language, id) -> form -> text``, read when first looked at."""

    def __init__(self) -> None:
        self.languages: list[str] = []
        self.default = ""
        self.with_outputs: set[str] = set()
        self._elements: dict[str, dict[str, Element]] = {}
        self._read: dict[tuple[str, str], Mapping[str, Parts]] = {}
        self._order: dict[str, tuple[str, ...]] = {}

    def add_language(self, name: str, texts: Sequence[Element], *, default: bool) -> None:
        """Enter a translation; ``texts`` are its ``<text>`` elements."""
        tag = language_tag(name)
        if tag not in self._elements:
            self.languages.append(tag)
            self._elements[tag] = {}
        if default or len(self.languages) == 1:
            self.default = tag
        table = self._elements[tag]
        for each in texts:
            name = each.get("id", "")
            table[name] = each
            for value in each:
                if len(value):
                    self.with_outputs.add(name)

    def ids(self) -> set[str]:
        """Return every text id of every language."""
        return {name for table in self._elements.values() for name in table}

    def choose(self, wanted: str | None) -> str:
        """Return the form's language that serves ``wanted``: itself, its family, the default."""
        if wanted is None or not self.languages:
            return self.default
        if wanted in self._elements:
            return wanted
        tag = language_tag(wanted)
        if tag in self._elements:
            return tag
        family = tag.lower().split("-")[0]
        for each in self.languages:
            if each.lower().split("-")[0] == family:
                return each
        return self.default

    def order(self, language: str) -> tuple[str, ...]:
        """Return the languages in which to look for a text."""
        if language not in self._order:
            tags = [language, self.default, *self.languages]
            self._order[language] = tuple(dict.fromkeys(tags))
        return self._order[language]

    def forms(self, name: str, language: str) -> Mapping[str, Parts]:
        """Return the forms of a text in exactly that language; ``""`` is the plain one."""
        key = (language, name)
        if key not in self._read:
            element = self._elements.get(language, {}).get(name)
            self._read[key] = {} if element is None else _read_forms(element)
        return self._read[key]

    def find(self, name: str, language: str, form: str = "") -> Parts:
        """Return a text, from another language where it is missing, ``()`` where it has none."""
        placeholder: Parts = ()
        for tag in self.order(language):
            parts = self.forms(name, tag).get(form, ())
            if parts == PLACEHOLDER:
                placeholder = placeholder or parts
            elif parts:
                return parts
        if not form and not placeholder:
            return self.find(name, language, "long") or self.find(name, language, "short")
        return placeholder

    def source(self, name: str, language: str) -> str:
        """Return the language in which a text is found; the wanted one where it has none at all."""
        for tag in self.order(language):
            parts = self.forms(name, tag).get("", ())
            if parts and parts != PLACEHOLDER:
                return tag
        return language

    def outputs(self, name: str) -> set[str]:
        """Return the expressions inside a text, in all languages and forms."""
        found: set[str] = set()
        if name not in self.with_outputs:
            return found
        for table in self._elements.values():
            element = table.get(name)
            for value in element if element is not None else ():
                if len(value):
                    found.update(_computed(each) for each in value.iter() if _is_output(each))
        return found

    def addresses(self) -> Iterator[str]:
        """Yield where the pictures and recordings of all languages are said to lie."""
        for table in self._elements.values():
            for element in table.values():
                for value in element:
                    # One that answers are part of cannot be known before they are given.
                    if value.get("form") in _MEDIA and value.text and not len(value):
                        yield value.text

    def media(self, name: str, language: str) -> dict[str, str]:
        """Return the pictures and recordings of a text by kind, per kind with fallback."""
        found: dict[str, str] = {}
        for tag in self.order(language):
            for form, parts in self.forms(name, tag).items():
                if form in _MEDIA and parts and isinstance(parts[0], str):
                    found.setdefault(form, parts[0].strip())
        return found


_MEDIA = frozenset({"image", "big-image", "audio", "video"})


def _read_forms(element: Element) -> dict[str, Parts]:
    forms: dict[str, Parts] = {}
    for value in element:
        if value.tag.rpartition("}")[2] == "value":
            forms.setdefault(value.get("form", ""), read_parts(value))
    return forms
