//! How operations can fail, for their description.

use utoipa::IntoResponses;

use super::ProblemDetails;

/// How an operation can fail; named once in its `responses`.
macro_rules! failures {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $status:literal $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(IntoResponses)]
        #[allow(dead_code, reason = "read by the macro only")]
        pub enum $name {
            $($(#[$doc])*
            #[response(status = $status, content_type = "application/problem+json")]
            $variant(ProblemDetails)),+
        }
    };
}

failures!(
    /// Of an operation that reads.
    ReadFailure {
        /// A parameter or the body cannot be taken as it is; every fault is listed
        400 Invalid,
        /// The token is missing, wrong or expired
        401 Unauthenticated,
        /// The role, membership or scope does not allow it
        403 Forbidden,
        /// There is no such thing, or not for the caller
        404 NotFound,
        /// The answer exists in another format only
        406 NotAcceptable,
        /// Too many attempts
        429 TooMany,
        /// Our mistake; `instance` names it
        500 Internal,
        /// Too busy; try again
        503 Busy,
    }
);

failures!(
    /// Of an operation that writes.
    WriteFailure {
        /// A parameter or the body cannot be taken as it is; every fault is listed
        400 Invalid,
        /// The token is missing, wrong or expired
        401 Unauthenticated,
        /// The role, membership or scope does not allow it
        403 Forbidden,
        /// There is no such thing, or not for the caller
        404 NotFound,
        /// The answer exists in another format only
        406 NotAcceptable,
        /// The body took too long to arrive
        408 Timeout,
        /// A rule of the state stands against it
        409 Conflict,
        /// Changed since it was read
        412 Stale,
        /// The body is too large
        413 TooLarge,
        /// The body is not JSON in UTF-8
        415 MediaType,
        /// The `Idempotency-Key` was used for another request
        422 KeyReused,
        /// `If-Match` is missing
        428 Unconditional,
        /// Too many attempts
        429 TooMany,
        /// Our mistake; `instance` names it
        500 Internal,
        /// Too busy; try again
        503 Busy,
    }
);
