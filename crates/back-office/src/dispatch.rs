//! 発送: the papers that wait to be posted, those that came back, and what is said of each.
//!
//! Whoever posts sees of a case what stands on the envelope and which paper it is; no answer.

mod batch;
mod count;
mod gate;
mod gather;
mod posted;
mod print;

use casework::{Address, Shelter, Subject, content, notice_kind, told_by};
use catalogue::Published;
use kernel::{Among, CasePlace, DepartmentId, Instant, Reach, SubmissionId};
use review_workflow::{Command, Posting, ReturnReason, Verdict};
use submission_store::{
    Scope, StoreError, batches, cases, departments,
    dispatches::{self, Channel, Dispatch, DispatchState, WaitingFilter},
    looks::LookKind,
    registers::{self, Numbered, read_number},
    revisions::{self, Revision},
    staff,
    submissions::{self, Submission},
};

use crate::{
    BackOffice, Error, Order, Pdf, Staff,
    look::in_words,
    permission::{Follow, See, SendOut, posts_to_protected},
};

pub use batch::{BatchLine, BatchStanding, BatchSummary, BatchView, PrintView};
pub use count::{BatchCount, Counting};
pub(crate) use gate::{can_leave, scope_for};
pub use gather::{Gathered, Unfit};
pub use posted::{PostedFault, PostedLine};
pub use print::{PrintFault, PrintWish};

/// What of all that waits is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DispatchQuery {
    /// Of the cases for which this department answers.
    pub department: Option<DepartmentId>,
    /// Papers that tell this.
    pub verdict: Option<Verdict>,
    /// Those that nobody opened online, or those that go by post from the beginning.
    pub unopened: Option<bool>,
}

/// A list of papers.
#[derive(Debug)]
pub struct DispatchBook {
    /// The departments whose papers the person is shown: id and name.
    pub departments: Vec<(DepartmentId, String)>,
    /// How many there are.
    pub count: i64,
    /// The first of them.
    pub lines: Vec<DispatchLine>,
}

/// One paper as it lies there.
#[derive(Debug, Clone)]
pub struct DispatchLine {
    /// Its case.
    pub case: SubmissionId,
    /// The paper, counted from 1 in its case.
    pub notice: u32,
    /// 文書番号
    pub number: String,
    /// The procedure's title.
    pub title: String,
    /// What it tells.
    pub verdict: Verdict,
    /// When it was decided.
    pub decided_at: Instant,
    /// The department that answers for the case.
    pub department: String,
    /// Who it is for.
    pub addressee: String,
    /// 支援措置: whether it is kept back where they live. Who is trusted with papers to protected
    /// people prints it all the same.
    pub shelter: Shelter,
    /// Where they live, as far as the application says and nothing keeps it back.
    pub address: Option<Address>,
    /// Where it can go now, in the words of who found out.
    pub confirmed: Option<String>,
    /// Whether it lay online for them and nobody opened it.
    pub unopened: bool,
    /// How it was posted last.
    pub posting: Option<Posting>,
    /// Why it came back last.
    pub returned: Option<ReturnReason>,
    /// Since when it is so.
    pub since: Instant,
    /// Who has the case.
    pub holder: Option<String>,
    /// Whether the person may open the case.
    pub sees_case: bool,
    /// The batch in which it was put last.
    pub batch: Option<i64>,
}

/// Why a letter that came back was not written down.
#[derive(Debug, thiserror::Error)]
pub enum DispatchFault {
    /// It is no document number.
    #[error("this is no document number")]
    Unreadable,
    /// No paper with this number is on its way.
    #[error("no paper with this number is on its way")]
    NotOnItsWay,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

/// What is read of one paper at once.
struct Read {
    dispatch: Dispatch,
    submission: Submission,
    number: Numbered,
    latest: Option<Revision>,
    holder: Option<String>,
    place: CasePlace,
    /// 支援措置: whether it is kept back where they live.
    is_protected: bool,
    /// The batches in which it was put, the first one first.
    batches: Vec<i64>,
}

impl BackOffice {
    /// Papers on one page: as many as one person puts into envelopes in a morning.
    pub const PAPERS: u8 = 50;

    /// 発送待ち: what waits to be posted, as far as the person posts it.
    pub async fn waiting_papers(
        &self,
        staff: &Staff,
        query: &DispatchQuery,
    ) -> Result<DispatchBook, Error> {
        let (reach, now) = (staff.authority.reach::<SendOut>(), self.now());
        let wanted = wanted(query);
        let part = in_words([
            ("dispatch", Some("waiting".to_owned())),
            ("department", query.department.as_ref().map(ToString::to_string)),
            ("kind", wanted.kind.clone()),
            ("channel", wanted.channel.map(|it| it.word().to_owned())),
        ]);
        let read = self.inner.store.read({
            let reach = reach.clone();
            move |tx| {
                let (count, found) =
                    dispatches::waiting(tx, &reach, &wanted, now, Self::PAPERS.into())?;
                Ok::<_, StoreError>((count, all_of(tx, found, now)?))
            }
        });
        let (count, found) = read.await?;
        self.book(staff, &reach, part, (count, found), now).await
    }

