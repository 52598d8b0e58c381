#!/usr/bin/env python3
"""Start surveyapp from a checkout: one command, on a machine that has only Python.

``python3 run.py`` opens the app, ``run.py VERB …`` runs a verb (``demo``, ``export`` …),
``run.py test [pytest arguments]`` runs the tests, ``run.py lint`` the linters and contracts, and
``run.py crashlab`` the crash laboratory of the store.
Whatever is missing is fetched first, once: a private environment in ``.venv`` from the locked,
hashed list, and Qt's system libraries where something is shown. All of it lives in that folder;
deleting it undoes everything but the packages that apt-get installed for root.

Standard library only, and written so that an old Python gets far enough to say what it needs.
It knows nothing of the package it starts but the words on the command line. Everything it says
goes to standard error, so that ``--json`` verbs can be piped.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
VALUE_OPTIONS = ("--data", "--lang")  # the app's own options; each takes a value
DRAWING_VERBS = ("screenshots",)  # verbs that load Qt, off the screen

# What PySide6 needs of Debian and Ubuntu and does not carry itself. Newer releases add "t64" to
# some of these names; apt-get install finds them by the old ones.
QT_PACKAGES = "libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0"
SCREEN_PACKAGES = {  # by Qt's platform; off the screen it needs no more
    "xcb": "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0",
    "wayland": "libwayland-client0 libwayland-cursor0",
}

# Asked of the environment's own Python: where it is; whether Qt and one of its platforms load.
FACTS = (
    "import json, os, sys, sysconfig; print(json.dumps([sys._base_executable, "
    "'%d.%d' % sys.version_info[:2], os.path.relpath(sysconfig.get_path('purelib'), sys.prefix)]))"
)
# Debian's pip trusts the authorities of the system, which a bare one hasn't got: it is told of ours
# before it looks. A certificate chosen in pip's own settings still comes first.
PIP_WITH_AUTHORITIES = (
    "import runpy, sys; from pip._vendor import certifi; bundle = sys.argv.pop(1); "
    "certifi.where = lambda: bundle; runpy.run_module('pip', run_name='__main__', alter_sys=True)"
)
LOAD_QT = (
    "import ctypes, pathlib, sys, PySide6, PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets\n"
    "plugins = pathlib.Path(PySide6.__file__).parent / 'Qt' / 'plugins'\n"
    "for file in plugins.glob('platforms/libq' + sys.argv[1] + '.so'): ctypes.CDLL(str(file))"
)

# Pip's words for a server that was not reached, and for what else went wrong, the telling first.
UNREACHED = re.compile(
    "connection refused|timed out|ProxyError|NewConnection|resolution", re.IGNORECASE
)
WENT_WRONG = ("certificate verify failed[^(']*[^(' ]", "(?m)^ERROR: (.*?)\\.?$")
LINTERS = (
    ("-m", "ruff", "check"),
    ("-m", "ruff", "format", "--check"),
    ("-m", "mypy"),
    ("-m", "mypy", "run.py"),
    ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
)

# All that this file says, before there is a catalogue to say it.
SENTENCES = """
python
Python 3.11 or newer is needed; this is Python {version}. Install a newer Python, then start again with it.
Il faut Python 3.11 ou plus récent ; celui-ci est Python {version}. Installez un Python plus récent, puis relancez avec lui.
يلزم بايثون 3.11 أو أحدث، وهذا بايثون {version}. ثبّتوا إصدارًا أحدث ثم أعيدوا التشغيل به.

ready
Getting ready in {place}: fetching what is missing (up to 150 MB the first time).
Préparation dans {place} : téléchargement de ce qui manque (jusqu’à 150 Mo la première fois).
تحضير المجلد {place}: يُجلب ما ينقص (150 ميغابايت كحد أقصى في المرة الأولى).

again
{place} is incomplete or was made by another Python: it is made anew.
{place} est incomplet ou vient d’un autre Python : il est recréé.
المجلد {place} غير مكتمل أو أنشأه بايثون آخر: يُعاد إنشاؤه.

waiting
Another start is getting {place} ready: waiting for it.
Un autre lancement prépare déjà {place} : attente de sa fin.
تشغيل آخر يحضّر المجلد {place} الآن: ننتظر انتهاءه.

