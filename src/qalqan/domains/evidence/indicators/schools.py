"""Buildings and order of education organisations: toilets, cameras, guards, drills."""

from qalqan.domains.evidence.rules.indicator import DOWN, Indicator, Names

ALL_SCHOOLS = Names(
    "өңірдегі барлық мемлекеттік мектеп",
    "все государственные школы региона",
    "all state schools of the region",
)
CHECKED_SOURCES = ("inspection", "police", "registry", "sensor")

INDICATORS = (
    Indicator(
        key="schools.toilets.warm",
        name=Names(
            "Жылы дәретханасы бар мектептердің үлесі",
            "Доля школ с тёплыми туалетами",
            "Share of schools with warm toilets",
        ),
        definition=Names(
            "Мектеп ғимаратының ішінде жыл бойы жұмыс істейтін, жылытылатын дәретхана болса ғана есептеледі.",
            "Школа считается, если внутри её здания есть отапливаемый туалет, работающий круглый год.",
            "A school counts when a heated toilet inside its building works all year round.",
        ),
        unit="percent",
        kind="stock",
        roll_up="ratio",
        meaning="present",
        numerator=Names(
            "ғимаратында жылы дәретхана бар мектептер",
            "школы с тёплым туалетом в здании",
            "schools with a warm toilet in the building",
        ),
        denominator=ALL_SCHOOLS,
        sources=("inspection", "registry"),
    ),
    Indicator(
        key="schools.toilets.outdoor",
        name=Names(
            "Ауладағы дәретханасы қалған мектептер",
            "Школы, где остались надворные туалеты",
            "Schools where outdoor toilets are left",
        ),
        definition=Names(
            "Оқушылары ауладағы дәретхананы пайдаланатын мектептер, ғимаратта жылысы болса да.",
            "Школы, где ученики пользуются надворным туалетом, даже если в здании есть тёплый.",
            "Schools whose pupils use an outdoor toilet, even if there is a warm one in the building.",
        ),
        unit="schools",
        kind="stock",
        roll_up="sum",
        direction=DOWN,
        meaning="present",
        sources=("inspection", "registry"),
    ),
    Indicator(
        key="schools.video.present",
        name=Names(
            "Бейнебақылау камералары бар мектептердің үлесі",
            "Доля школ, где есть видеонаблюдение",
            "Share of schools that have video surveillance",
        ),
        definition=Names(
            "Камералар орнатылған және қосулы; сапасы мен полицияға қосылуы бөлек өлшенеді.",
            "Камеры установлены и включены; их качество и вывод в полицию измеряют другие показатели.",
            "Cameras are installed and on; their quality and the feed to the police are measured apart.",
        ),
        unit="percent",
        kind="stock",
        roll_up="ratio",
        meaning="present",
        numerator=Names("камералары бар мектептер", "школы с камерами", "schools with cameras"),
        denominator=ALL_SCHOOLS,
        sources=CHECKED_SOURCES,
    ),
    Indicator(
        key="schools.video.conforming",
        name=Names(
            "Камералары талаптарға сай мектептердің үлесі",
            "Доля школ, где камеры отвечают требованиям",
            "Share of schools whose cameras conform to requirements",
        ),
        definition=Names(
            "Тексеру айқындықты, орналасуды және жазбаның сақталу мерзімін талапқа сай деп тапқан.",
            "Проверка признала: чёткость, расположение и срок хранения записи отвечают требованиям.",
            "A check found resolution, placement and retention of recordings to be as required.",
        ),
        unit="percent",
        kind="stock",
        roll_up="ratio",
        meaning="conforming",
        numerator=Names(
            "камералары талаптарға сай мектептер",
            "школы, где камеры отвечают требованиям",
            "schools whose cameras conform",
        ),
        denominator=ALL_SCHOOLS,
        sources=("inspection", "police"),
    ),
    Indicator(
        key="schools.video.connected",
        name=Names(
            "Камералары полицияға қосылған мектептердің үлесі",
            "Доля школ, чьи камеры подключены к полиции",
            "Share of schools whose cameras are connected to the police",
        ),
        definition=Names(
            "Камералардың бейнесі ішкі істер органдарының жедел басқару орталығында нақты көрінеді.",
            "Изображение с камер действительно видно в центре оперативного управления полиции.",
            "The picture of the cameras is really seen in the operations centre of internal affairs bodies.",
        ),
        unit="percent",
        kind="stock",
        roll_up="ratio",
        meaning="connected",
        numerator=Names(
            "камералары орталыққа қосылған мектептер",
            "школы, чьи камеры подключены к центру",
            "schools whose cameras are connected to the centre",
        ),
        denominator=ALL_SCHOOLS,
        sources=("police", "sensor", "registry", "inspection"),
    ),
)
