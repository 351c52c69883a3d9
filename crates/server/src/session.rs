//! Sessions and tokens: which person a credential stands for, and until when.

use crate::config::BaseUrl;
use crate::desk::write;
use crate::limits::{SESSION_GRAIN_MS, SESSION_IDLE_MS, SESSION_MS_MAX, TOKEN_MS};
use crate::problem::Problem;
use crate::secret::Secret;
use crate::state::AppState;
use crate::viewer::{Credential, Viewer};
use axum::http::{HeaderMap, HeaderValue, header};
use model::digest::Digest;
use model::ids::PersonId;
use model::position::Method;
use model::time::UnixMs;
use store::Batch;
use store::rows::{self, LoginMethod, SessionRow, TokenRow};

/// The cookie's name: under TLS one that browsers take from this host alone, over TLS alone, for the whole site.
fn cookie_name(base_url: &BaseUrl) -> &'static str {
    if base_url.is_secure() { "__Host-undersigned" } else { "undersigned" }
}

/// The viewer of a request's cookie; none where there is none, or its session is over.
pub async fn by_cookie(state: &AppState, headers: &HeaderMap) -> Result<Option<Viewer>, Problem> {
    let Some(secret) = cookie(&state.base_url, headers) else { return Ok(None) };
    let hash = secret.hash();
    let now = state.clock.now();
    let Some(row) = rows::session(&*state.store, &hash)?.filter(|row| stands(row, now)) else {
        return Ok(None);
    };
    if now.0 >= row.seen.0 + SESSION_GRAIN_MS {
        note_use(state, hash, now).await?;
    }
    let method = match row.method {
        LoginMethod::Mailed => Method::Session,
        LoginMethod::Handed => Method::SessionHanded,
    };
    viewer(state, row.person, method, Credential::Session(hash)).await
}

/// The viewer of a program's token; none where it is unknown or over.
pub async fn by_token(state: &AppState, token: &str) -> Result<Option<Viewer>, Problem> {
    let Some(hash) = Secret::read(token).map(|secret| secret.hash()) else { return Ok(None) };
    let now = state.clock.now();
    let Some(row) = rows::token(&*state.store, &hash)?.filter(|row| now < row.expires) else {
        return Ok(None);
    };
    viewer(state, row.person, Method::Token, Credential::Token(hash)).await
}

/// Begins a session and gives the cookie that carries it: a fresh secret, whatever the browser had before.
pub fn begin(
    state: &AppState,
    person: PersonId,
    method: LoginMethod,
    batch: &mut Batch,
) -> Result<HeaderValue, Problem> {
    let secret = Secret::fresh();
    let now = state.clock.now();
    let row = SessionRow { person, method, created: now, seen: now, expires: now.plus_ms(SESSION_MS_MAX) };
    rows::put_session(batch, &secret.hash(), &row);
    set_cookie(&state.base_url, &secret.reveal(), SESSION_MS_MAX / 1000)
}

/// Ends the session of a request's cookie, and its connections. Gives the cookie that removes it.
pub async fn end(state: &AppState, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
    if let Some(secret) = cookie(&state.base_url, headers) {
        end_all(state, &[secret.hash()]).await?;
    }
    set_cookie(&state.base_url, "", 0)
}

/// Ends sessions, and their connections.
pub async fn end_all(state: &AppState, sessions: &[Digest]) -> Result<(), Problem> {
    let mut batch = Batch::new();
    sessions.iter().for_each(|hash| rows::delete_session(&mut batch, hash));
    {
        let _turn = state.sessions.lock().await;
        write(&state.writer, batch).await?;
    }
    sessions.iter().for_each(|hash| state.live.end(Credential::Session(*hash)));
    Ok(())
}

/// Writes down that sessions of connections are in use, and ends those that are over. To be called now and then.
pub async fn sweep(state: &AppState) -> Result<(), Problem> {
    let now = state.clock.now();
    let used = state.live.credentials();
    let mut over = Vec::new();
    for (hash, row) in rows::sessions(&*state.store)? {
        let by_socket = used.get(&Credential::Session(hash)).copied().unwrap_or_default();
        let is_news = by_socket.0 >= row.seen.0 + SESSION_GRAIN_MS;
        let row = SessionRow { seen: row.seen.max(by_socket), ..row };
        match stands(&row, now) {
            true if is_news => note_use(state, hash, by_socket).await?,
            true => {}
            false => over.push(hash),
        }
    }
    let tokens = used.keys().filter_map(|c| if let Credential::Token(hash) = c { Some(*hash) } else { None });
    for hash in tokens {
        if rows::token(&*state.store, &hash)?.is_none_or(|row| row.expires <= now) {
            state.live.end(Credential::Token(hash));
        }
    }
    if over.is_empty() { Ok(()) } else { end_all(state, &over).await }
}

/// Issues a token to a person's program.
pub fn put_token(batch: &mut Batch, token: &Secret, person: &PersonId, now: UnixMs) {
    let (label, expires) = ("demonstration".to_owned(), now.plus_ms(TOKEN_MS));
    rows::put_token(batch, &token.hash(), &TokenRow { person: person.clone(), label, created: now, expires });
}

fn stands(row: &SessionRow, now: UnixMs) -> bool {
    now < row.expires && now < row.seen.plus_ms(SESSION_IDLE_MS)
}

/// Writes down that a session is in use; one that ended meanwhile stays ended.
async fn note_use(state: &AppState, hash: Digest, seen: UnixMs) -> Result<(), Problem> {
    let _turn = state.sessions.lock().await;
    let Some(row) = rows::session(&*state.store, &hash)? else { return Ok(()) };
    let mut batch = Batch::new();
    rows::put_session(&mut batch, &hash, &SessionRow { seen, ..row });
    Ok(write(&state.writer, batch).await?)
}

async fn viewer(
    state: &AppState,
    person: PersonId,
    method: Method,
    credential: Credential,
) -> Result<Option<Viewer>, Problem> {
    let desk = state.desk().await;
    let known = desk.coalition.people.get(&person);
    Ok(known.map(|known| Viewer { person, organisation: known.organisation.clone(), method, credential }))
}

fn cookie(base_url: &BaseUrl, headers: &HeaderMap) -> Option<Secret> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(name, _)| *name == cookie_name(base_url));
    ours.next().and_then(|(_, value)| Secret::read(value))
}

fn set_cookie(base_url: &BaseUrl, value: &str, max_age_s: u64) -> Result<HeaderValue, Problem> {
    let secure = if base_url.is_secure() { "; Secure" } else { "" };
    let name = cookie_name(base_url);
    let cookie = format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).map_err(Problem::fault)
}
