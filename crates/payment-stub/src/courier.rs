//! Tells the merchant what happened: signed callbacks, tried again until answered.
//!
//! One courier delivers one callback after the other, so that order and number are
//! those of the scenario.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use crate::{
    SIGNATURE_HEADER, book::Delivery, journal::Record, provider::Provider, signature_value,
};

/// How long the merchant may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Works until the provider is gone: at every tick, and whenever a payer waits.
pub(crate) async fn work(
    provider: Weak<Provider>,
    mut errands: mpsc::UnboundedReceiver<oneshot::Sender<()>>,
    tick: Duration,
) {
    let agent = agent();
    let mut ticks = interval(tick);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let waiting = tokio::select! {
            errand = errands.recv() => match errand {
                Some(waiting) => Some(waiting),
                None => return,
            },
            _ = ticks.tick() => None,
        };
        let Some(provider) = provider.upgrade() else { return };
        deliver_due(&provider, &agent).await;
        if let Some(waiting) = waiting {
            // The payer may have gone; nobody is left to tell then.
            let _gone = waiting.send(());
        }
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .build()
        .into()
}

async fn deliver_due(provider: &Arc<Provider>, agent: &ureq::Agent) {
    let now = provider.now();
    for delivery in provider.read(|book| book.due(now)) {
        let event_id = delivery.body.event_id.clone();
        if deliver(provider, agent, delivery).await {
            let delivered = vec![Record::Delivered { event_id }];
            if let Err(error) = provider.enter(|_, _| Ok(delivered)) {
                tracing::error!(%error, "a delivered callback could not be noted");
            }
        } else {
            provider.postpone(&event_id, now);
        }
    }
}

/// Whether the merchant answered every copy with success.
async fn deliver(provider: &Provider, agent: &ureq::Agent, delivery: Delivery) -> bool {
    let Ok(body) = serde_json::to_vec(&delivery.body) else { return false };
    let signature = signature_value(&provider.secret, &body, provider.now());
    let agent = agent.clone();
    let post = move || (0..delivery.times).all(|_| post(&agent, &delivery, &signature, &body));
    tokio::task::spawn_blocking(post).await.unwrap_or(false)
}

fn post(agent: &ureq::Agent, delivery: &Delivery, signature: &str, body: &[u8]) -> bool {
    let sent = agent
        .post(&delivery.notify_url)
        .header(SIGNATURE_HEADER, signature)
        .header("Content-Type", "application/json")
        .send(body);
    match sent {
        Ok(answer) if answer.status().is_success() => true,
        Ok(answer) => {
            let (event, status) = (&delivery.body.event_id, answer.status().as_u16());
            tracing::warn!(event, status, "the merchant did not take a callback");
            false
        }
        Err(error) => {
            let event = &delivery.body.event_id;
            tracing::warn!(event, %error, "the merchant cannot be reached");
            false
        }
    }
}
