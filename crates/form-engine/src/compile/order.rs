//! The order of conditions and computations: what is read is settled first.

use super::Node;
use crate::definition::Report;
use crate::expression::Read;
use crate::pipeline::Step;
use crate::pointer::lies_in;

/// Sorts the steps so that each comes after those it needs. Steps that need each
/// other in a circle are a fault: nobody could say what they mean.
pub(super) fn order(nodes: Vec<Node>, report: &mut Report) -> Vec<Step> {
    let needs: Vec<Vec<usize>> = nodes.iter().map(|node| needs(node, &nodes)).collect();
    let mut waiting: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let mut done = vec![false; waiting.len()];
    let mut steps = Vec::with_capacity(waiting.len());
    loop {
        let is_done = |place: &usize| done.get(*place).copied().unwrap_or(true);
        let ready = needs
            .iter()
            .zip(&waiting)
            .position(|(needs, node)| node.is_some() && needs.iter().all(is_done));
        let Some(next) = ready else { break };
        if let Some(flag) = done.get_mut(next) {
            *flag = true;
        }
        steps.extend(waiting.get_mut(next).and_then(Option::take).map(|node| node.step));
    }
    for node in waiting.into_iter().flatten() {
        report.fault(
            node.place,
            &node.pointer,
            "this condition or computation needs its own result",
            "let conditions and computed fields depend on each other in one direction only",
        );
    }
    steps
}

/// The positions of the steps that this one must wait for.
fn needs(node: &Node, all: &[Node]) -> Vec<usize> {
    let is_self = |other: &Node| other.pointer == node.pointer;
    let mut needs = Vec::new();
    for (place, other) in all.iter().enumerate() {
        if is_self(other) {
            if reads_itself(node) {
                needs.push(place);
            }
            continue;
        }
        let above = node.owns.iter().any(|own| {
            other.owns.iter().any(|upper| lies_in(own, upper) && (own != upper || is_page(other)))
        });
        // What lies below an object that this step stands in is settled per row anyway.
        let read = reads(node).any(|read| {
            other.owns.iter().any(|owned| {
                lies_in(&read.pointer, owned) || (read.deep && lies_in(owned, &read.pointer))
            })
        });
        let below_me = other
            .owns
            .iter()
            .all(|owned| node.owns.iter().any(|own| own != owned && lies_in(owned, own)));
        if above || (read && !below_me) {
            needs.push(place);
        }
    }
    needs
}

fn reads(node: &Node) -> impl Iterator<Item = &Read> {
    let programs = [&node.step.visible, &node.step.compute];
    programs.into_iter().flatten().flat_map(|program| &program.reads)
}

fn reads_itself(node: &Node) -> bool {
    reads(node).any(|read| node.owns.iter().any(|own| lies_in(&read.pointer, own)))
}

fn is_page(node: &Node) -> bool {
    matches!(node.step.target, crate::pipeline::Target::Page { .. })
}
