//! An organisation's archive on its way out: five services' streams, one sealed file. Nothing of it touches a disk; a piece of each stream
//! is in memory. Refuses before the first byte what it can; what breaks later ends the body without its end, which no reader believes.

mod desk;

use std::collections::VecDeque;

use ::archive::{About, Checker, Lock, Sealer, Unsealed, from_wire};
use axum::{
    body::{Body, Bytes},
    response::Response,
};
use chrono::{DateTime, Utc};
use fault::Fault;
use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use proto::{accounts::v1::StartExportRequest, archive::v1::ExportResponse};

pub use desk::Desk;

use crate::{actor::Caller, attachment, peers::PEERS};

/// What one service still has to tell.
type Telling = (Checker, BoxStream<'static, Result<ExportResponse, Fault>>);

/// An archive that is being sent.
struct Sending {
    sealer: Option<Sealer>,
    streams: VecDeque<Telling>,
    _place: desk::Place,
}

/// Fetches everything that the caller's organisation owns, sealed. All services are asked first, so that nothing is recorded as fetched
/// when one is down; and it is recorded before the first byte leaves.
///
/// # Errors
/// What accounts or a service refuses, or when the organisation, or too many others, fetch one already.
pub(crate) async fn fetch(
    desk: &Desk,
    caller: &Caller,
    request_id: String,
    lock: Lock,
) -> Result<Response, Fault> {
    let organisation = caller.identity.organisation.as_ref().map(|one| one.id.clone()).unwrap_or_default();
    let place = desk.take(&organisation)?;
    let mut streams = VecDeque::new();
    for peer in PEERS {
        let answers = caller.peers().export(caller.actors(), peer).await?;
        streams.push_back((Checker::new(peer.name()), answers));
    }
    let started = caller.ask(StartExportRequest { request_id }).await?;
    let about = About {
        organisation: started.organisation_id.parse().map_err(|_| Fault::internal("ARCHIVE_BROKEN"))?,
        made_at: started.made_at.and_then(proto::moment).unwrap_or_default(),
    };
    let sealer = begin(desk, lock, about).await?;
    let sending = Sending { sealer: Some(sealer), streams, _place: place };
    Ok(file(&name(&started.organisation_code, about.made_at), sending))
}

/// A passphrase takes memory and time: one after the other, and on no thread that others wait for.
async fn begin(desk: &Desk, lock: Lock, about: About) -> Result<Sealer, Fault> {
    let _turn = desk.turn().await;
    let sealed = tokio::task::spawn_blocking(move || Sealer::try_new(&lock, about)).await;
    sealed.map_err(|why| Fault::internal("ARCHIVE_BROKEN").source(why))?.map_err(unsealed)
}

fn file(name: &str, sending: Sending) -> Response {
    let body = stream::try_unfold(sending, |mut sending| async move {
        let sealed = sending.next().await.inspect_err(|fault| {
            tracing::warn!(reason = fault.reason(), "an archive ended before its end");
        })?;
        Ok::<_, Fault>(sealed.map(|sealed| (sealed, sending)))
    });
    attachment::unkept(name, "application/octet-stream", Body::from_stream(body))
}

impl Sending {
    /// The next sealed bytes; none when the archive has ended.
    async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        while let Some((checker, answers)) = self.streams.front_mut() {
            let Some(answer) = answers.next().await else {
                checker.ended()?;
                self.streams.pop_front();
                continue;
            };
            let part = checker.check(from_wire(answer?)?)?;
            let Some(sealer) = &mut self.sealer else { return Ok(None) };
            let sealed = sealer.put(part).map_err(unsealed)?;
            if !sealed.is_empty() {
                return Ok(Some(sealed));
            }
        }
        self.sealer.take().map(Sealer::finish).transpose().map_err(unsealed)
    }
}

/// `nekonote-archive-<code>-<day in Japan>.tar.age`; whatever is no plain letter in a code is left out.
fn name(code: &str, made_at: DateTime<Utc>) -> String {
    let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("nekonote-archive-{code}-{}.tar.age", calendar::jst_date(made_at).format("%Y%m%d"))
}

fn unsealed(why: Unsealed) -> Fault {
    Fault::internal("ARCHIVE_BROKEN").source(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_after_the_code_and_the_day_in_japan() {
        let at = "2026-11-22T15:00:00Z".parse().unwrap();
        assert_eq!(name("C-104\"\r\n/../", at), "nekonote-archive-C-104-20261123.tar.age");
    }
}
