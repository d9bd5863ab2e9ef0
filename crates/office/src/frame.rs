//! What stands around every page of the office: who works here, the views with their counts.

use back_office::{
    BackOffice, City, ConsultationCount, Counted, Decide, Lead, Oversee, QueueView, SampleCount,
    See, SeeStaff, SendOut, Serve, Staff, Take,
};
use kernel::{Among, Role, ViewId};

use crate::{dispatch::counted, link};
use ::web::guard::{Browser, WebError};

/// Kept views in the menu; `/office/views` has all of them.
const MOST_KEPT: usize = 60;

/// The frame of an office page.
#[expect(clippy::struct_excessive_bools, reason = "one for each part of the menu")]
pub(super) struct Frame {
    pub(super) city: City,
    /// The person's name.
    pub(super) name: String,
    /// What they are here: `担当者・決裁者`.
    pub(super) roles: String,
    /// The token of every form on the page.
    pub(super) csrf: String,
    /// The views of the queue.
    pub(super) views: Vec<ViewLink>,
    /// The address of this page, where it stands in the menu itself.
    pub(super) here: &'static str,
    /// Whether the person is told who looked at what.
    pub(super) oversees: bool,
    /// Whether the person arranges the work of a whole department.
    pub(super) leads: bool,
    /// Whether the person decides what others have proposed.
    pub(super) decides: bool,
    /// How much waits on their page of decisions.
    pub(super) approvals: Option<String>,
    /// Whether something is drawn where the person decides.
    pub(super) draws: bool,
    /// Whether a definition has a rule where the person decides.
    pub(super) rules: bool,
    /// The decisions that were drawn and wait, for those who see them.
    pub(super) samples: Option<SampleCount>,
    /// Messages to many that wait for them to look at, for who leads.
    pub(super) releases: Option<u64>,
    /// What their departments are asked and have not answered, for those who answer.
    pub(super) consultations: Option<ConsultationCount>,
    /// Whether the person takes cases.
    pub(super) takes: bool,
    /// Whether they see any.
    pub(super) sees_cases: bool,
    /// Whether they serve who stands at the counter.
    pub(super) serves: bool,
    /// Whether they see who works here.
    pub(super) sees_staff: bool,
    /// How many papers wait to be posted, for who posts them.
    pub(super) to_post: Option<String>,
    /// How many came back, for who looks after them.
    pub(super) came_back: Option<String>,
    /// How much there is to do that no list tells of, for who sees cases.
    pub(super) tasks: Option<usize>,
    /// Where they begin.
    pub(super) home: &'static str,
}

/// The list that a page is.
pub(super) enum Current<'a> {
    /// One that everybody has.
    View(QueueView),
    /// One that somebody keeps.
    Kept(&'a ViewId),
}

/// A view in the menu.
pub(super) struct ViewLink {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) count: String,
    pub(super) current: bool,
    /// Whether it is about the person's own work.
    pub(super) own: bool,
}

impl Frame {
    /// The frame of a page that is no list.
    pub(super) async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
    ) -> Result<Self, WebError> {
        Self::around(back_office, staff, browser, None).await
    }

    /// The frame of a list, which the menu marks. What is kept is counted beside lists alone: a
    /// case does not wait for it.
    pub(super) async fn of_list(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
        current: Current<'_>,
    ) -> Result<Self, WebError> {
        Self::around(back_office, staff, browser, Some(current)).await
    }

    async fn around(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
        current: Option<Current<'_>>,
    ) -> Result<Self, WebError> {
        // Who sees no case has no list of them.
        let sees_cases = sees_cases(staff);
        let (mut views, mut approvals) = (Vec::new(), None);
        if sees_cases {
            let counts = back_office.queue_counts(staff).await?;
            approvals = approvals_of(back_office, staff, &counts).await?;
            views.extend(counts.into_iter().map(|(view, count)| ViewLink {
                name: view_name(view).to_owned(),
                address: view_address(view),
                count: count_in_words(count),
                current: matches!(current, Some(Current::View(shown)) if shown == view),
                own: view == QueueView::Mine,
            }));
            let kept = back_office.views(staff).await?;
            let counted = match current {
                Some(_) => back_office.view_counts(staff, &kept).await?,
                None => Vec::new(),
            };
            views.extend(kept.into_iter().take(MOST_KEPT).map(|view| {
                let count = counted.iter().find(|(id, _)| *id == view.id);
                ViewLink {
                    address: link::view(&view.id),
                    count: count.map(|(_, count)| count_in_words(*count)).unwrap_or_default(),
                    current: matches!(current, Some(Current::Kept(id)) if *id == view.id),
                    own: view.shared.is_none(),
                    name: view.name,
                }
            }));
        }
        let (to_post, came_back) = back_office.count_papers(staff).await?;
        Ok(Self {
            to_post: to_post.map(counted),
            came_back: came_back.map(counted),
            tasks: if sees_cases { Some(back_office.task_count(staff).await?) } else { None },
            takes: staff.authority.allows_somewhere::<Take>(),
            decides: staff.authority.allows_somewhere::<Decide>(),
            approvals,
            draws: back_office.draws_somewhere(staff),
            rules: back_office.rules_somewhere(staff),
            samples: back_office.sample_count(staff).await?,
            releases: back_office.release_count(staff).await?,
            consultations: back_office.consultation_count(staff).await?,
            leads: leads(staff),
            oversees: staff.authority.allows_somewhere::<Oversee>(),
            sees_cases,
            serves: staff.authority.allows_somewhere::<Serve>(),
            sees_staff: staff.authority.allows_somewhere::<SeeStaff>(),
            home: home(staff),
            city: back_office.city().clone(),
            name: staff.name.clone(),
            roles: role_names(staff),
            csrf: browser.csrf().to_owned(),
            views,
            here: "",
        })
    }
}

