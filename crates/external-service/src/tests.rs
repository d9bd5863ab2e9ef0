//! The bank tried over HTTP, as a person and a town meet it, and everything that a town does not
//! believe.

mod house;

use std::collections::BTreeMap;

use chrono::Duration;
use kernel::Instant;
use serde_json::json;

use crate::{
    ExternalService, ExternalServiceError, Opened, Outcome, Stopped, secret::Secret,
    signature::signature_value,
};
use house::{BACK, House, SECRET, TITLE, request, visit};

const FILLED: [(&str, &str); 5] = [
    ("bank", "madoguchi"),
    ("branch", "仙台支店"),
    ("account", "１２３－４５６７"),
    ("holder", "ヤマダ　ハナコ"),
    ("code", "1234"),
];

/// The form with one field filled in otherwise.
fn filled_but<'a>(field: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let other = |(name, filled)| (name, if name == field { value } else { filled });
    FILLED.into_iter().map(other).collect()
}

#[test]
fn a_whole_reception_ends_with_what_the_bank_tells() {
    let house = House::opens();
    let opened = house.opened();
    assert_eq!(house.outcome(&opened), Outcome::Open);

    let page = visit(&opened);
    assert_eq!(page.status, 200);
    for shown in ["見本の金融機関", "本物の金融機関とはつながっていません", "1234", "0000000"]
    {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    assert_eq!(page.text_at("dd"), TITLE);
    assert_eq!(page.value_of("branch"), "本店");
    assert!(page.policy.contains("form-action 'self' http://127.0.0.1:8080;"), "{}", page.policy);
    assert!(page.policy.starts_with("default-src 'none';"), "{}", page.policy);

    house.sends(&opened, &FILLED).leads_to(BACK);
    let Outcome::Done(mut told) = house.outcome(&opened) else { panic!("it is not done") };
    let receipt = told.remove("receipt").unwrap();
    let digits = receipt.strip_prefix("BK-").unwrap();
    assert!(digits.len() == 8 && digits.bytes().all(|c| c.is_ascii_digit()), "{receipt}");
    let expected = [
        ("bank", "まどぐち信用金庫"),
        ("branch", "仙台支店"),
        ("account", "普通 ****567"),
        ("holder", "ﾔﾏﾀﾞ ﾊﾅｺ"),
    ];
    let expected = expected.map(|(name, fact)| (name.to_owned(), fact.to_owned()));
    assert_eq!(told, BTreeMap::from(expected));
}

#[test]
fn what_has_ended_leads_back_and_stays_as_it_is() {
    let house = House::opens();
    let opened = house.opened();
    house.sends(&opened, &FILLED).leads_to(BACK);
    let done = house.outcome(&opened);
    visit(&opened).leads_to(BACK);
    house.sends(&opened, &FILLED).leads_to(BACK);
    house.sends(&opened, &[]).leads_to(BACK);
    house.sends(&opened, &[("cancel", "1")]).leads_to(BACK);
    assert_eq!(house.outcome(&opened), done);
    assert!(matches!(done, Outcome::Done(_)), "{done:?}");
}

#[test]
fn who_goes_back_has_done_nothing() {
    let house = House::opens();
    let opened = house.opened();
    house.sends(&opened, &[("cancel", "1")]).leads_to(BACK);
    assert_eq!(house.outcome(&opened), Outcome::Stopped(Stopped::Cancelled));
}

#[test]
fn one_account_is_refused() {
    let house = House::opens();
    let opened = house.opened();
    house.sends(&opened, &filled_but("account", "0000000")).leads_to(BACK);
    assert_eq!(house.outcome(&opened), Outcome::Stopped(Stopped::Refused));
    assert_eq!("refused".parse(), Ok(Stopped::Refused));
    assert_eq!(<&str>::from(Stopped::Cancelled), "cancelled");
}

#[test]
fn what_was_typed_is_kept_but_for_the_code() {
    let house = House::opens();
    let opened = house.opened();
    for (field, value, sentence) in [
        ("account", "98765", "口座番号を7桁の数字で入力してください。"),
        ("code", "9753", "暗証番号がちがいます。"),
        ("branch", "", "支店名を40文字までで入力してください。"),
        ("holder", "山田<花子>", "口座名義をカタカナで"),
    ] {
        let page = house.sends(&opened, &filled_but(field, value));
        assert_eq!(page.status, 422, "{field}");
        let told = page.text_at(&format!("#{field}-problem"));
        assert!(told.starts_with(sentence), "{field}: {told}");
        assert_eq!(page.count(".field .problem"), 1, "{field}");
        for (name, typed) in filled_but(field, value) {
            match name {
                "bank" => assert_eq!(page.chosen(), [typed]),
                "code" => assert_eq!(page.value_of(name), ""),
                _ => assert_eq!(page.value_of(name), typed),
            }
        }
        assert!(!page.body.contains("9753"), "{}", page.body);
    }
    let page = house.sends(&opened, &[]);
    assert_eq!((page.status, page.count(".field .problem")), (422, 5));
    assert!(page.chosen().is_empty());
    assert_eq!(house.outcome(&opened), Outcome::Open);
}

#[test]
fn an_unknown_reception_is_gone_and_so_is_one_after_an_hour() {
    let house = House::opens();
    let opened = house.opened();
    let stranger = Opened {
        reference: "0".repeat(32),
        page: opened.page.replace(&opened.reference, &"0".repeat(32)),
    };
    let is_gone = |opened: &Opened| {
        for page in [visit(opened), house.sends(opened, &FILLED)] {
            assert_eq!(page.status, 404);
            assert!(page.body.contains("この受付は終わりました"), "{}", page.body);
        }
        let told = house.service().outcome(&opened.reference, house.now());
        assert!(matches!(told, Err(ExternalServiceError::UnexpectedStatus(404))), "{told:?}");
    };
    is_gone(&stranger);
    house.advance(Duration::minutes(59));
    assert_eq!(visit(&opened).status, 200);
    house.advance(Duration::minutes(1));
    is_gone(&opened);
}

#[test]
fn who_does_not_share_the_secret_opens_and_learns_nothing() {
    let house = House::opens();
    let opened = house.opened();
    let stranger = ExternalService::new(&house.base_url, "another");
    let refused = stranger.open(TITLE, BACK);
    assert!(matches!(refused, Err(ExternalServiceError::UnexpectedStatus(401))), "{refused:?}");
    let refused = stranger.outcome(&opened.reference, house.now());
    assert!(matches!(refused, Err(ExternalServiceError::UnexpectedStatus(401))), "{refused:?}");
    let address = format!("{}/receptions/{}", house.base_url, opened.reference);
    assert_eq!(request("GET", &address, &[], b"").status, 401);
}

#[test]
fn nobody_is_sent_back_to_where_no_page_is() {
    let house = House::opens();
    for address in ["javascript:alert(1)", "/apply", "ftp://city.example/", "https://"] {
        let refused = house.service().open(TITLE, address);
        let is_refused = matches!(refused, Err(ExternalServiceError::UnexpectedStatus(422)));
        assert!(is_refused, "{address}: {refused:?}");
    }
    assert!(house.service().open(TITLE, "https://city.example/apply").is_ok());
}

#[test]
fn an_answer_of_another_time_is_not_believed() {
    let house = House::opens();
    let opened = house.opened();
    let ask = |seconds| {
        let now = house.now().plus(Duration::seconds(seconds));
        house.service().outcome(&opened.reference, now)
    };
    for seconds in [-300, 300] {
        assert!(matches!(ask(seconds), Ok(Outcome::Open)), "{seconds}");
    }
    for seconds in [-301, 301] {
        assert!(matches!(ask(seconds), Err(ExternalServiceError::Unsigned)), "{seconds}");
    }
}

#[test]
fn an_answer_that_the_bank_did_not_sign_for_this_order_is_not_believed() {
    let house = House::opens();
    let opened = house.opened();
    house.sends(&opened, &FILLED).leads_to(BACK);
    let address = format!("{}/receptions/{}", house.base_url, opened.reference);
    let bearer = format!("Bearer {SECRET}");
    let heard = request("GET", &address, &[("Authorization", &bearer)], b"");
    let (value, body, reference) = (heard.signature.as_str(), heard.body, opened.reference);
    let believe = |service: &ExternalService, values: &[&str], reference: &str, body: &str| {
        service.believed(values, reference, body.as_bytes(), house.now())
    };
    let unsigned = |told: Result<Outcome, ExternalServiceError>| {
        assert!(matches!(told, Err(ExternalServiceError::Unsigned)), "{told:?}");
    };
    let service = house.service();
    let told = believe(&service, &[value], &reference, &body);
    assert!(matches!(told, Ok(Outcome::Done(_))), "{told:?}");
    let changed = body.replace("567", "568");
    assert_ne!(body, changed);
    unsigned(believe(&service, &[value], &reference, &changed));
    unsigned(believe(&service, &[value], &house.opened().reference, &body));
    unsigned(believe(&service, &[], &reference, &body));
    unsigned(believe(&service, &[value, value], &reference, &body));
    let another = ExternalService::new(&house.base_url, "another");
    unsigned(believe(&another, &[value], &reference, &body));
}

/// What a town reads in an answer that is signed as it should be.
fn read_signed(answer: &str) -> Result<Outcome, ExternalServiceError> {
    let now = Instant::from_millis(1_795_222_800_000);
    let secret = Secret::new(SECRET.to_owned());
    let value = signature_value(&secret, "ab12", answer.as_bytes(), now);
    let service = ExternalService::new("https://bank.example", SECRET);
    service.believed(&[&value], "ab12", answer.as_bytes(), now)
}

#[test]
fn more_than_a_town_needs_to_know_is_not_read() {
    let done = |told: &BTreeMap<String, String>| json!({ "standing": "done", "told": told });
    let one = |name: &str, fact: &str| BTreeMap::from([(name.to_owned(), fact.to_owned())]);
    let many = |count| (0..count).map(|it| (format!("fact_{it}"), String::new())).collect();
    let (widest, longest) = ("あ".repeat(200), "Z".repeat(40));
    for told in [one(&longest, &widest), one("a_1", ""), many(20), many(0)] {
        let read = read_signed(&done(&told).to_string());
        assert_eq!(read.unwrap(), Outcome::Done(told));
    }
    for told in [
        one("", "x"),
        one(&"z".repeat(41), "x"),
        one("a-b", "x"),
        one("受付番号", "x"),
        one("a", &"あ".repeat(201)),
        one("a", "x\ny"),
        one("a", "\u{7f}"),
        many(21),
    ] {
        let read = read_signed(&done(&told).to_string());
        assert!(matches!(read, Err(ExternalServiceError::Unreadable)), "{told:?}: {read:?}");
    }
    for answer in [
        "",
        "{}",
        r#"{"standing":"gone"}"#,
        r#"{"standing":"done"}"#,
        r#"{"standing":"done","told":{"a":1}}"#,
        r#"{"standing":"stopped","why":"tired"}"#,
    ] {
        let read = read_signed(answer);
        assert!(matches!(read, Err(ExternalServiceError::Unreadable)), "{answer}: {read:?}");
    }
}

#[test]
fn nobody_is_led_away_from_the_service() {
    let service = ExternalService::new("https://bank.example", SECRET);
    let opened = |reference: &str, page: &str| {
        let answer = json!({ "reference": reference, "page": page }).to_string();
        service.opened(answer.as_bytes())
    };
    let page = "https://bank.example/reception?reference=ab-12".to_owned();
    let good = Opened { reference: "ab-12".to_owned(), page };
    assert_eq!(opened("ab-12", "/reception?reference=ab-12").unwrap(), good);
    for (reference, page) in [
        ("ab-12", "@evil.example/"),
        ("ab-12", ".evil.example/"),
        ("ab-12", "https://evil.example/"),
        ("ab-12", ""),
        ("ab-12", "/a\r\nb"),
        ("", "/"),
        ("ab.12", "/"),
        ("../ab", "/"),
        (&"a".repeat(101), "/"),
    ] {
        let read = opened(reference, page);
        assert!(matches!(read, Err(ExternalServiceError::Unreadable)), "{page}: {read:?}");
    }
}

#[test]
fn a_reference_never_leads_elsewhere() {
    // Nobody listens there: whoever asked would not get an answer.
    let service = ExternalService::new("http://127.0.0.1:1", SECRET);
    for reference in ["", "a/b", "..", "a?b", "a.b", "受付"] {
        let read = service.outcome(reference, Instant::from_millis(0));
        assert!(matches!(read, Err(ExternalServiceError::Unreadable)), "{reference}: {read:?}");
    }
    let read = service.outcome("ab-12", Instant::from_millis(0));
    assert!(matches!(read, Err(ExternalServiceError::Unreachable(_))), "{read:?}");
}

#[test]
fn the_secret_never_shows() {
    let service = ExternalService::new("https://bank.example", "very-secret");
    assert_eq!(service.pages(), "https://bank.example");
    assert_eq!(format!("{service:?}"), "ExternalService(https://bank.example)");
    assert_eq!(format!("{service:#?}"), "ExternalService(https://bank.example)");
}
