//! The filters of the queue: several of one kind, by which door, by the end, and what else there is
//! where nothing is found.

use std::slice;

use kernel::{Among, Grant, Role, WardId};
use serde_json::{Value, json};
use testkit::{Browser, Receipt, Resident, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    one_of_several_is_enough_and_every_kind_counts,
    what_is_chosen_stands_above_the_list_and_is_let_go_of_alone,
    a_door_is_asked_for_like_a_ward,
    what_ended_last_is_listed_first,
    an_empty_list_leads_to_what_there_is,
    no_way_out_leads_beyond_the_grants,
    a_view_keeps_all_of_several,
    the_next_case_is_one_of_what_the_list_is_narrowed_to,
);

/// Files the beginning of water in this ward.
fn files_in(town: &TestTown, who: &Resident, ward: &str, postal: &str, street: &str) -> Receipt {
    let mut data = town.answers(who, WATER);
    data["address"]["ward"] = json!(ward);
    data["address"]["postal"] = json!(postal);
    data["address"]["town"] = json!(street);
    who.files(WATER, &data)
}

/// One filing in 青葉区, one in 泉区 and one in 太白区.
fn three_wards(town: &TestTown, who: &Resident) -> [Receipt; 3] {
    [
        files_in(town, who, "青葉区", "980-0011", "上杉一丁目"),
        files_in(town, who, "泉区", "981-3133", "泉中央一丁目"),
        files_in(town, who, "太白区", "982-0011", "長町一丁目"),
    ]
}

fn numbers(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| row["receipt_number"].as_str().unwrap().to_owned()).collect()
}

fn shows(web: &Browser, path: &str, receipts: &[&Receipt]) -> String {
    let html = web.get(path).expect(200).text();
    for receipt in receipts {
        assert!(html.contains(&receipt.number), "{path}: {html}");
    }
    html
}

/// Chooses something in the list at `path`, as its form sends it; gives the address that follows.
fn chooses(web: &Browser, path: &str, typed: (&str, &str)) -> String {
    let page = web.get(path).expect(200);
    let fields = [page.hidden("/office/"), vec![(typed.0.to_owned(), typed.1.to_owned())]].concat();
    web.post_form("/office/", &fields).expect(303).location()
}

