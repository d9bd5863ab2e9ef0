//! Staff who have proved who they are: at the screen by session, as a system by token.
//!
//! A handler that takes `Signed<Clerk>` is never entered by anybody else. What a person may
//! do with one case, which depends on departments, the back office decides.

use std::{future::Future, marker::PhantomData, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{Method, header::AUTHORIZATION},
    web,
};
use back_office::{
    Act, Administer, Advise, BackOffice, Belong, Decide, Follow, Lead, Oversee, See, SeeSamples,
    SeeStaff, SendOut, Serve, Staff, Take, Work,
};
use kernel::Permission;

use super::{
    cookie::{self, Purpose},
    error::WebError,
    state::Guard,
};
use crate::link;

/// What a staff token can be issued for.
pub const TOKEN_SCOPES: [&str; 5] = ["cases", "cases:read", "cases:write", "submissions", "audit"];

/// A post in the office that lets somebody in.
pub trait Post: 'static {
    /// What the person must be allowed in some department.
    type Allows: Permission;
    /// A token has to be issued for one of these.
    const SCOPES: &'static [&'static str];
}

/// Whoever is of the office. No token is issued for it: it is about the person.
#[derive(Debug)]
pub enum Member {}

/// Whoever may look at cases.
#[derive(Debug)]
pub enum Reader {}

/// Whoever is told who looked at what: audits, or heads a department.
#[derive(Debug)]
pub enum Overseer {}

/// Who keeps the sentences of a department: who decides there.
#[derive(Debug)]
pub enum Keeper {}

/// Whoever moves cases: clerks and approvers.
#[derive(Debug)]
pub enum Worker {}

/// Who decides what others have proposed: approvers.
#[derive(Debug)]
pub enum Decider {}

/// Who sees which decisions of one person were drawn: approvers, and those who lead.
#[derive(Debug)]
pub enum Sampler {}

/// Who answers for a department that others ask.
#[derive(Debug)]
pub enum Adviser {}

/// Who takes cases: clerks.
#[derive(Debug)]
pub enum Clerk {}

/// Who posts papers.
#[derive(Debug)]
pub enum Poster {}

/// Whoever says that they are away, or arranges who acts for whom, by a program.
#[derive(Debug)]
pub enum Arranger {}

/// Who serves at a counter. No token is issued for it: somebody stands there.
#[derive(Debug)]
pub enum Receptionist {}

/// Who looks after papers that came back.
#[derive(Debug)]
pub enum Follower {}

/// Whoever gives a command about some case.
#[derive(Debug)]
pub enum Mover {}

/// Whoever may see who works here.
#[derive(Debug)]
pub enum Registrar {}

/// Whoever arranges who works here: administrators.
#[derive(Debug)]
pub enum Administrator {}

impl Post for Registrar {
    type Allows = SeeStaff;
    const SCOPES: &'static [&'static str] = &[];
}

impl Post for Administrator {
    type Allows = Administer;
    const SCOPES: &'static [&'static str] = &[];
}

impl Post for Member {
    type Allows = Belong;
    const SCOPES: &'static [&'static str] = &[];
}

impl Post for Reader {
    type Allows = See;
    const SCOPES: &'static [&'static str] = &["cases", "cases:read", "cases:write"];
}

impl Post for Overseer {
    type Allows = Oversee;
    const SCOPES: &'static [&'static str] = &["audit"];
}

impl Post for Keeper {
    type Allows = Lead;
    const SCOPES: &'static [&'static str] = &["cases", "cases:write"];
}

impl Post for Worker {
    type Allows = Work;
    const SCOPES: &'static [&'static str] = &["cases", "cases:write"];
}

impl Post for Poster {
    type Allows = SendOut;
    const SCOPES: &'static [&'static str] = &["cases", "cases:read", "cases:write"];
}

impl Post for Arranger {
    type Allows = Belong;
    const SCOPES: &'static [&'static str] = &["cases", "cases:write"];
}

impl Post for Receptionist {
    type Allows = Serve;
    const SCOPES: &'static [&'static str] = &[];
}

impl Post for Follower {
    type Allows = Follow;
    const SCOPES: &'static [&'static str] = &["cases", "cases:read", "cases:write"];
}

impl Post for Mover {
    type Allows = Act;
    const SCOPES: &'static [&'static str] = &["cases", "cases:write"];
}

impl Post for Adviser {
    type Allows = Advise;
    const SCOPES: &'static [&'static str] = &["cases", "cases:read", "cases:write"];
}

impl Post for Decider {
    type Allows = Decide;
    const SCOPES: &'static [&'static str] = &["cases", "cases:read", "cases:write"];
}

impl Post for Sampler {
    type Allows = SeeSamples;
    const SCOPES: &'static [&'static str] = &["cases", "cases:read", "cases:write"];
}

impl Post for Clerk {
    type Allows = Take;
    const SCOPES: &'static [&'static str] = &["cases", "cases:write"];
}

