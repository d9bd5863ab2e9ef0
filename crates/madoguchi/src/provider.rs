//! The payment provider: which one, where it is, and what we share with it.

use std::sync::Arc;

use fees::PaymentGateway;
use kernel::SystemClock;
use payment_stub::{Secret, StubGateway, StubGatewayConfig};
use submission_store::Store;

use crate::{environment, fault::Fault, settings::Settings, town_hall::Addresses};

/// Where the provider reaches us, below our public address.
const CALLBACK: &str = "/payments/callback";

/// The gateway to the provider.
pub(crate) fn gateway(store: &Store, addresses: &Addresses) -> Arc<dyn PaymentGateway> {
    Arc::new(StubGateway::new(StubGatewayConfig {
        base_url: addresses.provider_url.clone(),
        secret: secret(store),
        notify_url: format!("{}{CALLBACK}", addresses.public_url),
        return_base: addresses.public_url.clone(),
        clock: Arc::new(SystemClock),
    }))
}

/// The same for a command that asks the provider and nobody else.
pub(crate) fn for_command(
    settings: &Settings,
    store: &Store,
) -> Result<Arc<dyn PaymentGateway>, Fault> {
    let Some(provider_url) = settings.payment_provider.clone() else {
        return Err(Fault::usage("set --payment-provider to the provider's address"));
    };
    let public_url = settings.public_url.clone().unwrap_or_default();
    Ok(gateway(store, &Addresses { public_url, provider_url }))
}

/// What we share with the provider: agreed with it, or our own for the embedded one.
pub(crate) fn secret(store: &Store) -> Secret {
    match environment::variable("MADOGUCHI_PAYMENT_SECRET") {
        Some(agreed) => Secret::new(agreed.into_bytes()),
        None => Secret::new(store.keys().derive("payment-provider").to_vec()),
    }
}
