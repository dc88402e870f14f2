use std::collections::HashSet;
use std::str::FromStr;

use actix_web::HttpRequest;

use crate::domain::input::{Word, allowed};
use crate::domain::{Date, Day, Fault, Faults, Instant, Kind, Rule};
use crate::register::View;
use crate::register::view::Moment;

/// How many values of one parameter are taken.
const VALUES_MAX: usize = 50;

/// The query of a request. Each parameter is asked for by name; whatever nobody
/// asked for is an error.
pub struct Query {
    pairs: Vec<(String, String)>,
    asked: Vec<&'static str>,
    pub faults: Faults,
}

impl Query {
    pub fn of(request: &HttpRequest) -> Self {
        Self::parse(request.query_string())
    }

    /// Of `name=value&…`, encoded as in an address.
    pub fn parse(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes());
        let pairs: Vec<(String, String)> =
            pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let query = Self { pairs, asked: Vec::new(), faults: Faults::default() };
        // What stands for bytes that are no text.
        let garbled = query.pairs.iter().filter(|(_, value)| value.contains('\u{FFFD}'));
        for (name, _) in garbled {
            query.faults.add(format!("?{name}"), Rule::Format("UTF-8"));
        }
        query
    }

    /// The values of a parameter that may be repeated, each once; at most
    /// [`VALUES_MAX`] may be given.
    pub fn all(&mut self, name: &'static str) -> Vec<String> {
        let values = self.given(name);
        if values.len() > VALUES_MAX {
            self.fail::<()>(name, Rule::TooMany { max: VALUES_MAX });
        }
        let mut seen = HashSet::new();
        values.into_iter().filter(|value| seen.insert(value.clone())).collect()
    }

    fn given(&mut self, name: &'static str) -> Vec<String> {
        self.asked.push(name);
        let values = self.pairs.iter().filter(|(other, _)| other == name);
        values.map(|(_, value)| value.clone()).collect()
    }

    /// The value of a parameter that may be given once.
    pub fn one(&mut self, name: &'static str) -> Option<String> {
        let mut values = self.given(name);
        if values.len() > 1 {
            self.fail::<()>(name, Rule::RepeatedParameter);
        }
        values.pop()
    }

    pub fn fail<T>(&self, name: &str, rule: Rule) -> Option<T> {
        self.faults.add(format!("?{name}"), rule);
        None
    }

    /// Refuses a page of what comes whole as a file.
    pub fn without_pages(&mut self) {
        for name in ["limit", "cursor"] {
            if self.one(name).is_some() {
                self.fail::<()>(name, Rule::NotWith("format"));
            }
        }
    }

    /// Words of a closed set.
    pub fn words<T: Word + FromStr>(&mut self, name: &'static str) -> Vec<T> {
        let values = self.all(name);
        let words = values.iter().filter_map(|value| match value.parse() {
            Ok(word) => Some(word),
            Err(_) => self.fail(name, Rule::UnknownValue { allowed: allowed::<T>() }),
        });
        words.collect()
    }

    pub fn word<T: Word + FromStr>(&mut self, name: &'static str) -> Option<T> {
        let value = self.one(name)?;
        match value.parse() {
            Ok(word) => Some(word),
            Err(_) => self.fail(name, Rule::UnknownValue { allowed: allowed::<T>() }),
        }
    }

    /// One to `max` words of a closed set, separated by commas; `None` = not given.
    pub fn list<T>(&mut self, name: &'static str, max: usize) -> Option<Vec<T>>
    where
        T: Word + FromStr + PartialEq,
    {
        let text = self.one(name)?;
        let mut found: Vec<T> = Vec::new();
        for word in text.split(',') {
            match word.parse() {
                Ok(word) if found.contains(&word) => self.fail::<()>(name, Rule::Repeated),
                Ok(word) => {
                    found.push(word);
                    None
                }
                Err(_) => self.fail(name, Rule::UnknownValue { allowed: allowed::<T>() }),
            };
        }
        if found.len() > max {
            self.fail::<()>(name, Rule::TooMany { max });
        }
        Some(found)
    }

    pub fn parsed<T: FromStr>(&mut self, name: &'static str, kind: Kind) -> Option<T> {
        let value = self.one(name)?;
        value.parse().ok().or_else(|| self.fail(name, Rule::Kind(kind)))
    }

    pub fn number(&mut self, name: &'static str, min: i64, max: i64) -> Option<i64> {
        let number: i64 = self.parsed(name, Kind::Integer)?;
        if (min..=max).contains(&number) {
            return Some(number);
        }
        self.fail(name, Rule::OutOfRange { min, max })
    }

    /// A number that a header gives.
    pub fn header(
        &mut self,
        request: &HttpRequest,
        name: &'static str,
        min: i64,
        max: i64,
    ) -> Option<i64> {
        let value = request.headers().get(name)?;
        let number = value.to_str().ok().and_then(|text| text.trim().parse().ok());
        match number {
            Some(number) if (min..=max).contains(&number) => Some(number),
            wrong => {
                let range = wrong.map(|_| Rule::OutOfRange { min, max });
                self.faults.add(format!(":{name}"), range.unwrap_or(Rule::Kind(Kind::Integer)));
                None
            }
        }
    }

    pub fn day(&mut self, name: &'static str) -> Option<Day> {
        let date: Date = self.parsed(name, Kind::Day)?;
        if date.first() == date.last() {
            return Some(date.first());
        }
        self.fail(name, Rule::Kind(Kind::Day))
    }

    pub fn instant(&mut self, name: &'static str) -> Option<Instant> {
        let value = self.one(name)?;
        Instant::parse(&value).or_else(|| self.fail(name, Rule::Kind(Kind::Instant)))
    }

    /// A day of which something is known: not one in the future.
    pub fn past_day(&mut self, name: &'static str, today: Day) -> Option<Day> {
        let day = self.day(name)?;
        if day <= today { Some(day) } else { self.fail(name, Rule::InTheFuture) }
    }

    /// The two clocks.
    pub fn moment(&mut self, view: &View) -> Moment {
        let as_of = self.past_day("asOf", view.today);
        Moment { as_of, known_at: self.instant("knownAt") }
    }

    /// All that was given but `except`, in a fixed order: what a cursor is bound to.
    pub fn essence(&self, except: &[&str]) -> Vec<(String, String)> {
        let pairs = self.pairs.iter().filter(|(name, _)| !except.contains(&name.as_str()));
        let mut pairs: Vec<_> = pairs.cloned().collect();
        pairs.sort();
        pairs
    }

    /// Reports every parameter that nobody asked for, and all that was wrong.
    pub fn finish(self) -> crate::domain::Result<()> {
        for (name, _) in &self.pairs {
            if !self.asked.contains(&name.as_str()) {
                let name: String = name.chars().take(100).collect();
                let fault = Fault { pointer: format!("?{name}"), rule: Rule::UnknownParameter };
                self.faults.add(fault.pointer, fault.rule);
            }
        }
        self.faults.into_result(())
    }
}
