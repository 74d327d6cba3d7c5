"""Invented obligations for demonstrations: one region's clocks in every state. The targets exist nowhere."""

from datetime import timedelta
from uuid import UUID, uuid5

from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.kernel.access import demo
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import actions, waking
from qalqan.kernel.clock.models import Obligation

NAMESPACE = UUID("6f1f0a52-0f43-4b0b-9c7e-5d3c0b7a2c11")
# rule, what it is about, who owes it, hours since the start
OWED = (
    ("case.immediate_seen", "case", "Мобильді топ № 2", 5),
    ("case.high", "case", "Әлеуметтік қызметкер № 4", 30),
    ("case.medium", "case", "Әлеуметтік қызметкер № 4", 20),
    ("case.plan", "case", "Әлеуметтік қызметкер № 1", 100),
    ("case.assessment", "case", "Әлеуметтік қызметкер № 1", 400),
    ("case.handover", "case", "Жасөспірімдер ісі жөніндегі инспектор", 60),
    ("helpline.first_answer", "contact", "Сенім желісі", 3),
    ("appeal.answer", "appeal", "Облыстың білім басқармасы", 200),
    ("appeal.redirect", "appeal", "Облыстың білім басқармасы", 20),
    ("report.month_tenth", "report", "Облыс әкімдігі", 300),
    ("measure.half_year_end", "measure", "Облыс әкімдігі", 900),
    ("commission.decision", "decision", "КДНЗП хатшысы", 100),
    ("evidence.contradiction", "contradiction", "Облыстың білім басқармасы", 96),
    ("watch.danger", "report", "Қалалық шаруашылық бөлімі", 6),
    ("webwatch.takedown", "notice", "Интернет-ресурс", 50),
)


def load() -> None:
    """Start the clocks of the demonstration's region; a second run changes nothing."""
    now = timezone.now()
    region = territory.region(demo.REGION, timezone.localdate())
    with scope(waking.SERVICE, "operation"):
        if Obligation.objects.filter(region_id=region.id).exists():
            return
        for number, (code, kind, owes, hours) in enumerate(OWED):
            row = actions.start(
                code,
                target_kind=kind,
                target_id=uuid5(NAMESPACE, str(number)),
                region_id=region.id,
                owes=owes,
                at=now - timedelta(hours=hours),
                zone="kz",
            )
            if code == "report.month_tenth":
                actions.meet(row.id)
            if code == "case.assessment":
                actions.pause(row.id, ground="hospital", reason="Бала облыстық ауруханада емделуде.")
    waking.ring()
