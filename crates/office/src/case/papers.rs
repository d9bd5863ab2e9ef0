//! 通知書 of a case, as its page lists them.

use back_office::{NoticeView, Standing};
use kernel::SubmissionId;
use review_workflow::Verdict;

use crate::{
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
}

impl PaperView {
    pub(super) fn of(case: &SubmissionId, notice: &NoticeView) -> Self {
        let verdict = if notice.approved { Verdict::Approve } else { Verdict::Refuse };
        let stands = match notice.standing {
            Standing::InForce | Standing::Void(_) => String::new(),
            Standing::UnderReview(ground) => format!("〔見直し中：{}〕", ground_name(ground)),
            Standing::Replaced(ground) => format!("〔{}済み〕", ground_name(ground)),
        };
        let address = || link::case_part(case, &format!("notices/{}.pdf", notice.id));
        Self {
            id: notice.id.clone(),
            name: format!("{}の通知書（{}）{stands}", verdict_name(verdict), moment(notice.at)),
            number: notice.number.clone(),
            address: notice.is_set.then(address),
            void: void_of(notice.standing),
        }
    }

    /// Whether its number can be taken back.
    pub(crate) const fn counts(&self) -> bool {
        self.number.is_some() && self.void.is_none()
    }
}

const fn void_of(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Void(reason) => Some(void_reason(reason)),
        Standing::InForce | Standing::UnderReview(_) | Standing::Replaced(_) => None,
    }
}
