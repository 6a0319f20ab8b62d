//! Lists the requests that policyholders have made of the actor's insurer. Names nobody, so nothing is opened.

use fault::Fault;
use ids::SubjectRequestId;
use store::{Page, Slice};

use super::{App, By};
use crate::{
    domain::{access::Act, subject_request::SubjectRequest},
    store::subject_requests,
};

impl App {
    /// A page of requests, newest first: all, or those that wait for an answer.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub async fn list_subject_requests(
        &self,
        by: &By,
        open: bool,
        page: &Page<SubjectRequestId>,
    ) -> Result<Slice<SubjectRequest>, Fault> {
        let tx = self.read(by, Act::HandleSubjects, "list_subject_requests").await?;
        Ok(subject_requests::list(&tx, open, page).await?)
    }
}
