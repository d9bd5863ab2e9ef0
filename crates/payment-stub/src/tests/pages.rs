//! Every page can be read, by ear and by keyboard, and runs nothing.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

use super::*;

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

#[track_caller]
fn check_page(answer: &house::Answer, status: u16) {
    assert_eq!(answer.status, status);
    assert!(answer.policy.starts_with("default-src 'none'; style-src 'self';"), "{answer:?}");
    let page = Html::parse_document(&answer.body);
    assert_eq!(all(&page, "html[lang=ja]").len(), 1);
    assert_eq!(all(&page, "h1").len(), 1);
    assert_eq!(all(&page, "main").len(), 1);
    assert!(all(&page, "script, style, [style], [onclick], [placeholder]").is_empty());
    let ids: Vec<&str> = all(&page, "[id]").iter().map(|e| e.attr("id").unwrap()).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    let labelled: BTreeSet<&str> =
        all(&page, "label").iter().map(|label| label.attr("for").unwrap()).collect();
    for input in all(&page, "input:not([type=hidden])") {
        let id = input.attr("id").unwrap();
        assert!(labelled.contains(id), "{id} has no label");
    }
    for named in ["aria-describedby", "aria-labelledby"] {
        for element in all(&page, &format!("[{named}]")) {
            for id in element.attr(named).unwrap().split_whitespace() {
                assert!(unique.contains(id), "{named} {id}");
            }
        }
    }
    for link in all(&page, "a[href^='#']") {
        let target = link.attr("href").unwrap().trim_start_matches('#');
        assert!(unique.contains(target), "#{target}");
    }
}

#[test]
fn every_page_is_sound() {
    let town = Town::opens();
    let payer = town.payer();
    check_page(&payer.opens(), 200);
    check_page(&payer.posts("/pay", &[("method", "card")]), 422);
    payer.posts("/pay", &[("method", "pay-easy")]);
    check_page(&payer.opens(), 200);
    payer.pays(&GOOD_CARD);
    check_page(&payer.opens(), 200);
    let cut = payer.url.split_at(payer.url.len() - 2).0.to_owned();
    check_page(&house::request("GET", &cut, &[], b""), 400);
    check_page(&payer.posts("/pay", &[("method", "cheque")]), 400);
    let late = town.payer();
    town.advance(Duration::days(14));
    check_page(&late.opens(), 410);
}

#[test]
fn a_problem_names_its_field_and_the_title_says_so() {
    let town = Town::opens();
    let answer = town.payer().posts("/pay", &[("method", "card")]);
    let page = Html::parse_document(&answer.body);
    assert!(answer.body.contains("<title>入力エラー："));
    let wrong = all(&page, "input[aria-invalid=true]");
    let linked = all(&page, "[role=alert] a");
    assert_eq!((wrong.len(), linked.len()), (3, 3));
    for (input, link) in wrong.iter().zip(linked) {
        let id = input.attr("id").unwrap();
        assert_eq!(link.attr("href"), Some(format!("#{id}").as_str()));
        let described = input.attr("aria-describedby").unwrap();
        assert_eq!(described, format!("{id}-hint {id}-problem"));
    }
}

#[test]
fn the_chosen_scenario_stays_when_the_card_was_wrong() {
    let town = Town::opens();
    let answer = town.payer().posts("/pay", &[("method", "card"), ("scenario", "late")]);
    let page = Html::parse_document(&answer.body);
    let checked = all(&page, "input[name=scenario][checked]");
    assert_eq!(checked.iter().map(|e| e.attr("value")).collect::<Vec<_>>(), [Some("late")]);
    assert_eq!(all(&page, "input[name=scenario]").len(), 7);
}

#[test]
fn forms_lead_only_here_and_back_to_the_city() {
    let town = Town::opens();
    let policy = town.payer().opens().policy;
    assert!(policy.contains("form-action 'self' http://127.0.0.1:8080;"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[test]
fn a_title_cannot_smuggle_anything_in() {
    let town = Town::opens();
    let title = "<script>alert(1)</script>\"'&".to_owned();
    let answer = town.payer_of(PaymentOrder { title, ..town.order() }).opens();
    check_page(&answer, 200);
    assert!(!answer.body.contains("<script"));
}

#[test]
fn the_style_sheet_is_served() {
    let town = Town::opens();
    let answer = house::request("GET", &format!("{}/style.css", town.base_url), &[], b"");
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains(":focus-visible"));
}
