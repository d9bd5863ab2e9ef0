//! `madoguchi signature`: what was signed, taken out and checked again.

use std::{fs, path::Path, process::ExitCode};

use card_signature::{RevocationLists, Signed, Standing};
use casework::{Error, lists_in};
use kernel::{Clock as _, Instant, ReceiptNumber, SystemClock};
use serde_json::json;

use crate::{
    cli::{SignatureCommand, VerifyArgs},
    fault::Fault,
    output,
    settings::Settings,
    signing::believed,
    town_hall,
};

pub(crate) fn run(
    settings: &Settings,
    command: SignatureCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    match command {
        SignatureCommand::Export { number, to } => export(settings, &number, &to),
        SignatureCommand::Verify(args) => verify(&args, json),
    }
}

fn export(settings: &Settings, number: &ReceiptNumber, to: &Path) -> Result<ExitCode, Fault> {
    let found = town_hall::block_on(async {
        let archive = town_hall::open_archive(settings)?;
        chores::signature_of(&archive, number).await.map_err(|fault| {
            if matches!(fault, Error::NotFound) {
                Fault::usage(format!("no case has the number {number}"))
            } else {
                Fault::found(fault)
            }
        })
    })?;
    let Some(signature) = found else {
        return Err(Fault::found(format!("{number} was filed without a signature")));
    };
    for (kind, bytes) in [("json", signature.content()), ("cms", signature.signature())] {
        let file = to.join(format!("{number}.{kind}"));
        let told = |fault| Fault::usage(format!("{}: {fault}", file.display()));
        fs::write(&file, bytes).map_err(told)?;
        output::data(file.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn verify(args: &VerifyArgs, json: bool) -> Result<ExitCode, Fault> {
    let read = |file: &Path| {
        fs::read(file).map_err(|fault| Fault::usage(format!("{}: {fault}", file.display())))
    };
    let lists = match &args.revoked {
        Some(folder) => lists_in(folder)
            .map_err(|fault| Fault::usage(format!("{}: {fault}", folder.display())))?,
        None => Vec::new(),
    };
    let authorities = believed(&args.authorities)?;
    let utc = |at: Instant| at.local().to_utc();
    let now = SystemClock.now();
    let proved = authorities.verify(
        &read(&args.signature)?,
        &read(&args.content)?,
        &RevocationLists::from_der(lists.iter().map(Vec::as_slice)),
        utc(args.arrived.unwrap_or(now)),
        utc(now),
    );
    match proved {
        Ok(signed) => tell(&signed, json),
        Err(fault) => Err(Fault::found(fault)),
    }
}

fn tell(signed: &Signed, json: bool) -> Result<ExitCode, Fault> {
    let standing = match signed.standing {
        Standing::Good => "good",
        Standing::Unknown => "unknown",
    };
    let by = &signed.by;
    let birth_date = by.birth_date.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
    if json {
        output::json(&json!({
            "name": by.name, "address": by.address, "birth_date": birth_date,
            "serial": signed.serial, "issuer": signed.issuer,
            "valid_until": signed.valid_until, "signed_at": signed.signed_at,
            "standing": standing,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let until = signed.valid_until.to_rfc3339();
    for (word, value) in [
        ("name", by.name.as_str()),
        ("address", by.address.as_str()),
        ("birth-date", birth_date.as_str()),
        ("serial", signed.serial.as_str()),
        ("issuer", signed.issuer.as_str()),
        ("valid-until", until.as_str()),
        ("standing", standing),
    ] {
        output::data(format_args!("{word}\t{value}"));
    }
    Ok(ExitCode::SUCCESS)
}
