//! The sentence for each rule of the office's procedure that refuses a command.

use std::borrow::Cow;

use kernel::Language;
use review_workflow::{
    GroundPart, HeirRefusal, LineRefusal, PaperRefusal, Refusal, ReopeningRefusal, TemplateRefusal,
};

use super::{
    beside, consulted, dispatched, drawn, enclosed, granted,
    names::{rank_name, state_name, verdict_name},
    released,
};

/// What the person is told who wanted it.
pub(super) fn refusal_words(refusal: &Refusal, language: Language) -> Cow<'static, str> {
    match language {
        Language::Japanese | Language::EasyJapanese => japanese(refusal),
        Language::English => english(refusal),
    }
}

#[expect(clippy::too_many_lines, reason = "one for each rule")]
fn japanese(refusal: &Refusal) -> Cow<'static, str> {
    match refusal {
        Refusal::WrongState { state, .. } => {
            format!("案件は今「{}」のため、この操作はできません。", state_name(*state)).into()
        }
        Refusal::NotYours { .. } => "この操作をする役割がありません。".into(),
        Refusal::OtherDepartment => "ほかの部署の案件です。".into(),
        Refusal::OwnMatter => {
            "あなたが「自分の設定」に登録した、自分または家族に関わる案件です。見ることも扱うこともできません。ほかの人が担当します。"
                .into()
        }
        Refusal::ProtectionUnentrusted => "支援措置の権限がある役割でしかできません。".into(),
        Refusal::HeldByAnother { .. } => {
            "ほかの担当者が持っている案件です。引き継いでから操作してください。".into()
        }
        Refusal::Heir(rule) => japanese_heir(*rule).into(),
        Refusal::Label(rule) => beside::japanese_label(*rule).into(),
        Refusal::Link(rule) => beside::japanese_link(*rule).into(),
        Refusal::Closing(rule) => beside::japanese_closing(*rule).into(),
        Refusal::Lot(rule) => drawn::japanese(*rule).into(),
        Refusal::Reopening(rule) => japanese_reopening(*rule).into(),
        Refusal::Template(rule) => japanese_template(rule),
        Refusal::Release(rule) => released::japanese(*rule).into(),
        Refusal::Paper(rule) => japanese_paper(*rule).into(),
        Refusal::Dispatch(rule) => dispatched::japanese(*rule).into(),
        Refusal::Consultation(rule) => consulted::japanese(rule),
        Refusal::File(rule) => enclosed::japanese(*rule),
        Refusal::OwnFiling => {
            "自分で入力した申請は、自分では決裁できません。ほかの決裁者に頼んでください。".into()
        }
        Refusal::OwnPreparation => {
            "自分で審査・起案した案件や、前の段で確認して回した案件は、自分では決裁できません。ほかの決裁者に頼んでください。"
                .into()
        }
        Refusal::Line(rule) => japanese_line(*rule),
        Refusal::AgainstProposal { proposed } => format!(
            "起案は「{}」です。起案と違う決定をするときは、そのことを確かめてから操作してください。",
            verdict_name(*proposed)
        )
        .into(),
        Refusal::UnseenCharacter => {
            "目に見えない制御文字が入っています。消して、もう一度送ってください。".into()
        }
        Refusal::NotificationIsNotDecided => {
            "届出には承認や却下がありません。記録して完了にしてください。".into()
        }
        Refusal::BeforeClosing => "受付が終わるまで決定できません。".into(),
        Refusal::NothingToPay => "支払うものはありません。".into(),
        Refusal::FeeIsFixed => "この手続の手数料は、申請のときに決まっています。".into(),
        Refusal::FeeIsPaid => "手数料は支払い済みです。".into(),
        Refusal::FeeNotSettled => {
            "手数料がまだ決まっていません。手数料を知らせるか、手数料なしと記録してください。"
                .into()
        }
        Refusal::PaidTooLate { .. } => "期限の後の入金です。返金の手続をしてください。".into(),
        Refusal::NotYetDue { .. } => "まだ期限が来ていません。".into(),
        Refusal::AlreadyReminded => "すでに催促しています。".into(),
        Refusal::RevisionOutOfOrder { .. } => {
            "ほかの補正が先に届きました。今の内容を確かめてください。".into()
        }
        Refusal::FieldNotEditable { at } => not_editable(at),
        Refusal::NothingChanged => "直したところがありません。直してから、もう一度確かめてください。".into(),
        Refusal::ReasonMissing => "理由を書いてください。".into(),
        Refusal::GroundMissing { part } => granted::ground_missing(*part),
        Refusal::Terms(rule) => granted::japanese(*rule),
        Refusal::IdentityMissing => "本人を確かめた方法を書いてください。".into(),
        Refusal::TextMissing => "本文を書いてください。".into(),
        Refusal::TextTooLong { limit } => format!("{limit}文字以内で書いてください。").into(),
        Refusal::RemarksMissing => {
            "補正を求める項目を選び、それぞれに説明を書いてください。".into()
        }
        Refusal::TooManyRemarks { limit } => too_many_remarks(*limit),
        Refusal::TooManySentences { limit } => too_many_sentences(*limit),
        Refusal::TooManyCases { limit } => too_many_cases(*limit),
        Refusal::DayNotAhead => "期限は、明日以降の日にしてください。期限を延ばすときは、今の期限より後の日にしてください。".into(),
        Refusal::DayTooFar => "期限が1年より先になっています。年を確かめて、1年以内の日にしてください。".into(),
    }
}

