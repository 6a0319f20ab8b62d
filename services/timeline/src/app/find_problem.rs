//! Says what a support code stands for, for 90 days. Refuses everybody but the operator's support.

use ::store::Scope;
use fault::Fault;
use identity::Actor;

use crate::{
    app::{App, allow},
    domain::{
        access::Deed,
        problem::{KEPT, Problem, SupportCode},
    },
    store,
};

impl App {
    /// The problems under a code, newest first.
    ///
    /// # Errors
    /// Forbidden, `NotFound`, or the database.
    pub async fn find_problem(&self, actor: &Actor, code: &SupportCode) -> Result<Vec<Problem>, Fault> {
        allow(actor, Deed::FindProblem)?;
        let tx = self.store.read(Scope::Platform("find_problem"), "find_problem").await?;
        let found = store::problem::find(&tx, code, self.clock.now() - KEPT).await?;
        if found.is_empty() { Err(Fault::not_found("PROBLEM_NOT_FOUND")) } else { Ok(found) }
    }
}
