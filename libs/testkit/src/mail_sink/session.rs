//! One SMTP conversation (RFC 5321, 3207, 4954), as far as lettre needs it.

use std::io;

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::TlsAcceptor;

use super::{Mail, Mood, Post};

/// What ended a conversation over one stream.
enum End<S> {
    StartTls(S),
    Over,
}

/// Speaks in the clear until STARTTLS, and then under TLS.
pub(super) async fn serve(tcp: TcpStream, tls: &TlsAcceptor, post: &Post) -> io::Result<()> {
    let mut plain = Session::new(tcp, false);
    plain.say("220 localhost ESMTP sink").await?;
    if let End::StartTls(tcp) = plain.converse(post).await? {
        Session::new(tls.accept(tcp).await?, true).converse(post).await?;
    }
    Ok(())
}

struct Session<S> {
    stream: BufReader<S>,
    secure: bool,
    user: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    fn new(stream: S, secure: bool) -> Self {
        Self { stream: BufReader::new(stream), secure, user: None, from: None, to: vec![] }
    }

    async fn converse(mut self, post: &Post) -> io::Result<End<S>> {
        while let Some(line) = self.hear().await? {
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" | "HELO" => self.greet().await?,
                "STARTTLS" if !self.secure => {
                    self.say("220 go ahead").await?;
                    return Ok(End::StartTls(self.stream.into_inner()));
                }
                "AUTH" if self.secure => self.sign_in(rest).await?,
                "MAIL" if self.user.is_none() => self.say("530 5.7.0 authentication required").await?,
                "MAIL" => {
                    (self.from, self.to) = (Some(address(rest)), vec![]);
                    self.say("250 2.1.0 ok").await?;
                }
                "RCPT" => self.recipient(rest, post.mood()).await?,
                "DATA" if post.mood() == Mood::DropBeforeData => return Ok(End::Over),
                "DATA" => {
                    if !self.data(post).await? {
                        return Ok(End::Over);
                    }
                }
                "RSET" => {
                    (self.from, self.to) = (None, vec![]);
                    self.say("250 2.0.0 ok").await?;
                }
                "NOOP" => self.say("250 2.0.0 ok").await?,
                "QUIT" => {
                    self.say("221 2.0.0 bye").await?;
                    return Ok(End::Over);
                }
                _ => self.say("502 5.5.1 not here").await?,
            }
        }
        Ok(End::Over)
    }

    async fn greet(&mut self) -> io::Result<()> {
        self.say("250-localhost").await?;
        self.say("250-8BITMIME").await?;
        self.say("250-SMTPUTF8").await?;
        self.say(if self.secure { "250 AUTH PLAIN LOGIN" } else { "250 STARTTLS" }).await
    }

    async fn sign_in(&mut self, rest: &str) -> io::Result<()> {
        let (mechanism, first) = rest.split_once(' ').unwrap_or((rest, ""));
        let user = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let answer = if first.is_empty() { self.ask("334 ").await? } else { first.to_owned() };
                decoded(&answer).split('\0').nth(1).unwrap_or_default().to_owned()
            }
            "LOGIN" => {
                let user =
                    if first.is_empty() { self.ask("334 VXNlcm5hbWU6").await? } else { first.to_owned() };
                self.ask("334 UGFzc3dvcmQ6").await?;
                decoded(&user)
            }
            _ => return self.say("504 5.5.4 unknown mechanism").await,
        };
        self.user = Some(user);
        self.say("235 2.7.0 welcome").await
    }

    async fn recipient(&mut self, rest: &str, mood: Mood) -> io::Result<()> {
        match mood {
            _ if self.from.is_none() => self.say("503 5.5.1 MAIL first").await,
            Mood::Busy => self.say("451 4.3.0 later").await,
            Mood::Strict => self.say("550 5.1.1 nobody here").await,
            _ => {
                self.to.push(address(rest));
                self.say("250 2.1.5 ok").await
            }
        }
    }

    /// Whether the conversation goes on.
    async fn data(&mut self, post: &Post) -> io::Result<bool> {
        if self.to.is_empty() {
            self.say("503 5.5.1 RCPT first").await?;
            return Ok(true);
        }
        self.say("354 go ahead").await?;
        let mut text = String::new();
        loop {
            let Some(line) = self.hear().await? else { return Ok(false) };
            if line == "." {
                break;
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
            text.push_str("\r\n");
        }
        let (from, to) = (self.from.take().unwrap_or_default(), std::mem::take(&mut self.to));
        post.take(Mail { from, to, user: self.user.clone().unwrap_or_default(), text });
        if post.mood() == Mood::DropAfterDot {
            return Ok(false);
        }
        self.say("250 2.0.0 taken").await?;
        Ok(true)
    }

    async fn ask(&mut self, prompt: &str) -> io::Result<String> {
        self.say(prompt).await?;
        Ok(self.hear().await?.unwrap_or_default())
    }

    async fn hear(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = self.stream.read_until(b'\n', &mut line).await?;
        let line = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
        Ok((read > 0).then_some(line))
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }
}

/// `FROM:<a@b> SIZE=1` or `TO:<a@b>`.
fn address(rest: &str) -> String {
    let inside = rest.split_once('<').map_or(rest, |(_, inside)| inside);
    inside.split('>').next().unwrap_or_default().to_owned()
}

fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&STANDARD.decode(text.trim()).unwrap_or_default()).into_owned()
}
