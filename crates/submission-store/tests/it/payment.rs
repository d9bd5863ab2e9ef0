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
    let bill = bill(&town.file("花子").await);
    let kept = bill.clone();
    town.store.write(move |tx| payments::insert(tx, &kept)).await.unwrap();
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
    town.store.write(move |tx| payments::insert(tx, &first)).await.unwrap();
    let twice = town.store.write(move |tx| payments::insert(tx, &second)).await;
    assert_eq!(twice, Err(StoreError::Duplicate { table: "payments" }));
}

async fn a_bill_that_was_taken_back_makes_room(town: Town) {
    let filing = town.file("花子").await;
    let (first, second) = (bill(&filing), bill(&filing));
    let (old, overdue) = (first.payment.clone(), first.expires_at);
    let kept = town
        .store
        .write(move |tx| {
            payments::insert(tx, &first)?;
            payments::cancel_unpaid(tx, &first.submission, morning())?;
            payments::insert(tx, &second)?;
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
