//! 電子署名: what a resident signs, whether the signature holds, and what is kept of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use card_app::{CardApp, CardAppError, Opened, Outcome};
use card_signature::{Authorities, Person, RevocationLists, SignatureFault, Signed};
use catalogue::Published;
use data_encoding::BASE64;
use form_engine::{Checked, Context, Identity, Problem, Severity};
use japanese_values::search;
use kernel::{Instant, Language};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use submission_store::{CaseSealer, revisions::Revision, submissions::Source};

use crate::{
    Casework, Error,
    file::Rows,
    filing::{Filer, Filing},
    subject::Subject,
};

/// What signatures need at hand.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The app that asks people for their card.
    pub app: CardApp,
    /// Whose certificates are believed.
    pub authorities: Authorities,
    /// The folder of the lists of revoked certificates. It is read anew each time: somebody else
    /// brings the lists.
    pub revoked: PathBuf,
}

/// A signature with what it signs: all that is needed to check it again anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    content: String,
    signature: String,
}

/// How far who signed is who the answers name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// 氏名
    pub name: bool,
    /// 生年月日
    pub birth_date: bool,
    /// 住所; whoever moves has another one than their card for a while.
    pub address: bool,
}

/// Who signed answers, and how far that is who they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The one on the card.
    pub by: Person,
    /// How far that is who is named.
    pub likeness: Likeness,
}

/// Why answers are not signed by who they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsigned {
    /// The signature proves nothing.
    Fault(SignatureFault),
    /// It is the card of somebody else.
    Another(Person),
}

/// A signature as the office sees it.
#[derive(Debug, Clone)]
pub struct SignatureView {
    /// What it proves now, or why it proves nothing.
    pub proved: Result<Signed, SignatureFault>,
    /// How far who signed is who is named.
    pub likeness: Option<Likeness>,
}

impl Rows {
    /// The signature of the answers as they were filed.
    pub fn signature(&self) -> Result<Option<Signature>, Error> {
        let first = self.revisions.first();
        first.map_or(Ok(None), |first| Signature::kept(self.sealer(), first))
    }
}

impl Signature {
    /// The signature of `content`, in CMS.
    pub fn new(content: &[u8], signature: &[u8]) -> Self {
        Self { content: BASE64.encode(content), signature: BASE64.encode(signature) }
    }

    /// What was kept with a revision, where one was signed.
    pub fn kept(sealer: &CaseSealer, revision: &Revision) -> Result<Option<Self>, Error> {
        let Some(kept) = &revision.signature else { return Ok(None) };
        serde_json::from_slice(&sealer.open(kept)?).map(Some).map_err(Error::internal)
    }

    /// What was signed.
    pub fn content(&self) -> Vec<u8> {
        BASE64.decode(self.content.as_bytes()).unwrap_or_default()
    }

    /// The signature, in CMS.
    pub fn signature(&self) -> Vec<u8> {
        BASE64.decode(self.signature.as_bytes()).unwrap_or_default()
    }
}

impl Likeness {
    /// Compares as people read: variants of a character are one, and so are ways to write a house
    /// number.
    pub fn of(signed: &Signed, subject: &Subject) -> Self {
        let day = signed.by.birth_date.map(|day| day.to_string());
        Self::between((&signed.by.name, day.as_deref(), &signed.by.address), subject)
    }

    /// The same for a name, a day of birth and an address, whoever says them.
    pub(crate) fn between(said: (&str, Option<&str>, &str), subject: &Subject) -> Self {
        let (named, day, address) = said;
        let is_named = |name: &str| search::key(name) == search::key(named);
        let people = || subject.parties.iter().filter(|party| !party.is_organisation);
        let theirs = search::address_key(address);
        Self {
            name: people().any(|party| is_named(&party.name)),
            birth_date: people()
                .any(|party| party.birth_date.is_some() && party.birth_date.as_deref() == day),
            // What is said names the prefecture too, and a business its building.
            address: subject.addresses.iter().any(|at| {
                let key = |after| search::address_key(&format!("{}{}{after}", at.ward, at.whole()));
                theirs.ends_with(&key("")) || theirs.ends_with(&key(&at.building))
            }),
        }
    }

    /// Whether another person has signed than the one who is named.
    pub const fn is_another(self) -> bool {
        !self.name && !self.birth_date
    }
}

impl Casework {
    /// Whether signatures can be asked for here at all.
    pub fn signing(&self) -> Option<&Arc<Signing>> {
        self.inner.signing.as_ref()
    }

