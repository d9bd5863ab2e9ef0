//! Answers of a form as columns of a view: read for the rows that are shown.

use kernel::Role;
use serde_json::json;
use testkit::{Browser, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_view_of_one_procedure_shows_its_answers,
    a_view_of_several_procedures_has_no_such_columns,
);

/// Keeps a view with its answers in columns; gives its address.
fn keeps(web: &Browser, procedure: &str) -> String {
    let form = web.get("/office/views/new?view=all").expect(200);
    let typed = [
        ("name", "理由を見る"),
        ("view", "all"),
        ("procedure", procedure),
        ("size", "20"),
        ("column", "applicant"),
        ("column", "answers"),
    ];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let fields = [form.hidden("/office/views"), typed.into()].concat();
    web.post_form("/office/views", &fields).expect(303).location()
}

fn a_view_of_one_procedure_shows_its_answers(town: &TestTown) {
    let clerk = town.at_work("sato", Role::Clerk, ALLOWANCE);
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let view = keeps(&clerk, ALLOWANCE);
    let html = clerk.get(&view).expect(200).text();
    assert!(html.contains("<th scope=\"col\">請求の理由</th>"), "{html}");
    assert!(html.contains(">お子さんが生まれた</td>") && html.contains(&receipt.number), "{html}");

    // What a correction says is what the list says.
    let desk = town.clerk_of(ALLOWANCE, "suzuki");
    let case = desk.finds(&receipt.number);
    desk.claims(&case);
    let remark = json!({ "at": "/reason", "text": "ご確認ください。" });
    let asked = json!({ "type": "request_correction", "remarks": [remark] });
    desk.commands(&case, asked).expect(200);
    let mut mended = town.answers(&hanako, ALLOWANCE);
    mended["reason"] = json!("moved-in");
    hanako.acts(&receipt, "corrections", &json!({ "data": mended })).expect(200);
    let html = clerk.get(&view).expect(200).text();
    assert!(html.contains(">仙台市へ転入した</td>"), "{html}");

    // Who answers for other cases keeps the same view, and sees none of them.
    let stranger = town.at_work("kato", Role::Clerk, WATER);
    let html = stranger.get(&keeps(&stranger, ALLOWANCE)).expect(200).text();
    assert!(!html.contains(&receipt.number) && !html.contains("仙台市へ転入した</td>"), "{html}");
}

fn a_view_of_several_procedures_has_no_such_columns(town: &TestTown) {
    let clerk = town.at_work("sato", Role::Clerk, ALLOWANCE);
    let hanako = town.resident();
    let number = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE)).number;
    let html = clerk.get(&keeps(&clerk, "")).expect(200).text();
    assert!(html.contains(&number), "{html}");
    assert!(!html.contains("<th scope=\"col\">請求の理由</th>"), "{html}");
}
