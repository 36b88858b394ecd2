// SPDX-License-Identifier: AGPL-3.0-or-later
//! What our own addresses carry after the question mark.

/// An address with the parameters that are not empty.
pub fn with_query(path: &str, parameters: &[(&str, String)]) -> String {
    let pairs: Vec<String> = parameters
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if pairs.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", pairs.join("&"))
    }
}

/// Everything but unreserved characters as percent signs and bytes (RFC 3986 2.1), which also suits RFC 5987.
pub fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_chosen_stands_in_an_address() {
        let parameters = [("text", "vpn è giù".to_owned()), ("state", String::new())];
        assert_eq!(with_query("/desk", &parameters), "/desk?text=vpn%20%C3%A8%20gi%C3%B9");
        assert_eq!(with_query("/desk", &[]), "/desk");
    }
}
