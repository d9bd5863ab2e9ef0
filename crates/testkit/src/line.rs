//! The line to the payment provider, which can be cut.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use fees::{
    Callback, CallbackFault, GatewayError, LedgerEntry, OpenedOrder, OrderName, OrderStanding,
    PaymentGateway, PaymentOrder, RefundOrder, RefundStanding,
};
use kernel::Instant;

/// The gateway behind a line; callbacks come by another way.
pub(crate) struct Line {
    gateway: Box<dyn PaymentGateway>,
    is_cut: Arc<AtomicBool>,
}

impl Line {
    pub(crate) fn to(gateway: Box<dyn PaymentGateway>, is_cut: Arc<AtomicBool>) -> Self {
        Self { gateway, is_cut }
    }

    fn through(&self) -> Result<&dyn PaymentGateway, GatewayError> {
        if self.is_cut.load(Ordering::SeqCst) {
            let cut = io::Error::from(io::ErrorKind::ConnectionRefused);
            return Err(GatewayError::Unreachable(cut.into()));
        }
        Ok(&*self.gateway)
    }
}

impl PaymentGateway for Line {
    fn name(&self) -> &'static str {
        self.gateway.name()
    }

    fn open(&self, order: &PaymentOrder) -> Result<OpenedOrder, GatewayError> {
        self.through()?.open(order)
    }

    fn look_up(&self, order: &OrderName) -> Result<Option<OrderStanding>, GatewayError> {
        self.through()?.look_up(order)
    }

    fn verify_callback(
        &self,
        headers: &[(&str, &str)],
        raw_body: &[u8],
        now: Instant,
    ) -> Result<Option<Callback>, CallbackFault> {
        self.gateway.verify_callback(headers, raw_body, now)
    }

    fn give_back(&self, wanted: &RefundOrder) -> Result<RefundStanding, GatewayError> {
        self.through()?.give_back(wanted)
    }

    fn ledger(&self, since: Instant, until: Instant) -> Result<Vec<LedgerEntry>, GatewayError> {
        self.through()?.ledger(since, until)
    }
}
