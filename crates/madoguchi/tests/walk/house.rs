//! What the house does by itself.

use chrono::Duration;
use submission_store::rotation::{self, Finish};

use crate::place::Place;

/// A round of everything that is done within a minute. The provider may be away: then what is
/// asked of it waits.
pub(crate) fn does_jobs(here: &Place<'_>) {
    let _one_at_a_time = here.jobs.lock().unwrap();
    let transport = here.town.post_office_shared();
    let (chores, catalogue) = (here.town.chores(), here.town.catalogue());
    here.town.wait(async {
        catalogue.follow().await.unwrap();
        let asked = chores.ask_about_payments().await;
        match asked {
            Ok(round) => {
                assert_eq!(round.faults, 0, "{round:?}");
                (0..round.refunds).for_each(|_| here.board.done("given back"));
            }
            Err(fault) => assert!(here.is_cut_off(), "the provider is asked: {fault}"),
        }
        let round = chores.keep_terms().await.unwrap();
        assert_eq!(round.stuck, 0, "a case is due and cannot be moved");
        chores.ask_rules().await.unwrap();
        while chores.send_letters(&transport).await.unwrap().left > 0 {}
        chores.index_words().await.unwrap();
    });
    here.board.done("jobs");
}

pub(crate) fn tidies_up(here: &Place<'_>) {
    let _one_at_a_time = here.jobs.lock().unwrap();
    here.town.wait(here.town.chores().tidy_up()).unwrap();
    here.board.done("tidied");
}

pub(crate) fn closes_days(here: &Place<'_>) {
    let _one_at_a_time = here.jobs.lock().unwrap();
    if here.town.wait(here.town.chores().close_days()).unwrap() > 0 {
        here.board.done("days closed");
    }
}

pub(crate) fn compares_books(here: &Place<'_>) {
    let _one_at_a_time = here.jobs.lock().unwrap();
    match here.town.wait(here.town.chores().compare_ledger_daily()) {
        Ok(Some(_)) => here.board.done("books compared"),
        Ok(None) => here.board.done("books compared before"),
        Err(fault) => assert!(here.is_cut_off(), "the books are compared: {fault}"),
    }
}

pub(crate) fn tells_witness(here: &Place<'_>) {
    let _one_at_a_time = here.jobs.lock().unwrap();
    here.town.wait(here.town.chores().tell_witness(&here.witness())).unwrap();
    here.board.done("witness told");
}

pub(crate) fn begins_key(here: &Place<'_>) {
    let store = here.town.archive().store();
    here.town.wait(rotation::begin(store, here.town.now())).unwrap();
    here.board.done("key begun");
}

/// Every server looks for new keys every few seconds.
pub(crate) fn keeps_keys(here: &Place<'_>) {
    let _one_at_a_time = here.jobs.lock().unwrap();
    while here.town.wait(here.town.chores().keep_keys()).unwrap() {}
}

/// After every row was wrapped anew, as far as others do not wrap with the old key meanwhile.
pub(crate) fn finishes_key(here: &Place<'_>) {
    keeps_keys(here);
    let store = here.town.archive().store();
    match here.town.wait(rotation::finish(store, here.town.now())).unwrap() {
        Finish::Ended(_) => here.board.done("key ended"),
        Finish::Alone | Finish::TooSoon(_) | Finish::Named(_) => here.board.done("key goes on"),
    }
}

/// Terms run out, letters leave, days are closed, drafts and old keys end.
pub(crate) fn come_to_rest(here: &Place<'_>) {
    for pause in [Duration::hours(2), Duration::hours(2), Duration::days(40), Duration::hours(2)] {
        does_jobs(here);
        here.goes_on(pause);
    }
    does_jobs(here);
    tidies_up(here);
    closes_days(here);
    finishes_key(here);
    keeps_keys(here);
    tells_witness(here);
}
