//! 束: papers that are printed together in order of the post, counted, and posted.

use chrono::Duration;
use kernel::Role;
use lopdf::Document;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, Resident, TestTown, on_both_engines};

use crate::dispatch::granted_by_post;

const COPY: &str = "juminhyo-utsushi";
const PAGE: &str = "/office/dispatch";
const MAKE: &str = "/office/dispatch/batches";

on_both_engines!(
    papers_are_printed_in_order_of_the_post,
    on_both_sides_every_letter_begins_on_a_front,
    what_is_missing_or_double_is_told_by_name,
    a_batch_is_posted_without_what_was_voided_meanwhile,
    what_is_printed_once_more_says_why,
    a_batch_is_of_the_department_of_its_papers,
    what_cannot_go_together_is_told,
    a_paper_is_of_the_batch_in_which_it_was_put_last,
);

/// Somebody who lives there was granted a copy: the case.
fn granted(
    town: &TestTown,
    who: &Resident,
    clerk: &Colleague,
    (name, postal, place): (&str, &str, &str),
) -> String {
    let address = json!({ "postal": postal, "ward": "泉区", "town": place, "block": "1番1号" });
    granted_by_post(town, who, clerk, (name, address))
}

/// Three whose order in the post is not that of their decisions.
fn three(town: &TestTown, who: &Resident, clerk: &Colleague) -> [String; 3] {
    [
        ("髙橋　一郎", "981-3133", "泉中央二丁目"),
        ("青葉　二郎", "981-3111", "松森"),
        ("今野　三郎", "981-3133", "泉中央一丁目"),
    ]
    .map(|one| granted(town, who, clerk, one))
}

/// The names in order of the post, and where each of `three` is.
const ORDER: [(&str, usize); 3] = [("青葉　二郎", 1), ("今野　三郎", 2), ("髙橋　一郎", 0)];

/// Ticks the first papers of these cases and puts them together.
fn gathers(post: &Browser, cases: &[&String]) -> Answer {
    let mut fields = post.get(PAGE).expect(200).hidden("/office/sign-out");
    for case in cases {
        fields.push(("paper".to_owned(), format!("{case}.1")));
        fields.push((format!("number:{case}.1"), format!("番号{case}")));
    }
    post.post_form(MAKE, &fields)
}

/// The address of a new batch of these.
fn makes(post: &Browser, cases: &[&String]) -> String {
    let made = gathers(post, cases).expect(303).location();
    made.split_once('?').unwrap().0.to_owned()
}

fn says(post: &Browser, batch: &str, part: &str, typed: &[(&str, &str)]) -> Answer {
    let action = format!("{batch}/{part}");
    let mut fields = post.get(batch).expect(200).hidden("/office/sign-out");
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    post.post_form(&action, &fields)
}

/// Asks for a print, and follows the link of the page to it.
fn prints(post: &Browser, batch: &str, typed: &[(&str, &str)]) -> Answer {
    let page = says(post, batch, "prints", typed).expect(303).location();
    let shown = post.get(&page).expect(200).text();
    let number = page.rsplit('=').next().unwrap();
    let link = format!("{batch}/prints/{number}.pdf");
    assert!(shown.contains(&link), "{shown}");
    post.get(&link)
}

/// The text of each page, without blanks.
fn pages(pdf: &Answer) -> Vec<String> {
    let read = Document::load_mem(&pdf.body).unwrap();
    let numbers = read.get_pages().into_keys();
    let text = |number| read.extract_text(&[number]).unwrap();
    numbers.map(|number| text(number).split_whitespace().collect()).collect()
}

fn looks(town: &TestTown, case: &str) -> Vec<String> {
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let all = auditor.get("/api/v1/looks?kind=notice").expect(200).json();
    let of_case = |it: &&Value| it["case"] == *case;
    let part = |it: &Value| it["part"].as_str().unwrap().to_owned();
    all["looks"].as_array().unwrap().iter().filter(of_case).map(part).collect()
}

fn state(clerk: &Colleague, case: &str) -> Value {
    clerk.case(case)["notices"][0]["dispatch"]["state"].clone()
}

fn voids(town: &TestTown, case: &str) {
    let lead = town.colleague("mori", Role::Lead, &town.department_of(COPY));
    let void = json!({ "type": "void_notice", "notice": 1, "reason": "misprint", "again": false });
    lead.commands(case, void).expect(200);
}

