//! What is the same on a file is said once for each revision.

use super::{Desk, clerk, compare, other_clerk, policy, request_correction, resubmit, staff_id};
use crate::{Actor, Command, LineRefusal, Shape};

#[test]
fn who_compared_stays_until_the_answers_are_others() {
    let mut desk = Desk::finds(policy(Shape::Standard), Vec::new());
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&other_clerk(), compare("/name")).unwrap();
    let said = desk.case.compared("/idCopy", "/name").unwrap();
    assert_eq!((&said.by, said.at), (&staff_id("goro"), desk.now));
    assert!(desk.case.compared("/bankbook", "/name").is_none());
    let again = desk.hears(&clerk(), compare("/name"));
    assert_eq!(again, Err(LineRefusal::NothingToCompare.into()));
    let both = Command::Compare {
        file: "/idCopy".to_owned(),
        fields: ["/name", "/kana", "/kana"].map(str::to_owned).into(),
    };
    desk.hears(&clerk(), both).unwrap();
    assert_eq!(desk.case.compared.len(), 2, "each once: {:?}", desk.case.compared);
    desk.hears(&clerk(), request_correction()).unwrap();
    desk.hears(&Actor::Resident, resubmit(2)).unwrap();
    assert_eq!(desk.case.compared, []);
    desk.hears(&clerk(), compare("/name")).unwrap();
}
