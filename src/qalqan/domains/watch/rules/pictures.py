"""The closed lists of pictures. Pure."""

# Of the public copy. "waiting": a job makes it; "ready": everybody may see it once its report is shown;
# "unsafe": nobody could look for faces in it, or it did not open; "withheld": a moderator took it out.
PHOTO_STATES = ("waiting", "ready", "unsafe", "withheld")
# For what a sealed original may be opened, by the data officer alone.
OPENING_REASONS = ("danger", "police", "court", "complaint", "check")
MOST_NOTE = 500
GRID = (12, 9)  # cells across and down by which a moderator covers: a finger wide on a phone
