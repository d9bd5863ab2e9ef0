//! One line of the table of routes: who is let in, what its address names, what keeps
//! forged requests out, and how often it may be asked.
//!
//! Words only; `table` holds requests to them. Listed by `madoguchi routes`.

use std::fmt;

use kernel::{Permission, Role};
use serde::Serialize;
use strum::IntoStaticStr;

use crate::{guard::Post, limits::Rate};

/// One address, one method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Route {
    /// `GET` (which answers `HEAD` too) or `POST`.
    pub method: &'static str,
    /// The address, with `{names}` for what varies.
    pub path: String,
    /// What holds for it.
    #[serde(flatten)]
    pub rule: Rule,
}

/// What holds before a handler is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Who is let in.
    pub access: Admission,
    /// What the address names. Another's looks as if it were not there.
    pub object: Object,
    /// What keeps forged requests out.
    pub csrf: Csrf,
    /// How often it may be asked.
    pub rate: Rate,
}

/// Who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Admission {
    /// Anybody.
    Anybody,
    /// The browser that began the object, by its cookie.
    Owner,
    /// The browser that filed it, or whoever gave number and code.
    Holder,
    /// Staff with a session who hold one of these roles.
    Staff {
        /// One is enough.
        roles: &'static [Role],
    },
    /// Programs with a token for one of these scopes, of staff who hold one of these roles.
    Program {
        /// One is enough.
        roles: &'static [Role],
        /// One is enough.
        scopes: &'static [&'static str],
    },
    /// Whoever runs the machine.
    Operator,
    /// The payment provider, by its signature.
    Provider,
}

/// What an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Object {
    /// Nothing that belongs to somebody.
    #[strum(serialize = "-")]
    Nothing,
    /// Unfinished answers.
    Draft,
    /// A file of unfinished answers.
    DraftFile,
    /// Several procedures that are filed together.
    Bundle,
    /// A submission, by its receipt number.
    Submission,
    /// A paper of the office about a submission.
    Notice,
    /// A file of the thread of a submission.
    ThreadFile,
    /// A submission as the office sees it.
    Case,
    /// A file of a case.
    CaseFile,
    /// A view of the queue that somebody keeps.
    View,
    /// What somebody has done with many cases.
    BulkJob,
    /// Messages to many that a second person looks at.
    Release,
    /// Papers that are posted together.
    Batch,
    /// What somebody searches for.
    Search,
    /// Somebody of the office.
    Person,
}

/// What keeps requests out that a page of another site made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Csrf {
    /// Nothing needs to: it changes nothing.
    #[strum(serialize = "-")]
    Reads,
    /// The token of our forms, and where the request was made.
    FormToken,
    /// Where the request was made; cookies mean nothing here.
    Origin,
    /// The sender's signature over the body.
    Signature,
}

/// The rule of an address that changes nothing.
#[derive(Debug, Clone, Copy)]
pub struct Reading(pub(crate) Rule);

/// The rule of an address that takes a form, a body or a file.
#[derive(Debug, Clone, Copy)]
pub struct Changing(pub(crate) Rule);

impl Admission {
    /// Staff at the screen who hold the post.
    pub const fn staff<P: Post>() -> Self {
        Self::Staff { roles: P::Allows::ROLES }
    }

    /// Programs whose token is for the post.
    pub const fn program<P: Post>() -> Self {
        Self::Program { roles: P::Allows::ROLES, scopes: P::SCOPES }
    }
}

impl Reading {
    /// For whom, of what, and how often.
    pub const fn new(access: Admission, object: Object, rate: Rate) -> Self {
        Self(Rule { access, object, csrf: Csrf::Reads, rate })
    }
}

impl Changing {
    /// A form of ours, with its token.
    pub const fn form(access: Admission, object: Object, rate: Rate) -> Self {
        Self(Rule { access, object, csrf: Csrf::FormToken, rate })
    }

    /// A body that a program sends.
    pub const fn body(access: Admission, object: Object, rate: Rate) -> Self {
        Self(Rule { access, object, csrf: Csrf::Origin, rate })
    }

    /// A body that its sender signed.
    pub const fn signed(rate: Rate) -> Self {
        let (access, object) = (Admission::Provider, Object::Nothing);
        Self(Rule { access, object, csrf: Csrf::Signature, rate })
    }
}

impl Object {
    /// The word in the table.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl Csrf {
    /// The word in the table.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anybody => f.write_str("anybody"),
            Self::Owner => f.write_str("owner"),
            Self::Holder => f.write_str("holder"),
            Self::Staff { roles } => write!(f, "staff({})", words(roles)),
            Self::Program { roles, .. } => write!(f, "program({})", words(roles)),
            Self::Operator => f.write_str("operator"),
            Self::Provider => f.write_str("provider"),
        }
    }
}

fn words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(",")
}
