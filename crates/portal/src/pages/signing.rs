//! `/apply/{draft}/sign`: to the card app and back, last of all before sending.

use actix_web::{HttpResponse, web};
use card_signature::SignatureFault;
use chrono::NaiveDate;
use counter::{Counter, Error, SignatureState, Signer, Unproved, Unsigned};
use form_engine::Procedure;
use kernel::{DraftId, JST};
use serde::Deserialize;

use crate::{link, pages::gone::draft_gone, rule::DRAFT, visit::Visit, wording::Wording};
use ::web::{
    download,
    guard::{Guarded, WebError, known},
    limits::Rate,
    page::see_other,
    route::{Admission, Changing, Object, Reading},
    shown,
    table::Table,
    wording::Phrase,
};

pub(super) fn routes(table: &mut Table) {
    let ask = Changing::form(Admission::Owner, Object::Draft, Rate::Filing);
    let paper = Reading::new(Admission::Owner, Object::Draft, Rate::Paper);
    table.post("/apply/{draft}/sign", ask, press).get("/apply/{draft}/signed", DRAFT, back).get(
        "/apply/{draft}/post.pdf",
        paper,
        postal_request,
    );
}

/// What the check page says of the signature.
pub(super) struct SigningView {
    /// Whose signature it is; nobody's while it is still to be given.
    pub(super) by: Option<String>,
    /// That the card says something else than the answers, which the office will see.
    pub(super) differs: Option<Phrase>,
    /// Why the last try did not succeed, and what to do.
    pub(super) problem: Option<Phrase>,
    /// Whether one can sign here at all.
    pub(super) is_here: bool,
    /// How to do it without a card, in the words of the department.
    pub(super) without_card: String,
    /// Whether it can be printed and posted.
    pub(super) by_post: bool,
}

impl SigningView {
    /// Nothing where no signature is asked for.
    pub(super) fn of(
        signing: &SignatureState,
        procedure: &Procedure,
        today: NaiveDate,
        w: Wording,
    ) -> Option<Self> {
        let mut view = Self {
            by: None,
            differs: None,
            problem: None,
            is_here: true,
            without_card: procedure.identity_without_card.get(w.language()).to_owned(),
            by_post: procedure.by_post.is_some(),
        };
        match signing {
            SignatureState::NotNeeded => return None,
            SignatureState::NotHere => view.is_here = false,
            SignatureState::Needed { why } => {
                view.problem = why.as_ref().map(|why| unsigned(why, today, w));
            }
            SignatureState::Done(Signer { by, likeness }) => {
                view.by = Some(by.name.clone());
                let is_alike = likeness.name && likeness.birth_date && likeness.address;
                view.differs = (!is_alike).then(|| w.sign_differs(&by.name, &by.address));
            }
        }
        Some(view)
    }
}

/// Why there is no signature, and what helps.
fn unsigned(why: &Unsigned, today: NaiveDate, w: Wording) -> Phrase {
    let fault = match why {
        Unsigned::Stopped(card_app::Stopped::Cancelled) => return w.sign_cancelled(),
        Unsigned::Stopped(card_app::Stopped::Locked) => return w.sign_locked(),
        Unsigned::Unproved(Unproved::Another(person)) => return w.sign_another(&person.name),
        Unsigned::Unproved(Unproved::Fault(fault)) => fault,
    };
    match fault {
        SignatureFault::OtherContent => w.sign_changed(),
        SignatureFault::Expired(until) => {
            w.sign_expired(shown::day(until.with_timezone(&JST).date_naive(), today, w.language()))
        }
        SignatureFault::Revoked(_) => w.sign_revoked(),
        SignatureFault::NotForSigning | SignatureFault::NoPerson => w.sign_other_certificate(),
        SignatureFault::Malformed
        | SignatureFault::NotBeside
        | SignatureFault::NoCertificate
        | SignatureFault::OtherSignature
        | SignatureFault::Weak
        | SignatureFault::NotYetValid(_)
        | SignatureFault::UnknownDemand
        | SignatureFault::UnknownAuthority => w.sign_unproved(),
    }
}

/// The form has nothing but its token.
#[derive(Deserialize)]
struct Posted {}

async fn press(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
    _posted: Guarded<Posted>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    let (visitor, back) = (visit.visitor(), link::signed(&id));
    match counter.begin_signing(&visitor, &id, visit.language, &back).await {
        Ok(page) => Ok(see_other(&page)),
        Err(Error::Problems(_)) => Ok(see_other(&format!("{}?mend=1", link::check(&id)))),
        Err(Error::ProviderAway | Error::Busy) => Ok(away(&id)),
        Err(fault) => draft_gone(&counter, &visit, &id, fault).await,
    }
}

async fn back(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    match counter.end_signing(&visit.visitor(), &id, visit.language).await {
        Ok(()) => Ok(see_other(&format!("{}#signing", link::check(&id)))),
        Err(Error::ProviderAway | Error::Busy) => Ok(away(&id)),
        Err(fault) => draft_gone(&counter, &visit, &id, fault).await,
    }
}

/// The draft on paper; what is still wrong in it is said first.
async fn postal_request(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    match counter.postal_request(&visit.visitor(), &id, visit.language).await {
        Ok(pdf) => Ok(download::paper(pdf)),
        Err(Error::Problems(_)) => Ok(see_other(&format!("{}?mend=1", link::check(&id)))),
        Err(fault) => draft_gone(&counter, &visit, &id, fault).await,
    }
}

/// Nothing was lost: the page says so and has the button still.
fn away(id: &DraftId) -> HttpResponse {
    see_other(&format!("{}?app=away#signing", link::check(id)))
}
