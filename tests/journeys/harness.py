"""The browser harness: the real server as people get it, the system's Chromium, one audit for every page.

`PAGES` is the list of pages that are audited in three languages at two widths; a room that gains a page adds
a line. A journey test takes the fixtures of `conftest.py` and may call `audit` at any point of its way.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, FloatRect, Page

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
ARE_PICTURES_KEPT = bool(os.environ.get("QALQAN_SCREENSHOTS"))  # drawing them takes longer than the audit
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What a translation can spoil: a name that is missing, a target that its words made too small.
WORDS = [
    "aria-command-name",
    "aria-input-field-name",
    "button-name",
    "document-title",
    "html-has-lang",
    "html-lang-valid",
    "image-alt",
    "input-button-name",
    "label",
    "link-name",
    "select-name",
    "summary-name",
    "target-size",
    "valid-lang",
]
# Only what is wrong comes back, and the number of rules that passed: the whole answer is half a megabyte.
RUN = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(
    found => ({violations: found.violations, passed: found.passes.length}))"""
TALLEST = 6000  # pixels of a page that its screenshot keeps; the audit sees all of it
LANGUAGES = ("kk", "ru", "en")
WIDTHS = {"desk": (1280, 900), "phone": (360, 740)}
# What leaves the browser, as bytes in `window.left`: multipart bodies with files cannot be read from outside.
LEAVES_THE_BROWSER = """() => {
    const real = window.fetch;
    window.left = [];
    window.fetch = async (address, options) => {
        if (options?.body instanceof FormData) {
            for (const [name, value] of options.body) {
                if (value instanceof Blob) {
                    window.left.push(Array.from(new Uint8Array(await value.arrayBuffer())));
                }
            }
        }
        return real(address, options);
    };
}"""
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class PageCase:
    """A page to audit: its path after the language prefix, who looks (a demo user, or None), the status."""

    path: str
    person: str | None = None
    status: int = 200

    @property
    def name(self) -> str:
        shown = self.path.strip("/").replace("/", "-").replace("?", "") or "home"
        return shown if self.person is None else f"{shown}-as-{self.person.removeprefix('demo.')}"


