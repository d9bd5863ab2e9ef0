//! `madoguchi letters`: letters that wait or were given up, and sending them once more.

use std::process::ExitCode;

use chores::{LetterStanding, LetterState};
use serde_json::json;

use crate::{cli::LettersCommand, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(
    settings: &Settings,
    command: LettersCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let archive = town_hall::open_archive(settings)?;
        match command {
            LettersCommand::List => {
                let mut letters = Vec::new();
                for state in [LetterState::Dead, LetterState::Waiting] {
                    let of_state = chores::letters(&archive, state).await;
                    letters.extend(of_state.map_err(Fault::found)?);
                }
                list(&letters, json)?;
            }
            LettersCommand::Retry { ids, dead } => {
                for id in &ids {
                    let known = id.parse().map_err(|_no_id| unknown(id))?;
                    chores::retry_letter(&archive, &known).await.map_err(|_fault| unknown(id))?;
                }
                let mut count = ids.len();
                if dead {
                    count += chores::retry_dead_letters(&archive).await.map_err(Fault::found)?;
                }
                output::say(format_args!("{count} letters go out again"));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn unknown(id: &str) -> Fault {
    Fault::found(format!("`{id}` is no letter that waits or was given up"))
}

fn list(letters: &[LetterStanding], as_json: bool) -> Result<(), Fault> {
    if as_json {
        let shown: Vec<_> = letters
            .iter()
            .map(|letter| {
                json!({
                    "id": letter.id,
                    "state": letter.state.word(),
                    "kind": letter.kind,
                    "submission": letter.submission,
                    "attempts": letter.attempts,
                    "created_at": letter.created_at,
                    "next_attempt_at": letter.next_attempt_at,
                    "last_error": letter.last_error,
                })
            })
            .collect();
        return output::json(&shown);
    }
    for letter in letters {
        let LetterStanding { id, kind, attempts, next_attempt_at, .. } = letter;
        let (state, error) = (letter.state.word(), letter.last_error.as_deref().unwrap_or("-"));
        output::data(format_args!("{id}\t{state}\t{kind}\t{attempts}\t{next_attempt_at}\t{error}"));
    }
    Ok(())
}