fn one_of_several_is_enough_and_every_kind_counts(town: &TestTown) {
    let (who, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let [aoba, izumi, taihaku] = three_wards(town, &who);
    let allowance = who.files(ALLOWANCE, &town.answers(&who, ALLOWANCE));
    town.grants("sato", Role::Clerk, &town.department_of(ALLOWANCE));
    let listed = |query: &str| numbers(&clerk.queue(&format!("?sort=received&{query}")));
    let some = |all: &[&Receipt]| -> Vec<String> {
        all.iter().map(|receipt| receipt.number.clone()).collect()
    };
    assert_eq!(listed("ward=aoba,izumi&procedure=suido-kaishi"), some(&[&aoba, &izumi]));
    assert_eq!(listed("ward=izumi,taihaku"), some(&[&izumi, &taihaku]));
    assert_eq!(listed("ward=outside,unknown&procedure=suido-kaishi"), [""; 0]);
    let both = format!("procedure={WATER},{ALLOWANCE}");
    assert_eq!(listed(&both).len(), 4);
    assert_eq!(listed(&format!("procedure={ALLOWANCE},nothing")), some(&[&allowance]));
    clerk.claims(&clerk.finds(&izumi.number));
    assert_eq!(listed("state=in-review,completed"), some(&[&izumi]));
    assert_eq!(listed(&format!("{both}&state=received,in-review")).len(), 4);
    assert_eq!(listed("state=received&ward=aoba,izumi&procedure=suido-kaishi"), some(&[&aoba]));
    clerk.get("/api/v1/cases?state=received,done").expect(422);
    clerk.get("/api/v1/cases?ward=aoba&ward=izumi").expect(400);
}

fn what_is_chosen_stands_above_the_list_and_is_let_go_of_alone(town: &TestTown) {
    let (who, web) = (town.resident(), town.at_work("sato", Role::Clerk, WATER));
    let [aoba, izumi, taihaku] = three_wards(town, &who);
    let one = chooses(&web, "/office/?view=all&sort=received", ("ward", "aoba"));
    assert_eq!(one, "/office/?view=all&ward=aoba");
    let two = chooses(&web, &one, ("ward", "izumi"));
    assert_eq!(two, "/office/?view=all&ward=aoba&ward=izumi");
    let html = shows(&web, &two, &[&aoba, &izumi]);
    assert!(!html.contains(&taihaku.number) && html.contains(">区を足す</option>"), "{html}");
    for (name, rest) in [("青葉区", "ward=izumi"), ("泉区", "ward=aoba")] {
        let link = format!("href=\"/office/?view=all&#38;{rest}\">{name} <span");
        assert!(html.contains(&link), "{link}: {html}");
    }
    assert_eq!(chooses(&web, &two, ("ward", "izumi")), two, "once is enough");
    let three = chooses(&web, &two, ("state", "answered"));
    let three = chooses(&web, &three, ("state", "received"));
    let html = shows(&web, &three, &[&aoba, &izumi]);
    for name in ["青葉区", "泉区", "未着手", "補正の返事"] {
        assert!(html.contains(&format!("\">{name} <span aria-hidden=\"true\">×</span>")), "{html}");
    }
    let (from, until) = (town.now().day(), town.now().day().succ_opt().unwrap());
    let html = shows(&web, &format!("{two}&received_from={from}"), &[&aoba, &izumi]);
    assert!(html.contains(&format!("到達：この日から {from} <span")), "{html}");
    assert!(html.contains("<option value=\"received\" selected>到達の古い順"), "{html}");
    let html = web.get(&format!("{two}&received_from={until}")).expect(200).text();
    assert!(!html.contains(&aoba.number), "{html}");
    // What makes no sense is left out, as ever.
    shows(&web, "/office/?view=all&ward=aoba&ward=x%20y&state=gone&channel=fax", &[&aoba]);
}

fn a_door_is_asked_for_like_a_ward(town: &TestTown) {
    let (who, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let [one, other, third] = three_wards(town, &who);
    let comes_by = |receipt: &Receipt, door: &str| {
        let number = &receipt.number;
        town.tamper(&format!(
            "UPDATE submissions SET source = '{door}' WHERE receipt_number = '{number}'"
        ));
    };
    comes_by(&one, "web");
    comes_by(&other, "counter");
    let listed = |query: &str| numbers(&clerk.queue(&format!("?sort=received&{query}")));
    assert_eq!(listed("channel=counter"), slice::from_ref(&other.number));
    assert_eq!(listed("channel=web,counter"), [one.number.clone(), other.number.clone()]);
    assert_eq!(listed("channel=web,counter&ward=aoba"), slice::from_ref(&one.number));
    assert_eq!(listed("channel=seed"), [""; 0]);
    assert_eq!(clerk.queue("?channel=api")[0]["channel"], "api");
    clerk.get("/api/v1/cases?channel=fax").expect(422);
    let first = clerk.get("/api/v1/cases?channel=web,api&sort=received&limit=1").expect(200).json();
    let next = first["next_cursor"].as_str().unwrap();
    let query = format!("/api/v1/cases?channel=web,api&sort=received&limit=1&cursor={next}");
    let second = clerk.get(&query).expect(200).json();
    assert_eq!(second["cases"][0]["receipt_number"], json!(third.number));
    assert_eq!(second["next_cursor"], Value::Null);
    clerk.get(&format!("/api/v1/cases?channel=web&sort=received&cursor={next}")).expect(404);

    let web = town.at_work("suzuki", Role::Clerk, WATER);
    let html = shows(&web, "/office/?view=all&channel=counter", &[&other]);
    assert!(!html.contains(&one.number) && html.contains("<small>1件</small>"), "{html}");
    assert!(html.contains(">窓口・郵送 <span aria-hidden=\"true\">×"), "{html}");
    // Searching is narrowed by it as well.
    let found = numbers(&clerk.queue(&format!("?channel=counter&q={}", other.number)));
    assert_eq!(found, slice::from_ref(&other.number));
    assert!(clerk.queue(&format!("?channel=web&q={}", other.number)).is_empty());
}

fn what_ended_last_is_listed_first(town: &TestTown) {
    let (who, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let [first, second, third] = three_wards(town, &who);
    let open = who.files(WATER, &town.answers(&who, WATER));
    let mut days = Vec::new();
    for receipt in [&second, &first, &third] {
        town.advance(chrono::Duration::days(1));
        days.push(town.now().day());
        who.acts(receipt, "withdrawal", &json!({})).expect(200);
    }
    town.advance(chrono::Duration::days(1));
    let newest_first = [third.number.clone(), first.number.clone(), second.number.clone()];
    let listed = |query: &str| numbers(&clerk.queue(&format!("?{query}")));
    assert_eq!(listed("sort=ended"), newest_first, "終わった日の新しい順");
    assert_eq!(listed("sort=ended&view=all"), newest_first);
    assert_eq!(listed("sort=ended&state=received"), [""; 0]);
    assert_eq!(listed(&format!("ended_from={}&sort=due", days[1])), newest_first[..2]);
    let on_one = format!("ended_from={0}&ended_until={0}", days[1]);
    assert_eq!(listed(&on_one), newest_first[1..2]);
    let arrived = format!("sort=ended&received_from={}", days[0]);
    assert_eq!(listed(&arrived), [""; 0], "none of them arrived since");
    let row = &clerk.queue("?sort=ended&limit=1")[0];
    assert!(row["ended_at"].as_str().unwrap().starts_with(&days[2].to_string()), "{row}");
    assert_eq!(clerk.queue("")[0]["ended_at"], Value::Null);
    // A note after the end moves the case, and not its end.
    clerk.commands(&clerk.finds(&second.number), json!({ "type": "note", "text": "電話した" }));
    assert_eq!(listed("sort=ended"), newest_first);

    let web = town.at_work("suzuki", Role::Clerk, WATER);
    let html = shows(&web, "/office/?view=closed&sort=ended", &[&first, &second, &third]);
    let at = |receipt: &Receipt| html.find(&receipt.number).unwrap();
    assert!(at(&third) < at(&first) && at(&first) < at(&second), "{html}");
    assert!(html.contains("<option value=\"ended\" selected>終わった日の新しい順"), "{html}");
    assert!(html.contains("に終了</small>") && !html.contains("終わった案件だけを"), "{html}");
    let html = shows(&web, &format!("/office/?view=all&{on_one}"), &[&first]);
    assert!(!html.contains(&open.number) && html.contains("終わった案件だけを"), "{html}");
}

fn an_empty_list_leads_to_what_there_is(town: &TestTown) {
    let (who, web) = (town.resident(), town.at_work("sato", Role::Clerk, WATER));
    three_wards(town, &who);
    let path = "/office/?view=all&procedure=suido-kaishi&state=in-review&ward=izumi&ward=aoba";
    let html = web.get(path).expect(200).text();
    assert!(html.contains("この条件に合う案件はありません。"), "{html}");
    let way = "<a href=\"/office/?view=all&#38;procedure=suido-kaishi&#38;ward=izumi&#38;ward=aoba\">\
               状態を外すと 2件</a>";
    assert!(html.contains(way), "{html}");
    assert!(!html.contains("区を外すと") && !html.contains("手続を外すと"), "{html}");
    let html = web.get("/office/?view=all&ward=outside").expect(200).text();
    assert!(html.contains("<a href=\"/office/?view=all\">区を外すと 3件</a>"), "{html}");
    // In a list that is not empty, or where nothing is chosen, there is nothing to lead out of.
    let html = web.get("/office/?view=all&ward=aoba").expect(200).text();
    assert!(!html.contains("外すと "), "{html}");
    let html = web.get("/office/?view=closed").expect(200).text();
    assert!(html.contains("この一覧に案件はありません。"), "{html}");
}

fn no_way_out_leads_beyond_the_grants(town: &TestTown) {
    let who = town.resident();
    three_wards(town, &who);
    let izumi: WardId = "izumi".parse().unwrap();
    let department = town.department_of(WATER).parse().unwrap();
    let wards = Among::These([izumi].into());
    town.colleague_with("ito", Grant { wards, ..Grant::new(Role::Clerk, department) });
    let web = town.at_work("ito", Role::Clerk, ALLOWANCE);
    let html = web.get("/office/?view=all&ward=aoba&procedure=suido-kaishi").expect(200).text();
    assert!(html.contains("区を外すと 1件"), "of the one that they may see: {html}");
    let html = web.get("/office/?view=all&ward=aoba").expect(200).text();
    assert!(html.contains("区を外すと 1件") && !html.contains("3件"), "{html}");
}

fn a_view_keeps_all_of_several(town: &TestTown) {
    let (who, web) = (town.resident(), town.at_work("sato", Role::Clerk, WATER));
    let [aoba, izumi, taihaku] = three_wards(town, &who);
    let list = "view=all&state=received&state=answered&ward=aoba&ward=izumi&channel=api";
    let form = web.get(&format!("/office/views/new?{list}&ended_from=&received_from=2026-01-01"));
    let text = form.text();
    for (name, value) in [("state", "answered"), ("ward", "izumi"), ("channel", "api")] {
        let tick = format!("<input type=\"checkbox\" name=\"{name}\" value=\"{value}\" checked>");
        assert!(text.contains(&tick), "{tick}: {text}");
    }
    assert!(text.contains("name=\"received_from\" value=\"2026-01-01\""), "{text}");
    let typed = [
        ("name", "青葉と泉"),
        ("view", "all"),
        ("state", "received"),
        ("state", "answered"),
        ("ward", "aoba"),
        ("ward", "izumi"),
        ("ward", ""),
        ("channel", "api"),
        ("received_from", "2026-01-01"),
        ("size", "20"),
    ];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let fields = [form.hidden("/office/views"), typed.to_vec()].concat();
    let view = web.post_form("/office/views", &fields).expect(303).location();
    let html = shows(&web, &view, &[&aoba, &izumi]);
    assert!(!html.contains(&taihaku.number) && html.contains("<small>2件</small>"), "{html}");
    assert!(html.contains("\">泉区 <span") && html.contains("\">補正の返事 <span"), "{html}");

    // As a program kept it that knew one of each.
    let of_before = json!({
        "view": "all", "procedure": WATER, "state": "received", "department": null, "desk": null,
        "ward": "izumi", "assignee": null, "received_from": null, "returned": null, "due": null,
        "open_findings": null, "question": false, "consulting": false, "label": null,
        "unread": false, "sort": "due",
    });
    town.tamper(&format!("UPDATE views SET wanted = '{of_before}'"));
    let html = shows(&web, &view, &[&izumi]);
    assert!(!html.contains(&aoba.number) && html.contains("\">泉区 <span"), "{html}");
}

fn the_next_case_is_one_of_what_the_list_is_narrowed_to(town: &TestTown) {
    let (who, web) = (town.resident(), town.at_work("sato", Role::Clerk, WATER));
    let [_, izumi, taihaku] = three_wards(town, &who);
    let list = "/office/?view=unclaimed&ward=izumi&ward=taihaku&channel=api";
    let taken: Vec<String> = (0..2)
        .map(|_| {
            let page = web.get(list).expect(200);
            let case = web.submit(&page, "/office/next", &[]).expect(303).location();
            web.get(&case).expect(200).text()
        })
        .collect();
    for receipt in [&izumi, &taihaku] {
        assert!(taken.iter().any(|html| html.contains(&receipt.number)), "{}", receipt.number);
    }
    let page = web.get(list).expect(200);
    let none = web.submit(&page, "/office/next", &[]).expect(200).text();
    assert!(none.contains("この条件では"), "the one of another ward is left: {none}");
}