network
The packages could not be fetched: the package server was not reached. Connect this machine to the internet, then start again. Details: {log}
Les paquets n’ont pas pu être téléchargés : le serveur de paquets n’a pas répondu. Connectez ce poste à internet, puis relancez. Détails : {log}
تعذّر جلب الحزم: لم يُجب خادم الحزم. صِلوا هذا الجهاز بالإنترنت ثم أعيدوا التشغيل. التفاصيل: {log}

install
The packages could not be installed: {reason}. Mend what this names, then start again. Details: {log}
Les paquets n’ont pas pu être installés : {reason}. Corrigez ce qui est indiqué, puis relancez. Détails : {log}
تعذّر تثبيت الحزم: {reason}. عالجوا ما هو مذكور ثم أعيدوا التشغيل. التفاصيل: {log}

missing
{what} is missing on this machine and could not be fetched. Connect it to the internet and start again, or run this first:{command}
{what} manque sur ce poste et n’a pas pu être téléchargé. Connectez ce poste à internet et relancez, ou exécutez d’abord ceci :{command}
ينقص هذا الجهاز {what} وتعذّر جلبه. صِلوه بالإنترنت وأعيدوا التشغيل، أو نفّذوا أولًا هذا الأمر:{command}

system
Fetching from the system’s package server: {packages}
Téléchargement depuis le serveur de paquets du système : {packages}
الجلب من خادم حزم النظام: {packages}

screen
There is no screen here, so the app cannot open. The verbs work without one, for example:{verbs}
Il n’y a pas d’écran ici : l’application ne peut pas s’ouvrir. Les commandes fonctionnent sans écran, par exemple :{verbs}
لا توجد شاشة هنا، فلا يمكن فتح التطبيق. الأوامر تعمل من دون شاشة، مثلًا:{verbs}

place
No folder can be written for the packages. Give write access to one of these, or name a folder of yours in XDG_CACHE_HOME: {places}
Aucun dossier n’est accessible en écriture pour les paquets. Donnez le droit d’écrire dans l’un de ceux-ci, ou indiquez un de vos dossiers dans XDG_CACHE_HOME : {places}
لا يوجد مجلد قابل للكتابة لوضع الحزم. امنحوا إذن الكتابة في أحد هذه المجلدات أو اجعلوا XDG_CACHE_HOME يشير إلى مجلد لكم: {places}

checkout
In a checkout also: run.py test, run.py lint, run.py crashlab (the store under crashes and power cuts; --help tells more).
Depuis les sources aussi : run.py test, run.py lint, run.py crashlab (le stockage face aux plantages et aux coupures de courant ; --help en dit plus).
ومن المصدر أيضًا: run.py test وrun.py lint وrun.py crashlab (اختبار التخزين أمام الأعطال وانقطاع التيار؛ التفاصيل مع ‎--help).

stopped
Stopped. Start again to go on.
Arrêté. Relancez pour continuer.
توقّف. أعيدوا التشغيل للمتابعة.
"""  # noqa: E501 - one line a language: English, French, Arabic
WORDS = {key: rest for key, *rest in (part.split("\n") for part in SENTENCES.strip().split("\n\n"))}
VERBS = ("demo", "status", "export OUT.xlsx", "--help")  # named where there is no screen


class Stop(Exception):
    """No error of ours: it ends the start with what the person can do next, in their language."""


class Speaker:
    """Says the sentences of this file in one language, on standard error."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self._column = {"fr": 1, "ar": 2}.get(language(arguments), 0)

    def text(self, key: str, **parameters: object) -> str:
        """Return one sentence with its places filled."""
        return WORDS[key][self._column].format(**parameters)

    def __call__(self, key: str, **parameters: object) -> None:
        """Print one sentence."""
        print(self.text(key, **parameters), file=sys.stderr, flush=True)

    def step(self, text: str) -> None:
        """Show a passing step on one line of a terminal ("" clears it); a log has none of it."""
        if sys.stderr.isatty():
            print(f"\r{text:<60}\r", end="", file=sys.stderr, flush=True)


