//! The move of 1 April at the screen: tried first, then carried out, and what two people give waits
//! for the second one.

use kernel::{DepartmentId, Grant, Role};
use testkit::{Answer, TestTown, on_both_engines};

use crate::personnel::{Seated, WATER, administrator, at, grants, seated};

const TRANSFERS: &str = "/office/staff/transfers";
const RUN: &str = "/office/staff/transfers/run";

on_both_engines!(
    a_move_is_tried_and_then_carried_out,
    every_wrong_row_is_named_in_a_sentence,
    what_two_people_give_waits_for_the_second,
    nobody_moves_themselves,
    a_move_is_carried_out_on_its_day,
    who_arranges_a_part_of_the_city_has_no_file,
);

fn rows(rows: &[&str]) -> String {
    [&["email,name,department,role,rank,from"], rows].concat().join("\r\n")
}

fn tries(admin: &Seated<'_>, file: &str) -> Answer {
    let file = ("file", "april.csv", file.as_bytes());
    admin.web.upload(TRANSFERS, &[], &admin.token(), file)
}

/// Tries a file and presses what the page offers.
fn carries_out(admin: &Seated<'_>, file: &str) -> Answer {
    let tried = tries(admin, file).expect(200);
    let hidden = tried.hidden(RUN);
    let kept = hidden.iter().find(|(name, _)| name == "file").map(|(_, value)| value.as_str());
    admin.sends(RUN, &[("file", kept.unwrap())])
}

fn a_move_is_tried_and_then_carried_out(town: &TestTown) {
    let admin = administrator(town, "yamamoto");
    let head = seated(town, "goto", at(Role::Approver, WATER));
    let clerk = seated(town, "ueda", at(Role::Clerk, WATER));
    assert!(admin.web.get("/office/staff").expect(200).text().contains(TRANSFERS));
    let page = admin.web.get(TRANSFERS).expect(200).text();
    for told in
        ["<td>名前。新しい人だけ書きます</td>", "<dd><code>hoken-nenkin</code></dd>", "決裁者"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(page.contains("href=\"data:text/csv;charset=utf-8,%EF%BB%BFemail%2Cname"), "{page}");
    let file = rows(&[
        "goto@city.example,,hoken-nenkin,clerk,,2026-04-01",
        "ueda@city.example,,,,,2026-04-01",
        "hara@city.example,原,suido-eigyo,lead,,2026-04-01",
    ]);
    let text = tries(&admin, &file).expect(200).text();
    for told in ["gotoさん", "だれもいなくなる席", "決裁者（課長）", "原", "新しい人", "離れる"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    let before = ["approver:section@suido-eigyo"];
    assert_eq!(grants(town, &head.email), before, "it was only tried");

    let done = carries_out(&admin, &file).expect(303).location();
    assert!(admin.web.get(&done).expect(200).text().contains("異動しました"));
    assert_eq!(grants(town, &head.email), ["clerk@hoken-nenkin"]);
    assert_eq!(grants(town, "hara@city.example"), ["lead@suido-eigyo"]);
    assert_eq!(clerk.web.get("/office/").status, 303, "who left is out at once");
    let told = admin.web.get(&format!("/office/staff/{}", head.id)).expect(200).text();
    assert!(told.contains("yamamotoさん"), "who did it is written down: {told}");
    let again = tries(&admin, &file).expect(200).text();
    assert!(again.contains("変わることはありません"), "{again}");
}

fn every_wrong_row_is_named_in_a_sentence(town: &TestTown) {
    let admin = administrator(town, "yamamoto");
    let file =
        rows(&["ito@city.example,,nowhere,clerk,,2026-04-01", "no@city.example,,,,,2026-04-01"]);
    let text = tries(&admin, &file).expect(422).text();
    for told in ["2行目：部署「nowhere」", "2行目：新しい人です", "3行目：「no@city.example」"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    let text = tries(&admin, &rows(&["x,,,king,,4月"])).expect(422).text();
    assert!(text.contains("2027-04-01のように"), "{text}");
    let text = admin.sends(RUN, &[("file", &file)]).expect(422).text();
    assert!(text.contains("何も変えていません"), "nothing is run that was not tried: {text}");
    let left = rows(&["ueda@city.example,植田,suido-eigyo,clerk,,2026-04-01,more"]);
    assert!(tries(&admin, &left).expect(422).text().contains("列の数"));
}

fn what_two_people_give_waits_for_the_second(town: &TestTown) {
    let (admin, second) = (administrator(town, "yamamoto"), administrator(town, "nakamura"));
    let head = seated(town, "goto", at(Role::Clerk, WATER));
    let file = rows(&["goto@city.example,,hoken-nenkin,approver,section,2026-04-01"]);
    let text = tries(&admin, &file).expect(200).text();
    assert!(text.contains("2人目の確認待ち"), "{text}");
    let done = carries_out(&admin, &file).expect(303).location();
    assert!(admin.web.get(&done).expect(200).text().contains("確認を待っている"));
    assert!(grants(town, &head.email).is_empty(), "one person alone gives no such role");
    let again = tries(&admin, &file).expect(200).text();
    assert!(again.contains("変わることはありません"), "it waits once: {again}");

    let request = admin.request();
    let confirm = [("type", "confirm"), ("request", request.as_str())];
    admin.changes(&head.id, &confirm).expect(422);
    second.changes(&head.id, &confirm).expect(303);
    assert_eq!(grants(town, &head.email), ["approver:section@hoken-nenkin"]);
}

fn nobody_moves_themselves(town: &TestTown) {
    let admin = administrator(town, "yamamoto");
    let file = rows(&[
        "yamamoto@city.example,,city,administrator,,2026-04-01",
        "yamamoto@city.example,,suido-eigyo,clerk,,2026-04-01",
    ]);
    let text = tries(&admin, &file).expect(422).text();
    assert!(text.contains("自分のことは、自分では変えられません"), "{text}");
}

fn a_move_is_carried_out_on_its_day(town: &TestTown) {
    let admin = administrator(town, "yamamoto");
    let file = rows(&["hara@city.example,原,suido-eigyo,lead,,2099-04-01"]);
    let text = tries(&admin, &file).expect(200).text();
    assert!(text.contains("2099年4月1日") && !text.contains(RUN), "{text}");
    let text = admin.sends(RUN, &[("file", &file)]).expect(422).text();
    assert!(text.contains("2099年4月1日"), "{text}");
    let lead = rows(&["hara@city.example,,suido-eigyo,lead,,2099-04-01"]);
    assert!(tries(&admin, &lead).expect(422).text().contains("名前（name）"));
}

fn who_arranges_a_part_of_the_city_has_no_file(town: &TestTown) {
    let water: DepartmentId = WATER.parse().unwrap();
    let admin = seated(town, "yamamoto", Grant::new(Role::Administrator, water));
    admin.web.get(TRANSFERS).expect(404);
    assert!(!admin.web.get("/office/staff").expect(200).text().contains(TRANSFERS));
    tries(&admin, &rows(&["hara@city.example,原,suido-eigyo,lead,,2026-04-01"])).expect(404);
    let clerk = seated(town, "sato", at(Role::Clerk, WATER));
    clerk.web.get(TRANSFERS).expect(403);
}
