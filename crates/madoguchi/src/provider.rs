//! The payment provider: which one, where it is, and what we share with it.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use fees::PaymentGateway;
use kernel::SystemClock;
use payment_stub::{Secret, StubGateway, StubGatewayConfig};
use stripe_checkout::{Connection, StripeConfig, StripeGateway};
use submission_store::Store;

use crate::{
    environment,
    fault::Fault,
    settings::{GatewayKind, PaymentSettings, Settings},
};

/// Where the provider reaches us, below our public address.
const CALLBACK: &str = "/payments/callback";

/// Where Stripe answers programs.
const STRIPE: &str = "https://api.stripe.com";

/// Where it shows the page for paying, and the number for a convenience store.
const STRIPE_PAGES: [&str; 2] = ["https://checkout.stripe.com", "https://payments.stripe.com"];

/// How long a provider may take to answer when it is only tried.
const PATIENCE: Duration = Duration::from_secs(5);

/// The provider that the settings name.
#[derive(Debug, Clone)]
pub(crate) enum Provider {
    /// The pretended one of this house.
    Stub {
        /// Where it is.
        url: String,
        /// What we share with it; otherwise our own, for the embedded one.
        secret: Option<Secret>,
    },
    /// Stripe Checkout.
    Stripe {
        /// Where it is.
        url: String,
        /// The key of the API.
        key: stripe_checkout::Secret,
        /// What callbacks are signed with.
        webhook_secret: stripe_checkout::Secret,
    },
}

impl Provider {
    /// The provider of the settings; `None` when they name none.
    pub(crate) fn named(settings: &Settings) -> Result<Option<Self>, Fault> {
        let PaymentSettings { gateway, provider, secret_file, webhook_secret_file } =
            &settings.payment;
        let url = provider.clone();
        match gateway {
            GatewayKind::Stub => {
                if webhook_secret_file.is_some() {
                    return Err(Fault::usage(
                        "payment-webhook-secret-file: the stub has one secret for everything; \
                         set --payment-gateway stripe-checkout, or leave this file out",
                    ));
                }
                let file = secret_file.as_deref();
                let secret = file.map(read_secret("payment-secret-file"));
                let secret = secret.transpose()?.map(String::into_bytes).or_else(agreed);
                Ok(url.map(|url| Self::Stub { url, secret: secret.map(Secret::new) }))
            }
            GatewayKind::StripeCheckout => {
                let key =
                    stripe_secret("payment-secret-file", secret_file.as_ref(), &["sk_", "rk_"])?;
                let webhook_secret = stripe_secret(
                    "payment-webhook-secret-file",
                    webhook_secret_file.as_ref(),
                    &["whsec_"],
                )?;
                let url = url.unwrap_or_else(|| STRIPE.to_owned());
                if !is_private(&url) {
                    return Err(Fault::usage(format!(
                        "payment-provider: {url} is neither https nor this machine, and whoever \
                         is between could read the key"
                    )));
                }
                Ok(Some(Self::Stripe { url, key, webhook_secret }))
            }
        }
    }

    /// The pretended one at `url`.
    pub(crate) fn stub_at(url: &str) -> Self {
        Self::Stub { url: url.to_owned(), secret: agreed().map(Secret::new) }
    }

    /// The same for a command that asks the provider and nobody else.
    pub(crate) fn for_command(settings: &Settings) -> Result<Self, Fault> {
        Self::named(settings)?
            .ok_or_else(|| Fault::usage("set --payment-provider to the provider's address"))
    }

    /// The gateway to it, for a town at `public_url`.
    pub(crate) fn gateway(&self, store: &Store, public_url: &str) -> Arc<dyn PaymentGateway> {
        match self {
            Self::Stub { url, secret: shared } => Arc::new(StubGateway::new(StubGatewayConfig {
                base_url: url.clone(),
                secret: shared.clone().unwrap_or_else(|| secret(store)),
                notify_url: format!("{public_url}{CALLBACK}"),
                return_base: public_url.to_owned(),
                clock: Arc::new(SystemClock),
            })),
            Self::Stripe { url, key, webhook_secret } => {
                Arc::new(stripe(url, key, webhook_secret, public_url))
            }
        }
    }

    /// Where its pages are, to which ours may send the payer.
    pub(crate) fn pages(&self) -> Vec<String> {
        match self {
            Self::Stripe { url, .. } if url == STRIPE => STRIPE_PAGES.map(str::to_owned).to_vec(),
            Self::Stub { url, .. } | Self::Stripe { url, .. } => vec![url.clone()],
        }
    }

