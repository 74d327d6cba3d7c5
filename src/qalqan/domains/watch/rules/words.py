"""The closed lists of people's control. Categories, states and routes are data (`data/`). Pure."""

CHANNELS = ("phone", "web", "open311", "staff")
MODERATION = ("waiting", "shown", "hidden", "spam", "withdrawn")
TARGET = "watch.cluster"  # what a deadline of ours is of
# Who takes a step.
STEPPERS = ("citizen", "officer", "inspector", "moderator", "program", "remote")
CONFIRMS = ("there", "fixed", "not_fixed")
MAX_TEXT = 4000
MAX_PHOTOS = 4
# The exchange with other centres: which way a report goes, and how far it is.
DIRECTIONS = ("in", "out")
ITEM_STATES = ("queued", "sending", "known", "refused", "ended")
