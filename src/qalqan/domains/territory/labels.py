"""What the kinds of regions and districts are called, and what is wrong with a file of outlines, in the
reader's language."""

from django.utils.translation import gettext_lazy as _

from qalqan.domains.territory.outline_files import Fault

REGION_KINDS = {
    "oblast": _("oblast"),
    "capital": _("capital"),
    "republican-city": _("city of republican significance"),
}
DISTRICT_KINDS = {
    "district": _("district"),
    "city": _("city of oblast significance"),
    "city-district": _("city district"),
}

# What is wrong with a file of outlines, and how to mend it; %(value)s is what was found.
OUTLINE_FAULTS = {
    "too_large": (
        _("the file is larger than 80 MB"),
        _("Simplify the outlines or split the file by region."),
    ),
    "not_json": (_("this is no JSON: %(value)s"), _("Export the layer as GeoJSON.")),
    "not_collection": (_("this is no collection of features"), _("Export the whole layer as GeoJSON.")),
    "crs": (
        _("the coordinates are in another system: %(value)s"),
        _("Export in WGS 84 (EPSG:4326), in degrees."),
    ),
    "empty": (_("there is no outline in it"), _("Check the layer that was exported.")),
    "no_code": (_("the field “%(value)s” is empty or missing"), _("Name the field that holds the code.")),
    "unknown_code": (
        _("no region or district that stands today has the code %(value)s"),
        _("Mend the code, or leave such features out with --skip-unknown."),
    ),
    "twice": (_("the code %(value)s stands here a second time"), _("Join its parts into one feature.")),
    "not_polygon": (_("this is no polygon: %(value)s"), _("Give areas, not lines or points.")),
    "coordinates": (_("coordinates cannot be read: %(value)s"), _("Give pairs of longitude and latitude.")),
    "too_many_points": (_("%(value)s points in one outline"), _("Simplify the outlines.")),
    "projected": (
        _("%(value)s are no degrees"),
        _("The file is in a projection: export it in WGS 84 (EPSG:4326)."),
    ),
    "swapped": (_("%(value)s: latitude stands first"), _("GeoJSON has longitude first: swap the two.")),
    "abroad": (_("%(value)s lies outside the country"), _("Check the layer and its coordinates.")),
    "crosses_itself": (_("the outline crosses itself: %(value)s"), _("Repair the shape where it says.")),
    "overlap": (
        _("these two share %(value)s square kilometres"),
        _("Cut the overlap: a point has one owner."),
    ),
    "missing": (
        _("the outline of %(value)s is missing"),
        _("Bring all regions at once: pieces of two sources leave gaps."),
    ),
    "other_region": (
        _("%(value)s of it lies outside its region"),
        _("Check the code: this is another district's outline."),
    ),
}


def fault_words(fault: Fault) -> str:
    """A fault in the reader's language: place, rule, mend."""
    message, mend = OUTLINE_FAULTS[fault.rule]
    said = f"{message % {'value': fault.value}}. {mend}"
    return f"{fault.place}: {said}" if fault.place else said
