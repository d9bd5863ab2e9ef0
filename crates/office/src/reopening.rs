//! 見直し (更正・変更・取消し): what the page of a case offers once it is over.

use back_office::CaseView;
use chrono::NaiveDate;
use kernel::Language;
use review_workflow::{Closing, Command, CommandKind, Ground, Hearing};

use super::{
    history::moment,
    queue::Choice,
    typed::{Misread, Typed, sure},
};
use ::web::{guard::verdict_name, shown};

/// The forms about taking a case up again, and what they are about.
#[derive(Default)]
pub(super) struct ReopeningView {
    /// The grounds that can be chosen; none where the person proposes nothing.
    pub(super) grounds: Vec<Choice>,
    /// Whether one of them asks how the person concerned was heard.
    pub(super) hears: bool,
    pub(super) hearings: Vec<Choice>,
    /// What is wanted, in the words of the button that opens the form.
    pub(super) wish: &'static str,
    /// What waits for a second person.
    pub(super) wanted: Option<WantedView>,
    pub(super) can_agree: bool,
    pub(super) can_refuse: bool,
    /// What was decided before, the first one first.
    pub(super) before: Vec<String>,
}

/// What somebody wants.
pub(super) struct WantedView {
    pub(super) ground: &'static str,
    pub(super) reason: String,
    pub(super) who: String,
    pub(super) heard: Option<String>,
}

/// The ground as the office calls it.
pub(super) const fn ground_name(ground: Ground) -> &'static str {
    match ground {
        Ground::Clerical => "更正",
        Ground::Change => "変更",
        Ground::Revoke => "取消し",
        Ground::Resident => "取下げの取りやめ",
        Ground::Closed => "終えたことの取りやめ",
    }
}

/// Why a case was closed.
pub(super) fn closing_name(closing: &Closing) -> String {
    match closing {
        Closing::Duplicate { number, .. } => format!("重複（受付番号{number}で続ける）"),
        Closing::Spam => "いたずらなど".to_owned(),
    }
}

const fn ground_told(ground: Ground) -> &'static str {
    match ground {
        Ground::Clerical => "更正（通知書の書き誤りなどを直す）",
        Ground::Change => "変更（決定の内容を変える）",
        Ground::Revoke => "取消し（認めたことを取り消す）",
        Ground::Resident => "取下げの取りやめ（申請者の申し出）",
        Ground::Closed => "終えたことの取りやめ（重複やいたずらではなかった）",
    }
}

/// The ways of hearing whoever loses something: words and names.
const HEARINGS: [(&str, &str); 3] = [
    ("hearing", "聴聞を行った"),
    ("statement", "弁明の機会を与えた"),
    ("exempt", "行わない（根拠を書く）"),
];

/// What somebody wants: of a withdrawal and of a closing, that it be taken back.
fn wish(grounds: &[Ground]) -> &'static str {
    match grounds {
        [Ground::Resident] => "取下げの取りやめを申し出る",
        [Ground::Closed] => "終えたことの取りやめを申し出る",
        _ => "見直しを申し出る",
    }
}

impl ReopeningView {
    pub(super) fn of(view: &CaseView, typed: &Typed) -> Self {
        let may = |kind| view.available.contains(&kind);
        let (case, proposes) = (&view.case, may(CommandKind::ProposeReopening));
        let grounds: Vec<Ground> = case.grounds().filter(|_| proposes).collect();
        let kind = CommandKind::ProposeReopening.word();
        let only = grounds.first().filter(|_| grounds.len() == 1).map(|ground| ground.word());
        let chosen = Some(typed.of(kind, "ground")).filter(|typed| !typed.is_empty()).or(only);
        let choice = |ground: &Ground| Choice::new(ground.word(), ground_told(*ground), chosen);
        let way = Some(typed.of(kind, "way"));
        Self {
            hears: grounds.iter().any(|ground| ground.asks_for_hearing()),
            hearings: HEARINGS.map(|(word, name)| Choice::new(word, name, way)).into(),
            wish: wish(&grounds),
            grounds: grounds.iter().map(choice).collect(),
            wanted: WantedView::of(view),
            can_agree: may(CommandKind::Reopen),
            can_refuse: may(CommandKind::RejectReopening),
            before: before(view),
        }
    }

    pub(super) fn anything(&self) -> bool {
        !self.grounds.is_empty() || self.wanted.is_some() || !self.before.is_empty()
    }
}

impl WantedView {
    fn of(view: &CaseView) -> Option<Self> {
        let wanted = view.case.reopening.as_ref()?;
        let who = view.wanted_by.as_deref().unwrap_or("―");
        Some(Self {
            ground: ground_name(wanted.ground),
            reason: wanted.reason.clone(),
            who: format!("{who} {}", moment(wanted.at)),
            heard: wanted.hearing.as_ref().map(heard),
        })
    }
}

