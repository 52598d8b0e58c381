"""Forms made to bring a program down: each ends in a plain sentence, soon and in little memory."""

from __future__ import annotations

import gc
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from surveyapp.errors import UserError
from surveyapp.xform import FormSession, parse_xform
from surveyapp.xform.attachments import attached
from surveyapp.xform.resources import read_list
from tests.support.xlsforms import saved, xlsx
from tests.xform.forms import xform_source

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="limits on a process's time and memory are POSIX's"
)

SECONDS = 2
MEGABYTES = 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = ["type", "name", "label"]


def survey(*rows: list[str]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in rows:
        sheet.append(row)
    return saved(book)


def asked(column: str, expression: str) -> bytes:
    return survey([*HEAD, column], ["text", "a", "A", expression])


def related(expression: str) -> bytes:
    return xform_source("<a/>", f'<bind nodeset="/data/a" relevant="{expression}"/>').encode()


def nested(before: str, inner: str, after: str, depth: int = 10_000) -> str:
    return before * depth + inner + after * depth


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *texts: str) -> str:
    cells = "".join(cell(f"{'ABC'[index]}{number}", text) for index, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'


def worksheet(*rows: str, before: str = "") -> bytes:
    """Return a workbook whose survey sheet is written by hand."""
    return rewritten(
        {
            "xl/worksheets/sheet1.xml": before
            + '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + f"<sheetData>{row(1, *HEAD)}{''.join(rows)}</sheetData></worksheet>"
        }
    )


def rewritten(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(survey(HEAD))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in members:
                target.writestr(name, source.read(name))
        for name, text in members.items():
            target.writestr(name, text)
    return out.getvalue()


def table(relevant: str) -> bytes:
    """Return a form in Markdown, where no spreadsheet bounds a cell."""
    head = "| survey |\n| | type | name | label | relevant |\n"
    return f"{head}| | text | a | A | {relevant} |\n".encode()


def separated(*lines: str) -> bytes:
    """Return a form as CSV."""
    return "\n".join(["survey", *lines]).encode()


def computed(*calculations: str, body: str = "") -> bytes:
    """Return a form with question q0 and calculations q1, q2, …"""
    data = "".join(f"<q{number}/>" for number in range(len(calculations) + 1))
    binds = "".join(
        f'<bind nodeset="/data/q{number}" calculate="{text}"/>'
        for number, text in enumerate(calculations, 1)
    )
    return xform_source(data, binds, f'<input ref="/data/q0">{body}</input>').encode()


def filtered(condition: str) -> bytes:
    """Return a form that offers those of ten thousand choices for which a condition holds."""
    items = "".join(f"<item><name>n{number}</name></item>" for number in range(10_000))
    nodes = f"instance('l')/root/item[{condition}]"
    return xform_source(
        "<a/>",
        f'<instance id="l"><root>{items}</root></instance>',
        f'<select1 ref="/data/a"><itemset nodeset="{nodes}"><value ref="name"/>'
        '<label ref="name"/></itemset></select1>',
    ).encode()


def rows_in_rows(depth: int, count: int) -> bytes:
    return survey(
        [*HEAD, "repeat_count"],
        *[["begin repeat", f"r{number}", "R", str(count)] for number in range(depth)],
        ["text", "a", "A"],
        *[["end repeat"]] * depth,
    )


def counted(calculation: str, rows: str) -> bytes:
    """Return a form with so many rows, in each of which something is calculated."""
    return xform_source(
        f'<k>{rows}</k><r jr:template=""><a/><b/></r>',
        '<bind nodeset="/data/k" type="int"/>'
        f'<bind nodeset="/data/r/b" calculate="{calculation}"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/k">'
        '<input ref="/data/r/a"/></repeat></group>',
    ).encode()


def spoken(languages: int) -> bytes:
    """Return a form in so many languages."""
    texts = "".join(
        f'<translation lang="l{number}"><text id="a"><value>A</value></text></translation>'
        for number in range(languages)
    )
    body = """<input ref="/data/a"><label ref="jr:itext('a')"/></input>"""
    return xform_source("<a/>", "", body, f"<itext>{texts}</itext>").encode()


def sets(value: str) -> str:
    """Return an action that sets q0 when q0 changes."""
    return f'<setvalue event="xforms-value-changed" ref="/data/q0" value="{value}"/>'


BEFORE = "/data/r[position() = position(current()/..) - 1]/b"
DOUBLED = [f"concat(/data/q{number}, /data/q{number})" for number in range(60)]

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)

DAMAGED = "is damaged or incomplete"
TOO_MUCH = "unpacks to more than any form needs"
TOO_DEEP = "nested more than 150 deep"
TOO_NESTED = "nested more than 120 levels deep"
TOO_LONG = "puts together a text of more than 1000000 characters"
TOO_FAR = "has a cell as far out as"
TOO_MANY_ROWS = "would make more than 300000 answers"
TOO_HARD = "compares too many rows with each other"

# What is made, how its name ends, and what is said; "" where it is a form all the same.
FORMS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nested brackets": (lambda: asked("relevant", nested("(", "1", ")")), ".xlsx", TOO_DEEP),
    "nested brackets in XML": (lambda: related(nested("(", "1", ")")), ".xml", TOO_DEEP),
    "nested calls": (lambda: related(nested("not(", "1", ")")), ".xml", TOO_DEEP),
    "nested conditions": (lambda: related(nested("a[", "1", "]")), ".xml", TOO_DEEP),
    "conditions as deep as allowed": (lambda: related(nested("a[", "1", "]", 74)), ".xml", ""),
    "endless minuses": (lambda: related("-" * 10_000 + "1"), ".xml", ""),
    "endless path": (lambda: related("/".join("a" * 10_000)), ".xml", ""),
    "circle": (
        lambda: survey(
            [*HEAD, "calculation"], ["calculate", "a", "", "${b}"], ["calculate", "b", "", "${a}"]
        ),
        ".xlsx",
        "row 2, column calculation (D): These questions wait for each other",
    ),
    "circle of thousands": (
        lambda: survey(
            [*HEAD, "calculation"],
            *[["calculate", f"a{n}", "", f"${{a{(n + 1) % 2000}}}"] for n in range(2000)],
        ),
        ".xlsx",
        "These questions wait for each other",
    ),
    "entities in an XForm": (
        lambda: (BOMB + "<x>&m;</x>").encode(),
        ".xml",
        "declares a document type",
    ),
    "entities in a sheet": (
        lambda: worksheet(row(2, "text", "a", "&m;"), before=BOMB),
        ".xlsx",
        DAMAGED,
    ),
    "entities in the texts": (
        lambda: rewritten(
            {
                "xl/sharedStrings.xml": BOMB
                + '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                "<si><t>&m;</t></si></sst>"
            }
        ),
        ".xlsx",
        DAMAGED,
    ),
    "a bomb": (lambda: worksheet(" " * 150_000_000), ".xlsx", TOO_MUCH),
    "thousands of members": (
        lambda: rewritten({f"xl/x{number}.xml": "" for number in range(5000)}),
        ".xlsx",
        TOO_MUCH,
    ),
    "a cell at the end of the sheet": (
        lambda: worksheet(f'<row r="1048576">{cell("XFD1048576", "x")}</row>'),
        ".xlsx",
        "has a cell as far out as XFD1048576",
    ),
    "a cell in the last row": (
        lambda: worksheet(row(2, "text", "a", "A"), row(1048576, "x")),
        ".xlsx",
        "",
    ),
    "a cell in the last column": (
        lambda: worksheet(f'<row r="2">{cell("XFD2", "x")}</row>'),
        ".xlsx",
        "has a cell as far out as XFD2",
    ),
    "an endless text": (
        lambda: worksheet(row(2, "text", "a", "x" * 90_000_000)),
        ".xlsx",
        TOO_MUCH,
    ),
    "a pattern that never ends": (
        lambda: asked("constraint", "regex(., '^(a+)+$') and regex(., '(a|aa)+$')"),
        ".xlsx",
        "",
    ),
    "a billion repeats": (
        lambda: survey(
            [*HEAD, "repeat_count"],
            ["begin repeat", "r", "R", "1000000000"],
            ["note", "a", "A"],
            ["end repeat"],
        ),
        ".xlsx",
        "",
    ),
    "a space in a choice": (
        lambda: xlsx(
            """
            | survey  |                   |      |       |
            |         | type              | name | label |
            |         | select_multiple l | a    | A     |
            | choices |                   |      |       |
            |         | list_name         | name | label |
            |         | l                 | a b  | X     |
            """
        ),
        ".xlsx",
        "Sheet choices, row 2, column name (B): The choice name a b has a space",
    ),
    "a control character": (
        lambda: worksheet(row(2, "text", "a", "bell _x0007_")),
        ".xlsx",
        "row 2, column label (C): This cell holds an invisible character that no form can hold",
    ),
    "a control character in a table": (
        lambda: b"| survey |\n| | type | name | label |\n| | text | a | A \x07 b |\n",
        ".md",
        "(U+0007)",
    ),
    "what only begins like a workbook": (
        lambda: OLE + bytes(range(256)) * 4000,
        ".xls",
        DAMAGED,
    ),
    "an old workbook of nothing": (lambda: OLE + b"\xff" * 1_000_000, ".xls", DAMAGED),
    "deep XML": (lambda: b"<a>" * 200_000 + b"</a>" * 200_000, ".xml", TOO_NESTED),
    "XML that only opens": (lambda: b"<a>" * 200_000, ".xml", "is damaged"),
    "deep data": (lambda: xform_source(nested("<a>", "", "</a>")).encode(), ".xml", TOO_NESTED),
    "deep groups": (
        lambda: survey(
            HEAD,
            *[["begin group", f"g{number}", "G"] for number in range(3000)],
            ["text", "a", "A"],
            *[["end group"]] * 3000,
        ),
        ".xlsx",
        "row 52, column type (A): Groups are nested more than 50 deep",
    ),
    "groups as deep as allowed": (
        lambda: survey(
            HEAD,
            *[["begin group", f"g{number}", "G"] for number in range(50)],
            ["text", "a", "A"],
            *[["end group"]] * 50,
        ),
        ".xlsx",
        "",
    ),
    "an enormous XForm": (
        lambda: xform_source("<a/>", model="<!--" + "x" * 100_000_000 + "-->").encode(),
        ".xml",
        "is larger than 50 MB",
    ),
    "a million tokens": (lambda: related("+".join("1" * 500_000)), ".xml", "cannot be read: 1+1"),
    "a million arguments": (
        lambda: related(f"concat({','.join('1' * 500_000)})"),
        ".xml",
        "longer than 100000 characters",
    ),
    "a hundred thousand references": (
        lambda: table(" and ".join(["${a} = 1"] * 100_000)),
        ".md",
        "row 2, column relevant (D): This cell has more than 32767 characters",
    ),
    "columns without end": (
        lambda: separated(",type,name," + ",".join(map(str, range(200_000))), ",text,a,A"),
        ".csv",
        TOO_FAR,
    ),
    "a field without end": (
        lambda: separated(",type,name,label", ',text,a,"' + "x" * 5_000_000),
        ".csv",
        "is not an XLSForm",
    ),
    "nothing but nought": (lambda: b"\0" * 1_000_000, ".csv", "is not an XLSForm"),
    "a nought in a name": (
        lambda: separated(",type,name,label", ",text,a\0,A"),
        ".csv",
        "(U+0000)",
    ),
    "a hundred thousand questions": (
        lambda: separated(",type,name,label", *[",note,a,A"] * 100_000),
        ".csv",
        "has more than 20000 questions",
    ),
    "a hundred thousand languages": (
        lambda: spoken(100_000),
        ".xml",
        "is in more than 500 languages",
    ),
    "a text that doubles": (lambda: computed(*DOUBLED), ".xml", TOO_LONG),
    "a text that doubles row by row": (
        lambda: counted(f"concat({BEFORE}, {BEFORE}, 1)", "60"),
        ".xml",
        TOO_LONG,
    ),
    "an answer that doubles itself": (
        lambda: computed(body=sets("concat(., .)")),
        ".xml",
        TOO_LONG,
    ),
    "an answer that sets itself for ever": (
        lambda: computed(body=sets("1 - number(. = 1)")),
        ".xml",
        "Setting /data/q0 sets off itself without end",
    ),
    "a calculation of itself": (
        lambda: computed("once(concat(/data/q1, 1))"),
        ".xml",
        "wait for each other",
    ),
    "a filter of each choice by all": (
        lambda: filtered("count(../item[starts-with(name, 'n')]) = 10000"),
        ".xml",
        TOO_HARD,
    ),
    "a filter that counts all for each": (
        lambda: filtered("count(instance('l')/root/item) = 10000"),
        ".xml",
        TOO_HARD,
    ),
    "rows in rows in rows": (lambda: rows_in_rows(6, 100), ".xlsx", TOO_MANY_ROWS),
    "rows that look at all rows": (
        lambda: counted("count(/data/r[position() &lt;= position(current()/..)])", "1000000000"),
        ".xml",
        TOO_HARD,
    ),
    "numbers and dates beyond all bounds": (
        lambda: computed(
            "pow(10, 400) * 1.0 div 0",
            "round(1.5, 999) + round(123, -999)",
            "format-date('999999999-01-01', '%Y')",
            "decimal-date-time('9999-12-31T23:59:59-14:00')",
            "decimal-time('0001-01-01T00:00:00+14:00')",
            "date(99999999999999999999)",
            "substr('abc', 0 div 0, 1 div 0)",
            "selected-at('a b', 99999999999999999999)",
            "uuid(99999999999999999999)",
        ),
        ".xml",
        "",
    ),
    "digests of a long answer": (
        lambda: computed(
            "digest(/data/q0, 'SHA-512', 'hex')",
            "base64-decode(/data/q0)",
            "translate(/data/q0, /data/q0, /data/q0)",
            "normalize-space(/data/q0)",
        ),
        ".xml",
        "",
    ),
    "a way out of the folder": (
        lambda: survey(
            [*HEAD, "image"],
            ["text", "a", "A", "../../../etc/passwd"],
            ["select_one_from_file ../../secret.csv", "b", "B", ""],
        ),
        ".xlsx",
        "",
    ),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    paths = []
    for number, (make, suffix, _) in enumerate(FORMS.values()):
        paths.append(folder / f"form{number}{suffix}")
        paths[-1].write_bytes(make())
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.limited", *map(str, paths)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    for path in paths:
        path.unlink()
    lines = ran.stdout.splitlines()
    assert len(lines) == len(FORMS), ran.stderr
    return {name: json.loads(line) for name, line in zip(FORMS, lines, strict=True)}


@pytest.mark.parametrize("name", FORMS)
def test_a_hostile_form_ends_in_a_plain_sentence(
    name: str, results: dict[str, dict[str, object]]
) -> None:
    result, expected = results[name], FORMS[name][2]
    assert result["status"] == 0, "the process ended"
    said = str(result["said"])
    assert expected in said if expected else not said, said[:500]
    assert float(str(result["seconds"])) < SECONDS
    assert float(str(result["megabytes"])) < MEGABYTES


# A list that lies beside a form: its name, what is in it, and what is said; "" where it is read.
LISTS: dict[str, tuple[str, bytes, str]] = {
    "noughts": ("a.csv", b"name,label\nx\0y,A\n", ""),
    "nothing": ("a.csv", b"", ""),
    "not UTF-8": ("a.csv", b"name,label\n\xff\xfe", "is not in UTF-8"),
    "a quotation without end": ("a.csv", b'name,label\n"' + b"x" * 5_000_000, "is no proper CSV"),
    "a million columns": ("a.csv", b"name" + b",x" * 1_000_000, "has more than 2000 columns"),
    "entities": ("a.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><root/>", "declares a document type"),
    "XML that only opens": ("a.xml", b"<a>" * 100_000, "is damaged"),
    "brackets in brackets": (
        "a.geojson",
        b'{"features":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "is no GeoJSON",
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_hostile_list_ends_in_a_plain_sentence(name: str) -> None:
    file, content, expected = LISTS[name]
    said = ""
    began = time.process_time()
    try:
        read_list(file, content)
    except UserError as error:
        said = str(error)
    assert expected in said if expected else not said, said
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "name", ["../../x.csv", "/etc/passwd.csv", "CON.csv", "a:b.csv", "x.csv. .csv", "x" * 5000]
)
def test_a_list_with_a_strange_name_is_not_looked_for_elsewhere(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("name,label\nsecret,Secret\n")
    (tmp_path / "a" / "form-media").mkdir(parents=True)
    assert attached(tmp_path / "a" / "form-media", name) is None


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_a_response_nested_without_end_ends_in_a_plain_sentence(depth: int) -> None:
    definition = parse_xform(related("true()"))
    data: dict[str, object] = {}
    for _ in range(depth):
        data = {"a": data}
    with pytest.raises(UserError, match="nested more than 240 levels deep"):
        FormSession.resume(definition, {"data": data})
    with pytest.raises(UserError, match="nested more than 120 levels deep"):
        FormSession.resume_xml(definition, (b"<a>" * depth + b"</a>" * depth))


def test_responses_that_nobody_holds_leave_no_memory_behind() -> None:
    definition = parse_xform(related("1 = 1"))

    def alive_after(responses: int) -> int:
        for _ in range(responses):
            FormSession(definition).answer("/data/a", "x")
        return sum(isinstance(each, FormSession) for each in gc.get_objects())

    assert alive_after(100) < 400
    assert alive_after(5_000) < 400
