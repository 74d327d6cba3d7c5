"""Who was taught: seminars, first aid, road rules, class hours. A person counts once in a period."""

from qalqan.domains.evidence.rules.indicator import Indicator, Names

from .shapes import share

TRAINED = Names(
    "кезең ішінде оқуды аяқтағандар",
    "завершившие обучение за период",
    "those who finished the training within the period",
)
FINISHED = Names(
    "Қатысу журналы мен қорытынды тексеру бар; бір адам бір рет есептеледі.",
    "Есть журнал посещения и итоговая проверка; человек считается один раз.",
    "There is a register of attendance and a final test; a person counts once.",
)

INDICATORS = (
    share(
        "training.school_staff.safety",
        name=Names(
            "Бала қауіпсіздігі бойынша оқытылған мектеп қызметкерлерінің үлесі",
            "Доля работников школ, обученных безопасности детей",
            "Share of school staff trained in children's safety",
        ),
        definition=FINISHED,
        kind="flow",
        numerator=TRAINED,
        denominator=Names(
            "мектеп басшылары, сынып жетекшілері, психологтер, әлеуметтік педагогтер, медицина қызметкерлері",
            "руководители, классные руководители, психологи, социальные педагоги, медработники школ",
            "heads, form teachers, psychologists, social pedagogues and medical staff of schools",
        ),
        dims=("post",),
    ),
    share(
        "training.parents.family",
        name=Names(
            "Ата-аналарға онлайн семинар өткізген мектептердің үлесі",
            "Доля школ, проведших онлайн-семинар для родителей",
            "Share of schools that held an online seminar for parents",
        ),
        definition=Names(
            "Семинар жазбасы мен қатысқан ата-ана саны тіркелген.",
            "Есть запись семинара и число участвовавших родителей.",
            "There is a recording and the number of parents who took part.",
        ),
        kind="flow",
        numerator=Names("семинар өткізген мектептер", "школы, проведшие семинар", "schools that held one"),
        denominator=Names(
            "өңірдегі барлық мемлекеттік мектеп",
            "все государственные школы региона",
            "all state schools of the region",
        ),
    ),
    share(
        "training.commissions.staff",
        name=Names(
            "Семинардан өткен комиссия хатшылары мен бала құқығы мамандарының үлесі",
            "Доля обученных секретарей комиссий и специалистов по правам детей",
            "Share of commission secretaries and child rights specialists trained",
        ),
        definition=FINISHED,
        kind="flow",
        numerator=TRAINED,
        denominator=Names(
            "өңірдегі комиссия хатшылары мен бала құқықтары мамандары",
            "секретари комиссий и специалисты по правам детей региона",
            "secretaries of commissions and child rights specialists of the region",
        ),
    ),
    share(
        "training.first_aid.staff",
        name=Names(
            "Алғашқы көмекке оқытылғандардың үлесі",
            "Доля обученных первой помощи",
            "Share trained in first aid",
        ),
        definition=FINISHED,
        kind="flow",
        numerator=TRAINED,
        denominator=Names(
            "жол полициясы, жол учаскелері, азаматтық қорғау қызметкерлері және педагогтер",
            "сотрудники дорожной полиции, дорожных участков, гражданской защиты и педагоги",
            "road police, road maintenance, civil protection staff and teachers",
        ),
        dims=("service",),
    ),
    share(
        "training.road_rules.teachers",
        name=Names(
            "Жол қағидаларын оқытуға дайындалған педагогтердің үлесі",
            "Доля педагогов, обученных преподавать правила движения",
            "Share of teachers trained to teach the rules of the road",
        ),
        definition=FINISHED,
        kind="flow",
        numerator=TRAINED,
        denominator=Names(
            "жол қағидаларын оқытатын педагогтер",
            "педагоги, преподающие правила дорожного движения",
            "teachers who teach the rules of the road",
        ),
    ),
    share(
        "training.class_hours.held",
        name=Names(
            "Сынып сағаттарын өткізген сыныптар мен топтардың үлесі",
            "Доля классов и групп, где прошли классные часы",
            "Share of classes and groups that held the class hours",
        ),
        definition=Names(
            "Үш тақырыптың бәрі бойынша сынып сағаты электрондық журналда белгіленген.",
            "Классные часы по всем трём темам отмечены в электронном журнале.",
            "Class hours on all three topics are marked in the electronic register.",
        ),
        kind="flow",
        numerator=Names("сағаттар өткен сыныптар мен топтар", "классы и группы, где часы прошли", "held"),
        denominator=Names(
            "8–11-сыныптар және колледждің 1–2-курс топтары",
            "8–11 классы и группы 1–2 курсов колледжей",
            "grades 8–11 and college groups of years 1–2",
        ),
    ),
    Indicator(
        key="training.rights.youth",
        name=Names(
            "Адам құқықтары мен буллинг семинарларына қатысқан балалар мен жастар",
            "Дети и молодёжь на семинарах о правах человека и буллинге",
            "Children and young people at seminars on human rights and bullying",
        ),
        definition=Names(
            "Кезең ішінде қатысқан әртүрлі адамдар саны; екі рет келген бір рет есептеледі.",
            "Число разных людей за период; пришедший дважды считается один раз.",
            "Different persons within the period; one who came twice counts once.",
        ),
        unit="persons",
        kind="flow",
        roll_up="distinct",
        dims=("place", "age"),
    ),
)
