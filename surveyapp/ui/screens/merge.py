"""Merging packages: what would happen, in words, before anything does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.exchange import MergePlan, PackageLine
from surveyapp.text import N_, Words, isolate
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card, Hairline
from surveyapp.ui.kit.chip import Chip
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.screens.parts import BottomBar, Columns
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.screens.work import WorkView
from surveyapp.ui.theme import Tone, Type


class MergeScreen(Screen):
    """Choose packages, look, apply."""

    files_requested = Signal()
    apply_requested = Signal()
    dropped = Signal()
    """The person does not want these packages after all."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._plan: MergePlan | None = None
        self._stop_names: Mapping[str, str] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(max_width=1200, spacing=16, parent=self)
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.LABEL, colour="text2", parent=self)
        self.work = WorkView(words, self)
        self._packages = _PackagesCard(self)
        self._effect = _EffectView(self)
        self._scroll.column.addWidget(self._title)
        self._scroll.column.addWidget(self._lead)
        self._scroll.column.addWidget(self.work)
        self._scroll.column.addWidget(
            Columns(self._packages, self._effect, shares=(45, 55), parent=self)
        )
        self._scroll.column.addStretch(1)
        self._bottom = BottomBar(self)
        self._drop = Button("", Variant.SECONDARY, size=Size.BAR, parent=self)
        self._apply = Button("", Variant.PRIMARY, icon="arrows-join-2", size=Size.BAR, parent=self)
        self._bottom.add_leading(self._drop)
        self._bottom.add_trailing(self._apply)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._packages.choose.clicked.connect(self.files_requested)
        self._drop.clicked.connect(self.dropped)
        self._apply.clicked.connect(self.apply_requested)
        say = self.speech.say
        say(self._title.set_text, N_("Merge the data"))
        say(
            self._lead.set_text,
            N_("Packages from other devices join this one. Nothing is lost and nothing doubles."),
        )
        say(self._drop.set_text, N_("Cancel"))
        say(self._apply.set_text, N_("Apply the merge"))
        say(lambda _: self._show(), "", key="plan")

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.work.set_words(words)
        super().set_words(words)

    def first_focus(self) -> QWidget:
        """Begin with the packages."""
        return self._packages.choose

    def show_plan(self, plan: MergePlan | None, stop_names: Mapping[str, str]) -> None:
        """Show what merging would do, or nothing yet."""
        self._plan = plan
        self._stop_names = stop_names
        self._show()
        if plan is not None and not self._bottom.isHidden():
            self._apply.setFocus()

    def show_working(self, text: str) -> None:
        """Show that packages are read or united."""
        self.work.show_working(text)
        self._bottom.hide()
        self._packages.choose.setEnabled(False)

    def show_ready(self) -> None:
        """Take wishes again."""
        self._packages.choose.setEnabled(True)
        self._show()

    def show_applied(self, result: MergePlan) -> None:
        """Say what the merge did."""
        self._plan = None
        self.show_ready()
        self.work.show_outcome(
            Tone.SUCCESS,
            lambda words: words.plural(
                "This device now has {n} response",
                "This device now has {n} responses",
                result.after,
            ),
            lambda words: words.plural("{n} of them is new.", "{n} of them are new.", result.new),
        )

    def _show(self) -> None:
        plan, words = self._plan, self.words
        self._packages.show_packages(words, plan.packages if plan else ())
        self._effect.setVisible(plan is not None)
        self._bottom.setVisible(plan is not None)
        if plan is None:
            return
        self._effect.show_plan(words, plan, self._stop_names)
        self._apply.setVisible(not plan.changes_nothing)

    def arrange(self) -> None:
        """Fit the bar to the window."""
        self._bottom.arrange()


class _PackagesCard(Card):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(margin=20, spacing=8, parent=parent)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Icon("usb", 28, colour="primary", parent=self))
        self._title = Label("", Type.LABEL, parent=self)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        self.choose = Button("", Variant.SECONDARY, parent=self)
        head.addWidget(self.choose)
        self.column.addLayout(head)
        self._rows: list[QWidget] = []

    def show_packages(self, words: Words, packages: tuple[PackageLine, ...]) -> None:
        self._title.set_text(words("Take the packages from the stick"))
        self.choose.set_text(words("Choose packages"))
        for row in self._rows:
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for package in packages:
            self._add(Hairline(parent=self))
            self._add(_package_row(words, package, self))

    def _add(self, row: QWidget) -> None:
        self.column.addWidget(row)
        self._rows.append(row)


