//! The sessions of somebody, and ending them.

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, Error, SessionView};
use chrono::NaiveDate;
use kernel::Language;
use serde::Deserialize;

use crate::{browsers, link};
use ::web::{
    guard::{Guarded, Member, Signed, WebError},
    page::see_other,
    shown,
};

/// In the address after sessions were ended.
pub(super) const DONE: &str = "sessions";

/// All but the one that asks.
const OTHERS: &str = "others";

/// A session, as a line of a table.
pub(crate) struct SessionLine {
    /// What it is called in forms.
    pub(crate) name: String,
    /// `Chrome（Windows）`
    pub(crate) browser: String,
    pub(crate) began: String,
    pub(crate) last_used: String,
    pub(crate) is_this: bool,
}

/// Which session is to end.
#[derive(Debug, Deserialize)]
pub(crate) struct EndForm {
    session: String,
}

/// Ends one, or all others. One that is over already is over.
pub(crate) async fn end(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    form: Guarded<EndForm>,
) -> Result<HttpResponse, WebError> {
    if form.session == OTHERS {
        back_office.end_my_other_sessions(&staff).await?;
    } else {
        match back_office.end_my_session(&staff, &form.session).await {
            Ok(()) | Err(Error::NotFound) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(see_other(&format!("{}?done={DONE}", link::ME)))
}

impl SessionLine {
    pub(crate) fn of(session: SessionView, today: NaiveDate) -> Self {
        let moment = |at| shown::moment(at, today, Language::Japanese);
        Self {
            name: session.name,
            browser: browsers::name_of(&session.browser),
            began: moment(session.began),
            last_used: moment(session.last_used),
            is_this: session.is_this,
        }
    }
}
