//! Every reader under mutated input. The corpus are the vectors of `japanese-values`.
//!
//! `cargo test` makes a short random run of each target; with `cargo bolero` the same targets run
//! under a coverage-guided fuzzer. See the README beside the manifest.

#[path = "../../../tests/it/promise.rs"]
mod promise;
#[path = "../../../tests/it/table/mod.rs"]
mod table;

use bolero::check;
use fuzz::{Corpus, Typing};
use japanese_values::{
    BankAccount, Format, PersonName, PostalCode, YuchoAccount,
    address::{self, Municipality},
    age, bank, license, money, postal, text,
};

/// Enough to meet every kind of slip with every vector, in seconds for all targets together.
/// `BOLERO_RANDOM_ITERATIONS` asks for more.
const SHORT_RUN: usize = 1000;

/// The typed texts of a table of vectors.
fn corpus(table: &str) -> Corpus {
    Corpus::of(table::rows(table).into_iter().map(|row| row[1].clone()).collect())
}

macro_rules! formats {
    ($($target:ident: $format:ident, $table:literal;)*) => {
        $(
            #[test]
            fn $target() {
                let corpus = corpus(include_str!(concat!("../../../tests/it/vectors/", $table, ".tsv")));
                check!()
                    .with_type::<Typing>()
                    .with_iterations(SHORT_RUN)
                    .for_each(|typing| promise::kept(Format::$format, &typing.of(&corpus)));
            }
        )*

        #[test]
        fn every_format_is_a_target() {
            assert_eq!([$(Format::$format),*].as_slice(), Format::ALL);
        }
    };
}

formats! {
    my_number: MyNumber, "my-number";
    corporate_number: CorporateNumber, "corporate-number";
    invoice_number: InvoiceNumber, "invoice-number";
    resident_code: ResidentCode, "resident-code";
    postal_code: PostalCode, "postal-code";
    phone: Phone, "phone";
    person_name: PersonName, "person-name";
    furigana: Furigana, "furigana";
    bank_code: BankCode, "bank-code";
    branch_code: BranchCode, "branch-code";
    account_number: AccountNumber, "account-number";
    bank_holder: BankHolder, "bank-holder";
    yucho: Yucho, "yucho";
    wareki_date: WarekiDate, "date-wareki";
    date: Date, "date-wareki";
    birth_date: BirthDate, "date-wareki";
    time: Time, "time";
    address: Address, "address";
    money: Money, "money";
    signed_money: SignedMoney, "signed-money";
    residence_card: ResidenceCard, "residence-card";
    drivers_license: DriversLicense, "drivers-license";
    plate: Plate, "plate";
    motorcycle_plate: MotorcyclePlate, "motorcycle-plate";
    moped_plate: MopedPlate, "moped-plate";
    chassis_number: ChassisNumber, "chassis-number";
    local_government_code: LocalGovernmentCode, "local-government-code";
    insurer_number: InsurerNumber, "insurer-no";
    kaigo_number: KaigoNumber, "kaigo-no";
    kokuho_symbol: KokuhoSymbol, "kokuho-symbol";
    kokuho_number: KokuhoNumber, "kokuho-number";
    kokuho_branch: KokuhoBranch, "kokuho-branch";
    pension_number: PensionNumber, "pension-no";
    handbook_number: HandbookNumber, "handbook-number";
    allowance_number: AllowanceNumber, "allowance-number";
    dog_tag: DogTag, "dog-tag";
    microchip: Microchip, "microchip";
    year_month: YearMonth, "year-month";
    code: Code, "code";
    isbn: Isbn, "isbn";
    email: Email, "email";
}

macro_rules! readers {
    ($($target:ident($typed:ident: $table:literal) $body:block)*) => {$(
        #[test]
        fn $target() {
            let corpus = corpus(include_str!(concat!("../../../tests/it/vectors/", $table, ".tsv")));
            check!().with_type::<Typing>().with_iterations(SHORT_RUN).for_each(|typing| {
                let text = typing.of(&corpus);
                let $typed = text.as_str();
                $body
            });
        }
    )*};
}

const SENDAI: Municipality<'_> = Municipality {
    prefecture: "宮城県",
    city: "仙台市",
    wards: &["青葉区", "宮城野区", "若林区", "太白区", "泉区"],
};

readers! {
    account_parts(typed: "bank-account") {
        let parts: Vec<&str> = typed.split('/').collect();
        if let [bank, branch, kind, number] = *parts.as_slice()
            && let Ok(account) = BankAccount::parse(bank, branch, kind, number)
        {
            let kind = account.kind().digit().to_string();
            let again =
                BankAccount::parse(account.bank(), account.branch(), &kind, account.number());
            assert_eq!(again, Ok(account));
        }
    }

    yucho_parts(typed: "yucho") {
        if let Some((symbol, number)) = typed.split_once('/')
            && let Ok(account) = YuchoAccount::parse(symbol, number)
        {
            assert_eq!(YuchoAccount::read(&account.to_string()), Ok(account));
        }
    }

    address_within(typed: "address") {
        if let Ok(canonical) = address::parse_within(typed, &SENDAI) {
            assert_eq!(address::parse_within(&canonical, &SENDAI), Ok(canonical));
        }
    }

    address_parts(typed: "address") {
        let part = address::structure(typed);
        let parts = [part.prefecture, part.city, part.town, part.block, part.building].concat();
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(solid(&parts), solid(typed));
        let code = PostalCode::parse("980-0011").expect("a code");
        assert!(postal::agrees(code, typed).is_some());
    }

    holders(typed: "holder-matches") {
        let (holder, kana) = typed.split_once(')').unwrap_or((typed, typed));
        assert_eq!(bank::holder_matches(holder, kana), bank::holder_matches(kana, holder));
        if let Ok(canonical) = bank::holder_from_kana(typed)
            && canonical.contains(|c| !matches!(c, ' ' | '.'))
        {
            assert!(bank::holder_matches(&canonical, typed));
        }
    }

    name_kanji(typed: "person-name") {
        if let Ok(name) = PersonName::parse(typed) {
            assert!(name.rare_kanji().into_iter().all(|c| name.as_str().contains(c)));
        }
    }

    birth(typed: "date-wareki") {
        let today = "2026-11-20".parse().expect("a day");
        if let Ok(birth) = age::parse_birth(typed, today) {
            assert!(birth <= today && age::display_age(birth, today) <= 130);
        }
    }

    license_holder(typed: "drivers-license") {
        let (birth, today) =
            ("1980-04-01".parse().expect("a day"), "2026-11-20".parse().expect("a day"));
        let known = license::first_issue_fits(typed, birth, today).is_some();
        assert_eq!(known, Format::DriversLicense.read(typed).is_ok());
    }

    loss_and_amount(typed: "signed-money") {
        if let Ok(yen) = money::parse(typed) {
            assert_eq!(money::parse_signed(typed), Ok(yen));
        }
    }

    free_text(typed: "nfkc") {
        for tidy in [text::tidy_free_text, text::tidy_line] {
            if let Ok(tidied) = tidy(typed) {
                assert_eq!(tidy(&tidied), Ok(tidied));
            }
        }
    }
}
