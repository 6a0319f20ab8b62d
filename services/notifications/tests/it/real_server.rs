//! Mails go to a server that others wrote and keep (aiosmtpd), over STARTTLS and signed in; without either nothing goes.

use std::{path::Path, process::Stdio};

use proto::notifications::v1::{Delivery, DeliveryState};
use serde_json::Value;
use tempfile::TempDir;
use testkit::{Engine, MailSink, Pki};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
};

use crate::world::{POLICYHOLDER, World};

const PASSWORD: &str = "correct horse";

testkit::on_both!(
    a_mail_arrives_at_a_real_server_over_starttls_and_signed_in,
    a_wrong_password_delivers_nothing_and_is_tried_again,
    a_server_without_starttls_gets_nothing_and_is_tried_again,
);

/// The server; it ends with the test.
struct RealServer {
    port: u16,
    said: Lines<BufReader<ChildStdout>>,
    child: Child,
    _folder: TempDir,
}

impl RealServer {
    async fn start(pki: &Pki, options: &[&str]) -> Self {
        let (folder, leaf) = (TempDir::new().unwrap(), pki.edge.edge_server(&["localhost"]));
        let file = |name: &str| folder.path().join(name);
        testkit::write_whole(&file("cert.pem"), &leaf.cert_pem);
        testkit::write_whole(&file("key.pem"), &leaf.key_pem);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = root.join("../../target/smtp-venv/bin/python");
        assert!(python.exists(), "no {}; `make setup-tests` makes it", python.display());
        let mut command = Command::new(python);
        command.arg(root.join("tests/it/real_server.py")).arg(file("cert.pem")).arg(file("key.pem"));
        command.args(["nekonote", PASSWORD]).args(options);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = next(&mut said).await["port"].as_u64().unwrap();
        Self { port: port.try_into().unwrap(), said, child, _folder: folder }
    }

    /// The next mail that it has accepted.
    async fn mail(&mut self) -> Value {
        next(&mut self.said).await
    }

    /// Ends it; what it has accepted and nobody asked for is still there to see.
    async fn stop(mut self) -> Vec<String> {
        drop(self.child.stdin.take());
        let mut rest = vec![];
        while let Some(line) = self.said.next_line().await.unwrap() {
            rest.push(line);
        }
        rest
    }
}

async fn next(said: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = tokio::time::timeout(std::time::Duration::from_secs(20), said.next_line());
    serde_json::from_str(&line.await.expect("the server says something").unwrap().unwrap()).unwrap()
}

async fn world(engine: Engine, pki: Pki, server: &RealServer, password: &str) -> World {
    let unused = MailSink::start(&pki.edge).await;
    World::start_posting(engine, pki, unused, server.port, password).await
}

async fn a_mail_arrives_at_a_real_server_over_starttls_and_signed_in(engine: Engine) {
    let pki = testkit::pki();
    let mut server = RealServer::start(&pki, &[]).await;
    nothing_goes_in_plain(server.port).await;
    let world = world(engine, pki, &server, PASSWORD).await;
    let (claim, _) = world.happens("claim.submitted", POLICYHOLDER);
    let deliveries = world.settled(claim, 3, DeliveryState::Sent).await;
    let mut to_policyholder = 0;
    for _ in &deliveries {
        let mail = server.mail().await;
        assert_eq!((mail["tls"].as_bool(), mail["user"].as_str()), (Some(true), Some("nekonote")));
        assert_eq!(mail["from"], "no-reply@nekonote.example.jp");
        let text = mail["text"].as_str().unwrap();
        assert!(
            deliveries.iter().any(|one| text.contains(&format!("<{}@", one.id))),
            "its Message-ID: {text}"
        );
        to_policyholder += usize::from(mail["to"] == serde_json::json!([POLICYHOLDER]));
    }
    assert_eq!((to_policyholder, server.stop().await), (1, vec![]));
    world.stop().await;
}

/// The server itself insists: it is not only our client that is careful.
async fn nothing_goes_in_plain(port: u16) {
    let mut plain = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    plain.write_all(b"EHLO test\r\nMAIL FROM:<a@example.jp>\r\nQUIT\r\n").await.unwrap();
    let mut answers = String::new();
    plain.read_to_string(&mut answers).await.unwrap();
    assert!(answers.contains("530 Must issue a STARTTLS command first"), "{answers}");
}

async fn a_wrong_password_delivers_nothing_and_is_tried_again(engine: Engine) {
    let pki = testkit::pki();
    let server = RealServer::start(&pki, &[]).await;
    let world = world(engine, pki, &server, "battery staple").await;
    let waiting = tried(&world).await;
    assert_eq!((waiting.state(), waiting.last_answer.as_str()), (DeliveryState::Queued, "535 not now"));
    assert!(waiting.sent_at.is_none() && server.stop().await.is_empty());
    world.stop().await;
}

async fn a_server_without_starttls_gets_nothing_and_is_tried_again(engine: Engine) {
    let pki = testkit::pki();
    let server = RealServer::start(&pki, &["--plain"]).await;
    let world = world(engine, pki, &server, PASSWORD).await;
    let waiting = tried(&world).await;
    let expected = (DeliveryState::Queued, "no STARTTLS or no AUTH offered");
    assert_eq!((waiting.state(), waiting.last_answer.as_str()), expected);
    assert!(waiting.sent_at.is_none() && server.stop().await.is_empty());
    world.stop().await;
}

/// The clinic's delivery of a new claim, after one try.
async fn tried(world: &World) -> Delivery {
    let (claim, _) = world.happens("claim.denied", "");
    world.until(claim, |all| all.iter().any(|one| one.attempts == 1)).await.remove(0)
}
