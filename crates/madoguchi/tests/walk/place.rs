//! One of the two towns, with who works there and what is known of it.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use chrono::Duration;
use tempfile::TempDir;
use testkit::TestTown;

use crate::{board::Board, chance::Chance, house, office::Office};

pub(crate) struct Place<'t> {
    pub(crate) town: &'t TestTown,
    pub(crate) board: Board,
    pub(crate) office: Office,
    /// One server does one round of a job at a time.
    pub(crate) jobs: Mutex<()>,
    /// Whether the provider cannot be reached at the moment.
    is_cut_off: AtomicBool,
    witness: TempDir,
}

impl<'t> Place<'t> {
    pub(crate) fn of(town: &'t TestTown) -> Self {
        // Most of what one decides is drawn, so that the walk comes by it.
        town.draws(80);
        Self {
            town,
            board: Board::default(),
            office: Office::of(town),
            jobs: Mutex::default(),
            is_cut_off: AtomicBool::new(false),
            witness: tempfile::tempdir().unwrap(),
        }
    }

    /// Time passes; what servers do every few seconds is done.
    pub(crate) fn goes_on(&self, span: Duration) {
        self.town.advance(span);
        house::keeps_keys(self);
    }

    /// Tokens end after a year.
    pub(crate) fn renew_office(&mut self) {
        self.office = Office::of(self.town);
    }

    pub(crate) fn witness(&self) -> std::path::PathBuf {
        self.witness.path().join("witness")
    }

    /// Now and then the provider or the mail server is away for a moment.
    pub(crate) fn begins_outage(&self, chance: &mut Chance) {
        let cut = chance.one_in(25);
        self.is_cut_off.store(cut, Ordering::SeqCst);
        self.town.provider_is_away(cut);
        self.town.post_office().shut(chance.one_in(25));
    }

    pub(crate) fn ends_outage(&self) {
        self.is_cut_off.store(false, Ordering::SeqCst);
        self.town.provider_is_away(false);
        self.town.post_office().shut(false);
    }

    pub(crate) fn is_cut_off(&self) -> bool {
        self.is_cut_off.load(Ordering::SeqCst)
    }
}
