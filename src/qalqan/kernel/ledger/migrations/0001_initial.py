"""The table of entries, the table of seals, the table of public keys: append-only for everyone, owner included.

SQL, because Django has no word for partitions, row policies or refusing triggers; the models exist in the
state only."""

import django.db.models.functions.uuid
from django.db import migrations, models

ENTRY = """
CREATE TABLE ledger_entry (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id uuid NOT NULL DEFAULT uuidv7(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  seat_id uuid, user_id uuid, post_id uuid,
  region_id uuid, person_id uuid,
  salt uuid NOT NULL DEFAULT gen_random_uuid(),
  role text NOT NULL, purpose text NOT NULL, act text NOT NULL,
  kind text NOT NULL, target_id text NOT NULL, sections text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused')),
  note text NOT NULL CHECK (note ~ '^[a-z0-9_.]{0,80}$'),
  server text NOT NULL,
  before_digest bytea, after_digest bytea,
  PRIMARY KEY (xid, id)
) PARTITION BY RANGE (id);

-- who saw this child; what did this person do. Both by region first, both in order of time.
CREATE INDEX ledger_of_person ON ledger_entry (region_id, person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX ledger_of_user ON ledger_entry (region_id, user_id, id) WHERE user_id IS NOT NULL;

CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE ON ledger_entry
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_is_kept BEFORE TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

# A month's bounds are the least uuidv7 of its first moment and of the next month's. The program may not make
# tables; this function, run with its owner's rights, is all it can ask for.
PARTITIONS = """
CREATE FUNCTION ledger_first_id(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT rpad(lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

CREATE FUNCTION ledger_close(part text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, qalqan_app, qalqan_worker', part);
  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
  EXECUTE format('CREATE TRIGGER ledger_entry_is_kept BEFORE TRUNCATE ON public.%I
                  FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse()', part);
END $$;

CREATE FUNCTION ledger_make_partitions(ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  month timestamptz; part text; made int := 0;
BEGIN
  IF ahead NOT BETWEEN 0 AND 24 THEN
    RAISE EXCEPTION 'between 0 and 24 months ahead, not %', ahead;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ledger_make_partitions'));
  FOR step IN 0..ahead LOOP
    month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => step)) AT TIME ZONE 'UTC';
    part := 'ledger_entry_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE public.%I PARTITION OF public.ledger_entry FOR VALUES FROM (%L) TO (%L)',
        part, public.ledger_first_id(month),
        public.ledger_first_id((month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'));
      PERFORM public.ledger_close(part);
      made := made + 1;
    EXCEPTION WHEN check_violation THEN
      NULL;  -- the month has already begun in the default partition, and stays there
    END;
  END LOOP;
  RETURN made;
END $$;

CREATE TABLE ledger_entry_rest PARTITION OF ledger_entry DEFAULT;
SELECT ledger_close('ledger_entry_rest');
SELECT ledger_make_partitions(3);
REVOKE ALL ON FUNCTION ledger_close(text), ledger_make_partitions(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_make_partitions(int) TO qalqan_worker;
"""

SEALS = """
CREATE TABLE ledger_key (
  id text PRIMARY KEY,
  public bytea NOT NULL CHECK (length(public) = 32),
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  by_id text NOT NULL REFERENCES ledger_key,
  signature bytea NOT NULL CHECK (length(signature) = 64)
);
CREATE TABLE ledger_seal (
  number bigint PRIMARY KEY CHECK (number > 0),
  at timestamptz NOT NULL,
  until_xid bigint NOT NULL,
  until_id uuid NOT NULL,
  count bigint NOT NULL CHECK (count >= 0),
  total bigint NOT NULL,
  root bytea NOT NULL CHECK (length(root) = 32),
  previous bytea NOT NULL CHECK (length(previous) = 32),
  key_id text NOT NULL REFERENCES ledger_key,
  signature bytea NOT NULL CHECK (length(signature) = 64),
  locator bytea NOT NULL
);
CREATE INDEX ledger_seal_at ON ledger_seal (at);
CREATE TRIGGER ledger_seal_stays BEFORE UPDATE OR DELETE ON ledger_seal
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_seal_is_kept BEFORE TRUNCATE ON ledger_seal
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_key_stays BEFORE UPDATE OR DELETE ON ledger_key
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_key_is_kept BEFORE TRUNCATE ON ledger_key
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

# The app appends entries and reads those of its scope; only the worker seals. Everything is read, row by row
# of the whole nation, only by the sealer and by the auditor, who both say so.
RIGHTS = """
REVOKE ALL ON ledger_entry, ledger_seal, ledger_key FROM PUBLIC, qalqan_app, qalqan_worker;
GRANT SELECT, INSERT ON ledger_entry TO qalqan_app, qalqan_worker;
GRANT SELECT ON ledger_entry TO qalqan_audit;
GRANT SELECT ON ledger_seal, ledger_key TO qalqan_app, qalqan_worker, qalqan_audit;
GRANT INSERT ON ledger_seal, ledger_key TO qalqan_worker;

ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_append ON ledger_entry FOR INSERT WITH CHECK (true);
CREATE POLICY ledger_sealing ON ledger_entry FOR SELECT TO qalqan_worker, qalqan_audit
  USING ((SELECT current_setting('app.purpose', true)) = 'sealing');
CREATE POLICY ledger_audit ON ledger_entry FOR SELECT USING (
  (SELECT current_setting('app.purpose', true)) = 'audit'
  AND (region_id = ANY ((SELECT CASE WHEN nullif(current_setting('app.regions', true), '') <> '*'
                                THEN current_setting('app.regions', true)::uuid[] END)::uuid[])
       OR (SELECT current_setting('app.regions', true)) = '*'));
CREATE POLICY ledger_own ON ledger_entry FOR SELECT USING (
  (SELECT current_setting('app.purpose', true)) = 'own'
  AND person_id = ANY ((SELECT nullif(current_setting('app.persons', true), '')::uuid[])::uuid[]));
"""

UNDO = """
DROP TABLE ledger_entry, ledger_seal, ledger_key;
DROP FUNCTION ledger_make_partitions(int), ledger_close(text), ledger_first_id(timestamptz), ledger_refuse();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(ENTRY, migrations.RunSQL.noop),
                migrations.RunSQL(PARTITIONS, migrations.RunSQL.noop),
                migrations.RunSQL(SEALS, UNDO),
                migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                        ("xid", models.BigIntegerField(editable=False)),
                        ("at", models.DateTimeField(editable=False)),
                        ("seat_id", models.UUIDField(null=True)),
                        ("user_id", models.UUIDField(null=True)),
                        ("post_id", models.UUIDField(null=True)),
                        ("role", models.TextField()),
                        ("purpose", models.TextField()),
                        ("act", models.TextField()),
                        ("kind", models.TextField()),
                        ("target_id", models.TextField()),
                        ("region_id", models.UUIDField(null=True)),
                        ("person_id", models.UUIDField(null=True)),
                        ("sections", models.TextField()),
                        ("before_digest", models.BinaryField(null=True)),
                        ("after_digest", models.BinaryField(null=True)),
                        ("outcome", models.TextField()),
                        ("note", models.TextField()),
                        ("server", models.TextField()),
                        ("salt", models.UUIDField(editable=False)),
                    ],
                    options={"db_table": "ledger_entry"},
                ),
            ],
        ),
    ]
