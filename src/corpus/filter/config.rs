//! A configuration in TOML: a table for each filter, laid over the defaults. Knows no filter.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::{Filter, Filters, ROWS, Row};

/// The defaults: every filter with every key, commented.
pub const DEFAULTS: &str = include_str!("defaults.toml");

/// How alike two names must be, from 0 to 1, for one to be suggested for the other.
const ALIKE: f64 = 0.5;

/// Makes a filter from its table, in which no key is missing.
pub(super) type Make = fn(Table) -> Result<Box<dyn Filter>, Problem>;

/// A setting that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key of the filter's table; none where it is not known.
    pub key: Option<&'static str>,
    /// What is wrong with it, and what it may be.
    pub problem: String,
}

impl Problem {
    /// A key, and what is wrong with it.
    pub fn of(key: &'static str, problem: String) -> Self {
        Self { key: Some(key), problem }
    }

    /// Checks that a value lies in a range, both ends included.
    ///
    /// # Errors
    /// When it does not, or is not a number.
    pub fn unless_within(key: &'static str, value: f64, [least, most]: [f64; 2]) -> Result<(), Self> {
        if (least..=most).contains(&value) {
            return Ok(());
        }
        let range = if most.is_finite() { format!("from {least} to {most}") } else { format!("{least} or more") };
        Err(Self::of(key, format!("is {value}; give a number {range}")))
    }
}

/// A configuration that is not one.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {problem}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Where in it, from 1.
    pub line: Option<usize>,
    /// What is wrong, and what to do about it.
    pub problem: String,
}

/// What is wrong, and the bytes of the text that it is about.
type Fault = (Option<std::ops::Range<usize>>, String);

impl Filters {
    /// The filters of the default configuration.
    pub fn standard() -> Self {
        Self::laid_over("").expect("the defaults are a configuration, as a test shows")
    }

    /// The filters of a configuration; what it does not say is as in [`DEFAULTS`]. The path is for messages.
    ///
    /// # Errors
    /// When it is no TOML, names a filter or a key that there is not, or a value makes no sense.
    pub fn from_toml(text: &str, path: impl Into<PathBuf>) -> Result<Self, ConfigError> {
        Self::laid_over(text).map_err(|(span, problem)| {
            let line = span.map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            ConfigError { path: path.into(), line, problem }
        })
    }

    fn laid_over(text: &str) -> Result<Self, Fault> {
        let not_toml = |e: toml::de::Error| (e.span(), format!("{}; see --print-config", e.message()));
        let spans = DeTable::parse(text).map_err(not_toml)?;
        let mut settings: Table = DEFAULTS.parse().map_err(not_toml)?;
        check_names(spans.get_ref(), &settings)?;
        let given: Table = text.parse().map_err(not_toml)?;
        for (name, table) in given {
            if let (Some(Value::Table(whole)), Value::Table(part)) = (settings.get_mut(&name), table) {
                whole.extend(part);
            }
        }
        let mut members = Vec::new();
        for row in &ROWS {
            members.extend(made(row, &mut settings, spans.get_ref())?.map(|filter| (row, filter)));
        }
        Ok(Self { members })
    }
}

/// The filter of a row, unless it is switched off.
fn made(row: &Row, settings: &mut Table, spans: &DeTable) -> Result<Option<Box<dyn Filter>>, Fault> {
    let Some(Value::Table(mut table)) = settings.remove(row.name) else { return Ok(None) };
    let is_enabled = table.remove("enabled").and_then(|value| value.as_bool()).unwrap_or(true);
    let filter = (row.make)(table).map_err(|Problem { key, problem }| {
        let told = match key {
            Some(key) => format!("{}.{key} {problem}", row.name),
            None => format!("{}: {problem}", row.name),
        };
        (span_of(spans, row.name, key.unwrap_or_default()), told)
    })?;
    Ok(is_enabled.then_some(filter))
}

/// Makes a filter whose settings are its fields.
pub(super) fn make<F: Filter + DeserializeOwned + 'static>(table: Table) -> Result<Box<dyn Filter>, Problem> {
    let filter: F =
        table.try_into().map_err(|e: toml::de::Error| Problem { key: None, problem: e.message().trim().to_owned() })?;
    filter.check()?;
    Ok(Box::new(filter))
}

/// Checks that all filters and keys exist, and that each value is of the kind that the default is.
fn check_names(given: &DeTable, defaults: &Table) -> Result<(), Fault> {
    for (name, value) in given {
        let Some(known) = defaults.get(&**name.get_ref()) else {
            return Err((Some(name.span()), unknown("filter", name.get_ref(), defaults.keys())));
        };
        let (DeValue::Table(table), Value::Table(known)) = (value.get_ref(), known) else {
            let problem = format!("{0} is a filter; write [{0}] with its settings below", name.get_ref());
            return Err((Some(name.span()), problem));
        };
        for (key, value) in table {
            check_value(name.get_ref(), key, value, known)?;
        }
    }
    Ok(())
}

fn check_value(
    filter: &str,
    key: &Spanned<std::borrow::Cow<str>>,
    value: &Spanned<DeValue>,
    known: &Table,
) -> Result<(), Fault> {
    let Some(default) = known.get(&**key.get_ref()) else {
        let what = format!("key of the filter {filter}");
        return Err((Some(key.span()), unknown(&what, key.get_ref(), known.keys())));
    };
    let (found, wanted) = (value.get_ref().type_str(), default.type_str());
    let fits = found == wanted || (found, wanted) == ("integer", "float");
    let is_negative = |value: &DeValue| value.as_integer().is_some_and(|integer| integer.as_str().starts_with('-'));
    let problem = match default {
        _ if !fits => format!("{filter}.{} is a value of type {found}; give one of type {wanted}", key.get_ref()),
        Value::Integer(_) if is_negative(value.get_ref()) => {
            format!("{filter}.{} is negative; give a number from 0", key.get_ref())
        }
        _ => return Ok(()),
    };
    Err((Some(value.span()), problem))
}

/// That there is no such name, with the nearest that there is.
fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a String>) -> String {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let alike = |candidate: &&&str| strsim::normalized_damerau_levenshtein(name, candidate);
    let nearest = known.iter().max_by(|a, b| alike(a).total_cmp(&alike(b))).filter(|best| alike(best) >= ALIKE);
    match nearest {
        Some(nearest) => format!("there is no {what} named {name}; did you mean {nearest}?"),
        None => format!("there is no {what} named {name}; there are {}", known.join(", ")),
    }
}

/// Where a key of a filter's table is, or the table where the key is left to the default.
fn span_of(given: &DeTable, filter: &str, key: &str) -> Option<std::ops::Range<usize>> {
    let (name, table) = given.iter().find(|(name, _)| name.get_ref() == filter)?;
    let found = table.get_ref().as_table()?.iter().find(|(candidate, _)| candidate.get_ref() == key);
    Some(found.map_or(name.span(), |(key, _)| key.span()))
}
