"""Small questionnaires for whole journeys, in French and Arabic, and a device that asks one."""

from __future__ import annotations

from pathlib import Path

from surveyapp.services.forms import add_form
from surveyapp.services.workspace import Workspace
from tests.support.xlsforms import xlsx
from tests.ui.hands import settle
from tests.ui.pages import MORNING, App, FillPage

MARKETS = """
| settings |
| | form_title | form_id | default_language |
| | Marchés | markets | French (fr) |
| survey |
| | type | name | label::French (fr) | label::Arabic (ar) | required | calculation |
| | text | firm | Entreprise | المقاولة | yes | |
| | begin repeat | market | Marché | السوق | | |
| | text | country | Pays | البلد | yes | |
| | integer | tons | Tonnes | الأطنان | | |
| | end repeat | | | | | |
| | calculate | n | | | | count(${market}) |
| | note | told | ${n} marchés en tout | ${n} أسواق في المجموع | | |
"""
"""A repeat page by page."""

FIRMS = """
| settings |
| | form_title | form_id | default_language |
| | Groupe | firms | French (fr) |
| survey |
| | type | name | label::French (fr) | label::Arabic (ar) |
| | begin repeat | firm | Entreprise | المقاولة |
| | text | name | Nom | الاسم |
| | begin repeat | site | Site | الموقع |
| | text | town | Ville | المدينة |
| | end repeat | | | |
| | end repeat | | | |
"""
"""A repeat page by page with another inside it."""

VISITS = """
| settings |
| | form_title | form_id | default_language |
| | Visites | visits | French (fr) |
| survey |
| | type | name | label::French (fr) | label::Arabic (ar) | appearance | required | calculation | repeat_count |
| | begin group | page | Visites | الزيارات | field-list | | | |
| | begin repeat | visit | Visite | الزيارة | | | | |
| | text | town | Ville | المدينة | | yes | | |
| | integer | people | Personnes | الأشخاص | | | | |
| | end repeat | | | | | | | |
| | integer | rooms | Salles | القاعات | | | | |
| | begin repeat | room | Salle | القاعة | | | | ${rooms} |
| | text | called | Nom de la salle | اسم القاعة | | | | |
| | end repeat | | | | | | | |
| | end group | | | | | | | |
"""  # noqa: E501 - a table
"""Repeats among the questions of one page, one of them as long as an answer says."""


def begin(app: App, data_dir: Path, table: str) -> FillPage:
    """Add a questionnaire to an open app and begin with it."""
    assert app.desk is not None
    assert app.desk.workspace is not None
    file = data_dir.parent / "asked.xlsx"
    file.write_bytes(xlsx(table))
    form = add_form(app.desk.workspace, file).row.hash
    app.desk.navigator.start_response(form)
    settle()
    return app.fill()


def device_with(data_dir: Path, table: str) -> str:
    """Add a questionnaire to a device that is not running; return the form's hash."""
    file = data_dir.parent / "asked.xlsx"
    file.write_bytes(xlsx(table))
    with Workspace.open(data_dir, now=lambda: MORNING) as workspace:
        return add_form(workspace, file).row.hash
