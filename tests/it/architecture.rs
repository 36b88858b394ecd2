// SPDX-License-Identifier: AGPL-3.0-or-later
//! The rules of the house, held by reading the source. Each guard is shown a sample that it must refuse.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The features from the lowest to the highest; those of one line never know each other.
const FEATURES: &[&[&str]] = &[
    &["entities"],
    &["people"],
    &["catalog"],
    &["tickets"],
    &["intake", "routing", "notices"],
    &["surveys"],
    &["publishing"],
    &["site"],
];

/// A source file: its path below `src`, and its text without tests.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
        Self {
            path: path.to_owned(),
            text: code.to_owned(),
        }
    }

    /// The module right below the crate that it belongs to.
    fn home(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The code without its comments.
    fn code(&self) -> String {
        let lines = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn is_test(&self) -> bool {
        ["tests.rs", "testing.rs"]
            .iter()
            .any(|ending| self.path.ends_with(ending))
            || ["/testing/", "/tests/"].iter().any(|part| self.path.contains(part))
    }

    fn is_page(&self) -> bool {
        self.path.contains("/pages/") || self.path.ends_with("/pages.rs")
    }

    /// The modules of this crate that it names.
    fn imports(&self) -> Vec<String> {
        let code = self.code();
        let mut found = Vec::new();
        for part in code.split("crate::").skip(1) {
            match part.strip_prefix('{') {
                None => found.push(first_word(part)),
                Some(list) => found.extend(top_level(list)),
            }
        }
        found.retain(|name| name.chars().next().is_some_and(|c| c.is_ascii_lowercase()));
        found
    }
}

#[test]
fn imports_go_down_only() {
    refuse(&sources(), upward_imports);
}

#[test]
fn an_import_that_goes_up_is_found() {
    for (path, text) in [
        ("platform/text.rs", "use crate::config::Config;"),
        ("tx.rs", "use crate::flow;"),
        ("event.rs", "use crate::{ids::TicketId, tickets};"),
        ("tickets/opening.rs", "use crate::routing::decide;"),
        ("entities/entity.rs", "fn f() { crate::people::find(); }"),
        ("notices/receipt.rs", "use crate::{intake, people};"),
        ("routing/deciding.rs", "use crate::notices;"),
        ("surveys/answering.rs", "use crate::app;"),
        ("flow.rs", "use crate::app::open;"),
        ("app.rs", "use crate::commands;"),
    ] {
        assert_eq!(upward_imports(&[Source::new(path, text)]).len(), 1, "{path}: {text}");
    }
    let fine = Source::new(
        "surveys/a.rs",
        "use crate::{event, tickets::{self, x}};\n// crate::publishing\nuse crate::unique_id;",
    );
    assert_eq!(upward_imports(&[fine]), Vec::<String>::new());
}

#[test]
fn each_technique_has_its_home() {
    refuse(&sources(), strangers);
}

#[test]
fn a_technique_away_from_home_is_found() {
    for (path, text) in [
        ("tickets/queue.rs", "use actix_web::web;"),
        ("notices/mail.rs", "use lettre::Message;"),
        ("intake/fetching.rs", "async_imap::connect()"),
        ("intake/reading.rs", "use mail_parser::Message;"),
        ("tickets/pages/queue.rs", "use diesel::prelude::*;"),
        ("notices/text.rs", "use handlebars::Handlebars;"),
    ] {
        assert_eq!(strangers(&[Source::new(path, text)]).len(), 1, "{path}: {text}");
    }
    assert!(strangers(&[Source::new("tickets/pages/queue.rs", "use actix_web::web;")]).is_empty());
}

#[test]
fn only_pages_jobs_and_commands_open_reads_and_writes() {
    refuse(&sources(), openers);
}

#[test]
fn a_verb_that_opens_its_own_write_is_found() {
    let text = "fn f(ctx: &Context) { ctx.write(actor, |tx| Ok(())) }";
    assert_eq!(openers(&[Source::new("tickets/opening.rs", text)]).len(), 1);
    assert_eq!(
        openers(&[Source::new("tickets/seeing.rs", "ctx.read(|conn| find(conn))")]).len(),
        1
    );
    assert!(openers(&[Source::new("tickets/jobs.rs", text)]).is_empty());
}

#[test]
fn only_the_floor_knows_which_database_it_is() {
    refuse(&sources(), dialects);
}

#[test]
fn a_dialect_away_from_home_is_found() {
    for text in [
        "match conn { Conn::Sqlite(_) => 1, _ => 2 }",
        "use diesel::pg::Pg;",
        "insert.on_conflict(key)",
    ] {
        assert_eq!(dialects(&[Source::new("tickets/queue.rs", text)]).len(), 1, "{text}");
    }
}

#[test]
fn every_file_says_what_it_is_and_under_which_licence() {
    refuse(&sources(), unintroduced);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let unlicensed: Vec<PathBuf> = ["src", "tests", "migrations", "bin", ".ci", "bench"]
        .iter()
        .flat_map(|folder| files_in(&root.join(folder)))
        .filter(|path| {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            matches!(ending, "rs" | "sql" | "sh" | "ts" | "js" | "mjs" | "toml") || ending.is_empty()
        })
        .filter(|path| path.file_name().is_some_and(|name| name != ".gitkeep"))
        .filter(|path| {
            !read(path)
                .lines()
                .take(3)
                .any(|line| line.contains("SPDX-License-Identifier: "))
        })
        .collect();
    assert!(unlicensed.is_empty(), "without a licence: {unlicensed:#?}");
}

#[test]
fn a_file_without_introduction_is_found() {
    assert_eq!(
        unintroduced(&[Source::new("a.rs", "//! What it is.\nfn f() {}")]).len(),
        1
    );
    assert_eq!(
        unintroduced(&[Source::new(
            "a.rs",
            "// SPDX-License-Identifier: AGPL-3.0-or-later\nfn f() {}"
        )])
        .len(),
        1
    );
}

#[test]
fn nothing_is_left_for_later_and_no_error_is_swallowed() {
    refuse(&sources(), unfinished);
}

#[test]
fn a_note_for_later_and_a_swallowed_error_are_found() {
    for text in [
        ["// TO", "DO later"].concat(),
        ["// FIX", "ME"].concat(),
        "let _ = f();".into(),
        "f().ok();".into(),
        "dbg!(x)".into(),
    ] {
        assert_eq!(unfinished(&[Source::new("a.rs", &text)]).len(), 1, "{text}");
    }
    assert!(unfinished(&[Source::new("a.rs", "let x = f().ok();")]).is_empty());
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<(String, usize)> = sources()
        .iter()
        .map(|source| (source.path.clone(), source.text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .collect();
    assert!(long.is_empty(), "more than 500 lines: {long:?}");
}

fn upward_imports(sources: &[Source]) -> Vec<String> {
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    levels.insert("platform", 0);
    for core in ["config", "ids", "schema", "event", "tx", "context"] {
        levels.insert(core, 1);
    }
    for (step, names) in FEATURES.iter().enumerate() {
        levels.extend(names.iter().map(|name| (*name, 2 + step)));
    }
    for (step, names) in [
        ["flow", "schedule", "routes"].as_slice(),
        &["app"],
        &["commands"],
        &["main"],
    ]
    .iter()
    .enumerate()
    {
        levels.extend(names.iter().map(|name| (*name, 100 + step)));
    }
    let mut wrong = Vec::new();
    for source in sources {
        let Some(own) = levels.get(source.home()) else {
            continue;
        };
        for import in source.imports() {
            let Some(theirs) = levels.get(import.as_str()) else {
                continue;
            };
            let siblings = own == theirs && (2..100).contains(own) && import != source.home();
            if theirs > own || siblings {
                wrong.push(format!("{} imports {import}", source.path));
            }
        }
    }
    wrong
}

fn strangers(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let (path, code) = (source.path.as_str(), source.code());
        let in_web = source.is_page() || path.starts_with("platform/web/") || matches!(path, "routes.rs" | "app.rs");
        let rules = [
            (["actix_web", "actix_multipart"].as_slice(), in_web),
            (
                &["lettre", "async_imap", "mail_parser", "tokio_rustls"],
                path.starts_with("platform/mail/"),
            ),
            (&["diesel"], !source.is_page()),
            (&["handlebars"], path.starts_with("platform/templates")),
        ];
        for (crates, at_home) in rules {
            for name in crates
                .iter()
                .filter(|name| !at_home && code.contains(&format!("{name}::")))
            {
                wrong.push(format!("{path} knows {name}"));
            }
        }
    }
    wrong
}

fn openers(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let path = source.path.as_str();
        let in_feature = FEATURES.iter().any(|names| names.contains(&source.home()));
        let may = source.is_page() || path.ends_with("/jobs.rs") || path.contains("/jobs/");
        let code = source.code();
        if in_feature
            && !may
            && ["ctx.read(", "ctx.write(", ".database()"]
                .iter()
                .any(|call| code.contains(call))
        {
            wrong.push(format!("{path} opens the database itself"));
        }
    }
    wrong
}

fn dialects(sources: &[Source]) -> Vec<String> {
    let words = [
        "Conn::Sqlite",
        "Conn::Postgres",
        "diesel::pg",
        "diesel::sqlite",
        "on_conflict(",
        "PgConnection",
        "SqliteConnection",
    ];
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|source| !source.path.starts_with("platform/db/")) {
        let code = source.code();
        for word in words.iter().filter(|word| code.contains(**word)) {
            wrong.push(format!("{} knows {word}", source.path));
        }
    }
    wrong
}

