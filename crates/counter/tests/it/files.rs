//! Files beside the answers: what clerks add, what goes with messages both ways, and what a department
//! says with its answer.

use back_office::Error;
use chrono::Duration;
use kernel::{AttachmentId, Role};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, HANAKO, Receipt, Resident, TestTown, on_both_engines};

use crate::looks::of_the_office;

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";
const DOG: &str = "inu-toroku";

on_both_engines!(
    a_clerk_adds_what_came_and_the_resident_hears_that_it_did,
    only_who_sent_a_file_for_a_case_names_it_there_and_once,
    a_paper_that_is_kept_secret_opens_only_with_its_right,
    files_go_with_messages_both_ways,
    a_file_that_is_not_taken_costs_nobody_their_words,
    the_pages_add_files_and_send_them,
    a_department_answers_with_files_that_the_resident_never_sees,
    what_lies_beside_the_answers_is_no_answer,
);

fn filed(town: &TestTown, procedure: &str) -> (Resident, Receipt) {
    let hanako = town.resident();
    let receipt = hanako.files(procedure, &town.answers(&hanako, procedure));
    (hanako, receipt)
}

fn attach(kind: &str, files: &[&str]) -> Value {
    json!({ "type": "attach", "kind": kind, "files": files })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn opens(town: &TestTown, who: &Colleague, case: &str, file: &str) -> Result<Vec<u8>, Error> {
    let (office, staff) = (town.back_office(), of_the_office(town, who));
    let (case, file): (_, AttachmentId) = (case.parse().unwrap(), file.parse().unwrap());
    town.wait(office.case_attachment(&staff, &case, &file, Some("確認"))).map(|file| file.bytes)
}

/// A file of the thread, by number and code.
pub(crate) fn fetches(who: &Resident, receipt: &Receipt, file: &str) -> Answer {
    let path = format!("/api/v1/submissions/{}/files/{file}", receipt.number);
    let proof = format!("Receipt {}", receipt.code);
    who.web.send("GET", &path, &[("authorization", &proof)], Vec::new())
}

fn a_clerk_adds_what_came_and_the_resident_hears_that_it_did(town: &TestTown) {
    let (hanako, receipt) = filed(town, WATER);
    let sato = town.clerk_of(WATER, "sato");
    let case = sato.finds(&receipt.number);
    let before = hanako.status(&receipt);
    town.run_jobs();
    let letters = town.letters().len();

    let internal = sato.sends_picture(&case);
    sato.commands(&case, attach("internal", &[&internal])).expect(200);
    assert_eq!(hanako.status(&receipt), before, "the office's own papers stay inside");
    let [one, other] = [(); 2].map(|()| sato.sends_picture(&case));
    let seen = sato.commands(&case, attach("by-post", &[&one, &other])).expect(200).json();
    let counter = sato.sends_picture(&case);
    sato.commands(&case, attach("at-counter", &[&counter])).expect(200);

    let added: Vec<&Value> = seen["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["added"].is_object())
        .collect();
    assert_eq!(added.len(), 3);
    let of_post = added.iter().find(|it| it["id"] == one.as_str()).unwrap();
    assert_eq!(
        (&of_post["added"]["kind"], &of_post["name"]),
        (&json!("by-post"), &json!("scan.png"))
    );
    assert_eq!(of_post["added"]["by"], "sato");
    let told: Vec<Value> = hanako.status(&receipt)["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["what"].clone())
        .filter(|what| what.as_str().unwrap().starts_with("paper"))
        .collect();
    assert_eq!(told, ["paper-came", "paper-taken"]);
    fetches(&hanako, &receipt, &one).expect(404);
    hanako.opens(&receipt);
    let page = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(
        page.contains("郵送していただいた書類が届きました") && !page.contains("scan.png"),
        "{page}"
    );
    assert!(opens(town, &sato, &case, &one).is_ok());
    let looked = sato.events(&case).pop().unwrap();
    assert_eq!(looked["event"]["field"], "attached 確認");
    town.run_jobs();
    assert_eq!(town.letters().len(), letters, "no letter leaves");

    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    let late = sato.sends_picture(&case);
    assert_eq!(refused(sato.commands(&case, attach("by-post", &[&late]))), "wrong-state");
}

fn only_who_sent_a_file_for_a_case_names_it_there_and_once(town: &TestTown) {
    let (sato, kato) = (town.clerk_of(WATER, "sato"), town.clerk_of(WATER, "kato"));
    let [one, other] = [(); 2].map(|()| sato.finds(&filed(town, WATER).1.number));
    let file = sato.sends_picture(&one);
    let by = |who: &Colleague, case: &str| who.commands(case, attach("by-post", &[&file]));
    assert_eq!(refused(by(&kato, &one)), "file-not-checked", "a colleague did not send it");
    assert_eq!(refused(by(&sato, &other)), "file-not-checked", "it was sent for another case");
    by(&sato, &one).expect(200);
    assert_eq!(refused(by(&sato, &one)), "file-not-checked", "it lies with the case already");
    assert_eq!(refused(sato.commands(&one, attach("by-post", &[]))), "files-missing");
    let many: Vec<String> = (0..6).map(|_| sato.sends_picture(&one)).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(refused(sato.commands(&one, attach("internal", &many))), "too-many-files");
    sato.commands(&one, attach("parcel", &many[..1])).expect(422);
    sato.commands(&one, attach("internal", &many[..5])).expect(200);

    // What nobody names is gone after a day.
    let late = sato.sends_picture(&one);
    town.advance(Duration::hours(25));
    assert_eq!(refused(sato.commands(&one, attach("internal", &[&late]))), "file-not-checked");
    // Who does not see the case sends nothing for it.
    let stranger = town.clerk_of(DOG, "mori");
    let picture = || ("file", "scan.png", Resident::picture());
    stranger.uploads(&one, picture()).expect(404);
    let auditor = town.colleague("abe", Role::Auditor, "city");
    auditor.uploads(&one, picture()).expect(403);
    sato.uploads(&one, ("file", "x.exe", b"MZ\x90\0")).expect(422);
}

fn a_paper_that_is_kept_secret_opens_only_with_its_right(town: &TestTown) {
    let (_hanako, receipt) = filed(town, WATER);
    let sato = town.clerk_of(WATER, "sato");
    let lead = town.colleague("ito", Role::Lead, &town.department_of(WATER));
    let case = sato.finds(&receipt.number);
    let mut secret = attach("by-post", &[&sato.sends_picture(&case)]);
    secret["secrecy"] = "see:health".into();
    let seen = sato.commands(&case, secret).expect(200).json();
    let file = seen["attachments"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(file["added"]["secrecy"], "see:health");
    let plain = sato.sends_picture(&case);
    sato.commands(&case, attach("by-post", &[&plain])).expect(200);

    let file = file["id"].as_str().unwrap();
    assert!(opens(town, &sato, &case, file).is_ok(), "clerks here carry the right");
    assert!(matches!(opens(town, &lead, &case, file), Err(Error::NotFound)));
    assert!(opens(town, &lead, &case, &plain).is_ok(), "what is no secret opens");
    let web = town.signs_in_anew(&lead.email);
    let page = web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("この種類の書類を見る権限がありません"), "{page}");
    assert!(page.contains("「健康」の権限がある人だけ"), "{page}");
}

fn files_go_with_messages_both_ways(town: &TestTown) {
    let (hanako, receipt) = filed(town, WATER);
    let (jiro, other) = filed(town, WATER);
    let sato = town.clerk_of(WATER, "sato");
    let case = sato.finds(&receipt.number);
    town.run_jobs();
    let letters = town.letters().len();
    let map = sato.sends_picture(&case);
    let message = json!({ "type": "message", "text": "図面を送ります。", "files": [map] });
    sato.commands(&case, message.clone()).expect(200);
    assert_eq!(refused(sato.commands(&case, message)), "file-not-checked", "once");

    let thread = hanako.status(&receipt)["messages"].clone();
    let sent = &thread[0]["files"][0];
    assert_eq!((&sent["id"], &sent["name"]), (&json!(map), &json!("scan.png")));
    let file = fetches(&hanako, &receipt, &map).expect(200);
    assert_eq!(file.header("content-type"), Some("image/png"));
    assert_eq!(u64::try_from(file.body.len()).ok(), sent["bytes"].as_u64());
    fetches(&jiro, &other, &map).expect(404);
    town.run_jobs();
    assert_eq!(town.letters().len(), letters + 1);
    let letter = town.letters().pop().unwrap();
    assert_eq!(letter.to.for_sending(), HANAKO);
    let said = format!("{}{}", letter.letter.subject, letter.letter.text);
    assert!(!said.contains("scan.png") && !said.contains("図面"), "{said}");

    let answer = hanako.writes_with_a_picture(&receipt, "写真を撮りました。");
    let seen = sato.case(&case);
    assert_eq!(seen["messages"][1]["files"][0]["id"], answer.as_str());
    let of_thread = |it: &Value| it["id"] == answer.as_str() || it["id"] == map.as_str();
    assert!(
        !seen["attachments"].as_array().unwrap().iter().any(of_thread),
        "they are in the thread"
    );
    assert!(opens(town, &sato, &case, &answer).is_ok());
    let theirs = json!({ "text": "もう一度", "files": [answer] });
    assert_eq!(refused(hanako.acts(&receipt, "messages", &theirs)), "file-not-checked");
    let foreign = json!({ "text": "これは", "files": [map] });
    assert_eq!(refused(jiro.acts(&other, "messages", &foreign)), "file-not-checked");
}

/// It is told by its name, and what was chosen beside it is kept.
fn a_file_that_is_not_taken_costs_nobody_their_words(town: &TestTown) {
    let (hanako, receipt) = filed(town, WATER);
    hanako.opens(&receipt);
    let address = format!("/receipts/{}", receipt.number);
    let messages = format!("{address}/messages");
    let page = hanako.web.get(&address).expect(200);
    let mut fields = page.hidden(&messages);
    fields.push(("message".to_owned(), "図面を送ります。".to_owned()));
    let exe = ("files", "図面.exe", b"MZ\x90\0".as_slice());
    let back = hanako.web.upload(&messages, &[], &fields, exe).expect(422).text();
    assert!(back.contains("図面を送ります。</textarea>"), "{back}");
    assert!(back.contains("「図面.exe」は付けられませんでした"), "{back}");
    assert_eq!(hanako.status(&receipt)["messages"], json!([]));

    // A picture is kept beside words that are missing, and goes with them the next time.
    fields.retain(|(name, _)| name != "message");
    let picture = ("files", "zumen.png", Resident::picture());
    let back = hanako.web.upload(&messages, &[], &fields, picture).expect(422);
    let kept = value_of(&back, "file").unwrap();
    assert!(back.text().contains("zumen.png"), "{}", back.text());
    let mut again = back.hidden(&messages);
    again.push(("message".to_owned(), "図面を送ります。".to_owned()));
    again.push(("file".to_owned(), kept.clone()));
    hanako.web.post_form(&messages, &again).expect(303);
    let page = hanako.web.get(&address).expect(200).text();
    let link = format!("{address}/files/{kept}");
    assert!(page.contains(&link) && page.contains("zumen.png"), "{page}");
    let file = hanako.web.get(&link).expect(200);
    assert_eq!(file.header("content-security-policy").unwrap().split(';').next(), Some("sandbox"));
    town.resident().web.get(&link).expect(404);
}

/// The value of the first ticked box of this name.
fn value_of(page: &Answer, name: &str) -> Option<String> {
    let text = page.text();
    let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split('"').next()?.to_owned())
}

/// The hidden fields of the form of a command on the page of a case.
fn form(web: &Browser, address: &str, action: &str, kind: &str) -> Vec<(String, String)> {
    let mut fields = web.get(address).expect(200).hidden(action);
    fields.retain(|(name, _)| ["csrf", "version"].contains(&name.as_str()));
    fields.truncate(2);
    fields.push(("type".to_owned(), kind.to_owned()));
    fields
}

fn the_pages_add_files_and_send_them(town: &TestTown) {
    let (hanako, receipt) = filed(town, WATER);
    let case = town.clerk_of(WATER, "sato").finds(&receipt.number);
    let web = town.at_work("kato", Role::Clerk, WATER);
    let address = format!("/office/cases/{case}");
    let (commands, preview) = (format!("{address}/commands"), format!("{address}/message"));
    let claim = form(&web, &address, &commands, "claim");
    web.post_form(&commands, &claim).expect(303);

    // Nothing is chosen yet of how it came: the file is kept meanwhile.
    let added = form(&web, &address, &commands, "attach");
    let picture = ("files", "<b>図面.png", Resident::picture());
    let back = web.upload(&commands, &[], &added, picture).expect(422);
    let text = back.text();
    assert!(text.contains("どう届いた書類かを選んでください"), "{text}");
    assert!(text.contains("&#60;b&#62;図面.png"), "{text}");
    let mut again = added.clone();
    again.push(("file".to_owned(), value_of(&back, "file").unwrap()));
    again.push(("kind".to_owned(), "at-counter".to_owned()));
    let done = web.post_form(&commands, &again).expect(303).location();
    assert!(done.contains("done=attach"), "{done}");
    let page = web.get(&address).expect(200).text();
    assert!(page.contains("窓口で受け取った書類：") && page.contains("職員が追加　kato"), "{page}");
    let missing = form(&web, &address, &commands, "attach");
    let missing = [missing, vec![("kind".to_owned(), "internal".to_owned())]].concat();
    let none = web.post_form(&commands, &missing).expect(422).text();
    assert!(none.contains("加えるファイルを選んでください"), "{none}");

    // A message is seen with its file before it leaves, and mended without losing it.
    let mut message = form(&web, &address, &commands, "message");
    message.push(("text".to_owned(), "図面を送ります。".to_owned()));
    let broken = ("files", "plan.pdf", b"%PDF-1.7 cut off".as_slice());
    let back = web.upload(&preview, &[], &message, broken).expect(422).text();
    assert!(back.contains("「plan.pdf」は付けられませんでした"), "{back}");
    assert!(back.contains("図面を送ります。</textarea>"), "{back}");
    let map = ("files", "plan.png", Resident::picture());
    let seen = web.upload(&preview, &[], &message, map).expect(200);
    assert!(seen.text().contains("plan.png") && seen.text().contains("まだ送っていません"));
    assert_eq!(hanako.status(&receipt)["messages"], json!([]));
    let mut mend = seen.hidden(&commands);
    mend.push(("mend".to_owned(), "yes".to_owned()));
    let mended = web.post_form(&preview, &mend).expect(200).text();
    assert!(
        mended.contains("plan.png") && mended.contains("図面を送ります。</textarea>"),
        "{mended}"
    );
    web.post_form(&commands, &seen.hidden(&commands)).expect(303);
    let sent = hanako.status(&receipt)["messages"][0]["files"][0].clone();
    assert_eq!(sent["name"], "plan.png");
    let page = web.get(&address).expect(200).text();
    let link = format!("{address}/attachments/{}", sent["id"].as_str().unwrap());
    assert!(page.contains(&link), "{page}");
    web.get(&link).expect(200);
    let page = web.get(&address).expect(200).text();
    assert!(page.contains("メッセージのファイル"), "the look stands in the history: {page}");
}

fn a_department_answers_with_files_that_the_resident_never_sees(town: &TestTown) {
    let hanako = town.resident();
    town.confirms_instructions();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let (sato, kato) = (town.clerk_of(ALLOWANCE, "sato"), town.clerk_of(WATER, "kato"));
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    let picture = || ("file", "scan.png", Resident::picture());
    kato.uploads(&case, picture()).expect(404);
    let due_on = town.now().day() + Duration::days(7);
    let question = json!({ "type": "consult", "department": town.department_of(WATER),
        "question": "使用者は誰ですか。", "due_on": due_on.to_string(), "binding": true });
    sato.commands(&case, question).expect(200);
    let before = hanako.status(&receipt);

    let file = kato.sends_picture(&case);
    let own = sato.sends_picture(&case);
    let asked = format!("/api/v1/cases/{case}/consultations/1");
    let version = kato.get(&asked).expect(200).json()["version"].clone();
    let answer = |file: &str| {
        json!({ "type": "answer_consultation", "version": version, "consultation": 1,
            "answer": "agree", "files": [file] })
    };
    assert_eq!(refused(kato.commands_blindly(&case, &answer(&own))), "file-not-checked");
    kato.commands_blindly(&case, &answer(&file)).expect(204);
    let told = sato.case(&case)["consultations"][0].clone();
    assert_eq!((&told["answer"], &told["files"][0]["id"]), (&json!("agree"), &json!(file)));
    assert!(opens(town, &sato, &case, &file).is_ok());
    assert!(matches!(opens(town, &kato, &case, &file), Err(Error::NotFound)), "it is out of sight");
    assert_eq!(hanako.status(&receipt), before, "the resident is told nothing");
    fetches(&hanako, &receipt, &file).expect(404);
    kato.uploads(&case, picture()).expect(404);
    town.is_whole();

    // On the page, a file that is not taken leaves the answer as it was written.
    let again = json!({ "type": "consult", "department": town.department_of(WATER),
        "question": "もう一度お願いします。", "due_on": due_on.to_string(), "binding": true });
    sato.commands(&case, again).expect(200);
    let web = town.at_work("mori", Role::Clerk, WATER);
    let address = format!("/office/consultations/cases/{case}/2");
    let mut fields = web.get(&address).expect(200).hidden(&address);
    fields.push(("stance".to_owned(), "opinion".to_owned()));
    fields.push(("text".to_owned(), "名義が違います。".to_owned()));
    let exe = ("files", "x.exe", b"MZ\x90\0".as_slice());
    let back = web.upload(&address, &[], &fields, exe).expect(422).text();
    assert!(back.contains("名義が違います。</textarea>") && back.contains("「x.exe」は"), "{back}");
    let map = ("files", "meter.png", Resident::picture());
    web.upload(&address, &[], &fields, map).expect(303);
    assert_eq!(sato.case(&case)["consultations"][1]["files"][0]["name"], "meter.png");
}

fn what_lies_beside_the_answers_is_no_answer(town: &TestTown) {
    let hanako = town.resident();
    let mut data = town.answers(&hanako, ALLOWANCE);
    let receipt = hanako.files(ALLOWANCE, &data);
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    let added = sato.sends_picture(&case);
    sato.commands(&case, attach("by-post", &[&added])).expect(200);
    assert!(!sato.case(&case)["answers"].to_string().contains(&added));
    let remarks = json!([{ "at": "/idCopy", "text": "もう一度付けてください。" }]);
    sato.commands(&case, json!({ "type": "request_correction", "remarks": remarks })).expect(200);
    // Nobody names a paper of the office as an answer of theirs.
    let several = data["idCopy"].is_array();
    data["idCopy"] = if several { json!([added]) } else { json!(added) };
    let answer = hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(422);
    assert_eq!(answer.json()["problems"][0]["rule"], "attachment", "{}", answer.text());
}
