//! Who may do what, and that another organisation is not there.

use proto::accounts::v1 as pb;

use crate::{
    both,
    world::{Person, World, new_account, new_certificate, reason, registration},
};

both!(
    only_the_operator_registers_organisations,
    who_lacks_the_permission_is_refused,
    roles_are_capped_by_the_kind_of_the_organisation,
    another_organisation_is_not_there,
    colleagues_see_names_and_administrators_the_rest,
    the_directory_shows_names_to_all_and_everything_to_the_operator,
);

async fn only_the_operator_registers_organisations(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "一の病院").await;
    let message = registration(pb::OrganisationKind::Clinic, "二の病院");
    let refused =
        world.people().register_organisation(world.signed(&clinic, message).await).await.unwrap_err();
    assert_eq!((refused.code(), reason(refused).as_str()), (tonic::Code::PermissionDenied, "NOT_PERMITTED"));
    let message = registration(pb::OrganisationKind::Operator, "偽の運営");
    let refused =
        world.people().register_organisation(world.signed(&operator, message).await).await.unwrap_err();
    assert_eq!(reason(refused), "ORGANISATION_INVALID");
    let message = registration(pb::OrganisationKind::Insurer, "一の病院");
    let refused =
        world.people().register_organisation(world.signed(&operator, message).await).await.unwrap_err();
    assert_eq!(reason(refused), "ORGANISATION_NAME_TAKEN");
}

async fn who_lacks_the_permission_is_refused(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "一の病院").await;
    let clerk = world.colleague(&clinic, "clerk@example.jp", pb::Role::ClaimsClerk).await;
    let message = new_account("other@example.jp", pb::Role::Administrator);
    let refused = world.people().create_account(world.signed(&clerk, message).await).await.unwrap_err();
    assert_eq!(reason(refused), "NOT_PERMITTED");
    let request = world.signed(&clerk, pb::ListAccountsRequest::default()).await;
    assert_eq!(reason(world.people().list_accounts(request).await.unwrap_err()), "NOT_PERMITTED");
    let request = world.signed(&clerk, new_certificate("私物")).await;
    assert_eq!(reason(world.certificates().issue_certificate(request).await.unwrap_err()), "NOT_PERMITTED");
    let request =
        world.signed(&clerk, pb::GetCertificateRequest { certificate_id: clinic.certificate }).await;
    assert_eq!(reason(world.certificates().get_certificate(request).await.unwrap_err()), "NOT_PERMITTED");
}

async fn roles_are_capped_by_the_kind_of_the_organisation(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "一の病院").await;
    for role in [pb::Role::Adjuster, pb::Role::Support, pb::Role::Operations] {
        let message = new_account("x@example.jp", role);
        let refused = world.people().create_account(world.signed(&clinic, message).await).await.unwrap_err();
        let refused = fault::Fault::from(refused);
        assert_eq!(
            (refused.reason(), refused.violations()[0].field.as_str()),
            ("ROLES_INVALID", "account.roles")
        );
    }
    let mut message = registration(pb::OrganisationKind::Clinic, "二の病院");
    message.administrator.as_mut().unwrap().roles = vec![pb::Role::Viewer.into()];
    let refused =
        world.people().register_organisation(world.signed(&operator, message).await).await.unwrap_err();
    assert_eq!(fault::Fault::from(refused).violations()[0].code, "ADMINISTRATOR_REQUIRED");
}

async fn another_organisation_is_not_there(world: World) {
    let operator = world.operator().await;
    let (one, other) = (world.clinic(&operator, "一の病院").await, world.clinic(&operator, "二の病院").await);
    let request =
        world.signed(&one, pb::GetCertificateRequest { certificate_id: other.certificate.clone() }).await;
    assert_eq!(
        reason(world.certificates().get_certificate(request).await.unwrap_err()),
        "CERTIFICATE_NOT_FOUND"
    );
    let message = pb::RevokeCertificateRequest {
        request_id: uuid::Uuid::now_v7().to_string(),
        certificate_id: other.certificate.clone(),
        revision: 1,
    };
    let refused =
        world.certificates().revoke_certificate(world.signed(&one, message).await).await.unwrap_err();
    assert_eq!(reason(refused), "CERTIFICATE_NOT_FOUND");
    let both = pb::BatchGetAccountsRequest { ids: vec![one.account.clone(), other.account.clone()] };
    let found = world.people().batch_get_accounts(world.signed(&one, both).await).await.unwrap().into_inner();
    assert_eq!(found.accounts.iter().map(|account| &account.id).collect::<Vec<_>>(), [&one.account]);
    // The same address may be somebody else elsewhere: both clinics have an admin@example.jp.
    let list = world.signed(&other, pb::ListAccountsRequest::default()).await;
    let list = world.people().list_accounts(list).await.unwrap().into_inner().accounts;
    assert_eq!(list.iter().map(|account| &account.id).collect::<Vec<_>>(), [&other.account]);
}

async fn colleagues_see_names_and_administrators_the_rest(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "一の病院").await;
    let clerk = world.colleague(&clinic, "clerk@example.jp", pb::Role::ClaimsClerk).await;
    let see = async |who: &Person| {
        let ids = pb::BatchGetAccountsRequest { ids: vec![clinic.account.clone()] };
        let found =
            world.people().batch_get_accounts(world.signed(who, ids).await).await.unwrap().into_inner();
        found.accounts.into_iter().next().unwrap()
    };
    let (seen, known) = (see(&clerk).await, see(&clinic).await);
    assert_eq!((seen.name.as_str(), seen.email.as_str(), seen.last_sign_in_at), ("田中 美咲", "", None));
    assert_eq!((known.email.as_str(), known.state), ("admin@example.jp", pb::AccountState::Active as i32));
    assert!(known.last_sign_in_at.is_some());
}

async fn the_directory_shows_names_to_all_and_everything_to_the_operator(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "い病院").await;
    world.register(&operator, pb::OrganisationKind::Insurer, "あ保険").await;
    let list = async |who: &Person, kind: pb::OrganisationKind, limit: i32, cursor: &str| {
        let message = pb::ListOrganisationsRequest { kind: kind.into(), limit, cursor: cursor.to_owned() };
        world.people().list_organisations(world.signed(who, message).await).await.unwrap().into_inner()
    };
    let all = list(&clinic, pb::OrganisationKind::Unspecified, 0, "").await.organisations;
    let shown = all.iter().map(|one| (one.name.as_str(), one.phone.as_str())).collect::<Vec<_>>();
    assert_eq!(shown, [("あ保険", ""), ("い病院", "03-0000-0000")]);
    assert!(list(&clinic, pb::OrganisationKind::Operator, 0, "").await.organisations.is_empty());
    assert_eq!(list(&operator, pb::OrganisationKind::Operator, 0, "").await.organisations.len(), 1);
    let first = list(&operator, pb::OrganisationKind::Unspecified, 1, "").await;
    assert_eq!(first.organisations[0].code, "1310-0427");
    let second = list(&operator, pb::OrganisationKind::Unspecified, 1, &first.next_cursor).await;
    assert_eq!((second.organisations[0].name.as_str(), second.next_cursor.as_str()), ("い病院", ""));
    let ids = vec![operator.organisation.clone(), uuid::Uuid::now_v7().to_string()];
    let request = world.signed(&clinic, pb::BatchGetOrganisationsRequest { ids }).await;
    let found = world.people().batch_get_organisations(request).await.unwrap().into_inner().organisations;
    assert_eq!(found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["株式会社ねこのて"]);
}