fn unintroduced(sources: &[Source]) -> Vec<String> {
    let introduced = |source: &&Source| {
        let mut lines = source.text.lines();
        lines.next() == Some("// SPDX-License-Identifier: AGPL-3.0-or-later")
            && lines.next().is_some_and(|line| line.starts_with("//! "))
    };
    let wrong = sources.iter().filter(|source| !introduced(source));
    wrong
        .map(|source| format!("{} does not begin with its licence and what it is", source.path))
        .collect()
}

fn unfinished(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            let swallowed = line.trim_end().ends_with(".ok();") && !line.contains('=') && !line.contains("return");
            let words = ["TODO", "FIXME", "XXX", "let _ = ", "dbg!("];
            if swallowed || words.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    wrong
}

fn refuse(sources: &[Source], guard: impl Fn(&[Source]) -> Vec<String>) {
    assert!(sources.len() > 50, "the source was not found");
    let wrong = guard(sources);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Everything under `src` but the small worlds of the unit tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources: Vec<Source> = files_in(&root)
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| Source::new(&path.strip_prefix(&root).unwrap().display().to_string(), &read(path)))
        .filter(|source| !source.is_test())
        .collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default().to_owned();
            if name != "node_modules" && name != "screenshots" && name != "test-results" {
                found.extend(files_in(&path));
            }
        } else {
            found.push(path);
        }
    }
    found
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}

/// The first words of a list in braces, without what stands in inner braces.
fn top_level(list: &str) -> Vec<String> {
    let (mut depth, mut items, mut item) = (0, Vec::new(), String::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(std::mem::take(&mut item)),
            _ if depth == 0 => item.push(c),
            _ => {}
        }
    }
    items.push(item);
    items
        .iter()
        .map(|item| first_word(item.trim()))
        .filter(|word| !word.is_empty())
        .collect()
}
