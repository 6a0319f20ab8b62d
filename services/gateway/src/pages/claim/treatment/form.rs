//! The treatment's form: rows of the statement with fields `l0_on`, `l0_care`, `l0_item`, `l0_qty`, `l0_price`,
//! `l0_insured`. A row without item and price is blank and says nothing. Other insurance is in `others`.

mod others;

use proto::claims::v1::{CareType, Cause, Claim, Line, Treatment};

use self::others::Others;
use crate::{
    context,
    pages::{
        input::{self, Entered, Wrong},
        reasons, show,
    },
    words::{Words, fill},
};

/// Most rows; as many as a treatment may have.
const MOST: usize = 200;
/// Blank rows at the end.
const BLANK: usize = 2;

/// The form as shown.
pub struct Form {
    /// 傷病名.
    pub diagnosis: String,
    /// 傷病コード.
    pub diagnosis_code: String,
    /// 病気・がん・ケガ, as the wire numbers them.
    pub cause: String,
    /// 発症日.
    pub onset_on: String,
    /// The same in words.
    pub onset_long: String,
    /// 経過と処置.
    pub note: String,
    /// 明細.
    pub rows: Vec<Row>,
    /// 値引き.
    pub discount: String,
    /// 合計.
    pub total: String,
    /// 他の保険契約の申告.
    pub others: Others,
}

/// A row as shown.
pub struct Row {
    place: usize,
    /// Its name, such as 1行目.
    pub label: String,
    /// 診療日.
    pub on: String,
    /// 診療区分.
    pub care: String,
    /// 項目.
    pub item: String,
    /// 数量.
    pub quantity: String,
    /// 単価.
    pub price: String,
    /// 保険対象, or what it is for: a value of [`reasons`].
    pub insured: String,
    /// 金額.
    pub amount: String,
}

/// What a form says.
pub struct Read {
    /// The treatment, as far as it can be read.
    pub treatment: Treatment,
    /// The row of the form that each line came from.
    pub rows: Vec<usize>,
    /// What cannot be read, at its field; its row is not in the treatment.
    pub wrong: Wrong,
}

