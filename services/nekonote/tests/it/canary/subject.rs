//! What a policyholder asks for about their own data, typed at the insurer's: what is to be corrected, what they state wrongly and
//! rightly, and a copy of everything, which is fetched.

use super::{
    portal::Person,
    story::{Policy, Story},
};

impl Story<'_> {
    pub(super) async fn data_subject(&mut self, policy: &Policy) {
        let person = self.person("insurer").await;
        let right = ["surname", "given_name", "email", "phone", "pet_name"].map(|field| {
            let what = format!("correction: {field}");
            let text = match field {
                "email" => self.marks.email(&what),
                "phone" => self.marks.phone(&what),
                _ => self.marks.text(&what),
            };
            (field, text)
        });
        let right: Vec<(&str, &str)> = right.iter().map(|(field, text)| (*field, text.as_str())).collect();
        let (kana, contact) = (self.marks.text("stated wrongly"), self.marks.email("stated wrongly"));
        let correction = ask(&person, policy, "correction", &right).await;
        assert_eq!(identify(&person, &correction, (&kana, &contact)).await, 422);
        assert_eq!(identify(&person, &correction, (&policy.stated.0, &policy.stated.1)).await, 303);
        // Before what they state is corrected.
        let disclosure = ask(&person, policy, "disclosure", &[]).await;
        assert_eq!(identify(&person, &disclosure, (&policy.stated.0, &policy.stated.1)).await, 303);
        for request in [&correction, &disclosure] {
            let done = person.post(&format!("{request}/carry-out"), &[("revision", "2")]).await;
            assert_eq!(done.status(), 303);
        }
        for file in ["disclosure/json", "disclosure/pdf", "attestation/json", "attestation/pdf"] {
            let fetched = person.get(&format!("{disclosure}/files/{file}")).await;
            assert_eq!(fetched.status(), 200, "{file}");
            let bytes = fetched.bytes().await.unwrap();
            let disclosed = file == "disclosure/json";
            let mark = policy.number.as_bytes();
            assert_eq!(bytes.windows(mark.len()).any(|part| part == mark), disclosed, "{file}");
        }
    }
}

/// Records a request; gives the address of its page.
async fn ask(person: &Person, policy: &Policy, kind: &str, more: &[(&str, &str)]) -> String {
    let mut fields = vec![("kind", kind), ("policy_number", &policy.number)];
    let asked = calendar::jst(chrono::Utc::now() - chrono::TimeDelta::hours(1));
    let (day, time) = (asked.format("%Y/%m/%d").to_string(), asked.format("%H:%M").to_string());
    fields.extend([("asked_on", day.as_str()), ("asked_time", &time)]);
    fields.extend_from_slice(more);
    let sent = person.post("subject-requests", &fields).await;
    assert_eq!(sent.status(), 303);
    let address = sent.headers()["location"].to_str().unwrap();
    address.trim_start_matches('/').split('?').next().unwrap().to_owned()
}

async fn identify(person: &Person, request: &str, (kana, contact): (&str, &str)) -> u16 {
    let fields =
        [("revision", "1"), ("proof", "call_back"), ("stated_kana", kana), ("stated_contact", contact)];
    person.post(&format!("{request}/identify"), &fields).await.status().as_u16()
}
