//! `/identity/{shape}/back`: from a provider of identities back to the page that somebody came
//! from, and what the pages of a draft say of who fills it in.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use counter::{Counter, Draft, Returned, Shape, Unverified, VerifiedApplicant};
use form_engine::{Applicant, Field, Form, Identity, Page, Sensitivity, Widget};
use kernel::DraftId;
use serde::Deserialize;

use crate::{link, rule::PUBLIC, visit::Visit, wording::Wording};
use ::web::{guard::WebError, page::see_other, table::Table, wording::Phrase};

use super::gone::draft_gone;

pub(super) fn routes(table: &mut Table) {
    table.get("/identity/{shape}/back", PUBLIC, back);
}

/// What a page says of who fills in its draft.
pub(super) struct IdentityView {
    /// What it is good for.
    pub(super) lead: Phrase,
    /// That they are verified.
    pub(super) done: Option<Phrase>,
    /// The address that was told, for comparison.
    pub(super) address: Option<Phrase>,
    /// Why the last try did not succeed, and what to do.
    pub(super) problem: Option<Phrase>,
    /// The providers to go to: word and name.
    pub(super) doors: Vec<(&'static str, Phrase)>,
    /// Where this is chosen, on pages that are not it.
    pub(super) page: Option<String>,
    /// How to do it otherwise, in the words of the department.
    pub(super) without_card: String,
}

impl IdentityView {
    /// On a page of a form: where it asks for what a provider tells, or for what it makes
    /// needless.
    pub(super) fn of_page(
        counter: &Counter,
        draft: &Draft,
        page: &Page,
        w: Wording,
    ) -> Option<Self> {
        is_helped(counter, draft, page).then(|| Self::of(counter, draft, w)).flatten()
    }

    /// On the check page, with the way to where it is chosen.
    pub(super) fn of_whole(counter: &Counter, draft: &Draft, w: Wording) -> Option<Self> {
        let form = &draft.published.form;
        let context = draft.context(counter.today());
        let visible = form.visible_pages(&draft.raw, &context);
        let page = visible.into_iter().rfind(|page| is_helped(counter, draft, page))?;
        let at = format!(
            "{}#{}",
            link::apply_again(&draft.id, &page.id, &[link::RETURN]),
            link::IDENTITY
        );
        Self::of(counter, draft, w).map(|view| Self { page: Some(at), ..view })
    }

    /// Nothing where no procedure asks who somebody is, or nobody could say so.
    fn of(counter: &Counter, draft: &Draft, w: Wording) -> Option<Self> {
        let form = &draft.published.form;
        let doors = doors(counter, form);
        if draft.verified.is_none() && doors.is_empty() {
            return None;
        }
        let told = |known: &VerifiedApplicant, fact: &str| known.facts.get(fact).cloned();
        let done = draft.verified.as_ref().map(|known| {
            match (told(known, "organisation"), told(known, "agent")) {
                (Some(organisation), Some(agent)) => w.identity_done_as_agent(organisation, agent),
                (Some(organisation), None) => w.identity_done_for(organisation),
                (None, _) => w.identity_done(told(known, "name").unwrap_or_default()),
            }
        });
        let address = draft.verified.as_ref().and_then(|known| told(known, "address"));
        let picture =
            form.pages().iter().flat_map(|page| &page.fields).any(|field| is_picture(field));
        let lead = match doors[..] {
            [Shape::Business] => w.identity_lead_of_business(),
            _ if picture => w.identity_lead(),
            _ => w.identity_lead_of_answers(),
        };
        Some(Self {
            lead,
            done,
            address: address.map(|address| w.identity_address(address)),
            problem: draft.unverified.map(|why| unverified(why, w)),
            doors: doors.into_iter().map(|shape| (shape.word(), door(shape, w))).collect(),
            page: None,
            without_card: form.procedure().identity_without_card.get(w.language()).to_owned(),
        })
    }

