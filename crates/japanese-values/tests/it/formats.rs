//! Every format accepts, refuses and normalises what the tables say.

use crate::table;

use japanese_values::{
    BankAccount, EmailAddress, Fault, Format, PersonName, PhoneNumber, YuchoAccount,
    address::{self, Municipality},
    bank,
    kanji::{self, KanjiLevel},
    text,
};

const SENDAI: Municipality<'_> = Municipality {
    prefecture: "宮城県",
    city: "仙台市",
    wards: &["青葉区", "宮城野区", "若林区", "太白区", "泉区"],
};

/// A row of `vectors/*.tsv`: verdict, input, canonical text (where the table gives one), remark.
fn check(table: &str, read: impl Fn(&str) -> Result<String, Fault>) {
    for row in table::rows(table) {
        let [verdict, input, canonical, remark] = row.as_slice() else {
            panic!("not a row: {row:?}")
        };
        let outcome = read(input);
        match verdict.as_str() {
            "○" => {
                let text = outcome.unwrap_or_else(|fault| panic!("{input} ({remark}): {fault}"));
                if !canonical.is_empty() {
                    assert_eq!(&text, canonical, "{input} ({remark})");
                }
            }
            "×" => assert!(outcome.is_err(), "{input} ({remark}) became {outcome:?}"),
            _ => panic!("not a verdict: {verdict}"),
        }
    }
}

macro_rules! formats {
    ($($test:ident: $name:literal,)*) => {$(
        #[test]
        fn $test() {
            let format = Format::named(concat!("jp-", $name)).expect("a format");
            check(include_str!(concat!("vectors/", $name, ".tsv")), |raw| {
                let canonical = format.read(raw)?;
                assert_eq!(format.read(&canonical).as_ref(), Ok(&canonical), "reads twice");
                Ok(canonical)
            });
        }
    )*};
}

formats! {
    my_numbers: "my-number",
    corporate_numbers: "corporate-number",
    resident_codes: "resident-code",
    drivers_licenses: "drivers-license",
    local_government_codes: "local-government-code",
    insurer_numbers: "insurer-no",
    postal_codes: "postal-code",
    person_names: "person-name",
    furigana: "furigana",
    bank_codes: "bank-code",
    branch_codes: "branch-code",
    account_numbers: "account-number",
    bank_holders: "bank-holder",
    yucho_accounts: "yucho",
    dates: "date-wareki",
    kaigo_numbers: "kaigo-no",
    kokuho_numbers: "kokuho-number",
    kokuho_branches: "kokuho-branch",
    pension_numbers: "pension-no",
    plates: "plate",
    motorcycle_plates: "motorcycle-plate",
    moped_plates: "moped-plate",
    chassis_numbers: "chassis-number",
    invoice_numbers: "invoice-number",
    kokuho_symbols: "kokuho-symbol",
    signed_amounts: "signed-money",
    dog_tags: "dog-tag",
    microchips: "microchip",
    isbns: "isbn",
    codes: "code",
    months: "year-month",
    amounts: "money",
    residence_cards: "residence-card",
    handbook_numbers: "handbook-number",
    allowance_numbers: "allowance-number",
}

#[test]
fn numbers_keep_their_digits_and_lose_only_what_groups_them() {
    for (format, typed, canonical) in [
        ("jp-my-number", "1234-5678-9018", "123456789018"),
        ("jp-my-number", "１２３４５６７８９０１８", "123456789018"),
        ("jp-my-number", "000000000019", "000000000019"),
        ("jp-corporate-number", "８０００ ０２００ ４１００９", "8000020041009"),
        ("jp-pension-no", "1234-567890", "1234567890"),
        ("jp-kaigo-no", "ｈ000123456", "H000123456"),
        ("jp-account-number", "123", "0000123"),
        ("jp-bank-code", "０１２５", "0125"),
        ("jp-invoice-number", "Ｔ8000-0200-41009", "T8000020041009"),
        ("jp-branch-code", "058", "058"),
        ("jp-moped-plate", "仙台市　あ　１２３４", "仙台市 あ 1234"),
        ("jp-chassis-number", "ａｆ６７－１０００ＯＩＱ", "AF67-1000OIQ"),
        ("date", "昭和39年10月10日", "1964-10-10"),
        ("time", "午後１時３０分", "13:30"),
    ] {
        let format = Format::named(format).expect("a format");
        assert_eq!(format.read(typed).as_deref(), Ok(canonical), "{typed}");
    }
}

#[test]
fn times_of_day() {
    check(include_str!("vectors/time.tsv"), |raw| Format::Time.read(raw));
}

#[test]
fn phone_numbers() {
    check(include_str!("vectors/phone.tsv"), |raw| {
        let phone = PhoneNumber::parse(raw)?;
        assert_eq!(Format::Phone.read(phone.digits()).as_deref(), Ok(phone.digits()));
        assert_eq!(Format::Phone.read(&phone.to_string()).as_deref(), Ok(phone.digits()));
        let kind = format!("{:?}", phone.kind()).to_lowercase();
        Ok(format!("{} ({kind})", phone.digits()))
    });
}

#[test]
fn email_addresses() {
    check(include_str!("vectors/email.tsv"), |raw| {
        let email = EmailAddress::parse(raw)?;
        let sent = if email.is_legacy() { "legacy-quoted" } else { "ok" };
        Ok(format!("{} [{sent}]", email.as_str()))
    });
}

