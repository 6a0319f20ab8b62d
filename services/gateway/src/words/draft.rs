//! Phrases of writing a claim: look-up, treatment, documents, submission.

words! {
    /// Writing a claim.
    Draft {
        title: "新規申請", "New claim";
        steps: "申請の手順", "Steps";
        step_policy: "契約の確認", "Policy";
        step_treatment: "診療内容と書類", "Treatment and documents";
        step_submitted: "提出完了", "Submitted";
        look_up: "契約を確認する", "Look up the policy";
        look_up_lead: "保険証券に記載の証券番号を入力してください。照会したことは保険会社の記録に残ります。", "Enter the number on the policy. The look-up is recorded for the insurer.";
        policy_hint: "例：AB-2048-771930（全角でも入力できます）", "Such as AB-2048-771930";
        not_found: "証券番号が見つかりません。証券に記載の番号をご確認ください。", "This policy number was not found. Please check the number on the policy.";
        number_needed: "証券番号を入力してください。", "Please enter the policy number.";
        found: "契約が見つかりました", "The policy was found";
        start: "この契約で申請をはじめる", "Start a claim for this policy";
        period: "保険期間", "Period";
        in_force: "補償期間内", "In force";
        not_in_force: "補償期間外", "Not in force";
        plan: "プラン", "Plan";
        ratio: "補償割合", "Ratio";
        remaining: "年間限度額の残り", "Left of the annual cap";
        no_cap: "限度なし", "no cap";
        edit_title: "下書きの編集", "Draft";
        policy_and_pet: "契約とどうぶつ", "Policy and pet";
        treatment: "診療内容と明細", "Treatment and statement";
        date_hint: "例：2026/11/21、R8.11.21、20261121", "Such as 2026/11/21";
        onset_hint: "正確な日が分からないときは、おおよその日で構いません", "An approximate date is fine";
        note_hint: "1,000文字まで", "At most 1,000 characters";
        row: "{}行目", "Row {}";
        add_row: "行を追加", "Add a row";
        more_rows: "保存すると、空の行が追加されます。", "Saving adds empty rows.";
        save: "下書きに保存", "Save the draft";
        saved: "下書きを保存しました。", "The draft is saved.";
        started: "下書きを作成しました。診療内容を入力してください。", "The draft is started. Please describe the treatment.";
        upload: "書類の添付", "Documents";
        upload_hint: "JPEG・PNG・PDF、1ファイル20MBまで・10ファイルまで", "JPEG, PNG or PDF, up to 20 MB each, up to 10 files";
        file: "ファイル", "File";
        kind: "書類の種類", "Kind of document";
        attach: "添付する", "Attach";
        attached: "書類を添付しました。", "The document is attached.";
        removed: "書類を取り除きました。", "The document is removed.";
        remove_file: "{}を取り除く", "Remove {}";
        sending: "送信中 {}％", "Sending {}%";
        sending_failed: "送信できませんでした。通信の状態をご確認のうえ、もう一度お試しください。", "It could not be sent. Please check the connection and try again.";
        file_needed: "ファイルを選んでください。", "Please choose a file.";
        estimate: "請求額の見込み", "Estimate";
        estimate_none: "診療費の明細を保存すると、見込み額を表示します。", "Save the statement to see an estimate.";
        estimate_total: "診療費の合計（税込）", "Total (incl. tax)";
        estimate_benefit: "保険金の見込み", "Estimated benefit";
        estimate_note: "見込み額です。審査の結果により変わることがあります。", "An estimate; the decision may differ.";
        estimate_steps: "計算の内訳", "How it is computed";
        check: "提出までに必要なこと", "Before submission";
        check_diagnosis: "傷病名", "Diagnosis";
        check_onset: "発症日", "Onset";
        check_lines: "診療費の明細", "Statement";
        check_documents: "書類", "Documents";
        done: "（済み）", "(done)";
        open: "が未入力です", "is missing";
        open_documents: "が添付されていません", "are missing";
        submit: "提出する", "Submit";
        submit_lead: "保存されている内容を保険会社へ提出します。提出したあとは変更できません。", "Submits what is saved to the insurer. It cannot be changed afterwards.";
        consent: "飼い主さまが、保険金の請求と、審査に必要な診療情報を保険会社へ提供することに同意しました。", "The owner has agreed to the claim and to giving the insurer the medical information it needs.";
        consent_needed: "飼い主さまの同意を確認し、チェックを入れてください。", "Please confirm the owner's consent.";
        date_wrong: "日付は「2026/11/21」または「R8.11.21」の形式で入力してください。", "Please enter the date like 2026/11/21.";
        yen_wrong: "金額は1円以上の整数で入力してください。", "Please enter a whole amount of at least 1 yen.";
        quantity_wrong: "数量は0より大きい数で、小数は3けたまでで入力してください。", "Please enter a quantity greater than 0, with at most 3 decimals.";
        item_needed: "診療項目を入力してください。", "Please enter the item.";
        care_wrong: "区分を選んでください。", "Please choose the kind of care.";
        conflict_title: "ほかの方が先に更新しました", "Somebody else was faster";
        conflict_lead: "保存しようとしている間に、この下書きが更新されました。内容を見比べて、どちらを残すかお選びください。", "This draft was changed while you were editing. Please compare and choose.";
        yours: "あなたの入力", "Yours";
        theirs: "現在の内容", "The current one";
        field: "項目", "Field";
        keep_mine: "自分の入力で保存する", "Save mine";
        keep_theirs: "現在の内容を使う", "Keep the current one";
    }
}
