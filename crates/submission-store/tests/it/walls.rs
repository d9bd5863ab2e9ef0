//! The second wall between municipalities of one PostgreSQL: what a statement without a
//! predicate sees, changes and writes. The first is in every statement.

use diesel::{Connection as _, PgConnection};

use crate::town::{Raw, Town, past_the_program, skips_postgres};

/// What a session that names `town` is given for a statement of anybody's.
fn session(town: &Town, name: &str) -> PgConnection {
    let url = past_the_program(&town.settings.database_url, name);
    PgConnection::establish(&url).unwrap()
}

/// How many rows of whom a statement without a predicate finds.
const WHOSE: &str =
    "SELECT municipality || ' ' || count(*) AS text FROM submissions GROUP BY municipality";

#[tokio::test]
async fn a_forgotten_predicate_shows_and_changes_nothing_of_another_town() {
    if skips_postgres() {
        return;
    }
    let town = Town::postgres().await;
    town.file("仙台 花子").await;
    let (mut ours, mut theirs) = (session(&town, "sendai"), session(&town, "tagajo"));

    assert_eq!(ours.texts(WHOSE), ["sendai 1"]);
    assert_eq!(theirs.texts(WHOSE), Vec::<String>::new());
    let erased = "WITH gone AS (DELETE FROM search_terms RETURNING 1) \
                  SELECT count(*)::text AS text FROM gone";
    assert_eq!(theirs.texts(erased), ["0"]);
    let smuggled = "INSERT INTO departments (id, municipality, name) VALUES ('x', 'sendai', 'x')";
    let refused = theirs.sql(smuggled).unwrap_err().to_string();
    assert!(refused.contains("row-level security"), "{refused}");

    assert_eq!(session(&town, "").texts(WHOSE), Vec::<String>::new(), "who names no town");
    assert_eq!(session(&town, "*").texts(WHOSE), ["sendai 1"], "who migrates and opens");
}

#[tokio::test]
async fn every_table_with_a_municipality_has_the_wall() {
    if skips_postgres() {
        return;
    }
    let town = Town::postgres().await;
    let open = town.texts(
        "SELECT relname::text AS text FROM pg_class \
           JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'municipality' \
          WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace \
            AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS \
                (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'town'))",
    );
    assert_eq!(open, Vec::<String>::new());
}
