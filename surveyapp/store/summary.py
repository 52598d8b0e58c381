"""What search compares: the words of a submission's summary, folded. Knows no database."""

from __future__ import annotations

from surveyapp.text import fold
from surveyapp.text.codes import short_code


def search_text(submission: str, *words: str) -> str:
    """Return a submission's words and its short code, with and without hyphens, folded."""
    code = short_code(submission)
    return fold("\n".join((*words, code, code.replace("-", ""))))
