"""Why a file is not let in: what was found, which rule, and what to do, in the reader's language. Nothing
of the file is kept; whatever else stood in the form stays in it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from qalqan.kernel.vault.envelope import VaultError

REFUSALS = {
    "empty": _("The file is empty. Choose the file again; if it stays empty, make it anew."),
    "size": _(
        "The file has %(size)s MB; at most %(most)s MB are taken. Make it smaller, or send it in parts."
    ),
    "media": _(
        "This is no file of a kind that is taken here (%(found)s). Taken are: %(taken)s. "
        "What counts is the content, not the ending of the name."
    ),
    "heic": _(
        "This is a HEIC or AVIF picture, which many computers cannot show. Save it as JPEG. On an iPhone: "
        "Settings, Camera, Formats, Most Compatible; or send the picture to yourself by mail."
    ),
    "archive": _(
        "Archives are not taken, because their content cannot be checked. Send the files one by one."
    ),
    "pixels": _("The picture has %(size)s megapixels; at most %(most)s are taken. Save it smaller."),
    "animated": _("The picture moves. Send one still picture."),
    "damaged": _("The file is damaged or was not copied whole: it cannot be opened. Copy or save it again."),
    "mixed": _(
        "The file is of two kinds at once or has something appended. Open it and save it anew under "
        "another name."
    ),
    "macros": _("The document contains programs (macros). Save it without them, as .docx or .xlsx."),
    "embedded": _("The document contains other files. Take them out and send them one by one."),
    "outside": _("The document loads parts from another address. Save it as PDF and send that."),
    "bomb": _("The document unpacks to far more than it should have. Save it anew, or as PDF."),
    "locked": _("The document is locked with a password. Save it without the password."),
    "virus": _(
        "The scanner found harmful code in this file (%(found)s). It was not stored. Tell your administrator."
    ),
    "quota_day": _("You have stored %(count)s files in 24 hours, which is the most. Go on tomorrow."),
    "quota_bytes": _(
        "You have stored %(size)s MB in 24 hours; at most %(most)s MB are taken. Go on tomorrow."
    ),
    "quota_target": _("There are %(count)s files here, which is the most. Remove one that is not needed."),
    "unscanned": _(
        "Files must be scanned for harmful code and the scanner does not answer. Nothing was stored; try "
        "again later."
    ),
    "disk": _("The server has no room for the file just now. Nothing was stored; try again later."),
}


class FileRefused(VaultError):  # noqa: N818 - a refusal is an answer, not a fault
    """A file that is not let in. `code` is a key of REFUSALS; `str()` is the message in the active
    language."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)

    def __str__(self) -> str:
        return str(REFUSALS[self.code]) % self.params