impl Read {
    /// The names of the rows and fields that are not in the treatment, as a person knows them.
    pub fn left_out(&self, w: &'static Words) -> String {
        let mut names: Vec<String> = vec![];
        for (field, _) in self.wrong.all() {
            let row = field.strip_prefix('l').and_then(|rest| rest.split_once('_')?.0.parse::<usize>().ok());
            let name = row.map_or_else(|| plain_name(field, w).to_owned(), |row| fill(w.draft.row, row + 1));
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        names.join(w.draft.and)
    }
}

fn plain_name(field: &str, w: &'static Words) -> &'static str {
    match field {
        "onset_on" => w.claims.onset_on,
        "discount" => w.claims.discount,
        _ => w.claims.other_insurance,
    }
}

impl Row {
    /// The name of one of its fields.
    pub fn field(&self, part: &str) -> String {
        format!("l{}_{part}", self.place)
    }

    fn new(place: usize, w: &Words) -> Self {
        Self {
            place,
            label: fill(w.draft.row, place + 1),
            on: String::new(),
            care: "1".to_owned(),
            item: String::new(),
            quantity: "1".to_owned(),
            price: String::new(),
            insured: "1".to_owned(),
            amount: show::NOTHING.to_owned(),
        }
    }
}

impl Form {
    /// What a cause may be, the most common first.
    pub const fn causes(&self, w: &Words) -> [(&'static str, &'static str); 3] {
        [("1", w.claims.illness), ("3", w.claims.injury), ("2", w.claims.cancer)]
    }

    /// What a claim says, with blank rows at the end that continue the last one.
    pub fn of(claim: &Claim) -> Self {
        let language = context::current().language;
        let w = language.words();
        let treatment = claim.treatment.clone().unwrap_or_default();
        let amounts = claim.line_yen.iter().copied().map(Some).chain(std::iter::repeat(None));
        let mut rows: Vec<Row> = treatment
            .lines
            .iter()
            .zip(amounts)
            .enumerate()
            .map(|(place, (line, yen))| Row {
                on: show::day(&line.service_on),
                care: line.care_type.to_string(),
                item: line.item.clone(),
                quantity: show::quantity(line.quantity_milli),
                price: plain_yen(line.unit_price_yen),
                insured: reasons::value(line),
                amount: yen.map_or_else(|| show::NOTHING.to_owned(), show::yen),
                ..Row::new(place, w)
            })
            .collect();
        add_blank(&mut rows, w);
        Self {
            diagnosis: treatment.diagnosis,
            diagnosis_code: treatment.diagnosis_code,
            cause: treatment.cause.max(1).to_string(),
            onset_on: show::day(&treatment.onset_on),
            onset_long: show::long_day(&treatment.onset_on, language),
            note: treatment.note,
            rows,
            discount: if treatment.discount_yen == 0 {
                String::new()
            } else {
                plain_yen(treatment.discount_yen)
            },
            total: show::yen(claim.total_yen),
            others: Others::of(treatment.other_insurance.as_ref()),
        }
    }

    /// What a person typed, as typed.
    pub fn again(sent: &Entered, w: &Words) -> Self {
        let rows = places(sent).map(|place| {
            let row = Row::new(place, w);
            let text = |part: &str| sent.owned(&row.field(part));
            let (on, care, item, quantity, price) =
                (text("on"), text("care"), text("item"), text("qty"), text("price"));
            Row { on, care, item, quantity, price, insured: text("insured"), ..row }
        });
        let mut rows: Vec<Row> = rows.collect();
        add_blank(&mut rows, w);
        Self {
            diagnosis: sent.owned("diagnosis"),
            diagnosis_code: sent.owned("diagnosis_code"),
            cause: sent.owned("cause"),
            onset_on: sent.owned("onset_on"),
            onset_long: String::new(),
            note: sent.owned("note"),
            rows,
            discount: sent.owned("discount"),
            total: show::NOTHING.to_owned(),
            others: Others::again(sent),
        }
    }
}

/// Reads a form; everything that cannot be read is noted at its field and left out.
pub fn read(sent: &Entered, w: &Words) -> Read {
    let mut wrong = Wrong::default();
    let onset_on = match sent.text("onset_on") {
        "" => String::new(),
        text => input::date(text).map_or_else(String::new, |date| date.to_string()),
    };
    if onset_on.is_empty() && sent.has("onset_on") {
        wrong.note("onset_on", w.draft.date_wrong);
    }
    let (mut lines, mut rows) = (vec![], vec![]);
    for place in places(sent) {
        if sent.has(&format!("l{place}_item")) || sent.has(&format!("l{place}_price")) {
            let before = wrong.count();
            let line = line(sent, place, w, &mut wrong);
            if wrong.count() == before {
                lines.push(line);
                rows.push(place);
            }
        }
    }
    let discount = if sent.has("discount") { amount(sent.text("discount")) } else { Some(0) };
    if discount.is_none() {
        wrong.note("discount", w.draft.discount_wrong);
    }
    let treatment = Treatment {
        diagnosis: sent.owned("diagnosis"),
        diagnosis_code: sent.owned("diagnosis_code"),
        cause: cause(sent).into(),
        onset_on,
        note: sent.owned("note"),
        lines,
        discount_yen: discount.unwrap_or_default(),
        other_insurance: others::read(sent, w, &mut wrong),
    };
    Read { treatment, rows, wrong }
}

/// What is not said, or cannot be read, is an illness, as the form says first.
fn cause(sent: &Entered) -> Cause {
    let number = sent.text("cause").parse::<i32>().unwrap_or_default();
    Cause::try_from(number).ok().filter(|cause| *cause != Cause::Unspecified).unwrap_or(Cause::Illness)
}

/// The field of a path such as `treatment.lines[2].unit_price_yen`.
pub fn field_of(path: &str, row_of: impl Fn(usize) -> usize) -> String {
    let path = path.strip_prefix("treatment.").unwrap_or(path);
    let Some((place, part)) = path.strip_prefix("lines[").and_then(|rest| rest.split_once("].")) else {
        return match path {
            "lines" => "l0_item".to_owned(),
            "discount_yen" => "discount".to_owned(),
            other => others::field_of(other).unwrap_or_else(|| other.to_owned()),
        };
    };
    let row = place.parse().map_or(0, row_of);
    let part = match part {
        "service_on" => "on",
        "care_type" => "care",
        "quantity_milli" => "qty",
        "unit_price_yen" => "price",
        "excluded_as" | "circumstance" => "insured",
        other => other,
    };
    format!("l{row}_{part}")
}

fn line(sent: &Entered, place: usize, w: &Words, wrong: &mut Wrong) -> Line {
    let name = |part: &str| format!("l{place}_{part}");
    let text = |part: &str| sent.text(&name(part));
    let on = input::date(text("on"));
    if on.is_none() {
        wrong.note(name("on"), w.draft.date_wrong);
    }
    let care = text("care").parse().ok().and_then(|care: i32| CareType::try_from(care).ok());
    let care = care.filter(|care| *care != CareType::Unspecified);
    if care.is_none() {
        wrong.note(name("care"), w.draft.care_wrong);
    }
    if text("item").is_empty() {
        wrong.note(name("item"), w.draft.item_needed);
    }
    let quantity = input::quantity_milli(text("qty"));
    if quantity.is_none() {
        wrong.note(name("qty"), w.draft.quantity_wrong);
    }
    let price = input::yen(text("price"));
    if price.is_none() {
        wrong.note(name("price"), w.draft.yen_wrong);
    }
    let line = Line {
        service_on: on.map_or_else(String::new, |on| on.to_string()),
        care_type: care.unwrap_or_default().into(),
        item: text("item").to_owned(),
        quantity_milli: quantity.unwrap_or_default(),
        unit_price_yen: price.unwrap_or_default(),
        ..Line::default()
    };
    reasons::say(line, text("insured"))
}

/// An amount that may be nothing.
fn amount(text: &str) -> Option<i64> {
    if text == "0" { Some(0) } else { input::yen(text) }
}

/// An amount as it is typed.
fn plain_yen(yen: i64) -> String {
    show::yen(yen).trim_start_matches('¥').to_owned()
}

fn places(sent: &Entered) -> impl Iterator<Item = usize> {
    (0..MOST).take_while(|place| sent.was_sent(&format!("l{place}_item")))
}

fn add_blank(rows: &mut Vec<Row>, w: &Words) {
    let used = rows.iter().rposition(|row| !row.item.is_empty() || !row.price.is_empty());
    let used = used.map_or(0, |last| last + 1);
    let last = rows.get(used.saturating_sub(1));
    let (on, care) =
        last.map_or_else(|| (String::new(), "1".to_owned()), |last| (last.on.clone(), last.care.clone()));
    let wanted = (used + BLANK).clamp(3, MOST);
    rows.truncate(wanted);
    for place in rows.len()..wanted {
        rows.push(Row { on: on.clone(), care: care.clone(), ..Row::new(place, w) });
    }
}

#[cfg(test)]
mod tests;
