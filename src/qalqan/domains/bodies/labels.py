"""What the kinds of bodies are called, in the reader's language."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "government": _("Government"),
    "ministry": _("ministry"),
    "court": _("court"),
    "prosecutor": _("prosecutor's office"),
    "committee": _("committee"),
    "commission": _("commission"),
    "project-unit": _("project management unit"),
    "akimat": _("akimat"),
    "department": _("regional department"),
    "collective": _("stands for many bodies"),
}
