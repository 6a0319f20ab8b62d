//! Phrases of the rules of automatic review (自動審査の基準), and of what a check has found.

words! {
    /// What is checked and approved without a person.
    ReviewRules {
        title: "自動審査の基準", "Automatic review";
        lead: "届いた申請を自動でチェックし、確認の必要がないものを自動で承認します。基準を保存すると、審査待ちの申請にも使われます。", "What arrives is checked, and approved where nothing needs a person. Once saved, the rules are for what waits, too.";
        none: "基準はまだありません。届いた申請は、すべて担当者が審査します。", "There are no rules yet: people decide everything.";
        approves_up_to: "自動で承認する保険金の上限", "Approve without a person up to";
        approves_up_to_hint: "整数（円）で入力してください。空欄にすると、チェックだけを行い、すべて担当者が審査します。", "Whole yen. Left empty, claims are checked and people decide all of them.";
        approves_up_to_wrong: "上限は1〜100,000,000円の整数で入力してください。空欄にもできます。", "Please enter 1 to 100,000,000 yen, or nothing.";
        sample: "抜き取りの割合", "Sample";
        sample_hint: "自動で承認できる申請100件のうち、担当者が確認する件数の目安（0〜100）。", "Of 100 claims that would pass, about how many a person sees all the same (0–100).";
        sample_wrong: "抜き取りの割合は0〜100の整数で入力してください。", "Please enter a whole number from 0 to 100.";
        save: "保存する", "Save";
        saved: "自動審査の基準を保存しました。", "The rules are saved.";
        stale: "ほかの方が先に変更しました。いまの基準をご確認のうえ、もう一度入力してください。", "Somebody else has changed the rules. Look at them and enter yours again.";
        no_approval: "自動では承認しません", "Nothing is approved automatically";

        check: "自動チェック", "Automatic check";
        checked_at: "{} にチェックしました。", "Checked at {}.";
        passed: "確認が必要な点は見つかりませんでした。", "Nothing was found.";
        found: "担当者の確認が必要な点です。", "A person should look at this.";
        automatic: "自動審査の基準により承認されました。", "Approved by the rules of automatic review.";
        see_other: "もう一方の申請を見る", "See the other claim";
        of_line: "明細の{}行目", "Line {}";
        duplicate: "同じ契約に、同じ日・同じ傷病の申請があります（重複のおそれ）。", "Another claim about the policy has a day of treatment of the same condition.";
        same_document: "同じ書類が、ほかの申請にも添付されています。", "The same document is attached to another claim.";
        same_line: "前の行と同じ内容です。", "It says the same as a line before it.";
        early_onset: "補償の開始から30日以内に発症しています。", "The onset lies within 30 days of the beginning of cover.";
        nothing_to_pay: "お支払いする額がありません。", "Nothing is to be paid.";
        above_limit: "保険金が、自動で承認する上限を超えています。", "The benefit is more than what is approved automatically.";
        sampled: "抜き取りの対象です。", "It was drawn for a look.";
    }
}
