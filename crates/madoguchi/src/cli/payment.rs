//! Who takes the money, as it can be typed.

use std::path::PathBuf;

use clap::Args;

use crate::settings::GatewayKind;

/// Who takes the money.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_field_names, reason = "each is a flag of that name")]
pub(crate) struct PaymentArgs {
    /// How the payment provider is spoken to [default: stub]
    #[arg(long, env = "MADOGUCHI_PAYMENT_GATEWAY", value_name = "KIND")]
    pub(crate) payment_gateway: Option<GatewayKind>,
    /// Address of the payment provider [default with stripe-checkout: Stripe's]
    #[arg(long, env = "MADOGUCHI_PAYMENT_PROVIDER", value_name = "URL")]
    pub(crate) payment_provider: Option<String>,
    /// File with what the provider knows us by, in its first line: the key of the API, or what
    /// is shared with a provider of the house
    #[arg(long, env = "MADOGUCHI_PAYMENT_SECRET_FILE", value_name = "FILE")]
    pub(crate) payment_secret_file: Option<PathBuf>,
    /// File with what the provider signs its callbacks with
    #[arg(long, env = "MADOGUCHI_PAYMENT_WEBHOOK_SECRET_FILE", value_name = "FILE")]
    pub(crate) payment_webhook_secret_file: Option<PathBuf>,
}
