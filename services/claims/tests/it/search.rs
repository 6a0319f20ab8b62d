//! Claims and policies are found by what somebody types: in any spelling, by beginnings and endings, by those who may see them
//! and by nobody else. What a token finds is compared before it is shown.

use chrono::TimeDelta;
use envelope::{Kms as _, Purpose, kms};
use identity::Actor;
use proto::claims::v1 as pb;
use store::{Pace, Reseal, Scope};
use testkit::Engine;
use tonic::Status;

use crate::{
    both,
    verbs::{Case, Known},
    world::{World, clinic, insurer, reason, violations},
};

both!(
    a_claim_is_found_by_names_in_any_spelling,
    a_claim_is_found_by_numbers_whole_and_by_their_last_four,
    a_telephone_number_is_found_by_those_who_are_shown_it,
    an_insurer_finds_its_policies_and_no_others,
    who_has_nothing_to_do_with_a_policy_finds_nothing,
    a_wrong_candidate_is_not_shown,
    pages_of_a_search_neither_lose_nor_repeat_a_claim,
    an_insurer_that_was_erased_does_not_end_the_search_among_others,
    what_says_nothing_or_too_much_is_refused,
    tokens_are_written_with_their_policy_in_its_transaction_and_nothing_in_the_clear,
    a_search_finds_the_same_after_the_index_has_changed_its_key,
);

