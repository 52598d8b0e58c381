"""A picture from the disk, dropped or pasted; this device's app takes none itself."""

from __future__ import annotations

from surveyapp.services.media import FormFile
from surveyapp.ui.models.pictures import fitted
from surveyapp.ui.questions.given_file import FileQuestion
from surveyapp.ui.questions.uploads import most_pixels


class ImageQuestion(FileQuestion):
    """One picture, shown where it was given."""

    def preview_of(self, file: FormFile | None) -> bytes:
        """Show the picture."""
        return file.data if file else b""

    def invitation(self) -> str:
        """Return how a picture is given."""
        if self.kiosk:
            return super().invitation()
        return self.words("Choose a picture from this device, drop it here, or paste it.")

    def limits(self) -> str:
        """Say that the app takes no photos, and what does."""
        if self.kiosk:
            return ""
        return self.words(
            "This app takes no photos. Take one with the camera app of this device, then choose "
            "its file here."
        )

    def prepared(self, name: str, data: bytes) -> tuple[str, bytes]:
        """Keep to the number of pixels the form asks for."""
        return fitted(name, data, most_pixels(self.field))
