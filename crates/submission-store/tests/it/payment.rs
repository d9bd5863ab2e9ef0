//! One bill, one payment, whatever the provider says how often and in which order.

use chrono::Duration;
use fees::{Bill, Currency, FeeLine, PaymentEvent, PaymentEventKind, PaymentState};
use kernel::{PaymentId, SystemIds, Yen};
use submission_store::{Scope, StoreError, payments};

use crate::town::{Filing, Town, morning, on_both_engines};

on_both_engines!(
    a_callback_counts_once,
    callbacks_at_once_make_one_state,
    a_second_open_bill_is_refused,
    a_bill_that_was_taken_back_makes_room,
    an_unknown_payment_is_nobodys,
    what_a_fee_is_for_opens_with_its_case_alone,
);

pub(crate) fn bill(filing: &Filing) -> Bill {
    let line = FeeLine {
        label: "住民票の写し".to_owned(),
        unit: Yen::new(300),
        quantity: 2,
        amount: Yen::new(600),
    };
    let payment = PaymentId::new(&SystemIds, morning());
    let until = morning().plus(Duration::days(14));
    Bill::issue(payment, filing.id.clone(), vec![line], morning(), until).unwrap()
}

fn event(id: &str, kind: PaymentEventKind) -> PaymentEvent {
    PaymentEvent {
        event_id: id.to_owned(),
        kind,
        amount: Yen::new(600),
        currency: Currency::Jpy,
        occurred_at: morning(),
    }
}

async fn billed(town: &Town) -> Bill {
    let filing = town.file("花子").await;
    let bill = bill(&filing);
    let (kept, sealer) = (bill.clone(), filing.submission.sealer);
    town.store.write(move |tx| payments::insert(tx, &sealer, &kept)).await.unwrap();
    bill
}

