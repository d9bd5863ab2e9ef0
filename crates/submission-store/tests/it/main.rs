//! What the store promises, tried on SQLite and, when `MADOGUCHI_TEST_POSTGRES_URL`
//! names a server, on PostgreSQL: one body for both.

mod town;

mod draft;
mod filing;
mod writing;
