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
    /// The question without which it is good for nothing, while that is not asked.
    pub(super) with: Option<With>,
    /// How to do it otherwise, in the words of the department.
    pub(super) without_card: String,
}

/// The question that offers it.
pub(super) struct With {
    /// Its pointer, by which the page shows both.
    pub(super) pointer: String,
    /// Whether it is not asked now.
    pub(super) is_hidden: bool,
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
        let with = match help(counter, draft, page) {
            Help::Never => return None,
            Help::Always => None,
            Help::With(question) => Some(With {
                is_hidden: hidden(counter, draft).contains(&question.pointer),
                pointer: question.pointer.clone(),
            }),
        };
        Self::of(counter, draft, w).map(|view| Self { with, ..view })
    }

    /// On the check page, with the way to where it is chosen.
    pub(super) fn of_whole(counter: &Counter, draft: &Draft, w: Wording) -> Option<Self> {
        let form = &draft.published.form;
        let context = draft.context(counter.today());
        let hidden = hidden(counter, draft);
        let visible = form.visible_pages(&draft.raw, &context);
        let helped = |page: &&Page| match help(counter, draft, page) {
            Help::Never => false,
            Help::Always => true,
            Help::With(question) => !hidden.contains(&question.pointer),
        };
        let page = visible.into_iter().rfind(helped)?;
        let at = format!(
            "{}#{}",
            link::apply_again(&draft.id, &page.id, &[link::RETURN]),
            link::IDENTITY
        );
        Self::of(counter, draft, w).map(|view| Self { page: Some(at), ..view })
    }

    /// The same; where a signature is asked for below it, how to do without a card is said there.
    pub(super) fn beside_signing(mut self, is_signed: bool) -> Self {
        if is_signed {
            self.without_card.clear();
        }
        self
    }

    /// Nothing where no procedure asks who somebody is, or nobody could say so.
    fn of(counter: &Counter, draft: &Draft, w: Wording) -> Option<Self> {
        let form = &draft.published.form;
        let doors = doors(counter, form);
        if draft.verified.is_none() && doors.is_empty() {
            return None;
        }
        let told = |fact: &str| draft.verified.as_ref()?.facts.get(fact).cloned();
        let business = told("organisation");
        let done = draft.verified.as_ref().map(|_| match (business.clone(), told("agent")) {
            (Some(business), Some(agent)) => w.identity_done_as_agent(business, agent),
            (Some(business), None) => w.identity_done_for(business),
            (None, _) => w.identity_done(told("name").unwrap_or_default()),
        });
        let address = told("address").map(|address| match business {
            Some(_) => w.identity_address_of_business(address),
            None => w.identity_address(address),
        });
        let picture =
            form.pages().iter().flat_map(|page| &page.fields).any(|field| is_picture(field));
        let asks = asks(form);
        let lead = match (asks, picture) {
            (false, _) => w.identity_lead_of_business(),
            (true, true) => w.identity_lead(),
            (true, false) => w.identity_lead_of_answers(),
        };
        let without_card = asks.then(|| form.procedure().identity_without_card.get(w.language()));
        Some(Self {
            lead,
            done,
            address,
            problem: draft.unverified.map(|why| unverified(why, w)),
            doors: doors.into_iter().map(|shape| (shape.word(), door(shape, w))).collect(),
            page: None,
            with: None,
            without_card: without_card.unwrap_or_default().to_owned(),
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
            with: None,
            without_card: "写真を付けます。".to_owned(),
        }
    }
}

/// Whether some branch of the procedure asks who somebody is.
fn asks(form: &Form) -> bool {
    form.procedure().identity >= Identity::Verified
}

/// The providers that somebody can go to. A person is known by their card where some branch of the
/// procedure asks who they are; a business by its account where a business may file, also where
/// nobody has to say who they are but it would have to write what its account tells.
fn doors(counter: &Counter, form: &Form) -> Vec<Shape> {
    let procedure = form.procedure();
    let opens = |shape: &Shape| match shape {
        Shape::Card => asks(form),
        Shape::Business => {
            let mut pages = form.pages().iter();
            procedure.applicants.contains(&Applicant::Corporate)
                && (asks(form)
                    || procedure.identity == Identity::Account
                        && pages.any(|page| of_business(page).is_some()))
        }
    };
    counter.identity_shapes().into_iter().filter(opens).collect()
}

/// When a provider is good for something on a page: it tells an answer, or makes a picture needless.
enum Help<'a> {
    Never,
    Always,
    /// While this question is asked, which asks of a business alone.
    With(&'a Field),
}

/// When one is that somebody was at, or could go to.
fn help<'a>(counter: &Counter, draft: &Draft, page: &'a Page) -> Help<'a> {
    let form = &draft.published.form;
    if draft.verified.is_none() && !asks(form) && !doors(counter, form).is_empty() {
        return of_business(page).map_or(Help::Never, Help::With);
    }
    let helps = |field: &Arc<Field>| has(field, &|field| is_picture(field) || is_told(field));
    if page.fields.iter().any(helps) { Help::Always } else { Help::Never }
}

/// What is not asked of a draft as it stands.
fn hidden(counter: &Counter, draft: &Draft) -> Vec<String> {
    draft.published.form.hidden(&draft.raw, &draft.context(counter.today()))
}

/// The question of a page that the account of a business answers, or that has such a one in it.
fn of_business(page: &Page) -> Option<&Field> {
    let is_business = |mark: &str| mark.starts_with("applicant.");
    let told = |field: &Field| is_told(field) && field.prefill.as_deref().is_some_and(is_business);
    page.fields.iter().map(|field| &**field).find(|field| has(field, &told))
}

fn is_told(field: &Field) -> bool {
    field.prefill.as_deref().is_some_and(VerifiedApplicant::tells)
}

/// Whether a question, or one in its group, is one of these.
fn has(field: &Field, these: &dyn Fn(&Field) -> bool) -> bool {
    let mut inside = field.children.iter();
    these(field) || field.widget == Widget::Group && inside.any(|child| has(child, these))
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
