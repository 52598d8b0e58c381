"""Question widgets: one a file, and the page that holds them.

They stand on ``FormSession``, the words and the kit; they know no store and no screen.
"""

from surveyapp.ui.questions.base import QuestionWidget
from surveyapp.ui.questions.page import QuestionPage

__all__ = ["QuestionPage", "QuestionWidget"]
