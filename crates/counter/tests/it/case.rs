//! One case in the office: decisions that say what comes out, codes given anew, threads and
//! logs without end.

use back_office::{NewStaff, Staff};
use chrono::Duration;
use kernel::{Grant, Language, ReceiptNumber, Role, SubmissionId};
use serde_json::{Value, json};
use testkit::{Browser, Colleague, Receipt, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_proposed_refusal_is_not_approved_by_the_way,
    a_new_access_code_shuts_the_old_one_out,
    what_was_done_is_told_although_the_code_is_a_new_one,
    the_office_opens_the_notice_that_it_issued,
    one_reason_shows_several_answers,
    namesakes_are_not_the_same_person,
    nobody_buries_a_case_in_messages,
    no_flood_hides_what_was_asked,
    what_was_typed_outlives_the_session,
    a_correction_is_seen_before_it_leaves,
);

fn in_review(town: &TestTown) -> (Resident, Receipt, Colleague, String) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    town.confirms_instructions();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (hanako, receipt, clerk, case)
}

fn signed_in(town: &TestTown, colleague: &Colleague) -> Staff {
    let token = colleague.proof.strip_prefix("Bearer ").unwrap();
    town.wait(town.back_office().staff_of_token(token)).unwrap().unwrap()
}

fn a_proposed_refusal_is_not_approved_by_the_way(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let approver = town.approver_of(ALLOWANCE, "takahashi");
    let refusal = json!({ "type": "propose", "verdict": "refuse",
            "grounds": { "basis": "児童手当法第4条", "facts": "対象のお子さんではない", "application": "要件を満たさない" } });
    clerk.commands(&case, refusal).expect(200);

    let bare = approver.commands(&case, json!({ "type": "approve" })).expect(422).json();

    assert_eq!(bare["rule"], "against-proposal");
    assert_eq!(hanako.status(&receipt)["state"], "awaiting-approval", "nothing was granted");
    let meant = json!({ "type": "approve", "against_proposal": true });
    let decided = approver.commands(&case, meant).expect(200).json();
    assert_eq!(decided["decision"]["verdict"], "approve");
}

fn a_new_access_code_shuts_the_old_one_out(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let web = town.resident().web;
    let page = web.get("/status").expect(200);
    let known = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
    web.submit(&page, "/status", &known).expect(303);
    let address = format!("/receipts/{}", receipt.number);
    web.get(&address).expect(200);

    let staff = signed_in(town, &clerk);
    let id: SubmissionId = case.parse().unwrap();
    let code = town.wait(town.back_office().reissue_code(&staff, &id, "窓口で運転免許証")).unwrap();

    assert_ne!(code.reveal(), receipt.code);
    hanako.looks_up(&receipt.number, &receipt.code).expect(404);
    hanako.looks_up(&receipt.number, code.reveal()).expect(200);
    web.get(&address).expect(303);
    let events = clerk.events(&case);
    let last = events.last().unwrap();
    assert_eq!((&last["kind"], &last["actor"]), (&json!("code-reissued"), &json!(clerk.id)));
    assert!(!last.to_string().contains(code.reveal()), "no log has the code");
    let without = town.wait(town.back_office().reissue_code(&staff, &id, " "));
    assert!(without.is_err(), "how the person was known is said");
}

fn what_was_done_is_told_although_the_code_is_a_new_one(town: &TestTown) {
    let (_hanako, receipt, clerk, case) = in_review(town);
    let (number, id): (ReceiptNumber, SubmissionId) =
        (receipt.number.parse().unwrap(), case.parse().unwrap());
    let access = counter::Access::Code(receipt.code.parse().unwrap());
    let (counter, staff) = (town.counter(), signed_in(town, &clerk));
    let said =
        counter::Said { text: "午前がよいです。".to_owned(), ..counter::Said::default() };
    let written = town.wait(counter.write_message(&number, &access, said)).unwrap();

    // The office gives out a new code before the answer is on its way.
    town.wait(town.back_office().reissue_code(&staff, &id, "窓口で運転免許証")).unwrap();

    let shown = town.wait(counter.status_after(written, Language::Japanese)).unwrap();
    assert_eq!(shown.messages.len(), 1, "who was heard is told so");
    assert!(shown.access_code.is_none());
    let again = town.wait(counter.status(&number, &access, Language::Japanese));
    assert!(matches!(again, Err(counter::Error::NotFound)), "the old code opens nothing more");
}

