//! Every kind of refusal with its words: what happened, and what to do now.

use kernel::Language;

use super::{Sentence, program::for_programs};

/// Names the refusal of an address at which nothing is.
const NOT_FOUND: &str = "not-found";

/// Names the refusal of a page that was open for too long.
pub(crate) const EXPIRED: &str = "foreign-form";

/// Names the refusal of a body that is too large.
pub(crate) const TOO_LARGE: &str = "too-large";

/// Names the refusal of a draft that is not in this browser.
pub(crate) const NO_DRAFT: &str = "no-draft";

/// Names the refusal of a session at a shared machine where nobody was for too long.
pub(crate) const ENDED: &str = "session-ended";

/// The kinds of refusals that readers are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    NotFound,
    NoDraft,
    Unchanged,
    Method,
    Gone,
    Erased,
    Credentials,
    Forbidden,
    ForeignForm,
    /// At a machine that others use too.
    Ended,
    TooLarge,
    MediaType,
    Malformed,
    Unusable,
    TooMany,
    TooSlow,
    Busy,
    Full,
    /// Nothing can be written now.
    Away,
    /// Written or not: sending again does it once.
    InDoubt,
    /// Written or not: sending again might do it twice.
    LookFirst,
    /// Nothing can be read now.
    Unread,
    Internal,
    Closed,
    Problems,
    IdempotencyMismatch,
    WrongPassword,
    FactorNotFresh,
    Callback,
    Upload,
    Refused,
    Conflict,
    Text,
    Fee,
    Refund,
    ProviderAway,
    ControlCharacter,
}

/// Title and advice in easy Japanese.
const EASY: [(Kind, &str, &str); 9] = [
    (
        Kind::Ended,
        "5分《ふん》なにもしなかったので、おわりました",
        "ここは、ほかの人《ひと》も使《つか》う機械《きかい》です。書《か》いたことは、ここでは見《み》られなくなりました。コードをメモした人《ひと》は、つづきができます。送《おく》ったものは、受付番号《うけつけばんごう》と照会《しょうかい》コードで見《み》られます。",
    ),
    (
        Kind::Erased,
        "残《のこ》しておく期間《きかん》がすぎたので、消《け》しました",
        "書《か》いたことやファイルは、もうだれも読《よ》めません。いま必要《ひつよう》なことは、窓口《まどぐち》に聞《き》いてください。",
    ),
    (
        Kind::ForeignForm,
        "この画面《がめん》は古《ふる》くなりました",
        "まだ送《おく》っていません。前《まえ》の画面《がめん》にもどると、書《か》いたことが残《のこ》っているかもしれません。保存《ほぞん》したことは、トップの「つづきから」でつづけられます。",
    ),
    (
        Kind::Full,
        "いま 保存《ほぞん》できません",
        "いま送《おく》ったものは、とどいていません。前《まえ》に保存《ほぞん》したことは、のこっています。時間《じかん》をおいて、もう一度《いちど》送《おく》ってください。いそぐときは、下《した》の番号《ばんごう》をつたえてください。",
    ),
    (
        Kind::Away,
        "いまは保存《ほぞん》できません",
        "書《か》いたことは、のこっています。10秒《びょう》くらい待《ま》って、もう一度《いちど》おくってください。",
    ),
    (
        Kind::InDoubt,
        "とどいたかどうか、わかりません",
        "おなじボタンを、もう一度《いちど》おしてください。2回《かい》おくったことには、なりません。",
    ),
    (
        Kind::LookFirst,
        "保存《ほぞん》できたかどうか、わかりません",
        "すこし待《ま》って、いまのようすを見《み》てください。保存《ほぞん》できていないときだけ、もう一度《いちど》してください。",
    ),
    (
        Kind::ProviderAway,
        "いま、払《はら》う画面《がめん》を開《ひら》けません",
        "お金《かね》は動《うご》いていません。申《もう》し込《こ》みは届《とど》いています。あとで、もう一度《いちど》おしてください。",
    ),
    (
        Kind::Unread,
        "いまは見《み》ることができません",
        "10秒《びょう》くらい待《ま》って、もう一度《いちど》ひらいてください。保存《ほぞん》したことは、のこっています。",
    ),
];

/// What somebody is told when nothing can be kept.
const FULL: &str = "今の送信は受け付けていません。前に保存した入力は残っています。時間をおいてから、もう一度お試しください。お急ぎの場合は、下の番号を添えて問い合わせてください。";

/// What a payer is told in the middle of paying.
const PROVIDER_AWAY: &str = "お金は動いていません。申請は受け付けていて、何もなくなっていません。しばらくしてから、もう一度お試しください。期限までなら、あとでも支払えます。";

