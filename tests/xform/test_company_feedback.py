"""The questionnaire that ships: whole in three languages, true to its outline, fit for phones."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from surveyapp.paths import forms_dir, resources_dir
from surveyapp.xform.blueprint import Blueprint, Element, draw
from surveyapp.xform.sheets import column_letter, read_sheets
from surveyapp.xform.xlsform import ImportedForm, import_xlsform

FORM = forms_dir() / "company_feedback.xlsx"
LANGUAGES = ("Arabic (ar)", "French (fr)", "English (en)")
OUTLINE = Path(__file__).resolve().parents[3] / "shared" / "domain" / "form_library.json"
FIRMS = ("exp", "nexp", "coop", "auto")

# Questions that the outline does not have: the form's own frame.
OURS = {"start", "end", "stop", "badge", "language", "region", "o_scale"} | {
    f"notice_{part}" for part in ("why", "what", "use", "rights")
}


@cache
def blueprint() -> Blueprint:
    return draw(read_sheets(FORM.read_bytes(), FORM.name))


@cache
def imported() -> ImportedForm:
    return import_xlsform(FORM)


def questions() -> dict[str, Element]:
    return {e.name: e for e in blueprint().elements if not e.opens}


def groups() -> dict[str, Element]:
    return {e.name: e for e in blueprint().elements if e.opens}


def test_it_comes_in_without_a_warning() -> None:
    form = imported()
    assert form.warnings == ()
    assert form.definition.form_id == "company_feedback"
    assert form.definition.purpose == "questionnaire"
    assert re.fullmatch(r"20\d{8}", form.definition.version)


def test_its_title_is_known_in_each_language() -> None:
    titles = [imported().definition.title(language) for language in ("ar", "fr", "en", "fr-MA", "")]
    assert titles == [
        "استبيان المقاولات والتعاونيات",
        "Questionnaire entreprises et coopératives",
        "Company and cooperative feedback",
        "Questionnaire entreprises et coopératives",
        "استبيان المقاولات والتعاونيات",
    ]


def test_pyxform_alone_converts_it_without_a_warning() -> None:
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    convert(FORM.read_bytes(), warnings=warnings)
    assert warnings == []


@pytest.mark.skipif(not shutil.which("java"), reason="ODK Validate needs java, which is not here")
def test_javarosa_opens_it(tmp_path: Path) -> None:
    from pyxform.validators.odk_validate import check_xform

    xml = tmp_path / "company_feedback.xml"
    xml.write_bytes(imported().xform_xml)
    assert check_xform(str(xml)) == []


# --- words ---------------------------------------------------------------------------------------


def test_every_text_stands_in_every_language() -> None:
    translated = ("label", "hint", "required_message", "constraint_message")
    lacking = []
    for line in blueprint().lines():
        for base in translated:
            languages = {cell.language for cell in line.cells if cell.base == base}
            if languages and languages != set(LANGUAGES):
                lacking.append((line.sheet, line.number, base))
    assert lacking == []


def test_every_question_group_and_choice_has_a_label() -> None:
    silent = {"start", "end", "hidden"}
    assert [
        e.name for e in blueprint().elements if e.type not in silent and not e.line.cell("label")
    ] == []
    assert [c.number for c in blueprint().choices if not c.cell("label")] == []


def test_required_and_limited_questions_say_what_to_do() -> None:
    for question in questions().values():
        line = question.line
        assert bool(line.text("required")) == bool(line.text("required_message"))
        assert bool(line.text("constraint")) == bool(line.text("constraint_message"))


def test_typography_of_french_and_the_brackets_of_arabic_dates() -> None:
    for line in blueprint().lines():
        for cell in line.cells:
            if cell.language == "French (fr)":
                assert not re.search(r"\w'\w| [;:?!»]|« ", cell.text), cell
            if cell.language == "Arabic (ar)":
                # "2025-2027" and "09-08" turn round after Arabic letters (UAX #9, rule W2).
                assert not re.search(r"\d[-–]\d", cell.text), cell


# --- what is asked -------------------------------------------------------------------------------


@cache
def outline() -> dict[str, Any]:
    if not OUTLINE.is_file():
        pytest.skip(f"the outline of the forms is not at {OUTLINE}")
    library: dict[str, Any] = json.loads(OUTLINE.read_text(encoding="utf-8"))
    return library


def test_it_asks_what_the_outline_asks_in_its_order() -> None:
    names = [q["name"] for q in outline()["forms"]["F1_company"]["questions"]]
    assert [name for name in questions() if name not in OURS] == names


def test_it_requires_what_the_outline_requires() -> None:
    wanted = {q["name"] for q in outline()["forms"]["F1_company"]["questions"] if q["req"]}
    required = {name for name, q in questions().items() if q.line.text("required")}
    assert required == wanted | {"region"}


def test_lists_carry_the_outlines_codes_in_its_order() -> None:
    lists = {
        name: [line.text("name") for line in lines] for name, lines in blueprint().lists.items()
    }
    for question in outline()["forms"]["F1_company"]["questions"]:
        name = question["list"]
        if not name or name.startswith("@") or question["name"] == "consent":
            continue
        select = questions()[question["name"]].select
        assert select is not None
        assert select.list_name == name
        assert lists[name] == [choice["code"] for choice in outline()["lists"][name]], name
    assert lists["agree"] == ["1", "0"]
    assert lists["nps11"] == [str(n) for n in range(11)]


def test_regions_and_provinces_are_those_of_the_app() -> None:
    ours = json.loads((resources_dir() / "regions" / "morocco.json").read_text(encoding="utf-8"))
    assert len(ours["regions"]) == 12
    assert len(ours["provinces"]) == 75
    lists = blueprint().lists
    tags = {"ar": "Arabic (ar)", "fr": "French (fr)", "en": "English (en)"}
    for list_name, places in (("region", ours["regions"]), ("province", ours["provinces"])):
        lines = lists[list_name]
        assert [line.text("name") for line in lines] == [place["code"] for place in places]
        for line, place in zip(lines, places, strict=True):
            shown = {cell.language: cell.text for cell in line.cells if cell.base == "label"}
            assert shown == {tags[tag]: place[tag] for tag in tags}
    assert [line.text("region") for line in lists["province"]] == [
        place["region"] for place in ours["provinces"]
    ]


# --- how it runs ---------------------------------------------------------------------------------


def test_nine_pages_each_with_its_title_all_but_the_first_after_consent() -> None:
    pages = groups()
    assert list(pages) == [
        "welcome",
        "you",
        "firm",
        "trade",
        "programme",
        "obstacles",
        "solutions",
        "expectations",
        "forum",
    ]
    for name, page in pages.items():
        assert page.line.text("appearance") == "field-list"
        assert ("${consent} = '1'" in page.line.text("relevant")) == (name != "welcome")


def test_nothing_but_consent_stop_time_and_language_stands_outside_consent() -> None:
    free = [
        name
        for name, question in questions().items()
        if not question.parents and "${consent} = '1'" not in question.line.text("relevant")
    ]
    assert free == ["start", "end", "stop", "language"]


def test_the_obstacles_are_a_matrix() -> None:
    rows = [q for q in questions().values() if q.parents == ("obstacles",)]
    assert [q.line.text("appearance") for q in rows] == ["label"] + ["list-nolabel"] * 12
    assert {q.type for q in rows} == {"select_one sev"}
    codes = [line.text("name") for line in blueprint().lists["obst"]]
    assert [q.name for q in rows[1:]] == [f"o_{code}" for code in codes]


def test_what_the_app_fills_in_and_what_it_keeps_apart() -> None:
    fields = {field.name: field for field in imported().definition.fields}
    assert {f.name: f.fill for f in fields.values() if f.fill} == {
        "stop": "stop",
        "badge": "badge",
        "language": "language",
    }
    assert {f.name: f.pii for f in fields.values() if f.pii} == {"contact": "contact"}
    assert {f.name: f.preload for f in fields.values() if f.preload.startswith("timestamp")} == {
        "start": "timestamp/start",
        "end": "timestamp/end",
    }


def test_the_neutral_name_of_a_response_holds_nothing_that_was_answered() -> None:
    settings = blueprint().settings
    assert settings is not None
    assert set(re.findall(r"\$\{(\w+)\}", settings.text("instance_name"))) == {"stop", "start"}


@pytest.mark.parametrize(
    "contact",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "07-12-34-56-78",
        "0528 93 12 34",
        "+212612345678",
        "+212 6 12 34 56 78",
        "+212 (0)6 12 34 56 78",
        "00212 5 28 93 12 34",
        "+33 6 12 34 56 78",
        "+221 77 123 45 67",
        "contact@coop-argane.ma",
        "Nom.Prénom+export@exemple.co.ma",
    ],
)
def test_contacts_that_are_taken(contact: str) -> None:
    assert contact_is_fine(contact)


@pytest.mark.parametrize(
    "contact",
    ["061234567", "06123456789", "12345", "Fatima", "fatima@", "fatima@coop", "0112345678", "+212"],
)
def test_contacts_that_are_not(contact: str) -> None:
    assert not contact_is_fine(contact)


def contact_is_fine(text: str) -> bool:
    constraint = questions()["contact"].line.text("constraint")
    patterns = re.findall(r"regex\(normalize-space\(\.\), '([^']+)'\)", constraint)
    assert len(patterns) == 3
    return any(re.search(pattern, text) for pattern in patterns)


# --- how it is edited ----------------------------------------------------------------------------


def test_the_workbook_is_pleasant_to_edit() -> None:
    workbook = load_workbook(FORM)
    assert workbook.sheetnames == ["survey", "choices", "settings"]
    for sheet in workbook.worksheets:
        assert sheet.freeze_panes in ("C2", "A2")
        assert all(cell.font.bold for cell in sheet[1])
        letters = [column_letter(index) for index in range(sheet.max_column)]
        widths = [sheet.column_dimensions[letter].width for letter in letters]
        assert min(widths) >= 10
