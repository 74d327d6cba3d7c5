"""Mass assignment: what decides about reach is never a field that anybody may fill in. A form takes no id, no
region, no role, no seat; the few that do are named here, with what their verb checks."""

import re
from importlib import import_module
from pathlib import Path

from django.forms import BaseForm, BaseModelForm

SOURCE = Path(__file__).resolve().parents[2] / "src" / "qalqan"
DECIDING = {
    "id", "pk", "user", "user_id", "seat", "seat_id", "post", "post_id", "role", "level", "unit",
    "region", "region_id", "district", "district_id", "organisation", "organisation_id", "body_code",
    "person", "person_id", "is_active", "purpose", "until", "lowered_by", "confirmed_by",
}  # fmt: skip
CHECKED = {
    ("OpenPostForm", "role"): "granting.may_appoint: only what the actor's own role appoints",
    ("OpenPostForm", "unit"): "a class of the organisation whose page this is",
    ("OpenPlacePostForm", "role"): "granting.may_appoint",
    ("OpenPlacePostForm", "district"): "granting.contains: inside the actor's own place",
    ("CalculatorForm", "region"): "counts a deadline on the screen, writes nothing",
    ("PlaceForm", "organisation"): "people.actions: inside the actor's own place",
    ("MoveForm", "region"): "the verb itself: territory.regions_on, and the person must be within reach",
    ("EmergencyForm", "purpose"): "scope.bounds: one of the role's own purposes, else nothing opens",
    ("FilterForm", "purpose"): "narrows a list that the scope has bounded",
    ("VisitorForm", "until"): "the hour at which a visitor's pass ends, of no seat",
    ("StateForm", "until"): "schools.assets: the day a statement of a thing ends, of no seat",
    ("SiteForm", "until"): "schools.sites: the day a place was closed, for who keeps the register",
    ("KeyForm", "region"): "open311.administrating: a nation's coordinator alone makes keys",
    ("PeerForm", "region"): "open311.administrating: a nation's coordinator alone names centres",
    ("QuestionForm", "region"): "schools.budgeting: the scope bounds what is asked about",
    ("FilterForm", "until"): "narrows a list that the scope has bounded",
}


def forms() -> set[type[BaseForm]]:
    """Every form class of the program, wherever it stands."""
    for file in SOURCE.rglob("*.py"):
        if "tests" not in file.parts and re.search(
            r"^class .*Form\w*\)", file.read_text("utf-8"), re.MULTILINE
        ):
            import_module(".".join(file.relative_to(SOURCE.parent).with_suffix("").parts))

    def below(parent: type) -> set[type]:
        return {parent}.union(*(below(child) for child in parent.__subclasses__()))

    return {form for form in below(BaseForm) if form.__module__.startswith("qalqan.")}


def test_no_form_takes_what_decides_about_reach() -> None:
    found = forms()
    assert len(found) > 10
    taken = {(form.__name__, name) for form in found for name in form.base_fields if name in DECIDING}
    assert taken - CHECKED.keys() == set()


def test_no_form_is_made_of_a_whole_model() -> None:
    loose = [form.__name__ for form in forms() if issubclass(form, BaseModelForm)]
    assert loose == [], "a model form grows with its model: name the fields in a plain form"