#[test]
fn bank_accounts() {
    check(include_str!("vectors/bank-account.tsv"), |raw| {
        let parts: Vec<&str> = raw.split(" / ").collect();
        let [bank, branch, kind, number] = parts.as_slice() else { panic!("not an account") };
        let account = BankAccount::parse(bank, branch, kind, number)?;
        let parts = [account.bank(), account.branch(), account.number()];
        Ok(format!("{} {}", parts.join(" "), account.kind().digit()))
    });
}

#[test]
fn holders_match_with_their_legal_form_short_or_spelt_out() {
    for row in table::rows(include_str!("vectors/holder-matches.tsv")) {
        let [verdict, holder, kana, remark] = row.as_slice() else { panic!("not a row: {row:?}") };
        assert_eq!(bank::holder_matches(holder, kana), verdict == "○", "{holder} ({remark})");
        assert_eq!(bank::holder_matches(kana, holder), verdict == "○", "{kana} ({remark})");
    }
}

#[test]
fn addresses_anywhere_and_in_the_city() {
    check(include_str!("vectors/address.tsv"), |raw| match raw.rsplit_once('/') {
        Some((raw, " sendai")) => address::parse_within(raw, &SENDAI),
        Some((raw, " any")) => address::parse(raw),
        _ => panic!("neither anywhere nor in the city"),
    });
}

#[test]
fn a_converted_account_is_that_of_the_post_bank() {
    let account = YuchoAccount::parse("17300", "19927651").expect("an account");
    assert_eq!(account.branch_name(), "七三八");
    assert_eq!(account.account().number(), "1992765");
}

/// NFKC and NFC are never run over a text: what they would make of it is in the second column.
#[test]
fn no_text_is_normalised_as_a_whole() {
    for row in table::rows(include_str!("vectors/nfkc.tsv")) {
        let [typed, _, free, in_address] = row.as_slice() else { panic!("not a row: {row:?}") };
        assert_eq!(text::tidy_free_text(typed).as_ref(), Ok(free), "{typed}");
        let address = address::parse(typed);
        assert_eq!(address.as_deref().unwrap_or("×"), in_address, "{typed}");
    }
}

#[test]
fn every_dash_between_digits_is_a_hyphen() {
    for row in table::rows(include_str!("vectors/dashes.tsv")) {
        let typed = |text: &str| text.replace('-', &row[0]);
        for (format, text, canonical) in [
            (Format::PostalCode, "980-8671", "980-8671"),
            (Format::Phone, "022-261-1111", "0222611111"),
            (Format::MyNumber, "1234-5678-9018", "123456789018"),
            (Format::Yucho, "10530-12345671", "9900 058(〇五八) 普通 1234567"),
            (Format::Date, "R8-11-20", "2026-11-20"),
            (Format::Plate, "仙台 580 あ 12-34", "仙台 580 あ 1234"),
            (Format::DogTag, "26-1", "26-1"),
            (Format::Address, "国分町3-7-1", "国分町3-7-1"),
            (Format::SignedMoney, "-100", "-100"),
        ] {
            assert_eq!(format.read(&typed(text)).as_deref(), Ok(canonical), "{:?}", row[0]);
        }
        assert_eq!(Format::Furigana.read(&typed("ヒュ-ズ")).as_deref(), Ok("ヒューズ"));
        assert_eq!(Format::BankHolder.read(&typed("ス-パ-")).as_deref(), Ok("ｽ-ﾊﾟ-"));
    }
}

#[test]
fn rare_characters_stay_in_names_addresses_and_free_text() {
    for row in table::rows(include_str!("vectors/rare-characters.tsv")) {
        let rare = row[0].as_str();
        assert_eq!(Format::PersonName.read(rare).as_deref(), Ok(rare));
        assert_eq!(Format::Address.read(rare).as_deref(), Ok(rare));
        assert_eq!(text::tidy_free_text(rare).as_deref(), Ok(rare));
        let level = rare.chars().next().and_then(kanji::level).map(|level| match level {
            KanjiLevel::First => "第1水準",
            KanjiLevel::Second => "第2水準",
            KanjiLevel::Third => "第3水準",
            KanjiLevel::Fourth => "第4水準",
        });
        assert_eq!(level.unwrap_or("JIS X 0213外"), row[2], "{rare}");
        let lacking = row[3] == "変換不可";
        let name = PersonName::parse(rare).expect("a name");
        assert_eq!(!name.rare_kanji().is_empty(), lacking, "{rare}");
    }
}

#[test]
fn every_format_is_found_by_its_name() {
    for &format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(format));
    }
    assert_eq!(Format::named("jp-nothing"), None);
}

#[test]
fn values_are_shown_as_people_read_them() {
    for (format, canonical, shown) in [
        (Format::MyNumber, "123456789018", "****-****-9018"),
        (Format::Phone, "0222611111", "022-261-1111"),
        (Format::PensionNumber, "1234567890", "1234-567890"),
        (Format::Money, "1234", "1,234円"),
        (Format::SignedMoney, "-1234", "-1,234円"),
        (Format::Date, "2026-11-20", "令和8年11月20日"),
        (Format::PostalCode, "980-8671", "980-8671"),
        (Format::MyNumber, "not a number", "not a number"),
    ] {
        assert_eq!(format.display(canonical), shown);
    }
}
