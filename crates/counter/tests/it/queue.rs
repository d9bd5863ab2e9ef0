//! The queue at real volume: what is searched for is found, and orders begin with what they
//! are named by.

use back_office::QueueView;
use serde_json::{Value, json};
use testkit::{Resident, TestTown, on_both_engines};

use crate::case::at_the_screen;

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_name_is_found_however_it_is_written,
    what_an_older_version_filed_is_found_as_well,
    an_order_begins_with_what_it_is_named_by,
    a_misspelt_parameter_is_named,
    the_number_above_a_list_is_of_that_list,
    a_number_is_found_also_when_its_case_is_over,
    what_the_office_searches_for_stands_in_no_address,
);

/// Files an allowance for somebody of this name and kana; gives the receipt number.
fn files_as(town: &TestTown, who: &Resident, name: &str, kana: &str) -> String {
    let mut data = town.answers(who, ALLOWANCE);
    data["name"] = json!(name);
    data["kana"] = json!(kana);
    who.files(ALLOWANCE, &data).number
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |escaped, byte| format!("{escaped}%{byte:02X}"))
}

fn a_name_is_found_however_it_is_written(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let hanako = files_as(town, &resident, "山田 花子", "ヤマダ ハナコ");
    let taro = files_as(town, &resident, "山田 太郎", "ヤマダ タロウ");
    let kanako = files_as(town, &resident, "林佳奈子", "ハヤシ カナコ");
    let phone = town.answers(&resident, ALLOWANCE)["contact"]["phone"].clone();
    let found = |words: &str| -> Vec<String> {
        let rows = clerk.queue(&format!("?sort=received&q={}", escaped(words)));
        rows.iter().map(|row| row["receipt_number"].as_str().unwrap().to_owned()).collect()
    };
    let table: [(&str, &[&String]); 14] = [
        ("山田 花子", &[&hanako]),
        ("山田　花子", &[&hanako]),
        ("山田花子", &[&hanako]),
        ("花子 山田", &[&hanako]),
        ("山田", &[&hanako, &taro]),
        ("花子", &[&hanako]),
        ("ヤマダ", &[&hanako, &taro]),
        ("やまだ はなこ", &[&hanako]),
        ("ﾊﾅｺ", &[]),
        ("林", &[&kanako]),
        ("林佳奈子", &[&kanako]),
        ("カナコ", &[&kanako]),
        ("山田 次郎", &[]),
        (&hanako, &[&hanako]),
    ];
    for (words, expected) in table {
        let expected: Vec<String> = expected.iter().map(|number| (*number).clone()).collect();
        assert_eq!(found(words), expected, "{words}");
    }
    if let Some(phone) = phone.as_str() {
        assert!(found(phone).len() <= 3, "a telephone number is searched for as before");
    }
}

/// Terms of the whole name alone are all that the version before kept.
fn what_an_older_version_filed_is_found_as_well(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let hanako = files_as(town, &resident, "山田 花子", "ヤマダ ハナコ");
    town.tamper("DELETE FROM search_terms");
    let surname = format!("?q={}", escaped("山田"));
    assert!(clerk.queue(&surname).is_empty(), "the terms are gone");
    let rounds = |town: &TestTown| town.wait(town.chores().renew_search()).unwrap();
    assert_eq!(rounds(town), 1, "what was there is gone through");
    assert_eq!(rounds(town), 0, "once");
    let found = clerk.queue(&surname);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["receipt_number"], hanako);
    assert_eq!(found[0]["applicant"], "山田　花子");
    files_as(town, &resident, "山田 太郎", "ヤマダ タロウ");
    assert_eq!(rounds(town), 0, "new filings need no renewal");
    assert_eq!(clerk.queue(&surname).len(), 2);
    town.is_whole();
}

fn an_order_begins_with_what_it_is_named_by(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let data = town.answers(&resident, WATER);
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(resident.files(WATER, &data).number);
        town.advance(chrono::Duration::minutes(7));
    }
    let listed = |sort: &str| -> Vec<Value> {
        let rows = clerk.queue(&format!("?sort={sort}"));
        rows.into_iter().map(|row| row["receipt_number"].clone()).collect()
    };
    assert_eq!(listed("received"), numbers, "受付の早い順: the earliest first");
    numbers.reverse();
    assert_eq!(listed("newest"), numbers, "受付の新しい順: the newest first");
}

