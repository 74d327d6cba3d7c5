"""Addresses of rounds: the phone's under round/, the desk's under assessments/."""

from django.urls import URLPattern, path

from . import assessments, round, round_sync

DESK: tuple[URLPattern, ...] = (
    path("round/", round.visits, name="round"),
    path("round/sw.js", round_sync.worker, name="round_worker"),
    path("round/app.webmanifest", round_sync.manifest, name="round_manifest"),
    path("round/shell/", round.shell, name="round_shell"),
    path("round/session/", round_sync.session, name="round_session"),
    path("round/save/", round_sync.save, name="round_save"),
    path("round/photo/", round_sync.photograph, name="round_photo"),
    path("round/submit/", round_sync.submit, name="round_submit"),
    path("round/<uuid:site_id>/", round.questionnaire, name="round_site"),
    path("assessments/", assessments.index, name="assessments"),
    path("assessments/<uuid:key>/", assessments.detail, name="assessment"),
    path("assessments/<uuid:key>/beside/<uuid:other>/", assessments.beside, name="assessment_beside"),
    path("assessments/<uuid:key>/withdrawal/", assessments.withdraw, name="assessment_withdraw"),
)
