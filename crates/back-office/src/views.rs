//! Views of the queue that people keep: their own, and those that a department shares.
//!
//! A view is what somebody would have typed. It narrows what a person sees by their own grants and
//! never widens it.

use std::{collections::BTreeSet, iter::successors};

use kernel::{Among, Authority, DepartmentId, Instant, Language, ViewId};
use strum::{EnumString, IntoStaticStr};
use submission_store::{
    Reads, StoreError, WriteTx, cases, departments,
    views::{self, Owner, StoredView},
};

use crate::{
    BackOffice, Counted, Error, QueueFilter, Staff,
    counts::COUNTED,
    permission::{Lead, reach_of},
};

/// Nobody keeps more views, and no department shares more.
const MOST_VIEWS: i64 = 30;

/// Characters of a name.
const LONGEST_NAME: usize = 40;

/// Numbers beside kept views in one menu: each walks a list of open cases.
const MOST_COUNTED: usize = 5;

/// What a list shows beside number and procedure, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Column {
    /// 申請者
    Applicant,
    /// 区
    Ward,
    /// 状態
    State,
    /// 確認
    Findings,
    /// 残り
    Remaining,
    /// 担当
    Assignee,
    /// 所管
    Department,
    /// 最後の動き
    Moved,
    /// 補正の回数
    Corrections,
    /// 手続の項目: the answers that the definition of the one procedure names (`x-column`).
    Answers,
}

/// A kept view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The view.
    pub id: ViewId,
    /// What people call it.
    pub name: String,
    /// The department that shares it, and its name; nothing for one's own.
    pub shared: Option<(DepartmentId, String)>,
    /// What it narrows a list to, and the order.
    pub filter: QueueFilter,
    /// What it shows.
    pub columns: Vec<Column>,
    /// Rows of a page.
    pub page_size: u32,
    /// Whether the menu says how many cases there are.
    pub counted: bool,
    /// What a change has to name.
    pub version: i64,
    /// When it was put away.
    pub put_away_at: Option<Instant>,
    /// Whether the person who asks may change it.
    pub may_change: bool,
}

/// What a view is to be.
#[derive(Debug, Clone)]
pub struct NewView {
    /// What people call it.
    pub name: String,
    /// The department that shares it; nothing for one's own.
    pub shared: Option<DepartmentId>,
    /// What it narrows a list to, and the order.
    pub filter: QueueFilter,
    /// What it shows.
    pub columns: Vec<Column>,
    /// Rows of a page.
    pub page_size: u32,
    /// Whether the menu says how many cases there are.
    pub counted: bool,
}

/// Why a view is not kept.
#[derive(Debug, thiserror::Error)]
pub enum ViewFault {
    /// The name is empty or too long.
    #[error("the name is empty or longer than {limit} characters")]
    Name {
        /// The limit in characters.
        limit: usize,
    },
    /// There are as many as there can be.
    #[error("there are {limit} views")]
    Full {
        /// So many.
        limit: i64,
    },
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for ViewFault {
    fn from(fault: StoreError) -> Self {
        Self::Intent(fault.into())
    }
}

impl Column {
    /// Every one, in the order of a list.
    pub const ALL: [Self; 10] = [
        Self::Applicant,
        Self::Ward,
        Self::State,
        Self::Findings,
        Self::Remaining,
        Self::Assignee,
        Self::Department,
        Self::Moved,
        Self::Corrections,
        Self::Answers,
    ];

    /// What a list shows when nobody has chosen.
    pub const USUAL: [Self; 6] =
        [Self::Applicant, Self::Ward, Self::State, Self::Findings, Self::Remaining, Self::Assignee];

    /// The word in forms.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// The departments with whose cases the person has to do: their own, those below, and those of
/// which these are a part.
pub(crate) fn departments_around(
    tx: &mut impl Reads,
    authority: &Authority,
) -> Result<Vec<DepartmentId>, StoreError> {
    let known = departments::list(tx)?;
    let mut around = BTreeSet::new();
    for area in reach_of(authority).areas() {
        let Among::These(held) = &area.departments else {
            return Ok(known.into_iter().map(|one| one.id).collect());
        };
        for id in held {
            let above = |id: &&DepartmentId| {
                known.iter().find(|one| one.id == **id).and_then(|one| one.parent.as_ref())
            };
            // No chain is longer than there are departments, unless it is a ring.
            around.extend(successors(Some(id), above).take(known.len()).cloned());
        }
    }
    Ok(around.into_iter().collect())
}

/// Whether the person arranges the work of this department as a whole.
fn leads(authority: &Authority, department: &DepartmentId) -> bool {
    match authority.reach::<Lead>().whole_departments() {
        Among::All => true,
        Among::These(some) => some.contains(department),
    }
}

fn may_change(authority: &Authority, owner: &Owner) -> bool {
    match owner {
        Owner::Person(staff) => staff == authority.person(),
        Owner::Department(department) => leads(authority, department),
    }
}

impl BackOffice {
    /// The views that this person keeps or is given, without what is put away.
    pub async fn views(&self, staff: &Staff) -> Result<Vec<View>, Error> {
        let mut views = self.every_view(staff).await?;
        views.retain(|view| view.put_away_at.is_none());
        Ok(views)
    }

