//! Requests of data subjects, and the files that were given to them, which lie behind their requests.

use ::store::Tx;
use archive::{Became, Brought, IncomingFile, Path, bad};
use fault::Fault;
use ids::{OrganisationId, SubjectRequestId};

use super::Importer;
use crate::{
    app::records::SubjectRequestRecord,
    domain::subject_request::{Correction, SubjectFile, SubjectRequest},
    store::{policies, subject_files, subject_requests},
};

/// The name of the files among what was brought back.
const FILES: &str = "subject_files";

impl Importer {
    pub(super) async fn import_subject_requests(
        &self,
        of: OrganisationId,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let all = file.records(SubjectRequestRecord::request).await?;
        let keep = async |tx: &Tx, (request, correction): &(SubjectRequest, Option<Correction>)| {
            if request.insurer != of {
                return Ok(Became::Left);
            }
            if subject_requests::get(tx, request.id).await?.is_some() {
                return Ok(Became::Known);
            }
            if subject_requests::insert(tx, self.seals(), request, correction.as_ref()).await? {
                return Ok(Became::Brought);
            }
            Err(bad(format!("request {}: the same is asked here already", request.number)))
        };
        self.keep_all("subject_requests", &all, keep).await
    }

    /// Another file than one that was given to a data subject is passed over.
    pub(super) async fn import_subject_file(
        &self,
        of: OrganisationId,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let mut brought = Brought::default();
        if let Some((request, name)) = place(file.path()) {
            let content = file.whole().await?;
            let keep = || self.keep_subject_file(of, request, (name, &content));
            brought.note(FILES, self.keys.with_keys(keep).await?);
        }
        Ok(brought)
    }

    async fn keep_subject_file(
        &self,
        of: OrganisationId,
        request: SubjectRequestId,
        (name, content): (SubjectFile, &[u8]),
    ) -> Result<Became, Fault> {
        let tx = self.begin().await?;
        let request = subject_requests::get(&tx, request).await?.filter(|request| request.insurer == of);
        let Some(request) = request else { return Ok(Became::Left) };
        let (until, now) = (request.disclosed_until().filter(|_| name.is_personal()), self.clock.now());
        if until.is_some_and(|until| until <= now) {
            return Ok(Became::Left); // its time has ended
        }
        if name.is_personal() && !policies::exists(&tx, request.policy).await? {
            return Ok(Became::Left); // deleted since, and what was disclosed with it
        }
        if subject_files::names(&tx, request.id, now).await?.contains(&name) {
            return Ok(Became::Known);
        }
        subject_files::insert(&tx, self.seals(), &request, (name, content), until).await?;
        tx.commit().await?;
        Ok(Became::Brought)
    }
}

fn place(path: &Path) -> Option<(SubjectRequestId, SubjectFile)> {
    let (request, name) = path.as_str().strip_prefix("claims/subject_files/")?.split_once('/')?;
    Some((request.parse().ok()?, SubjectFile::parse(name)?))
}
