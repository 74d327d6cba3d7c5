"""Scopes: posts know their district, organisation and unit; walls and emergency access; and the functions by
which row policies ask who asks. Each raises where no scope is open: forgetting one is an error, never an
empty answer or a full one. They are PL/pgSQL because SQL functions cannot raise, and STABLE so that
`(SELECT f())` in a policy is evaluated once a statement."""

import datetime

import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import forced, lifted

SETTINGS = """
CREATE FUNCTION access_setting(name text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    value text := current_setting('app.' || name, true);
BEGIN
    -- after a transaction a local setting is '' and not NULL
    IF value = '' OR value IS NULL THEN
        IF coalesce(current_setting('app.purpose', true), '') = '' THEN
            RAISE EXCEPTION 'no scope is open: rows of a region are reached inside one only'
                USING ERRCODE = 'insufficient_privilege', HINT = 'docs/algorithms/scope.md';
        END IF;
        RETURN NULL;
    END IF;
    RETURN value;
END $$;

CREATE FUNCTION access_purpose() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN access_setting('purpose'); END $$;
CREATE FUNCTION access_actor() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN access_setting('actor'); END $$;
CREATE FUNCTION access_seat() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN access_setting('seat')::uuid; END $$;
CREATE FUNCTION access_post() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN access_setting('post')::uuid; END $$;
CREATE FUNCTION access_user() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN access_setting('user')::uuid; END $$;
CREATE FUNCTION access_personal() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN coalesce(access_setting('personal') = 'on', false); END $$;
CREATE FUNCTION access_persons() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN coalesce(access_setting('persons'), '{}')::uuid[]; END $$;
CREATE FUNCTION access_walled() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN coalesce(access_setting('walled'), '{}')::uuid[]; END $$;
CREATE FUNCTION access_has_walls() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN coalesce(access_setting('walled'), '{}') <> '{}'; END $$;

-- The day in Kazakhstan: attachments and posts begin and end on local days.
CREATE FUNCTION access_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (now() AT TIME ZONE 'Asia/Almaty')::date;
"""
LIMIT = """
CREATE FUNCTION access_all_{place}s() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN coalesce(access_setting('{place}s') = '*', false); END $$;
CREATE FUNCTION access_{place}s() RETURNS {kind}[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN coalesce(nullif(access_setting('{place}s'), '*'), '{{}}')::{kind}[]; END $$;
CREATE FUNCTION access_{place}() RETURNS {kind} LANGUAGE plpgsql STABLE PARALLEL SAFE AS
    $$ BEGIN RETURN (access_{place}s())[1]; END $$;
"""
LIMITS = "".join(
    LIMIT.format(place=place, kind=kind)
    for place, kind in (("region", "uuid"), ("district", "uuid"), ("organisation", "uuid"), ("unit", "text"))
)
# An actor sees the walls around him and the emergencies he opened; a seat that reaches a whole region sees
# all of the region's. Anyone may raise a wall in his region; two people lower one.
OWN = """
ALTER TABLE access_wall ADD CONSTRAINT wall_against_one
    CHECK (num_nonnulls(user_id, post_id, organisation_id) = 1);
CREATE POLICY reach_read ON access_wall FOR SELECT USING (
    user_id = (SELECT access_user()) OR post_id = (SELECT access_post())
    OR organisation_id = ANY ((SELECT access_organisations())::uuid[]) OR {whole_region});
CREATE POLICY reach_insert ON access_wall FOR INSERT WITH CHECK ({region});
CREATE POLICY reach_update ON access_wall FOR UPDATE USING ({whole_region}) WITH CHECK ({whole_region});

CREATE POLICY reach_read ON access_emergency FOR SELECT
    USING (user_id = (SELECT access_user()) OR {whole_region});
CREATE POLICY reach_insert ON access_emergency FOR INSERT
    WITH CHECK (user_id = (SELECT access_user()) AND seat_id = (SELECT access_seat()) AND {region});
CREATE POLICY reach_update ON access_emergency FOR UPDATE
    USING (user_id = (SELECT access_user()) OR {whole_region})
    WITH CHECK (user_id = (SELECT access_user()) OR {whole_region});

-- Asked at the opening of every scope, so in PL/pgSQL, which keeps its plans.
CREATE FUNCTION access_walls_of_actor() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    me uuid := access_user();
    mine uuid := access_post();
    ours uuid[] := access_organisations();
BEGIN
    RETURN coalesce((
        SELECT array_agg(DISTINCT person_id) FROM access_wall
        WHERE lowered_at IS NULL
          AND (user_id = me OR post_id = mine OR organisation_id = ANY (ours))), '{{}}');
END $$;
CREATE FUNCTION access_emergencies_of_actor() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine uuid := access_seat();
    why text := access_purpose();
BEGIN
    RETURN coalesce((
        SELECT array_agg(DISTINCT person_id) FROM access_emergency
        WHERE seat_id = mine AND purpose = why
          AND closed_at IS NULL AND until > statement_timestamp()), '{{}}');
END $$;
"""
REGION = "((SELECT access_all_regions()) OR region_id = ANY ((SELECT access_regions())::uuid[]))"
WHOLE_REGION = (
    f"({REGION} AND (SELECT access_all_districts()) AND (SELECT access_all_organisations()) "
    "AND (SELECT access_all_units()))"
)
FUNCTIONS = (
    "access_today() access_has_walls() access_walled() access_persons() "
    "access_personal() access_user() access_post() access_seat() access_actor() access_purpose() "
    + " ".join(
        f"access_all_{place}s() access_{place}() access_{place}s()"
        for place in ("region", "district", "organisation", "unit")
    )
    + " access_setting(text)"
).split()

