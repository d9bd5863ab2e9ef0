//! 電子署名: who signed the answers, and whether that holds.

use back_office::SignatureView;
use card_signature::{SignatureFault, Signed, Standing};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{JST, Language};

use ::web::shown;

/// The signature as the page of a case shows it.
pub(super) struct SignedView {
    /// Whether it holds.
    pub(super) verdict: &'static str,
    pub(super) colour: &'static str,
    /// What to do where it does not simply hold.
    pub(super) advice: Option<&'static str>,
    /// Who signed, as the certificate says.
    pub(super) facts: Vec<(&'static str, String)>,
}

impl SignedView {
    pub(super) fn of(view: &SignatureView) -> Self {
        match &view.proved {
            Ok(signed) => Self::proved(signed, view),
            Err(fault) => Self {
                verdict: "確かめられません",
                colour: "red",
                advice: Some(
                    "受け付けたときは正しかった署名です。まだ決めずに、情報システムの担当に知らせてください。",
                ),
                facts: vec![("理由", why(fault))],
            },
        }
    }

    fn proved(signed: &Signed, view: &SignatureView) -> Self {
        let differs = view.likeness.is_some_and(|it| !(it.name && it.birth_date && it.address));
        let (verdict, colour, advice) = match signed.standing {
            Standing::Good if differs => (
                "有効です。申請とちがうところがあります",
                "amber",
                Some(
                    "引っ越しや氏名の変更の途中か、入力のまちがいか、別の人かを確かめてください。",
                ),
            ),
            Standing::Good => ("有効です", "green", None),
            Standing::Unknown => (
                "失効の確認中です",
                "amber",
                Some(
                    "署名は正しく、証明書が失効していないかは、失効の一覧が届くと自動で確かめます。急ぐときは、ほかの方法で本人を確かめてください。",
                ),
            ),
        };
        let beside = |alike: Option<bool>, told: &str| match alike {
            Some(true) => format!("{told}（申請と同じ）"),
            Some(false) => format!("{told}（申請とちがいます）"),
            None => told.to_owned(),
        };
        let birth = signed.by.birth_date;
        let birth = birth.map_or_else(|| "不詳".to_owned(), plain);
        let likeness = view.likeness;
        let mut facts = vec![
            ("氏名", beside(likeness.map(|it| it.name), &signed.by.name)),
            ("生年月日", beside(likeness.map(|it| it.birth_date), &birth)),
            ("住所", beside(likeness.map(|it| it.address), &signed.by.address)),
            ("証明書の期限", day(signed.valid_until)),
            ("証明書の番号", signed.serial.clone()),
            ("発行者", signed.issuer.clone()),
        ];
        if signed.by.has_substitutes {
            let told = "カードにない字を、別の字に置きかえています";
            facts.push(("代替文字", told.to_owned()));
        }
        Self { verdict, colour, advice, facts }
    }
}

fn plain(day: NaiveDate) -> String {
    shown::plain_day(day, Language::Japanese)
}

fn day(at: DateTime<Utc>) -> String {
    plain(at.with_timezone(&JST).date_naive())
}

/// Why it does not hold any more although it was taken: what was believed then is not now.
fn why(fault: &SignatureFault) -> String {
    match fault {
        SignatureFault::Revoked(since) => format!("証明書が{}に失効していました", day(*since)),
        SignatureFault::Expired(until) => {
            format!("証明書の期限（{}）が過ぎていました", day(*until))
        }
        SignatureFault::UnknownAuthority => "信頼する発行者の証明書ではありません".to_owned(),
        SignatureFault::Malformed
        | SignatureFault::NotBeside
        | SignatureFault::NoCertificate
        | SignatureFault::OtherContent
        | SignatureFault::OtherSignature
        | SignatureFault::Weak
        | SignatureFault::NotYetValid(_)
        | SignatureFault::NotForSigning
        | SignatureFault::UnknownDemand
        | SignatureFault::NoPerson => "署名と申請の内容が合いません".to_owned(),
    }
}
