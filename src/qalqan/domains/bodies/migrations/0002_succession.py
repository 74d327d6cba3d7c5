"""Exactly one living body for every function, place and day: temporal constraints of PostgreSQL 18, which
Django cannot state yet, and a deferred trigger for the half that no constraint can say (see models.py)."""

from django.db import migrations

FORWARD = """
ALTER TABLE bodies_body
    ADD CONSTRAINT bodies_body_life UNIQUE (id, life WITHOUT OVERLAPS);
ALTER TABLE bodies_body_name
    ADD CONSTRAINT bodies_body_name_one_a_day UNIQUE (body_id, valid WITHOUT OVERLAPS),
    ADD CONSTRAINT bodies_body_name_in_life
        FOREIGN KEY (body_id, PERIOD valid) REFERENCES bodies_body (id, PERIOD life)
        DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bodies_holding
    ADD CONSTRAINT bodies_holding_one_a_day UNIQUE (function_id, place, valid WITHOUT OVERLAPS),
    ADD CONSTRAINT bodies_holding_by_the_living
        FOREIGN KEY (body_id, PERIOD valid) REFERENCES bodies_body (id, PERIOD life)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT bodies_holding_in_region
        FOREIGN KEY (region_id, PERIOD valid) REFERENCES territory_region (id, PERIOD life)
        DEFERRABLE INITIALLY DEFERRED;

-- Every function, place and period that nobody holds; no rows when succession is whole.
CREATE VIEW bodies_gap WITH (security_invoker = true) AS
SELECT f.key AS function, p.code AS region, datemultirange(p.life) - coalesce(h.held, '{}') AS days
FROM bodies_function f
CROSS JOIN LATERAL (
    SELECT NULL::uuid AS id, NULL::text AS code, f.life WHERE f.scope = 'national'
    UNION ALL
    SELECT r.id, r.code, f.life * r.life FROM territory_region r
    WHERE f.scope = 'regional' AND NOT isempty(f.life * r.life)
) p
LEFT JOIN LATERAL (
    SELECT range_agg(valid) AS held FROM bodies_holding
    WHERE function_id = f.id AND region_id IS NOT DISTINCT FROM p.id
) h ON true
WHERE NOT isempty(datemultirange(p.life) - coalesce(h.held, '{}'));

CREATE FUNCTION bodies_refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gap record;
BEGIN
    SELECT * INTO gap FROM bodies_gap LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'nobody holds % in % on %', gap.function, coalesce(gap.region, 'the country'), gap.days
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bodies_holding_no_gap',
                  TABLE = 'bodies_holding';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION bodies_refuse_wrong_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM bodies_body b, bodies_function f
        WHERE b.id = NEW.body_id AND f.id = NEW.function_id
          AND b.kind <> 'collective'
          AND b.region_id IS NOT DISTINCT FROM NEW.region_id
          AND (f.scope = 'national') = (NEW.region_id IS NULL)
    ) THEN
        RAISE EXCEPTION 'the region of holding, body and function must agree'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bodies_holding_in_its_place',
                  TABLE = 'bodies_holding';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bodies_holding_in_its_place BEFORE INSERT OR UPDATE ON bodies_holding
    FOR EACH ROW EXECUTE FUNCTION bodies_refuse_wrong_place();
CREATE CONSTRAINT TRIGGER bodies_holding_no_gap AFTER UPDATE OR DELETE ON bodies_holding
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bodies_refuse_gap();
CREATE CONSTRAINT TRIGGER bodies_function_no_gap AFTER INSERT OR UPDATE ON bodies_function
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bodies_refuse_gap();
"""

BACKWARD = """
DROP TRIGGER bodies_function_no_gap ON bodies_function;
DROP TRIGGER bodies_holding_no_gap ON bodies_holding;
DROP TRIGGER bodies_holding_in_its_place ON bodies_holding;
DROP FUNCTION bodies_refuse_wrong_place();
DROP FUNCTION bodies_refuse_gap();
DROP VIEW bodies_gap;
ALTER TABLE bodies_holding
    DROP CONSTRAINT bodies_holding_in_region,
    DROP CONSTRAINT bodies_holding_by_the_living,
    DROP CONSTRAINT bodies_holding_one_a_day;
ALTER TABLE bodies_body_name
    DROP CONSTRAINT bodies_body_name_in_life,
    DROP CONSTRAINT bodies_body_name_one_a_day;
ALTER TABLE bodies_body DROP CONSTRAINT bodies_body_life;
"""


class Migration(migrations.Migration):
    dependencies = [("bodies", "0001_initial"), ("territory", "0002_periods")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