fn on_both_sides_every_letter_begins_on_a_front(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let cases = three(town, &hanako, &clerk);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let batch = makes(&post, &cases.each_ref());
    let pages = pages(&prints(&post, &batch, &[("do", "papers"), ("sides", "both")]).expect(200));
    for (at, page) in pages.iter().enumerate() {
        let begins = page.contains("次の書類をお送りします") || page.contains("承認決定通知書");
        assert!(!begins || at.is_multiple_of(2), "{at}: {pages:?}");
    }
    let letters = pages.iter().filter(|page| page.contains("承認決定通知書")).count();
    assert_eq!(letters, 3, "{pages:?}");
    assert!(post.get(&batch).expect(200).text().contains("（両面）"));
}

fn papers_are_printed_in_order_of_the_post(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let cases = three(town, &hanako, &clerk);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let made = gathers(&post, &cases.each_ref()).expect(303).location();
    let batch = made.split_once('?').unwrap().0.to_owned();
    let page = post.get(&made).expect(200).text();
    let places: Vec<usize> = ORDER.map(|(name, _)| page.find(name).unwrap()).into();
    assert!(places.is_sorted(), "{page}");
    assert!(
        page.contains("泉区泉中央二丁目1番1号") && page.contains("まだ数えていません"),
        "{page}"
    );
    assert!(!page.contains("昭和"), "no answer: {page}");

    let pdf = prints(&post, &batch, &[("do", "papers")]).expect(200);
    let pages = pages(&pdf);
    let plain = |text: &str| text.replace('　', "");
    assert!(pages[0].contains("送付リスト"), "{pages:?}");
    // Each address stands right before the paper that was issued.
    let sheets: Vec<usize> = ORDER
        .map(|(name, _)| {
            pages
                .iter()
                .position(|it| it.contains("次の書類をお送りします") && it.contains(&plain(name)))
                .unwrap()
        })
        .into();
    assert!(sheets.is_sorted() && sheets[0] == 1, "{pages:?}");
    let number = batch.rsplit('/').next().unwrap();
    for (place, (sheet, (name, at))) in (1..).zip(sheets.into_iter().zip(ORDER)) {
        assert!(pages[sheet].contains(&format!("{number}-{place}")), "{pages:?}");
        let paper = &pages[sheet + 1];
        let of_case = clerk.case(&cases[at])["notices"][0]["number"].as_str().unwrap().to_owned();
        assert!(paper.contains(&plain(name)) && paper.contains(&of_case), "{pages:?}");
        assert!(pages[0].contains(&of_case), "{pages:?}");
    }
    // It shows what was issued, as it was issued.
    let issued = post.get(&format!("{PAGE}/cases/{}/notices/1.pdf", cases[1])).expect(200);
    let content = |pdf: &Answer, page: u32| {
        let read = Document::load_mem(&pdf.body).unwrap();
        read.get_page_content(read.get_pages()[&page])
    };
    assert_eq!(content(&issued, 1), content(&pdf, 3));

    let labels = [("do", "labels"), ("labels", "12"), ("first", "11")];
    let labels = prints(&post, &batch, &labels).expect(200);
    let sheets = self::pages(&labels);
    assert!(sheets.len() == 2 && sheets[1].contains("髙橋一郎様"), "{sheets:?}");
    let beyond = [("do", "labels"), ("labels", "12"), ("first", "13")];
    says(&post, &batch, "prints", &beyond).expect(422);

    // Each paper was looked at; who looks after the case reads where.
    let web = town.signs_in_anew(&clerk.email);
    let history = web.get(&format!("/office/cases/{}", cases[0])).expect(200).text();
    assert!(history.contains(&format!("1通目（束{number}で印刷）")), "{history}");
    let page = post.get(PAGE).expect(200).text();
    assert!(page.contains(&format!("href=\"{batch}\">束{number}")), "{page}");
}

