//! Who takes the money: the settings of the payment provider.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::{SettingsFile, layers::Layers};
use crate::cli::PaymentArgs;

/// How the payment provider is spoken to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum GatewayKind {
    /// The pretended provider of this house
    #[default]
    Stub,
    /// Stripe Checkout: cards and convenience stores
    StripeCheckout,
}

/// The provider, as it is set.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PaymentSettings {
    #[serde(rename = "payment-gateway")]
    pub(crate) gateway: GatewayKind,
    #[serde(rename = "payment-provider")]
    pub(crate) provider: Option<String>,
    #[serde(rename = "payment-secret-file")]
    pub(crate) secret_file: Option<PathBuf>,
    #[serde(rename = "payment-webhook-secret-file")]
    pub(crate) webhook_secret_file: Option<PathBuf>,
}

impl PaymentSettings {
    pub(super) fn read(
        args: PaymentArgs,
        file: &mut SettingsFile,
        layers: &mut Layers<'_>,
    ) -> Self {
        Self {
            gateway: layers.or(
                "payment-gateway",
                args.payment_gateway,
                file.payment_gateway,
                GatewayKind::default,
            ),
            provider: layers.take(
                "payment-provider",
                args.payment_provider,
                file.payment_provider.take(),
            ),
            secret_file: layers.take(
                "payment-secret-file",
                args.payment_secret_file,
                file.payment_secret_file.take(),
            ),
            webhook_secret_file: layers.take(
                "payment-webhook-secret-file",
                args.payment_webhook_secret_file,
                file.payment_webhook_secret_file.take(),
            ),
        }
    }
}
