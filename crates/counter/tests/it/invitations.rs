//! How somebody comes to a password: by a link that is mailed, good once and for three days.

use back_office::NewStaff;
use chrono::Duration;
use kernel::{DepartmentId, Grant, Role};
use testkit::{Answer, Browser, TestTown, on_both_engines};

const STAFF: &str = "/office/staff";
const INVITE: &str = "/office/staff/invite";
const WATER: &str = "suido-eigyo";
const EMAIL: &str = "tanaka@city.example";
const PASSWORD: &str = "kawa-no-hotori-de-kujira";
const CHOSEN: &str = "yama-no-ue-no-tomodachi-hyaku";

on_both_engines!(
    somebody_invited_chooses_a_password_and_comes_in,
    a_link_works_once_and_leads_to_the_configured_host,
    a_link_that_is_over_answers_as_one_that_never_was,
    a_forgotten_password_is_chosen_anew_by_link,
    a_first_role_that_takes_two_waits_for_the_second,
    what_cannot_be_invited_is_said_and_nothing_typed_is_lost,
    a_mail_that_does_not_leave_is_tried_again,
    nothing_that_is_kept_opens_a_link,
);

fn administrator(town: &TestTown, name: &str, department: &str) -> Browser {
    let grant = Grant::new(Role::Administrator, department.parse::<DepartmentId>().unwrap());
    let email = format!("{name}@city.example");
    let (name, password) = (Some(format!("{name}さん")), Some(PASSWORD.to_owned()));
    let new = NewStaff { email: email.clone(), name, grant, password };
    town.wait(town.back_office().people().add(new)).unwrap();
    let web = town.resident().web;
    town.signs_in(&web, &email, PASSWORD, &[]).expect(303);
    web
}

