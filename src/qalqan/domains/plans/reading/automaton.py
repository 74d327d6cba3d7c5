"""Regular languages over text with its white space taken out, read one character at a time.

A cell of a closed column (deadline, bodies, money) comes in shreds: a page cut stops it half way and the
rest follows after other cells. The standard `re` cannot say "this may still become a word of the language",
and that is the very question the column layout asks. So a pattern is compiled to a Thompson NFA and
determinised lazily: `step` answers DEAD or the next state, `accepts` whether the text may end here.

Pattern syntax, a small part of `re`: literals, `\\x` for a literal x, `\\d`, `[а-я]`, groups, `|`, `?`, `*`,
`+`, and `{name}` for a named pattern.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

DEAD = -1
START = 0

_Test = frozenset[str]


@dataclass
class _Nfa:
    epsilon: list[list[int]] = field(default_factory=list)
    moves: list[list[tuple[_Test, int]]] = field(default_factory=list)

    def state(self) -> int:
        self.epsilon.append([])
        self.moves.append([])
        return len(self.moves) - 1


class _Parser:
    """Recursive descent; each method builds a fragment and gives its (start, end) states."""

    def __init__(self, pattern: str, names: Mapping[str, str], nfa: _Nfa) -> None:
        self.text, self.at, self.names, self.nfa = pattern, 0, names, nfa

    def parse(self) -> tuple[int, int]:
        result = self._choice()
        if self.at != len(self.text):
            raise ValueError(f"pattern {self.text!r}: unexpected {self.text[self.at]!r} at {self.at}")
        return result

    def _peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _choice(self) -> tuple[int, int]:
        start, end = self.nfa.state(), self.nfa.state()
        while True:
            first, last = self._sequence()
            self.nfa.epsilon[start].append(first)
            self.nfa.epsilon[last].append(end)
            if self._peek() != "|":
                return start, end
            self.at += 1

    def _sequence(self) -> tuple[int, int]:
        start = end = self.nfa.state()
        while self._peek() not in ("", "|", ")"):
            first, last = self._repeated()
            self.nfa.epsilon[end].append(first)
            end = last
        return start, end

    def _repeated(self) -> tuple[int, int]:
        first, last = self._atom()
        while self._peek() in ("?", "*", "+") and self._peek():
            sign = self._peek()
            self.at += 1
            start, end = self.nfa.state(), self.nfa.state()
            self.nfa.epsilon[start].append(first)
            self.nfa.epsilon[last].append(end)
            if sign in "?*":
                self.nfa.epsilon[start].append(end)
            if sign in "*+":
                self.nfa.epsilon[last].append(first)
            first, last = start, end
        return first, last

    def _atom(self) -> tuple[int, int]:
        char = self._peek()
        self.at += 1
        if char == "(":
            inner = self._choice()
            if self._peek() != ")":
                raise ValueError(f"pattern {self.text!r}: a group is not closed")
            self.at += 1
            return inner
        if char == "{":
            close = self.text.index("}", self.at)
            name, self.at = self.text[self.at : close], close + 1
            return _Parser(self.names[name], self.names, self.nfa).parse()
        start, end = self.nfa.state(), self.nfa.state()
        self.nfa.moves[start].append((self._test(char), end))
        return start, end

    def _test(self, char: str) -> _Test:
        if char == "\\":
            escaped = self._peek()
            self.at += 1
            return frozenset("0123456789") if escaped == "d" else frozenset(escaped)
        if char != "[":
            return frozenset(char)
        close = self.text.index("]", self.at)
        body, self.at = self.text[self.at : close], close + 1
        chars: set[str] = set()
        i = 0
        while i < len(body):
            if body[i + 1 : i + 2] == "-" and i + 2 < len(body):
                chars.update(chr(code) for code in range(ord(body[i]), ord(body[i + 2]) + 1))
                i += 3
            else:
                chars.add(body[i])
                i += 1
        return frozenset(chars)


class Automaton:
    """A lazily determinised automaton. States are small integers; START is the empty text."""

    def __init__(self, pattern: str, names: Mapping[str, str] | None = None) -> None:
        self._nfa = _Nfa()
        first, self._final = _Parser(pattern, names or {}, self._nfa).parse()
        self._sets = [self._closure({first})]
        self._ids = {self._sets[0]: START}
        self._steps: list[dict[str, int]] = [{}]
        self._runs: dict[tuple[int, str], int] = {}

    def _closure(self, states: set[int]) -> frozenset[int]:
        todo, seen = list(states), set(states)
        while todo:
            for target in self._nfa.epsilon[todo.pop()]:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return frozenset(seen)

    def _step(self, state: int, char: str) -> int:
        known = self._steps[state].get(char)
        if known is not None:
            return known
        moved = {end for s in self._sets[state] for test, end in self._nfa.moves[s] if char in test}
        target = DEAD
        if moved:
            key = self._closure(moved)
            if key not in self._ids:
                self._ids[key] = len(self._sets)
                self._sets.append(key)
                self._steps.append({})
            target = self._ids[key]
        self._steps[state][char] = target
        return target

    def step(self, state: int, text: str) -> int:
        """The state after `text` (white space already out), or DEAD."""
        if state == DEAD:
            return DEAD
        key = (state, text)
        known = self._runs.get(key)
        if known is None:
            known = state
            for char in text:
                known = self._step(known, char)
                if known == DEAD:
                    break
            self._runs[key] = known
        return known

    def accepts(self, state: int) -> bool:
        """Whether the text read so far is a whole text of the language."""
        return state != DEAD and self._final in self._sets[state]

    def matches(self, text: str) -> bool:
        """Whether `text` as a whole belongs to the language."""
        return self.accepts(self.step(START, text))


def literal(text: str) -> str:
    """`text` as a pattern that matches just it."""
    return "".join("\\" + char if char in "\\[]{}()|?*+" else char for char in text)
