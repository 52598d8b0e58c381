"""People who fill in the company questionnaire: what they answer, and how a page is filled.

Names and codes are those of ``forms/company_feedback.xlsx``; the page objects find everything by
the words on the screen, in whatever language it speaks.
"""

from __future__ import annotations

import json
from typing import Any

from tests.ui.pages import App, FillPage, ReviewPage

OBSTACLES = {
    "o_fin": "3",
    "o_cust": "2",
    "o_proc": "3",
    "o_std": "1",
    "o_logi": "4",
    "o_info": "2",
    "o_cust2": "na",
    "o_ins": "0",
    "o_skill": "1",
    "o_digi": "2",
    "o_land": "0",
    "o_supp": "2",
}

STORED = {
    "welcome": {"consent": "1"},
    "you": {"role": "owner", "actor": "coop", "region": "MA-12", "province": "MA-OUD"},
    "firm": {"legal": "coop", "sector": "sea", "staff": "s2", "turnover": "t2"},
    "trade": {"status": "occ", "share": "25", "markets": "eu sahel"},
    "programme": {"funnel": "f1", "whynot": "unk paper"},
    "obstacles": OBSTACLES,
    "solutions": {
        "worst": "logi",
        "worst_txt": "Two days lost at the border",
        "sol": "مختبر معتمد في الداخلة",
        "solwho": "mpme",
    },
    "expectations": {"need": "dir train", "equity": "2", "conv": "3"},
    "forum": {
        "clear": "4",
        "useful": "5",
        "intent": "4",
        "nps": "9",
        "recall": "1",
        "contact": "06 12 34 56 78",
    },
}
"""What a cooperative in Dakhla answers, as it must lie in the store."""


def fill_everything(fill: FillPage) -> ReviewPage:
    """Answer every page as the cooperative does, and come to the review."""
    fill.answer("consent", "1").next()
    fill.answer("role", "owner").answer("actor", "coop").answer("province", "MA-OUD").next()
    fill.answer("legal", "coop").answer("sector", "sea")
    fill.answer("staff", "s2").answer("turnover", "t2").next()
    fill.answer("status", "occ").answer("share", "25").answer("markets", "eu", "sahel").next()
    fill.answer("funnel", "f1").answer("whynot", "unk", "paper").next()
    fill.rate(**OBSTACLES).next()
    fill.answer("worst", "logi").answer("worst_txt", "Two days lost at the border")
    fill.answer("sol", "مختبر معتمد في الداخلة").answer("solwho", "mpme").next()
    fill.answer("need", "dir", "train").answer("equity", "2").answer("conv", "3").next()
    fill.answer("clear", "4").answer("useful", "5").answer("intent", "4").answer("nps", "9")
    fill.answer("recall", "1").answer("contact", "06 12 34 56 78")
    return fill.to_review()


def stored_answers(app: App) -> list[dict[str, Any]]:
    """Return the answers of every stored response, groups and questions by name."""
    assert app.desk is not None
    assert app.desk.workspace is not None
    documents = [json.loads(s.document) for s in app.desk.workspace.store.submissions()]
    return [document["data"] for document in documents]


def without_blanks(answers: dict[str, Any]) -> dict[str, Any]:
    """Return answers by group, without questions left blank and without metadata."""
    return {
        group: {name: value for name, value in content.items() if value != ""}
        for group, content in answers.items()
        if isinstance(content, dict) and group in STORED
    }
