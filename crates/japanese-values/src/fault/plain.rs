//! Faults in やさしい日本語: short sentences, everyday words, spaces between the parts.

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
        Fault::Empty => "ここに 書いてください。".to_owned(),
        Fault::TooLong { limit, found } => {
            format!("文字が 多いです。{limit}文字まで 書けます。いまは {found}文字です。")
        }
        Fault::Control => "見えない 文字が あります。消して、もう一度 書いてください。".to_owned(),
        Fault::PrivateUse => "ほかの 人の 画面で 見えない 文字が あります。\
             似ている 文字を 書いてください。正しい 文字は、おくった あとで メッセージに 書いてください。"
            .to_owned(),
        Fault::NameInBrackets { .. } => "名前だけ 書いてください。ほかの 名前は、送ってから メッセージで 教えてください。".to_owned(),
        Fault::Character { found, of: Format::Furigana } if found.is_ascii_alphabetic() => {
            "名前の 読みかたを カタカナで 書いてください。例：グエン ヴァン アン".to_owned()
        }
        Fault::Character { found, of } => format!("「{found}」は 使えません。{}", how(*of)),
        Fault::Shape(format) => how(*format).to_owned(),
        Fault::DigitCount { of, expected, found } => count(name(*of), *expected, *found),
        Fault::CheckDigit(format) => {
            format!("{}の 数字が ちがいます。もう一度 見てください。", name(*format))
        }
        Fault::FirstDigits(format) => {
            format!("この {}は ありません。もう一度 見てください。", name(*format))
        }
        Fault::InvoicePrefix { .. } => {
            "「T」を 書かないでください。13けたの 数字だけ 書いてください。".to_owned()
        }
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
        format!("数字が {difference} 足りません。{name}は {expected}けたです。")
    } else {
        format!("数字が {difference} 多いです。{name}は {expected}けたです。")
    }
}

/// 1つ to 9つ, then 10こ.
fn things(number: usize) -> String {
    if number < 10 { format!("{number}つ") } else { format!("{number}こ") }
}

fn of_phone(fault: PhoneFault) -> String {
    match fault {
        PhoneFault::Digits { kind, expected, found } => count(phone(kind), expected, found),
        PhoneFault::NoLeadingZero => {
            "0から はじまる 番号を 書いてください。例：03-1234-5678".to_owned()
        }
        PhoneFault::ShortNumber | PhoneFault::NotReachable => {
            "この 番号は 使えません。あなたに 電話が できる 番号を 書いてください。".to_owned()
        }
        PhoneFault::NoSuchArea => "この 電話番号は ありません。もう一度 見てください。".to_owned(),
    }
}

fn phone(kind: PhoneKind) -> &'static str {
    match kind {
        PhoneKind::Landline => "家や 会社の 電話",
        PhoneKind::Mobile => "携帯電話",
        PhoneKind::Ip => "050の 電話",
        PhoneKind::Freephone => "フリーダイヤル",
        PhoneKind::SharedCost => "ナビダイヤル",
    }
}

fn of_date(fault: &DateFault) -> String {
    match fault {
        DateFault::YearZero => "0年は ありません。最初の 年は 1年（元年）です。".to_owned(),
        DateFault::NoSuchMonth => "月は 1から 12までです。".to_owned(),
        DateFault::NoSuchDay { month, last } => {
            format!("{month}月は {last}日までです。もう一度 見てください。")
        }
        DateFault::EraMissing => {
            "「令和」「平成」「昭和」などを 書くか、西暦（2026年など）を 書いてください。"
                .to_owned()
        }
        DateFault::OldCalendar => {
            "この 日は カレンダーが ちがいます。西暦で 書いてください。わからない ときは、電話で きいてください。"
                .to_owned()
        }
        DateFault::OtherWeekday { date } => format!(
            "{}は {}曜日です。日か 曜日を もういちど 見てください。",
            wareki::format(*date),
            wareki::weekday_name(*date)
        ),
        DateFault::Future => "生まれた 日が 今日より 後です。もう一度 見てください。".to_owned(),
        DateFault::TooLongAgo { years } => {
            format!("生まれた 日が {years}年より 前です。年を もう一度 見てください。")
        }
        DateFault::OutsideEra { era, after, suggestion } => {
            format!("{}{}ですか。", bound(*era, *after), suggestion.text)
        }
    }
}

fn bound(era: Era, after: bool) -> String {
    match era.last_day().filter(|_| after) {
        Some(last) => format!("{era}は {last}までです。"),
        None => format!("{era}は {}からです。", era.first_day()),
    }
}

