//! 一部・条件付き and 却下: what is granted, on which conditions and why, as clerks propose it, as it
//! is decided, and as the applicant is told; and the departments that a row of the table wants asked.

use chrono::Duration;
use kernel::{Grant, Rank, Role};
use lopdf::Document;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, Receipt, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";
const WATER: &str = "suido-kaishi";

on_both_engines!(
    what_is_granted_in_part_is_told_everywhere_with_its_terms,
    the_page_proposes_in_part_and_loses_nothing_that_was_typed,
    a_dismissal_ends_refused_and_says_that_it_is_one,
    how_much_is_granted_says_who_grants_it,
    what_is_not_all_that_was_asked_for_is_said_whole,
    a_department_of_the_table_is_asked_before_anything_is_proposed,
    the_notice_is_seen_before_anybody_decides,
);

/// Hanako's application for the allowance, in the hands of a clerk; the table has words of its own.
fn taken(town: &TestTown) -> (Resident, Receipt, Colleague, String) {
    town.decides_in_words();
    town.confirms_instructions();
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (hanako, receipt, clerk, case)
}

fn grounds() -> Value {
    json!({ "basis": "法第4条", "facts": "1人は市外に住む。", "application": "1人分の要件を満たさない。" })
}

fn in_part(granted: i64) -> Value {
    json!({ "type": "propose", "verdict": "approve-in-part", "grounds": grounds(),
            "terms": { "conditions": "毎年6月に現況を届け出ること。\n住所が変われば届け出ること。",
                       "amounts": [{ "label": "児童手当", "asked_yen": 30_000, "granted_yen": granted }] } })
}

