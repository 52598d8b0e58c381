"""The forms of the engine's benchmark, made here so that it runs anywhere, the same every time.

``qN``: N questions in groups of 25, relevance within a group and from group to group, a score that
runs through all groups, constraints, two languages. ``cK``: region, district, ward, the last list
with K choices. ``r``: a repeat of nine fields with sum, count and mean outside; ``rx``: the same
and every row's share of the total; ``plain``: the same with nothing outside that reads the rows.
Names are those that the runners of the other engines look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

Cells: TypeAlias = dict[str, str]

SURVEY = (
    "type",
    "name",
    "label::English (en)",
    "label::French (fr)",
    "required",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "appearance",
)
CHOICES = (
    "list_name",
    "name",
    "label::English (en)",
    "label::French (fr)",
    "region",
    "district",
)
GROUP = 25


def row(kind: str, name: str = "", label: str = "", **cells: str) -> Cells:
    """Return a row of the survey sheet."""
    french = f"{label} (fr)" if label else ""
    return {"type": kind, "name": name, SURVEY[2]: label, SURVEY[3]: french, **cells}


def choice(listed: str, name: str, label: str, **cells: str) -> Cells:
    """Return a row of the choices sheet."""
    return {
        "list_name": listed,
        "name": name,
        SURVEY[2]: label,
        SURVEY[3]: f"{label} (fr)",
        **cells,
    }


def questions(count: int) -> Iterator[Cells]:
    """Yield a form of ``count`` questions; calculations come on top."""
    for group in range(-(-count // GROUP)):
        chained = {"relevant": f"${{g{group - 1}_i0}} != 99"} if group else {}
        look = {"appearance": "field-list"} if group % 2 else {}
        yield row("begin group", f"g{group}", f"Group {group}", **chained, **look)
        terms: list[str] = []
        for place in range(min(GROUP, count - group * GROUP)):
            yield from question(group, *divmod(place, 6), terms)
        before = [f"${{g{group - 1}_score}}"] if group else []
        yield row("calculate", f"g{group}_score", calculation=" + ".join([*terms, *before]) or "0")
        yield row(
            "note",
            f"g{group}_note",
            f"Score so far ${{g{group}_score}}",
            relevant=f"${{g{group}_score}} > 10",
        )
        yield row("end group")


def question(group: int, block: int, kind: int, terms: list[str]) -> Iterator[Cells]:
    """Yield one question of a block of six, and after the last the block's calculations."""
    whole, yes, why, colours, weight, day, points, years = (
        f"g{group}_{letter}{block}" for letter in "istmdzcy"
    )
    where = f"{group}.{block}"
    if kind == 0:
        before = f"How many, after ${{g{group}_i{block - 1}}}?" if block else f"How many, {group}?"
        must = {} if block else {"required": "yes"}
        yield row("integer", whole, before, constraint=". >= 0 and . <= 100", **must)
    elif kind == 1:
        yield row("select_one yn", yes, f"Is it so, {where}?", relevant=f"${{{whole}}} > 5")
    elif kind == 2:
        only = f"${{{yes}}} = 'yes'"
        yield row(
            "text", why, f"Say why, {where}", relevant=only, constraint="string-length(.) < 200"
        )
    elif kind == 3:
        yield row("select_multiple colour", colours, f"Which colours, {where}?")
    elif kind == 4:
        yield row(
            "decimal",
            weight,
            f"Weight {where}",
            relevant=f"${{{whole}}} > 5 and selected(${{{colours}}}, 'x')",
            constraint=f". >= 0 and . < ${{{whole}}} * 100",
        )
    else:
        yield row("date", day, f"When, {where}?", constraint=". <= date('2030-01-01')")
        red = f"if(selected(${{{colours}}}, 'red'), ${{{whole}}} * 2, coalesce(${{{whole}}}, 0))"
        yield row("calculate", points, calculation=f"{red} + count-selected(${{{colours}}})")
        since = f"decimal-date-time(${{{day}}}) - decimal-date-time('2020-01-01')"
        yield row("calculate", years, calculation=f"if(${{{day}}} = '', 0, int({since}))")
        terms.append(f"coalesce(${{{points}}}, 0)")


def cascade() -> Iterator[Cells]:
    """Yield three questions, each list filtered by the answer before."""
    yield row("select_one region", "region", "Region")
    yield row("select_one district", "district", "District", choice_filter="region=${region}")
    yield row("select_one ward", "ward", "Ward", choice_filter="district=${district}")
    yield row("calculate", "ward_label", calculation="jr:choice-name(${ward}, '${ward}')")


def places(count: int) -> Iterator[Cells]:
    """Yield 10 regions, 100 districts, ``count`` wards."""
    for number in range(10):
        yield choice("region", f"r{number}", f"Region {number}")
    for number in range(100):
        yield choice("district", f"d{number}", f"District {number}", region=f"r{number % 10}")
    for number in range(count):
        above = {"district": f"d{number % 100}", "region": f"r{number % 10}"}
        yield choice("ward", f"w{number}", f"Ward number {number}", **above)


def members(*, outside: bool, share: bool) -> Iterator[Cells]:
    """Yield a repeat, what is computed from its rows, and what its rows compute from that."""
    yield row("begin repeat", "m", "Member")
    yield row("text", "nm", "Name", required="yes")
    yield row("integer", "age", "Age of ${nm}", constraint=". >= 0 and . < 130")
    yield row("integer", "qty", "Quantity")
    yield row("decimal", "price", "Price")
    yield row("calculate", "amt", calculation="coalesce(${qty}, 0) * coalesce(${price}, 0)")
    yield row("calculate", "pos", calculation="position(..)")
    yield row("text", "adult", "Job", relevant="${age} > 17")
    yield row("select_one yn", "head", "Head?", relevant="${age} > 17")
    if share:
        part = "if(${total} > 0, ${amt} div ${total}, 0)"
        yield row("calculate", "share", calculation=part)
    yield row("end repeat")
    if outside:
        yield row("calculate", "total", calculation="sum(${amt})")
        yield row("calculate", "n", calculation="count(${m})")
        yield row("calculate", "avg", calculation="if(${n} > 0, ${total} div ${n}, 0)")
        yield row("calculate", "adults", calculation="count(${m}[${age} > 17])")
        told = "Total ${total} over ${n}, mean ${avg}"
        yield row("note", "sum_note", told, relevant="${total} > 0")


def rows(name: str) -> tuple[list[Cells], list[Cells]]:
    """Return the rows of the survey and the choices sheet of a form."""
    words = [choice("yn", each, each.title()) for each in ("yes", "no")]
    found = re.fullmatch(r"([qc])(\d+)", name)
    if found is None:
        return list(members(outside=name != "plain", share=name == "rx")), words
    count = int(found[2])
    if found[1] == "c":
        return list(cascade()), list(places(count))
    words += [choice("colour", each, each.title()) for each in ("red", "green", "blue", "x")]
    return list(questions(count)), words


def write_workbook(name: str, path: Path) -> None:
    """Write the form ``name`` as an XLSForm workbook."""
    from openpyxl import Workbook

    survey, choices = rows(name)
    workbook = Workbook(write_only=True)
    for title, columns, cells in (("survey", SURVEY, survey), ("choices", CHOICES, choices)):
        sheet = workbook.create_sheet(title)
        sheet.append(columns)
        for each in cells:
            sheet.append([each.get(column) or None for column in columns])
    settings = workbook.create_sheet("settings")
    settings.append(("form_title", "form_id", "version", "default_language"))
    settings.append((name, name, "1", "English (en)"))
    workbook.save(path)
