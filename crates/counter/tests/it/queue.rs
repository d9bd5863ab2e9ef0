//! The queue at real volume: what is searched for is found, and orders begin with what they
//! are named by.

use back_office::QueueView;
use serde_json::{Value, json};
use testkit::{Resident, TestTown, escaped, on_both_engines};

use crate::case::at_the_screen;

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_name_is_found_however_it_is_written,
    an_order_begins_with_what_it_is_named_by,
    pages_are_turned_both_ways,
    what_others_do_is_new_until_it_is_read,
    what_is_due_is_one_press_away,
    a_misspelt_parameter_is_named,
    the_number_above_a_list_is_of_that_list,
    a_number_is_found_also_when_its_case_is_over,
    what_the_office_searches_for_stands_in_no_address,
    from_a_case_the_list_is_walked_on,
);

/// Files an allowance for somebody of this name and kana; gives the receipt number.
fn files_as(town: &TestTown, who: &Resident, name: &str, kana: &str) -> String {
    let mut data = town.answers(who, ALLOWANCE);
    data["name"] = json!(name);
    data["kana"] = json!(kana);
    who.files(ALLOWANCE, &data).number
}

fn a_name_is_found_however_it_is_written(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let hanako = files_as(town, &resident, "山田 花子", "ヤマダ ハナコ");
    let taro = files_as(town, &resident, "山田 太郎", "ヤマダ タロウ");
    let kanako = files_as(town, &resident, "林佳奈子", "ハヤシ カナコ");
    let phone = town.answers(&resident, ALLOWANCE)["contact"]["phone"].clone();
    let found = |words: &str| -> Vec<String> {
        let rows = clerk.queue(&format!("?q={}", escaped(words)));
        rows.iter().map(|row| row["receipt_number"].as_str().unwrap().to_owned()).collect()
    };
    let table: [(&str, &[&String]); 14] = [
        ("山田 花子", &[&hanako]),
        ("山田　花子", &[&hanako]),
        ("山田花子", &[&hanako]),
        ("花子 山田", &[&hanako]),
        // Each has a child of that name.
        ("山田", &[&kanako, &taro, &hanako]),
        ("花子", &[&hanako]),
        ("ヤマダ", &[&kanako, &taro, &hanako]),
        ("やまだ はなこ", &[&hanako]),
        ("ﾊﾅｺ", &[&hanako]),
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

fn what_others_do_is_new_until_it_is_read(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let colleague = town.clerk_of(WATER, "suzuki");
    let data = town.answers(&resident, WATER);
    let [mine, other] = [resident.files(WATER, &data), resident.files(WATER, &data)];
    let case = clerk.finds(&mine.number);
    clerk.claims(&case);
    let new_to = |who: &testkit::Colleague| -> Vec<Value> {
        let rows = who.queue("?unread=true");
        assert!(rows.iter().all(|row| row["unread"] == true), "{rows:?}");
        rows.into_iter().map(|row| row["receipt_number"].clone()).collect()
    };
    assert_eq!(new_to(&clerk), [""; 0], "what one did oneself is not new");
    for receipt in [&mine, &other] {
        resident.acts(receipt, "messages", &json!({ "text": "まだですか。" })).expect(201);
    }
    assert_eq!(new_to(&clerk), [json!(mine.number)], "not what is nobody's");
    assert_eq!(new_to(&colleague), [""; 0], "not what is another's");
    colleague.case(&case);
    assert_eq!(new_to(&clerk).len(), 1, "a colleague has not read it for them");
    clerk.case(&case);
    assert_eq!(new_to(&clerk), [""; 0]);
    // The second look within ten minutes is none of its own in the register, and reads all the same.
    resident.acts(&mine, "messages", &json!({ "text": "もう一つ。" })).expect(201);
    assert_eq!(new_to(&clerk), [json!(mine.number)]);
    clerk.case(&case);
    assert_eq!(new_to(&clerk), [""; 0]);
    clerk.commands(&case, json!({ "type": "note", "text": "電話した" })).expect(200);
    assert_eq!(new_to(&clerk), [""; 0]);
    colleague.commands(&case, json!({ "type": "note", "text": "電話があった" })).expect(200);
    assert_eq!(new_to(&clerk), [json!(mine.number)]);

    clerk.commands(&case, json!({ "type": "assign", "to": colleague.id })).expect(200);
    assert_eq!(new_to(&colleague), [json!(mine.number)], "what one is given is new");
    clerk.get("/api/v1/cases?unread=perhaps").expect(422);

    // What is new is marked in the list of who has it, and can be asked for alone.
    let screen = town.resident().web;
    at_the_screen(town, WATER, &screen, "kato@city.example");
    let case = clerk.finds(&other.number);
    let token = town.wait(town.back_office().people().issue_token(
        "kato@city.example",
        ["cases".to_owned()].into(),
        chrono::Duration::days(1),
    ));
    let proof = format!("Bearer {}", token.unwrap());
    let claim = json!({ "type": "claim", "version": clerk.case(&case)["version"] });
    let commands = format!("/api/v1/cases/{case}/commands");
    screen.post_json(&commands, &[("authorization", &proof)], &claim).expect(200);
    clerk.commands(&case, json!({ "type": "note", "text": "電話があった" })).expect(200);
    let html = screen.get("/office/?view=mine&unread=yes").expect(200).text();
    assert!(html.contains(&other.number) && html.contains("<span class=\"chip b\">新着</span>"));
    // Its outline beside the list is a look like its page, and does not show all that is new.
    town.advance(chrono::Duration::minutes(11));
    let looks = || town.dump().into_iter().filter(|row| row.starts_with("looks")).count();
    let before = looks();
    let address = format!("/office/cases/{case}/outline?from=view%3Dmine");
    let outline = screen.get(&address).expect(200).text();
    assert!(outline.contains(&other.number) && outline.contains("?from=view%3Dmine"), "{outline}");
    assert_eq!(looks(), before + 1);
    let html = screen.get("/office/?view=mine&unread=yes").expect(200).text();
    assert!(html.contains(&other.number), "{html}");
}

fn pages_are_turned_both_ways(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let data = town.answers(&resident, WATER);
    let numbers: Vec<String> = (0..51).map(|_| resident.files(WATER, &data).number).collect();
    let page = |query: &str| clerk.get(&format!("/api/v1/cases?{query}")).expect(200).json();
    let listed = |body: &Value| -> Vec<String> {
        let rows = body["cases"].as_array().unwrap().iter();
        rows.map(|row| row["receipt_number"].as_str().unwrap().to_owned()).collect()
    };
    let first = page("sort=received&limit=2");
    assert_eq!(
        (&listed(&first)[..], first.get("previous_cursor")),
        (&numbers[..2], Some(&Value::Null))
    );
    let next = first["next_cursor"].as_str().unwrap();
    let second = page(&format!("sort=received&limit=2&cursor={next}"));
    assert_eq!(listed(&second), numbers[2..4]);
    let previous = second["previous_cursor"].as_str().unwrap();
    let again = page(&format!("sort=received&limit=2&cursor={previous}"));
    assert_eq!(
        (&listed(&again)[..], &again["next_cursor"]),
        (&numbers[..2], &first["next_cursor"])
    );
    clerk.get(&format!("/api/v1/cases?sort=newest&cursor={next}")).expect(404);
    clerk.get(&format!("/api/v1/cases?sort=received&state=received&cursor={next}")).expect(404);

    let screen = town.resident().web;
    at_the_screen(town, WATER, &screen, "suzuki@city.example");
    let link = |html: &str, rel: &str| -> String {
        let (_, rest) = html.split_once(&format!("rel=\"{rel}\" href=\"")).unwrap();
        rest.split_once('"').unwrap().0.replace("&#38;", "&").replace("&amp;", "&")
    };
    let list = "/office/?view=unclaimed&sort=received";
    let html = screen.get(list).expect(200).text();
    assert!(!html.contains("はじめへ") && !html.contains(&numbers[50]));
    let to_next = link(&html, "next");
    let html = screen.get(&to_next).expect(200).text();
    assert!(html.contains(&numbers[50]) && !html.contains(&numbers[49]), "{html}");
    assert!(html.contains(">はじめへ</a>") && !html.contains("rel=\"next\""), "{html}");
    let html = screen.get(&link(&html, "prev")).expect(200).text();
    assert!(html.contains(&numbers[0]) && html.contains(&numbers[49]), "{html}");
    let elsewhere = to_next.replace("sort=received", "sort=newest");
    let html = screen.get(&elsewhere).expect(200).text();
    assert!(html.contains("はじめから表示しています") && html.contains(&numbers[50]), "{html}");
}

fn what_is_due_is_one_press_away(town: &TestTown) {
    let (resident, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let files = || {
        let mut data = town.answers(&resident, WATER);
        data["startDate"] = json!((town.now().day() + chrono::Duration::days(30)).to_string());
        let receipt = resident.files(WATER, &data);
        let id = clerk.finds(&receipt.number);
        (receipt.number.clone(), id, receipt)
    };
    let [first, stopped] = [files(), files()];
    let due_on: chrono::NaiveDate =
        clerk.case(&first.1)["due_on"].as_str().unwrap().parse().unwrap();
    clerk.claims(&stopped.1);
    let remark = json!({ "at": "/startDate", "text": "日にちを確かめてください。" });
    let ask = json!({ "type": "request_correction", "remarks": [remark] });
    clerk.commands(&stopped.1, ask).expect(200);
    let due = |word: &str| -> Vec<Value> {
        let rows = clerk.queue(&format!("?due={word}"));
        rows.into_iter().map(|row| row["receipt_number"].clone()).collect()
    };
    assert_eq!((due("over"), due("today")), (vec![], vec![]));
    town.advance(due_on - town.now().day());
    let later = files();
    assert_eq!((due("over"), due("today")), (vec![], vec![json!(first.0)]));
    town.advance(chrono::Duration::days(1));
    assert_eq!(due("over"), [json!(first.0)], "the clock of the other stands");
    clerk.get("/api/v1/cases?due=tomorrow").expect(422);

    let screen = town.resident().web;
    at_the_screen(town, WATER, &screen, "suzuki@city.example");
    let html = screen.get("/office/?view=unclaimed").expect(200).text();
    assert!(html.contains("aria-current=\"page\">すべて <b>2</b>"), "{html}");
    let link = "href=\"/office/?view=unclaimed&#38;due=over\">期限超過 <b class=\"late\">1</b>";
    assert!(html.contains(link) && html.contains(&later.0), "{html}");
    let html = screen.get("/office/?view=unclaimed&due=over").expect(200).text();
    assert!(html.contains(&first.0) && !html.contains(&later.0), "{html}");
    assert!(html.contains("<option value=\"over\" selected>期限超過</option>"), "{html}");
    let all = clerk.queue("?view=all&due=over");
    assert_eq!(all.len(), 1, "{all:?}");
    resident.acts(&first.2, "withdrawal", &json!({})).expect(200);
    assert_eq!(clerk.queue("?view=all&due=over"), [json!(null); 0], "nor when it is over");
    let over = screen.get("/office/?view=closed").expect(200).text();
    assert!(!over.contains("class=\"quick\""), "what is over is due no more");
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

fn from_a_case_the_list_is_walked_on(town: &TestTown) {
    let (resident, sato) = (town.resident(), town.resident().web);
    at_the_screen(town, ALLOWANCE, &sato, "sato@city.example");
    let mut numbers = Vec::new();
    for (name, kana) in
        [("阿部 花子", "アベ ハナコ"), ("名取 太郎", "ナトリ タロウ"), ("阿部 桜", "アベ サクラ")]
    {
        numbers.push(files_as(town, &resident, name, kana));
        town.advance(chrono::Duration::minutes(7));
    }
    let clerk = town.clerk_of(ALLOWANCE, "suzuki");
    let cases: Vec<String> = numbers.iter().map(|number| clerk.finds(number)).collect();
    let [first, second, third] = &cases[..] else { panic!("three: {cases:?}") };
    let ways = |id: &str, from: &str| -> (String, String) {
        let page = sato.get(&format!("/office/cases/{id}?from={}", escaped(from))).expect(200);
        let page = page.text();
        let to = |rel: &str, way: &str| {
            let address = format!("/office/cases/{id}/{way}?from={}", escaped(from));
            assert!(page.contains(&format!("<a href=\"{address}\" rel=\"{rel}\">")), "{page}");
            sato.get(&address).expect(303).location()
        };
        (to("prev", "previous"), to("next", "next"))
    };
    let beside = |id: &str, from: &str| format!("/office/cases/{id}?from={}", escaped(from));
    let end = |id: &str, from: &str, side: &str| {
        format!("/office/cases/{id}?end={side}&from={}", escaped(from))
    };
    for (sort, [one, two, three]) in [
        ("due", [first, second, third]),
        ("received", [first, second, third]),
        ("newest", [third, second, first]),
        ("moved", [third, second, first]),
    ] {
        let from = &format!("view=unclaimed&sort={sort}");
        assert_eq!(ways(one, from), (end(one, from, "first"), beside(two, from)), "{sort}");
        assert_eq!(ways(two, from), (beside(one, from), beside(three, from)), "{sort}");
        assert_eq!(ways(three, from), (beside(two, from), end(three, from, "last")), "{sort}");
    }
    let last = sato.get(&end(third, "view=unclaimed", "last")).expect(200).text();
    assert!(last.contains("一覧の最後の案件です"), "{last}");

    // What a search leaves out is passed by, and a case that left the list still leads along it.
    let page = sato.get("/office/?view=all").expect(200);
    let fields = [page.hidden("/office/"), vec![("q".to_owned(), "阿部".to_owned())]].concat();
    let found = sato.post_form("/office/", &fields).expect(303).location();
    let from = found.split_once('?').unwrap().1;
    assert_eq!(ways(third, from), (end(third, from, "first"), beside(first, from)));
    assert_eq!(ways(second, from), (beside(third, from), beside(first, from)));

    // Without a list there is none to walk along, and what is of others has no neighbours.
    let alone = sato.get(&format!("/office/cases/{first}")).expect(200).text();
    assert!(!alone.contains("rel=\"next\""), "{alone}");
    let water = resident.files(WATER, &town.answers(&resident, WATER)).number;
    let theirs = town.clerk_of(WATER, "tanaka").finds(&water);
    sato.get(&format!("/office/cases/{theirs}/next?from=view%3Dall")).expect(404);
}
