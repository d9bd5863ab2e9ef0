//! The pretended provider in its house.

use std::{
    sync::{Arc, mpsc},
    thread::JoinHandle,
};

use actix_web::{dev::ServerHandle, rt::System};
use chrono::Duration;
use fees::{OpenedOrder, PaymentGateway};
use kernel::{Clock as _, Instant, SystemIds};
use payment_stub::{Secret, StubConfig, StubGateway, StubGatewayConfig, serve};
use testkit::{Resident, TownClock};

use super::{
    House,
    merchant::{Merchant, Told},
};

pub(crate) struct Stub {
    pub(crate) address: String,
    gateway: StubGateway,
    clock: Arc<TownClock>,
    merchant: Merchant,
    payer: Resident,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

impl Stub {
    pub(crate) fn opens() -> Self {
        let morning = Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap();
        let (clock, merchant) = (Arc::new(TownClock::at(morning)), Merchant::listens());
        let (tell, told) = mpsc::channel();
        let config = StubConfig {
            listen: "127.0.0.1:0".to_owned(),
            secret: Secret::new("shared"),
            journal: None,
            clock: clock.clone(),
            ids: Arc::new(SystemIds),
            delay: Duration::seconds(30),
            tick: std::time::Duration::from_millis(20),
        };
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let (server, address) = serve(config).unwrap();
                tell.send((server.handle(), address)).unwrap();
                server.await.unwrap();
            });
        });
        let (handle, address) = told.recv().unwrap();
        let address = format!("http://{address}");
        let gateway = gateway_to(&address, &merchant, &clock);
        let payer = Resident::at(&address);
        Self { address, gateway, clock, merchant, payer, server: Some((handle, thread)) }
    }
}

fn gateway_to(address: &str, merchant: &Merchant, clock: &Arc<TownClock>) -> StubGateway {
    StubGateway::new(StubGatewayConfig {
        base_url: address.to_owned(),
        secret: Secret::new("shared"),
        notify_url: format!("http://{}/payments/callback", merchant.address),
        return_base: "http://127.0.0.1:8080".to_owned(),
        clock: clock.clone(),
    })
}

impl House for Stub {
    fn gateway(&self) -> &dyn PaymentGateway {
        &self.gateway
    }

    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn hears(&self) -> Told {
        self.merchant.hears()
    }

    fn is_paid_by_card(&self, order: &OpenedOrder) {
        self.payer.pays_by_card(&order.page, "success");
    }

    fn gives_a_number(&self, order: &OpenedOrder) {
        self.payer.takes_a_number(&order.page);
    }

    fn is_paid_at_the_store(&self, order: &OpenedOrder) {
        self.payer.pays_the_number(&order.page);
    }

    fn lets_expire(&self, _order: &OpenedOrder) {
        self.clock.advance(Duration::hours(2));
    }

    fn goes_away(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            thread.join().unwrap();
            // A line that is open already may be served once more by a thread that is ending.
            self.gateway = gateway_to(&self.address, &self.merchant, &self.clock);
        }
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.goes_away();
    }
}
