//! 廃棄の証明: who had what erased, by which rule, and where the log says so.

use chrono::{Duration, NaiveDate};
use kernel::{Instant, ReceiptNumber, StaffId};
use submission_store::{Digest, Reads, StoreError, erasures, retention, staff};

use crate::{Error, Retention};

/// Copies of the database are kept no longer than this: then the last copy of a key is gone.
const COPIES_KEPT: Duration = Duration::days(35);

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name, as colleagues know it.
    pub name: String,
    /// The address.
    pub email: String,
    /// When.
    pub at: Instant,
}

/// One erased case: what still tells that it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertifiedCase {
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// Procedure, version and years.
    pub rule: String,
    /// The first day on which it could be erased.
    pub due_on: NaiveDate,
    /// When it was.
    pub erased_at: Instant,
    /// The hash of the last entry of its log, which tells of the erasure.
    pub log_head: Digest,
}

/// The certificate of one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The list.
    pub list: i64,
    /// The first signature.
    pub proposed: Signature,
    /// The second one.
    pub approved: Option<Signature>,
    /// What was erased.
    pub cases: Vec<CertifiedCase>,
    /// How many on the list are not erased.
    pub remaining: usize,
    /// When the last copy of the database that still had a key is gone, if copies are kept for
    /// thirty-five days; nothing where nothing was erased.
    pub copies_gone_on: Option<NaiveDate>,
}

impl Retention {
    /// The certificate of a list, as it stands now.
    pub async fn certificate(&self, number: i64) -> Result<Certificate, Error> {
        let list = self.list_of(number).await?;
        let read = self.archive.store().read(move |tx| {
            let proposed = signature(tx, &list.proposed_by, list.proposed_at)?;
            let approved = match &list.approved {
                Some((by, at)) => Some(signature(tx, by, *at)?),
                None => None,
            };
            let remaining = retention::remaining(tx, number)?.len();
            Ok::<_, StoreError>((proposed, approved, remaining, erasures::list(tx, number)?))
        });
        let (proposed, approved, remaining, erased) = read.await?;
        let ended = erased.iter().map(|proven| proven.erasure.at).max();
        let case = |proven: erasures::Proven| CertifiedCase {
            receipt_number: proven.receipt_number,
            log_head: proven.log_head,
            rule: proven.erasure.rule,
            due_on: proven.erasure.due_on,
            erased_at: proven.erasure.at,
        };
        Ok(Certificate {
            list: number,
            proposed,
            approved,
            remaining,
            cases: erased.into_iter().map(case).collect(),
            copies_gone_on: ended.map(|at| at.plus(COPIES_KEPT).day()),
        })
    }
}

fn signature(tx: &mut impl Reads, by: &StaffId, at: Instant) -> Result<Signature, StoreError> {
    let person = staff::find(tx, by)?;
    let (name, email) = person.map(|person| (person.name, person.email)).unwrap_or_default();
    Ok(Signature { name, email, at })
}
