//! The yen of the engine beside those of another calculation, written from the terms (docs/plans.md) and not from the engine: of plans and
//! units of care at random, as an insurer's acceptance test lists them.

use claims::acceptance::check;
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

const KINDS: [&str; 4] = ["outpatient", "inpatient", "surgery", "any"];

/// A listed unit: its kind, by place, what of it is eligible, its days.
type Unit = (usize, i64, i64);

#[derive(Debug, Clone)]
struct Plan {
    ratio: i64,
    caps: [Option<i64>; 3],
    counts: [Option<i64>; 3],
    by_stay: bool,
    /// Mode, yen, unit.
    deductible: Option<(&'static str, i64, &'static str)>,
    cap_first: bool,
    least: Option<i64>,
    category: Option<(usize, i64)>,
    annual: Option<i64>,
}

impl Plan {
    fn json(&self) -> Value {
        let per_care = |values: &[Option<i64>; 3]| {
            let pairs = KINDS.iter().zip(values).filter_map(|(kind, value)| Some((*kind, (*value)?)));
            pairs.map(|(kind, value)| (kind.to_owned(), json!(value))).collect::<serde_json::Map<_, _>>()
        };
        let (mode, yen, unit) = self.deductible.unwrap_or(("none", 0, "payment"));
        let category = self.category.map(|(kind, yen)| json!({ "cares": [KINDS[kind]], "yen": yen }));
        json!({
            "ratio_pct": self.ratio, "caps": per_care(&self.caps), "counts": per_care(&self.counts),
            "inpatient_unit": if self.by_stay { "stay" } else { "day" },
            "deductible_mode": mode, "deductible_yen": yen, "deductible_unit": unit,
            "cap_order": if self.cap_first { "cap_first" } else { "deductible_first" },
            "min_claim_yen": self.least, "annual_caps": Vec::from_iter(category), "annual_cap": self.annual,
        })
    }

    /// Whether a kind is counted by days, and not by times.
    fn is_in_days(&self, kind: usize) -> bool {
        kind == 0 || kind == 1 && !self.by_stay
    }

    /// The yen of all units.
    fn benefit(&self, units: &[Unit]) -> i64 {
        let (mut left, mut of_year) = (self.counts, self.deductible.map_or(0, |(_, yen, _)| yen));
        let counted: Vec<Unit> = units.iter().map(|unit| self.within_counts(*unit, &mut left)).collect();
        let mut paid: Vec<i64> = counted.iter().map(|unit| self.settled(*unit, &mut of_year)).collect();
        let mut category = self.category.map_or(i64::MAX, |(_, yen)| yen);
        for (yen, (kind, ..)) in paid.iter_mut().zip(units) {
            if self.category.is_some_and(|(capped, _)| capped == *kind) {
                *yen = (*yen).min(category);
                category -= *yen;
            }
        }
        let mut year = self.annual.unwrap_or(i64::MAX);
        for yen in &mut paid {
            *yen = (*yen).min(year);
            year -= *yen;
        }
        paid.iter().sum()
    }

    /// What 最低診療費 and 限度日数・回数 leave of a unit.
    fn within_counts(&self, (kind, eligible, days): Unit, left: &mut [Option<i64>; 3]) -> Unit {
        if self.least.is_some_and(|least| eligible < least) {
            return (kind, 0, days);
        }
        // A unit that its own deductible takes whole uses no day (ADR 24).
        let own = self.deductible.filter(|(_, _, unit)| *unit != "year");
        let alone = Self { deductible: own, caps: [None; 3], ..self.clone() };
        let (wants, is_paid) =
            (if self.is_in_days(kind) { days } else { 1 }, alone.settled((kind, eligible, days), &mut 0) > 0);
        let Some(Some(room)) = left.get_mut(kind).filter(|_| is_paid) else { return (kind, eligible, days) };
        let taken = wants.min(*room);
        *room -= taken;
        match taken {
            0 => (kind, 0, days),
            _ if taken < wants => (kind, eligible * taken / wants, taken),
            _ => (kind, eligible, days),
        }
    }

    fn settled(&self, unit @ (kind, eligible, days): Unit, of_year: &mut i64) -> i64 {
        let cap = self.caps.get(kind).copied().flatten();
        let cap = cap.map_or(i64::MAX, |cap| if self.is_in_days(kind) { cap * days } else { cap });
        let mut amount = eligible;
        amount = self.deducted("before", unit, amount, of_year);
        amount = amount * self.ratio / 100;
        if self.cap_first {
            amount = amount.min(cap);
        }
        amount = self.deducted("after", unit, amount, of_year);
        amount.min(cap)
    }

    fn deducted(&self, now: &str, (kind, _, days): Unit, amount: i64, of_year: &mut i64) -> i64 {
        let Some((_, yen, unit)) = self.deductible.filter(|(mode, ..)| *mode == now) else { return amount };
        let due = match unit {
            "day" | "visit" if kind != 2 => yen * days,
            "year" => *of_year,
            _ => yen,
        };
        let borne = due.min(amount);
        *of_year -= if unit == "year" { borne } else { 0 };
        amount - borne
    }
}

fn plans() -> impl Strategy<Value = Plan> {
    let cap = || proptest::option::of(select(vec![5_000, 9_999, 12_500, 30_000, 150_000]));
    let count = || proptest::option::of(select(vec![1, 2, 3, 22]));
    let deductible = (
        select(vec!["before", "after"]),
        select(vec![1, 999, 2_500, 7_000, 10_000]),
        select(vec!["payment", "day", "visit", "stay", "year"]),
    );
    let annual = (
        proptest::option::of(select(vec![1_000, 5_000])),
        proptest::option::of((0..3_usize, select(vec![20_000, 280_000]))),
        proptest::option::of(select(vec![10_000, 50_000, 700_000])),
    );
    let flags = (any::<bool>(), any::<bool>());
    let terms = (1..=100_i64, [cap(), cap(), cap()], [count(), count(), count()]);
    (terms, proptest::option::of(deductible), flags, annual).prop_map(
        |((ratio, caps, counts), deductible, (by_stay, cap_first), (least, category, annual))| Plan {
            ratio,
            caps,
            counts,
            by_stay,
            deductible,
            cap_first,
            least,
            category,
            annual,
        },
    )
}

fn units() -> impl Strategy<Value = Vec<Unit>> {
    let yen = prop_oneof![Just(0), Just(1), Just(99), 1..30_000_i64, 1..300_000_i64];
    let unit = (0..4_usize, yen, 1..12_i64);
    let unit = unit.prop_map(|(kind, yen, days)| (kind, yen, if kind < 2 { days } else { 1 }));
    proptest::collection::vec(unit, 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn no_yen_differs_from_another_calculation(plan in plans(), units in units()) {
        let listed = |(kind, yen, days): &Unit| json!({ "kind": KINDS[*kind], "eligible_yen": yen, "days": days });
        let listed: Vec<Value> = units.iter().map(listed).collect();
        let expected = plan.benefit(&units);
        let case = json!([{ "plan": plan.json(), "units": listed, "expected": expected }]);
        let checked = check(case.to_string().as_bytes()).unwrap().remove(0);
        prop_assert!(checked.agrees(), "{case}: {:?}", checked.outcome);
    }
}
