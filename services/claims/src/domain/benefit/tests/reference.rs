//! Ten thousand generated claims against a calculation of its own: written from the terms, over the plan's text and not over [`Plan`], with
//! maps of days instead of units. Every yen of every claim agrees.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;
use serde_json::json;

use super::*;

type Day = (CareType, NaiveDate);

/// What a policy has paid so far.
#[derive(Default)]
struct Book {
    paid: BTreeMap<Day, i64>,
    borne: BTreeMap<Day, i64>,
    counted: BTreeSet<Day>,
    /// First and last day of each stay of which something was paid.
    stays: Vec<(NaiveDate, NaiveDate)>,
    used: i64,
    by_care: BTreeMap<CareType, i64>,
}

/// Plans as insurers publish them, with what each makes hard.
fn plans() -> Vec<Value> {
    let clauses = json!([{ "reason": "PREVENTION", "clause": "1" }, { "reason": "FOOD", "clause": "2", "covered": "while_inpatient" }]);
    let mut plans = vec![
        json!({ "ratio_pct": 70, "caps": { "outpatient": 12_000, "inpatient": 30_000, "surgery": 150_000 },
            "counts": { "outpatient": 22, "inpatient": 22, "surgery": 2 }, "waiting": { "illness": "P30D" } }),
        json!({ "ratio_pct": 50, "caps": { "outpatient": 12_000, "inpatient": 12_000, "surgery": 100_000 },
            "counts": { "outpatient": 5, "inpatient": 5, "surgery": 1 } }),
        json!({ "ratio_pct": 70, "caps": { "outpatient": 12_500, "inpatient": 125_000, "surgery": 100_000 },
            "counts": { "outpatient": 30, "inpatient": 3, "surgery": 1 }, "inpatient_unit": "stay" }),
        json!({ "ratio_pct": 70, "annual_cap": 200_000, "deductible_mode": "after", "deductible_yen": 7_000, "deductible_unit": "day" }),
        json!({ "ratio_pct": 90, "annual_caps": [{ "cares": ["inpatient", "surgery"], "yen": 150_000 },
            { "cares": ["outpatient"], "yen": 60_000 }] }),
        json!({ "ratio_pct": 70, "deductible_mode": "before", "deductible_yen": 5_000, "deductible_unit": "day", "annual_cap": 500_000,
            "caps": { "outpatient": 10_000 }, "counts": { "outpatient": 8 } }),
        json!({ "ratio_pct": 70, "deductible_mode": "after", "deductible_yen": 3_000, "deductible_unit": "payment", "annual_cap": 700_000 }),
        json!({ "ratio_pct": 100, "caps": { "outpatient": 10_000, "inpatient": 20_000, "surgery": 100_000 }, "cap_mode": "pooled" }),
    ];
    for plan in &mut plans {
        plan["clauses"] = clauses.clone();
    }
    plans
}

#[test]
fn no_yen_of_ten_thousand_claims_is_wrong() {
    let (plans, mut dice) = (plans(), Dice(20_261_124));
    let (mut claims, mut paid, mut cut) = (0, 0, 0);
    while claims < 10_000 {
        let plan = &plans[dice.below(plans.len())];
        let (mut case, mut book) = (Case::new(plan.clone()), Book::default());
        for _ in 0..dice.below(12) {
            case.lines = dice.lines();
            case.conditions[0].onset_on = Some(day("2026-04-01") + Days::new(dice.below(60) as u64));
            let (actual, expected) = (case.assess(), reference(plan, &mut book, &case));
            assert_eq!(actual.benefit.get(), expected, "{plan} {:#?} {actual:#?}", case.lines);
            claims += 1;
            paid += i32::from(expected > 0);
            cut += i32::from(actual.lines.iter().any(|line| line.cut.is_some()));
            if plan["cap_mode"] == "pooled" {
                book = Book::default(); // what a pool has paid of one day is not in the book
            } else {
                case = case.next();
                assert_eq!(case.used, book.used);
            }
        }
    }
    assert!(paid > 5_000 && cut > 5_000, "{paid} were paid something, {cut} not all: they say something");
}

/// What the terms give for a claim, behind what they gave before.
fn reference(plan: &Value, book: &mut Book, case: &Case) -> i64 {
    let onset = case.conditions[0].onset_on.unwrap();
    let waits = plan["waiting"]["illness"].as_str().is_some() && onset < day("2026-05-01");
    let mut days = BTreeMap::<Day, i64>::new();
    for line in case.lines.iter().filter(|line| line.insured && !waits) {
        let excluded = match line.excluded_as {
            Some(Reason::Prevention) => true,
            Some(Reason::Food) => line.care != IN,
            _ => false,
        };
        if !excluded {
            *days.entry((line.care, line.on)).or_default() += line.amount.get();
        }
    }
    let in_hospital: BTreeSet<NaiveDate> =
        case.lines.iter().filter(|line| line.care == IN).map(|line| line.on).collect();
    let stays = if plan["inpatient_unit"] == "stay" { stays(book, &in_hospital) } else { BTreeMap::new() };
    let mut merged = BTreeMap::<Day, i64>::new();
    for ((care, on), yen) in days {
        let on = stays.get(&on).filter(|_| care == IN).copied().unwrap_or(on);
        *merged.entry((care, on)).or_default() += yen;
    }
    let days = merged;
    let mut order: Vec<(Day, i64)> = days.into_iter().collect();
    order.sort_by_key(|((care, on), _)| (*on, *care));
    let mut paid = if plan["cap_mode"] == "pooled" { pooled(plan, &order) } else { each(plan, book, order) };
    let sum = year(plan, book, &mut paid);
    for ((_, first), _) in paid.iter().filter(|((care, _), yen)| *care == IN && *yen > 0) {
        let last = stays.iter().filter(|(_, of)| *of == first).map(|(day, _)| *day).max();
        book.stays.extend(last.map(|last| (*first, last)));
    }
    sum
}

