//! `madoguchi rotate-keys`: new keys while the servers run.

use std::process::ExitCode;

use serde_json::json;
use submission_store::{
    Store,
    rotation::{self, Finish, Progress},
};

use crate::{cli::RotateArgs, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(settings: &Settings, args: &RotateArgs, json: bool) -> Result<ExitCode, Fault> {
    if args.master {
        return master(settings, args, json);
    }
    town_hall::block_on(async {
        let archive = town_hall::open_archive(settings)?;
        let (store, now) = (archive.store(), archive.now());
        if args.finish {
            let finish = rotation::finish(store, now).await.map_err(Fault::found)?;
            return tell_finish(&finish, json);
        }
        let key = rotation::begin(store, now).await.map_err(Fault::found)?;
        // Where no server runs, this process does its work.
        while rotation::round(store, archive.owner(), now).await.map_err(Fault::found)? {}
        let left = store.read(|tx| rotation::progress(tx)).await.map_err(Fault::found)?;
        if json {
            let seals_from = key.seals_from;
            output::json(&json!({
                "key": key.number, "seals_from": seals_from, "left": progress_as_json(&left),
            }))?;
        } else {
            output::data(key.number);
            let from = key.seals_from.map(|from| format!(" from {from}")).unwrap_or_default();
            output::say(format_args!("key {} seals{from}; {}", key.number, in_words(&left)));
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn master(settings: &Settings, args: &RotateArgs, json: bool) -> Result<ExitCode, Fault> {
    let wanted = town_hall::store_settings(settings)?;
    let new = args.new_key_file.as_deref();
    let count = Store::rotate_master(&wanted, new).map_err(Fault::found)?;
    if json {
        output::json(&json!({ "keys": count }))?;
    } else {
        output::say(format_args!("{count} keys are wrapped by the new master key"));
        output::say(match new {
            Some(_) => "put the new file where master-key-file says, on every server",
            None => {
                "keep a copy of the new master.key apart from the data, and give it to every other server"
            }
        });
    }
    Ok(ExitCode::SUCCESS)
}

fn tell_finish(finish: &Finish, json: bool) -> Result<ExitCode, Fault> {
    let (word, ended, left) = match finish {
        Finish::Ended(numbers) => ("ended", numbers.clone(), None),
        Finish::Alone => ("nothing to end", Vec::new(), None),
        Finish::TooSoon(_) => ("too soon", Vec::new(), None),
        Finish::Named(left) => ("named", Vec::new(), Some(left)),
    };
    let not_before = if let Finish::TooSoon(at) = finish { Some(*at) } else { None };
    if json {
        output::json(&json!({
            "result": word, "ended": ended, "not_before": not_before,
            "left": left.map(progress_as_json),
        }))?;
    } else {
        match finish {
            Finish::Ended(numbers) => output::say(format_args!("ended: {numbers:?}")),
            Finish::Alone => output::say("there is one key, and it seals"),
            Finish::TooSoon(at) => output::say(format_args!("not before {at}")),
            Finish::Named(left) => output::say(in_words(left)),
        }
    }
    let is_done = matches!(finish, Finish::Ended(_) | Finish::Alone);
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn progress_as_json(left: &Progress) -> serde_json::Value {
    json!({
        "cases": left.cases, "files": left.files, "jobs": left.jobs, "drafts": left.drafts,
        "unkeyed": left.unkeyed,
    })
}

fn in_words(left: &Progress) -> String {
    let Progress { cases, files, jobs, drafts, unkeyed } = left;
    format!(
        "older keys still wrap {cases} cases and {files} unfiled files, and seal {jobs} jobs \
         with many cases, {drafts} drafts that end by themselves and {unkeyed} cases and files from before they had keys"
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::Cli;

    fn is_understood(flags: &[&str]) -> bool {
        Cli::try_parse_from([&["madoguchi", "rotate-keys"], flags].concat()).is_ok()
    }

    #[test]
    fn one_key_is_named_and_only_its_own_flags() {
        for flags in [&["--town"][..], &["--town", "--finish"], &["--master"]] {
            assert!(is_understood(flags), "{flags:?}");
        }
        assert!(is_understood(&["--master", "--new-key-file", "next.key"]));
        for flags in [&[][..], &["--finish"], &["--master", "--town"], &["--master", "--finish"]] {
            assert!(!is_understood(flags), "{flags:?}");
        }
        assert!(!is_understood(&["--town", "--new-key-file", "next.key"]));
    }
}
