//! A long walk at random over what residents, clerks, approvers, the provider and the house can
//! do, several at once, in two municipalities on one database: whatever they do, nobody meets a
//! fault of the house, nobody meets what is another's, and what is left is whole.
//!
//! The walk is the same for the same seed, as far as who comes first in a crowd is not up
//! to the machine. `MADOGUCHI_WALK_SEED` and `MADOGUCHI_WALK_STEPS` walk elsewhere.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that stops says so best by stopping"
)]

mod board;
mod chance;
mod consulting;
mod content;
mod deed;
mod end;
mod house;
mod money;
mod office;
mod place;
mod resident;
mod truth;

use std::thread;

use chrono::Duration;
use testkit::{TestTown, on_both_engines};

use crate::{
    board::Filed,
    chance::Chance,
    deed::{Deed, act},
    place::Place,
};

on_both_engines!(whatever_people_do_at_once_both_towns_stay_whole);

/// Steps on each engine, the years afterwards not counted.
const STEPS: u64 = 1_200;
/// So many act at the same moment.
const CROWD: u64 = 4;
/// A walk shorter than this need not have met everything.
const LONG: u64 = 1_200;
/// How often it is looked for on purpose, and how many crowds meet in between.
const SEARCHES: usize = 20;
const CROWDS_BETWEEN: usize = 40;
/// Years that pass afterwards: longer than every case is kept.
const YEARS: u64 = 8;

/// The same again, where it takes them.
const MORE_YEARS: u64 = 20;
/// How often people meet in each of them.
const CROWDS_A_YEAR: u64 = 8;

fn whatever_people_do_at_once_both_towns_stay_whole(town: &TestTown) {
    let (seed, steps) = (chance::given("SEED", 20_261_122), chance::given("STEPS", STEPS));
    let told = Told { seed, steps };
    let mut chance = Chance::of(seed);
    let mut places = [Place::of(town), Place::of(town.neighbour())];
    works(&places, steps, &mut chance);
    for place in &places {
        house::come_to_rest(place);
        truth::holds(place);
    }
    grows_old(&mut places, steps, &mut chance);
    for place in &places {
        house::come_to_rest(place);
        end::was_signed_by_two(place);
        truth::holds(place);
    }
    drop(told);
}

/// Weeks in which everything happens. Who comes first is up to the machine: what nobody came by
/// is looked for on purpose, and while there is none, they work on.
fn works(places: &[Place<'_>; 2], steps: u64, chance: &mut Chance) {
    let board = &places[0].board;
    for _ in 0..steps.div_ceil(CROWD) {
        works_a_while(places, chance);
    }
    if steps < LONG {
        return;
    }
    for _ in 0..SEARCHES {
        for word in board.unseen(board::OF_DAYS) {
            places[0].office.seeks(&places[0], word, chance);
        }
        if board.unseen(board::OF_DAYS).is_empty() {
            break;
        }
        for _ in 0..CROWDS_BETWEEN {
            works_a_while(places, chance);
        }
    }
    board.has_seen(board::OF_DAYS);
}

fn works_a_while(places: &[Place<'_>; 2], chance: &mut Chance) {
    crowd(places, Deed::OF_DAYS, chance);
    let span = a_while(chance);
    for place in places {
        place.goes_on(span);
    }
}

/// Years in which the terms of what is over run out, some cases are held back, and most go.
fn grows_old(places: &mut [Place<'_>; 2], steps: u64, chance: &mut Chance) {
    for year in 0..YEARS + MORE_YEARS {
        // Who comes first is up to the machine: what has not come off yet is given more years.
        if year >= YEARS && (steps < LONG || places[0].board.unseen(board::OF_YEARS).is_empty()) {
            break;
        }
        for place in places.iter_mut() {
            place.goes_on(Duration::days(366));
            place.renew_office();
        }
        for _ in 0..CROWDS_A_YEAR {
            crowd(places, Deed::OF_YEARS, chance);
            for place in places.iter() {
                place.goes_on(Duration::minutes(20));
            }
        }
    }
    if steps >= LONG {
        places[0].board.has_seen(board::OF_YEARS);
    }
}

/// Some people, each with something to do, at the same moment: often with the same case.
fn crowd(places: &[Place<'_>; 2], deeds: &[(Deed, u64)], chance: &mut Chance) {
    let meeting = chance.draw();
    for place in places {
        place.begins_outage(chance);
    }
    let people: Vec<(Deed, usize, Chance, Chance)> = (0..CROWD)
        .map(|_| {
            let place = usize::from(chance.one_in(4));
            let about = if chance.one_in(2) { meeting } else { chance.draw() };
            (Deed::drawn(deeds, chance), place, Chance::of(about), Chance::of(chance.draw()))
        })
        .collect();
    thread::scope(|scope| {
        for (deed, at, mut about, mut chance) in people {
            let (here, there) = (&places[at], &places[1 - at]);
            scope.spawn(move || {
                let filed = match deed.wants() {
                    Some(what) => here.board.one_that_waits_for(what, &mut about),
                    None => here.board.one(&mut about),
                };
                act(here, there, deed, filed.as_ref(), &mut chance);
            });
        }
    });
    places.iter().for_each(Place::ends_outage);
}

/// Minutes as a rule, now and then a night: the examples of the forms stay valid for weeks,
/// not for years.
fn a_while(chance: &mut Chance) -> Duration {
    if chance.one_in(30) {
        Duration::hours(8 + chance.below_i64(20))
    } else {
        Duration::seconds(60 + chance.below_i64(1_200))
    }
}

/// Says how to walk the same way again, when the walk fails.
struct Told {
    seed: u64,
    steps: u64,
}

impl Drop for Told {
    #[expect(clippy::print_stderr, reason = "whoever repeats the walk reads it there")]
    fn drop(&mut self) {
        if thread::panicking() {
            let Self { seed, steps } = self;
            eprintln!("again: MADOGUCHI_WALK_SEED={seed} MADOGUCHI_WALK_STEPS={steps}");
        }
    }
}
