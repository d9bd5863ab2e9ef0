//! What nobody could see in the database alone, a witness outside of it remembers.

use std::{fs, path::PathBuf};

use kernel::{EventId, Instant, SystemIds};
use review_workflow::Event;
use submission_store::{audit, audit::Break, events, events::NewEvent, witness, witness::Doubt};

use crate::town::{Filing, Town, minutes, morning, on_both_engines};

on_both_engines!(
    the_end_of_an_open_day_is_remembered,
    a_log_that_was_set_back_and_goes_on_is_found,
    a_closed_day_is_remembered_by_its_head,
    lines_that_are_not_ours_or_missing_are_found,
    a_line_that_a_crash_cut_short_hides_nothing,
);

/// The file of a witness, apart from the town's own.
struct Book {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

impl Book {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { file: folder.path().join("madoguchi.witness"), _folder: folder }
    }

    async fn tell(&self, town: &Town, now: Instant) -> bool {
        witness::tell(&town.store, &self.file, now).await.unwrap()
    }

    async fn doubt(&self, town: &Town) -> Option<Doubt> {
        let (keys, file) = (town.store.keys().clone(), self.file.clone());
        town.store.read(move |tx| witness::compare(tx, &keys, &file)).await.unwrap()
    }

    fn lines(&self) -> Vec<String> {
        fs::read_to_string(&self.file).unwrap().lines().map(str::to_owned).collect()
    }

    fn write(&self, lines: &[&str]) {
        fs::write(&self.file, format!("{}\n", lines.join("\n"))).unwrap();
    }
}

async fn note(town: &Town, filing: &Filing, at: Instant) {
    let by = town.clerk(&format!("clerk{}", EventId::new(&SystemIds, at))).await;
    let event = Event::Noted { at, by: by.clone(), text: "メモ".to_owned(), call: None };
    let sealer = &filing.submission.sealer;
    let noted = [NewEvent::seal(sealer, &SystemIds, by.as_str(), &event).unwrap()];
    let case = filing.id.clone();
    town.store.write(move |tx| events::append(tx, &case, &noted)).await.unwrap();
}

async fn chains_are_whole(town: &Town) -> bool {
    town.store.read(|tx| audit::verify(tx)).await.unwrap().first_break.is_none()
}

fn gone(filing: &Filing, seq: i64) -> Doubt {
    let what = "the witness was told of an entry that is gone";
    Doubt::Log(Break::Event { case: filing.id.to_string(), seq, what })
}

async fn the_end_of_an_open_day_is_remembered(town: Town) {
    let book = Book::open();
    let filing = town.file("花子").await;
    note(&town, &filing, morning().plus(minutes(1))).await;
    assert!(book.tell(&town, morning().plus(minutes(2))).await);
    assert!(!book.tell(&town, morning().plus(minutes(3))).await, "nothing is new");
    assert_eq!(book.doubt(&town).await, None);
    let id = &filing.id;
    town.force("events", &format!("DELETE FROM events WHERE case_id = '{id}' AND seq = 2"));
    assert!(chains_are_whole(&town).await, "nothing shows in the chains");
    assert_eq!(book.doubt(&town).await, Some(gone(&filing, 2)));
}

/// As after last night's copy was put back: the log has other entries in the same places.
async fn a_log_that_was_set_back_and_goes_on_is_found(town: Town) {
    let book = Book::open();
    let filing = town.file("花子").await;
    note(&town, &filing, morning().plus(minutes(1))).await;
    book.tell(&town, morning().plus(minutes(2))).await;
    let id = &filing.id;
    town.force("events", &format!("DELETE FROM events WHERE case_id = '{id}' AND seq = 2"));
    note(&town, &filing, morning().plus(minutes(40))).await;
    assert!(chains_are_whole(&town).await);
    let what = "the witness was told of another entry";
    let expected = Break::Event { case: filing.id.to_string(), seq: 2, what };
    assert_eq!(book.doubt(&town).await, Some(Doubt::Log(expected)));
    assert!(book.tell(&town, morning().plus(minutes(41))).await);
    assert!(book.doubt(&town).await.is_some(), "later lines hide nothing");
}

async fn a_closed_day_is_remembered_by_its_head(town: Town) {
    let book = Book::open();
    let filing = town.file("花子").await;
    let later = morning().plus(minutes(60 * 48));
    town.store.close_days(later, None).await.unwrap();
    assert!(book.tell(&town, later).await);
    assert_eq!(book.doubt(&town).await, None);
    // Written anew from the beginning, by somebody who can compute every hash.
    town.force("day_heads", "DELETE FROM day_heads");
    note(&town, &filing, morning().plus(minutes(1))).await;
    town.store.close_days(later, None).await.unwrap();
    assert!(chains_are_whole(&town).await);
    let what = "the witness was told of another head";
    assert_eq!(
        book.doubt(&town).await,
        Some(Doubt::Log(Break::Day { day: morning().day(), what }))
    );
}

/// Three lines about three moments of one case.
async fn three_lines(town: &Town, book: &Book) {
    let filing = town.file("花子").await;
    for minute in [0, 20, 40] {
        note(town, &filing, morning().plus(minutes(minute + 1))).await;
        assert!(book.tell(town, morning().plus(minutes(minute + 2))).await);
    }
}

async fn lines_that_are_not_ours_or_missing_are_found(town: Town) {
    let book = Book::open();
    three_lines(&town, &book).await;
    let lines = book.lines();
    let [first, second, third] = [lines[0].as_str(), lines[1].as_str(), lines[2].as_str()];
    let told = |line, what| Some(Doubt::Line { line, what });
    let follows = "it does not follow from the line before it";
    book.write(&[first, third]);
    assert_eq!(book.doubt(&town).await, told(2, follows));
    let told_otherwise = |line: &str| line.replacen("\"at\":", "\"at\": ", 1);
    for (line, lines) in
        [(2, [first, &told_otherwise(second), third]), (3, [first, second, &told_otherwise(third)])]
    {
        book.write(&lines);
        assert_eq!(book.doubt(&town).await, told(line, "its signature is not ours"));
    }
}

async fn a_line_that_a_crash_cut_short_hides_nothing(town: Town) {
    let book = Book::open();
    three_lines(&town, &book).await;
    let whole = fs::read_to_string(&book.file).unwrap();
    fs::write(&book.file, &whole.as_bytes()[..whole.len() - 21]).unwrap();
    let unread = Some(Doubt::Line { line: 3, what: "its signature is not ours" });
    assert_eq!(book.doubt(&town).await, unread);
    let filing = town.file("太郎").await;
    note(&town, &filing, morning().plus(minutes(60))).await;
    assert!(book.tell(&town, morning().plus(minutes(61))).await);
    assert_eq!(book.lines().len(), 4, "the rest of it stays a line of its own");
    assert_eq!(book.doubt(&town).await, None);
}
