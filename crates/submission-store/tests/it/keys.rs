//! The master key is made once, and a database never opens with another one.

use std::fs;

use submission_store::{Place, Scope, Store, StoreError, submissions};

use crate::town::{Town, morning, on_both_engines};

on_both_engines!(
    the_key_is_made_once_and_kept_private,
    a_wrong_key_is_refused,
    a_missing_key_is_never_replaced,
    a_swapped_ciphertext_is_noticed,
    municipalities_do_not_share_keys,
    codes_are_the_same_after_a_restart,
);

async fn the_key_is_made_once_and_kept_private(town: Town) {
    let path = town.folder().join("master.key");
    let key = fs::read_to_string(&path).unwrap();
    assert_eq!(key.trim_end().len(), 64);
    drop(town.second());
    assert_eq!(fs::read_to_string(&path).unwrap(), key);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        mode(0o644);
        assert!(matches!(Store::open(&town.settings), Err(StoreError::MasterKey(_))));
        mode(0o600);
        assert!(Store::open(&town.settings).is_ok());
    }
}

async fn a_wrong_key_is_refused(town: Town) {
    let path = town.folder().join("master.key");
    for wrong in ["0".repeat(64), "not a key".to_owned(), String::new()] {
        fs::write(&path, &wrong).unwrap();
        assert!(matches!(Store::open(&town.settings), Err(StoreError::MasterKey(_))), "{wrong}");
        assert_eq!(fs::read_to_string(&path).unwrap(), wrong, "the file is left alone");
    }
}

async fn a_missing_key_is_never_replaced(town: Town) {
    let path = town.folder().join("master.key");
    fs::remove_file(&path).unwrap();
    assert!(matches!(Store::open(&town.settings), Err(StoreError::MasterKey(_))));
    assert!(!path.exists());
}

async fn a_swapped_ciphertext_is_noticed(town: Town) {
    let (one, other) = (town.file("仙台 花子").await, town.file("名取 太郎").await);
    town.sql(&format!(
        "UPDATE submissions SET applicant = (SELECT applicant FROM submissions WHERE id = '{}')
         WHERE id = '{}'",
        other.id, one.id
    ))
    .unwrap();
    let id = one.id.clone();
    let found = town.store.read(move |tx| submissions::find(tx, &Scope::Worker, &id)).await;
    let found = found.unwrap().unwrap();
    let opened = found.sealer.open(&found.applicant.unwrap());
    assert!(matches!(opened, Err(StoreError::Corrupt { table: "submissions", .. })), "{opened:?}");
}

async fn municipalities_do_not_share_keys(town: Town) {
    let mut settings = town.settings.clone();
    settings.municipality = "natori".parse().unwrap();
    let natori = Store::open(&settings).unwrap();
    assert_ne!(natori.keys().derive("csrf"), town.store.keys().derive("csrf"));
    let id = kernel::DraftId::new(&kernel::SystemIds, morning());
    let sealed = natori.sealer().seal(Place::draft(&id), b"a");
    assert!(town.store.sealer().open(&sealed).is_err());
}

async fn codes_are_the_same_after_a_restart(town: Town) {
    let filing = town.file("仙台 花子").await;
    let before = town.store.keys().access_code(&filing.id, 0);
    assert_eq!(town.second().keys().access_code(&filing.id, 0), before);
}