fn the_office_opens_the_notice_that_it_issued(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let approver = town.approver_of(ALLOWANCE, "takahashi");
    clerk.commands(&case, json!({ "type": "propose", "verdict": "approve" })).expect(200);
    approver.commands(&case, json!({ "type": "approve" })).expect(200);
    let id: SubmissionId = case.parse().unwrap();
    let staff = signed_in(town, &clerk);
    let before = clerk.events(&case).len();

    let opened = town.wait(town.back_office().case_notice(&staff, &id, "1")).unwrap();

    let number = receipt.number.parse().unwrap();
    let access = counter::Access::Code(receipt.code.parse().unwrap());
    let given = town.wait(town.counter().notice_pdf(&number, &access, "1")).unwrap();
    assert_eq!(opened.bytes, given.bytes, "the very paper that the resident has");
    let events = clerk.events(&case);
    assert_eq!(events.len(), before + 2, "both looks are recorded");
    assert_eq!(events[before]["event"]["field"], "notices/1");
    assert_eq!(events[before + 1]["kind"], "notice-opened");
    assert!(town.wait(town.back_office().case_notice(&staff, &id, "2")).is_err());
    assert_eq!(clerk.events(&case).len(), before + 2, "what was not shown was not seen");
    assert_eq!(hanako.status(&receipt)["notices"].as_array().unwrap().len(), 1);
}

fn one_reason_shows_several_answers(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let form = &town.catalogue().procedure(ALLOWANCE).unwrap().form;
    let with_number = |data: &Value| data["myNumber"]["number"].is_string();
    let example = form.valid_examples().find(with_number).unwrap();
    let receipt = hanako.files(ALLOWANCE, &hanako.with_pictures(example));
    let case = clerk.finds(&receipt.number);
    let staff = signed_in(town, &clerk);
    let id: SubmissionId = case.parse().unwrap();
    let view = town.wait(town.back_office().case(&staff, &id, Language::Japanese)).unwrap();
    let sensitive: Vec<String> =
        view.answers.iter().flat_map(|group| &group.answers).flat_map(sensitive_places).collect();
    assert!(sensitive.len() > 1, "{sensitive:?}");
    let before = clerk.events(&case).len();

    let shown =
        town.wait(town.back_office().reveal(&staff, &id, &sensitive, "振込口座の確認")).unwrap();

    assert_eq!(shown.len(), sensitive.len());
    assert_eq!(clerk.events(&case).len(), before + sensitive.len(), "each look is recorded");
    let mixed = [sensitive[0].clone(), "/name".to_owned()];
    let refused = town.wait(town.back_office().reveal(&staff, &id, &mixed, "確認"));
    assert!(refused.is_err(), "what is not masked is not asked for: {refused:?}");
}

fn sensitive_places(answer: &form_engine::Answer) -> Vec<String> {
    match &answer.shown {
        form_engine::Shown::Group(parts) => parts.iter().flat_map(sensitive_places).collect(),
        form_engine::Shown::Nothing | form_engine::Shown::Rows(_) => Vec::new(),
        form_engine::Shown::Text(_)
        | form_engine::Shown::List(_)
        | form_engine::Shown::Attachments(_) => {
            answer.sensitive.map(|_| answer.at.clone()).into_iter().collect()
        }
    }
}

fn namesakes_are_not_the_same_person(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let mut namesake = town.answers(&hanako, ALLOWANCE);
    namesake["birthDate"] = json!("1971-02-03");
    hanako.files(ALLOWANCE, &namesake);
    let staff = signed_in(town, &clerk);
    let id: SubmissionId = case.parse().unwrap();
    let previous = || {
        let view = town.wait(town.back_office().case(&staff, &id, Language::Japanese)).unwrap();
        let numbers = view.previous.iter().map(|past| past.case.receipt_number.to_string());
        numbers.collect::<Vec<_>>()
    };
    assert_eq!(previous(), [""; 0], "a name alone lists nobody");
    let again = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    assert_eq!(previous(), [again.number], "name and day of birth do");
    assert_ne!(receipt.number, "");
}