/// What somebody is told who comes back to a shared machine too late.
const NOBODY_THERE: &str = "ほかの人も使う端末のため、入力した内容をこの端末から開けなくしました。「別の端末でつづける」のコードを控えてあれば、つづきから再開できます。送った申請は、受付番号と照会コードで見られます。";

/// The same in English.
const NOBODY_THERE_ENGLISH: &str = "Others use this device too, so what you entered can no longer be opened here. If you noted a code for going on elsewhere, you can continue with it. What was sent can be looked up by receipt number and access code.";

/// What staff are told to do, who have neither the residents' home nor drafts.
pub(super) fn office_advice(slug: &str, language: Language) -> Option<&'static str> {
    let (japanese, english) = match slug {
        NOT_FOUND => (
            "アドレスをもう一度確かめるか、仕事の一覧から案件を探してください。",
            "Check the address, or look for the case in the list.",
        ),
        EXPIRED => (
            "送信は行われていません。前の画面に戻って読み込み直してから、もう一度操作してください。",
            "Nothing was sent. Go back, load the page again and repeat what you did.",
        ),
        _ => return None,
    };
    Some(if language == Language::English { english } else { japanese })
}

impl Kind {
    /// Title and advice in `language`.
    pub(super) fn in_words(self, language: Language) -> Sentence {
        let (title, advice) = match language {
            Language::Japanese => (self.japanese_title(), self.japanese_advice()),
            Language::EasyJapanese => self.easy(),
            Language::English => (self.english_title(), self.english_advice()),
        };
        let for_programs = for_programs(self, language);
        Sentence { slug: self.slug(), title, advice: advice.into(), for_programs }
    }

    /// Residents meet an expired page and a database that is away in the middle of typing; for
    /// the other kinds the plain Japanese has to do.
    fn easy(self) -> (&'static str, &'static str) {
        let told = EASY.iter().find(|(kind, ..)| *kind == self);
        told.map_or((self.japanese_title(), self.japanese_advice()), |(_, title, advice)| {
            (*title, *advice)
        })
    }

