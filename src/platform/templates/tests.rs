// SPDX-License-Identifier: AGPL-3.0-or-later
//! Holds templates, texts and assets to each other, so that a page never meets a missing one.

use std::collections::BTreeSet;

use handlebars::Template;

use super::sources;
use crate::platform::i18n::{Locale, has, keys};
use crate::platform::web::assets;

/// What stands in double quotes directly after each `before`.
fn quoted_after(source: &str, before: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in source.split(before).skip(1) {
        if let Some((literal, _)) = part.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            found.push(literal.to_owned());
        }
    }
    found
}

/// Every text file of the program's own sources.
#[allow(clippy::disallowed_methods, reason = "a test reads the sources it checks")]
fn rust_sources(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn assert_both_languages(missing: &mut Vec<String>, place: &str, key: &str) {
    for locale in Locale::ALL {
        if !has(*locale, key) {
            missing.push(format!("{place}: {key} ({locale})"));
        }
    }
}

#[test]
fn every_template_is_well_formed() {
    for (prefix, path, source) in sources() {
        if let Err(error) = Template::compile(&source) {
            panic!("{prefix}{path}: {error}");
        }
    }
}

#[test]
fn every_text_a_template_asks_for_is_there_in_both_languages() {
    let mut missing = Vec::new();
    for (prefix, path, source) in sources() {
        let place = format!("{prefix}{path}");
        for before in ["{{t ", "(t ", " label=", " help="] {
            for key in quoted_after(&source, before) {
                // A literal `label` attribute of HTML holds a handlebars expression instead.
                if !key.contains('{') {
                    assert_both_languages(&mut missing, &place, &key);
                }
            }
        }
        for family in quoted_after(&source, "{{label ") {
            let start = format!("{family}-");
            if !keys(Locale::It).iter().any(|key| key.starts_with(&start)) {
                missing.push(format!("{place}: {start}… (no language)"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_refusal_and_every_outcome_has_its_words_in_both_languages() {
    let mut files = Vec::new();
    rust_sources(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let mut missing = Vec::new();
    for (path, source) in files {
        let (code, _) = source.split_once("#[cfg(test)]").unwrap_or((&source, ""));
        for before in [
            "refused(",
            "Refusal::new(",
            "Flash::success(",
            "Flash::warning(",
            ".text(",
            "text_with(",
        ] {
            for key in quoted_after(code, before) {
                if key.contains('-') {
                    assert_both_languages(&mut missing, &path, &key);
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn both_languages_have_the_same_keys_and_each_key_once() {
    let (italian, english) = (keys(Locale::It), keys(Locale::En));
    for of_language in [&italian, &english] {
        let mut seen = BTreeSet::new();
        let twice: Vec<_> = of_language.iter().filter(|key| !seen.insert(*key)).collect();
        assert!(twice.is_empty(), "twice: {twice:?}");
    }
    let (italian, english): (BTreeSet<_>, BTreeSet<_>) = (italian.into_iter().collect(), english.into_iter().collect());
    let differences: Vec<_> = italian.symmetric_difference(&english).collect();
    assert!(differences.is_empty(), "in one language only: {differences:?}");
}

#[test]
fn every_icon_and_file_a_page_shows_is_served() {
    let sprites = String::from_utf8_lossy(assets::bytes("sprites.svg").unwrap()).into_owned();
    let mut missing = Vec::new();
    for (prefix, path, source) in sources() {
        for name in quoted_after(&source, "{{asset ") {
            if assets::bytes(&name).is_none() {
                missing.push(format!("{prefix}{path}: {name}"));
            }
        }
        for icon in quoted_after(&source, "{{icon ") {
            if !sprites.contains(&format!("id=\"{icon}\"")) {
                missing.push(format!("{prefix}{path}: {icon}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_style_sheet_names_only_files_that_are_served() {
    let css = String::from_utf8_lossy(assets::bytes("sportello.css").unwrap()).into_owned();
    assert!(!css.contains("asset:"));
    let named: Vec<&str> = css
        .split("url(")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(address, _)| address))
        .collect();
    assert!(named.len() >= 6);
    for address in named {
        let name = address.rsplit('/').next().unwrap();
        assert_eq!(assets::url(name), address);
    }
}

#[test]
fn a_choice_shows_the_names_of_its_entries_and_not_its_own_label() {
    let partial = "{{> partials/select field=field label=\"action-save\" options=options groups=groups help=null}}";
    let registry = super::registry(Locale::En);
    let entry = |value: &str, selected: bool| serde_json::json!({ "value": value, "label": format!("name of {value}"), "selected": selected });
    let data = serde_json::json!({
        "field": { "name": "team", "value": "b", "error": null },
        "options": [entry("a", false), entry("b", true)],
        "groups": [{ "label": "a group", "options": [entry("c", false)] }],
    });
    let page = registry.render_template(partial, &data).unwrap();
    for shown in [
        "<option value=\"a\">name of a</option>",
        "<option value=\"b\" selected>name of b</option>",
        "<optgroup label=\"a group\">",
        "<option value=\"c\">name of c</option>",
        "<label class=\"active\" for=\"team\">Save</label>",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
}

#[test]
fn a_list_leads_only_to_pages_that_are_there() {
    let partial = "{{> partials/pagination before=before after=after}}";
    let registry = super::registry(Locale::En);
    let shown = |before: Option<&str>, after: Option<&str>| {
        let data = serde_json::json!({ "before": before, "after": after });
        registry.render_template(partial, &data).unwrap()
    };
    assert_eq!(shown(None, None).trim(), "");
    let last = shown(Some("/x?before=1"), None);
    assert!(last.contains("rel=\"prev\"") && !last.contains("rel=\"next\""));
    let first = shown(None, Some("/x?after=1"));
    assert!(first.contains("rel=\"next\"") && !first.contains("rel=\"prev\""));
}

#[test]
fn a_field_is_described_by_what_stands_beside_it() {
    let partial = "{{> partials/field field=field label=\"action-save\" kind=\"text\" help=help}}";
    let registry = super::registry(Locale::En);
    let shown = |error: Option<&str>, help: Option<&str>| {
        let data = serde_json::json!({ "field": { "name": "a", "value": "", "error": error }, "help": help });
        registry.render_template(partial, &data).unwrap()
    };
    assert!(!shown(None, None).contains("aria-describedby"));
    assert!(shown(None, Some("action-send")).contains("aria-describedby=\"a-help\""));
    assert!(shown(Some("wrong"), None).contains("aria-describedby=\"a-error\""));
    let both = shown(Some("wrong"), Some("action-send"));
    assert!(both.contains("aria-describedby=\"a-error a-help\"") && both.contains("aria-invalid=\"true\""));
}

#[test]
fn what_was_typed_comes_back_exactly() {
    let partial = "  {{> partials/textarea field=field label=\"action-save\" rows=4 help=null}}\n";
    let typed = "\nFirst <b>line\n    second line";
    let data = serde_json::json!({ "field": { "name": "body", "value": typed, "error": null } });
    let page = super::registry(Locale::En).render_template(partial, &data).unwrap();
    // A browser leaves out one line break directly after the tag.
    assert!(
        page.contains(">\n\nFirst &lt;b&gt;line\n    second line</textarea>"),
        "{page}"
    );
}

#[test]
fn no_page_has_code_or_style_of_its_own() {
    // The one drawing that the program makes itself, from texts that it has escaped.
    let own_drawing = "{{{distribution.chart}}}";
    for (prefix, path, source) in sources().filter(|(prefix, ..)| prefix.is_empty()) {
        let source = source.replace(own_drawing, "");
        for forbidden in [
            " style=\"",
            "<style",
            "onclick=",
            "onsubmit=",
            "onchange=",
            "{{{",
            "javascript:",
        ] {
            assert!(!source.contains(forbidden), "{prefix}{path}: {forbidden}");
        }
    }
}
