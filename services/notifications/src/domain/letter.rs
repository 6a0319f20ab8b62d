//! What a mail says: polite Japanese first, English second, plain text. It holds no personal and no claim data:
//! members get a link into the portal, policyholders the receipt number and whom to call. The types see to that:
//! nothing else can be handed in.

use crate::domain::template::Template;

/// A mail without its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Subject line.
    pub subject: String,
    /// Plain text, lines of at most a few dozen characters.
    pub body: String,
}

/// What a member's mail needs: only where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToMember {
    /// Link to the claim in the portal.
    pub link: String,
}

/// What a policyholder's mail needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToPolicyholder {
    /// 受付番号.
    pub receipt_number: String,
    /// Name of the insurer.
    pub insurer_name: String,
    /// The insurer's telephone for enquiries.
    pub insurer_phone: String,
    /// A public page that explains the mail.
    pub help_url: String,
}

/// The mail to a member.
#[must_use]
pub fn to_member(template: Template, said: &ToMember) -> Letter {
    let words = words(template);
    let link = single_line(&said.link);
    let body = format!(
        "いつも Nekonote（ねこのて クラウド）をご利用いただき、ありがとうございます。\n\n{}\n\
         内容は、ポータルにサインインしてご確認ください。\n\n  {link}\n\n\
         このメールには、個人情報や請求の内容を記載していません。\n{JAPANESE_FOOT}\n\
         ----\n\n{}\nPlease sign in to the portal to see it:\n\n  {link}\n\n{ENGLISH_FOOT}",
        words.japanese, words.english
    );
    Letter { subject: words.subject.to_owned(), body }
}

/// The mail to a policyholder.
#[must_use]
pub fn to_policyholder(template: Template, said: &ToPolicyholder) -> Letter {
    let words = words(template);
    let [receipt, name, phone, help] =
        [&said.receipt_number, &said.insurer_name, &said.insurer_phone, &said.help_url]
            .map(|text| single_line(text));
    let body = format!(
        "ペット保険の保険金請求について、{name}に代わりお知らせいたします。\n\n{}\n\n\
         受付番号：{receipt}\n保険会社：{name}\n電話番号：{phone}\n\n\
         ご不明な点は、受付番号をお手元にご用意のうえ、上記の保険会社までお問い合わせください。\n\
         このお知らせについての説明は、次のページにございます。\n\n  {help}\n\n{JAPANESE_FOOT}\n\
         ----\n\nWe are writing on behalf of {name} about your pet insurance claim.\n{}\n\n\
         Receipt number: {receipt}\nInsurer: {name}\nTelephone: {phone}\n\n\
         If you have any questions, please call the insurer and give the receipt number.\n\
         About this notice: {help}\n\n{ENGLISH_FOOT}",
        words.japanese, words.english
    );
    Letter { subject: words.subject.to_owned(), body }
}

const JAPANESE_FOOT: &str = "このメールは送信専用です。ご返信いただいてもお答えできません。\n\
                             パスワードや暗証番号をメールでお尋ねすることはございません。\n";
const ENGLISH_FOOT: &str =
    "This address does not receive mail.\nWe never ask for passwords or PINs by mail.\n";

struct Words {
    subject: &'static str,
    japanese: &'static str,
    english: &'static str,
}

