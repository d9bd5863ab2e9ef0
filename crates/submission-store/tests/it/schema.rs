//! The two histories are one: same steps, same tables, and every step can be undone.

use std::{collections::BTreeMap, path::Path};

use diesel::{
    Connection, PgConnection, SqliteConnection, backend::Backend, connection::SimpleConnection,
};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

use kernel::SubmissionId;
use submission_store::staff;

use crate::town::{Town, on_both_engines, past_the_program};

on_both_engines!(
    the_schema_is_what_the_program_thinks,
    every_step_can_be_undone_and_taken_again,
    departments_that_were_sentences_are_ids_afterwards,
    every_table_carries_its_municipality,
    every_id_of_another_row_is_a_foreign_key,
    the_planner_is_told_of_every_index,
);

const SCHEMA: &str = concat!(
    include_str!("../../src/schema.rs"),
    include_str!("../../src/schema/bulk.rs"),
    include_str!("../../src/schema/called_out.rs"),
    include_str!("../../src/schema/money.rs"),
    include_str!("../../src/schema/papers.rs"),
    include_str!("../../src/schema/people.rs"),
    include_str!("../../src/schema/searches.rs"),
    include_str!("../../src/schema/watched.rs"),
);

fn folder(engine: &str) -> String {
    format!("{}/../../migrations/{engine}", env!("CARGO_MANIFEST_DIR"))
}

fn names(engine: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder(engine)).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn steps_come_in_pairs_of_the_same_name() {
    assert_eq!(names("sqlite"), names("postgres"));
    for (engine, name) in
        ["sqlite", "postgres"].iter().flat_map(|e| names(e).into_iter().map(move |n| (e, n)))
    {
        for file in ["up.sql", "down.sql"] {
            let path = Path::new(&folder(engine)).join(&name).join(file);
            let sql = std::fs::read_to_string(&path).unwrap();
            assert!(sql.len() > 2, "{} is empty", path.display());
            // Time is a parameter; an engine's clock has another zone and another precision.
            for word in ["now()", "CURRENT_TIMESTAMP"] {
                assert!(!sql.contains(word), "{} asks the engine's clock", path.display());
            }
        }
    }
}

/// Table to column to `text`, `text null`, …, as `schema.rs` declares them.
fn declared() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut tables = BTreeMap::new();
    for block in SCHEMA.split("diesel::table! {").skip(1) {
        let name = block.trim_start().split(' ').next().unwrap().to_owned();
        let columns = block
            .lines()
            .filter_map(|line| line.trim().strip_suffix(',')?.split_once(" -> "))
            .map(|(column, kind)| {
                let (kind, null) = match kind.strip_prefix("Nullable<") {
                    Some(inner) => (inner.trim_end_matches('>'), " null"),
                    None => (kind, ""),
                };
                (column.to_owned(), format!("{}{null}", kind.to_lowercase()))
            })
            .collect();
        tables.insert(name, columns);
    }
    tables
}

/// The same, as the engine's catalogue has it.
fn catalogue(town: &Town) -> BTreeMap<String, BTreeMap<String, String>> {
    let query = if town.is_sqlite() {
        "SELECT m.name || '|' || c.name || '|' || lower(c.type) || '|' || c.\"notnull\" AS text
         FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
    } else {
        "SELECT table_name || '|' || column_name || '|' || data_type || '|'
                || CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END AS text
         FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_%'"
    };
    let mut tables: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in town.texts(query) {
        let parts: Vec<&str> = row.split('|').collect();
        let kind = match parts[2] {
            "blob" | "bytea" => "binary",
            "boolean" => "bool",
            "timestamp without time zone" => "timestamp",
            other => other,
        };
        let null = if parts[3] == "1" { "" } else { " null" };
        tables
            .entry(parts[0].to_owned())
            .or_default()
            .insert(parts[1].to_owned(), format!("{kind}{null}"));
    }
    tables
}

