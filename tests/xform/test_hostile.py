"""Forms made to bring a program down: each ends in a plain sentence, soon and in little memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

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


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)

DAMAGED = "is damaged or incomplete"
TOO_MUCH = "unpacks to more than any form needs"
TOO_DEEP = "nested more than 150 deep"
TOO_NESTED = "nested more than 120 levels deep"

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
