//! 発送: by which way each paper reaches its applicant, how far it has come, and what waits for whom.
//!
//! What may follow on what is for others to say.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{dsl::exists, prelude::*};
use kernel::{DepartmentId, Instant, Reach, SubmissionId};
use review_workflow::{Event, Posting, ReturnReason};

use crate::{
    Reads, Scope, StoreError, WriteTx,
    engine::MultiBackend,
    one_of::one_of,
    row::{At, words},
    schema::{cases, dispatches, register_numbers},
    scope::{covered, visible_one},
    transaction::Door as _,
};

const TABLE: &str = "dispatches";

/// By which way a paper reaches its applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// It lies at the applicant's page, and they are written that it does.
    Online,
    /// By post.
    Post,
}

words!(Channel { Online = "online", Post = "post" });

/// How far a paper has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DispatchState {
    /// It lies at the applicant's page, or waits to be posted.
    Waiting,
    /// The applicant has opened it.
    Opened,
    /// It was posted.
    Posted,
    /// It came back.
    Returned,
    /// It was given to the applicant.
    HandedOut,
}

words!(DispatchState {
    Waiting = "waiting",
    Opened = "opened",
    Posted = "posted",
    Returned = "returned",
    HandedOut = "handed-out",
});

/// How one paper leaves the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// The case.
    pub case: SubmissionId,
    /// The paper, counted from 1 in its case.
    pub notice: i64,
    /// By which way.
    pub channel: Channel,
    /// How far it has come.
    pub state: DispatchState,
    /// From when it waits to be posted; nothing where it does not.
    pub post_from: Option<Instant>,
    /// How it was posted last.
    pub posting: Option<Posting>,
    /// Why it came back last.
    pub returned: Option<ReturnReason>,
    /// Since when it is so.
    pub changed_at: Instant,
}

/// What of all that waits is wanted; everything without a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaitingFilter {
    /// Of the cases for which this department answers.
    pub department: Option<DepartmentId>,
    /// Papers of this kind, in a word.
    pub kind: Option<String>,
    /// Papers that go by post from the beginning, or that nobody opened online.
    pub channel: Option<Channel>,
}

/// Keeps how a paper leaves the house, in place of what was kept before.
pub fn save(tx: &mut WriteTx<'_>, dispatch: &Dispatch) -> Result<(), StoreError> {
    let row = DispatchRow::from(dispatch);
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(dispatches::table.find((here, &row.case_id, row.notice)))
            .set(&row)
            .execute(conn)
    })?;
    if changed == 0 {
        tx.run(TABLE, |conn, here| {
            diesel::insert_into(dispatches::table)
                .values((dispatches::municipality.eq(here), &row))
                .execute(conn)
        })?;
    }
    Ok(())
}

