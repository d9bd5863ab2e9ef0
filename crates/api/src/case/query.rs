//! Which cases a caller wants to see.

use back_office::{InState, QueueFilter, View};
use chrono::NaiveDate;
use kernel::ViewId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::strict::Plain;
use ::web::guard::WebError;

/// A page of the queue is at most this long.
const LONGEST_PAGE: u32 = 200;
pub(crate) const USUAL_PAGE: u32 = 50;

/// Which cases to list. Everything combines; of several values of one parameter, separated by commas,
/// one is enough.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseQuery {
    /// `mine`, `unclaimed`, `correction`, `answered`, `approval`, `late`, `due-soon`, `closed` or `all`; or the id of a
    /// view that the caller keeps or is given. What the view narrows already cannot be given beside
    /// it.
    view: Option<String>,
    /// The ids of procedures.
    #[param(style = Form, explode = false, value_type = Option<Vec<String>>)]
    procedure: Option<String>,
    /// The words of states, such as `in-review`. Without them, cases that are not over; in an order by
    /// the end, those that are.
    #[param(style = Form, explode = false, value_type = Option<Vec<String>>)]
    state: Option<String>,
    /// `answered` for cases whose resident has answered to a correction, `sent-back` for those that
    /// somebody sent back who was to decide, `put-back` for those that somebody has put back; until
    /// they go on.
    #[param(style = Form, explode = false, value_type = Option<Vec<String>>)]
    returned: Option<String>,
    /// The id of a member of staff.
    assignee: Option<String>,
    /// The id of a department.
    department: Option<String>,
    /// The id of the department at which cases lie, whoever answers for them.
    desk: Option<String>,
    /// The ids of wards; `outside` the municipality, or `unknown`.
    #[param(style = Form, explode = false, value_type = Option<Vec<String>>)]
    ward: Option<String>,
    /// By which doors cases came: `web`, `counter` (also paper), `api` or `seed`. It is looked for in at most
    /// 20,000 cases of the list for one page, which can be short of `limit` or empty while `next_cursor`
    /// stands there: go on from it.
    #[param(style = Form, explode = false, value_type = Option<Vec<String>>)]
    channel: Option<String>,
    /// Arrived on this day or later. The list is by arrival then, unless it is one by the end: there
    /// the arrival is looked for like `channel`.
    received_from: Option<String>,
    /// Arrived on this day or earlier; like `received_from`.
    received_until: Option<String>,
    /// Ended on this day or later. The list is by the end then, whatever else is asked for, and has
    /// only what is over.
    ended_from: Option<String>,
    /// Ended on this day or earlier; like `ended_from`.
    ended_until: Option<String>,
    /// `long` for what was promised for a day five open days ago or earlier, `over` for one that has passed, `today` and `soon` (three open days)
    /// for what is due until then.
    due: Option<String>,
    /// `open` for cases with something still to be looked at, `none` for the others.
    finding: Option<String>,
    /// `true` for cases in which the resident waits for an answer, also where they are over.
    question: Option<String>,
    /// `true` for cases about which another department was asked that has not answered (合議中).
    consulting: Option<String>,
    /// The id of a label that cases bear.
    label: Option<String>,
    /// `true` for the caller's cases that somebody else changed since they read them.
    unread: Option<String>,
    /// For receipt numbers; names stand better in the body of `POST /api/v1/searches`, since proxies
    /// keep addresses. Receipt number or its first six characters, a name or a part of it, a reading, a telephone or
    /// its last four digits, a day of birth, a postal code, a town, an address for mail, or what the
    /// definition lets search for. Several words all have to be found. The newest arrival comes
    /// first. A receipt number finds its case also when it is over.
    q: Option<String>,
    /// `due` (the nearest deadline first), `received` (the earliest arrival first), `newest` (the
    /// newest arrival first), `moved` (what was changed last first) or `ended` (what ended last first;
    /// cases that are not over are none of that list).
    sort: Option<String>,
    /// `next_cursor` or `previous_cursor` of another page of the same list in the same order.
    cursor: Option<String>,
    /// At most this many, up to 200.
    limit: Option<String>,
}

/// Which case to take next.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NextRequest {
    /// The id of a procedure.
    procedure: Option<Plain>,
    /// The id of a department.
    department: Option<Plain>,
    /// The id of the department at which it lies.
    desk: Option<Plain>,
    /// The id of a ward; `outside` the municipality, or `unknown`.
    ward: Option<Plain>,
    /// By which door it came, as `channel` of the list has it.
    channel: Option<Plain>,
    /// `open` for a case with something still to be looked at, `none` for one without.
    finding: Option<Plain>,
    /// Whether the resident is to wait for an answer in it.
    #[serde(default)]
    question: bool,
    /// The id of a label that it bears.
    label: Option<Plain>,
}

