"""The workbook read back: typed cells, safe text, right-to-left sheets, nobody named."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from surveyapp.analysis.tables import build_table
from surveyapp.errors import UserError
from surveyapp.progress import Cancelled
from surveyapp.reports import cells
from surveyapp.reports.responses import Lists
from surveyapp.text import LANGUAGES
from tests.reports.conftest import (
    CODEBOOK,
    CODES,
    DAKHLA,
    FORUM,
    PRODUCT_CODES,
    PRODUCTS,
    PROVENANCE,
    RESULTS,
    SUMMARY,
    WORDS,
    Make,
    table,
)
from tests.support.responses import FORM_HASH, form, submission

FULL: dict[str, Any] = {
    "consent": "1",
    "start": "2026-12-26T10:30:00+01:00",
    "status": "reg",
    "staff": "12",
    "share": "45.5",
    "founded": "2001-03-09",
    "opens": "08:30:00.000+01:00",
    "visit": "2026-12-26T09:45:00Z",
    "need": "fair dir",
    "idea": "شباك وحيد",
    "o_fin": "4",
    "o_logi": "na",
    "recall": "1",
    "contact": "+212 6 12 34 56 78",
    "product": [{"what": "Poulpe", "price": "90"}, {"what": "=2+3", "price": "cher"}],
}


def test_the_sheets_stand_in_order_and_are_named_in_the_language(make: Make) -> None:
    assert make([FULL], "ar").book.sheetnames == [
        "الملخص", "النتائج", "الأجوبة بالنص", "الأجوبة بالرموز", "المنتجات", "المنتجات بالرموز",
        "دليل الرموز", "مصدر المعطيات",
    ]  # fmt: skip
    assert make([FULL], "fr").book.sheetnames == [
        "Synthèse", "Résultats", "Réponses en clair", "Réponses en codes", "Produits",
        "Produits en codes", "Dictionnaire", "Provenance",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_runs_the_way_of_the_language(make: Make, language: str) -> None:
    for sheet in make([FULL], language).book.worksheets:
        assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0


def test_labels_stand_on_one_sheet_and_codes_on_the_other(make: Make) -> None:
    made = make([FULL])
    assert made.column(WORDS, "Votre situation") == ["Exporte régulièrement"]
    assert made.column(CODES, "status") == ["reg"]
    assert made.column(WORDS, "Financement") == ["Très sévère"]
    assert made.column(CODES, "o_fin") == [4]  # a number, so that a pivot table takes its mean
    assert made.column(CODES, "o_logi") == ["na"]
    assert made.column(WORDS, "Acceptez-vous ?") == ["Oui"]
    assert make([FULL], "ar").column(WORDS, "وضعيتكم") == ["نصدّر بانتظام"]


def test_several_answers_stand_in_one_column_and_in_one_each(make: Make) -> None:
    rows = [FULL, {"consent": "1", "need": "dir"}, {"consent": "0"}]
    made = make(rows)
    assert made.column(WORDS, "Vos attentes") == [
        "Salons; Appui financier",
        "Appui financier",
        None,
    ]
    assert made.column(WORDS, "Vos attentes – Salons") == [1, 0, None]
    assert made.column(CODES, "need") == ["fair dir", "dir", None]
    assert made.column(CODES, "need/dir") == [1, 1, None]
    assert make([FULL], "ar").column(WORDS, "انتظاراتكم") == ["معارض؛ دعم مالي"]
    one = make(rows, lists=Lists.ONE_COLUMN).header(CODES)
    assert "need" in one
    assert "need/dir" not in one
    each = make(rows, lists=Lists.A_COLUMN_EACH).header(CODES)
    assert "need" not in each
    assert "need/dir" in each


def test_numbers_dates_and_times_are_what_they_are(make: Make) -> None:
    made = make([FULL])
    for sheet, headers in (
        (WORDS, ("Effectif", "Part", "Création", "Ouverture", "Visite")),
        (CODES, ("staff", "share", "founded", "opens", "visit")),
    ):
        values = [made.column(sheet, header)[0] for header in headers]
        assert values == [
            12,
            45.5,
            datetime(2001, 3, 9),  # noqa: DTZ001 - as openpyxl reads a day
            time(8, 30),
            datetime(2026, 12, 26, 10, 45),  # noqa: DTZ001 - the wall clock of the row's offset
        ]
    sheet_ = made.book.worksheets[WORDS]
    formats = {str(sheet_.cell(1, cell.column).value): cell.number_format for cell in sheet_[2]}
    assert formats["Création"] == "dd/mm/yyyy"
    assert formats["Visite"] == "dd/mm/yyyy hh:mm"
    assert formats["Effectif"] == "#,##0"


def test_a_row_says_where_it_comes_from(make: Make) -> None:
    paradata = {"started": "2026-12-26T10:30:00+01:00", "language": "ar", "mode": "kiosk"}
    refusal = submission(
        FORUM,
        1,
        {"consent": "0"},
        paradata=paradata,
        outcome="refused",
        conflict=True,
        doubtful=True,
    )
    made = make([build_table({FORM_HASH: FORUM}, [refusal])])
    assert made.header(CODES)[:17] == [
        "_code", "_stop", "_region", "_first_day", "_refused", "_device", "_operator", "_language",
        "_mode", "_started", "_finished", "_utc_offset", "_minutes", "_conflict", "_doubtful",
        "_version", "_id",
    ]  # fmt: skip
    words, codes = (
        [cell.value for cell in made.book.worksheets[sheet][2]][:16] for sheet in (WORDS, CODES)
    )
    day, began, ended = (
        datetime(2026, 12, 26),  # noqa: DTZ001 - as openpyxl reads them
        datetime(2026, 12, 26, 10, 30),  # noqa: DTZ001
        datetime(2026, 12, 26, 10, 42),  # noqa: DTZ001
    )
    code = words[0]
    assert words == [
        code, "Dakhla-Oued Ed-Dahab 26/12/2026", "Dakhla-Oued Ed-Dahab", day, "Oui", "Tablet 01",
        "Nadia", "Arabe", "Seul, sur une borne", began, ended, "+01:00", 12, "Oui",
        "Oui", "3",
    ]  # fmt: skip
    assert codes == [
        code, DAKHLA, "MA-12", day, 1, "device-1", "Nadia", "ar", "kiosk", began, ended, "+01:00",
        12, 1, 1, "3",
    ]  # fmt: skip
    assert "_mode" not in make([FULL]).header(CODES)  # nobody noted it: no empty column


def test_response_sheets_are_ready_for_pivot_tables(make: Make) -> None:
    made = make([FULL, {"consent": "0"}])
    for place in (RESULTS, WORDS, CODES, PRODUCTS, PRODUCT_CODES, CODEBOOK):
        sheet = made.book.worksheets[place]
        header = made.header(place)
        assert len({text.casefold() for text in header}) == len(header)
        (made_table,) = sheet.tables.values()
        assert made_table.ref == sheet.dimensions
        assert made_table.autoFilter is not None
        assert [column.name for column in made_table.tableColumns] == header
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows == "$1:$1"
    names = [name for sheet in made.book.worksheets for name in sheet.tables]
    assert len(set(names)) == len(names)
    assert made.header(WORDS)[-7:-5] != ["Votre idée", "Votre idée"]
    assert "Votre idée (2)" in made.header(WORDS)


def test_text_that_looks_like_more_stays_text(make: Make) -> None:
    texts = [
        "=HYPERLINK(\"http://evil\")", "+212 6 12", "-12 jours", "@SUM(A1)", "#N/A", "0612345678",
        "<b>&amp;</b>", "  spaces  ", "سطر\nثان",
    ]  # fmt: skip
    made = make([{"consent": "1", "idea": text} for text in texts])
    for place, header in ((WORDS, "Votre idée"), (CODES, "idea")):
        sheet = made.book.worksheets[place]
        column = made.header(place).index(header) + 1
        found = [sheet.cell(row, column) for row in range(2, len(texts) + 2)]
        assert [cell.value for cell in found] == texts
        assert {cell.data_type for cell in found} == {"s"}
        assert [bool(cell.quotePrefix) for cell in found] == [True] * 6 + [False] * 3
    # The same in sheets that openpyxl writes cell by cell.
    provenance = made.book.worksheets[PROVENANCE]
    place_typed = next(c for row in provenance for c in row if c.value == "=wilaya")
    assert (place_typed.data_type, place_typed.quotePrefix) == ("s", True)


def test_answers_that_do_not_fit_stay_as_typed(make: Make) -> None:
    odd = {"staff": "une dizaine", "founded": "1899-05-01", "status": "zzz", "need": "dir yyy"}
    big = {"staff": "1234567890123456", "share": "0.12345678901234567"}
    made = make([{"consent": "1", **odd}, {"consent": "1", **big}])
    assert made.column(CODES, "staff") == ["une dizaine", "1234567890123456"]
    assert made.column(CODES, "share")[1] == "0.12345678901234567"
    assert made.column(CODES, "founded")[0] == "1899-05-01"  # before the calendar of worksheets
    assert made.column(WORDS, "Votre situation")[0] == "zzz"
    assert made.column(WORDS, "Vos attentes")[0] == "Appui financier; yyy"
    assert any(
        "2 réponses ne figurent sur aucune liste" in str(line) for line in made.lines(PROVENANCE)
    )


def test_what_cannot_be_written_is_announced(make: Make) -> None:
    made = make([{"consent": "1", "idea": "a\x07b"}, {"consent": "1", "idea": "م" * 40_000}])
    bell, long = made.column(WORDS, "Votre idée")
    assert bell == "a\u2407b"
    assert len(long) == cells.TEXT_LIMIT
    code = made.column(WORDS, "Réponse")[1]
    notices = [str(line[0]) for line in made.lines(PROVENANCE) if line]
    assert any("1 texte dépasse" in line and f"{code} idea" in line for line in notices)
    assert any("1 caractère ne peut pas" in line for line in notices)
    assert (made.report.cut, made.report.replaced) == (1, 1)


def test_many_cut_texts_are_counted_and_the_first_named(make: Make) -> None:
    made = make([{"consent": "1", "idea": "م" * 40_000}] * 22)
    (line,) = [str(line[0]) for line in made.lines(PROVENANCE) if "dépassent" in str(line)]
    assert line.startswith("22 textes")
    assert line.count(" idea") == 20
    assert line.endswith("….")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_named_anywhere_in_the_file(make: Make, language: str) -> None:
    made = make([FULL], language)
    with zipfile.ZipFile(made.report.path) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert not [name for name, text in parts.items() if "34 56 78" in text]
    assert "contact" not in made.header(CODES)
    at = [line for line in made.lines(CODEBOOK) if line[0] == "contact"]
    assert "09-08" in str(at[0][-1])


def test_a_repeat_has_sheets_tied_to_the_responses(make: Make) -> None:
    made = make([FULL, {"consent": "1", "product": [{"what": "Thon"}]}])
    ids, codes = made.column(CODES, "_id"), made.column(CODES, "_code")
    assert made.header(PRODUCT_CODES) == ["_code", "_stop", "_row_1", "_id", "what", "price"]
    assert made.header(PRODUCTS)[:4] == ["Réponse", "Étape", "Ligne", "Identifiant de la réponse"]
    assert made.column(PRODUCT_CODES, "_id") == [ids[0], ids[0], ids[1]]
    assert made.column(PRODUCT_CODES, "_code") == [codes[0], codes[0], codes[1]]
    assert made.column(PRODUCT_CODES, "_row_1") == [1, 2, 1]
    assert made.column(PRODUCTS, "Lequel ?") == ["Poulpe", "=2+3", "Thon"]
    assert made.column(PRODUCTS, "Prix") == [90, "cher", None]


def test_rankings_yes_or_no_and_places(make: Make) -> None:
    ranked = form("""
    | survey |
    | | type | name | label | bind::type |
    | | rank thing | order | Order | |
    | | text | sure | Sure? | boolean |
    | | geopoint | where | Where? | |
    | choices |
    | | list_name | name | label |
    | | thing | a | Apples |
    | | thing | b | Bread |
    | settings |
    | | form_title | form_id | version |
    | | Ranked | ranked | 1 |
    """)
    given = [{"order": "b a", "sure": "true", "where": "23.7 -15.9 0 0"}, {"sure": "perhaps"}]
    rows = [submission(ranked, n, each) for n, each in enumerate(given, start=1)]
    made = make([build_table({FORM_HASH: ranked}, rows)])
    assert made.column(WORDS, "Order") == ["1. Bread; 2. Apples", None]
    assert made.column(WORDS, "Order – Bread") == [1, None]
    assert made.column(CODES, "order") == ["b a", None]
    assert made.column(CODES, "order/a") == [2, None]
    assert made.column(WORDS, "Sure?") == ["Oui", "perhaps"]
    assert made.column(CODES, "sure") == [1, "perhaps"]
    assert made.column(CODES, "where") == ["23.7 -15.9 0 0", None]


def test_the_codebook_lists_every_question_and_code(make: Make) -> None:
    made = make([FULL])
    rows = [row[:5] for row in made.book.worksheets[CODEBOOK].iter_rows(2, values_only=True)]
    assert (
        "status",
        None,
        "Votre situation",
        "une réponse d’une liste",
        "Votre entreprise",
    ) in rows
    assert ("status", "reg", "Exporte régulièrement", "réponse", None) in rows
    by_name = {row[0]: row for row in made.book.worksheets[CODEBOOK].iter_rows(2, values_only=True)}
    assert "status != 'no'" in by_name["staff"]
    assert "Feuille à part, une ligne chacune" in by_name["price"]
    assert by_name["staff"][6] == "3"
    assert "scale" not in by_name  # the head of the matrix asks nothing


def test_provenance_tells_the_origin_and_one_digest(make: Make, tmp_path: Path) -> None:
    rows = [FULL, {"consent": "0"}]
    made = make(rows)
    facts = {str(line[0]): line[1] for line in made.lines(PROVENANCE) if len(line) > 1}
    assert facts["Version de l’application"] == "1.2.3"
    assert facts["Réponses dans ce classeur"] == 2
    assert facts["Effacées sur demande, absentes de ce classeur"] == 2
    assert facts["Produit le"] == datetime(2026, 12, 26, 18, 5)  # noqa: DTZ001
    digest = facts["Empreinte des lignes (SHA-256)"]
    assert len(digest) == 64
    again = make([table(list(rows))], "ar").lines(PROVENANCE)
    assert any(digest in line for line in again)
    other = make([table(rows, revision="f" * 64)]).lines(PROVENANCE)
    assert not any(digest in line for line in other)
    text = str(made.lines(PROVENANCE))
    assert "device-1" in text
    assert "contacts.xlsx rows=1" in text


def test_codes_that_only_look_like_numbers_stay_codes(make: Make) -> None:
    coded = form("""
    | survey |
    | | type | name | label |
    | | select_one post | post | Post code |
    | | select_one step | step | Step |
    | choices |
    | | list_name | name | label |
    | | post | 007 | Dakhla |
    | | post | 12 | Nador |
    | | step | 1 | One |
    | | step | 2 | Two |
    | settings |
    | | form_title | form_id | version |
    | | Coded | coded | 1 |
    """)
    rows = [submission(coded, 1, {"post": "12", "step": "2"}), submission(coded, 2, {"step": "x"})]
    made = make([build_table({FORM_HASH: coded}, rows)])
    assert made.column(CODES, "post") == ["12", None]  # one code with a nought: none is a number
    assert made.column(CODES, "step") == [2, "x"]


def test_a_response_without_any_time_has_none(make: Make) -> None:
    row = submission(FORUM, 1, {"consent": "1", "need": "dir"}, finished="", wall="")
    made = make([build_table({FORM_HASH: FORUM}, [row])])
    assert made.column(CODES, "_utc_offset") == [None]
    assert made.column(CODES, "_started") == [None]
    assert "Dernière réponse" not in str(made.lines(SUMMARY))
    west = submission(FORUM, 1, {"consent": "1"}, finished="2026-12-26T10:42:00-03:30")
    assert make([build_table({FORM_HASH: FORUM}, [west])]).column(CODES, "_utc_offset") == [
        "-03:30"
    ]


def test_several_forms_stand_in_one_workbook(make: Make) -> None:
    other = form(
        "| survey |\n| | type | name | label |\n| | select_one l | a | A |\n"
        "| choices |\n| | list_name | name | label |\n| | l | 1 | One |\n"
        "| settings |\n| | form_title | form_id | version |\n| | Présences | checkin | 1 |\n"
    )
    made = make(
        [table([FULL]), build_table({FORM_HASH: other}, [submission(other, 7, {"a": "1"})])]
    )
    titles = made.book.sheetnames
    assert [title for title in titles if title.startswith("Réponses")] == [
        "Réponses en clair استبيان",
        "Réponses en codes استبيان",
        "Réponses en clair Présences",
        "Réponses en codes Présences",
    ]
    assert made.header(RESULTS)[0] == "Formulaire"
    summary = str(made.lines(SUMMARY))
    assert "Présences" in summary
    assert made.report.responses == 2


def test_a_form_without_questions_of_choice_still_makes_a_workbook(make: Make) -> None:
    plain = form(
        "| survey |\n| | type | name | label |\n| | text | a | A |\n"
        "| settings |\n| | form_title | form_id | version |\n| | Plain | plain | 1 |\n"
    )
    made = make([build_table({FORM_HASH: plain}, [submission(plain, 1, {"a": "b"}, stop="odd")])])
    assert made.column(WORDS, "A") == ["b"]
    assert made.column(WORDS, "Étape") == ["odd"]
    assert made.column(WORDS, "Premier jour de l’étape") == [None]
    assert not made.book.worksheets[RESULTS].tables  # a table without rows would need a repair


def test_the_old_workbook_stays_when_the_new_one_cannot_be_made(make: Make, tmp_path: Path) -> None:
    first = make([FULL]).report

    class Impatient:
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled

    before = first.path.read_bytes()
    with pytest.raises(Cancelled):
        make([FULL, FULL], progress=Impatient())
    assert first.path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["forum.xlsx"]
    first.path.unlink()
    first.path.mkdir()
    with pytest.raises(UserError, match="is a folder"):
        make([FULL])


def test_progress_tells_rows_and_sheets(make: Make) -> None:
    told: list[tuple[int, int, str]] = []

    class Watching:
        def step(self, done: int, total: int, what: str = "") -> None:
            told.append((done, total, what))

    make([FULL] * 3, progress=Watching())
    assert told == [(0, 3, "Réponses en clair"), (0, 3, "Réponses en codes")]
