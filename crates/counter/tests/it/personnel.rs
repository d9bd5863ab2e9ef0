//! Who works here, arranged at the screen: what one administrator does alone, what needs two, and
//! what nobody does.

use back_office::NewStaff;
use chrono::Duration;
use kernel::{DepartmentId, Grant, Rank, Role};
use serde_json::json;
use testkit::{Answer, Browser, TestTown, on_both_engines};

const STAFF: &str = "/office/staff";
pub(crate) const WATER: &str = "suido-eigyo";
const TAP: &str = "suido-kaishi";
const DOGS: &str = "dobutsu-kanri";
const PASSWORD: &str = "kawa-no-hotori-de-kujira";

on_both_engines!(
    an_administrator_gives_a_role_and_ends_it,
    a_role_that_watches_needs_a_second_administrator,
    nobody_changes_anything_about_themselves,
    who_is_of_another_department_is_not_there,
    who_is_shut_out_is_out_at_once,
    what_somebody_leaves_is_found_by_colleagues,
    a_lost_authenticator_takes_two,
    a_request_lapses_and_ends_with_its_asker,
    a_head_sees_and_changes_nothing,
    the_list_goes_on_where_it_ended,
    what_was_done_never_changes,
);

/// Somebody at the screen.
pub(crate) struct Seated<'a> {
    pub(crate) town: &'a TestTown,
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) web: Browser,
}

pub(crate) fn at(role: Role, department: &str) -> Grant {
    let rank = if role == Role::Approver { Rank::Section } else { Rank::Staff };
    Grant { rank, ..Grant::new(role, department.parse().unwrap()) }
}

/// Somebody who is added at the machine and has signed in.
pub(crate) fn seated<'a>(town: &'a TestTown, name: &str, grant: Grant) -> Seated<'a> {
    let email = format!("{name}@city.example");
    let new = NewStaff {
        email: email.clone(),
        name: Some(format!("{name}さん")),
        grant,
        password: Some(PASSWORD.to_owned()),
    };
    let id = town.wait(town.back_office().people().add(new)).unwrap().id().to_string();
    let web = town.resident().web;
    town.signs_in(&web, &email, PASSWORD, &[]).expect(303);
    Seated { town, id, email, web }
}

pub(crate) fn administrator<'a>(town: &'a TestTown, name: &str) -> Seated<'a> {
    seated(town, name, Grant::new(Role::Administrator, DepartmentId::city()))
}

impl Seated<'_> {
    fn sees(&self, id: &str) -> Answer {
        self.web.get(&format!("{STAFF}/{id}"))
    }

    /// Sends what the forms of a person's page send, and the code where it is asked for again.
    pub(crate) fn changes(&self, id: &str, fields: &[(&str, &str)]) -> Answer {
        self.sends(&format!("{STAFF}/{id}/changes"), fields)
    }

    /// The proof that a form is one of ours.
    pub(crate) fn token(&self) -> Vec<(String, String)> {
        let mut all = self.web.get("/office/sign-in").expect(200).hidden("/office/sign-in");
        all.retain(|(name, _)| name == "csrf");
        all
    }

    /// Sends a form, and the code where it is asked for again.
    pub(crate) fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = self.token();
        all.extend(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let answer = self.web.post_form(path, &all);
        let is_asked = answer.status == 403 && answer.text().contains("fresh-code");
        if is_asked {
            self.town.proves_again(&self.web, &answer, &self.email, path)
        } else {
            answer
        }
    }

    #[track_caller]
    fn refused(&self, id: &str, fields: &[(&str, &str)], sentence: &str) {
        let text = self.changes(id, fields).expect(422).text();
        assert!(text.contains(sentence), "{sentence}: {text}");
    }

    /// The request that the list shows.
    #[track_caller]
    pub(crate) fn request(&self) -> String {
        let text = self.web.get(STAFF).expect(200).text();
        request_in(&text).unwrap_or_else(|| panic!("nothing waits: {text}"))
    }
}

fn request_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("name=\"request\" value=\"")?;
    rest.split('"').next().map(str::to_owned)
}

pub(crate) fn grants(town: &TestTown, email: &str) -> Vec<String> {
    let all = town.wait(town.back_office().people().list()).unwrap();
    let person = all.into_iter().find(|person| person.email == email).unwrap();
    person.grants.iter().map(Grant::to_string).collect()
}

