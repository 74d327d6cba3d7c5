"""The closed lists of people's control. Categories, states and routes are data (`data/`). Pure."""

CHANNELS = ("phone", "web", "open311", "staff")
MODERATION = ("waiting", "shown", "hidden", "spam")
# Who takes a step.
STEPPERS = ("citizen", "officer", "inspector", "moderator", "program", "remote")
CONFIRMS = ("there", "fixed", "not_fixed")
MAX_TEXT = 4000
MAX_PHOTOS = 4
