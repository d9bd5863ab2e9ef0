//! The fake of Stripe in its house.

use fees::{OpenedOrder, PaymentGateway};
use kernel::{Clock as _, Instant, SystemClock};
use stripe_checkout::StripeGateway;
use testkit::StripeHouse;

use super::{
    House,
    merchant::{Merchant, Told},
};

pub(crate) struct Stripe {
    gateway: StripeGateway,
    merchant: Merchant,
    house: StripeHouse,
}

impl Stripe {
    /// `None` when it is to be left out.
    pub(crate) fn opens() -> Option<Self> {
        let house = StripeHouse::opens(SystemClock.now())?;
        let merchant = Merchant::listens();
        house.tells(&format!("http://{}", merchant.address));
        let gateway = StripeHouse::gateway_by(house.address(), "https://city.example");
        Some(Self { gateway, merchant, house })
    }
}

impl House for Stripe {
    fn gateway(&self) -> &dyn PaymentGateway {
        &self.gateway
    }

    fn now(&self) -> Instant {
        SystemClock.now()
    }

    fn hears(&self) -> Told {
        self.merchant.hears()
    }

    fn is_paid_by_card(&self, order: &OpenedOrder) {
        // The first card is declined, which is no end of the page.
        self.house.declines_a_card(&order.page);
        self.house.is_paid_by_card(&order.page);
    }

    fn gives_a_number(&self, order: &OpenedOrder) {
        self.house.gives_a_number(&order.page);
    }

    fn is_paid_at_the_store(&self, order: &OpenedOrder) {
        self.house.is_paid_at_the_store(&order.page);
    }

    fn lets_expire(&self, order: &OpenedOrder) {
        self.house.closes(&order.page);
    }

    fn forgets_names(&self) {
        self.house.forgets_keys();
    }

    fn goes_away(&mut self) {
        self.house.goes_away();
    }
}
