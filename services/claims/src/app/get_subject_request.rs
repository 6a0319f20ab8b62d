//! Shows a request of a data subject to the insurer that is asked, with what it takes to work on it.

use chrono::{DateTime, Utc};
use fault::Fault;
use ids::{Personal, SubjectRequestId};

use super::{App, By, no_subject_request};
use crate::{
    domain::{
        access::Act,
        policy::PolicyNumber,
        subject_request::{Correction, Ground, Standing, SubjectRequest},
    },
    store::{about, policies, subject_requests},
};

/// A request, and what is opened of it.
#[derive(Debug, Clone)]
pub struct SubjectRequestShown {
    /// The request.
    pub request: SubjectRequest,
    /// The policy, until it is deleted.
    pub policy: Option<PolicyShown>,
    /// What is to be corrected, until it is forgotten.
    pub correction: Option<Correction>,
    /// Until when what was disclosed is kept, or was.
    pub disclosed_until: Option<DateTime<Utc>>,
    /// On what grounds it may be refused now.
    pub grounds: Vec<Ground>,
}

/// Whose policy a request is about.
#[derive(Debug, Clone)]
pub struct PolicyShown {
    /// 証券番号.
    pub number: PolicyNumber,
    /// 契約者の氏名.
    pub policyholder: Personal<String>,
    /// How it stands.
    pub standing: Standing,
}

impl App {
    /// Shows a request.
    ///
    /// # Errors
    /// `NotFound` when it is not there or not for the one who asks.
    pub async fn get_subject_request(
        &self,
        by: &By,
        id: SubjectRequestId,
    ) -> Result<SubjectRequestShown, Fault> {
        self.keys.with_keys(|| self.show_subject_request(by, id)).await
    }

    async fn show_subject_request(
        &self,
        by: &By,
        id: SubjectRequestId,
    ) -> Result<SubjectRequestShown, Fault> {
        let tx = self.read(by, Act::HandleSubjects, "get_subject_request").await?;
        let seals = self.seals(by, "get_subject_request");
        let request = subject_requests::get(&tx, id).await?.ok_or_else(no_subject_request)?;
        let policy = match policies::get(&tx, seals, request.policy).await? {
            Some(policy) => {
                let claims = about::list(&tx, policy.id).await?;
                let standing = self.standing(&tx, &policy, &claims).await?;
                let policyholder = policy.policyholder.name();
                Some(PolicyShown { number: policy.number, policyholder, standing })
            }
            None => None,
        };
        let correction = subject_requests::correction(&tx, seals, id).await?;
        // With the policy goes what was disclosed of it.
        let disclosed_until = request.disclosed_until().filter(|_| policy.is_some());
        let grounds = request.grounds(policy.is_some());
        Ok(SubjectRequestShown { request, policy, correction, disclosed_until, grounds })
    }
}
