//! What was changed about the people of the office: who, when, what, about whom, by which grant.
//!
//! An event is never changed and never goes away. No words that anybody typed stand in one.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{DepartmentId, Grant, Instant, OfficeEventId, Role, StaffId};

use crate::{
    Cursor, Listed, Page, Reads, StoreError, WriteTx,
    row::{At, words},
    schema::office_events,
    staff::{told, understood},
    transaction::Door as _,
};

const TABLE: &str = "office_events";

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfficeEventKind {
    /// Somebody new, with their first grant.
    Added,
    /// A further grant.
    Granted,
    /// A grant was taken away.
    GrantEnded,
    /// They may do nothing any more.
    Disabled,
    /// They may come in again.
    Enabled,
    /// Another password.
    PasswordSet,
    /// Their second factor was taken away.
    FactorReset,
    /// A token was issued.
    TokenIssued,
    /// A token was revoked.
    TokenRevoked,
    /// Somebody wants it, and a second person has to agree: a grant, or without one that the
    /// second factor is taken away.
    Asked,
    /// The second person did not agree.
    Declined,
    /// Whoever wanted it took it back.
    Withdrawn,
    /// They are away for some time.
    AbsenceEntered,
    /// They are back, or do not go away after all.
    AbsenceEnded,
    /// They act for the seat that the grant names while its holder is away.
    DeputyNamed,
    /// They do so no more.
    DeputyDropped,
    /// They were sent a link by which they choose a password.
    Invited,
    /// Sessions of theirs were ended.
    SessionsEnded,
    /// They registered a passkey.
    PasskeyAdded,
    /// They removed one.
    PasskeyRemoved,
    /// The provider of identities knows them from now on.
    SignOnTied,
    /// They keep away from the matters of one person more. Whose, nobody is told.
    OwnPersonAdded,
    /// They do so no more.
    OwnPersonRemoved,
}

words!(OfficeEventKind {
    Added = "added",
    Granted = "granted",
    GrantEnded = "grant-ended",
    Disabled = "disabled",
    Enabled = "enabled",
    PasswordSet = "password-set",
    FactorReset = "factor-reset",
    TokenIssued = "token-issued",
    TokenRevoked = "token-revoked",
    Asked = "asked",
    Declined = "declined",
    Withdrawn = "withdrawn",
    AbsenceEntered = "absence-entered",
    AbsenceEnded = "absence-ended",
    DeputyNamed = "deputy-named",
    DeputyDropped = "deputy-dropped",
    Invited = "invited",
    SessionsEnded = "sessions-ended",
    PasskeyAdded = "passkey-added",
    PasskeyRemoved = "passkey-removed",
    SignOnTied = "sign-on-tied",
    OwnPersonAdded = "own-person-added",
    OwnPersonRemoved = "own-person-removed",
});

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeEvent {
    /// The id, which sorts by the moment.
    pub id: OfficeEventId,
    /// When.
    pub at: Instant,
    /// What.
    pub kind: OfficeEventKind,
    /// About whom.
    pub about: StaffId,
    /// Who; nobody of the office where the machine's operator did it.
    pub by: Option<StaffId>,
    /// Who confirmed it, where a second person had to.
    pub second: Option<StaffId>,
    /// The role and department of the grant by which whoever did it last could.
    pub by_grant: Option<(Role, DepartmentId)>,
    /// The grant that it is about.
    pub grant: Option<Grant>,
    /// The token that it is about, by its name.
    pub token: Option<String>,
}

