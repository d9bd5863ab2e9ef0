//! 郵送請求書: what was filled in, to be signed by hand and posted.

use kernel::{DraftId, Instant};
use serde_json::{Value, json};

use crate::press::{self, Template};
use crate::{Contact, Group, PaperError};

/// What is asked for by post.
#[derive(Debug, Clone)]
pub struct PostalRequest {
    /// The draft that it was printed from; goes into the PDF's metadata, not onto the page.
    pub draft: DraftId,
    /// The city's name, such as `仙台市`.
    pub city: String,
    /// The procedure's title in Japanese.
    pub procedure: String,
    /// When this paper is made.
    pub made_at: Instant,
    /// Whether this is a demonstration: 「見本」 is printed across each page.
    pub sample: bool,
    /// Where the letter goes, as it stands on an envelope.
    pub address: String,
    /// What lies in it beside this paper.
    pub enclose: Vec<String>,
    /// What it costs in all, in words; empty when it costs nothing.
    pub fee: String,
    /// The pages of the form with their answers.
    pub groups: Vec<Group>,
    /// Whom to ask.
    pub contact: Contact,
}

/// Sets the request.
pub fn postal_request_pdf(request: &PostalRequest) -> Result<Vec<u8>, PaperError> {
    press::print_of_draft(Template::PostalRequest, request, request.face())
}

impl PostalRequest {
    fn face(&self) -> Value {
        json!({
            "file": { "city": self.city, "procedure": self.procedure, "sample": self.sample },
            "address": self.address,
            "enclose": self.enclose,
            "fee": self.fee,
            "groups": self.groups.iter().map(|group| group.face(false)).collect::<Vec<_>>(),
            "contact": self.contact.face(),
        })
    }
}
