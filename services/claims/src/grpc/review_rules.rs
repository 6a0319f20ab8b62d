//! The RPCs of ReviewRulesService: parse, one verb, present.

use money::Yen;
use proto::claims::v1::{self as pb, review_rules_service_server::ReviewRulesService};
use tonic::{Request, Response, Status};

use super::{
    fields::Fields,
    parse::{asked, reading},
};
use crate::{app::App, domain::rules::Rules};

/// Most yen that are paid without a person.
const MOST_YEN: i64 = 100_000_000;

pub(super) struct ReviewRules(pub(super) App);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ReviewRulesService for ReviewRules {
    async fn get_review_rules(
        &self,
        request: Request<pb::GetReviewRulesRequest>,
    ) -> Answer<pb::GetReviewRulesResponse> {
        let (by, pb::GetReviewRulesRequest {}) = reading(request)?;
        let rules = self.0.get_review_rules(&by).await?.map(rules);
        Ok(Response::new(pb::GetReviewRulesResponse { rules }))
    }

    async fn set_review_rules(
        &self,
        request: Request<pb::SetReviewRulesRequest>,
    ) -> Answer<pb::SetReviewRulesResponse> {
        let (by, message) = asked(request, |message| &message.request_id)?;
        let pb::SetReviewRulesRequest { request_id: _, revision, approves_up_to_yen, sample_pct } = message;
        let mut fields = Fields::default();
        if approves_up_to_yen.is_some_and(|yen| !(1..=MOST_YEN).contains(&yen)) {
            fields.wrong("approves_up_to_yen", "OUT_OF_RANGE", "1 to 100,000,000 yen");
        }
        let sample = u8::try_from(sample_pct).ok().filter(|percent| *percent <= 100);
        if sample.is_none() {
            fields.wrong("sample_pct", "OUT_OF_RANGE", "0 to 100");
        }
        let sample = fields.done(sample)?;
        let set = self.0.set_review_rules(&by, revision, approves_up_to_yen.map(Yen::new), sample).await?;
        Ok(Response::new(pb::SetReviewRulesResponse { revision: set.revision }))
    }
}

fn rules(rules: Rules) -> pb::ReviewRules {
    let Rules { insurer: _, revision, approves_up_to, sample_pct } = rules;
    let approves_up_to_yen = approves_up_to.map(Yen::get);
    pb::ReviewRules { revision, approves_up_to_yen, sample_pct: sample_pct.into() }
}
