"""Identifiers go into a file of their own, behind a notice of the law, and beside no answer."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from surveyapp.analysis.contacts import build_contacts
from surveyapp.errors import UserError
from surveyapp.reports.contacts import ContactsReport, write_contacts
from surveyapp.text import LANGUAGES, load_words
from tests.reports.conftest import FORUM, MADE, Rows, names
from tests.support.responses import FORM_HASH, form, submissions

ROWS: Rows = [
    {"consent": "1", "idea": "secret idea", "recall": "1", "contact": "+212 6 12 34 56 78"},
    {"consent": "1", "recall": "0"},
    {"consent": "1", "recall": "1", "contact": "=a@b.ma"},
]


def write(path: Path, language: str, rows: Rows = ROWS) -> ContactsReport:
    tables = [build_contacts({FORM_HASH: FORUM}, submissions(FORUM, rows))]
    return write_contacts(path, tables, load_words(language), names=names(language), made=MADE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_comes_first_in_each_language(tmp_path: Path, language: str) -> None:
    write(tmp_path / "contacts.xlsx", language)
    book = openpyxl.load_workbook(tmp_path / "contacts.xlsx")
    notice, contacts = book.worksheets
    assert book.active is notice
    text = "\n".join(str(row[0]) for row in notice.iter_rows(values_only=True))
    assert "09-08" in text
    assert bool(notice.sheet_view.rightToLeft) == (language == "ar")
    assert bool(contacts.sheet_view.rightToLeft) == (language == "ar")


def test_a_contact_stands_with_its_code_stop_and_consent(tmp_path: Path) -> None:
    report = write(tmp_path / "contacts.xlsx", "fr")
    sheet = openpyxl.load_workbook(report.path).worksheets[1]
    header, first, second = sheet.iter_rows(values_only=True)
    assert header == (
        "Réponse", "Étape", "Un suivi ?", "Téléphone", "Identifiant de la réponse"
    )  # fmt: skip
    assert first[1:4] == ("Dakhla-Oued Ed-Dahab 26/12/2026", "Oui", "+212 6 12 34 56 78")
    assert second[3] == "=a@b.ma"
    assert {sheet.cell(row, 4).data_type for row in (2, 3)} == {"s"}
    assert sheet.cell(3, 4).quotePrefix
    assert report.contacts == 2
    assert report.size == report.path.stat().st_size


def test_no_answer_stands_beside_a_name(tmp_path: Path) -> None:
    write(tmp_path / "contacts.xlsx", "fr")
    book = openpyxl.load_workbook(tmp_path / "contacts.xlsx")
    text = str([list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets])
    assert "secret idea" not in text


def test_identifiers_in_repeats_say_which_row(tmp_path: Path) -> None:
    team = form("""
    | survey |
    | | type | name | label | bind::sa:pii |
    | | begin_repeat | person | Person | |
    | | text | name | Name | name |
    | | end_repeat | person | | |
    | settings |
    | | form_title | form_id | version | namespaces |
    | | Team | team | 1 | sa="urn:surveyapp:xforms" |
    """)
    given = [{"person": [{"name": "Sara"}, {"name": "Omar"}]}]
    tables = [build_contacts({FORM_HASH: team}, submissions(team, given))]
    path = tmp_path / "team.xlsx"
    write_contacts(path, tables, load_words("fr"), names=names("fr"), made=MADE)
    sheet = openpyxl.load_workbook(path).worksheets[1]
    rows = [row[2:4] for row in sheet.iter_rows(values_only=True)]
    assert rows == [("Ligne", "Name"), ("1", "Sara"), ("2", "Omar")]


def test_nobody_to_contact_still_makes_a_file_that_says_so(tmp_path: Path) -> None:
    report = write(tmp_path / "contacts.xlsx", "en", [{"consent": "0"}])
    assert report.contacts == 0
    notice = openpyxl.load_workbook(report.path).worksheets[0]
    assert any("0 contacts" in str(row[0]) for row in notice.iter_rows(values_only=True))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        write(tmp_path / "stick" / "contacts.xlsx", "fr")
