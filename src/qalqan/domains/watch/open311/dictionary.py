"""Services and their definitions: the categories of people's control as GeoReport says them."""

from typing import Any

from qalqan.domains.watch.rules.categories import LISTS, Attribute, Category, by_service_code, categories

from .params import Fault, Refused


def service(code: str) -> Category:
    """The category of a service code. Refused with 404 when there is none."""
    found = by_service_code(code)
    if found is None:
        raise Refused(Fault("service_unknown", code[:40], 404))
    return found


def services(language: str) -> list[dict[str, Any]]:
    """Every service, in the order that citizens see."""
    return [
        {
            "service_code": one.service_code,
            "service_name": one.names[language],
            "description": one.question[language],
            "metadata": bool(one.attributes),
            "type": "realtime",
            "keywords": ", ".join(word.strip() for word in one.keywords[language]),
            "group": one.group[language],
        }
        for one in categories()
    ]


def definition(code: str, language: str) -> dict[str, Any]:
    """The questions of one service. Refused with 404 when there is no such service."""
    found = service(code)
    return {
        "service_code": found.service_code,
        "attributes": [_attribute(one, place, language) for place, one in enumerate(found.attributes, 1)],
    }


def _attribute(one: Attribute, order: int, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "variable": True,
        "code": one.code,
        "datatype": one.datatype,
        "required": one.is_required,
        "datatype_description": None,
        "order": order,
        "description": one.names[language],
    }
    if one.datatype in LISTS:
        found["values"] = [{"key": value.key, "name": value.names[language]} for value in one.values]
    return found