    /// Whether it answers and, where that can be asked without paying, knows us.
    pub(crate) fn try_connection(&self) -> Result<String, String> {
        match self {
            // Any answer will do: what it thinks of us shows with the first payment.
            Self::Stub { url, .. } => {
                let agent: ureq::Agent = ureq::Agent::config_builder()
                    .timeout_global(Some(PATIENCE))
                    .http_status_as_error(false)
                    .build()
                    .into();
                agent.get(url).call().map_err(|fault| format!("does not answer: {fault}"))?;
                Ok("answers".to_owned())
            }
            Self::Stripe { url, key, webhook_secret } => {
                let tried = stripe(url, key, webhook_secret, "").try_connection();
                match tried.map_err(|fault| in_words(&fault))? {
                    Connection::ForMoney => Ok("answers, and knows the key".to_owned()),
                    Connection::ForTests => {
                        Ok("answers, and knows the key; it is one for tests: no money moves"
                            .to_owned())
                    }
                }
            }
        }
    }
}

fn stripe(
    url: &str,
    key: &stripe_checkout::Secret,
    webhook_secret: &stripe_checkout::Secret,
    public_url: &str,
) -> StripeGateway {
    StripeGateway::new(StripeConfig {
        base_url: url.to_owned(),
        key: key.clone(),
        webhook_secret: webhook_secret.clone(),
        return_base: public_url.to_owned(),
    })
}

fn in_words(fault: &fees::GatewayError) -> String {
    use fees::GatewayError as Fault;
    match fault {
        Fault::UnexpectedStatus { status: 401 | 403 } => {
            "does not accept the key of payment-secret-file, or not for reading charges".to_owned()
        }
        Fault::Unreachable(why) => format!("does not answer: {why}"),
        Fault::UnexpectedStatus { .. }
        | Fault::AnswerUnreadable(_)
        | Fault::AnotherPayment
        | Fault::Unwritable(_) => fault.to_string(),
    }
}

/// What we share with a provider of the house: agreed with it, or our own for the embedded one.
pub(crate) fn secret(store: &Store) -> Secret {
    let own = || store.keys().derive("payment-provider").to_vec();
    Secret::new(agreed().unwrap_or_else(own))
}

fn agreed() -> Option<Vec<u8>> {
    environment::variable("MADOGUCHI_PAYMENT_SECRET").map(String::into_bytes)
}

/// Whether nobody can read along.
pub(crate) fn is_private(url: &str) -> bool {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let on_this_machine = |home: &str| {
        let rest = url.strip_prefix(home);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    url.starts_with("https://") || local.into_iter().any(on_this_machine)
}

fn stripe_secret(
    setting: &'static str,
    file: Option<&PathBuf>,
    kinds: &[&str],
) -> Result<stripe_checkout::Secret, Fault> {
    let Some(file) = file else {
        return Err(Fault::usage(format!("{setting} is not set, and stripe-checkout needs it")));
    };
    let text = read_secret(setting)(file)?;
    if !kinds.iter().any(|kind| text.starts_with(kind)) {
        let kinds = kinds.join("… or ");
        let file = file.display();
        return Err(Fault::usage(format!("{setting}: {file} holds something else than {kinds}…")));
    }
    Ok(stripe_checkout::Secret::new(&text))
}

/// Reads the first line of a file that not everybody can read.
pub(crate) fn read_secret(setting: &'static str) -> impl Fn(&Path) -> Result<String, Fault> {
    move |file| {
        let told = |why: &str| Fault::usage(format!("{setting}: {} {why}", file.display()));
        let about = |fault: io::Error| told(&format!("cannot be read: {fault}"));
        if fs::metadata(file).map_err(about)?.permissions().mode() & 0o007 != 0 {
            return Err(told("can be read by everybody; give it mode 0400"));
        }
        let text = fs::read_to_string(file).map_err(about)?;
        let line = text.lines().next().unwrap_or_default().trim();
        if line.is_empty() { Err(told("is empty")) } else { Ok(line.to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payer_may_be_sent_where_the_pages_are() {
        let at = |url: &str| {
            let secret = || stripe_checkout::Secret::new("agreed");
            let (key, webhook_secret) = (secret(), secret());
            Provider::Stripe { url: url.to_owned(), key, webhook_secret }.pages()
        };
        assert_eq!(at(STRIPE), STRIPE_PAGES);
        assert_eq!(at("http://127.0.0.1:12111"), ["http://127.0.0.1:12111"]);
    }

    #[test]
    fn a_key_travels_only_where_nobody_reads_along() {
        for (url, private) in [
            ("https://api.stripe.com", true),
            ("http://127.0.0.1:12111", true),
            ("http://localhost", true),
            ("http://[::1]:1/", true),
            ("http://api.stripe.com", false),
            ("http://127.0.0.1.evil.example", false),
            ("http://localhost@evil.example", false),
        ] {
            assert_eq!(is_private(url), private, "{url}");
        }
    }
}
