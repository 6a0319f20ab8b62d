//! The RPCs of PlansService: parse, one verb, present.

use fault::Fault;
use money::Yen;
use proto::{
    claims::v1::{self as pb, plans_service_server::PlansService},
    timestamp,
};
use store::Page;
use tonic::{Request, Response, Status};

use super::{
    fields::Fields,
    parse::{asked, id, reading},
};
use crate::{
    app::{App, PlanShown},
    domain::{
        acceptance::Checked,
        plan::{Draft, Plan, PlanForm, PlanVersion},
    },
};

/// Most characters of terms or examples.
const MOST: usize = 256 * 1024;

pub(super) struct Plans(pub(super) App);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl PlansService for Plans {
    async fn publish_plan(
        &self,
        request: Request<pb::PublishPlanRequest>,
    ) -> Answer<pb::PublishPlanResponse> {
        let (by, message) = asked(request, |message| &message.request_id)?;
        let published = self.0.publish_plan(&by, draft(message)?).await?;
        let (plan_id, revision) = (published.plan.to_string(), published.revision);
        Ok(Response::new(pb::PublishPlanResponse { plan_id, revision, version: published.version }))
    }

    async fn list_plans(&self, request: Request<pb::ListPlansRequest>) -> Answer<pb::ListPlansResponse> {
        let (by, message) = reading(request)?;
        let page = Page::parse(message.limit, &message.cursor)?;
        let slice = self.0.list_plans(&by, &page).await?.map(|plan| version(&plan));
        Ok(Response::new(pb::ListPlansResponse { plans: slice.rows, next_cursor: slice.next_cursor }))
    }

    async fn get_plan(&self, request: Request<pb::GetPlanRequest>) -> Answer<pb::GetPlanResponse> {
        let (by, message) = reading(request)?;
        let PlanShown { version: plan, definition, examples } =
            self.0.get_plan(&by, id("plan_id", &message.plan_id)?).await?;
        Ok(Response::new(pb::GetPlanResponse {
            plan: Some(version(&plan)),
            definition,
            examples: examples.into_iter().map(example).collect(),
        }))
    }
}

fn draft(message: pb::PublishPlanRequest) -> Result<Draft, Fault> {
    let pb::PublishPlanRequest { request_id: _, definition, examples, valid_from } = message;
    let mut fields = Fields::default();
    let definition = fields.text("definition", definition, 1, MOST);
    let plan = definition.and_then(|text| terms(&mut fields, &text));
    let examples = fields.text("examples", examples, 1, MOST);
    let valid_from = fields.date("valid_from", &valid_from);
    let whole = plan.zip(examples).zip(valid_from);
    fields.done(whole.map(|((plan, examples), valid_from)| Draft { plan, examples, valid_from }))
}

fn terms(fields: &mut Fields, text: &str) -> Option<Plan> {
    let read = match serde_json::from_str::<PlanForm>(text) {
        Ok(form) => form.read(),
        Err(why) => {
            fields.wrong("definition", "MALFORMED", &why.to_string());
            return None;
        }
    };
    read.map_err(|faults| {
        for fault in faults {
            fields.wrong(format!("definition.{}", fault.field), &fault.code, &fault.message);
        }
    })
    .ok()
}

fn version(version: &PlanVersion) -> pb::PlanVersion {
    let PlanVersion {
        id,
        revision,
        insurer: _,
        version,
        valid_from,
        valid_until,
        plan,
        examples: _,
        published_at,
    } = version;
    pb::PlanVersion {
        id: id.to_string(),
        revision: *revision,
        code: plan.code.clone(),
        name: plan.name.clone(),
        version: *version,
        valid_from: valid_from.to_string(),
        valid_until: valid_until.map(|until| until.to_string()).unwrap_or_default(),
        ratio_pct: plan.ratio.get().into(),
        annual_maximum_yen: plan.annual_maximum().ok().flatten().map(Yen::get),
        published_at: Some(timestamp(*published_at)),
    }
}

/// An example that had come out when its plan was published, and still does: the engine changes no yen of it.
fn example(checked: Checked) -> pb::WorkedExample {
    let Checked { id, description, outcome } = checked;
    let (benefit, steps) = outcome.map(|outcome| (outcome.actual, outcome.steps)).unwrap_or_default();
    let step = |(unit, explanation, yen): (String, String, Yen)| pb::ExampleStep {
        unit,
        explanation,
        yen: yen.get(),
    };
    pb::WorkedExample {
        id,
        description,
        benefit_yen: benefit.get(),
        steps: steps.into_iter().map(step).collect(),
    }
}
