//! Faults in Japanese: what is wrong, and what to do, in one or two sentences.

use super::{
    AccountFault, AddressFault, DateFault, EmailFault, Fault, MoneyFault, PhoneFault, PlateFault,
};
use crate::{
    Format,
    phone::PhoneKind,
    wareki::{self, Era},
};

pub(super) fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::Empty => "入力してください。".to_owned(),
        Fault::TooLong { limit, found } => {
            format!("{limit}文字までで入力してください。いまは{found}文字です。")
        }
        Fault::Control => {
            "画面に表示できない文字が入っています。消して、入力し直してください。".to_owned()
        }
        Fault::PrivateUse => "お使いの端末だけで表示できる文字（外字）が入っています。\
             似た文字で入力し、正しい字形は、送った後に受付の画面のメッセージで教えてください。"
            .to_owned(),
        Fault::NameInBrackets { .. } => "氏名だけを入力してください。通称や旧氏は、それを聞く欄に入力するか、送った後に受付の画面のメッセージで教えてください。".to_owned(),
        Fault::Character { found, of: Format::Furigana } if found.is_ascii_alphabetic() => {
            "ローマ字の氏名の方も、読み方をカタカナで入力してください。例：グエン ヴァン アン".to_owned()
        }
        Fault::Character { found, of } => format!("「{found}」は使えません。{}", how(*of)),
        Fault::Shape(format) => how(*format).to_owned(),
        Fault::DigitCount { of, expected, found } => count(name(*of), *expected, *found),
        Fault::CheckDigit(format) => check_digit(*format),
        Fault::FirstDigits(format) => first_digits(*format),
        Fault::InvoicePrefix { .. } => "「T」で始まるのは適格請求書発行事業者の登録番号です。\
             「T」を除いた13桁の法人番号を入力してください。"
            .to_owned(),
        Fault::Phone(fault) => of_phone(*fault),
        Fault::Date(fault) => of_date(fault),
        Fault::Email(fault) => of_email(fault),
        Fault::Address(fault) => of_address(fault),
        Fault::Money(fault) => of_money(*fault).to_owned(),
        Fault::Account(fault) => of_account(*fault).to_owned(),
        Fault::Plate(fault) => of_plate(*fault).to_owned(),
    }
}

fn count(name: &str, expected: usize, found: usize) -> String {
    let difference = things(expected.abs_diff(found));
    if found < expected {
        format!("数字が{difference}足りません。{name}は{expected}桁です。")
    } else {
        format!("数字が{difference}多いです。{name}は{expected}桁です。")
    }
}

/// 1つ to 9つ, then 10個.
fn things(number: usize) -> String {
    if number < 10 { format!("{number}つ") } else { format!("{number}個") }
}

fn check_digit(format: Format) -> String {
    if format == Format::MyNumber {
        return "個人番号の数字が正しくありません。\
                マイナンバーカード裏面の12桁をもう一度確認してください。"
            .to_owned();
    }
    format!("{}の数字のどこかが違うようです。書類を見て、もう一度確認してください。", name(format))
}

fn first_digits(format: Format) -> String {
    let name = name(format);
    format!("このような数字で始まる{name}はありません。書類を見て、もう一度確認してください。")
}

fn of_phone(fault: PhoneFault) -> String {
    match fault {
        PhoneFault::Digits { kind, expected, found } => count(phone(kind), expected, found),
        PhoneFault::NoLeadingZero => {
            "0から始まる電話番号を、市外局番から入力してください。例：03-1234-5678".to_owned()
        }
        PhoneFault::ShortNumber => {
            "110番や119番などは入力できません。連絡のとれる電話番号を入力してください。".to_owned()
        }
        PhoneFault::NotReachable => {
            "この番号には電話をかけられません。連絡のとれる電話番号を入力してください。".to_owned()
        }
        PhoneFault::NoSuchArea => {
            "このような数字で始まる電話番号はありません。もう一度確認してください。".to_owned()
        }
    }
}

fn phone(kind: PhoneKind) -> &'static str {
    match kind {
        PhoneKind::Landline => "市外局番から始まる固定電話",
        PhoneKind::Mobile => "携帯電話",
        PhoneKind::Ip => "050から始まるIP電話",
        PhoneKind::Freephone => "フリーダイヤル",
        PhoneKind::SharedCost => "ナビダイヤル",
    }
}

fn of_date(fault: &DateFault) -> String {
    match fault {
        DateFault::YearZero => "0年はありません。元号の最初の年は元年（1年）です。".to_owned(),
        DateFault::NoSuchMonth => "月は1から12までの数字で入力してください。".to_owned(),
        DateFault::NoSuchDay { month, last } => {
            format!("{month}月は{last}日までです。日をもう一度確認してください。")
        }
        DateFault::EraMissing => {
            "元号（令和、平成、昭和など）を付けるか、西暦4桁の年を入力してください。".to_owned()
        }
        DateFault::OldCalendar => "明治5年12月2日以前は暦が違うため、西暦に直せません。\
             西暦で入力してください。西暦が分からないときは、窓口へお尋ねください。"
            .to_owned(),
        DateFault::OtherWeekday { date } => format!(
            "{}は{}曜日です。日か曜日を、もう一度確認してください。",
            wareki::format(*date),
            wareki::weekday_name(*date)
        ),
        DateFault::Future => {
            "生年月日が今日より後になっています。もう一度確認してください。".to_owned()
        }
        DateFault::TooLongAgo { years } => {
            format!("生年月日が{years}年より前になっています。年を、もう一度確認してください。")
        }
        DateFault::OutsideEra { era, after, suggestion } => {
            format!("{}{}のことですか。", bound(*era, *after), suggestion.text)
        }
    }
}

