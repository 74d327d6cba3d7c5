"""Violence against children: what is reported, counted and followed by help. Numbers only, no child."""

from qalqan.domains.evidence.rules.indicator import NEITHER, Indicator, Names

from .shapes import share

INDICATORS = (
    Indicator(
        key="violence.reports.received",
        name=Names(
            "Балаларға қатысты зорлық-зомбылық туралы тіркелген хабарламалар",
            "Зарегистрированные сообщения о насилии в отношении детей",
            "Registered reports of violence against children",
        ),
        definition=Names(
            "Кезең ішінде барлық арна арқылы тіркелген. Өсім зорлықтың да, сенімнің де өсуі болуы мүмкін.",
            "Зарегистрировано за период по всем каналам. Рост может значить и насилие, и доверие.",
            "Registered within the period by all channels. A rise may mean more violence or more trust.",
        ),
        unit="count",
        kind="flow",
        roll_up="sum",
        direction=NEITHER,
        dims=("sex", "age", "form"),
        sources=("registry", "police"),
    ),
    share(
        "violence.support.given",
        name=Names(
            "Көмек алған, зорлықтан зардап шеккен балалардың үлесі",
            "Доля пострадавших от насилия детей, получивших помощь",
            "Share of children hurt by violence who received help",
        ),
        definition=Names(
            "Бала жәбірленуші не куәгер болып анықталған және оңалту жоспары бойынша көмек басталған.",
            "Ребёнок выявлен как пострадавший или свидетель, и помощь по плану реабилитации начата.",
            "The child is known as a victim or witness, and help by a rehabilitation plan has begun.",
        ),
        kind="flow",
        numerator=Names("көмек алған балалар", "дети, получившие помощь", "children who received help"),
        denominator=Names(
            "кезең ішінде анықталған жәбірленуші және куәгер балалар",
            "выявленные за период дети – пострадавшие и свидетели",
            "child victims and witnesses found within the period",
        ),
        dims=("sex", "age"),
    ),
    share(
        "violence.forms.counted",
        name=Names(
            "Статистика есепке алатын зорлық түрлерінің үлесі",
            "Доля форм насилия, которые учитывает статистика",
            "Share of forms of violence that statistics count",
        ),
        definition=Names(
            "Зорлық түрі бойынша жыныс пен жасқа бөлінген дерек қалыптасады және жарияланады.",
            "По форме насилия собираются и публикуются данные с разбивкой по полу и возрасту.",
            "Data on the form of violence, split by sex and age, are collected and published.",
        ),
        meaning="conforming",
        numerator=Names("есепке алынатын түрлер", "учитываемые формы", "forms that are counted"),
        denominator=Names(
            "заңда аталған барлық зорлық түрі",
            "все формы насилия, названные в законе",
            "all forms of violence that the law names",
        ),
    ),
)
