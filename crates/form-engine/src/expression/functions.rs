//! What the functions of expressions do. Their names stand in `dictionary`.

use japanese_values::bank;
use rust_decimal::{Decimal, RoundingStrategy};

use super::dictionary::entries;
use super::run::steps;
use super::value::Val;
use super::{Failure, dates, numbers};

/// A function. The words are those of the definition language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Age,
    YearsBetween,
    MonthsBetween,
    DaysBetween,
    BusinessDaysBetween,
    AddDays,
    AddMonths,
    AddBusinessDays,
    IsBusinessDay,
    Weekday,
    Deadline,
    Closing,
    Year,
    Month,
    Day,
    FirstOfMonth,
    FiscalYear,
    SchoolGrade,
    Present,
    Sum,
    Unique,
    BankHolder,
    HolderMatches,
    BankName,
    BranchName,
    Size,
    StartsWith,
    EndsWith,
    Contains,
    Int,
    Text,
    Least,
    Greatest,
    Floor,
    Ceiling,
    Round,
}

/// The names of all functions.
pub(super) fn names() -> Vec<&'static str> {
    let called = entries().map(|(_, _, word)| word.name);
    called.chain(["matches", "has"]).collect()
}

impl Function {
    /// The function of a name, and how many arguments it takes.
    pub(super) fn named(name: &str) -> Option<(Self, std::ops::RangeInclusive<usize>)> {
        let found = entries().find(|(_, _, word)| word.name == name);
        found.map(|(function, counts, _)| (*function, counts.clone()))
    }

    /// Whether it can also be written behind its first argument: `name.size()`.
    pub(super) fn is_method(self) -> bool {
        match self {
            Self::Size | Self::StartsWith | Self::EndsWith | Self::Contains => true,
            Self::Age
            | Self::YearsBetween
            | Self::MonthsBetween
            | Self::DaysBetween
            | Self::BusinessDaysBetween
            | Self::AddDays
            | Self::AddMonths
            | Self::AddBusinessDays
            | Self::IsBusinessDay
            | Self::Weekday
            | Self::Deadline
            | Self::Closing
            | Self::Year
            | Self::Month
            | Self::Day
            | Self::FirstOfMonth
            | Self::FiscalYear
            | Self::SchoolGrade
            | Self::Present
            | Self::Sum
            | Self::Unique
            | Self::BankHolder
            | Self::HolderMatches
            | Self::BankName
            | Self::BranchName
            | Self::Int
            | Self::Text
            | Self::Least
            | Self::Greatest
            | Self::Floor
            | Self::Ceiling
            | Self::Round => false,
        }
    }

    /// Whether it only looks whether, or how many: not into what lies below.
    pub(super) fn is_shallow(self) -> bool {
        matches!(self, Self::Present | Self::Size | Self::Sum)
    }

