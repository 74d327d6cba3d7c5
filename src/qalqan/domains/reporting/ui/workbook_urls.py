"""Addresses of the offline reporter."""

from django.urls import URLPattern, path

from .workbook import annotated, apply, download, restore, set_aside, upload, workbook

PATTERNS: tuple[URLPattern, ...] = (
    path("packages/<uuid:package>/workbook/", workbook, name="workbook"),
    path("packages/<uuid:package>/workbook/<str:code>.xlsx", download, name="workbook_file"),
    path("uploads/<uuid:upload>/", upload, name="upload"),
    path("uploads/<uuid:upload>/annotated.xlsx", annotated, name="upload_annotated"),
    path("uploads/<uuid:upload>/take-over/", apply, name="upload_apply"),
    path("uploads/<uuid:upload>/set-aside/", set_aside, name="upload_set_aside"),
    path("uploads/<uuid:upload>/restore/", restore, name="upload_restore"),
)
