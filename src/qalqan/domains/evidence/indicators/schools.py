"""Buildings and order of education organisations: toilets, cameras, guards, drills, notices to parents."""

from qalqan.domains.evidence.rules.indicator import DOWN, Indicator, Names

from .shapes import share

ALL_SCHOOLS = Names(
    "өңірдегі барлық мемлекеттік мектеп",
    "все государственные школы региона",
    "all state schools of the region",
)
ALL_ORGANISATIONS = Names(
    "өңірдегі барлық білім беру ұйымы",
    "все организации образования региона",
    "all education organisations of the region",
)

INDICATORS = (
    share(
        "schools.toilets.warm",
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
    share(
        "schools.video.present",
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
        meaning="present",
        numerator=Names("камералары бар мектептер", "школы с камерами", "schools with cameras"),
        denominator=ALL_SCHOOLS,
        sources=("inspection", "police", "registry", "sensor"),
    ),
    share(
        "schools.video.conforming",
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
        meaning="conforming",
        numerator=Names(
            "камералары талаптарға сай мектептер",
            "школы, где камеры отвечают требованиям",
            "schools whose cameras conform",
        ),
        denominator=ALL_SCHOOLS,
        sources=("inspection", "police"),
    ),
    share(
        "schools.video.connected",
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
        meaning="connected",
        numerator=Names(
            "камералары орталыққа қосылған мектептер",
            "школы, чьи камеры подключены к центру",
            "schools whose cameras are connected to the centre",
        ),
        denominator=ALL_SCHOOLS,
        sources=("police", "sensor", "registry", "inspection"),
    ),
    share(
        "schools.access.controlled",
        name=Names(
            "Кіру режимі сақталатын білім беру ұйымдарының үлесі",
            "Доля организаций образования с действующим пропускным режимом",
            "Share of education organisations with entry control in force",
        ),
        definition=Names(
            "Ішкі тәртіп қағидалары мен жарғы өзгертілген, тексеруде бөгде адам рұқсатсыз кіре алмаған.",
            "Правила распорядка и устав изменены, и при проверке посторонний без разрешения не вошёл.",
            "The internal rules and the charter are amended, and at a check no outsider got in unallowed.",
        ),
        meaning="conforming",
        numerator=Names(
            "кіру режимі сақталатын ұйымдар",
            "организации, где пропускной режим действует",
            "organisations where entry is controlled",
        ),
        denominator=ALL_ORGANISATIONS,
        sources=("inspection", "police"),
    ),
    share(
        "schools.guards.specialised",
        name=Names(
            "Мамандандырылған күзеті бар мектептердің үлесі",
            "Доля школ со специализированной охраной",
            "Share of schools with specialised guards",
        ),
        definition=Names(
            "Мектепті лицензиясы бар күзет ұйымы шарт бойынша күзетеді және күзетші орнында болған.",
            "Школу по договору охраняет организация с лицензией, и охранник был на месте при проверке.",
            "A licensed guard company has a contract for the school, and the guard was there at the check.",
        ),
        meaning="present",
        numerator=Names(
            "күзеті бар мектептер",
            "школы с охраной",
            "schools with guards",
        ),
        denominator=Names(
            "оқушы санына қарай күзет қажет мектептер",
            "школы, которым охрана нужна по наполняемости",
            "schools that by their enrolment need guards",
        ),
        sources=("inspection", "police", "registry"),
    ),
    share(
        "schools.drills.held",
        name=Names(
            "Оқу эвакуациясын өткізген білім беру объектілерінің үлесі",
            "Доля объектов образования, где прошла учебная эвакуация",
            "Share of education facilities that held an evacuation drill",
        ),
        definition=Names(
            "Кезең ішінде кемінде бір жаттығу өткен, оған хаттама мен эвакуация уақыты бар.",
            "За период прошла хотя бы одна тренировка, есть протокол и время эвакуации.",
            "At least one drill within the period, with a record and the time it took to leave.",
        ),
        kind="flow",
        numerator=Names(
            "жаттығу өткізген объектілер",
            "объекты, где прошла тренировка",
            "facilities that held a drill",
        ),
        denominator=Names(
            "өңірдегі барлық білім беру объектісі",
            "все объекты образования региона",
            "all education facilities of the region",
        ),
        sources=("inspection", "registry"),
    ),
    share(
        "schools.mediation.working",
        name=Names(
            "Татуластыру қызметі жұмыс істейтін мектептердің үлесі",
            "Доля школ, где работает служба примирения",
            "Share of schools where a mediation service works",
        ),
        definition=Names(
            "Оқытылған медиатор бар және соңғы жыл ішінде қызмет кемінде бір жағдайды қараған.",
            "Есть обученный медиатор, и за последний год служба рассмотрела хотя бы один случай.",
            "There is a trained mediator, and the service took up at least one matter within a year.",
        ),
        meaning="present",
        numerator=Names(
            "татуластыру қызметі жұмыс істейтін мектептер",
            "школы с работающей службой",
            "schools where the service works",
        ),
        denominator=ALL_SCHOOLS,
    ),
    share(
        "schools.psychology.staffed",
        name=Names(
            "Психологының жүктемесі нормадан аспайтын мектептердің үлесі",
            "Доля школ, где нагрузка психолога не выше нормы",
            "Share of schools whose psychologist's load is within the norm",
        ),
        definition=Names(
            "Мектепте психолог пен әлеуметтік педагог бар, бір маманға келетін оқушы саны нормада.",
            "В школе есть психолог и социальный педагог, учеников на одного специалиста – в пределах нормы.",
            "The school has a psychologist and a social pedagogue, and pupils for each are within the norm.",
        ),
        meaning="conforming",
        numerator=Names(
            "жүктемесі нормадағы мектептер",
            "школы с нагрузкой в пределах нормы",
            "schools within the norm",
        ),
        denominator=ALL_SCHOOLS,
    ),
    share(
        "schools.notices.parents",
        name=Names(
            "Келуі мен кетуі туралы ата-анасына хабар баратын оқушылардың үлесі",
            "Доля учеников, о чьём приходе и уходе узнают родители",
            "Share of pupils whose parents are told of arrival and leaving",
        ),
        definition=Names(
            "Ата-ана келісім берген; келу мен кету туралы хабар СМС, пошта немесе қолданба арқылы жеткен.",
            "Родитель согласен, и сообщение о приходе и уходе дошло – СМС, почтой или в приложении.",
            "The parent has agreed, and word of arrival and leaving came by SMS, mail or application.",
        ),
        meaning="connected",
        numerator=Names(
            "ата-анасына хабар баратын оқушылар",
            "ученики, чьи родители получают сообщения",
            "pupils whose parents get notices",
        ),
        denominator=Names(
            "ата-анасы келісім берген оқушылар",
            "ученики, чьи родители дали согласие",
            "pupils whose parents have agreed",
        ),
        sources=("sensor", "registry", "inspection"),
    ),
)
