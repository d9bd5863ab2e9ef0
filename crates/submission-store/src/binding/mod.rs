//! Which folder of files belongs to this database: an id stands in both.
//!
//! Where they do not belong together nothing is opened. A database that knows none of the
//! files is not a reason to delete them, and a folder without the files of the rows is not
//! a place to put more: one of the two is the wrong one, and only an operator knows which.

mod adopt;
mod mismatch;

use diesel::prelude::*;
use kernel::{MunicipalityId, SystemIds};

pub use adopt::Adoption;
pub(crate) use adopt::{adopt, look};
pub use mismatch::Mismatch;

use crate::{
    StoreError, WriteTx,
    attachments::STORED,
    engine::{DbConn, per_engine},
    folder::{Folder, FolderId},
    schema::{attachment_folders, attachments},
    transaction::Door as _,
};

const TABLE: &str = "attachment_folders";

/// The rows whose files are looked for: of the newest, somebody may be waiting.
const NEWEST: i64 = 20;

/// The folder that a municipality's rows are bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bound {
    folder: FolderId,
    /// Up to this row, an operator knows that files are missing.
    absent_up_to: Option<String>,
}

/// Whether what the rows name is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evidence {
    /// The rows name no files.
    NoRows,
    /// At least one of the newest is.
    Here,
    /// None of the newest so many is.
    Absent(usize),
}

/// What is known when folder and database meet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Meeting {
    /// The id in the folder.
    folder: Option<FolderId>,
    /// The id in the database.
    bound: Option<Bound>,
    /// Another municipality of this database keeps its files in this folder.
    is_shared: bool,
    has_files: bool,
    evidence: Evidence,
}

/// What is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// They know each other.
    Keep(FolderId),
    /// The database knows the folder by another municipality.
    Join(FolderId),
    /// They meet for the first time.
    Begin,
    Refuse(Mismatch),
}

fn judge(meeting: Meeting) -> Verdict {
    match (meeting.folder, meeting.bound) {
        (Some(folder), Some(bound)) if folder != bound.folder => {
            Verdict::Refuse(Mismatch::Other { folder, database: bound.folder })
        }
        (None, Some(bound)) => Verdict::Refuse(Mismatch::Unmarked { database: bound.folder }),
        (folder, bound) => match (meeting.evidence, folder, bound) {
            (Evidence::Absent(looked), _, _) => Verdict::Refuse(Mismatch::Absent { looked }),
            (_, _, Some(bound)) => Verdict::Keep(bound.folder),
            (_, Some(folder), None) if meeting.is_shared => Verdict::Join(folder),
            (Evidence::NoRows, _, None) if meeting.has_files => Verdict::Refuse(Mismatch::Unknown),
            // A new id, also where the folder has one: another database may still carry it.
            (_, _, None) => Verdict::Begin,
        },
    }
}

/// Makes sure that `folder` belongs to the database, binding the two when they meet for
/// the first time. Runs in the write transaction of [`crate::Store::open`].
pub(crate) fn bind(
    conn: &mut DbConn,
    folder: &Folder,
    municipality: &MunicipalityId,
) -> Result<FolderId, StoreError> {
    let here = municipality.as_str();
    match judge(meet(conn, folder, here)?) {
        Verdict::Keep(id) => Ok(id),
        Verdict::Join(id) => {
            write(conn, here, &Bound { folder: id.clone(), absent_up_to: None })?;
            Ok(id)
        }
        Verdict::Begin => {
            let id = FolderId::new(&SystemIds);
            folder.mark(&id)?;
            write(conn, here, &Bound { folder: id.clone(), absent_up_to: None })?;
            Ok(id)
        }
        Verdict::Refuse(mismatch) => Err(folder.refusal(mismatch)),
    }
}

/// Refuses to make a database file beside the files of a lost one.
pub(crate) fn refuse_without_database(folder: &Folder) -> Result<(), StoreError> {
    if folder.has_files()? { Err(folder.refusal(Mismatch::NoDatabase)) } else { Ok(()) }
}

/// Refuses when another folder has been adopted since the store was opened.
pub(crate) fn require(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    let files = tx.files().clone();
    let bound = tx.run(TABLE, find)?;
    match bound.map(read).transpose()? {
        Some(bound) if bound.folder == *files.folder_id() => Ok(()),
        Some(Bound { folder: database, .. }) => {
            let folder = files.folder_id().clone();
            Err(files.folder().refusal(Mismatch::Other { folder, database }))
        }
        None => Err(files.folder().refusal(Mismatch::Unknown)),
    }
}

fn meet(conn: &mut DbConn, folder: &Folder, here: &str) -> Result<Meeting, StoreError> {
    let failed = |e: diesel::result::Error| StoreError::of(TABLE, &e);
    let id = folder.id()?;
    let bound = find(conn, here).map_err(failed)?.map(read).transpose()?;
    let is_shared = match &id {
        Some(id) => attachment_folders::table
            .filter(attachment_folders::folder.eq(id.as_str()))
            .select(attachment_folders::municipality)
            .first::<String>(conn)
            .optional()
            .map_err(failed)?
            .is_some(),
        None => false,
    };
    let absent_up_to = bound.as_ref().and_then(|bound| bound.absent_up_to.as_deref());
    Ok(Meeting {
        evidence: evidence(conn, folder, here, absent_up_to.unwrap_or_default())?,
        has_files: folder.has_files()?,
        folder: id,
        bound,
        is_shared,
    })
}

