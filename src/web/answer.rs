//! Answers to requests, and the right of a request.

use super::access::Access;
use super::gateway::Gateway;
use crate::base::{Error, ErrorKind};
use axum::http::StatusCode;
use axum::http::header::{self, AsHeaderName, HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::net::IpAddr;

/// Cookies of one name that are tried.
const COOKIES: usize = 8;

/// The address of the browser, for rates and the audit trail.
#[derive(Clone, Debug)]
pub struct Peer(pub String);

impl Peer {
    /// The network whose attempts to log in are counted together: of an IPv6 address the first 64
    /// bits, because a single machine has all addresses below them.
    pub fn network(&self) -> String {
        match self.0.parse() {
            Ok(IpAddr::V6(ip)) => {
                let [a, b, c, d, ..] = ip.segments();
                format!("address {a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            Ok(IpAddr::V4(_)) | Err(_) => format!("address {}", self.0),
        }
    }
}

/// The answer to a request.
pub type Answer = Result<Response, Refusal>;

/// The answer to a request that is refused or fails.
#[derive(Debug)]
pub struct Refusal(Box<Response>);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Error> for Refusal {
    fn from(why: Error) -> Self {
        let status = match why.kind {
            ErrorKind::User | ErrorKind::Syntax => StatusCode::BAD_REQUEST,
            ErrorKind::NotFound => StatusCode::NOT_FOUND,
            ErrorKind::Protocol | ErrorKind::System => StatusCode::INTERNAL_SERVER_ERROR,
        };
        error(status, &why.message)
    }
}

/// An answer with JSON.
pub fn json_answer(value: &Value) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        value.to_string(),
    )
        .into_response()
}

/// An error with a sentence for people.
pub fn error(status: StatusCode, why: &str) -> Refusal {
    let mut answer = json_answer(&json!({ "error": why }));
    *answer.status_mut() = status;
    Refusal(Box::new(answer))
}

/// An error that ends by itself: the request may be repeated after so many seconds.
pub fn wait(status: StatusCode, seconds: u64, why: &str) -> Refusal {
    let mut answer = json_answer(&json!({ "error": why, "retry": seconds }));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Refusal(Box::new(answer))
}

/// An answer without a body.
pub fn no_content() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// The request has no right.
pub fn not_logged_in() -> Refusal {
    error(StatusCode::UNAUTHORIZED, "log in first")
}

/// The right of the request is too small.
pub fn view_only() -> Refusal {
    error(StatusCode::FORBIDDEN, "this login may only look")
}

/// A header as text; one that is no text, or that is repeated, is never a right one.
pub fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok();
    Some(first.filter(|_| all.next().is_none()).unwrap_or("invalid"))
}

/// A header that occurs once.
pub fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    all.next().is_none().then(|| first.to_str().ok()).flatten()
}

/// The token of the request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    text(headers, &header::AUTHORIZATION)?
        .strip_prefix("Bearer ")
        .map(str::trim)
}

/// The right of a request, and a new cookie if it is time for one.
///
/// # Errors
/// The database cannot be read.
pub fn found(
    gateway: &Gateway,
    headers: &HeaderMap,
    rotate: bool,
) -> Result<Option<(Access, Option<String>)>, Refusal> {
    let found = match bearer(headers) {
        Some(secret) => gateway
            .by_bearer(secret)
            .map(|access| access.map(|a| (a, None))),
        None => {
            let cookie = &gateway.settings.cookie;
            let values = headers.get_all(header::COOKIE).iter();
            let values = values.filter_map(|value| value.to_str().ok());
            let mut values = values.flat_map(|value| cookie.find(value)).take(COOKIES);
            // A cookie that somebody else has set must not hide ours.
            let right = |value| gateway.by_cookie(value, rotate).transpose();
            values.find_map(right).transpose()
        }
    };
    Ok(found?)
}

/// The right of a request.
///
/// # Errors
/// It has none, or the database cannot be read.
pub fn access(gateway: &Gateway, headers: &HeaderMap) -> Result<Access, Refusal> {
    match found(gateway, headers, false)? {
        Some((access, _)) => Ok(access),
        None => Err(not_logged_in()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_counted_by_network() {
        for (peer, want) in [
            ("192.0.2.7", "address 192.0.2.7"),
            ("2001:db8:0:7::1", "address 2001:db8:0:7::/64"),
            ("2001:db8:0:7:ffff::2", "address 2001:db8:0:7::/64"),
            ("::1", "address 0:0:0:0::/64"),
            ("unix", "address unix"),
        ] {
            assert_eq!(Peer(peer.to_owned()).network(), want);
        }
    }
}