# COPY FROM is refused on tables with row security. Rows are copied into a table of a schema that nobody
# lists, which lives as long as the transaction, and inserted from there under the scope.
INTAKE = """
CREATE SCHEMA intake;
GRANT USAGE ON SCHEMA intake TO qalqan_app, qalqan_worker;
CREATE FUNCTION intake.open(target regclass, columns text[]) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := 'rows_' || replace(uuidv7()::text, '-', '');
    made text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE oid = target AND relrowsecurity
                   AND relnamespace = 'public'::regnamespace) THEN
        RAISE EXCEPTION '% has no row security: copy into it directly', target;
    END IF;
    SELECT string_agg(format('%I %s', c.name, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY c.place)
    INTO made
    FROM unnest(columns) WITH ORDINALITY AS c (name, place)
    JOIN pg_attribute a ON a.attrelid = target AND a.attname = c.name AND a.attnum > 0 AND NOT a.attisdropped;
    EXECUTE format('CREATE UNLOGGED TABLE intake.%I (%s)', name, made);
    EXECUTE format('GRANT INSERT, SELECT ON intake.%I TO %I', name, session_user);
    RETURN 'intake.' || quote_ident(name);
END $$;
CREATE FUNCTION intake.close(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF name !~ '^intake\\.rows_[0-9a-f]{32}$' THEN
        RAISE EXCEPTION 'not a staging table: %', name;
    END IF;
    EXECUTE 'DROP TABLE ' || name;
END $$;
REVOKE ALL ON FUNCTION intake.open(regclass, text[]), intake.close(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION intake.open(regclass, text[]), intake.close(text) TO qalqan_app, qalqan_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_shared_cache")]

    operations = [
        migrations.AddField("post", "district_id", models.UUIDField(null=True)),
        migrations.AddField("post", "organisation_id", models.UUIDField(null=True)),
        migrations.AddField("post", "unit", models.CharField(blank=True, max_length=40)),
        migrations.CreateModel(
            name="Emergency",
            fields=[
                ("region_id", models.UUIDField()),
                (
                    "id",
                    models.UUIDField(
                        db_default=django.db.models.functions.uuid.UUID7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("seat_id", models.UUIDField()),
                ("user_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("purpose", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=500)),
                ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("until", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "access_emergency",
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["seat_id", "until"], name="emergency_of_seat"),
                    models.Index(fields=["region_id", "opened_at"], name="emergency_in_region"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "until__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("opened_at"), "+", models.Value(datetime.timedelta(days=1))
                                ),
                            )
                        ),
                        name="emergency_of_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Wall",
            fields=[
                ("region_id", models.UUIDField()),
                (
                    "id",
                    models.UUIDField(
                        db_default=django.db.models.functions.uuid.UUID7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("user_id", models.UUIDField(null=True)),
                ("post_id", models.UUIDField(null=True)),
                ("organisation_id", models.UUIDField(null=True)),
                (
                    "origin",
                    models.CharField(choices=[("raised", "raised"), ("declared", "declared")], max_length=10),
                ),
                ("reason", models.CharField(max_length=500)),
                ("raised_by", models.UUIDField(null=True)),
                ("raised_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("lowering_asked_by", models.UUIDField(null=True)),
                ("lowering_asked_at", models.DateTimeField(null=True)),
                ("lowered_by", models.UUIDField(null=True)),
                ("lowered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "access_wall",
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["user_id"], name="wall_user"),
                    models.Index(fields=["post_id"], name="wall_post"),
                    models.Index(fields=["organisation_id"], name="wall_organisation"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lowered_at__isnull", True),
                            models.Q(
                                ("lowered_by__isnull", False),
                                ("lowering_asked_by__isnull", False),
                                models.Q(("lowered_by", models.F("lowering_asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wall_lowered_by_two",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SETTINGS + LIMITS, "".join(f"DROP FUNCTION {function};" for function in FUNCTIONS)),
        migrations.RunSQL(
            forced("access_wall")
            + forced("access_emergency")
            + OWN.format(region=REGION, whole_region=WHOLE_REGION),
            "DROP FUNCTION access_walls_of_actor(); DROP FUNCTION access_emergencies_of_actor();"
            + lifted("access_wall")
            + lifted("access_emergency"),
        ),
        migrations.RunSQL(INTAKE, "DROP SCHEMA intake CASCADE"),
    ]
