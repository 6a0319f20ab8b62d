//! Phrases on every page: bar, menu, footer, sign-in, home.

words! {
    /// On every page.
    Common {
        product: "ねこのて クラウド", "Nekonote Cloud";
        tagline: "ペット保険 請求サービス", "Pet insurance claims";
        skip: "本文へ移動", "Skip to the content";
        main_menu: "メインメニュー", "Main menu";
        open_menu: "メニューを開く", "Open the menu";
        close_menu: "メニューを閉じる", "Close the menu";
        breadcrumb: "パンくず", "Breadcrumb";
        certificate: "端末の証明書", "Device certificate";
        valid_until: "{}まで有効", "valid until {}";
        previous_sign_in: "前回のログイン", "Previous sign-in";
        first_sign_in: "今回がはじめてです", "This is the first";
        sign_out: "ログアウト", "Sign out";
        language: "表示言語", "Language";
        home: "ホーム", "Home";
        group_claims: "保険金請求", "Claims";
        group_records: "記録と報告", "Records";
        group_master: "マスタ管理", "Master data";
        group_system: "システム管理", "System";
        group_operations: "運用", "Operations";
        group_support: "サポート", "Support";
        claims: "申請一覧", "Claims list";
        claim_new: "新規申請", "New claim";
        timeline: "タイムライン", "Timeline";
        labels: "ラベル", "Labels";
        accounts: "アカウント", "Accounts";
        keys: "鍵の管理", "Keys";
        inspection: "タイムライン（他の組織）", "Timeline (other organisations)";
        required: "※必須", "required";
        optional: "任意", "optional";
        all: "すべて", "All";
        search: "検索", "Search";
        save: "保存する", "Save";
        remove: "取り除く", "Remove";
        cancel: "やめる", "Cancel";
        next: "次のページ", "Next page";
        previous: "前のページ", "Previous page";
        first: "最初のページへ戻る", "Back to the first page";
        pages: "ページ", "Pages";
        number: "件", "";
        swap_failed: "通信できませんでした。通信の状態をご確認のうえ、もう一度お試しください。", "There was no connection. Please check it and try again.";
        copied: "コピーしました", "Copied";
        copy: "コピー", "Copy";
        unknown: "—", "—";
        yes: "はい", "Yes";
        no: "いいえ", "No";
        sign_in: "ログイン", "Sign in";
        sign_in_lead: "お使いの端末には証明書が登録されています。メールアドレスとパスワードを入力してください。", "This device has a certificate. Please enter your mail address and password.";
        email: "メールアドレス", "Mail address";
        password: "パスワード", "Password";
        sign_in_failed: "メールアドレスまたはパスワードが一致しませんでした。入力内容をご確認のうえ、もう一度お試しください。", "The mail address or password did not match. Please check them and try again.";
        email_needed: "メールアドレスを入力してください。", "Please enter your mail address.";
        password_needed: "パスワードを入力してください。", "Please enter your password.";
        signed_out: "ログアウトしました。", "You have signed out.";
        sign_in_help: "ログインできないときは、組織管理者にご連絡ください。", "If you cannot sign in, please contact your administrator.";
        greeting: "{}さん、お疲れさまです", "Hello, {}";
        to_do: "要対応", "To do";
        nothing_to_do: "対応が必要なものはありません。", "There is nothing to do.";
        drafts_waiting: "提出していない下書きが{}件あります", "{} drafts have not been submitted";
        claims_returned: "差し戻された申請が{}件あります", "{} claims were returned";
        claims_waiting: "審査を待っている申請が{}件あります", "{} claims wait for a decision";
        certificate_ends: "この端末の証明書は {} に期限が切れます。組織管理者に更新をご依頼ください。", "This device's certificate ends on {}. Please ask your administrator to renew it.";
        counts: "申請の状況", "Claims by status";
        latest: "最近の申請", "Latest claims";
        latest_entries: "最近の操作", "Latest operations";
        not_loaded: "この部分を読み込めませんでした。時間をおいて、もう一度お試しください。", "This part could not be loaded. Please try again later.";
        open: "開く", "Open";
        see_all: "すべて見る", "See all";
    }
}
