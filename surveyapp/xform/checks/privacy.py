"""Personal data: what Law 09-08 asks of a form that collects it.

Identity-card numbers, health, opinions and the like may only be collected with prior authorisation
by the CNDP and the person's explicit consent; anything that tells who a person is wants consent and
a purpose. Both are warnings: whether a question really asks for such data is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Cell, Element
from surveyapp.xform.checks.naming import first_of
from surveyapp.xform.checks.personal_words import (
    CONSENT,
    IDENTIFYING,
    IDENTIFYING_NAMES,
    ORGANISATIONS,
    SENSITIVE,
    Topic,
)
from surveyapp.xform.checks.phrases import Phrases, words_of, words_of_name
from surveyapp.xform.problems import FormProblem

_SHOWN = 6  # questions named in one warning
_PII = ":pii"  # bind::sa:pii, whatever prefix the form gives our namespace
_NOT_ASKED = frozenset(
    {
        "audit",
        "background-audio",
        "background-geopoint",
        "calculate",
        "csv-external",
        "deviceid",
        "end",
        "hidden",
        "note",
        "simserial",
        "start",
        "start-geopoint",
        "subscriberid",
        "today",
        "username",
        "xml-external",
    }
)
_TYPED = frozenset({"text", "string", "integer", "int", "decimal", "barcode", "date"})
_OF_THE_DEVICE = frozenset({"email", "phonenumber"})
_AGREED_WITH = frozenset({"acknowledge", "trigger"})

_SENSITIVE = [(t, Phrases(t.phrases, t.unless), frozenset(t.names)) for t in SENSITIVE]
_IDENTIFYING = Phrases(IDENTIFYING)
_ORGANISATIONS = Phrases(ORGANISATIONS)
_CONSENT = Phrases(CONSENT)


def check_privacy(form: Blueprint) -> Iterator[FormProblem]:
    """Yield one warning for each question about sensitive data, and one for missing consent."""
    asked = [e for e in form.elements if not e.opens and e.name and e.type not in _NOT_ASKED]
    yield from _sensitive(asked)
    identifying = [(e, cell) for e in asked if (cell := _identifies(e)) is not None]
    if identifying and not any(_asks_consent(element) for element in asked):
        names = [element.name for element, _ in identifying]
        first = identifying[0][1]
        yield first.warning(
            UserError(
                "The form asks who people are ({names}) and not whether they agree. Law 09-08 "
                "wants their consent and the purpose first: put a question named consent before "
                "these, and ask them only of those who agree.",
                names=first_of(names, _SHOWN),
            ),
        )


def _sensitive(asked: Iterable[Element]) -> Iterator[FormProblem]:
    for element in asked:
        for topic, cell in _topics(element):
            yield cell.warning(
                UserError(
                    "{name} seems to ask about this: {what}. Law 09-08 allows it only with prior "
                    "authorisation by the CNDP, explicit consent and a stated purpose. Take the "
                    "question out, or obtain the authorisation before anybody is asked.",
                    name=element.name,
                    what=UserError(topic.what),
                )
            )


def _topics(element: Element) -> Iterator[tuple[Topic, Cell]]:
    """Yield what a question seems to ask about, each with the cell that shows it."""
    named = words_of_name(element.name)
    for topic, phrases, names in _SENSITIVE:
        cell = _label_with(element, phrases)
        # A name of one word is as clear as a label; of several, only an abbreviation is.
        if cell is None and (
            any(not names.isdisjoint(word) for word in named)
            or (len(named) == 1 and phrases.stand_in(named))
        ):
            cell = element.line.cell("name")
        if cell is not None:
            yield topic, cell


def _label_with(element: Element, phrases: Phrases) -> Cell | None:
    for cell in element.line.cells:
        if cell.base == "label" and phrases.stand_in(words_of(cell.text)):
            return cell
    return None


def _identifies(element: Element) -> Cell | None:
    """Return the cell that shows that an answer tells who a person is, or None."""
    line = element.line
    for cell in line.cells:
        if cell.base == "attribute" and cell.column.strip().lower().endswith(_PII):
            return cell
    if element.type in _OF_THE_DEVICE:
        return line.cell("type")
    if element.type not in _TYPED or _label_with(element, _ORGANISATIONS) is not None:
        return None
    if element.name.lower() in IDENTIFYING_NAMES:
        return line.cell("name")
    return _label_with(element, _IDENTIFYING)


def _asks_consent(element: Element) -> bool:
    if element.select is None and element.type not in _AGREED_WITH:
        return False
    named = words_of_name(element.name)
    return _CONSENT.stand_in(named) or _label_with(element, _CONSENT) is not None
