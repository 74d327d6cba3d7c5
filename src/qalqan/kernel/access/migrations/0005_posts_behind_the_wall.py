"""Posts are read by everyone: who holds which office is no secret. They are made and changed only inside a
scope that holds their place; a post of the nation by the nation's administrator or the program itself."""

from django.db import migrations

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach


class Migration(migrations.Migration):
    dependencies = [("access", "0004_seats_to_the_minute")]
    operations = [
        RowSecurity(
            "access_post", Reach(district="district_id", organisation="organisation_id"), open_read=True
        )
    ]
