"""The table of Django's database cache. It holds the counters of failed sign-ins and the codes already used, which
all server processes must share. UNLOGGED: after a crash it is empty, which costs a guesser's record of minutes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE access_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX access_cache_expires ON access_cache (expires);
            """,
            "DROP TABLE access_cache",
        ),
    ]
