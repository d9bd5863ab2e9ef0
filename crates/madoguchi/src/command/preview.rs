//! `madoguchi forms preview`: a definition in the browser, read anew at every save.
//!
//! A counter of its own on a folder that is thrown away; nothing leaves it. A definition that
//! is broken while somebody types leaves the last good one on the screen.

use std::{net::TcpListener, path::PathBuf, process::ExitCode, time::Duration};

use actix_web::rt::{self, System, time::sleep};
use service_desk::{Compiled, FormFile, compile};
use submission_store::Store;

use super::{forms::named_files, serve::portal_server};
use crate::{
    fault::Fault,
    output,
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
    let mut shown = named_files(settings, paths)?;
    let Some(mut id) = only_good(&shown) else {
        return Err(Fault::found("nothing to show: mend the definition first"));
    };
    let store = town_hall::open_store(settings)?;
    let listener = TcpListener::bind(&settings.listen)
        .map_err(|fault| Fault::usage(format!("cannot listen on {}: {fault}", settings.listen)))?;
    let own = format!("http://{}", listener.local_addr().map_err(Fault::usage)?);
    output::data(format_args!("listening on {own}/procedures/{id}"));
    output::say(
        "保存すると読み直します。終わるときは Ctrl-C / reads again at every save, Ctrl-C ends",
    );
    loop {
        let listener = listener.try_clone().map_err(Fault::found)?;
        match show(settings, &store, listener, &own, paths, &shown).await? {
            None => return Ok(ExitCode::SUCCESS),
            Some((next, files)) => (id, shown) = (next, files),
        }
        output::say(format_args!("{own}/procedures/{id}"));
    }
}

/// Serves these files until good ones are saved in their place; nothing when it was ended.
async fn show(
    settings: &Settings,
    store: &Store,
    listener: TcpListener,
    own: &str,
    paths: &[PathBuf],
    shown: &[FormFile],
) -> Result<Option<(String, Vec<FormFile>)>, Fault> {
    let addresses = Addresses { public_url: own.to_owned(), provider_url: own.to_owned() };
    let forms = shown.to_vec();
    let desk = town_hall::open_desk(settings, store.clone(), &addresses, forms, true).await?;
    let server = portal_server(listener, &desk, &addresses)?;
    let handle = server.handle();
    let running = rt::spawn(server);
    let mut seen = shown.to_vec();
    loop {
        sleep(LOOK_AGAIN).await;
        if running.is_finished() {
            return Ok(None);
        }
        // An editor that is just writing may leave nothing to read for a moment.
        let Ok(saved) = named_files(settings, paths) else { continue };
        if saved == seen {
            continue;
        }
        if let Some(id) = only_good(&saved) {
            handle.stop(true).await;
            return Ok(Some((id, saved)));
        }
        seen = saved;
    }
}

/// The id of the first procedure, if nothing is wrong; what is wrong is told.
fn only_good(files: &[FormFile]) -> Option<String> {
    let Compiled { forms, broken, .. } = compile(files);
    for fault in &broken {
        output::say(fault);
    }
    if broken.is_empty() { forms.into_keys().next() } else { None }
}
