//! Every kind of refusal with its words: what happened, and what to do now.

use kernel::Language;

use super::Sentence;

/// The kinds of refusals that readers are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    NotFound,
    Method,
    Gone,
    Credentials,
    Forbidden,
    ForeignForm,
    TooLarge,
    MediaType,
    Malformed,
    Unusable,
    TooMany,
    TooSlow,
    Busy,
    Internal,
    Closed,
    Problems,
    IdempotencyMismatch,
    WrongPassword,
    Callback,
    Upload,
    Refused,
    Conflict,
    Text,
}

impl Kind {
    /// Title and advice in `language`.
    pub(super) fn in_words(self, language: Language) -> Sentence {
        let (title, advice) = match language {
            Language::Japanese | Language::EasyJapanese => self.japanese(),
            Language::English => self.english(),
        };
        Sentence { slug: self.slug(), title, advice: advice.into() }
    }

    const fn slug(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Method => "method-not-allowed",
            Self::Gone => "gone",
            Self::Credentials => "credentials-needed",
            Self::Forbidden => "forbidden",
            Self::ForeignForm => "foreign-form",
            Self::TooLarge => "too-large",
            Self::MediaType => "media-type",
            Self::Malformed => "malformed",
            Self::Unusable => "unusable",
            Self::TooMany => "too-many-tries",
            Self::TooSlow => "too-slow",
            Self::Busy => "busy",
            Self::Internal => "internal",
            Self::Closed => "closed",
            Self::Problems => "problems",
            Self::IdempotencyMismatch => "idempotency-mismatch",
            Self::WrongPassword => "wrong-password",
            Self::Callback => "callback",
            Self::Upload => "upload",
            Self::Refused => "refused",
            Self::Conflict => "conflict",
            Self::Text => "text",
        }
    }

    const fn japanese(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => (
                "ページが見つかりません",
                "アドレスをもう一度確かめるか、トップページから手続を探してください。",
            ),
            Self::Method => {
                ("この操作はここではできません", "前の画面に戻って、ボタンからやり直してください。")
            }
            Self::Gone => (
                "期限が過ぎました",
                "保存の期限が過ぎたため、表示できません。トップページから新しく始めてください。",
            ),
            Self::Credentials => (
                "確認のための情報が必要です",
                "受付番号と照会コード、または職員用のトークンを付けてください。",
            ),
            Self::Forbidden => (
                "この操作の権限がありません",
                "必要な場合は、担当部署または管理者に相談してください。",
            ),
            Self::ForeignForm => (
                "画面の有効期限が切れました",
                "前の画面に戻って再読み込みし、もう一度送ってください。送信は行われていません。",
            ),
            Self::TooLarge => (
                "送られたデータが大きすぎます",
                "ファイルを小さくするか、数を減らして、もう一度送ってください。保存済みの入力は残っています。",
            ),
            Self::MediaType => {
                ("データの形式が違います", "前の画面に戻って、ボタンからやり直してください。")
            }
            Self::Malformed => {
                ("データを読み取れませんでした", "前の画面に戻って、もう一度送ってください。")
            }
            Self::Unusable => {
                ("受け付けられない内容があります", "前の画面に戻って、入力を確かめてください。")
            }
            Self::TooMany => (
                "回数が多すぎます",
                "しばらく待ってから、もう一度お試しください。保存済みの入力は残っています。",
            ),
            Self::TooSlow => (
                "通信に時間がかかりすぎました",
                "電波の良い場所で、もう一度送ってください。保存済みの入力は残っています。",
            ),
            Self::Busy => (
                "ただいま混み合っています",
                "少し待ってから、もう一度お試しください。保存済みの入力は残っています。",
            ),
            Self::Internal => (
                "システムで問題が起きました",
                "もう一度お試しください。続く場合は、下の番号を添えて問い合わせてください。",
            ),
            Self::Closed => {
                ("今は受け付けていません", "受付期間を手続のページで確かめてください。")
            }
            Self::Problems => {
                ("直すところがあります", "各項目の説明を読んで直し、もう一度送ってください。")
            }
            Self::IdempotencyMismatch => (
                "同じキーで別の内容が送られました",
                "新しい内容には、新しい Idempotency-Key を付けてください。",
            ),
            Self::WrongPassword => {
                ("サインインできません", "メールアドレスかパスワードが違います。")
            }
            Self::Callback => (
                "決済の通知を確認できません",
                "署名と時刻を確かめてください。何も変更していません。",
            ),
            Self::Upload => ("ファイルを受け取れません", "別のファイルを選んでください。"),
            Self::Refused => ("この操作はできません", "案件の状態を確かめてください。"),
            Self::Conflict => {
                ("ほかの人が先に更新しました", "今の内容を確かめてから、もう一度操作してください。")
            }
            Self::Text => ("文章の長さを確かめてください", "1文字以上で書いてください。"),
        }
    }

    const fn english(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => (
                "Page not found",
                "Check the address, or look for the procedure from the top page.",
            ),
            Self::Method => {
                ("This cannot be done here", "Go back and use the buttons of the page.")
            }
            Self::Gone => (
                "The time limit has passed",
                "This was kept for a limited time and is gone. Please start anew from the top page.",
            ),
            Self::Credentials => (
                "Credentials are needed",
                "Send the receipt number with its access code, or a staff token.",
            ),
            Self::Forbidden => (
                "You are not allowed to do this",
                "If you need to, ask the department or an administrator.",
            ),
            Self::ForeignForm => (
                "This page has expired",
                "Go back, reload the page and send it again. Nothing was sent.",
            ),
            Self::TooLarge => (
                "Too much data was sent",
                "Make the files smaller or fewer and send again. What was saved is still there.",
            ),
            Self::MediaType => {
                ("The data has another format", "Go back and use the buttons of the page.")
            }
            Self::Malformed => ("The data cannot be read", "Go back and send it again."),
            Self::Unusable => {
                ("Some of the content cannot be taken", "Go back and check what you entered.")
            }
            Self::TooMany => {
                ("Too many tries", "Wait a moment, then try again. What was saved is still there.")
            }
            Self::TooSlow => (
                "The connection was too slow",
                "Try again where the signal is better. What was saved is still there.",
            ),
            Self::Busy => (
                "The counter is very busy",
                "Wait a moment, then try again. What was saved is still there.",
            ),
            Self::Internal => (
                "Something of ours went wrong",
                "Please try again. If it happens again, contact us with the number below.",
            ),
            Self::Closed => {
                ("Not open now", "The page of the procedure says when it can be filed.")
            }
            Self::Problems => (
                "Something has to be put right",
                "Read what is said at each field, put it right and send again.",
            ),
            Self::IdempotencyMismatch => (
                "The same key came with other content",
                "Use a new Idempotency-Key for new content.",
            ),
            Self::WrongPassword => ("Sign-in failed", "The address or the password is wrong."),
            Self::Callback => (
                "The payment notice cannot be verified",
                "Check the signature and the time. Nothing was changed.",
            ),
            Self::Upload => ("The file cannot be taken", "Please choose another file."),
            Self::Refused => ("This is not possible", "Look at the state of the case."),
            Self::Conflict => {
                ("Somebody else changed it first", "Look at the present state and do it again.")
            }
            Self::Text => ("Check the length of the text", "Write at least one character."),
        }
    }
}