fn too_many_remarks(limit: usize) -> Cow<'static, str> {
    format!("一度に補正を求められるのは{limit}項目までです。").into()
}

fn too_many_cases(limit: usize) -> Cow<'static, str> {
    format!(
        "一度にまとめて処理できるのは{limit}件までです。条件をしぼって、分けて処理してください。"
    )
    .into()
}

fn too_many_sentences(limit: i64) -> Cow<'static, str> {
    format!("1つの部署に置ける文は{limit}個までです。使わない文を消してください。").into()
}

fn not_editable(at: &str) -> Cow<'static, str> {
    format!("「{at}」は、職員が直せる項目ではありません。申請者に補正を依頼してください。").into()
}

fn japanese_heir(rule: HeirRefusal) -> &'static str {
    match rule {
        HeirRefusal::NoSuchColleague => {
            "その人には、この部署の案件を引き継げません。人を選び直してください。"
        }
        HeirRefusal::TargetAbsent => {
            "その人は不在です。ほかの人を選ぶか、不在でも引き継ぐことを確かめてください。"
        }
        HeirRefusal::ColleagueKeepsAway => {
            "その人は、本人または家族に関わるため、この案件を扱えません。人を選び直してください。"
        }
        HeirRefusal::SameDesk => "案件はもうその課にあります。ほかの課を選んでください。",
        HeirRefusal::DeskHasNobody => {
            "その課には、この手続を扱う人がいません。ほかの課を選んでください。"
        }
    }
}

fn japanese_reopening(rule: ReopeningRefusal) -> &'static str {
    match rule {
        ReopeningRefusal::GroundUnfit => {
            "この案件の終わり方に合わない理由です。更正・変更・取消し・取下げの取りやめを選び直してください。"
        }
        ReopeningRefusal::HearingMissing => {
            "聴聞か弁明の機会を、通知した日と行った日（今日まで。通知が先）で入れてください。行わないときは、根拠の規定を書いてください。"
        }
        ReopeningRefusal::SamePerson => {
            "見直しを申し出た人は、自分では認められません。ほかの決裁者に頼んでください。"
        }
        ReopeningRefusal::ReopeningOpen => {
            "見直しの申出が、確認を待っています。決裁者が答えてから操作してください。"
        }
        ReopeningRefusal::NotWanted => "見直しの申出は、もうありません。",
        ReopeningRefusal::TooLate => {
            "取下げから14日を過ぎたので、取りやめられません。改めて申請してもらってください。"
        }
        ReopeningRefusal::FeeGone => {
            "手数料が支払われていないか返されているので、取下げを取りやめられません。改めて申請してもらってください。"
        }
        ReopeningRefusal::PlaceGone => {
            "空けた枠がほかの申請で埋まっているか、同じ人が改めて申請しています。今のままでは見直せません。"
        }
        ReopeningRefusal::Erasing => {
            "廃棄の一覧に載っている案件なので、見直せません。廃棄の担当者に相談してください。"
        }
    }
}

