//! What the provider does, and whoever says that they are the provider.

use fees::PaymentEventKind;
use testkit::{Payment, Resident};

use crate::{board::Filed, chance::Chance, place::Place};

/// How the provider behaves, the usual way several times.
const SCENARIOS: &[&str] = &[
    "success",
    "success",
    "success",
    "failure",
    "delayed",
    "duplicate",
    "out-of-order",
    "late",
    "never",
];

/// The provider's page for what is to be paid now, if anything is.
fn page(here: &Place<'_>, filed: &Filed) -> Option<String> {
    let who = here.town.resident();
    let answer = who.looks_up(filed.number(), &filed.receipt.code);
    if answer.status != 200 {
        return None;
    }
    let status = answer.json();
    let Some(bill) = status["payment"]["url"].as_str() else {
        here.board.waits_for("payment", filed.number(), false);
        return None;
    };
    let asked = who.web.get(bill);
    let opened = if here.is_cut_off() {
        here.board.heard_or_later("order", &asked)
    } else {
        here.board.heard("order", &asked)
    };
    // What was paid in the meantime leads back.
    let to = opened.then(|| asked.location()).filter(|to| to.contains("/pay?"))?;
    here.board.provider_is(to.split_once("/pay?").unwrap().0);
    Some(to)
}

pub(crate) fn is_paid(here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
    let Some(page) = page(here, filed) else { return };
    let answer = if chance.one_in(5) {
        if Resident::tries_a_number(&page).status == 303 {
            Resident::tries_to_pay_the_number(&page)
        } else {
            return;
        }
    } else {
        let scenario: &&str = chance.pick(SCENARIOS);
        Resident::tries_card(&page, scenario)
    };
    if here.board.heard("paid", &answer) {
        here.board.waits_for("payment", filed.number(), false);
        here.board.waits_for("refund", filed.number(), true);
    }
}

/// Too little, in vain, twice, or by somebody who is not the provider.
pub(crate) fn is_told_strangely(here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
    let Some(page) = page(here, filed) else { return };
    let mut payment = Payment::of_page(&page);
    let event = format!("event-{}", here.board.number());
    let now = here.town.now();
    if chance.one_in(3) {
        let body = payment.says(PaymentEventKind::Captured, &event, now);
        assert!(here.town.forger_calls(&body).status >= 400, "a forged callback was taken");
        here.board.done("forged");
        return;
    }
    let kind = if chance.one_in(3) {
        PaymentEventKind::Failed
    } else {
        payment.amount += 1;
        here.board.is_strange(filed.number());
        PaymentEventKind::Captured
    };
    let body = payment.says(kind, &event, now);
    for _ in 0..2 {
        here.board.heard("paid strangely", &here.town.provider_calls(&body));
    }
}