    /// The same, and what is put away of what they may change.
    pub async fn every_view(&self, staff: &Staff) -> Result<Vec<View>, Error> {
        let (authority, now) = (staff.authority.clone(), self.now());
        let read = self.inner.store.read(move |tx| {
            let around = departments_around(tx, &authority)?;
            views::list(tx, authority.person(), &around, now)
        });
        let stored: Vec<StoredView> = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        // One that a newer program kept is no reason for a page without a menu.
        let read = |view: StoredView| {
            let id = view.id.clone();
            let view = self.view_of(staff, view);
            view.inspect_err(|fault| tracing::warn!(%id, %fault, "a view cannot be read")).ok()
        };
        let known = |view: &View| view.put_away_at.is_none() || view.may_change;
        let mut views: Vec<View> = stored.into_iter().filter_map(read).filter(known).collect();
        views.sort_by_key(|view| view.shared.is_some());
        Ok(views)
    }

    /// One of them, if it is not put away.
    pub async fn kept_view(&self, staff: &Staff, id: &ViewId) -> Result<View, Error> {
        let view = self.view_at(staff, id, self.now()).await?;
        Some(view).filter(|view| view.put_away_at.is_none()).ok_or(Error::NotFound)
    }

    async fn view_at(&self, staff: &Staff, id: &ViewId, now: Instant) -> Result<View, Error> {
        let (authority, id) = (staff.authority.clone(), id.clone());
        let read = self.inner.store.read(move |tx| visible(tx, &authority, &id, now));
        let found = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        self.view_of(staff, found.ok_or(Error::NotFound)?)
    }

    /// How many cases there are in the first of these views that are counted, up to a thousand.
    /// What is finished is not counted: a narrow view of it walks years.
    pub async fn view_counts(
        &self,
        staff: &Staff,
        views: &[View],
    ) -> Result<Vec<(ViewId, Counted)>, Error> {
        let (today, reach) = (self.today(), reach_of(&staff.authority));
        let of_open = |filter: &cases::QueueFilter| {
            !filter.is_over() && !filter.states.iter().any(|state| state.is_final())
        };
        let counted = views.iter().filter(|view| view.counted);
        let wanted: Vec<_> = counted
            .map(|view| (view.id.clone(), Self::store_filter(staff, &view.filter, today)))
            .filter(|(_, filter)| of_open(filter))
            .take(MOST_COUNTED)
            .collect();
        let read = self.inner.store.read(move |tx| {
            let count = |(id, filter): (ViewId, cases::QueueFilter)| {
                let count = cases::count(tx, &reach, &filter, COUNTED + 1)?;
                Ok::<_, StoreError>((id, Counted::of(count)))
            };
            wanted.into_iter().map(count).collect()
        });
        Ok(read.await?)
    }

    /// The departments for which this person may share views: id and name.
    pub async fn led_departments(
        &self,
        staff: &Staff,
    ) -> Result<Vec<(DepartmentId, String)>, Error> {
        let authority = staff.authority.clone();
        let read = self.inner.store.read(move |tx| departments_around(tx, &authority));
        let around = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        let led = around.into_iter().filter(|id| leads(&staff.authority, id));
        Ok(led.map(|id| (id.clone(), self.department_named(&id))).collect())
    }

    /// Keeps a view.
    pub async fn add_view(&self, staff: &Staff, view: NewView) -> Result<ViewId, ViewFault> {
        let now = self.now();
        let id = ViewId::new(&*self.inner.ids, now);
        let stored = stored(staff, id.clone(), view)?;
        self.inner
            .store
            .write(move |tx| {
                has_room(tx, &stored.owner)?;
                Ok::<_, ViewFault>(views::insert(tx, &stored, now)?)
            })
            .await?;
        Ok(id)
    }

