//! The formats that a form definition can name, and which reader each of them has.

use chrono::NaiveDate;

use crate::{
    EmailAddress, Fault, PersonName, PhoneNumber, PostalCode, YuchoAccount, address, age, animal,
    bank::{self, BankAccount},
    furigana::Furigana,
    money, numbers, time_of_day, vehicle, wareki,
};

/// A format of a text value, as a form definition names it.
///
/// ```
/// use japanese_values::Format;
///
/// assert_eq!(Format::named("jp-money"), Some(Format::Money));
/// assert_eq!(Format::Money.read("１，２３４円").as_deref(), Ok("1234"));
/// assert_eq!(Format::Money.display("1234"), "1,234円");
/// assert_eq!(Format::MyNumber.display("123456789018"), "****-****-9018");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `jp-my-number`: 個人番号. Twelve digits, the last of which is the check digit (番号法施行令8条,
    /// 平成26年総務省令第85号5条). Shown as `****-****-9018`.
    MyNumber,
    /// `jp-corporate-number`: 法人番号. Thirteen digits, the first of which is the check digit (法人番号の
    /// 指定等に関する省令). The rule takes 0 for 9.
    CorporateNumber,
    /// `jp-invoice-number`: 適格請求書発行事業者の登録番号 (消費税法57条の2). `T` and thirteen digits; a sole
    /// trader's is no corporate number, so that no check digit is asked for.
    InvoiceNumber,
    /// `jp-resident-code`: 住民票コード. Eleven digits with check digit (住民基本台帳法施行規則1条); a mismatch
    /// is doubtful only. Nobody but offices may ask for it (住民基本台帳法30条の38).
    ResidentCode,
    /// `jp-postal-code`: 郵便番号. Seven digits, kept as `980-8671`; see [`PostalCode`].
    PostalCode,
    /// `jp-phone`: 電話番号. Ten or eleven digits, kept as `0222611111`, shown as `022-261-1111`; see
    /// [`PhoneNumber`].
    Phone,
    /// `jp-person-name`: 氏名. Up to 100 code points, as written; see [`PersonName`].
    PersonName,
    /// `jp-furigana`: フリガナ. Full-width katakana; see [`Furigana`].
    Furigana,
    /// `jp-bank-code`: 金融機関コード. Four digits; none are added.
    BankCode,
    /// `jp-branch-code`: 支店コード. Three digits; none are added.
    BranchCode,
    /// `jp-account-number`: 口座番号. Seven digits; zeros are put before a shorter one.
    AccountNumber,
    /// `jp-bank-holder`: 口座名義 in 全銀 characters, 30 at most; see [`bank::holder_from_kana`].
    BankHolder,
    /// `jp-yucho`: ゆうちょ 記号・番号, kept as branch and account number, `9900 058(〇五八) 普通 1234567`;
    /// see [`YuchoAccount`].
    Yucho,
    /// `jp-date-wareki`: a day, typed in either calendar, kept as `YYYY-MM-DD`.
    WarekiDate,
    /// `date` of JSON Schema: read as [`Format::WarekiDate`].
    Date,
    /// `jp-birth-date`: 生年月日. As [`Format::Date`]; [`Format::read_on`] refuses a day to come and
    /// one that nobody alive was born on.
    BirthDate,
    /// `time` of JSON Schema, in forms a time of day: kept as `HH:MM`.
    Time,
    /// `jp-address`: 住所. Up to 200 code points, in the spelling of the register; see [`address`].
    Address,
    /// `jp-money`: whole yen, zero or more, as digits; shown as `1,234円`. See [`money`].
    Money,
    /// `jp-signed-money`: whole yen that may be a loss, `-100`; see [`money::parse_signed`].
    SignedMoney,
    /// `jp-residence-card`: 在留カード・特別永住者証明書番号. Two capitals, eight digits, two capitals; the
    /// check letters are not published.
    ResidenceCard,
    /// `jp-drivers-license`: 運転免許証番号. Twelve digits: authority, year, serial number, check digit, times
    /// reissued. See also [`crate::license`].
    DriversLicense,
    /// `jp-plate`: 車両番号 of light cars, `仙台 580 あ 1234`: region of one to four characters, class of one
    /// to three digits (letters `ACFHKLMPXY` after the first), kana without お, し, へ and ん, 1 to 9999.
    Plate,
    /// `jp-motorcycle-plate`: 車両番号 of motorcycles: `仙台 あ 1234` above 250 cc, `1 仙台 あ 1234`
    /// from 126 cc. A format of its own, so that a light car's plate without its class is refused.
    MotorcyclePlate,
    /// `jp-moped-plate`: 標識番号 of mopeds, which municipalities give out: `仙台市 あ 12345`.
    MopedPlate,
    /// `jp-chassis-number`: 車台番号. Up to 17 capitals, digits and hyphens; O, I and Q stay.
    ChassisNumber,
    /// `jp-local-government-code`: 全国地方公共団体コード. Prefecture 01 to 47, municipality, check digit.
    LocalGovernmentCode,
    /// `jp-insurer-no`: 保険者番号. Six or eight digits, modulus 10 (保険者番号等の設定要領).
    InsurerNumber,
    /// `jp-kaigo-no`: 介護保険被保険者番号. Ten digits, or `H` and nine.
    KaigoNumber,
    /// `jp-kokuho-symbol`: 国民健康保険の記号. Up to 20 letters, kanji and digits; many have none.
    KokuhoSymbol,
    /// `jp-kokuho-number`: 国民健康保険の番号. Up to eight letters or digits.
    KokuhoNumber,
    /// `jp-kokuho-branch`: 枝番. Two digits that tell the members of a household apart.
    KokuhoBranch,
    /// `jp-pension-no`: 基礎年金番号. Ten digits, shown as `1234-567890`.
    PensionNumber,
    /// `jp-handbook-number`: 身体障害者手帳番号. One to seven digits; 第 and 号 around them are left out.
    HandbookNumber,
    /// `jp-allowance-number`: 児童手当 認定番号・受給者番号. One to ten digits.
    AllowanceNumber,
    /// `jp-dog-tag`: 鑑札番号. Up to four digits, a hyphen, up to six; or up to ten.
    DogTag,
    /// `jp-microchip`: マイクロチップ. Fifteen digits from 392 or 9 on (ISO 11784).
    Microchip,
    /// `jp-year-month`: a month, typed in either calendar, kept as `YYYY-MM`.
    YearMonth,
    /// `jp-code`: letters, digits and hyphens of any number that somebody has given out, up to 40,
    /// in capitals.
    Code,
    /// `jp-isbn`: ISBN of a book, kept as 13 digits with check digit; ten are converted.
    Isbn,
    /// `jp-email`: e-mail address, up to 254 characters; see [`EmailAddress`].
    Email,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::MyNumber,
        Self::CorporateNumber,
        Self::InvoiceNumber,
        Self::ResidentCode,
        Self::PostalCode,
        Self::Phone,
        Self::PersonName,
        Self::Furigana,
        Self::BankCode,
        Self::BranchCode,
        Self::AccountNumber,
        Self::BankHolder,
        Self::Yucho,
        Self::WarekiDate,
        Self::Date,
        Self::BirthDate,
        Self::Time,
        Self::Address,
        Self::Money,
        Self::SignedMoney,
        Self::ResidenceCard,
        Self::DriversLicense,
        Self::Plate,
        Self::MotorcyclePlate,
        Self::MopedPlate,
        Self::ChassisNumber,
        Self::LocalGovernmentCode,
        Self::InsurerNumber,
        Self::KaigoNumber,
        Self::KokuhoSymbol,
        Self::KokuhoNumber,
        Self::KokuhoBranch,
        Self::PensionNumber,
        Self::HandbookNumber,
        Self::AllowanceNumber,
        Self::DogTag,
        Self::Microchip,
        Self::YearMonth,
        Self::Code,
        Self::Isbn,
        Self::Email,
    ];

    /// The format of this name: `jp-phone`, `date`, …
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// The name in form definitions.
    pub fn name(self) -> &'static str {
        match self {
            Self::MyNumber => "jp-my-number",
            Self::CorporateNumber => "jp-corporate-number",
            Self::InvoiceNumber => "jp-invoice-number",
            Self::ResidentCode => "jp-resident-code",
            Self::PostalCode => "jp-postal-code",
            Self::Phone => "jp-phone",
            Self::PersonName => "jp-person-name",
            Self::Furigana => "jp-furigana",
            Self::BankCode => "jp-bank-code",
            Self::BranchCode => "jp-branch-code",
            Self::AccountNumber => "jp-account-number",
            Self::BankHolder => "jp-bank-holder",
            Self::Yucho => "jp-yucho",
            Self::WarekiDate => "jp-date-wareki",
            Self::Date => "date",
            Self::BirthDate => "jp-birth-date",
            Self::Time => "time",
            Self::Address => "jp-address",
            Self::Money => "jp-money",
            Self::SignedMoney => "jp-signed-money",
            Self::ResidenceCard => "jp-residence-card",
            Self::DriversLicense => "jp-drivers-license",
            Self::Plate => "jp-plate",
            Self::MotorcyclePlate => "jp-motorcycle-plate",
            Self::MopedPlate => "jp-moped-plate",
            Self::ChassisNumber => "jp-chassis-number",
            Self::LocalGovernmentCode => "jp-local-government-code",
            Self::InsurerNumber => "jp-insurer-no",
            Self::KaigoNumber => "jp-kaigo-no",
            Self::KokuhoSymbol => "jp-kokuho-symbol",
            Self::KokuhoNumber => "jp-kokuho-number",
            Self::KokuhoBranch => "jp-kokuho-branch",
            Self::PensionNumber => "jp-pension-no",
            Self::HandbookNumber => "jp-handbook-number",
            Self::AllowanceNumber => "jp-allowance-number",
            Self::DogTag => "jp-dog-tag",
            Self::Microchip => "jp-microchip",
            Self::YearMonth => "jp-year-month",
            Self::Code => "jp-code",
            Self::Isbn => "jp-isbn",
            Self::Email => "jp-email",
        }
    }

    /// The canonical text of what was typed, or what is wrong with it.
    ///
    /// Reading a canonical text gives the same text again. Nothing typed is [`Fault::Empty`];
    /// whether that is a mistake is for the form to say.
    pub fn read(self, raw: &str) -> Result<String, Fault> {
        match self {
            Self::MyNumber => numbers::my_number(raw),
            Self::CorporateNumber => numbers::corporate_number(raw),
            Self::InvoiceNumber => numbers::invoice_number(raw),
            Self::ResidentCode => numbers::resident_code(raw),
            Self::PostalCode => PostalCode::parse(raw).map(|code| code.to_string()),
            Self::Phone => PhoneNumber::parse(raw).map(|phone| phone.digits().to_owned()),
            Self::PersonName => PersonName::parse(raw).map(|name| name.as_str().to_owned()),
            Self::Furigana => Furigana::parse(raw).map(|kana| kana.as_str().to_owned()),
            Self::BankCode => BankAccount::bank_code(raw),
            Self::BranchCode => BankAccount::branch_code(raw),
            Self::AccountNumber => BankAccount::account_number(raw),
            Self::BankHolder => bank::holder_from_kana(raw),
            Self::Yucho => YuchoAccount::read(raw).map(|account| account.to_string()),
            Self::WarekiDate | Self::Date | Self::BirthDate => {
                wareki::parse(raw).map(|day| day.to_string())
            }
            Self::Time => time_of_day::parse(raw),
            Self::Address => address::parse(raw),
            Self::Money => money::parse(raw).map(|yen| yen.to_string()),
            Self::SignedMoney => money::parse_signed(raw).map(|yen| yen.to_string()),
            Self::ResidenceCard => numbers::residence_card(raw),
            Self::DriversLicense => numbers::drivers_license(raw),
            Self::Plate => vehicle::plate(raw),
            Self::MotorcyclePlate => vehicle::motorcycle_plate(raw),
            Self::MopedPlate => vehicle::moped_plate(raw),
            Self::ChassisNumber => vehicle::chassis_number(raw),
            Self::LocalGovernmentCode => numbers::local_government_code(raw),
            Self::InsurerNumber => numbers::insurer_number(raw),
            Self::KaigoNumber => numbers::kaigo_number(raw),
            Self::KokuhoSymbol => numbers::kokuho_symbol(raw),
            Self::KokuhoNumber => numbers::kokuho_number(raw),
            Self::KokuhoBranch => numbers::kokuho_branch(raw),
            Self::PensionNumber => numbers::pension_number(raw),
            Self::HandbookNumber => numbers::handbook_number(raw),
            Self::AllowanceNumber => numbers::allowance_number(raw),
            Self::DogTag => animal::dog_tag(raw),
            Self::Microchip => animal::microchip(raw),
            Self::YearMonth => {
                wareki::parse_month(raw).map(|first| first.format("%Y-%m").to_string())
            }
            Self::Code => numbers::code(raw),
            Self::Isbn => numbers::isbn(raw),
            Self::Email => EmailAddress::parse(raw).map(|email| email.as_str().to_owned()),
        }
    }

    /// As [`Format::read`], on a day that the value may depend on.
    pub fn read_on(self, raw: &str, today: NaiveDate) -> Result<String, Fault> {
        if self == Self::BirthDate {
            return age::parse_birth(raw, today).map(|day| day.to_string());
        }
        self.read(raw)
    }

    /// What looks mistaken about an accepted canonical text, such as `taro@gmial.com`.
    pub fn doubt(self, canonical: &str) -> Option<Fault> {
        if self == Self::Email { EmailAddress::parse(canonical).ok()?.doubt() } else { None }
    }

    /// The canonical text as people read it: `022-261-1111`, `令和8年11月20日`, `****-****-9018`.
    ///
    /// A text that is not canonical is shown as it is.
    pub fn display(self, canonical: &str) -> String {
        let shown = match self {
            Self::MyNumber => numbers::masked_my_number(canonical),
            Self::Phone => PhoneNumber::parse(canonical).ok().map(|phone| phone.to_string()),
            Self::PensionNumber => numbers::grouped(canonical, 4),
            Self::Money | Self::SignedMoney => {
                money::parse_signed(canonical).ok().map(money::display)
            }
            Self::WarekiDate | Self::Date | Self::BirthDate => {
                wareki::parse(canonical).ok().map(wareki::format)
            }
            Self::YearMonth => wareki::parse_month(canonical).ok().map(wareki::format_month),
            Self::CorporateNumber
            | Self::InvoiceNumber
            | Self::ResidentCode
            | Self::PostalCode
            | Self::PersonName
            | Self::Furigana
            | Self::BankCode
            | Self::BranchCode
            | Self::AccountNumber
            | Self::BankHolder
            | Self::Yucho
            | Self::Time
            | Self::Address
            | Self::ResidenceCard
            | Self::DriversLicense
            | Self::Plate
            | Self::MotorcyclePlate
            | Self::MopedPlate
            | Self::ChassisNumber
            | Self::LocalGovernmentCode
            | Self::InsurerNumber
            | Self::KaigoNumber
            | Self::KokuhoSymbol
            | Self::KokuhoNumber
            | Self::KokuhoBranch
            | Self::HandbookNumber
            | Self::AllowanceNumber
            | Self::DogTag
            | Self::Microchip
            | Self::Code
            | Self::Isbn
            | Self::Email => None,
        };
        shown.unwrap_or_else(|| canonical.to_owned())
    }
}
