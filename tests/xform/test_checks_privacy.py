"""Questions about persons, and what Law 09-08 asks: no alarm where a business is spoken of."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.xform.xlsform import import_xlsform
from tests.support.problems import survey, told, warned

SHIPPED = Path(__file__).resolve().parents[2] / "forms" / "company_feedback.xlsx"

CARD = "the number of an identity card or passport"
YN = """
| choices |
|         | list_name | name | label |
|         | yn        | 1    | Yes   |
|         | yn        | 0    | No    |
"""


def sensitive(name: str, what: str) -> str:
    return (
        f"{name} seems to ask about this: {what}. Law 09-08 allows it only with prior "
        "authorisation by the CNDP, explicit consent and a stated purpose. Take the question out, "
        "or obtain the authorisation before anybody is asked."
    )


def without_consent(names: str) -> str:
    return (
        f"The form asks who people are ({names}) and not whether they agree. Law 09-08 wants their "
        "consent and the purpose first: put a question named consent before these, and ask them "
        "only of those who agree."
    )


def question(label: str, name: str = "q", kind: str = "text") -> str:
    return survey(f"| | type | name | label |\n| | {kind} | {name} | {label} |")


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("N° de votre CIN", CARD),
        ("Numéro C.N.I.E. ou CNIE", CARD),
        ("Carte d’identité nationale", CARD),
        ("National ID number", CARD),
        ("رقم بطاقة التعريف الوطنية", CARD),
        ("رقم البطاقة الوطنية", CARD),
        ("المرجو إدخال رقم جواز السفر", CARD),
        ("Avez-vous des problèmes de SANTÉ ?", "health"),
        ("Êtes-vous en situation de handicap ?", "health"),
        ("How is your health?", "health"),
        ("هل تعانون من مشاكل في الصحة؟", "health"),
        ("كيف هي صحتكم؟", "health"),
        ("والأمراض المزمنة", "health"),
        ("Quel parti politique soutenez-vous ?", "political opinions"),
        ("Your political affiliation", "political opinions"),
        ("الانتماء السياسي", "political opinions"),
        ("Êtes-vous membre d’un syndicat ?", "trade-union membership"),
        ("Are you a trade union member?", "trade-union membership"),
        ("هل أنتم منخرطون في النقابة؟", "trade-union membership"),
        ("Votre religion", "religion"),
        ("الديانة", "religion"),
        ("Origine ethnique", "ethnic origin"),
        ("Empreintes digitales", "biometric data"),
        ("بصمة الإصبع", "biometric data"),
    ],
)
def test_a_question_about_sensitive_data(label: str, what: str) -> None:
    assert warned(question(label)) == [f"survey:2:C {sensitive('q', what)}"]
    assert told(question(label)) == []


@pytest.mark.parametrize(
    "label",
    [
        "Comment jugez-vous la santé de l’entreprise ?",
        "Votre entreprise travaille-t-elle dans le secteur de la santé ?",
        "Certifications, normes et contrôle sanitaire",
        "Sanitary control",
        "Do you export to the European Union?",
        "Les politiques publiques vous aident-elles ?",
        "السياسات العمومية",
        "أصادق على صحة المعلومات المقدمة",
        "المراقبة الصحية",
        "وزارة الصحة",
        "حجم الدين",
        "البصمة الكربونية",
        "La médecine du travail",
        "Cinéma",
        "Cinq mesures",
        "Assurance maladie obligatoire",
        "Confirmez ${cin}",
    ],
)
def test_what_only_sounds_like_it_is_left_alone(label: str) -> None:
    form = question(label) + "|        | hidden | cin |  |\n"
    assert warned(form) == []


@pytest.mark.parametrize("name", ["cin", "num_cin", "numCIN", "passport_no", "religion", "health"])
def test_a_name_gives_it_away_too(name: str) -> None:
    (line,) = warned(question("A", name))
    assert line.startswith(f"survey:2:B {name} seems to ask about this: ")


@pytest.mark.parametrize("name", ["cinema", "health_sector", "place_health_centre"])
def test_a_name_that_says_more_does_not(name: str) -> None:
    assert warned(question("A", name)) == []


def test_the_column_is_that_of_the_language_that_shows_it() -> None:
    form = survey(
        """
        | | type | name | label::French (fr) | label::Arabic (ar) |
        | | note | n    | Votre CIN          | بطاقة التعريف      |
        | | text | q    | Numéro             | رقم بطاقة التعريف  |
        """
    )
    assert warned(form) == [f"survey:3:D {sensitive('q', CARD)}"]


def test_a_medical_form_is_not_told_a_hundred_times() -> None:
    rows = "| | type | name | label |\n" + "".join(
        f"| | text | q{n} | Disease {n} |\n" for n in range(30)
    )
    lines = warned(survey(rows))
    assert len(lines) == 10
    assert lines[0].startswith("survey:2:C q0 seems to ask about this: health.")
    assert lines[-1].startswith("survey:11:C q9 seems to ask about this: health.")
    assert lines[-1].endswith(
        "The same holds for 20 more (rows 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, …)."
    )


@pytest.mark.parametrize(
    ("kind", "name", "label", "column"),
    [
        ("text", "q", "Votre nom et prénom", "C"),
        ("text", "q", "Téléphone ou e-mail", "C"),
        ("integer", "q", "رقم الهاتف", "C"),
        ("text", "q", "البريد الإلكتروني", "C"),
        ("date", "q", "Date of birth", "C"),
        ("text", "phone_number", "A", "B"),
        ("phonenumber", "q", "", "A"),
    ],
)
def test_who_people_are_is_not_asked_without_consent(
    kind: str, name: str, label: str, column: str
) -> None:
    form = question(label, name, kind)
    assert warned(form) == [f"survey:2:{column} {without_consent(name)}"]
    assert told(form) == []


def test_a_question_marked_as_identifying_counts() -> None:
    form = survey(
        """
        | | type | name | label    | bind::sa:pii |
        | | text | a    | A        |              |
        | | text | q    | Contact  | contact      |
        | | text | m    | E-mail   |              |
        """
    )
    namespaces = '| settings |\n| | form_id | namespaces |\n| | f | sa="urn:x" |\n'
    assert warned(form + namespaces) == [f"survey:3:D {without_consent('q, m')}"]


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("select_one yn", "consent", "A"),
        ("select_one yn", "consentement_oral", "A"),
        ("select_one yn", "c", "Consentez-vous au traitement de vos réponses ?"),
        ("select_one yn", "c", "هل توافقون على معالجة أجوبتكم؟"),
        ("acknowledge", "c", "I agree to the use of my answers"),
    ],
)
def test_a_form_that_asks_for_consent_may_ask_who_people_are(
    kind: str, name: str, label: str
) -> None:
    form = survey(
        f"""
        | | type          | name    | label     |
        | | select_one yn | other   | B         |
        | | {kind}        | {name}  | {label}   |
        | | text          | tel     | Téléphone |
        """
    )
    assert warned(form + YN) == []


def test_a_note_about_consent_asks_nobody() -> None:
    form = survey(
        """
        | | type | name    | label                     |
        | | note | consent | Your consent is voluntary |
        | | text | tel     | Téléphone                 |
        """
    )
    assert warned(form) == [f"survey:3:C {without_consent('tel')}"]


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("text", "Téléphone de l’entreprise"),
        ("text", "الاسم الكامل للمقاولة"),
        ("select_one yn", "Do you own a phone?"),
        ("text", "Nom de l’entreprise"),
        ("text", "Adresse du siège"),
    ],
)
def test_a_business_is_no_person(kind: str, label: str) -> None:
    assert warned(question(label, kind=kind) + (YN if "yn" in kind else "")) == []


def test_the_shipped_form_is_told_nothing() -> None:
    assert import_xlsform(SHIPPED).warnings == ()