fn what_is_missing_or_double_is_told_by_name(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let cases = three(town, &hanako, &clerk);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let batch = makes(&post, &cases.each_ref());
    let number = batch.rsplit('/').next().unwrap();
    let counts = |codes: &str| says(&post, &batch, "count", &[("codes", codes)]);
    let code = |place: u32| format!("{number}-{place}");
    counts(" ").expect(422);
    let told = counts(&format!("{}\r\n{}\r\n{}", code(1), code(3), code(3))).expect(422).text();
    assert!(told.contains("<b>2番　今野　三郎 様</b>　足りません"), "{told}");
    assert!(told.contains("<b>3番　髙橋　一郎 様</b>　2回以上読み取りました"), "{told}");
    assert!(told.contains(&format!("{}\r\n{}", code(1), code(3))), "what was read stays: {told}");
    let told = counts(&format!("{} {} {} 998-1", code(1), code(2), code(3))).expect(422).text();
    assert!(told.contains("<b>998-1</b>　この束のコードではありません"), "{told}");
    assert!(told.contains("まだ数えていません"), "{told}");

    let done = counts(&format!("{}\r\n{}\r\n{}\r\n", code(3), code(1), code(2))).expect(303);
    let page = post.get(&done.location()).expect(200).text();
    assert!(page.contains("封入を数えました") && !page.contains("まだ数えていません"), "{page}");

    // What is voided then is pulled out again.
    voids(town, &cases[1]);
    let told = counts(&format!("{} {} {}", code(1), code(2), code(3))).expect(422).text();
    assert!(told.contains("<b>1番　青葉　二郎 様</b>　差し出せなくなりました"), "{told}");
    counts(&format!("{} {}", code(2), code(3))).expect(303);
    // What is printed anew is counted anew.
    prints(&post, &batch, &[("do", "papers")]).expect(200);
    let page = post.get(&batch).expect(200).text();
    assert!(page.contains("まだ数えていません"), "{page}");
}

fn a_batch_is_posted_without_what_was_voided_meanwhile(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let cases = three(town, &hanako, &clerk);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let batch = makes(&post, &cases.each_ref());
    let today = town.now().day().to_string();
    let all =
        [("do", "post"), ("paper", "1"), ("paper", "2"), ("paper", "3"), ("on", today.as_str())];
    let posts = |more: &[(&str, &str)]| says(&post, &batch, "posting", &[&all, more].concat());
    posts(&[]).expect(422);
    voids(town, &cases[1]);

    // One has its number, another has none, and the third is not there any more.
    let told = posts(&[("post", "recorded"), ("tracking:3", "123-45-67890-1")]).expect(422).text();
    assert!(told.contains("1通は記録しました"), "{told}");
    assert!(told.contains("<b>1番　青葉　二郎 様</b>　文書番号が取り消されました"), "{told}");
    assert!(told.contains("<b>2番　今野　三郎 様</b>　特定記録"), "{told}");
    assert_eq!(state(&clerk, &cases[0]), "posted");
    assert_eq!(clerk.case(&cases[0])["notices"][0]["dispatch"]["tracking"], "12345678901");
    assert_eq!(state(&clerk, &cases[2]), "waiting");

    let rest = [("do", "post"), ("paper", "2"), ("on", today.as_str()), ("post", "ordinary")];
    let done = says(&post, &batch, "posting", &rest).expect(303);
    let page = post.get(&done.location()).expect(200).text();
    assert!(page.contains("1通。") && page.contains("除きます"), "{page}");
    assert!(!page.contains("差し出しを記録する"), "nothing is left: {page}");
    assert_eq!(state(&clerk, &cases[2]), "posted");
    let told = says(&post, &batch, "prints", &[("do", "papers")]).expect(422).text();
    assert!(told.contains("もうありません"), "{told}");
}

fn what_is_printed_once_more_says_why(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let case = granted(town, &hanako, &clerk, ("青葉　二郎", "981-3111", "松森"));
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let colleague = town.at_work("ono", Role::PostClerk, COPY);
    let batch = makes(&post, &[&case]);
    prints(&post, &batch, &[("do", "papers")]).expect(200);
    let first = format!("{batch}/prints/1.pdf");
    // For ten minutes, and for who asked.
    post.get(&first).expect(200);
    colleague.get(&first).expect(404);
    let told = says(&post, &batch, "prints", &[("do", "papers")]).expect(422).text();
    assert!(told.contains("もう一度印刷する理由を選んでください"), "{told}");
    says(&post, &batch, "prints", &[("do", "papers"), ("reason", "fun")]).expect(422);

    let again = prints(&post, &batch, &[("do", "papers"), ("reason", "jammed")]).expect(200);
    let text = pages(&again).concat();
    assert!(!text.contains('再') && !text.contains("紙づまり"), "not on the paper: {text}");
    let page = post.get(&batch).expect(200).text();
    assert!(page.contains("再　紙づまり"), "{page}");
    let number = batch.rsplit('/').next().unwrap();
    let looked = looks(town, &case);
    assert_eq!(
        looked,
        [format!("1 batch={number} print=2 again=jammed"), format!("1 batch={number} print=1")],
    );

    // Neither does another batch of the same paper go around it.
    let other = makes(&post, &[&case]);
    says(&post, &other, "prints", &[("do", "papers")]).expect(422);
    prints(&post, &other, &[("do", "papers"), ("reason", "lost")]).expect(200);

    town.advance(Duration::minutes(11));
    let late = post.get(&format!("{other}/prints/1.pdf")).expect(303).location();
    let page = post.get(&late).expect(200).text();
    assert!(page.contains("このPDFは開けません"), "{page}");
}