    /// How many steps a call takes beyond the first.
    pub(super) fn steps(self, args: &[Val<'_>]) -> u32 {
        let lists = args.iter().filter_map(Val::list_len).max().map_or(0, steps);
        let texts = args.iter().filter(|arg| matches!(arg, Val::Text(_))).map(Val::weight);
        let plain = texts.fold(lists, u32::saturating_add);
        match self {
            // Every item is compared with every other.
            Self::Unique => args.first().map_or(0, Val::weight).saturating_mul(lists.max(1)),
            // A search looks at many a place more than once.
            Self::Contains => plain.saturating_mul(2),
            // A name is rewritten several times before it is compared.
            Self::BankHolder | Self::HolderMatches | Self::BankName | Self::BranchName => {
                plain.saturating_mul(128)
            }
            Self::BusinessDaysBetween | Self::AddBusinessDays | Self::Deadline | Self::Closing => {
                plain.saturating_add(32)
            }
            Self::Age
            | Self::YearsBetween
            | Self::MonthsBetween
            | Self::DaysBetween
            | Self::AddDays
            | Self::AddMonths
            | Self::IsBusinessDay
            | Self::Weekday
            | Self::Year
            | Self::Month
            | Self::Day
            | Self::FirstOfMonth
            | Self::FiscalYear
            | Self::SchoolGrade
            | Self::Present
            | Self::Sum
            | Self::Size
            | Self::StartsWith
            | Self::EndsWith
            | Self::Int
            | Self::Text
            | Self::Least
            | Self::Greatest
            | Self::Floor
            | Self::Ceiling
            | Self::Round => plain,
        }
    }

    /// Calls it.
    pub(super) fn call<'a>(self, args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
        match self {
            Self::Age => Ok(dates::legal_age(args)),
            Self::YearsBetween => Ok(dates::years_between(args)),
            Self::MonthsBetween => Ok(dates::months_between(args)),
            Self::DaysBetween => Ok(dates::days_between(args)),
            Self::BusinessDaysBetween => Ok(dates::business_days_between(args)),
            Self::AddDays => dates::add_days(args),
            Self::AddMonths => dates::add_months(args),
            Self::AddBusinessDays => dates::add_business_days(args),
            Self::IsBusinessDay => Ok(dates::is_business_day(args)),
            Self::Weekday => Ok(dates::weekday(args)),
            Self::Deadline => dates::last_day(args),
            Self::Closing => dates::closing(args),
            Self::Year => Ok(dates::year(args)),
            Self::Month => Ok(dates::month(args)),
            Self::Day => Ok(dates::day_of_month(args)),
            Self::FirstOfMonth => Ok(dates::first_of_month(args)),
            Self::FiscalYear => Ok(dates::fiscal_year(args)),
            Self::SchoolGrade => Ok(dates::school_grade(args)),
            Self::Present => Ok(Val::Bool(args.first().is_some_and(Val::is_present))),
            Self::Sum => sum(args),
            Self::Unique => unique(args),
            Self::BankHolder => bank_holder(args),
            Self::HolderMatches => texts(args, "holder_matches", bank::holder_matches),
            Self::BankName => bank_name(args),
            Self::BranchName => branch_name(args),
            Self::Size => size(args),
            Self::StartsWith => texts(args, "startsWith", |text, other| text.starts_with(other)),
            Self::EndsWith => texts(args, "endsWith", |text, other| text.ends_with(other)),
            Self::Contains => texts(args, "contains", |text, other| text.contains(other)),
            Self::Int => int(args),
            Self::Text => text(args),
            Self::Least => numbers::least(args),
            Self::Greatest => numbers::greatest(args),
            Self::Floor => numbers::rounded(args, "floor", RoundingStrategy::ToNegativeInfinity),
            Self::Ceiling => numbers::rounded(args, "ceil", RoundingStrategy::ToPositiveInfinity),
            Self::Round => numbers::rounded(args, "round", RoundingStrategy::MidpointAwayFromZero),
        }
    }
}

fn texts<'a>(
    args: &[Val<'a>],
    name: &'static str,
    test: impl Fn(&str, &str) -> bool,
) -> Result<Val<'a>, Failure> {
    match args {
        [Val::Text(one), Val::Text(two)] => Ok(Val::Bool(test(one, two))),
        _ if args.iter().any(Val::is_null) => Ok(Val::Null),
        _ => Err(Failure::Kind(name)),
    }
}

fn size<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    let len = args.first().and_then(Val::len).ok_or(Failure::Kind("size"))?;
    i64::try_from(len).ok().map(Val::Int).ok_or(Failure::Number("size"))
}

