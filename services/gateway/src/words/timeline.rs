//! Phrases of the timeline.

words! {
    /// Who did what when.
    Timeline {
        title: "タイムライン", "Timeline";
        lead: "重要な操作を、操作者と時刻（JST）とともに記録しています。", "Important operations with operator and time (JST).";
        region: "操作の記録", "Operations";
        kind: "操作の種類", "Kind of operation";
        from: "開始日", "From";
        until: "終了日", "Until";
        dates: "日付（JST）", "Dates (JST)";
        record: "記録番号", "Record";
        certificate: "証明書", "Certificate";
        withheld: "変更あり（個人情報のため表示しません）", "changed (personal, not shown)";
        none_before: "（なし）", "(none)";
        empty: "条件に合う操作がありません。", "No operation matches.";
        more: "さらに表示", "Show more";
        system: "システム", "The system";
        api_client: "連携プログラム", "A program";
        about: "対象を絞り込み中です", "Only about one thing";
        inspect_title: "タイムライン（他の組織）", "Timeline (other organisations)";
        inspect_lead: "お問い合わせへの対応のために、他の組織の操作の記録を読み取り専用で表示します。閲覧したことと理由は、その組織のタイムラインに残ります。", "Shows another organisation's operations, read only. The reading and its reason are recorded on that organisation's timeline.";
        organisation: "組織", "Organisation";
        reason: "閲覧理由", "Reason";
        reason_hint: "5〜200文字。例：お問い合わせ 2026-1122-01 の確認のため", "5–200 characters";
        reason_needed: "閲覧理由を5〜200文字で入力してください。", "Please give a reason in 5–200 characters.";
        organisation_needed: "組織を選んでください。", "Please choose an organisation.";
        inspect: "理由を記録して表示する", "Record the reason and show";
        inspect_claim: "申請の内容を開く", "Open a claim";
        inspect_claim_lead: "お問い合わせへの対応のために、他の組織の申請を読み取り専用で開きます。開いたことと理由は、その動物病院と保険会社のタイムラインに残ります。", "Opens another organisation's claim, read only. That it was opened and why is recorded on the timelines of clinic and insurer.";
        inspecting_claim: "他の組織の申請を開いています（読み取り専用）。開いたことと理由を記録しました。", "You are reading another organisation's claim (read only). That it was opened and why is recorded.";
        documents_closed: "書類の中身は、サポートからは開けません。", "Support cannot open documents.";
        inspecting: "{} のタイムラインを閲覧しています（読み取り専用）", "Reading the timeline of {} (read only)";
    }
}
