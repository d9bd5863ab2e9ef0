//! What an author must know of each format. What comes out of an example is computed.

/// A format in words: its name, what it accepts in Japanese and English, and something typed.
pub(super) struct Words {
    pub(super) name: &'static str,
    pub(super) japanese: &'static str,
    pub(super) english: &'static str,
    pub(super) typed: &'static str,
}

const fn words(
    name: &'static str,
    japanese: &'static str,
    english: &'static str,
    typed: &'static str,
) -> Words {
    Words { name, japanese, english, typed }
}

#[rustfmt::skip]
pub(super) const FORMATS: [Words; 42] = [
    words("jp-my-number", "個人番号。12桁と検査数字。`x-sensitive` が要ります", "My Number: 12 digits with check digit; needs `x-sensitive`", "１２３４-５６７８-９０１８"),
    words("jp-corporate-number", "法人番号。13桁と検査数字。頭のTは付けません", "corporate number: 13 digits with check digit, without the T of invoices", "7000012050002"),
    words("jp-invoice-number", "適格請求書発行事業者の登録番号。Tと13桁", "invoice number: T and 13 digits", "ｔ7000012050002"),
    words("jp-resident-code", "住民票コード。11桁と検査数字", "resident record code: 11 digits with check digit", "12345678903"),
    words("jp-postal-code", "郵便番号。7桁", "postal code: 7 digits", "〒９８０ー８６７１"),
    words("jp-phone", "電話番号。固定、携帯、IP、フリーダイヤル", "telephone number", "０９０ー１２３４ー５６７８"),
    words("jp-person-name", "氏名。字は変えません（髙、﨑もそのまま）", "name of a person; its characters are kept as typed", "髙橋 﨑子"),
    words("jp-furigana", "フリガナ。ひらがな、半角も可", "reading of a name, in any kana", "やまだ ﾊﾅｺ"),
    words("jp-bank-code", "銀行などの名前か4桁の金融機関コード。コードにします。名前で探せます", "a bank by its name or its code of 4 digits; becomes the code", "０１２５"),
    words("jp-branch-code", "支店の名前か3桁の支店コード。同じまとまりの銀行の支店を探します", "a branch by its name or its code of 3 digits; the bank stands before it in the same group", "１００"),
    words("jp-account-number", "口座番号。7桁まで。短ければ0を足します", "account number: up to 7 digits, padded with zeros", "12345"),
    words("jp-bank-holder", "口座名義。全銀の文字にします", "account holder in the characters of banks", "やまだ はなこ"),
    words("jp-yucho", "ゆうちょの記号と番号。店番と口座番号にします", "Yucho mark and number, converted to branch and account", "10530-12345671"),
    words("jp-date-wareki", "日付。`date` と同じ", "a day, like `date`", "令和8年11月20日"),
    words("date", "日付。西暦も和暦も", "a day, in either calendar", "R8.11.20"),
    words("jp-birth-date", "生年月日。今日より後と、130年より前は受け付けません", "a day of birth: not after today, nor more than 130 years ago", "昭和39年10月10日"),
    words("time", "時刻", "a time of day", "午後3時30分"),
    words("jp-address", "住所の一部。数字と線だけを半角にします", "part of an address: only digits and dashes become ASCII", "国分町３丁目７ー１"),
    words("jp-money", "金額。0以上の整数の円", "whole yen of zero or more", "１，２００円"),
    words("jp-signed-money", "金額。損失なら負の数", "whole yen that may be a loss", "▲１，２００円"),
    words("jp-residence-card", "在留カードなどの番号。英字2、数字8、英字2", "residence card: 2 letters, 8 digits, 2 letters", "ａｂ12345678ｃｄ"),
    words("jp-drivers-license", "運転免許証の番号。12桁と検査数字", "driver's licence: 12 digits with check digit", "3012 3456 7810"),
    words("jp-plate", "車両番号", "number plate", "仙台500あ12-34"),
    words("jp-motorcycle-plate", "二輪の車両番号", "number plate of a motorcycle", "１仙台あ12-34"),
    words("jp-moped-plate", "原動機付自転車の標識番号", "plate of a moped", "仙台市あ1234"),
    words("jp-chassis-number", "車台番号。英数字と線、17字まで", "chassis number: up to 17 letters, digits and hyphens", "ａｂ１２－３４５６７"),
    words("jp-local-government-code", "全国地方公共団体コード。6桁と検査数字", "municipality code: 6 digits with check digit", "041009"),
    words("jp-insurer-no", "保険者番号。6桁か8桁、検査数字", "insurer: 6 or 8 digits with check digit", "041004"),
    words("jp-kaigo-no", "介護保険の被保険者番号。10桁、またはHと9桁", "long-term care insurance: 10 digits, or H and 9", "ｈ123456789"),
    words("jp-kokuho-symbol", "国民健康保険の記号。20字まで", "national health insurance: the symbol, up to 20 characters", "仙１２"),
    words("jp-kokuho-number", "国民健康保険の番号。8字までの英数字", "national health insurance: up to 8 letters or digits", "１２３４"),
    words("jp-kokuho-branch", "枝番。2桁", "branch of a household: 2 digits", "０１"),
    words("jp-pension-no", "基礎年金番号。10桁", "basic pension number: 10 digits", "１２３４-567890"),
    words("jp-handbook-number", "身体障害者手帳の番号。7桁まで。「第」「号」は除きます", "disability handbook: up to 7 digits", "１２３４５"),
    words("jp-allowance-number", "児童手当の認定番号。10桁まで", "child allowance: up to 10 digits", "１２３４５"),
    words("jp-dog-tag", "鑑札番号。年と番号、または10桁まで。「第」「号」は除きます", "dog tag: year and number, or up to 10 digits", "２０２６ー００１２３４"),
    words("jp-microchip", "マイクロチップ。15桁、392か9で始まる", "microchip: 15 digits, beginning with 392 or 9", "392 141 234 567 890"),
    words("jp-year-month", "年月。西暦も和暦も", "a month, in either calendar", "令和8年11月"),
    words("jp-code", "英数字とハイフンの番号、40字まで。大文字にします。「第」「号」は除きます", "any code of letters, digits and hyphens, up to 40; becomes capitals, without 第 and 号", "ａｂ－１２３４"),
    words("jp-isbn", "ISBN。13桁と検査数字。10桁は13桁に直します", "ISBN: 13 digits with check digit; ten are converted", "978-4-00-310101-8"),
    words("jp-email", "メールアドレス。全角は半角に、ドメインは小文字に", "e-mail address: full-width to ASCII, the domain in small letters", "hanako＠Example.jp"),
    words("jp-digits", "その他の番号。数字だけ残します（桁は minLength と maxLength）", "any other code: only digits are kept (their number by minLength and maxLength)", "１２３-４５"),
];
