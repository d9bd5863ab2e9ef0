//! `madoguchi staff`: people and their tokens.

use std::{io::BufRead as _, process::ExitCode};

use kernel::{IdSource as _, Role, SystemIds};
use portal::TOKEN_SCOPES;
use serde_json::json;
use service_desk::{Archive, NewStaff, Staff};

use crate::{cli::StaffCommand, fault::Fault, output, settings::Settings, span, town_hall};

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
                let life = span::parse("--expires", &expires)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_passwords_differ() {
        assert_ne!(random_password(), random_password());
        assert_eq!(random_password().len(), 23);
    }
}
