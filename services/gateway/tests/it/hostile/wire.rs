//! What is not TLS as we speak it, and names that are none.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::openssl::{Workshop, is_answered};
use crate::{client::Client, world::World};

#[tokio::test]
async fn what_is_not_tls_is_answered_with_nothing_of_http() {
    let world = World::start().await;
    let huge = [&[0x16, 0x03, 0x01, 0xff, 0xff][..], &[1; 70_000]].concat();
    for says in [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10\x01\x00\x80".repeat(8),
        b"EHLO a\r\nSTARTTLS\r\n".to_vec(),
        b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n".to_vec(),
        vec![0; 1024],
        huge,
    ] {
        let mut tcp = TcpStream::connect(world.address).await.unwrap();
        let mut said = vec![];
        let (mut read, mut write) = tcp.split();
        let _ = tokio::join!(write.write_all(&says), read.read_to_end(&mut said));
        // An alert of TLS, if anything.
        assert!(said.is_empty() || said[0] == 0x15, "{:?}: {said:?}", String::from_utf8_lossy(&says[..8]));
    }
    assert!(world.client().is_let_in("localhost").await);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_versions_and_weak_ciphers_are_refused() {
    let (world, folder) = (World::start().await, tempfile::tempdir().unwrap());
    let workshop = Workshop::new(folder.path(), &world.pki.client);
    workshop.keep("device", &world.device);
    for (more, is_good) in [
        ("-tls1_3", true),
        ("-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256", true),
        ("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", false),
        ("-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384:@SECLEVEL=0", false),
        ("-tls1_2 -cipher AES128-GCM-SHA256:AES256-SHA:@SECLEVEL=0", false),
        ("-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", false),
        ("-tls1_2 -cipher aNULL:eNULL:@SECLEVEL=0", false),
        ("-tls1_1 -cipher ALL:@SECLEVEL=0", false),
        ("-tls1 -cipher ALL:@SECLEVEL=0", false),
    ] {
        let said = workshop.connect(world.address, "device", more);
        assert_eq!(is_answered(&said), is_good, "{more}: {said}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_name_in_the_handshake_opens_the_portal_without_a_certificate() {
    let (world, folder) = (World::start().await, tempfile::tempdir().unwrap());
    let workshop = Workshop::new(folder.path(), &world.pki.client);
    for name in ["localhost", "LOCALHOST", "elsewhere.example", "help.example.jp.evil", "xn--mgbh0fb.example"]
    {
        let said = workshop.connect_without_certificate(world.address, &format!("-servername {name}"));
        assert!(!is_answered(&said), "{name}: {said}");
    }
    // The public face has no portal behind it, whatever the request says.
    for more in [
        "-noservername",
        "-servername 127.0.0.1",
        "-servername help.example.jp",
        "-servername HELP.example.JP",
    ] {
        let said = workshop.connect_without_certificate(world.address, more);
        assert!(!is_answered(&said) || said.contains("HTTP/1.1 421"), "{more}: {said}");
    }
    world.stop().await;
}

#[tokio::test]
async fn protocols_that_nobody_speaks_here_are_refused() {
    let world = World::start().await;
    let client = world.client();
    for (protocols, is_good) in [
        (&["h2", "http/1.1"][..], true),
        (&["http/1.1"], true),
        (&[], true),
        (&["http/1.0", "spdy/3"], false),
        (&["h3"], false),
    ] {
        assert_eq!(client.speaking(protocols).tls("localhost").await.is_ok(), is_good, "{protocols:?}");
    }
    assert!(Client::new(&world, None).tls("127.0.0.1").await.is_ok(), "the public face asks for none");
    world.stop().await;
}
