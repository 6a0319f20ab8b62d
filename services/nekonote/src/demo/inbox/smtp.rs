//! Just enough SMTP (RFC 5321) with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954) for our own mails on loopback. Takes no
//! mail before both.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::{Inbox, Mail, USER};

/// Bytes of a mail at most.
const MOST: usize = 1024 * 1024;

pub(super) async fn serve(listener: TcpListener, tls: TlsAcceptor, inbox: Inbox, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        if let Ok((stream, _)) = accepted {
            let (tls, inbox) = (tls.clone(), inbox.clone());
            tokio::spawn(async move {
                if let Err(error) = receive(stream, tls, inbox).await {
                    tracing::debug!(%error, "a mail session ended early");
                }
            });
        }
    }
}

async fn receive(stream: TcpStream, tls: TlsAcceptor, inbox: Inbox) -> anyhow::Result<()> {
    let mut plain = BufReader::new(stream);
    plain.write_all(b"220 localhost ESMTP nekonote demo inbox\r\n").await?;
    if talk(&mut plain, &inbox, true).await? {
        let mut sealed = BufReader::new(tls.accept(plain.into_inner()).await?);
        talk(&mut sealed, &inbox, false).await?;
    }
    Ok(())
}

/// Talks until QUIT; true when the client asks for TLS.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    inbox: &Inbox,
    offer: bool,
) -> anyhow::Result<bool> {
    let (mut to, mut known) = (vec![], false);
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(false);
        }
        let upper = line.to_ascii_uppercase();
        let answer = match upper.split([' ', ':', '\r']).next().unwrap_or_default() {
            "EHLO" if offer => "250-localhost\r\n250-8BITMIME\r\n250 STARTTLS",
            "EHLO" | "HELO" => "250-localhost\r\n250-8BITMIME\r\n250 AUTH PLAIN",
            "STARTTLS" if offer => {
                stream.write_all(b"220 go ahead\r\n").await?;
                return Ok(true);
            }
            "MAIL" if offer => "530 Must issue a STARTTLS command first",
            "AUTH" if !offer => {
                known = is_known(&line, inbox);
                if known { "235 welcome" } else { "535 not with this password" }
            }
            "MAIL" if !known => "530 Authentication required",
            "RCPT" => {
                to.extend(
                    line.split_once('<')
                        .and_then(|(_, rest)| rest.split_once('>'))
                        .map(|(address, _)| address.to_owned()),
                );
                "250 OK"
            }
            "DATA" => {
                stream.write_all(b"354 go ahead\r\n").await?;
                let text = data(stream).await?;
                inbox.keep(read(std::mem::take(&mut to), &text));
                "250 OK"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(false);
            }
            "MAIL" | "RSET" | "NOOP" => "250 OK",
            _ => "502 not here",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

/// `AUTH PLAIN` with its words in the same line, as our mailer says it: nobody, the user, the password.
fn is_known(line: &str, inbox: &Inbox) -> bool {
    let words = line.split_whitespace().nth(2).and_then(|words| STANDARD.decode(words).ok());
    words.is_some_and(|words| words == format!("\0{USER}\0{}", inbox.password()).as_bytes())
}

async fn data<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> anyhow::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        anyhow::ensure!(
            stream.read_line(&mut line).await? > 0 && text.len() < MOST,
            "the mail was cut short"
        );
        if line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// Subject and body as a person reads them.
fn read(to: Vec<String>, text: &str) -> Mail {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let header =
        |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim).unwrap_or_default();
    let body = match header("Content-Transfer-Encoding:") {
        "base64" => decode(&body.split_whitespace().collect::<String>()),
        _ => body.to_owned(),
    };
    Mail { to, subject: words(header("Subject:")), body }
}

/// Encoded words of RFC 2047 in UTF-8 and base64, which is what our mailer writes.
fn words(subject: &str) -> String {
    let mut parts = subject.split_whitespace().map(|word| {
        let coded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        coded.map_or_else(|| word.to_owned(), decode)
    });
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |whole, part| whole + &part)
}

fn decode(base64: &str) -> String {
    STANDARD
        .decode(base64)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_else(|_| base64.to_owned())
}
