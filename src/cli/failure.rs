use std::fmt;
use std::process::ExitCode;

use crate::domain::{Conflict, Error, Fault, Lang};

pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub enum Failure {
    Configuration(crate::config::Error),
    Refused(Error),
    Io(std::io::Error),
    /// What went wrong and what to do next, in a sentence.
    Other(String),
}

impl Failure {
    pub fn other(what: impl Into<String>) -> Self {
        Self::Other(what.into())
    }

    /// Whoever read what was printed has seen enough.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// 78 is EX_CONFIG of `sysexits.h`: starting again will not help.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Configuration(_) => ExitCode::from(78),
            Self::Refused(_) | Self::Io(_) | Self::Other(_) => ExitCode::FAILURE,
        }
    }
}

impl From<crate::config::Error> for Failure {
    fn from(error: crate::config::Error) -> Self {
        Self::Configuration(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(error) => {
                write!(f, "the configuration is not as it should be:")?;
                error.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
            }
            Self::Io(error) => write!(f, "{error}"),
            Self::Other(what) => f.write_str(what),
            Self::Refused(Error::Invalid(faults)) => {
                write!(f, "this cannot be taken as it is:")?;
                list(f, faults)
            }
            Self::Refused(error @ Error::Conflict(Conflict::Incomplete(faults))) => {
                f.write_str(&error.detail(Lang::En))?;
                list(f, faults)
            }
            Self::Refused(error @ Error::Items(_)) => {
                f.write_str(&error.detail(Lang::En))?;
                error.items().try_for_each(|(item, error)| {
                    write!(f, "\n  {item}: {}", error.detail(Lang::En))
                })
            }
            Self::Refused(Error::NotFound(what)) => write!(f, "there is no such {what}"),
            Self::Refused(Error::Internal(cause)) => {
                write!(f, "{cause}")?;
                let mut next = cause.source();
                while let Some(cause) = next {
                    write!(f, ": {cause}")?;
                    next = cause.source();
                }
                Ok(())
            }
            Self::Refused(error) => f.write_str(&error.detail(Lang::En)),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, faults: &[Fault]) -> fmt::Result {
    faults
        .iter()
        .try_for_each(|fault| write!(f, "\n  {}: {}", fault.pointer, fault.rule.message(Lang::En)))
}
