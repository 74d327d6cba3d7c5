"""Who may do what with obligations. The rules and the calendar are public. Meeting an obligation is an act of
the room it belongs to; what stands here is done on the clock's own screens."""

WORKERS = frozenset({"school_head", "education_officer", "social_worker", "commission_secretary"})
HEADS = frozenset({"coordinator", "akimat_officer"})

ACTS = {
    "clock.read": WORKERS | HEADS | {"juvenile_police", "school_psychologist", "doctor", "viewer"},
    "clock.pause": WORKERS | HEADS,
    "clock.ask_lowering": WORKERS | HEADS,
    "clock.decide_lowering": HEADS | {"school_head", "education_officer", "commission_secretary"},
}
