//! The one way in which the command line speaks. Whoever reads may stop at any time (`nekonote keys status | head`): the
//! work goes on and nothing panics. A disk that is full is an error, as anywhere.

use std::{
    fmt,
    io::{self, Write},
};

/// Prints a line.
macro_rules! say {
    ($($words:tt)*) => { $crate::say::line(format_args!($($words)*)) };
}

/// Prints a line to whoever reads.
pub(crate) fn line(words: fmt::Arguments<'_>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    heard(out.write_fmt(words).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()))
}

/// Prints bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    heard(out.write_all(bytes).and_then(|()| out.flush()))
}

/// Nobody listens any more: that is no failure of what is being told.
fn heard(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reader_who_is_gone_is_no_failure() {
        let error = |kind: io::ErrorKind| heard(Err(kind.into())).map_err(|error| error.kind());
        assert_eq!(error(io::ErrorKind::BrokenPipe), Ok(()));
        assert_eq!(error(io::ErrorKind::StorageFull), Err(io::ErrorKind::StorageFull));
    }
}
