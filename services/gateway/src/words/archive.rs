//! Fetching everything that the organisation owns.

words! {
    /// The words of the archive's page.
    Archive {
        title: "データの書き出し", "Export of data";
        lead: "この組織がねこのて クラウドに保管しているすべてのデータを、暗号化した1つのファイルとしてお渡しします。", "Everything that your organisation keeps here, as one encrypted file.";
        holds: "ファイルに含まれるもの", "What the file holds";
        holds_records: "申請・契約・ラベル・担当者・証明書・タイムライン・通知の記録（1行に1件のJSON）", "Claims, policies, labels, people, certificates, timeline and notifications, one JSON record per line";
        holds_documents: "申請に添付された書類（元の形式のまま）", "The documents on claims, as they were sent";
        holds_manifest: "すべてのファイルの大きさとSHA-256を記した目録（manifest.json）", "A manifest with size and SHA-256 of each file (manifest.json)";
        holds_not: "パスワードとAPIの秘密は含まれません。", "No password and no API secret is in it.";
        opening: "開きかた", "How to open it";
        opening_tool: "age（https://age-encryption.org）で開けます: age -d -o archive.tar ファイル名", "Open it with age (https://age-encryption.org): age -d -o archive.tar FILE";
        opening_check: "途中で切れていないことは、nekonote archive check で確かめられます。manifest.json がないファイルは途中で切れています。", "nekonote archive check says whether it is whole. A file without manifest.json was cut.";
        opening_lost: "合言葉や秘密鍵を失くすと、だれにも開けません。運営でも復元できません。", "Nobody can open it without the passphrase or the secret key, operations included.";
        seal: "暗号化の方法", "How it is encrypted";
        passphrase: "合言葉", "Passphrase";
        passphrase_hint: "{}文字以上。前後の空白は除かれます。", "At least {} characters; spaces around it do not count.";
        again: "合言葉（確認のためもう一度）", "Passphrase, once more";
        recipient: "ageの公開鍵（合言葉の代わりに使う場合）", "age public key, instead of a passphrase";
        recipient_hint: "age1 で始まる文字列です。入力すると合言葉は使いません。", "Begins with age1. With it no passphrase is used.";
        fetch: "書き出す", "Export";
        recorded: "書き出したことはタイムラインに記録されます。", "The timeline records that it was fetched.";
        passphrase_short: "合言葉は{}文字以上で入力してください。", "A passphrase has at least {} characters.";
        again_wrong: "2つの合言葉が一致しません。もう一度入力してください。", "The two passphrases differ. Please type them again.";
        recipient_wrong: "ageの公開鍵（age1…）を入力してください。", "Please enter an age public key (age1…).";
    }
}
