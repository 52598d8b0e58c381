"""Says of every leaf of a form what it is: its type, its control, the expressions of its bind.

Binds, body and data are read by then; whoever shows, stores or counts answers reads nothing but
the ``FieldDef`` made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from surveyapp.xform.checking import cast, check_of
from surveyapp.xform.fields import NO_PARAMETERS, Control, DataType, FieldDef
from surveyapp.xform.model import Bind, BodyNode, NodeDef

_NO_BIND = Bind()
DATA_TYPES = {
    "string": DataType.STRING,
    "int": DataType.INT,
    "integer": DataType.INT,
    "long": DataType.INT,
    "decimal": DataType.DECIMAL,
    "double": DataType.DECIMAL,
    "float": DataType.DECIMAL,
    "boolean": DataType.BOOLEAN,
    "date": DataType.DATE,
    "time": DataType.TIME,
    "datetime": DataType.DATETIME,
    "geopoint": DataType.GEOPOINT,
    "geotrace": DataType.GEOTRACE,
    "geoshape": DataType.GEOSHAPE,
    "binary": DataType.BINARY,
    "barcode": DataType.BARCODE,
    "intent": DataType.INTENT,
}


def describe(nodes: Mapping[str, NodeDef], shown: Mapping[str, BodyNode], data: Element) -> None:
    """Describe every leaf among ``nodes``; defaults are cast to their types, in ``data`` too."""
    groups: dict[NodeDef, tuple[str, ...]] = {}
    for ref, node in nodes.items():
        body = shown.get(ref)
        is_group = body is not None and body.kind != "question"
        if not node.is_attribute and (node.children or node.repeats or is_group):
            continue
        field = node.field = _field(node, body, _groups_around(node.parent, groups))
        node.fits = check_of(field.data_type)
        node.plain = not (
            node.is_attribute or node.prefix or node.attributes or node.fixed_attributes
        )
        if node.text and not node.is_attribute:
            _cast_default(node, field.data_type, data)


def _cast_default(node: NodeDef, data_type: DataType, data: Element) -> None:
    # What a form itself sets is cast, as what it computes is; also in rows it begins with.
    node.text = cast(data_type, node.text)
    tags: list[str] = []
    above = node
    while above.parent is not None:
        tags.append(above.tag)
        above = above.parent
    for each in data.iterfind("/".join(reversed(tags))) if tags else ():
        each.text = cast(data_type, each.text or "")


def _groups_around(node: NodeDef | None, known: dict[NodeDef, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the refs of the groups and repeats that a leaf in ``node`` is in, outermost first."""
    if node is None or node.parent is None:
        return ()
    found = known.get(node)
    if found is None:
        found = known[node] = (*_groups_around(node.parent, known), node.ref)
    return found


def _type(name: str) -> DataType:
    """Return the type that a bind names; what is unknown is text."""
    found = DATA_TYPES.get(name or "string")
    return found or DATA_TYPES.get(name.rpartition(":")[2].lower(), DataType.STRING)


def _field(node: NodeDef, body: BodyNode | None, groups: tuple[str, ...]) -> FieldDef:
    bind = node.bind or _NO_BIND
    scope = node.scope
    control, appearance, parameters = None, "", NO_PARAMETERS
    if body is not None:
        control, appearance, parameters = body.control, body.appearance, body.parameters
        if control is Control.INPUT and bind.readonly == "true()" and not bind.calculate:
            control = Control.NOTE
        if bind.max_pixels:
            parameters = {**parameters, "max-pixels": bind.max_pixels}
    preload = bind.preload
    return FieldDef(
        node.ref,
        node.name,
        _type(bind.data_type),
        control,
        appearance,
        parameters,
        bind.required,
        bind.relevant,
        bind.constraint,
        bind.calculate,
        bind.readonly,
        bind.pii,
        bind.fill,
        f"{preload}/{bind.preload_parameters}".rstrip("/") if preload else "",
        None if scope.parent is None else scope.node.ref,
        groups,
    )
