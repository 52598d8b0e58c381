"""Opens every form of other projects' test-suites: it works, or is refused for a stated reason.

A form works when all its pages can be walked, everything on them looked at, every number of rows
asked for, and when what is saved and taken up again, as JSON and as XML, is the same response.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from surveyapp.errors import UserError
from surveyapp.xform import FormDefinition, FormSession, ItemKind, open_form
from surveyapp.xform.problems import FormRefused, Severity
from tests.conformance import material
from tests.conformance.answers import fill, texts_of_document, texts_of_xml
from tests.conformance.refusals import REVIEWED

_DATA = frozenset({".csv", ".xml", ".geojson"})


def _noon() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Africa/Casablanca"))


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of one form.

    ``refusals`` are the English sentences, without their places, of what stops it, and ``why`` one
    of them in full; ``differences`` say where it works but not as it should.
    """

    repository: str
    path: str
    refusals: frozenset[str] = frozenset()
    why: str = ""
    differences: tuple[str, ...] = ()


def run() -> Iterator[Opened]:
    """Open every form of the material."""
    base = material.folder()
    assert base is not None
    for entry in material.read("forms-manifest.json"):
        if entry["kind"] in ("xform", "xlsform"):
            path = base / "forms" / entry["repo"] / entry["path"]
            yield open_one(entry, path)


def open_one(entry: dict[str, Any], path: Path) -> Opened:
    """Open one form and use it."""
    try:
        definition = open_form(path)
        differences = tuple(use(definition, path.parent))
    except FormRefused as refusal:
        stops = [each for each in refusal.problems if each.severity is Severity.ERROR]
        ids = frozenset(each.message.message for each in stops)
        return Opened(entry["repo"], entry["path"], ids, str(stops[0].message))
    except UserError as refusal:
        ids = frozenset({refusal.message})
        return Opened(entry["repo"], entry["path"], ids, str(refusal))
    return Opened(entry["repo"], entry["path"], differences=differences)


def data_beside(folder: Path, definition: FormDefinition) -> dict[str, Path]:
    """Return the data files that a form asks for and that are in its folder, or just below it."""
    wanted = {source.rpartition("/")[2] for source in definition.loaded.sources.values()}
    return {
        path.name: path
        for pattern in ("*", "*/*", "../media/*/*", "../external_csv/*")
        for path in folder.glob(pattern)
        if path.name in wanted and path.suffix in _DATA
    }


def use(definition: FormDefinition, folder: Path) -> Iterator[str]:
    """Walk through a form as somebody does who fills it; yield what is not as it should be."""
    files = data_beside(folder, definition)
    session = FormSession(definition, now=_noon, resources=files)
    for language in definition.languages:
        session.set_language(language)
        yield from _walk(session)
    for page in session.pages():
        for item in page.items:
            if item.kind is ItemKind.REPEAT and session.can_add(item.ref):
                session.add_repeat(item.ref)
    yield from _walk(session)
    fill(session, Random(definition.form_id))
    session.finalize()
    same = not _leaves_to_chance(definition)
    document, xml = session.to_document(), session.to_xml()
    spoken = session.language
    if texts_of_xml(xml, definition) != texts_of_document(document["data"]):
        yield "the document and the XML of a submission do not hold the same"
    again = FormSession.resume(
        definition, session.to_draft(), now=_noon, resources=files, language=spoken
    )
    if same and again.to_document() != document:
        yield "a draft taken up again is another response"
    if again.instance_id != session.instance_id:
        yield "a draft taken up again has another identifier"
    again = FormSession.resume(definition, document, now=_noon, resources=files, language=spoken)
    if same and again.to_xml() != xml:
        yield "a document taken up again is another submission"
    again = FormSession.resume_xml(definition, xml, now=_noon, resources=files, language=spoken)
    if again.instance_id != session.instance_id:
        yield "a submission taken up again has another identifier"
    unplaced = sorted(again.resumed.unplaced)
    if unplaced:
        yield f"the submission holds what the form does not know: {unplaced[:3]}"
    if same and again.to_xml() != xml:
        yield "a submission taken up again is another submission"


def _leaves_to_chance(definition: FormDefinition) -> bool:
    """Say whether a form computes something else each time it is opened."""
    first, second = (FormSession(definition, now=_noon) for _ in range(2))
    told = {json.dumps(s.to_draft()).replace(s.instance_id, "") for s in (first, second)}
    return len(told) > 1


def _walk(session: FormSession) -> Iterator[str]:
    pages = session.pages()
    at = pages[0] if pages else None
    for number, page in enumerate(pages):
        if at is None or at.ref != page.ref:
            yield f"going forward does not lead to page {number}, {page.ref}"
        for item in page.items:
            session.label(item.ref)
            if item.kind is not ItemKind.QUESTION:
                continue
            session.hint(item.ref)
            session.guidance(item.ref)
            session.media(item.ref)
            session.is_required(item.ref)
            session.is_readonly(item.ref)
            session.problem(item.ref)
            session.value(item.ref)
            empty = [each.value for each in session.choices(item.ref) if not each.label]
            if empty:
                yield f"choices without a label at {item.ref}: {empty[:3]}"
        at = session.next_page(page.ref)


def table(results: list[Opened]) -> Iterator[str]:
    """Yield the lines of a report: by repository, by reason of refusal, and every form refused."""
    works = [each for each in results if not each.refusals]
    yield f"forms {len(works)} of {len(results)} work, {len(results) - len(works)} are refused"
    totals = Counter(each.repository for each in results)
    working = Counter(each.repository for each in works)
    for repository, total in sorted(totals.items()):
        yield f"{repository:16} {working[repository]:4} of {total:4}"
    yield ""
    for reason, count in Counter(r for each in results for r in each.refusals).most_common():
        yield f"refused {count:4}  {reason}"
    yield ""
    for each in results:
        if each.refusals:
            place = f"{each.repository}/{each.path}"
            yield f"refused {place}: {REVIEWED.get(place, 'NOT REVIEWED')}: {each.why}"
    for each in results:
        for difference in each.differences:
            yield f"differs {each.repository}/{each.path}: {difference}"
