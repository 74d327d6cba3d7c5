"""A form field for files: `UploadField(kind="vault.erasure_basis")`. It tells what is taken before the
choice, and afterwards what was wrong and what to do; cleaned, it gives what `accept` stores."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from qalqan.kernel.vault.files.actions import whole
from qalqan.kernel.vault.files.content import Checked, checked
from qalqan.kernel.vault.files.kinds import kinds
from qalqan.kernel.vault.files.refusals import FileRefused


class UploadField(forms.FileField):
    """A file of a kind. The value is a `Checked`, ready for `accept`."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**{"help_text": lazystr(Hint(kind)), "max_length": None, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "accept": ",".join(sorted(kinds()[self.kind].media))}

    def to_python(self, data: UploadedFile | None) -> Checked | None:  # type: ignore[override]
        if data in self.empty_values or data is None:
            return None
        try:
            stated = kinds()[self.kind]
            return checked(data.name or "", whole(data, stated), stated)
        except FileRefused as refused:
            raise ValidationError(str(refused), code=refused.code) from None


class Hint:
    """What is taken, said when the page is drawn, in its language."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __str__(self) -> str:
        stated = kinds()[self.kind]
        return _("%(taken)s, up to %(most)s MB. Place and camera are removed from pictures.") % {
            "taken": stated.taken(),
            "most": stated.megabytes,
        }