/// The first day of the stay of each day in hospital: the day before's, or that of a stay that was paid and that it is in or follows.
fn stays(book: &Book, in_hospital: &BTreeSet<NaiveDate>) -> BTreeMap<NaiveDate, NaiveDate> {
    let mut firsts = BTreeMap::new();
    for day in in_hospital {
        let before = day.pred_opt().and_then(|before| firsts.get(&before).copied());
        let goes_on = |(from, to): &&(NaiveDate, NaiveDate)| from <= day && *day <= *to + Days::new(1);
        let paid = book.stays.iter().find(goes_on).map(|(from, _)| *from);
        firsts.insert(*day, before.or(paid).unwrap_or(*day));
    }
    firsts
}

fn pooled(plan: &Value, order: &[(Day, i64)]) -> Vec<(Day, i64)> {
    let whole: i64 = order.iter().map(|(_, yen)| yen).sum();
    let cap: i64 = order.iter().map(|((care, _), _)| plan["caps"][care.as_str()].as_i64().unwrap()).sum();
    order.first().map(|(first, _)| (*first, whole.min(cap))).into_iter().collect()
}

fn each(plan: &Value, book: &mut Book, order: Vec<(Day, i64)>) -> Vec<(Day, i64)> {
    let ratio = plan["ratio_pct"].as_i64().unwrap();
    let deductible = plan["deductible_yen"].as_i64().unwrap_or(0);
    let daily = plan["deductible_unit"] == "day";
    let (mut of_claim, mut paid, mut now) = (deductible, vec![], vec![]);
    for (day, eligible) in order {
        let care = day.0;
        let left = deductible - book.borne.get(&day).copied().unwrap_or(0);
        let alone = match (daily, plan["deductible_mode"].as_str()) {
            (true, Some("before")) => (eligible - left).max(0) * ratio / 100,
            (true, Some("after")) => eligible * ratio / 100 - left,
            _ => eligible * ratio / 100,
        };
        let before = book.counted.iter().filter(|(other, _)| *other == care).count();
        let counted = before + now.iter().filter(|other| **other == care).count();
        let is_full = plan["counts"][care.as_str()].as_i64().is_some_and(|count| counted as i64 >= count);
        let takes = alone > 0 && (care == OP || !book.counted.contains(&day));
        if takes && is_full {
            continue;
        }
        now.extend(takes.then_some(care));
        let borne = book.borne.entry(day).or_default();
        let due = if daily { deductible - *borne } else { of_claim };
        let mut share = if plan["deductible_mode"] == "before" {
            let bears = due.min(eligible);
            (*borne, of_claim) = (*borne + bears, of_claim - bears);
            (eligible - bears) * ratio / 100
        } else {
            let gross = eligible * ratio / 100;
            let bears = due.min(gross);
            (*borne, of_claim) = (*borne + bears, of_claim - bears);
            gross - bears
        };
        if let Some(cap) = plan["caps"][care.as_str()].as_i64() {
            let before = if care == OP { 0 } else { book.paid.get(&day).copied().unwrap_or(0) };
            share = share.min((cap - before).max(0));
        }
        paid.push((day, share));
    }
    paid
}

fn year(plan: &Value, book: &mut Book, paid: &mut [(Day, i64)]) -> i64 {
    for cap in plan["annual_caps"].as_array().into_iter().flatten() {
        let of: Vec<CareType> = cap["cares"]
            .as_array()
            .unwrap()
            .iter()
            .map(|care| care.as_str().unwrap().parse().unwrap())
            .collect();
        let before: i64 = of.iter().map(|care| book.by_care.get(care).copied().unwrap_or(0)).sum();
        let mut left = cap["yen"].as_i64().unwrap() - before;
        for (_, yen) in paid.iter_mut().filter(|((care, _), _)| of.contains(care)) {
            *yen = (*yen).min(left);
            left -= *yen;
        }
    }
    if let Some(cap) = plan["annual_cap"].as_i64() {
        let mut left = cap - book.used;
        for (_, yen) in paid.iter_mut() {
            *yen = (*yen).min(left);
            left -= *yen;
        }
    }
    for (day, yen) in paid.iter().filter(|(_, yen)| *yen > 0) {
        // A surgery is counted each time: its mark in the book is a day of its own.
        let mark = (0..)
            .map(|after| (day.0, day.1 + Days::new(after * 1_000)))
            .find(|mark| !book.counted.contains(mark));
        book.counted.insert(if day.0 == OP { mark.unwrap() } else { *day });
        *book.paid.entry(*day).or_default() += yen;
        *book.by_care.entry(day.0).or_default() += yen;
        book.used += yen;
    }
    paid.iter().map(|(_, yen)| yen).sum()
}

/// SplitMix64: the same claims in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }

    fn lines(&mut self) -> Vec<ClaimedLine> {
        let first = day("2026-06-01") + Days::new(self.below(60) as u64);
        let many = 1 + self.below(10);
        (0..many)
            .map(|_| {
                let care = [OUT, OUT, OUT, IN, IN, OP][self.below(6)];
                let most = if care == OP { 300_000 } else { 30_000 };
                let mut line = line("2026-06-01", care, self.below(most) as i64);
                line.on = first + Days::new(self.below(5) as u64);
                line.insured = self.below(10) > 0;
                line.excluded_as =
                    [None, None, None, Some(Reason::Prevention), Some(Reason::Food)][self.below(5)];
                line
            })
            .collect()
    }
}
