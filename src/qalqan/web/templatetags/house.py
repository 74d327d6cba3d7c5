"""Tags and filters of every template (a builtin library: no {% load %} needed).

`{% component "notice" kind="warning" title=... %}...{% endcomponent %}` renders `components/notice.html` with
what stands between as `content`; the styleguide shows every component with its parameters.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Paginator
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.utils.safestring import SafeString

from qalqan.kernel.clock import labels
from qalqan.kernel.i18n import addresses, formatting
from qalqan.web import maps, navigation

register = template.Library()


class ComponentNode(template.Node):
    """Renders a component's template with its arguments and `content`. Of the page it sees only what every
    template may need: a `title` of the page must not become the title of each notice on it."""

    SEEN = ("request", "user", "csrf_token", "LANGUAGE_CODE")

    def __init__(self, name: str, arguments: dict[str, FilterExpression], inside: NodeList) -> None:
        self.name, self.arguments, self.inside = name, arguments, inside

    def render(self, context: template.Context) -> SafeString:
        values = {key: value.resolve(context) for key, value in self.arguments.items()}
        values["content"] = self.inside.render(context)
        component = get_template(f"components/{self.name}.html").template  # type: ignore[attr-defined]
        seen = {name: context[name] for name in self.SEEN if name in context}
        rendered: SafeString = component.render(context.new(seen | values))
        return rendered


@register.tag
def component(parser: Parser, token: Token) -> ComponentNode:
    """`{% component "name" key=value ... %}content{% endcomponent %}`."""
    _, name, *rest = token.split_contents()
    arguments = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"component {name}: only key=value arguments, not {rest}")
    inside = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(name.strip("\"'"), arguments, inside)


@register.simple_tag(takes_context=True)
def plan_tabs(
    context: template.Context, code: str, here: str, is_open: bool = False
) -> list[dict[str, object]]:
    """The tabs of one plan: `{% plan_tabs plan.code "overview" is_open as tabs %}`."""
    return navigation.plan_tabs(context["request"], code, here, is_open=is_open)


@register.simple_tag
def map_facts() -> dict[str, str]:
    """What every map needs to know: edition and source of the outlines, address of the tiles."""
    return maps.facts()


@register.filter
def qdate(value: datetime.date | None, style: str = "long") -> str:
    """A date as the reader's language writes it: long, short or month; an en dash for none."""
    return formatting.date(value, style) if value else "–"


@register.filter
def qmoment(value: datetime.datetime | None) -> str:
    """A date and time of day in Kazakhstan; an en dash for none."""
    return formatting.moment(value) if value else "–"


@register.filter
def qdue(value: datetime.datetime | None) -> str:
    """A deadline as people say it: its last day and 24:00, or a day and an hour; an en dash for none."""
    return labels.due(value) if value else "–"


@register.filter
def qaddress(value: str) -> str:
    """An address of a page of ours in the reader's language; any other as it is."""
    return addresses.read_here(value)


@register.filter
def qnumber(value: Decimal | float | None, digits: int | None = None) -> str:
    """A number with the reader's separators; an en dash for none (missing is never zero)."""
    return "–" if value is None else formatting.number(value, digits)


@register.filter
def qmoney(value: Decimal | float | None) -> str:
    """Millions of tenge; an en dash for none."""
    return "–" if value is None else formatting.money(value)


@register.filter
def qpercent(value: Decimal | float | None, digits: int = 0) -> str:
    """A share of 0..1 as a percentage; an en dash for none."""
    return "–" if value is None else formatting.percent(value, digits)


WIDGETS = {
    forms.Select: "govuk-select",
    forms.Textarea: "govuk-textarea",
    forms.ClearableFileInput: "govuk-file-upload",
    forms.CheckboxInput: "govuk-checkboxes__input",
}


@register.filter
def govuk(field: forms.BoundField) -> SafeString:
    """A form field's control with the design system's classes and its error state."""
    widget = field.field.widget
    css = next((css for kind, css in WIDGETS.items() if isinstance(widget, kind)), "govuk-input")
    if field.errors and css != "govuk-checkboxes__input":
        css = f"{css} {css}--error"
    widget.attrs.pop("placeholder", None)  # too pale, and gone as one types: the label says it
    return field.as_widget(attrs={"class": css})


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    """Whether the control is a single checkbox, which carries its label behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def elided(paginator: "Paginator[Any]", number: int) -> Iterable[int | str]:
    """Page numbers around `number`, with gaps marked."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.filter
def words(text: str) -> list[str]:
    """A literal list for a template: "csv xlsx json"|words."""
    return text.split()


# A mark in the announcement and the name; those that also claim another's name stand before it.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "YaBrowser": "Yandex", "Firefox": "Firefox", "Chrome": "Chrome"}
BROWSERS |= {"Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
}
SYSTEMS |= {"CrOS": "ChromeOS", "Linux": "Linux"}


@register.filter
def qbrowser(agent: str) -> str:
    """A browser's announcement in words a person knows ("Chrome, Windows"); itself if none is known."""
    known = (
        next((name for mark, name in kinds.items() if mark in agent), None) for kinds in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, known)) or agent
