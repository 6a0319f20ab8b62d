//! Hundreds of slow clients at once, of every sort and from several addresses, while others go on working.

use std::{io, net::Ipv4Addr, sync::Arc, time::Duration};

use rustix::process::{Resource, getrlimit, setrlimit};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{client::Client, world::World};

/// The limits of production cut everybody within 15 s; this is patience with the machine.
const DEADLINE: Duration = Duration::from_secs(90);
const HEAD: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ";
const BODY: &[u8] = b"POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\
                      Content-Type: application/x-www-form-urlencoded\r\n\r\na=";

/// What a slow client does, and how many of them there are.
#[derive(Debug, Clone, Copy)]
enum Slow {
    Header,
    Body,
    Silent,
    Handshake,
    Greeting,
}

const CROWD: [(Slow, usize); 5] = [
    (Slow::Header, 800),
    (Slow::Body, 300),
    (Slow::Silent, 300),
    (Slow::Handshake, 150),
    (Slow::Greeting, 150),
];

/// Two files a connection, and those of the test.
fn raise_the_limit_of_files() {
    let mut files = getrlimit(Resource::Nofile);
    let wanted = files.maximum.map_or(6000, |most| most.min(6000));
    if files.current.is_some_and(|current| current < wanted) {
        files.current = Some(wanted);
        setrlimit(Resource::Nofile, files).unwrap();
    }
    assert!(wanted >= 4500, "this machine forbids so many files: {wanted}");
}

/// Connects from one of eight addresses of this host.
async fn from_somewhere(world: &World, number: usize) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    let last = u8::try_from(2 + number % 8).unwrap();
    socket.bind((Ipv4Addr::new(127, 0, 0, last), 0).into())?;
    socket.connect(world.address).await
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Sends a byte now and then, and reads, until the other side ends it.
async fn linger(stream: Box<dyn Stream>, trickle: bool) {
    let (mut read, mut write) = tokio::io::split(stream);
    let mut pace = interval(Duration::from_millis(500));
    let mut bytes = [0; 1024];
    loop {
        tokio::select! {
            came = read.read(&mut bytes) => if came.unwrap_or(0) == 0 { return },
            _ = pace.tick(), if trickle => if write.write_all(b"a").await.is_err() || write.flush().await.is_err() { return },
        }
    }
}

/// A slow client's connection after its beginning, and whether it sends a byte now and then from there on.
async fn begin(slow: Slow, mut tcp: TcpStream, client: &Client) -> io::Result<(Box<dyn Stream>, bool)> {
    let says: &[u8] = match slow {
        Slow::Handshake => {
            tcp.write_all(&[0x16, 0x03, 0x01]).await?;
            return Ok((Box::new(tcp), false));
        }
        Slow::Greeting => {
            let name = ServerName::try_from("localhost").unwrap();
            let mut tls = rustls::ClientConnection::new(Arc::clone(&client.config), name).unwrap();
            let mut hello = vec![];
            tls.write_tls(&mut hello)?;
            tcp.write_all(&hello).await?;
            return Ok((Box::new(tcp), false));
        }
        Slow::Silent => b"",
        Slow::Header => HEAD,
        Slow::Body => BODY,
    };
    let mut tls = client.tls_over(tcp, "localhost").await?;
    tls.write_all(says).await?;
    Ok((Box::new(tls), !says.is_empty()))
}

/// An honest request on a connection of its own.
async fn ask(world: &World) -> Duration {
    let begin = Instant::now();
    let answer = world.portal().await.get("/api/v1/openapi.json", &[]).await;
    assert_eq!(answer.status, 200);
    begin.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seventeen_hundred_slow_clients_are_cut_while_others_are_served() {
    raise_the_limit_of_files();
    let world = Arc::new(World::start().await);
    let mut before = vec![];
    for _ in 0..20 {
        before.push(ask(&world).await);
    }
    // A client's own handshake costs as much as the server's: one machine can begin only so many at a time.
    let (door, at_once) = (Arc::new(Semaphore::new(16)), Arc::new(Semaphore::new(0)));
    let (mut crowd, client) = (JoinSet::new(), world.client());
    for (slow, count) in CROWD {
        for number in 0..count {
            let (world, door, at_once) = (Arc::clone(&world), Arc::clone(&door), Arc::clone(&at_once));
            let client = client.clone();
            crowd.spawn(async move {
                let turn = door.acquire().await.unwrap();
                let tcp = from_somewhere(&world, number).await.unwrap();
                let begun = begin(slow, tcp, &client).await;
                at_once.add_permits(1);
                drop(turn);
                if let Ok((stream, trickle)) = begun {
                    linger(stream, trickle).await;
                }
                at_once.forget_permits(1);
            });
        }
    }
    let over = CancellationToken::new();
    let honest = tokio::spawn({
        let (world, over, at_once) = (Arc::clone(&world), over.clone(), Arc::clone(&at_once));
        async move {
            let (mut during, mut most) = (vec![], 0);
            while !over.is_cancelled() {
                during.push(ask(&world).await);
                most = most.max(at_once.available_permits());
            }
            (during, most)
        }
    });
    let all_cut = async { while crowd.join_next().await.is_some_and(|end| end.is_ok()) {} };
    timeout(DEADLINE, all_cut).await.expect("every slow client is cut");
    assert!(crowd.is_empty(), "a slow client failed");
    over.cancel();
    let (during, most) = honest.await.expect("every honest request is answered");
    let (usual, meanwhile) = (median(before), median(during.clone()));
    println!(
        "{most} slow clients at once; {} honest requests in the meantime, each with a handshake: \
         median {meanwhile:?}, before {usual:?}, ratio {:.2}",
        during.len(),
        meanwhile.as_secs_f64() / usual.as_secs_f64()
    );
    Arc::into_inner(world).unwrap().stop().await;
}
