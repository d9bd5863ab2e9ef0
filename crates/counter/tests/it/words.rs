//! What the office finds by words, through its public door: everybody whom a case is about, however
//! they are written, and nothing that is nobody's business.

use kernel::{Language, SubmissionId};
use serde_json::{Value, json};
use testkit::{Colleague, Resident, TestTown, escaped, on_both_engines};

use crate::case::at_the_screen;

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    everybody_is_found_however_they_are_typed,
    what_is_sensitive_is_never_found,
    what_others_answer_for_is_not_found,
    a_program_searches_without_an_address,
    a_correction_is_found_by_what_it_says_and_said,
    the_index_finds_what_waited_for_it,
    older_cases_are_found_again_after_a_while,
    a_search_of_ones_own_cases_leads_to_all_of_them,
    the_same_person_is_listed_with_how_sure_it_is,
);

/// A family with a spouse whose income is nobody's business.
fn family(town: &TestTown, who: &Resident) -> Value {
    let mut data = town.answers(who, ALLOWANCE);
    data["name"] = json!("髙橋 花子");
    data["kana"] = json!("タカハシ ショウコ");
    data["hasSpouse"] = json!("yes");
    data["mainEarner"] = json!("applicant");
    data["spouse"] = json!({ "name": "渡邉 太郎", "birthDate": "1988-07-15",
        "occupation": "employee", "income": 3_214_567, "myNumber": { "choice": "omit" } });
    data
}

fn a_program_searches_without_an_address(town: &TestTown) {
    let hanako = town.resident();
    let filed: Vec<String> =
        (0..3).map(|_| hanako.files(ALLOWANCE, &family(town, &hanako)).number).collect();
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    for words in ["", "　", &"あ".repeat(101)] {
        clerk.posts("/api/v1/searches", &json!({ "words": words })).expect(422);
    }
    let begun = clerk.posts("/api/v1/searches", &json!({ "words": "渡辺 高橋" })).expect(201);
    let address = begun.location();
    let id = begun.json()["search"].as_str().unwrap().to_owned();
    assert_eq!(address, format!("/api/v1/searches/{id}"));
    let page = clerk.get(&format!("{address}?limit=2")).expect(200).json();
    let next = page["next_cursor"].as_str().unwrap();
    let rest = clerk.get(&format!("{address}?limit=2&cursor={next}")).expect(200).json();
    let rows = [page["cases"].clone(), rest["cases"].clone()];
    let rows = rows.iter().flat_map(|cases| cases.as_array().unwrap());
    let numbers: Vec<String> =
        rows.map(|row| row["receipt_number"].as_str().unwrap().to_owned()).collect();
    assert_eq!(numbers, filed.iter().rev().cloned().collect::<Vec<_>>());
    // It is nobody else's, and forgotten after a working day.
    town.clerk_of(ALLOWANCE, "suzuki").get(&address).expect(404);
    town.advance(chrono::Duration::hours(9));
    clerk.get(&address).expect(404);
}

fn found(clerk: &Colleague, words: &str) -> Vec<String> {
    let rows = clerk.queue(&format!("?q={}", escaped(words)));
    rows.iter().map(|row| row["receipt_number"].as_str().unwrap().to_owned()).collect()
}

/// Puts everything that waits into the index.
fn index(town: &TestTown) -> usize {
    let mut all = 0;
    loop {
        match town.wait(town.chores().index_words()).unwrap() {
            0 => return all,
            some => all += some,
        }
    }
}