/// How much stands on the page of decisions, for who decides.
async fn approvals_of(
    back_office: &BackOffice,
    staff: &Staff,
    counts: &[(QueueView, Counted)],
) -> Result<Option<String>, WebError> {
    let proposals = counts.iter().find(|(view, _)| *view == QueueView::AwaitingApproval);
    match proposals {
        Some((_, proposals)) if staff.authority.allows_somewhere::<Decide>() => {
            let number = proposals.number + back_office.count_duties(staff).await?;
            Ok(Some(count_in_words(Counted { number, ..*proposals })))
        }
        Some(_) | None => Ok(None),
    }
}

/// Whether somebody has a list of cases at all.
pub(super) fn sees_cases(staff: &Staff) -> bool {
    staff.authority.allows_somewhere::<See>()
}

/// Where somebody begins: who sees no case is not sent to the list of cases, nor who only audits to
/// those that they have, which are none.
pub(super) fn home(staff: &Staff) -> &'static str {
    let audits_alone = Role::ALL.into_iter().all(|it| staff.has(it) == (it == Role::Auditor));
    if audits_alone {
        link::LOOKS
    } else if sees_cases(staff) {
        link::OFFICE
    } else if staff.authority.allows_somewhere::<Serve>() {
        link::COUNTER
    } else if staff.authority.allows_somewhere::<SendOut>() {
        link::DISPATCH
    } else if staff.authority.allows_somewhere::<SeeStaff>() {
        link::STAFF
    } else {
        link::ME
    }
}

/// A count as the office reads it: `1000+` where there are more than were counted.
pub(super) fn count_in_words(count: Counted) -> String {
    let sign = if count.more { "+" } else { "" };
    format!("{}{sign}", count.number)
}

/// The view as the office calls it.
pub(super) const fn view_name(view: QueueView) -> &'static str {
    match view {
        QueueView::Mine => "担当中",
        QueueView::Unclaimed => "未着手",
        QueueView::AwaitingCorrection => "補正待ち",
        QueueView::Answered => "補正の返事",
        QueueView::AwaitingApproval => "決裁待ち",
        QueueView::Late => "期限超過",
        QueueView::DueSoon => "期限3日以内",
        QueueView::Closed => "完了・終了",
        QueueView::All => "すべて",
    }
}

fn view_address(view: QueueView) -> String {
    format!("{}?view={}", link::OFFICE, view.word())
}

fn role_names(staff: &Staff) -> String {
    let held = Role::ALL.into_iter().filter(|role| staff.has(*role));
    held.map(role_name).collect::<Vec<_>>().join("・")
}

pub(super) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Clerk => "担当者",
        Role::CentreClerk => "センター担当者",
        Role::Lead => "主任",
        Role::CounterClerk => "窓口担当者",
        Role::PostClerk => "郵送担当",
        Role::Approver => "決裁者",
        Role::FormAuthor => "様式作成者",
        Role::Administrator => "管理者",
        Role::Auditor => "監査",
    }
}

/// Sentences and rules are those of a whole department: who answers for a part of one keeps none.
fn leads(staff: &Staff) -> bool {
    match staff.authority.reach::<Lead>().whole_departments() {
        Among::All => true,
        Among::These(some) => !some.is_empty(),
    }
}

#[cfg(test)]
impl Frame {
    /// A frame for `view`, as a clerk of the demonstration sees it.
    pub(super) fn sample(current: Option<QueueView>) -> Self {
        let link = |(place, view): (u64, QueueView)| ViewLink {
            name: view_name(view).to_owned(),
            address: view_address(view),
            count: (place * 7).to_string(),
            current: current == Some(view),
            own: view == QueueView::Mine,
        };
        Self {
            name: "佐藤 一郎".into(),
            roles: "担当者".into(),
            csrf: "0123456789abcdef".to_owned(),
            views: (0..).zip(QueueView::ALL).map(link).collect(),
            here: "",
            oversees: true,
            leads: true,
            takes: true,
            decides: true,
            approvals: Some("4".into()),
            draws: true,
            rules: true,
            samples: Some(SampleCount { waiting: 2, late: true }),
            releases: Some(1),
            consultations: Some(ConsultationCount { waiting: 3, late: false }),
            sees_cases: true,
            serves: true,
            sees_staff: true,
            to_post: Some(counted(36)),
            came_back: Some(counted(2)),
            tasks: Some(4),
            home: link::OFFICE,
            city: City {
                id: "sendai".parse().unwrap(),
                name: form_engine::Text::japanese("仙台市"),
                public_url: "http://127.0.0.1:8080".into(),
                contact: form_engine::Text::japanese(
                    "仙台市 総合案内 022-261-1111（平日 8時30分〜17時）",
                ),
                mail_from: "madoguchi@example.jp".into(),
                demo: true,
            },
        }
    }
}
