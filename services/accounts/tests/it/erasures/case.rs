//! Two people of the operator, and a clinic whose contract ended yesterday.

use calendar::Clock;
use chrono::Days;
use proto::accounts::v1::{self as pb, AttestationForm};
use sea_orm::ConnectionTrait as _;
use store::Scope;
use testkit::{Engine, KmsEmulator, eventually};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::world::{Person, World};

pub const CLINIC: &str = "さくら動物病院";

/// What an erasure needs.
pub struct Case {
    pub world: World,
    pub kms: KmsEmulator,
    /// Requests.
    pub first: Person,
    /// Confirms.
    pub second: Person,
    pub clinic: Person,
}

impl Case {
    pub async fn start(engine: Engine) -> Self {
        let kms = testkit::kms().await;
        let world = World::with_kms(engine, &kms).await;
        let first = world.operator().await;
        let second = world.colleague(&first, "second@operator.example", pb::Role::Operations).await;
        let clinic = world.clinic(&first, CLINIC).await;
        Self { world, kms, first, second, clinic }
    }

    pub fn day(&self, before_today: u64) -> String {
        let today = calendar::jst_date(self.world.clock.now());
        (today - Days::new(before_today)).to_string()
    }

    pub fn asked(&self, organisation: &str) -> pb::RequestErasureRequest {
        pb::RequestErasureRequest {
            request_id: Uuid::now_v7().to_string(),
            organisation_id: organisation.to_owned(),
            contract_ended_on: self.day(1),
            instruction_reference: "解約-2026-014".to_owned(),
            instruction_received_on: self.day(30),
        }
    }

    pub async fn request(&self) -> String {
        let request = self.world.signed(&self.first, self.asked(&self.clinic.organisation)).await;
        self.world.erasures().request_erasure(request).await.unwrap().into_inner().erasure_id
    }

    pub fn confirmation(erasure: &str) -> pb::ConfirmErasureRequest {
        pb::ConfirmErasureRequest {
            request_id: Uuid::now_v7().to_string(),
            erasure_id: erasure.to_owned(),
            revision: 1,
            organisation_name: CLINIC.to_owned(),
        }
    }

    pub fn cancellation(erasure: &str) -> pb::CancelErasureRequest {
        let request_id = Uuid::now_v7().to_string();
        pb::CancelErasureRequest { request_id, erasure_id: erasure.to_owned(), revision: 1 }
    }

    pub async fn confirm(&self, erasure: &str) -> Result<i64, Status> {
        self.confirm_as(&self.second, Self::confirmation(erasure)).await
    }

    pub async fn confirm_as(&self, who: &Person, message: pb::ConfirmErasureRequest) -> Result<i64, Status> {
        let request = self.world.signed(who, message).await;
        Ok(self.world.erasures().confirm_erasure(request).await?.into_inner().revision)
    }

    pub async fn cancel(&self, erasure: &str) -> Result<i64, Status> {
        let request = self.world.signed(&self.first, Self::cancellation(erasure)).await;
        Ok(self.world.erasures().cancel_erasure(request).await?.into_inner().revision)
    }

    pub async fn get(&self, erasure: &str) -> pb::Erasure {
        let request = pb::GetErasureRequest { erasure_id: erasure.to_owned() };
        let request = self.world.signed(&self.first, request).await;
        self.world.erasures().get_erasure(request).await.unwrap().into_inner().erasure.unwrap()
    }

    pub async fn done(&self, erasure: &str) -> pb::Erasure {
        let done = async || self.get(erasure).await.state() == pb::ErasureState::Done;
        eventually("the erasure is carried out", done).await;
        self.get(erasure).await
    }

    /// The clinic is erased.
    pub async fn erase(&self) -> pb::Erasure {
        let erasure = self.request().await;
        self.confirm(&erasure).await.unwrap();
        self.done(&erasure).await
    }

    pub async fn attestation(&self, erasure: &str, form: AttestationForm) -> Result<Vec<u8>, Status> {
        let message = pb::GetErasureAttestationRequest { erasure_id: erasure.to_owned(), form: form.into() };
        let request = self.world.signed(&self.first, message).await;
        Ok(self.world.erasures().get_erasure_attestation(request).await?.into_inner().content)
    }

    /// An actor that the gateway has just got, to be used when its organisation is closed.
    pub async fn held(&self, who: &Person) -> String {
        let session = self.world.session(who).await;
        self.world.authenticate(&session, &who.fingerprint).await.unwrap().actors.remove(0)
    }

    /// How many rows of a table are an organisation's.
    pub async fn count(&self, table: &str, of: &Person) -> i64 {
        let sql = format!("SELECT count(*) AS number FROM {table} WHERE organisation_id = $1");
        let store = self.world.store().await;
        let tx = store.read(Scope::Platform("test"), "test").await.unwrap();
        let id: Uuid = of.organisation.parse().unwrap();
        let row = tx.connection().query_one_raw(tx.statement(&sql, [id.into()])).await.unwrap().unwrap();
        row.try_get("", "number").unwrap()
    }
}

pub fn with<T>(actor: &str, message: T) -> Request<T> {
    identity::with_actor(Request::new(message), actor).unwrap()
}
