use std::fmt;

/// Where a value stands in a body, as a JSON pointer (RFC 6901). It is written out only
/// where something is wrong.
#[derive(Debug, Clone, Copy)]
pub enum Pointer<'a> {
    Written(&'a str),
    Member(&'a Pointer<'a>, &'a str),
    Item(&'a Pointer<'a>, usize),
}

impl<'a> From<&'a str> for Pointer<'a> {
    fn from(written: &'a str) -> Self {
        Self::Written(written)
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written(pointer) => f.write_str(pointer),
            Self::Member(of, name) => write!(f, "{of}/{name}"),
            Self::Item(of, index) => write!(f, "{of}/{index}"),
        }
    }
}
