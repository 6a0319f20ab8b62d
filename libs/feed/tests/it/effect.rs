//! An effect that notes what it is given, and fails when the test wants it to.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use fault::Fault;
use feed::{Effect, Fact};
use sea_orm::ConnectionTrait;
use store::Tx;

/// Notes facts in the table `taken`.
#[derive(Default)]
pub struct Note {
    /// Times it will say `Unavailable`, after its statement.
    pub unavailable: AtomicUsize,
    /// Whether it has learnt to take in the kind `poison`.
    pub repaired: AtomicBool,
    /// Kinds it was given, effect or not.
    pub given: Mutex<Vec<String>>,
}

impl Note {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// How often it was given a fact.
    pub fn tries(&self) -> usize {
        self.given.lock().unwrap().len()
    }
}

#[async_trait::async_trait]
impl Effect for Note {
    async fn apply(&self, tx: &Tx, fact: &Fact) -> Result<(), Fault> {
        const INSERT: &str = "INSERT INTO taken (place, position, fact) \
                              SELECT coalesce(max(place), 0) + 1, $1, $2 FROM taken";
        self.given.lock().unwrap().push(fact.kind.clone());
        let values = [i64::try_from(fact.position).unwrap().into(), fact.id.to_string().into()];
        let insert = tx.statement(INSERT, values);
        tx.connection().execute_raw(insert).await.map_err(store::Error::from)?;
        let passing =
            self.unavailable.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if passing.is_ok() {
            return Err(Fault::unavailable("SOMETHING_AWAY"));
        }
        if fact.kind == "poison" && !self.repaired.load(Ordering::SeqCst) {
            return Err(Fault::internal("POISON"));
        }
        Ok(())
    }
}