/// A query that makes sense.
#[derive(Debug)]
pub(super) struct Wanted {
    /// A view that somebody keeps, on which the filter rests.
    pub(super) kept: Option<ViewId>,
    pub(super) filter: QueueFilter,
    pub(super) cursor: Option<String>,
    pub(super) limit: Option<u32>,
    /// Whether an order was named.
    pub(super) sorted: bool,
}

impl CaseQuery {
    /// The query with its words understood.
    pub(super) fn understood(self) -> Result<Wanted, WebError> {
        let kept: Option<ViewId> = self.view.as_deref().and_then(|id| id.parse().ok());
        let word = self.view.filter(|_| kept.is_none());
        let sort = meant(self.sort, "sort", |word| word.parse().ok())?;
        let filter = QueueFilter {
            view: meant(word, "view", |word| word.parse().ok())?,
            procedures: several(self.procedure, "procedure", |id| Some(id.to_owned()))?,
            states: several(self.state, "state", |word| word.parse().ok().map(InState::At))?,
            returned: several(self.returned, "returned", |word| word.parse().ok())?,
            department: meant(self.department, "department", |id| id.parse().ok())?,
            desk: meant(self.desk, "desk", |id| id.parse().ok())?,
            wards: several(self.ward, "ward", |id| id.parse().ok())?,
            sources: several(self.channel, "channel", |word| word.parse().ok())?,
            assignee: meant(self.assignee, "assignee", |id| id.parse().ok())?,
            received_from: meant(self.received_from, "received_from", day)?,
            received_until: meant(self.received_until, "received_until", day)?,
            ended_from: meant(self.ended_from, "ended_from", day)?,
            ended_until: meant(self.ended_until, "ended_until", day)?,
            due: meant(self.due, "due", |word| word.parse().ok())?,
            open_findings: meant(self.finding, "finding", open_findings)?,
            question: meant(self.question, "question", |it| it.parse().ok())?.unwrap_or_default(),
            consulting: meant(self.consulting, "consulting", |it| it.parse().ok())?
                .unwrap_or_default(),
            label: meant(self.label, "label", |id| id.parse().ok())?,
            unread: meant(self.unread, "unread", |word| word.parse().ok())?.unwrap_or_default(),
            words: self.q.filter(|words| !words.trim().is_empty()),
            sort: sort.unwrap_or_default(),
        };
        let limit = page_length(self.limit)?;
        Ok(Wanted { kept, filter, cursor: self.cursor, limit, sorted: sort.is_some() })
    }
}

impl Wanted {
    /// The filter, the place and the length of a page, as `view` has them where nothing was given.
    pub(super) fn within(
        self,
        view: Option<View>,
    ) -> Result<(QueueFilter, Option<String>, u32), WebError> {
        let Self { filter, cursor, limit, sorted, .. } = self;
        let Some(view) = view else {
            return Ok((filter, cursor, limit.unwrap_or(USUAL_PAGE)));
        };
        let (kept, sort) = (view.filter, filter.sort);
        let filter = QueueFilter {
            view: kept.view,
            procedures: either_of("procedure", kept.procedures, filter.procedures)?,
            states: either_of("state", kept.states, filter.states)?,
            returned: either_of("returned", kept.returned, filter.returned)?,
            department: either("department", kept.department, filter.department)?,
            desk: either("desk", kept.desk, filter.desk)?,
            wards: either_of("ward", kept.wards, filter.wards)?,
            sources: either_of("channel", kept.sources, filter.sources)?,
            assignee: either("assignee", kept.assignee, filter.assignee)?,
            received_from: either("received_from", kept.received_from, filter.received_from)?,
            received_until: either("received_until", kept.received_until, filter.received_until)?,
            ended_from: either("ended_from", kept.ended_from, filter.ended_from)?,
            ended_until: either("ended_until", kept.ended_until, filter.ended_until)?,
            due: either("due", kept.due, filter.due)?,
            open_findings: either("finding", kept.open_findings, filter.open_findings)?,
            question: kept.question || filter.question,
            consulting: kept.consulting || filter.consulting,
            label: either("label", kept.label, filter.label)?,
            unread: kept.unread || filter.unread,
            words: filter.words,
            sort: if sorted { sort } else { kept.sort },
        };
        Ok((filter, cursor, limit.unwrap_or(view.page_size)))
    }
}

