// SPDX-License-Identifier: AGPL-3.0-or-later
//! The migrations: down and up again leave what was, and `src/schema.rs` says what is there.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;
use sportello::platform::db::Database;

use crate::support::cluster::Cluster;

/// Table -> column -> nullable.
type Shape = BTreeMap<String, BTreeMap<String, bool>>;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE_OBJECTS: &str = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_master \
    WHERE name NOT LIKE '%__diesel%' ORDER BY 1";
const SQLITE_COLUMNS: &str = "SELECT m.name || ' ' || c.name || ' ' || (c.\"notnull\" = 0) AS line \
    FROM sqlite_master m, pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE '__diesel%' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1";
const POSTGRES_OBJECTS: &str = "SELECT line FROM (
    SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS line
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS objects
    WHERE line NOT LIKE '%__diesel%' ORDER BY 1";
const POSTGRES_COLUMNS: &str = "SELECT table_name || ' ' || column_name || ' ' || (is_nullable = 'YES')::int AS line
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '__diesel%' ORDER BY 1";

#[test]
fn sqlite_goes_up_down_and_up_to_the_same_schema() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.db").display().to_string();
    goes_up_down_and_up(&file, || sqlite_lines(&file, SQLITE_OBJECTS));
}

#[test]
fn postgresql_goes_up_down_and_up_to_the_same_schema() {
    let url = Cluster::get().empty_database("up_down_up");
    goes_up_down_and_up(&url, || postgres_lines(&url, POSTGRES_OBJECTS));
}

#[test]
fn the_schema_in_rust_is_the_schema_of_both_databases() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.db").display().to_string();
    let url = Cluster::get().empty_database("compared");
    for address in [&file, &url] {
        Database::open(address, 1).unwrap().migrate().unwrap();
    }
    let written = written_shape();
    assert!(written.len() > 20, "schema.rs was not read");
    same(&written, &shape(sqlite_lines(&file, SQLITE_COLUMNS)), "SQLite");
    same(&written, &shape(postgres_lines(&url, POSTGRES_COLUMNS)), "PostgreSQL");
}

#[test]
fn a_missing_column_would_be_noticed() {
    let mut other = written_shape();
    other.get_mut("tickets").unwrap().remove("subject");
    assert!(
        differences(&written_shape(), &other)
            .iter()
            .any(|line| line.contains("tickets.subject"))
    );
}

fn goes_up_down_and_up(url: &str, objects: impl Fn() -> Vec<String>) {
    let database = Database::open(url, 1).unwrap();
    let applied = database.migrate().unwrap();
    assert!(!applied.is_empty());
    let first = objects();
    assert!(first.len() > 30, "{first:?}");
    database.revert_migrations().unwrap();
    assert_eq!(objects(), Vec::<String>::new(), "what the way down leaves behind");
    assert_eq!(database.migrate().unwrap(), applied);
    assert_eq!(objects(), first);
    assert_eq!(
        database.migrate().unwrap(),
        Vec::<String>::new(),
        "nothing is applied twice"
    );
}

fn sqlite_lines(file: &str, query: &str) -> Vec<String> {
    let mut conn = SqliteConnection::establish(file).unwrap();
    lines(diesel::sql_query(query).load::<Line>(&mut conn).unwrap())
}

fn postgres_lines(url: &str, query: &str) -> Vec<String> {
    let mut conn = PgConnection::establish(url).unwrap();
    lines(diesel::sql_query(query).load::<Line>(&mut conn).unwrap())
}

fn lines(rows: Vec<Line>) -> Vec<String> {
    rows.into_iter().map(|row| row.line).collect()
}

fn shape(lines: Vec<String>) -> Shape {
    let mut shape = Shape::new();
    for line in lines {
        let [table, column, nullable] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        shape
            .entry(table.to_owned())
            .or_default()
            .insert(column.to_owned(), nullable == "1");
    }
    shape
}

/// The tables as `diesel::table!` spells them in the two files that have them.
fn written_shape() -> Shape {
    let mut shape = Shape::new();
    let sources = [
        include_str!("../../src/schema.rs"),
        include_str!("../../src/platform/db/tables.rs"),
    ];
    let mut table = String::new();
    for line in sources.iter().flat_map(|source| source.lines()).map(str::trim) {
        if let Some((name, rest)) = line.split_once(" (").filter(|(name, _)| is_word(name))
            && rest.ends_with(") {")
        {
            table = name.to_owned();
        } else if let Some((column, kind)) = line.split_once(" -> ").filter(|(name, _)| is_word(name))
            && kind.ends_with(',')
        {
            let columns = shape.entry(table.clone()).or_default();
            columns.insert(column.to_owned(), kind.starts_with("Nullable"));
        }
    }
    shape
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn same(written: &Shape, found: &Shape, engine: &str) {
    let differences = differences(written, found);
    assert!(
        differences.is_empty(),
        "src/schema.rs and {engine} differ: {differences:#?}"
    );
}

fn differences(written: &Shape, found: &Shape) -> Vec<String> {
    let tables: BTreeSet<&String> = written.keys().chain(found.keys()).collect();
    let mut differences = Vec::new();
    for table in tables {
        let empty = BTreeMap::new();
        let (ours, theirs) = (written.get(table).unwrap_or(&empty), found.get(table).unwrap_or(&empty));
        let columns: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        for column in columns {
            if ours.get(column) != theirs.get(column) {
                let (ours, theirs) = (ours.get(column), theirs.get(column));
                differences.push(format!("{table}.{column}: nullable {ours:?} in Rust, {theirs:?} there"));
            }
        }
    }
    differences
}