    /// How well the applicant of canonical `data` must be known.
    pub fn identity_of(&self, published: &Published, data: &Value, context: &Context) -> Identity {
        let form = &published.form;
        form.identity(data, context).unwrap_or_else(|defect| {
            tracing::error!(procedure = form.id(), expression = %defect.expression, what = %defect.what, "an identity could not be computed");
            form.procedure().identity
        })
    }

    /// The bytes to be signed. They name the town, the procedure and the one filing `key`, so that
    /// a signature counts nowhere else and only once.
    pub fn signed_content(&self, published: &Published, data: &Value, key: &str) -> Vec<u8> {
        let content = json!({
            "municipality": self.inner.city.id.as_str(),
            "procedure": published.form.id(),
            "version": published.number,
            "filing": key,
            "answers": data,
        });
        content.to_string().into_bytes()
    }

    /// Who signed canonical `data`, if that is proved.
    pub async fn signer(
        &self,
        published: &Published,
        data: &Value,
        signature: &Signature,
        now: Instant,
    ) -> Result<Result<Signer, Unsigned>, Error> {
        let signed = match self.check_signature(signature, now, now).await? {
            Ok(signed) => signed,
            Err(fault) => return Ok(Err(Unsigned::Fault(fault))),
        };
        let likeness = Likeness::of(&signed, &Subject::of(&published.form, data));
        let by = signed.by;
        Ok(if likeness.is_another() {
            Err(Unsigned::Another(by))
        } else {
            Ok(Signer { by, likeness })
        })
    }

    /// Whether its applicant has to sign a filing. What a member of staff enters was signed on paper,
    /// or before them.
    pub(crate) fn asks_for_signature(
        &self,
        published: &Published,
        filing: &Filing,
        checked: &Checked,
        now: Instant,
    ) -> bool {
        let Filer { source, staff, .. } = &filing.filer;
        let by_applicant = staff.is_none() && matches!(source, Source::Web | Source::Api);
        by_applicant
            && self.identity_of(published, &checked.data, &filing.context(now))
                == Identity::Signature
    }

    /// The signature of checked answers, and how far it is by who they name; why there is none, where
    /// one came that is none.
    pub(crate) async fn signature_for(
        &self,
        published: &Published,
        filing: &Filing,
        checked: &Checked,
        now: Instant,
    ) -> Result<Result<(Signature, Likeness), Option<Unsigned>>, Error> {
        let (Some(given), Some(_)) = (&filing.signature, self.signing()) else {
            return Ok(Err(None));
        };
        let content = self.signed_content(published, &checked.data, &filing.idempotency_key);
        let signature = Signature::new(&content, given);
        let signer = self.signer(published, &checked.data, &signature, now).await?;
        Ok(signer.map(|signer| (signature, signer.likeness)).map_err(Some))
    }

    /// Asks the app to have `content` signed by whoever is sent to its page.
    pub async fn ask_for_signature(
        &self,
        content: Vec<u8>,
        title: String,
        return_path: &str,
    ) -> Result<Opened, Error> {
        let signing = self.signing().ok_or(Error::NotFound)?;
        let (app, back) = (signing.app.clone(), format!("{}{return_path}", self.city().public_url));
        self.ask(move || app.open(&content, &title, &back)).await
    }

    /// What became of that.
    pub async fn signature_outcome(&self, reference: String) -> Result<Outcome, Error> {
        let app = self.signing().ok_or(Error::NotFound)?.app.clone();
        self.ask(move || app.outcome(&reference)).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce() -> Result<T, CardAppError> + Send + 'static,
    ) -> Result<T, Error> {
        let answer = self.inner.provider.run(1, question).await?;
        answer.map_err(|fault| {
            tracing::warn!(%fault, "the card app could not be asked");
            Error::ProviderAway
        })
    }

    /// Whether a signature holds that arrived at `arrived`, by what is known `now`.
    pub async fn check_signature(
        &self,
        signature: &Signature,
        arrived: Instant,
        now: Instant,
    ) -> Result<Result<Signed, SignatureFault>, Error> {
        let signing = Arc::clone(self.signing().ok_or(Error::NotFound)?);
        let (content, signature) = (signature.content(), signature.signature());
        let checked = self.inner.signatures.run(1, move || {
            let lists = lists_in(&signing.revoked).unwrap_or_else(|fault| {
                tracing::warn!(%fault, "the lists of revoked certificates cannot be read");
                Vec::new()
            });
            let lists = RevocationLists::from_der(lists.iter().map(Vec::as_slice));
            let (arrived, now) = (arrived.local().to_utc(), now.local().to_utc());
            signing.authorities.verify(&signature, &content, &lists, arrived, now)
        });
        checked.await
    }

