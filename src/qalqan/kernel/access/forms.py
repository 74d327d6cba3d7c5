"""allauth's key forms with the words they lack: there the name of a key has no label to translate."""

from typing import Any

from allauth.mfa.webauthn import forms
from django.utils.translation import gettext_lazy as _

NAME = _("Name of the key")
HINT = _("So that you tell your keys apart: “Work phone”, “Home computer”.")


class AddKeyForm(forms.AddWebAuthnForm):
    """Adds a passkey or a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = NAME, HINT
        self.fields["passwordless"].initial = True  # a passkey is the better key


class EditKeyForm(forms.EditWebAuthnForm):
    """Renames a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = NAME, HINT
