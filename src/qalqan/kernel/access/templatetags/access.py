"""`{% may "plans.decide_gap" as ok %}{% if ok %}...` : the same policy in templates."""

from typing import Any

from django import template

from qalqan.kernel.access import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: template.Context, act: str, target: Any = None) -> bool:
    """Whether the person of this page may do `act`; False on a page without a request (error pages)."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return user is not None and policy.may(user, act, target)
