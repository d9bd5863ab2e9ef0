//! 除斥: nobody of the office has to do with what is about themselves or their family, and nobody reads
//! whom they registered.

use chrono::Duration;
use kernel::{DepartmentId, Grant, Rank, Role};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, Resident, TestTown, on_both_engines};

use crate::personnel::seated;

const ALLOWANCE: &str = "jido-teate-nintei";
const ME: &str = "/office/me";
const OWN: &str = "/office/me/own-people";

on_both_engines!(
    a_case_of_ones_family_opens_for_everybody_but_oneself,
    the_next_case_is_never_ones_own,
    what_one_has_in_hand_goes_back_and_is_given_to_others_alone,
    a_correction_can_make_a_case_ones_own_and_then_it_is_put_back,
    a_proposal_needs_somebody_who_is_not_of_the_family,
    what_is_typed_wrong_stays_and_nobody_reads_who_it_was,
);

/// Files for a parent with this name; gives the case, as `clerk` finds it.
fn filed(town: &TestTown, clerk: &Colleague, name: &str) -> String {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &named(town, &hanako, name));
    clerk.finds(&receipt.number)
}

fn named(town: &TestTown, who: &Resident, name: &str) -> Value {
    let mut data = town.answers(who, ALLOWANCE);
    data["name"] = json!(name);
    data
}

/// Registers somebody at the screen.
fn registers(web: &Browser, name: &str, born: &str) -> Answer {
    let page = web.get(ME).expect(200);
    web.submit(&page, OWN, &[("own-name", name), ("own-born", born)])
}

#[track_caller]
fn refused(answer: Answer, status: u16) -> String {
    answer.expect(status).json()["rule"].as_str().unwrap().to_owned()
}

fn a_case_of_ones_family_opens_for_everybody_but_oneself(town: &TestTown) {
    let (sato, mori) = (town.clerk_of(ALLOWANCE, "sato"), town.clerk_of(ALLOWANCE, "mori"));
    let case = filed(town, &sato, "山田 花子");
    let other = filed(town, &sato, "森 桃子");
    let file = sato.case(&case)["attachments"][0]["id"].as_str().unwrap().to_owned();
    let web = town.signs_in_anew(&sato.email);
    web.get(&format!("/office/cases/{case}")).expect(200);
    // However the name is written, and the day.
    registers(&web, "山田花子", "平成2年3月9日").expect(303);

    let address = format!("/api/v1/cases/{case}");
    for path in ["", "/events"] {
        assert_eq!(refused(sato.get(&format!("{address}{path}")), 403), "own-matter", "{path}");
    }
    let claim = json!({ "type": "claim", "version": 0 });
    assert_eq!(refused(sato.commands_blindly(&case, &claim), 403), "own-matter");
    let page = format!("/office/cases/{case}");
    for path in ["", "/outline", "/application.pdf", &format!("/attachments/{file}")] {
        let told = web.get(&format!("{page}{path}")).expect(403).text();
        assert!(
            told.contains("家族に関わる案件です") && !told.contains("あおば"),
            "{path}: {told}"
        );
    }
    // It is in the list, as of everybody who works there; another one opens.
    assert_eq!(sato.queue("").len(), 2);
    sato.claims(&other);

    // Of many at once, this one alone is left out.
    let chosen = json!([{ "id": case, "version": 0 }, { "id": other, "version": 1 }]);
    let asked = json!({ "command": { "type": "note", "text": "確認" }, "cases": chosen });
    let headers = [("authorization", sato.proof.as_str()), ("idempotency-key", "own-matters-1")];
    let job = sato.web.post_json("/api/v1/bulk", &headers, &asked).expect(202).location();
    let mut told = sato.get(&job).expect(200).json();
    for _ in 0..20 {
        if told["running"] == false {
            break;
        }
        town.advance(Duration::minutes(2));
        town.run_jobs();
        told = sato.get(&job).expect(200).json();
    }
    let cases = &told["cases"];
    assert_eq!(cases[0]["result"], json!("refused"), "{cases}");
    assert_eq!((&cases[0]["rule"], &cases[1]["result"]), (&json!("own-matter"), &json!("done")));

    mori.claims(&case);
    assert_eq!(refused(sato.commands_blindly(&case, &claim), 403), "own-matter");

    let web = town.signs_in_anew(&sato.email);
    // Who takes the registration away opens it again, and the office's own log tells of both.
    let shown = web.get(ME).expect(200);
    let id = shown.text().split("name=\"remove\" value=\"").nth(1).unwrap()[..12].to_owned();
    web.submit(&shown, OWN, &[("remove", &id)]).expect(303);
    sato.get(&address).expect(200);
    let chief = seated(town, "kawa", Grant::new(Role::Administrator, DepartmentId::city()));
    let person = chief.web.get(&format!("/office/staff/{}", sato.id)).expect(200).text();
    assert!(person.contains("除斥する人を登録") && person.contains("登録を消す"), "{person}");
}

fn the_next_case_is_never_ones_own(town: &TestTown) {
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let own = filed(town, &sato, "山田 花子");
    let second = filed(town, &sato, "森 桃子");
    let third = filed(town, &sato, "山田 花子");
    registers(&town.signs_in_anew(&sato.email), "山田 花子", "1990-03-09").expect(303);
    assert_eq!(sato.takes_next().expect(200).json()["id"], json!(second));
    sato.takes_next().expect(204);
    let mori = town.clerk_of(ALLOWANCE, "mori");
    assert_eq!(mori.takes_next().expect(200).json()["id"], json!(own));
    assert_eq!(mori.takes_next().expect(200).json()["id"], json!(third));
}

