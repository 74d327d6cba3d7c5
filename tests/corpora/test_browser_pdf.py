"""Plans printed to PDF by a browser, as legal databases make theirs: a writer that we did not write.

It leaves out the space at a line's end, breaks words by its own rules, stretches only the spaces,
underlines links right at the cell's edge, and opens cut rows. The promise is the same: word error under 0.5
%, no character lost.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from qalqan.domains.plans.reading.api import read_plan, to_json
from tests.corpora.layouts import LAYOUTS, Layout
from tests.corpora.office import to_html
from tests.corpora.score import Score, compare
from tests.corpora.truth import truth

CHROMIUM = os.environ.get("QALQAN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
STYLE = """<style>@page { size: A4; margin: 12mm }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font: 8pt serif }
td { border: 1px solid #000; overflow-wrap: anywhere; text-align: justify; padding: 1px 2px
}</style></head>"""


def printed(layout: Layout, folder: Path) -> bytes:
    assert CHROMIUM is not None
    share = 100 / sum(layout.widths)
    columns = "".join(f'<col style="width:{width * share:.1f}%">' for width in layout.widths)
    html = to_html(layout.plan()).decode().replace("</head>", STYLE)
    page, out = folder / "plan.html", folder / "plan.pdf"
    page.write_text(html.replace("<table>", f"<table><colgroup>{columns}</colgroup>"), "utf-8")
    subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={out}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return out.read_bytes()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browsers_pdf_is_read(tmp_path: Path) -> None:
    total = Score()
    for layout in LAYOUTS:
        folder = tmp_path / layout.name
        folder.mkdir()
        total += compare(truth(layout.plan()), to_json(read_plan(printed(layout, folder))), layout.name)
    assert total.rows >= 300
    assert total.lost == 0, total.differences
    assert total.word_error < 0.005, total.differences