PAGES = [
    PageCase(""),
    PageCase("styleguide/"),
    PageCase("account/login/"),
    PageCase("account/password/reset/"),
    PageCase("no-such-page/", status=404),
    PageCase("account/2fa/", person="demo.coordinator"),
    PageCase("account/2fa/totp/activate/", person="demo.coordinator"),
    PageCase("account/2fa/webauthn/add/", person="demo.coordinator"),
    PageCase("account/sessions/", person="demo.coordinator"),
    PageCase("account/signup/", person="demo.coordinator", status=403),
    PageCase("open/"),
    PageCase("open/kz-156-2020/"),
    PageCase("open/kz-156-2020/measures/16/"),
    PageCase("open/kz-156-2020/measures/34/"),
    PageCase("open/kz-156-2020/bodies/"),
    PageCase("open/kz-156-2020/regional/"),
    PageCase("open/kz-156-2020/calendar/?year=2021"),
    PageCase("open/kz-156-2020/findings/"),
    PageCase("open/kz-156-2020/gaps/"),
    PageCase("open/bodies/МОН/"),
    PageCase("open/no-such-plan/", status=404),
    PageCase("open/progress/"),
    PageCase("open/progress/kz-156-2020/?year=2022"),
    PageCase("open/progress/kz-156-2020/?year=0&on=2022-08-01"),
    PageCase("open/progress/kz-156-2020/share/"),
    PageCase("open/progress/kz-156-2020/adopted/"),
    PageCase("open/progress/kz-156-2020/measures/61/?indicator=schools.video.connected"),
    PageCase("open/progress/kz-156-2020/measures/62/?place=nation"),
    PageCase("open/progress/kz-156-2020/measures/42/?on=2021-11-30"),
    PageCase("open/progress/kz-156-2020/regions/KZ-39/?year=2021"),
    PageCase("open/late/"),
    PageCase("open/calendar/?year=2022"),
    PageCase("reporting/progress/kz-156-2020/regions/KZ-61/", person="demo.akimat"),
    PageCase("open/reports/"),
    PageCase("reporting/reports/", person="demo.coordinator"),
    PageCase("reporting/board/kz-156-2020/2023/", person="demo.coordinator"),
    PageCase("reporting/board/kz-156-2020/2022/?by=measure", person="demo.viewer"),
    PageCase("reporting/board/kz-156-2020/2023/measures/43/", person="demo.coordinator"),
    PageCase("open/evidence/indicators/?family=schools"),
    PageCase("open/evidence/indicators/kz-156-2020/"),
    PageCase("evidence/proofs/", person="demo.coordinator"),
    PageCase("evidence/proofs/offer/kz-156-2020/42/recommendations/", person="demo.akimat"),
    PageCase("open/evidence/contradictions/"),
    PageCase("open/evidence/replay/"),
    PageCase("open/evidence/replay/toilets/?on=2021-09-10"),
    PageCase("open/evidence/replay/video/"),
    PageCase("evidence/observations/", person="demo.akimat"),
    PageCase("evidence/observations/import/", person="demo.coordinator"),
    PageCase("evidence/contradictions/", person="demo.akimat"),
    PageCase("evidence/contradictions/", person="demo.coordinator"),
    PageCase("control/"),
    PageCase("control/list/"),
    PageCase("control/list/?region=KZ-71&state=closed"),
    PageCase("control/map/"),
    PageCase("control/items/none/", status=404),
    PageCase("open/schools/"),
    PageCase("open/schools/regions/KZ-61/?requirement=crossing_near"),
    PageCase("schools/?requirement=guard", person="demo.akimat"),
    PageCase("open/schools/requirements/"),
    PageCase("open/schools/gaps/?region=KZ-61"),
    PageCase("schools/budget/", person="demo.akimat"),
    PageCase("deadlines/"),
    PageCase("deadlines/rules/appeal.answer/"),
    PageCase("deadlines/calendar/2024/"),
    PageCase("deadlines/calculator/?rule=appeal.answer&day=2024-12-20&hour=15:00&region=KZ-71"),
    PageCase("deadlines/running/", person="demo.akimat"),
    PageCase("people/", person="demo.data"),
    PageCase("people/own/", person="demo.teacher"),
    PageCase("people/emergency/", person="demo.social"),
    PageCase("people/protection/", person="demo.data"),
    PageCase("people/own/", person="demo.parent"),
    PageCase("people/lifts/", person="demo.social"),
    PageCase("plans/", person="demo.akimat"),
    PageCase("plans/kz-156-2020/", person="demo.akimat"),
    PageCase("plans/kz-156-2020/gaps/", person="demo.coordinator"),
    PageCase("plans/kz-156-2020/review/", person="demo.coordinator"),
    PageCase("reporting/owed/", person="demo.akimat"),
    PageCase("open/schools/sites/"),
    PageCase("schools/sites/?lacks=no_toilet_outdoor", person="demo.viewer"),
    PageCase("schools/own/", person="demo.head"),
    PageCase("schools/import/", person="demo.akimat"),
    PageCase("schools/round/", person="demo.inspector"),
    PageCase("schools/round/shell/", person="demo.inspector"),
    PageCase("schools/assessments/", person="demo.akimat"),
    PageCase("administration/", person="demo.region"),
    PageCase("administration/", person="demo.head"),
    PageCase("administration/posts/", person="demo.region"),
    PageCase("administration/posts/", person="demo.national"),
    PageCase("administration/invitations/", person="demo.region"),
    PageCase("administration/me/", person="demo.viewer"),
    PageCase("account/invitation/no-such-link/", status=410),
    PageCase("operation/", person="demo.operator"),
    PageCase("ledger/"),
    PageCase("readers/", person="demo.data"),
    PageCase("readers/emergencies/", person="demo.data"),
    PageCase("readers/own/", person="demo.viewer"),
    PageCase("readers/own/", person="demo.parent"),
    PageCase("watch/exchange/", person="demo.coordinator"),
    PageCase("watch/exchange/centres/new/", person="demo.coordinator"),
    PageCase("watch/", person="demo.akimat"),
    PageCase("watch/?only=late&order=due", person="demo.coordinator"),
    PageCase("watch/moderation/", person="demo.moderator"),
    PageCase("watch/originals/", person="demo.data"),
    PageCase("watch/routes/", person="demo.coordinator"),
    PageCase("schools/duty/", person="demo.police"),
    PageCase("schools/drills/", person="demo.inspector"),
    PageCase("schools/drills/new/", person="demo.head"),
    PageCase("schools/visitors/", person="demo.head"),
]


