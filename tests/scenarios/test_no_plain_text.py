"""No answer lies readable anywhere a device writes: data folder, backups, temporary files.

What leaves a device on purpose is told apart: a package is signed and compressed, not encrypted,
and whoever holds it can read it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SECRETS = {
    "an answer": "Zarbia-d'or-un-secret",
    "an answer in Arabic": "زربية الذهب المخفية",
    "an answer that was edited": "Mulâtre-corrigé-un-secret",
    "a reason": "Faute-de-frappe-un-secret",
    "a contact": "+212 655 43 21 00",
    "a draft": "Brouillon-un-secret",
    "a discarded draft": "Jetable-un-secret",
    "a member of staff": "Zineb Secrète",
}

LIFE = """
import os
import shutil
import sys
from datetime import date
from pathlib import Path
from surveyapp.reports import streaming
from surveyapp.services.collect import Interview
from surveyapp.services.drafts import discard_draft
from surveyapp.services.export import export_contacts, export_workbook
from surveyapp.services.forms import form_for
from surveyapp.services.handoff import apply_merge, hand_over
from surveyapp.services.plain_copy import export_sqlite
from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind, heads
data, stick, look, secrets = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
answer, arabic, edited, reason, contact, draft, thrown, staff = secrets
removed = data.parent / "removed"
removed.mkdir(parents=True)
def keeping(remove):
    def keep(path, *args, **named):
        # What lies somewhere for a moment only counts, too; media are left on purpose.
        if os.path.isfile(path) and stick not in Path(path).parents:
            shutil.copyfile(path, removed / f"{len(os.listdir(removed))}-{Path(path).name}")
        return remove(path, *args, **named)
    return keep
os.remove, os.unlink = keeping(os.remove), keeping(os.unlink)
def die(*_):
    os.kill(os.getpid(), 9)
workspace = Workspace.open(data)
setup_device(workspace, DeviceSetup("Tablet 03", "fr", (staff,), "2468"))
choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
form = form_for(workspace, "company_feedback").hash
def begin(text):
    interview = Interview.start(workspace, form, language="fr", operator=staff)
    interview.answer("/data/welcome/consent", "1")
    interview.answer("/data/you/actor", "elected")
    interview.answer("/data/you/province", "MA-OUD")
    interview.answer("/data/programme/funnel", "f0")
    interview.answer("/data/expectations/need", "one logi")
    interview.answer("/data/solutions/worst", "logi")
    interview.answer("/data/solutions/sol", text)
    return interview
interview = begin(answer)
interview.answer("/data/solutions/worst_txt", arabic)
interview.answer("/data/forum/recall", "1")
interview.answer("/data/forum/contact", contact)
submission = interview.finish().submission
kept = workspace.store.submission(submission)
workspace.store.append(
    kind=RevisionKind.EDIT, submission=submission, parents=(kept.revision,),
    document=kept.document.replace(answer, edited), form_id=kept.form_id,
    form_hash=kept.form_hash, stop=kept.stop, operator=staff, reason=reason,
)
begin(draft).leave()
gone = begin(thrown)
gone.leave()
discard_draft(workspace, gone.draft_id)
package = hand_over(workspace, stick).path
workspace.store.backups.set_second(stick)
workspace.store.backups.make("hand")
assert workspace.store.backups.try_restore().sound
other = Workspace.open(data.parent / "other")
setup_device(other, DeviceSetup("Tablet 04", "fr", (staff,), "2468"))
print("lived", flush=True)
if look == "killed in a merge":
    heads.renew = die
apply_merge(other, [package])
if look == "killed in an export":
    streaming._chunks = die
export_workbook(other, stick / "book.xlsx", "fr")
export_contacts(other, stick / "contacts.xlsx", "fr")
export_sqlite(other, stick / "plain.db", "fr")
other.close()
workspace.close()
"""


def readable(content: bytes) -> set[str]:
    """Return which of the secrets can be read in some bytes."""
    spellings = ("utf-8", "utf-16-le", "utf-16-be", "unicode_escape")
    return {
        what
        for what, secret in SECRETS.items()
        if any(secret.encode(spelling) in content for spelling in spellings)
    }


def found_in(*folders: Path) -> dict[str, set[str]]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found = {str(path): readable(path.read_bytes()) for path in files}
    return {path: secrets for path, secrets in found.items() if secrets}


@dataclass(frozen=True, slots=True)
class Life:
    """Where a device wrote in its day."""

    data: Path
    stick: Path
    temporary: Path


@pytest.fixture(scope="module", params=["closed", "killed in a merge", "killed in an export"])
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """A day of two devices; where it is cut short, logs and temporary files stay."""
    place = tmp_path_factory.mktemp("day")
    life = Life(*(place / name for name in ("data", "stick", "temporary")))
    for folder in (life.stick, life.temporary):
        folder.mkdir()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            LIFE,
            life.data / "one",
            life.stick,
            request.param,
            *SECRETS.values(),
        ],
        cwd=ROOT,
        env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(life.temporary))},
        check=False,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert "lived" in done.stdout, done.stderr
    assert (life.data / "one/survey.db-wal").exists() == (request.param != "closed"), done.stderr
    assert (done.returncode != 0) == (request.param != "closed"), done.stderr
    assert (life.stick / "plain.db").exists() == (request.param == "closed")
    # What stood in temporary files for a moment is looked at as well.
    made = request.param != "closed" or any((life.data / "removed").glob("*openpyxl*"))
    assert made, "no temporary file of the workbook was seen"
    assert (life.data / "one/backups").exists()
    return life


def test_nothing_a_device_writes_for_itself_can_be_read(life: Life) -> None:
    backups = life.stick / "surveyapp-backups"
    assert list(backups.iterdir())
    assert found_in(life.data, life.temporary, backups) == {}


def test_what_would_be_found_if_it_were_there(tmp_path: Path) -> None:
    """The control: the search sees a secret in a file, however deep."""
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "note").write_text(f"x{SECRETS['an answer in Arabic']}x", encoding="utf-8")
    (deep / "wide").write_bytes(SECRETS["a draft"].encode("utf-16-le"))
    found = found_in(tmp_path)
    assert sorted(secret for secrets in found.values() for secret in secrets) == [
        "a draft",
        "an answer in Arabic",
    ]


def test_a_package_is_signed_and_not_encrypted(life: Life) -> None:
    """What is true of it today: whoever holds the stick reads it; drafts are never in it."""
    (package,) = life.stick.glob("*.svpkg")
    with zipfile.ZipFile(package) as opened:
        read = set().union(*(readable(opened.read(name)) for name in opened.namelist()))
    assert {"an answer", "an answer that was edited", "a contact"} <= read
    assert not {"a draft", "a discarded draft"} & read
