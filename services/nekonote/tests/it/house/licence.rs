//! SPDX expressions, as far as manifests use them: `OR` needs one side, `AND` both, `/` is an old `OR`.

/// Whether the terms can be met by allowed licences alone.
pub(super) fn is_allowed(terms: &str, allowed: &[&str]) -> bool {
    let spaced = terms.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (verdict, rest) = either(&words, allowed);
    verdict && rest.is_empty()
}

fn either<'a>(words: &'a [&'a str], allowed: &[&str]) -> (bool, &'a [&'a str]) {
    let (mut verdict, mut rest) = both(words, allowed);
    while let Some(("OR" | "or", after)) = rest.split_first().map(|(first, after)| (*first, after)) {
        let (other, left) = both(after, allowed);
        (verdict, rest) = (verdict | other, left);
    }
    (verdict, rest)
}

fn both<'a>(words: &'a [&'a str], allowed: &[&str]) -> (bool, &'a [&'a str]) {
    let (mut verdict, mut rest) = one(words, allowed);
    while let Some(("AND" | "and", after)) = rest.split_first().map(|(first, after)| (*first, after)) {
        let (other, left) = one(after, allowed);
        (verdict, rest) = (verdict & other, left);
    }
    (verdict, rest)
}

fn one<'a>(words: &'a [&'a str], allowed: &[&str]) -> (bool, &'a [&'a str]) {
    match words {
        ["(", inside @ ..] => match either(inside, allowed) {
            (verdict, [")", rest @ ..]) => (verdict, rest),
            (_, rest) => (false, rest),
        },
        [name, "WITH", exception, rest @ ..] => {
            (allowed.contains(&format!("{name} WITH {exception}").as_str()), rest)
        }
        [name, rest @ ..] => (allowed.contains(name), rest),
        [] => (false, words),
    }
}

#[test]
fn a_choice_needs_one_and_a_sum_needs_all() {
    let allowed = ["MIT", "ISC"];
    for fine in ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "MIT AND ISC", "(GPL-3.0 OR MIT) AND ISC"] {
        assert!(is_allowed(fine, &allowed), "{fine}");
    }
    for refused in
        ["", "GPL-3.0", "GPL-3.0 AND MIT", "(MIT AND GPL-3.0) OR X", "MIT WITH X-exception", "(MIT"]
    {
        assert!(!is_allowed(refused, &allowed), "{refused}");
    }
}