    /// The signature of the answers as they were filed, if they were signed. What it proves is seen
    /// anew each time: lists of revoked certificates come later than filings. Nothing where the town
    /// has no authorities any more.
    pub async fn signature_of(
        &self,
        rows: &Rows,
        now: Instant,
    ) -> Result<Option<SignatureView>, Error> {
        let (Some(kept), Some(_)) = (rows.signature()?, self.signing()) else { return Ok(None) };
        let arrived = rows.submission.arrived_at;
        let proved = self.check_signature(&kept, arrived, now).await?;
        let published = self.form_of(&rows.submission).await?;
        let content: Value = serde_json::from_slice(&kept.content()).map_err(Error::internal)?;
        let subject = Subject::of(&published.form, content.get("answers").unwrap_or(&Value::Null));
        Ok(Some(SignatureView {
            likeness: proved.as_ref().ok().map(|signed| Likeness::of(signed, &subject)),
            proved,
        }))
    }
}

/// The lists of revoked certificates of a folder, in DER.
pub fn lists_in(folder: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut lists = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "crl") {
            lists.push(fs::read(path)?);
        }
    }
    Ok(lists)
}

/// What is said to who files without the signature that is asked for.
pub(crate) fn unsigned(why: Option<&Unsigned>, language: Language) -> Problem {
    let (rule, [japanese, easy, english]) = sentences(why);
    let message = match language {
        Language::Japanese => japanese,
        Language::EasyJapanese => easy,
        Language::English => english,
    };
    Problem {
        at: String::new(),
        also: Vec::new(),
        rule: rule.to_owned(),
        message: message.to_owned(),
        severity: Severity::Error,
        confirmed: false,
        repair: None,
    }
}

/// The rule that is broken, and its sentence in Japanese, easy Japanese and English.
const fn sentences(why: Option<&Unsigned>) -> (&'static str, [&'static str; 3]) {
    match why {
        None => (
            "signature",
            [
                "この手続は、マイナンバーカードでの電子署名が必要です。確認のページで署名してください。",
                "この手続《てつづ》きは、マイナンバーカードでサインをします。確認《かくにん》のページで、サインしてください。",
                "This procedure needs an electronic signature with a My Number Card. Please sign on the page where you check your answers.",
            ],
        ),
        Some(Unsigned::Fault(SignatureFault::OtherContent)) => (
            "signature-of-others",
            [
                "署名した内容が、送られた回答とちがいます。もう一度署名してください。",
                "サインしたものと、送《おく》ったものがちがいます。もう一度《いちど》サインしてください。",
                "What was signed is not what was sent. Please sign again.",
            ],
        ),
        Some(Unsigned::Fault(SignatureFault::Expired(_))) => (
            "signature-expired",
            [
                "署名用電子証明書の有効期限が切れています。区役所で更新してください。",
                "カードの電子証明書《でんししょうめいしょ》の期限《きげん》がおわっています。役所《やくしょ》であたらしくしてください。",
                "The certificate on the card has expired. Please renew it at the ward office.",
            ],
        ),
        Some(Unsigned::Fault(SignatureFault::Revoked(_))) => (
            "signature-revoked",
            [
                "署名用電子証明書は失効しています。区役所で発行し直してください。",
                "カードの電子証明書《でんししょうめいしょ》は、つかえなくなっています。役所《やくしょ》でつくりなおしてください。",
                "The certificate on the card has been revoked. Please have a new one issued at the ward office.",
            ],
        ),
        Some(Unsigned::Fault(_)) => (
            "signature-unproved",
            [
                "電子署名を確かめられませんでした。署名用電子証明書で、もう一度署名してください。",
                "サインをたしかめることができませんでした。もう一度《いちど》サインしてください。",
                "The electronic signature proves nothing. Please sign again with the certificate for signatures.",
            ],
        ),
        Some(Unsigned::Another(_)) => (
            "signature-of-another",
            [
                "署名したのは、申請者とちがう人です。申請者本人のカードで署名してください。",
                "サインした人《ひと》が、申請《しんせい》する人とちがいます。本人《ほんにん》のカードでサインしてください。",
                "Somebody else than the applicant has signed. Please sign with the applicant's own card.",
            ],
        ),
    }
}