/// Writes an event down.
pub fn insert(tx: &mut WriteTx<'_>, event: &OfficeEvent) -> Result<(), StoreError> {
    let (department, role, rank, procedures, wards, rights, until_day) = told(event.grant.as_ref());
    let by_grant = event.by_grant.as_ref();
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(office_events::table)
            .values((
                office_events::municipality.eq(here),
                office_events::id.eq(event.id.as_str()),
                office_events::at.eq(event.at.naive_utc()),
                office_events::kind.eq(event.kind.word()),
                office_events::about_id.eq(event.about.as_str()),
                office_events::by_id.eq(event.by.as_ref().map(StaffId::as_str)),
                office_events::second_id.eq(event.second.as_ref().map(StaffId::as_str)),
                office_events::by_role.eq(by_grant.map(|(role, _)| role.word())),
                office_events::by_department.eq(by_grant.map(|(_, at)| at.as_str())),
                office_events::department.eq(department),
                office_events::role.eq(role),
                office_events::rank.eq(rank),
                office_events::procedures.eq(procedures),
                office_events::wards.eq(wards),
                office_events::rights.eq(rights),
                office_events::until_day.eq(until_day),
                office_events::token.eq(event.token.as_deref()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The events about a person, the newest first.
pub fn list(
    tx: &mut impl Reads,
    about: &StaffId,
    page: &Page,
) -> Result<Listed<OfficeEvent>, StoreError> {
    let rows: Vec<EventRow> = tx.run(TABLE, |conn, here| {
        let mut query = office_events::table
            .into_boxed()
            .filter(office_events::municipality.eq(here))
            .filter(office_events::about_id.eq(about.as_str()));
        if let Some(Cursor { id, .. }) = &page.after {
            query = query.filter(office_events::id.lt(id));
        }
        query
            .order(office_events::id.desc())
            .limit(i64::from(page.rows()) + 1)
            .select(EventRow::as_select())
            .load(conn)
    })?;
    let cursor = |row: &EventRow| Cursor { key: 0, id: row.id.clone() };
    let cut = Listed::cut(rows, page, cursor);
    let items = cut.items.into_iter().map(OfficeEvent::try_from).collect::<Result<_, _>>()?;
    Ok(Listed { items, next: cut.next, previous: cut.previous })
}

/// The events by which a person was given what they hold and held, the newest first.
pub fn givings(tx: &mut impl Reads, about: &StaffId) -> Result<Vec<OfficeEvent>, StoreError> {
    let giving = [OfficeEventKind::Added.word(), OfficeEventKind::Granted.word()];
    let rows: Vec<EventRow> = tx.run(TABLE, |conn, here| {
        office_events::table
            .filter(office_events::municipality.eq(here))
            .filter(office_events::about_id.eq(about.as_str()))
            .filter(office_events::kind.eq_any(giving))
            .order(office_events::id.desc())
            .select(EventRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(OfficeEvent::try_from).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = office_events)]
struct EventRow {
    id: String,
    at: NaiveDateTime,
    kind: String,
    about_id: String,
    by_id: Option<String>,
    second_id: Option<String>,
    by_role: Option<String>,
    by_department: Option<String>,
    department: Option<String>,
    role: Option<String>,
    rank: Option<String>,
    procedures: Option<String>,
    wards: Option<String>,
    rights: Option<String>,
    until_day: Option<NaiveDate>,
    token: Option<String>,
}

impl TryFrom<EventRow> for OfficeEvent {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let id = row.id.clone();
        let at = At::row(TABLE, &id);
        let by_role = at.parse_option("role", row.by_role.as_deref())?;
        let by_department = at.parse_option("department", row.by_department.as_deref())?;
        let grant = (
            row.department,
            row.role,
            row.rank,
            row.procedures,
            row.wards,
            row.rights,
            row.until_day,
        );
        Ok(Self {
            id: at.parse("id", &row.id)?,
            at: Instant::from_naive_utc(row.at),
            kind: at.parse("kind", &row.kind)?,
            about: at.parse("staff", &row.about_id)?,
            by: at.parse_option("staff", row.by_id.as_deref())?,
            second: at.parse_option("staff", row.second_id.as_deref())?,
            by_grant: by_role.zip(by_department),
            grant: understood(at, grant)?,
            token: row.token,
        })
    }
}
