"""The way to school: crossings, cameras, pavements, speed, buses."""

from qalqan.domains.evidence.rules.indicator import Indicator, Names

from .shapes import share

INDICATORS = (
    share(
        "roads.crossings.guarded",
        name=Names(
            "Полиция кезекшілік еткен мектеп маңындағы өткелдердің үлесі",
            "Доля переходов у школ, где дежурила полиция",
            "Share of crossings near schools with police on duty",
        ),
        definition=Names(
            "Оқу күндері таңертең және кешке тексерілген өткелдердің кезекші болғаны.",
            "Из проверенных в учебные дни утром и вечером – переходы, где был дежурный.",
            "Of crossings checked on school days, morning and evening: those with an officer there.",
        ),
        kind="flow",
        numerator=Names("кезекші болған тексерулер", "проверки, где дежурный был", "checks with an officer"),
        denominator=Names("барлық тексеру", "все проверки", "all checks"),
        sources=("inspection", "sensor"),
    ),
    share(
        "roads.cameras.covered",
        name=Names(
            "Маңында жол камерасы бар балалар орындарының үлесі",
            "Доля детских мест с камерами фиксации нарушений",
            "Share of children's places with traffic cameras nearby",
        ),
        definition=Names(
            "Балабақша, мектеп, балаларды қорғау ұйымы немесе бала көп жер; тұрақты камера жұмыс істейді.",
            "Детсад, школа, организация защиты детей, место массового посещения: камера стоит и работает.",
            "A kindergarten, school, child protection body or crowded place with a working fixed camera.",
        ),
        meaning="present",
        numerator=Names("камерасы бар орындар", "места с камерами", "places with cameras"),
        denominator=Names(
            "тізімдегі балалар көп болатын орындар",
            "места из перечня, где бывает много детей",
            "listed places where many children are",
        ),
        sources=("registry", "police", "inspection"),
    ),
    share(
        "roads.footways.safe",
        name=Names(
            "Қауіпсіз етілген балалар жолдарының үлесі",
            "Доля обустроенных участков на пути детей",
            "Share of stretches on children's ways made safe",
        ),
        definition=Names(
            "Тротуар, өткел, жаяу және велосипед жолы, аялдама немесе жарық: жұмыс аяқталып, қабылданған.",
            "Тротуар, переход, дорожка, остановка или освещение: работы закончены и приняты.",
            "Pavement, crossing, path, bus stop or lighting: the work is finished and accepted.",
        ),
        meaning="conforming",
        numerator=Names("қауіпсіз етілген учаскелер", "обустроенные участки", "stretches made safe"),
        denominator=Names(
            "тізімдегі қауіпті учаскелер",
            "опасные участки из перечня",
            "listed dangerous stretches",
        ),
        sources=("inspection", "police"),
    ),
    Indicator(
        key="roads.grounds.training",
        name=Names(
            "Балалар автоалаңдары мен автоқалашықтары",
            "Детские автоплощадки и автогородки",
            "Children's traffic training grounds",
        ),
        definition=Names(
            "Балалар сабақ өтетін, жұмыс істеп тұрған алаңдар мен қалашықтар саны.",
            "Число действующих площадок и городков, где идут занятия с детьми.",
            "Grounds in use, where children are taught.",
        ),
        unit="count",
        kind="stock",
        roll_up="sum",
        meaning="present",
        sources=("inspection", "police", "registry"),
    ),
    share(
        "roads.speed.calmed",
        name=Names(
            "Маңында жылдамдық шектелген балалар ұйымдарының үлесі",
            "Доля детских организаций, возле которых снижена скорость",
            "Share of children's organisations with speed calmed nearby",
        ),
        definition=Names(
            "Кіреберіске апаратын жолда «жатқан полицей» немесе жылдамдық шектегіш орнатылған.",
            "На дороге у входа установлен «лежачий полицейский» или ограничитель скорости.",
            "A speed bump or limiter stands on the road by the entrance.",
        ),
        meaning="present",
        numerator=Names(
            "маңында шектегіш бар ұйымдар",
            "организации с ограничителями рядом",
            "organisations with devices nearby",
        ),
        denominator=Names(
            "білім беру, балаларды қорғау, денсаулық, спорт және демалыс ұйымдары",
            "организации образования, защиты детей, здравоохранения, спорта и досуга",
            "organisations of education, child protection, health, sports and leisure",
        ),
        sources=("inspection", "police", "registry"),
    ),
    share(
        "roads.pupils.carried",
        name=Names(
            "Мектебі жоқ ауылдан тасымалданатын оқушылардың үлесі",
            "Доля учеников из сёл без школ, охваченных подвозом",
            "Share of pupils of villages without a school who are carried",
        ),
        definition=Names(
            "Оқушы әр оқу күні мектеп автобусымен барып-қайтады.",
            "Ученика каждый учебный день возит туда и обратно школьный автобус.",
            "A school bus takes the pupil there and back every school day.",
        ),
        numerator=Names("тасымалданатын оқушылар", "ученики с подвозом", "pupils who are carried"),
        denominator=Names(
            "мектебі жоқ ауылдардағы оқушылар",
            "ученики из сёл, где нет школы",
            "pupils of villages without a school",
        ),
        sources=("registry", "inspection"),
    ),
    share(
        "roads.buses.conforming",
        name=Names(
            "Талапқа сай жабдықталған мектеп автобустарының үлесі",
            "Доля школьных автобусов, оборудованных как требуется",
            "Share of school buses equipped as required",
        ),
        definition=Names(
            "Автобуста маяк, дыбыстық сигнал және «Балалар» белгісі бар, техникалық байқаудан өткен.",
            "В автобусе есть маячок, звуковой сигнал и знаки «Дети», он прошёл техосмотр.",
            "The bus has a beacon, a sound signal and “Children” signs, and has passed inspection.",
        ),
        meaning="conforming",
        numerator=Names("талапқа сай автобустар", "автобусы по требованиям", "buses that conform"),
        denominator=Names(
            "оқушы таситын барлық автобус",
            "все автобусы, которые возят учеников",
            "all buses that carry pupils",
        ),
        sources=("police", "inspection"),
    ),
)
