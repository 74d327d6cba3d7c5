"""Addresses of people's control. `watch` is the desk, behind sign-in; `citizen` is everybody's: reporting,
following, the public list and map, at a short address because it is read from a poster.

The two draw different pages, so that each has a list of its own and its own name: {% url 'watch:queue' %},
{% url 'citizen:report' %}. Every view declares its act. An author adds his import and his lines here and
nothing else.
"""

from django.urls import URLPattern

DESK: tuple[URLPattern, ...] = ()

CITIZEN: tuple[URLPattern, ...] = ()

desk_patterns = (list(DESK), "watch")
citizen_patterns = (list(CITIZEN), "citizen")
