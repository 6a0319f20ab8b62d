//! Names and addresses are sealed: nobody reads them in the database, and people are found all the same.

use std::collections::HashMap;

use envelope::{Field, Purpose};
use futures::future::join_all;
use proto::accounts::v1 as pb;
use sea_orm::ConnectionTrait as _;
use sha2::{Digest as _, Sha256};
use store::Scope;
use uuid::Uuid;

use crate::{
    both,
    world::{PASSWORD, Person, World, new_account, reason},
};

both!(
    no_name_or_address_is_readable_in_any_table,
    a_name_that_was_moved_to_another_account_is_refused,
    an_address_is_recognised_in_every_spelling,
    two_addresses_with_one_token_are_two_accounts,
    of_twenty_who_take_an_address_at_once_one_has_it,
);

/// As accounts makes the token of an address.
const ADDRESS: Field = Field::address("accounts.email");

async fn no_name_or_address_is_readable_in_any_table(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "さくら動物病院").await;
    let clerk = world.colleague(&clinic, "Hanako.Suzuki@Clinic.example", pb::Role::ClaimsClerk).await;
    world.session(&clerk).await;
    let stranger = Person { email: "nobody.known@elsewhere.example".to_owned(), ..clerk.clone() };
    world.try_sign_in(&stranger, PASSWORD).await.unwrap_err();
    world
        .people()
        .list_accounts(world.signed(&clinic, pb::ListAccountsRequest::default()).await)
        .await
        .unwrap();
    let contents = testkit::Contents::of(&world.database);
    assert!(
        contents.hold_text("さくら動物病院") && contents.hold_text("account.signed_in"),
        "nothing was read"
    );
    let personal =
        ["田中", "美咲", "hanako", "suzuki", "clinic.example", "admin@", "operator.example", "nobody.known"];
    for text in personal {
        assert!(!contents.hold_text(text), "{text} is readable");
    }
    // Nor may the names that were tried be guessed: what is counted is no hash that anybody could make.
    let organisation: Uuid = clinic.organisation.parse().unwrap();
    for name in ["hanako.suzuki@clinic.example", "nobody.known@elsewhere.example"] {
        let with_organisation = Sha256::new().chain_update(organisation).chain_update(name).finalize();
        assert!(!contents.hold(with_organisation) && !contents.hold(Sha256::digest(name)), "{name}");
    }
}

async fn a_name_that_was_moved_to_another_account_is_refused(world: World) {
    let operator = world.operator().await;
    let other = world.colleague(&operator, "b@operator.example", pb::Role::Support).await;
    world.signed(&operator, ()).await;
    let moved = "UPDATE accounts SET name = (SELECT name FROM accounts WHERE id = $1) WHERE id = $2";
    change(&world, moved, &[&operator.account, &other.account]).await;
    let list = world.signed(&operator, pb::ListAccountsRequest::default()).await;
    let refused = world.people().list_accounts(list).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Internal);
    assert!(!format!("{refused:?}").contains("田中"), "{refused:?}");
    assert_eq!(reason(refused), "SEALED_CORRUPT");
    let session = world.session(&other).await;
    assert_eq!(reason(world.authenticate(&session, &other.fingerprint).await.unwrap_err()), "SEALED_CORRUPT");
}

async fn an_address_is_recognised_in_every_spelling(world: World) {
    let operator = world.operator().await;
    for email in
        ["admin@operator.example", "ADMIN@OPERATOR.EXAMPLE", " ａｄｍｉｎ＠Ｏｐｅｒａｔｏｒ.example "]
    {
        let typed = Person { email: email.to_owned(), ..operator.clone() };
        assert!(world.try_sign_in(&typed, PASSWORD).await.is_ok(), "{email}");
    }
    let taken = new_account("ADMIN＠operator.example", pb::Role::Viewer);
    let refused = world.people().create_account(world.signed(&operator, taken).await).await.unwrap_err();
    assert_eq!(reason(refused), "ACCOUNT_EMAIL_TAKEN");
}

