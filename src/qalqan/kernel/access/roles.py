"""The roles a post may have, as data. A role carries no right by itself: each room's `access.py` names the
roles that may do its acts. `level` says how far a post of this role reaches; what personal records it may
open and why stands in `purposes.py`, which parts of them in `sections.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qalqan.kernel.access.rules import Level

NATION, REGION, DISTRICT, ORGANISATION = Level.NATION, Level.REGION, Level.DISTRICT, Level.ORGANISATION


@dataclass(frozen=True, slots=True)
class Role:
    """`title` and `about` are shown to people; `level` limits the post to its own place's things."""

    key: str
    title: Promise
    about: Promise
    level: Level

    @property
    def regional(self) -> bool:
        """Whether a post of this role needs a region."""
        return self.level is not NATION


ROLES = {
    role.key: role
    for role in (
        Role(
            "coordinator",
            _("Coordinator in the ministry"),
            _("Sees every measure, decides what the text leaves open, prepares the Government report."),
            NATION,
        ),
        Role(
            "akimat_officer",
            _("Akimat officer"),
            _("Sees what the region owes and by when."),
            REGION,
        ),
        Role(
            "viewer",
            _("Reader"),
            _("Reads plans, reviews and findings; changes nothing."),
            NATION,
        ),
        Role(
            "national_admin",
            _("National administrator"),
            _("Appoints the administrators of regions; sees no child's record."),
            NATION,
        ),
        Role(
            "region_admin",
            _("Administrator of a region"),
            _("Keeps the region's organisations, posts and invitations; sees no child's record."),
            REGION,
        ),
        Role(
            "data_officer",
            _("Data protection officer"),
            _("Checks who read which record and why; is told at once of emergency access."),
            REGION,
        ),
        Role(
            "operator",
            _("Operator of the system"),
            _("Keeps the system running; sees no person's record."),
            NATION,
        ),
        Role(
            "safety_inspector",
            _("Inspector of school safety"),
            _("Goes round the region's schools, roads and playgrounds and writes down what is there."),
            REGION,
        ),
        Role(
            "road_police",
            _("Road police duty planner"),
            _("Plans police duty at crossings near schools, and sees whether it was kept."),
            REGION,
        ),
        Role(
            "moderator",
            _("Moderator of people's control"),
            _("Reads what citizens send, hides what harms a person, joins reports of one thing."),
            REGION,
        ),
        Role(
            "education_officer",
            _("Education officer of a district"),
            _("Sees the pupils of the district's schools by name, for education only."),
            DISTRICT,
        ),
        Role(
            "school_head",
            _("Head of a school"),
            _("Answers for the school's children: attendance, support, protection."),
            ORGANISATION,
        ),
        Role(
            "class_teacher",
            _("Class teacher"),
            _("Knows the children of one class and their families."),
            ORGANISATION,
        ),
        Role(
            "school_psychologist",
            _("School psychologist"),
            _("Supports children of the school and keeps their plans of support."),
            ORGANISATION,
        ),
        Role(
            "social_worker",
            _("Social worker of a district"),
            _("Supports families of the district and leads their cases."),
            DISTRICT,
        ),
        Role(
            "juvenile_police",
            _("Juvenile police inspector"),
            _("Protects children of the district and sees only what a proceeding needs."),
            DISTRICT,
        ),
        Role(
            "doctor",
            _("Doctor"),
            _("Sees the clinic's own patients: health, and signs of violence."),
            ORGANISATION,
        ),
        Role(
            "commission_secretary",
            _("Secretary of the commission on minors"),
            _("Prepares the commission's sittings and follows its decisions."),
            DISTRICT,
        ),
    )
}


def post_title(post: str, language: str) -> str:
    """A post as signatures keep it ("coordinator МП": role, then body) in words of `language`. A role that
    is none of ours (the command line) is shown as it stands."""
    role, __, body = post.partition(" ")
    if role not in ROLES:
        return post
    with override(language):
        title = str(ROLES[role].title)
    return f"{title}, {body}" if body else title
