//! What the items of lists look like in the description. (A limit on a field is
//! one of the list; its items take theirs from a type.)

use utoipa::ToSchema;

/// Code or key of an entry of the catalog.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 60, examples("families"))]
pub struct Code(pub String);

/// A name on one line.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 200)]
pub struct Name(pub String);

/// A text of some lines.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 2000)]
pub struct Text(pub String);

/// A place in a record, as a JSON pointer (RFC 6901).
#[derive(ToSchema)]
#[schema(max_length = 500, examples("/planned/end"))]
pub struct Pointer(pub String);

/// Number of a Handlungsfeld.
#[derive(ToSchema)]
#[schema(minimum = 1, maximum = 99, examples(2))]
pub struct HandlungsfeldNumber(pub u8);

/// A calendar year.
#[derive(ToSchema)]
#[schema(minimum = 1900, maximum = 2199, examples(2021))]
pub struct Year(pub u16);
