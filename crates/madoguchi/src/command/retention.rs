//! `madoguchi retention`: what is long over, who signs for it, and the proof.

use std::process::ExitCode;

use retention::{Certificate, DueCase, Error, Retention, Signature};
use serde_json::json;
use submission_store::Store;

use crate::{cli::RetentionCommand, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(
    settings: &Settings,
    command: RetentionCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    let archive = town_hall::open_archive(settings)?;
    let retention = Retention::new(&archive);
    town_hall::block_on(async {
        match command {
            RetentionCommand::List => list(&retention, json).await?,
            RetentionCommand::Propose { by } => {
                let (number, count) = retention.propose(&by).await.map_err(told)?;
                if json {
                    output::json(&json!({ "list": number, "cases": count }))?;
                } else {
                    output::data(number);
                    output::say(format_args!(
                        "list {number}: {count} cases; somebody else approves it"
                    ));
                }
            }
            RetentionCommand::Approve { list, by } => {
                let count = retention.approve(list, &by).await.map_err(told)?;
                if json {
                    output::json(&json!({ "list": list, "cases": count }))?;
                } else {
                    output::say(format_args!(
                        "list {list}: {count} cases; `madoguchi retention run` erases them"
                    ));
                }
            }
            RetentionCommand::Run { list } => {
                let all_gone = erase(&retention, list, json).await?;
                Store::fold_log(&town_hall::store_settings(settings)?).map_err(Fault::found)?;
                return Ok(if all_gone { ExitCode::SUCCESS } else { ExitCode::from(1) });
            }
            RetentionCommand::Certificate { list } => {
                certify(&retention.certificate(list).await.map_err(told)?, json)?;
            }
            RetentionCommand::Hold { case, reason, by } => {
                retention.hold(&case, &reason, &by).await.map_err(told)?;
            }
            RetentionCommand::Release { case, by } => {
                retention.release(&case, &by).await.map_err(told)?;
            }
            RetentionCommand::HandOver { case, to, reference, by } => {
                retention.hand_over(&case, &to, &reference, &by).await.map_err(told)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// What is due, then the lists that are not done.
async fn list(retention: &Retention, as_json: bool) -> Result<(), Fault> {
    let due = retention.due().await.map_err(told)?;
    let lists = retention.lists().await.map_err(told)?;
    if as_json {
        let cases: Vec<_> = due.iter().map(due_as_json).collect();
        let lists: Vec<_> = lists
            .iter()
            .map(|(list, remaining)| {
                json!({
                    "list": list.number,
                    "proposed_at": list.proposed_at,
                    "approved_at": list.approved.as_ref().map(|(_, at)| at),
                    "remaining": remaining,
                })
            })
            .collect();
        return output::json(&json!({ "due": cases, "lists": lists }));
    }
    for case in &due {
        let DueCase { receipt_number, due_on, rule, .. } = case;
        let obstacles: Vec<String> = case.obstacles.iter().map(ToString::to_string).collect();
        let way = if obstacles.is_empty() { "free".to_owned() } else { obstacles.join("; ") };
        output::data(format_args!("{receipt_number}\t{due_on}\t{rule}\t{way}"));
    }
    for (list, remaining) in &lists {
        let state = if list.approved.is_some() { "approved" } else { "proposed" };
        output::say(format_args!("list {}: {state}, {remaining} to be erased", list.number));
    }
    Ok(())
}

fn due_as_json(case: &DueCase) -> serde_json::Value {
    json!({
        "case": case.case,
        "receipt_number": case.receipt_number.to_string(),
        "procedure": case.place.procedure,
        "department": case.place.department,
        "moved_on": case.moved_on,
        "due_on": case.due_on,
        "rule": case.rule,
        "obstacles": case.obstacles.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// Whether everything that was approved is gone.
async fn erase(retention: &Retention, list: Option<i64>, as_json: bool) -> Result<bool, Fault> {
    let runs = retention.run(list).await.map_err(told)?;
    let mut shown = Vec::new();
    for run in &runs {
        for (case, obstacle) in &run.left {
            shown.push(json!({ "case": case, "obstacle": obstacle.to_string() }));
            if !as_json {
                output::data(format_args!("{}\t{case}\t{obstacle}", run.list));
            }
        }
        if !as_json {
            let (list, erased, left) = (run.list, run.erased, run.left.len());
            output::say(format_args!("list {list}: {erased} erased, {left} left"));
        }
    }
    if as_json {
        let erased: usize = runs.iter().map(|run| run.erased).sum();
        output::json(&json!({ "erased": erased, "left": shown }))?;
    }
    Ok(runs.iter().all(|run| run.left.is_empty()))
}

fn certify(certificate: &Certificate, as_json: bool) -> Result<(), Fault> {
    if as_json {
        let cases: Vec<_> = certificate
            .cases
            .iter()
            .map(|case| {
                json!({
                    "receipt_number": case.receipt_number.to_string(),
                    "rule": case.rule,
                    "due_on": case.due_on,
                    "erased_at": case.erased_at,
                    "log_head": case.log_head.hex(),
                })
            })
            .collect();
        return output::json(&json!({
            "list": certificate.list,
            "proposed": signature_as_json(&certificate.proposed),
            "approved": certificate.approved.as_ref().map(signature_as_json),
            "cases": cases,
            "remaining": certificate.remaining,
            "copies_gone_on": certificate.copies_gone_on,
        }));
    }
    output::data(format_args!("廃棄証明書　名簿 {}", certificate.list));
    output::data(format_args!("起案　{}", signed(&certificate.proposed)));
    match &certificate.approved {
        Some(approved) => output::data(format_args!("承認　{}", signed(approved))),
        None => output::data("承認　（まだ）"),
    }
    for case in &certificate.cases {
        let (number, rule, at) = (&case.receipt_number, &case.rule, case.erased_at);
        output::data(format_args!(
            "{number}\t{rule}\t{}\t{at}\t{}",
            case.due_on,
            case.log_head.hex()
        ));
    }
    let (erased, left) = (certificate.cases.len(), certificate.remaining);
    output::data(format_args!("消去 {erased}件　残り {left}件"));
    if let Some(day) = certificate.copies_gone_on {
        output::data(format_args!(
            "控え（バックアップ）を35日保存する場合、最後の鍵がなくなる日　{day}"
        ));
    }
    Ok(())
}

fn signed(signature: &Signature) -> String {
    format!("{}（{}）{}", signature.name, signature.email, signature.at)
}

fn signature_as_json(signature: &Signature) -> serde_json::Value {
    json!({ "name": signature.name, "email": signature.email, "at": signature.at })
}

/// What was asked for cannot be done as asked, or something refused.
fn told(fault: Error) -> Fault {
    match fault {
        Error::UnknownPerson { .. }
        | Error::UnknownList { .. }
        | Error::UnknownCase { .. }
        | Error::NotATarget { .. }
        | Error::Text { .. } => Fault::usage(fault),
        Error::Disabled { .. }
        | Error::NotTheirs { .. }
        | Error::SamePerson
        | Error::Approved { .. }
        | Error::NotApproved { .. }
        | Error::NothingDue
        | Error::Held
        | Error::NotHeld
        | Error::HandedOver { .. }
        | Error::Form(_)
        | Error::Store(_) => Fault::found(fault),
    }
}