fn everybody_is_found_however_they_are_typed(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let other = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE)).number;
    let number = hanako.files(ALLOWANCE, &family(town, &hanako)).number;
    let begins = &number[..7];
    let alone = [
        "髙橋",
        "高橋",
        "高橋 花子",
        "花子　髙橋",
        "髙橋花子",
        "たかはし",
        "ﾀｶﾊｼ",
        "タカ",
        "しようこ",
        "ショウ",
        "渡辺",
        "渡邊 太郎",
        "1988-07-15",
        "昭和63年7月15日",
        "S63.7.15",
        "高橋 渡辺",
        "渡辺 葵 高橋",
        &number,
        begins,
    ];
    let both = [
        "090-1234-5678",
        "０９０１２３４５６７８",
        "090 1234 5678",
        "5678",
        "980-0803",
        "9800803",
        "国分町三丁目",
        "国分町3",
        "国分町３－７－１",
        "hanako@example.jp",
        "葵",
        "あおい",
        "山田 葵",
        "令和8年11月10日",
        "平成2年3月9日",
    ];
    let none = ["渡部", "太郎 伊達", "09012345670", "1988-07-16", "髙橋 次郎", "国分町2", "橋"];
    for indexed in [false, true] {
        if indexed {
            assert_eq!(index(town), 2);
        }
        for words in alone {
            assert_eq!(found(&clerk, words), [number.as_str()], "{words}, indexed: {indexed}");
        }
        for words in both {
            let newest_first = [number.as_str(), other.as_str()];
            assert_eq!(found(&clerk, words), newest_first, "{words}, indexed: {indexed}");
        }
        for words in none {
            assert_eq!(found(&clerk, words), [""; 0], "{words}, indexed: {indexed}");
        }
    }
}

fn what_is_sensitive_is_never_found(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let mut data = family(town, &hanako);
    data["payTo"] = json!("account");
    data["account"] = json!({ "institution": "bank", "bankCode": "0125", "branchCode": "100",
        "kind": "1", "number": "7654321", "holder": "タカハシ ショウコ" });
    data["accountCopy"] = json!(hanako.sends_picture(&[]));
    let number = hanako.files(ALLOWANCE, &data).number;
    for _ in 0..2 {
        assert_eq!(found(&clerk, "髙橋"), [number.as_str()]);
        for words in ["3214567", "7654321", "0125", "7654", "4321"] {
            assert_eq!(found(&clerk, words), [""; 0], "{words}");
        }
        index(town);
    }
}

fn what_others_answer_for_is_not_found(town: &TestTown) {
    let (hanako, stranger) = (town.resident(), town.clerk_of(WATER, "suzuki"));
    hanako.files(ALLOWANCE, &family(town, &hanako));
    let water = hanako.files(WATER, &town.answers(&hanako, WATER));
    for _ in 0..2 {
        assert_eq!(found(&stranger, "高橋"), [""; 0]);
        let body = stranger.get("/api/v1/cases?q=%E9%AB%98%E6%A9%8B").expect(200).json();
        assert_eq!(body, json!({ "cases": [], "next_cursor": null, "previous_cursor": null }));
        assert_eq!(found(&stranger, &water.number), [water.number.as_str()]);
        index(town);
    }
}

fn a_correction_is_found_by_what_it_says_and_said(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let data = family(town, &hanako);
    let receipt = hanako.files(ALLOWANCE, &data);
    index(town);
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let remark = json!({ "at": "/name", "text": "ご確認ください。" });
    let asked = json!({ "type": "request_correction", "remarks": [remark] });
    clerk.commands(&case, asked).expect(200);
    let mut mended = data;
    mended["name"] = json!("伊達 花子");
    hanako.acts(&receipt, "corrections", &json!({ "data": mended })).expect(200);
    for waiting in [1, 0] {
        for words in ["髙橋", "伊達", "伊達花子"] {
            assert_eq!(found(&clerk, words), [receipt.number.as_str()], "{words}");
        }
        assert_eq!(index(town), waiting);
    }
}

fn the_index_finds_what_waited_for_it(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let numbers: Vec<String> =
        (0..70).map(|_| hanako.files(ALLOWANCE, &family(town, &hanako)).number).collect();
    assert_eq!(index(town), 70);
    assert_eq!(index(town), 0, "once");
    let newest: Vec<String> = numbers.iter().rev().take(50).cloned().collect();
    assert_eq!(found(&clerk, "高橋"), newest, "more than one share holds");
    let checked = town.wait(town.chores().check_index(1)).unwrap();
    assert_eq!((checked.compared, checked.differing, checked.waiting), (70, 0, false));
}