fn of_email(fault: &EmailFault) -> String {
    match fault {
        EmailFault::NoAt => "「@」が ありません。例：taro@example.jp".to_owned(),
        EmailFault::SeveralAts => "「@」は 1つだけ 書いてください。例：taro@example.jp".to_owned(),
        EmailFault::NoLocalPart => "「@」の 前も 書いてください。例：taro@example.jp".to_owned(),
        EmailFault::Domain { suggestion: Some(meant) } => {
            format!("「@」の 後ろが 足りません。「{}」ですか。", meant.text)
        }
        EmailFault::Domain { suggestion: None } => {
            "「@」の 後ろを もう一度 見てください。例：taro@example.jp".to_owned()
        }
        EmailFault::Dots => "「.」の 場所が ちがいます。もう一度 見てください。".to_owned(),
        EmailFault::Slip(meant) => format!("「{}」ですか。", meant.text),
    }
}

fn of_address(fault: &AddressFault) -> String {
    match fault {
        AddressFault::Outside { city } => {
            format!("{city}の 住所を 書いてください。{city}の 人の 手続です。")
        }
        AddressFault::NoWard { wards } => {
            format!("区の 名前を 書いてください（{}）。", wards.join("、"))
        }
        AddressFault::NoBlock => "住所の 数字も 書いてください。例：国分町三丁目7番1号".to_owned(),
    }
}

fn of_money(fault: MoneyFault) -> &'static str {
    match fault {
        MoneyFault::Fraction => "「.」は 使えません。1円、2円のように 書いてください。",
        MoneyFault::Negative => "0か、0より 大きい 数字を 書いてください。",
        MoneyFault::Commas => "「,」の 場所が ちがいます。「,」は なくても いいです。例：1,234",
        MoneyFault::KanjiNumber => "漢字では なくて、数字で 書いてください。例：300",
        MoneyFault::TooMuch => "お金の 数が 大きすぎます。もう一度 見てください。",
    }
}

fn of_account(fault: AccountFault) -> &'static str {
    match fault {
        AccountFault::NoSuchKind => "普通、当座、貯蓄、その他から えらんでください。",
        AccountFault::Zero => "0だけの 番号は ありません。通帳を もう一度 見てください。",
        AccountFault::SymbolLength => "記号は 5けたです。通帳を もう一度 見てください。",
        AccountFault::SymbolStart => {
            "記号は 1か 0から はじまります。通帳を もう一度 見てください。"
        }
        AccountFault::SymbolEnd => {
            "1から はじまる 記号の 最後は 0です。通帳を もう一度 見てください。"
        }
        AccountFault::NumberLength => {
            "番号の 数字の 数が ちがいます。通帳を もう一度 見てください。"
        }
        AccountFault::NumberEnd => "番号の 最後は 1です。通帳を もう一度 見てください。",
    }
}

fn of_plate(fault: PlateFault) -> &'static str {
    match fault {
        PlateFault::Region => "場所の 名前から 書いてください。例：品川 580 あ 1234",
        PlateFault::Class => {
            "場所の 名前の 次に、数字を 3つまで 書いてください。例：品川 580 あ 1234"
        }
        PlateFault::Kana => {
            "ひらがなを 1つ 書いてください。「お」「し」「へ」「ん」は 使えません。例：品川 580 あ 1234"
        }
        PlateFault::LeadingZero => "最後の 番号の 前に 0を 書かないでください。",
        PlateFault::Number => "最後の 番号は 1から 9999までです。",
    }
}

/// What a value of the format is called.
fn name(format: Format) -> &'static str {
    match format {
        Format::MyNumber => "マイナンバー",
        Format::CorporateNumber => "法人番号（会社の 番号）",
        Format::InvoiceNumber => "登録番号",
        Format::ResidentCode => "住民票コード",
        Format::PostalCode => "郵便番号",
        Format::Phone => "電話番号",
        Format::PersonName => "名前",
        Format::Furigana => "フリガナ",
        Format::BankCode => "銀行の 番号",
        Format::BranchCode => "支店の 番号",
        Format::AccountNumber => "口座番号",
        Format::BankHolder => "口座の 名前",
        Format::Yucho => "ゆうちょ銀行の 記号と 番号",
        Format::WarekiDate | Format::Date | Format::BirthDate => "日にち",
        Format::Time => "時間",
        Format::Address => "住所",
        Format::Money | Format::SignedMoney => "お金の 数",
        Format::ResidenceCard => "在留カードの 番号",
        Format::DriversLicense => "運転免許証の 番号",
        Format::Plate => "車の ナンバー",
        Format::MotorcyclePlate => "バイクの ナンバー",
        Format::MopedPlate => "原付の ナンバー",
        Format::ChassisNumber => "車台番号",
        Format::LocalGovernmentCode => "市や 町の 番号",
        Format::InsurerNumber => "保険者番号",
        Format::KaigoNumber => "介護保険の 番号",
        Format::KokuhoSymbol => "国民健康保険の 記号",
        Format::KokuhoNumber => "国民健康保険の 番号",
        Format::KokuhoBranch => "枝番",
        Format::PensionNumber => "年金の 番号",
        Format::HandbookNumber => "手帳の 番号",
        Format::AllowanceNumber => "認定番号",
        Format::DogTag => "犬の 札の 番号",
        Format::YearMonth => "年と 月",
        Format::Code => "番号",
        Format::Isbn => "本の 番号（ISBN）",
        Format::Microchip => "マイクロチップの 番号",
        Format::Email => "メールアドレス",
    }
}

