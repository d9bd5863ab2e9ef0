//! ラベル: what a department calls out about its cases. Who leads it keeps the words; who works on a
//! case puts them on and takes them off.

use casework::Rows;
use kernel::{CasePlace, DepartmentId, DepartmentTree, Instant, LabelId, SubmissionId};
use review_workflow::{Command, LabelRefusal, Refusal, is_unseen};
use submission_store::{
    Reads, StoreError, departments,
    labels::{self, TABLE},
};

pub use submission_store::labels::{Colour, Label};

use crate::{
    BackOffice, Counted, Error, KeptDepartment, QueueFilter, QueueView, Staff,
    sentences::{holds_for, leads},
    views::departments_around,
};

/// Labels of one department, besides those that are put away: more nobody tells apart.
const MOST_LABELS: usize = 30;

/// Characters of a label: it stands beside others in one cell of a list.
const LONGEST_NAME: usize = 12;

/// The labels that somebody keeps.
#[derive(Debug)]
pub struct LabelBook {
    /// The departments that the person leads.
    pub departments: Vec<KeptDepartment>,
    /// Which of them this is about.
    pub department: DepartmentId,
    /// Its labels by name, each with how many of the cases that the person sees bear it.
    pub labels: Vec<(Label, Counted)>,
}

/// What a label is to be.
#[derive(Debug, Clone)]
pub struct NewLabel {
    /// What it says.
    pub name: String,
    /// In which colour.
    pub colour: Colour,
}

/// The labels of one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseLabels {
    /// Those that it bears.
    pub borne: Vec<Label>,
    /// Those that the person may put on it.
    pub offered: Vec<Label>,
}

/// Why a label is not kept.
#[derive(Debug, thiserror::Error)]
pub enum LabelFault {
    /// The name is empty or too long.
    #[error("the name is empty, longer than {limit} characters or not to be seen")]
    Name {
        /// The limit in characters.
        limit: usize,
    },
    /// The department has one of that name.
    #[error("the department has a label of that name")]
    Taken,
    /// There are as many as there can be.
    #[error("there are {limit} labels")]
    Full {
        /// So many.
        limit: usize,
    },
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for LabelFault {
    fn from(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Duplicate { table: TABLE }) {
            return Self::Taken;
        }
        Self::Intent(fault.into())
    }
}

impl BackOffice {
    /// The labels of a department that this person leads; of the first one where none of these is
    /// named.
    pub async fn label_book(&self, staff: &Staff, department: &str) -> Result<LabelBook, Error> {
        let departments = self.led(staff).await?;
        let named = departments.iter().find(|it| it.id.as_str() == department);
        let department = named.or(departments.first()).ok_or(Error::NotFound)?.id.clone();
        let mut labels = self.inner.store.read(|tx| labels::list(tx)).await?;
        labels.retain(|label| label.department == department);
        let view = Some(QueueView::All);
        let bearing = |label: &Label| QueueFilter {
            view,
            label: Some(label.id.clone()),
            ..QueueFilter::default()
        };
        let counts = self.counts(staff, labels.iter().map(bearing).collect()).await?;
        Ok(LabelBook { departments, department, labels: labels.into_iter().zip(counts).collect() })
    }

    /// The labels that a list of this person can be narrowed to, by name.
    pub async fn known_labels(&self, staff: &Staff) -> Result<Vec<Label>, Error> {
        let authority = staff.authority.clone();
        let read = self.inner.store.read(move |tx| {
            let mut known = labels::list(tx)?;
            if !known.is_empty() {
                let around = departments_around(tx, &authority)?;
                known.retain(|it| it.put_away_at.is_none() && around.contains(&it.department));
            }
            Ok::<_, StoreError>(known)
        });
        Ok(read.await?)
    }

    /// Adds a label to a department.
    pub async fn add_label(
        &self,
        staff: &Staff,
        department: &DepartmentId,
        label: NewLabel,
    ) -> Result<(), LabelFault> {
        let now = self.now();
        if !leads(&staff.authority, department) {
            return Err(Error::NotFound.into());
        }
        let NewLabel { name, colour } = tidied(&label)?;
        let (id, department) = (LabelId::new(&*self.inner.ids, now), department.clone());
        let label = Label { id, department, name, colour, version: 1, put_away_at: None };
        let by = staff.id().clone();
        let written = self.inner.store.write(move |tx| {
            has_room(tx, &label.department)?;
            Ok(labels::insert(tx, &label, &by, now)?)
        });
        written.await
    }