/// The sum of a list, or of one field of its rows. Missing numbers count as nothing.
fn sum<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    let (list, field) = (args.first().unwrap_or(&Val::Null), args.get(1));
    let len = list.list_len().ok_or(Failure::Kind("sum"))?;
    let mut total = Decimal::ZERO;
    for position in 0..len {
        let item = list.item(position).unwrap_or(Val::Null);
        let number = match field {
            Some(name) => item.member(name).unwrap_or(Val::Null),
            None => item,
        };
        if !number.is_null() {
            let number = number.as_decimal().ok_or(Failure::Kind("sum"))?;
            total = total.checked_add(number).ok_or(Failure::Number("sum"))?;
        }
    }
    whole_or_not(total).ok_or(Failure::Number("sum"))
}

/// A number as an integer where it is one.
pub(super) fn whole_or_not<'a>(number: Decimal) -> Option<Val<'a>> {
    if number.is_integer() {
        return i64::try_from(number).ok().map(Val::Int);
    }
    Some(Val::Number(number))
}

/// Whether no two items that are there are equal.
fn unique<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    let list = args.first().unwrap_or(&Val::Null);
    let len = list.list_len().ok_or(Failure::Kind("unique"))?;
    if len > 1_000 {
        return Err(Failure::Budget);
    }
    let items: Vec<_> = (0..len).filter_map(|at| list.item(at)).filter(Val::is_present).collect();
    let twice =
        |at: usize, item: &Val<'_>| items.iter().take(at).any(|earlier| earlier.equals(item));
    Ok(Val::Bool(!items.iter().enumerate().any(|(at, item)| twice(at, item))))
}

/// A name in the characters of the 全銀 system, without spaces and dots: comparable.
fn bank_holder<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    match args.first() {
        Some(Val::Text(name)) => Ok(bank::holder_from_kana(name).map_or(Val::Null, |holder| {
            Val::Text(holder.chars().filter(|c| !matches!(c, ' ' | '.')).collect::<String>().into())
        })),
        Some(Val::Null) | None => Ok(Val::Null),
        Some(
            Val::Bool(_) | Val::Int(_) | Val::Number(_) | Val::Json(_) | Val::List(_) | Val::Map(_),
        ) => Err(Failure::Kind("bank_holder")),
    }
}

/// Null for a code that the list does not have: the list is a month old at best.
fn bank_name<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    match args {
        [Val::Text(code)] => {
            Ok(bank::by_code(code).map_or(Val::Null, |bank| Val::Text(bank.name.into())))
        }
        _ if args.iter().any(Val::is_null) => Ok(Val::Null),
        _ => Err(Failure::Kind("bank_name")),
    }
}

fn branch_name<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    match args {
        [Val::Text(code), Val::Text(branch)] => {
            let branch = bank::branch_by_code(code, branch);
            Ok(branch.map_or(Val::Null, |branch| Val::Text(branch.name.into())))
        }
        _ if args.iter().any(Val::is_null) => Ok(Val::Null),
        _ => Err(Failure::Kind("branch_name")),
    }
}

fn int<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    match args.first() {
        Some(Val::Int(number)) => Ok(Val::Int(*number)),
        Some(Val::Number(number)) => {
            i64::try_from(number.trunc()).ok().map(Val::Int).ok_or(Failure::Number("int"))
        }
        Some(Val::Text(text)) => text.parse().ok().map(Val::Int).ok_or(Failure::Kind("int")),
        Some(Val::Null) | None => Ok(Val::Null),
        Some(Val::Bool(_) | Val::Json(_) | Val::List(_) | Val::Map(_)) => Err(Failure::Kind("int")),
    }
}

fn text<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    let shown = match args.first() {
        Some(Val::Text(text)) => return Ok(Val::Text(text.clone())),
        Some(Val::Int(number)) => number.to_string(),
        Some(Val::Number(number)) => number.normalize().to_string(),
        Some(Val::Bool(truth)) => truth.to_string(),
        Some(Val::Null) | None => return Ok(Val::Null),
        Some(Val::Json(_) | Val::List(_) | Val::Map(_)) => return Err(Failure::Kind("string")),
    };
    Ok(Val::Text(shown.into()))
}
