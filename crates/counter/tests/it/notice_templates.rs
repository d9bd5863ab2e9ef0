//! 通知書のひな形: a decision is told by what one wrote and another published, and what cannot be set is
//! not kept.

use fees::PaymentEventKind::Captured;
use kernel::Role;
use lopdf::Document;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, HANAKO, Receipt, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";
const WATER: &str = "suido-kaishi";
const PAGE: &str = "/office/templates/notices";

on_both_engines!(
    a_decision_is_told_by_what_two_people_published,
    what_cannot_be_set_is_not_kept_and_is_told_where,
    the_nearest_template_holds_and_is_kept_by_who_leads_there,
    whoever_filed_in_english_gets_a_page_in_english,
    a_letter_is_worded_by_what_two_people_published,
);

/// A copy that was applied for in a language and granted: its receipt and its case.
fn granted(town: &TestTown, clerk: &Colleague, language: &str) -> (Receipt, String) {
    static FILED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let key = format!("template-{}", FILED.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let hanako = town.resident();
    let headers = [("idempotency-key", key.as_str()), ("accept-language", language)];
    let body = json!({ "procedure": COPY, "data": town.answers(&hanako, COPY),
                       "contact": { "email": HANAKO } });
    let filed = hanako.web.post_json("/api/v1/submissions", &headers, &body).expect(201);
    let receipt = Receipt::read(filed.json());
    town.provider_calls(&receipt.payment().says(Captured, &key, town.now())).expect(204);
    let case = clerk.finds(&receipt.number);
    clerk.commands(&case, json!({ "type": "settle" })).expect(200);
    (receipt, case)
}

/// The text of each page, without blanks.
fn pages(pdf: &Answer) -> Vec<String> {
    let read = Document::load_mem(&pdf.body).unwrap();
    let text = |number| read.extract_text(&[number]).unwrap();
    read.get_pages().into_keys().map(|it| text(it).split_whitespace().collect()).collect()
}

fn paper(web: &Browser, case: &str) -> Vec<String> {
    pages(&web.get(&format!("/office/cases/{case}/notices/1.pdf")).expect(200))
}

fn template(clerk: &Colleague, case: &str) -> Value {
    clerk.case(case)["notices"][0]["template"].clone()
}

/// What is typed over the template that comes with the program.
const TEXT: [(&str, &str); 5] = [
    ("addressee", "{申請者}　様"),
    ("sender", "{市}長"),
    ("title-ja", "交付のお知らせ"),
    ("body-ja", "{受付日}の申請のとおり交付します。\n{根拠}によります。"),
    ("records-ja", "手続：{手続}\n決定：{決定の内容}"),
];

fn does(web: &Browser, key: [&str; 3], what: &str, typed: &[(&str, &str)]) -> Answer {
    let [department, procedure, kind] = key;
    let at = format!("{PAGE}?department={department}&procedure={procedure}&kind={kind}");
    let page = web.get(&at).text();
    let base = page.split("name=\"base\" value=\"").nth(1).and_then(|it| it.split('"').next());
    posts(web, key, what, base.unwrap_or_default(), typed)
}

/// The same of a form that was opened while `base` held.
fn posts(
    web: &Browser,
    [department, procedure, kind]: [&str; 3],
    what: &str,
    base: &str,
    typed: &[(&str, &str)],
) -> Answer {
    let mut fields = web.get(PAGE).expect(200).hidden("/office/sign-out");
    let said = [("department", department), ("procedure", procedure), ("kind", kind)]
        .into_iter()
        .chain([("do", what), ("base", base)]);
    let text = TEXT.into_iter().filter(|(name, _)| typed.iter().all(|(typed, _)| typed != name));
    let all = said.chain(text).chain(typed.iter().copied());
    fields.extend(all.map(|(name, value)| (name.to_owned(), value.to_owned())));
    web.post_form(PAGE, &fields)
}

fn a_decision_is_told_by_what_two_people_published(town: &TestTown) {
    let here = town.department_of(COPY);
    let key = [here.as_str(), COPY, "approval"];
    let clerk = town.clerk_of(COPY, "sato");
    let (one, other) =
        (town.at_work("mori", Role::Lead, COPY), town.at_work("hayashi", Role::Lead, COPY));
    let page = one.get(&format!("{PAGE}?department={here}&procedure={COPY}")).expect(200).text();
    assert!(page.contains("はじめからあるひな形") && page.contains("承認決定通知書"), "{page}");

    let (_, before) = granted(town, &clerk, "ja");
    let shown = does(&one, key, "preview", &[("amounts", "yes")]).expect(200);
    assert_eq!(shown.header("content-type"), Some("application/pdf"));
    assert!(pages(&shown)[0].contains("交付のお知らせ"), "{:?}", pages(&shown));
    assert!(pages(&shown)[0].contains("金額"), "{:?}", pages(&shown));
    does(&one, key, "write", &[]).expect(303);
    let kept = does(&other, key, "write", &[("title-ja", "別の案")]).expect(422).text();
    assert!(kept.contains("公開を待っています") && kept.contains("別の案"), "{kept}");
    let own = does(&one, key, "publish", &[("number", "1")]).expect(422).text();
    assert!(own.contains("自分では公開できません"), "{own}");
    let (_, waiting) = granted(town, &clerk, "ja");
    let seen = other.get(&format!("{PAGE}/preview.pdf?number=1")).expect(200);
    assert!(pages(&seen)[0].contains("様式1"), "{:?}", pages(&seen));
    does(&other, key, "publish", &[("number", "1")]).expect(303);
    does(&other, key, "publish", &[("number", "1")]).expect(409);

    let (_, after) = granted(town, &clerk, "ja");
    for case in [&before, &waiting] {
        assert!(template(&clerk, case).is_null());
        assert!(paper(&one, case)[0].contains("承認決定通知書"), "{:?}", paper(&one, case));
    }
    assert_eq!(template(&clerk, &after), 1);
    let told = &paper(&one, &after)[0];
    assert!(told.contains("交付のお知らせ") && told.contains("申請を承認します"), "{told}");
    assert!(told.contains("様式1") && !told.contains('{'), "{told}");

    // Another text takes its place, and what was issued names the one that it was set by. Nothing
    // is written over that was published since somebody began.
    let late = posts(&one, key, "write", "", &[("title-ja", "古い文から")]).expect(409).text();
    assert!(late.contains("書いている間に") && late.contains("古い文から"), "{late}");
    does(&other, key, "write", &[("title-ja", "交付決定通知書")]).expect(303);
    does(&one, key, "publish", &[("number", "2")]).expect(303);
    let (_, last) = granted(town, &clerk, "ja");
    assert_eq!((template(&clerk, &after), template(&clerk, &last)), (json!(1), json!(2)));
    let page = one.get(&format!("{PAGE}?department={here}&procedure={COPY}")).expect(200).text();
    assert!(page.contains("様式2を使っています") && page.contains("これまでの様式（2）"), "{page}");
    let book = one.get("/office/registers").expect(200).text();
    assert!(book.contains("（様式1）") && book.contains("（様式2）"), "{book}");
}

fn what_cannot_be_set_is_not_kept_and_is_told_where(town: &TestTown) {
    let here = town.department_of(COPY);
    let lead = town.at_work("mori", Role::Lead, COPY);
    let told = |kind: &str, typed: &[(&str, &str)]| {
        let answer = does(&lead, [&here, COPY, kind], "write", typed).expect(422).text();
        assert!(answer.contains("まだ保存していません"), "{answer}");
        answer
    };
    let page = told("approval", &[("body-ja", "{氏名}へ"), ("title-ja", "")]);
    assert!(page.contains("「{氏名}」は使えません") && page.contains("{氏名}へ"), "{page}");
    assert!(page.contains("href=\"#title-ja\"") && page.contains("href=\"#body-ja\""), "{page}");
    let page = told("approval", &[("title-en", "Notice"), ("body-en", "Granted.")]);
    assert!(page.contains("英語の記がありません"), "{page}");
    let page = told("refusal", &[]);
    assert!(page.contains("「{理由}」を入れてください"), "{page}");
    let long = format!("{{申請者}}　様{}", "　保護者".repeat(12));
    let wide = format!("{{申請者}}{{申請者}}{{申請者}}{{申請者}}{{申請者}}{{申請者}}{long}");
    let page = told("approval", &[("addressee", &wide)]);
    assert!(page.contains("60文字までで"), "{page}");
    let full = "{申請者}".repeat(12);
    let page = told("approval", &[("addressee", &full)]);
    assert!(page.contains("封筒の窓"), "{page}");
}

fn the_nearest_template_holds_and_is_kept_by_who_leads_there(town: &TestTown) {
    let here = town.department_of(COPY);
    let clerk = town.clerk_of(COPY, "sato");
    let (one, other) =
        (town.at_work("mori", Role::Lead, COPY), town.at_work("hayashi", Role::Lead, COPY));
    let publishes = |procedure: &str, title: &str, number: &str| {
        let key = [here.as_str(), procedure, "approval"];
        does(&one, key, "write", &[("title-ja", title)]).expect(303);
        does(&other, key, "publish", &[("number", number)]).expect(303);
    };
    publishes("", "課の通知", "1");
    let (_, first) = granted(town, &clerk, "ja");
    publishes(COPY, "写しの通知", "2");
    let (_, second) = granted(town, &clerk, "ja");
    publishes("", "課の新しい通知", "3");
    let (_, third) = granted(town, &clerk, "ja");
    let numbers = [&first, &second, &third].map(|case| template(&clerk, case));
    assert_eq!(numbers, [1, 2, 2].map(Value::from));
    assert!(paper(&one, &third)[0].contains("写しの通知"));

    // Who leads elsewhere neither writes nor sees them; who leads nothing does not come in.
    let water = town.at_work("sasaki", Role::Lead, WATER);
    does(&water, [&here, COPY, "approval"], "write", &[]).expect(404);
    does(&water, [&here, COPY, "approval"], "drop", &[("number", "3")]).expect(404);
    water.get(&format!("{PAGE}?department={here}")).expect(404);
    water.get(&format!("{PAGE}/preview.pdf?number=1")).expect(404);
    does(&one, [&here, WATER, "approval"], "write", &[]).expect(404);
    town.at_work("tanaka", Role::Clerk, COPY).get(PAGE).expect(403);
}

fn whoever_filed_in_english_gets_a_page_in_english(town: &TestTown) {
    let here = town.department_of(COPY);
    let key = [here.as_str(), COPY, "approval"];
    let clerk = town.clerk_of(COPY, "sato");
    let (one, other) =
        (town.at_work("mori", Role::Lead, COPY), town.at_work("hayashi", Role::Lead, COPY));
    let english = [
        ("title-en", "Notice of issue"),
        ("body-en", "Your application of {受付日}."),
        ("records-en", "Decision: {決定の内容}"),
        ("language", "en"),
    ];
    let shown = pages(&does(&one, key, "preview", &english).expect(200));
    assert!(shown[1].contains("Noticeofissue"), "{shown:?}");
    does(&one, key, "write", &english).expect(303);
    does(&other, key, "publish", &[("number", "1")]).expect(303);
    let (_, native) = granted(town, &clerk, "ja");
    let (_, foreign) = granted(town, &clerk, "en");
    assert!(paper(&one, &native).iter().all(|page| !page.contains("Notice")));
    let read = paper(&one, &foreign);
    assert!(read[0].contains("交付のお知らせ") && !read[0].contains("Notice"), "{read:?}");
    assert!(read[1].contains("Yourapplicationisapproved."), "{read:?}");
}

/// What the last letter says: subject and text.
fn last_letter(town: &TestTown) -> (String, String) {
    town.run_jobs();
    let letter = town.letters().pop().unwrap().letter;
    (letter.subject, letter.text)
}

fn a_letter_is_worded_by_what_two_people_published(town: &TestTown) {
    let here = town.department_of(COPY);
    let key = [here.as_str(), COPY, "mail-approved"];
    let clerk = town.clerk_of(COPY, "sato");
    let (one, other) =
        (town.at_work("mori", Role::Lead, COPY), town.at_work("hayashi", Role::Lead, COPY));
    let at = format!("{PAGE}?department={here}&procedure={COPY}&kind=mail-approved");
    let page = one.get(&at).expect(200).text();
    assert!(page.contains("はじめからあるひな形") && page.contains("承認しました"), "{page}");
    assert!(!page.contains("name=\"addressee\""), "{page}");

    let words = [
        ("title-ja", "写しを用意しました"),
        ("body-ja", "{手続}の写しを、{受付日}の申請のとおり用意しました。"),
        ("records-ja", "わからないことは{電話}へ。"),
    ];
    let wrong = [("title-ja", "{手続}の結果"), ("body-ja", "{申請者}様、{理由}")];
    let told = does(&one, key, "write", &wrong).expect(422).text();
    for said in ["「{手続}」は使えません", "「{申請者}」は使えません", "{申請者}様、{理由}"]
    {
        assert!(told.contains(said), "{said}: {told}");
    }
    let shown = does(&one, key, "preview", &words).expect(200).text();
    assert!(shown.contains("届く手紙の例") && shown.contains("写しを用意しました"), "{shown}");
    assert!(shown.contains("value=\"写しを用意しました\""), "what was typed stays: {shown}");

    does(&one, key, "write", &words).expect(303);
    granted(town, &clerk, "ja");
    assert!(!last_letter(town).0.contains("写しを用意"), "nobody has published it");
    let number = |web: &Browser| {
        let page = web.get(&at).expect(200).text();
        let rest = page.split("name=\"number\" value=\"").nth(1).unwrap().to_owned();
        rest.split('"').next().unwrap().to_owned()
    };
    let waiting = number(&other);
    does(&one, key, "publish", &[("number", &waiting)]).expect(422);
    does(&other, key, "publish", &[("number", &waiting)]).expect(303);

    granted(town, &clerk, "ja");
    let (subject, text) = last_letter(town);
    assert!(subject.contains("写しを用意しました"), "{subject}");
    let title =
        town.catalogue().procedure(COPY).unwrap().form.title(kernel::Language::Japanese).to_owned();
    assert!(text.contains(&format!("{title}の写しを、")) && text.contains("受付番号："), "{text}");
    granted(town, &clerk, "en");
    assert!(last_letter(town).0.contains("approved"), "nobody wrote the English one");
}