async fn two_addresses_with_one_token_are_two_accounts(world: World) {
    let operator = world.operator().await;
    let [one, other] = same_token(&world, &operator).await;
    world.signed(&operator, ()).await;
    let add = |email: &str| {
        let (world, operator, email) = (&world, &operator, email.to_owned());
        async move { world.colleague(operator, &email, pb::Role::Support).await }
    };
    let (one, other) = tokio::join!(add(&one), add(&other));
    let found = "SELECT count(*) AS number FROM accounts WHERE email_token = \
                 (SELECT email_token FROM accounts WHERE id = $1)";
    assert_eq!(count(&world, found, &[&one.account]).await, 2);
    for who in [&one, &other] {
        let session = world.session(who).await;
        let shown = world.authenticate(&session, &who.fingerprint).await.unwrap().identity.unwrap();
        assert_eq!((&shown.id, &shown.email), (&who.account, &who.email));
        let again = world.signed(&operator, new_account(&who.email, pb::Role::Viewer)).await;
        let refused = world.people().create_account(again).await.unwrap_err();
        assert_eq!(reason(refused), "ACCOUNT_EMAIL_TAKEN");
    }
}

async fn of_twenty_who_take_an_address_at_once_one_has_it(world: World) {
    let operator = world.operator().await;
    let session = world.session(&operator).await;
    let actor = world.authenticate(&session, &operator.fingerprint).await.unwrap().actors.remove(0);
    let sent = (0..20).map(|count| {
        let email = if count % 2 == 0 { "one@operator.example" } else { "ONE@operator.example" };
        let message = new_account(email, pb::Role::Viewer);
        let request = identity::with_actor(tonic::Request::new(message), &actor).unwrap();
        let mut people = world.people();
        async move { people.create_account(request).await }
    });
    let (made, refused): (Vec<_>, Vec<_>) = join_all(sent).await.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1, "{refused:?}");
    for refused in refused {
        let reason = reason(refused.unwrap_err());
        assert!(["ACCOUNT_EMAIL_TAKEN", "SIGN_IN_BUSY"].contains(&reason.as_str()), "{reason}");
    }
    assert_eq!(count(&world, "SELECT count(*) AS number FROM accounts", &[]).await, 2);
}

/// Two addresses that the index does not tell apart: among some hundred thousand there are.
async fn same_token(world: &World, who: &Person) -> [String; 2] {
    let organisation = who.organisation.parse().unwrap();
    let keys = world.keys().await;
    keys.warm(organisation, Purpose::Indexes).await.unwrap();
    let (index, mut seen) = (keys.index(organisation).unwrap(), HashMap::new());
    for count in 0..2_000_000 {
        let address = format!("u{count}@operator.example");
        let token = index.token(ADDRESS, &address).unwrap();
        if let Some(other) = seen.insert(token, address.clone()) {
            return [other, address];
        }
    }
    panic!("no two addresses have one token");
}

async fn change(world: &World, sql: &str, ids: &[&str]) {
    let store = world.store().await;
    let tx = store.begin(Scope::Platform("test"), "test").await.unwrap();
    let ids = ids.iter().map(|id| id.parse::<Uuid>().unwrap().into());
    let changed = tx.connection().execute_raw(tx.statement(sql, ids)).await.unwrap();
    assert_eq!(changed.rows_affected(), 1);
    tx.commit().await.unwrap();
}

async fn count(world: &World, sql: &str, ids: &[&str]) -> i64 {
    let store = world.store().await;
    let tx = store.read(Scope::Platform("test"), "test").await.unwrap();
    let ids = ids.iter().map(|id| id.parse::<Uuid>().unwrap().into());
    let row = tx.connection().query_one_raw(tx.statement(sql, ids)).await.unwrap().unwrap();
    row.try_get("", "number").unwrap()
}