    /// 戻った郵便: what came back, as far as the person looks after it.
    pub async fn returned_papers(&self, staff: &Staff) -> Result<DispatchBook, Error> {
        let (reach, now) = (staff.authority.reach::<Follow>(), self.now());
        let read = self.inner.store.read({
            let reach = reach.clone();
            move |tx| {
                let (count, found) = dispatches::returned(tx, &reach, Self::PAPERS.into())?;
                Ok::<_, StoreError>((count, all_of(tx, found, now)?))
            }
        });
        let (count, found) = read.await?;
        self.book(staff, &reach, "dispatch=returned".to_owned(), (count, found), now).await
    }

    /// How many papers wait to be posted, and how many came back, for the menu of who is to do
    /// something about it.
    pub async fn count_papers(&self, staff: &Staff) -> Result<(Option<i64>, Option<i64>), Error> {
        let authority = &staff.authority;
        let of = |is_theirs: bool, reach: Reach| is_theirs.then_some(reach);
        let posts = of(authority.allows_somewhere::<SendOut>(), authority.reach::<SendOut>());
        let follows = of(authority.allows_somewhere::<Follow>(), authority.reach::<Follow>());
        if posts.is_none() && follows.is_none() {
            return Ok((None, None));
        }
        let now = self.now();
        let read = self.inner.store.read(move |tx| {
            let every = WaitingFilter::default();
            let waiting = posts.map(|reach| dispatches::waiting(tx, &reach, &every, now, 0));
            let waiting = waiting.transpose()?.map(|(count, _)| count);
            let returned = follows.map(|reach| dispatches::returned(tx, &reach, 0));
            let returned = returned.transpose()?.map(|(count, _)| count);
            Ok::<_, StoreError>((waiting, returned))
        });
        Ok(read.await?)
    }

    /// A paper that goes by post, byte for byte, for who puts it into its envelope. The look is
    /// recorded before anything leaves.
    pub async fn paper_to_post(
        &self,
        staff: &Staff,
        case: &SubmissionId,
        notice: &str,
    ) -> Result<Pdf, Error> {
        let (wanted, now) = (notice.parse::<i64>().map_err(|_unread| Error::NotFound)?, self.now());
        let scope = Scope::Office { reach: staff.authority.reach::<SendOut>() };
        let rows = self.rows_in(staff, scope, case).await?;
        let goes_by_post =
            |it: &Dispatch| it.posting.is_some() || it.post_from.is_some_and(|from| from <= now);
        let is_theirs =
            !rows.record.case.is_protected(now) || posts_to_protected(staff, &rows.record.place);
        if !is_theirs || !rows.dispatch(wanted).is_some_and(goes_by_post) {
            return Err(Error::NotFound);
        }
        self.issued_notice::<SendOut>(staff, case, notice).await
    }

    /// Says something of a paper, whatever else happened to its case since it was listed.
    pub async fn say_of_paper(
        &self,
        staff: &Staff,
        case: &SubmissionId,
        command: Command,
    ) -> Result<(), Error> {
        let scope = scope_for(&command, &staff.authority);
        let rows = self.rows_in(staff, scope, case).await?;
        let version = rows.record.case.version;
        Box::pin(self.command(staff, case, version, Order::Move(command))).await
    }

    /// Says that the paper with this 文書番号 came back; gives its number as it is written.
    pub async fn paper_came_back(
        &self,
        staff: &Staff,
        typed: &str,
        reason: ReturnReason,
    ) -> Result<String, DispatchFault> {
        let (code, figure) = read_number(typed).ok_or(DispatchFault::Unreadable)?;
        let reach = staff.authority.reach::<SendOut>();
        let read = self.inner.store.read(move |tx| {
            let scope = Scope::Office { reach };
            for number in registers::find_all(tx, &code, figure)? {
                let paper = &number.paper;
                let on_its_way =
                    |it: &Dispatch| it.notice == paper.notice && it.state == DispatchState::Posted;
                if dispatches::of_case(tx, &scope, &paper.case)?.iter().any(on_its_way) {
                    return Ok(Some(number));
                }
            }
            Ok::<_, StoreError>(None)
        });
        let number = read.await.map_err(Error::from)?.ok_or(DispatchFault::NotOnItsWay)?;
        let notice = figure_of(number.paper.notice)?;
        let command = Command::ComeBack { notice, reason };
        self.say_of_paper(staff, &number.paper.case, command).await?;
        Ok(number.text())
    }

    async fn book(
        &self,
        staff: &Staff,
        reach: &Reach,
        part: String,
        (count, found): (i64, Vec<Read>),
        now: Instant,
    ) -> Result<DispatchBook, Error> {
        let mut lines = Vec::with_capacity(found.len());
        for read in found {
            lines.push(self.line(staff, read).await?);
        }
        self.looked_through(staff, LookKind::List, part, lines.len(), now).await?;
        let all = self.inner.store.read(|tx| departments::list(tx));
        let all: Vec<departments::Department> = all.await.map_err(|it: StoreError| it)?;
        let theirs = |id: &DepartmentId| {
            reach.areas().iter().any(|area| match &area.departments {
                Among::All => true,
                Among::These(some) => some.contains(id),
            })
        };
        let theirs = all.into_iter().filter(|it| theirs(&it.id)).map(|it| (it.id, it.name));
        Ok(DispatchBook { departments: theirs.collect(), count, lines })
    }

