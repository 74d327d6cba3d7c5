"""Who may do what with people. How far a role reaches is the scope's matter, which parts of a record it sees
the sections': here stands only which acts are its business at all."""

from qalqan.kernel.access.policy import SIGNED_IN

SCHOOL = frozenset({"school_head", "class_teacher", "school_psychologist"})
DISTRICT = frozenset({"education_officer", "social_worker", "juvenile_police", "commission_secretary"})
KEEPERS = frozenset({"school_head", "education_officer", "social_worker"})
READERS = SCHOOL | DISTRICT | {"doctor", "data_officer"}
PROTECTORS = frozenset({"social_worker", "juvenile_police", "commission_secretary"})
JUSTICE = frozenset({"commission_secretary", "juvenile_police"})

ACTS: dict[str, frozenset[str]] = {
    "people.list": READERS,
    "people.read": READERS,
    "people.register": KEEPERS | {"doctor"},
    "people.correct": KEEPERS | {"doctor"},
    "people.kin": KEEPERS,
    "people.ask_lift": PROTECTORS | {"school_head"},
    "people.decide_lift": PROTECTORS,
    "people.attach": KEEPERS | {"doctor"},
    "people.move": frozenset({"education_officer", "social_worker"}),
    "people.claim_same": KEEPERS | {"class_teacher", "doctor"},
    "people.decide_same": KEEPERS,
    "people.account": frozenset({"school_head", "social_worker"}),
    "people.seal": JUSTICE,
    "people.own": SIGNED_IN,
}