fn japanese_template(rule: &TemplateRefusal) -> Cow<'static, str> {
    match rule {
        TemplateRefusal::UnknownPlaceholder { word } => format!(
            "「{word}」は、かっこに入れて使える言葉ではありません。使える言葉の一覧から選ぶか、かっこを消してください。"
        )
        .into(),
        TemplateRefusal::PlaceholderLeft { word } => format!(
            "「{{{word}}}」が、この案件の内容に置きかわっていません。書き直すか、消してから送ってください。"
        )
        .into(),
        TemplateRefusal::NameWrong { limit } => {
            format!("ひな形の名前を、1文字から{limit}文字で入れてください。").into()
        }
        TemplateRefusal::NoSuchTemplate => {
            "このひな形は、この案件の部署と手続では使えません。".into()
        }
        TemplateRefusal::HasWithdrawn => {
            "取り下げた人には、まとめて送りません。必要なときは、案件を開いて1件ずつ送ってください。"
                .into()
        }
        TemplateRefusal::NameTaken => {
            "同じ名前のひな形が、この部署と手続にもうあります。別の名前にしてください。".into()
        }
        TemplateRefusal::TooManyTemplates { limit } => {
            format!("1つの部署に置けるひな形は{limit}個までです。使わないひな形を消してください。")
                .into()
        }
    }
}

fn japanese_paper(rule: PaperRefusal) -> &'static str {
    match rule {
        PaperRefusal::NoSuchPaper => {
            "この案件に、その番号の通知書はありません。通知書を選び直してください。"
        }
        PaperRefusal::AlreadyVoid => "その文書番号は、もう欠番になっています。",
        PaperRefusal::InstructionUnconfirmed => {
            "通知書に載せる教示が、まだ確認されていないか、確認から1年が過ぎています。文書・法制の担当に、「教示の表」での確認を頼んでください。確認が済むと、そのまま続けられます。"
        }
    }
}

fn japanese_line(rule: LineRefusal) -> Cow<'static, str> {
    match rule {
        LineRefusal::RankTooLow { needed } => {
            format!("この決定は{}以上の人がします。", rank_name(needed)).into()
        }
        LineRefusal::StepsOpen { next } => {
            format!("先に{}の確認が要ります。「確認して回す」を待ってください。", rank_name(next))
                .into()
        }
        LineRefusal::StepHasActed => {
            "もう確認が進んでいるので引き戻せません。差し戻してもらってください。".into()
        }
        LineRefusal::NothingToRaise => {
            "飛ばす段はもうありません。「決定する」で決裁してください。".into()
        }
        LineRefusal::NotProposer => "引き戻せるのは起案した人だけです。".into(),
        LineRefusal::StepHasNobody { rank } => format!(
            "この案件を決裁できる{}がいないので、起案できません。管理者に知らせてください。",
            rank_name(rank)
        )
        .into(),
        LineRefusal::NotAbsent => {
            "決裁者は、今は不在になっていません。代決できるのは、不在のあいだだけです。".into()
        }
        LineRefusal::NotDeputy => "この席の代決者ではありません。".into(),
        LineRefusal::DeputyNotAllowed => {
            "この手続では代決できません。決裁者が戻るのを待つか、上の職位の人に頼んでください。"
                .into()
        }
        LineRefusal::NotInPlaceOf => "後閲するものはありません。".into(),
        LineRefusal::NotDrawn => "抜取確認を待っている決定はありません。".into(),
        LineRefusal::OwnDecision => {
            "自分の決定は、自分では抜取確認できません。別の決裁者に頼んでください。".into()
        }
        LineRefusal::NotAlone => {
            "この案件は、1人では決められません。起案して、決裁を受けてください。".into()
        }
        LineRefusal::FindingsOpen { open } => {
            format!("「確かめること」が{open}件残っています。確かめてから交付してください。").into()
        }
        LineRefusal::NoSuchFinding => {
            "その「確かめること」は、もう確かめられているか、なくなりました。".into()
        }
        LineRefusal::NothingToCompare => "見比べる項目は、もうありません。".into(),
    }
}

fn at_most_cases(limit: usize) -> Cow<'static, str> {
    format!("At most {limit} cases are done at once. Do them in parts.").into()
}

