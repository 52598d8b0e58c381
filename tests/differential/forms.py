"""A form as a tree that can be written as an XForm, and cut smaller piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

LISTS = {
    "yn": ("yes", "no"),
    "colour": ("red", "green", "blue"),
    "place": ("a1", "a2", "b1", "10"),
    "town": ("rabat", "agadir", "salé", "3"),
    "way": ("rail", "road", "sea"),
}

FIRST_LOAD = "odk-instance-first-load"
NEW_ROW = "odk-instance-first-load odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"

FILES = {"town": "town.csv", "way": "way.xml"}
"""Lists that lie beside a form, as CSV and as XML."""


def items_of(name: str) -> list[dict[str, str]]:
    """Return the items of a list: every one has a name, a label, its first letter and a rank."""
    return [
        {"name": value, "label": f"The {value}", "initial": value[0], "rank": str(rank)}
        for rank, value in enumerate(LISTS[name], 1)
    ]


def files() -> dict[str, bytes]:
    """Return the files beside a form by their names."""
    rows = [",".join(item.values()) for item in items_of("town")]
    table = "\n".join(["name,label,initial,rank", *rows]) + "\n"
    return {"town.csv": table.encode(), "way.xml": _items("way").encode()}


@dataclass(frozen=True)
class Action:
    """A ``setvalue``: ``event`` at the part that holds it sets ``target`` (a ref)."""

    event: str
    target: str
    value: str


@dataclass(frozen=True)
class Part:
    """A group, a repeat, a question or a calculation; ``holds`` is what its value is.

    ``kind`` is group, repeat, input, select1, select or calculate; ``holds`` number, text, date,
    or the name of a list; ``filter`` narrows the list. ``bind`` are attributes of its bind. What
    happens at the form's first load stands with the part it sets.
    """

    name: str
    kind: str
    holds: str = ""
    bind: dict[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    count: str = ""
    rows: int = 1
    value: str = ""
    filter: str = ""
    actions: tuple[Action, ...] = ()

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
    return "/".join([".."] * (len(one) - common) + other[common:]) or "."


def to_xml(parts: tuple[Part, ...], *, inline: bool = False) -> str:
    """Return the XForm; ``inline`` brings the lists beside it into it."""
    lists = "".join(_list(name, inline=inline) for name in LISTS)
    everything = placed(parts)
    binds = "".join(_bind(each) for each in everything)
    loads = "".join(
        _setvalue(action)
        for each in everything
        for action in each.part.actions
        if action.event == FIRST_LOAD
    )
    body = "".join(_control(part, "/data") for part in parts)
    data = "".join(_data(part) for part in parts)
    return (
        '<?xml version="1.0"?>\n'
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">\n'
        "<h:head><h:title>Random</h:title><model>\n"
        f'<instance><data id="random">{data}</data></instance>\n{lists}{binds}{loads}'
        f"</model></h:head>\n<h:body>\n{body}</h:body></h:html>\n"
    )


def _list(name: str, *, inline: bool) -> str:
    if name in FILES and not inline:
        kind = "file-csv" if FILES[name].endswith(".csv") else "file"
        return f'<instance id="{name}" src="jr://{kind}/{FILES[name]}"/>\n'
    return f'<instance id="{name}">{_items(name)}</instance>\n'


def _items(name: str) -> str:
    items = (
        "".join(f"<{column}>{text}</{column}>" for column, text in item.items())
        for item in items_of(name)
    )
    return f"<root>{''.join(f'<item>{item}</item>' for item in items)}</root>"


def _setvalue(action: Action) -> str:
    value = quoteattr(action.value)
    return f'<setvalue event="{action.event}" ref="{action.target}" value={value}/>\n'


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
    sets = "".join(_setvalue(each) for each in part.actions if each.event != FIRST_LOAD)
    match part.kind:
        case "group":
            return f'<group ref="{ref}">{label}\n{inside}</group>\n'
        case "repeat":
            count = f" jr:count={quoteattr(part.count)}" if part.count else ""
            return (
                f'<group ref="{ref}">{label}<repeat nodeset="{ref}"{count}>\n{sets}{inside}'
                "</repeat></group>\n"
            )
        case "calculate":
            return ""
        case "input":
            return f'<input ref="{ref}">{label}{sets}</input>\n'
        case _:
            which = f"[{part.filter}]" if part.filter else ""
            nodes = quoteattr(f"instance('{part.holds}')/root/item{which}")
            items = f'<itemset nodeset={nodes}><value ref="name"/><label ref="label"/></itemset>'
            return f'<{part.kind} ref="{ref}">{label}{items}{sets}</{part.kind}>\n'


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
        if part.filter:
            yield (*before, replace(part, filter=""), *after)
        for at_action in range(len(part.actions)):
            actions = part.actions[:at_action] + part.actions[at_action + 1 :]
            yield (*before, replace(part, actions=actions), *after)
        for inside in smaller(part.parts):
            yield (*before, replace(part, parts=inside), *after)