    /// As it is offered, with everything that it can say.
    #[cfg(test)]
    pub(super) fn offered(language: kernel::Language) -> Self {
        let w = Wording::new(language);
        Self {
            lead: w.identity_lead(),
            done: None,
            address: None,
            problem: Some(unverified(Unverified::Away, w)),
            doors: Shape::ALL.map(|shape| (shape.word(), door(shape, w))).to_vec(),
            page: None,
            without_card: "写真を付けます。".to_owned(),
        }
    }
}

/// The providers that somebody can go to. A person is known by their card where some branch of the
/// procedure asks who they are; a business by its account where a business may file, also where
/// nobody has to say who they are but it would have to write what its account tells.
fn doors(counter: &Counter, form: &Form) -> Vec<Shape> {
    let procedure = form.procedure();
    let asks = procedure.identity >= Identity::Verified;
    let opens = |shape: &Shape| match shape {
        Shape::Card => asks,
        Shape::Business => {
            let mut pages = form.pages().iter();
            procedure.applicants.contains(&Applicant::Corporate)
                && (asks || procedure.identity == Identity::Account && pages.any(is_of_business))
        }
    };
    counter.identity_shapes().into_iter().filter(opens).collect()
}

/// Whether a provider that somebody was at, or could go to, tells an answer of the page or makes a
/// picture needless.
fn is_helped(counter: &Counter, draft: &Draft, page: &Page) -> bool {
    let doors = doors(counter, &draft.published.form);
    if draft.verified.is_none() && doors == [Shape::Business] {
        return is_of_business(page);
    }
    has(page, &|field| is_picture(field) || is_told(field))
}

/// Whether the account of a business tells an answer of the page.
fn is_of_business(page: &Page) -> bool {
    let of_business = |mark: &str| mark.starts_with("applicant.");
    has(page, &|field| is_told(field) && field.prefill.as_deref().is_some_and(of_business))
}

fn is_told(field: &Field) -> bool {
    field.prefill.as_deref().is_some_and(VerifiedApplicant::tells)
}

/// Whether a question of the page, or of a group on it, is one of these.
fn has(page: &Page, these: &dyn Fn(&Field) -> bool) -> bool {
    fn any(fields: &[Arc<Field>], these: &dyn Fn(&Field) -> bool) -> bool {
        let in_group = |field: &Field| field.widget == Widget::Group && any(&field.children, these);
        fields.iter().any(|field| these(field) || in_group(field))
    }
    any(&page.fields, these)
}

/// The picture of a document that says who somebody is.
fn is_picture(field: &Field) -> bool {
    field.widget == Widget::Attachment && field.sensitive == Some(Sensitivity::Identity)
}

fn door(shape: Shape, w: Wording) -> Phrase {
    match shape {
        Shape::Card => w.identity_by_card(),
        Shape::Business => w.identity_by_business(),
    }
}

/// Why nobody is verified, and what helps.
fn unverified(why: Unverified, w: Wording) -> Phrase {
    match why {
        Unverified::Cancelled => w.identity_cancelled(),
        Unverified::TooLate => w.identity_too_late(),
        Unverified::Away => w.identity_away(),
        Unverified::Unbelieved => w.identity_unbelieved(),
        Unverified::Entry => w.identity_entry(),
        Unverified::DelegationOutOfTime => w.identity_delegation_out_of_time(),
        Unverified::DelegationElsewhere => w.identity_delegation_elsewhere(),
    }
}

/// A page of a draft, at what it says of who fills it in.
pub(super) fn identity_at(id: &DraftId, page: &str, returns: bool) -> String {
    let how: &[&str] = if returns { &[link::RETURN] } else { &[] };
    format!("{}#{}", link::apply_again(id, page, how), link::IDENTITY)
}

/// What the browser brings back; others add what they like.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Brought {
    state: String,
    code: String,
    error: String,
    iss: String,
}

async fn back(
    counter: web::Data<Counter>,
    visit: Visit,
    shape: web::Path<String>,
    brought: web::Query<Brought>,
) -> Result<HttpResponse, WebError> {
    let shape = Shape::of_word(&shape).ok_or(WebError::NotFound)?;
    let Brought { state, code, error, iss } = brought.into_inner();
    let draft = state.split('.').next().unwrap_or_default();
    let id: DraftId = draft.parse().map_err(|_no_draft| WebError::NoDraft)?;
    let returned = Returned { state, code, error, issuer: iss };
    match counter.end_identity(&visit.visitor(), shape, returned).await {
        Ok((id, Some(page))) => Ok(see_other(&identity_at(&id, &page, false))),
        Ok((id, None)) => Ok(see_other(&link::draft(&id))),
        Err(fault) => draft_gone(&counter, &visit, &id, fault).await,
    }
}
