"""The walk past rows, keys, longer help and questionnaires that are added: for pictures and tests.

A part of ``screenshots.py``: it brings small forms of its own, which no organiser sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.services.forms import add_form, check_form
from surveyapp.services.workspace import Workspace
from surveyapp.ui.main_window import MainWindow
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.screens.forms import FormsScreen

_WORDS = {
    "ar": ("أسواق المقاولة", "السوق", "البلد", "الحصة (%)", "احسبوا كل ما بيع هناك خلال السنة."),
    "fr": (
        "Les marchés de l’entreprise",
        "Marché",
        "Pays",
        "Part (%)",
        "Comptez tout ce qui y a été vendu dans l’année.",
    ),
    "en": ("Markets of the firm", "Market", "Country", "Share (%)", "Count all sold there."),
}
_COUNTRIES = {
    "ar": ("إسبانيا", "مالي", "السنغال"),
    "fr": ("Espagne", "Mali", "Sénégal"),
    "en": ("Spain", "Mali", "Senegal"),
}


def row_screens(
    window: MainWindow,
    workspace: Workspace,
    language: str,
    begin: Callable[[str], None],
    settle: Callable[[], None],
) -> Iterator[str]:
    """Yield the names of the screens of rows, keys and help while each is shown."""
    folder = workspace.store.data_dir.parent
    begin(_added(workspace, folder, language, inside=False))
    screen = _filled(window, language, settle, "/data/market")
    yield "40_rows"
    screen.rows.remove("/data/market[2]")
    settle()
    yield "41_row_removed"
    screen.interview.discard()
    begin(_added(workspace, folder, language, inside=True))
    screen = _filled(window, language, settle, "/data/page")
    yield "42_rows_on_a_page"
    screen.show_question("/data/page/market[3]/share")
    questions, _ = screen.shown()
    questions.turn_guidance()
    settle()
    yield "43_guidance"
    window.show_shortcuts()
    settle()
    yield "44_keys"
    screen.interview.discard()


def form_screens(
    window: MainWindow, workspace: Workspace, language: str, settle: Callable[[], None]
) -> Iterator[str]:
    """Yield the screens of a questionnaire that is added, or cannot be; that screen is shown."""
    screen = window.shown()
    assert isinstance(screen, FormsScreen)
    folder = workspace.store.data_dir.parent
    screen.show_found(check_form(_written(folder, language, inside=True)))
    settle()
    yield "45_questionnaire_found"
    broken = _written(folder, language, inside=True)
    broken.write_text(broken.read_text(encoding="utf-8").replace("sum(", "summ(", 1), "utf-8")
    try:
        check_form(broken)
    except UserError as refused:
        screen.show_refused(refused)
    settle()
    yield "46_questionnaire_refused"


def _filled(window: MainWindow, language: str, settle: Callable[[], None], page: str) -> FillScreen:
    """Give three rows, the last not to its end, and show a page."""
    screen = window.shown()
    assert isinstance(screen, FillScreen)
    interview = screen.interview
    market = next(field.repeat for field in interview.session.definition.fields if field.repeat)
    for number, country in enumerate(_COUNTRIES[language], start=1):
        if interview.session.repeat_count(market) < number:
            interview.add_repeat(market)
        interview.answer(f"{market}[{number}]/country", country)
        if number < len(_COUNTRIES[language]):
            interview.answer(f"{market}[{number}]/share", str(20 * number))
    screen.show_page(page)
    settle()
    return screen


def _added(workspace: Workspace, folder: Path, language: str, *, inside: bool) -> str:
    return add_form(workspace, _written(folder, language, inside=inside)).row.hash


def _written(folder: Path, language: str, *, inside: bool) -> Path:
    path = folder / f"markets{inside:d}.xml"
    path.write_text(_form(language, inside=inside), encoding="utf-8")
    return path


def _form(language: str, *, inside: bool) -> str:
    title, market, country, share, help_text = _WORDS[language]
    top = "/data/page" if inside else "/data"
    row = "<market><country/><share/></market>"
    data = f"<page>{row}<total/></page>" if inside else f"{row}<total/>"
    repeat = f"""<group ref="{top}/market"><label>{market}</label>
   <repeat nodeset="{top}/market">
    <input ref="{top}/market/country"><label>{country}</label></input>
    <input ref="{top}/market/share"><label>{share}</label><hint ref="jr:itext('help')"/></input>
   </repeat></group>"""
    page = f'<group ref="/data/page" appearance="field-list"><label>{title}</label>'
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
 <h:head><h:title>{title}</h:title>
  <model>
   <itext><translation lang="{language}" default="true()">
    <text id="help"><value form="guidance">{help_text}</value></text></translation></itext>
   <instance><data id="markets{inside:d}" version="1">{data}
    <meta><instanceID/></meta></data></instance>
   <bind nodeset="{top}/market/country" type="string" required="true()"/>
   <bind nodeset="{top}/market/share" type="int" constraint=". &lt;= 100"/>
   <bind nodeset="{top}/total" type="string" calculate="sum({top}/market/share)"/>
   <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head>
 <h:body>{page if inside else ""}{repeat}{"</group>" if inside else ""}</h:body></h:html>"""
