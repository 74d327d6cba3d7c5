"""The rules' explanations in words: a title and a sentence for each, in three languages, filled with the
facts the rule counted. Nothing is glued to a variable: names and numbers stand after a colon. Pure."""

from collections.abc import Mapping

from .indicator import Names

TITLES: dict[str, Names] = {
    "value": Names(
        "Мәлімделген сан тәуелсіз дереккөз көргеннен жақсы",
        "Заявлено лучше, чем увидел независимый источник",
        "The claim is better than what an independent source saw",
    ),
    "witness": Names(
        "«Толық орындалды» делінген, бірақ орындалмаған жағдай табылды",
        "Заявлено «полностью», но найден случай, где не сделано",
        "“All of it” is claimed, and a case was found where it is not so",
    ),
    "meaning": Names(
        "Бар екені мәлімделген, бірақ талапқа сай емес немесе қосылмаған",
        "Заявлено, что есть, но не отвечает требованиям или не подключено",
        "It is claimed to be there, but it does not conform or is not connected",
    ),
    "rest": Names(
        "Жаңасы барлық жерде бар делінген, ал ескісі әлі қолданылады",
        "Заявлено, что новое есть везде, а старым ещё пользуются",
        "The new one is claimed to be everywhere, and the old one is still used",
    ),
    "parts": Names(
        "Бөліктердің қосындысы мәлімделген санмен сәйкес келмейді",
        "Сумма частей не сходится с заявленным",
        "The parts do not add up to what is claimed",
    ),
    "range": Names(
        "Мұндай сан болуы мүмкін емес",
        "Такого числа быть не может",
        "There can be no such number",
    ),
    "no_place": Names(
        "Мәлімдеме кезеңінде бұл аймақ болмаған",
        "В период, о котором заявлено, такого региона не было",
        "The region did not exist in the period of the claim",
    ),
}

SENTENCES: dict[str, Names] = {
    "value": Names(
        "Мәлімделгені: {claimed}. Көрінгені: {seen}. Айырма: {gap}; рұқсат етілген ауытқу: {tolerance}.",
        "Заявлено: {claimed}. Увидено: {seen}. Разница: {gap}; допустимое расхождение: {tolerance}.",
        "Claimed: {claimed}. Seen: {seen}. Difference: {gap}; tolerated: {tolerance}.",
    ),
    "witness": Names(
        "Мәлімделгені: {claimed} (толық). Осы аумақ ішінде көрінгені: {seen}. Бір жағдайдың өзі жеткілікті.",
        "Заявлено: {claimed} (полностью). Внутри территории увидено: {seen}. Достаточно одного случая.",
        "Claimed: {claimed}, that is all of it. Seen within this place: {seen}. One case is enough.",
    ),
    "meaning": Names(
        "Мәлімделгені ({meant}): {claimed}. Анықталғаны ({found}): {seen}. Айырма: {gap}.",
        "Заявлено ({meant}): {claimed}. Установлено ({found}): {seen}. Разница: {gap}.",
        "Claimed ({meant}): {claimed}. Found ({found}): {seen}. Difference: {gap}.",
    ),
    "rest": Names(
        "Мәлімделгені: {claimed} – барлық жерде бар. Қалмауға тиіс ескісі: {seen}. Біреуі де жеткілікті.",
        "Заявлено: {claimed} – есть везде. Найдено старого, чего быть не должно: {seen}. Хватает одного.",
        "Claimed: {claimed}, everywhere. Found of the old, which should be gone: {seen}. One is enough.",
    ),
    "parts": Names(
        "Мәлімделгені: {claimed}. Бөліктер бойынша: {seen}. Бөлік саны: {parts}, барлығы: {expected}.",
        "Заявлено: {claimed}. По частям: {seen}. Частей учтено: {parts}, всего: {expected}.",
        "Claimed: {claimed}. By its parts: {seen}. Parts counted: {parts}, of: {expected}.",
    ),
    "range": Names(
        "Мәлімделгені: {claimed}. Ең азы: {low}; ең көбі: {high}.",
        "Заявлено: {claimed}. Наименьшее: {low}; наибольшее: {high}.",
        "Claimed: {claimed}. Least: {low}; most: {high}.",
    ),
    "no_place": Names(
        "Кезең: {period}. Аймақ құрылған күн: {since}; таратылған күн: {until}.",
        "Период: {period}. Регион образован: {since}; упразднён: {until}.",
        "Period: {period}. The region was formed: {since}; ended: {until}.",
    ),
}

MEANINGS: dict[str, Names] = {
    "present": Names("бар", "есть", "present"),
    "conforming": Names("талапқа сай", "отвечает требованиям", "conforming"),
    "connected": Names("қосылған", "подключено", "connected"),
}
UNKNOWN = Names("белгісіз", "неизвестно", "unknown")
NO_LIMIT = Names("шектелмеген", "не ограничено", "no limit")
# What people must weigh besides: said where it is so, never silently assumed.
COVERAGE_UNKNOWN = Names(
    "Дереккөз қанша нысанды қарағанын айтпаған.",
    "Источник не сказал, какую часть объектов он осмотрел.",
    "The source did not say what part it looked at.",
)
COVERAGE = Names(
    "Дереккөз қараған бөлік: {coverage} %.",
    "Источник осмотрел: {coverage} %.",
    "The source looked at: {coverage} %.",
)


def title(rule: str, language: str) -> str:
    """What a rule says, as a heading; the rule's code where it has no words."""
    return TITLES[rule][language] if rule in TITLES else rule


def sentence(rule: str, facts: Mapping[str, str], language: str) -> str:
    """The explanation with its numbers. A decimal comma in Kazakh and Russian."""
    if rule not in SENTENCES:
        return ""
    shown = {name: _shown(name, value, language) for name, value in facts.items()}
    text = SENTENCES[rule][language].format_map(_Said(shown, UNKNOWN[language]))
    if rule in ("value", "witness", "meaning", "rest"):
        part = facts.get("coverage", "unknown")
        text += " " + (
            COVERAGE_UNKNOWN[language]
            if part == "unknown"
            else COVERAGE[language].format(coverage=shown["coverage"])
        )
    return text


class _Said(dict[str, str]):
    """A fact that was not counted is unknown, never an error and never zero."""

    def __init__(self, facts: Mapping[str, str], unknown: str) -> None:
        super().__init__(facts)
        self._unknown = unknown

    def __missing__(self, key: str) -> str:
        return self._unknown


def _shown(name: str, value: str, language: str) -> str:
    if value in MEANINGS:
        return MEANINGS[value][language]
    if value == "unknown":
        return UNKNOWN[language]
    if value == "":
        return NO_LIMIT[language] if name in ("low", "high") else "–"
    if name in ("since", "until", "period", "witness"):
        return value
    return value if language == "en" else value.replace(".", ",")
