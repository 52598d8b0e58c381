"""A small questionnaire of visits with a firm, a scale, a repeat and two languages; and visitors.

For tests of what becomes of responses: quick to answer, and every kind of answer has its words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from surveyapp.services.collect import Interview
from surveyapp.services.forms import add_form, form_for
from surveyapp.services.workspace import Workspace
from surveyapp.store import Revision, RevisionKind
from surveyapp.store.seal import Entry

VISITS = """
| survey   |                    |        |                     |                    |          |          |                |                      |              |
|          | type               | name   | label::Arabic (ar)  | label::French (fr) | required | relevant | constraint     | appearance           | bind::sa:pii |
|          | begin_group        | about  | الزيارة             | La visite          |          |          |                | field-list           |              |
|          | text               | firm   | اسم المقاولة        | Nom de l’entreprise|          |          |                |                      | firm         |
|          | select_one exports | trade  | هل تصدرون؟          | Exportez-vous ?    | yes      |          |                |                      |              |
|          | integer            | share  | حصة التصدير         | Part de l’export   |          | ${trade} = 'yes' | . >= 0 and . <= 100 | |              |
|          | end_group          |        |                     |                    |          |          |                |                      |              |
|          | begin_repeat       | people | الأشخاص             | Personnes          |          |          |                | field-list           |              |
|          | text               | post   | المنصب              | Fonction           |          |          |                |                      |              |
|          | end_repeat         |        |                     |                    |          |          |                |                      |              |
| choices  |                    |        |                     |                    |
|          | list_name          | name   | label::Arabic (ar)  | label::French (fr) |
|          | exports            | yes    | نعم، نصدر           | Oui, nous exportons|
|          | exports            | no     | لا نصدر             | Non                |
| settings |                    |        |                     |                    |
|          | form_id            | form_title | version | default_language | namespaces                |
|          | visits             | Visites    | 7       | French (fr)      | sa="urn:surveyapp:xforms" |
"""  # noqa: E501 - a table

FIRM, TRADE, SHARE = "/data/about/firm", "/data/about/trade", "/data/about/share"


def bring_form(workspace: Workspace, folder: Path) -> None:
    """Import the questionnaire."""
    path = folder / "visits.md"
    path.write_text(VISITS, "utf-8")
    add_form(workspace, path)


def visited(
    workspace: Workspace,
    firm: str,
    *,
    share: str = "",
    posts: tuple[str, ...] = (),
    operator: str = "Salma",
    language: str = "fr",
) -> str:
    """Let a firm answer and go; return the response's id."""
    form = form_for(workspace, "visits")
    interview = Interview.start(workspace, form.hash, language=language, operator=operator)
    interview.answer(FIRM, firm)
    interview.answer(TRADE, "yes" if share else "no")
    if share:
        interview.answer(SHARE, share)
    for number, post in enumerate(posts, start=1):
        if number > interview.session.repeat_count("/data/people"):
            interview.add_repeat("/data/people")
        interview.answer(f"/data/people[{number}]/post", post)
    return interview.finish().submission


def left_half_way(workspace: Workspace, firm: str) -> str:
    """Let somebody begin and leave; return the draft's id."""
    form = form_for(workspace, "visits")
    interview = Interview.start(workspace, form.hash, language="fr", operator="Salma")
    interview.answer(FIRM, firm)
    interview.leave()
    return interview.draft_id


def changed_unknowingly(
    workspace: Workspace,
    submission: str,
    *versions: Mapping[str, str],
    stop: str = "",
) -> tuple[Revision, ...]:
    """Let several people change a response without knowing of each other: it conflicts then.

    Each version maps refs to answers; one without any deletes the response. ``stop`` moves the
    last of them.
    """
    shown = workspace.store.submission(submission)
    entries = []
    for number, answers in enumerate(versions, start=1):
        document = json.loads(shown.document)
        for ref, answer in answers.items():
            node = document["data"]
            *path, last = ref.split("/")[2:]
            for step in path:
                node = node[step]
            node[last] = answer
            if ref == FIRM:
                document["summary"]["firm"] = answer
        moved = stop if number == len(versions) else ""
        entries.append(
            Entry(
                kind=RevisionKind.EDIT if answers else RevisionKind.DELETE,
                submission=submission,
                parents=(shown.revision,),
                form_id=shown.form_id,
                form_hash=shown.form_hash,
                stop=moved or shown.stop,
                operator=f"Staff {number}",
                document=json.dumps(document, ensure_ascii=False) if answers else "",
                reason=f"call {number}",
            )
        )
    return workspace.store.append_all(entries)
