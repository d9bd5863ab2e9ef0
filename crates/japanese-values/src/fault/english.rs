//! Faults in English: what is wrong, and what to do.

use super::{
    AccountFault, AddressFault, DateFault, EmailFault, Fault, MoneyFault, PhoneFault, PlateFault,
};
use crate::{Format, phone::PhoneKind, wareki::Era};

pub(super) fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::Empty => "This is needed.".to_owned(),
        Fault::TooLong { limit, found } => {
            format!("Use at most {limit} characters. There are {found} now.")
        }
        Fault::Control => {
            "There is a character that cannot be shown. Delete it and type again.".to_owned()
        }
        Fault::PrivateUse => "There is a character that only your device can show. \
             Enter a similar one, and describe the right one in a message on the receipt page after sending."
            .to_owned(),
        Fault::NameInBrackets { .. } => "Enter the name only. Put an alias (tsūshō) or a former name in its own field, or tell us in a message after sending.".to_owned(),
        Fault::Character { found, of: Format::Furigana } if found.is_ascii_alphabetic() => {
            "Enter how the name is read in katakana, also when it is written in Latin letters. Example: グエン ヴァン アン".to_owned()
        }
        Fault::Character { found, of } => format!("“{found}” cannot be used. {}", how(*of)),
        Fault::Shape(format) => how(*format).to_owned(),
        Fault::DigitCount { of, expected, found } => count(name(*of), *expected, *found),
        Fault::CheckDigit(format) => format!(
            "This is not {} as it stands: a digit is wrong or two are swapped. \
             Compare it with your document.",
            name(*format)
        ),
        Fault::FirstDigits(format) => format!(
            "The first digits are not those of {}. Compare it with your document.",
            name(*format)
        ),
        Fault::InvoicePrefix { .. } => {
            "T marks the number of an invoice issuer. Enter the 13 digits without T.".to_owned()
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
    let difference = expected.abs_diff(found);
    let digits = if difference == 1 { "digit" } else { "digits" };
    let way = if found < expected { "missing" } else { "too many" };
    let mut name = name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{difference} {digits} {way}. {name} has {expected} digits.")
}

fn of_phone(fault: PhoneFault) -> String {
    match fault {
        PhoneFault::Digits { kind, expected, found } => count(phone(kind), expected, found),
        PhoneFault::NoLeadingZero => {
            "Enter the number from its leading 0, with the area code, such as 03-1234-5678."
                .to_owned()
        }
        PhoneFault::ShortNumber => {
            "Emergency and service numbers cannot be used. Enter a number that reaches you."
                .to_owned()
        }
        PhoneFault::NotReachable => {
            "Nobody can be called on this number. Enter a number that reaches you.".to_owned()
        }
        PhoneFault::NoSuchArea => {
            "No phone number starts like this. Check the first digits.".to_owned()
        }
    }
}

fn phone(kind: PhoneKind) -> &'static str {
    match kind {
        PhoneKind::Landline => "a landline number with its area code",
        PhoneKind::Mobile => "a mobile number",
        PhoneKind::Ip => "an IP phone number (050)",
        PhoneKind::Freephone => "a toll-free number",
        PhoneKind::SharedCost => "a 0570 number",
    }
}

fn of_date(fault: &DateFault) -> String {
    match fault {
        DateFault::YearZero => {
            "There is no year 0. The first year of an era is 1 (元年).".to_owned()
        }
        DateFault::NoSuchMonth => "Enter a month from 1 to 12.".to_owned(),
        DateFault::NoSuchDay { month, last } => {
            format!("Month {month} has {last} days in that year. Check the day.")
        }
        DateFault::EraMissing => {
            "Enter the year with four digits, or with its era (令和, 平成, 昭和 …).".to_owned()
        }
        DateFault::OldCalendar => {
            "Days before 1873 are of another calendar and cannot be converted. \
             Enter a western date, or ask the office if you do not know it."
                .to_owned()
        }
        DateFault::OtherWeekday { date } => {
            format!("{date} is a {}. Check the day or the weekday.", date.format("%A"))
        }
        DateFault::Future => "This day of birth is after today. Check it.".to_owned(),
        DateFault::TooLongAgo { years } => {
            format!("This day of birth is more than {years} years ago. Check the year.")
        }
        DateFault::OutsideEra { era, after, suggestion } => {
            format!(
                "{} Did you mean {} ({})?",
                bound(*era, *after),
                suggestion.value,
                suggestion.text
            )
        }
    }
}

