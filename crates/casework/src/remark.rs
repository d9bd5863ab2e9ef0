//! What is asked to be mended, in words for the resident: those of the clerk, or the sentence of
//! the reason in the resident's own language.

use kernel::Language;
use review_workflow::{Remark, RemarkCode};

/// The remark with words in `language`.
#[must_use]
pub fn worded(remark: &Remark, language: Language) -> Remark {
    let kept = match language {
        Language::Japanese => "",
        Language::EasyJapanese => &remark.easy,
        Language::English => &remark.english,
    };
    let text = match remark.code {
        _ if !kept.is_empty() => kept.to_owned(),
        Some(code) if remark.text.is_empty() => shipped(code, language).to_owned(),
        Some(_) | None => remark.text.clone(),
    };
    Remark { text, ..remark.clone() }
}

/// What a reason says where the department has no sentence of its own.
#[must_use]
pub const fn shipped(code: RemarkCode, language: Language) -> &'static str {
    match language {
        Language::Japanese => japanese(code),
        Language::EasyJapanese => easy(code),
        Language::English => english(code),
    }
}

const fn japanese(code: RemarkCode) -> &'static str {
    match code {
        RemarkCode::Unreadable => {
            "文字が読み取れないか、一部が切れています。明るい所で全体が入るように撮り直して、付け直してください。"
        }
        RemarkCode::Expired => {
            "期限が切れているか、古くなっています。今有効なものに替えてください。"
        }
        RemarkCode::WrongDocument => {
            "お願いしている書類と違います。説明を読んで、合う書類に替えてください。"
        }
        RemarkCode::Missing => "書かれていないか、付いていません。書き足すか、付けてください。",
        RemarkCode::DiffersFromRegister => {
            "住民票などの記録と違うようです。確かめて、正しいものに直してください。"
        }
        RemarkCode::WrongPerson => "ご本人の氏名や名義と違うようです。確かめて、直してください。",
        RemarkCode::Calculation => "計算か期間が合いません。確かめて、直してください。",
        RemarkCode::Overlap => {
            "ほかの申請と重なっているようです。この申請でよいか、確かめてください。"
        }
        RemarkCode::Unclear => "書かれていることが分かりません。もう少し詳しく書いてください。",
        RemarkCode::Other => "確かめて、直してください。",
    }
}

/// With readings behind the words, as in letters.
const fn easy(code: RemarkCode) -> &'static str {
    match code {
        RemarkCode::Unreadable => {
            "字（じ）が 読（よ）めません。明（あか）るい ところで、もう一度（いちど） 写真（しゃしん）を とって、つけて ください。"
        }
        RemarkCode::Expired => {
            "古（ふる）いです。今（いま） 使（つか）える ものを つけて ください。"
        }
        RemarkCode::WrongDocument => {
            "ちがう 書類（しょるい）です。説明（せつめい）を 読（よ）んで、正（ただ）しい ものを つけて ください。"
        }
        RemarkCode::Missing => "まだ ありません。書（か）くか、つけて ください。",
        RemarkCode::DiffersFromRegister => {
            "市（し）の 記録（きろく）と ちがいます。たしかめて、正（ただ）しく 書（か）いて ください。"
        }
        RemarkCode::WrongPerson => {
            "あなたの 名前（なまえ）と ちがいます。たしかめて、書（か）きなおして ください。"
        }
        RemarkCode::Calculation => {
            "計算（けいさん）か 日（ひ）が 合（あ）いません。たしかめて、書（か）きなおして ください。"
        }
        RemarkCode::Overlap => {
            "ほかの 申請（しんせい）と 同（おな）じかもしれません。たしかめて ください。"
        }
        RemarkCode::Unclear => {
            "意味（いみ）が わかりません。もっと くわしく 書（か）いて ください。"
        }
        RemarkCode::Other => "たしかめて、書（か）きなおして ください。",
    }
}

const fn english(code: RemarkCode) -> &'static str {
    match code {
        RemarkCode::Unreadable => {
            "This cannot be read, or a part is cut off. Take the picture again in good light with everything in it, and attach it again."
        }
        RemarkCode::Expired => "This has expired or is too old. Replace it by a valid one.",
        RemarkCode::WrongDocument => {
            "This is not the document that was asked for. Read the explanation and attach the right one."
        }
        RemarkCode::Missing => "This is missing. Write it, or attach it.",
        RemarkCode::DiffersFromRegister => {
            "This seems to differ from the city's records. Check it and write it as it is."
        }
        RemarkCode::WrongPerson => "The name seems to be somebody else's. Check it and correct it.",
        RemarkCode::Calculation => "The sum or the period does not fit. Check and correct it.",
        RemarkCode::Overlap => {
            "This seems to overlap with another application. Check whether you need this one."
        }
        RemarkCode::Unclear => "The meaning is not clear. Please write a little more.",
        RemarkCode::Other => "Please check and correct this.",
    }
}
