//! A person's password: from a file or a pipe, or from the terminal, which does not show it. Never from an argument, which
//! everybody on the machine can read. Whoever presses Ctrl-C gets the terminal back as it was.

use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Write as _},
    path::Path,
};

use anyhow::{Context as _, anyhow, bail};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

/// The terminal, wherever standard input and output lead.
const TERMINAL: &str = "/dev/tty";
/// No password is longer.
const LONGEST: usize = 4096;

/// The password of a person.
pub(super) fn of(email: &str, file: Option<&Path>) -> anyhow::Result<Zeroizing<String>> {
    let Some(file) = file else { return from_terminal(email) };
    // Of its whole size from the beginning: a text that grows leaves what it held behind.
    let mut password = Zeroizing::new(String::with_capacity(LONGEST + 1));
    let open = File::open(file).with_context(|| file.display().to_string())?;
    open.take(LONGEST as u64 + 1).read_to_string(&mut password)?;
    while password.ends_with(['\r', '\n']) {
        password.pop();
    }
    if password.is_empty() || password.len() > LONGEST {
        bail!("{} にパスワードがありません。 / there is no password in it", file.display());
    }
    Ok(password)
}

/// Silent until it is dropped.
struct Silenced {
    terminal: File,
    before: Termios,
}

impl Silenced {
    fn open() -> anyhow::Result<Self> {
        let terminal = OpenOptions::new().read(true).write(true).open(TERMINAL).map_err(|_| {
            anyhow!(
                "端末がありません。--password-file でパスワードを渡してください。 / there is no terminal: use --password-file"
            )
        })?;
        let before = tcgetattr(&terminal)?;
        let mut silent = before.clone();
        silent.local_modes &= !(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(&terminal, OptionalActions::Flush, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Silenced {
    fn drop(&mut self) {
        let _ = self.terminal.write_all(b"\r\n");
        let _ = tcsetattr(&self.terminal, OptionalActions::Flush, &self.before);
    }
}

fn from_terminal(email: &str) -> anyhow::Result<Zeroizing<String>> {
    let mut silenced = Silenced::open()?;
    silenced.terminal.write_all(format!("{email} のパスワード / password: ").as_bytes())?;
    let typed = typed(|| {
        let mut byte = [0];
        silenced.terminal.read_exact(&mut byte)?;
        Ok(byte[0])
    })?;
    let Some(typed) = typed else { bail!("中止しました。 / given up") };
    let password = std::str::from_utf8(&typed).context("the password is no text")?;
    Ok(Zeroizing::new(password.to_owned()))
}

/// What somebody types until the end of the line; nothing when they give up.
fn typed(mut key: impl FnMut() -> anyhow::Result<u8>) -> anyhow::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut typed = Zeroizing::new(Vec::with_capacity(LONGEST));
    loop {
        match key()? {
            b'\r' | b'\n' => return Ok(Some(typed)),
            0x03 | 0x04 | 0x1c => return Ok(None),
            // Back over a whole character, which has continuations in UTF-8.
            0x08 | 0x7f => while typed.pop().is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {},
            0x15 => typed.clear(),
            byte if typed.len() < LONGEST => typed.push(byte),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(keys: &str) -> Option<String> {
        let mut keys = keys.bytes();
        let typed = typed(|| keys.next().context("no end")).unwrap();
        typed.map(|typed| String::from_utf8(typed.to_vec()).unwrap())
    }

    #[test]
    fn a_line_is_typed_and_corrected() {
        assert_eq!(type_in("ねこのて\n").as_deref(), Some("ねこのて"));
        assert_eq!(type_in("ねこの手\u{7f}て\r").as_deref(), Some("ねこのて"));
        assert_eq!(type_in("wrong\u{15}right\n").as_deref(), Some("right"));
        assert_eq!(type_in("\u{7f}a\n").as_deref(), Some("a"));
    }

    #[test]
    fn giving_up_is_no_password() {
        assert_eq!(type_in("half\u{3}\n"), None);
    }

    #[test]
    fn a_file_ends_where_its_line_does() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "ねこの手も借りたい\r\n").unwrap();
        assert_eq!(*of("a@example.jp", Some(file.path())).unwrap(), "ねこの手も借りたい");
        std::fs::write(file.path(), "\n").unwrap();
        assert!(of("a@example.jp", Some(file.path())).is_err());
    }
}
