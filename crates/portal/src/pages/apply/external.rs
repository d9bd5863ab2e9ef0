//! `/apply/{draft}/external/{question}`: back from a service outside.

use actix_web::{HttpResponse, web};
use counter::{Counter, Draft, Error, ExternalStep};
use external_service::Stopped;
use kernel::DraftId;
use serde::Deserialize;

use crate::{link, pages::gone::draft_gone, visit::Visit};
use ::web::{
    fields::{self, ToldStep, element_id},
    guard::{WebError, known},
    page::see_other,
};

/// How far the external steps of a draft are, as its pages show it.
pub(super) fn steps(counter: &Counter, draft: &Draft) -> Vec<(String, ToldStep)> {
    let shown = |step| match step {
        ExternalStep::NotHere => fields::ExternalStep::NotHere,
        ExternalStep::Open => fields::ExternalStep::Open,
        ExternalStep::Stopped(Stopped::Cancelled) => fields::ExternalStep::Cancelled,
        ExternalStep::Stopped(Stopped::Refused) => fields::ExternalStep::Refused,
        ExternalStep::Done => fields::ExternalStep::Done,
    };
    let steps = counter.external_steps(draft).into_iter();
    steps.map(|(at, step)| (at, ToldStep::External(shown(step)))).collect()
}

#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(rename = "return")]
    back: Option<String>,
}

pub(super) async fn back(
    counter: web::Data<Counter>,
    visit: Visit,
    path: web::Path<(String, String)>,
    query: web::Query<Query>,
) -> Result<HttpResponse, WebError> {
    let (draft, name) = path.into_inner();
    let id: DraftId = known(&draft)?;
    let (owner, at) = (visit.visitor(), format!("/{name}"));
    let ended = counter.end_external(&owner, &id, &at).await;
    let away = matches!(ended, Err(Error::ProviderAway | Error::Busy));
    let draft = match ended {
        Ok(()) | Err(Error::ProviderAway | Error::Busy) => counter.draft(&owner, &id).await,
        Err(fault) => Err(fault),
    };
    let draft = match draft {
        Ok(draft) => draft,
        Err(fault) => return draft_gone(&counter, &visit, &id, fault).await,
    };
    let page = draft.published.form.page_of(&at).ok_or(WebError::NotFound)?;
    let told = format!("away={}", link::percent_encoded(&at));
    let mut how = vec![if away { told.as_str() } else { "changed=1" }];
    how.extend(query.back.is_some().then_some(link::RETURN));
    Ok(see_other(&format!("{}#{}", link::apply_again(&id, &page.id, &how), element_id(&at))))
}
