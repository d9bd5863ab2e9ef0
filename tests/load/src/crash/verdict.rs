//! Holds the server to the ledger: through its interface, and through its own check.
//!
//! Two independent witnesses: what a resident is shown, and what `fsck` finds.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::Plan;
use super::ledger::{Entry, Ledger};
use super::server::Server;
use crate::fault::Fault;
use crate::wire::{Connection, get, post};

/// Every promise that was broken, each in a sentence.
pub(crate) fn reach(
    ledger: &Ledger,
    mut server: Server,
    plan: &Plan,
) -> Result<Vec<String>, Fault> {
    let mut broken = ledger.broken().to_vec();
    let mut connection = Connection::open(server.address())?;
    for entry in ledger.entries() {
        broken.extend(ask_for(&mut connection, entry)?);
        broken.extend(send_again(&mut connection, entry)?);
    }
    server.kill()?;
    broken.extend(integrity(ledger, plan)?);
    Ok(broken)
}

/// The submission is there for whoever holds the code.
fn ask_for(connection: &mut Connection, entry: &Entry) -> Result<Option<String>, Fault> {
    let path = format!("/api/v1/submissions/{}", entry.receipt_number);
    let code = format!("Receipt {}", entry.access_code);
    let answer = connection.send(&get(&path, &[("authorization", &code)]))?;
    let found = answer.status == 200
        && answer.expect(200, &path)?.get("receipt_number").and_then(Value::as_str)
            == Some(entry.receipt_number.as_str());
    Ok((!found).then(|| {
        format!("{} was acknowledged and answers {}", entry.receipt_number, answer.status)
    }))
}

/// The same request still means the same submission, so it was recorded once.
fn send_again(connection: &mut Connection, entry: &Entry) -> Result<Option<String>, Fault> {
    let mut headers = vec![("idempotency-key", entry.key.as_str())];
    headers.extend(entry.cookie.as_deref().map(|cookie| ("cookie", cookie)));
    let request = post("/api/v1/submissions", &headers, "application/json", entry.body.as_bytes());
    let answer = connection.send(&request)?;
    if answer.status != 201 {
        return Ok(Some(format!(
            "{}: sent again, it answers {}",
            entry.receipt_number, answer.status
        )));
    }
    let again = answer.expect(201, "POST /api/v1/submissions")?;
    let same = again.get("receipt_number").and_then(Value::as_str)
        == Some(entry.receipt_number.as_str())
        && again.get("access_code").and_then(Value::as_str) == Some(entry.access_code.as_str())
        && again.get("digest").and_then(Value::as_str) == Some(entry.digest.as_str());
    Ok((!same).then(|| format!("{}: sent again, it became another", entry.receipt_number)))
}

/// The server's own check finds nothing, not even a file of nobody, and counts as many submissions as the ledger has.
fn integrity(ledger: &Ledger, plan: &Plan) -> Result<Vec<String>, Fault> {
    let output = Command::new(&plan.server)
        .args(["fsck", "--deep", "--json", "--data"])
        .arg(&plan.data)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    let report: Value = serde_json::from_slice(&output.stdout)
        .map_err(|_json| Fault::Answer("fsck printed no JSON"))?;
    let mut broken: Vec<String> = ["findings", "notes"]
        .into_iter()
        .filter_map(|list| report.get(list)?.as_array())
        .flatten()
        .map(|finding| format!("fsck: {finding}"))
        .collect();
    if broken.is_empty() && !output.status.success() {
        broken.push(format!("fsck ended with {} and named no finding", output.status));
    }
    let counted = report.get("submissions").and_then(Value::as_u64);
    let known = u64::try_from(ledger.entries().len()).ok();
    if counted != known {
        broken.push(format!("{known:?} submissions were acknowledged, and {counted:?} are kept"));
    }
    Ok(broken)
}