def language(arguments: Sequence[str]) -> str:
    """Return ``ar``, ``fr`` or ``en``: from --lang, SURVEYAPP_LANG, or the system."""
    asked = ""
    for number, word in enumerate(arguments):
        if word.startswith("--lang"):
            following = arguments[number + 1] if number + 1 < len(arguments) else ""
            asked = word.partition("=")[2] or following
    names = ("SURVEYAPP_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    asked = asked or next((os.environ[name] for name in names if os.environ.get(name)), "")
    if not asked and sys.platform == "win32":
        import ctypes
        import locale

        asked = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return asked[:2].lower() if asked[:2].lower() in ("ar", "fr") else "en"


def verb_of(arguments: Sequence[str]) -> str:
    """Return the first word that is no option of the app's own; "" when the app is meant."""
    words = iter(arguments)
    for word in words:
        if word in VALUE_OPTIONS:
            next(words, None)
        elif word.partition("=")[0] not in VALUE_OPTIONS:
            return word
    return ""


def screen() -> str:
    """Return Qt's platform for a window here (``xcb``, ``wayland`` …), or "" for no screen."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if chosen or not sys.platform.startswith("linux"):
        return chosen or "native"
    if os.environ.get("DISPLAY"):
        return "xcb"
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else ""


def places() -> list[Path]:
    """Return the folders the environment may live in, the best first."""
    if sys.platform == "win32":
        cache = Path(os.environ.get("LOCALAPPDATA") or Path.home())
    else:
        home = Path(os.environ.get("HOME") or "/nonexistent")
        cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return [ROOT / ".venv", cache / "surveyapp" / ("venv-" + checkout)]


def writable(folder: Path) -> bool:
    """Say whether ``folder`` can be made or changed by this person."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def is_root() -> bool:
    """Say whether apt-get may install here."""
    return sys.platform != "win32" and os.geteuid() == 0


def base_python() -> str:
    """Return the interpreter behind this one: never a venv's, which may be about to be emptied."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def digest(level: str) -> str:
    """Return the fingerprint of the locked list of ``level``."""
    return hashlib.sha256((ROOT / LOCKS[level]).read_bytes()).hexdigest()


def identity(path: object) -> list[object]:
    """Return what changes when the file at ``path`` is replaced; empty where there is none."""
    file = Path(str(path))
    if not file.exists():
        return []
    return [str(file.resolve()), file.stat().st_size, file.stat().st_mtime_ns]


def call(command: Sequence[str], log: Path, env: dict[str, str] | None = None) -> bool:
    """Run a command with its words added to ``log``; say whether it succeeded."""
    with log.open("a", encoding="utf-8") as out:
        print("$", *command, file=out, flush=True)
        try:
            return not subprocess.call(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env
            )
        except OSError as problem:  # the program is not there
            print(problem, file=out)
            return False


def listen(command: Sequence[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a command whose words are read as they come."""
    return subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


class Environment:
    """The private folder of packages: says whether it is complete, makes it, mends it."""

    def __init__(self, folder: Path, say: Speaker) -> None:
        self.folder, self.say, self.log = folder, say, folder / "install.log"
        windows = sys.platform == "win32"
        self.python = folder / ("Scripts/python.exe" if windows else "bin/python")

    def stamp(self) -> dict[str, object]:
        """Return what the last complete preparation wrote, or nothing."""
        try:
            stamp = json.loads((self.folder / "stamp.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):  # absent, or cut short: prepared again
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def write_stamp(self, stamp: dict[str, object]) -> None:
        """Write the stamp whole or not at all."""
        part = self.folder / f"stamp.{os.getpid()}.part"
        part.write_text(json.dumps(stamp), encoding="utf-8")
        part.replace(self.folder / "stamp.json")

    def packages(self, site: object) -> list[str]:
        """Return the installed packages, by the folders that pip writes last."""
        folder = self.folder / str(site)
        return sorted(p.name for p in folder.glob("*.dist-info")) if site else []

    def is_ready(self, level: str) -> bool:
        """Say whether everything of ``level`` is here and nothing beneath it has changed."""
        stamp = self.stamp()
        return (
            stamp.get(level) == digest(level)
            and stamp.get("place") == str(self.folder)
            and stamp.get("python") == identity(stamp.get("base"))
            and stamp.get("packages") == self.packages(stamp.get("site"))
            and self.python.exists()
        )

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder: of two starts at one time the second waits."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+") as file:
            waiting = False
            while not taken(file.fileno()):
                if not waiting:
                    self.say("waiting", place=self.folder)
                waiting = True
                time.sleep(0.2)
            yield  # closing the file lets go, and so does the death of this process

    def facts(self) -> tuple[str, str, str]:
        """Return the base interpreter, its version and where packages go; "" where broken."""
        command = [str(self.python), "-c", FACTS]
        try:
            told = subprocess.check_output(command, stderr=subprocess.DEVNULL)
            base, version, site = json.loads(told)
        except (OSError, ValueError, subprocess.CalledProcessError):
            return "", "", ""
        return base, version, site

    def is_whole(self) -> bool:
        """Say whether no installation broke off here and the Python is the one that made it."""
        lines = (self.folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
        made_by = "".join(line.split("=")[1].strip() for line in lines if line[:7] == "version")
        version = self.facts()[1]
        broken_off = (self.folder / "installing").exists()
        return not broken_off and bool(version) and made_by.startswith(version + ".")

    def install(self, level: str) -> None:
        """Make or mend the environment and stamp it; the caller holds the folder."""
        self.log.write_text("", encoding="utf-8")
        before = self.stamp()
        if (self.folder / "pyvenv.cfg").exists() and not self.is_whole():
            self.say("again", place=self.folder)
            self.empty()
        self.say("ready", place=self.folder)
        if before.get("place") != str(self.folder) or not self.python.exists():
            self.make()
        self.fetch(level, *self.find_pip())
        base, _version, site = self.facts()
        stamp: dict[str, object] = {"place": str(self.folder), "base": base, "site": site}
        stamp.update(python=identity(base), packages=self.packages(site))
        for name in {"runtime", level}:  # the developers' list contains the other
            stamp[name] = digest(name)
        self.write_stamp(stamp)
        (self.folder / "installing").unlink()

    def empty(self) -> None:
        """Empty the folder but for its lock and log, which are in use."""
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name not in ("lock", "install.log"):
                entry.unlink()

    def make(self) -> None:
        """Make the environment without packages, or give one that was moved its new address."""
        base = self.facts()[0] or base_python()
        command = [base, "-m", "venv", "--without-pip", str(self.folder)]
        if not call(command, self.log):
            self.apt_install(["python3-venv"])
            if not call(command, self.log):
                raise Stop(self.missing("venv", ["python3-venv"]))
        for script in (self.folder / "bin").glob("*"):  # those of a moved one name the old place
            if script.is_symlink() or not script.is_file():
                continue
            first, _, rest = script.read_bytes().partition(b"\n")
            if first[:2] == b"#!" and first.endswith(b"/bin/python"):
                script.write_bytes(b"#!" + os.fsencode(self.python) + b"\n" + rest)

    def find_pip(self) -> tuple[list[str], dict[str, str]]:
        """Return a pip that installs into this environment, and the variables it needs."""
        pip = [str(self.python), "-m", "pip"]
        env = {**os.environ, "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
        for name in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"):
            env.pop(name, None)  # they would lead the packages elsewhere
        ensure = [str(self.python), "-m", "ensurepip"]
        if call([*pip, "--version"], self.log, env) or call(ensure, self.log, env):
            return pip, env
        if self.apt_install(["python3-venv"]) and call(ensure, self.log, env):
            return pip, env
        private = self.folder / "debian" / "pip"
        wheel = "usr/share/python-wheels/pip-*.whl"
        wheels = [*private.glob(wheel), *Path("/").glob(wheel)]
        if not wheels and self.apt_download(["python3-pip-whl"], private):
            wheels = [*private.glob(wheel)]
        if not wheels:
            raise Stop(self.missing("pip", ["python3-venv"]))
        env["PYTHONPATH"] = str(wheels[0])
        authorities = sorted(private.glob("usr/share/ca-certificates/*/*.crt"))
        if authorities and not Path("/etc/ssl/certs/ca-certificates.crt").exists():
            bundle = private / "authorities.pem"
            bundle.write_bytes(b"\n".join(file.read_bytes() for file in authorities))
            pip = [str(self.python), "-c", PIP_WITH_AUTHORITIES, str(bundle)]
        return pip, env

    def fetch(self, level: str, pip: Sequence[str], env: dict[str, str]) -> None:
        """Install the locked list by its hashes.

        The mark ``installing`` outlives this only where packages were being changed: the folder
        is then made anew, while a download that broke off has harmed nothing.
        """
        lock, mark = ROOT / LOCKS[level], self.folder / "installing"
        command = [*pip, "install", "--require-hashes", "--no-deps", "--only-binary=:all:"]
        command += ["--no-input", "--disable-pip-version-check", "-r", str(lock)]
        touched, number, said = False, 0, [""]
        mark.touch()
        try:
            with self.log.open("a", encoding="utf-8") as log, listen(command, env) as process:
                for line in process.stdout or ():
                    said.append(line.strip())
                    print(line, end="", file=log, flush=True)
                    number += line.startswith("Collecting ")
                    touched = touched or line.startswith("Installing collected")
                    if line.startswith("Collecting "):
                        self.say.step(f"{number}  {line.split()[1]}")
        finally:
            self.say.step("")
            if not touched:
                mark.unlink()
        words = "\n".join(said)
        if process.returncode and UNREACHED.search(words):
            raise Stop(self.say.text("network", log=self.log))
        if process.returncode:
            reasons = [found for sign in WENT_WRONG for found in re.findall(sign, words)]
            raise Stop(self.say.text("install", reason=(reasons or said[-1:])[0], log=self.log))
        mark.touch()

    # --- the system's own packages, on Debian and its kin ---

    def missing(self, what: str, packages: Sequence[str]) -> str:
        """Return the sentence that names the exact command to run."""
        command = "\n  sudo apt-get install " + " ".join(packages)
        return self.say.text("missing", what=what, command=command)

    def apt_install(self, packages: Sequence[str]) -> bool:
        """Install system packages as root; false where that is not to be had."""
        if not is_root() or not shutil.which("apt-get"):
            return False
        self.say("system", packages=" ".join(packages))
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]
        install = [*apt, "-y", "--no-install-recommends", "install", *packages]
        # A fresh container has no lists; a machine that has them need not wait for new ones.
        return call(install, self.log, env) or (
            call([*apt, "update"], self.log, env) and call(install, self.log, env)
        )

    def apt_download(self, packages: Sequence[str], into: Path) -> bool:
        """Unpack system packages and what they need into a folder of our own, without root."""
        if is_root() or not shutil.which("apt-get"):
            return False
        self.say("system", packages=" ".join(packages))
        shutil.rmtree(into, ignore_errors=True)  # what broke off earlier
        for part in ("lists/partial", "cache/archives/partial"):
            (into / part).mkdir(parents=True)
        apt = ["apt-get", "-o", "Debug::NoLocking=1", "-o", f"Dir::State::lists={into}/lists"]
        apt += ["-o", f"Dir::Cache={into}/cache", "-y", "--no-install-recommends"]
        if not call([*apt, "update"], self.log):
            return False
        fetched = call([*apt, "--download-only", "install", *packages], self.log)
        for archive in sorted(into.glob("cache/archives/*.deb")):
            fetched = call(["dpkg", "-x", str(archive), str(into)], self.log) and fetched
        for part in ("lists", "cache"):
            shutil.rmtree(into / part)
        return fetched

    # --- Qt's system libraries, only for what shows or draws ---

    def variables(self) -> dict[str, str]:
        """Return what the app and the verbs run with: our package first, our libraries if any."""
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
        env.pop("PYTHONHOME", None)
        private = self.folder / "debian" / "qt"
        if private.is_dir():
            shapes = ("usr/lib/*/*.so*", "lib/*/*.so*")  # Debian 12 still keeps some in the second
            folders = sorted({str(file.parent) for shape in shapes for file in private.glob(shape)})
            inherited = [part for part in [env.get("LD_LIBRARY_PATH")] if part]
            env["LD_LIBRARY_PATH"] = ":".join(folders + inherited)
            for name, part in (
                ("FONTCONFIG_PATH", "etc/fonts"),
                ("XKB_CONFIG_ROOT", "usr/share/X11/xkb"),
            ):
                if (private / part).is_dir() and not (Path("/") / part).is_dir():
                    env.setdefault(name, str(private / part))
        return env

    def qt_gap(self, platform: str) -> str:
        """Return what keeps Qt from loading here, in the loader's own words; "" when it loads."""
        done = subprocess.run(
            [str(self.python), "-c", LOAD_QT, platform],
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        return (done.stderr.strip().splitlines() or ["?"])[-1] if done.returncode else ""

    def need_qt(self, platform: str) -> None:
        """Make sure that Qt loads, fetching system libraries where it doesn't.

        Loading takes a tenth of a second, so success is remembered until the loader's cache
        changes, as it does whenever system libraries come or go.
        """
        loader, stamp = identity("/etc/ld.so.cache"), self.stamp()
        if platform == "native" or stamp.get("qt-" + platform) == loader != []:
            return
        gap = self.qt_gap(platform)
        packages = [*QT_PACKAGES.split(), *SCREEN_PACKAGES.get(platform, "").split()]
        if gap and writable(self.folder):
            with self.held():
                if not self.apt_install(packages):
                    self.apt_download(packages, self.folder / "debian" / "qt")
            gap, loader = self.qt_gap(platform), identity("/etc/ld.so.cache")
        if gap:
            raise Stop(self.missing("Qt (" + gap.partition(": cannot")[0] + ")", packages))
        if writable(self.folder):
            self.write_stamp({**stamp, "qt-" + platform: loader})


def taken(descriptor: int) -> bool:
    """Try to take the lock on an open file; say whether that worked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def prepare(level: str, say: Speaker) -> Environment:
    """Return an environment that holds ``level``, made or mended where needed."""
    candidates = [Environment(folder, say) for folder in places()]
    for environment in candidates:
        if environment.is_ready(level):
            return environment
    for environment in candidates:
        if writable(environment.folder):
            with environment.held():
                if not environment.is_ready(level):  # the one we waited for may have done it
                    environment.install(level)
            return environment
    raise Stop(say.text("place", places=", ".join(str(folder) for folder in places())))


def hand_over(command: list[str], env: dict[str, str]) -> int:
    """Become ``command``; where a process cannot do that, run it and return its exit code."""
    if sys.platform == "win32":
        with subprocess.Popen(command, env=env) as process:
            while True:
                try:
                    return process.wait()
                except KeyboardInterrupt:  # it got the same Ctrl-C and ends by itself
                    continue
    return os.execve(command[0], command, env)


def start(arguments: Sequence[str], say: Speaker) -> int:
    """Prepare what the words on the command line need, and start it."""
    verb = verb_of(arguments)
    first = arguments[0] if arguments else ""
    developing = first in ("test", "lint")
    if not verb and not screen():
        say("screen", verbs="".join(f"\n  python3 run.py {words}" for words in VERBS))
        return 2
    environment = prepare("dev" if developing else "runtime", say)
    if not verb or verb == "test" or verb in DRAWING_VERBS:
        environment.need_qt("offscreen" if verb else screen())
    python, env = str(environment.python), environment.variables()
    if first == "crashlab":
        return hand_over([python, "-m", "tests.crashlab", *arguments[1:]], env)
    if verb in ("--help", "-h"):
        say("checkout")
    if not developing:
        return hand_over([python, "-m", "surveyapp", *arguments], env)
    os.chdir(ROOT)
    if verb == "test":
        memory = [] if writable(ROOT) else ["-p", "no:cacheprovider"]
        return hand_over([python, "-m", "pytest", *memory, *arguments[1:]], env)
    codes = [subprocess.call([python, *words], env=env) for words in LINTERS]
    return max(map(abs, codes))


def main(arguments: Sequence[str]) -> int:
    """Start surveyapp and return the exit code."""
    say = Speaker(arguments)
    if sys.version_info < OLDEST_PYTHON:
        say("python", version=".".join(map(str, sys.version_info[:3])))
        return 2
    try:
        return start(arguments, say)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say.step("")
        say("stopped")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