fn what_one_has_in_hand_goes_back_and_is_given_to_others_alone(town: &TestTown) {
    let (sato, mori) = (town.clerk_of(ALLOWANCE, "sato"), town.clerk_of(ALLOWANCE, "mori"));
    let (own, asked) = (filed(town, &sato, "山田 花子"), filed(town, &sato, "山田 花子"));
    let kept = filed(town, &sato, "森 桃子");
    for case in [&own, &asked, &kept] {
        sato.claims(case);
    }
    let remark = json!({ "at": "/name", "text": "氏名を確かめてください。" });
    let asks = json!({ "type": "request_correction", "remarks": [remark] });
    sato.commands(&asked, asks).expect(200);
    registers(&town.signs_in_anew(&sato.email), "山田 花子", "1990-03-09").expect(303);

    let seen = mori.case(&own);
    assert_eq!((&seen["state"], &seen["assignee"]), (&json!("received"), &Value::Null), "{seen}");
    let log = Value::from(mori.events(&own)).to_string();
    assert!(log.contains("released") && log.contains("own-interest"), "{log}");
    assert_eq!(mori.case(&kept)["state"], json!("in-review"));
    // What waits for the resident stays by name, is shut, and is given to somebody else.
    assert_eq!(refused(sato.get(&format!("/api/v1/cases/{asked}")), 403), "own-matter");
    let lead = town.colleague("honda", Role::Lead, &town.department_of(ALLOWANCE));
    lead.commands(&asked, json!({ "type": "assign", "to": mori.id })).expect(200);
    let gives = |case: &str| lead.commands(case, json!({ "type": "assign", "to": sato.id }));
    assert_eq!(refused(gives(&own), 422), "colleague-keeps-away");
    mori.claims(&own);
}

fn a_correction_can_make_a_case_ones_own_and_then_it_is_put_back(town: &TestTown) {
    let (sato, mori) = (town.clerk_of(ALLOWANCE, "sato"), town.clerk_of(ALLOWANCE, "mori"));
    let hanako = town.resident();
    let mut data = named(town, &hanako, "山田 花子");
    let receipt = hanako.files(ALLOWANCE, &data);
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    registers(&town.signs_in_anew(&sato.email), "山田 華子", "1990-03-09").expect(303);
    let remark = json!({ "at": "/name", "text": "氏名を確かめてください。" });
    let asks = json!({ "type": "request_correction", "remarks": [remark] });
    sato.commands(&case, asks).expect(200);
    data["name"] = json!("山田 華子");
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);

    let seen = mori.case(&case);
    assert_eq!(refused(sato.get(&format!("/api/v1/cases/{case}")), 403), "own-matter");
    let back = json!({ "type": "release", "reason": "own-interest", "version": seen["version"] });
    sato.commands_blindly(&case, &back).expect(204);
    assert_eq!(mori.case(&case)["state"], json!("received"));
    mori.claims(&case);
}

fn a_proposal_needs_somebody_who_is_not_of_the_family(town: &TestTown) {
    let sato = town.clerk_of(ALLOWANCE, "sato");
    town.confirms_instructions();
    let case = filed(town, &sato, "山田 花子");
    sato.claims(&case);
    let department: DepartmentId = town.department_of(ALLOWANCE).parse().unwrap();
    let rank = Rank::Section;
    let seat = |name| {
        let grant = Grant { rank, ..Grant::new(Role::Approver, department.clone()) };
        town.colleague_with(name, grant)
    };
    let suzuki = seat("suzuki");
    registers(&town.signs_in_anew(&suzuki.email), "山田 花子", "1990-03-09").expect(303);
    let proposal = json!({ "type": "propose", "verdict": "refuse",
            "grounds": { "basis": "法第4条", "facts": "市外に住む。", "application": "要件を満たさない。" } });
    assert_eq!(refused(sato.commands(&case, proposal.clone()), 422), "step-has-nobody");
    seat("ito");
    sato.commands(&case, proposal).expect(200);
    let decides = json!({ "type": "refuse", "version": sato.case(&case)["version"] });
    assert_eq!(refused(suzuki.commands_blindly(&case, &decides), 403), "own-matter");
}

fn what_is_typed_wrong_stays_and_nobody_reads_who_it_was(town: &TestTown) {
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let web = town.signs_in_anew(&sato.email);
    let told = registers(&web, "青葉 三郎", "昨日").expect(422).text();
    assert!(told.contains("value=\"青葉 三郎\"") && told.contains("value=\"昨日\""), "{told}");
    assert!(told.contains("生年月日を、「昭和63年2月29日」"), "{told}");
    let tomorrow = town.now().day().succ_opt().unwrap().to_string();
    registers(&web, "青葉 三郎", &tomorrow).expect(422);
    let told = registers(&web, "  ", "1990-03-09").expect(422).text();
    assert!(told.contains("氏名を、姓と名の両方で入れてください"), "{told}");
    registers(&web, "青葉 三郎", "Ｓ63.2.29").expect(303);
    let told = registers(&web, "青葉三郎", "1988-02-29").expect(422).text();
    assert!(told.contains("もう登録されています"), "{told}");
    for n in 1..20 {
        registers(&web, "青葉 三郎", &format!("1950-01-{n:02}")).expect(303);
    }
    assert!(registers(&web, "青葉 三郎", "1951-01-01").expect(422).text().contains("20人まで"));
    let kept = town.dump().join("\n");
    for word in ["三郎", "1988-02-29", "1950-01-07"] {
        assert!(!kept.contains(word), "{word} is kept");
    }
    assert!(!web.get(ME).expect(200).text().contains("三郎"));
}