fn typed(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn invites(web: &Browser, fields: &[(&str, &str)]) -> Answer {
    let mut all = web.get(INVITE).expect(200).hidden(INVITE);
    all.extend(typed(fields));
    web.post_form(INVITE, &all)
}

const TANAKA: [(&str, &str); 4] = [
    ("name", "田中 花"),
    ("email", "Tanaka@city.example"),
    ("department", WATER),
    ("role", "clerk"),
];

/// The link in the last letter, as a path.
#[track_caller]
fn link(town: &TestTown) -> String {
    town.run_jobs();
    let letters = town.letters();
    let letter = letters.last().unwrap();
    assert_eq!(letter.to.for_sending(), EMAIL);
    let text = &letter.letter.text;
    let (_, rest) = text.split_once("/office/invitations/").unwrap();
    format!("/office/invitations/{}", rest.lines().next().unwrap())
}

fn chooses(web: &Browser, link: &str, password: &str, again: &str) -> Answer {
    let page = web.get(link).expect(200);
    let mut fields = page.hidden(link);
    fields.extend(typed(&[("password", password), ("again", again)]));
    web.post_form(link, &fields)
}

/// The same from a page that was opened before the link was over.
fn chooses_late(web: &Browser, opened: &Answer, link: &str) -> Answer {
    let mut fields = opened.hidden(link);
    fields.extend(typed(&[("password", CHOSEN), ("again", CHOSEN)]));
    web.post_form(link, &fields)
}

fn somebody_invited_chooses_a_password_and_comes_in(town: &TestTown) {
    let admin = administrator(town, "yamamoto", "city");
    assert!(admin.get(STAFF).expect(200).text().contains(INVITE));
    let done = invites(&admin, &TANAKA).expect(303).location();
    let page = admin.get(&done).expect(200).text();
    for words in ["メールを送ります", "田中 花", EMAIL, "これから送ります", "職員として登録"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let link = link(town);
    let letter = town.letters().pop().unwrap().letter;
    assert!(!letter.text.contains("田中") && !letter.text.contains("担当者"), "{}", letter.text);
    assert!(admin.get(&done).expect(200).text().contains("送りました"));

    let web = town.resident().web;
    let page = web.get(&link).expect(200).text();
    assert!(page.contains("田中 花さん") && page.contains(EMAIL), "{page}");
    let refused = chooses(&web, &link, CHOSEN, "something-else-entirely").expect(422).text();
    assert!(refused.contains("もう一度入れてください"), "{refused}");
    let refused = chooses(&web, &link, "password1234", "password1234").expect(422).text();
    assert!(refused.contains("よく使われる言葉") && !refused.contains("password1234"), "{refused}");
    let next = chooses(&web, &link, CHOSEN, CHOSEN).expect(303).location();
    assert!(next.starts_with("/office/sign-in/second"), "the second factor comes next: {next}");
    web.get("/office/").expect(303);
    let second = web.get(&next).expect(200);
    town.gives_code(&web, &second, EMAIL, &[]).expect(200);
    web.get("/office/").expect(200);
    let page = admin.get(&done).expect(200).text();
    assert!(page.contains("決めてある") && page.contains("パスワードを変更"), "{page}");
}

fn a_link_works_once_and_leads_to_the_configured_host(town: &TestTown) {
    let admin = administrator(town, "yamamoto", "city");
    let mut fields = admin.get(INVITE).expect(200).hidden(INVITE);
    fields.extend(typed(&TANAKA));
    let forged = [("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")];
    admin.post_form_from(INVITE, &forged, &fields).expect(303);
    let link = link(town);
    let text = town.letters().pop().unwrap().letter.text;
    let whole = format!("{}{link}", town.back_office().city().public_url);
    assert!(text.contains(&whole) && !text.contains("evil"), "{text}");

    let (web, other) = (town.resident().web, town.resident().web);
    // Opening it, as programs that look into mails do, uses nothing.
    let opened = other.get(&link).expect(200);
    web.get(&link).expect(200);
    chooses(&web, &link, CHOSEN, CHOSEN).expect(303);
    other.get(&link).expect(404);
    chooses_late(&other, &opened, &link).expect(404);
    town.signs_in(&other, EMAIL, CHOSEN, &[]).expect(303);
}

fn a_link_that_is_over_answers_as_one_that_never_was(town: &TestTown) {
    let admin = administrator(town, "yamamoto", "city");
    let person = invites(&admin, &TANAKA).expect(303).location();
    let person = person.split('?').next().unwrap().to_owned();
    let first = link(town);
    let web = town.resident().web;
    let opened = web.get(&first).expect(200);
    let never = format!("/office/invitations/{}", "0".repeat(64));
    let absent = web.get(&never).expect(404).text();
    assert!(absent.contains("もう一度送るよう頼んで"), "{absent}");
    web.get("/office/invitations/x").expect(404);

    // Another link takes the place of the one before.
    changes(town, &admin, &person, "invite");
    let second = link(town);
    assert_ne!(first, second);
    assert_eq!(web.get(&first).expect(404).text(), absent);
    chooses_late(&web, &opened, &first).expect(404);

    town.advance(Duration::hours(71));
    web.get(&second).expect(200);
    let opened = web.get(&second).expect(200);
    town.advance(Duration::hours(2));
    assert_eq!(web.get(&second).expect(404).text(), absent, "three days are over");
    chooses_late(&web, &opened, &second).expect(404);

    let admin = town.signs_in_again("yamamoto@city.example", PASSWORD);
    changes(town, &admin, &person, "invite");
    let third = link(town);
    web.get(&third).expect(200);
    let mut fields = hidden(&admin);
    fields.extend(typed(&[("type", "disable"), ("sure", "yes")]));
    admin.post_form(&format!("{person}/changes"), &fields).expect(303);
    assert_eq!(
        web.get(&third).expect(404).text(),
        absent,
        "whoever is shut out comes in by no link"
    );
    fields = hidden(&admin);
    fields.extend(typed(&[("type", "invite")]));
    let refused = admin.post_form(&format!("{person}/changes"), &fields).expect(422).text();
    assert!(refused.contains("先に利用を再開"), "{refused}");
}

fn hidden(web: &Browser) -> Vec<(String, String)> {
    let mut all = web.get("/office/sign-in").expect(200).hidden("/office/sign-in");
    all.retain(|(name, _)| name == "csrf");
    all
}

#[track_caller]
fn changes(town: &TestTown, admin: &Browser, person: &str, kind: &str) {
    let path = format!("{person}/changes");
    let mut fields = hidden(admin);
    fields.extend(typed(&[("type", kind)]));
    let answer = admin.post_form(&path, &fields);
    if answer.status == 403 {
        town.proves_again(admin, &answer, "yamamoto@city.example", &path).expect(303);
    } else {
        answer.expect(303);
    }
}

fn a_forgotten_password_is_chosen_anew_by_link(town: &TestTown) {
    let clerk = Grant::new(Role::Clerk, WATER.parse().unwrap());
    let (name, password) = (Some("田中 花".to_owned()), Some(PASSWORD.to_owned()));
    let new = NewStaff { email: EMAIL.to_owned(), name, grant: clerk, password };
    let people = town.back_office().people();
    let id = town.wait(people.add(new)).unwrap().id().to_string();
    let web = town.resident().web;
    town.signs_in(&web, EMAIL, PASSWORD, &[]).expect(303);
    let scopes = vec!["cases".to_owned()];
    let token = town.wait(people.issue_token(EMAIL, scopes, Duration::days(1))).unwrap();

    let admin = administrator(town, "yamamoto", "city");
    changes(town, &admin, &format!("{STAFF}/{id}"), "invite");
    let first = link(town);
    web.get("/office/").expect(200);
    let new = town.resident().web;
    let next = chooses(&new, &first, CHOSEN, CHOSEN).expect(303).location();
    web.get("/office/").expect(303);
    assert!(town.wait(town.back_office().staff_of_token(&token)).unwrap().is_none());
    // The authenticator is the one that they had: whoever reads the mail alone is not in.
    let second = new.get(&next).expect(200);
    assert!(!second.text().contains("id=\"secret\""), "{}", second.text());
    new.get("/office/").expect(303);
    town.gives_code(&new, &second, EMAIL, &[]).expect(303);
    new.get("/office/").expect(200);
    let (old, fresh) = (town.resident().web, town.resident().web);
    town.signs_in(&old, EMAIL, PASSWORD, &[]).expect(422);
    town.signs_in(&fresh, EMAIL, CHOSEN, &[]).expect(303);

    // By the machine's operator as well.
    town.wait(people.invite(EMAIL)).unwrap();
    fresh.get(&link(town)).expect(200);
}

fn a_first_role_that_takes_two_waits_for_the_second(town: &TestTown) {
    let admin = administrator(town, "yamamoto", "city");
    let local = administrator(town, "suzuki", WATER);
    let mut auditor = TANAKA;
    auditor[3] = ("role", "auditor");
    let refused = invites(&local, &auditor).expect(422).text();
    assert!(refused.contains("2人で追加します") && refused.contains("田中 花"), "{refused}");
    let done = invites(&admin, &auditor).expect(303).location();
    assert!(done.ends_with("done=invite-waits"), "{done}");
    let page = admin.get(&done).expect(200).text();
    assert!(page.contains("確認待ち") && page.contains("役割がありません"), "{page}");
    let web = town.resident().web;
    let next = chooses(&web, &link(town), CHOSEN, CHOSEN).expect(303).location();
    let second = web.get(&next).expect(200);
    town.gives_code(&web, &second, EMAIL, &[]).expect(200);
    web.get("/office/audit").expect(403);
}

fn what_cannot_be_invited_is_said_and_nothing_typed_is_lost(town: &TestTown) {
    let admin = administrator(town, "yamamoto", "city");
    let local = administrator(town, "suzuki", WATER);
    invites(&local, &TANAKA).expect(303);
    let cases: [(usize, (&str, &str), &str); 5] = [
        (1, ("email", "tanaka@CITY.example"), "もう登録されています"),
        (1, ("email", "tanaka"), "メールアドレスの形"),
        (1, ("email", "clerk@demo.example"), "見本の職員"),
        (0, ("name", "  "), "名前を"),
        (3, ("role", ""), "役割を選んで"),
    ];
    for (place, field, words) in cases {
        let mut fields = TANAKA;
        fields[1] = ("email", "someone@city.example");
        fields[place] = field;
        let text = invites(&admin, &fields).expect(422).text();
        assert!(text.contains(words), "{words}: {text}");
        assert!(text.contains(&format!("value=\"{}\"", fields[1].1)), "{text}");
    }
    // All of it at once, each beside its field.
    let empty = TANAKA.map(|(field, _)| (field, ""));
    let text = invites(&admin, &empty).expect(422).text();
    for (field, sentence) in [
        ("name", "名前を入れてください。"),
        ("email", "メールアドレスを入れてください。"),
        ("department", "部署を選んでください。"),
        ("role", "役割を選んでください。"),
    ] {
        assert!(text.contains(&format!("<a href=\"#{field}\">{sentence}</a>")), "{text}");
        let beside = format!("<p class=\"problem\" id=\"{field}-problem\">{sentence}</p>");
        assert!(text.contains(&beside), "{text}");
        let marked = format!("aria-invalid=\"true\" aria-describedby=\"{field}-problem\"");
        assert!(text.contains(&marked), "{text}");
    }
    let mut elsewhere = TANAKA;
    elsewhere[1] = ("email", "someone@city.example");
    elsewhere[2] = ("department", "dobutsu-kanri");
    invites(&local, &elsewhere).expect(404);
    let clerk = town.at_work("sato", Role::Clerk, "suido-kaishi");
    clerk.get(INVITE).expect(403);
    town.run_jobs();
    assert_eq!(town.letters().len(), 1);
}

fn a_mail_that_does_not_leave_is_tried_again(town: &TestTown) {
    let admin = administrator(town, "yamamoto", "city");
    town.post_office().shut(true);
    let done = invites(&admin, &TANAKA).expect(303).location();
    town.run_jobs();
    assert!(town.letters().is_empty());
    assert!(admin.get(&done).expect(200).text().contains("これから送ります"));
    town.post_office().shut(false);
    town.run_jobs();
    assert!(town.letters().is_empty(), "not before its time");
    town.advance(Duration::minutes(2));
    link(town);
    town.run_jobs();
    assert_eq!(town.letters().len(), 1, "and once");
}

fn nothing_that_is_kept_opens_a_link(town: &TestTown) {
    let admin = administrator(town, "yamamoto", "city");
    invites(&admin, &TANAKA).expect(303);
    let link = link(town);
    let secret = link.rsplit('/').next().unwrap();
    assert_eq!(secret.len(), 64);
    assert!(town.dump().iter().all(|row| !row.contains(secret)));
}
