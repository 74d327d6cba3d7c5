"""Who may administer: the first question. The second, on which posts, is `granting.py`'s."""

from qalqan.kernel.access.policy import SIGNED_IN

ADMINISTRATORS = frozenset({"national_admin", "region_admin"})
APPOINTING = ADMINISTRATORS | {"school_head"}
# Those who act for children and may open a record in an emergency, or raise a wall around one.
HELPING = frozenset(
    {
        "school_head",
        "class_teacher",
        "school_psychologist",
        "social_worker",
        "juvenile_police",
        "doctor",
        "commission_secretary",
    }
)
OVERSEEING = frozenset({"data_officer"})

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
    "access.open_emergency": HELPING,
    "access.close_emergency": HELPING | OVERSEEING,
    "access.read_emergencies": OVERSEEING,
    "access.declare_conflict": HELPING | {"education_officer"},
    "access.raise_wall": HELPING | OVERSEEING,
    "access.ask_lowering_wall": HELPING | OVERSEEING,
    "access.lower_wall": OVERSEEING,
}
