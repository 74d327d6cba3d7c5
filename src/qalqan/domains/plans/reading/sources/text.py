"""Plain text: a PDF-to-text stream of an act, whose cells are already lost. Strictly UTF-8.

Another encoding is refused and named instead of guessed: cp1251 has no Kazakh letters, so a guessed text
would be silently wrong in the very words that matter.
"""

from qalqan.domains.plans.reading.document import Source
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.canonical import clean

# Bytes that no text in any encoding of ours holds: C0 controls but tab, line ends and form feed.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
_UTF16_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_FREQUENT = frozenset("оеаинтсрвлкмдпуяыбзгО ")  # three quarters of any Russian text


def read_text(data: bytes) -> Source:
    """A text file as a source without tables. PlanUnreadable when it is not UTF-8 text."""
    text = clean(decode(data))
    pages = (0, *(at + 1 for at, char in enumerate(text) if char == "\f"))
    return Source("text", text, pages=pages if len(pages) > 1 else ())


def decode(data: bytes) -> str:
    """UTF-8 with or without BOM.

    Raises encoding.utf16, encoding.single_byte, encoding.broken or file.binary.
    """
    for bom, name in _UTF16_BOMS.items():
        if data.startswith(bom):
            raise PlanUnreadable("encoding.utf16", "file", {"encoding": name})
    if _is_utf16_without_mark(data):
        raise PlanUnreadable("encoding.utf16", "file", {"encoding": "UTF-16"})
    if len(data) != len(data.translate(None, _CONTROLS)):
        raise PlanUnreadable("file.binary", "file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _not_utf8(data, error.start, f"line {line}") from None


def _is_utf16_without_mark(data: bytes) -> bool:
    """Half of the bytes of Cyrillic or Latin UTF-16 are 0x04 or 0x00, all at positions of one parity."""
    sample = data[:4096]
    high = [sample[at::2] for at in (0, 1)]
    return len(sample) >= 4 and any(side and side.count(0) + side.count(4) > 0.9 * len(side) for side in high)


def _not_utf8(data: bytes, at: int, place: str) -> PlanUnreadable:
    """Name the encoding that the bytes look like; a mostly valid UTF-8 text is a damaged one."""
    lost = data.decode("utf-8", errors="replace").count("\ufffd")
    high = sum(byte > 127 for byte in data)
    if lost < 0.05 * high:
        return PlanUnreadable("encoding.broken", place, {"byte": f"0x{data[at]:02X}"})
    scores = {}
    for name in ("cp1251", "koi8_r", "cp866"):
        letters = [char for char in data.decode(name, errors="replace") if ord(char) > 127]
        scores[name] = sum(char in _FREQUENT for char in letters) / len(letters)
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < 0.5:
        return PlanUnreadable("file.binary", "file")
    title = {"cp1251": "Windows-1251 (cp1251)", "koi8_r": "KOI8-R", "cp866": "DOS (cp866)"}[best]
    return PlanUnreadable("encoding.single_byte", place, {"encoding": title})
