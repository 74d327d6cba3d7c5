"""The internet around a child: blocked pages, parental control, children's SIM cards, people's control."""

from qalqan.domains.evidence.rules.indicator import Indicator, Names

from .shapes import share, yes_no

INDICATORS = (
    share(
        "web.pages.blocked",
        name=Names(
            "Бұғатталған зиянды беттердің үлесі",
            "Доля заблокированных вредных страниц",
            "Share of harmful pages blocked",
        ),
        definition=Names(
            "Зиянды деп танылған бет қайта тексергенде ашылмайды; бұғаттаудан айналып өту есепке алынады.",
            "Страница, признанная вредной, при повторной проверке не открывается, в том числе по копиям.",
            "A page found harmful does not open at a second check, nor do its copies.",
        ),
        kind="flow",
        numerator=Names("ашылмайтын беттер", "страницы, которые не открываются", "pages that do not open"),
        denominator=Names(
            "кезең ішінде зиянды деп танылған беттер",
            "страницы, признанные вредными за период",
            "pages found harmful within the period",
        ),
        sources=("sensor", "inspection"),
    ),
    share(
        "web.parental.offered",
        name=Names(
            "Ата-аналарына тегін бақылау қолданбасы берілген мектептердің үлесі",
            "Доля школ, где родителям дали бесплатное приложение контроля",
            "Share of schools whose parents were given the free application",
        ),
        definition=Names(
            "Қолданба тегін, мектептің барлық ата-анасы сілтеме мен нұсқаулық алған.",
            "Приложение бесплатно, все родители школы получили ссылку и инструкцию.",
            "The application is free, and all parents of the school got the link and instructions.",
        ),
        meaning="present",
        numerator=Names("қолданба берілген мектептер", "школы, где дали приложение", "schools that gave it"),
        denominator=Names(
            "өңірдегі барлық мемлекеттік мектеп",
            "все государственные школы региона",
            "all state schools of the region",
        ),
        sources=("inspection", "registry", "sensor"),
    ),
    Indicator(
        key="web.parental.installed",
        name=Names(
            "Бақылау қолданбасы орнатылған құрылғылар",
            "Устройства с приложением родительского контроля",
            "Devices with the parental control application",
        ),
        definition=Names(
            "Соңғы 30 күнде қосылған құрылғылар саны.",
            "Число устройств, выходивших на связь за последние 30 дней.",
            "Devices that were in touch within the last 30 days.",
        ),
        unit="count",
        kind="stock",
        roll_up="sum",
        meaning="connected",
        sources=("sensor",),
    ),
    share(
        "web.childsim.operators",
        name=Names(
            "Балалар SIM-картасын сататын операторлардың үлесі",
            "Доля операторов, продающих детские СИМ-карты",
            "Share of operators that sell children's SIM cards",
        ),
        definition=Names(
            "Бақылау сатып алуында карта сатылған, сүзгі сынақтан өткен, тариф бірыңғай.",
            "При контрольной покупке карта продана, фильтр прошёл испытание, тариф единый.",
            "At a test purchase the card was sold, the filter passed its test, the tariff is the single one.",
        ),
        meaning="conforming",
        numerator=Names("сататын операторлар", "операторы, которые продают", "operators that sell them"),
        denominator=Names(
            "елдегі барлық ұялы байланыс операторы",
            "все операторы сотовой связи страны",
            "all mobile operators of the country",
        ),
        sources=("inspection", "sensor"),
    ),
    Indicator(
        key="web.childsim.active",
        name=Names(
            "Жұмыс істеп тұрған балалар SIM-карталары",
            "Действующие детские СИМ-карты",
            "Children's SIM cards in use",
        ),
        definition=Names(
            "Соңғы 30 күнде желіде болған карталар саны.",
            "Число карт, бывших в сети за последние 30 дней.",
            "Cards seen on the network within the last 30 days.",
        ),
        unit="count",
        kind="stock",
        roll_up="sum",
        meaning="connected",
        sources=("registry", "sensor"),
    ),
    yes_no(
        "web.control.open",
        name=Names(
            "«Халықтық бақылау» хабарлама қабылдайды",
            "«Народный контроль» принимает сообщения",
            "“People's Control” takes reports",
        ),
        definition=Names(
            "Фото жіберуге болады, сынақ хабарламасы тіркеліп, жауабы ашық жарияланған.",
            "Фото можно отправить, проверочное сообщение зарегистрировано, ответ опубликован.",
            "A photo can be sent; a test report was registered and its answer published.",
        ),
        meaning="present",
        sources=("inspection", "sensor", "registry"),
    ),
    share(
        "web.control.answered",
        name=Names(
            "Мерзімінде жауап берілген азаматтар хабарламасының үлесі",
            "Доля сообщений граждан, на которые ответили в срок",
            "Share of citizens' reports answered in time",
        ),
        definition=Names(
            "Қауіп жойылғаны немесе себебі азаматқа мерзімінде айтылған хабарламалар.",
            "Сообщения, по которым гражданину в срок сказано, что устранено или почему нет.",
            "Reports whose sender was told in time what was mended, or why not.",
        ),
        kind="flow",
        numerator=Names("жауап берілген хабарламалар", "сообщения с ответом", "reports answered"),
        denominator=Names("түскен хабарламалар", "поступившие сообщения", "reports received"),
        sources=("registry", "sensor", "inspection"),
    ),
)
