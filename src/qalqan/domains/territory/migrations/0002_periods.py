"""Temporal constraints, which Django cannot state yet (PostgreSQL 18): see models.py for what they promise."""

from django.db import migrations

FORWARD = """
ALTER TABLE territory_region
    ADD CONSTRAINT territory_region_life UNIQUE (id, life WITHOUT OVERLAPS);
ALTER TABLE territory_region_name
    ADD CONSTRAINT territory_region_name_one_a_day UNIQUE (region_id, valid WITHOUT OVERLAPS),
    ADD CONSTRAINT territory_region_name_in_life
        FOREIGN KEY (region_id, PERIOD valid) REFERENCES territory_region (id, PERIOD life)
        DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE territory_district
    ADD CONSTRAINT territory_district_life UNIQUE (id, life WITHOUT OVERLAPS);
ALTER TABLE territory_district_place
    ADD CONSTRAINT territory_district_place_one_a_day UNIQUE (district_id, valid WITHOUT OVERLAPS),
    ADD CONSTRAINT territory_district_place_in_life
        FOREIGN KEY (district_id, PERIOD valid) REFERENCES territory_district (id, PERIOD life)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT territory_district_place_in_region
        FOREIGN KEY (region_id, PERIOD valid) REFERENCES territory_region (id, PERIOD life)
        DEFERRABLE INITIALLY DEFERRED;
"""

BACKWARD = """
ALTER TABLE territory_district_place
    DROP CONSTRAINT territory_district_place_in_region,
    DROP CONSTRAINT territory_district_place_in_life,
    DROP CONSTRAINT territory_district_place_one_a_day;
ALTER TABLE territory_district DROP CONSTRAINT territory_district_life;
ALTER TABLE territory_region_name
    DROP CONSTRAINT territory_region_name_in_life,
    DROP CONSTRAINT territory_region_name_one_a_day;
ALTER TABLE territory_region DROP CONSTRAINT territory_region_life;
"""


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]
    operations = [
        # not BtreeGistExtension: going back, it would drop what the launcher made and others use
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
