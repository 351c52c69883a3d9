//! What a caller is told when something is refused or fails: an RFC 9457 problem document, and the one mapping to it.
//!
//! A refusal says what to do. A fault of ours says only that it is one; the log has the rest, without any content.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::canonical::NotCanonical;
use model::problem::Problem as Finding;
use model::refusal::{Refusal, RefusalKind};
use room::RoomError;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// A refusal or a fault.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    problems: Vec<Finding>,
    retry_after_s: Option<u64>,
}

/// The document, `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemDocument {
    /// Always `about:blank`: the code tells problems apart.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// One sentence for a person.
    pub detail: String,
    /// A stable name for programs.
    pub code: &'static str,
    /// What stops a freeze, each with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<serde_json::Value>)]
    pub problems: Vec<Finding>,
}

impl Problem {
    /// Any status; `code` is stable, `detail` a sentence for a person.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), problems: Vec::new(), retry_after_s: None }
    }

    /// 404: it does not exist, or not for this person.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is no such thing here, or you have no role in it.",
        )
    }

    /// 401: nobody is logged in.
    pub fn not_logged_in() -> Self {
        let detail = "You are not logged in, or your session is over; ask for a login link.";
        Self::new(StatusCode::UNAUTHORIZED, "not-logged-in", detail)
    }

    /// 403.
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// 409.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422.
    pub fn invalid(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 410.
    pub fn gone(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, code, detail)
    }

    /// 429.
    pub fn too_fast(retry_after_s: u64) -> Self {
        let detail = "That was too much at once; wait a moment and try again.";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-fast", detail);
        Self { retry_after_s: Some(retry_after_s), ..problem }
    }

    /// 503: nothing is lost, try again.
    pub fn busy() -> Self {
        let detail = "The server has too much to write just now; try again in a moment.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
    }

    /// 500. `why` goes to the log and must hold nothing of anybody's content.
    pub fn fault(why: impl std::fmt::Display) -> Self {
        tracing::error!(%why, "a request failed by our own fault");
        let detail = "The server could not do this; it is our fault and in its log.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", detail)
    }

    /// With what stops a freeze.
    pub fn with_problems(self, problems: Vec<Finding>) -> Self {
        Self { problems, ..self }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable name.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = ProblemDocument {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Refused").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
            code: self.code,
            problems: self.problems,
        };
        let mut response = (self.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => {
                Self::conflict("conflict", "Somebody else was first; look again and decide anew.")
            }
            StoreError::Full => Self::busy(),
            StoreError::TooLarge { .. } => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "This is larger than the server keeps; make it smaller.",
            ),
            error => Self::fault(error),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(Refusal { kind, code, sentence }: Refusal) -> Self {
        let status = match kind {
            RefusalKind::Forbidden => StatusCode::FORBIDDEN,
            RefusalKind::Conflict => StatusCode::CONFLICT,
            RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::Gone => StatusCode::GONE,
            RefusalKind::NotFound => StatusCode::NOT_FOUND,
        };
        Self::new(status, code, sentence)
    }
}

impl From<RoomError> for Problem {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::NoSuchText => Self::not_found(),
            RoomError::Full | RoomError::Restarting => Self::busy(),
            RoomError::Store(error) => error.into(),
            error @ (RoomError::StorageFailed | RoomError::Hole | RoomError::Draft(_)) => Self::fault(error),
        }
    }
}

impl From<model::ledger::Broken> for Problem {
    fn from(error: model::ledger::Broken) -> Self {
        Self::fault(error)
    }
}

impl From<NotCanonical> for Problem {
    fn from(error: NotCanonical) -> Self {
        match error {
            NotCanonical::NotNfc | NotCanonical::Value => Self::invalid("not-recordable", error.to_string()),
            error => Self::fault(error),
        }
    }
}

impl From<axum::extract::rejection::JsonRejection> for Problem {
    fn from(rejection: axum::extract::rejection::JsonRejection) -> Self {
        Self::new(rejection.status(), "unreadable", format!("The request cannot be read: {rejection}."))
    }
}

impl From<axum::extract::rejection::PathRejection> for Problem {
    fn from(_: axum::extract::rejection::PathRejection) -> Self {
        Self::not_found()
    }
}
