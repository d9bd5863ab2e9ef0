//! The formats that a form definition can name, and which reader each of them has.

use crate::{
    EmailAddress, Fault, PersonName, PhoneNumber, PostalCode, YuchoAccount, address, animal,
    bank::{self, BankAccount},
    furigana::Furigana,
    money, numbers, time_of_day, vehicle, wareki,
};

/// A format of a text value, as a form definition names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `jp-my-number`: 個人番号.
    MyNumber,
    /// `jp-corporate-number`: 法人番号.
    CorporateNumber,
    /// `jp-invoice-number`: 適格請求書発行事業者の登録番号 (`T` and thirteen digits).
    InvoiceNumber,
    /// `jp-resident-code`: 住民票コード.
    ResidentCode,
    /// `jp-postal-code`: 郵便番号.
    PostalCode,
    /// `jp-phone`: 電話番号.
    Phone,
    /// `jp-person-name`: 氏名.
    PersonName,
    /// `jp-furigana`: フリガナ.
    Furigana,
    /// `jp-bank-code`: 金融機関コード.
    BankCode,
    /// `jp-branch-code`: 支店コード.
    BranchCode,
    /// `jp-account-number`: 口座番号.
    AccountNumber,
    /// `jp-bank-holder`: 口座名義 in 全銀 characters.
    BankHolder,
    /// `jp-yucho`: ゆうちょ 記号・番号, converted to branch and account number.
    Yucho,
    /// `jp-date-wareki`: a day, typed in either calendar, kept as `YYYY-MM-DD`.
    WarekiDate,
    /// `date` of JSON Schema: read as [`Format::WarekiDate`].
    Date,
    /// `time` of JSON Schema, in forms a time of day: kept as `HH:MM`.
    Time,
    /// `jp-address`: 住所.
    Address,
    /// `jp-money`: whole yen.
    Money,
    /// `jp-signed-money`: whole yen that may be a loss.
    SignedMoney,
    /// `jp-residence-card`: 在留カード・特別永住者証明書番号.
    ResidenceCard,
    /// `jp-drivers-license`: 運転免許証番号.
    DriversLicense,
    /// `jp-plate`: 車両番号.
    Plate,
    /// `jp-motorcycle-plate`: 車両番号 of motorcycles above 125 cc.
    MotorcyclePlate,
    /// `jp-moped-plate`: 標識番号 of mopeds, which municipalities give out.
    MopedPlate,
    /// `jp-chassis-number`: 車台番号.
    ChassisNumber,
    /// `jp-local-government-code`: 全国地方公共団体コード.
    LocalGovernmentCode,
    /// `jp-insurer-no`: 保険者番号.
    InsurerNumber,
    /// `jp-kaigo-no`: 介護保険被保険者番号.
    KaigoNumber,
    /// `jp-kokuho-symbol`: 国民健康保険の記号.
    KokuhoSymbol,
    /// `jp-kokuho-number`: 国民健康保険の番号.
    KokuhoNumber,
    /// `jp-kokuho-branch`: 枝番.
    KokuhoBranch,
    /// `jp-pension-no`: 基礎年金番号.
    PensionNumber,
    /// `jp-handbook-number`: 身体障害者手帳番号.
    HandbookNumber,
    /// `jp-allowance-number`: 児童手当 認定番号・受給者番号.
    AllowanceNumber,
    /// `jp-dog-tag`: 鑑札番号.
    DogTag,
    /// `jp-microchip`: マイクロチップ.
    Microchip,
    /// `jp-email`: e-mail address.
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
            Self::Email => "jp-email",
        }
    }

    /// The canonical text of what was typed, or what is wrong with it.
    ///
    /// Reading a canonical text gives the same text again.
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
            Self::WarekiDate | Self::Date => wareki::parse(raw).map(|day| day.to_string()),
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
            Self::Email => EmailAddress::parse(raw).map(|email| email.as_str().to_owned()),
        }
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
            Self::WarekiDate | Self::Date => wareki::parse(canonical).ok().map(wareki::format),
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
            | Self::Email => None,
        };
        shown.unwrap_or_else(|| canonical.to_owned())
    }
}
