//! What a page of a case shows besides the case.

use std::borrow::Cow;

use back_office::{HistoryPage, Placeholder};
use kernel::{DepartmentId, Language, ReceiptNumber};
use review_workflow::CommandKind;

use crate::{answers::Revealed, enclosing::Chosen, link, preview::language_name, typed::Typed};

/// What a page of a case shows besides the case.
#[derive(Default)]
pub(crate) struct Extra {
    pub(crate) notice: Option<Notice>,
    /// What was typed and could not be carried out.
    pub(crate) typed: Typed,
    /// The files that came along with it.
    pub(crate) chosen: Chosen,
    pub(crate) revealed: Revealed,
    /// Why they were asked for.
    pub(crate) reason: String,
    /// An access code that was just given out.
    pub(crate) code: Option<String>,
    /// The query of the list that the person came from.
    pub(crate) from: String,
    /// An earlier part of the history than the last one.
    pub(crate) earlier: Option<HistoryPage>,
    /// The departments that can be asked about it: id and name.
    pub(crate) advisers: Vec<(DepartmentId, String)>,
}

/// A box at the top of the page.
pub(crate) struct Notice {
    pub(crate) title: &'static str,
    pub(crate) advice: Cow<'static, str>,
    pub(crate) is_problem: bool,
}

impl Extra {
    /// What was typed, with what is to be put right about it.
    pub(crate) fn returned(notice: Notice, typed: Typed) -> Self {
        let from = typed.value("from").to_owned();
        Self { notice: Some(notice), typed, from, ..Self::default() }
    }
}

impl Notice {
    pub(crate) fn problem(advice: impl Into<Cow<'static, str>>) -> Self {
        Self { title: "直すところがあります", advice: advice.into(), is_problem: true }
    }

    /// After the session had ended, what was typed stands there again and is not sent.
    pub(crate) fn kept() -> Self {
        Self {
            title: "サインインしました",
            advice: "入力した内容は残っています。まだ送っていません。確かめて、もう一度ボタンを押してください。".into(),
            is_problem: false,
        }
    }

    /// Somebody looked at what would leave, and goes back to mend it.
    pub(crate) fn unsent() -> Self {
        Self {
            title: "まだ送っていません",
            advice: "入力した内容は残っています。直して、もう一度確かめてください。".into(),
            is_problem: false,
        }
    }

    /// The sentences of the chosen reasons stand in their fields.
    pub(crate) fn filled() -> Self {
        Self {
            title: "選んだ理由の文を入れました",
            advice: "まだ送っていません。書き直せます。書いてあった項目は、そのままです。".into(),
            is_problem: false,
        }
    }

    /// A correction is begun of what differs from a file, or of the file.
    pub(crate) fn differing() -> Self {
        Self {
            title: "補正の理由を選びました",
            advice: "まだ送っていません。理由と文を確かめ、「補正を依頼する」の「送る前に確かめる」を押してください。".into(),
            is_problem: false,
        }
    }

    /// The text of a template stands in the message, in a language that may not be `theirs`.
    pub(crate) fn inserted(text: &str, language: Language, theirs: Language) -> Self {
        let foreign = (language == Language::Japanese && theirs != language).then(|| {
            let theirs = language_name(theirs);
            format!(
                "申請者の言語は{theirs}ですが、このひな形に{theirs}の文がないので、日本語の文を入れました。"
            )
        });
        let left = Placeholder::left_in(text).map(|left| {
            let word = left.word();
            format!(
                "「{{{word}}}」にあたるものが、この案件にありません。書き直すか、消してください。"
            )
        });
        let first = "まだ送っていません。書き直せます。".to_owned();
        let advice = [Some(first), foreign, left].into_iter().flatten().collect::<String>();
        Self {
            title: "ひな形の文を入れました", advice: advice.into(), is_problem: false
        }
    }

    /// This is the case that came up after another was finished.
    pub(super) fn finished(number: &ReceiptNumber) -> Self {
        Self {
            title: "確認して完了しました。次の案件です",
            advice: format!("完了した案件：{number}").into(),
            is_problem: false,
        }
    }

