//! What residents are told, in each tongue.

use japanese_values::{
    Fault, Format, Gravity, Tongue,
    address::{self, Municipality},
};

const TONGUES: [Tongue; 3] = [Tongue::Japanese, Tongue::Plain, Tongue::English];

fn told(format: Format, typed: &str) -> [String; 3] {
    let fault = format.read(typed).expect_err("a fault");
    TONGUES.map(|tongue| fault.sentence(tongue))
}

#[test]
fn missing_digits_are_counted() {
    assert_eq!(
        told(Format::Phone, "090-1234-567"),
        [
            "数字が1つ足りません。携帯電話は11桁です。",
            "数字が 1つ 足りません。携帯電話は 11けたです。",
            "1 digit missing. A mobile number has 11 digits.",
        ]
    );
    assert_eq!(
        told(Format::PostalCode, "98086711"),
        [
            "数字が1つ多いです。郵便番号は7桁です。",
            "数字が 1つ 多いです。郵便番号は 7けたです。",
            "1 digit too many. A postal code has 7 digits.",
        ]
    );
    assert_eq!(told(Format::MyNumber, "12")[0], "数字が10個足りません。マイナンバーは12桁です。");
}

#[test]
fn a_wrong_check_digit_says_where_to_look() {
    assert_eq!(
        told(Format::MyNumber, "123456789012")[0],
        "個人番号の数字が正しくありません。マイナンバーカード裏面の12桁をもう一度確認してください。"
    );
}

#[test]
fn a_day_outside_its_era_is_asked_about() {
    assert_eq!(
        told(Format::Date, "昭和65年3月9日"),
        [
            "昭和は64年1月7日までです。平成2年（1990年）3月9日のことですか。",
            "昭和は 64年1月7日までです。平成2年（1990年）3月9日ですか。",
            "Shōwa (昭和) ended on 64年1月7日. Did you mean 1990-03-09 (平成2年（1990年）3月9日)?",
        ]
    );
    assert_eq!(
        told(Format::Date, "令和元年4月30日")[0],
        "令和は元年5月1日からです。平成31年（2019年）4月30日のことですか。"
    );
}

#[test]
fn a_name_beside_the_name_is_asked_for_elsewhere() {
    let fault = Format::PersonName.read("王 小明（通称：大野 明）").expect_err("two names");
    assert_eq!(fault.suggestion().map(|mend| mend.value.as_str()), Some("王　小明"));
    assert!(fault.sentence(Tongue::Japanese).contains("通称や旧氏は"));
    assert!(told(Format::Furigana, "NGUYEN")[0].starts_with("ローマ字の氏名の方も"));
}

#[test]
fn a_weekday_that_contradicts_is_told() {
    assert_eq!(
        told(Format::Date, "2026-11-24(月)"),
        [
            "令和8年11月24日は火曜日です。日か曜日を、もう一度確認してください。",
            "令和8年11月24日は 火曜日です。日か 曜日を もういちど 見てください。",
            "2026-11-24 is a Tuesday. Check the day or the weekday.",
        ]
    );
}

#[test]
fn the_character_that_cannot_be_used_is_named() {
    assert_eq!(
        told(Format::PersonName, "①山 太郎")[0],
        "「①」は使えません。漢字、かな、カタカナ、ローマ字で入力してください。"
    );
    assert_eq!(
        told(Format::Furigana, "山田太郎")[2],
        "“山” cannot be used. Enter the reading in katakana or hiragana."
    );
}

#[test]
fn a_character_of_one_device_is_not_the_end() {
    let fault = Format::PersonName.read("\u{E000}田").expect_err("a fault");
    assert_eq!(fault, Fault::PrivateUse);
    assert!(fault.sentence(Tongue::Japanese).contains("似た文字で入力し"));
}

#[test]
fn the_prefix_of_an_invoice_number_is_taken_off() {
    let fault = Format::CorporateNumber.read("T8000020041009").expect_err("a fault");
    assert_eq!(fault.suggestion().expect("a mend").value, "8000020041009");
}

#[test]
fn a_missing_ward_is_offered() {
    let sendai = Municipality {
        prefecture: "宮城県", city: "仙台市", wards: &["青葉区", "泉区"]
    };
    let fault = address::parse_within("仙台市国分町3-7-1", &sendai).expect_err("a fault");
    assert_eq!(fault.sentence(Tongue::Japanese), "区の名前を入力してください（青葉区、泉区）。");
}

#[test]
fn only_the_unpublished_rule_and_slips_are_doubts() {
    let gravity = |format: Format, typed| format.read(typed).expect_err("a fault").gravity();
    assert_eq!(gravity(Format::ResidentCode, "12345678901"), Gravity::Doubtful);
    assert_eq!(gravity(Format::MyNumber, "123456789012"), Gravity::Refused);
    let slip = Format::Email.doubt("taro@gmial.com").expect("a doubt");
    assert_eq!(slip.gravity(), Gravity::Doubtful);
    assert_eq!(slip.sentence(Tongue::Japanese), "「taro@gmail.com」のことですか。");
}

/// Texts that are missing, garbled or too long: each tongue has a sentence for each, no sentence
/// repeats a number, and the log repeats nothing.
#[test]
fn every_format_can_be_told_in_every_tongue() {
    for &format in Format::ALL {
        for typed in ["", "\0", "😀", "1", "99999999999999999999999999999999999999999"] {
            let Err(fault) = format.read(typed) else { continue };
            for tongue in TONGUES {
                let sentence = fault.sentence(tongue);
                assert!(sentence.contains(['。', '.']), "{}: {sentence}", format.name());
                assert!(!sentence.contains("9999999999"), "{}: {sentence}", format.name());
            }
            assert!(!format!("{fault} {fault:?}").contains(['😀', '9']), "{fault}");
        }
    }
}

#[test]
fn an_example_is_no_citys_own() {
    for format in [Format::Phone, Format::Plate, Format::MopedPlate] {
        for typed in ["x", "あ", "1"] {
            for sentence in told(format, typed) {
                let names = ["仙台", "022-"].iter().any(|own| sentence.contains(own));
                assert!(!names, "{sentence}");
            }
        }
    }
}
