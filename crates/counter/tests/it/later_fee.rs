//! A fee that a clerk fixes: told, agreed to, paid, and only then issued.

use chrono::Duration;
use fees::PaymentEventKind::Captured;
use serde_json::{Value, json};
use testkit::{Colleague, HANAKO, Payment, Receipt, Resident, TestTown, on_both_engines};

const REGISTERS: &str = "joseki-kaisei";

on_both_engines!(
    a_clerk_fixes_the_fee_and_the_resident_pays,
    a_wrong_amount_is_asked_for_anew_and_the_old_bill_pays_nothing,
    a_waived_fee_asks_for_nothing_more,
    a_retry_of_the_filing_is_answered_as_before,
    a_resident_who_does_not_agree_withdraws,
    what_was_told_and_not_paid_lapses,
    a_fee_that_cannot_be_is_refused_by_line,
);

struct Scene {
    hanako: Resident,
    receipt: Receipt,
    clerk: Colleague,
    case: String,
}

/// A clerk has claimed what Hanako filed.
fn in_review(town: &TestTown) -> Scene {
    let hanako = town.resident();
    let receipt = hanako.files(REGISTERS, &town.answers(&hanako, REGISTERS));
    assert_eq!(receipt.body["state"], "received", "{}", receipt.body);
    assert_eq!(receipt.body["payment_url"], Value::Null);
    let clerk = town.clerk_of(REGISTERS, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    Scene { hanako, receipt, clerk, case }
}

/// Two registers of 750 yen and postage of 110 yen.
fn fee() -> Value {
    json!({ "type": "ask_fee", "lines": [
        { "label": "除籍謄本", "unit_yen": 750, "quantity": 2 },
        { "label": "郵送料", "unit_yen": 110, "quantity": 1 },
    ] })
}

impl Scene {
    #[track_caller]
    fn asks(&self, fee: Value) -> Payment {
        self.clerk.commands(&self.case, fee).expect(200);
        let status = self.hanako.status(&self.receipt);
        assert_eq!(status["state"], "awaiting-payment");
        Payment::of_address(status["payment"]["url"].as_str().unwrap())
    }

    fn state(&self) -> Value {
        self.hanako.status(&self.receipt)["state"].clone()
    }

    fn happened(&self) -> Vec<String> {
        let status = self.hanako.status(&self.receipt);
        let timeline = status["timeline"].as_array().unwrap();
        timeline.iter().map(|entry| entry["what"].as_str().unwrap().to_owned()).collect()
    }
}

fn a_clerk_fixes_the_fee_and_the_resident_pays(town: &TestTown) {
    let scene = in_review(town);
    let payment = scene.asks(fee());

    assert_eq!(payment.amount, 1_610);
    assert_eq!(payment.title, "手数料", "what a clerk typed stands in no address");
    let status = scene.hanako.status(&scene.receipt);
    assert_eq!(status["payment"]["lines"][0]["label"], "除籍謄本");
    assert_eq!(status["payment"]["lines"][0]["amount_yen"], 1_500);
    town.run_jobs();
    let told = [
        (HANAKO, "受け付けました", &*scene.receipt.number),
        (HANAKO, "手数料のお支払いをお願いします", "1,610円"),
    ];
    town.letters_are(&told);

    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);
    assert_eq!(scene.state(), "in-review");
    assert_eq!(scene.happened(), ["filed", "review-started", "fee-asked", "paid"]);
    let case = scene.clerk.case(&scene.case);
    assert_eq!(case["assignee_id"], scene.clerk.id);
    assert!(!case["available"].to_string().contains("fee"), "{}", case["available"]);
    town.run_jobs();
    town.letters_are(&[told[0], told[1], (HANAKO, "お支払いを確認しました", "1,610円")]);

    let suzuki = town.approver_of(REGISTERS, "suzuki");
    let proposal = json!({ "type": "propose", "verdict": "approve" });
    scene.clerk.commands(&scene.case, proposal).expect(200);
    suzuki.commands(&scene.case, json!({ "type": "approve" })).expect(200);
    scene.clerk.commands(&scene.case, json!({ "type": "complete" })).expect(200);
    assert_eq!(scene.state(), "completed");
}

fn a_wrong_amount_is_asked_for_anew_and_the_old_bill_pays_nothing(town: &TestTown) {
    let scene = in_review(town);
    let line = json!({ "label": "除籍謄本", "unit_yen": 7_500, "quantity": 2 });
    let wrong = scene.asks(json!({ "type": "ask_fee", "lines": [line] }));
    let right = scene.asks(fee());
    assert_eq!((wrong.amount, right.amount), (15_000, 1_610));

    town.provider_calls(&wrong.says(Captured, "e-1", town.now())).expect(204);
    assert_eq!(scene.state(), "awaiting-payment");
    let told = ["filed", "review-started", "fee-asked", "fee-asked", "paid-too-late"];
    assert_eq!(scene.happened(), told);

    town.provider_calls(&right.says(Captured, "e-2", town.now())).expect(204);
    assert_eq!(scene.state(), "in-review");
}

