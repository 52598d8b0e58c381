"""What pyxform tells, in our words: its own are English only and speak of its insides.

Whatever is not known here is passed on as pyxform says it.
"""

from __future__ import annotations

import re

from surveyapp.errors import UserError
from surveyapp.text import N_

_KNOWN = (
    (
        (
            r"language declarations do not contain valid machine-readable codes: (?P<languages>.*?)"
            r"\. Learn more"
        ),
        N_(
            "These languages have no code, so that some programs do not know them: {languages}. "
            "Write the code behind the name, as in label::French (fr)."
        ),
    ),
    (
        r"(?:Repeat|Group) has no label: .*'name': '(?P<name>[^']*)'",
        N_("{name} has no label: nothing stands above its questions. Write one if it should."),
    ),
    (
        r"the '(?P<column>[^']*)' value is invalid\. Column headers must not be empty",
        N_(
            "The name of the column {column} has a space, so that nothing can read it. Take it out."
        ),
    ),
    (
        (
            r"for a sheet named '(?P<sheet>[^']*)', the following sheets with similar names "
            r"were found: (?P<near>.*?)\. If you"
        ),
        N_(
            "There is no sheet {sheet}, but one that is called nearly so: {near}. Rename it if it "
            "is meant, or begin its name with an underscore."
        ),
    ),
    (
        r"survey element named '(?P<name>[^']*)' has no label or hint",
        N_("The question {name} has no label. Write what it asks."),
    ),
)


def in_our_words(text: str) -> UserError:
    """Return what to tell where pyxform says ``text``."""
    for pattern, message in _KNOWN:
        if found := re.search(pattern, text, re.DOTALL):
            told = UserError(message)
            told.parameters = found.groupdict()
            return told
    return UserError("The form converter says: {text}", text=" ".join(text.split()))