fn a_misspelt_parameter_is_named(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "sato");
    for (path, named) in [
        ("/api/v1/cases?procedur=x", "`procedur`"),
        ("/api/v1/cases?limit=1&limit=2", "`limit`"),
        ("/api/v1/cases/0193a5c8-7e1b-7c3d-9e4f-00000000f001/events?before=1", "`before`"),
        ("/api/v1/procedures?words=x", "`words`"),
    ] {
        let told = clerk.get(path).expect(400).json();
        assert!(told["detail"].as_str().unwrap().contains(named), "{path}: {told}");
    }
}

fn the_number_above_a_list_is_of_that_list(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    for _ in 0..3 {
        resident.files(WATER, &town.answers(&resident, WATER));
    }
    let staff = town.wait(async {
        let token = clerk.proof.strip_prefix("Bearer ").unwrap();
        town.back_office().staff_of_token(token).await.unwrap().unwrap()
    });
    let searched = back_office::QueueFilter {
        view: Some(QueueView::All),
        words: Some("だれも いない".to_owned()),
        ..back_office::QueueFilter::default()
    };
    let (counts, found, tally) = town.wait(async {
        let office = town.back_office();
        (
            office.queue_counts(&staff).await.unwrap(),
            office.queue_count(&staff, &searched).await.unwrap(),
            office.tally(&staff).await.unwrap(),
        )
    });
    let all = counts.iter().find(|(view, _)| *view == QueueView::All).unwrap().1;
    assert_eq!((all.number, all.more), (3, false));
    assert_eq!((found.number, found.more), (0, false));
    assert_eq!(tally.iter().map(|(_, count)| count).sum::<u64>(), 3);
}

fn a_number_is_found_also_when_its_case_is_over(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let data = town.answers(&resident, WATER);
    let [over, open] = [resident.files(WATER, &data), resident.files(WATER, &data)];
    resident.acts(&over, "withdrawal", &json!({})).expect(200);
    let found = |query: &str| -> Vec<Value> {
        clerk.queue(query).into_iter().map(|row| row["receipt_number"].clone()).collect()
    };
    assert_eq!(found(&format!("?q={}", over.number)), [json!(over.number)]);
    assert_eq!(found(""), [json!(open.number)], "the queue itself is what waits");
    assert!(found(&format!("?state=received&q={}", over.number)).is_empty(), "as it was asked");
}

fn what_the_office_searches_for_stands_in_no_address(town: &TestTown) {
    let resident = town.resident();
    let hanako = files_as(town, &resident, "山田 花子", "ヤマダ ハナコ");
    let taro = files_as(town, &resident, "名取 太郎", "ナトリ タロウ");
    let (sato, suzuki) = (town.resident().web, town.resident().web);
    at_the_screen(town, ALLOWANCE, &sato, "sato@city.example");
    at_the_screen(town, ALLOWANCE, &suzuki, "suzuki@city.example");
    let page = sato.get("/office/?view=all").expect(200);
    assert!(page.text().contains("method=\"post\" action=\"/office/\""));
    let fields = [page.hidden("/office/"), vec![("q".to_owned(), "山田 花子".to_owned())]].concat();

    let address = sato.post_form("/office/", &fields).expect(303).location();
    for written in ["山田", &escaped("山田"), "花子", &escaped("花子")] {
        assert!(!address.contains(written), "{address}");
    }
    let list = sato.get(&address).expect(200).text();
    assert!(list.contains(&hanako) && !list.contains(&taro), "{list}");
    assert!(list.contains("value=\"山田 花子\""), "what was typed is still there");
    let kept: Vec<String> =
        town.dump().into_iter().filter(|row| row.starts_with("unsent")).collect();
    assert!(kept.len() == 1 && !kept[0].contains("花子"), "kept sealed: {kept:?}");

    // An address that says words says nothing, and somebody else's search is not there.
    let said = format!("/office/?view=all&q={}", escaped("山田 花子"));
    assert!(sato.get(&said).expect(200).text().contains(&taro));
    let others = suzuki.get(&address).expect(200).text();
    assert!(others.contains(&taro) && others.contains("検索の言葉は"), "{others}");
    assert!(!others.contains("value=\"山田 花子\""));
    // Whoever empties the box looks for nothing.
    let fields = [page.hidden("/office/"), vec![("q".to_owned(), String::new())]].concat();
    let address = sato.post_form("/office/", &fields).expect(303).location();
    assert_eq!(address, "/office/?view=all");
}
