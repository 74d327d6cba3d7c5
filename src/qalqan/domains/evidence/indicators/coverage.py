"""Whom the work reached: children, families, clubs, homes. Numbers only, no child."""

from qalqan.domains.evidence.rules.indicator import Indicator, Names

from .shapes import share

INDICATORS = (
    share(
        "coverage.inclusion.learning",
        name=Names(
            "Қажеттілігіне сай оқитын ерекше балалардың үлесі",
            "Доля детей с особыми потребностями, которые учатся как им нужно",
            "Share of children with special needs who learn as they need",
        ),
        definition=Names(
            "Мүгедектігі немесе ерекше білім қажеттілігі бар бала ұсынылған түрде оқиды.",
            "Ребёнок с инвалидностью или особыми потребностями учится в рекомендованной форме.",
            "A child with a disability or special educational needs learns in the form recommended.",
        ),
        numerator=Names("ұсынылған түрде оқитындар", "обучающиеся в нужной форме", "those who learn so"),
        denominator=Names(
            "мектеп жасындағы осындай балалардың бәрі",
            "все такие дети школьного возраста",
            "all such children of school age",
        ),
    ),
    share(
        "coverage.inclusion.needs_known",
        name=Names(
            "Қажеттілігі бағаланған ерекше балалы отбасылардың үлесі",
            "Доля семей с особыми детьми, чьи потребности оценены",
            "Share of families with such children whose needs are assessed",
        ),
        definition=Names(
            "Соңғы 12 айда қажеттілік бағаланып, дерекқорға енгізілген және қызмет ұсынылған.",
            "За последние 12 месяцев потребности оценены, внесены в базу, и услуги предложены.",
            "Within 12 months needs were assessed, entered into the database, and services offered.",
        ),
        numerator=Names("бағаланған отбасылар", "семьи с оценкой", "families assessed"),
        denominator=Names(
            "ерекше балаларды тәрбиелейтін барлық отбасы",
            "все семьи, воспитывающие таких детей",
            "all families who bring up such children",
        ),
    ),
    share(
        "coverage.clubs.family",
        name=Names(
            "Ата-аналар клубы жұмыс істейтін балалар клубтарының үлесі",
            "Доля детских клубов с действующим клубом родителей",
            "Share of children's clubs where a parents' club works",
        ),
        definition=Names(
            "Балалар мен жасөспірімдер клубында отбасы клубы тоқсанына кемінде бір рет жиналады.",
            "При детско-подростковом клубе семейный клуб собирается не реже раза в квартал.",
            "At the children's club a family club meets at least once a quarter.",
        ),
        meaning="present",
        numerator=Names("ата-аналар клубы бар клубтар", "клубы с клубом родителей", "clubs that have one"),
        denominator=Names(
            "өңірдегі барлық балалар мен жасөспірімдер клубы",
            "все детско-подростковые клубы региона",
            "all children's and youth clubs of the region",
        ),
    ),
    share(
        "coverage.ambassadors.schools",
        name=Names(
            "Бала құқықтары елшілері бар мектептер мен колледждердің үлесі",
            "Доля школ и колледжей, где есть послы прав ребёнка",
            "Share of schools and colleges with ambassadors of child rights",
        ),
        definition=Names(
            "Оқушылар сайлаған елшілер бар және олар кезең ішінде кемінде бір іс-шара өткізген.",
            "Есть послы, выбранные учениками, и за период они провели хотя бы одно дело.",
            "There are ambassadors chosen by the pupils, and they did at least one thing within the period.",
        ),
        kind="flow",
        meaning="present",
        numerator=Names("елшілері бар ұйымдар", "организации с послами", "organisations with ambassadors"),
        denominator=Names(
            "өңірдегі барлық мектеп пен колледж",
            "все школы и колледжи региона",
            "all schools and colleges of the region",
        ),
    ),
    share(
        "coverage.screening.done",
        name=Names(
            "Психодиагностикадан өткен оқушылардың үлесі",
            "Доля учеников, прошедших психодиагностику",
            "Share of pupils who took the psychological assessment",
        ),
        definition=Names(
            "Ата-ананың келісімімен кезең ішінде толық өткен; бас тартқандар бөліміне кірмейді.",
            "Прошли полностью за период с согласия родителей; отказавшиеся в знаменатель не входят.",
            "Took it whole within the period with the parents' consent; those who declined are left out.",
        ),
        kind="flow",
        numerator=Names("өткен оқушылар", "прошедшие ученики", "pupils who took it"),
        denominator=Names(
            "келісімі бар оқушылар",
            "ученики, на которых есть согласие",
            "pupils for whom there is consent",
        ),
        sources=("registry", "inspection"),
    ),
    share(
        "coverage.screening.followed",
        name=Names(
            "Есепте тұрған, қолдау алатын балалардың үлесі",
            "Доля детей на учёте, которых сопровождает психолог",
            "Share of children on registers who have a psychologist's support",
        ),
        definition=Names(
            "Есепте тұрған балаға психолог тағайындалған және соңғы айда кездесу болған.",
            "Ребёнку на учёте назначен психолог, и за последний месяц была встреча.",
            "A psychologist is named for the child on a register, and they met within the last month.",
        ),
        numerator=Names("қолдау алатындар", "сопровождаемые дети", "children supported"),
        denominator=Names(
            "полиция мен мектеп есебінде тұрған балалар",
            "дети на учёте полиции и школы",
            "children on police and school registers",
        ),
        sources=("registry", "inspection"),
    ),
    share(
        "coverage.prevention.schools",
        name=Names(
            "Суицидтің алдын алу бағдарламасы өткен мектептердің үлесі",
            "Доля школ, где прошла программа профилактики суицида",
            "Share of schools where the suicide prevention programme was held",
        ),
        definition=Names(
            "7–11-сыныптар қамтылған, көмек қайдан алуға болатыны айтылған, психолог бекітілген.",
            "Охвачены 7–11 классы, детям сказано, где получить помощь, назначен психолог.",
            "Grades 7–11 took part, children were told where help is, a psychologist is named.",
        ),
        kind="flow",
        numerator=Names("бағдарлама өткен мектептер", "школы, где прошла программа", "schools that held it"),
        denominator=Names(
            "7–11-сыныптары бар барлық мектеп",
            "все школы с 7–11 классами",
            "all schools with grades 7–11",
        ),
    ),
    share(
        "coverage.homes.assessed",
        name=Names(
            "Иіс газы датчигі қажеттілігі анықталған үйлердің үлесі",
            "Доля домов, где определена нужда в датчике угарного газа",
            "Share of homes whose need for a gas detector is established",
        ),
        definition=Names(
            "Көпбалалы, аз қамтылған отбасының немесе мүгедектігі бар адамның үйі қаралған.",
            "Дом многодетной, малообеспеченной семьи или лица с инвалидностью обследован.",
            "The home of a large or low-income family, or of a person with a disability, was looked at.",
        ),
        numerator=Names("қаралған үйлер", "обследованные дома", "homes looked at"),
        denominator=Names(
            "осы санаттардағы отбасылардың барлық үйі",
            "все дома семей этих категорий",
            "all homes of families of these categories",
        ),
    ),
    share(
        "coverage.homes.equipped",
        name=Names(
            "Датчик орнатылған үйлердің үлесі",
            "Доля домов, где установлен датчик",
            "Share of homes where a detector is installed",
        ),
        definition=Names(
            "Датчикке мұқтаж деп танылған үйде жұмыс істейтін датчик тұр.",
            "В доме, признанном нуждающимся, стоит работающий датчик.",
            "A home found to need one has a working detector.",
        ),
        meaning="present",
        numerator=Names("датчигі бар үйлер", "дома с датчиком", "homes with a detector"),
        denominator=Names("мұқтаж үйлер", "нуждающиеся дома", "homes in need"),
    ),
    share(
        "coverage.campaigns.held",
        name=Names(
            "Өткізілген алдын алу іс-шараларының үлесі",
            "Доля проведённых профилактических мероприятий",
            "Share of preventive campaigns held",
        ),
        definition=Names(
            "Жоспардағы «Абайлаңыз, балалар!», «Автобус» және басқа іс-шаралардың нәтижесі тіркелгені.",
            "Из плана («Внимание, дети!», «Автобус» и других) – те, у которых записан результат.",
            "Of those planned (“Attention, children!”, “Bus” and others): those with a recorded result.",
        ),
        kind="flow",
        numerator=Names("нәтижесі бар іс-шаралар", "мероприятия с результатом", "campaigns with a result"),
        denominator=Names("жоспардағы іс-шаралар", "мероприятия по плану", "campaigns planned"),
        sources=("registry", "inspection", "media"),
    ),
    share(
        "coverage.children.reunited",
        name=Names(
            "Отбасымен қауышқан, жалғыз қалған балалардың үлесі",
            "Доля детей без сопровождения, вернувшихся в семью",
            "Share of unaccompanied children reunited with their families",
        ),
        definition=Names(
            "Кезең ішінде анықталған баланың отбасы табылған және бала қауіпсіз түрде табысталған.",
            "Семья выявленного за период ребёнка найдена, и он безопасно передан ей.",
            "The family of a child found within the period was found, and the child safely handed over.",
        ),
        kind="flow",
        numerator=Names("қауышқан балалар", "воссоединённые дети", "children reunited"),
        denominator=Names(
            "кезең ішінде анықталған жалғыз балалар",
            "дети без сопровождения, выявленные за период",
            "unaccompanied children found within the period",
        ),
    ),
    Indicator(
        key="coverage.materials.reached",
        name=Names(
            "Материалдарды көрген адамдар",
            "Люди, увидевшие материалы",
            "People who saw the materials",
        ),
        definition=Names(
            "Кезең ішінде көрген әртүрлі адамдар; арналар мен өңірлер бойынша қосылмайды.",
            "Разные люди за период; по каналам и регионам не складываются.",
            "Different people within the period; not to be added over channels and regions.",
        ),
        unit="persons",
        kind="flow",
        roll_up="distinct",
        dims=("channel", "language"),
        sources=("media", "sensor", "registry"),
    ),
)
