//! Wiring: from settings to open rooms, with everything they need.

use std::{fs, io::Read, path::Path, sync::Arc};

use back_office::People;
use casework::{City, ExternalServices, Signing};
use catalogue::Archive;
use fees::PaymentGateway;
use flate2::read::GzDecoder;
use kernel::{Language, SystemClock, SystemIds};
use madoguchi::Rooms;
use publishing::{Author, FormFile, ORGANISATION, Publisher, Rehearsal, Wanted, compile};
use submission_store::{Line, SPEAKS_TLS, Store, StoreSettings};

use crate::{fault::Fault, output, provider::Provider, settings::Settings};

/// The catalogue, packed by `build.rs`, so that the binary is enough.
static CATALOGUE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/forms.json.gz"));

/// Where this process meets the world: known only once it listens.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    /// What residents type, without a slash at the end.
    pub(crate) public_url: String,
    /// Where the pages of others are to which our forms may send people.
    pub(crate) outside_pages: Vec<String>,
}

/// What the embedded catalogue knows of its city.
const CITY_WORDS: &str = include_str!("../../../forms/city/words.json");

/// The definitions of the folder that is set, or the embedded ones; with those of the city that is
/// set.
pub(crate) fn forms(settings: &Settings) -> Result<Vec<FormFile>, Fault> {
    match &settings.forms {
        Some(folder) => forms_in(folder, settings),
        None => of_city(embedded()?, settings),
    }
}

/// The definitions of a folder, with those of the city that is set.
pub(crate) fn forms_in(folder: &Path, settings: &Settings) -> Result<Vec<FormFile>, Fault> {
    let mut files = Vec::new();
    read_folder(folder, folder, &mut files)?;
    of_city(files, settings)
}

/// The same files with the folder of another city in the place of their own; where they have
/// none, with that of the embedded catalogue, whose departments nobody asks for here.
fn of_city(mut files: Vec<FormFile>, settings: &Settings) -> Result<Vec<FormFile>, Fault> {
    if let Some(folder) = &settings.city_folder {
        let mut own = Vec::new();
        read_folder(folder, folder, &mut own)?;
        files.retain(|file| !file.path.starts_with("city/"));
        files.extend(own.into_iter().map(|FormFile { path, text }| {
            let path = format!("city/{path}");
            FormFile { path, text }
        }));
    } else if !files.iter().any(|file| file.path.starts_with("city/")) {
        let own = |file: &FormFile| file.path.starts_with("city/") && file.path != ORGANISATION;
        files.extend(embedded()?.into_iter().filter(own));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The words of the city: of its folder, of the folder of definitions, or the embedded ones.
pub(crate) fn city_words(forms: Option<&Path>, folder: Option<&Path>) -> Result<String, Fault> {
    let inside = forms.map(|forms| forms.join("city/words.json")).filter(|file| file.exists());
    match folder.map(|folder| folder.join("words.json")).or(inside) {
        Some(file) => fs::read_to_string(&file)
            .map_err(|fault| Fault::usage(format!("{}: {fault}", file.display()))),
        None => Ok(CITY_WORDS.to_owned()),
    }
}

fn embedded() -> Result<Vec<FormFile>, Fault> {
    let mut text = String::new();
    GzDecoder::new(CATALOGUE).read_to_string(&mut text).map_err(Fault::found)?;
    let files: Vec<(String, String)> = serde_json::from_str(&text).map_err(Fault::found)?;
    Ok(files.into_iter().map(|(path, text)| FormFile { path, text }).collect())
}

fn read_folder(root: &Path, folder: &Path, files: &mut Vec<FormFile>) -> Result<(), Fault> {
    let told =
        |fault: std::io::Error, at: &Path| Fault::usage(format!("{}: {fault}", at.display()));
    let entries = fs::read_dir(folder).map_err(|fault| told(fault, folder))?;
    for entry in entries {
        let path = entry.map_err(|fault| told(fault, folder))?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(&path).map_err(|fault| told(fault, &path))?;
            let inside = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
            files.push(FormFile { path: inside.replace('\\', "/"), text });
        }
    }
    Ok(())
}

/// How the store is told where to keep things. A database that is reached by a line on which
/// others could read along is refused: by every command, for each has the password.
pub(crate) fn store_settings(settings: &Settings) -> Result<StoreSettings, Fault> {
    let (connections, queue) = (settings.connections, settings.queue);
    let usual = StoreSettings::new(&settings.database, &settings.data, settings.city.id.clone());
    let wanted = StoreSettings {
        connections,
        queue,
        database_password_file: settings.database_password_file.clone(),
        master_key_file: settings.master_key_file.clone(),
        ..usual
    };
    match wanted.line().map_err(Fault::usage)? {
        Line::Verified if !SPEAKS_TLS => Err(Fault::usage(
            "database: sslmode=verify-full needs TLS, and this program was built without it; \
             build it with --features postgres-tls",
        )),
        Line::Open if !settings.database_without_tls => Err(Fault::usage(
            "database: whoever is between this machine and the database could read along or \
             pretend to be it; add sslmode=verify-full&sslrootcert=FILE to its address, or say \
             --database-without-tls where the network itself encrypts",
        )),
        Line::Inside | Line::Verified | Line::Open => Ok(wanted),
    }
}

/// Opens the store. An embedded database brings its schema up to date by itself; a
/// PostgreSQL one is migrated by its operator.
pub(crate) fn open_store(settings: &Settings) -> Result<Store, Fault> {
    open_as(settings, &store_settings(settings)?)
}

/// The same for an operator, who waits for as long as it takes.
pub(crate) fn open_patiently(settings: &Settings) -> Result<Store, Fault> {
    open_as(settings, &store_settings(settings)?.patient())
}

fn open_as(settings: &Settings, wanted: &StoreSettings) -> Result<Store, Fault> {
    make_private(&settings.data)?;
    if settings.is_embedded() {
        Store::migrate(wanted).map_err(Fault::found)?;
    }
    Store::open(wanted).map_err(Fault::found)
}

/// The data folder is its owner's alone.
pub(crate) fn make_private(folder: &Path) -> Result<(), Fault> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|fault| Fault::usage(format!("{}: {fault}", folder.display())))
}

