"""Who may appoint whom: nobody gives away what he does not have, whatever the places."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from qalqan.kernel.access import granting
from qalqan.kernel.access.granting import Place, contains, may_appoint
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import Level

ids = st.none() | st.sampled_from([UUID(int=n) for n in range(3)])
places = st.builds(
    Place, role=st.sampled_from(sorted(ROLES)), region_id=ids, district_id=ids, organisation_id=ids
)
WIDTH = [Level.ORGANISATION, Level.DISTRICT, Level.REGION, Level.NATION]
HERE, THERE = UUID(int=1), UUID(int=2)


@given(places, places)
def test_nobody_appoints_outside_the_own_region_or_organisation(giver, place):
    if may_appoint(giver, place) and ROLES[giver.role].level is not Level.NATION:
        assert giver.region_id is not None
        assert place.region_id == giver.region_id
        if ROLES[giver.role].level is Level.ORGANISATION:
            assert giver.organisation_id is not None
            assert place.organisation_id == giver.organisation_id


@given(places, places)
def test_nobody_appoints_a_wider_role_or_an_equal_of_the_own_region(giver, place):
    if may_appoint(giver, place):
        assert WIDTH.index(ROLES[place.role].level) <= WIDTH.index(ROLES[giver.role].level)
        if giver.role != "national_admin":
            assert place.role != giver.role


@given(places, places, places)
def test_who_was_appointed_cannot_appoint_further_than_who_appointed_him(first, second, third):
    """No ladder: through people he appoints, an administrator reaches no place he does not reach himself."""
    if may_appoint(first, second) and may_appoint(second, third):
        assert may_appoint(first, third)


def test_overseers_are_never_appointed_by_whom_they_oversee():
    admin = Place("region_admin", HERE)
    assert not any(may_appoint(admin, Place(role, HERE)) for role in ("region_admin", "data_officer"))
    assert may_appoint(admin, Place("school_head", HERE, THERE, THERE))
    assert not may_appoint(admin, Place("school_head", THERE))
    assert may_appoint(Place("national_admin"), Place("data_officer", HERE))


def test_a_school_head_fills_the_own_school_and_no_other():
    head = Place("school_head", HERE, None, HERE)
    assert may_appoint(head, Place("class_teacher", HERE, None, HERE))
    assert not may_appoint(head, Place("class_teacher", HERE, None, THERE))
    assert not may_appoint(head, Place("doctor", HERE, None, HERE))
    assert not contains(Place("school_head", HERE), Place("class_teacher", HERE))


def test_the_groups_agree_with_the_levels_of_the_roles():
    assert ROLES.keys() == granting.NATIONAL | granting.REGIONAL | granting.LOCAL
    assert {role for role in ROLES if ROLES[role].level is Level.NATION} == granting.NATIONAL
    assert {role for role in ROLES if ROLES[role].level is Level.REGION} == granting.REGIONAL


def test_two_people_are_needed_for_wide_power_only():
    assert granting.needs_second("national_admin")
    assert granting.needs_second("data_officer")
    assert not granting.needs_second("school_head")