fn a_batch_is_of_the_department_of_its_papers(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let case = granted(town, &hanako, &clerk, ("青葉　二郎", "981-3111", "松森"));
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let batch = makes(&post, &[&case]);
    prints(&post, &batch, &[("do", "papers")]).expect(200);
    let water = town.at_work("kudo", Role::PostClerk, "suido-kaishi");
    water.get(&batch).expect(404);
    water.get(&format!("{batch}/prints/1.pdf")).expect(404);
    let fields = water.get(PAGE).expect(200).hidden("/office/sign-out");
    for part in ["prints", "count", "posting"] {
        water.post_form(&format!("{batch}/{part}"), &fields).expect(404);
    }
    assert!(!water.get(PAGE).expect(200).text().contains(&batch), "nor in the list");
    let told = gathers(&water, &[&case]).expect(422).text();
    assert!(told.contains("発送待ちではなくなりました") && !told.contains("青葉　二郎"), "{told}");
    // Who works on the case posts nothing.
    let web = town.signs_in_anew(&clerk.email);
    web.get(&batch).expect(403);
    post.get(&format!("{PAGE}/0")).expect(404);
    post.get(&format!("{PAGE}/x")).expect(404);
}

fn what_cannot_go_together_is_told(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let first = granted(town, &hanako, &clerk, ("青葉　二郎", "981-3111", "松森"));
    let second = granted(town, &hanako, &clerk, ("今野　三郎", "981-3133", "泉中央一丁目"));
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let told = gathers(&post, &[]).expect(422).text();
    assert!(told.contains("通知書を選んでください"), "{told}");

    // One came back, and somebody found out where it goes.
    let batch = makes(&post, &[&first]);
    let today = town.now().day().to_string();
    let typed = [("do", "post"), ("paper", "1"), ("on", today.as_str()), ("post", "ordinary")];
    says(&post, &batch, "posting", &typed).expect(303);
    let say = |role: Role, command: Value| {
        town.grants("both", role, &town.department_of(COPY));
        town.colleague("both", Role::Clerk, &town.department_of(COPY)).commands(&first, command)
    };
    let back = json!({ "type": "come_back", "notice": 1, "reason": "moved" });
    say(Role::PostClerk, back).expect(200);
    let known =
        json!({ "type": "confirm_address", "notice": 1, "text": "本町1-1。電話で聞いた。" });
    say(Role::PostClerk, known).expect(200);
    let told = gathers(&post, &[&first, &second]).expect(422).text();
    assert!(told.contains(&format!("番号{first}</b>　一度戻っています")), "{told}");
    assert!(
        told.contains(&format!("value=\"{second}.1\" checked")),
        "what was ticked stays: {told}"
    );
    let page = post.get(&batch).expect(200).text();
    assert!(page.contains("戻ってきました"), "{page}");
    makes(&post, &[&second]);
    town.is_whole();

    // fsck knows what belongs together.
    town.is_damaged();
    town.tamper("DELETE FROM batch_papers");
    let found = town.wait(chores::fsck(town.archive(), chores::Depth::Sample)).unwrap();
    assert!(found.findings.iter().any(|it| it.table == "batches"), "{:?}", found.findings);
}

fn a_paper_is_of_the_batch_in_which_it_was_put_last(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let cases = three(town, &hanako, &clerk);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let first = makes(&post, &cases.each_ref());
    let second = makes(&post, &[&cases[0], &cases[2]]);
    assert_ne!(first, second);
    let page = post.get(&first).expect(200).text();
    let number = second.rsplit('/').next().unwrap();
    assert_eq!(page.matches(&format!("束{number}に入れ直しました")).count(), 2, "{page}");
    let text = pages(&prints(&post, &first, &[("do", "papers")]).expect(200)).concat();
    assert!(text.contains("青葉二郎") && !text.contains("今野三郎"), "{text}");
    let text = pages(
        &prints(&post, &second, &[("do", "labels"), ("labels", "24"), ("first", "1")]).expect(200),
    )
    .concat();
    assert!(text.contains("今野三郎") && !text.contains("青葉二郎"), "{text}");
}
