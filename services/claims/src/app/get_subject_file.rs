//! Gives out a file for a policyholder. That what was disclosed is fetched is a fact, told in the transaction of the opening; an
//! attestation names nobody.

use fault::Fault;
use ids::SubjectRequestId;

use super::{App, By, no_subject_request};
use crate::{
    domain::{
        access::Act,
        subject_request::{Event, SubjectFile},
    },
    facts,
    store::{subject_files, subject_requests},
};

impl App {
    /// A file of a request that is answered.
    ///
    /// # Errors
    /// `NotFound`, `Refused` when it is not there yet, or not any more.
    pub async fn get_subject_file(
        &self,
        by: &By,
        id: SubjectRequestId,
        name: SubjectFile,
    ) -> Result<Vec<u8>, Fault> {
        self.keys.with_keys(|| self.open_subject_file(by, id, name)).await
    }

    async fn open_subject_file(
        &self,
        by: &By,
        id: SubjectRequestId,
        name: SubjectFile,
    ) -> Result<Vec<u8>, Fault> {
        let tx = self.begin(by, Act::HandleSubjects, "get_subject_file").await?;
        let request = subject_requests::get(&tx, id).await?.ok_or_else(no_subject_request)?;
        let seals = self.seals(by, "get_subject_file");
        let content = subject_files::get(&tx, seals, id, name, self.now()).await?;
        let gone = || Fault::refused("SUBJECT_FILE_GONE").message("there is no such file, or not any more");
        let content = content.ok_or_else(gone)?;
        if name.is_personal() {
            let fact = facts::of_subject_request(&request, Event::Fetched, &by.operator(), self.now());
            feed::tell(&tx, &fact).await?;
        }
        tx.commit().await?;
        Ok(content)
    }
}