/// What the view narrows, or what was asked for.
fn either<T>(name: &str, kept: Option<T>, given: Option<T>) -> Result<Option<T>, WebError> {
    let kept = kept.into_iter().collect();
    Ok(either_of(name, kept, given.into_iter().collect())?.pop())
}

/// The same of what can be given several times.
fn either_of<T>(name: &str, kept: Vec<T>, given: Vec<T>) -> Result<Vec<T>, WebError> {
    match (kept.is_empty(), given.is_empty()) {
        (false, false) => Err(WebError::Unusable { what: format!("{name} is set by the view") }),
        (false, true) => Ok(kept),
        (true, _) => Ok(given),
    }
}

impl NextRequest {
    /// The filter for the next case.
    pub(super) fn filter(self) -> Result<QueueFilter, WebError> {
        let department = self.department.map(|department| department.0);
        Ok(QueueFilter {
            procedures: self.procedure.map(|procedure| procedure.0).into_iter().collect(),
            department: meant(department, "department", |id| id.parse().ok())?,
            desk: meant(self.desk.map(|desk| desk.0), "desk", |id| id.parse().ok())?,
            wards: one(self.ward, "ward", |id| id.parse().ok())?,
            sources: one(self.channel, "channel", |word| word.parse().ok())?,
            open_findings: meant(self.finding.map(|word| word.0), "finding", open_findings)?,
            question: self.question,
            label: meant(self.label.map(|label| label.0), "label", |id| id.parse().ok())?,
            ..QueueFilter::default()
        })
    }
}

fn open_findings(word: &str) -> Option<bool> {
    match word {
        "open" => Some(true),
        "none" => Some(false),
        _ => None,
    }
}

/// A parameter that was given, if it can be; an empty one was not.
pub(crate) fn meant<T>(
    given: Option<String>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, WebError> {
    given
        .filter(|text| !text.is_empty())
        .map(|text| {
            read(&text).ok_or_else(|| WebError::Unusable { what: format!("{name} is not usable") })
        })
        .transpose()
}

/// The values of a parameter, separated by commas, if each of them can be.
fn several<T>(
    given: Option<String>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, WebError> {
    let all = |text: &str| text.split(',').map(str::trim).map(&read).collect();
    Ok(meant(given, name, all)?.unwrap_or_default())
}

/// The one value of a member, as a filter has it.
fn one<T>(
    given: Option<Plain>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, WebError> {
    Ok(meant(given.map(|text| text.0), name, read)?.into_iter().collect())
}

/// How many at once, where that was said.
pub(crate) fn page_length(given: Option<String>) -> Result<Option<u32>, WebError> {
    meant(given, "limit", |number| {
        number.parse().ok().filter(|limit| (1..=LONGEST_PAGE).contains(limit))
    })
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut CaseQuery), usable: bool) {
        let mut query = CaseQuery::default();
        change(&mut query);
        assert_eq!(query.understood().is_ok(), usable);
    }

    #[test]
    fn a_query_is_understood_or_refused_and_never_guessed() {
        check(|_| {}, true);
        check(|query| query.state = Some("in-review".into()), true);
        check(|query| query.state = Some("審査中".into()), false);
        check(|query| query.received_from = Some("2026-11-21".into()), true);
        check(|query| query.received_from = Some("2026-02-29".into()), false);
        check(|query| query.sort = Some("due; drop table cases".into()), false);
        check(|query| query.limit = Some("200".into()), true);
        for limit in ["0", "201", "-1", "many"] {
            check(|query| query.limit = Some(limit.into()), false);
        }
        check(|query| query.assignee = Some("sato".into()), false);
        check(|query| query.department = Some("suido-eigyo".into()), true);
        check(|query| query.department = Some("水道局".into()), false);
        check(|query| query.ward = Some("aoba".into()), true);
        check(|query| query.ward = Some("青葉区".into()), false);
        check(|query| query.ward = Some("aoba,izumi, outside,unknown".into()), true);
        check(|query| query.ward = Some("aoba,青葉区".into()), false);
        check(|query| query.state = Some("received,in-review".into()), true);
        check(|query| query.state = Some("received,answered".into()), false);
        check(|query| query.channel = Some("web,counter".into()), true);
        for channel in ["web,", "web;counter", "fax"] {
            check(|query| query.channel = Some(channel.into()), false);
        }
        check(|query| query.ended_until = Some("2026-11-31".into()), false);
        check(|query| query.sort = Some("ended".into()), true);
    }
}
