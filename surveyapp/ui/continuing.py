"""Taking up, when the app starts again, the response that was on the screen when it ended.

A dead battery, a crash, a closed window: whatever it was, the next start asks, naming form, stop,
time and how far it went, and never the person.
"""

from __future__ import annotations

from collections.abc import Callable

from surveyapp.services.regions import region_name
from surveyapp.services.status import DraftRow
from surveyapp.text import Words, isolate
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.button import Variant
from surveyapp.ui.kit.dialog import DialogButton, ask
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.stage import Stage


def ask_to_continue(stage: Stage, draft: DraftRow, go_on: Callable[[str], object]) -> None:
    """Ask whether to go on with a draft; ``go_on`` gets its id."""
    words = stage.words

    def on_chosen(key: str) -> None:
        if key == "continue":
            go_on(draft.id)

    dialog = ask(
        stage.window,
        words("Continue with {form}?", form=isolate(draft.form_title)),
        draft_facts(draft, words),
        [
            DialogButton("continue", words("Continue"), Variant.PRIMARY),
            DialogButton("later", words("Later"), Variant.SECONDARY),
        ],
        cancel_key="later",
    )
    dialog.chosen.connect(on_chosen)
    dialog.buttons["continue"].setFocus()


def draft_facts(draft: DraftRow, words: Words) -> str:
    """Return where and when a draft was left, and how far it went."""
    formats = Formats(words)
    place = isolate(draft.stop.place) if draft.stop.place else ""
    where = joined(region_name(draft.stop.region, words.language), place)
    how_far = joined(
        words("Saved on {when}", when=formats.moment(draft.saved)),
        words("page {page} of {pages}", page=draft.page, pages=draft.pages),
        words("{share} answered", share=formats.percent(draft.percent / 100)),
    )
    return f"{where}\n{formats.long_date(draft.stop.first_day)}\n{how_far}"
