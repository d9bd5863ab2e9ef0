//! 通知書 of a case, as its page lists them.

use back_office::{Channel, Dispatch, DispatchState, NoticeView, Standing};
use kernel::SubmissionId;

use crate::{
    dispatch::{posted, return_reason},
    history::{moment, void_reason},
    link,
    reopening::ground_name,
};
use ::web::guard::verdict_name;

/// A paper of the case.
pub(crate) struct PaperView {
    pub(crate) id: String,
    pub(crate) name: String,
    /// 文書番号
    pub(crate) number: Option<String>,
    /// Where it is, once it is set.
    pub(crate) address: Option<String>,
    /// 欠番: why.
    pub(crate) void: Option<&'static str>,
    /// How it left the house, or is to.
    pub(crate) left: Option<String>,
    /// Whether it can be given to the applicant.
    pub(crate) is_here: bool,
    /// Whether it came back.
    pub(crate) came_back: bool,
}

impl PaperView {
    pub(super) fn of(case: &SubmissionId, notice: &NoticeView) -> Self {
        let stands = match notice.standing {
            Standing::InForce | Standing::Void(_) => String::new(),
            Standing::UnderReview(ground) => format!("〔見直し中：{}〕", ground_name(ground)),
            Standing::Replaced(ground) => format!("〔{}済み〕", ground_name(ground)),
        };
        let address = || link::case_part(case, &format!("notices/{}.pdf", notice.id));
        Self {
            id: notice.id.clone(),
            name: format!(
                "{}の通知書（{}）{stands}",
                verdict_name(notice.verdict),
                moment(notice.at)
            ),
            number: notice.number.clone(),
            address: notice.is_set.then(address),
            void: void_of(notice.standing),
            left: notice.dispatch.as_ref().and_then(left),
            is_here: notice.is_set
                && notice.number.is_some()
                && notice.standing == Standing::InForce
                && notice.dispatch.as_ref().is_none_or(|it| {
                    !matches!(it.state, DispatchState::Posted | DispatchState::HandedOut)
                }),
            came_back: notice
                .dispatch
                .as_ref()
                .is_some_and(|it| it.state == DispatchState::Returned),
        }
    }

    /// Whether it can be given to the applicant.
    pub(crate) const fn is_here(&self) -> bool {
        self.is_here
    }

    /// Whether it came back.
    pub(crate) const fn came_back(&self) -> bool {
        self.came_back
    }

    /// Whether its number can be taken back.
    pub(crate) const fn counts(&self) -> bool {
        self.number.is_some() && self.void.is_none()
    }
}

/// How a paper left the house, or is to.
fn left(dispatch: &Dispatch) -> Option<String> {
    let posting = || dispatch.posting.as_ref().map(posted).unwrap_or_default();
    let since = moment(dispatch.changed_at);
    Some(match dispatch.state {
        DispatchState::Waiting => {
            let from = dispatch.post_from?;
            match dispatch.channel {
                Channel::Online => {
                    format!("電子で届けました。{}までに開かれないと郵送を待ちます", moment(from))
                }
                Channel::Post => "郵送を待っています".to_owned(),
            }
        }
        DispatchState::Opened => format!("電子で開かれました（{since}）"),
        DispatchState::Posted => format!("差し出しました（{}）", posting()),
        DispatchState::Returned => {
            let why = dispatch.returned.map_or("", return_reason);
            format!("戻りました（{why}、{since}。差し出し {}）", posting())
        }
        DispatchState::HandedOut => format!("窓口で渡しました（{since}）"),
    })
}

const fn void_of(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Void(reason) => Some(void_reason(reason)),
        Standing::InForce | Standing::UnderReview(_) | Standing::Replaced(_) => None,
    }
}