fn dismissal() -> Value {
    json!({ "type": "propose", "verdict": "dismiss", "grounds": grounds() })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

/// The text of a paper, without blanks.
fn paper(web: &Browser, path: &str) -> String {
    text_of(&web.get(path).expect(200))
}

fn text_of(answer: &Answer) -> String {
    let read = Document::load_mem(&answer.body).unwrap();
    let text = |number| read.extract_text(&[number]).unwrap();
    let pages = read.get_pages().into_keys();
    pages
        .flat_map(|it| text(it).split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn last_letter(town: &TestTown) -> (String, String) {
    town.run_jobs();
    let letter = town.letters().pop().unwrap().letter;
    (letter.subject, letter.text)
}

fn what_is_granted_in_part_is_told_everywhere_with_its_terms(town: &TestTown) {
    let (hanako, receipt, clerk, case) = taken(town);
    let approver = town.approver_of(ALLOWANCE, "suzuki");
    let proposed = clerk.commands(&case, in_part(20_000)).expect(200).json();
    assert_eq!(proposed["proposal"]["verdict"], "approve-in-part");
    assert_eq!(proposed["proposal"]["terms"]["granted_yen"], 20_000);
    assert_eq!(hanako.status(&receipt)["decision"], Value::Null, "nothing is decided yet");
    assert_eq!(refused(approver.commands(&case, json!({ "type": "refuse" }))), "against-proposal");

    let decided = approver.commands(&case, json!({ "type": "approve" })).expect(200).json();
    assert_eq!(
        (&decided["state"], &decided["decision"]["verdict"]),
        (&json!("approved"), &json!("approve-in-part"))
    );
    assert_eq!(decided["notices"][0]["verdict"], "approve-in-part");
    assert_eq!(decided["notices"][0]["approved"], true);
    let status = hanako.status(&receipt);
    let told = &status["decision"];
    assert_eq!(
        (&told["verdict"], &told["called"]),
        (&json!("approve-in-part"), &json!("一部認定"))
    );
    assert_eq!(told["terms"]["amounts"][0]["asked_yen"], 30_000);
    assert!(told["reason"].as_str().unwrap().contains("1人は市外に住む。"), "{told}");
    assert!(status["timeline"].to_string().contains("approved-in-part"), "{status}");

    hanako.opens(&receipt);
    let address = format!("/receipts/{}", receipt.number);
    let page = hanako.web.get(&address).expect(200).text();
    for said in
        ["一部認定", "毎年6月に現況を届け出ること。", "30,000円", "20,000円", "1人は市外に住む。"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let printed = paper(&hanako.web, &format!("{address}/notices/1.pdf"));
    for said in [
        "「一部認定」と決定します。",
        "毎年6月に現況を届け出ること。",
        "児童手当30,000円20,000円",
        "合計30,000円20,000円",
        "教示",
        "1人は市外に住む。",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    let (subject, text) = last_letter(town);
    assert!(subject.contains("条件を付けて承認"), "{subject}");
    assert!(text.contains("一部認定") && !text.contains("市外"), "{text}");
    assert!(text.contains("申請の金額（合計）：30,000円"), "{text}");
    assert!(text.contains("認めた金額（合計）：20,000円"), "{text}");
    assert!(
        !text.contains("毎年6月") && !text.contains("児童手当："),
        "what for is not told: {text}"
    );

    let completed = clerk.commands(&case, json!({ "type": "complete" })).expect(200).json();
    assert_eq!(completed["state"], "completed");
    let log = clerk.events(&case);
    let decided = log.iter().find(|it| it["kind"] == "approved").unwrap();
    assert_eq!(decided["event"]["terms"]["amounts"][0]["granted"], 20_000);
    assert_eq!(decided["event"]["grounds"]["basis"], "法第4条");
}

fn the_page_proposes_in_part_and_loses_nothing_that_was_typed(town: &TestTown) {
    let (_hanako, _receipt, clerk, case) = taken(town);
    town.approver_of(ALLOWANCE, "suzuki");
    let web = town.signs_in_anew(&clerk.email);
    let address = format!("/office/cases/{case}");
    let commands = format!("{address}/commands");
    let posts = |granted: &str| {
        let mut form = web.get(&address).expect(200).hidden(&commands);
        form.retain(|(name, _)| ["csrf", "version"].contains(&name.as_str()));
        form.sort();
        form.dedup();
        let typed = [
            ("type", "propose"),
            ("verdict", "approve-in-part"),
            ("conditions", "毎年6月に現況を届け出ること。"),
            ("for:1", "児童手当"),
            ("asked:1", "３０，０００円"),
            ("granted:1", granted),
            ("for:2", ""),
            ("asked:2", ""),
            ("granted:2", ""),
            ("basis", "法第4条"),
            ("facts", "1人は市外に住む。"),
            ("application", "1人分の要件を満たさない。"),
        ];
        form.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        web.post_form(&commands, &form)
    };
    let page = web.get(&address).expect(200).text();
    for name in ["認定", "一部認定", "不認定", "申請の却下"] {
        assert!(page.contains(&format!("> {name}")), "{name}: {page}");
    }
    for (granted, told) in [
        ("二万", "金額の1行目の認める金額に"),
        ("40000", "認める金額は、0円以上、申請の金額以下です"),
    ] {
        let again = posts(granted).expect(422).text();
        assert!(again.contains(told), "{told}: {again}");
        for kept in [
            "value=\"児童手当\"",
            "value=\"３０，０００円\"",
            "毎年6月に現況を届け出ること。",
            "1人は市外に住む。",
        ] {
            assert!(again.contains(kept), "{kept}: {again}");
        }
        assert!(again.contains(&format!("value=\"{granted}\"")), "{again}");
    }
    let done = posts("20000").expect(303).location();
    let page = web.get(&done).expect(200).text();
    for said in [
        "起案：一部認定",
        "毎年6月に現況を届け出ること。",
        "20,000円",
        "一部・条件付きの承認を起案しました",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

fn a_dismissal_ends_refused_and_says_that_it_is_one(town: &TestTown) {
    let (hanako, receipt, clerk, case) = taken(town);
    let approver = town.approver_of(ALLOWANCE, "suzuki");
    clerk.commands(&case, dismissal()).expect(200);
    let page = town
        .signs_in_anew(&town.approver_of(ALLOWANCE, "ito").email)
        .get(&format!("/office/cases/{case}"))
        .expect(200)
        .text();
    assert!(page.contains("申請の却下を決定する</button>"), "{page}");
    let decided = approver.commands(&case, json!({ "type": "refuse" })).expect(200).json();
    assert_eq!(
        (&decided["state"], &decided["decision"]["verdict"]),
        (&json!("refused"), &json!("dismiss"))
    );
    let status = hanako.status(&receipt);
    assert_eq!(status["decision"]["verdict"], "dismiss");
    assert!(status["timeline"].to_string().contains("\"dismissed\""), "{status}");
    let (subject, text) = last_letter(town);
    assert!(subject.contains("申請を受け付けられませんでした"), "{subject}");
    assert!(text.contains("（却下）") && !text.contains("市外"), "{text}");
    hanako.opens(&receipt);
    let address = format!("/receipts/{}", receipt.number);
    let printed = paper(&hanako.web, &format!("{address}/notices/1.pdf"));
    for said in ["却下決定通知書", "「申請の却下」と決定します。", "教示"] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    let page = hanako.web.get(&address).expect(200).text();
    assert!(page.contains("申請の却下") && page.contains("1人は市外に住む。"), "{page}");
}

fn how_much_is_granted_says_who_grants_it(town: &TestTown) {
    let (_hanako, _receipt, clerk, case) = taken(town);
    let department: kernel::DepartmentId = town.department_of(ALLOWANCE).parse().unwrap();
    let of_rank = |name, rank| {
        town.colleague_with(name, Grant { rank, ..Grant::new(Role::Approver, department.clone()) })
    };
    let (chief, head) = (of_rank("ito", Rank::Chief), of_rank("suzuki", Rank::Section));
    let approve = || json!({ "type": "approve" });
    let much = clerk.commands(&case, in_part(10_001)).expect(200).json();
    assert_eq!(much["decides"]["decider"], "section");
    assert_eq!(refused(chief.commands(&case, approve())), "rank-too-low");
    clerk.commands(&case, json!({ "type": "recall" })).expect(200);
    let little = clerk.commands(&case, in_part(10_000)).expect(200).json();
    assert_eq!(little["decides"]["decider"], "chief");
    chief.commands(&case, approve()).expect(200);
    let last = head.events(&case).pop().unwrap();
    assert_eq!(last["event"]["level"], json!({ "decider": "chief" }));
}

fn what_is_not_all_that_was_asked_for_is_said_whole(town: &TestTown) {
    let (_hanako, _receipt, clerk, case) = taken(town);
    town.approver_of(ALLOWANCE, "suzuki");
    let without = |what: &str| {
        let mut command = in_part(20_000);
        command.as_object_mut().unwrap().remove(what);
        command
    };
    assert_eq!(refused(clerk.commands(&case, without("terms"))), "terms-missing");
    assert_eq!(refused(clerk.commands(&case, without("grounds"))), "reason-missing");
    assert_eq!(refused(clerk.commands(&case, in_part(30_001))), "amount-wrong");
    let mut bare = dismissal();
    bare.as_object_mut().unwrap().remove("grounds");
    assert_eq!(refused(clerk.commands(&case, bare)), "reason-missing");
    let unknown = json!({ "type": "propose", "verdict": "perhaps" });
    clerk.commands(&case, unknown).expect(422);
    assert_eq!(refused(clerk.commands(&case, json!({ "type": "settle" }))), "rank-too-low");
}

fn a_department_of_the_table_is_asked_before_anything_is_proposed(town: &TestTown) {
    let (_hanako, _receipt, clerk, case) = taken(town);
    let (approver, water) = (town.approver_of(ALLOWANCE, "suzuki"), town.clerk_of(WATER, "kato"));
    let propose = || json!({ "type": "propose", "verdict": "approve" });
    let department = town.department_of(WATER);
    let name = town.catalogue().department_name(&department, kernel::Language::Japanese);
    let told = clerk.commands(&case, propose()).expect(422).json();
    assert_eq!(told["rule"], "consultation-missing");
    assert!(told["detail"].as_str().unwrap().contains(&name), "{told}");
    assert_eq!(clerk.case(&case)["decides"]["consult"], json!([department]));
    let web = town.signs_in_anew(&town.clerk_of(ALLOWANCE, "takahashi").email);
    let page = || web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page().contains(&format!("{name}：起案の前に、必須の合議が要ります")), "{}", page());

    let due_on = (town.now().day() + Duration::days(7)).to_string();
    let asks = |binding| {
        json!({ "type": "consult", "department": department, "question": "使用者は誰ですか。",
                "due_on": due_on, "binding": binding })
    };
    let answers = |number: u32| {
        let path = format!("/api/v1/cases/{case}/consultations/{number}");
        let shown = water.get(&path).expect(200).json();
        let answer = json!({ "type": "answer_consultation", "version": shown["version"],
                             "consultation": number, "answer": "agree", "text": "" });
        water.commands_blindly(&case, &answer).expect(204);
    };
    clerk.commands(&case, asks(false)).expect(200);
    answers(1);
    assert_eq!(refused(clerk.commands(&case, propose())), "consultation-missing", "it has to bind");
    clerk.commands(&case, asks(true)).expect(200);
    assert_eq!(refused(clerk.commands(&case, propose())), "consultation-open");
    answers(2);
    assert!(page().contains(&format!("{name}：回答済み")), "{}", page());
    clerk.commands(&case, propose()).expect(200);
    approver.commands(&case, json!({ "type": "approve" })).expect(200);
}

fn the_notice_is_seen_before_anybody_decides(town: &TestTown) {
    let (_hanako, _receipt, clerk, case) = taken(town);
    let suzuki = town.approver_of(ALLOWANCE, "suzuki");
    let (desk, head) = (town.signs_in_anew(&clerk.email), town.signs_in_anew(&suzuki.email));
    let address = format!("/office/cases/{case}");
    let (commands, decision) = (format!("{address}/commands"), format!("{address}/decision"));
    let posts = |web: &Browser, typed: &[(&str, &str)]| {
        let mut form = web.get(&address).expect(200).hidden(&commands);
        form.retain(|(name, _)| ["csrf", "version"].contains(&name.as_str()));
        form.sort();
        form.dedup();
        form.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        web.post_form(&decision, &form)
    };
    let against = |facts| {
        [
            ("type", "propose"),
            ("verdict", "refuse"),
            ("basis", "法第4条"),
            ("facts", facts),
            ("application", "要件を満たさない。"),
        ]
    };
    let again = posts(&desk, &against("")).expect(422).text();
    assert!(again.contains("要件を満たさない。"), "what was typed is kept: {again}");
    let seen = text_of(&posts(&desk, &against("市外に住む。")).expect(200));
    for said in ["（案）番号は決定のときに付きます", "市外に住む。", "教示", "様"]
    {
        assert!(seen.contains(said), "{said}: {seen}");
    }
    head.get(&format!("{address}/proposal.pdf")).expect(404);
    assert_eq!(clerk.case(&case)["state"], "in-review", "looking proposes nothing");
    let numbers = clerk.case(&case)["notices"].clone();
    assert_eq!(numbers, json!([]), "and takes no number");

    let proposal = json!({ "type": "propose", "verdict": "refuse", "grounds": grounds() });
    clerk.commands(&case, proposal).expect(200);
    let page = head.get(&address).expect(200).text();
    assert!(page.contains(&format!("href=\"{address}/proposal.pdf\"")), "{page}");
    let proposed = paper(&head, &format!("{address}/proposal.pdf"));
    assert!(proposed.contains("1人は市外に住む。"), "{proposed}");
    let stranger = town.at_work("abe", Role::Clerk, WATER);
    stranger.get(&format!("{address}/proposal.pdf")).expect(404);
    // Another reason than the proposed one, as it would leave.
    let own = [
        ("type", "refuse"),
        ("basis", "法第4条"),
        ("facts", "2人とも市外に住む。"),
        ("application", "要件を満たさない。"),
    ];
    let seen = text_of(&posts(&head, &own).expect(200));
    assert!(seen.contains("2人とも市外に住む。"), "{seen}");
    // Whoever may not decide so sees no paper that says they did.
    posts(&desk, &own).expect(422);
    assert_eq!(clerk.case(&case)["state"], "awaiting-approval");

    suzuki.commands(&case, json!({ "type": "refuse" })).expect(200);
    let issued = paper(&head, &format!("{address}/notices/1.pdf"));
    assert!(issued.contains("1人は市外に住む。") && !issued.contains("（案）"), "{issued}");
}
