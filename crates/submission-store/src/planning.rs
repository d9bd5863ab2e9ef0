//! What the planner of the embedded engine is told of the tables.
//!
//! Without figures it takes the rows of one municipality for ten, and reads all of them to find
//! fifty by their keys. Figures measured on the spot would make plans depend on what a city has
//! filed so far; these are the same everywhere, so that a plan that was tested is the plan that
//! runs. Only their proportions matter.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl as _, SqliteConnection,
    connection::SimpleConnection as _,
    sql_query,
    sql_types::{BigInt, Bool, Text},
};

/// So many rows has a table that grows with what is filed.
const MANY: u64 = 1_000_000;
/// And one that grows with the city.
const FEW: u64 = 1_000;
/// One of so many rows lies in an index that holds only some.
const PART: u64 = 20;

const INDEXES: &str = "SELECT m.name AS in_table, i.name AS name, i.\"unique\" AS is_unique, \
     i.partial AS is_partial, \
     EXISTS (SELECT 1 FROM pragma_table_info(m.name) t WHERE t.name IN \
         ('case_id', 'submission_id', 'draft_id', 'payment_id', 'arrived_at', 'owner_hash', 'hash')) \
         AS grows, \
     (SELECT group_concat(c.name, ' ') FROM \
         (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c) AS columns \
     FROM sqlite_schema m JOIN pragma_index_list(m.name) i \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    in_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    #[diesel(sql_type = Bool)]
    is_partial: bool,
    #[diesel(sql_type = BigInt)]
    grows: i64,
    #[diesel(sql_type = Text)]
    columns: String,
}

/// Writes the figures of every index there is.
pub(crate) fn tell(conn: &mut SqliteConnection) -> QueryResult<()> {
    // Nothing but this command makes the table.
    conn.batch_execute("ANALYZE places; DELETE FROM sqlite_stat1;")?;
    let indexes: Vec<Index> = sql_query(INDEXES).load(conn)?;
    for index in indexes {
        sql_query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)")
            .bind::<Text, _>(&index.in_table)
            .bind::<Text, _>(&index.name)
            .bind::<Text, _>(index.figures())
            .execute(conn)?;
    }
    Ok(())
}

impl Index {
    /// How many rows there are, and how many of them share the first column, the first two, ….
    fn figures(&self) -> String {
        let rows = if self.grows > 0 { MANY } else { FEW };
        let rows = if self.is_partial { rows / PART } else { rows };
        let columns: Vec<&str> = self.columns.split(' ').collect();
        let (mut figures, mut sharing) = (vec![rows], rows);
        for (number, column) in (1..).zip(&columns) {
            sharing = (sharing / kinds(column, rows)).max(2);
            let only = self.is_unique && number == columns.len();
            figures.push(if only { 1 } else { sharing });
        }
        figures.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// How many values a column has, about.
fn kinds(column: &str, rows: u64) -> u64 {
    match column {
        "municipality" => 1,
        "is_open" => 2,
        "state" | "kind" | "role" | "ward" => 8,
        "department" | "case_department" => 20,
        "procedure" => 100,
        "assignee_id" | "staff_id" => 500,
        "place" => 700,
        name if ["_at", "_on", "_sort"].iter().any(|end| name.ends_with(end)) || name == "day" => {
            2_000
        }
        _ => rows,
    }
}