async fn the_schema_is_what_the_program_thinks(town: Town) {
    assert_eq!(catalogue(&town), declared());
}

async fn the_planner_is_told_of_every_index(town: Town) {
    if !town.is_sqlite() {
        return;
    }
    let indexes = "FROM sqlite_schema m JOIN pragma_index_list(m.name) i
         LEFT JOIN sqlite_stat1 s ON s.tbl = m.name AND s.idx = i.name
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
    let of = |what: &str| town.texts(&format!("SELECT {what} AS text {indexes} AND s.tbl IS NULL"));
    assert_eq!(of("m.name || '.' || i.name"), [""; 0]);
    let lies = |index: &str| {
        let one = format!("SELECT COALESCE(s.stat, '') AS text {indexes} AND i.name = '{index}'");
        town.texts(&one).concat()
    };
    // All of one town, a place of hundreds, one of its states, a day.
    assert_eq!(lies("cases_place_due"), "1000000 1000000 1428 178 2 2");
    assert_eq!(lies("cases_found"), "50000 50000 25000 12 2");
    assert_eq!(lies("cases_place_over"), "50000 50000 71 8 2 2");
    // What was measured on the spot is put right by the next start.
    town.sql("ANALYZE").unwrap();
    assert_ne!(lies("cases_place_due"), "1000000 1000000 1428 178 2 2");
    submission_store::Store::migrate(&town.settings).unwrap();
    assert_eq!(lies("cases_place_due"), "1000000 1000000 1428 178 2 2");
}

async fn every_table_carries_its_municipality(town: Town) {
    for (table, columns) in catalogue(&town) {
        assert_eq!(columns.get("municipality").map(String::as_str), Some("text"), "{table}");
    }
}

async fn every_id_of_another_row_is_a_foreign_key(town: Town) {
    let query = if town.is_sqlite() {
        "SELECT m.name || '.' || f.\"from\" AS text FROM sqlite_schema m
         JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
    } else {
        "SELECT k.table_name || '.' || k.column_name AS text
         FROM information_schema.key_column_usage k
         JOIN information_schema.table_constraints c USING (constraint_schema, constraint_name)
         WHERE c.constraint_type = 'FOREIGN KEY' AND k.table_schema = current_schema()"
    };
    let keys = town.texts(query);
    for (table, columns) in catalogue(&town) {
        // A provider's own id of what happened, and the key of the table itself.
        let others = columns.keys().filter(|name| name.ends_with("_id") || *name == "version");
        for column in others {
            let own = ["outbox.message_id", "payment_events.event_id"];
            let is_counter = column == "version"
                && !columns.contains_key("receipt_number")
                && !columns.contains_key("resume_hash");
            let name = format!("{table}.{column}");
            assert!(is_counter || own.contains(&name.as_str()) || keys.contains(&name), "{name}");
        }
    }
}

/// Everything that the catalogue says, in one order.
fn whole_schema(town: &Town) -> Vec<String> {
    let query = if town.is_sqlite() {
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS text FROM sqlite_schema
         WHERE name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND tbl_name NOT LIKE '\\_\\_%' ESCAPE '\\'"
    } else {
        "SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' '
                || is_nullable AS text
           FROM information_schema.columns
          WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_%'
         UNION ALL
         SELECT 'index ' || indexname || ' ' || indexdef FROM pg_indexes
          WHERE schemaname = current_schema() AND tablename NOT LIKE '\\_\\_%'
         UNION ALL
         SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
           FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
            AND conrelid::regclass::text NOT LIKE '%\\_\\_diesel%'
         UNION ALL
         SELECT 'trigger ' || trigger_name || ' ' || event_manipulation || ' ' || action_statement
           FROM information_schema.triggers WHERE trigger_schema = current_schema()
         UNION ALL
         SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    };
    let mut lines = town.texts(query);
    lines.sort();
    lines
}