fn an_administrator_gives_a_role_and_ends_it(town: &TestTown) {
    let admin = administrator(town, "yamamoto");
    let clerk = seated(town, "sato", at(Role::Clerk, WATER));
    let first = town.signs_in(&town.resident().web, &admin.email, PASSWORD, &[]).expect(303);
    assert_eq!(first.location(), STAFF, "administrators begin here");
    let list = admin.web.get(&format!("{STAFF}?q=sato%E3%81%95%E3%82%93")).expect(200).text();
    assert!(list.contains("sato@city.example") && !list.contains("yamamoto@"), "{list}");
    let page = admin.sees(&clerk.id).expect(200);
    let changes = format!("{STAFF}/{}/changes", clerk.id);
    assert!(page.text().contains("運用担当（コマンド）"), "{}", page.text());
    clerk.web.get(&format!("{STAFF}/{}", clerk.id)).expect(403);

    let give = [("type", "give"), ("department", DOGS), ("role", "lead"), ("ward", "aoba")];
    let done = admin.changes(&clerk.id, &give).expect(303).location();
    let text = admin.web.get(&done).expect(200).text();
    assert!(text.contains("役割を追加しました") && text.contains("主任"), "{text}");
    assert!(text.contains("yamamotoさん") && text.contains("青葉区"), "{text}");
    let written = format!("lead@{DOGS}[wards=aoba]");
    assert_eq!(grants(town, &clerk.email), [written.clone(), format!("clerk@{WATER}")]);
    admin.refused(&clerk.id, &give, "もう持っています");
    let over = [("type", "give"), ("department", DOGS), ("role", "clerk"), ("until", "2020-01-01")];
    admin.refused(&clerk.id, &over, "最後の日が過ぎています");
    let typed = [("type", "give"), ("department", DOGS), ("role", "clerk"), ("rank", "mayor")];
    let kept = admin.changes(&clerk.id, &typed).expect(422).text();
    assert!(kept.contains("value=\"mayor\" selected"), "nothing typed is lost: {kept}");
    for unknown in [("department", "nowhere"), ("ward", "moon"), ("procedure", "no-such")] {
        let typed = [("type", "give"), ("department", WATER), ("role", "clerk"), unknown];
        let answer = admin.changes(&clerk.id, &typed);
        assert!([404, 422].contains(&answer.status), "{unknown:?}");
    }

    admin.changes(&clerk.id, &[("type", "end"), ("grant", &written)]).expect(303);
    assert_eq!(grants(town, &clerk.email), [format!("clerk@{WATER}")]);
    admin.refused(&clerk.id, &[("type", "end"), ("grant", &written)], "もうありません");
    let mut hidden = page.hidden(&changes);
    hidden.retain(|(name, _)| name == "csrf");
    hidden.push(("type".to_owned(), "nonsense".to_owned()));
    admin.web.post_form(&changes, &hidden).expect(422);
    let history = admin.sees(&clerk.id).expect(200).text();
    for words in ["職員として登録", "役割を追加", "役割を終了", "管理者　"] {
        assert!(history.contains(words), "{words}: {history}");
    }
}

fn a_role_that_watches_needs_a_second_administrator(town: &TestTown) {
    let (first, second) = (administrator(town, "yamamoto"), administrator(town, "nakamura"));
    let clerk = seated(town, "sato", at(Role::Clerk, WATER));
    for (role, rank) in [("auditor", ""), ("administrator", ""), ("approver", "section")] {
        let give = [("type", "give"), ("department", WATER), ("role", role), ("rank", rank)];
        let before = grants(town, &clerk.email);
        let waits = first.changes(&clerk.id, &give).expect(303).location();
        assert!(waits.ends_with("done=give-waits"), "{waits}");
        assert_eq!(grants(town, &clerk.email), before, "it waits");
        first.refused(&clerk.id, &give, "もう確認を待っています");
        let request = first.request();
        let confirm = [("type", "confirm"), ("request", request.as_str())];
        assert!(!first.web.get(STAFF).expect(200).text().contains("確認して進める"));
        first.refused(&clerk.id, &confirm, "自分では確認できません");
        clerk.changes(&clerk.id, &confirm).expect(403);
        // A request is about one person.
        second.refused(&first.id, &confirm, "もう終わったか");
        assert_eq!(grants(town, &clerk.email), before);

        assert!(second.web.get(STAFF).expect(200).text().contains("確認して進める"));
        second.changes(&clerk.id, &confirm).expect(303);
        assert_eq!(grants(town, &clerk.email).len(), before.len() + 1);
        second.refused(&clerk.id, &confirm, "もう終わったか");
        town.advance(Duration::minutes(1));
        if role == "administrator" {
            let written = format!("administrator@{WATER}");
            second.changes(&clerk.id, &[("type", "end"), ("grant", &written)]).expect(303);
        }
    }
    let text = second.sees(&clerk.id).expect(200).text();
    assert!(text.contains("yamamotoさん（確認：nakamuraさん）"), "{text}");

    let give = [("type", "give"), ("department", DOGS), ("role", "auditor")];
    first.changes(&clerk.id, &give).expect(303);
    let request = first.request();
    second.changes(&clerk.id, &[("type", "decline"), ("request", &request)]).expect(303);
    second.refused(&clerk.id, &[("type", "confirm"), ("request", &request)], "もう終わったか");
    first.changes(&clerk.id, &give).expect(303);
    let request = first.request();
    first.changes(&clerk.id, &[("type", "decline"), ("request", &request)]).expect(303);
    let text = first.sees(&clerk.id).expect(200).text();
    assert!(text.contains("認めず") && text.contains("取り下げ"), "{text}");
}

