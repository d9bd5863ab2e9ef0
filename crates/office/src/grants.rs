//! Grants in words: what somebody is, where, and for which cases.

use back_office::BackOffice;
use kernel::{Among, Grant, Language, Rank, Right};

use super::frame::role_name;
use ::web::guard::rank_name;

/// A grant in words.
pub(super) struct GrantLine {
    /// 決裁者（課長）
    pub(super) role: String,
    pub(super) department: String,
    /// 青葉区・市外・口座を見る; empty when it is narrowed to nothing and opens nothing.
    pub(super) only: String,
}

impl GrantLine {
    pub(super) fn of(back_office: &BackOffice, grant: &Grant) -> Self {
        let catalogue = back_office.catalogue();
        let mut only = Vec::new();
        if let Among::These(wards) = &grant.wards {
            only.extend(wards.iter().map(|id| catalogue.ward_name(id, Language::Japanese)));
        }
        if let Among::These(procedures) = &grant.procedures {
            only.extend(procedures.iter().map(|id| catalogue.title_of(id)));
        }
        only.extend(grant.rights.iter().map(|right| format!("{}を見る", right_name(*right))));
        Self {
            role: post(grant),
            department: catalogue.department_name(grant.department.as_str(), Language::Japanese),
            only: only.join("・"),
        }
    }

    /// `決裁者（課長）　保険年金課（青葉区）`.
    pub(super) fn in_a_row(&self) -> String {
        let only =
            if self.only.is_empty() { String::new() } else { format!("（{}）", self.only) };
        format!("{}　{}{only}", self.role, self.department)
    }
}

/// What a right opens.
pub(super) const fn right_name(right: Right) -> &'static str {
    match right {
        Right::SeeBank => "口座",
        Right::SeeHealth => "健康",
        Right::SeeHousehold => "世帯の状況",
        Right::SeeIdentity => "本人確認書類",
        Right::SeeMyNumber => "個人番号",
        Right::Protected => "支援措置の方の住所",
    }
}

/// What somebody is, how high, and until when.
fn post(grant: &Grant) -> String {
    let mut post = role_name(grant.role).to_owned();
    if grant.rank != Rank::Staff {
        post = format!("{post}（{}）", rank_name(grant.rank));
    }
    match grant.until {
        Some(day) => format!("{post} {}まで", day.format("%Y年%-m月%-d日")),
        None => post,
    }
}