fn down_and_up<DB: Backend>(conn: &mut (impl MigrationHarness<DB> + SimpleConnection), engine: &str)
where
    FileBasedMigrations: diesel::migration::MigrationSource<DB>,
{
    let steps = || FileBasedMigrations::from_path(folder(engine)).unwrap();
    conn.revert_all_migrations(steps()).unwrap();
    conn.run_pending_migrations(steps()).unwrap();
}

async fn every_step_can_be_undone_and_taken_again(town: Town) {
    let before = whole_schema(&town);
    assert!(before.len() > 40, "the catalogue was not read");
    let url = &town.settings.database_url;
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).unwrap();
            conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
            down_and_up(&mut conn, "sqlite");
        }
        None => down_and_up(
            &mut PgConnection::establish(&past_the_program(url, "*")).unwrap(),
            "postgres",
        ),
    }
    assert_eq!(whole_schema(&town), before);
    assert_eq!(town.texts("SELECT id AS text FROM submissions"), Vec::<String>::new());
}

/// When departments got ids.
const DEPARTMENTS: &str = "20261122000400";

/// Goes back to before a step, has `work` done there, and comes back.
fn before<DB: Backend>(
    conn: &mut (impl MigrationHarness<DB> + SimpleConnection),
    engine: &str,
    work: &str,
) where
    FileBasedMigrations: diesel::migration::MigrationSource<DB>,
{
    let steps = || FileBasedMigrations::from_path(folder(engine)).unwrap();
    while conn.applied_migrations().unwrap().iter().any(|step| step.to_string() == DEPARTMENTS) {
        conn.revert_last_migration(steps()).unwrap();
    }
    conn.batch_execute(work).unwrap();
    conn.run_pending_migrations(steps()).unwrap();
}

async fn departments_that_were_sentences_are_ids_afterwards(town: Town) {
    // Going back to before there were keys of cases loses those keys.
    town.leaves_loose_ends();
    let ours = town.file("仙台 花子").await;
    let own = town.file("名取 太郎").await;
    let clerk = town.clerk("sato").await;
    let former = format!(
        "UPDATE cases SET department = '水道局営業課（お客さまセンター）', ward = '青葉区';
         UPDATE cases SET department = '農政企画課' WHERE id = '{own}';
         UPDATE staff_roles SET department = '農政企画課';
         INSERT INTO staff_roles (staff_id, department, role, municipality) VALUES
             ('{clerk}', '*', 'auditor', 'sendai'), ('{clerk}', '農政企画課', 'approver', 'sendai'),
             ('{clerk}', '水道局営業課（お客さまセンター）', 'clerk', 'sendai');",
        own = own.id,
    );
    let url = &town.settings.database_url;
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).unwrap();
            conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON").unwrap();
            before(&mut conn, "sqlite", &former);
        }
        None => before(
            &mut PgConnection::establish(&past_the_program(url, "*")).unwrap(),
            "postgres",
            &former,
        ),
    }
    let of_case = |id: &SubmissionId| {
        town.texts(&format!(
            "SELECT department || ' ' || ward AS text FROM cases WHERE id = '{id}'"
        ))
    };
    assert_eq!(of_case(&ours.id), ["suido-eigyo aoba"]);
    assert_eq!(of_case(&own.id), ["former-1 aoba"]);
    let grants = "SELECT department || ' ' || role AS text FROM grants ORDER BY 1";
    assert_eq!(
        town.texts(grants),
        ["city auditor", "former-1 approver", "former-1 clerk", "suido-eigyo clerk"]
    );
    let named = "SELECT name AS text FROM departments WHERE id = 'former-1' AND parent = 'city'";
    assert_eq!(town.texts(named), ["農政企画課"]);
    let found = town.reopened().store.read(move |tx| staff::find(tx, &clerk)).await.unwrap();
    assert_eq!(found.unwrap().grants.len(), 4, "what was held is held");
}