    const fn slug(self) -> &'static str {
        match self {
            Self::NotFound => NOT_FOUND,
            Self::NoDraft => NO_DRAFT,
            Self::Unchanged => "unchanged",
            Self::Method => "method-not-allowed",
            Self::Gone => "gone",
            Self::Erased => "erased",
            Self::Credentials => "credentials-needed",
            Self::Forbidden => "forbidden",
            Self::ForeignForm => EXPIRED,
            Self::Ended => ENDED,
            Self::TooLarge => TOO_LARGE,
            Self::MediaType => "media-type",
            Self::Malformed => "malformed",
            Self::Unusable => "unusable",
            Self::TooMany => "too-many-tries",
            Self::TooSlow => "too-slow",
            Self::Busy => "busy",
            Self::Full => "storage-full",
            Self::Away | Self::Unread => "away",
            Self::InDoubt | Self::LookFirst => "in-doubt",
            Self::Internal => "internal",
            Self::Closed => "closed",
            Self::Problems => "problems",
            Self::IdempotencyMismatch => "idempotency-mismatch",
            Self::WrongPassword => "wrong-password",
            Self::FactorNotFresh => "factor-not-fresh",
            Self::Callback => "callback",
            Self::Upload => "upload",
            Self::Refused => "refused",
            Self::Conflict => "conflict",
            Self::Text => "text",
            Self::Fee => "fee",
            Self::Refund => "refund",
            Self::ProviderAway => "payment-provider-away",
            Self::ControlCharacter => "control-character",
        }
    }

    const fn japanese_title(self) -> &'static str {
        match self {
            Self::NoDraft => "この端末には、この入力がありません",
            Self::Unchanged => "変わったところがありません",
            Self::NotFound => "ページが見つかりません",
            Self::Method => "この操作はここではできません",
            Self::Gone => "期限が過ぎました",
            Self::Erased => "保存期間が過ぎたため消去しました",
            Self::Credentials => "確認のための情報が必要です",
            Self::Forbidden => "この操作の権限がありません",
            Self::ForeignForm => "画面の有効期限が切れました",
            Self::Ended => "5分間操作がなかったため、終わりました",
            Self::TooLarge => "送られたデータが大きすぎます",
            Self::MediaType => "データの形式が違います",
            Self::Malformed => "データを読み取れませんでした",
            Self::Unusable => "受け付けられない内容があります",
            Self::TooMany => "回数が多すぎます",
            Self::TooSlow => "通信に時間がかかりすぎました",
            Self::Busy => "ただいま混み合っています",
            Self::Full | Self::Away => "ただいま保存できません",
            Self::InDoubt => "受け付けたかどうかを確かめられません",
            Self::LookFirst => "保存できたかどうかを確かめられません",
            Self::Unread => "ただいま表示できません",
            Self::Internal => "システムで問題が起きました",
            Self::Closed => "今は受け付けていません",
            Self::Problems => "直すところがあります",
            Self::IdempotencyMismatch => "同じキーで別の内容が送られました",
            Self::WrongPassword => "サインインできません",
            Self::FactorNotFresh => "もう一度、本人の確認が要ります",
            Self::Callback => "決済の通知を確認できません",
            Self::Upload => "ファイルを受け取れません",
            Self::Refused => "この操作はできません",
            Self::Conflict => "ほかの人が先に更新しました",
            Self::Text => "文章の長さを確かめてください",
            Self::Fee => "手数料を確かめてください",
            Self::Refund => "返金できません",
            Self::ProviderAway => "ただいま決済会社につながりません",
            Self::ControlCharacter => "使えない文字が入っています",
        }
    }

    #[expect(clippy::too_many_lines, reason = "one for each kind")]
    const fn japanese_advice(self) -> &'static str {
        match self {
            Self::NoDraft => {
                "別の端末で始めたものは、始めた端末の「別の端末でつづける」で出したコードで開けます。もう送ったものは、受付番号と照会コードで見られます。入力は、最後の保存から30日で消えます。"
            }
            Self::Ended => NOBODY_THERE,
            Self::Unchanged => "直すところを直すか、変えない理由を書いて送ってください。",
            Self::NotFound => {
                "アドレスをもう一度確かめるか、トップページから手続を探してください。"
            }
            Self::Method | Self::MediaType => "前の画面に戻って、ボタンからやり直してください。",
            Self::Erased => "内容はもうだれにも読めません。今のことは担当の窓口に聞いてください。",
            Self::Gone => {
                "保存の期限が過ぎたため、表示できません。トップページから新しく始めてください。"
            }
            Self::Credentials => "受付番号と照会コード、または職員用のトークンを付けてください。",
            Self::Forbidden => "必要な場合は、担当部署または管理者に相談してください。",
            Self::ForeignForm => {
                "送信は行われていません。前の画面に戻ると、入力が残っていることがあります。途中で保存された答えは下書きに残っていて、トップページの「つづきから」で再開できます。"
            }
            Self::TooLarge => {
                "ファイルを小さくするか、数を減らして、もう一度送ってください。保存済みの入力は残っています。"
            }
            Self::Malformed => "前の画面に戻って、もう一度送ってください。",
            Self::Unusable => "前の画面に戻って、入力を確かめてください。",
            Self::TooMany => {
                "しばらく待ってから、もう一度お試しください。保存済みの入力は残っています。"
            }
            Self::TooSlow => {
                "電波の良い場所で、もう一度送ってください。保存済みの入力は残っています。"
            }
            Self::Busy => "少し待ってから、もう一度お試しください。保存済みの入力は残っています。",
            Self::Full => FULL,
            Self::Away => {
                "入力はそのまま残っています。10秒ほど待ってから、もう一度送ってください。"
            }
            Self::InDoubt => "同じボタンをもう一度押してください。二重にはなりません。",
            Self::LookFirst => {
                "少し待ってから今の状況を確かめ、保存されていないときだけ、もう一度操作してください。"
            }
            Self::Unread => {
                "10秒ほど待ってから、もう一度開いてください。保存済みの入力は残っています。"
            }
            Self::Internal => {
                "もう一度お試しください。続く場合は、下の番号を添えて問い合わせてください。"
            }
            Self::Closed => "受付期間を手続のページで確かめてください。",
            Self::Problems => "各項目の説明を読んで直し、もう一度送ってください。",
            Self::IdempotencyMismatch => {
                "新しい内容には、新しい Idempotency-Key を付けてください。"
            }
            Self::WrongPassword => "メールアドレスかパスワードが違います。",
            Self::FactorNotFresh => {
                "サインインし直してから、5分以内に操作してください。まだ何も変わっていません。"
            }
            Self::Callback => "署名と時刻を確かめてください。何も変更していません。",
            Self::Upload => "別のファイルを選んでください。",
            Self::Refused | Self::Refund => "案件の状態を確かめてください。",
            Self::Conflict => "今の内容を確かめてから、もう一度操作してください。",
            Self::Text => "1文字以上で書いてください。",
            Self::Fee => "内容、単価、数量を確かめてください。",
            Self::ProviderAway => PROVIDER_AWAY,
            Self::ControlCharacter => "目に見えない制御文字を消して、もう一度送ってください。",
        }
    }

    const fn english_title(self) -> &'static str {
        match self {
            Self::NoDraft => "This application is not on this device",
            Self::Unchanged => "Nothing was changed",
            Self::NotFound => "Page not found",
            Self::Method => "This cannot be done here",
            Self::Gone => "The time limit has passed",
            Self::Erased => "It was kept as long as the rules say, and is erased",
            Self::Credentials => "Credentials are needed",
            Self::Forbidden => "You are not allowed to do this",
            Self::ForeignForm => "This page has expired",
            Self::Ended => "Nobody did anything for five minutes, so this has ended",
            Self::TooLarge => "Too much data was sent",
            Self::MediaType => "The data has another format",
            Self::Malformed => "The data cannot be read",
            Self::Unusable => "Some of the content cannot be taken",
            Self::TooMany => "Too many tries",
            Self::TooSlow => "The connection was too slow",
            Self::Busy => "The counter is very busy",
            Self::Full => "Nothing can be saved at the moment",
            Self::Away => "It cannot be saved just now",
            Self::InDoubt => "We cannot tell whether it was received",
            Self::LookFirst => "We cannot tell whether it was saved",
            Self::Unread => "This page cannot be shown just now",
            Self::Internal => "Something of ours went wrong",
            Self::Closed => "Not open now",
            Self::Problems => "Something has to be put right",
            Self::IdempotencyMismatch => "The same key came with other content",
            Self::WrongPassword => "Sign-in failed",
            Self::FactorNotFresh => "Your second factor is needed once more",
            Self::Callback => "The payment notice cannot be verified",
            Self::Upload => "The file cannot be taken",
            Self::Refused => "This is not possible",
            Self::Conflict => "Somebody else changed it first",
            Self::Text => "Check the length of the text",
            Self::Fee => "Check the fee",
            Self::Refund => "This cannot be given back",
            Self::ProviderAway => "The payment provider cannot be reached",
            Self::ControlCharacter => "A character cannot be taken",
        }
    }

    #[expect(clippy::too_many_lines, reason = "one for each kind")]
    const fn english_advice(self) -> &'static str {
        match self {
            Self::NoDraft => {
                "If you began it on another device, open it with the code shown there under “Continue on another device”. If you have sent it, look it up by receipt number and access code. Drafts are kept for 30 days."
            }
            Self::Ended => NOBODY_THERE_ENGLISH,
            Self::Unchanged => "Correct what was asked for, or say why you leave it as it is.",
            Self::NotFound => "Check the address, or look for the procedure from the top page.",
            Self::Method | Self::MediaType => "Go back and use the buttons of the page.",
            Self::Erased => "Nobody can read its content any more. Please ask the department.",
            Self::Gone => {
                "This was kept for a limited time and is gone. Please start anew from the top page."
            }
            Self::Credentials => "Send the receipt number with its access code, or a staff token.",
            Self::Forbidden => "If you need to, ask the department or an administrator.",
            Self::ForeignForm => {
                "Nothing was sent. If you go back, what you typed may still be there. Answers saved on the way are kept as a draft: choose “Continue where you left off” on the home page."
            }
            Self::TooLarge => {
                "Make the files smaller or fewer and send again. What was saved is still there."
            }
            Self::Malformed => "Go back and send it again.",
            Self::Unusable => "Go back and check what you entered.",
            Self::TooMany | Self::Busy => {
                "Wait a moment, then try again. What was saved is still there."
            }
            Self::TooSlow => "Try again where the signal is better. What was saved is still there.",
            Self::Full => {
                "What you sent just now was not taken. What was saved before is still there. Please try again later; if it is urgent, contact us with the number below."
            }
            Self::Away => {
                "What you typed is still here. Wait about ten seconds, then send it again."
            }
            Self::InDoubt => "Press the same button again. It will not be received twice.",
            Self::LookFirst => {
                "Wait a moment and look at the present state. Do it again only if it was not saved."
            }
            Self::Unread => {
                "Wait about ten seconds, then open it again. What was saved is still there."
            }
            Self::Internal => {
                "Please try again. If it happens again, contact us with the number below."
            }
            Self::Closed => "The page of the procedure says when it can be filed.",
            Self::Problems => "Read what is said at each field, put it right and send again.",
            Self::IdempotencyMismatch => "Use a new Idempotency-Key for new content.",
            Self::WrongPassword => "The address or the password is wrong.",
            Self::FactorNotFresh => {
                "Sign in again and do it within five minutes. Nothing was changed."
            }
            Self::Callback => "Check the signature and the time. Nothing was changed.",
            Self::Upload => "Please choose another file.",
            Self::Refused => "Look at the state of the case.",
            Self::Conflict => "Look at the present state and do it again.",
            Self::Text => "Write at least one character.",
            Self::Refund => "Check what was paid and given back.",
            Self::ProviderAway => {
                "No money has moved, your application has been received and nothing is lost. Please try again later; you can pay until the deadline."
            }
            Self::Fee => "Check what it is for, the prices and the quantities.",
            Self::ControlCharacter => "Remove the invisible control character and send again.",
        }
    }
}
