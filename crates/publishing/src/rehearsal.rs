//! Definitions on trial: what compiles, and whether its examples come out as they say.

use std::{collections::BTreeMap, fmt};

use form_engine::{DefinitionFault, ExampleFault, Form};
use kernel::Language;
use submission_store::organisation::Organisation;

use crate::{BrokenDefinition, Compiled, cores::on_every_core, phrases};

/// Compiled definitions whose examples came out as they say, and those that are not fit.
#[derive(Debug, Default)]
pub struct Rehearsal {
    pub(crate) sound: Vec<Form>,
    pub(crate) organisation: Organisation,
    /// Definitions that do not compile.
    pub broken: Vec<BrokenDefinition>,
    /// Definitions whose examples come out otherwise.
    pub failed: Vec<FailedExamples>,
}

/// A definition whose examples do not come out as they say.
#[derive(Debug)]
pub struct FailedExamples {
    /// Its file inside the folder.
    pub file: String,
    /// Each example's fault.
    pub faults: Vec<ExampleFault>,
}

impl Rehearsal {
    /// Runs the examples of every definition that compiles; what residents are told in them is
    /// told in `language`.
    pub fn of(compiled: Compiled, language: Language) -> Self {
        let files = compiled.files.clone();
        let mut rehearsal = Self::without_examples(compiled);
        let forms: Vec<&Form> = rehearsal.sound.iter().collect();
        let faults = on_every_core(&forms, |form: &Form| form.run_examples_in(language));
        let ids = forms.iter().map(|form| form.id().to_owned());
        let failed = ids.zip(faults).filter(|(_, faults)| !faults.is_empty());
        let failed: BTreeMap<String, Vec<ExampleFault>> = failed.collect();
        rehearsal.sound.retain(|form| !failed.contains_key(form.id()));
        let told = |(id, faults): (String, Vec<ExampleFault>)| FailedExamples {
            file: files.get(&id).cloned().unwrap_or(id),
            faults,
        };
        rehearsal.failed = failed.into_iter().map(told).collect();
        rehearsal
    }

    /// Takes every definition that compiles: for counters that are thrown away, such as a
    /// preview, where one looks at what is not finished.
    pub fn without_examples(compiled: Compiled) -> Self {
        let Compiled { forms, mut guides, files, organisation, mut broken } = compiled;
        let twice: Vec<String> =
            guides.keys().filter(|id| forms.contains_key(*id)).cloned().collect();
        for id in twice {
            guides.remove(&id);
            broken.push(named_twice(&id, files.get(&id)));
        }
        let sound = forms.into_values().chain(guides.into_values()).collect();
        Self { sound, organisation, broken, failed: Vec::new() }
    }

    /// Whether nothing was found wrong.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty() && self.failed.is_empty()
    }
}

/// Each fault on a line of its own, in the order of every other fault of a definition.
impl FailedExamples {
    /// Every fault on a line of its own.
    pub fn told(&self, language: Language) -> String {
        let lines = self.faults.iter().map(|fault| {
            let ExampleFault { example, line, column, pointer, what } = fault;
            let sentence = if example.is_empty() {
                phrases::sentence(what, "add an example", language)
            } else {
                let mend = "correct the example, or what the form asks and reckons";
                phrases::sentence(&format!("example \"{example}\": {what}"), mend, language)
            };
            format!("{}:{line}:{column}: {pointer}: {sentence}", self.file)
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// As the log has it.
impl fmt::Display for FailedExamples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Language::English))
    }
}

fn named_twice(id: &str, file: Option<&String>) -> BrokenDefinition {
    let file = file.cloned().unwrap_or_else(|| id.to_owned());
    let fault = DefinitionFault {
        file: file.clone(),
        line: 1,
        column: 1,
        pointer: String::new(),
        what: format!("a procedure and a guide are both called {id}"),
        mend: "give one of them another id".to_owned(),
    };
    BrokenDefinition { file, faults: vec![fault] }
}
