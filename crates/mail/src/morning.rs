//! The letter of a morning: how many cases wait for a member of staff, with links to the lists.
//!
//! Counts alone: no name, no number of a case, nothing that a locked phone may not show.

use askama::Template;
use chrono::{Datelike as _, NaiveDate};
use strum::{EnumString, IntoStaticStr};

use crate::{LetterFault, Rendered, wording::weekday};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum MorningLine {
    /// The person's cases whose day has passed.
    MineLate,
    /// Theirs that are due today.
    MineToday,
    /// Theirs that a resident has answered.
    MineAnswered,
    /// Theirs that somebody sent back.
    MineSentBack,
    /// What waits for a decision of theirs.
    ToDecide,
    /// What somebody wants taken up again, as far as they decide it.
    ToTakeUp,
    /// 後閲: what was decided in their place while they were away.
    ToRead,
    /// Money that goes back once they agree.
    ToGiveBack,
    /// Decisions of others that were drawn for them to look at.
    ToSample,
    /// Messages to many that leave when they have looked at them.
    ToRelease,
    /// What other departments ask theirs.
    ToAnswer,
    /// Papers that are to be posted.
    ToPost,
    /// Letters that came back.
    CameBack,
    /// Cases of the departments that they lead whose day has passed.
    OursLate,
    /// Those that somebody has put back and nobody has taken since.
    OursPutBack,
    /// Those that nobody there could be given.
    OursNowhere,
    /// Cases of the departments that they head whose day passed five open days ago or earlier.
    OursLong,
    /// Drawn decisions of the departments that they lead whose day for being looked at has passed.
    OursUnsampled,
    /// The same of the departments that they head, five open days ago or earlier.
    OursLongUnsampled,
    /// 後閲 of the departments that they head, unread for five open days.
    OursUnread,
    /// What the departments that they lead were asked, and have not answered by its day.
    OursUnanswered,
    /// What they asked others, and was not answered by its day.
    OursUnheard,
    /// What stands out in the looks of those whom they head, and nobody has answered for.
    OursOddLooks,
    /// The same of the municipality, for auditors.
    OddLooks,
    /// Cases of the municipality that nobody could be given, for administrators.
    Nowhere,
    /// Letters to residents that were given up, for administrators.
    DeadLetters,
}

/// The letter.
#[derive(Debug, Clone)]
pub struct MorningLetter {
    /// The city's name.
    pub city: String,
    /// Where the office is: `https://…/office`.
    pub office: String,
    /// The day.
    pub day: NaiveDate,
    /// How many there are of each, and whether there are more than were counted.
    pub lines: Vec<(MorningLine, u64, bool)>,
    /// Whether this is a demonstration.
    pub sample: bool,
}

/// A line in words.
struct Line {
    name: &'static str,
    count: String,
    address: String,
}

#[derive(Template)]
#[template(path = "morning.txt")]
struct Text<'a> {
    letter: &'a MorningLetter,
    day: &'a str,
    lines: &'a [Line],
}

#[derive(Template)]
#[template(path = "morning.html")]
struct Html<'a> {
    letter: &'a MorningLetter,
    day: &'a str,
    lines: &'a [Line],
}

impl MorningLine {
    /// Every line, in the order of the letter.
    pub const ALL: [Self; 26] = [
        Self::MineLate,
        Self::MineToday,
        Self::MineAnswered,
        Self::MineSentBack,
        Self::ToDecide,
        Self::ToTakeUp,
        Self::ToRead,
        Self::ToGiveBack,
        Self::ToSample,
        Self::ToRelease,
        Self::ToAnswer,
        Self::ToPost,
        Self::CameBack,
        Self::OursLate,
        Self::OursPutBack,
        Self::OursNowhere,
        Self::OursLong,
        Self::OursUnsampled,
        Self::OursLongUnsampled,
        Self::OursUnread,
        Self::OursUnanswered,
        Self::OursUnheard,
        Self::OursOddLooks,
        Self::OddLooks,
        Self::Nowhere,
        Self::DeadLetters,
    ];

