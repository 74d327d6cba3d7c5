"""Offices and systems that the measures create: posts, a laboratory, joined registries, contests."""

from qalqan.domains.evidence.rules.indicator import DOWN, Indicator, Names

from .shapes import share, yes_no

INDICATORS = (
    share(
        "governance.secretaries.posts",
        name=Names(
            "Комиссия хатшысының штаты бар әкім аппараттарының үлесі",
            "Доля аппаратов акимов со штатным секретарём комиссии",
            "Share of akims' offices with a staff secretary of the commission",
        ),
        definition=Names(
            "Штат бірлігі бекітілген және оған адам тағайындалған; қосымша жүктеме есептелмейді.",
            "Штатная единица утверждена, и на неё назначен человек; совместительство не считается.",
            "The post is approved and filled; an extra duty of another post does not count.",
        ),
        meaning="present",
        numerator=Names("штаты бар аппараттар", "аппараты со штатной единицей", "offices with the post"),
        denominator=Names(
            "облыс, қала, аудан әкімдерінің аппараттары",
            "аппараты акимов области, городов, районов",
            "offices of akims of the oblast, cities and districts",
        ),
    ),
    share(
        "governance.decisions.executed",
        name=Names(
            "Комиссия шешімдерінің мерзімінде орындалғанының үлесі",
            "Доля решений комиссий, исполненных в срок",
            "Share of commissions' decisions executed in time",
        ),
        definition=Names(
            "Мерзімі кезең ішінде келген шешімдердің орындалғаны құжатпен расталғаны.",
            "Из решений, чей срок наступил в периоде, – те, чьё исполнение подтверждено.",
            "Of decisions due within the period: those whose execution is proved.",
        ),
        kind="flow",
        numerator=Names("орындалған шешімдер", "исполненные решения", "decisions executed"),
        denominator=Names("мерзімі келген шешімдер", "решения с наступившим сроком", "decisions due"),
    ),
    yes_no(
        "governance.laboratory.works",
        name=Names(
            "ЕҰУ жанындағы психологиялық қызмет зертханасы жұмыс істейді",
            "Лаборатория психологической службы при ЕНУ работает",
            "The psychological service laboratory at ENU works",
        ),
        definition=Names(
            "Зертхана құрылған, қызметкерлері мен жұмыс жоспары бар, нәтижесі жарияланған.",
            "Лаборатория создана, есть сотрудники и план работ, опубликован результат.",
            "The laboratory is founded, has staff and a plan of work, and has published a result.",
        ),
        sources=("inspection", "registry", "media"),
    ),
    share(
        "governance.registries.connected",
        name=Names(
            "Өзара қосылған дерекқорлардың үлесі",
            "Доля баз данных, соединённых между собой",
            "Share of databases connected with each other",
        ),
        definition=Names(
            "Білім, денсаулық, әлеуметтік қорғау және жергілікті атқарушы органдар базалары дерек алмасады.",
            "Базы образования, здравоохранения, социальной защиты и местных органов обмениваются данными.",
            "Databases of education, health, social protection and local bodies exchange data.",
        ),
        meaning="connected",
        numerator=Names("дерек алмасатын базалар", "базы, которые обмениваются", "databases that exchange"),
        denominator=Names("төрт база", "четыре базы", "the four databases"),
        sources=("sensor", "inspection"),
    ),
    Indicator(
        key="governance.wellbeing.index",
        name=Names(
            "Балалардың әл-ауқат индексі",
            "Индекс благополучия детей",
            "Index of children's well-being",
        ),
        definition=Names(
            "Сауалнама мен тіркелімдерден есептелетін құрама индекс; өңірлер бойынша қосылмайды.",
            "Составной индекс по опросу и регистрам; по регионам не складывается и не усредняется.",
            "A composite of survey and registers; not added or averaged over regions.",
        ),
        unit="index",
        kind="stock",
        roll_up="none",
        sources=("registry",),
    ),
    Indicator(
        key="governance.psychologist.load",
        name=Names(
            "Бір мектеп психологына белгіленген оқушы саны",
            "Норма учеников на одного школьного психолога",
            "Pupils for one school psychologist, by the norm",
        ),
        definition=Names(
            "Қолданыстағы үлгілік штат белгілеген ең көп оқушы саны; соңғы белгіленгені есептеледі.",
            "Наибольшее число по действующим типовым штатам; считается последнее установленное.",
            "The most that the model staffing in force allows; what was set last counts.",
        ),
        unit="persons",
        kind="stock",
        roll_up="latest",
        direction=DOWN,
        sources=("registry",),
    ),
    yes_no(
        "governance.contests.held",
        name=Names(
            "Өңірлік сайттар мен парақшалар конкурсы өтті",
            "Региональный конкурс сайтов и страниц прошёл",
            "The regional contest of sites and pages was held",
        ),
        definition=Names(
            "Кезең ішінде конкурс өтіп, үш аталым бойынша жеңімпаздар жарияланған.",
            "За период конкурс прошёл, и опубликованы победители трёх номинаций.",
            "The contest was held within the period, and winners of its three classes are published.",
        ),
        kind="flow",
        sources=("media", "registry", "inspection"),
    ),
    yes_no(
        "governance.journalists.pool",
        name=Names(
            "Балалар тақырыбындағы журналистер пулы жұмыс істейді",
            "Пул журналистов о детях работает",
            "A pool of journalists on children works",
        ),
        definition=Names(
            "Қатысушылар тізімі жарияланған және кезең ішінде олардың материалдары шыққан.",
            "Состав опубликован, и за период вышли материалы участников.",
            "Its members are published, and items by them came out within the period.",
        ),
        kind="flow",
        sources=("media", "registry"),
    ),
    Indicator(
        key="governance.journalists.publications",
        name=Names(
            "Пул қатысушыларының материалдары",
            "Материалы участников пула",
            "Items by members of the pool",
        ),
        definition=Names(
            "Кезең ішінде шыққан материалдар; қайта басылғаны есептелмейді.",
            "Вышедшие за период материалы; перепечатки не считаются.",
            "Items that came out within the period; reprints do not count.",
        ),
        unit="count",
        kind="flow",
        roll_up="sum",
        sources=("media",),
    ),
)
