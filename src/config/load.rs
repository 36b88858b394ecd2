// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reads the file and the variables; every mistake is told with its place and with what is allowed.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::{Config, rules};

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or not readable.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The file has an unknown key or a value of the wrong kind; the text shows the line.
    #[error("{}: {text}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Line, column, the line itself and what is allowed.
        text: String,
    },
    /// A variable names no setting or has a value of the wrong kind.
    #[error("{name}: {text}")]
    Variable {
        /// The variable.
        name: String,
        /// What is wrong and what is allowed.
        text: String,
    },
    /// Values that are well formed but make no sense.
    #[error("{place}: {}", broken.join("; "))]
    Rules {
        /// Where the values came from.
        place: String,
        /// Each with what is allowed.
        broken: Vec<String>,
    },
}

/// The settings: defaults, then the file (when there is one), then the variables. Relative paths are taken from the
/// folder of the file. `DATABASE_URL` sets `database.url`; `SPORTELLO_SERVER__BASE_URL` sets `server.base_url`.
///
/// # Errors
/// [`ConfigError`], with the place and what is allowed there.
pub fn load(path: Option<&Path>, variables: impl Iterator<Item = (String, String)>) -> Result<Config, ConfigError> {
    let mut table = match path {
        Some(path) => read_file(path)?,
        None => Table::new(),
    };
    for (name, value) in variables {
        if let Some(keys) = setting_of(&name) {
            apply_variable(&mut table, &name, &keys, &value)?;
        }
    }
    let mut config: Config = table
        .clone()
        .try_into()
        .map_err(|error: toml::de::Error| ConfigError::Variable {
            name: "SPORTELLO_*".into(),
            text: error.message().to_owned(),
        })?;
    let broken = rules::broken(&config);
    if !broken.is_empty() {
        let place = path.map_or_else(|| "settings".to_owned(), |path| path.display().to_string());
        return Err(ConfigError::Rules {
            place: locate(path, place, &broken),
            broken,
        });
    }
    if let Some(folder) = path.and_then(Path::parent) {
        resolve_paths(&mut config, folder);
    }
    Ok(config)
}

#[allow(clippy::disallowed_methods, reason = "this is the home of the settings file")]
fn text_of(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
        path: path.to_owned(),
        error,
    })
}

fn read_file(path: &Path) -> Result<Table, ConfigError> {
    let text = text_of(path)?;
    // Read as the typed settings first: only then does an error know its line.
    match toml::from_str::<Config>(&text).and_then(|_| toml::from_str::<Table>(&text)) {
        Ok(table) => Ok(table),
        Err(error) => Err(ConfigError::File {
            path: path.to_owned(),
            text: error.to_string(),
        }),
    }
}

/// Adds the line of the first broken rule's key to the place, when the file has that key.
fn locate(path: Option<&Path>, place: String, broken: &[String]) -> String {
    let key = broken
        .first()
        .and_then(|rule| rule.split(':').next())
        .and_then(|name| name.rsplit('.').next());
    let line = path.zip(key).and_then(|(path, key)| {
        let text = text_of(path).ok()?;
        text.lines().position(|line| {
            line.trim_start()
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        })
    });
    line.map_or(place.clone(), |line| format!("{place}, line {}", line + 1))
}

/// The keys a variable sets, outermost first; `None` when it is not for us.
fn setting_of(name: &str) -> Option<Vec<String>> {
    if name == "DATABASE_URL" {
        return Some(vec!["database".into(), "url".into()]);
    }
    // Variables with a single underscore are switches of tools, not settings.
    let keys = name.strip_prefix("SPORTELLO_")?;
    keys.contains("__")
        .then(|| keys.split("__").map(str::to_lowercase).collect())
}

/// Sets one value, as a number, truth value or list when the setting is one, else as text.
fn apply_variable(table: &mut Table, name: &str, keys: &[String], value: &str) -> Result<(), ConfigError> {
    let literal = toml::from_str::<Table>(&format!("value = {value}"))
        .ok()
        .and_then(|mut parsed| parsed.remove("value"));
    let mut complaint = String::new();
    for candidate in [Some(Value::String(value.to_owned())), literal].into_iter().flatten() {
        let mut changed = table.clone();
        if !set(&mut changed, keys, candidate) {
            continue;
        }
        match Config::try_from_table(changed.clone()) {
            Ok(()) => {
                *table = changed;
                return Ok(());
            }
            Err(text) => complaint = text,
        }
    }
    Err(ConfigError::Variable {
        name: name.to_owned(),
        text: complaint,
    })
}

