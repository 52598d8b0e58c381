"""One figure of our engine, in its own process: ``python -m tests.benchmarks.ours FIGURE FORM``.

Prints ``{figure: value}``; milliseconds of CPU time, the median of some rounds, or megabytes. Looks
for ``forms/NAME.xml`` and ``.xlsx`` where it is started. ``engine.py`` puts the figures together.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from surveyapp.xform import FormSession, ItemKind, parse_xform
from surveyapp.xform.xpath import shapes
from surveyapp.xform.xpath.parser import parse, plain_path


def median(act: Callable[[int], object], rounds: int, *, times: int = 1) -> float:
    """Return milliseconds of CPU time of ``act``, told which time it is, the median of rounds."""
    taken: list[float] = []
    number = 0
    for _ in range(rounds):
        started = time.process_time()
        for _ in range(times):
            act(number)
            number += 1
        taken.append((time.process_time() - started) * 1000 / times)
    return statistics.median(taken)


def opened(xml: bytes) -> FormSession:
    """Return a session whose first page was looked at, as a screen looks at it."""
    session = FormSession(parse_xform(xml))
    for item in session.pages()[0].items:
        session.label(item.ref)
        if item.kind is ItemKind.QUESTION:
            session.hint(item.ref)
            session.choices(item.ref)
            session.is_required(item.ref)
            session.is_readonly(item.ref)
    return session


def forget() -> None:
    """Forget every expression that was read."""
    for each in (parse, plain_path, shapes.tree_of):
        each.cache_clear()


def load(xml: bytes, rounds: int) -> float:
    """Return what a load takes when nothing of the form is known yet."""

    taken: list[float] = []
    opened(xml)
    for _ in range(rounds):
        forget()
        gc.collect()  # the form before
        started = time.process_time()
        opened(xml)
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def imported(name: str, rounds: int) -> float:
    """Return what importing the workbook takes."""
    from surveyapp.xform.xlsform import import_xlsform

    path = Path("forms", f"{name}.xlsx")
    return median(lambda _number: import_xlsform(path), min(rounds, 3))


def converted(name: str) -> float:
    """Return what pyxform's conversion of the workbook takes."""
    from pyxform.xls2xform import convert

    workbook = Path("forms", f"{name}.xlsx").read_bytes()
    return median(lambda _n: convert(xlsform=workbook, validate=False, pretty_print=False), 1)


def memory(xml: bytes) -> float:
    """Return the megabytes that a form and its session keep."""
    opened(xml)  # what is made once for all forms is none of this one
    forget()
    gc.collect()
    tracemalloc.start()
    kept = opened(xml)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    assert kept.pages()
    return size / 1e6


def fill(session: FormSession) -> None:
    """Answer every question of a form of questions."""
    answers = {"i": "7", "s": "yes", "t": "abc", "m": "red x", "d": "1.5", "z": "2024-05-06"}
    for field in session.definition.fields:
        kind = field.name.partition("_")[2][:1]
        if field.is_question and kind in answers:
            session.answer(field.ref, answers[kind])


def answers(xml: bytes, name: str, values: tuple[str, ...], rounds: int) -> float:
    """Return what one answer to the question ``name`` takes in a form that is filled in."""
    session = opened(xml)
    fill(session)
    (ref,) = (field.ref for field in session.definition.fields if field.name == name)
    return median(lambda n: session.answer(ref, values[n % len(values)]), rounds, times=100)


def serialised(xml: bytes, rounds: int) -> float:
    """Return what a filled form takes to become its submission."""
    session = opened(xml)
    fill(session)
    return median(lambda _number: session.to_xml(), rounds, times=10)


def cascade(xml: bytes, rounds: int, *, each: bool) -> float:
    """Return what an answer and the choices that follow from it take, or each of those choices."""
    session = opened(xml)
    refs = {field.name: field.ref for field in session.definition.fields}
    session.answer(refs["region"], "r1")

    def act(number: int) -> int:
        session.answer(refs["district"], "d11" if number % 2 else "d1")
        return len(session.choices(refs["ward"]))

    act(0), act(1)
    return median(act, rounds, times=100) / (act(0) if each else 1)


def add_rows(session: FormSession, count: int) -> str:
    """Add rows to the form's repeat until it has ``count``; return its ref."""
    (ref,) = (field.repeat for field in session.definition.fields if field.name == "nm")
    assert ref is not None
    while session.repeat_count(ref) < count:
        session.add_repeat(ref)
    return ref


def adds(xml: bytes, rounds: int) -> float:
    """Return what 500 rows take altogether."""
    taken: list[float] = []
    for _ in range(min(rounds, 5)):
        session = opened(xml)
        started = time.process_time()
        add_rows(session, 500)
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def one_row(xml: bytes, rounds: int, there: int) -> float:
    """Return what one row more takes where there are ``there`` already."""
    session = opened(xml)
    ref = add_rows(session, there)
    return median(lambda _number: session.add_repeat(ref), rounds, times=20)


def answer_in_row(xml: bytes, rounds: int) -> float:
    """Return what an answer takes in one of 500 rows that are filled in."""
    session = opened(xml)
    ref = add_rows(session, 500)
    for row in range(1, 501):
        for name, value in (("nm", f"n{row}"), ("age", "30"), ("qty", "2"), ("price", "1.5")):
            session.answer(f"{ref}[{row}]/{name}", value)
    taken = median(
        lambda n: session.answer(f"{ref}[{1 + n * 37 % 500}]/qty", str(n % 50 + 3)),
        rounds,
        times=20,
    )
    rows = range(1, 501)
    amounts = [float(session.value(f"{ref}[{row}]/amt")) for row in rows]
    root = ref.rpartition("/")[0]
    assert float(session.value(f"{root}/total")) == sum(amounts)
    if any(field.name == "share" for field in session.definition.fields):
        shares = [float(session.value(f"{ref}[{row}]/share")) for row in rows]
        assert all(
            abs(share - amount / sum(amounts)) < 1e-9
            for share, amount in zip(shares, amounts, strict=True)
        )
    return taken


def figure(name: str, form: str, rounds: int) -> float:
    """Return the figure ``name`` of a form."""
    if name == "import":
        return imported(form, rounds)
    xml = Path("forms", f"{form}.xml").read_bytes()
    match name:
        case "load":
            return load(xml, rounds)
        case "memory":
            return memory(xml)
        case "head":
            return answers(xml, "g0_i0", ("7", "8"), rounds)
        case "leaf":
            return answers(xml, "g0_t0", ("one", "two"), rounds)
        case "serialise":
            return serialised(xml, rounds)
        case "choices" | "each_choice":
            return cascade(xml, rounds, each=name == "each_choice")
        case "add":
            return adds(xml, rounds)
        case "row_500" | "row_5000":
            return one_row(xml, rounds, int(name.removeprefix("row_")))
        case "answer":
            return answer_in_row(xml, rounds)
        case _:
            raise SystemExit(f"There is no figure {name}.")


def main() -> int:
    """Print one figure."""
    name, form, *rounds = sys.argv[1:]
    if name == "pyxform":
        print(json.dumps({"convert": converted(form)}))
        return 0
    print(json.dumps({name: figure(name, form, int(rounds[0]) if rounds else 9)}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
