//! The rules of check digits. Each takes the digits before the check digit.

/// Whether the last digit is what the rule makes of the digits before it.
pub(super) fn agrees(text: &str, rule: fn(&[u32]) -> u32) -> bool {
    digits(text).split_last().is_some_and(|(&check, before)| rule(before) == check)
}

/// 個人番号 and 住民票コード: modulus 11, where a remainder of 0 or 1 gives 0
/// (平成26年総務省令第85号5条).
pub(super) fn my_number(before: &[u32]) -> u32 {
    match weighted(before, rising_weights()) % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    }
}

/// 運転免許証 and 全国地方公共団体コード: the last digit of 11 less the remainder.
pub(super) fn complement_of_11(before: &[u32]) -> u32 {
    (11 - weighted(before, rising_weights()) % 11) % 10
}

/// 法人番号: modulus 9 with weights 1 and 2 from the right; never 0.
pub(super) fn corporate_number(before: &[u32]) -> u32 {
    9 - weighted(before, [1, 2].into_iter().cycle()) % 9
}

/// 保険者番号: modulus 10 with weights 2 and 1 from the right; the digits of products are added.
pub(super) fn modulus_10(before: &[u32]) -> u32 {
    let products = before.iter().rev().zip([2, 1].into_iter().cycle());
    let sum: u32 = products.map(|(digit, weight)| digit * weight).map(|n| n / 10 + n % 10).sum();
    (10 - sum % 10) % 10
}

/// ISBN of ten digits: modulus 11 with weights 2 to 10 from the right, X for 10.
pub(super) fn isbn_10(before: &str) -> String {
    let check = (11 - weighted(&digits(before), 2..) % 11) % 11;
    if check == 10 { "X".to_owned() } else { check.to_string() }
}

/// ISBN of thirteen digits: modulus 10 with weights 3 and 1 from the right.
pub(super) fn isbn_13(before: &str) -> String {
    let sum = weighted(&digits(before), [3, 1].into_iter().cycle());
    ((10 - sum % 10) % 10).to_string()
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// 2, 3, 4, 5, 6, 7, 2, 3, … from the right.
fn rising_weights() -> impl Iterator<Item = u32> {
    (2..=7).cycle()
}

fn weighted(before: &[u32], weights: impl Iterator<Item = u32>) -> u32 {
    before.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum()
}
