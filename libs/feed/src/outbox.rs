//! Telling: the fact is written beside the state, in the transaction of the change, as its last statement.

use prost::Message;
use proto::feed::v1 as pb;
use sea_orm::ConnectionTrait;
use store::{Error, Tx};

use crate::{Fact, trace};

/// Tells a fact in the transaction of its change. Make it the transaction's last statement: the order of two facts about
/// one thing is the order in which their rows are written.
///
/// # Errors
/// When the database refuses.
pub async fn tell(tx: &Tx, fact: &Fact) -> Result<(), Error> {
    const INSERT: &str = "INSERT INTO outbox (id, fact) VALUES ($1, $2)";
    let mut wire = pb::Fact::from(fact);
    if wire.traceparent.is_empty() {
        wire.traceparent = trace::current();
    }
    let values = [fact.id.uuid().into(), wire.encode_to_vec().into()];
    tx.connection().execute_raw(tx.statement(INSERT, values)).await?;
    Ok(())
}