fn bound(era: Era, after: bool) -> String {
    match era.last_day().filter(|_| after) {
        Some(last) => format!("{era}は{last}までです。"),
        None => format!("{era}は{}からです。", era.first_day()),
    }
}

fn of_email(fault: &EmailFault) -> String {
    match fault {
        EmailFault::NoAt => "「@」がありません。例：taro@example.jp".to_owned(),
        EmailFault::SeveralAts => "「@」は1つだけ入力してください。例：taro@example.jp".to_owned(),
        EmailFault::NoLocalPart => "「@」の前も入力してください。例：taro@example.jp".to_owned(),
        EmailFault::Domain { suggestion: Some(meant) } => {
            format!("「@」の後ろが途中で終わっています。「{}」のことですか。", meant.text)
        }
        EmailFault::Domain { suggestion: None } => {
            "「@」の後ろを確認してください。例：taro@example.jp".to_owned()
        }
        EmailFault::Dots => {
            "「.」は、続けて使うことも、「@」の前の最初と最後に使うこともできません。\
             もう一度確認してください。"
                .to_owned()
        }
        EmailFault::Slip(meant) => format!("「{}」のことですか。", meant.text),
    }
}

fn of_address(fault: &AddressFault) -> String {
    match fault {
        AddressFault::Outside { city } => {
            format!("この手続は{city}の住所が必要です。「{city}」から入力してください。")
        }
        AddressFault::NoWard { wards } => {
            format!("区の名前を入力してください（{}）。", wards.join("、"))
        }
        AddressFault::NoBlock => "番地まで入力してください。例：国分町三丁目7番1号".to_owned(),
    }
}

fn of_money(fault: MoneyFault) -> &'static str {
    match fault {
        MoneyFault::Fraction => {
            "1円より細かい金額は使えません。小数点のない数字で入力してください。"
        }
        MoneyFault::Negative => "0円以上の金額を入力してください。",
        MoneyFault::Commas => {
            "カンマの位置を確認してください。カンマは無くてもかまいません。例：1,234"
        }
        MoneyFault::KanjiNumber => "漢字ではなく、数字で入力してください。例：300",
        MoneyFault::TooMuch => "金額が大きすぎます。桁を確認してください。",
    }
}

fn of_account(fault: AccountFault) -> &'static str {
    match fault {
        AccountFault::NoSuchKind => "口座の種類は、普通、当座、貯蓄、その他から選んでください。",
        AccountFault::Zero => "0だけの口座番号はありません。通帳を見て、もう一度確認してください。",
        AccountFault::SymbolLength => {
            "ゆうちょ銀行の記号は5桁です。通帳を見て、もう一度確認してください。"
        }
        AccountFault::SymbolStart => {
            "ゆうちょ銀行の記号は1または0で始まります。通帳を見て、もう一度確認してください。"
        }
        AccountFault::SymbolEnd => {
            "1で始まる記号は、最後の数字が0です。通帳を見て、もう一度確認してください。"
        }
        AccountFault::NumberLength => {
            "番号の桁数を確認してください。記号が1で始まる口座は8桁まで、0で始まる口座は7桁までです。"
        }
        AccountFault::NumberEnd => {
            "記号が1で始まる口座の番号は、最後の数字が1です。通帳を見て、もう一度確認してください。"
        }
    }
}

fn of_plate(fault: PlateFault) -> &'static str {
    match fault {
        PlateFault::Region => "地名から入力してください。例：品川 580 あ 1234",
        PlateFault::Class => {
            "地名の次に、3桁までの分類番号を入力してください。例：品川 580 あ 1234"
        }
        PlateFault::Kana => {
            "ひらがなを1文字入力してください。「お」「し」「へ」「ん」は使われていません。例：品川 580 あ 1234"
        }
        PlateFault::LeadingZero => "最後の番号は0で始まりません。0を除いて入力してください。",
        PlateFault::Number => "最後の番号は1から9999までの数字で入力してください。",
    }
}

