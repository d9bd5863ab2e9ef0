//! `madoguchi departments`: what grants are tied to.

use std::{fs, path::Path, process::ExitCode};

use back_office::{Department, Organisation, People, Ward};
use kernel::Language;
use publishing::{FormFile, ORGANISATION, read_organisation};
use serde_json::json;

use crate::{cli::DepartmentsCommand, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(
    settings: &Settings,
    command: DepartmentsCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    let people = town_hall::people(settings)?;
    town_hall::block_on(async {
        match command {
            DepartmentsCommand::List => {
                list(&people.organisation().await.map_err(Fault::found)?.departments, json)?;
            }
            DepartmentsCommand::Wards => {
                list_wards(&people.organisation().await.map_err(Fault::found)?.wards, json)?;
            }
            DepartmentsCommand::Import { file } => {
                let told = written(&file)?;
                let (departments, wards) = (told.departments.len(), told.wards.len());
                people.import_organisation(told).await.map_err(Fault::found)?;
                output::say(format_args!("{departments} departments, {wards} wards"));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Where nobody has said which departments there are, those of the definitions are.
pub(super) async fn know_departments(settings: &Settings, people: &People) -> Result<(), Fault> {
    if !people.organisation().await.map_err(Fault::found)?.departments.is_empty() {
        return Ok(());
    }
    let told = read(&town_hall::forms(settings)?)?;
    people.import_organisation(told).await.map_err(Fault::found)
}

fn written(file: &Path) -> Result<Organisation, Fault> {
    let told = |fault: std::io::Error| Fault::usage(format!("{}: {fault}", file.display()));
    let text = fs::read_to_string(file).map_err(told)?;
    read(&[FormFile { path: ORGANISATION.to_owned(), text }])
}

fn read(files: &[FormFile]) -> Result<Organisation, Fault> {
    Ok(read_organisation(files).map_err(Fault::found)?.unwrap_or_default())
}

fn list(departments: &[Department], as_json: bool) -> Result<(), Fault> {
    if as_json {
        let shown: Vec<_> = departments
            .iter()
            .map(|d| json!({ "id": d.id, "parent": d.parent, "name": d.name }))
            .collect();
        return output::json(&shown);
    }
    for department in departments {
        let parent = department.parent.as_ref().map_or("-", |parent| parent.as_str());
        let name = department.name(Language::Japanese);
        output::data(format_args!("{}\t{parent}\t{name}", department.id));
    }
    Ok(())
}

fn list_wards(wards: &[Ward], as_json: bool) -> Result<(), Fault> {
    if as_json {
        let shown: Vec<_> = wards.iter().map(|w| json!({ "id": w.id, "name": w.name })).collect();
        return output::json(&shown);
    }
    for ward in wards {
        output::data(format_args!("{}\t{}", ward.id, ward.name(Language::Japanese)));
    }
    Ok(())
}
