"""The reasons of a likeness in words, for a moderator and for the record. Pure."""

from qalqan.kernel.names import Names

from .likeness import Term

# Places for numbers: %s is the amount, rounded as `said` says.
WORDS = {
    "distance": Names("арақашықтығы %s м", "расстояние %s м", "%s m apart"),
    "near": Names("орны сәйкес (%s м)", "место совпадает (%s м)", "the place fits (%s m)"),
    "time": Names("арасында %s күн", "между ними %s дн.", "%s days between"),
    "same_category": Names("санаты бір", "одна категория", "one category"),
    "same_branch": Names("санаттары жақын", "близкие категории", "categories of one branch"),
    "other_branch": Names("санаттары бөлек", "разные категории", "categories of two branches"),
    "words": Names("мәтіндері ұқсас: %s %%", "тексты похожи: %s %%", "texts alike: %s %%"),
    "named": Names("бір нәрсе аталған: %s %%", "названо одно и то же: %s %%", "they name the same: %s %%"),
    "same_places": Names("бір жер аталған", "названо одно место", "they name one place"),
    "other_places": Names("әр түрлі жер аталған", "названы разные места", "they name different places"),
    "same_number": Names("бір нөмір аталған", "назван один номер", "they name one number"),
    "other_number": Names("нөмірлері бөлек", "названы разные номера", "they name different numbers"),
    "picture": Names(
        "суреттердегі айырма: 64-тен %s бит",
        "снимки различаются на %s бит из 64",
        "pictures differ in %s of 64 bits",
    ),
    "same_site": Names("бір мекеме жанында", "у одного учреждения", "by one facility"),
    "other_site": Names("әр түрлі мекеме жанында", "у разных учреждений", "by different facilities"),
    "same_asset": Names("тізілімдегі бір нысан", "один объект реестра", "one thing of the register"),
    "other_asset": Names(
        "тізілімдегі бөлек нысандар", "разные объекты реестра", "different things of the register"
    ),
}
PARTS = frozenset({"words", "named"})  # amounts that are parts of 1


def said(term: Term) -> Names:
    """A term in the three languages: "38 m apart". KeyError for one that is not known."""
    words = WORDS[term.key]
    if "%s" not in words.en:
        return words
    amount = round(term.amount * 100) if term.key in PARTS else round(term.amount)
    return Names(words.kk % amount, words.ru % amount, words.en % amount)
