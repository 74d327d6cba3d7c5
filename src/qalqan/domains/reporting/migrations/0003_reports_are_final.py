"""What a report was compiled from and to is never changed, and a published report not at all."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from qalqan.kernel.appended import Appended

GUARD = """
CREATE TRIGGER published_is_final BEFORE UPDATE OR DELETE ON reporting_report
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION kernel_row_is_final();
"""
LIFT = "DROP TRIGGER published_is_final ON reporting_report;"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_revisions")]

    operations = [
        Appended("reporting_report_file"),
        Appended("reporting_report_number"),
        Appended("reporting_report_finding"),
        RunSQL(GUARD, LIFT),
    ]
