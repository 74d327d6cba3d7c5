"""Who may administer: the first question. The second, on which posts, is `granting.py`'s."""

from qalqan.kernel.access.policy import SIGNED_IN

ADMINISTRATORS = frozenset({"national_admin", "region_admin"})
APPOINTING = ADMINISTRATORS | {"school_head"}

ACTS = {
    "access.own_page": SIGNED_IN,
    "access.read_administration": APPOINTING,
    "access.open_post": APPOINTING,
    "access.invite": APPOINTING,
    "access.confirm_invitation": APPOINTING,
    "access.resend_invitation": APPOINTING,
    "access.revoke_invitation": APPOINTING,
    "access.hand_over": APPOINTING,
    "access.end_seat": APPOINTING,
    "access.transfer": ADMINISTRATORS,
    "access.suspend": APPOINTING,
    "access.restore": APPOINTING,
    "access.end_sessions": APPOINTING,
    "access.remove_second_factor": ADMINISTRATORS,
}
