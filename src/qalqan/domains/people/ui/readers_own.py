"""Who saw my record, and my child's: for the person concerned and for parents of a child under age.

Plain words, posts and organisations, no names of staff. What could warn somebody whom a child is being
protected from is not listed (`ledger.queries.WITHHELD_...`), and the page always says so, so that nothing can
be read from its silence. A relative whom a court keeps away, and who is walled off, finds no child here.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qalqan.domains.people import queries
from qalqan.domains.people.models import Person
from qalqan.domains.people.ui.readers import FilterForm, pages
from qalqan.domains.people.ui.readers_shown import shown
from qalqan.kernel import ledger
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.ledger import queries as book
