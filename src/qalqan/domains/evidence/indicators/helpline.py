"""Call centres for the rights of the child: whether one exists, answers, and how soon."""

from qalqan.domains.evidence.rules.indicator import DOWN, Indicator, Names

from .shapes import share, yes_no

INDICATORS = (
    yes_no(
        "helpline.centre.open",
        name=Names(
            "Білім басқармасы жанындағы колл-орталық жұмыс істейді",
            "При управлении образования работает колл-центр",
            "A call centre works at the education department",
        ),
        definition=Names(
            "Нөмір жарияланған және сынақ қоңырауына бала құқықтары бойынша маман жауап берген.",
            "Номер опубликован, и на проверочный звонок ответил специалист по правам ребёнка.",
            "The number is public, and a test call was answered by a specialist in child rights.",
        ),
        sources=("inspection", "sensor"),
    ),
    share(
        "helpline.calls.answered",
        name=Names(
            "Жауап берілген қоңыраулардың үлесі",
            "Доля отвеченных звонков",
            "Share of calls answered",
        ),
        definition=Names(
            "Кезең ішінде түскен қоңыраулардың маман жауап бергені; үзілгені жауапсызға жатады.",
            "Из поступивших за период звонков – те, на которые ответил специалист; сорвавшиеся не отвечены.",
            "Of the period's calls, those a specialist answered; a call broken off is not answered.",
        ),
        kind="flow",
        meaning="connected",
        numerator=Names("жауап берілген қоңыраулар", "отвеченные звонки", "calls answered"),
        denominator=Names("түскен қоңыраулар", "поступившие звонки", "calls received"),
        sources=("sensor", "registry", "inspection"),
    ),
    Indicator(
        key="helpline.wait.longest",
        name=Names(
            "Жауапты күткен ең ұзақ уақыт",
            "Самое долгое ожидание ответа",
            "Longest wait for an answer",
        ),
        definition=Names(
            "Кезең ішінде қоңырау шалғанның маман жауабын ең ұзақ күткен уақыты.",
            "Самое долгое за период ожидание ответа специалиста.",
            "The longest time within the period that a caller waited for a specialist.",
        ),
        unit="minutes",
        kind="flow",
        roll_up="max",
        direction=DOWN,
        sources=("sensor",),
    ),
)
