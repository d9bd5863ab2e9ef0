//! The sentence for each rule of asking other departments.

use std::borrow::Cow;

use review_workflow::ConsultationRefusal;

pub(super) fn japanese(rule: &ConsultationRefusal) -> Cow<'static, str> {
    Cow::Borrowed(match rule {
        ConsultationRefusal::ConsultationOpen => {
            "必須の合議の答えを待っています。答えが来るか、合議を取りやめるまで、起案や決定はできません。"
        }
        ConsultationRefusal::ConsultationDisagreed => {
            "必須の合議で不同意の答えがあります。もう一度合議して同意か意見をもらうか、部長以上の決裁者が「不同意のまま進める」と記録するまで、起案や決定はできません。"
        }
        ConsultationRefusal::ConsultationMissing { name, .. } => {
            return format!(
                "この手続では、先に{name}への必須の合議が要ります。{name}に合議を回し、答えをもらってから起案してください。"
            )
            .into();
        }
        ConsultationRefusal::NoSuchConsultation => {
            "その合議は、もう答えが出ているか、取りやめられました。案件を開き直して確かめてください。"
        }
        ConsultationRefusal::OwnQuestion => {
            "自分で回した合議には、自分では答えられません。合議先のほかの人に頼んでください。"
        }
        ConsultationRefusal::SameDepartment => {
            "その課は、この案件の所管か手元の課です。ほかの課を選んでください。"
        }
        ConsultationRefusal::DepartmentHasNobody => {
            "その課には、この案件の合議に答えられる人がいません。ほかの課を選んでください。"
        }
        ConsultationRefusal::TooManyConsultations { limit } => {
            return format!(
                "1つの案件で合議できるのは{limit}回までです。続きは電話などで聞き、メモに残してください。"
            )
            .into();
        }
    })
}

pub(super) fn english(rule: &ConsultationRefusal) -> Cow<'static, str> {
    Cow::Borrowed(match rule {
        ConsultationRefusal::ConsultationOpen => {
            "A department whose answer binds has not answered. Wait for it, or cancel the question."
        }
        ConsultationRefusal::ConsultationDisagreed => {
            "A department whose answer binds disagrees. Ask it once more, or let an approver of rank division or higher overrule it."
        }
        ConsultationRefusal::ConsultationMissing { department, .. } => {
            return format!(
                "The procedure wants a binding answer of the department \"{department}\" first. Ask it, and go on once it has answered."
            )
            .into();
        }
        ConsultationRefusal::NoSuchConsultation => {
            "That question has been answered or cancelled. Look at the case again."
        }
        ConsultationRefusal::OwnQuestion => {
            "Whoever asked does not answer. Let somebody else of that department do so."
        }
        ConsultationRefusal::SameDepartment => {
            "The case is with that department already. Choose another one."
        }
        ConsultationRefusal::DepartmentHasNobody => {
            "Nobody in that department could answer. Choose another one."
        }
        ConsultationRefusal::TooManyConsultations { limit } => {
            return format!(
                "At most {limit} questions are asked about one case. Ask by telephone, and write a note."
            )
            .into();
        }
    })
}
