"""Versions of a small form, as a device may have kept them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from surveyapp.services.faces import FormFace
from surveyapp.services.workspace import Workspace
from surveyapp.store import FormRecord

REFUSED = '<bind nodeset="/data/name" constraint="only-elsewhere(.)"/>'
"""What an older app let through and this one refuses: a function that it does not know."""

ASKED = '<bind nodeset="/data/age" type="int"/><bind nodeset="/data/more" required="true()"/>'


def version(number: str, names: str, binds: str = "", towns: str = "fes taza") -> str:
    """Return the XForm that asks for ``names``: ``town`` to be chosen, the others typed."""
    asked = names.split()
    items = "".join(f"<item><value>{t}</value><label>{t}</label></item>" for t in towns.split())
    body = "".join(
        f'<select1 ref="/data/{name}"><label>Your {name}</label>{items}</select1>'
        if name == "town"
        else f'<input ref="/data/{name}"><label>Your {name}</label></input>'
        for name in asked
    )
    data = "".join(f"<{name}/>" for name in asked)
    return f"""<h:html xmlns="http://www.w3.org/2002/xforms"
        xmlns:h="http://www.w3.org/1999/xhtml">
      <h:head><h:title>Shoes</h:title><model><instance>
        <data id="shoes" version="{number}">{data}</data></instance>{binds}</model></h:head>
      <h:body>{body}</h:body></h:html>"""


def add(device: Workspace, xml: str, form_id: str = "shoes") -> str:
    """Keep a form, and how lists show it, as an older app did: whether it opens is seen later."""
    digest = hashlib.sha256(xml.encode()).hexdigest()
    number = xml.partition('version="')[2].partition('"')[0]
    device.store.add_form(
        FormRecord(
            hash=digest,
            form_id=form_id,
            version=number,
            title="Shoes",
            languages=("",),
            source_name="shoes.xml",
            added="2026-12-20T09:00:00+01:00",
            source=xml.encode(),
            xform=xml.encode(),
        )
    )
    face = FormFace(titles={"": "Shoes"}, default_language="", questions=4, purpose="")
    device.store.keep(f"form-face/{digest}", json.dumps(asdict(face)))
    return digest