async fn a_callback_counts_once(town: Town) {
    let bill = billed(&town).await;
    let id = bill.payment.clone();
    town.store
        .write(move |tx| {
            let captured = event("ev-2", PaymentEventKind::Captured);
            let heard = payments::record(tx, &id, &captured, morning())?.unwrap();
            assert!(heard.is_new);
            let states = (heard.before, heard.payment.state);
            assert_eq!(states, (PaymentState::Open, PaymentState::Captured));
            let again = payments::record(tx, &id, &captured, morning())?.unwrap();
            assert!(!again.is_new);
            assert_eq!(again.payment.state, PaymentState::Captured);
            // What happened earlier is heard later.
            let created = event("ev-1", PaymentEventKind::Created);
            let late = payments::record(tx, &id, &created, morning())?.unwrap();
            assert_eq!((late.is_new, late.payment.state), (true, PaymentState::Captured));
            assert_eq!(payments::list_events(tx, &id)?.len(), 2);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let kept = town
        .store
        .read(move |tx| payments::list(tx, &Scope::Worker, &bill.submission).map(|all| (all, bill)))
        .await
        .unwrap();
    assert_eq!(kept.0.len(), 1);
    assert_eq!(kept.0[0].bill, kept.1);
}

async fn callbacks_at_once_make_one_state(town: Town) {
    let bill = billed(&town).await;
    let kinds = [PaymentEventKind::Created, PaymentEventKind::Captured, PaymentEventKind::Failed];
    let calls: Vec<_> = (0..12)
        .map(|n| {
            let (store, id) = (town.store.clone(), bill.payment.clone());
            // Four kinds of callers tell the same three events.
            let event = event(&format!("ev-{}", n % 3), kinds[n % 3]);
            tokio::spawn(async move {
                store.write(move |tx| payments::record(tx, &id, &event, morning())).await
            })
        })
        .collect();
    let mut new = 0;
    for call in calls {
        new += usize::from(call.await.unwrap().unwrap().unwrap().is_new);
    }
    assert_eq!(new, 3);
    let id = bill.payment.clone();
    let state = town.store.read(move |tx| payments::find(tx, &id)).await.unwrap().unwrap().state;
    assert_eq!(state, PaymentState::Captured);
}

async fn a_second_open_bill_is_refused(town: Town) {
    let filing = town.file("花子").await;
    let (first, second) = (bill(&filing), bill(&filing));
    let (one, other) = (filing.submission.sealer.clone(), filing.submission.sealer);
    town.store.write(move |tx| payments::insert(tx, &one, &first)).await.unwrap();
    let twice = town.store.write(move |tx| payments::insert(tx, &other, &second)).await;
    assert_eq!(twice, Err(StoreError::Duplicate { table: "payments" }));
}

async fn a_bill_that_was_taken_back_makes_room(town: Town) {
    let filing = town.file("花子").await;
    let (first, second) = (bill(&filing), bill(&filing));
    let sealer = filing.submission.sealer;
    let (old, overdue) = (first.payment.clone(), first.expires_at);
    let kept = town
        .store
        .write(move |tx| {
            payments::insert(tx, &sealer, &first)?;
            payments::cancel_unpaid(tx, &first.submission, morning())?;
            payments::insert(tx, &sealer, &second)?;
            // The money that comes for the first one all the same is heard of.
            let captured = event("ev-1", PaymentEventKind::Captured);
            payments::record(tx, &first.payment, &captured, morning())?;
            payments::cancel_unpaid(tx, &first.submission, overdue)?;
            payments::list(tx, &Scope::Worker, &first.submission)
        })
        .await
        .unwrap();
    let first = kept.iter().find(|payment| payment.bill.payment == old).unwrap();
    assert_eq!((first.state, first.cancelled_at), (PaymentState::Captured, Some(morning())));
    let second = kept.iter().find(|payment| payment.bill.payment != old).unwrap();
    assert_eq!((second.state, second.cancelled_at), (PaymentState::Open, Some(overdue)));
}

async fn an_unknown_payment_is_nobodys(town: Town) {
    let id = PaymentId::new(&SystemIds, morning());
    let captured = event("ev-1", PaymentEventKind::Captured);
    let heard = town.store.write(move |tx| payments::record(tx, &id, &captured, morning())).await;
    assert_eq!(heard, Ok(None));
}

const NAMED: &str = "名取 太郎さまの除籍謄本";

async fn what_a_fee_is_for_opens_with_its_case_alone(town: Town) {
    let filing = town.file("花子").await;
    let mut named = bill(&filing);
    NAMED.clone_into(&mut named.lines[0].label);
    let (kept, sealer) = (named.clone(), filing.submission.sealer);
    town.store.write(move |tx| payments::insert(tx, &sealer, &kept)).await.unwrap();
    let read = || async {
        let id = named.payment.clone();
        let found = town.store.read(move |tx| payments::find(tx, &id)).await;
        found.map(|payment| payment.unwrap().bill)
    };
    assert_eq!(read().await.as_ref(), Ok(&named));
    let lines = || town.texts("SELECT lines AS text FROM payments").remove(0);
    assert!(!lines().contains("名取") && lines().contains("600"), "{}", lines());

    // Another bill's words, and those of another case, do not open here.
    let other = billed(&town).await.payment;
    let theirs = format!("(SELECT labels FROM payments WHERE id = '{other}')");
    let own = named.payment.as_str();
    town.sql(&format!("UPDATE payments SET labels = {theirs} WHERE id = '{own}'")).unwrap();
    assert!(matches!(read().await, Err(StoreError::Corrupt { table: "payments", .. })));

    // A bill from before has its words beside its prices, and is read as it was.
    let before = lines_before(&named);
    let old = format!("UPDATE payments SET labels = NULL, lines = '{before}' WHERE id = '{own}'");
    town.sql(&old).unwrap();
    assert_eq!(read().await.as_ref(), Ok(&named));
}

/// The lines of a bill as they stood before their words were sealed.
pub(crate) fn lines_before(bill: &Bill) -> String {
    serde_json::to_string(&bill.lines).unwrap()
}
