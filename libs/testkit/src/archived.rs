//! A service's part of an archive, as a test fetches it, compares it and gives it back.

use archive::{Checker, Part, Parts, from_wire};
use proto::archive::v1::{ExportRequest, archive_service_client::ArchiveServiceClient};
use tonic::{Request, Status, transport::Channel};

/// Files in the order in which they lie in an archive.
pub type Files = Vec<(String, Vec<u8>)>;

/// What a service exports.
///
/// # Errors
/// What the service refuses.
pub async fn fetched(
    service: Channel,
    folder: &'static str,
    request: Request<ExportRequest>,
) -> Result<Files, Status> {
    let mut answers = ArchiveServiceClient::new(service).export(request).await?.into_inner();
    let (mut checker, mut files) = (Checker::new(folder), Files::new());
    while let Some(answer) = answers.message().await? {
        match checker.check(from_wire(answer).unwrap()).unwrap() {
            Part::Opening { path, .. } => files.push((path.to_string(), vec![])),
            Part::Chunk(chunk) => files.last_mut().unwrap().1.extend_from_slice(&chunk),
            Part::Closing { .. } | Part::End { .. } => {}
        }
    }
    checker.ended().unwrap();
    Ok(files)
}

/// Files as they come out of an archive.
#[must_use]
pub fn parts(files: &[(String, Vec<u8>)]) -> Parts {
    let files = files.to_vec();
    archive::export(|mut out| async move {
        for (path, content) in files {
            out.whole(path.parse().unwrap(), content.into()).await?;
        }
        Ok(out)
    })
}

/// That files are the same to the byte. What differs is printed as text.
pub fn assert_same(one: &Files, other: &Files) {
    let paths = |files: &Files| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(one), paths(other));
    for ((path, one), (_, other)) in one.iter().zip(other) {
        let text = String::from_utf8_lossy;
        assert!(one == other, "{path}:\n{}\n{}", text(one), text(other));
    }
}