    /// Changes a view that was seen when it had `version`.
    pub async fn change_view(
        &self,
        staff: &Staff,
        id: &ViewId,
        version: i64,
        view: NewView,
    ) -> Result<(), ViewFault> {
        let now = self.now();
        let before = self.changeable(staff, id, now).await?;
        let next = StoredView { version, ..stored(staff, id.clone(), view)? };
        self.inner
            .store
            .write(move |tx| {
                if next.owner != before {
                    has_room(tx, &next.owner)?;
                }
                Ok(views::save(tx, &next, now)?)
            })
            .await
    }

    /// Puts a view away, or brings it back.
    pub async fn put_view_away(
        &self,
        staff: &Staff,
        id: &ViewId,
        away: bool,
    ) -> Result<(), ViewFault> {
        let now = self.now();
        self.changeable(staff, id, now).await?;
        let id = id.clone();
        self.inner
            .store
            .write(move |tx| {
                let found = views::find(tx, &id, now)?.ok_or(Error::NotFound)?;
                if found.put_away_at.is_some() == away {
                    return Ok(());
                }
                if !away {
                    has_room(tx, &found.owner)?;
                }
                let put_away_at = away.then_some(now);
                Ok(views::save(tx, &StoredView { put_away_at, ..found }, now)?)
            })
            .await
    }

    /// Whose a view is that this person may change.
    async fn changeable(&self, staff: &Staff, id: &ViewId, now: Instant) -> Result<Owner, Error> {
        let view = self.view_at(staff, id, now).await?;
        if !view.may_change {
            return Err(Error::Forbidden);
        }
        let shared = view.shared.map(|(department, _)| Owner::Department(department));
        Ok(shared.unwrap_or_else(|| Owner::Person(staff.id().clone())))
    }

    fn view_of(&self, staff: &Staff, stored: StoredView) -> Result<View, Error> {
        let columns = stored.shown.split_whitespace().map(str::parse::<Column>);
        let may_change = may_change(&staff.authority, &stored.owner);
        let shared = match stored.owner {
            Owner::Person(_) => None,
            Owner::Department(id) => Some((id.clone(), self.department_named(&id))),
        };
        Ok(View {
            filter: QueueFilter::from_kept(&stored.wanted)?,
            columns: columns.collect::<Result<_, _>>().map_err(Error::internal)?,
            page_size: u32::try_from(stored.page_size).map_err(Error::internal)?,
            id: stored.id,
            name: stored.name,
            shared,
            counted: stored.counted,
            version: stored.version,
            put_away_at: stored.put_away_at,
            may_change,
        })
    }

    pub(crate) fn department_named(&self, id: &DepartmentId) -> String {
        self.catalogue().department_name(id.as_str(), Language::Japanese)
    }
}

/// A view that the person is told of.
fn visible(
    tx: &mut impl Reads,
    authority: &Authority,
    id: &ViewId,
    now: Instant,
) -> Result<Option<StoredView>, StoreError> {
    let Some(view) = views::find(tx, id, now)? else { return Ok(None) };
    let told = match &view.owner {
        Owner::Person(owner) => owner == authority.person(),
        Owner::Department(id) => departments_around(tx, authority)?.contains(id),
    };
    let gone = view.put_away_at.is_some() && !may_change(authority, &view.owner);
    Ok(Some(view).filter(|_| told && !gone))
}

/// The view as it is kept, if it can be.
fn stored(staff: &Staff, id: ViewId, view: NewView) -> Result<StoredView, ViewFault> {
    let name = view.name.trim();
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(ViewFault::Name { limit: LONGEST_NAME });
    }
    let owner = match view.shared {
        None => Owner::Person(staff.id().clone()),
        Some(department) if leads(&staff.authority, &department) => Owner::Department(department),
        Some(_) => return Err(Error::Forbidden.into()),
    };
    let words: Vec<&str> = view.columns.into_iter().map(Column::word).collect();
    Ok(StoredView {
        id,
        owner,
        name: name.to_owned(),
        wanted: view.filter.kept()?,
        shown: words.join(" "),
        page_size: i64::from(view.page_size),
        counted: view.counted,
        version: 1,
        put_away_at: None,
    })
}

fn has_room(tx: &mut WriteTx<'_>, owner: &Owner) -> Result<(), ViewFault> {
    if views::number(tx, owner)? < MOST_VIEWS {
        return Ok(());
    }
    Err(ViewFault::Full { limit: MOST_VIEWS })
}