def chromium() -> str | None:
    """The system's Chromium: `$QALQAN_CHROMIUM`, else the first of the usual names, else None."""
    chosen = os.environ.get("QALQAN_CHROMIUM")
    names = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
    return chosen or next((found for name in names if (found := shutil.which(name))), None)


def chromium_arguments() -> list[str]:
    """Root may not use Chromium's sandbox; everyone else does."""
    return [*CHROMIUM_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else CHROMIUM_ARGUMENTS


class RealServer:
    """`qalqan up --demo` in a home of its own. The address says localhost: passkeys know no bare numbers."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="qalqan-journey-"))
        self.home.chmod(0o711)  # root's database server runs as another user and must pass through
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.log = self.home / "up.log"
        foreign = ("QALQAN_", "DATABASE_")
        settings = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("qalqan"), "up", "--demo", "--port", str(self.port)],
                env={
                    **settings,
                    "QALQAN_HOME": str(self.home),
                    "QALQAN_DEMO_SCALE": "school",
                    "QALQAN_PROXIES": "1",  # a test gives a phone a network of its own by the header
                },
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def wait(self, seconds: float = 240) -> None:
        """Return when it answers; fail with its log when it does not."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with socket.create_connection(("localhost", self.port), timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the server does not answer:\n{self.log.read_text('utf-8')[-4000:]}")

    def stop(self) -> None:
        """As Ctrl-C does; then the home goes."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        shutil.rmtree(self.home, ignore_errors=True)


@dataclass
class Watch:
    """Collects what a browser complains about while a page lives."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))

    def heard(self, message: ConsoleMessage) -> None:
        # The browser reports a page's own 404 as an error; that the page says 404 is what we test.
        own = message.location.get("url") == self.page.url and "status of 4" in message.text
        if message.type in ("error", "warning") and not own:
            self.complaints.append(f"{message.type}: {message.text}")


def audit(
    page: Page, watch: Watch, folder: str, name: str, *, whole_at: Collection[str] = WIDTHS
) -> list[str]:
    """Everything that is wrong with the page as it stands, at both widths; at a width beside `whole_at` only
    what its words can spoil. A screenshot is kept of what is wrong, and of every page if `QALQAN_SCREENSHOTS`
    is set."""
    wrong = []
    for width_name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("document.fonts.ready")
        faults = []
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            faults.append(f"{width_name}: scrolls sideways: {needed} px on {width}")
        rules = RULES if width_name in whole_at else WORDS
        faults += [f"{width_name}: axe {fault}" for fault in axe(page, rules)]
        if faults or ARE_PICTURES_KEPT:
            picture(page, width, SCREENSHOTS / folder / f"{name}-{width_name}.png")
        wrong += faults
    return wrong + watch.complaints


def axe(page: Page, rules: list[str]) -> list[str]:
    """What axe-core finds on the page as it stands."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, rules)
    assert found["passed"] > 3, "axe found nothing to check: it did not run"
    return [
        f"{violation['id']}: {violation['help']} {[node['target'] for node in violation['nodes'][:3]]}"
        for violation in found["violations"]
    ]


def picture(page: Page, width: int, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    tall = page.evaluate("document.documentElement.scrollHeight")
    clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)}
    page.screenshot(path=file, full_page=True, clip=clip)
