//! `madoguchi forms preview`: a definition in the browser, read anew at every save.
//!
//! A counter of its own on a folder that is thrown away; nothing leaves it. A definition that
//! is broken while somebody types leaves the last good one on the screen.

use std::{net::TcpListener, path::PathBuf, process::ExitCode, time::Duration};

use actix_web::rt::{self, System, time::sleep};
use casework::ExternalServices;
use publishing::{Author, Compiled, FormFile, Publisher, Rehearsal, Wanted, compile};
use submission_store::Store;

use super::{
    forms::{Named, named_files},
    serve::{guard_of, portal_server},
};
use crate::{
    environment,
    fault::Fault,
    output,
    provider::Provider,
    settings::Settings,
    town_hall::{self, Addresses},
};

/// How soon a save is seen.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

pub(crate) fn run(settings: &Settings, path: PathBuf) -> Result<ExitCode, Fault> {
    let folder = tempfile::tempdir().map_err(Fault::found)?;
    let settings = Settings {
        data: folder.path().to_path_buf(),
        database: format!("sqlite:{}", folder.path().join("preview.sqlite").display()),
        ..settings.clone()
    };
    System::new().block_on(preview(&settings, &[path]))
}

async fn preview(settings: &Settings, paths: &[PathBuf]) -> Result<ExitCode, Fault> {
    let Some(mut shown) = Shown::of(named_files(settings, paths)?.files) else {
        return Err(Fault::found("nothing to show: mend the definition first"));
    };
    let store = town_hall::open_store(settings)?;
    let listener = TcpListener::bind(&settings.listen)
        .map_err(|fault| Fault::usage(format!("cannot listen on {}: {fault}", settings.listen)))?;
    let own = format!("http://{}", listener.local_addr().map_err(Fault::usage)?);
    output::data(format_args!("listening on {own}/procedures/{}", shown.id));
    output::say(
        "保存すると読み直します。Ctrl-C で終わります / reads again at every save, Ctrl-C ends",
    );
    loop {
        let listener = listener.try_clone().map_err(Fault::found)?;
        let Some(next) = show(settings, &store, listener, &own, paths, shown).await? else {
            return Ok(ExitCode::SUCCESS);
        };
        shown = next;
        output::say(format_args!("{own}/procedures/{}", shown.id));
    }
}

/// Serves these files until good ones are saved in their place; nothing when it was ended.
async fn show(
    settings: &Settings,
    store: &Store,
    listener: TcpListener,
    own: &str,
    paths: &[PathBuf],
    shown: Shown,
) -> Result<Option<Shown>, Fault> {
    let provider = Provider::stub_at(own);
    let addresses = Addresses { public_url: own.to_owned(), outside_pages: provider.pages() };
    let archive = town_hall::archive_on(store.clone());
    let wanted = Wanted { retire: Vec::new(), by: Author::System, whole: true };
    let rehearsal = Rehearsal::without_examples(compile(&shown.files));
    Publisher::new(&archive).publish(rehearsal, &wanted).await.map_err(Fault::found)?;
    let gateway = provider.gateway(store, own);
    let rooms = town_hall::open_rooms(
        settings,
        archive,
        gateway,
        (None, ExternalServices::new()),
        &addresses,
        true,
    )
    .await?;
    let guard = guard_of(settings, &rooms, &addresses, true);
    let server = portal_server(listener, &rooms, guard)?;
    let handle = server.handle();
    let running = rt::spawn(server);
    let mut seen = shown.files;
    loop {
        sleep(LOOK_AGAIN).await;
        if running.is_finished() {
            return Ok(None);
        }
        // An editor that is just writing may leave nothing to read for a moment.
        let Ok(Named { files: saved, .. }) = named_files(settings, paths) else { continue };
        if saved == seen {
            continue;
        }
        if let Some(next) = Shown::of(saved.clone()) {
            handle.stop(true).await;
            return Ok(Some(next));
        }
        seen = saved;
    }
}

/// Definitions that can be shown.
struct Shown {
    /// The first procedure among them.
    id: String,
    files: Vec<FormFile>,
}

impl Shown {
    /// These files, if nothing is wrong with them; what is wrong is told.
    fn of(files: Vec<FormFile>) -> Option<Self> {
        let Compiled { forms, broken, .. } = compile(&files);
        for fault in &broken {
            output::say(fault.told(environment::language()));
        }
        let id = forms.into_keys().next().filter(|_| broken.is_empty())?;
        Some(Self { id, files })
    }
}
