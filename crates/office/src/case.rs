//! `/office/cases/{id}`: one case with everything that it takes to decide it.

mod view;

use std::borrow::Cow;

use actix_web::web;
use askama::Template;
use kernel::{Language, SubmissionId};
use review_workflow::CommandKind;
use serde::Deserialize;
use service_desk::{Desk, HistoryPage, Staff};

pub(super) use self::view::CasePage;
use super::{answers::Revealed, frame::Frame};
use ::web::{
    guard::{Browser, Reader, Signed, WebError},
    page::Page,
};

/// What just happened to the case, where the person came from, and which part of the
/// history they want.
#[derive(Debug, Deserialize)]
pub(super) struct Arrival {
    done: Option<String>,
    #[serde(default)]
    from: String,
    before: Option<i64>,
}

/// What a page of a case shows besides the case.
#[derive(Default)]
pub(super) struct Extra {
    pub(super) notice: Option<Notice>,
    /// What was typed and could not be carried out.
    pub(super) typed: Typed,
    pub(super) revealed: Revealed,
    /// Why they were asked for.
    pub(super) reason: String,
    /// An access code that was just given out.
    pub(super) code: Option<String>,
    /// The query of the list that the person came from.
    pub(super) from: String,
    /// An earlier part of the history than the last one.
    pub(super) earlier: Option<HistoryPage>,
}

/// A box at the top of the page.
pub(super) struct Notice {
    pub(super) title: &'static str,
    pub(super) advice: Cow<'static, str>,
    pub(super) is_problem: bool,
}

/// The fields of a posted form.
#[derive(Default)]
pub(super) struct Typed(Vec<(String, String)>);

/// The case as far as this person may see it.
pub(super) async fn show(
    desk: web::Data<Desk>,
    staff: Signed<Reader>,
    browser: Browser,
    id: web::Path<String>,
    arrival: web::Query<Arrival>,
) -> Result<Page<impl Template>, WebError> {
    let Arrival { done, from, before } = arrival.into_inner();
    let id = case_id(&id)?;
    let kind = done.as_deref().and_then(|word| word.parse().ok());
    let earlier = match before {
        Some(before) => Some(desk.case_history(&staff, &id, before).await?),
        None => None,
    };
    let notice = kind.map(Notice::done);
    let extra = Extra { notice, from, earlier, ..Extra::default() };
    page_of(&desk, &staff, &browser, &id, extra).await.map(Page::ok)
}

/// The page of a case.
pub(super) async fn page_of(
    desk: &Desk,
    staff: &Staff,
    browser: &Browser,
    id: &SubmissionId,
    extra: Extra,
) -> Result<CasePage, WebError> {
    let view = desk.case(staff, id, Language::Japanese).await?;
    let frame = Frame::of(desk, staff, browser, None).await?;
    let colleagues = if view.available.contains(&CommandKind::Assign) {
        desk.colleagues(&view.department).await?
    } else {
        Vec::new()
    };
    Ok(CasePage::of(view, frame, colleagues, extra))
}

/// What is no id names no case.
pub(super) fn case_id(text: &str) -> Result<SubmissionId, WebError> {
    text.parse().map_err(|_no_id| WebError::NotFound)
}

impl Extra {
    /// What was typed, with what is to be put right about it.
    pub(super) fn returned(notice: Notice, typed: Typed) -> Self {
        let from = typed.value("from").to_owned();
        Self { notice: Some(notice), typed, from, ..Self::default() }
    }
}

impl Notice {
    pub(super) fn problem(advice: impl Into<Cow<'static, str>>) -> Self {
        Self { title: "直すところがあります", advice: advice.into(), is_problem: true }
    }

    /// After the session had ended, what was typed stands there again and is not sent.
    pub(super) fn kept() -> Self {
        Self {
            title: "サインインしました",
            advice: "入力した内容は残っています。まだ送っていません。確かめて、もう一度ボタンを押してください。".into(),
            is_problem: false,
        }
    }

    fn done(kind: CommandKind) -> Self {
        let title = match kind {
            CommandKind::Claim => "担当になりました",
            CommandKind::Assign => "引き継ぎました",
            CommandKind::RequestCorrection => "補正を依頼しました",
            CommandKind::AskFee => "手数料を知らせました",
            CommandKind::WaiveFee => "手数料なしと記録しました",
            CommandKind::Propose => "起案しました",
            CommandKind::SendBack => "差し戻しました",
            CommandKind::Approve => "承認しました",
            CommandKind::Refuse => "却下しました",
            CommandKind::Complete => "完了しました",
            CommandKind::Note => "メモを残しました",
            CommandKind::Message => "メッセージを送りました",
            CommandKind::Pay
            | CommandKind::Lapse
            | CommandKind::Resubmit
            | CommandKind::Remind
            | CommandKind::Withdraw => "更新しました",
        };
        Self { title, advice: "履歴に記録しました。".into(), is_problem: false }
    }
}

impl Typed {
    pub(super) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// The first value of a field, empty when it is not there.
    pub(super) fn value(&self, name: &str) -> &str {
        self.found(name).unwrap_or_default()
    }

    /// The first value of a field that is there.
    pub(super) fn found(&self, name: &str) -> Option<&str> {
        self.all().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The value of a field, if it belongs to the form of `kind`.
    pub(super) fn of(&self, kind: &str, name: &str) -> &str {
        if self.value("type") == kind { self.value(name) } else { "" }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
