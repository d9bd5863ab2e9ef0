//! Writing to the office.

use actix_web::{HttpRequest, HttpResponse, web};
use counter::{Counter, Error};
use review_workflow::{MAX_TEXT, Refusal};
use serde::Deserialize;

use super::{holder::Holder, show};
use ::web::{
    guard::{Guarded, WebError, sentence},
    wording::Phrase,
};

#[derive(Deserialize)]
pub(super) struct Posted {
    #[serde(default)]
    message: String,
}

pub(super) async fn send(
    counter: web::Data<Counter>,
    request: HttpRequest,
    holder: Holder,
    posted: Guarded<Posted>,
) -> Result<HttpResponse, WebError> {
    let length = posted.message.trim().chars().count();
    if length == 0 || length > MAX_TEXT {
        let problem = holder.visit.words().message_wrong(MAX_TEXT);
        return unsent(&counter, &request, holder, posted.into_inner(), problem).await;
    }
    match counter.write_message(&holder.number, &holder.access, &posted.message).await {
        Ok(_acted) => Ok(show::after(&holder, "message")),
        Err(Error::Text { limit }) => {
            let problem = holder.visit.words().message_wrong(limit);
            unsent(&counter, &request, holder, posted.into_inner(), problem).await
        }
        Err(fault @ (Error::TooManyMessages { .. } | Error::Refused(Refusal::UnseenCharacter))) => {
            let words = sentence(&fault.into(), holder.visit.language);
            let problem = Phrase::new(words.advice);
            unsent(&counter, &request, holder, posted.into_inner(), problem).await
        }
        Err(Error::Refused(_) | Error::Conflict { .. }) => Ok(show::after(&holder, "changed")),
        Err(other) => Err(other.into()),
    }
}

/// The page again, with the message as it was typed.
async fn unsent(
    counter: &Counter,
    request: &HttpRequest,
    holder: Holder,
    posted: Posted,
    problem: Phrase,
) -> Result<HttpResponse, WebError> {
    show::with_unsent_message(counter, request, holder, posted.message, &problem).await
}