/// As the version before left it: words of another kind, which nothing reads any more.
fn older_cases_are_found_again_after_a_while(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let number = hanako.files(ALLOWANCE, &family(town, &hanako)).number;
    town.tamper("DELETE FROM search_pending");
    town.tamper(
        "INSERT INTO search_terms (term, submission_id, municipality) \
         SELECT 5, id, municipality FROM submissions",
    );
    let screen = town.resident().web;
    at_the_screen(town, ALLOWANCE, &screen, "kato@city.example");
    let search = |words: &str| {
        let page = screen.get("/office/?view=all").expect(200);
        let sought = screen.submit(&page, "/office/", &[("q", words)]).expect(303);
        screen.get(&sought.location()).expect(200).text()
    };
    let told = "以前の案件を検索できるように準備しています";
    assert!(search("高橋").contains(told));
    let body = clerk.get("/api/v1/cases?q=%E9%AB%98%E6%A9%8B").expect(200).json();
    assert_eq!((&body["indexing"], &body["cases"]), (&json!(true), &json!([])));
    assert_eq!(index(town), 1);
    let html = search("高橋");
    assert!(!html.contains(told) && html.contains(&number), "{html}");
    assert_eq!(found(&clerk, "渡辺"), [number]);
    town.tamper("DELETE FROM search_terms");
}

fn a_search_of_ones_own_cases_leads_to_all_of_them(town: &TestTown) {
    let hanako = town.resident();
    let number = hanako.files(ALLOWANCE, &family(town, &hanako)).number;
    let screen = town.resident().web;
    at_the_screen(town, ALLOWANCE, &screen, "kato@city.example");
    let page = screen.get("/office/?view=mine").expect(200);
    let sought = screen.submit(&page, "/office/", &[("q", "高橋")]).expect(303);
    let html = screen.get(&sought.location()).expect(200).text();
    assert!(!html.contains(&number), "it is nobody's yet");
    let (_, link) = html.split_once("<a href=\"/office/?view=all").unwrap();
    let rest = link.split_once('"').unwrap().0.replace("&amp;", "&").replace("&#38;", "&");
    let html = screen.get(&format!("/office/?view=all{rest}")).expect(200).text();
    assert!(html.contains(&number), "{html}");
}

fn the_same_person_is_listed_with_how_sure_it_is(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let data = || family(town, &hanako);
    let case = clerk.finds(&hanako.files(ALLOWANCE, &data()).number);
    let again = hanako.files(ALLOWANCE, &data()).number;
    let mut namesake = data();
    namesake["kana"] = json!("コウハシ ハナコ");
    namesake["contact"] = json!({ "phone": "022-261-1111" });
    namesake["address"]["block"] = json!("9番9号");
    let namesake = hanako.files(ALLOWANCE, &namesake).number;
    let mut other = data();
    other["birthDate"] = json!("1971-02-03");
    hanako.files(ALLOWANCE, &other);
    let token = clerk.proof.strip_prefix("Bearer ").unwrap();
    let staff = town.wait(town.back_office().staff_of_token(token)).unwrap().unwrap();
    let id: SubmissionId = case.parse().unwrap();
    for _ in 0..2 {
        let view = town.wait(town.back_office().case(&staff, &id, Language::Japanese)).unwrap();
        let listed: Vec<(String, bool, bool)> = view
            .previous
            .iter()
            .map(|past| {
                let sure = past.same == back_office::Same::Person;
                (past.case.receipt_number.to_string(), sure, past.is_duplicate)
            })
            .collect();
        let expected = [(namesake.clone(), false, false), (again.clone(), true, true)];
        assert_eq!(listed, expected);
        index(town);
    }
    let screen = town.resident().web;
    at_the_screen(town, ALLOWANCE, &screen, "kato@city.example");
    let html = screen.get(&format!("/office/cases/{case}")).expect(200).text();
    for words in ["同じ人と思われる", "同じ氏名と生年月日", "同じ手続が終わっていません"]
    {
        assert!(html.contains(words), "{words}: {html}");
    }
}
