//! Phrases of data subjects' requests (開示等の請求): the list, recording one, one and its steps, what is handed over.

words! {
    /// What policyholders ask for about their own data.
    SubjectRequests {
        list: "開示等の請求", "Data requests";
        lead: "契約者さまご本人からの、開示・訂正・利用停止・消去のご請求です。ご請求から72時間以内にお応えします。", "Policyholders ask for a copy of their data, or to have it corrected, stopped or deleted. They are answered within 72 hours.";
        region: "開示等の請求の一覧", "List of data requests";
        by_state: "対応の状況で絞り込み", "Filter by progress";
        receive: "請求を受け付ける", "Record a request";
        open: "対応中", "Open";
        empty_open: "対応中の請求はありません。", "No request is open.";
        empty: "請求はまだありません。", "There are no requests yet.";
        number: "受付番号", "Number";
        kind: "種類", "Kind";
        state: "状態", "State";
        due: "期限", "Due";
        received_at: "受付日時（JST）", "Recorded at (JST)";
        overdue: "期限を過ぎています", "Overdue";
        hours_left: "あと{}時間", "{} hours left";
        minutes_left: "あと1時間もありません", "Less than an hour left";
        disclosure: "開示", "Disclosure";
        correction: "訂正", "Correction";
        stop: "利用停止", "Stop of use";
        deletion: "消去", "Deletion";
        received: "受付済み", "Received";
        identified: "本人確認済み", "Identity checked";
        done: "実施済み", "Carried out";
        refused: "応じられない旨を通知", "Refused";
        resumed: "利用を再開", "Use resumed";

        new_title: "請求の受け付け", "Recording a request";
        new_lead: "お電話や書面で受けたご請求を記録します。記録しただけでは、何も変わりません。続いて本人確認を行います。", "Records what was asked for by telephone or in writing. Nothing changes yet; the person's identity is checked next.";
        asked: "請求の内容", "What is asked for";
        disclosure_hint: "保有しているデータの写しをお渡しします。書類の写しは別にお渡しします（個人情報保護法33条）", "A copy of the data; documents are handed over separately (APPI art. 33)";
        correction_hint: "登録の内容を正しくします（34条）", "What is kept is put right (art. 34)";
        stop_hint: "保管したまま、表示も利用もしません（35条）", "Kept, and neither shown nor used (art. 35)";
        deletion_hint: "データを消去します。元に戻せません（35条）", "The data is deleted for good (art. 35)";
        policy_number: "証券番号", "Policy number";
        policy_hint: "証券に記載の番号を入力してください。", "As it stands on the policy.";
        asked_on: "請求を受けた日", "Asked on";
        asked_on_hint: "例：2026/11/21、R8.11.21。期限は、請求を受けた日時から72時間です。", "Such as 2026/11/21. The 72 hours run from then.";
        asked_time: "請求を受けた時刻（日本時間）", "Asked at (Japan time)";
        asked_time_hint: "例：14:30", "Such as 14:30";
        asked_at: "請求を受けた日時", "Asked at";
        correct: "訂正する内容（訂正のときだけ）", "What is to be right (only for a correction)";
        correct_hint: "正しい内容を、変更する項目だけに入力してください。空欄の項目は変更しません。", "Fill in only what changes. What stays blank stays as it is.";
        surname: "姓", "Surname";
        given_name: "名", "Given name";
        surname_kana: "姓（カナ）", "Surname (kana)";
        given_name_kana: "名（カナ）", "Given name (kana)";
        email: "メールアドレス", "Mail address";
        phone: "電話番号", "Telephone";
        pet_name: "どうぶつの名前", "Pet's name";
        remove_email: "登録のメールアドレスを取り除く", "Remove the mail address that is kept";
        remove_phone: "登録の電話番号を取り除く", "Remove the telephone number that is kept";
        removed: "取り除く", "to be removed";
        record: "受け付ける", "Record it";
        kind_needed: "請求の種類を選んでください。", "Please choose what is asked for.";
        policy_needed: "証券番号を入力してください。", "Please enter the policy number.";
        date_wrong: "請求を受けた日は「2026/11/21」または「R8.11.21」の形式で入力してください。", "Please write the day such as 2026/11/21.";
        time_wrong: "時刻は「14:30」の形式で入力してください。", "Please write the time such as 14:30.";
        either: "新しい内容と「取り除く」の両方が指定されています。どちらか一方にしてください。", "Both something new and removal are asked for. Please choose one.";
        correction_needed: "訂正する内容を、1つ以上入力してください。", "Please say at least one thing that is to be corrected.";
        correction_unexpected: "訂正する内容は「訂正」のときだけ入力できます。空欄にするか、種類を「訂正」にしてください。", "This belongs to a correction only. Empty it, or choose the correction.";
        asked_future: "請求を受けた日時は、今より前の日時を入力してください。", "Nobody can have asked in the future.";
        asked_early: "請求を受けた日時は、90日前までの日時を入力してください。", "The person must have asked within the last 90 days.";

        detail: "開示等の請求", "Data request";
        subject: "契約者さま", "Policyholder";
        gone: "消去されました", "deleted";
        steps: "これまでの対応", "What was done";
        step_received: "受け付け", "Recorded";
        step_identified: "本人確認", "Identity checked";
        step_done: "実施", "Carried out";
        step_refused: "応じられない旨の通知", "Refused";
        step_resumed: "利用の再開", "Use resumed";
        by: "担当者", "By";
        at: "日時（JST）", "At (JST)";
        how: "内容", "How";
        undecided: "審査が終わっていない申請", "Claims not decided";
        in_force: "保険期間", "Term";
        in_force_yes: "保険期間中", "in force";
        in_force_no: "保険期間外", "not in force";
        timeline: "この請求の操作を見る", "Operations on this request";

        identify: "本人確認をする", "Check the identity";
        identify_lead: "ご請求の方が契約者さまご本人であることを確認して、記録します。", "Make sure that the person is the policyholder, and record how.";
        identify_compared: "お申し出の氏名と連絡先は、登録されている内容と照らし合わせるだけで、保存しません。", "What the person states is compared with what is kept, and not kept itself.";
        identify_numbers: "本人確認書類の番号（運転免許証の番号やマイナンバーなど）は、どこにも入力しないでください。", "Write no number of any document anywhere.";
        proof: "確認の方法", "Checked by";
        photo_document: "顔写真付きの書類1点", "One document with a photograph";
        two_documents: "写真のない書類2点", "Two documents without one";
        call_back: "登録の電話番号への折り返し", "A call back to the number that is kept";
        stated_kana: "ご本人が申し出た氏名（カナ）", "Name in kana, as the person states it";
        stated_kana_hint: "例：ヤマダ ハナコ", "Such as ヤマダ ハナコ";
        stated_contact: "ご本人が申し出た、登録済みの電話番号またはメールアドレス", "Telephone number or mail address that is kept, as the person states it";
        stated_contact_hint: "登録の内容を先にお伝えせず、ご本人からお申し出いただいてください。どちらも登録がないときは空欄にします。", "Do not tell it; let the person say it. Leave it empty if neither is kept.";
        identify_do: "本人確認を記録する", "Record the check";
        proof_needed: "確認の方法を選んでください。", "Please choose how it was checked.";
        kana_needed: "ご本人が申し出た氏名（カナ）を入力してください。", "Please enter the name in kana as the person states it.";
        mismatch: "登録されている内容と一致しません。聞き取りや入力に違いがないか、ご本人にもう一度ご確認ください。確認できないときは、応じられない旨を通知してください。", "This is not what is kept. Please ask the person again; if it cannot be confirmed, refuse the request.";

        carry_out: "実施する", "Carry it out";
        does_disclosure: "実施すると、保有しているデータの写し（PDFとJSON）と証明書ができ、ここから取り出せます。申請の書類（診療明細書や画像など）そのものは含まれません。ご希望のときは、申請のページから取り出して、あわせてお渡しください。", "Makes a copy of the data that is kept (PDF and JSON) and an attestation, to be fetched here. The documents of claims are not in it; if they are wanted, fetch them from the claims and hand them over as well.";
        does_correction: "実施すると、契約の登録内容と、この契約の申請に写された内容が訂正され、証明書ができます。", "Corrects the policy and what its claims have copied from it, and makes an attestation.";
        does_stop: "実施すると、この契約と申請の内容は、保険会社にも動物病院にも表示されなくなり、利用もされません。契約者さまのお申し出があれば、再開できます。", "The policy and its claims are no longer shown to insurer or clinics, nor used, until the policyholder asks to resume.";
        does_deletion: "実施すると、この契約と、申請に含まれる個人情報・診療内容・書類が消去されます。元に戻すことはできません。", "Deletes the policy, and the personal data, treatments and documents in its claims. There is no way back.";
        deletion_stays: "申請の受付番号・日付・金額の記録と、このご請求の証明書は残ります。", "Receipt numbers, dates and amounts of claims stay, and so does the attestation.";
        warn_in_force: "保険期間中の契約です。停止しているあいだ、動物病院は新しい申請を作成できません。", "The policy is in force. While it is stopped, clinics cannot start claims.";
        warn_undecided: "審査が終わっていない申請が{}件あります。停止しているあいだ、審査を進められません。", "{} claims are not decided. They cannot be while the use is stopped.";
        blocked_in_force: "保険期間中の契約のため、消去できません。契約の終了後に実施するか、応じられない旨を通知してください。", "The policy is in force and cannot be deleted. Carry it out after its end, or refuse it.";
        blocked_undecided: "審査が終わっていない申請が{}件あるため、消去できません。先に審査を終えてください。", "{} claims are not decided, so nothing can be deleted. Please decide them first.";
        blocked_stopped: "利用を停止した契約に、審査が終わっていない申請が{}件あるため、消去できません。契約者さまにお申し出いただいて利用を再開し、審査を終えてから実施するか、応じられない旨を通知してください。", "{} claims of a stopped policy are not decided, so nothing can be deleted. Resume the use at the policyholder's wish and decide them, or refuse it.";
        blocked_gone: "この契約のデータは、すでに消去されています。ここで行えることは、応じられない旨の通知だけです（理由：該当するデータを保有していない）。", "The policy is deleted already. All that can be done is to refuse, since nothing of the kind is kept.";
        blocked_same_person: "本人確認は、あなたが行いました。消去は、別の担当者が実施してください。", "You have checked the identity. Another person has to carry out the deletion.";
        do_disclosure: "開示する", "Disclose";
        do_correction: "訂正する", "Correct";
        do_stop: "利用を停止する", "Stop the use";
        do_deletion: "消去する", "Delete";

        refuse: "応じられない旨を通知する", "Refuse";
        refuse_lead: "ご請求に応じられないときは、理由を選んで記録します。理由は証明書に書かれます。証明書を契約者さまにお渡しください。", "If it cannot be done, choose the ground. It stands in the attestation, which is for the policyholder.";
        ground: "理由", "Ground";
        ground_needed: "理由を選んでください。", "Please choose the ground.";
        not_identified: "ご本人であることを確認できない（37条）", "The identity could not be confirmed (art. 37)";
        not_kept: "該当するデータを保有していない（33条3項、34条3項、35条7項）", "Nothing of the kind is kept (art. 33 ¶3, art. 34 ¶3, art. 35 ¶7)";
        harm: "本人または第三者の生命・身体・財産などを害するおそれがある（33条2項1号）", "It might harm somebody's life, body, property or rights (art. 33 ¶2 no. 1)";
        hindrance: "業務の適正な実施に著しい支障を及ぼすおそれがある（33条2項2号）", "It would seriously hinder the business (art. 33 ¶2 no. 2)";
        law: "他の法令の定めによる（33条2項3号、34条2項、35条5項）", "Another law demands or forbids it (art. 33 ¶2 no. 3, art. 34 ¶2, art. 35 ¶5)";
        no_cause: "登録の内容が正しい、または利用が適正で必要である（34条2項、35条2項・6項）", "What is kept is right, or used as it may be and must be (art. 34 ¶2, art. 35 ¶2, ¶6)";
        substitute: "実施が困難なため、代わりの措置で契約者さまの権利利益を守る（35条2項・6項）", "It is too hard, and something else protects the policyholder (art. 35 ¶2, ¶6)";
        ground_unfit: "この請求では選べない理由です。ほかの理由を選んでください。", "This is no ground for such a request. Please choose another.";

        resume: "利用を再開する", "Resume the use";
        resume_lead: "契約者さまのお申し出により、停止していた契約と申請の内容を、再び表示・利用します。お申し出の方がご本人であることを確認して、記録します。", "At the policyholder's wish, the policy and its claims are shown and used again. Make sure that it is the policyholder, and record how.";

        files: "お渡しするもの", "For the policyholder";
        attestation: "証明書", "Attestation";
        attestation_lead: "何をいつ行ったかの証明書です。JSONには電子署名が付き、PDFのハッシュ値が含まれます。", "What was done and when. The JSON is signed and names the PDF's hash.";
        copy: "データの写し", "Copy of the data";
        copy_until: "{}まで取り出せます。", "It can be fetched until {}.";
        copy_gone: "取り出せる期間（{}まで）が過ぎたため、削除されました。必要なときは、新しく開示の請求を受け付けてください。", "It was kept until {} and is gone. If it is needed, please record another request.";
        copy_recorded: "取り出すと、だれがいつ取り出したかがタイムラインに記録されます。", "Who fetches it, and when, is recorded on the timeline.";
        pdf: "PDFをダウンロード", "Download PDF";
        json: "JSONをダウンロード", "Download JSON";
        json_signed: "JSON（署名付き）をダウンロード", "Download JSON (signed)";

        stale: "ほかの方が先に操作しました。最新の状態を表示しています。ご確認のうえ、必要な操作を行ってください。", "Somebody else was faster. This is the latest state; please check it.";
        said_received: "請求を受け付けました。受付番号は {} です。契約者さまにお伝えください。", "The request is recorded. Its number is {}; please tell the policyholder.";
        said_identified: "本人確認を記録しました。", "The check is recorded.";
        said_disclosed: "開示の準備ができました。データの写しと証明書を、契約者さまにお渡しください。", "The copy is ready. Please hand it over with the attestation.";
        said_corrected: "訂正しました。証明書を契約者さまにお渡しください。", "It is corrected. Please hand over the attestation.";
        said_stopped: "利用を停止しました。証明書を契約者さまにお渡しください。", "The use is stopped. Please hand over the attestation.";
        said_deleted: "消去しました。証明書を契約者さまにお渡しください。", "It is deleted. Please hand over the attestation.";
        said_refused: "応じられない旨を記録しました。証明書を契約者さまにお渡しください。", "The refusal is recorded. Please hand over the attestation.";
        said_resumed: "利用を再開しました。", "The use is resumed.";
    }
}
