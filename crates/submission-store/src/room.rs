//! Whether the disk takes more, found out by writing.
//!
//! Asked at most every few seconds: whoever asks often must not be the one who fills it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{StoreError, folder::Folder};

/// So long an answer is good.
const FRESH: Duration = Duration::from_secs(5);

type Answer = Result<(), StoreError>;

/// The room on the disk of a folder. Blocking; cheap to clone.
#[derive(Clone)]
pub(crate) struct Room {
    folder: Folder,
    last: Arc<Mutex<Option<(Instant, Answer)>>>,
}

impl Room {
    pub(crate) fn of(folder: &Folder) -> Self {
        Self { folder: folder.clone(), last: Arc::default() }
    }

    /// Refuses when the disk takes nothing more. Those who ask at once wait for one answer.
    pub(crate) fn check(&self) -> Answer {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, answer)) = &*last
            && asked.elapsed() < FRESH
        {
            return answer.clone();
        }
        let answer = self.folder.has_room();
        *last = Some((Instant::now(), answer.clone()));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_again_writes_nothing_for_a_while() {
        let data = tempfile::tempdir().unwrap();
        let room = Room::of(&Folder::of(data.path()));
        assert_eq!(room.check(), Ok(()));
        assert!(std::fs::read_dir(data.path()).unwrap().next().is_none(), "nothing is left");
        std::fs::create_dir(data.path().join("room.probe")).unwrap();
        assert_eq!(room.check(), Ok(()), "it would be refused if it were tried");
        assert!(matches!(Room::of(&room.folder).check(), Err(StoreError::File(_))));
    }
}