fn nobody_buries_a_case_in_messages(town: &TestTown) {
    let (mallory, receipt, _clerk, _case) = in_review(town);
    let says = |n: usize| mallory.acts(&receipt, "messages", &json!({ "text": format!("{n}") }));
    let mut said = 0;
    for _day in 0..10 {
        for _ in 0..20 {
            said += 1;
            says(said).expect(201);
        }
        let told = says(0);
        assert_eq!(told.status, 429, "{}", told.text());
        assert!(told.json()["detail"].as_str().unwrap().contains("20"), "{}", told.text());
        town.advance(Duration::days(1));
    }
    let told = says(0).expect(429);
    assert!(told.header("retry-after").is_none(), "no waiting helps");
    assert!(told.json()["detail"].as_str().unwrap().contains("200"), "{}", told.text());
    assert_eq!(mallory.status(&receipt)["messages"].as_array().unwrap().len(), 200);
    let bell = json!({ "text": "\u{7}\u{202E}" });
    assert_eq!(mallory.acts(&receipt, "messages", &bell).status, 422);
}

fn no_flood_hides_what_was_asked(town: &TestTown) {
    const FLOOD: usize = 210;
    let (hanako, receipt, clerk, case) = in_review(town);
    let remark = json!({ "at": "/employer", "text": "勤め先の正しい名前を書いてください。" });
    let asked = json!({ "type": "request_correction", "remarks": [remark] });
    let mut version = clerk.commands(&case, asked).expect(200).json()["version"].clone();
    for n in 0..FLOOD {
        let note = json!({ "type": "note", "version": version, "text": format!("{n}件目") });
        version = clerk.commands_blindly(&case, &note).expect(200).json()["version"].clone();
    }
    let mut data = town.answers(&hanako, ALLOWANCE);
    data["employer"] = json!("せんだい商店");
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);

    let seen = clerk.case(&case);
    assert_eq!(seen["remarks"][0]["at"], "/employer", "what was asked is there");
    assert_eq!(seen["notes"].as_array().unwrap().last().unwrap()["text"], "209件目");
    let timeline = hanako.status(&receipt)["timeline"].clone();
    let steps: Vec<&str> =
        timeline.as_array().unwrap().iter().map(|step| step["what"].as_str().unwrap()).collect();
    assert_eq!(steps, ["filed", "review-started", "correction-requested", "corrected"]);
    let events = clerk.events(&case);
    assert_eq!(events.len(), 4 + FLOOD, "the whole log, page after page");
    for (place, event) in (1..).zip(&events) {
        assert_eq!(event["seq"], place);
    }
    let staff = signed_in(town, &clerk);
    let id: SubmissionId = case.parse().unwrap();
    let view = town.wait(town.back_office().case(&staff, &id, Language::Japanese)).unwrap();
    assert_eq!(view.history.entries.len(), 100, "the newest part of the history");
    assert_eq!(view.history.entries.last().unwrap().event.word(), "resubmitted");
    let mut before = view.history.earlier;
    let mut entries = view.history.entries.len();
    while let Some(from) = before {
        let page = town.wait(town.back_office().case_history(&staff, &id, from)).unwrap();
        entries += page.entries.len();
        before = page.earlier;
    }
    assert_eq!(entries, 4 + FLOOD, "and every earlier one");
}

/// A clerk of the procedure at the screen, with a password.
pub(crate) fn at_the_screen(town: &TestTown, procedure: &str, home: &Browser, email: &str) {
    const PASSWORD: &str = "窓口の番号札は三十七番です";
    let new = NewStaff {
        email: email.to_owned(),
        name: Some("佐藤 一郎".to_owned()),
        grant: Grant::new(Role::Clerk, town.department_of(procedure).parse().unwrap()),
        password: Some(PASSWORD.to_owned()),
    };
    town.wait(town.back_office().people().add(new)).unwrap();
    town.signs_in(home, email, PASSWORD, &[]).expect(303);
}