impl Config {
    fn try_from_table(table: Table) -> Result<(), String> {
        table
            .try_into::<Config>()
            .map(|_| ())
            .map_err(|error| error.message().to_owned())
    }
}

/// Puts a value below nested tables; list items are named by their position (`SPORTELLO_MAILBOXES__0__PASSWORD`).
fn set(table: &mut Table, keys: &[String], value: Value) -> bool {
    let Some((first, rest)) = keys.split_first() else {
        return false;
    };
    if rest.is_empty() {
        table.insert(first.clone(), value);
        return true;
    }
    match table.entry(first.clone()).or_insert_with(|| Value::Table(Table::new())) {
        Value::Table(inner) => set(inner, rest, value),
        Value::Array(items) => match rest.split_first() {
            Some((position, rest)) => match position.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
                Some(Value::Table(inner)) => set(inner, rest, value),
                _ => false,
            },
            None => false,
        },
        _ => false,
    }
}

/// Relative paths mean the folder of the settings file, wherever the program is started.
fn resolve_paths(config: &mut Config, folder: &Path) {
    let resolve = |path: &mut PathBuf| {
        if !path.as_os_str().is_empty() && path.is_relative() {
            *path = folder.join(&*path);
        }
    };
    resolve(&mut config.storage.blobs);
    resolve(&mut config.mail.folder);
    resolve(&mut config.mail.smtp.ca_file);
    for mailbox in &mut config.mailboxes {
        resolve(&mut mailbox.maildir);
        resolve(&mut mailbox.ca_file);
        resolve(&mut mailbox.token_file);
        resolve(&mut mailbox.pec_authorities);
        resolve(&mut mailbox.smtp.ca_file);
    }
    let url = &config.database.url;
    if !url.contains("://") && Path::new(url).is_relative() {
        config.database.url = folder.join(url).display().to_string();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sportello.toml");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn variables(pairs: &[(&str, &str)]) -> std::vec::IntoIter<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<Vec<_>>()
            .into_iter()
    }

    #[test]
    fn an_unknown_key_is_told_with_its_line_and_what_is_allowed() {
        let (_folder, path) = file("[server]\nlisten = \"127.0.0.1:1\"\nlissten = 3\n");
        let text = load(Some(&path), variables(&[])).unwrap_err().to_string();
        assert!(
            text.contains("line 3") && text.contains("lissten") && text.contains("base_url"),
            "{text}"
        );
    }

    #[test]
    fn a_value_that_makes_no_sense_is_told_with_its_line() {
        let (_folder, path) = file("[results]\nthreshold = 3\n");
        let text = load(Some(&path), variables(&[])).unwrap_err().to_string();
        assert!(text.contains("line 2") && text.contains("at least 10"), "{text}");
    }

    #[test]
    fn a_variable_overrides_the_file_and_a_wrong_one_is_named() {
        let (_folder, path) = file("[database]\nurl = \"a.db\"\n[[mailboxes]]\nname = \"uno\"\n");
        let given = variables(&[
            ("DATABASE_URL", "postgres://x"),
            ("SPORTELLO_DATABASE__CONNECTIONS", "3"),
            ("SPORTELLO_MAILBOXES__0__PASSWORD", "12345"),
        ]);
        let config = load(Some(&path), given).unwrap();
        assert_eq!(
            (config.database.url.as_str(), config.database.connections),
            ("postgres://x", 3)
        );
        assert_eq!(config.mailboxes[0].password, "12345");
        let text = load(Some(&path), variables(&[("SPORTELLO_SERVER__BSE_URL", "x")]))
            .unwrap_err()
            .to_string();
        assert!(
            text.contains("SPORTELLO_SERVER__BSE_URL") && text.contains("base_url"),
            "{text}"
        );
    }

    #[test]
    fn paths_are_taken_from_the_folder_of_the_file() {
        let (folder, path) = file("[storage]\nblobs = \"b\"\n");
        let config = load(Some(&path), variables(&[])).unwrap();
        assert_eq!(config.storage.blobs, folder.path().join("b"));
        assert_eq!(
            config.database.url,
            folder.path().join("sportello.db").display().to_string()
        );
    }

    #[test]
    fn clear_text_to_another_machine_is_refused() {
        let (_folder, path) = file("[mail.smtp]\nhost = \"mail.example\"\nsecurity = \"none\"\n");
        let text = load(Some(&path), variables(&[])).unwrap_err().to_string();
        assert!(text.contains("loopback"), "{text}");
    }
}
