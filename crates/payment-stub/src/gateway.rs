//! Our side of the pretended provider.

use fees::{Callback, CallbackFault, GatewayError, HostedPage, PaymentGateway, PaymentOrder};
use kernel::{Instant, PaymentId};

use crate::Secret;

/// Where the provider is, and where we are for it.
#[derive(Debug, Clone)]
pub struct StubGatewayConfig {
    /// The provider as browsers and we reach it, such as `http://127.0.0.1:8090`.
    pub base_url: String,
    /// Shared with the provider.
    pub secret: Secret,
    /// Where the provider posts callbacks, such as `http://127.0.0.1:8080/payments/callback`.
    pub notify_url: String,
    /// What a return path is put after, such as `http://127.0.0.1:8080`.
    pub return_base: String,
}

/// The gateway to the pretended provider.
#[derive(Debug)]
pub struct StubGateway {
    config: StubGatewayConfig,
}

impl StubGateway {
    /// A gateway to the provider at `config.base_url`.
    pub fn new(config: StubGatewayConfig) -> Self {
        Self { config }
    }
}

impl PaymentGateway for StubGateway {
    fn hosted_page(&self, _order: &PaymentOrder) -> Result<HostedPage, GatewayError> {
        let _secret = (&self.config, self.config.secret.bytes());
        unimplemented!()
    }

    fn verify_callback(
        &self,
        _headers: &[(&str, &str)],
        _raw_body: &[u8],
        _now: Instant,
    ) -> Result<Callback, CallbackFault> {
        unimplemented!()
    }

    fn look_up(&self, _payment: &PaymentId) -> Result<Option<Callback>, GatewayError> {
        unimplemented!()
    }
}
