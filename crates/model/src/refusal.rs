//! Why something is not done: a stable name for programs, a sentence for a person.

/// What kind of refusal it is, which a server maps to a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// This person may not do it.
    Forbidden,
    /// Somebody or something came first.
    Conflict,
    /// The request itself cannot be met.
    Invalid,
    /// It is too late for it.
    Gone,
    /// There is no such thing.
    NotFound,
}

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Refusal {
    /// What kind of refusal it is.
    pub kind: RefusalKind,
    /// A stable name.
    pub code: &'static str,
    /// One sentence that says what to do.
    pub sentence: String,
}

impl Refusal {
    pub(crate) fn forbidden(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Forbidden, code, sentence: sentence.into() }
    }

    pub(crate) fn conflict(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Conflict, code, sentence: sentence.into() }
    }

    pub(crate) fn invalid(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Invalid, code, sentence: sentence.into() }
    }

    pub(crate) fn gone(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Gone, code, sentence: sentence.into() }
    }

    pub(crate) fn not_found() -> Self {
        let sentence = "There is no such thing here, or you have no role in it.".into();
        Self { kind: RefusalKind::NotFound, code: "not-found", sentence }
    }
}
