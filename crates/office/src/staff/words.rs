//! What was done about somebody, and why something was not, in sentences.

use back_office::{OfficeEventKind, PeopleFault};

use crate::{case::Notice, me::sentence_of};
use ::web::guard::WebError;

/// What a page says after something was done.
pub(super) fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        "give" => ("役割を追加しました", "次の操作から使えます。"),
        "give-waits" => (
            "もう1人の管理者の確認を待っています",
            "この役割は、2人で追加します。14日のうちに確認されないと、なかったことになります。",
        ),
        "end" => ("役割を外しました", "次の操作から使えません。"),
        "disable" => (
            "利用を止めました",
            "サインインとトークンはすぐに終わりました。担当している案件は、そのまま残っています。主任や決裁者が、ほかの人へ回せます。",
        ),
        "enable" => ("利用を再開しました", "止める前の役割で、サインインできます。"),
        "revoke" => ("トークンを取り消しました", "このトークンは、もう使えません。"),
        "invite" => (
            "メールを送ります",
            "パスワードを決めるリンクは、3日のあいだ、1回だけ使えます。前に送ったリンクは、もう使えません。",
        ),
        "invite-waits" => (
            "招待しました。役割は、もう1人の管理者の確認を待っています",
            "メールはすぐに送ります。役割は14日のうちに確認されないと、なかったことになります。",
        ),
        "end-session" | "end-sessions" => {
            ("サインインを終わらせました", "次の操作から、サインインし直す必要があります。")
        }
        "reset" => (
            "認証アプリの登録を取り消しました",
            "次のサインインで、新しく登録します。開いていた画面はすべて終わりました。",
        ),
        "reset-waits" => (
            "もう1人の管理者の確認を待っています",
            "登録の取り消しは、2人で行います。14日のうちに確認されないと、なかったことになります。",
        ),
        "transfer" => {
            ("異動しました", "新しい役割は、次の操作から使えます。新しい人にはメールを送ります。")
        }
        "transfer-waits" => (
            "異動しました。確認を待っている役割があります",
            "「職員」の確認待ちで、もう1人の管理者が確認すると有効になります。",
        ),
        "confirm" => ("確認しました", "すぐに有効になりました。"),
        "decline" => ("取りやめました", "何も変わっていません。"),
        _ => return None,
    };
    Some(Notice { title, advice: advice.into(), is_problem: false })
}

/// What a page says when something was not done; the rest is told by a page of its own.
pub(super) fn refused(fault: PeopleFault) -> Result<Notice, WebError> {
    let advice = match fault {
        PeopleFault::Intent(fault) => return Err(fault.into()),
        PeopleFault::UnknownPerson { .. } => return Err(WebError::NotFound),
        PeopleFault::UnknownDepartment { .. } => "部署が見つかりません。選び直してください。",
        PeopleFault::UnknownWard { .. } => "区が見つかりません。選び直してください。",
        PeopleFault::UnknownProcedure { .. } => "手続が見つかりません。選び直してください。",
        PeopleFault::NameMissing => "名前を、100文字までで入れてください。",
        PeopleFault::AlreadyGranted => "この役割は、もう持っています。",
        PeopleFault::NotGranted => {
            "この役割は、もうありません。ほかの人が先に変えたようです。下の一覧を確かめてください。"
        }
        PeopleFault::OverAlready => "最後の日が過ぎています。今日か、先の日にしてください。",
        PeopleFault::Disabled => {
            "利用を止めている人には、役割を追加できません。先に利用を再開してください。"
        }
        PeopleFault::Pretended => "見本の職員のアドレスは使えません。",
        PeopleFault::Password(weak) => sentence_of(weak),
        PeopleFault::UnknownToken { .. } => "このトークンは、もう取り消されています。",
        PeopleFault::Oneself => {
            "自分のことは、自分では変えられません。ほかの管理者に頼んでください。"
        }
        PeopleFault::AlsoElsewhere => {
            "この人は、あなたが管理しない部署でも働いています。市全体の管理者に頼んでください。"
        }
        PeopleFault::NoFactor => "認証アプリは、まだ登録されていません。",
        PeopleFault::AlreadyWaiting => "同じ内容が、もう確認を待っています。",
        PeopleFault::TooManyPasskeys | PeopleFault::KnownPasskey => "パスキーは本人が登録します。",
        PeopleFault::NoSession => "この画面のサインインは、もう終わっています。",
        PeopleFault::AlreadyKnown => {
            "このメールアドレスの人は、もう登録されています。職員の一覧から役割を追加してください。一覧に見えないときは、市全体の管理者に頼んでください。"
        }
        PeopleFault::NotAnAddress => {
            "メールアドレスの形が違います。name@example.jpのように入れてください。"
        }
        PeopleFault::NotWaiting => {
            "この確認は、もう終わったか、期限が過ぎたか、頼んだ人が管理者でなくなりました。必要なら、もう一度はじめから行ってください。"
        }
        PeopleFault::SamePerson => {
            "自分で頼んだことは、自分では確認できません。ほかの管理者が確認します。"
        }
    };
    Ok(Notice { title: "変わっていません", advice: advice.into(), is_problem: true })
}

/// What was done, in the history; some of it is about a grant or not.
pub(super) const fn event_words(kind: OfficeEventKind, of_grant: bool) -> &'static str {
    match (kind, of_grant) {
        (OfficeEventKind::Added, _) => "職員として登録",
        (OfficeEventKind::Granted, _) => "役割を追加",
        (OfficeEventKind::GrantEnded, _) => "役割を終了",
        (OfficeEventKind::Disabled, _) => "利用を停止",
        (OfficeEventKind::Enabled, _) => "利用を再開",
        (OfficeEventKind::PasswordSet, _) => "パスワードを変更",
        (OfficeEventKind::FactorReset, _) => "認証アプリの登録を取り消し",
        (OfficeEventKind::Invited, _) => "パスワードを決めるリンクを送付",
        (OfficeEventKind::PasskeyAdded, _) => "パスキーを登録",
        (OfficeEventKind::PasskeyRemoved, _) => "パスキーを外す",
        (OfficeEventKind::SignOnTied, _) => "庁内の認証と結び付け",
        (OfficeEventKind::OwnPersonAdded, _) => "除斥する人を登録",
        (OfficeEventKind::OwnPersonRemoved, _) => "除斥する人の登録を消す",
        (OfficeEventKind::SessionsEnded, _) => "サインインを終了",
        (OfficeEventKind::TokenIssued, _) => "トークンを発行",
        (OfficeEventKind::TokenRevoked, _) => "トークンを取り消し",
        (OfficeEventKind::Asked, true) => "役割の追加を依頼（確認待ち）",
        (OfficeEventKind::Asked, false) => "認証アプリの取り消しを依頼（確認待ち）",
        (OfficeEventKind::Declined, true) => "役割の追加を認めず",
        (OfficeEventKind::Declined, false) => "認証アプリの取り消しを認めず",
        (OfficeEventKind::AbsenceEntered, _) => "不在を登録",
        (OfficeEventKind::AbsenceEnded, _) => "不在を終了",
        (OfficeEventKind::DeputyNamed, _) => "代決者に指定",
        (OfficeEventKind::DeputyDropped, _) => "代決者の指定を終了",
        (OfficeEventKind::Withdrawn, true) => "役割の追加の依頼を取り下げ",
        (OfficeEventKind::Withdrawn, false) => "認証アプリの取り消しの依頼を取り下げ",
    }
}