/// The store without a counter: what operators' commands look after.
pub(crate) fn open_archive(settings: &Settings) -> Result<Archive, Fault> {
    Ok(archive_on(open_patiently(settings)?))
}

/// An archive on an open store.
pub(crate) fn archive_on(store: Store) -> Archive {
    Archive::new(store, Arc::new(SystemClock), Arc::new(SystemIds))
}

/// The rooms, with what is published.
pub(crate) async fn open_rooms(
    settings: &Settings,
    archive: Archive,
    gateway: Arc<dyn PaymentGateway>,
    (signing, external): (Option<Signing>, ExternalServices),
    addresses: &Addresses,
    demo: bool,
) -> Result<Rooms, Fault> {
    let city = City {
        id: settings.city.id.clone(),
        name: settings.city.name.clone(),
        public_url: addresses.public_url.clone(),
        contact: settings.city.contact.clone(),
        mail_from: settings.city.mail_from.clone(),
        demo,
    };
    Rooms::open(city, archive, gateway, signing, external).await.map_err(Fault::found)
}

/// A town that has never published anything gets the catalogue once, so that a first look
/// needs no second command. What is not fit is told and left out.
pub(crate) async fn publish_on_first_start(
    settings: &Settings,
    archive: &Archive,
    demo: bool,
) -> Result<(), Fault> {
    if !archive.is_unpublished().await.map_err(Fault::found)? {
        return Ok(());
    }
    if !settings.is_embedded() && !demo {
        output::say("nothing is published yet: run `madoguchi forms publish`");
        return Ok(());
    }
    let rehearsal = Rehearsal::of(compile(&forms(settings)?), Language::English);
    for broken in &rehearsal.broken {
        output::say(format_args!("not published:\n{broken}"));
    }
    for failed in &rehearsal.failed {
        output::say(format_args!("not published:\n{failed}"));
    }
    let wanted = Wanted { retire: Vec::new(), by: Author::System, whole: true };
    let published = Publisher::new(archive).publish(rehearsal, &wanted).await;
    published.map(drop).map_err(Fault::found)
}

/// The register of people, which needs the store and no definition.
pub(crate) fn people(settings: &Settings) -> Result<People, Fault> {
    let names =
        vec![settings.city.id.to_string(), settings.city.name.get(Language::Japanese).to_owned()];
    Ok(People::new(&open_archive(settings)?, names))
}

/// The rooms for a command that neither listens nor sends.
pub(crate) async fn rooms_for_command(settings: &Settings) -> Result<Rooms, Fault> {
    let store = open_patiently(settings)?;
    let public_url =
        settings.public_url.clone().unwrap_or_else(|| format!("http://{}", settings.listen));
    let provider = Provider::named(settings)?;
    let provider = provider.unwrap_or_else(|| Provider::stub_at("http://127.0.0.1:8081"));
    let gateway = provider.gateway(&store, &public_url);
    let addresses = Addresses { public_url, outside_pages: provider.pages() };
    open_rooms(
        settings,
        archive_on(store),
        gateway,
        (None, ExternalServices::new()),
        &addresses,
        false,
    )
    .await
}

/// Runs one asynchronous command to its end.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Fault::found)?
        .block_on(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_catalogue_compiles() {
        let compiled = compile(&embedded().unwrap());
        let broken: Vec<String> = compiled.broken.iter().map(ToString::to_string).collect();
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        assert!(compiled.forms.len() >= 5);
    }
}
