"""`python -m tests.corpora DIR` writes every layout as PDF, text stream and truth, for the eye."""

import json
import sys
from pathlib import Path

from tests.corpora.extract import text_stream
from tests.corpora.layouts import LAYOUTS
from tests.corpora.truth import truth
from tests.corpora.typeset import typeset

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for layout in LAYOUTS:
    printed = typeset(layout)
    (folder / f"{layout.name}.pdf").write_bytes(printed.pdf)
    (folder / f"{layout.name}.txt").write_text(text_stream(printed), "utf-8")
    answer = json.dumps(truth(layout.plan()), ensure_ascii=False, indent=1)
    (folder / f"{layout.name}.json").write_text(answer, "utf-8")
    print(layout.name, layout.language, len(layout.columns), "columns", layout.rows, "rows")
