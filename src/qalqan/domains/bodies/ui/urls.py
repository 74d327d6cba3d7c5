"""Addresses of administration."""

from django.urls import path

from . import invitations, organisations, people, posts

patterns = (
    [
        path("", organisations.organisation_list, name="organisations"),
        path("organisations/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
        path("organisations/<uuid:organisation_id>/posts/", organisations.open_post, name="open_post"),
        path("posts/", posts.place_posts, name="posts"),
        path("posts/<uuid:post_id>/", posts.post, name="post"),
        path("posts/<uuid:post_id>/invite/", posts.invite, name="invite"),
        path("posts/<uuid:post_id>/hand-over/", posts.hand_over, name="hand_over"),
        path("posts/<uuid:post_id>/end/", posts.end, name="end"),
        path("people/<uuid:user_id>/", people.person, name="person"),
        path("people/<uuid:user_id>/suspend/", people.suspend, name="suspend"),
        path("people/<uuid:user_id>/restore/", people.restore, name="restore"),
        path("people/<uuid:user_id>/end-sessions/", people.end_sessions, name="end_sessions"),
        path(
            "people/<uuid:user_id>/second-factor/", people.remove_second_factor, name="remove_second_factor"
        ),
        path("invitations/", invitations.invitation_list, name="invitations"),
        path("invitations/<uuid:invitation_id>/resend/", invitations.resend, name="resend"),
        path("invitations/<uuid:invitation_id>/revoke/", invitations.revoke, name="revoke"),
        path("invitations/<uuid:invitation_id>/confirm/", invitations.confirm, name="confirm"),
        path("me/", people.own, name="own"),
    ],
    "administration",
)
invitation = path("account/invitation/<str:key>/", invitations.accept, name="invitation")
