"""Spreadsheets that strangers send, read without trusting them.

`read(content)` gives a `Book` of typed cells, each with its address and what it was: text, number, date,
truth value, formula, error. Nothing is evaluated, nothing is fetched, nothing hidden is passed over in
silence: hidden sheets, rows, columns and merged ranges are told with the cells. What cannot be read safely is
a `SheetRefused` (or the vault's `FileRefused` for what is dangerous in the archive itself) with its place,
rule and mend.
"""

from qalqan.kernel.sheets.book import DEFAULT, Book, Cell, Limits, Sheet, SheetRefused, address
from qalqan.kernel.sheets.reading import read
from qalqan.kernel.sheets.safety import safe_text

__all__ = ["DEFAULT", "Book", "Cell", "Limits", "Sheet", "SheetRefused", "address", "read", "safe_text"]
