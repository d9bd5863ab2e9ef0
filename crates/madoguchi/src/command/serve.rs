//! `madoguchi serve`: the portal, the API and the workers.

use std::{env, net::TcpListener, process::ExitCode, sync::Arc, time::Duration};

use ::web::guard::{Guard, GuardSettings};
use actix_web::{
    App, HttpServer,
    dev::{Server, ServerHandle},
    rt::System,
    web,
};
use chores::Chores;
use kernel::{Clock as _, SystemClock, SystemIds};
use madoguchi::Rooms;
use submission_store::Store;

use crate::{
    command::payment_provider::pretended,
    data_lock::DataLock,
    demo, external,
    fault::Fault,
    output,
    provider::{Provider, secret},
    residents,
    settings::Settings,
    sign_on, signing,
    town_hall::{self, Addresses},
    worker,
};

/// The lock of the data folder, the portal and the workers: alive while they serve.
pub(crate) fn run(settings: &Settings, demo: bool) -> Result<ExitCode, Fault> {
    start_log();
    System::new().block_on(serve(settings, demo))
}

async fn serve(settings: &Settings, demo: bool) -> Result<ExitCode, Fault> {
    settings.check_front()?;
    town_hall::make_private(&settings.data)?;
    let _lock = DataLock::take(&settings.data, settings.is_embedded())?;
    let store = town_hall::open_store(settings)?;
    let listener = TcpListener::bind(&settings.listen)
        .map_err(|fault| Fault::usage(format!("cannot listen on {}: {fault}", settings.listen)))?;
    let own = format!("http://{}", listener.local_addr().map_err(Fault::usage)?);
    let provider = provider_of(settings, &store, demo)?;
    let signing = signing::for_residents(settings, &store, demo)?;
    let external = external::for_residents(settings, &store, demo)?;
    let public_url = settings.public_url.clone().unwrap_or_else(|| own.clone());
    let providers = residents::for_residents(&settings.residents, &public_url, demo)?;
    let addresses = Addresses {
        public_url,
        outside_pages: {
            let app = signing.iter().map(|signing| signing.app.pages().to_owned());
            let identities = providers.iter().map(|it| it.origin().to_owned());
            let services = external.values().map(|it| it.pages().to_owned());
            provider.pages().into_iter().chain(app).chain(identities).chain(services).collect()
        },
    };
    let gateway = provider.gateway(&store, &addresses.public_url);
    let archive = town_hall::archive_on(store);
    town_hall::publish_on_first_start(settings, &archive, demo).await?;
    let mut rooms =
        town_hall::open_rooms(settings, archive, gateway, (signing, external), &addresses, demo)
            .await?;
    rooms.counter = rooms.counter.with_providers(providers);
    rooms.back_office =
        rooms.back_office.with_drawing_by(env::current_exe().map_err(Fault::found)?);
    if let Some(provider) = sign_on::named(&settings.sign_on, &addresses.public_url)? {
        rooms.back_office = rooms.back_office.with_sign_on(provider);
    }
    for broken in rooms.catalogue.broken_versions() {
        output::say(format_args!("its last good version is served: {broken}"));
    }
    let open = rooms.chores.workings().await.map_err(Fault::found)?.unconfirmed_instructions;
    if open > 0 {
        let what =
            "rows of /office/instructions are not confirmed: no refusal of theirs is decided";
        output::say(format_args!("{open} {what}"));
    }
    let transport = worker::transport(settings, demo)?;
    let guard = guard_of(settings, &rooms, &addresses, demo);
    let operators = operators_server(settings, &rooms.chores, &guard)?;
    let server = portal_server(listener, &rooms, guard)?;
    worker::start(&rooms, transport, settings.witness.clone(), settings.watch.clone());
    output::data(format_args!("listening on {own}"));
    if demo {
        actix_web::rt::spawn(demo::welcome(rooms.clone(), settings.clone(), own));
    }
    server.await.map_err(Fault::found)?;
    if let Some(operators) = operators {
        operators.stop(false).await;
    }
    Ok(ExitCode::SUCCESS)
}

/// The configured provider, or an embedded one for a demonstration.
fn provider_of(settings: &Settings, store: &Store, demo: bool) -> Result<Provider, Fault> {
    match Provider::named(settings)? {
        Some(provider) => Ok(provider),
        None if demo => {
            let config = pretended(secret(store));
            let (server, address) = payment_stub::serve(config).map_err(Fault::found)?;
            actix_web::rt::spawn(server);
            Ok(Provider::stub_at(&format!("http://{address}")))
        }
        None => Err(Fault::usage(
            "set --payment-provider to the provider's address, or add --demo for a pretended one",
        )),
    }
}

/// What stands before every page.
pub(super) fn guard_of(
    settings: &Settings,
    rooms: &Rooms,
    addresses: &Addresses,
    demo: bool,
) -> web::Data<Guard> {
    let guards = GuardSettings {
        outside_pages: addresses.outside_pages.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        shared_machines: settings.shared_machines.clone(),
        operators: settings.operators.clone(),
        metrics_beside_pages: demo,
        limits: settings.limits.clone(),
        ..GuardSettings::new(&addresses.public_url, rooms.derived_key("form-tokens"))
    };
    web::Data::new(Guard::new(guards, Arc::new(SystemClock), Arc::new(SystemIds)))
}

/// The listener that no proxy reaches, if one is wanted.
fn operators_server(
    settings: &Settings,
    chores: &Chores,
    guard: &web::Data<Guard>,
) -> Result<Option<ServerHandle>, Fault> {
    let Some(address) = &settings.metrics_listen else { return Ok(None) };
    let told = |fault| Fault::usage(format!("cannot listen on {address} for metrics: {fault}"));
    let listener = TcpListener::bind(address).map_err(told)?;
    let own = listener.local_addr().map_err(told)?;
    let (chores, guard) = (web::Data::new(chores.clone()), guard.clone());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(chores.clone())
            .app_data(guard.clone())
            .configure(::web::open_for_operators)
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .map_err(told)?
    .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    output::say(format_args!("metrics on http://{own}/metrics"));
    Ok(Some(handle))
}

pub(super) fn portal_server(
    listener: TcpListener,
    rooms: &Rooms,
    guard: web::Data<Guard>,
) -> Result<Server, Fault> {
    let rooms = rooms.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(guard.clone()).configure(|config| rooms.open_doors(config))
    })
    // A phone on a train keeps its connection for a while; head and idle are bounded.
    .keep_alive(Duration::from_secs(30))
    .client_request_timeout(Duration::from_secs(5))
    .shutdown_timeout(8)
    // Otherwise the end of a page waits for the phone to acknowledge its beginning: 40 ms.
    .tcp_nodelay(true)
    .listen(listener)
    .map_err(Fault::found)?;
    Ok(server.run())
}

/// One line of JSON for each thing worth knowing, on stderr.
fn start_log() {
    let wanted = crate::environment::variable("MADOGUCHI_LOG").unwrap_or_else(|| "warn".to_owned());
    let filter = tracing_subscriber::EnvFilter::new(wanted);
    let log = tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter);
    // A second start in the same process keeps the first log.
    drop(log.try_init());
    tracing::debug!(at = %SystemClock.now(), "log started");
}
