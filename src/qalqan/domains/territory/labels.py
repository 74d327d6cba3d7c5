"""What the kinds of regions and districts are called, in the reader's language."""

from django.utils.translation import gettext_lazy as _

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
