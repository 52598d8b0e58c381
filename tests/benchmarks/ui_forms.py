"""The forms on which the screens are measured."""

from __future__ import annotations

from random import Random

_FIRST = "| | note | first | Bonjour | | |\n"
_BEGIN_PAGE = "| | begin_group | g | Page | field-list | |\n"
_END_PAGE = "| | end_group | | | | |\n"
_HEAD = "| survey |\n| | type | name | label | appearance | constraint |\n"


def options(questions: int, choices: int) -> str:
    """Return a form whose second page asks so many questions of so many choices each."""
    rows = "".join(f"| | select_one l | q{n} | Question {n} | | |\n" for n in range(questions))
    listed = "".join(f"| | l | c{n} | Réponse numéro {n} de la liste |\n" for n in range(choices))
    return (
        f"{_HEAD}{_FIRST}{_BEGIN_PAGE}{rows}{_END_PAGE}"
        f"| choices |\n| | list_name | name | label |\n{listed}"
    )


def matrix(rows: int, columns: int) -> str:
    """Return a form whose second page is a matrix."""
    asked = "".join(
        f"| | select_one l | q{n} | Accès aux marchés, numéro {n} | list-nolabel | |\n"
        for n in range(rows)
    )
    listed = "".join(f"| | l | {n} | Degré {n} |\n" for n in range(columns))
    return (
        f"{_HEAD}{_FIRST}{_BEGIN_PAGE}"
        f"| | select_one l | head | Obstacles | label | |\n{asked}{_END_PAGE}"
        f"| choices |\n| | list_name | name | label |\n{listed}"
    )


FIELDS = f"""{_HEAD}{_FIRST}
| | begin_group | g | Page | field-list | |
| | text | text | Nom | | string-length(.) < 100 |
| | text | lines | Texte | multiline | |
| | text | digits | Téléphone | numbers | regex(., '[0-9]+') |
| | integer | whole | Nombre | | . < 100000000000 |
| | decimal | part | Part | | |
| | date | day | Jour | | |
| | time | hour | Heure | | |
| | select_one l | looked | Cherché | minimal | |
| | note | told | Vous vous appelez ${{text}}, ${{whole}} | | |
| | end_group | | | | |
| choices |
| | list_name | name | label |
""" + "".join(f"| | l | c{n} | Commune numéro {n} |\n" for n in range(200))

TYPED = {
    "text": "Cooperative du Sud",
    "lines": "Une cargaison a attendu",
    "digits": "0612345678",
    "whole": "1234567890",
    "part": "123,4567",
    "day": "26/12/2026",
    "hour": "14:20",
    "looked": "commune 19",
}

LOOKED_UP = f"""{_HEAD}{_FIRST}
| | select_one_from_file communes.csv | place | Commune | autocomplete | |
"""
SEARCHED = ("ait", "tafraout", "sidi b", "oulad 77", "zzz")
_BEGIN = ("Aït", "Sidi", "Oulad", "Ksar", "Tafraout", "دوار", "Beni", "Moulay", "Douar")
_END = ("Bouzid", "Lahcen", "El Kebir", "Ouafqa", "السفلى", "Brahim", "n’Ouzoud", "Saïd")


def communes(count: int) -> list[str]:
    """Return invented names of places, in both scripts."""
    chance = Random(7)
    return [f"{chance.choice(_BEGIN)} {chance.choice(_END)} {number}" for number in range(count)]


def listed(names: list[str]) -> str:
    """Return a list of choices as a file beside a form holds it."""
    return "name,label\n" + "".join(f"c{n},{name}\n" for n, name in enumerate(names))


def long(questions: int) -> str:
    """Return a form of so many questions, 20 a page, with conditions and limits."""
    rows = []
    for start in range(0, questions, 20):
        rows.append(f"| | begin_group | g{start} | Page {start} | field-list | |")
        for n in range(start, start + 20):
            kind = ("text", "integer", "select_one l", "date", "decimal")[n % 5]
            limit = ". > 0" if kind in ("integer", "decimal") else ""
            rows.append(f"| | {kind} | q{n} | Question numéro {n} ? | | {limit} |")
        rows.append("| | end_group | | | | |")
    listed_here = "".join(f"| | l | c{n} | Réponse {n} |\n" for n in range(6))
    return _HEAD + "\n".join(rows) + f"\n| choices |\n| | list_name | name | label |\n{listed_here}"
