//! Every row of a town's database as text, to see that nothing was written.

use diesel::{
    Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection,
    connection::SimpleConnection as _, sql_types::Text,
};

use crate::schema::past_the_walls;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row, each behind the name of its table, in one order.
pub fn dump(url: &str) -> Vec<String> {
    match url.strip_prefix("sqlite:") {
        Some(path) => dump_sqlite(path),
        None => dump_postgres(url),
    }
}

/// Tampers with one statement, as somebody with the database's password could.
pub fn tamper(url: &str, statement: &str) {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let mut conn = SqliteConnection::establish(path).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
        conn.batch_execute(statement).unwrap();
    } else {
        let mut conn = PgConnection::establish(&past_the_walls(url)).unwrap();
        conn.batch_execute(statement).unwrap();
    }
}

fn dump_sqlite(path: &str) -> Vec<String> {
    let mut conn = SqliteConnection::establish(path).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    let mut ask = |query: String| -> Vec<String> {
        let lines: Vec<Line> = diesel::sql_query(query).load(&mut conn).unwrap();
        lines.into_iter().map(|line| line.line).collect()
    };
    let tables = ask("SELECT name AS line FROM sqlite_schema WHERE type = 'table' \
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        .to_owned());
    let mut all = Vec::new();
    for table in tables {
        let columns = ask(format!("SELECT name AS line FROM pragma_table_info('{table}')"));
        let quoted: Vec<String> =
            columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let row = quoted.join(" || ',' || ");
        all.extend(ask(format!("SELECT '{table}: ' || {row} AS line FROM \"{table}\" ORDER BY 1")));
    }
    all
}

fn dump_postgres(url: &str) -> Vec<String> {
    let mut conn = PgConnection::establish(&past_the_walls(url)).unwrap();
    let mut ask = |query: String| -> Vec<String> {
        let lines: Vec<Line> = diesel::sql_query(query).load(&mut conn).unwrap();
        lines.into_iter().map(|line| line.line).collect()
    };
    let tables = ask("SELECT table_name::text AS line FROM information_schema.tables \
         WHERE table_schema = current_schema() ORDER BY 1"
        .to_owned());
    let mut all = Vec::new();
    for table in tables {
        all.extend(ask(format!(
            "SELECT '{table}: ' || row::text AS line FROM {table} AS row ORDER BY 1"
        )));
    }
    all
}