fn bound(era: Era, after: bool) -> String {
    let name = era.latin_name();
    match era.last_day().filter(|_| after) {
        Some(last) => format!("{name} ({era}) ended on {last}."),
        None => format!("{name} ({era}) began on {}.", era.first_day()),
    }
}

fn of_email(fault: &EmailFault) -> String {
    match fault {
        EmailFault::NoAt => "“@” is missing. Example: taro@example.jp".to_owned(),
        EmailFault::SeveralAts => "Use “@” only once. Example: taro@example.jp".to_owned(),
        EmailFault::NoLocalPart => {
            "Something is missing before “@”. Example: taro@example.jp".to_owned()
        }
        EmailFault::Domain { suggestion: Some(meant) } => {
            format!("The part after “@” is not complete. Did you mean {}?", meant.text)
        }
        EmailFault::Domain { suggestion: None } => {
            "Check the part after “@”. Example: taro@example.jp".to_owned()
        }
        EmailFault::Dots => {
            "Dots cannot follow each other or stand first or last before “@”. Check the address."
                .to_owned()
        }
        EmailFault::Slip(meant) => format!("Did you mean {}?", meant.text),
    }
}

fn of_address(fault: &AddressFault) -> String {
    match fault {
        AddressFault::Outside { city } => {
            format!("This procedure needs an address in {city}. Begin with {city}.")
        }
        AddressFault::NoWard { wards } => format!("Enter the ward ({}).", wards.join(", ")),
        AddressFault::NoBlock => {
            "Enter the address up to its house number, such as 国分町三丁目7番1号.".to_owned()
        }
    }
}

fn of_money(fault: MoneyFault) -> &'static str {
    match fault {
        MoneyFault::Fraction => "Enter whole yen, without a decimal point.",
        MoneyFault::Negative => "Enter 0 or more.",
        MoneyFault::Commas => "Check the commas. You can leave them out. Example: 1,234",
        MoneyFault::KanjiNumber => "Enter digits instead of kanji. Example: 300",
        MoneyFault::TooMuch => "The amount is too large. Check the number of digits.",
    }
}

fn of_account(fault: AccountFault) -> &'static str {
    match fault {
        AccountFault::NoSuchKind => "Choose ordinary, current, savings or other.",
        AccountFault::Zero => "An account number is not only zeros. Compare it with your passbook.",
        AccountFault::SymbolLength => {
            "The symbol (記号) has 5 digits. Compare it with your passbook."
        }
        AccountFault::SymbolStart => {
            "The symbol (記号) starts with 1 or 0. Compare it with your passbook."
        }
        AccountFault::SymbolEnd => {
            "A symbol (記号) that starts with 1 ends with 0. Compare it with your passbook."
        }
        AccountFault::NumberLength => {
            "Check how many digits the number (番号) has: up to 8 when the symbol starts with 1, \
             up to 7 when it starts with 0."
        }
        AccountFault::NumberEnd => {
            "The number (番号) ends with 1 when the symbol starts with 1. \
             Compare it with your passbook."
        }
    }
}

fn of_plate(fault: PlateFault) -> &'static str {
    match fault {
        PlateFault::Region => "Begin with the region, such as 品川 580 あ 1234.",
        PlateFault::Class => {
            "After the region, enter the class of up to 3 digits, such as 品川 580 あ 1234."
        }
        PlateFault::Kana => {
            "Enter one hiragana; お, し, へ and ん are not in use. Example: 品川 580 あ 1234"
        }
        PlateFault::LeadingZero => "The last number does not start with 0. Leave the 0 out.",
        PlateFault::Number => "The last number is from 1 to 9999.",
    }
}

