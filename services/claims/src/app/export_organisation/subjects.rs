//! Requests of data subjects in an export, and the files that were given to them: attestations, and what was disclosed while it is kept.

use archive::{Damages, Outgoing, Path, Records};
use bytes::Bytes;
use fault::Fault;
use ids::SubjectRequestId;

use super::NAME;
use crate::{
    app::{App, By, records::SubjectRequestRecord},
    domain::{
        access::Act,
        subject_request::{Correction, SubjectFile, SubjectRequest},
    },
    store::{subject_files, subject_requests},
};

impl App {
    pub(super) async fn write_subject_requests(
        &self,
        by: &By,
        out: &mut Outgoing,
        damages: &mut Damages,
    ) -> Result<(), Fault> {
        let (mut written, mut after) = (Records::new("claims/subject_requests"), None);
        while let Some(page) = self.subject_requests_after(by, &mut after).await? {
            for request in &page {
                let correction = self.keys.with_keys(|| self.correction_to_export(by, request.id)).await;
                let correction = damages.take("subject_requests", request.id, correction)?.flatten();
                written.push(out, &SubjectRequestRecord::of(request, correction.as_ref())).await?;
            }
        }
        written.end(out).await
    }

    /// Behind the requests: who reads them back has the request of each.
    pub(super) async fn write_subject_files(
        &self,
        by: &By,
        out: &mut Outgoing,
        damages: &mut Damages,
    ) -> Result<(), Fault> {
        let mut after = None;
        while let Some(page) = self.subject_requests_after(by, &mut after).await? {
            for SubjectRequest { id, .. } in page {
                let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
                let names = subject_files::names(&tx, id, self.now()).await?;
                drop(tx);
                for name in names {
                    let content = self.keys.with_keys(|| self.file_to_export(by, id, name)).await;
                    if let Some(content) = damages.take("subject_files", id, content)?.flatten() {
                        out.whole(path(id, name)?, Bytes::from(content)).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn subject_requests_after(
        &self,
        by: &By,
        after: &mut Option<SubjectRequestId>,
    ) -> Result<Option<Vec<SubjectRequest>>, Fault> {
        let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
        let page = subject_requests::after(&tx, *after).await?;
        *after = page.last().map(|last| last.id);
        Ok(after.map(|_| page))
    }

    async fn correction_to_export(&self, by: &By, id: SubjectRequestId) -> Result<Option<Correction>, Fault> {
        let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
        subject_requests::correction(&tx, self.seals(by, NAME), id).await
    }

    async fn file_to_export(
        &self,
        by: &By,
        id: SubjectRequestId,
        name: SubjectFile,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
        subject_files::get(&tx, self.seals(by, NAME), id, name, self.now()).await
    }
}

fn path(of: SubjectRequestId, name: SubjectFile) -> Result<Path, Fault> {
    let path = format!("claims/subject_files/{of}/{}", name.as_str()).parse();
    path.map_err(|why: archive::BadPath| Fault::internal("ARCHIVE_BROKEN").source(why))
}
