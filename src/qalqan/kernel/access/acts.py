"""What an endpoint does, said at the endpoint: `@act("plans.read", public=True)`.

The middleware refuses any endpoint that declares nothing, so a forgotten decorator closes a page in place of
opening it. An act is a name, `<room>.<verb>`; who may do it stands in the room's `access.py` (see `policy`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Act:
    """An act and whether it is open to anyone, signed in or not."""

    name: str
    public: bool = False


ATTRIBUTE = "qalqan_act"


def act[View: Callable[..., Any]](name: str, *, public: bool = False) -> Callable[[View], View]:
    """Declare what a view does. Marks the function (or `SomeView.as_view()`) and returns it unwrapped."""

    def mark(view: View) -> View:
        setattr(view, ATTRIBUTE, Act(name, public))
        return view

    return mark


def declared(view: Callable[..., Any]) -> Act | None:
    """The act a view was marked with, or None."""
    found: Act | None = getattr(view, ATTRIBUTE, None)
    return found


# Views of other packages cannot carry our mark; by route name, here and nowhere else.
OPEN_SESSION = Act("session.open", public=True)
OWN_ACCOUNT = Act("session.own")
NOBODY = Act("session.sign_up")  # people are added by `qalqan user add`; these pages of allauth stay shut
THIRD_PARTY = {
    "account_login": OPEN_SESSION,
    "account_logout": Act("session.close", public=True),
    "account_inactive": OPEN_SESSION,
    "account_signup": NOBODY,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_confirm_email": NOBODY,
    "account_confirm_login_code": NOBODY,
    "mfa_signup_webauthn": NOBODY,
    "account_reauthenticate": OWN_ACCOUNT,
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "account_reset_password": OPEN_SESSION,
    "account_reset_password_done": OPEN_SESSION,
    "account_reset_password_from_key": OPEN_SESSION,
    "account_reset_password_from_key_done": OPEN_SESSION,
    "mfa_authenticate": OPEN_SESSION,
    "mfa_login_webauthn": OPEN_SESSION,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_reauthenticate_webauthn": OWN_ACCOUNT,
    "mfa_index": OWN_ACCOUNT,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_deactivate_totp": OWN_ACCOUNT,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_view_recovery_codes": OWN_ACCOUNT,
    "mfa_download_recovery_codes": OWN_ACCOUNT,
    "mfa_list_webauthn": OWN_ACCOUNT,
    "mfa_add_webauthn": OWN_ACCOUNT,
    "mfa_edit_webauthn": OWN_ACCOUNT,
    "mfa_remove_webauthn": OWN_ACCOUNT,
    "usersessions_list": OWN_ACCOUNT,
}
