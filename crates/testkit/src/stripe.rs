//! A provider of the shape of Stripe Checkout in a process of its own: see
//! `tests/providers/stripe_fake.py`.
//!
//! Needs Python and what `tests/providers/install` installs. Where that cannot be,
//! `MADOGUCHI_SKIP_PROVIDERS=1` leaves its half out.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use chrono::Duration;
use kernel::Instant;
use serde_json::{Value, json};
use stripe_checkout::{Secret, StripeConfig, StripeGateway};

use crate::Browser;

/// Whether somebody without Python said so: nothing else lets the provider's half pass.
#[expect(clippy::disallowed_methods, reason = "tests are told here what to leave out")]
pub(crate) fn skips_providers() -> bool {
    env::var("MADOGUCHI_SKIP_PROVIDERS").is_ok_and(|word| word == "1")
}

/// The provider. It ends when it is dropped.
pub struct StripeHouse {
    server: Child,
    address: String,
    web: Browser,
}

impl StripeHouse {
    /// What the fake lets in.
    pub const KEY: &str = "sk_test_agreed";

    /// What it signs callbacks with.
    pub const WEBHOOK_SECRET: &str = "whsec_agreed";

    /// Opens when it is `now` in town; `None` when it is to be left out.
    pub fn opens(now: Instant) -> Option<Self> {
        if skips_providers() {
            return None;
        }
        let packages = folder().join("packages");
        assert!(packages.exists(), "run tests/providers/install first");
        let mut server = Command::new("python3")
            .arg(folder().join("stripe_fake.py"))
            .args(["--now", &(now.millis() / 1000).to_string()])
            .env("PYTHONPATH", packages)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut address = String::new();
        let mut told = BufReader::new(server.stdout.take().unwrap());
        told.read_line(&mut address).expect("a line");
        let address = address.trim().to_owned();
        assert!(address.starts_with("http://"), "the provider does not open");
        let web = Browser::new(&address);
        Some(Self { server, address, web })
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From now on it tells the town at `home` what happens.
    pub fn tells(&self, home: &str) {
        let hook = format!("{home}/payments/callback");
        let listener = json!({ "url": hook, "secret": Self::WEBHOOK_SECRET });
        self.web.post_json("/_config/webhooks/town", &[], &listener).expect(200);
    }

    /// A gateway to it, for the town at `home`, by way of `address`.
    pub fn gateway_by(address: &str, home: &str) -> StripeGateway {
        StripeGateway::new(StripeConfig {
            base_url: address.to_owned(),
            key: Secret::new(Self::KEY),
            webhook_secret: Secret::new(Self::WEBHOOK_SECRET),
            return_base: home.to_owned(),
        })
    }

    /// What the payer reads on a page.
    #[track_caller]
    pub fn shows(&self, page: &str) -> Value {
        self.web.get(page).expect(200).json()
    }

    /// The payer types a card that works.
    #[track_caller]
    pub fn is_paid_by_card(&self, page: &str) {
        self.acts(page, "card?number=4242424242424242");
    }

    /// The payer types a card that is declined; the page stays open.
    #[track_caller]
    pub fn declines_a_card(&self, page: &str) {
        self.acts(page, "card?number=4000000000000341");
    }

    /// The payer takes a number for a convenience store.
    #[track_caller]
    pub fn gives_a_number(&self, page: &str) {
        self.acts(page, "number");
    }

    /// The payer pays it there.
    #[track_caller]
    pub fn is_paid_at_the_store(&self, page: &str) {
        self.acts(page, "store");
    }

    /// Nobody pays it in time.
    #[track_caller]
    pub fn lets_the_number_lapse(&self, page: &str) {
        self.acts(page, "lapse");
    }

    /// The page is closed before its time.
    #[track_caller]
    pub fn closes(&self, page: &str) {
        self.acts(page, "expire");
    }

    /// Somebody of the city gives money back at the provider's own screen.
    #[track_caller]
    pub fn gives_back_by_hand(&self, page: &str, yen: i64) {
        self.acts(page, &format!("refund?amount={yen}"));
    }

    /// The payer's bank takes the money back.
    #[track_caller]
    pub fn is_disputed(&self, page: &str) {
        self.acts(page, "dispute");
    }

    /// Who paid at a store has named an account, and the money has gone there.
    #[track_caller]
    pub fn sends_it_to_an_account(&self, page: &str) {
        self.acts(page, "account");
    }

    /// Keeps every callback to itself.
    pub fn falls_silent(&self) {
        self.scene("silent");
    }

    /// Tells everything that it kept to itself, each so often, the last first if wanted.
    pub fn tells_all(&self, times: u32, backwards: bool) {
        let order = if backwards { "&backwards" } else { "" };
        self.scene(&format!("tell?times={times}{order}"));
    }

    /// Forgets which keys it was asked under, as the real one does after a day.
    pub fn forgets_keys(&self) {
        self.scene("forget");
    }

    /// Orders that were opened, movements that came, and movements that went back.
    pub fn counts(&self) -> (i64, i64, i64) {
        let counts = self.web.get("/_scene/counts").expect(200).json();
        let count = |what: &str| counts[what].as_i64().unwrap();
        (count("orders"), count("paid"), count("refunds"))
    }

    /// Turns its clock.
    pub fn advance(&self, span: Duration) {
        self.scene(&format!("time?seconds={}", span.num_seconds()));
    }

    /// Nobody is there any more.
    pub fn goes_away(&mut self) {
        // It may have gone already.
        drop(self.server.kill());
        drop(self.server.wait());
    }

    #[track_caller]
    fn acts(&self, page: &str, what: &str) {
        self.web.send("POST", &format!("{page}/{what}"), &[], Vec::new()).expect(204);
    }

    #[track_caller]
    fn scene(&self, what: &str) {
        self.web.send("POST", &format!("/_scene/{what}"), &[], Vec::new()).expect(204);
    }
}

impl Drop for StripeHouse {
    fn drop(&mut self) {
        self.goes_away();
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/providers")
}