    /// Nothing comes after this case in its list, or before it.
    pub(super) fn end(side: &str) -> Option<Self> {
        let title = match side {
            link::LAST => "一覧の最後の案件です",
            link::FIRST => "一覧の最初の案件です",
            _ => return None,
        };
        let advice = "この先に案件はありません。「一覧へ」で一覧に戻れます。".into();
        Some(Self { title, advice, is_problem: false })
    }

    pub(super) fn done(kind: CommandKind) -> Self {
        let title = match kind {
            CommandKind::Claim => "担当になりました",
            CommandKind::Assign => "引き継ぎました",
            CommandKind::Release => "未着手に戻しました",
            CommandKind::HandOver => "ほかの課へ回しました",
            CommandKind::PutFirst => "先に処理することにしました",
            CommandKind::ClearFirst => "「先に」をやめました",
            CommandKind::Label => "ラベルを付けました",
            CommandKind::Unlabel => "ラベルを外しました",
            CommandKind::Link => "つながりを付けました",
            CommandKind::Unlink => "つながりを外しました",
            CommandKind::Protect => "支援措置の対象にしました",
            CommandKind::Unprotect => "支援措置の対象から外しました",
            CommandKind::MoveDue => "お返事の予定日を変えました",
            CommandKind::RequestCorrection => "補正を依頼しました",
            CommandKind::ExtendCorrection => "補正の期限を延ばしました",
            CommandKind::CancelCorrection => "補正を取りやめました",
            CommandKind::CorrectFor => "職権で直しました",
            CommandKind::TakeAnswer => "補正の返事を入力しました",
            CommandKind::AskFee => "手数料を知らせました",
            CommandKind::WaiveFee => "手数料なしと記録しました",
            CommandKind::Propose => "起案しました",
            CommandKind::Check => "確かめたことを記録しました",
            CommandKind::Compare => "書類と合うことを記録しました",
            CommandKind::Settle => "確認して完了しました",
            CommandKind::Pass => "確認して回しました",
            CommandKind::Recall => "起案を引き戻しました",
            CommandKind::Raise => "引き上げて決裁しました",
            CommandKind::SendBack => "差し戻しました",
            CommandKind::Approve => "承認しました",
            CommandKind::Refuse => "申請を認めない決定をしました",
            CommandKind::Complete => "完了しました",
            CommandKind::VoidNotice => "文書番号を欠番にしました",
            CommandKind::PostOut => "差し出しを記録しました",
            CommandKind::ComeBack => "戻ったことを記録しました",
            CommandKind::ConfirmAddress => "送り先を記録しました。発送待ちに戻りました",
            CommandKind::HandOut => "窓口で渡したことを記録しました",
            CommandKind::TakeWithdrawal => "取下げを受け付けました",
            CommandKind::Close => "審査をせずに終えました",
            CommandKind::Consult => "合議に回しました。答えは、この案件に載ります",
            CommandKind::AnswerConsultation => "合議に答えました",
            CommandKind::CancelConsultation => "合議を取りやめました",
            CommandKind::Overrule => "不同意のまま進めることを記録しました",
            CommandKind::ReadAfter => "後閲しました",
            CommandKind::Sample => "抜取確認を記録しました",
            CommandKind::ProposeReopening => "見直しを申し出ました。別の決裁者の確認を待ちます",
            CommandKind::Reopen => "見直しを認め、審査中に戻しました",
            CommandKind::RejectReopening => "見直さないことにしました",
            CommandKind::Note => "記録を残しました",
            CommandKind::Message => "メッセージを送りました",
            CommandKind::Attach => "添付を加えました",
            CommandKind::MarkAnswered => "質問に答えたと記録しました",
            CommandKind::Pay
            | CommandKind::Lapse
            | CommandKind::Resubmit
            | CommandKind::Remind
            | CommandKind::Withdraw => "更新しました",
        };
        Self { title, advice: "履歴に記録しました。".into(), is_problem: false }
    }
}
