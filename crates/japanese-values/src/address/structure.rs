//! An address taken apart, as far as it can be recognised: prefecture, city, town, house number,
//! building.

use crate::{postal, text};

/// An address taken apart; parts that were not recognised are empty.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// `宮城県`.
    pub prefecture: String,
    /// `仙台市青葉区`.
    pub city: String,
    /// `国分町三丁目`.
    pub town: String,
    /// `7番1号`.
    pub block: String,
    /// `コーポサンライズ201号`.
    pub building: String,
}

/// Shows that there is an address, but not whose.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(..)")
    }
}

const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// The prefecture of a code (JIS X 0401: `04` is 宮城県).
pub fn prefecture(code: &str) -> Option<&'static str> {
    let number: usize = code.parse().ok().filter(|_| code.len() == 2)?;
    PREFECTURES.get(number.checked_sub(1)?).copied()
}

/// Takes a canonical address apart.
pub fn structure(canonical: &str) -> Address {
    let (prefecture, rest) = PREFECTURES
        .iter()
        .find_map(|&name| Some((name, canonical.strip_prefix(name)?.trim_start())))
        .unwrap_or(("", canonical));
    let (city, rest) = postal::city_at_start(prefecture, rest).unwrap_or(("", rest));
    let (place, building) = rest.trim_start().split_once('\u{3000}').unwrap_or((rest.trim(), ""));
    let (town, rest) = split_town(place);
    let (block, tail) = text::leading(rest, is_block);
    let building = [tail, building].into_iter().filter(|part| !part.is_empty());
    Address {
        prefecture: prefecture.to_owned(),
        city: city.to_owned(),
        town: town.to_owned(),
        block: block.to_owned(),
        building: building.collect::<Vec<_>>().join("\u{3000}"),
    }
}

/// Parts of an address that are known from elsewhere; empty where they are not.
#[derive(Clone, Copy)]
pub struct Known<'k> {
    /// `宮城県`.
    pub prefecture: &'k str,
    /// `仙台市青葉区`, or the city alone.
    pub city: &'k str,
    /// `青葉区`.
    pub ward: &'k str,
}

/// Shows that something is known, but not what.
impl std::fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Known(..)")
    }
}

impl Known<'_> {
    /// What stands behind the known parts where a canonical text repeats them; none where it
    /// begins with others, or says nothing more.
    ///
    /// ```
    /// use japanese_values::address::Known;
    ///
    /// let known = Known { prefecture: "", city: "", ward: "青葉区" };
    /// assert_eq!(known.before("仙台市青葉区国分町三丁目"), Some("国分町三丁目"));
    /// assert_eq!(known.before("仙台市泉区国分町三丁目"), None);
    /// ```
    pub fn before(self, text: &str) -> Option<&str> {
        let listed = PREFECTURES.iter().find_map(|name| Some((*name, text.strip_prefix(name)?)));
        let (prefecture, rest) = listed.unwrap_or(("", text));
        if !prefecture.is_empty() && !self.prefecture.is_empty() && prefecture != self.prefecture {
            return None;
        }
        let rest = rest.trim_start();
        let behind = match postal::city_at_start(self.prefecture, rest) {
            Some((city, behind)) if self.is_in(city) => behind,
            Some(_) if self.city.is_empty() && self.ward.is_empty() => rest,
            Some(_) => return None,
            None => {
                let named = [self.city, self.ward].into_iter().filter(|name| !name.is_empty());
                named.fold(rest, |rest, name| rest.trim_start().strip_prefix(name).unwrap_or(rest))
            }
        };
        Some(behind.trim_start()).filter(|behind| !behind.is_empty())
    }

    /// Whether a listed city, such as 仙台市青葉区, is the known one.
    fn is_in(self, city: &str) -> bool {
        let ends = |name: &str| !name.is_empty() && city.ends_with(name);
        ends(self.city) || ends(self.ward) || (!self.city.is_empty() && self.city.ends_with(city))
    }
}

/// The town ends with its 丁目, or before the first digit.
fn split_town(place: &str) -> (&str, &str) {
    const END: &str = "丁目";
    match place.rfind(END) {
        Some(start) => place.split_at_checked(start + END.len()).unwrap_or((place, "")),
        None => text::leading(place, |c| !c.is_ascii_digit()),
    }
}

fn is_block(c: char) -> bool {
    c.is_ascii_digit() || "-番地号のノ外".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(canonical: &str, expected: [&str; 5]) {
        let Address { prefecture, city, town, block, building } = structure(canonical);
        assert_eq!([prefecture, city, town, block, building], expected.map(str::to_owned));
    }

    #[test]
    fn an_address_is_taken_apart() {
        check(
            "宮城県仙台市青葉区国分町三丁目7番1号",
            ["宮城県", "仙台市青葉区", "国分町三丁目", "7番1号", ""],
        );
        check(
            "仙台市泉区泉中央二丁目1-1\u{3000}コーポサンライズ201号",
            ["", "仙台市泉区", "泉中央二丁目", "1-1", "コーポサンライズ201号"],
        );
        check("東京都府中市宮西町2-24", ["東京都", "府中市", "宮西町", "2-24", ""]);
        check(
            "北海道札幌市中央区北一条西2丁目",
            ["北海道", "札幌市中央区", "北一条西2丁目", "", ""],
        );
        check("国分町3-7-1メゾン", ["", "", "国分町", "3-7-1", "メゾン"]);
        check("", ["", "", "", "", ""]);
    }
}
