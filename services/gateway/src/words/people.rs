//! Phrases of accounts and labels.

words! {
    /// People and labels.
    People {
        accounts: "アカウント", "Accounts";
        accounts_lead: "組織のメンバーと、その権限・最終ログインを確認できます。", "Members of the organisation with roles and last sign-in.";
        accounts_region: "アカウントの一覧", "List of accounts";
        name: "氏名", "Name";
        email: "メールアドレス", "Mail address";
        roles: "権限", "Roles";
        state: "状態", "State";
        active: "有効", "Active";
        suspended: "停止", "Suspended";
        last_sign_in: "最終ログイン（JST）", "Last sign-in (JST)";
        never: "まだありません", "never";
        dormant: "90日以上ログインがありません", "no sign-in for 90 days";
        administrator: "組織管理者", "Administrator";
        claims_clerk: "申請担当", "Claims clerk";
        adjuster: "審査担当", "Adjuster";
        viewer: "閲覧のみ", "Viewer";
        support: "サポート担当", "Support";
        operations: "運用担当", "Operations";
        labels: "ラベル", "Labels";
        labels_lead: "申請を分類するための、組織の中だけで使うことばです。", "Your organisation's own words for sorting claims.";
        labels_region: "ラベルの一覧", "List of labels";
        label_name: "名前", "Name";
        label_name_hint: "30文字まで", "At most 30 characters";
        colour: "色", "Colour";
        description: "説明", "Description";
        description_hint: "200文字まで", "At most 200 characters";
        create_label: "ラベルを作成する", "Create a label";
        created: "ラベルを作成しました。", "The label is created.";
        no_labels: "まだラベルがありません。", "There are no labels yet.";
        name_wrong: "名前を1〜30文字で入力してください。", "Please enter a name of 1–30 characters.";
        description_wrong: "説明は200文字以内で入力してください。", "Please enter at most 200 characters.";
        colour_wrong: "色を選んでください。", "Please choose a colour.";
        name_taken: "同じ名前のラベルがすでにあります。別の名前を入力してください。", "A label with this name exists. Please choose another name.";
        red: "赤", "Red";
        orange: "橙", "Orange";
        yellow: "黄", "Yellow";
        green: "緑", "Green";
        cyan: "水色", "Cyan";
        blue: "青", "Blue";
        purple: "紫", "Purple";
        grey: "灰", "Grey";
    }
}