#[expect(clippy::too_many_lines, reason = "one for each rule")]
fn english(refusal: &Refusal) -> Cow<'static, str> {
    match refusal {
        Refusal::WrongState { state, .. } => {
            format!("The case is {state}; this is not possible now.").into()
        }
        Refusal::NotYours { .. } => "Your role does not allow this.".into(),
        Refusal::OtherDepartment => "The case belongs to another department.".into(),
        Refusal::OwnMatter => {
            "This case is about you or your family, as you registered. Somebody else deals with it."
                .into()
        }
        Refusal::ProtectionUnentrusted => "This takes a grant with the right `protected`.".into(),
        Refusal::HeldByAnother { .. } => "Somebody else has the case. Take it over first.".into(),
        Refusal::Heir(rule) => english_heir(*rule).into(),
        Refusal::Label(rule) => beside::english_label(*rule).into(),
        Refusal::Link(rule) => beside::english_link(*rule).into(),
        Refusal::Closing(rule) => beside::english_closing(*rule).into(),
        Refusal::Lot(rule) => drawn::english(*rule).into(),
        Refusal::Reopening(rule) => english_reopening(*rule).into(),
        Refusal::Template(rule) => english_template(rule),
        Refusal::Release(rule) => released::english(*rule).into(),
        Refusal::Paper(rule) => english_paper(*rule).into(),
        Refusal::Dispatch(rule) => dispatched::english(*rule).into(),
        Refusal::Consultation(rule) => consulted::english(rule),
        Refusal::File(rule) => enclosed::english(*rule),
        Refusal::OwnFiling => "Nobody decides what they entered themselves.".into(),
        Refusal::OwnPreparation => {
            "Nobody decides what they prepared, proposed or passed on themselves.".into()
        }
        Refusal::Line(rule) => english_line(*rule),
        Refusal::AgainstProposal { proposed } => format!(
            "It was proposed to {} this. To decide the opposite, say that it is meant.",
            proposed.word()
        )
        .into(),
        Refusal::UnseenCharacter => "Remove the invisible control character and try again.".into(),
        Refusal::NotificationIsNotDecided => {
            "A notification is recorded, neither approved nor refused.".into()
        }
        Refusal::BeforeClosing => "Nothing is decided before the procedure closes.".into(),
        Refusal::NothingToPay => "Nothing is to be paid.".into(),
        Refusal::FeeIsFixed => "The form fixes the fee of this procedure.".into(),
        Refusal::FeeIsPaid => "The fee has been paid.".into(),
        Refusal::FeeNotSettled => {
            "The fee is not settled. Ask for it, or record that there is none.".into()
        }
        Refusal::PaidTooLate { .. } => "The money came too late and has to go back.".into(),
        Refusal::NotYetDue { .. } => "The day has not passed yet.".into(),
        Refusal::AlreadyReminded => "The resident has been reminded already.".into(),
        Refusal::RevisionOutOfOrder { .. } => {
            "Another correction came first. Look at the present content.".into()
        }
        Refusal::FieldNotEditable { at } => {
            format!("{at} is not for staff to mend. Ask the resident to correct it.").into()
        }
        Refusal::NothingChanged => "No answer was changed.".into(),
        Refusal::ReasonMissing => "Give a reason.".into(),
        Refusal::Terms(rule) => granted::english(*rule),
        Refusal::GroundMissing { part } => format!(
            "Write the {} of the decision; the notice carries all three parts.",
            english_part(*part)
        )
        .into(),
        Refusal::IdentityMissing => "Say how you made sure of the person.".into(),
        Refusal::TextMissing => "Write something.".into(),
        Refusal::TextTooLong { limit } => format!("Write at most {limit} characters.").into(),
        Refusal::RemarksMissing => "Choose the fields to correct and say why for each.".into(),
        Refusal::TooManyRemarks { limit } => {
            format!("At most {limit} fields can be corrected at once.").into()
        }
        Refusal::TooManySentences { limit } => {
            format!("A department keeps at most {limit} sentences.").into()
        }
        Refusal::TooManyCases { limit } => at_most_cases(*limit),
        Refusal::DayNotAhead => "Choose a day ahead, and after the day that was set.".into(),
        Refusal::DayTooFar => {
            "The last day is more than a year away. Check the year; choose a day within a year."
                .into()
        }
    }
}

fn english_heir(rule: HeirRefusal) -> &'static str {
    match rule {
        HeirRefusal::NoSuchColleague => "That person does not work on such cases.",
        HeirRefusal::TargetAbsent => {
            "That person is away. Give it to somebody else, or say that it is meant so."
        }
        HeirRefusal::ColleagueKeepsAway => {
            "The case is about that person or their family. Choose somebody else."
        }
        HeirRefusal::SameDesk => "The case lies with that department already.",
        HeirRefusal::DeskHasNobody => "Nobody in that department works on such cases.",
    }
}

