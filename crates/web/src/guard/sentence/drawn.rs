//! Why a case that is drawn cannot be decided yet, in sentences.

use review_workflow::LotRefusal;

pub(super) const fn japanese(rule: LotRefusal) -> &'static str {
    match rule {
        LotRefusal::BeforeDraw => {
            "抽選がまだなので、決定できません。「抽選」のページで順番が決まってから操作してください。"
        }
        LotRefusal::NotReached => {
            "補欠の案件なので、まだ認められません。前の順番の方の辞退などで繰り上がってから操作してください。"
        }
        LotRefusal::TakesNoPart => {
            "この案件は、抽選の順番を受けられません。今の状態を確かめてください。"
        }
    }
}

pub(super) const fn english(rule: LotRefusal) -> &'static str {
    match rule {
        LotRefusal::BeforeDraw => "Nothing is decided before it is drawn who comes first.",
        LotRefusal::NotReached => {
            "This is a substitute. It is approved once it has moved up to a place that was given up."
        }
        LotRefusal::TakesNoPart => "This case takes no part in the draw. Look where it stands.",
    }
}
