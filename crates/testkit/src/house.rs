//! The town hall as a process would run it: provider and rooms on a thread of their
//! own, behind real ports of this machine.

use std::{
    collections::BTreeMap,
    fs,
    net::TcpListener,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use ::web::{
    guard::{Guard, GuardSettings, IpRange},
    limits::{Limit, Limits},
};
use actix_web::{App, HttpServer, dev::ServerHandle, rt::System, web};
use card_app::{CardApp, PretendedApp};
use card_signature::Authorities;
use casework::{City, ExternalServices, Signing};
use catalogue::Archive;
use external_service::{ExternalService, PretendedBank};
use fees::PaymentGateway;
use form_engine::Text;
use kernel::{Clock, Language, MunicipalityId, SystemIds};
use madoguchi::Rooms;
use payment_stub::{Secret, StubConfig, StubGateway, StubGatewayConfig};
use publishing::{Author, FormFile, Publisher, Rehearsal, Wanted, compile};
use sign_on::{
    CATEGORY, ClientKey, ClientProof, Pretended, Provider, ProviderSettings, ResidentProvider,
    Shape,
};
use submission_store::Store;

use crate::{StripeHouse, TownClock, chance::TownChance, line::Line};

/// The network of the city's own terminals, for who names it through the proxy.
pub const TERMINALS: &str = "233.252.0.0/24";

/// So many files of one person wait to be filed, and no more.
pub const MOST_UNFILED: u32 = 40;

/// What a town and its card app share.
pub const CARD_APP_SECRET: &str = "shared with the app";
/// What a town and the bank share.
const BANK_SECRET: &str = "shared with the bank";

/// The running house; stops when it is dropped.
pub(crate) struct House {
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// What a house is made of.
pub(crate) struct Plan {
    pub(crate) municipality: (MunicipalityId, String, String),
    pub(crate) store: Store,
    pub(crate) clock: Arc<TownClock>,
    pub(crate) chance: Arc<TownChance>,
    pub(crate) secret: Secret,
    /// Where the provider of the shape of Stripe is, in place of the pretended one.
    pub(crate) stripe: Option<String>,
    /// Whether the line to the payment provider is cut.
    pub(crate) line_is_cut: Arc<AtomicBool>,
    /// Where a pretended card app keeps its authority; it opens only where a form asks for one.
    pub(crate) card_app: Option<PathBuf>,
    pub(crate) listener: TcpListener,
    pub(crate) address: String,
    pub(crate) forms: Vec<FormFile>,
}

impl House {
    /// Starts it; gives the rooms inside too.
    pub(crate) fn start(plan: Plan) -> (Self, Rooms) {
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || System::new().block_on(run(plan, tell)));
        let (server, rooms) = told.recv().expect("the house starts");
        (Self { server, thread: Some(thread) }, rooms)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // The order to stop is given when the future is made; the thread says when it is done.
        drop(self.server.stop(false));
        let ended = self.thread.take().map(JoinHandle::join);
        let fell = matches!(ended, Some(Err(_)));
        assert!(!fell || thread::panicking(), "the house fell down while it was running");
    }
}

async fn run(plan: Plan, tell: mpsc::Sender<(ServerHandle, Rooms)>) {
    let (provider, provider_address) = payment_stub::serve(provider(&plan)).unwrap();
    let provider_handle = provider.handle();
    let provider = actix_web::rt::spawn(provider);
    let (app, signing) = card_app(&plan).unzip();
    let (bank, external) = bank(&plan);
    let mut rooms =
        open_rooms(&plan, &format!("http://{provider_address}"), (signing, external)).await;
    let (identities, providers): (Vec<_>, Vec<_>) = identity_providers(&plan).into_iter().unzip();
    rooms.counter = rooms.counter.with_providers(providers);
    let Plan { clock, listener, address, .. } = plan;
    let guards = GuardSettings {
        // Who says nothing stands beside the house and is spared; who comes through the proxy
        // is a stranger like any other.
        trusted_proxies: IpRange::loopback(),
        shared_machines: vec![TERMINALS.parse().unwrap()],
        limits: Limits {
            spare_this_machine: true,
            unfiled_files: Limit { network: 5_000, person: MOST_UNFILED },
            ..Limits::default()
        },
        ..GuardSettings::new(&address, rooms.derived_key("form-tokens"))
    };
    let guard = web::Data::new(Guard::new(guards, clock, Arc::new(SystemIds)));
    let shared = rooms.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(guard.clone()).configure(|config| shared.open_doors(config))
    })
    .workers(2)
    .disable_signals()
    .listen(listener)
    .unwrap()
    .run();
    tell.send((server.handle(), rooms)).unwrap();
    server.await.unwrap();
    for beside in app.into_iter().chain(identities).chain(bank) {
        beside.stop(false).await;
    }
    provider_handle.stop(false).await;
    provider.await.unwrap().unwrap();
}

