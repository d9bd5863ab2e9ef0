//! 職権で直す: what staff may mend moves no money, no duty and nobody's competence.
//!
//! Seen from what expressions read, also by way of computed answers: a slip that is mended leaves
//! the fee, the places taken, who decides, the ward and what is asked as they were.

use super::Compiled;
use crate::definition::{Named, Property, Report};
use crate::expression::{Program, Read};
use crate::pipeline::{Amount, Hop, Step, Target};
use crate::pointer::lies_in;

/// Notes every question that staff may mend and on which something rests.
pub(super) fn forbid_what_decides(
    properties: &[Property],
    compiled: &Compiled,
    report: &mut Report,
) {
    let mut editable = Vec::new();
    collect(properties, &mut editable);
    if editable.is_empty() {
        return;
    }
    let narrowed = narrowing(properties);
    for (property, named) in editable {
        let at = property.field.pointer.as_str();
        let moved = moved_by(at, &compiled.steps);
        let reads = |program: &Program| reads_any(program, &moved);
        let what = if compiled.prices.iter().any(|price| {
            [&price.unit, &price.quantity].into_iter().any(|amount| of(amount).is_some_and(reads))
                || price.when.as_ref().is_some_and(reads)
        }) || compiled.pay_by.as_ref().is_some_and(reads)
        {
            "the fee depends on this answer"
        } else if compiled.quota.as_ref().is_some_and(|quota| {
            [&quota.places, &quota.units].into_iter().any(|amount| of(amount).is_some_and(reads))
                || quota.slot.as_ref().is_some_and(reads)
                || quota.waiting.as_ref().is_some_and(|waiting| reads(&waiting.until))
        }) || compiled.once.as_ref().is_some_and(|once| reads(&once.key))
        {
            "a limit depends on this answer"
        } else if compiled.draw.as_ref().is_some_and(|draw| {
            draw.ranking.iter().chain(&draw.when).chain(&draw.group).any(reads)
                || of(&draw.places).is_some_and(reads)
        }) {
            "the draw depends on this answer"
        } else if compiled.ward.as_ref().is_some_and(reads) {
            "the ward depends on this answer"
        } else if compiled.levels.iter().any(|level| level.when.as_ref().is_some_and(reads)) {
            "who decides depends on this answer"
        } else if compiled.processing.iter().any(|row| row.when.as_ref().is_some_and(reads)) {
            "how long it takes depends on this answer"
        } else if compiled.steps.iter().any(|step| step.visible.as_ref().is_some_and(reads))
            || narrowed.contains(&at)
        {
            "what else is asked depends on this answer"
        } else {
            continue;
        };
        let mend = "take it out of \"x-staff-editable\"; the resident is asked to correct it";
        report.fault(named.place, &named.pointer, what, mend);
    }
}

fn collect<'p>(properties: &'p [Property], found: &mut Vec<(&'p Property, &'p Named)>) {
    for property in properties {
        found.extend(property.mended.as_ref().map(|named| (property, named)));
        collect(property.children(), found);
    }
}

/// The answers by which lists of choices are narrowed.
fn narrowing(properties: &[Property]) -> Vec<&str> {
    let own = properties.iter().filter_map(|property| property.narrowing.as_ref());
    let mut found: Vec<&str> = own.map(|narrowing| narrowing.from.text.as_str()).collect();
    found.extend(properties.iter().flat_map(|property| narrowing(property.children())));
    found
}

/// The answer itself, and everything that is computed from it.
fn moved_by(at: &str, steps: &[Step]) -> Vec<String> {
    let mut moved = vec![at.to_owned()];
    // The steps stand in the order in which they need each other.
    for step in steps {
        let Some(compute) = &step.compute else { continue };
        if reads_any(compute, &moved) {
            moved.extend(target(step));
        }
    }
    moved
}

fn target(step: &Step) -> Option<String> {
    let Target::Field { way, name } = &step.target else { return None };
    let above = way.iter().filter_map(|hop| match hop {
        Hop::Key(key) => Some(format!("/{key}")),
        Hop::Each => None,
    });
    Some(above.collect::<String>() + "/" + name)
}

fn reads_any(program: &Program, moved: &[String]) -> bool {
    let touches = |read: &Read| {
        moved
            .iter()
            .any(|at| lies_in(&read.pointer, at) || (read.deep && lies_in(at, &read.pointer)))
    };
    program.reads.iter().any(touches)
}

const fn of(amount: &Amount) -> Option<&Program> {
    match amount {
        Amount::Fixed(_) => None,
        Amount::Computed(program) => Some(program),
    }
}