/// What a value of the format is called.
fn name(format: Format) -> &'static str {
    match format {
        Format::MyNumber => "a My Number",
        Format::CorporateNumber => "a corporate number",
        Format::InvoiceNumber => "an invoice issuer's number",
        Format::ResidentCode => "a resident record code",
        Format::PostalCode => "a postal code",
        Format::Phone => "a phone number",
        Format::PersonName => "a name",
        Format::Furigana => "a reading",
        Format::BankCode => "a bank code",
        Format::BranchCode => "a branch code",
        Format::AccountNumber => "an account number",
        Format::BankHolder => "an account holder",
        Format::Yucho => "a Japan Post Bank account",
        Format::WarekiDate | Format::Date | Format::BirthDate => "a date",
        Format::Time => "a time",
        Format::Address => "an address",
        Format::Money | Format::SignedMoney => "an amount",
        Format::ResidenceCard => "a residence card number",
        Format::DriversLicense => "a driver's licence number",
        Format::Plate => "a licence plate",
        Format::MotorcyclePlate => "a motorcycle plate",
        Format::MopedPlate => "a moped plate",
        Format::ChassisNumber => "a chassis number",
        Format::LocalGovernmentCode => "a local government code",
        Format::InsurerNumber => "an insurer number",
        Format::KaigoNumber => "a long-term care insurance number",
        Format::KokuhoSymbol => "a national health insurance symbol",
        Format::KokuhoNumber => "a national health insurance number",
        Format::KokuhoBranch => "a branch number",
        Format::PensionNumber => "a basic pension number",
        Format::HandbookNumber => "a handbook number",
        Format::AllowanceNumber => "a recipient number",
        Format::DogTag => "a dog tag number",
        Format::YearMonth => "a month",
        Format::Code => "a code",
        Format::Isbn => "an ISBN",
        Format::Microchip => "a microchip number",
        Format::Email => "an e-mail address",
    }
}

/// How to type it.
fn how(format: Format) -> &'static str {
    match format {
        Format::MyNumber | Format::DriversLicense => "Enter 12 digits.",
        Format::CorporateNumber => "Enter 13 digits.",
        Format::InvoiceNumber => "Enter T and 13 digits, such as T8000020041009.",
        Format::ResidentCode => "Enter 11 digits.",
        Format::PostalCode => "Enter 7 digits, such as 980-8671.",
        Format::Phone => "Enter digits, such as 03-1234-5678.",
        Format::PersonName => "Use kanji, kana or Latin letters.",
        Format::Furigana => "Enter the reading in katakana or hiragana.",
        Format::BankCode => "Enter 4 digits, such as 0125.",
        Format::BranchCode => "Enter 3 digits, such as 100.",
        Format::AccountNumber => "Enter up to 7 digits, such as 1234567.",
        Format::BankHolder => {
            "Enter the name in katakana as in your passbook. Letters, digits, brackets, hyphens and full stops are accepted."
        }
        Format::Yucho => {
            "Enter the symbol (5 digits) and the number of your passbook with a hyphen between them, such as 10530-12345671."
        }
        Format::WarekiDate | Format::Date | Format::BirthDate => {
            "Enter year, month and day, such as 2026-11-20 or 令和8年11月20日."
        }
        Format::Time => "Enter a time of day, such as 9:30 or 13:30.",
        Format::Address => "Use letters, digits and hyphens.",
        Format::Money | Format::SignedMoney => "Enter the amount in digits, such as 1,234.",
        Format::ResidenceCard => "Enter 2 letters, 8 digits and 2 letters, such as AB12345678CD.",
        Format::Plate => "Enter the plate as it reads, such as 品川 580 あ 1234.",
        Format::MotorcyclePlate => {
            "Enter the plate as it reads, such as 品川 あ 12-34 or 1 品川 あ 12-34."
        }
        Format::MopedPlate => "Enter the plate as it reads, such as 〇〇市 あ 1234.",
        Format::ChassisNumber => "Enter up to 17 letters, digits and hyphens.",
        Format::LocalGovernmentCode => "Enter 6 digits, such as 041009.",
        Format::InsurerNumber => "Enter 6 or 8 digits.",
        Format::KaigoNumber => "Enter 10 digits, or H and 9 digits.",
        Format::KokuhoSymbol => "Use up to 20 letters and digits.",
        Format::KokuhoNumber => "Enter up to 8 digits or letters, without hyphens.",
        Format::KokuhoBranch => "Enter 2 digits, such as 01.",
        Format::PensionNumber => "Enter 10 digits, such as 1234-567890.",
        Format::HandbookNumber => "Enter up to 7 digits only, without 第 and 号.",
        Format::AllowanceNumber => "Enter up to 10 digits only.",
        Format::YearMonth => "Enter year and month, such as 2026-11.",
        Format::Code => "Use letters, digits and hyphens, such as AB-1234.",
        Format::Isbn => {
            "Enter the 13 digits (10 on old books) on the back of the book, such as 978-4-00-310101-8."
        }
        Format::DogTag => "Enter digits with or without a hyphen, such as 2026-001234.",
        Format::Microchip => "Enter 15 digits.",
        Format::Email => {
            "Use letters, digits and signs of the English keyboard, such as taro@example.jp."
        }
    }
}