def _package_row(words: Words, package: PackageLine, parent: QWidget) -> QWidget:
    row = QWidget(parent)
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 4, 0, 4)
    box.setSpacing(12)
    box.addWidget(Icon("package", 24, parent=row))
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(Label(isolate(package.label), Type.LABEL_STRONG, parent=row))
    made = Formats(words).moment(datetime.fromisoformat(package.made_at))
    records = words.plural("{n} record", "{n} records", package.records)
    column.addWidget(Label(joined(records, made), Type.CAPTION, colour="text2", parent=row))
    box.addLayout(column, 1)
    if package.repeated:
        box.addWidget(Chip(words("Given twice"), Tone.NEUTRAL, icon="info-circle", parent=row))
    else:
        box.addWidget(Chip(words("Checked"), Tone.SUCCESS, icon="check", parent=row))
    return row


class _EffectView(QWidget):
    """Totals before and after, four counts with their words, then stop by stop."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        total = Card(margin=18, spacing=2, parent=self)
        self._kicker = Label("", Type.CAPTION_STRONG, colour="primary", parent=total)
        self._total = Label("", Type.HEADING, parent=total)
        self._promise = Label("", Type.CAPTION, colour="text2", parent=total)
        for label in (self._kicker, self._total, self._promise):
            total.column.addWidget(label)
        column.addWidget(total)
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(8)
        column.addLayout(self._warnings)
        grid = QGridLayout()
        grid.setSpacing(12)
        self._counts = [
            _CountCard(icon, ink, self)
            for icon, ink in (
                ("plus", "primary"),
                ("refresh", "info"),
                ("check", "text2"),
                ("alert-triangle", "amber"),
            )
        ]
        for index, card in enumerate(self._counts):
            grid.addWidget(card, index // 2, index % 2)
        column.addLayout(grid)
        self._lines = Card(margin=18, spacing=6, parent=self)
        column.addWidget(self._lines)

    def show_plan(self, words: Words, plan: MergePlan, stop_names: Mapping[str, str]) -> None:
        formats = Formats(words)
        self._kicker.set_text(words("If you apply"))
        self._total.set_text(
            words(
                "You will have {after} responses instead of {before}",
                after=formats.number(plan.after),
                before=formats.number(plan.before),
            )
            if not plan.changes_nothing
            else words("Everything in these packages is here already")
        )
        self._promise.set_text(words("Nothing has changed yet."))
        for card, (name, below, number) in zip(
            self._counts,
            (
                (words("New"), words("not here yet"), plan.new),
                (words("Updated"), words("changed elsewhere"), plan.updated),
                (words("Already here"), words("identical, left alone"), plan.identical),
                (words("To decide"), words("changed on two devices"), plan.conflicts),
            ),
            strict=True,
        ):
            card.show_count(name, below, formats.number(number))
        self._show_warnings(words, plan)
        self._show_lines(words, plan, stop_names)

    def _show_warnings(self, words: Words, plan: MergePlan) -> None:
        while (item := self._warnings.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for warning in plan.warnings:
            banner = Banner(problem_says(warning, words), "", Tone.WAITING, parent=self)
            self._warnings.addWidget(banner)

    def _show_lines(self, words: Words, plan: MergePlan, stop_names: Mapping[str, str]) -> None:
        while (item := self._lines.column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for title, lines in (
            (words("By stop"), [(stop_names.get(x.key, x.label), x) for x in plan.by_stop]),
            (words("By device"), [(x.label, x) for x in plan.by_device]),
        ):
            self._lines.column.addWidget(Label(title, Type.LABEL_STRONG, parent=self._lines))
            for name, line in lines:
                says = joined(
                    words("{n} new", n=line.new),
                    words("{n} updated", n=line.updated),
                    words("{n} already here", n=line.identical),
                )
                row = Label(f"{isolate(name)}\n{says}", Type.CAPTION, parent=self._lines)
                row.set_colour("text2")
                self._lines.column.addWidget(row)


class _CountCard(Card):
    def __init__(self, icon: str, ink: str, parent: QWidget) -> None:
        super().__init__(margin=14, spacing=0, parent=parent)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Icon(icon, 24, colour=ink, parent=self))
        column = QVBoxLayout()
        column.setSpacing(0)
        self._name = Label("", Type.LABEL_STRONG, parent=self)
        self._below = Label("", Type.CAPTION, colour="text2", parent=self)
        column.addWidget(self._name)
        column.addWidget(self._below)
        row.addLayout(column, 1)
        self._number = Label("", Type.NUMBER, wrap=False, parent=self)
        row.addWidget(self._number)
        self.column.addLayout(row)

    def show_count(self, name: str, below: str, number: str) -> None:
        self._name.set_text(name)
        self._below.set_text(below)
        self._number.set_text(number)
        self.setAccessibleName(f"{name}: {number}")
