//! What holds for any text: no panic, reading twice changes nothing, a mend is accepted.

use chrono::{Days, NaiveDate};
use japanese_values::{
    Format, PostalCode, Roll, YuchoAccount, address, age, bank, calendar, deadline,
    deadline_in_months, money, postal, text, wareki,
};
use proptest::prelude::*;

use crate::promise;

/// Characters that residents type, and some that they should not.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        4 => proptest::char::range('0', '9'),
        2 => proptest::char::range('０', '９'),
        2 => proptest::char::range(' ', '~'),
        2 => proptest::char::range('ぁ', 'ゟ'),
        2 => proptest::char::range('ァ', 'ヿ'),
        2 => proptest::char::range('\u{FF00}', '\u{FFEF}'),
        2 => proptest::sample::select(
            "年月日元令和昭平成大正明治㍻㋿十〇一二三時分午後前市区町番地号丁目　 -ー−‐–〒@.,/・￥円△TtHh葛神髙𠮷"
                .chars().collect::<Vec<_>>()),
        1 => proptest::sample::select(vec![
            '\u{E0100}', '\u{FE00}', '\u{200B}', '\u{202E}', '\u{3099}', '\u{309A}', '\u{AD}', '\0',
            '\r', '\n', '\t', '\u{85}', '\u{E000}', '😀', '゛', '゜',
        ]),
        1 => any::<char>(),
    ]
}

fn typed() -> impl Strategy<Value = String> {
    proptest::collection::vec(character(), 0..24).prop_map(|text| text.into_iter().collect())
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..90_000)
        .prop_map(|days| NaiveDate::from_ymd_opt(1873, 1, 1).expect("a day") + Days::new(days))
}

fn check_all(raw: &str) {
    for &format in Format::ALL {
        promise::kept(format, raw);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_is_read_or_refused_by_every_format(raw in typed()) {
        check_all(&raw);
    }

    #[test]
    fn numbers_of_every_length_are_read_or_refused(raw in "[0-9０-９ー -]{0,16}") {
        check_all(&raw);
    }

    #[test]
    fn days_in_any_era_are_read_or_refused(
        era in "(明治|大正|昭和|平成|令和|[MTSHR]|㍻|西暦|)", year in 0_u32..3000,
        month in 0_u32..14, day in 0_u32..33,
    ) {
        check_all(&format!("{era}{year}年{month}月{day}日"));
    }

    #[test]
    fn kana_of_every_width_are_read_or_refused(raw in "[ぁ-ゟァ-ヿ･-ﾟ゛゜ー\u{3099} a-z.()-]{0,24}") {
        check_all(&raw);
    }

    #[test]
    fn accounts_of_the_post_bank_are_read_or_refused(
        symbol in "[01][0-9]{3}0", number in "[0-9]{1,8}1?",
    ) {
        check_all(&format!("{symbol}-{number}"));
        if let Ok(account) = YuchoAccount::parse(&symbol, &number) {
            prop_assert_eq!(account.account().number().len(), 7);
            prop_assert_eq!(account.branch_name().chars().count(), 3);
        }
    }

    #[test]
    fn text_is_tidied_once(raw in typed()) {
        let visible = text::strip_invisible(&raw);
        prop_assert_eq!(text::strip_invisible(&visible), visible.clone());
        let digits = text::half_width_digits(&raw);
        prop_assert_eq!(text::half_width_digits(&digits), digits.clone());
        for tidy in [text::tidy_free_text, text::tidy_line] {
            if let Ok(tidied) = tidy(&raw) {
                prop_assert_eq!(tidy(&tidied), Ok(tidied.clone()));
                prop_assert!(!tidied.contains('\r'));
            }
        }
    }

    #[test]
    fn an_address_is_taken_apart_without_loss(raw in typed()) {
        if let Ok(canonical) = address::parse(&raw) {
            let part = address::structure(&canonical);
            let parts = [part.prefecture, part.city, part.town, part.block, part.building];
            let without_spaces = |text: &str| text.replace('\u{3000}', "");
            prop_assert_eq!(without_spaces(&parts.concat()), without_spaces(&canonical));
        }
    }

    #[test]
    fn a_single_wrong_digit_of_a_corporate_number_is_found(place in 1_usize..13, digit in 0_u32..10) {
        let number = "8000020041009";
        let wrong: String = number.chars().enumerate()
            .map(|(at, c)| if at == place { char::from_digit(digit, 10).expect("a digit") } else { c })
            .collect();
        let typed = number.chars().nth(place).and_then(|c| c.to_digit(10)).expect("a digit");
        // The rule takes 0 for 9, and nothing else.
        let confused = typed.abs_diff(digit) % 9 == 0;
        prop_assert_eq!(Format::CorporateNumber.read(&wrong).is_ok(), confused);
    }

    #[test]
    fn every_postal_code_is_looked_up(number in 10_000_u32..10_000_000) {
        let code = PostalCode::parse(&format!("{number:07}"));
        if let Ok(code) = code {
            prop_assert_eq!(PostalCode::parse(&code.to_string()), Ok(code));
            for place in postal::places(code) {
                prop_assert_eq!(postal::agrees(code, place.city), Some(true));
            }
        }
    }

    #[test]
    fn any_words_find_few_banks_whatever_their_width(words in typed()) {
        let found = bank::find(&words);
        prop_assert!(found.len() <= 20);
        let unseen: String = words.chars().flat_map(|c| ['\u{200B}', c]).collect();
        prop_assert_eq!(&bank::find(&unseen), &found);
        if let Some(only) = bank::only(&words) {
            prop_assert!(found.contains(&only));
            prop_assert_eq!(bank::only(&only.to_string()), Some(only));
        }
        prop_assert!(bank::find_branches("0125", &words).len() <= 20);
        bank::only_branch("0125", &words);
    }

    #[test]
    fn ages_follow_from_the_days_on_which_they_are_reached(birth in day(), days in 0_u64..40_000) {
        let on = birth + Days::new(days);
        let legal = age::legal_age(birth, on);
        prop_assert!(age::attained(birth, legal) <= on && on < age::attained(birth, legal + 1));
        let shown = age::display_age(birth, on);
        prop_assert!(shown == legal || shown + 1 == legal);
        prop_assert_eq!(age::attained(birth, u32::MAX), NaiveDate::MAX);
    }

    #[test]
    fn deadlines_are_open_days_in_order(
        event in day(), days in 1_u32..400, months in 1_u32..40, first in any::<bool>(),
    ) {
        for (roll, kept) in [(Roll::None, true), (Roll::Next, false), (Roll::Previous, false)] {
            let due = deadline(event, days, first, roll);
            prop_assert!(kept || calendar::is_open_day(due));
            prop_assert!(deadline(event, days + 1, first, roll) >= due);
            prop_assert!(deadline_in_months(event, months + 1, first, roll)
                > deadline_in_months(event, months, first, roll));
        }
    }

    #[test]
    fn days_read_back(date in day()) {
        prop_assert_eq!(wareki::parse(&wareki::format(date)), Ok(date));
    }

    #[test]
    fn amounts_read_back(yen in 0..=i64::MAX) {
        prop_assert_eq!(money::parse(&money::display(yen)), Ok(yen));
    }

    #[test]
    fn a_holder_made_from_kana_matches_them(kana in "[ァ-ヶ]{1,7}　[ァ-ヶ]{1,7}") {
        let holder = bank::holder_from_kana(&kana).expect("kana");
        prop_assert!(bank::holder_matches(&holder, &kana));
    }
}
