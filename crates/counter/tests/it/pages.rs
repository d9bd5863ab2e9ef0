//! Drafts on the residents' pages: whose they are, and how they move.

use testkit::{Resident, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";

on_both_engines!(
    a_draft_of_another_browser_is_not_there,
    a_resume_code_moves_a_draft_with_its_files_once,
    a_form_of_another_page_is_refused,
    a_visitors_secret_that_somebody_chose_counts_for_nothing,
    who_leaves_a_shared_machine_leaves_no_draft_behind,
);

/// The address of a draft that this browser just began.
fn begins(who: &Resident) -> String {
    let action = format!("/procedures/{COPY}");
    let page = who.web.get(&action).expect(200);
    who.web.submit(&page, &action, &[]).expect(303).location()
}

fn a_draft_of_another_browser_is_not_there(town: &TestTown) {
    let (hanako, mallory) = (town.resident(), town.resident());
    let draft = begins(&hanako);
    let first_page = hanako.web.get(&draft).expect(303).location();
    hanako.web.get(&first_page).expect(200);

    begins(&mallory);

    for path in [draft.clone(), first_page, format!("{draft}/check"), format!("{draft}/continue")] {
        mallory.web.get(&path).expect(404);
    }
}

fn a_resume_code_moves_a_draft_with_its_files_once(town: &TestTown) {
    let (telephone, computer) = (town.resident(), town.resident());
    let draft = begins(&telephone);
    let address = format!("{draft}/continue");
    let page = telephone.web.get(&address).expect(200);
    let picture = ("file", "id.png", Resident::picture());
    let to = format!("{draft}/identity/file?at=idCopy");
    let taken = telephone.web.upload(&to, &[], &page.hidden(&address), picture).expect(200).json();
    let file = taken["address"].as_str().unwrap();
    telephone.web.get(file).expect(200);
    let shown = telephone.web.submit(&page, &address, &[]).expect(200).text();
    let code = shown.split("<p class=\"code num\">").nth(1).unwrap().split('<').next().unwrap();

    let page = computer.web.get("/resume").expect(200);
    computer.web.submit(&page, "/resume", &[("code", "AAAA-BBBB-CCCC-DDDD")]).expect(422);
    let moved = computer.web.submit(&page, "/resume", &[("code", code)]).expect(303);

    assert_eq!(moved.location(), draft);
    computer.web.get(&draft).expect(303);
    computer.web.get(file).expect(200);
    telephone.web.get(file).expect(404);
    let taken = format!("{draft}/taken");
    assert_eq!(telephone.web.get(&draft).expect(303).location(), taken);

    let page = telephone.web.get(&taken).expect(200);
    telephone.web.submit(&page, &taken, &[]).expect(303);
    telephone.web.get(file).expect(200);
    assert_eq!(computer.web.get(&draft).expect(303).location(), taken);
}

fn a_form_of_another_page_is_refused(town: &TestTown) {
    let (hanako, mallory) = (town.resident(), town.resident());
    let action = format!("/procedures/{COPY}");
    let page = mallory.web.get(&action).expect(200);
    hanako.web.get(&action).expect(200);

    hanako.web.submit(&page, &action, &[]).expect(403);
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    hanako.web.send("POST", &action, &kind, Vec::new()).expect(403);
}

fn a_visitors_secret_that_somebody_chose_counts_for_nothing(town: &TestTown) {
    let chosen = format!("visitor={}", "a".repeat(64));
    let hanako = town.resident();
    let page = hanako.web.send("GET", "/", &[("cookie", &chosen)], Vec::new()).expect(200);
    let given = page.headers["set-cookie"].to_str().unwrap();
    assert!(given.starts_with("visitor=") && !given.contains(&"a".repeat(64)), "{given}");
    let draft = begins(&hanako);
    let mallory = town.resident();
    mallory.web.send("GET", &draft, &[("cookie", &chosen)], Vec::new()).expect(404);
}

fn who_leaves_a_shared_machine_leaves_no_draft_behind(town: &TestTown) {
    let shared = town.resident();
    let draft = begins(&shared);
    let page = shared.web.get("/leave").expect(200);
    let gone = shared.web.submit(&page, "/leave", &[]).expect(200);
    let told = gone.headers["clear-site-data"].to_str().unwrap();
    assert!(["cache", "cookies", "storage"].iter().all(|what| told.contains(what)), "{told}");
    shared.web.get(&draft).expect(404);
    let home = shared.web.get("/").expect(200).text();
    assert!(!home.contains(&draft), "the next person sees nothing of it");
}