    /// The word in which it is stored.
    pub fn word(self) -> &'static str {
        self.into()
    }

    const fn name(self) -> &'static str {
        match self {
            Self::MineLate => "あなたの担当：期限超過",
            Self::MineToday => "あなたの担当：今日まで",
            Self::MineAnswered => "あなたの担当：補正の返事",
            Self::MineSentBack => "あなたの担当：差戻し",
            Self::ToDecide => "決裁待ち",
            Self::ToTakeUp => "見直しの申出",
            Self::ToRead => "後閲",
            Self::ToGiveBack => "返金の確認",
            Self::ToSample => "抜取確認",
            Self::ToRelease => "まとめて送る前の確認",
            Self::ToAnswer => "回ってきた合議",
            Self::ToPost => "発送待ち",
            Self::CameBack => "戻った郵便",
            Self::OursLate => "課：期限超過",
            Self::OursPutBack => "課：担当から戻されたもの",
            Self::OursNowhere => "課：受け取る人がいないもの",
            Self::OursLong => "課：期限から5開庁日を過ぎたもの",
            Self::OursUnsampled => "課：期限を過ぎた抜取確認",
            Self::OursLongUnsampled => "課：期限から5開庁日を過ぎた抜取確認",
            Self::OursUnread => "課：5開庁日を過ぎた後閲",
            Self::OursUnanswered => "課：期限を過ぎて答えていない合議",
            Self::OursUnheard => "課：期限を過ぎて返事のない合議",
            Self::OursOddLooks => "課：確かめてほしい見方",
            Self::OddLooks => "確かめてほしい見方（全体）",
            Self::Nowhere => "受け取る人がいない案件",
            Self::DeadLetters => "届けられなかったメール",
        }
    }

    /// Where the list is, below the office.
    const fn list(self) -> &'static str {
        match self {
            Self::MineLate => "/?view=mine&due=over",
            Self::MineToday => "/?view=mine&due=today",
            Self::MineAnswered => "/?view=mine&state=answered",
            Self::MineSentBack => "/?view=mine&state=sent-back",
            Self::ToDecide => "/?view=approval",
            Self::OursLate => "/?view=late",
            Self::OursPutBack => "/?view=unclaimed&state=put-back",
            Self::OursNowhere => "/?view=unclaimed",
            Self::OursLong => "/?view=late&due=long",
            Self::ToSample | Self::OursUnsampled | Self::OursLongUnsampled => "/approvals/sample",
            Self::ToTakeUp => "/approvals",
            Self::ToRead | Self::OursUnread => "/approvals/after",
            Self::ToGiveBack => "/tasks",
            Self::ToPost => "/dispatch",
            Self::CameBack => "/dispatch/returned",
            Self::ToRelease => "/releases",
            Self::ToAnswer | Self::OursUnanswered | Self::OursUnheard => "/consultations",
            Self::OursOddLooks | Self::OddLooks => "/audit",
            Self::Nowhere | Self::DeadLetters => "/staff",
        }
    }
}

impl MorningLetter {
    /// Writes the letter.
    pub fn render(&self) -> Result<Rendered, LetterFault> {
        let line = |(line, number, more): &(MorningLine, u64, bool)| Line {
            name: line.name(),
            count: format!("{number}件{}", if *more { "以上" } else { "" }),
            address: format!("{}{}", self.office, line.list()),
        };
        let lines: Vec<Line> = self.lines.iter().map(line).collect();
        let Self { day, city, .. } = self;
        let day = format!("{}月{}日（{}）", day.month(), day.day(), weekday(*day));
        let sample = if self.sample { "【見本】" } else { "" };
        Ok(Rendered {
            subject: format!("{sample}【{city}】窓口の仕事の件数（{day}）"),
            text: Text { letter: self, day: &day, lines: &lines }.render()?,
            html: Html { letter: self, day: &day, lines: &lines }.render()?,
        })
    }
}
