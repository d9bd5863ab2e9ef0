//! A message to each of many residents: everybody reads their own number, in their own language.

use super::*;
use crate::message_templates::keeps;

on_both_engines!(
    each_resident_reads_a_message_of_their_own,
    a_template_speaks_the_language_of_each_resident,
    who_withdrew_is_not_written_to_and_no_brace_leaves_the_house,
);

/// What the office wrote, as the resident of the case reads it.
pub(super) fn read(who: &Colleague, case: &str) -> Vec<String> {
    let said = who.case(case)["messages"].as_array().unwrap().clone();
    said.iter().map(|message| message["text"].as_str().unwrap().to_owned()).collect()
}

fn each_resident_reads_a_message_of_their_own(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = cases_of(town, &clerk, 3);
    let mut fields = ticked(&web, &seen(&clerk, &cases));
    fields.push(field("do", "message"));
    let asked = web.post_form("/office/bulk", &fields).expect(422).text();
    assert!(asked.contains("メッセージの本文を書いてください"), "{asked}");
    let typed = "受付番号は{受付番号}です。断水の日が変わりました。";
    fields.push(field("message", typed));
    let checked = web.post_form("/office/bulk", &fields).expect(200);
    let number = |case: &String| clerk.case(case)["receipt_number"].as_str().unwrap().to_owned();
    let first = format!("受付番号は{}です。", number(&cases[0]));
    let text = checked.text();
    assert!(text.contains("3件にメッセージを送れます") && text.contains(&first), "{text}");
    assert!(cases.iter().all(|case| read(&clerk, case).is_empty()), "nothing is sent by looking");
    let page = web.submit(&checked, "/office/bulk", &[]).expect(303).location();
    town.run_jobs();
    let done = web.get(&page).expect(200).text();
    assert!(done.contains("3件にメッセージを送りました"), "{done}");
    for case in &cases {
        let expected = format!("受付番号は{}です。断水の日が変わりました。", number(case));
        assert_eq!(read(&clerk, case), [expected]);
    }
    // The same page once more sends nothing twice.
    web.submit(&checked, "/office/bulk", &[]).expect(303);
    town.run_jobs();
    assert!(cases.iter().all(|case| read(&clerk, case).len() == 1));
}

fn a_template_speaks_the_language_of_each_resident(town: &TestTown) {
    let lead = town.at_work("mori", Role::Lead, WATER);
    let template = [
        ("do", "save"),
        ("template", ""),
        ("version", ""),
        ("procedure", ""),
        ("name", "断水のお知らせ"),
        ("japanese", "{受付番号}：断水の日が変わりました。"),
        ("english", "{受付番号}: The day without water has changed."),
    ];
    keeps(&lead, &template).expect(303);
    let clerk = town.clerk_of(WATER, "takahashi");
    let hanako = town.resident();
    let body = json!({ "procedure": WATER, "data": town.answers(&hanako, WATER) });
    for language in ["ja", "en"] {
        let headers = [("idempotency-key", language), ("accept-language", language)];
        hanako.web.post_json("/api/v1/submissions", &headers, &body).expect(201);
    }
    let cases: Vec<String> =
        clerk.queue("").iter().map(|case| case["id"].as_str().unwrap().to_owned()).collect();
    let offered = clerk.case(&cases[0])["templates"][0]["id"].clone();
    let order = |command: Value| {
        let cases: Vec<Value> = seen(&clerk, &cases)
            .into_iter()
            .map(|(id, version)| json!({ "id": id, "version": version }))
            .collect();
        json!({ "command": command, "cases": cases })
    };
    let both = json!({ "type": "message", "text": "x", "template": offered });
    asks(&clerk, "both", &order(both)).expect(422);
    asks(&clerk, "none", &order(json!({ "type": "message" }))).expect(422);
    let begun = asks(&clerk, "k", &order(json!({ "type": "message", "template": offered })));
    let id = begun.expect(202).json()["job"].as_str().unwrap().parse().unwrap();
    ends(town, &clerk, &id);
    assert_eq!(results(&clerk, &id), ["done", "done"]);
    let said: Vec<String> = cases.iter().flat_map(|case| read(&clerk, case)).collect();
    assert!(said.iter().any(|text| text.ends_with("断水の日が変わりました。")), "{said:?}");
    assert!(said.iter().any(|text| text.ends_with("has changed.")), "{said:?}");
}

fn who_withdrew_is_not_written_to_and_no_brace_leaves_the_house(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = cases_of(town, &clerk, 2);
    let gone = json!({ "type": "take_withdrawal", "way": "telephone", "identity": "生年月日" });
    clerk.commands(&cases[0], gone).expect(200);
    let mut fields = ticked(&web, &seen(&clerk, &cases));
    fields.extend([field("do", "message"), field("message", "{補正の期限}までにお願いします。")]);
    let checked = web.post_form("/office/bulk", &fields).expect(200).text();
    assert!(checked.contains("2件は、ここでは送れません"), "{checked}");
    assert!(checked.contains("取り下げた人には、まとめて送りません"), "{checked}");
    assert!(checked.contains("{補正の期限}"), "what is missing is named: {checked}");
}