/// What a value of the format is called.
fn name(format: Format) -> &'static str {
    match format {
        Format::MyNumber => "マイナンバー",
        Format::CorporateNumber => "法人番号",
        Format::InvoiceNumber => "登録番号",
        Format::ResidentCode => "住民票コード",
        Format::PostalCode => "郵便番号",
        Format::Phone => "電話番号",
        Format::PersonName => "氏名",
        Format::Furigana => "フリガナ",
        Format::BankCode => "金融機関コード",
        Format::BranchCode => "支店コード",
        Format::AccountNumber => "口座番号",
        Format::BankHolder => "口座名義",
        Format::Yucho => "ゆうちょ銀行の記号と番号",
        Format::WarekiDate | Format::Date | Format::BirthDate => "日付",
        Format::Time => "時刻",
        Format::Address => "住所",
        Format::Money | Format::SignedMoney => "金額",
        Format::ResidenceCard => "在留カードの番号",
        Format::DriversLicense => "運転免許証の番号",
        Format::Plate => "車のナンバー",
        Format::MotorcyclePlate => "バイクのナンバー",
        Format::MopedPlate => "原付のナンバー",
        Format::ChassisNumber => "車台番号",
        Format::LocalGovernmentCode => "団体コード",
        Format::InsurerNumber => "保険者番号",
        Format::KaigoNumber => "介護保険の被保険者番号",
        Format::KokuhoSymbol => "国民健康保険の記号",
        Format::KokuhoNumber => "国民健康保険の番号",
        Format::KokuhoBranch => "枝番",
        Format::PensionNumber => "基礎年金番号",
        Format::HandbookNumber => "手帳の番号",
        Format::AllowanceNumber => "認定番号",
        Format::DogTag => "鑑札番号",
        Format::YearMonth => "年月",
        Format::Code => "番号",
        Format::Isbn => "ISBN",
        Format::Microchip => "マイクロチップの番号",
        Format::Email => "メールアドレス",
    }
}

/// How to type it.
fn how(format: Format) -> &'static str {
    match format {
        Format::MyNumber | Format::DriversLicense => "12桁の数字で入力してください。",
        Format::CorporateNumber => "13桁の数字で入力してください。",
        Format::InvoiceNumber => "「T」と13桁の数字で入力してください。例：T8000020041009",
        Format::ResidentCode => "11桁の数字で入力してください。",
        Format::PostalCode => "7桁の数字で入力してください。例：980-8671",
        Format::Phone => "数字で入力してください。例：03-1234-5678",
        Format::PersonName => "漢字、かな、カタカナ、ローマ字で入力してください。",
        Format::Furigana => {
            "カタカナで入力してください。ひらがなで入力しても、カタカナに直します。"
        }
        Format::BankCode => "4桁の数字で入力してください。例：0125",
        Format::BranchCode => "3桁の数字で入力してください。例：100",
        Format::AccountNumber => "7桁までの数字で入力してください。例：1234567",
        Format::BankHolder => {
            "通帳のとおり、カタカナで入力してください。英字と数字、かっこ、ハイフン、ピリオドも使えます。"
        }
        Format::Yucho => {
            "通帳の記号（5桁）と番号を、ハイフンで区切って入力してください。例：10530-12345671"
        }
        Format::WarekiDate | Format::Date | Format::BirthDate => {
            "年、月、日を入力してください。例：令和8年11月20日、2026年11月20日"
        }
        Format::Time => "時刻を入力してください。例：9:30、13時30分",
        Format::Address => "文字、数字、ハイフンで入力してください。",
        Format::Money | Format::SignedMoney => "金額を数字で入力してください。例：1,234",
        Format::ResidenceCard => {
            "英字2文字、数字8桁、英字2文字で入力してください。例：AB12345678CD"
        }
        Format::Plate => "ナンバープレートのとおり、順に入力してください。例：品川 580 あ 1234",
        Format::MotorcyclePlate => {
            "ナンバープレートのとおり、順に入力してください。例：品川 あ 12-34、1 品川 あ 12-34"
        }
        Format::MopedPlate => "ナンバープレートのとおり、順に入力してください。例：〇〇市 あ 1234",
        Format::ChassisNumber => "英字、数字、ハイフンを使い、17文字までで入力してください。",
        Format::LocalGovernmentCode => "6桁の数字で入力してください。例：041009",
        Format::InsurerNumber => "6桁または8桁の数字で入力してください。",
        Format::KaigoNumber => "10桁の数字、または「H」と9桁の数字で入力してください。",
        Format::KokuhoSymbol => "文字と数字を使い、20文字までで入力してください。",
        Format::KokuhoNumber => "英字と数字だけで、8文字までで入力してください。",
        Format::KokuhoBranch => "2桁の数字で入力してください。例：01",
        Format::PensionNumber => "10桁の数字で入力してください。例：1234-567890",
        Format::HandbookNumber => "7桁までの数字で入力してください。例：第12345号",
        Format::AllowanceNumber => "10桁までの数字だけで入力してください。",
        Format::YearMonth => "年と月を入力してください。例：令和8年11月、2026年11月",
        Format::Code => "英字、数字、ハイフンで入力してください。例：AB-1234",
        Format::Isbn => {
            "本の裏にある13桁（古い本は10桁）の数字を入力してください。例：978-4-00-310101-8"
        }
        Format::DogTag => "数字とハイフンで入力してください。例：2026-001234",
        Format::Microchip => "15桁の数字で入力してください。",
        Format::Email => "半角の英字、数字、記号で入力してください。例：taro@example.jp",
    }
}