fn what_was_typed_outlives_the_session(town: &TestTown) {
    const PASSWORD: &str = "窓口の番号札は三十七番です";
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let case = town.clerk_of(ALLOWANCE, "suzuki").finds(&receipt.number);
    let web = town.resident().web;
    at_the_screen(town, ALLOWANCE, &web, "screen@city.example");
    let address = format!("/office/cases/{case}");
    let commands = format!("{address}/commands");
    let page = web.get(&format!("{address}?from=view%3Dall%26cursor%3D")).expect(200);
    assert!(page.text().contains("href=\"/office/?view=all&#38;cursor=\""), "{}", page.text());
    let mut note = page.hidden(&commands);
    note.retain(|(name, _)| name != "type");
    note.push(("type".to_owned(), "note".to_owned()));
    note.push(("text".to_owned(), "電話で「髙」の字を確かめた".to_owned()));
    town.advance(Duration::minutes(31));

    let door = web.post_form(&commands, &note).expect(401);

    assert!(door.text().contains("入力した内容は残っています"), "{}", door.text());
    let typed = [("email", "screen@city.example"), ("password", PASSWORD)];
    let second = web.submit(&door, "/office/sign-in", &typed).expect(200);
    let back = town.gives_code(&web, &second, "screen@city.example", &[]).expect(200);
    let text = back.text();
    assert!(text.contains("電話で「髙」の字を確かめた</textarea>"), "{text}");
    assert!(text.contains("まだ送っていません"), "{text}");
    let mut again = back.hidden(&commands);
    again.retain(|(name, _)| name != "type");
    again.push(("type".to_owned(), "note".to_owned()));
    again.push(("text".to_owned(), "電話で「髙」の字を確かめた".to_owned()));
    let done = web.post_form(&commands, &again).expect(303).location();
    assert!(done.contains("done=note") && done.contains("from=view%3Dall"), "{done}");
}

fn a_correction_is_seen_before_it_leaves(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let case = town.clerk_of(ALLOWANCE, "suzuki").finds(&receipt.number);
    let web = town.resident().web;
    at_the_screen(town, ALLOWANCE, &web, "screen@city.example");
    let address = format!("/office/cases/{case}");
    let (commands, correction) = (format!("{address}/commands"), format!("{address}/correction"));
    let claim = web.get(&address).expect(200);
    web.submit(&claim, &commands, &[("type", "claim")]).expect(303);
    let letters = || {
        town.run_jobs();
        town.letters().len()
    };
    let known = letters();

    let mut asked = web.get(&address).expect(200).hidden(&commands);
    asked.retain(|(name, _)| name != "type");
    asked.push(("type".to_owned(), "request_correction".to_owned()));
    web.post_form(&correction, &asked).expect(422);
    asked.push(("remark:/employer".to_owned(), "勤め先の正しい名前を書いてください。".to_owned()));
    asked.push(("remark:/kana".to_owned(), String::new()));
    asked.push(("why:/kana".to_owned(), "differs-from-register".to_owned()));
    let seen = web.post_form(&correction, &asked).expect(200);
    let text = seen.text();
    assert!(text.contains("まだ送っていません"), "{text}");
    assert!(text.contains("勤め先の正しい名前を書いてください。"), "{text}");
    assert!(text.contains("住民票などの記録と違うようです"), "the sentence of the reason: {text}");
    assert!(text.contains("補正のお願い（") && text.contains("補正の期限："), "the letter: {text}");
    assert_eq!(letters(), known, "nothing has left");
    assert!(hanako.status(&receipt)["correction"].is_null());

    let mut mended = seen.hidden(&commands);
    mended.push(("mend".to_owned(), "yes".to_owned()));
    let back = web.post_form(&correction, &mended).expect(200).text();
    assert!(
        back.contains("勤め先の正しい名前を書いてください。"),
        "what was written is there: {back}"
    );
    let done = web.post_form(&commands, &seen.hidden(&commands)).expect(303).location();
    assert!(done.contains("done=request_correction"), "{done}");
    assert_eq!(letters(), known + 1);
    assert_eq!(hanako.status(&receipt)["correction"]["remarks"].as_array().unwrap().len(), 2);
    // The page is older than the case by now.
    let other = web.post_form(&correction, &asked).expect(409).text();
    assert!(other.contains("勤め先の正しい名前を書いてください。"), "{other}");
}
