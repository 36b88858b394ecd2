// SPDX-License-Identifier: AGPL-3.0-or-later
//! What is said of a mail against what must be said of it. Only what the expectation names is compared.

use serde_json::{Map, Value};

/// Where what is told differs from what is expected; nothing when it is right.
pub(super) fn differences(expected: &Value, told: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let Some(fields) = expected.as_object().filter(|fields| !fields.is_empty()) else {
        return vec!["nothing is expected of it".to_owned()];
    };
    for (field, wanted) in fields {
        match field.as_str() {
            "contains" => held(wanted, told, true, &mut found),
            "lacks" => held(wanted, told, false, &mut found),
            _ => compare(field, wanted, told.get(field), &mut found),
        }
    }
    found
}

/// An object must hold what is named, a list must be as long, everything else must be equal.
fn compare(place: &str, wanted: &Value, told: Option<&Value>, found: &mut Vec<String>) {
    let Some(told) = told else {
        found.push(format!("{place}: not told"));
        return;
    };
    match (wanted, told) {
        (Value::Object(wanted), Value::Object(told)) => {
            for (name, wanted) in wanted {
                compare(&format!("{place}.{name}"), wanted, told.get(name), found);
            }
        }
        (Value::Array(wanted), Value::Array(told)) if wanted.len() == told.len() => {
            for (at, (wanted, told)) in wanted.iter().zip(told).enumerate() {
                compare(&format!("{place}[{at}]"), wanted, Some(told), found);
            }
        }
        _ if wanted == told => {}
        _ => found.push(format!("{place}: {told} instead of {wanted}")),
    }
}

/// Pieces that a text or a list must hold, or must not hold.
fn held(wanted: &Value, told: &Value, must: bool, found: &mut Vec<String>) {
    let nothing = Map::new();
    for (field, pieces) in wanted.as_object().unwrap_or(&nothing) {
        for piece in pieces.as_array().into_iter().flatten() {
            let holds = match &told[field] {
                Value::String(text) => text.contains(piece.as_str().unwrap()),
                Value::Array(list) => list.contains(piece),
                _ => false,
            };
            if holds != must {
                let verb = if must { "lacks" } else { "holds" };
                found.push(format!("{field} {verb} {piece}: {}", told[field]));
            }
        }
    }
}

#[test]
fn a_difference_in_any_place_is_seen_and_what_is_not_named_does_not_matter() {
    let told = serde_json::json!({"text": "ciao", "to": ["a"], "pec": null, "more": {"a": 1, "b": 2}});
    let right = serde_json::json!({"text": "ciao", "more": {"b": 2}, "contains": {"text": ["ia"], "to": ["a"]}, "lacks": {"text": ["x"]}});
    assert_eq!(differences(&right, &told), Vec::<String>::new());
    for wrong in [
        serde_json::json!({"text": "ciao!"}),
        serde_json::json!({"to": []}),
        serde_json::json!({"pec": {"type": "x"}}),
        serde_json::json!({"more": {"c": 1}}),
        serde_json::json!({"contains": {"to": ["b"]}}),
        serde_json::json!({"contains": {"pec": ["b"]}}),
        serde_json::json!({"lacks": {"text": ["ia"]}}),
        serde_json::json!({}),
    ] {
        assert_eq!(differences(&wrong, &told).len(), 1, "{wrong}");
    }
}
