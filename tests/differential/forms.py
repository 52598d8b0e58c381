"""A form as a tree that can be written as an XForm, and cut smaller piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

LISTS = {
    "yn": ("yes", "no"),
    "colour": ("red", "green", "blue"),
    "place": ("a1", "a2", "b1", "10"),
}


@dataclass(frozen=True)
class Part:
    """A group, a repeat, a question or a calculation; ``holds`` is what its value is.

    ``kind`` is group, repeat, input, select1, select or calculate; ``holds`` number, text, date,
    or the name of a list. ``bind`` are attributes of its bind.
    """

    name: str
    kind: str
    holds: str = ""
    bind: dict[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    count: str = ""
    rows: int = 1
    value: str = ""

    @property
    def is_leaf(self) -> bool:
        return self.kind not in ("group", "repeat")


@dataclass(frozen=True)
class Placed:
    """A part with its ref and the refs of the repeats around it, itself included."""

    part: Part
    ref: str
    repeats: tuple[str, ...]


def placed(
    parts: tuple[Part, ...], ref: str = "/data", repeats: tuple[str, ...] = ()
) -> list[Placed]:
    """Return every part in the order of the form."""
    found = []
    for part in parts:
        here = f"{ref}/{part.name}"
        around = (*repeats, here) if part.kind == "repeat" else repeats
        found.append(Placed(part, here, around))
        found += placed(part.parts, here, around)
    return found


def relative(source: str, target: str, shared: int | None = None) -> str:
    """Return the path from one ref to another; ``shared`` limits how many steps they share."""
    one, other = source.split("/")[1:], target.split("/")[1:]
    common = 0
    limit = min(len(one), len(other)) if shared is None else shared
    while common < limit and one[common] == other[common]:
        common += 1
    return "/".join([".."] * (len(one) - common) + other[common:])


def to_xml(parts: tuple[Part, ...]) -> str:
    """Return the XForm."""
    lists = "".join(_list(name, values) for name, values in LISTS.items())
    binds = "".join(_bind(each) for each in placed(parts))
    body = "".join(_control(part, "/data") for part in parts)
    data = "".join(_data(part) for part in parts)
    return (
        '<?xml version="1.0"?>\n'
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa">\n'
        "<h:head><h:title>Random</h:title><model>\n"
        f'<instance><data id="random">{data}</data></instance>\n{lists}{binds}</model></h:head>\n'
        f"<h:body>\n{body}</h:body></h:html>\n"
    )


def _list(name: str, values: tuple[str, ...]) -> str:
    items = "".join(f"<item><name>{v}</name><label>The {v}</label></item>" for v in values)
    return f'<instance id="{name}"><root>{items}</root></instance>\n'


def _data(part: Part, inside: str = "form") -> str:
    """Return a part's data as pyxform writes it: a row holds rows, a template templates."""
    if part.kind != "repeat":
        parts = "".join(_data(each, inside) for each in part.parts)
        return f"<{part.name}>{parts or escape(part.value)}</{part.name}>"
    pattern = "".join(_data(each, "template") for each in part.parts)
    row = "".join(_data(each, "row") for each in part.parts)
    template = f'<{part.name} jr:template="">{pattern}</{part.name}>'
    rows = f"<{part.name}>{row}</{part.name}>" * (0 if part.count else part.rows)
    return {"form": template + rows, "template": template, "row": rows}[inside]


def _bind(each: Placed) -> str:
    attributes = "".join(f" {name}={quoteattr(text)}" for name, text in each.part.bind.items())
    return f'<bind nodeset="{each.ref}"{attributes}/>\n' if attributes else ""


def _control(part: Part, above: str) -> str:
    ref = f"{above}/{part.name}"
    label = f"<label>{part.name}</label>"
    inside = "".join(_control(each, ref) for each in part.parts)
    match part.kind:
        case "group":
            return f'<group ref="{ref}">{label}\n{inside}</group>\n'
        case "repeat":
            count = f" jr:count={quoteattr(part.count)}" if part.count else ""
            return (
                f'<group ref="{ref}">{label}<repeat nodeset="{ref}"{count}>\n{inside}'
                "</repeat></group>\n"
            )
        case "calculate":
            return ""
        case "input":
            return f'<input ref="{ref}">{label}</input>\n'
        case _:
            items = (
                f"<itemset nodeset=\"instance('{part.holds}')/root/item\">"
                '<value ref="name"/><label ref="label"/></itemset>'
            )
            return f'<{part.kind} ref="{ref}">{label}{items}</{part.kind}>\n'


def smaller(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """Yield the forms that have one thing less: a part, a group's walls, an attribute."""
    for at, part in enumerate(parts):
        before, after = parts[:at], parts[at + 1 :]
        yield before + after
        for name in part.bind:
            if name not in ("type", "calculate"):
                bind = {k: v for k, v in part.bind.items() if k != name}
                yield (*before, replace(part, bind=bind), *after)
        if part.count:
            yield (*before, replace(part, count=""), *after)
        for inside in smaller(part.parts):
            yield (*before, replace(part, parts=inside), *after)
