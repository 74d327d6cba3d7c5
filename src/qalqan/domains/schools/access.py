"""Who may do what with the register of school safety. What helps somebody to break in (guards, cameras,
alarms of one school) is shown to those who answer for it and never in the open mirror; `public` of a
requirement says."""

from qalqan.kernel.vault.files.kinds import PICTURES, FileKind

READERS = frozenset(
    {
        "coordinator",
        "viewer",
        "akimat_officer",
        "safety_inspector",
        "road_police",
        "education_officer",
        "school_head",
    }
)
KEEPERS = frozenset({"akimat_officer", "safety_inspector", "education_officer"})

ACTS = {
    "schools.read": READERS,
    "schools.read_drills": READERS | {"class_teacher"},  # who counts sees the drill, and no guard or camera
    "schools.write": KEEPERS | {"school_head"},  # a head states about the own school, as a claim
    "schools.verify": frozenset({"safety_inspector"}),  # nobody verifies what he answers for
    "schools.import": KEEPERS,
    "schools.assess": frozenset({"safety_inspector", "school_head"}),
    "schools.plan_money": frozenset({"coordinator", "akimat_officer"}),
    "schools.read_photo": READERS,
    "schools.read_duty": frozenset(
        {"road_police", "coordinator", "viewer", "akimat_officer", "safety_inspector"}
    ),
    "schools.plan_duty": frozenset({"road_police"}),
    "schools.drill": frozenset({"school_head"}),
    "schools.count_heads": frozenset({"school_head", "class_teacher"}),
    "schools.watch_drill": frozenset({"safety_inspector"}),
    "schools.visitors": frozenset({"school_head", "class_teacher"}),  # who is on duty at the door
}

# Photographs of places and things, taken on a round. A round tells not to photograph children.
FILES = (
    FileKind(
        "schools.photo",
        act="schools.read_photo",
        purpose="safety",
        media=PICTURES,
        is_personal=False,
        per_target=60,
        per_day=600,
        megabytes_per_day=2000,
    ),
)
