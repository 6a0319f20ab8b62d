//! The measure of the edge: nginx with `ssl_verify_client on`, a revocation list and its access log, serving one file.

use std::{fs, net::TcpListener, path::PathBuf, process::Command};

use ids::OrganisationId;
use tempfile::TempDir;

use crate::{process::Process, wire::Peer};

/// A running nginx with one worker.
pub(crate) struct Nginx {
    pub(crate) peer: Peer,
    process: Process,
    folder: TempDir,
}

impl Nginx {
    /// Serves `asset` as `/asset`.
    pub(crate) fn start(asset: &[u8]) -> Self {
        let (pki, folder) = (testkit::pki(), TempDir::with_prefix("nekonote-nginx-").unwrap());
        let at = |name: &str| folder.path().join(name);
        let (server, client) =
            (pki.edge.edge_server(&["localhost"]), pki.client.client(OrganisationId::generate()));
        for (name, text) in [
            ("server.pem", &server.cert_pem),
            ("server.key", &server.key_pem),
            ("client.pem", &client.cert_pem),
            ("client.key", &client.key_pem),
            ("clients.pem", &pki.client.pem().to_owned()),
            ("clients.crl", &pki.client.crl(1, &[]).pem),
            ("root.pem", &pki.edge.pem().to_owned()),
        ] {
            fs::write(at(name), text).unwrap();
        }
        fs::create_dir(at("files")).unwrap();
        fs::write(at("files/asset"), asset).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        fs::write(at("nginx.conf"), settings(port)).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder.path()).args([
            "-c",
            "nginx.conf",
            "-e",
            "error.log",
            "-g",
            "daemon off;",
        ]);
        let process = Process::start(&mut command, &at("said"));
        let peer = Peer::new(port, &at("root.pem"), &at("client.pem"), &at("client.key"));
        Self { peer, process, folder }
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.folder.path().join("access.log")
    }
}

fn settings(port: u16) -> String {
    format!(
        "user root; worker_processes 1; pid nginx.pid;
events {{ worker_connections 1024; }}
http {{
  sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/javascript;
  log_format certificate '$remote_addr [$time_iso8601] \"$request\" $status $body_bytes_sent $request_time $ssl_client_serial';
  access_log access.log certificate;
  server {{
    listen 127.0.0.1:{port} ssl; server_name localhost; root files;
    ssl_certificate server.pem; ssl_certificate_key server.key;
    ssl_protocols TLSv1.2 TLSv1.3; ssl_session_tickets off; ssl_session_cache off;
    ssl_client_certificate clients.pem; ssl_crl clients.crl; ssl_verify_client on; ssl_verify_depth 2;
    add_header Cache-Control \"public, max-age=31536000, immutable\";
  }}
}}
"
    )
}
