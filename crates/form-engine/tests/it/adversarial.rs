//! The gate before a definition is published: whatever is sent, it is refused in words
//! that help, or it can be used without harm. Both quickly.
//!
//! The real figures come from `benches/adversarial.rs`; here is no optimisation, and the
//! limit of time leaves room for that and for other tests beside it.

use std::time::{Duration, Instant};

use form_engine::DefinitionFault;

use crate::hostile::{Case, End, cases};

/// Thirty times the 100 ms of the optimised program.
const LIMIT: Duration = Duration::from_secs(3);

#[test]
fn whatever_is_sent_is_refused_in_words_or_used_without_harm() {
    let cases = cases();
    assert!(cases.len() >= 150, "{}", cases.len());
    let mut wrong: Vec<String> = Vec::new();
    for case in &cases {
        let started = Instant::now();
        case.run();
        let took = started.elapsed();
        if took > LIMIT {
            wrong.push(format!("{} took {took:?}", case.name));
        }
        if let Err(what) = judge(case) {
            wrong.push(format!("{}: {what}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn judge(case: &Case) -> Result<(), String> {
    match (case.compile(), &case.end) {
        (Err(faults), End::Refused { pointer, words, place }) => {
            let fits = |fault: &&DefinitionFault| {
                fault.pointer.starts_with(pointer.as_str())
                    && (fault.pointer == *pointer || pointer.is_empty())
                    && fault.what.contains(words)
            };
            let Some(fault) = faults.iter().find(fits) else { return Err(told(&faults)) };
            is_helpful(fault, place.as_deref())
        }
        (Ok(form), End::Example(words)) => {
            let faults = form.run_examples();
            let told: Vec<&str> = faults.iter().map(|fault| fault.what.as_str()).collect();
            let found = told.iter().any(|what| what.contains(words));
            if found { Ok(()) } else { Err(format!("{words} is not among {told:?}")) }
        }
        (Ok(_), End::Used(_)) => Ok(()),
        (Ok(_), End::Refused { words, .. }) => Err(format!("it compiles, instead of: {words}")),
        (Err(faults), End::Example(_) | End::Used(_)) => Err(told(&faults)),
    }
}

/// A fault names file, line and column, and says what is wrong and how to mend it, in few words.
fn is_helpful(fault: &DefinitionFault, place: Option<&str>) -> Result<(), String> {
    let here = format!("{}:{}:{}", fault.file, fault.line, fault.column);
    let short = fault.what.len() < 1_000 && fault.mend.len() < 1_000 && fault.pointer.len() < 2_000;
    let plain = !fault.to_string().chars().any(char::is_control);
    let whole =
        !fault.file.is_empty() && fault.line > 0 && fault.column > 0 && !fault.mend.is_empty();
    if !(short && whole && plain) {
        return Err(format!("this does not help: {}", told(std::slice::from_ref(fault))));
    }
    match place {
        Some(place) if place != here => Err(format!("told at {here} instead of {place}")),
        Some(_) | None => Ok(()),
    }
}

fn told(faults: &[DefinitionFault]) -> String {
    let shown = |fault: &DefinitionFault| fault.to_string().chars().take(200).collect::<String>();
    faults.iter().take(4).map(shown).collect::<Vec<_>>().join(" | ")
}