fn provider(plan: &Plan) -> StubConfig {
    StubConfig {
        listen: "127.0.0.1:0".to_owned(),
        secret: plan.secret.clone(),
        journal: None,
        clock: plan.clock.clone(),
        ids: Arc::new(SystemIds),
        delay: chrono::Duration::seconds(30),
        tick: Duration::from_millis(20),
    }
}

/// The pretended card app, and how the town asks it.
fn card_app(plan: &Plan) -> Option<(ServerHandle, Signing)> {
    let folder = plan.card_app.clone().filter(|_| asks_for_cards(plan))?;
    let (server, address) = card_app::serve(PretendedApp {
        listen: "127.0.0.1:0".to_owned(),
        secret: CARD_APP_SECRET.to_owned(),
        folder: folder.clone(),
        clock: plan.clock.clone(),
        ids: Arc::new(SystemIds),
    })
    .unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let authorities = fs::read_to_string(PretendedApp::authority_in(&folder)).unwrap();
    let signing = Signing {
        app: CardApp::new(&format!("http://{address}"), CARD_APP_SECRET),
        authorities: Authorities::from_pem(&authorities).unwrap(),
        revoked: PretendedApp::revoked_in(&folder),
    };
    Some((handle, signing))
}

/// The pretended providers of identities, where cards are used at all, and how the town asks them.
fn identity_providers(plan: &Plan) -> Vec<(ServerHandle, ResidentProvider)> {
    let shapes: &[Shape] = if asks_for_cards(plan) { &Shape::ALL } else { &[] };
    shapes.iter().map(|shape| identity_provider(plan, *shape)).collect()
}

fn identity_provider(plan: &Plan, shape: Shape) -> (ServerHandle, ResidentProvider) {
    let (key, client_key) = ClientKey::drawn().unwrap();
    let redirect_uri = format!("{}/identity/{}/back", plan.address, shape.word());
    let (server, address) = sign_on::serve(Pretended {
        listen: "127.0.0.1:0".to_owned(),
        shape,
        client_id: "town".to_owned(),
        client_key,
        redirect_uri: redirect_uri.clone(),
        clock: plan.clock.clone(),
        ids: Arc::new(SystemIds),
    })
    .unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let categories = vec![CATEGORY.to_owned()];
    let provider = Provider::new(ProviderSettings {
        issuer: format!("http://{address}"),
        client_id: "town".to_owned(),
        proof: ClientProof::Key(key),
        redirect_uri,
        scope: shape.scope(&categories).to_owned(),
        levels: vec!["aal3".to_owned()],
        second_factors: Vec::new(),
    });
    (handle, ResidentProvider::new(shape, provider, BTreeMap::new(), categories))
}

fn asks_for_cards(plan: &Plan) -> bool {
    plan.forms.iter().any(|file| file.text.contains("\"level\":\"signature\""))
}

/// The pretended bank, where a form sends people there, and how the town asks it.
fn bank(plan: &Plan) -> (Option<ServerHandle>, ExternalServices) {
    if !plan.forms.iter().any(|file| file.text.contains("\"x-external\"")) {
        return (None, ExternalServices::new());
    }
    let (server, address) = external_service::serve(PretendedBank {
        listen: "127.0.0.1:0".to_owned(),
        secret: BANK_SECRET.to_owned(),
        clock: plan.clock.clone(),
        ids: Arc::new(SystemIds),
    })
    .unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let bank = ExternalService::new(&format!("http://{address}"), BANK_SECRET);
    (Some(handle), [("bank-debit".to_owned(), bank)].into())
}

async fn open_rooms(
    plan: &Plan,
    provider: &str,
    (signing, external): (Option<Signing>, ExternalServices),
) -> Rooms {
    let clock: Arc<dyn Clock> = plan.clock.clone();
    let gateway: Box<dyn PaymentGateway> = match &plan.stripe {
        Some(stripe) => Box::new(StripeHouse::gateway_by(stripe, &plan.address)),
        None => Box::new(StubGateway::new(StubGatewayConfig {
            base_url: provider.to_owned(),
            secret: plan.secret.clone(),
            notify_url: format!("{}/payments/callback", plan.address),
            return_base: plan.address.clone(),
            clock: Arc::clone(&clock),
        })),
    };
    let (id, japanese, english) = &plan.municipality;
    let mut name = Text::japanese(&**japanese);
    name.translate(Language::English, english);
    let city = City {
        id: id.clone(),
        name,
        public_url: plan.address.clone(),
        contact: Text::japanese(format!("{japanese}役所")),
        mail_from: "madoguchi@city.example".to_owned(),
        demo: false,
    };
    let archive = Archive::new(plan.store.clone(), clock, plan.chance.clone());
    let wanted = Wanted { retire: Vec::new(), by: Author::System, whole: true };
    let rehearsal = Rehearsal::without_examples(compile(&plan.forms));
    Publisher::new(&archive).publish(rehearsal, &wanted).await.expect("the forms are published");
    let gateway = Arc::new(Line::to(gateway, Arc::clone(&plan.line_is_cut)));
    Rooms::open(city, archive, gateway, signing, external).await.expect("the rooms open")
}
