//! How papers leave and come back, in words.

use kernel::Language;
use review_workflow::{PostKind, Posting, ReturnReason};

use ::web::shown;

/// The kinds of post, as the page offers them: words and names.
pub(crate) fn post_kinds() -> [(&'static str, &'static str); 4] {
    PostKind::ALL.map(|kind| (kind.word(), post_kind(kind)))
}

const fn post_kind(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Ordinary => "普通",
        PostKind::Recorded => "特定記録",
        PostKind::SimplyRegistered => "簡易書留",
        PostKind::Registered => "書留",
    }
}

/// Why letters come back, as the page offers it: words and names.
pub(crate) fn return_reasons() -> [(&'static str, &'static str); 4] {
    ReturnReason::ALL.map(|reason| (reason.word(), return_reason(reason)))
}

pub(crate) const fn return_reason(reason: ReturnReason) -> &'static str {
    match reason {
        ReturnReason::Unknown => "宛所不明",
        ReturnReason::Moved => "転居",
        ReturnReason::Uncollected => "保管期間経過",
        ReturnReason::Refused => "受取拒否",
    }
}

/// `2026年11月24日　特定記録　12345678901`
pub(crate) fn posted(posting: &Posting) -> String {
    let day = shown::plain_day(posting.on, Language::Japanese);
    let tracking = posting.tracking.as_ref().map(|it| format!("　{it}")).unwrap_or_default();
    format!("{day}　{}{tracking}", post_kind(posting.kind))
}

pub(super) const fn paper_kind(approved: bool) -> &'static str {
    if approved { "承認の通知" } else { "却下の通知" }
}

/// So many, counted up to a thousand.
pub(crate) fn counted(count: i64) -> String {
    if count >= 1_000 { "1000+".to_owned() } else { count.to_string() }
}
