//! Phrases of when something did not work.

words! {
    /// When something did not work.
    Errors {
        summary: "入力内容をご確認ください（{}件）", "Please check what you entered ({})";
        reference: "問い合わせ番号", "Reference number";
        reference_hint: "お問い合わせの際は、この番号をお知らせください。", "Please tell us this number when you contact us.";
        home: "ホームへ戻る", "Back to the home page";
        back: "前のページへ戻り、再表示してからもう一度お試しください。", "Please go back, reload and try again.";
        forbidden: "アクセス権限がありません", "You may not see this";
        forbidden_text: "この操作には権限が必要です。組織管理者にご確認ください。", "This needs a permission. Please ask your administrator.";
        not_found: "ページが見つかりません", "There is no such page";
        not_found_text: "アドレスが変わったか、ご覧いただけない内容です。メニューから選びなおしてください。", "It has moved, or it is not yours to see. Please use the menu.";
        conflict: "ほかの操作と重なりました", "This met another operation";
        conflict_text: "ほかの方が先に更新したか、同じ操作を処理しています。再表示してからもう一度お試しください。", "Somebody else was faster, or the same operation is on its way. Please reload and try again.";
        limited: "一時的に受け付けを止めています", "Please wait a moment";
        limited_text: "操作が続いたため、一時的に受け付けを止めています。1分ほど待ってから、もう一度お試しください。", "There were many requests. Please wait a minute and try again.";
        internal: "予期しないエラーが発生しました", "Something went wrong on our side";
        internal_text: "時間をおいて、やり直してください。入力された内容は保存されていない場合があります。", "Please try again later. What you entered may not have been saved.";
        unavailable: "ただいま混み合っています", "We cannot answer just now";
        unavailable_text: "時間をおいて、もう一度お試しください。", "Please try again a little later.";
        refused: "この操作は行えませんでした", "This could not be done";
        refused_text: "現在の状態では行えない操作です。再表示して、最新の内容をご確認ください。", "It cannot be done in the current state. Please reload and check.";
        invalid: "入力内容をご確認ください", "Please check what you entered";
        too_large: "送られた内容が大きすぎます", "What was sent is too large";
        too_large_text: "書類は1ファイル20MBまで、商品・支払基準は1MBまでです。大きさをご確認のうえ、もう一度お試しください。", "A file may have up to 20 MB, a plan 1 MiB. Please check the size and try again.";
        stale_form: "画面の有効期限が切れました", "This page has expired";
        stale_form_text: "安全のため、操作を受け付けませんでした。前のページへ戻り、再表示してからもう一度お試しください。", "For safety this was not accepted. Please go back, reload and try again.";
    }
}