/// A signed-in member of staff who holds the post.
#[derive(Debug)]
pub struct Signed<P> {
    staff: Staff,
    post: PhantomData<P>,
}

/// The bearer of a staff token that was issued for the post.
#[derive(Debug)]
pub struct Bearer<P> {
    staff: Staff,
    post: PhantomData<P>,
}

impl<P> std::ops::Deref for Signed<P> {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.staff
    }
}

impl<P> std::ops::Deref for Bearer<P> {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.staff
    }
}

type Proof<T> = Pin<Box<dyn Future<Output = Result<T, WebError>>>>;

impl<P: Post> Signed<P> {
    /// Somebody who has just signed in, if they hold the post.
    pub fn holding(staff: Staff) -> Result<Self, WebError> {
        Ok(Self { staff: holding::<P>(staff)?, post: PhantomData })
    }
}

impl<P: Post> FromRequest for Signed<P> {
    type Error = WebError;
    type Future = Proof<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let staff = staff_of_session(&request).await?;
            let staff = staff.ok_or_else(|| WebError::SignIn { back: way_back(&request) })?;
            Self::holding(staff)
        })
    }
}

impl<P: Post> FromRequest for Bearer<P> {
    type Error = WebError;
    type Future = Proof<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let staff = bearer(&request).await?.ok_or(WebError::Credentials)?;
            let staff = holding::<P>(staff)?;
            if P::SCOPES.iter().any(|scope| staff.may(scope)) {
                Ok(Self { staff, post: PhantomData })
            } else {
                Err(WebError::Forbidden)
            }
        })
    }
}

fn holding<P: Post>(staff: Staff) -> Result<Staff, WebError> {
    if staff.authority.allows_somewhere::<P::Allows>() {
        Ok(staff)
    } else {
        Err(WebError::Forbidden)
    }
}

/// Whose session the request belongs to, if it is still open.
pub(crate) async fn staff_of_session(request: &HttpRequest) -> Result<Option<Staff>, WebError> {
    let guard = Guard::of(request)?;
    let Some(token) = cookie::read(request, guard.settings(), Purpose::Staff) else {
        return Ok(None);
    };
    Ok(back_office(request)?.staff_of_session(&token).await?)
}

/// Whose token the request carries: `Ok(None)` without one, an error for one that is not ours.
pub async fn bearer(request: &HttpRequest) -> Result<Option<Staff>, WebError> {
    let Some(token) = credentials(request, "Bearer")? else {
        return Ok(None);
    };
    let staff = back_office(request)?.staff_of_token(&token).await?;
    staff.map(Some).ok_or(WebError::Credentials)
}

/// What `Authorization` holds under `scheme`; another scheme is somebody else's business.
pub fn credentials(request: &HttpRequest, scheme: &str) -> Result<Option<String>, WebError> {
    let Some(header) = request.headers().get(AUTHORIZATION) else {
        return Ok(None);
    };
    let text = header.to_str().map_err(|_not_ascii| WebError::Credentials)?;
    let Some((given, secret)) = text.split_once(' ') else {
        return Err(WebError::Credentials);
    };
    let secret = secret.trim();
    let ours = given.eq_ignore_ascii_case(scheme) && !secret.is_empty();
    Ok(ours.then(|| secret.to_owned()))
}

pub(crate) fn back_office(request: &HttpRequest) -> Result<web::Data<BackOffice>, WebError> {
    let back_office = request.app_data::<web::Data<BackOffice>>().cloned();
    back_office.ok_or_else(|| WebError::internal("no back_office is set"))
}

/// Where somebody goes after signing in: the page they wanted, and after a post the case that
/// it was about, or the queue.
fn way_back(request: &HttpRequest) -> String {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return request.uri().path_and_query().map_or(link::OFFICE, |way| way.as_str()).to_owned();
    }
    let about = request.path().strip_prefix(link::CASES);
    let case = about.and_then(|rest| rest.split('/').next()).and_then(|id| id.parse().ok());
    case.map_or_else(|| link::OFFICE.to_owned(), |id| link::case(&id))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn who_signs_in_again_comes_back_to_the_case() {
        let case = "/office/cases/0193a5c8-7e1b-7c3d-9e4f-0123456789ab";
        let wanted = format!("{case}?from=view%3Dall");
        assert_eq!(way_back(&TestRequest::get().uri(&wanted).to_http_request()), wanted);
        for part in ["commands", "correction", "reveal", "code"] {
            let posted = TestRequest::post().uri(&format!("{case}/{part}")).to_http_request();
            assert_eq!(way_back(&posted), case, "{part}");
        }
        for elsewhere in ["/office/next", "/office/cases/x/commands"] {
            let posted = TestRequest::post().uri(elsewhere).to_http_request();
            assert_eq!(way_back(&posted), "/office/", "{elsewhere}");
        }
    }
}
