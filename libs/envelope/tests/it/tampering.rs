//! A value that was changed anywhere is Corrupt: never a part of it, never a panic.

use std::sync::LazyLock;

use envelope::{Error, Place, Sealed};
use fault::{Fault, Kind};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::world::{World, corrupt, place};

struct Bench {
    runtime: Runtime,
    world: World,
    place: Place,
    sealed: Sealed,
}

static BENCH: LazyLock<Bench> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let place = place();
    let (world, sealed) = runtime.block_on(async {
        let world = World::start().await;
        let sealed = world.seal(&place, "山田花子".as_bytes()).await;
        (world, sealed)
    });
    Bench { runtime, world, place, sealed }
});

#[test]
fn every_bit_counts() {
    let Bench { world, place, sealed, .. } = &*BENCH;
    for at in 0..sealed.as_bytes().len() {
        for bit in 0..8 {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let refused = world.open(place, &Sealed::stored(bytes));
            // Another key id is a key that is not warm.
            let names_another = (1..17).contains(&at) && matches!(refused, Err(Error::Cold(_)));
            assert!(names_another || corrupt(refused), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn an_unknown_key_is_gone() {
    let Bench { runtime, world, place, sealed } = &*BENCH;
    let mut bytes = sealed.as_bytes().to_vec();
    bytes[5] ^= 1;
    let stranger = Sealed::parse(bytes).unwrap();
    let refused =
        runtime.block_on(world.keys.with_keys(|| async { Ok(world.open(place, &stranger).map(drop)?) }));
    let refused = refused.unwrap_err();
    assert_eq!((refused.kind(), refused.reason()), (Kind::Refused, "KEY_DESTROYED"));
}

#[test]
fn the_fault_names_table_and_row_and_nothing_of_the_value() {
    let Bench { world, place, sealed, .. } = &*BENCH;
    let mut bytes = sealed.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let refused = world.open(place, &Sealed::stored(bytes)).unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("policies.owner_name") && said.contains(&place.row().to_string()), "{said}");
    assert!(!said.contains("山田"), "{said}");
    let fault = Fault::from(refused);
    assert_eq!((fault.kind(), fault.reason()), (Kind::Internal, "SEALED_CORRUPT"));
    assert!(!format!("{sealed:?}").contains("山田"));
}

proptest! {
    #[test]
    fn whatever_is_cut_off_or_put_on_is_corrupt(cut in 0usize..90, put in proptest::collection::vec(any::<u8>(), 0..4)) {
        let Bench { world, place, sealed, .. } = &*BENCH;
        let bytes = sealed.as_bytes();
        let mut other = bytes[..bytes.len().min(cut)].to_vec();
        other.extend(put);
        prop_assume!(other != bytes);
        prop_assert!(corrupt(world.open(place, &Sealed::stored(other))));
    }

    #[test]
    fn whatever_bytes_there_are_nothing_opens(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let Bench { world, place, .. } = &*BENCH;
        prop_assert!(world.open(place, &Sealed::stored(bytes.clone())).is_err());
        prop_assert!(Sealed::parse(bytes.clone()).map_or(true, |sealed| sealed.into_bytes() == bytes));
    }
}
