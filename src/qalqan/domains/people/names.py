LATIN = "abcdefghijklmnopqrstuvwxyz"
KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
PASSED_OVER = "0123456789-‐‑’ʼ`.'"
KEYS = {ord(letter): 0x21 + place for place, letter in enumerate(LATIN + KAZAKH)} | dict.fromkeys(
    map(ord, PASSED_OVER)
)


def sort_key(text: str) -> str:
    return text.lower().translate(KEYS)
