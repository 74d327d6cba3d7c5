"""What we write into spreadsheets that others open."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_text(value: str) -> str:
    """A text that no program takes for a formula when it opens a CSV: an apostrophe goes before it."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
