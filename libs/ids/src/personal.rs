//! The mark on every value that must be sealed at rest: names, addresses, diagnoses, notes.
//! It refuses to be printed or serialised; who needs the value says so with `expose`.

use std::fmt;

/// A personal value. No `Display`, no `Serialize`, a redacted `Debug`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Marks a value as personal.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value; the caller answers for where it goes.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value, taken out of its mark.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹personal›")
    }
}
