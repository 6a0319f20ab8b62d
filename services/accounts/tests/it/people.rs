//! People: what is refused about them, all at once and by field.

use proto::accounts::v1 as pb;

use crate::{
    both,
    world::{World, new_account, reason, registration},
};

both!(
    every_wrong_field_is_named,
    an_address_is_once_in_an_organisation,
    people_are_listed_oldest_first_in_pages,
    an_organisation_that_comes_back_keeps_its_id_which_is_nobody_elses,
);

async fn every_wrong_field_is_named(world: World) {
    let operator = world.operator().await;
    let account = pb::NewAccount {
        password: "aaaaaaaaaaaaaaaa".to_owned(),
        email: "x".to_owned(),
        ..Default::default()
    };
    let message = pb::CreateAccountRequest { request_id: "1".to_owned(), account: Some(account) };
    let refused = world.people().create_account(world.signed(&operator, message).await).await.unwrap_err();
    let refused = fault::Fault::from(refused);
    let wrong = refused.violations().iter().map(|wrong| (wrong.field.as_str(), wrong.code.as_str()));
    let expected = [
        ("request_id", "BAD_ID"),
        ("account.name", "REQUIRED"),
        ("account.email", "BAD_EMAIL"),
        ("account.password", "GUESSABLE"),
        ("account.roles", "REQUIRED"),
    ];
    assert_eq!(wrong.collect::<Vec<_>>(), expected);
}

async fn an_address_is_once_in_an_organisation(world: World) {
    let operator = world.operator().await;
    let message = new_account("ＡＤＭＩＮ@Operator.example", pb::Role::Viewer);
    let refused = world.people().create_account(world.signed(&operator, message).await).await.unwrap_err();
    assert_eq!(reason(refused), "ACCOUNT_EMAIL_TAKEN");
}

async fn people_are_listed_oldest_first_in_pages(world: World) {
    let operator = world.operator().await;
    let second = world.colleague(&operator, "b@operator.example", pb::Role::Support).await;
    let third = world.colleague(&operator, "a@operator.example", pb::Role::Operations).await;
    let request = world.signed(&operator, pb::ListAccountsRequest { limit: 2, cursor: String::new() }).await;
    let first = world.people().list_accounts(request).await.unwrap().into_inner();
    let ids =
        |page: &pb::ListAccountsResponse| page.accounts.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), [operator.account.clone(), second.account]);
    let request =
        world.signed(&operator, pb::ListAccountsRequest { limit: 2, cursor: first.next_cursor }).await;
    let rest = world.people().list_accounts(request).await.unwrap().into_inner();
    assert_eq!((ids(&rest), rest.next_cursor.as_str()), (vec![third.account], ""));
    let request =
        world.signed(&operator, pb::ListAccountsRequest { limit: 101, cursor: String::new() }).await;
    assert_eq!(reason(world.people().list_accounts(request).await.unwrap_err()), "PAGE_INVALID");
}

async fn an_organisation_that_comes_back_keeps_its_id_which_is_nobody_elses(world: World) {
    let operator = world.operator().await;
    let id = uuid::Uuid::now_v7().to_string();
    let register = async |name: &str, id: &str| {
        let new = registration(pb::OrganisationKind::Clinic, name);
        let message = pb::RegisterOrganisationRequest { organisation_id: id.to_owned(), ..new };
        world.people().register_organisation(world.signed(&operator, message).await).await
    };
    let back = register("さくら動物病院", &id).await.unwrap().into_inner();
    assert_eq!(back.organisation_id, id);
    for taken in [&id, &operator.organisation] {
        let refused = register("もみじ動物病院", taken).await.unwrap_err();
        assert_eq!(reason(refused), "ORGANISATION_EXISTS", "{taken}");
    }
    let refused = fault::Fault::from(register("もみじ動物病院", "1").await.unwrap_err());
    assert_eq!(refused.violations()[0].field, "organisation_id");
    assert_ne!(register("もみじ動物病院", "").await.unwrap().into_inner().organisation_id, id);
}
