//! Next and previous of a list by cursor: the address carries the cursors that led here, so that going back needs no
//! offset and no script. Refuses to grow: after twenty pages the way back starts later.

use std::fmt::Write as _;

use serde::Deserialize;

/// Most cursors on the way back.
const LONGEST: usize = 20;

/// Where a reader stands in a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Where the page begins; empty for the first.
    pub cursor: String,
    /// The cursors of the pages before, `.` between; empty on the first.
    pub trail: String,
}

/// Addresses of the neighbouring pages.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

impl Paging {
    /// The neighbours of a place in the list at this path with these filters.
    pub fn around(path: &str, filters: &[(&str, &str)], place: &Place, next_cursor: &str) -> Self {
        let mut trail: Vec<&str> = place.trail.split('.').filter(|cursor| !cursor.is_empty()).collect();
        let address = |cursor: &str, trail: &[&str]| {
            let trail = trail.join(".");
            let place = [("cursor", cursor), ("trail", trail.as_str())];
            address(path, filters.iter().chain(&place))
        };
        let next = (!next_cursor.is_empty()).then(|| {
            let here = if place.cursor.is_empty() { "-" } else { &place.cursor };
            let way: Vec<&str> = trail.iter().copied().chain([here]).collect();
            address(next_cursor, way.get(way.len().saturating_sub(LONGEST)..).unwrap_or_default())
        });
        let previous = (!place.cursor.is_empty()).then(|| match trail.pop() {
            None | Some("-") => address("", &[]),
            Some(cursor) => address(cursor, &trail),
        });
        Self { previous, next }
    }
}

/// A path with the pairs that say something.
pub fn address<'a>(path: &str, pairs: impl IntoIterator<Item = &'a (&'a str, &'a str)>) -> String {
    let mut address = path.to_owned();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                address.push(char::from(byte));
            } else {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(cursor: &str, trail: &str) -> Place {
        Place { cursor: cursor.into(), trail: trail.into() }
    }

    #[test]
    fn the_way_back_leads_through_the_pages_that_were_read() {
        let first = Paging::around("/claims", &[("status", "draft")], &place("", ""), "B");
        assert_eq!(first.next.as_deref(), Some("/claims?status=draft&cursor=B&trail=-"));
        assert_eq!(first.previous, None);
        let third = Paging::around("/claims", &[], &place("C", "-.B"), "");
        assert_eq!((third.previous.as_deref(), third.next), (Some("/claims?cursor=B&trail=-"), None));
        let second = Paging::around("/claims", &[], &place("B", "-"), "C");
        assert_eq!(second.previous.as_deref(), Some("/claims"));
    }

    #[test]
    fn a_value_cannot_break_out_of_the_address() {
        assert_eq!(address("/x", &[("q", "a&b=犬")]), "/x?q=a%26b%3D%E7%8A%AC");
    }
}
