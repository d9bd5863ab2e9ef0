//! Age and school year, as the law counts them.

use std::fmt;

use chrono::NaiveDate;

/// A school year from 小1 to 高3相当.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade(u8);

impl fmt::Display for Grade {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

/// The day at whose end an age is reached: the eve of the birthday (年齢計算ニ関スル法律).
pub fn attained(_birth: NaiveDate, _age: u32) -> NaiveDate {
    unimplemented!()
}

/// The age at the end of the day, as the law counts (a year is added on the eve of the birthday).
pub fn legal_age(_birth: NaiveDate, _on: NaiveDate) -> u32 {
    unimplemented!()
}

/// The age as people say it (a year is added on the birthday).
pub fn display_age(_birth: NaiveDate, _on: NaiveDate) -> u32 {
    unimplemented!()
}

/// The school year on a day; none outside school age.
pub fn school_grade(_birth: NaiveDate, _on: NaiveDate) -> Option<Grade> {
    unimplemented!()
}

/// The class of a nursery (0 to 5) on a day; larger numbers for older children.
pub fn nursery_class(_birth: NaiveDate, _on: NaiveDate) -> i32 {
    unimplemented!()
}

/// The fiscal year (April to March) of a day.
pub fn fiscal_year(_on: NaiveDate) -> i32 {
    unimplemented!()
}

/// The fiscal year in which a child enters elementary school.
pub fn elementary_entry_year(_birth: NaiveDate) -> i32 {
    unimplemented!()
}

/// The last day of 児童手当: the first 31 March from the day on which 18 is reached.
pub fn child_allowance_last_day(_birth: NaiveDate) -> NaiveDate {
    unimplemented!()
}