/// Looks for the files of the newest rows behind `after`.
fn evidence(
    conn: &mut DbConn,
    folder: &Folder,
    here: &str,
    after: &str,
) -> Result<Evidence, StoreError> {
    let newest: Vec<String> = attachments::table
        .filter(attachments::municipality.eq(here))
        .filter(attachments::state.eq(STORED))
        .filter(attachments::id.gt(after))
        .order(attachments::id.desc())
        .limit(NEWEST)
        .select(attachments::path)
        .load(conn)
        .map_err(|e| StoreError::of("attachments", &e))?;
    for path in &newest {
        if folder.size_of(path)?.is_some() {
            return Ok(Evidence::Here);
        }
    }
    Ok(if newest.is_empty() { Evidence::NoRows } else { Evidence::Absent(newest.len()) })
}

fn find(conn: &mut DbConn, here: &str) -> QueryResult<Option<(String, Option<String>)>> {
    let bound = attachment_folders::table
        .filter(attachment_folders::municipality.eq(here))
        .select((attachment_folders::folder, attachment_folders::absent_up_to));
    per_engine!(conn, |conn| bound.get_result(conn)).optional()
}

fn read((folder, absent_up_to): (String, Option<String>)) -> Result<Bound, StoreError> {
    match folder.parse() {
        Ok(folder) => Ok(Bound { folder, absent_up_to }),
        Err(_) => Err(StoreError::corrupt(TABLE, &folder, "not the id of a folder")),
    }
}

fn write(conn: &mut DbConn, here: &str, bound: &Bound) -> Result<(), StoreError> {
    let (folder, absent_up_to) = (bound.folder.as_str(), bound.absent_up_to.as_deref());
    let failed = |e: diesel::result::Error| StoreError::of(TABLE, &e);
    let known = diesel::update(attachment_folders::table)
        .filter(attachment_folders::municipality.eq(here))
        .set((
            attachment_folders::folder.eq(folder),
            attachment_folders::absent_up_to.eq(absent_up_to),
        ))
        .execute(conn)
        .map_err(failed)?;
    if known == 0 {
        diesel::insert_into(attachment_folders::table)
            .values((
                attachment_folders::municipality.eq(here),
                attachment_folders::folder.eq(folder),
                attachment_folders::absent_up_to.eq(absent_up_to),
            ))
            .execute(conn)
            .map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: char) -> FolderId {
        digit.to_string().repeat(32).parse().unwrap()
    }

    /// The id in the folder and in the database (`-` for none), whether the folder holds
    /// files, and whether those of the rows are there (`-` for no rows).
    fn check(folder: char, database: char, has_files: bool, rows: char, verdict: &Verdict) {
        let known = |digit: char| (digit != '-').then(|| id(digit));
        let meeting = Meeting {
            folder: known(folder),
            bound: known(database).map(|folder| Bound { folder, absent_up_to: None }),
            is_shared: false,
            has_files,
            evidence: match rows {
                '-' => Evidence::NoRows,
                'y' => Evidence::Here,
                _ => Evidence::Absent(2),
            },
        };
        assert_eq!(judge(meeting), *verdict, "{folder} {database} {has_files} {rows}");
    }

    #[test]
    fn a_folder_and_a_database_that_do_not_belong_together_are_refused() {
        let refuse = Verdict::Refuse;
        let other = Mismatch::Other { folder: id('a'), database: id('b') };
        let absent = || refuse(Mismatch::Absent { looked: 2 });
        check('-', '-', false, '-', &Verdict::Begin);
        check('-', '-', true, 'y', &Verdict::Begin);
        check('-', '-', true, '-', &refuse(Mismatch::Unknown));
        check('-', '-', false, 'n', &absent());
        check('-', '-', true, 'n', &absent());
        check('a', 'a', true, 'y', &Verdict::Keep(id('a')));
        check('a', 'a', true, '-', &Verdict::Keep(id('a')));
        check('a', 'a', true, 'n', &absent());
        check('a', 'b', true, 'y', &refuse(other.clone()));
        check('a', 'b', false, '-', &refuse(other));
        check('-', 'b', false, '-', &refuse(Mismatch::Unmarked { database: id('b') }));
        check('-', 'b', true, 'y', &refuse(Mismatch::Unmarked { database: id('b') }));
        check('a', '-', true, '-', &refuse(Mismatch::Unknown));
        check('a', '-', true, 'n', &absent());
        check('a', '-', true, 'y', &Verdict::Begin);
        check('a', '-', false, '-', &Verdict::Begin);
    }

    #[test]
    fn municipalities_of_one_database_may_share_a_folder() {
        let meeting = Meeting {
            folder: Some(id('a')),
            bound: None,
            is_shared: true,
            has_files: true,
            evidence: Evidence::NoRows,
        };
        assert_eq!(judge(meeting), Verdict::Join(id('a')));
    }
}