const fn words(template: Template) -> Words {
    match template {
        Template::ClaimSubmittedToInsurer => Words {
            subject: "【ねこのて】新しい保険金請求が届きました / New claim",
            japanese: "動物病院から、新しい保険金請求が届きました。審査をお願いいたします。",
            english: "A clinic has submitted a new claim for your review.",
        },
        Template::ClaimResubmittedToInsurer => Words {
            subject: "【ねこのて】差し戻した申請が再提出されました / Claim submitted again",
            japanese: "差し戻した保険金請求が、動物病院から再提出されました。審査をお願いいたします。",
            english: "A claim that you returned has been submitted again for your review.",
        },
        Template::ClaimReturnedToClinic => Words {
            subject: "【ねこのて】申請が差し戻されました / Claim returned",
            japanese: "ご申請いただいた保険金請求が、保険会社から差し戻されました。内容をご確認のうえ、再提出をお願いいたします。",
            english: "A claim that you submitted has been returned by the insurer. Please mend it and submit it again.",
        },
        Template::ClaimApprovedToClinic => Words {
            subject: "【ねこのて】保険金請求の審査が終わりました / Claim decided",
            japanese: "ご申請いただいた保険金請求の審査が終わり、承認されました。",
            english: "A claim that you submitted has been approved.",
        },
        Template::ClaimAbsorbedToClinic => Words {
            subject: "【ねこのて】保険金請求の審査が終わりました / Claim decided",
            japanese: "ご申請いただいた保険金請求の審査が終わり、承認されました。免責金額の範囲内のため、保険金のお支払いはありません。",
            english: "A claim that you submitted has been approved. All of it lies within the deductible, so nothing is paid.",
        },
        Template::ClaimDeniedToClinic => Words {
            subject: "【ねこのて】保険金請求の審査が終わりました / Claim decided",
            japanese: "ご申請いただいた保険金請求の審査が終わり、お支払いの対象外となりました。",
            english: "A claim that you submitted has been found not payable.",
        },
        Template::ClaimSubmittedToPolicyholder => Words {
            subject: "保険金請求を受け付けました / We have received your claim",
            japanese: "動物病院を通じてご提出いただいた保険金請求を受け付けました。\n\
                       審査が終わりましたら、あらためてメールでお知らせいたします。",
            english: "The claim that your clinic submitted for you has been received.\n\
                      We will write again when it has been decided.",
        },
        Template::ClaimApprovedToPolicyholder => Words {
            subject: "保険金請求の審査が終わりました / Your claim has been decided",
            japanese: "ご請求の審査が終わり、保険金をお支払いすることになりました。\n\
                       お支払いの金額と時期は、保険会社よりご案内いたします。",
            english: "Your claim has been approved. The insurer will tell you the amount and the date of payment.",
        },
        Template::ClaimAbsorbedToPolicyholder => Words {
            subject: "保険金請求の審査が終わりました / Your claim has been decided",
            japanese: "ご請求の審査が終わり、承認されました。免責金額の範囲内のため、今回は保険金のお支払いがありません。\n\
                       内訳は、保険会社よりご説明いたします。",
            english: "Your claim has been approved. All of it lies within the deductible, so nothing is paid this time.\n\
                      The insurer will explain the computation.",
        },
        Template::ClaimDeniedToPolicyholder => Words {
            subject: "保険金請求の審査が終わりました / Your claim has been decided",
            japanese: "ご請求の審査が終わりました。誠に恐れ入りますが、今回はお支払いの対象外となりました。\n\
                       理由は、保険会社よりご説明いたします。",
            english: "Your claim has been decided. We regret that it is not payable. The insurer will explain the reasons.",
        },
    }
}

/// A value stays on its line: what comes from elsewhere cannot write paragraphs into a mail.
fn single_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::template::Audience;

    fn policyholders() -> ToPolicyholder {
        ToPolicyholder {
            receipt_number: "26-000123-4".into(),
            insurer_name: "みどり保険株式会社".into(),
            insurer_phone: "0120-000-000".into(),
            help_url: "https://help.example.jp/mail".into(),
        }
    }

    fn every() -> Vec<Letter> {
        let member = ToMember { link: "https://portal.example.jp/claims/0192".into() };
        let letter = |template: Template| match template.audience() {
            Audience::Members(..) => to_member(template, &member),
            Audience::Policyholder => to_policyholder(template, &policyholders()),
        };
        Template::ALL.map(letter).into()
    }

    #[test]
    fn japanese_comes_first_and_english_second() {
        for letter in every() {
            let (japanese, english) = letter.body.split_once("----").expect("two parts");
            assert!(japanese.contains("ます。") && japanese.contains("ください。"), "{japanese}");
            assert!(english.contains("lease"), "{english}");
        }
    }

    #[test]
    fn no_mail_asks_for_credentials_or_shows_an_amount() {
        for letter in every() {
            for word in ["添付", "attach", "円", "¥", "yen", "クリックしてパスワード"] {
                assert!(
                    !letter.body.contains(word) && !letter.subject.contains(word),
                    "{word} in {}",
                    letter.body
                );
            }
        }
    }

    #[test]
    fn a_policyholder_learns_the_receipt_number_and_whom_to_call() {
        let body = to_policyholder(Template::ClaimApprovedToPolicyholder, &policyholders()).body;
        for word in ["26-000123-4", "みどり保険株式会社", "0120-000-000", "https://help.example.jp/mail"]
        {
            assert_eq!(
                body.matches(word).count(),
                if word.starts_with('み') { 4 } else { 2 },
                "{word} in {body}"
            );
        }
    }

    #[test]
    fn a_name_cannot_write_paragraphs_into_a_mail() {
        let said = ToPolicyholder {
            insurer_name: "A社\r\n\r\n至急 http://evil.example".into(),
            ..policyholders()
        };
        let body = to_policyholder(Template::ClaimDeniedToPolicyholder, &said).body;
        assert!(!body.contains("\n至急"), "{body}");
    }
}