    /// Changes a label that was seen when it had `version`. Cases that bear it say so at once.
    pub async fn change_label(
        &self,
        staff: &Staff,
        id: &LabelId,
        version: i64,
        label: NewLabel,
    ) -> Result<(), LabelFault> {
        let NewLabel { name, colour } = tidied(&label)?;
        let changed = move |kept: Label| Label { name: name.clone(), colour, ..kept };
        self.rewrite_label(staff, (id, version), self.now(), changed).await
    }

    /// Puts a label away, which stays where it is and is put on no other case; or brings it back.
    pub async fn put_label_away(
        &self,
        staff: &Staff,
        id: &LabelId,
        version: i64,
        away: bool,
    ) -> Result<(), LabelFault> {
        let now = self.now();
        let put = move |kept| Label { put_away_at: away.then_some(now), ..kept };
        self.rewrite_label(staff, (id, version), now, put).await
    }

    async fn rewrite_label(
        &self,
        staff: &Staff,
        (id, version): (&LabelId, i64),
        now: Instant,
        change: impl Fn(Label) -> Label + Send + 'static,
    ) -> Result<(), LabelFault> {
        let (authority, id) = (staff.authority.clone(), id.clone());
        let written = self.inner.store.write(move |tx| {
            let found = labels::list(tx)?.into_iter().find(|label| label.id == id);
            let kept = found.filter(|label| leads(&authority, &label.department));
            let kept = kept.ok_or(Error::NotFound)?;
            let was_away = kept.put_away_at.is_some();
            let next = change(Label { version, ..kept });
            if was_away && next.put_away_at.is_none() {
                has_room(tx, &next.department)?;
            }
            Ok(labels::save(tx, &next, authority.person(), now)?)
        });
        written.await
    }

    /// A command about a label with what it says, if the label can be put on the case, which it is
    /// once, or taken off it.
    pub(crate) async fn label_named(
        &self,
        rows: &Rows,
        command: Command,
    ) -> Result<Command, Error> {
        let is_put_on = matches!(command, Command::Label { .. });
        let (Command::Label { label, .. } | Command::Unlabel { label, .. }) = command else {
            return Ok(command);
        };
        let (id, place) = (rows.submission.id.clone(), rows.record.place.clone());
        let read = self.inner.store.read(move |tx| of_case(tx, &id, &place, true));
        let labels = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        let found = |all: &[Label]| all.iter().find(|it| it.id == label).map(|it| it.name.clone());
        let refused = |rule: LabelRefusal| Err(Refusal::from(rule).into());
        match (is_put_on, found(&labels.borne), found(&labels.offered)) {
            (true, Some(_), _) => refused(LabelRefusal::AlreadyThere),
            (true, None, Some(name)) => Ok(Command::Label { label, name }),
            (true, None, None) => refused(LabelRefusal::NoSuchLabel),
            (false, Some(name), _) => Ok(Command::Unlabel { label, name }),
            (false, None, _) => refused(LabelRefusal::NotThere),
        }
    }
}

/// What a case bears, and what may be put on it by who `may` do that.
pub(crate) fn of_case(
    tx: &mut impl Reads,
    id: &SubmissionId,
    place: &CasePlace,
    may: bool,
) -> Result<CaseLabels, StoreError> {
    let borne = labels::borne(tx, &[id])?.remove(id).unwrap_or_default();
    let mut offered = if may { offered_at(tx, place)? } else { Vec::new() };
    offered.retain(|label| !borne.contains(label));
    Ok(CaseLabels { borne, offered })
}

/// The labels that can be put on a case that stands at `place`, by name: of the department that
/// answers for it, of the one where it lies, and of those above them.
fn offered_at(tx: &mut impl Reads, place: &CasePlace) -> Result<Vec<Label>, StoreError> {
    let mut offered = labels::list(tx)?;
    offered.retain(|label| label.put_away_at.is_none());
    if !offered.is_empty() {
        let tree = departments::tree(tx)?;
        offered.retain(|label| is_for(&tree, label, place));
    }
    Ok(offered)
}

fn is_for(tree: &DepartmentTree, label: &Label, place: &CasePlace) -> bool {
    let below = tree.below(&label.department);
    holds_for(&below, &place.department) || holds_for(&below, place.at_desk())
}

fn has_room(tx: &mut impl Reads, department: &DepartmentId) -> Result<(), LabelFault> {
    let all = labels::list(tx)?;
    let theirs = all.iter().filter(|it| it.department == *department && it.put_away_at.is_none());
    if theirs.count() < MOST_LABELS {
        return Ok(());
    }
    Err(LabelFault::Full { limit: MOST_LABELS })
}

fn tidied(label: &NewLabel) -> Result<NewLabel, LabelFault> {
    let name = label.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.chars().any(is_unseen) {
        return Err(LabelFault::Name { limit: LONGEST_NAME });
    }
    Ok(NewLabel { name, colour: label.colour })
}
