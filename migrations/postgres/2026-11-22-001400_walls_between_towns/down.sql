DO $$
DECLARE
    one name;
BEGIN
    FOR one IN
        SELECT tablename FROM pg_policies WHERE schemaname = current_schema() AND policyname = 'town'
    LOOP
        EXECUTE format('DROP POLICY town ON %I', one);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', one);
    END LOOP;
END
$$;
