//! A running town for tests: the portal on a real port, a pretended payment provider, a
//! post office that keeps what it gets, a clock to turn, and people who act through the
//! public door.
//!
//! Nothing runs by itself here: letters leave and terms end when [`TestTown::run_jobs`] is
//! called; time ticks by milliseconds and passes only by [`TestTown::advance`]. Whatever a
//! scene leaves behind must be whole. No rule of a procedure is known.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test stops where something is wrong"
)]

mod audit;
mod browser;
mod catalogue;
mod chance;
mod clock;
mod described;
mod dump;
mod embedded;
mod house;
mod line;
mod post_office;
mod provider;
mod relay;
mod resident;
mod schema;
mod sign_in;
mod staff;
mod stripe;
mod town;

pub use audit::audit;
pub use browser::{Answer, Browser, escaped, without_challenges};
pub use catalogue::{every_form, usual_forms};
pub use clock::TownClock;
pub use dump::{dump, tamper};
pub use house::{CARD_APP_SECRET, MOST_UNFILED, TERMINALS};
pub use post_office::PostOffice;
pub use provider::Payment;
pub use relay::{Cut, Relay};
pub use resident::{HANAKO, Receipt, Resident};
pub use schema::{Schema, past_the_walls};
pub use sign_in::PASSWORD;
pub use staff::Colleague;
pub use stripe::StripeHouse;
pub use town::TestTown;

/// Makes two tests of each function that takes a [`TestTown`]: one on SQLite, one on
/// PostgreSQL. Each ends with the round through what it left: see [`TestTown::is_whole`].
/// After `paying by stripe:` a function takes the provider of such a town too; after
/// `signing with cards:` the town asks for signatures, after `going to the bank:` it has a bank.
#[macro_export]
macro_rules! on_both_engines {
    (paying by stripe: $($name:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[test]
                fn $name() {
                    $crate::TestTown::open_with_stripe(super::$name);
                }
            )+
        }

        mod postgres {
            $(
                #[test]
                fn $name() {
                    $crate::TestTown::on_postgres_with_stripe(super::$name);
                }
            )+
        }
    };
    (signing with cards: $($name:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[test]
                fn $name() {
                    super::$name(&$crate::TestTown::where_cards_sign());
                }
            )+
        }

        mod postgres {
            $(
                #[test]
                fn $name() {
                    $crate::TestTown::on_postgres_where_cards_sign(super::$name);
                }
            )+
        }
    };
    (others answering: $($name:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[test]
                fn $name() {
                    super::$name(&$crate::TestTown::where_others_answer());
                }
            )+
        }

        mod postgres {
            $(
                #[test]
                fn $name() {
                    $crate::TestTown::on_postgres_where_others_answer(super::$name);
                }
            )+
        }
    };
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[test]
                fn $name() {
                    super::$name(&$crate::TestTown::open());
                }
            )+
        }

        mod postgres {
            $(
                #[test]
                fn $name() {
                    $crate::TestTown::on_postgres(super::$name);
                }
            )+
        }
    };
}
