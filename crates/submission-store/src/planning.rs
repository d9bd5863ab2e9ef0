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
    sql_types::{BigInt, Bool, Nullable, Text},
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
         ('case_id', 'submission_id', 'draft_id', 'payment_id', 'arrived_at', 'owner_hash', 'hash', 'ordinal')) \
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

/// Writes the figures of every index there is, unless they stand there.
pub(crate) fn tell(conn: &mut SqliteConnection) -> QueryResult<()> {
    let indexes: Vec<Index> = sql_query(INDEXES).load(conn)?;
    let mut wanted: Vec<Figures> = indexes.iter().map(Index::figures).collect();
    wanted.sort();
    conn.immediate_transaction(|conn| {
        // Nothing but this command makes the table.
        let made = tables(conn)?.iter().any(|name| name == "sqlite_stat1");
        if !made {
            conn.batch_execute("ANALYZE places")?;
        }
        let mut told: Vec<Figures> =
            sql_query("SELECT tbl, idx, stat FROM sqlite_stat1").load(conn)?;
        told.sort();
        if told == wanted {
            return Ok(());
        }
        for table in tables(conn)? {
            conn.batch_execute(&format!("DELETE FROM {table}"))?;
        }
        for Figures { tbl, idx, stat } in wanted {
            sql_query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)")
                .bind::<Text, _>(tbl)
                .bind::<Nullable<Text>, _>(idx)
                .bind::<Text, _>(stat)
                .execute(conn)?;
        }
        Ok(())
    })
}

/// The tables of figures there are: the command also leaves samples of what it found.
fn tables(conn: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    let names = "SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')";
    let rows: Vec<Name> = sql_query(names).load(conn)?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// A row of the planner's table.
#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord)]
struct Figures {
    #[diesel(sql_type = Text)]
    tbl: String,
    #[diesel(sql_type = Nullable<Text>)]
    idx: Option<String>,
    #[diesel(sql_type = Text)]
    stat: String,
}

impl Index {
    /// How many rows there are, and how many of them share the first column, the first two, ….
    fn figures(&self) -> Figures {
        let rows = if self.grows > 0 { MANY } else { FEW };
        let rows = if self.is_partial { rows / PART } else { rows };
        let columns: Vec<&str> = self.columns.split(' ').collect();
        let (mut figures, mut sharing) = (vec![rows], rows);
        for (number, column) in (1..).zip(&columns) {
            sharing = (sharing / kinds(column, rows)).max(2);
            let only = self.is_unique && number == columns.len();
            figures.push(if only { 1 } else { sharing });
        }
        let stat = figures.iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
        Figures { tbl: self.in_table.clone(), idx: Some(self.name.clone()), stat }
    }
}

/// How many values a column has, about.
fn kinds(column: &str, rows: u64) -> u64 {
    match column {
        "municipality" => 1,
        "is_open" => 2,
        "state" | "kind" | "role" | "ward" => 8,
        "department" | "case_department" => 20,
        "month" => 60,
        "procedure" => 100,
        "assignee_id" | "staff_id" => 500,
        "place" => 700,
        name if ["_at", "_on", "_sort"].iter().any(|end| name.ends_with(end)) || name == "day" => {
            2_000
        }
        _ => rows,
    }
}
