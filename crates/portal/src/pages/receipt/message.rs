//! Writing to the office.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use service_desk::{Desk, DeskError};

use super::{holder::Holder, show};
use crate::guard::{Guarded, WebError};

#[derive(Deserialize)]
pub(super) struct Posted {
    #[serde(default)]
    message: String,
}

pub(super) async fn send(
    desk: web::Data<Desk>,
    request: HttpRequest,
    holder: Holder,
    posted: Guarded<Posted>,
) -> Result<HttpResponse, WebError> {
    match desk.write_message(&holder.number, &holder.access, &posted.message).await {
        Ok(()) => Ok(show::after(&holder, "message")),
        Err(DeskError::Text { limit }) => {
            let problem = holder.visit.words().message_wrong(limit);
            let text = posted.into_inner().message;
            show::with_unsent_message(&desk, &request, holder, text, &problem).await
        }
        Err(DeskError::Refused(_) | DeskError::Conflict { .. }) => {
            Ok(show::after(&holder, "changed"))
        }
        Err(other) => Err(other.into()),
    }
}
