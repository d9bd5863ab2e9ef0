//! What authors, other tools and spreadsheets call the words of the language.

/// What else a keyword is called. Where one word has several meanings, the first that is known counts.
const KEYWORDS: [(&str, &str); 56] = [
    ("label", "title"),
    ("name", "title"),
    ("text", "title"),
    ("題名", "title"),
    ("題", "title"),
    ("タイトル", "title"),
    ("名前", "title"),
    ("hint", "x-help"),
    ("note", "x-help"),
    ("説明", "x-help"),
    ("説明", "description"),
    ("補足", "x-help"),
    ("placeholder", "x-example"),
    ("example", "x-example"),
    ("記入例", "x-example"),
    ("examples", "x-examples"),
    ("例", "x-examples"),
    ("例", "x-example"),
    ("choices", "oneOf"),
    ("選択肢", "oneOf"),
    ("必須", "required"),
    ("if", "when"),
    ("if", "x-visible"),
    ("condition", "when"),
    ("条件", "when"),
    ("条件", "x-visible"),
    ("表示", "x-visible"),
    ("calculate", "x-compute"),
    ("計算", "x-compute"),
    ("min", "minimum"),
    ("max", "maximum"),
    ("最小", "minimum"),
    ("下限", "minimum"),
    ("最大", "maximum"),
    ("上限", "maximum"),
    ("文字数", "maxLength"),
    ("単位", "x-unit"),
    ("初期値", "default"),
    ("型", "type"),
    ("種類", "type"),
    ("書式", "format"),
    ("形式", "format"),
    ("質問", "properties"),
    ("項目", "fields"),
    ("ページ", "x-pages"),
    ("規則", "x-rules"),
    ("部署", "department"),
    ("担当", "department"),
    ("担当課", "department"),
    ("窓口", "department"),
    ("根拠", "legalBasis"),
    ("手数料", "fee"),
    ("料金", "fee"),
    ("処理期間", "processing"),
    ("受付期間", "opening"),
    ("問い合わせ先", "contact"),
];

/// What else a word of a closed list is called.
const WORDS: [(&str, &str); 44] = [
    ("文字", "string"),
    ("文字列", "string"),
    ("テキスト", "string"),
    ("text", "string"),
    ("str", "string"),
    ("数字", "integer"),
    ("数", "integer"),
    ("整数", "integer"),
    ("int", "integer"),
    ("小数", "number"),
    ("数値", "number"),
    ("float", "number"),
    ("bool", "boolean"),
    ("チェック", "boolean"),
    ("はい・いいえ", "boolean"),
    ("一覧", "array"),
    ("配列", "array"),
    ("list", "array"),
    ("まとまり", "object"),
    ("グループ", "object"),
    ("group", "object"),
    ("届出", "notification"),
    ("証明", "certificate"),
    ("証明書", "certificate"),
    ("標準", "standard"),
    ("審査", "standard"),
    ("決裁", "approval"),
    ("承認", "approval"),
    ("抽選", "lottery-or-quota"),
    ("先着", "lottery-or-quota"),
    ("窓口", "at-counter"),
    ("申請時", "at-submission"),
    ("審査後", "after-review"),
    ("個人", "individual"),
    ("法人", "corporate"),
    ("団体", "corporate"),
    ("なし", "none"),
    ("エラー", "error"),
    ("誤り", "error"),
    ("警告", "warning"),
    ("マイナンバー", "my-number"),
    ("口座", "bank"),
    ("健康", "health"),
    ("年度", "fiscal-year"),
];

/// What else a format is called.
const FORMATS: [(&str, &str); 33] = [
    ("日付", "date"),
    ("日", "date"),
    ("年月日", "date"),
    ("和暦", "jp-date-wareki"),
    ("生年月日", "jp-birth-date"),
    ("年月", "jp-year-month"),
    ("時刻", "time"),
    ("時間", "time"),
    ("電話", "jp-phone"),
    ("電話番号", "jp-phone"),
    ("tel", "jp-phone"),
    ("phone", "jp-phone"),
    ("メール", "jp-email"),
    ("メールアドレス", "jp-email"),
    ("email", "jp-email"),
    ("mail", "jp-email"),
    ("郵便番号", "jp-postal-code"),
    ("zip", "jp-postal-code"),
    ("postal", "jp-postal-code"),
    ("住所", "jp-address"),
    ("氏名", "jp-person-name"),
    ("名前", "jp-person-name"),
    ("フリガナ", "jp-furigana"),
    ("カナ", "jp-furigana"),
    ("金額", "jp-money"),
    ("円", "jp-money"),
    ("マイナンバー", "jp-my-number"),
    ("法人番号", "jp-corporate-number"),
    ("口座番号", "jp-account-number"),
    ("数字", "jp-digits"),
    ("ファイル", "attachment"),
    ("添付", "attachment"),
    ("file", "attachment"),
];

fn among<'k>(table: &[(&str, &str)], said: &str, known: &[&'k str]) -> Option<&'k str> {
    let mut called = table.iter().filter(|(other, _)| *other == said);
    called.find_map(|(_, meant)| known.iter().find(|known| *known == meant).copied())
}

/// The known keyword that is called so elsewhere.
pub(super) fn keyword<'k>(said: &str, known: &[&'k str]) -> Option<&'k str> {
    among(&KEYWORDS, said, known)
}

/// The known word that is called so elsewhere.
pub(super) fn meant<'k>(said: &str, known: &[&'k str]) -> Option<&'k str> {
    among(&WORDS, said, known)
}

/// The known format that is called so elsewhere.
pub(super) fn format<'k>(said: &str, known: &[&'k str]) -> Option<&'k str> {
    among(&FORMATS, said, known)
}
