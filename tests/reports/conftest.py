"""A small questionnaire with every kind of question, and workbooks made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from surveyapp.analysis.tables import ResponseTable, build_table
from surveyapp.reports.provenance import (
    DeviceSource,
    FormSource,
    Happening,
    Provenance,
    StopSource,
)
from surveyapp.reports.responses import Names, stop_names
from surveyapp.reports.workbook import WorkbookReport, write_workbook
from surveyapp.text import load_words
from tests.support.responses import FORM_HASH, form, submissions

MADE = datetime(2026, 12, 26, 18, 5, tzinfo=timezone(timedelta(hours=1)))
DAKHLA, ORIENTAL = "MA-12_2026-12-26", "MA-02_2026-12-05"
REGIONS = {
    "ar": {"MA-12": "الداخلة-وادي الذهب", "MA-02": "الشرق"},
    "fr": {"MA-12": "Dakhla-Oued Ed-Dahab", "MA-02": "L’Oriental"},
    "en": {"MA-12": "Dakhla-Oued Ed-Dahab", "MA-02": "Oriental"},
}

FORUM = form("""
| survey |
| | type | name | label::Arabic (ar) | label::French (fr) | relevant | bind::sa:pii | appearance |
| | start | start | | | | | |
| | select_one yn | consent | هل توافقون؟ | Acceptez-vous ? | | | |
| | begin_group | firm | مقاولتكم | Votre entreprise | ${consent} = '1' | | |
| | select_one status | status | وضعيتكم | Votre situation | | | |
| | integer | staff | عدد المأجورين | Effectif | ${status} != 'no' | | |
| | decimal | share | الحصة | Part | | | |
| | date | founded | تاريخ التأسيس | Création | | | |
| | time | opens | ساعة الفتح | Ouverture | | | |
| | dateTime | visit | وقت الزيارة | Visite | | | |
| | select_multiple need | need | انتظاراتكم | Vos attentes | | | |
| | text | idea | فكرتكم | Votre idée | | | |
| | text | again | فكرتكم | Votre idée | | | |
| | end_group | firm | | | | | |
| | begin_group | grid | العوائق | Les obstacles | ${consent} = '1' | | field-list |
| | select_one sev | scale | إلى أي حد؟ | À quel point ? | | | label |
| | select_one sev | o_fin | التمويل | Financement | | | list-nolabel |
| | select_one sev | o_logi | النقل | Transport | | | list-nolabel |
| | end_group | grid | | | | | |
| | begin_repeat | product | المنتجات | Produits | | | |
| | text | what | ما هو؟ | Lequel ? | | | |
| | integer | price | الثمن | Prix | | | |
| | end_repeat | product | | | | | |
| | select_one yn | recall | هل نتصل بكم؟ | Un suivi ? | | | |
| | text | contact | الهاتف | Téléphone | ${recall} = '1' | contact | |
| choices |
| | list_name | name | label::Arabic (ar) | label::French (fr) |
| | yn | 1 | نعم | Oui |
| | yn | 0 | لا | Non |
| | status | reg | نصدّر بانتظام | Exporte régulièrement |
| | status | no | لا نصدّر | N’exporte pas |
| | need | dir | دعم مالي | Appui financier |
| | need | fair | معارض | Salons |
| | sev | 0 | لا عائق | Aucun |
| | sev | 3 | كبير | Majeur |
| | sev | 4 | كبير جدا | Très sévère |
| | sev | na | لا ينطبق | Sans objet |
| settings |
| | form_title | form_id | version | default_language | namespaces | attribute::sa:purpose |
| | استبيان | forum | 3 | Arabic (ar) | sa="urn:surveyapp:xforms" | questionnaire |
""")

Rows = Sequence[Mapping[str, Any]]
Make = Callable[..., "Made"]


def near(values: Iterable[Any]) -> list[Any]:
    """Return values as a worksheet keeps them: 15 digits of a number are compared as 9."""
    return [round(value, 9) if isinstance(value, float) else value for value in values]


class Made:
    """A workbook that was written, and read back."""

    def __init__(self, report: WorkbookReport) -> None:
        self.report = report
        self.book: Workbook = openpyxl.load_workbook(report.path)

    def header(self, sheet: int) -> list[str]:
        return [str(cell.value) for cell in self.book.worksheets[sheet][1]]

    def column(self, sheet: int, header: str) -> list[Any]:
        """Return the values below a header."""
        place = self.header(sheet).index(header)
        return [row[place] for row in self.book.worksheets[sheet].iter_rows(2, values_only=True)]

    def lines(self, sheet: int) -> list[list[Any]]:
        """Return the rows of a sheet, empty cells left out."""
        rows = self.book.worksheets[sheet].iter_rows(values_only=True)
        return [near(value for value in row if value is not None) for row in rows]

    def below(self, sheet: int, heading: str, count: int) -> list[list[Any]]:
        """Return rows after the last one that begins with ``heading``."""
        lines = self.lines(sheet)
        at = max(n for n, line in enumerate(lines) if line and line[0] == heading)
        return lines[at + 1 : at + 1 + count]


SUMMARY, RESULTS, WORDS, CODES, PRODUCTS, PRODUCT_CODES, CODEBOOK, PROVENANCE = range(8)


def table(rows: Rows, **common: Any) -> ResponseTable:
    return build_table({FORM_HASH: FORUM}, submissions(FORUM, rows, **common))


def names(language: str) -> Names:
    regions = REGIONS[language]
    stops = stop_names([DAKHLA, ORIENTAL], regions, {}, load_words(language))
    return Names(regions, stops, {"device-1": "Tablet 01"})


def provenance(**changes: Any) -> Provenance:
    given: dict[str, Any] = {
        "made": MADE,
        "app_version": "1.2.3",
        "made_on": "Laptop",
        "devices": (DeviceSource("Tablet 01", "device-1", 7, 3, MADE),),
        "stops": (StopSource("Dakhla", DAKHLA, "=wilaya", 3),),
        "forms": (FormSource("استبيان", "forum", "3", "ab" * 32, 3),),
        "events": (Happening(MADE, "Contacts exported", "contacts.xlsx rows=1"),),
        "revisions": 7,
        "deleted": 1,
        "erased": 2,
        "conflicts": 0,
        "drafts": 4,
    }
    return Provenance(**{**given, **changes})


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a workbook of these answers and read it back."""

    def written(rows: Rows | Sequence[ResponseTable], language: str = "fr", **options: Any) -> Made:
        tables = [each for each in rows if isinstance(each, ResponseTable)]
        plain = [each for each in rows if not isinstance(each, ResponseTable)]
        report = write_workbook(
            tmp_path / "forum.xlsx",
            tables or [table(plain)],
            load_words(language),
            names=names(language),
            provenance=provenance(),
            **options,
        )
        return Made(report)

    return written
