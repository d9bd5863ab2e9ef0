//! A draft is signed with a card: filled in first, signed last, and nothing is lost on the way.

use card_app::{Outcome, Stopped};
use casework::{Pdf, Signature, Signer, has_errors};
use form_engine::{Checked, Context, Identity};
use kernel::{DraftId, Instant, Language};
use serde::{Deserialize, Serialize};

use crate::{Counter, Draft, Error, Review, Visitor, sending::draft_key};

/// What was asked of the card app for a draft, and what it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Asked {
    /// Somebody is at the app, which calls it so.
    Open { reference: String },
    /// Nobody signed.
    Stopped(Stopped),
    /// Somebody signed.
    Signed(Signature),
}

/// Whether a signature is asked for, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureState {
    /// Nobody asks for one.
    NotNeeded,
    /// It is asked for, and cannot be given here: the town has no app.
    NotHere,
    /// It is asked for.
    Needed {
        /// Why the last try did not succeed.
        why: Option<Unsigned>,
    },
    /// These answers are signed.
    Done(Signer),
}

/// Why there is no signature yet although somebody tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsigned {
    /// The person stopped, or their card did.
    Stopped(Stopped),
    /// These answers are not signed by who they name.
    Unproved(casework::Unsigned),
}

impl Asked {
    pub(crate) const fn signature(&self) -> Option<&Signature> {
        match self {
            Self::Signed(signature) => Some(signature),
            Self::Open { .. } | Self::Stopped(_) => None,
        }
    }
}

impl Counter {
    /// Where somebody goes to sign this draft. Its answers are right, or there is no such page.
    pub async fn begin_signing(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        language: Language,
        return_path: &str,
    ) -> Result<String, Error> {
        let now = self.now();
        let review = self.review_at(visitor, id, language, now).await?;
        if has_errors(&review.checked) {
            return Err(Error::Problems(Box::new(review.checked)));
        }
        if !matches!(review.signing, SignatureState::Needed { .. } | SignatureState::Done(_)) {
            return Err(Error::NotFound);
        }
        let published = &review.draft.published;
        let content = self.casework.signed_content(published, &review.checked.data, &draft_key(id));
        let title = published.form.title(Language::Japanese).to_owned();
        let opened = self.casework.ask_for_signature(content, title, return_path).await?;
        let reference = opened.reference;
        let asked = Asked::Open { reference };
        self.change_note(visitor, id, now, |note| note.signing = Some(asked.clone())).await?;
        Ok(opened.page)
    }

    /// Takes what came of it: called again, or by somebody who comes back early, it changes
    /// nothing.
    pub async fn end_signing(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        language: Language,
    ) -> Result<(), Error> {
        let now = self.now();
        let review = self.review_at(visitor, id, language, now).await?;
        let Some(Asked::Open { reference }) = review.draft.asked else { return Ok(()) };
        let published = &review.draft.published;
        let content = self.casework.signed_content(published, &review.checked.data, &draft_key(id));
        let asked = match self.casework.signature_outcome(reference).await? {
            Outcome::Open => return Ok(()),
            Outcome::Stopped(why) => Asked::Stopped(why),
            Outcome::Signed(signature) => Asked::Signed(Signature::new(&content, &signature)),
        };
        self.change_note(visitor, id, now, |note| note.signing = Some(asked.clone())).await
    }

    /// The draft on paper, for who cannot sign here: to be signed by hand and posted. The draft
    /// stays.
    pub async fn postal_request(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        language: Language,
    ) -> Result<Pdf, Error> {
        let now = self.now();
        let Review { draft, checked, .. } = self.review_at(visitor, id, language, now).await?;
        if has_errors(&checked) {
            return Err(Error::Problems(Box::new(checked)));
        }
        let paper = self.casework.postal_request(id.clone(), &draft.published, &checked, now);
        paper.await
    }

    /// How far the signature of checked answers is.
    pub(crate) async fn signing_of(
        &self,
        draft: &Draft,
        checked: &Checked,
        context: &Context,
        now: Instant,
    ) -> Result<SignatureState, Error> {
        let asked_for = self.casework.identity_of(&draft.published, &checked.data, context);
        if asked_for != Identity::Signature {
            return Ok(SignatureState::NotNeeded);
        }
        if self.casework.signing().is_none() {
            return Ok(SignatureState::NotHere);
        }
        let signature = match &draft.asked {
            None | Some(Asked::Open { .. }) => return Ok(SignatureState::Needed { why: None }),
            Some(Asked::Stopped(why)) => {
                return Ok(SignatureState::Needed { why: Some(Unsigned::Stopped(*why)) });
            }
            Some(Asked::Signed(signature)) => signature,
        };
        let data = &checked.data;
        let to_sign = self.casework.signed_content(&draft.published, data, &draft_key(&draft.id));
        let signature = Signature::new(&to_sign, &signature.signature());
        let signer = self.casework.signer(&draft.published, data, &signature, now).await?;
        Ok(match signer {
            Ok(signer) => SignatureState::Done(signer),
            Err(why) => SignatureState::Needed { why: Some(Unsigned::Unproved(why)) },
        })
    }
}
