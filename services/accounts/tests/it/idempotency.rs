//! A repeat gives the same answer and has no second effect; other content under the same id is refused.

use proto::accounts::v1 as pb;

use crate::{
    both,
    world::{World, bootstrap, new_account, new_certificate, reason, registration},
};

both!(
    a_repeated_request_gives_the_same_answer,
    a_request_id_with_other_content_is_refused,
    fifty_repeats_at_once_have_one_effect,
    a_bootstrap_happens_once,
);

async fn a_repeated_request_gives_the_same_answer(world: World) {
    let operator = world.operator().await;
    let message = registration(pb::OrganisationKind::Clinic, "さくら動物病院");
    let first =
        world.people().register_organisation(world.signed(&operator, message.clone()).await).await.unwrap();
    let again = world.people().register_organisation(world.signed(&operator, message).await).await.unwrap();
    assert_eq!(first.into_inner(), again.into_inner());

    let message = new_certificate("運用端末-2");
    let first =
        world.certificates().issue_certificate(world.signed(&operator, message.clone()).await).await.unwrap();
    let again = world.certificates().issue_certificate(world.signed(&operator, message).await).await.unwrap();
    assert_eq!(first.into_inner(), again.into_inner());
    let list = world.signed(&operator, pb::ListCertificatesRequest::default()).await;
    assert_eq!(
        world.certificates().list_certificates(list).await.unwrap().into_inner().certificates.len(),
        2
    );
}

async fn a_request_id_with_other_content_is_refused(world: World) {
    let operator = world.operator().await;
    let message = new_account("one@operator.example", pb::Role::Viewer);
    let other = pb::CreateAccountRequest {
        request_id: message.request_id.clone(),
        ..new_account("two@operator.example", pb::Role::Viewer)
    };
    world.people().create_account(world.signed(&operator, message).await).await.unwrap();
    let refused = world.people().create_account(world.signed(&operator, other).await).await.unwrap_err();
    assert_eq!(reason(refused), "REQUEST_ID_REUSED");
}

async fn fifty_repeats_at_once_have_one_effect(world: World) {
    let operator = world.operator().await;
    let message = new_account("one@operator.example", pb::Role::Viewer);
    let session = world.session(&operator).await;
    let actor = world.authenticate(&session, &operator.fingerprint).await.unwrap().actors.remove(0);
    let sent = (0..50).map(|_| {
        let request = identity::with_actor(tonic::Request::new(message.clone()), &actor).unwrap();
        let mut people = world.people();
        async move { people.create_account(request).await }
    });
    let answers = futures::future::join_all(sent).await;
    let made = answers.iter().flatten().map(|answer| answer.get_ref().account_id.clone());
    let made = made.collect::<std::collections::BTreeSet<_>>();
    assert_eq!(made.len(), 1, "{answers:?}");
    let list = world.signed(&operator, pb::ListAccountsRequest::default()).await;
    assert_eq!(world.people().list_accounts(list).await.unwrap().into_inner().accounts.len(), 2);
}

async fn a_bootstrap_happens_once(world: World) {
    let mut client = proto::accounts::v1::accounts_service_client::AccountsServiceClient::new(
        world.channel(identity::WorkloadName::Nekonote),
    );
    let message = bootstrap();
    let first = client.bootstrap(message.clone()).await.unwrap().into_inner();
    assert_eq!(client.bootstrap(message).await.unwrap().into_inner(), first);
    assert_eq!(reason(client.bootstrap(bootstrap()).await.unwrap_err()), "ALREADY_BOOTSTRAPPED");
}