/// The applicant opens a paper that lies online for them; false when it is not the first time.
pub fn open(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    notice: i64,
    at: Instant,
) -> Result<bool, StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(dispatches::table.find((here, case.as_str(), notice)))
            .filter(dispatches::channel.eq(Channel::Online.word()))
            .filter(dispatches::state.eq(DispatchState::Waiting.word()))
            .set((
                dispatches::state.eq(DispatchState::Opened.word()),
                dispatches::post_from.eq(None::<NaiveDateTime>),
                dispatches::changed_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(changed == 1)
}

/// How the papers of a case leave the house, the first one first.
pub fn of_case(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
) -> Result<Vec<Dispatch>, StoreError> {
    let sight = scope.sight(tx, case)?;
    let rows: Vec<DispatchRow> = tx.run(TABLE, |conn, here| {
        dispatches::table
            .filter(dispatches::municipality.eq(here))
            .filter(dispatches::case_id.eq_any(visible_one(sight, here, case.as_str())))
            .order(dispatches::notice)
            .select(DispatchRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Dispatch::try_from).collect()
}

/// How the papers of some cases leave the house, whoever may see them.
pub fn of_some(tx: &mut impl Reads, cases: &[SubmissionId]) -> Result<Vec<Dispatch>, StoreError> {
    let cases: Vec<String> = cases.iter().map(ToString::to_string).collect();
    let rows: Vec<DispatchRow> = tx.run(TABLE, |conn, here| {
        of_cases(here, &cases).select(DispatchRow::as_select()).load(conn)
    })?;
    rows.into_iter().map(Dispatch::try_from).collect()
}

/// How far a fact says that a paper has come, where it is about one.
pub fn told_by(fact: &Event) -> Option<(i64, DispatchState)> {
    let (notice, state) = if let Event::NoticePosted { notice, .. } = fact {
        (notice, DispatchState::Posted)
    } else if let Event::NoticeReturned { notice, .. } = fact {
        (notice, DispatchState::Returned)
    } else if let Event::AddressConfirmed { notice, .. } = fact {
        (notice, DispatchState::Waiting)
    } else if let Event::NoticeHandedOut { notice, .. } = fact {
        (notice, DispatchState::HandedOut)
    } else if let Event::NoticeOpened { notice, .. } = fact {
        (notice, DispatchState::Opened)
    } else {
        return None;
    };
    Some((i64::from(*notice), state))
}

/// Whether the rows of a case say of its papers what its log says last of each. A paper of which
/// nothing was said waits, or is from before that was kept.
pub(crate) fn say_the_same(
    tx: &mut impl Reads,
    case: &SubmissionId,
    log: &[Event],
) -> Result<bool, StoreError> {
    let told: BTreeMap<i64, DispatchState> = log.iter().filter_map(told_by).collect();
    let kept = of_case(tx, &Scope::Worker, case)?;
    let kept: BTreeMap<i64, DispatchState> =
        kept.into_iter().map(|it| (it.notice, it.state)).collect();
    let fits = |(notice, state): (&i64, &DispatchState)| {
        *state == told.get(notice).copied().unwrap_or(DispatchState::Waiting)
    };
    Ok(kept.iter().all(fits) && told.keys().all(|notice| kept.contains_key(notice)))
}

/// Forgets how the papers of a case left.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(dispatches::table)
            .filter(dispatches::municipality.eq(here))
            .filter(dispatches::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// Rows of `dispatches` under some conditions.
type Papers<'a> = dispatches::BoxedQuery<'a, MultiBackend>;

/// Whose papers are looked through at once, those that were decided first.
const MOST: i64 = 1_000;

/// The cases within a reach, of one department or of all, of which a paper is such.
macro_rules! reached {
    ($tx:expr, $reach:expr, $department:expr, $such:expr) => {{
        let (reach, department): (&Reach, Option<&DepartmentId>) = ($reach, $department);
        let ids: Vec<String> = $tx.run(TABLE, |conn, here| {
            let papers = dispatches::table
                .filter(dispatches::municipality.eq(here))
                .filter($such)
                .select(dispatches::case_id);
            let mut theirs = cases::table
                .into_boxed()
                .filter(cases::municipality.eq(here))
                .filter(covered(reach))
                .filter(cases::id.eq_any(papers));
            if let Some(department) = department {
                theirs = theirs.filter(cases::department.eq(department.as_str()));
            }
            theirs.order((cases::changed_at, cases::id)).limit(MOST).select(cases::id).load(conn)
        })?;
        ids
    }};
}

/// The papers within `reach` that are set and wait to be posted by `now`: up to `limit`, the one
/// that waits longest first, and how many there are, counted in up to a thousand cases.
pub fn waiting(
    tx: &mut impl Reads,
    reach: &Reach,
    wanted: &WaitingFilter,
    now: Instant,
    limit: i64,
) -> Result<(i64, Vec<Dispatch>), StoreError> {
    let now = now.naive_utc();
    let department = wanted.department.as_ref();
    let theirs = reached!(tx, reach, department, dispatches::post_from.le(now));
    let count =
        tx.run(TABLE, |conn, here| lying(here, &theirs, wanted, now).count().get_result(conn))?;
    let rows: Vec<DispatchRow> = tx.run(TABLE, |conn, here| {
        lying(here, &theirs, wanted, now)
            .order((dispatches::post_from, dispatches::case_id, dispatches::notice))
            .limit(limit)
            .select(DispatchRow::as_select())
            .load(conn)
    })?;
    Ok((count, rows.into_iter().map(Dispatch::try_from).collect::<Result<_, _>>()?))
}

/// The same of those that came back, the one that lies longest first.
pub fn returned(
    tx: &mut impl Reads,
    reach: &Reach,
    limit: i64,
) -> Result<(i64, Vec<Dispatch>), StoreError> {
    let theirs = reached!(tx, reach, None, dispatches::state.eq(DispatchState::Returned.word()));
    let count = tx.run(TABLE, |conn, here| back(here, &theirs).count().get_result(conn))?;
    let rows: Vec<DispatchRow> = tx.run(TABLE, |conn, here| {
        back(here, &theirs)
            .order((dispatches::changed_at, dispatches::case_id, dispatches::notice))
            .limit(limit)
            .select(DispatchRow::as_select())
            .load(conn)
    })?;
    Ok((count, rows.into_iter().map(Dispatch::try_from).collect::<Result<_, _>>()?))
}

/// The papers within `reach` that may have been posted from `from` to `until`, in order of the day
/// on which they were posted last: all of those days, and of later days those that came back before.
/// Nothing where they are of more cases than are looked through at once.
pub fn posted(
    tx: &mut impl Reads,
    reach: &Reach,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Option<Vec<Dispatch>>, StoreError> {
    let such = || {
        let again = dispatches::return_reason.is_not_null();
        dispatches::posted_on.ge(from).and(dispatches::posted_on.le(until).or(again))
    };
    let theirs = reached!(tx, reach, None, such());
    if i64::try_from(theirs.len()).is_ok_and(|count| count >= MOST) {
        return Ok(None);
    }
    let rows: Vec<DispatchRow> = tx.run(TABLE, |conn, here| {
        of_cases(here, &theirs)
            .filter(such())
            .order((dispatches::posted_on, dispatches::case_id, dispatches::notice))
            .select(DispatchRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Dispatch::try_from).collect::<Result<_, _>>().map(Some)
}

/// Of these cases, the papers that wait to be posted.
fn lying<'a>(
    here: &'a str,
    cases: &'a [String],
    wanted: &'a WaitingFilter,
    now: NaiveDateTime,
) -> Papers<'a> {
    let set = numbers_of_papers().filter(register_numbers::due_at.is_null());
    let mut papers =
        of_cases(here, cases).filter(dispatches::post_from.le(now)).filter(exists(set));
    if let Some(kind) = &wanted.kind {
        let of_kind = numbers_of_papers().filter(register_numbers::kind.eq(kind));
        papers = papers.filter(exists(of_kind));
    }
    match wanted.channel {
        Some(channel) => papers.filter(dispatches::channel.eq(channel.word())),
        None => papers,
    }
}

/// Of these cases, the papers that came back.
fn back<'a>(here: &'a str, cases: &'a [String]) -> Papers<'a> {
    of_cases(here, cases).filter(dispatches::state.eq(DispatchState::Returned.word()))
}

fn of_cases<'a>(here: &'a str, cases: &'a [String]) -> Papers<'a> {
    dispatches::table
        .into_boxed()
        .filter(dispatches::municipality.eq(here))
        .filter(one_of(dispatches::case_id, cases.iter().map(String::as_str)))
}

/// The number of the paper.
#[diesel::dsl::auto_type(no_type_alias)]
fn numbers_of_papers() -> _ {
    register_numbers::table
        .filter(register_numbers::case_id.eq(dispatches::case_id))
        .filter(register_numbers::notice.eq(dispatches::notice))
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = dispatches, treat_none_as_null = true)]
struct DispatchRow {
    case_id: String,
    notice: i64,
    channel: String,
    state: String,
    post_from: Option<NaiveDateTime>,
    post_kind: Option<String>,
    posted_on: Option<NaiveDate>,
    tracking: Option<String>,
    return_reason: Option<String>,
    changed_at: NaiveDateTime,
}

impl From<&Dispatch> for DispatchRow {
    fn from(dispatch: &Dispatch) -> Self {
        let posting = dispatch.posting.as_ref();
        Self {
            case_id: dispatch.case.to_string(),
            notice: dispatch.notice,
            channel: dispatch.channel.word().to_owned(),
            state: dispatch.state.word().to_owned(),
            post_from: dispatch.post_from.map(Instant::naive_utc),
            post_kind: posting.map(|it| it.kind.word().to_owned()),
            posted_on: posting.map(|it| it.on),
            tracking: posting.and_then(|it| it.tracking.clone()),
            return_reason: dispatch.returned.map(|it| it.word().to_owned()),
            changed_at: dispatch.changed_at.naive_utc(),
        }
    }
}

impl TryFrom<DispatchRow> for Dispatch {
    type Error = StoreError;

    fn try_from(row: DispatchRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.case_id);
        let kind = at.parse_option("kind of post", row.post_kind.as_deref())?;
        let posting = kind.zip(row.posted_on);
        Ok(Self {
            case: at.parse("case", &row.case_id)?,
            notice: row.notice,
            channel: at.parse("channel", &row.channel)?,
            state: at.parse("state", &row.state)?,
            post_from: row.post_from.map(Instant::from_naive_utc),
            posting: posting.map(|(kind, on)| Posting { on, kind, tracking: row.tracking }),
            returned: at.parse_option("reason", row.return_reason.as_deref())?,
            changed_at: Instant::from_naive_utc(row.changed_at),
        })
    }
}
