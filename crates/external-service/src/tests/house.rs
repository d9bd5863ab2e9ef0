//! The bank's house in a test: the server, a town that asks it, and a person's browser.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
};

use actix_web::dev::ServerHandle;
use kernel::{Clock, SystemIds};
use scraper::{Html, Selector};

use super::*;
use crate::{PretendedBank, serve};

pub(super) const SECRET: &str = "shared";
pub(super) const TITLE: &str = "市税の口座振替 <申込み>";
pub(super) const BACK: &str = "http://127.0.0.1:8080/apply/ab12/step?done=1";

/// How long a test waits for what must come. Nothing sleeps: it goes on at once.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// A clock that stands until it is turned.
struct TurnedClock(AtomicI64);

impl Clock for TurnedClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.load(Ordering::SeqCst))
    }
}

pub(super) struct House {
    pub(super) base_url: String,
    clock: Arc<TurnedClock>,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

/// What a browser got.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) policy: String,
    pub(super) signature: String,
    pub(super) body: String,
}

impl House {
    pub(super) fn opens() -> Self {
        let noon = Instant::parse_rfc3339("2026-11-20T12:00:00+09:00").unwrap();
        let clock = Arc::new(TurnedClock(AtomicI64::new(noon.millis())));
        let of_the_bank = Arc::clone(&clock);
        let (ready, started) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let bank = PretendedBank {
                    listen: "127.0.0.1:0".to_owned(),
                    secret: SECRET.to_owned(),
                    clock: of_the_bank,
                    ids: Arc::new(SystemIds),
                };
                let (server, address) = serve(bank).unwrap();
                ready.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, handle) = started.recv_timeout(PATIENCE).unwrap();
        Self { base_url: format!("http://{address}"), clock, server: Some((handle, thread)) }
    }

    pub(super) fn service(&self) -> ExternalService {
        ExternalService::new(&self.base_url, SECRET)
    }

    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(super) fn advance(&self, span: Duration) {
        self.clock.0.fetch_add(span.num_milliseconds(), Ordering::SeqCst);
    }

    pub(super) fn opened(&self) -> Opened {
        self.service().open(TITLE, BACK).unwrap()
    }

    pub(super) fn outcome(&self, opened: &Opened) -> Outcome {
        self.service().outcome(&opened.reference, self.now()).unwrap()
    }

    /// Sends the page's form with what was filled in.
    pub(super) fn sends(&self, opened: &Opened, filled: &[(&str, &str)]) -> Answer {
        let mut form = format!("reference={}", opened.reference);
        for (name, value) in filled {
            form = format!("{form}&{name}=");
            for byte in value.bytes() {
                form = format!("{form}%{byte:02X}");
            }
        }
        let form_type = [("Content-Type", "application/x-www-form-urlencoded")];
        request("POST", &format!("{}/reception", self.base_url), &form_type, form.as_bytes())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            thread.join().unwrap();
        }
    }
}

impl Answer {
    #[track_caller]
    pub(super) fn leads_to(&self, address: &str) {
        assert_eq!((self.status, self.location.as_deref()), (303, Some(address)), "{self:?}");
    }

    pub(super) fn value_of(&self, field: &str) -> String {
        let found = self.attributes(&format!("input#{field}[type=text]"), "value");
        assert_eq!(found.len(), 1, "{field}: {}", self.body);
        found.concat()
    }

    /// The values of the chosen buttons.
    pub(super) fn chosen(&self) -> Vec<String> {
        self.attributes("input[type=radio][checked]", "value")
    }

    pub(super) fn count(&self, selector: &str) -> usize {
        Html::parse_document(&self.body).select(&Selector::parse(selector).unwrap()).count()
    }

    pub(super) fn text_at(&self, selector: &str) -> String {
        let page = Html::parse_document(&self.body);
        page.select(&Selector::parse(selector).unwrap()).flat_map(|it| it.text()).collect()
    }

    fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).map(|it| it.attr(name).unwrap_or_default().to_owned()).collect()
    }
}

/// Opens the page of a reception.
pub(super) fn visit(opened: &Opened) -> Answer {
    request("GET", &opened.page, &[], b"")
}

/// One request, without following redirects.
pub(super) fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .build()
        .into();
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = agent.run(request.body(body.to_vec()).unwrap()).unwrap();
    let header =
        |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (status, location) = (response.status().as_u16(), header("location"));
    let policy = header("content-security-policy").unwrap_or_default();
    let signature = header("madoguchi-signature").unwrap_or_default();
    let body = response.into_body().read_to_string().unwrap();
    Answer { status, location, policy, signature, body }
}
