"""What people may do with a contradiction: moves as data. Pure.

The owner answers: explains, promises a corrected claim, or disputes the source. An answer settles nothing by
itself: a coordinator who is another person accepts it or sends it back. What evidence does by itself (a
corrected claim or source, a later sight) stands in `contradict_time`."""

MOVES: dict[tuple[str, str], str] = {
    ("open", "answer"): "answered",
    ("answered", "answer"): "answered",  # said anew, or better
    ("answered", "accept"): "explained",
    ("answered", "send_back"): "open",
}
ANSWERS = ("explain", "correct", "dispute")
LEAST, MOST = 10, 4000


def after(state: str, act: str) -> str | None:
    """The state after an act; None where it is not allowed."""
    return MOVES.get((state, act))


def fault(text: str) -> str | None:
    """What is wrong with an answer's words: a code of refusals, or None."""
    length = len(text.strip())
    return "text_short" if length < LEAST else "text_long" if length > MOST else None
