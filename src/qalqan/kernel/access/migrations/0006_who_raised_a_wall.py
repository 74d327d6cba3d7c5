"""Who raised a wall sees it and may ask that it be lowered, also where the post reaches less than the region."""

from django.db import migrations

PLACED = """((SELECT access_all_regions()) OR region_id = ANY ((SELECT access_regions())::uuid[]))
    AND (SELECT access_all_districts()) AND (SELECT access_all_organisations()) AND (SELECT access_all_units())"""
NARROW = f"""
DROP POLICY reach_read ON access_wall;
DROP POLICY reach_update ON access_wall;
CREATE POLICY reach_read ON access_wall FOR SELECT USING (
    user_id = (SELECT access_user()) OR post_id = (SELECT access_post())
    OR organisation_id = ANY ((SELECT access_organisations())::uuid[]) OR ({PLACED}));
CREATE POLICY reach_update ON access_wall FOR UPDATE USING ({PLACED}) WITH CHECK ({PLACED});
"""
WIDE = f"""
DROP POLICY reach_read ON access_wall;
DROP POLICY reach_update ON access_wall;
CREATE POLICY reach_read ON access_wall FOR SELECT USING (
    raised_by = (SELECT access_user()) OR user_id = (SELECT access_user()) OR post_id = (SELECT access_post())
    OR organisation_id = ANY ((SELECT access_organisations())::uuid[]) OR ({PLACED}));
CREATE POLICY reach_update ON access_wall FOR UPDATE
    USING (raised_by = (SELECT access_user()) OR ({PLACED}))
    WITH CHECK (raised_by = (SELECT access_user()) OR ({PLACED}));
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_posts_behind_the_wall")]
    operations = [migrations.RunSQL(WIDE, NARROW)]
