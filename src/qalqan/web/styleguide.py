"""The living styleguide's page: invented values for every component. Its address exists in demo mode only."""

import datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qalqan.kernel.access.acts import act


class SampleForm(forms.Form):
    """One control of each kind."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("Everyone who reads the decision sees it.")
    )
    words = forms.CharField(label=gettext_lazy("Decision"), widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label=gettext_lazy("I have read the source"))


@act("web.styleguide", public=True)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    day = datetime.date(2020, 3, 30)
    later = datetime.date(2023, 12, 31)
    states = [("good", _("Done")), ("late", _("Late")), ("waiting", _("Not due yet"))]
    titles = (
        "Установка тёплых туалетов в организациях образования",
        "Обеспечение организаций образования системами видеонаблюдения",
        "Разработка методических рекомендаций",
    )
    rows = [
        {"number": number, "title": title, "due": later, "money": money, "kind": kind, "state": state}
        for number, title, money, (kind, state) in zip(
            (6, 61, 62), titles, (80, None, 5), states, strict=True
        )
    ]
    context = {
        "crumbs": [(_("Front page"), reverse("home"))],
        "day": day,
        "later": later,
        "now": timezone.now(),
        "states": states,
        "rows": rows,
        "page": Paginator(range(400), 20).get_page(request.GET.get("page", 4)),
        "form": SampleForm({"words": "…"}),
    }
    return render(request, "styleguide.html", context)