fn nobody_changes_anything_about_themselves(town: &TestTown) {
    let (first, second) = (administrator(town, "yamamoto"), administrator(town, "nakamura"));
    let page = first.sees(&first.id).expect(200).text();
    assert!(page.contains("これはあなたです") && !page.contains("value=\"give\""), "{page}");
    let written = "administrator@city";
    for fields in [
        [("type", "give"), ("department", WATER), ("role", "clerk")],
        [("type", "end"), ("grant", written), ("", "")],
        [("type", "reset"), ("sure", "yes"), ("", "")],
        [("type", "disable"), ("sure", "yes"), ("", "")],
        [("type", "enable"), ("", ""), ("", "")],
    ] {
        first.refused(&first.id, &fields, "自分では変えられません");
    }
    // Not by agreeing to what somebody else asked for either.
    let give = [("type", "give"), ("department", "city"), ("role", "auditor")];
    second.changes(&first.id, &give).expect(303);
    let request = second.request();
    let seen = first.web.get(STAFF).expect(200).text();
    assert!(!seen.contains("確認して進める"), "{seen}");
    for kind in ["confirm", "decline"] {
        let fields = [("type", kind), ("request", request.as_str())];
        first.refused(&first.id, &fields, "自分では変えられません");
    }
    assert_eq!(grants(town, &first.email), [written]);
}

fn who_is_of_another_department_is_not_there(town: &TestTown) {
    let water = seated(town, "yamamoto", at(Role::Administrator, WATER));
    let city = administrator(town, "nakamura");
    let clerk = seated(town, "sato", at(Role::Clerk, DOGS));
    let list = water.web.get(STAFF).expect(200).text();
    assert!(list.contains("yamamoto@") && !list.contains("sato@"), "{list}");
    assert!(!list.contains("nakamura@"), "{list}");
    water.sees(&clerk.id).expect(404);
    water.changes(&clerk.id, &[("type", "disable"), ("sure", "yes")]).expect(404);
    let forged = [("type", "give"), ("department", WATER), ("role", "clerk")];
    water.changes(&clerk.id, &forged).expect(404);

    // Who works in both is seen, and changed as far as one's own department goes.
    city.changes(&clerk.id, &forged).expect(303);
    let page = water.sees(&clerk.id).expect(200).text();
    assert!(!page.contains("利用を止める") && !page.contains("value=\"city\""), "{page}");
    let elsewhere = [("type", "give"), ("department", DOGS), ("role", "lead")];
    water.changes(&clerk.id, &elsewhere).expect(404);
    let end = format!("clerk@{DOGS}");
    water.changes(&clerk.id, &[("type", "end"), ("grant", &end)]).expect(404);
    let whole = "管理しない部署でも働いています";
    water.refused(&clerk.id, &[("type", "disable"), ("sure", "yes")], whole);
    water.refused(&clerk.id, &[("type", "reset"), ("sure", "yes")], whole);
    water.refused(&clerk.id, &[("type", "revoke"), ("token", "x")], whole);
    // A second person of another department is none.
    let give = [("type", "give"), ("department", DOGS), ("role", "auditor")];
    city.changes(&clerk.id, &give).expect(303);
    let request = city.request();
    for kind in ["confirm", "decline"] {
        let fields = [("type", kind), ("request", request.as_str())];
        water.changes(&clerk.id, &fields).expect(404);
    }
    // The last grant here, and the person is seen no more.
    let end = format!("clerk@{WATER}");
    let done = water.changes(&clerk.id, &[("type", "end"), ("grant", &end)]).expect(303);
    assert_eq!(done.location(), format!("{STAFF}?done=end"));
    water.sees(&clerk.id).expect(404);
}

