//! Phrases of plans (商品・支払基準): the list, a version, publishing one.

words! {
    /// How products compute a benefit.
    Plans {
        list: "商品・支払基準", "Plans";
        lead: "保険金の計算のもとになる支払基準です。公開した版は変更できません。変えるときは、新しい版を公開してください。", "How benefits are computed. A published version never changes; publish a new one instead.";
        region: "商品・支払基準の一覧", "List of plans";
        empty: "公開された支払基準はまだありません。", "No plan is published yet.";
        code: "商品コード", "Code";
        name: "商品名", "Name";
        version: "版", "Version";
        nth: "第{}版", "Version {}";
        valid: "適用期間（始期日）", "Valid for policies that begin";
        from: "{}から", "from {}";
        ratio: "補償割合", "Ratio";
        maximum: "年間の最高額", "Annual maximum";
        unbounded: "上限なし", "None";
        published_at: "公開日時（JST）", "Published at (JST)";
        examples: "計算例", "Worked examples";
        examples_lead: "公開のときに一致した計算例を、いまの計算で示しています。", "These came out when the version was published; they are computed anew here.";
        benefit: "保険金", "Benefit";
        steps: "計算の内訳", "How it is computed";
        definition: "支払基準（JSON）", "Terms (JSON)";

        new: "新しい版を公開する", "Publish a version";
        new_title: "支払基準の公開", "Publishing a plan";
        new_lead: "計算例がすべて1円まで一致すると公開できます。公開すると、適用開始日以降に始まる契約に使われます。", "A version is published once all worked examples come out to the yen. It is for policies that begin on or after its first day.";
        definition_hint: "商品コード（code）、商品名（name）、補償割合（ratio_pct）などをJSONで入力してください。", "code, name, ratio_pct and what else there is, as JSON.";
        examples_hint: "1件以上の計算例をJSONで入力してください。約款やパンフレットの例をお使いください。", "At least one example as JSON, such as those of your terms or brochure.";
        valid_from: "適用開始日", "Valid from";
        valid_from_hint: "例：2026/04/01。いまの版より後の日付にしてください。", "Such as 2026/04/01; later than the version before.";
        publish: "公開する", "Publish";
        published: "{}を公開しました。", "{} is published.";
        definition_needed: "支払基準を入力してください。", "Enter the terms.";
        examples_needed: "計算例を1件以上入力してください。", "Enter at least one example.";
        date_wrong: "適用開始日は「2026/04/01」または「R8.4.1」の形式で入力してください。", "Write a date such as 2026/04/01.";
        not_later: "いまの版の適用開始日より後の日付を入力してください。", "It must be later than the version before.";
        too_far: "適用開始日は2年後までの日付を入力してください。", "It must be within the next two years.";
        not_applied: "この条件は、まだ請求に適用できません。外してください（{}）。", "Claims cannot apply this term yet. Leave it out ({}).";
        differs: "計算例が一致しません。入力された金額と計算の結果をご確認ください（{}）。", "An example does not come out: what was entered and what is computed ({}).";
        unread: "読み取れません。ご確認ください（{}）。", "This cannot be read ({}).";
        wrong_value: "ご確認ください（{}）。", "Please check this ({}).";
    }
}