    /// A paper as lists show it: where a protected person lives stands in none.
    async fn line(&self, staff: &Staff, read: Read) -> Result<DispatchLine, Error> {
        let line = self.line_to_print(staff, read).await?;
        let address = line.address.filter(|_| !line.shelter.is_on());
        Ok(DispatchLine { address, ..line })
    }

    /// The same as it is printed by somebody who prints it.
    async fn line_to_print(&self, staff: &Staff, read: Read) -> Result<DispatchLine, Error> {
        let Read { dispatch, submission, number, latest, holder, place, is_protected, batches } =
            read;
        let published = self.casework.form_of(&submission).await?;
        let (addressee, address) = envelope_of(&published, &submission, latest.as_ref())?;
        let shelter = if !is_protected {
            Shelter::Open
        } else if posts_to_protected(staff, &place) {
            Shelter::Asked
        } else {
            Shelter::Shut
        };
        // Only what came back once goes where somebody said.
        let went_wrong = dispatch.returned.is_some() && dispatch.state == DispatchState::Waiting;
        let confirmed = if went_wrong && !is_protected {
            self.casework.confirmed_address(&submission, dispatch.notice).await?
        } else {
            None
        };
        Ok(DispatchLine {
            case: dispatch.case,
            notice: figure_of(dispatch.notice)?,
            number: number.text(),
            title: self.catalogue().title_of(&submission.procedure),
            verdict: told_by(&number.paper.kind),
            decided_at: number.paper.at,
            department: self.department_named(&place.department),
            addressee,
            shelter,
            address: address.filter(|_| shelter != Shelter::Shut),
            confirmed,
            unopened: dispatch.channel == Channel::Online,
            posting: dispatch.posting,
            returned: dispatch.returned,
            since: dispatch.changed_at,
            holder,
            sees_case: staff.authority.allow::<See>(&place).is_ok(),
            // What came back is in none any more.
            batch: batches.last().copied().filter(|_| dispatch.returned.is_none()),
        })
    }
}

fn wanted(query: &DispatchQuery) -> WaitingFilter {
    let channel = |unopened| if unopened { Channel::Online } else { Channel::Post };
    WaitingFilter {
        department: query.department.clone(),
        kind: query.verdict.map(|verdict| notice_kind(verdict).to_owned()),
        channel: query.unopened.map(channel),
    }
}

/// What is known of each paper. One whose case is gone meanwhile is left out.
fn all_of(
    tx: &mut submission_store::ReadTx<'_>,
    found: Vec<Dispatch>,
    now: Instant,
) -> Result<Vec<Read>, StoreError> {
    let of: Vec<SubmissionId> = found.iter().map(|it| it.case.clone()).collect();
    let mut batches = batches::batches_of(tx, &of)?;
    let mut all = Vec::with_capacity(found.len());
    for dispatch in found {
        let case = dispatch.case.clone();
        let Some(submission) = submissions::find(tx, &Scope::Worker, &case)? else { continue };
        let Some(record) = cases::find(tx, &Scope::Worker, &case)? else { continue };
        let numbers = registers::of_case(tx, &Scope::Worker, &case)?;
        let number = numbers.into_iter().find(|it| it.paper.notice == dispatch.notice);
        let Some(number) = number else { continue };
        let latest = revisions::latest(tx, &Scope::Worker, &case)?;
        let holder = record.case.assignee.clone();
        let names = staff::names(tx, &Vec::from_iter(holder.clone()))?;
        let holder = holder.and_then(|id| names.get(&id).cloned());
        let batches = batches.remove(&(case, dispatch.notice)).unwrap_or_default();
        let (place, is_protected) = (record.place, record.case.is_protected(now));
        all.push(Read {
            dispatch,
            submission,
            number,
            latest,
            holder,
            place,
            is_protected,
            batches,
        });
    }
    Ok(all)
}

/// Name and address for the envelope. What a form marks as sensitive stands on none.
fn envelope_of(
    published: &Published,
    submission: &Submission,
    latest: Option<&Revision>,
) -> Result<(String, Option<Address>), Error> {
    let Some(latest) = latest else { return Err(Error::internal("no revision")) };
    let answers = content(&submission.sealer, latest)?;
    let subject = Subject::searchable(&published.form, &answers);
    // As the paper itself names them.
    let stored = submission.applicant.as_ref();
    let stored = stored.map(|sealed| submission.sealer.open(sealed)).transpose()?;
    let named = stored.and_then(|bytes| Subject::from_stored(&bytes).name());
    let addressee = named.unwrap_or_else(|| "申請者".to_owned());
    Ok((addressee, subject.addresses.into_iter().next()))
}

fn figure_of(notice: i64) -> Result<u32, Error> {
    u32::try_from(notice).map_err(Error::internal)
}
