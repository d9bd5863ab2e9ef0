//! `madoguchi staff`: people, their grants and their tokens.

mod transfer;

use std::{io::BufRead as _, process::ExitCode};

use ::web::guard::TOKEN_SCOPES;
use back_office::{Added, NewStaff, People, PeopleFault, Person};
use kernel::{Among, Grant, IdSource as _, Rank, Role, SystemIds};
use serde_json::json;

use super::departments::know_departments;
use crate::{
    cli::{GrantArgs, StaffCommand, TokensCommand},
    fault::Fault,
    output,
    settings::Settings,
    span, town_hall,
};

pub(crate) fn run(
    settings: &Settings,
    command: StaffCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    let people = town_hall::people(settings)?;
    town_hall::block_on(async {
        match command {
            StaffCommand::Add { email, name, grant, until, password_stdin } => {
                know_departments(settings, &people).await?;
                let grant = Grant { until, ..grant.understood()? };
                add(&people, email, name, grant, password_stdin).await?;
            }
            StaffCommand::End { email, grant } => {
                people.end(&email, grant.understood()?).await.map_err(told)?;
            }
            StaffCommand::Password { email, password_stdin } => {
                let made = MadePassword::of(password_stdin)?;
                people.set_password(&email, made.password.clone()).await.map_err(told)?;
                made.tell();
            }
            StaffCommand::Invite { email } => {
                people.invite(&email).await.map_err(told)?;
                output::say("the server mails a link that is good once, for 72 hours");
            }
            StaffCommand::ResetFactor { email } => {
                people.reset_factor(&email).await.map_err(told)?;
            }
            StaffCommand::Token { email, scope, expires } => {
                let life = span::parse("--expires", &expires)?;
                if let Some(unknown) = scope.iter().find(|s| !TOKEN_SCOPES.contains(&s.as_str())) {
                    let known = TOKEN_SCOPES.join(", ");
                    return Err(Fault::usage(format!("--scope: `{unknown}` is none of {known}")));
                }
                output::data(people.issue_token(&email, scope, life).await.map_err(told)?);
            }
            StaffCommand::Tokens(TokensCommand::List { email }) => {
                list_tokens(&people, &email, json).await?;
            }
            StaffCommand::Tokens(TokensCommand::Revoke { email, id }) => {
                people.revoke_token(&email, &id).await.map_err(told)?;
            }
            StaffCommand::Transfer { file, dry_run } => {
                know_departments(settings, &people).await?;
                transfer::run(&people, &file, dry_run, json).await?;
            }
            StaffCommand::List => list(&people, json).await?,
            StaffCommand::Disable { email } => people.disable(&email).await.map_err(told)?,
            StaffCommand::Enable { email } => people.enable(&email).await.map_err(told)?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn add(
    people: &People,
    email: String,
    name: Option<String>,
    grant: Grant,
    password_stdin: bool,
) -> Result<(), Fault> {
    let made = MadePassword::of(password_stdin)?;
    let password = Some(made.password.clone());
    let new = NewStaff { email, name, grant, password };
    match people.add(new).await.map_err(told)? {
        Added::Person(id) => {
            output::data(id);
            made.tell();
        }
        Added::Grant(id) => {
            output::data(id);
            output::say("known already: a further grant, and nothing else was changed");
        }
    }
    Ok(())
}

impl GrantArgs {
    fn understood(self) -> Result<Grant, Fault> {
        let unreadable = PeopleFault::UnknownDepartment { id: self.department.clone() };
        let department = self.department.parse().map_err(|_no_id| told(unreadable))?;
        let rank = self.rank.unwrap_or(Rank::lowest_of(self.role));
        if (rank == Rank::Staff) == (self.role == Role::Approver) {
            let what = format!("--rank: a grant as {} has no rank {rank}", self.role);
            return Err(Fault::usage(what));
        }
        Ok(Grant {
            rank,
            wards: among(self.ward),
            procedures: among(self.procedure),
            rights: self.right.into_iter().collect(),
            ..Grant::new(self.role, department)
        })
    }
}

/// Nothing named is everything.
fn among<T: Ord>(named: Vec<T>) -> Among<T> {
    if named.is_empty() { Among::All } else { Among::These(named.into_iter().collect()) }
}

/// What was asked for cannot be done as asked, or something of ours is broken.
fn told(fault: PeopleFault) -> Fault {
    match fault {
        PeopleFault::Intent(fault) => Fault::found(fault),
        PeopleFault::UnknownPerson { .. }
        | PeopleFault::UnknownDepartment { .. }
        | PeopleFault::UnknownWard { .. }
        | PeopleFault::UnknownProcedure { .. }
        | PeopleFault::NameMissing
        | PeopleFault::AlreadyGranted
        | PeopleFault::NotGranted
        | PeopleFault::OverAlready
        | PeopleFault::Disabled
        | PeopleFault::Pretended
        | PeopleFault::Password(_)
        | PeopleFault::Oneself
        | PeopleFault::AlsoElsewhere
        | PeopleFault::NoFactor
        | PeopleFault::NoSession
        | PeopleFault::TooManyPasskeys
        | PeopleFault::KnownPasskey
        | PeopleFault::AlreadyKnown
        | PeopleFault::NotAnAddress
        | PeopleFault::AlreadyWaiting
        | PeopleFault::NotWaiting
        | PeopleFault::SamePerson
        | PeopleFault::UnknownToken { .. } => Fault::usage(fault),
    }
}

async fn list(people: &People, as_json: bool) -> Result<(), Fault> {
    let everybody = people.list().await.map_err(told)?;
    if as_json {
        let shown: Vec<_> = everybody
            .iter()
            .map(|person| {
                json!({
                    "id": person.id,
                    "email": person.email,
                    "name": person.name,
                    "grants": grants(person),
                    "disabled_at": person.disabled_at,
                })
            })
            .collect();
        return output::json(&shown);
    }
    for person in &everybody {
        let disabled = if person.disabled_at.is_some() { "\tdisabled" } else { "" };
        let grants = grants(person).join(" ");
        output::data(format_args!("{}\t{}\t{grants}{disabled}", person.email, person.name));
    }
    Ok(())
}

fn grants(person: &Person) -> Vec<String> {
    person.grants.iter().map(Grant::to_string).collect()
}

async fn list_tokens(people: &People, email: &str, as_json: bool) -> Result<(), Fault> {
    let tokens = people.tokens(email).await.map_err(told)?;
    if as_json {
        let shown: Vec<_> = tokens
            .iter()
            .map(|token| {
                json!({
                    "id": token.id,
                    "scopes": token.scopes,
                    "created_at": token.created_at,
                    "expires_at": token.expires_at,
                })
            })
            .collect();
        return output::json(&shown);
    }
    for token in &tokens {
        let scopes = token.scopes.join(" ");
        output::data(format_args!("{}\t{scopes}\tuntil {}", token.id, token.expires_at));
    }
    Ok(())
}

/// A password, and whether the person has to be told it.
struct MadePassword {
    password: String,
    is_ours: bool,
}

impl MadePassword {
    fn of(from_stdin: bool) -> Result<Self, Fault> {
        if from_stdin {
            Ok(Self { password: password_from_stdin()?, is_ours: false })
        } else {
            Ok(Self { password: random_password(), is_ours: true })
        }
    }

    fn tell(&self) {
        if self.is_ours {
            output::say(format_args!("password: {}", self.password));
        }
    }
}

/// A password that can be read aloud: twenty letters and digits in groups of five.
fn random_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
    let mut bytes = [0_u8; 20];
    SystemIds.fill(&mut bytes);
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).map_or('x', |l| char::from(*l));
    let letters: Vec<char> = bytes.iter().map(letter).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn password_from_stdin() -> Result<String, Fault> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Fault::usage)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
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