/// How the person concerned was heard.
pub(super) fn heard(hearing: &Hearing) -> String {
    let day = |day: &NaiveDate| shown::plain_day(*day, Language::Japanese);
    match hearing {
        Hearing::Hearing { told_on, held_on } => {
            format!("聴聞：{}に通知、{}に実施", day(told_on), day(held_on))
        }
        Hearing::Statement { told_on, held_on } => {
            format!("弁明の機会：{}に通知、期限は{}", day(told_on), day(held_on))
        }
        Hearing::Exempt { rule } => format!("聴聞・弁明は行わない（根拠：{rule}）"),
    }
}

fn before(view: &CaseView) -> Vec<String> {
    let line = |again: &review_workflow::Reopened| {
        let was = match &again.decision {
            Some(made) => format!("{}の{}", moment(made.at), verdict_name(made.verdict)),
            None => "前の完了・取下げ".to_owned(),
        };
        format!("{was}を、{}に{}のため見直し", moment(again.at), ground_name(again.ground))
    };
    view.case.reopened.iter().map(line).collect()
}

/// What somebody wants, as it was typed.
pub(super) fn read(typed: &Typed) -> Result<Command, Misread> {
    let ground = typed.value("ground").parse();
    let ground: Ground =
        ground.map_err(|_unread| Misread::mend("見直す理由の種類を選んでください。"))?;
    let hearing = if ground.asks_for_hearing() { hearing(typed)? } else { None };
    sure(typed)?;
    let reason = typed.value("reason").trim().to_owned();
    Ok(Command::ProposeReopening { ground, reason, hearing })
}

/// Nothing where nothing was chosen: the rule says what is missing.
fn hearing(typed: &Typed) -> Result<Option<Hearing>, Misread> {
    let day = |name: &str| {
        let day = typed.value(name).trim().parse::<NaiveDate>();
        day.map_err(|_unread| Misread::mend("聴聞・弁明の日を、日付で入れてください。"))
    };
    match typed.value("way") {
        "hearing" => {
            Ok(Some(Hearing::Hearing { told_on: day("told_on")?, held_on: day("held_on")? }))
        }
        "statement" => {
            Ok(Some(Hearing::Statement { told_on: day("told_on")?, held_on: day("held_on")? }))
        }
        "exempt" => Ok(Some(Hearing::Exempt { rule: typed.value("rule").trim().to_owned() })),
        _ => Ok(None),
    }
}

#[cfg(test)]
impl ReopeningView {
    /// Everything that can be shown at once.
    pub(super) fn sample() -> Self {
        let choice = |ground: Ground| Choice::new(ground.word(), ground_told(ground), None);
        Self {
            grounds: Ground::ALL.map(choice).into(),
            hears: true,
            hearings: HEARINGS.map(|(word, name)| Choice::new(word, name, None)).into(),
            wish: wish(&Ground::ALL),
            wanted: Some(WantedView {
                ground: ground_name(Ground::Revoke),
                reason: "<b>要件".into(),
                who: "佐藤 窓子 11月23日".into(),
                heard: Some(heard(&Hearing::Exempt { rule: "<i>13条".into() })),
            }),
            can_agree: true,
            can_refuse: true,
            before: vec!["11月20日の承認を、11月22日に更正のため見直し".into()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn what_is_wanted_is_read_and_confirmed() {
        let wanted = [("ground", "revoke"), ("reason", " 要件 "), ("way", "statement")];
        let dated = [&wanted[..], &[("told_on", "2026-11-02"), ("held_on", "2026-11-16")]].concat();
        let sure = [&dated[..], &[("sure", "yes")]].concat();
        let day = |day: &str| day.parse().unwrap();
        let hearing = Hearing::Statement { told_on: day("2026-11-02"), held_on: day("2026-11-16") };
        let expected = Command::ProposeReopening {
            ground: Ground::Revoke,
            reason: "要件".into(),
            hearing: Some(hearing),
        };
        assert_eq!(read(&typed(&sure)), Ok(expected));
        for unread in [&wanted[..], &dated[..], &[("ground", "whim"), ("sure", "yes")]] {
            assert!(matches!(read(&typed(unread)), Err(Misread::Mend(_))), "{unread:?}");
        }
    }

    #[test]
    fn only_a_revocation_says_how_somebody_was_heard() {
        let clerical =
            [("ground", "clerical"), ("reason", "宛名"), ("way", "hearing"), ("sure", "yes")];
        let reason = "宛名".to_owned();
        let expected =
            Command::ProposeReopening { ground: Ground::Clerical, reason, hearing: None };
        assert_eq!(read(&typed(&clerical)), Ok(expected));
    }
}