fn what_somebody_leaves_is_found_by_colleagues(town: &TestTown) {
    const GONE: &str = "（担当できません）";
    let (admin, hanako) = (administrator(town, "yamamoto"), town.resident());
    let (sato, ito) = (town.clerk_of(TAP, "sato"), town.colleague("ito", Role::Lead, WATER));
    let receipt = hanako.files(TAP, &town.answers(&hanako, TAP));
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    let lead = seated(town, "shunin", at(Role::Lead, WATER));
    let list = || lead.web.get("/office/?view=all").expect(200).text();
    assert!(!list().contains(GONE));

    let all = town.wait(town.back_office().people().list()).unwrap();
    let id_of = |email: &str| all.iter().find(|it| it.email == email).unwrap().id.to_string();
    let id = id_of(&sato.email);
    admin.changes(&id, &[("type", "disable"), ("sure", "yes")]).expect(303);
    assert!(list().contains(GONE), "{}", list());
    let theirs = format!("/office/?view=all&assignee={id}");
    let theirs = lead.web.get(&theirs).expect(200).text();
    assert!(theirs.contains(&receipt.number), "{theirs}");
    let elsewhere = seated(town, "inu", at(Role::Lead, DOGS));
    assert!(!elsewhere.web.get("/office/?view=all").expect(200).text().contains(GONE));

    ito.commands(&case, json!({ "type": "assign", "to": id_of(&ito.email) })).expect(200);
    assert!(!list().contains(GONE));
}

fn who_is_shut_out_is_out_at_once(town: &TestTown) {
    let admin = administrator(town, "yamamoto");
    let clerk = seated(town, "sato", at(Role::Clerk, WATER));
    let issue = town.back_office().people();
    let issue = issue.issue_token(&clerk.email, vec!["cases".to_owned()], Duration::days(30));
    let token = town.wait(issue).unwrap();
    let works = || town.wait(town.back_office().staff_of_token(&token)).unwrap().is_some();
    let page = admin.sees(&clerk.id).expect(200).text();
    let (_, name) = page.split_once("name=\"token\" value=\"").unwrap();
    let name = name.split('"').next().unwrap().to_owned();
    assert!(works());
    admin.changes(&clerk.id, &[("type", "revoke"), ("token", &name)]).expect(303);
    assert!(!works());
    admin.refused(&clerk.id, &[("type", "revoke"), ("token", &name)], "もう取り消されています");

    admin.refused(&clerk.id, &[("type", "disable")], "確認のチェック");
    clerk.web.get("/office/").expect(200);
    admin.changes(&clerk.id, &[("type", "disable"), ("sure", "yes")]).expect(303);
    clerk.web.get("/office/").expect(303);
    town.signs_in(&clerk.web, &clerk.email, PASSWORD, &[]).expect(422);
    let give = [("type", "give"), ("department", DOGS), ("role", "clerk")];
    admin.refused(&clerk.id, &give, "先に利用を再開");
    assert!(admin.web.get(STAFF).expect(200).text().contains("停止中"));
    admin.changes(&clerk.id, &[("type", "enable")]).expect(303);
    town.signs_in(&clerk.web, &clerk.email, PASSWORD, &[]).expect(303);
}

fn a_lost_authenticator_takes_two(town: &TestTown) {
    let first = administrator(town, "yamamoto");
    let (clerk, other) = (
        seated(town, "sato", at(Role::Clerk, WATER)),
        seated(town, "mori", at(Role::Clerk, WATER)),
    );
    let reset = [("type", "reset"), ("sure", "yes")];
    // Who is alone does it alone: a clerk is no second person.
    let done = first.changes(&other.id, &reset).expect(303).location();
    assert!(done.ends_with("done=reset"), "{done}");
    other.web.get("/office/").expect(303);
    first.refused(&other.id, &reset, "まだ登録されていません");

    let second = administrator(town, "nakamura");
    let waits = first.changes(&clerk.id, &reset).expect(303).location();
    assert!(waits.ends_with("done=reset-waits"), "{waits}");
    clerk.web.get("/office/").expect(200);
    let request = second.request();
    let confirm = [("type", "confirm"), ("request", request.as_str())];
    first.refused(&clerk.id, &confirm, "自分では確認できません");
    second.changes(&clerk.id, &confirm).expect(303);
    clerk.web.get("/office/").expect(303);
    let text = second.sees(&clerk.id).expect(200).text();
    assert!(text.contains("認証アプリの登録を取り消し"), "{text}");
}

