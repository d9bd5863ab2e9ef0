//! Who looks at which address in which language: what the frame of every residents' page needs.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, cookie::Cookie, dev::Payload, web};
use counter::{City, Counter, Visitor};
use form_engine::Text;
use kernel::Language;

use crate::wording::Wording;
use ::web::{
    guard::{Browser, WebError},
    wording::{Callable, Phrase},
};

/// How many seconds a machine that others use too waits for its visitor.
pub(crate) const SILENCE: i64 = ::web::guard::SILENCE.num_seconds();

/// One request as the frame of a page sees it.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The municipality and how the counter is run.
    pub(crate) city: City,
    /// The language of this page.
    pub(crate) language: Language,
    /// The address of this page, with its query.
    pub(crate) address: String,
    /// The browser: its token against forged posts, its drafts.
    pub(crate) browser: Browser,
}

impl Visit {
    /// Whether others use this machine too, so that nothing may stay on it.
    pub(crate) const fn is_shared(&self) -> bool {
        self.browser.is_shared()
    }

    /// The cookie that remembers `language` for as long as anything may stay on this machine.
    pub(crate) fn remembers(&self, language: Language) -> Cookie<'static> {
        ::web::language::language_cookie(language, &self.city, !self.is_shared())
    }

    /// The words of this page.
    pub(crate) fn words(&self) -> Wording {
        Wording::new(self.language)
    }

    /// The name of the municipality.
    pub(crate) fn city_name(&self) -> &str {
        self.city.name.get(self.language)
    }

    /// Whether a word of the city is in another language than the page.
    fn is_foreign(&self, word: &Text) -> bool {
        self.language == Language::English && !word.is_in(self.language)
    }

    pub(crate) fn is_name_foreign(&self) -> bool {
        self.is_foreign(&self.city.name)
    }

    pub(crate) fn is_contact_foreign(&self) -> bool {
        self.is_foreign(&self.city.contact)
    }

    /// Whom to ask.
    pub(crate) fn contact_told(&self) -> &str {
        self.city.contact.get(self.language)
    }

    /// The same, with telephone numbers that can be tapped.
    pub(crate) fn contact(&self) -> Callable {
        Phrase::new(self.contact_told().to_owned()).callable()
    }

    /// The owner of this browser's drafts.
    pub(crate) fn visitor(&self) -> Visitor {
        self.browser.visitor()
    }
}

impl FromRequest for Visit {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<Visit, WebError> {
    let Some(counter) = request.app_data::<web::Data<Counter>>() else {
        return Err(WebError::internal("the portal has no desk"));
    };
    Ok(Visit {
        city: counter.city().clone(),
        language: ::web::language::language_of(request),
        address: request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned(),
        browser: Browser::of(request)?,
    })
}

#[cfg(test)]
impl Visit {
    /// Somebody who looks at `address` for the first time, in the demonstration.
    pub(crate) fn stranger(address: &str, language: Language) -> Self {
        use std::sync::Arc;

        use ::web::guard::{Guard, GuardSettings};

        let mut name = Text::japanese("仙台市");
        name.translate(Language::English, "Sendai");

        let city = City {
            id: "sendai".parse().unwrap(),
            name,
            public_url: "http://127.0.0.1:8080".into(),
            contact: Text::japanese("仙台市 総合案内 022-261-1111（平日 8時30分〜17時）"),
            mail_from: "madoguchi@example.jp".into(),
            demo: true,
        };
        let settings = GuardSettings::new(&city.public_url, [7; 32]);
        let guard =
            Guard::new(settings, Arc::new(kernel::SystemClock), Arc::new(kernel::SystemIds));
        let request =
            actix_web::test::TestRequest::get().app_data(web::Data::new(guard)).to_http_request();
        let browser = Browser::of(&request).unwrap();
        Self { city, language, address: address.to_owned(), browser }
    }
}
