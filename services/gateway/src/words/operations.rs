//! Phrases of the operator's own pages.

words! {
    /// Operations.
    Operations {
        keys: "鍵の管理", "Keys";
        keys_lead: "保存データを封印している鍵の経過日数・使用回数・版を確認できます。鍵そのものは表示しません。", "Age, uses and versions of the keys that seal stored data. The keys themselves are never shown.";
        keys_region: "データ鍵の一覧", "List of data keys";
        by_service: "サービスごと", "By service";
        accounts: "アカウント", "Accounts";
        claims: "保険金請求", "Claims";
        notifications: "通知", "Notifications";
        organisation: "組織", "Organisation";
        platform: "ねこのて（共通）", "Nekonote itself";
        purpose: "用途", "Purpose";
        records: "記録", "Records";
        documents: "添付書類", "Documents";
        indexes: "検索用の索引", "Search indexes";
        secrets: "運用の秘密情報", "Platform secrets";
        state: "状態", "State";
        current: "使用中", "In use";
        retired: "開封のみ", "Opens only";
        discarded: "破棄済み", "Discarded";
        created: "作成日時（JST）", "Made at (JST)";
        days: "{}日経過", "{} days old";
        uses: "使用回数（確保分）", "Uses set aside";
        version: "KMS鍵の版", "KMS key version";
        kms: "KMS鍵の状態", "KMS key";
        enabled: "有効", "Enabled";
        disabled: "停止中", "Disabled";
        destroy_scheduled: "破棄予定", "To be destroyed";
        destroyed: "破棄済み", "Destroyed";
        missing: "見つかりません", "Missing";
        silent: "確認できません", "No answer";
        kms_is_silent: "KMSから応答がないため、一部のKMS鍵の状態を確認できませんでした。少し待ってから、もう一度表示してください。", "The KMS did not answer, so the state of some KMS keys is not known. Please look again in a while.";
        no_keys: "まだ鍵がありません。最初のデータが保存されるときに作られます。", "There are no keys yet. The first is made when the first data is stored.";
        rotate_hint: "鍵の交代・包み直しは、運用手順書の「鍵」にある nekonote keys コマンドで行います。", "To rotate or rewrap keys use the nekonote keys command, as the operations manual says under “Keys”.";
    }
}
