"""A file as it was read: its text, what the reader understood apart from the measures, and the place of
each field in that text. Every import of a changed file adds one source document with all its places."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from .base import Row
from .measure import Measure
from .plan import Plan, Section


class SourceDocument(Row):
    """One file, read once. `reading_sha256` is of the reading's result: a better reader over the same bytes
    is a changed document too. At any moment of record time a plan has one source."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sources")
    file_name = models.CharField(max_length=255)
    format = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    reading_sha256 = models.CharField(max_length=64)
    text = models.TextField()
    words_whole = models.BooleanField()
    pages = ArrayField(models.PositiveIntegerField(), default=list)
    notes = ArrayField(models.TextField(), default=list)
    act_number = models.TextField(blank=True)
    act_date = models.DateField(null=True)
    act_title = models.TextField(blank=True)
    act_body = models.TextField(blank=True)
    recorded = DateTimeRangeField()
    imported_by = models.CharField(max_length=200)
    imported_by_user = models.UUIDField(null=True)

    class Meta:
        db_table = "plans_source_document"
        constraints = [
            ExclusionConstraint(
                name="plans_one_source_at_a_time",
                expressions=[("plan", RangeOperators.EQUAL), ("recorded", RangeOperators.OVERLAPS)],
            )
        ]


class Paragraph(Row):
    """A numbered paragraph of the act; number "" is the preamble, "2.1" a sub-paragraph."""

    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="paragraphs")
    position = models.PositiveSmallIntegerField()
    number = models.TextField(blank=True)
    text = models.TextField()

    class Meta:
        db_table = "plans_paragraph"
        ordering = ["position"]


class SectionTitle(Row):
    """A section's title as this source writes it."""

    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="section_titles")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="titles")
    title = models.TextField()

    class Meta:
        db_table = "plans_section_title"
        constraints = [models.UniqueConstraint("source", "section", name="plans_section_title_once")]


class Abbreviation(Row):
    """A short form that the act defines."""

    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="abbreviations")
    position = models.PositiveSmallIntegerField()
    short = models.TextField()
    meaning = models.TextField()

    class Meta:
        db_table = "plans_abbreviation"
        ordering = ["position"]


class Furniture(Row):
    """Characters of the source that are no content, by the name the reader gave them (header, page cut)."""

    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="furniture")
    name = models.CharField(max_length=80)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        db_table = "plans_furniture"
        ordering = ["start"]


class Finding(Row):
    """A defect or an open question that the reader saw; its words are in the rule's catalogue."""

    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="findings")
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=[("defect", "defect"), ("gap", "gap")])
    rule = models.CharField(max_length=80)
    place = models.TextField()
    quote = models.TextField(blank=True)

    class Meta:
        db_table = "plans_finding"
        ordering = ["position"]


class FindingParam(Row):
    """A named value for the words of a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="params")
    name = models.CharField(max_length=40)
    value = models.TextField()

    class Meta:
        db_table = "plans_finding_param"


class Citation(Row):
    """Characters `[start, end)` of the source's text that a field was read from, in reading order. Exactly
    one owner: a measure, a section, a paragraph or a finding."""

    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="citations")
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="citations")
    section = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="citations")
    paragraph = models.ForeignKey(Paragraph, null=True, on_delete=models.PROTECT, related_name="citations")
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="citations")
    field = models.TextField()
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        db_table = "plans_citation"
        indexes = [models.Index(fields=["source", "measure"], name="plans_citation_of_measure")]
        constraints = [
            models.CheckConstraint(name="plans_citation_in_order", condition=Q(start__lt=models.F("end"))),
            models.CheckConstraint(
                name="plans_citation_one_owner",
                condition=(
                    Q(measure__isnull=False, section=None, paragraph=None, finding=None)
                    | Q(measure=None, section__isnull=False, paragraph=None, finding=None)
                    | Q(measure=None, section=None, paragraph__isnull=False, finding=None)
                    | Q(measure=None, section=None, paragraph=None, finding__isnull=False)
                ),
            ),
        ]


class Joint(Row):
    """A place where two fragments may or may not be one word, and what the reader chose."""

    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="joints")
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="joints")
    field = models.TextField(blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    left = models.TextField()
    right = models.TextField()
    is_joined = models.BooleanField()
    confidence = models.FloatField()

    class Meta:
        db_table = "plans_joint"
        ordering = ["start"]


class JointDecision(Row):
    """What a person decided on a doubtful joint. Appended, never changed; the newest one holds."""

    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="decisions")
    is_joined = models.BooleanField()
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)
    decided_by_user = models.UUIDField(null=True)
    post = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "plans_joint_decision"
        ordering = ["decided_at"]
