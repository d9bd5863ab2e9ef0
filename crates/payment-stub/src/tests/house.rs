//! The provider's house in a test: the server, the listening merchant, the payer's browser.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
};

use actix_web::dev::ServerHandle;
use kernel::Clock;

use super::*;
use crate::{StubConfig, serve};

/// How long a test waits for what must come. Nothing sleeps: it goes on at once.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// A clock that stands until it is turned.
pub(super) struct TurnedClock(AtomicI64);

impl Clock for TurnedClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A provider and its merchant.
pub(super) struct Town {
    pub(super) clock: Arc<TurnedClock>,
    pub(super) gateway: StubGateway,
    pub(super) base_url: String,
    merchant: Merchant,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

/// A callback as the merchant received it.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub(super) signature: String,
    pub(super) body: Vec<u8>,
}

/// What a browser got.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) policy: String,
    pub(super) body: String,
}

struct Merchant {
    address: SocketAddr,
    heard: Mutex<mpsc::Receiver<Heard>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

/// Somebody with a payment page open.
pub(super) struct Payer<'a> {
    pub(super) town: &'a Town,
    pub(super) order: PaymentOrder,
    pub(super) url: String,
}

impl Town {
    pub(super) fn opens() -> Self {
        Self::opens_with(None)
    }

    pub(super) fn opens_with(journal: Option<PathBuf>) -> Self {
        let noon = Instant::parse_rfc3339("2026-11-20T12:00:00+09:00").unwrap();
        let clock = Arc::new(TurnedClock(AtomicI64::new(noon.millis())));
        let merchant = Merchant::listens();
        let (base_url, server) = start(Arc::clone(&clock), journal);
        let gateway = StubGateway::new(StubGatewayConfig {
            base_url: base_url.clone(),
            secret: Secret::new("shared"),
            notify_url: format!("http://{}/payments/callback", merchant.address),
            return_base: "http://127.0.0.1:8080".to_owned(),
            clock: clock.clone(),
        });
        Self { clock, gateway, base_url, merchant, server: Some(server) }
    }

    /// The provider stops and starts again; the merchant stays.
    pub(super) fn restarts(&mut self, journal: PathBuf) {
        self.stop();
        let (base_url, server) = start(Arc::clone(&self.clock), Some(journal));
        self.gateway = StubGateway::new(StubGatewayConfig {
            base_url: base_url.clone(),
            secret: Secret::new("shared"),
            notify_url: String::new(),
            return_base: String::new(),
            clock: self.clock.clone(),
        });
        self.base_url = base_url;
        self.server = Some(server);
    }

    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(super) fn advance(&self, span: Duration) {
        self.clock.0.fetch_add(span.num_milliseconds(), Ordering::SeqCst);
    }

    pub(super) fn order(&self) -> PaymentOrder {
        PaymentOrder {
            payment: PaymentId::new(&SystemIds, self.now()),
            attempt: 1,
            asked_at: self.now(),
            amount: Yen::new(410),
            title: "住民票の写しの交付請求".to_owned(),
            expires_at: self.now().plus(Duration::days(14)),
            return_path: "/receipts/2611-7K3M-9QXB-5".to_owned(),
        }
    }

