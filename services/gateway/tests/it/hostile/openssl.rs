//! The `openssl` command as an attacker: another implementation of certificates and of TLS.

use std::{
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use testkit::{Authority, Leaf, write_whole};

/// A request that ends its connection.
const REQUEST: &str = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// A folder with a CA in it.
#[derive(Clone)]
pub struct Workshop {
    pub folder: PathBuf,
}

impl Workshop {
    pub fn new(folder: &Path, ca: &Authority) -> Self {
        write_whole(&folder.join("ca.pem"), ca.pem());
        write_whole(&folder.join("ca.key"), &ca.key_pem());
        Self { folder: folder.into() }
    }

    pub fn keep(&self, name: &str, leaf: &Leaf) {
        write_whole(&self.folder.join(format!("{name}.pem")), &leaf.cert_pem);
        write_whole(&self.folder.join(format!("{name}.key")), &leaf.key_pem);
    }

    /// Runs it in the folder.
    pub fn run(&self, arguments: &str) -> Output {
        self.talk(arguments, "")
    }

    /// Opens a connection with such a certificate, asks, and returns all that it says.
    pub fn connect(&self, address: SocketAddr, name: &str, more: &str) -> String {
        let arguments = format!(
            "s_client -connect {address} -servername localhost -cert {name}.pem -key {name}.key -ign_eof {more}"
        );
        let output = self.talk(&arguments, REQUEST);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The same with nothing to show.
    pub fn connect_without_certificate(&self, address: SocketAddr, more: &str) -> String {
        let output = self.talk(&format!("s_client -connect {address} -ign_eof {more}"), REQUEST);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn talk(&self, arguments: &str, input: &str) -> Output {
        let mut child = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the openssl command (Debian: openssl)");
        // It may have ended already; what it said counts.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }
}

/// Whether there was an answer of HTTP.
pub fn is_answered(said: &str) -> bool {
    said.contains("HTTP/1.1 ")
}
