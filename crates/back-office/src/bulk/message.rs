//! A message to each of many: it is filled in with what each case has, and what a case does not have
//! keeps its message from leaving.

use casework::Rows;
use kernel::Language;
use review_workflow::{Command, Refusal, State, TemplateRefusal};

use super::BulkCommand;
use crate::{BackOffice, Error};

impl BackOffice {
    /// The command for this case.
    pub(super) async fn order_for(
        &self,
        rows: &Rows,
        command: &BulkCommand,
    ) -> Result<Command, Error> {
        let text = if let BulkCommand::Message { text } = command {
            let published = self.casework.form_of(&rows.submission).await?;
            self.casework.filled_in(rows, &published, text, Language::Japanese)?
        } else if let BulkCommand::MessageFrom { template } = command {
            let published = self.casework.form_of(&rows.submission).await?;
            let offered = self.templates_at(rows, &published).await?;
            let found = offered.into_iter().find(|offered| offered.id == *template);
            found.ok_or_else(|| refused(TemplateRefusal::NoSuchTemplate))?.text
        } else {
            return Ok(command.command());
        };
        if rows.record.case.state == State::Withdrawn {
            return Err(refused(TemplateRefusal::HasWithdrawn));
        }
        Ok(Command::Message { text, files: Vec::new() })
    }
}

fn refused(rule: TemplateRefusal) -> Error {
    Refusal::from(rule).into()
}