    pub(super) fn payer(&self) -> Payer<'_> {
        self.payer_of(self.order())
    }

    pub(super) fn payer_of(&self, order: PaymentOrder) -> Payer<'_> {
        let url = self.gateway.open(&order).unwrap().page;
        Payer { town: self, order, url }
    }

    /// What the provider answers when it is asked about a payment.
    pub(super) fn standing(&self, payment: &PaymentId) -> Option<OrderStanding> {
        let (payment, reference) = (payment.clone(), payment.to_string());
        self.gateway.look_up(&OrderName { payment, reference }).unwrap()
    }

    /// The capture that the provider tells of when it is asked.
    pub(super) fn captured(&self, payment: &PaymentId) -> Callback {
        let mut events = self.standing(payment).unwrap().events.into_iter();
        let event = events.find(|event| event.kind == PaymentEventKind::Captured).unwrap();
        Callback { payment: payment.clone(), event }
    }

    /// The page of an order that `secret` signed and that nobody opened.
    pub(super) fn page_signed_with(&self, secret: &str, order: &PaymentOrder) -> String {
        let order = crate::order::Order {
            payment: order.payment.clone(),
            attempt: order.attempt,
            amount: order.amount,
            title: order.title.clone(),
            expires_at: order.expires_at,
            notify_url: format!("http://{}/payments/callback", self.merchant.address),
            return_url: format!("http://127.0.0.1:8080{}", order.return_path),
        };
        let token = order.seal(&Secret::new(secret)).unwrap();
        format!("{}{}", self.base_url, token.address())
    }

    /// The next callback that the merchant receives.
    pub(super) fn hears(&self) -> Heard {
        self.merchant.heard.lock().unwrap().recv_timeout(PATIENCE).expect("a callback comes")
    }

    /// The next callback, believed.
    pub(super) fn hears_callback(&self) -> Callback {
        self.believes(&self.hears()).unwrap()
    }

    pub(super) fn has_heard_nothing(&self) -> bool {
        self.merchant.heard.lock().unwrap().try_recv().is_err()
    }

    pub(super) fn believes(&self, heard: &Heard) -> Result<Callback, CallbackFault> {
        let headers =
            [("content-type", "application/json"), ("madoguchi-signature", &heard.signature)];
        let callback = self.gateway.verify_callback(&headers, &heard.body, self.now());
        callback.map(|callback| callback.expect("every callback of this provider tells something"))
    }

    /// The merchant will answer its next callbacks with these statuses.
    pub(super) fn merchant_answers(&self, statuses: &[u16]) {
        self.merchant.answers.lock().unwrap().extend(statuses);
    }

    pub(super) fn ledger(&self) -> Vec<Value> {
        let answer = request("GET", &format!("{}/ledger", self.base_url), &[], b"");
        let ledger: Value = serde_json::from_str(&answer.body).unwrap();
        ledger["entries"].as_array().unwrap().clone()
    }

    fn stop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            thread.join().unwrap();
        }
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Payer<'_> {
    pub(super) fn opens(&self) -> Answer {
        request("GET", &self.url, &[], b"")
    }

    /// Sends the page's form with what was filled in.
    pub(super) fn posts(&self, path: &str, filled: &[(&str, &str)]) -> Answer {
        let (_, token) = self.url.split_once('?').unwrap();
        let mut form = token.to_owned();
        for (name, value) in filled {
            let value = value.replace(' ', "+").replace('/', "%2F");
            form = format!("{form}&{name}={value}");
        }
        let form_type = [("Content-Type", "application/x-www-form-urlencoded")];
        request("POST", &format!("{}{path}", self.town.base_url), &form_type, form.as_bytes())
    }

    /// Pays and is sent back to the city.
    pub(super) fn pays(&self, filled: &[(&str, &str)]) {
        let answer = self.posts("/pay", filled);
        self.is_sent_back(&answer);
    }

    pub(super) fn is_sent_back(&self, answer: &Answer) {
        let back = format!("http://127.0.0.1:8080{}", self.order.return_path);
        assert_eq!((answer.status, answer.location.as_ref()), (303, Some(&back)), "{answer:?}");
    }
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
    let body = response.into_body().read_to_string().unwrap();
    Answer { status, location, policy, body }
}

fn start(
    clock: Arc<TurnedClock>,
    journal: Option<PathBuf>,
) -> (String, (ServerHandle, JoinHandle<()>)) {
    let (ready, started) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let config = StubConfig {
                listen: "127.0.0.1:0".to_owned(),
                secret: Secret::new("shared"),
                journal,
                clock,
                ids: Arc::new(SystemIds),
                delay: Duration::minutes(30),
                tick: std::time::Duration::from_millis(10),
            };
            let (server, address) = serve(config).unwrap();
            ready.send((address, server.handle())).unwrap();
            server.await.unwrap();
        });
    });
    let (address, handle) = started.recv_timeout(PATIENCE).unwrap();
    (format!("http://{address}"), (handle, thread))
}

impl Merchant {
    fn listens() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answers = Arc::new(Mutex::new(VecDeque::new()));
        let (told, heard) = mpsc::channel();
        let planned = Arc::clone(&answers);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let status = planned.lock().unwrap().pop_front().unwrap_or(204);
                let Some(callback) = receive(stream, status) else { continue };
                if told.send(callback).is_err() {
                    return;
                }
            }
        });
        Self { address, heard: Mutex::new(heard), answers }
    }
}

/// Reads one POST and answers it.
fn receive(stream: TcpStream, status: u16) -> Option<Heard> {
    let mut reader = BufReader::new(stream);
    let (mut signature, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            match name.to_ascii_lowercase().as_str() {
                "madoguchi-signature" => value.trim().clone_into(&mut signature),
                "content-length" => length = value.trim().parse().ok()?,
                _ => {}
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let answer =
        format!("HTTP/1.1 {status} Told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    reader.get_mut().write_all(answer.as_bytes()).ok()?;
    Some(Heard { signature, body })
}
