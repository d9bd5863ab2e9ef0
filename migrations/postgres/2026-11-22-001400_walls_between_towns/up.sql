-- The second wall between municipalities of one database, behind the one in every statement: a session sees and
-- writes the rows of the town that it names, and without a name none. `*` is every town: what migrates, opens and
-- re-keys the whole database. The owner is held too; superusers are not.
DO $$
DECLARE
    one name;
BEGIN
    FOR one IN
        SELECT relname FROM pg_class
          JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'municipality' AND NOT attisdropped
         WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', one);
        EXECUTE format(
            'CREATE POLICY town ON %I USING (municipality = current_setting(''madoguchi.town'', true)
                                             OR current_setting(''madoguchi.town'', true) = ''*'')', one);
    END LOOP;
END
$$;
