"""A form's face: worked out once, then read without the form engine."""

from __future__ import annotations

import pytest

from surveyapp.services.faces import face_of
from surveyapp.services.forms import form_for
from surveyapp.services.workspace import Workspace


def test_a_face_names_the_form_in_the_nearest_language(device: Workspace) -> None:
    face = face_of(device, form_for(device, "company_feedback").hash)
    assert face.title("fr") == "Questionnaire entreprises et coopératives"
    assert face.title("fr-MA") == face.title("fr")
    assert face.title("zgh") == face.title(face.default_language)
    assert face.purpose == "questionnaire"
    assert face.questions > 30


def test_a_known_face_needs_no_form(device: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    form = form_for(device, "company_feedback").hash
    known = face_of(device, form)

    def read_again(_hash: str) -> None:
        raise AssertionError("the form was read again")

    monkeypatch.setattr(device, "definition", read_again)
    assert face_of(device, form) == known
