//! What a clinic says of its statement beside the yen: what a line is for, a discount, another insurance. The terms decide, to the yen.

use proto::claims::v1 as pb;
use serde_json::json;

use crate::{
    both,
    verbs::{Case, Known, submission},
    world::{World, clinic, insurer, request_id, violations},
};

both!(what_a_line_is_for_a_discount_and_another_insurance_decide, what_is_strange_is_named_all_at_once,);

/// A case under terms that exclude food, and care unless something is inflamed.
async fn case(world: &World) -> Case {
    let case = Case { clinic: clinic(), insurer: insurer(), number: "AB-2048-771930".to_owned() };
    world.contract(&case.insurer, &case.clinic).await;
    let terms = json!({
        "code": "AOBA70", "name": "あおばペット 70", "ratio_pct": 70,
        "clauses": [
            { "reason": "FOOD", "clause": "約款第5条(8)" },
            { "reason": "CARE", "clause": "約款第5条(5)", "covered": "when_inflamed" },
        ],
    });
    let examples = json!([{ "units": [{ "kind": "outpatient", "eligible_yen": 1_000 }], "expected": 700 }]);
    let plan = pb::PublishPlanRequest {
        request_id: request_id(),
        definition: terms.to_string(),
        examples: examples.to_string(),
        valid_from: world.day(-1_000),
    };
    world.publish(&case.insurer, plan).await.unwrap();
    let policy = world.policy_of_plan(&case.number);
    world.policies().register_policy(world.signed(&case.insurer, policy)).await.unwrap();
    case
}

fn describe(draft: &Known, treatment: pb::Treatment) -> pb::DescribeTreatmentRequest {
    pb::DescribeTreatmentRequest {
        request_id: request_id(),
        claim_id: draft.id.clone(),
        revision: draft.revision,
        treatment: Some(treatment),
    }
}

async fn what_a_line_is_for_a_discount_and_another_insurance_decide(world: World) {
    let case = case(&world).await;
    let draft = world.draft(&case).await;
    let whole = world.treatment(0);
    let line = |yen: i64, excluded_as: &str, circumstance: pb::Circumstance| pb::Line {
        unit_price_yen: yen,
        excluded_as: excluded_as.to_owned(),
        circumstance: circumstance.into(),
        ..whole.lines[0].clone()
    };
    let nothing = pb::Circumstance::Unspecified;
    let lines = vec![
        line(10_000, "", nothing),
        line(4_000, "FOOD", nothing),
        line(2_000, "CARE", nothing),
        line(2_000, "CARE", pb::Circumstance::Inflamed),
        line(1_000, "DENTAL", nothing),
    ];
    let other = |paid_yen| pb::OtherInsurance {
        policies: vec![pb::OtherPolicy { insurer: "甲南損害保険".to_owned(), paid_yen }],
    };
    let said = |paid| pb::Treatment {
        lines: lines.clone(),
        discount_yen: 1_900,
        other_insurance: Some(other(paid)),
        ..whole.clone()
    };

    // 10 % off each line; what the terms do not name (DENTAL) is covered: 13,000 × 90 % × 70 %.
    let unpaid = pb::EstimateClaimRequest { claim_id: draft.id.clone(), treatment: Some(said(None)) };
    let told = world.claims().estimate_claim(world.signed(&case.clinic, unpaid)).await.unwrap().into_inner();
    let told = told.assessment.unwrap();
    assert_eq!((told.total_yen, told.eligible_yen, told.benefit_yen), (17_100, 11_700, 8_190));
    let reasons: Vec<&str> = told.lines.iter().map(|line| line.reason_code.as_str()).collect();
    assert_eq!(reasons, ["", "FOOD", "CARE", "", ""]);
    assert!(told.lines[1].explanation.contains("約款第5条(8)"), "{:?}", told.lines[1]);

    // Another has paid 5,000: what is left of the damage, and no more.
    let describe_it = world.signed(&case.clinic, describe(&draft, said(Some(5_000))));
    let described = world.claims().describe_treatment(describe_it).await.unwrap().into_inner();
    assert_eq!(described.total_yen, 17_100);
    let draft = Known { revision: described.revision, ..draft };
    let shown = world.claim(&case.clinic, &draft.id).await.unwrap().treatment.unwrap();
    assert_eq!(shown, said(Some(5_000)), "it is kept as it was said");
    let submitted =
        world.claims().submit_claim(world.signed(&case.clinic, submission(&draft))).await.unwrap();
    let claim = Known { revision: submitted.into_inner().revision, ..draft };
    assert_eq!(world.approve(&case.insurer, &claim).await.unwrap().benefit_yen, 6_700);
}

async fn what_is_strange_is_named_all_at_once(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let whole = world.treatment(1_000);
    let line = |excluded_as: &str, circumstance: pb::Circumstance| pb::Line {
        excluded_as: excluded_as.to_owned(),
        circumstance: circumstance.into(),
        ..whole.lines[0].clone()
    };
    let other = |insurer: &str, paid_yen| pb::OtherPolicy { insurer: insurer.to_owned(), paid_yen };
    let strange = pb::Treatment {
        lines: vec![
            line("TOOTH", pb::Circumstance::Unspecified),
            line("WAITING", pb::Circumstance::Unspecified),
            line("FOOD", pb::Circumstance::Inflamed),
            line("", pb::Circumstance::Vaccinated),
        ],
        discount_yen: -1,
        other_insurance: Some(pb::OtherInsurance {
            policies: vec![other("", None), other("甲", Some(-1)), other("乙", None), other("丙", None)],
        }),
        ..whole.clone()
    };
    let strange = world.signed(&case.clinic, describe(&draft, strange));
    let refused = world.claims().describe_treatment(strange).await;
    let named: Vec<String> =
        violations(refused.unwrap_err()).into_iter().map(|(field, code)| format!("{field} {code}")).collect();
    assert_eq!(
        named,
        [
            "treatment.lines[0].excluded_as MALFORMED",
            "treatment.lines[1].excluded_as MALFORMED",
            "treatment.lines[2].circumstance UNEXPECTED",
            "treatment.lines[3].circumstance UNEXPECTED",
            "treatment.discount_yen OUT_OF_RANGE",
            "treatment.other_insurance TOO_MANY",
            "treatment.other_insurance[0].insurer REQUIRED",
            "treatment.other_insurance[1].paid_yen OUT_OF_RANGE",
        ]
    );
}
