"""What a person is told when a response goes on in another version of its questionnaire."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from surveyapp.services.versions import Concerned, VersionFit
from surveyapp.text import Words, isolate

_NAMED = 5
"""Questions named in one sentence; more would hide the others."""


def fit_title(words: Words, fit: VersionFit) -> str:
    """Return what happened, in one sentence."""
    if fit.made_in == fit.opened_in:
        return words("Some answers come from another version of the questionnaire.")
    return words(
        "This response was begun in version {made} of the questionnaire and goes on in version "
        "{opened}.",
        made=isolate(fit.made_in or "–"),
        opened=isolate(fit.opened_in or "–"),
    )


def fit_lines(words: Words, fit: VersionFit) -> Iterator[str]:
    """Yield what fits no more and what is new, a sentence each."""
    named = partial(_named, words)
    if each := fit.kept_aside:
        yield words.plural(
            "{n} answer has no place in this version of the questionnaire and is kept aside: "
            "{questions}",
            "{n} answers have no place in this version of the questionnaire and are kept aside: "
            "{questions}",
            each.count,
            questions=named(each),
        )
    if each := fit.not_offered:
        yield words.plural(
            "{n} answer is no longer among the choices: {questions}",
            "{n} answers are no longer among the choices: {questions}",
            each.count,
            questions=named(each),
        )
    if each := fit.misfits:
        yield words.plural(
            "{n} answer does not fit its question any more: {questions}",
            "{n} answers do not fit their questions any more: {questions}",
            each.count,
            questions=named(each),
        )
    if each := fit.newly_asked:
        yield words.plural(
            "{n} question is new and needs an answer: {questions}",
            "{n} questions are new and need an answer: {questions}",
            each.count,
            questions=named(each),
        )
    if each := fit.restored:
        yield words.plural(
            "{n} answer that was kept aside has its place again: {questions}",
            "{n} answers that were kept aside have their place again: {questions}",
            each.count,
            questions=named(each),
        )


def _named(words: Words, concerned: Concerned) -> str:
    named = [isolate(each) for each in concerned.questions[:_NAMED]]
    if len(concerned.questions) > _NAMED:
        named.append("…")
    return ("، " if words.rtl else ", ").join(named)
