//! Paying: told twice, told wrongly, told too late.

use chrono::Duration;
use fees::PaymentEventKind::Captured;
use serde_json::Value;
use testkit::{HANAKO, Receipt, Resident, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";

on_both_engines!(
    a_paid_submission_is_received,
    a_replayed_callback_changes_nothing,
    a_forged_callback_changes_nothing,
    the_wrong_amount_pays_nothing,
    unpaid_submissions_lapse_and_late_money_is_recorded,
);

fn owing(town: &TestTown) -> (Resident, Receipt) {
    let hanako = town.resident();
    let receipt = hanako.files(COPY, &town.answers(&hanako, COPY));
    assert_eq!(receipt.body["state"], "awaiting-payment");
    (hanako, receipt)
}

fn happened(status: &Value) -> Vec<&str> {
    let timeline = status["timeline"].as_array().unwrap();
    timeline.iter().map(|entry| entry["what"].as_str().unwrap()).collect()
}

fn a_paid_submission_is_received(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let payment = receipt.payment();
    assert_eq!(payment.amount, 410, "300 yen a copy and 110 yen postage");

    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);

    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "received");
    assert_eq!(status["payment"]["state"], "captured");
    assert_eq!(status["payment"]["url"], Value::Null);
    assert_eq!(happened(&status), ["filed", "paid"]);
    town.run_jobs();
    town.letters_are(&[
        (HANAKO, "受け付けました（お支払いをお願いします）", &receipt.number),
        (HANAKO, "お支払いを確認しました", "410円"),
    ]);
}

fn a_replayed_callback_changes_nothing(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let body = receipt.payment().says(Captured, "e-1", town.now());

    for _ in 0..3 {
        town.provider_calls(&body).expect(204);
    }

    assert_eq!(happened(&hanako.status(&receipt)), ["filed", "paid"]);
    town.run_jobs();
    town.letters_are(&[
        (HANAKO, "受け付けました（お支払いをお願いします）", &receipt.number),
        (HANAKO, "お支払いを確認しました", "410円"),
    ]);
}

fn a_forged_callback_changes_nothing(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let body = receipt.payment().says(Captured, "e-1", town.now());

    town.forger_calls(&body).expect(400);
    hanako.web.send("POST", "/payments/callback", &[], body).expect(400);

    let status = hanako.status(&receipt);
    assert_eq!(
        (&status["state"], &status["payment"]["state"]),
        (&"awaiting-payment".into(), &"open".into())
    );
}

fn the_wrong_amount_pays_nothing(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let mut payment = receipt.payment();
    payment.amount = 1;

    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);

    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "awaiting-payment");
    assert_eq!(status["payment"]["state"], "needs-attention");
}

fn unpaid_submissions_lapse_and_late_money_is_recorded(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    town.run_jobs();
    assert_eq!(hanako.status(&receipt)["state"], "awaiting-payment");

    town.advance(Duration::days(15));
    town.run_jobs();
    assert_eq!(hanako.status(&receipt)["state"], "lapsed");

    town.provider_calls(&receipt.payment().says(Captured, "e-1", town.now())).expect(204);
    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "lapsed");
    assert_eq!(happened(&status), ["filed", "lapsed", "paid-too-late"]);
}