fn english_reopening(rule: ReopeningRefusal) -> &'static str {
    match rule {
        ReopeningRefusal::GroundUnfit => "A case that ended so is not taken up on this ground.",
        ReopeningRefusal::HearingMissing => {
            "Say how the person was heard: told first, held then, both not after today; or by which rule neither is asked for."
        }
        ReopeningRefusal::SamePerson => {
            "Whoever wants it taken up does not agree to it. Ask another approver."
        }
        ReopeningRefusal::ReopeningOpen => {
            "That the case is taken up again waits for an approver. Let them answer first."
        }
        ReopeningRefusal::NotWanted => "Nobody wants the case taken up again any more.",
        ReopeningRefusal::TooLate => {
            "More than fourteen days have passed since the withdrawal. It has to be filed anew."
        }
        ReopeningRefusal::FeeGone => "Its fee was not paid, or goes back. It has to be filed anew.",
        ReopeningRefusal::PlaceGone => {
            "What it had set free is taken by others, or was filed for anew."
        }
        ReopeningRefusal::Erasing => "The case stands on a list of cases to be erased.",
    }
}

fn english_template(rule: &TemplateRefusal) -> Cow<'static, str> {
    match rule {
        TemplateRefusal::UnknownPlaceholder { word } => format!(
            "{word} is nothing that can be filled in. Choose from the list, or remove the braces."
        )
        .into(),
        TemplateRefusal::PlaceholderLeft { word } => {
            format!("{{{word}}} is not filled in. Write it out or remove it before you send this.")
                .into()
        }
        TemplateRefusal::NameWrong { limit } => {
            format!("Give the template a name of at most {limit} characters.").into()
        }
        TemplateRefusal::NoSuchTemplate => {
            "The departments of this case have no such template for its procedure.".into()
        }
        TemplateRefusal::HasWithdrawn => {
            "Whoever withdrew is not written to as one of many. Open the case to write to them."
                .into()
        }
        TemplateRefusal::NameTaken => {
            "The department has a template of that name for this procedure.".into()
        }
        TemplateRefusal::TooManyTemplates { limit } => {
            format!("A department keeps at most {limit} templates.").into()
        }
    }
}

const fn english_part(part: GroundPart) -> &'static str {
    match part {
        GroundPart::Basis => "legal basis",
        GroundPart::Facts => "facts found",
        GroundPart::Application => "application of the rule to the facts",
    }
}

fn english_paper(rule: PaperRefusal) -> &'static str {
    match rule {
        PaperRefusal::NoSuchPaper => "The case has no such paper with a number. Choose another.",
        PaperRefusal::AlreadyVoid => "The number of that paper does not count any more.",
        PaperRefusal::InstructionUnconfirmed => {
            "Nobody of the legal section has confirmed for this year what the notice says about contesting the decision. Ask them to do so at /office/instructions."
        }
    }
}

fn english_line(rule: LineRefusal) -> Cow<'static, str> {
    match rule {
        LineRefusal::RankTooLow { needed } => {
            format!("This takes somebody of rank {needed} or higher.").into()
        }
        LineRefusal::StepsOpen { next } => {
            format!("Somebody of rank {next} has to pass it on first.").into()
        }
        LineRefusal::StepHasActed => {
            "Somebody has acted on the proposal; ask them to send it back.".into()
        }
        LineRefusal::NothingToRaise => "No step is left to pass over; decide it.".into(),
        LineRefusal::NotProposer => "Only who proposed takes the proposal back.".into(),
        LineRefusal::StepHasNobody { rank } => {
            format!("Nobody of rank {rank} could act on this proposal. Tell the administrator.")
                .into()
        }
        LineRefusal::NotAbsent => {
            "Whoever decides is not away; nobody acts in their place now.".into()
        }
        LineRefusal::NotDeputy => "You are not a deputy of this seat.".into(),
        LineRefusal::DeputyNotAllowed => {
            "This procedure lets nobody act in another's place. Wait, or ask somebody higher."
                .into()
        }
        LineRefusal::NotInPlaceOf => {
            "Nothing was done in your place that you have not read.".into()
        }
        LineRefusal::NotDrawn => "No decision of this case waits to be looked at.".into(),
        LineRefusal::OwnDecision => {
            "Nobody looks at their own decision; another approver does.".into()
        }
        LineRefusal::NotAlone => {
            "This is not decided by one person. Propose it to whoever decides.".into()
        }
        LineRefusal::FindingsOpen { open } => {
            format!("{open} findings are still to be looked at.").into()
        }
        LineRefusal::NoSuchFinding => "There is no such finding to look at any more.".into(),
        LineRefusal::NothingToCompare => "There is nothing left to compare.".into(),
    }
}