/// Names and numbers of a policy.
struct Named {
    pet: &'static str,
    name: [&'static str; 2],
    kana: [&'static str; 2],
    number: &'static str,
    phone: &'static str,
}

const KOMUGI: Named = Named {
    pet: "コムギ",
    name: ["山田", "花子"],
    kana: ["ヤマダ", "ハナコ"],
    number: "AB-2048",
    phone: "090-1234-5678",
};
const KOMA: Named = Named {
    pet: "こま",
    name: ["林", "太郎"],
    kana: ["ハヤシ", "タロウ"],
    number: "CD-9999-1930",
    phone: "03-1111-2222",
};

impl World {
    async fn register(&self, case: &Case, named: &Named) -> Case {
        let mut policy = self.new_policy(named.number, None);
        policy.pet.as_mut().unwrap().name = named.pet.to_owned();
        let person = policy.policyholder.as_mut().unwrap();
        [person.surname, person.given_name] = named.name.map(str::to_owned);
        [person.surname_kana, person.given_name_kana] = named.kana.map(str::to_owned);
        person.phone = named.phone.to_owned();
        self.policies().register_policy(self.signed(&case.insurer, policy)).await.unwrap();
        let (clinic, insurer) = (case.clinic.clone(), case.insurer.clone());
        Case { clinic, insurer, number: named.number.to_owned() }
    }

    /// A draft about one policy and a submitted claim about another.
    async fn two(&self) -> (Case, Known, Known) {
        let case = Case { clinic: clinic(), insurer: insurer(), number: String::new() };
        self.contract(&case.insurer, &case.clinic).await;
        let komugi = self.register(&case, &KOMUGI).await;
        let koma = self.register(&case, &KOMA).await;
        let (draft, submitted) = (self.draft(&komugi).await, self.submitted(&koma, 5_000).await);
        (case, draft, submitted)
    }

    async fn page_of(
        &self,
        by: &Actor,
        message: pb::ListClaimsRequest,
    ) -> Result<pb::ListClaimsResponse, Status> {
        self.claims().list_claims(self.signed(by, message)).await.map(tonic::Response::into_inner)
    }

    /// The ids of the claims that a search finds.
    async fn find(&self, by: &Actor, text: &str) -> Vec<String> {
        let message =
            pb::ListClaimsRequest { search: Some(text.to_owned()), ..pb::ListClaimsRequest::default() };
        let page = self.page_of(by, message).await.unwrap();
        assert_eq!(page.next_cursor, "");
        page.claims.into_iter().map(|claim| claim.id).collect()
    }

    /// The numbers of the policies that a search finds.
    async fn find_policies(&self, by: &Actor, text: &str) -> Vec<String> {
        let message =
            pb::ListPoliciesRequest { search: Some(text.to_owned()), ..pb::ListPoliciesRequest::default() };
        let page = self.policies().list_policies(self.signed(by, message)).await.unwrap().into_inner();
        page.policies.into_iter().map(|policy| policy.policy_number).collect()
    }
}

async fn a_claim_is_found_by_names_in_any_spelling(world: World) {
    let (case, draft, submitted) = world.two().await;
    for text in ["ｺﾑｷﾞ", "こむぎ", "コムギ", "山田 花子", "山田花子", "ヤマダ", "やまだはなこ", "花子 ｺﾑ"]
    {
        assert_eq!(world.find(&case.clinic, text).await, [draft.id.as_str()], "{text}");
        assert!(world.find(&case.insurer, text).await.is_empty(), "{text}: a draft is the clinic's alone");
    }
    for text in ["こま", "林", "林太郎", "林太", "太郎　林", "ﾊﾔｼ", "はやしたろう"] {
        for who in [&case.clinic, &case.insurer] {
            assert_eq!(world.find(who, text).await, [submitted.id.as_str()], "{text}");
        }
    }
    for text in ["むぎ", "田", "コムギー", "山田 林", "さくら", "・"] {
        assert!(world.find(&case.clinic, text).await.is_empty(), "{text}");
    }
    // Both begin so; the newest first.
    assert_eq!(world.find(&case.clinic, "は").await, Vec::<String>::new(), "one character means whole names");
    let both =
        pb::ListClaimsRequest { search: Some("はな".to_owned()), ..pb::ListClaimsRequest::default() };
    let drafts = pb::ListClaimsRequest { status: pb::ClaimStatus::Submitted.into(), ..both.clone() };
    assert_eq!(world.page_of(&case.clinic, both).await.unwrap().claims.len(), 1);
    assert!(world.page_of(&case.clinic, drafts).await.unwrap().claims.is_empty(), "other filters stay");
}

async fn a_claim_is_found_by_numbers_whole_and_by_their_last_four(world: World) {
    let (case, draft, submitted) = world.two().await;
    for text in ["AB-2048", "ab2048", "ＡＢ－２０４８", "2048"] {
        assert_eq!(world.find(&case.clinic, text).await, [draft.id.as_str()], "{text}");
    }
    let receipt = world.find_receipt(&case.insurer, &submitted).await;
    for text in ["CD-9999-1930", "cd99991930", "1930", &receipt, &receipt.replace('-', "").to_lowercase()] {
        for who in [&case.clinic, &case.insurer] {
            assert_eq!(world.find(who, text).await, [submitted.id.as_str()], "{text}");
        }
    }
    assert!(world.find(&insurer(), &receipt).await.is_empty(), "a receipt number is no key for strangers");
    for text in ["204", "B-2048", "CD-9999", "9999", "C-261122-000000"] {
        assert!(world.find(&case.clinic, text).await.is_empty(), "{text}");
    }
}

/// A clinic is not shown it by a look-up either; ten thousand searches would tell it.
async fn a_telephone_number_is_found_by_those_who_are_shown_it(world: World) {
    let (case, _, submitted) = world.two().await;
    for text in ["03-1111-2222", "0311112222", "+81-3-1111-2222", "2222", "林 2222"] {
        assert_eq!(world.find(&case.insurer, text).await, [submitted.id.as_str()], "{text}");
        assert!(world.find(&case.clinic, text).await.is_empty(), "{text}");
    }
    for text in ["5678", "1111", "222"] {
        assert!(world.find(&case.insurer, text).await.is_empty(), "{text}");
    }
}

async fn an_insurer_finds_its_policies_and_no_others(world: World) {
    let (case, ..) = world.two().await;
    let other = Case { insurer: insurer(), clinic: clinic(), number: String::new() };
    world.register(&other, &Named { number: "XY-0001", ..KOMUGI }).await;
    for text in ["ｺﾑｷﾞ", "やまだ", "AB-2048", "2048", "09012345678", "5678", "花子 山田"] {
        assert_eq!(world.find_policies(&case.insurer, text).await, ["AB-2048"], "{text}");
    }
    assert_eq!(world.find_policies(&case.insurer, "林").await, ["CD-9999-1930"]);
    assert_eq!(world.find_policies(&other.insurer, "コムギ").await, ["XY-0001"]);
    assert!(world.find_policies(&other.insurer, "2048").await.is_empty());
    let list = pb::ListPoliciesRequest {
        search: Some("コムギ".to_owned()),
        ..pb::ListPoliciesRequest::default()
    };
    let refused = world.policies().list_policies(world.signed(&case.clinic, list)).await.unwrap_err();
    assert_eq!(reason(refused), "NOT_PERMITTED");
}

async fn who_has_nothing_to_do_with_a_policy_finds_nothing(world: World) {
    let (case, draft, _) = world.two().await;
    let (stranger, contracted) = (clinic(), clinic());
    world.contract(&case.insurer, &contracted).await;
    for who in [&stranger, &contracted, &insurer()] {
        for text in ["こむぎ", "山田", "AB-2048", "2048", "林", "1930"] {
            assert!(world.find(who, text).await.is_empty(), "{text}");
        }
    }
    let own =
        Case { clinic: contracted.clone(), insurer: case.insurer.clone(), number: "AB-2048".to_owned() };
    let own = world.draft(&own).await;
    assert_eq!(world.find(&contracted, "こむぎ").await, [own.id], "its own, and not the other clinic's");
    assert_eq!(world.find(&case.clinic, "こむぎ").await, [draft.id]);
}

/// Tokens are short: here those of one policy are given to another, as if they had met.
async fn a_wrong_candidate_is_not_shown(world: World) {
    let (case, draft, submitted) = world.two().await;
    let policies = world.peek("SELECT policy_id FROM claims ORDER BY id", &[]).await;
    let ids: Vec<String> =
        policies.iter().map(|row| row.try_get::<uuid::Uuid>("", "policy_id").unwrap().to_string()).collect();
    let [komugi, koma] = [ids[0].as_str(), ids[1].as_str()];
    for part in 1..=14 {
        let meet = format!(
            "UPDATE policy_tokens SET token = (SELECT token FROM policy_tokens WHERE policy_id = $1 AND part = {part}) \
             WHERE policy_id = $2 AND part = {part}"
        );
        let there = format!("SELECT part FROM policy_tokens WHERE policy_id = $1 AND part = {part}");
        if !world.peek(&there, &[komugi]).await.is_empty() && !world.peek(&there, &[koma]).await.is_empty() {
            world.tamper(&meet, &[komugi, koma]).await;
        }
    }
    for text in ["こむぎ", "花子", "AB-2048", "2048"] {
        assert_eq!(world.find(&case.clinic, text).await, [draft.id.as_str()], "{text}");
        assert!(world.find(&case.insurer, text).await.is_empty(), "{text}");
        assert_eq!(world.find_policies(&case.insurer, text).await, ["AB-2048"], "{text}");
    }
    assert!(
        world.find_policies(&case.insurer, "2222").await.is_empty(),
        "what has another's token is not found"
    );
    assert_eq!(
        world.find(&case.insurer, &world.find_receipt(&case.insurer, &submitted).await).await.len(),
        1
    );
}

async fn pages_of_a_search_neither_lose_nor_repeat_a_claim(world: World) {
    let (case, draft, submitted) = world.two().await;
    let of = |number: &str| Case {
        clinic: case.clinic.clone(),
        insurer: case.insurer.clone(),
        number: number.to_owned(),
    };
    let (mut expected, komugi, koma) = (vec![draft.id], of("AB-2048"), of("CD-9999-1930"));
    for at in 0..11 {
        expected.push(world.draft(&komugi).await.id);
        if at % 3 == 0 {
            world.draft(&koma).await;
        }
    }
    expected.reverse();
    for limit in [1, 4, 12, 50] {
        let (mut all, mut cursor) = (vec![], String::new());
        loop {
            let search = Some("コム".to_owned());
            let message = pb::ListClaimsRequest { limit, cursor, search, ..pb::ListClaimsRequest::default() };
            let page = world.page_of(&case.clinic, message).await.unwrap();
            assert!(page.claims.len() <= usize::try_from(limit).unwrap());
            all.extend(page.claims.into_iter().map(|claim| claim.id));
            cursor = page.next_cursor;
            if cursor.is_empty() {
                break;
            }
        }
        assert_eq!(all, expected, "{limit} a page");
    }
    assert!(!expected.contains(&submitted.id));
}

async fn an_insurer_that_was_erased_does_not_end_the_search_among_others(world: World) {
    let (case, draft, submitted) = world.two().await;
    let other = Case { clinic: case.clinic.clone(), insurer: insurer(), number: String::new() };
    world.contract(&other.insurer, &other.clinic).await;
    let other = world.register(&other, &Named { number: "XY-0001", ..KOMUGI }).await;
    let living = world.submitted(&other, 5_000).await;
    assert_eq!(world.find(&case.clinic, "こむぎ").await, [living.id.as_str(), draft.id.as_str()]);
    let local = kms::Local::open(&world.folder().join("kms.json"), kms::Profile::Development).await.unwrap();
    local.destroy(&local.name(case.insurer.organisation)).await.unwrap();
    world.clock.advance(TimeDelta::minutes(6));
    assert_eq!(world.find(&case.clinic, "こむぎ").await, [living.id]);
    assert!(world.find(&case.clinic, "こま").await.is_empty());
    let message =
        pb::ListClaimsRequest { search: Some("こま".to_owned()), ..pb::ListClaimsRequest::default() };
    let refused = world.page_of(&case.insurer, message).await.unwrap_err();
    assert_eq!(reason(refused), "ORGANISATION_ERASED", "it is told so and not that there is nothing");
    assert_ne!(submitted.id, "");
}

async fn what_says_nothing_or_too_much_is_refused(world: World) {
    let case = world.case().await;
    for (text, code) in [
        (String::new(), "REQUIRED"),
        (" 　".to_owned(), "REQUIRED"),
        ("あ".repeat(65), "TOO_LONG"),
        ("a b c d e f".to_owned(), "TOO_MANY"),
    ] {
        let search = Some(text.clone());
        let claims = pb::ListClaimsRequest { search: search.clone(), ..pb::ListClaimsRequest::default() };
        let refused = world.page_of(&case.clinic, claims).await.unwrap_err();
        assert_eq!(violations(refused), [("search".to_owned(), code.to_owned())], "{text}");
        let policies = pb::ListPoliciesRequest { search, ..pb::ListPoliciesRequest::default() };
        let refused =
            world.policies().list_policies(world.signed(&case.insurer, policies)).await.unwrap_err();
        assert_eq!(reason(refused), "REQUEST_INVALID");
    }
    assert!(world.find(&case.clinic, &format!(" {} ", "あ".repeat(64))).await.is_empty());
}

async fn tokens_are_written_with_their_policy_in_its_transaction_and_nothing_in_the_clear(world: World) {
    let case = Case { clinic: clinic(), insurer: insurer(), number: String::new() };
    world.register(&case, &KOMUGI).await;
    assert_eq!(world.peek("SELECT token FROM policy_tokens", &[]).await.len(), 14);
    let again = world.new_policy(KOMUGI.number, None);
    let refused = world.policies().register_policy(world.signed(&case.insurer, again)).await.unwrap_err();
    assert_eq!(reason(refused), "POLICY_EXISTS");
    assert_eq!(world.peek("SELECT token FROM policy_tokens", &[]).await.len(), 14);
    // No telephone and a surname of one character: what there is none of has no token.
    world.register(&case, &Named { phone: "", ..KOMA }).await;
    assert_eq!(world.peek("SELECT token FROM policy_tokens", &[]).await.len(), 14 + 11);
    let contents = world.contents();
    for plain in ["コムギ", "こむぎ", "山田", "やまだ", "ab2048", "09012345678"] {
        assert!(!contents.hold(plain), "{plain}");
    }
    // Four digits are in a dump's ids and times by chance; they are not what is searched by.
    let tokens = world.peek("SELECT token FROM policy_tokens", &[]).await;
    assert!(tokens.iter().all(|row| row.try_get::<i64>("", "token").unwrap() != 5678));
}

async fn a_search_finds_the_same_after_the_index_has_changed_its_key(world: World) {
    let (case, draft, submitted) = world.two().await;
    let tokens = async || {
        let rows = world.peek("SELECT token FROM policy_tokens ORDER BY policy_id, part", &[]).await;
        rows.iter().map(|row| row.try_get::<i64>("", "token").unwrap()).collect::<Vec<_>>()
    };
    let (before, keys) = (tokens().await, world.keys().await);
    keys.rotate(case.insurer.organisation, Purpose::Indexes).await.unwrap();
    world.clock.advance(TimeDelta::hours(1));
    assert_eq!(world.find(&case.clinic, "こむぎ").await, [draft.id.as_str()], "by its old token");
    let clock = std::sync::Arc::new(world.clock.clone());
    let job = Reseal::new(world.store().await, keys, clock, claims::SEALED_TABLES);
    let done = job.with_pace(Pace { rows: 1, rest: std::time::Duration::ZERO }).run().await.unwrap();
    // Two policies, and the diagnosis of the claim that was submitted.
    assert_eq!((done.changed, done.discarded.len(), done.left.all()), (3, 1, 0), "{done:?}");
    let after = tokens().await;
    assert_eq!(after.len(), before.len());
    assert_ne!(after, before);
    world.clock.advance(TimeDelta::hours(1)); // nobody has the old key in memory
    assert_eq!(world.find(&case.clinic, "こむぎ 2048").await, [draft.id]);
    assert_eq!(world.find(&case.insurer, "林 2222").await, [submitted.id]);
    assert_eq!(world.find_policies(&case.insurer, "5678").await, ["AB-2048"]);
}

impl World {
    async fn find_receipt(&self, by: &Actor, claim: &Known) -> String {
        let all = self.list(by, "").await.into_iter();
        all.filter(|seen| seen.id == claim.id).map(|seen| seen.receipt_number).next().unwrap()
    }
}

/// Wall two with wall one removed.
#[tokio::test]
async fn a_raw_search_sees_its_own_tokens_alone() {
    let world = World::start(Engine::Postgres).await;
    let (case, ..) = world.two().await;
    let third = Named { number: "ZZ-0003", ..KOMUGI };
    world.register(&case, &third).await; // nobody has a claim about it
    let stranger = Case { insurer: insurer(), clinic: clinic(), number: String::new() };
    world.contract(&case.insurer, &stranger.clinic).await;
    world.register(&stranger, &Named { number: "XY-0001", ..KOMUGI }).await;
    let (two, all) = (14 + 13, 14 + 13 + 14);
    for (who, seen) in [
        (&case.insurer, all),
        (&case.clinic, two),
        (&stranger.insurer, 14),
        (&stranger.clinic, 0),
        (&insurer(), 0),
        (&clinic(), 0),
    ] {
        let scope = Scope::organisation(who.organisation, who.organisation_kind);
        let tx = world.store().await.read(scope, "test").await.unwrap();
        let count = tx.statement("SELECT count(*) AS many FROM policy_tokens", []);
        let row = sea_orm::ConnectionTrait::query_one_raw(tx.connection(), count).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "many").unwrap(), seen);
    }
    let scope = Scope::organisation(case.clinic.organisation, case.clinic.organisation_kind);
    let tx = world.store().await.begin(scope, "test").await.unwrap();
    let forged = "UPDATE policy_tokens SET token = 0";
    let changed =
        sea_orm::ConnectionTrait::execute_raw(tx.connection(), tx.statement(forged, [])).await.unwrap();
    assert_eq!(changed.rows_affected(), 0, "a clinic reads them and writes none");
}