fn a_request_lapses_and_ends_with_its_asker(town: &TestTown) {
    let (first, second) = (administrator(town, "yamamoto"), administrator(town, "nakamura"));
    let clerk = seated(town, "sato", at(Role::Clerk, WATER));
    let give = [("type", "give"), ("department", WATER), ("role", "auditor")];
    first.changes(&clerk.id, &give).expect(303);
    let request = second.request();
    let confirm = [("type", "confirm"), ("request", request.as_str())];
    // Who is no administrator any more has asked for nothing.
    let people = town.back_office().people();
    town.wait(people.disable(&first.email)).unwrap();
    second.refused(&clerk.id, &confirm, "頼んだ人が管理者でなくなりました");
    town.wait(people.enable(&first.email)).unwrap();

    town.advance(Duration::days(15));
    for seat in [&first, &second] {
        town.signs_in(&seat.web, &seat.email, PASSWORD, &[]).expect(303);
    }
    assert!(request_in(&second.web.get(STAFF).expect(200).text()).is_none());
    second.refused(&clerk.id, &confirm, "期限が過ぎた");
    assert_eq!(grants(town, &clerk.email), [format!("clerk@{WATER}")]);
    // What has lapsed can be asked for anew.
    first.changes(&clerk.id, &give).expect(303);
    second.changes(&clerk.id, &[("type", "confirm"), ("request", &second.request())]).expect(303);
    assert_eq!(grants(town, &clerk.email).len(), 2);
}

fn a_head_sees_and_changes_nothing(town: &TestTown) {
    let head = seated(town, "ito", at(Role::Approver, WATER));
    let auditor = seated(town, "abe", at(Role::Auditor, WATER));
    let chief = seated(town, "ueda", Grant { rank: Rank::Chief, ..at(Role::Approver, WATER) });
    let clerk = seated(town, "sato", at(Role::Clerk, WATER));
    let away = seated(town, "mori", at(Role::Clerk, DOGS));
    for seat in [&head, &auditor] {
        let list = seat.web.get(STAFF).expect(200).text();
        assert!(list.contains("sato@") && !list.contains("mori@"), "{list}");
        let page = seat.sees(&clerk.id).expect(200).text();
        assert!(page.contains("履歴") && !page.contains("/changes"), "{page}");
        seat.sees(&away.id).expect(404);
        seat.changes(&clerk.id, &[("type", "disable"), ("sure", "yes")]).expect(403);
    }
    for seat in [&chief, &clerk] {
        seat.web.get(STAFF).expect(403);
        assert!(!seat.web.get("/office/").expect(200).text().contains(STAFF));
    }
}

fn the_list_goes_on_where_it_ended(town: &TestTown) {
    let admin = administrator(town, "zaitsu");
    for number in 0..61 {
        town.grants(&format!("clerk{number:02}"), Role::Clerk, WATER);
    }
    let first = admin.web.get(&format!("{STAFF}?department={WATER}")).expect(200).text();
    assert_eq!(first.matches("@city.example").count(), 50, "{first}");
    let (_, rest) = first.split_once("rel=\"next\" href=\"").unwrap();
    let next = rest.split('"').next().unwrap().replace("&#38;", "&");
    assert!(next.contains(&format!("department={WATER}")), "{next}");
    let last = admin.web.get(&next).expect(200).text();
    assert_eq!(last.matches("@city.example").count(), 11, "{last}");
    assert!(!last.contains("rel=\"next\"") && last.contains("clerk60@"), "{last}");
    // What stands for many letters elsewhere stands for itself.
    for words in ["%25", "_", "!", "zzz"] {
        let none = admin.web.get(&format!("{STAFF}?q={words}")).expect(200).text();
        assert!(none.contains("該当する職員はいません"), "{words}: {none}");
    }
    admin.web.get(&format!("{STAFF}?after=nonsense")).expect(404);
    admin.sees(&format!("{}?before=x", admin.id)).expect(404);
}

fn what_was_done_never_changes(town: &TestTown) {
    let admin = administrator(town, "yamamoto");
    let events = |word: &str| {
        let text = admin.sees(&admin.id).expect(200).text();
        text.matches(word).count()
    };
    assert_eq!(events("職員として登録"), 1);
    for statement in ["UPDATE office_events SET kind = 'enabled'", "DELETE FROM office_events"] {
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            town.tamper(statement);
        }));
        assert!(tried.is_err(), "{statement}");
    }
    assert_eq!(events("職員として登録"), 1);
}