/// How to type it.
fn how(format: Format) -> &'static str {
    match format {
        Format::MyNumber | Format::DriversLicense => "12けたの 数字を 書いてください。",
        Format::CorporateNumber => "13けたの 数字を 書いてください。",
        Format::InvoiceNumber => "「T」と 13けたの 数字を 書いてください。例：T8000020041009",
        Format::ResidentCode => "11けたの 数字を 書いてください。",
        Format::PostalCode => "7けたの 数字を 書いてください。例：980-8671",
        Format::Phone => "数字で 書いてください。例：03-1234-5678",
        Format::PersonName => "漢字、ひらがな、カタカナ、ローマ字で 書いてください。",
        Format::Furigana => "カタカナか ひらがなで 書いてください。",
        Format::BankCode => "4けたの 数字を 書いてください。例：0125",
        Format::BranchCode => "3けたの 数字を 書いてください。例：100",
        Format::AccountNumber => "7けたまでの 数字を 書いてください。例：1234567",
        Format::BankHolder => "通帳を 見て、カタカナで 書いてください。",
        Format::Yucho => "通帳の 記号（5けた）と 番号を 書いてください。例：10530-12345671",
        Format::WarekiDate | Format::Date | Format::BirthDate => {
            "年、月、日を 書いてください。例：令和8年11月20日、2026年11月20日"
        }
        Format::Time => "時間を 書いてください。例：9:30、13時30分",
        Format::Address => "文字、数字、ハイフンで 書いてください。",
        Format::Money | Format::SignedMoney => "お金は 数字で 書いてください。例：1,234",
        Format::ResidenceCard => {
            "アルファベット2つ、数字8つ、アルファベット2つを 書いてください。例：AB12345678CD"
        }
        Format::Plate => "ナンバープレートを 見て 書いてください。例：品川 580 あ 1234",
        Format::MotorcyclePlate => {
            "ナンバープレートを 見て 書いてください。例：品川 あ 12-34、1 品川 あ 12-34"
        }
        Format::MopedPlate => "ナンバープレートを 見て 書いてください。例：〇〇市 あ 1234",
        Format::ChassisNumber => "アルファベット、数字、ハイフンで 17文字まで 書いてください。",
        Format::LocalGovernmentCode => "6けたの 数字を 書いてください。例：041009",
        Format::InsurerNumber => "6けたか 8けたの 数字を 書いてください。",
        Format::KaigoNumber => "10けたの 数字か、「H」と 9けたの 数字を 書いてください。",
        Format::KokuhoSymbol => "文字と 数字で 20文字まで 書いてください。",
        Format::KokuhoNumber => "数字か アルファベットだけで、8文字まで 書いてください。",
        Format::KokuhoBranch => "2けたの 数字を 書いてください。例：01",
        Format::PensionNumber => "10けたの 数字を 書いてください。例：1234-567890",
        Format::HandbookNumber => "数字だけ 7けたまで 書いてください。",
        Format::AllowanceNumber => "数字だけ 10けたまで 書いてください。",
        Format::YearMonth => "年と 月を 書いてください。例：2026年11月",
        Format::Code => "アルファベット、数字、ハイフンで 書いてください。例：AB-1234",
        Format::Isbn => "本の うしろの 13けた（古い 本は 10けた）の 数字を 書いてください。",
        Format::DogTag => "数字と ハイフンで 書いてください。例：2026-001234",
        Format::Microchip => "15けたの 数字を 書いてください。",
        Format::Email => "アルファベットと 数字で 書いてください。例：taro@example.jp",
    }
}
