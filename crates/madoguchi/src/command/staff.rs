//! `madoguchi staff`: people and their tokens.

use std::{io::BufRead as _, process::ExitCode};

use chrono::Duration;
use kernel::{IdSource as _, Role, SystemIds};
use portal::TOKEN_SCOPES;
use serde_json::json;
use service_desk::{Archive, NewStaff, Staff};

use crate::{cli::StaffCommand, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(
    settings: &Settings,
    command: StaffCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let archive = town_hall::open_archive(settings)?;
        match command {
            StaffCommand::Add { email, name, role, department, password_stdin } => {
                let made = if password_stdin { None } else { Some(random_password()) };
                let password = match &made {
                    Some(made) => made.clone(),
                    None => password_from_stdin()?,
                };
                let new = NewStaff { email, name, role, department, password: Some(password) };
                let id = archive.add_staff(new).await.map_err(Fault::found)?;
                output::data(id);
                if let Some(made) = made {
                    output::say(format_args!("password: {made}"));
                }
            }
            StaffCommand::Token { email, scope, expires } => {
                let life = parse_life(&expires)?;
                if let Some(unknown) = scope.iter().find(|s| !TOKEN_SCOPES.contains(&s.as_str())) {
                    let known = TOKEN_SCOPES.join(", ");
                    return Err(Fault::usage(format!("--scope: `{unknown}` is none of {known}")));
                }
                let token = archive.issue_token(&email, scope, life).await.map_err(Fault::found)?;
                output::data(token);
            }
            StaffCommand::List => list(&archive, json).await?,
            StaffCommand::Disable { email } => {
                archive.disable_staff(&email).await.map_err(Fault::found)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(archive: &Archive, as_json: bool) -> Result<(), Fault> {
    let people = archive.list_staff().await.map_err(Fault::found)?;
    if as_json {
        let shown: Vec<_> = people
            .iter()
            .map(|p| json!({ "id": p.id, "email": p.email, "name": p.name, "roles": roles(p) }))
            .collect();
        return output::json(&shown);
    }
    for person in &people {
        output::data(format_args!(
            "{}\t{}\t{}",
            person.email,
            person.name,
            roles(person).join(" ")
        ));
    }
    Ok(())
}

fn roles(person: &Staff) -> Vec<String> {
    let held = |(role, department): &(Role, Option<String>)| match department {
        Some(department) => format!("{role}@{department}"),
        None => role.to_string(),
    };
    person.roles.iter().map(held).collect()
}

/// A password that can be read aloud: twenty letters and digits in groups of five.
pub(crate) fn random_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
    let mut bytes = [0_u8; 20];
    SystemIds.fill(&mut bytes);
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).map_or('x', |l| char::from(*l));
    let letters: Vec<char> = bytes.iter().map(letter).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn password_from_stdin() -> Result<String, Fault> {
    const SHORTEST: usize = 12;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Fault::usage)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < SHORTEST {
        return Err(Fault::usage(format!("the password is shorter than {SHORTEST} characters")));
    }
    Ok(password)
}

/// `30d`, `12h` or `90m`.
fn parse_life(text: &str) -> Result<Duration, Fault> {
    let wrong = || Fault::usage(format!("--expires: `{text}` is not like 30d, 12h or 90m"));
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().ok().filter(|n| (1..=36_500).contains(n)).ok_or_else(wrong)?;
    match unit {
        "d" => Ok(Duration::days(number)),
        "h" => Ok(Duration::hours(number)),
        "m" => Ok(Duration::minutes(number)),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_a_number_and_a_unit() {
        assert_eq!(parse_life("30d").unwrap(), Duration::days(30));
        assert_eq!(parse_life("12h").unwrap(), Duration::hours(12));
        for wrong in ["", "d", "-1d", "30", "30y", "日"] {
            assert!(parse_life(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn made_passwords_differ() {
        assert_ne!(random_password(), random_password());
        assert_eq!(random_password().len(), 23);
    }
}