fn a_waived_fee_asks_for_nothing_more(town: &TestTown) {
    let scene = in_review(town);
    let suzuki = town.approver_of(REGISTERS, "suzuki");
    let proposal = json!({ "type": "propose", "verdict": "approve" });
    scene.clerk.commands(&scene.case, proposal).expect(200);
    suzuki.commands(&scene.case, json!({ "type": "approve" })).expect(200);
    let complete = json!({ "type": "complete" });
    let refused = scene.clerk.commands(&scene.case, complete.clone()).expect(422).json();
    assert_eq!(refused["rule"], "fee-not-settled");

    let payment = scene.asks(fee());
    let waiver = json!({ "type": "waive_fee", "reason": "公用のため" });
    scene.clerk.commands(&scene.case, waiver).expect(200);
    assert_eq!(scene.state(), "approved");
    assert_eq!(scene.hanako.status(&scene.receipt)["payment"], Value::Null);
    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);
    assert_eq!(scene.happened().last().unwrap(), "paid-too-late");

    scene.clerk.commands(&scene.case, complete).expect(200);
    town.run_jobs();
    town.letters_are(&[
        (HANAKO, "受け付けました", &scene.receipt.number),
        (HANAKO, "承認しました", "申請を承認しました"),
        (HANAKO, "手数料のお支払いをお願いします", "1,610円"),
        (HANAKO, "手数料のお支払いは要りません", "手数料がかからないことになりました"),
        (HANAKO, "手続が完了しました", "すべて終わりました"),
    ]);
}

fn a_retry_of_the_filing_is_answered_as_before(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(REGISTERS, "sato"));
    let data = town.answers(&hanako, REGISTERS);
    let receipt = Receipt::read(hanako.posts("k-1", REGISTERS, &data).expect(201).json());
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    clerk.commands(&case, fee()).expect(200);
    let again = hanako.posts("k-1", REGISTERS, &data).expect(201).json();
    assert_eq!(again, receipt.body, "what was asked for since is no part of it");
}

fn a_resident_who_does_not_agree_withdraws(town: &TestTown) {
    let scene = in_review(town);
    let payment = scene.asks(fee());
    assert_eq!(scene.hanako.status(&scene.receipt)["can_withdraw"], true);
    scene.hanako.acts(&scene.receipt, "withdrawal", &json!({})).expect(200);
    assert_eq!(scene.state(), "withdrawn");
    assert_eq!(scene.hanako.status(&scene.receipt)["payment"]["url"], Value::Null);
    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);
    assert_eq!(scene.happened().last().unwrap(), "paid-too-late");
}

fn what_was_told_and_not_paid_lapses(town: &TestTown) {
    let scene = in_review(town);
    let mut week = fee();
    week["due_on"] = "2026-11-27".into();
    scene.asks(week);
    town.advance(Duration::days(7));
    town.run_jobs();
    assert_eq!(scene.state(), "awaiting-payment");
    town.advance(Duration::days(1));
    town.run_jobs();
    assert_eq!(scene.state(), "lapsed");
}

fn a_fee_that_cannot_be_is_refused_by_line(town: &TestTown) {
    let scene = in_review(town);
    for (lines, told) in [
        (json!([]), "合計が0円"),
        (json!([{ "label": " ", "unit_yen": 1, "quantity": 1 }]), "1行目"),
        (json!([{ "label": "写し", "unit_yen": -1, "quantity": 1 }]), "1行目"),
        (json!([{ "label": "写し", "unit_yen": 100_000_001, "quantity": 1 }]), "100,000,000円"),
    ] {
        let asked = json!({ "type": "ask_fee", "lines": lines });
        let refused = scene.clerk.commands(&scene.case, asked).expect(422).json();
        assert!(refused["detail"].as_str().unwrap().contains(told), "{refused}");
    }
    let late = json!({ "type": "ask_fee", "due_on": "2026-11-20", "lines": fee()["lines"] });
    assert_eq!(scene.clerk.commands(&scene.case, late).expect(422).json()["rule"], "day-not-ahead");
    let stranger = town.approver_of(REGISTERS, "ito");
    assert_eq!(stranger.commands(&scene.case, fee()).expect(422).json()["rule"], "not-yours");
    assert_eq!(scene.state(), "in-review");
}
