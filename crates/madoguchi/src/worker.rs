//! What goes on beside the requests: letters, terms, cleaning, closing the day.
//!
//! Every round asks the desk to do one thing. A round that fails is logged and tried again
//! at the next tick; nothing here decides what is due.

use std::{sync::Arc, time::Duration};

use actix_web::rt;
use mail::{FolderTransport, SmtpTransport, Transport};
use service_desk::Desk;

use crate::{fault::Fault, settings::Settings};

/// Where letters go: a mail server, or for a demonstration a folder.
pub(crate) fn transport(settings: &Settings, demo: bool) -> Result<Arc<dyn Transport>, Fault> {
    match &settings.smtp {
        Some(url) => Ok(Arc::new(SmtpTransport::from_url(url).map_err(Fault::usage)?)),
        None if demo => {
            let folder = settings.data.join("mail");
            Ok(Arc::new(FolderTransport::open(folder).map_err(Fault::usage)?))
        }
        None => Err(Fault::usage("set --smtp to the mail server, or add --demo for a mail folder")),
    }
}

/// Starts every worker on the running system.
pub(crate) fn start(desk: &Desk, transport: Arc<dyn Transport>) {
    rt::spawn(letters(desk.clone(), transport));
    rt::spawn(terms(desk.clone()));
    rt::spawn(tidying(desk.clone()));
    rt::spawn(days(desk.clone()));
    rt::spawn(catalogue(desk.clone()));
}

/// Between batches: two hundred letters a second are more than a mail server takes, and
/// who files right now must not wait for the letters of those before.
const BREATH: Duration = Duration::from_millis(100);

async fn letters(desk: Desk, transport: Arc<dyn Transport>) {
    let mut tick = rt::time::interval(Duration::from_millis(500));
    loop {
        tick.tick().await;
        // As long as letters left, more may be waiting.
        while told("letters", desk.send_letters(&transport).await).is_some_and(|sent| sent > 0) {
            rt::time::sleep(BREATH).await;
        }
    }
}

async fn terms(desk: Desk) {
    let mut tick = rt::time::interval(Duration::from_secs(30));
    loop {
        tick.tick().await;
        told("terms", desk.keep_terms().await);
    }
}

async fn tidying(desk: Desk) {
    let mut tick = rt::time::interval(Duration::from_secs(20));
    loop {
        tick.tick().await;
        told("tidying", desk.tidy_up().await);
    }
}

async fn days(desk: Desk) {
    let mut tick = rt::time::interval(Duration::from_mins(10));
    loop {
        tick.tick().await;
        told("closing days", desk.close_days().await);
    }
}

/// What was published elsewhere is on offer here within this time.
const NOTICED_WITHIN: Duration = Duration::from_secs(2);

async fn catalogue(desk: Desk) {
    let mut tick = rt::time::interval(NOTICED_WITHIN);
    loop {
        tick.tick().await;
        told("catalogue", desk.follow_catalogue().await);
    }
}

fn told<T, E: std::fmt::Display>(work: &str, outcome: Result<T, E>) -> Option<T> {
    outcome.inspect_err(|fault| tracing::error!(work, %fault, "a worker's round failed")).ok()
}
