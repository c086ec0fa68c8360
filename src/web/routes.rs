//! The routes of docs/web-protocol.md.

use super::access::{Access, NewLogin, agent};
use super::answer::{
    Answer, Peer, Refusal, access, bearer, error, found, json_answer, no_content, only, text,
    view_only, wait,
};
use super::checks::{Facts, Refused};
use super::gateway::{Gateway, TabKey, lock};
use super::logins::{self, SHARE};
use super::messages::{self, FromPage, VERSION};
use super::tab::{NewSocket, ask_lists, code, refuse};
use super::terminal::gateway as terminal;
use super::{assets, history, secrets, upload};
use crate::base::Error;
use crate::store::web::{Account, Role, Token};
use crate::sys::clock::mono;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, Extension, Path, Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::SemaphorePermit;
use tokio::time::timeout;

/// The longest body of a request, in bytes.
const BODY: usize = 64 << 10;

/// The buffers of a WebSocket, in bytes: messages are short.
const BUFFER: usize = 8 << 10;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a new socket may take to say hello.
const HELLO: Duration = Duration::from_secs(10);

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
         connect-src 'self'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; \
         worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// The addresses of WebSockets.
const SOCKETS: [&str; 3] = ["/ws", "/api/link", "/api/forward"];

/// The two ends of a connection; `None` over a Unix socket.
#[derive(Clone, Copy, Debug)]
pub struct Ends(pub Option<(SocketAddr, SocketAddr)>);

type Shared = State<Arc<Gateway>>;

/// The routes of a gateway.
pub fn router(gateway: &Arc<Gateway>) -> Router {
    let api = Router::new()
        .route("/api/hello", get(hello))
        .route("/api/setup", post(setup))
        .route("/api/login", post(log_in))
        .route("/api/token", post(log_in_with_token))
        .route("/api/logout", post(log_out))
        .route("/api/password", post(password))
        .route("/api/logins", get(list_logins))
        .route("/api/logins/revoke", post(revoke))
        .route("/api/share", post(share))
        .route("/api/sessions", get(sessions))
        .route("/api/state", get(state))
        .route("/api/panes/{pane}/lines", get(lines))
        .route("/api/search", get(search));
    Router::new()
        .route("/", get(page))
        .route("/s/{name}", get(page))
        .route("/read/{pane}", get(page))
        .route("/assets/{*file}", get(asset))
        .merge(api)
        .route("/api/upload", post(put_image))
        .route("/ws", get(open_tab))
        .route("/api/link", get(terminal::link))
        .route("/api/forward", get(terminal::forward))
        .fallback(async || error(StatusCode::NOT_FOUND, "there is nothing here"))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(gateway), guard))
        .with_state(Arc::clone(gateway))
}

/// Checks a request before anything else, and adds the headers of every answer.
async fn guard(
    State(gateway): Shared,
    Extension(ends): Extension<Ends>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut answer = match check(&gateway, ends, &request) {
        Err(refused) => refused.into_response(),
        Ok(peer) => {
            request.extensions_mut().insert(peer);
            match timeout(PATIENCE, next.run(request)).await {
                Ok(answer) => answer,
                Err(_) => {
                    let why = "the request took too long";
                    error(StatusCode::REQUEST_TIMEOUT, why).into_response()
                }
            }
        }
    };
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if gateway.settings.tls {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    answer
}

fn check(gateway: &Gateway, ends: Ends, request: &Request) -> Result<Peer, Refusal> {
    let headers = request.headers();
    let settings = &gateway.settings;
    let named;
    let names = match ends.0 {
        Some((_, local)) => {
            named = settings.names.with_local(local);
            &named
        }
        None => &settings.names,
    };
    let path = request.uri().path();
    let host = match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => only(headers, &header::HOST),
    };
    let facts = Facts {
        host,
        origin: text(headers, &header::ORIGIN),
        fetch_site: text(headers, "sec-fetch-site"),
        acts: !matches!(*request.method(), Method::GET | Method::HEAD) || SOCKETS.contains(&path),
        public: !path.starts_with("/api/") && path != "/ws",
        bearer: bearer(headers).is_some(),
    };
    match names.check(&facts) {
        Ok(()) => Ok(peer(gateway, ends, headers)),
        Err(Refused::Host) => Err(error(
            StatusCode::MISDIRECTED_REQUEST,
            "this is not a name of this gateway: start it with --origin",
        )),
        Err(Refused::Origin) => Err(error(
            StatusCode::FORBIDDEN,
            "the request comes from another site",
        )),
    }
}

/// The address of the browser. A proxy is believed only if the user named it.
fn peer(gateway: &Gateway, ends: Ends, headers: &HeaderMap) -> Peer {
    let settings = &gateway.settings;
    let direct = ends.0.map(|(peer, _)| peer.ip());
    let trusted = match direct {
        Some(ip) => settings.trusted_proxy == Some(ip.to_canonical()),
        None => settings.behind_socket,
    };
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse::<IpAddr>().ok());
    Peer(match (trusted.then_some(forwarded).flatten(), direct) {
        (Some(ip), _) | (None, Some(ip)) => ip.to_canonical().to_string(),
        (None, None) => "unix".to_owned(),
    })
}

fn body<T: serde::de::DeserializeOwned>(bytes: &Bytes) -> Result<T, Refusal> {
    let parsed = serde_json::from_slice(bytes);
    parsed.map_err(|_| {
        error(
            StatusCode::BAD_REQUEST,
            "the body is not the JSON that is expected",
        )
    })
}

fn account_json(access: &Access) -> Value {
    json!({
        "account": access.account,
        "role": access.role.name(),
        "session": access.session,
        "expires": access.expires,
    })
}

fn set_cookie(answer: &mut Response, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn logged_in(gateway: &Gateway, login: &NewLogin) -> Response {
    let mut answer = json_answer(&account_json(&login.access));
    let cookie = gateway.settings.cookie.set(&login.cookie, login.kept);
    set_cookie(&mut answer, &cookie);
    answer
}

fn user_agent(headers: &HeaderMap) -> String {
    agent(text(headers, &header::USER_AGENT).unwrap_or_default())
}

/// Counts an attempt to log in. One that finds the gateway busy does not count.
fn attempt(gateway: &Gateway, keys: &[String]) -> Result<(), Refusal> {
    let counted = lock(&gateway.rates).attempt(keys, mono() / 1000);
    counted.map_err(|seconds| {
        wait(
            StatusCode::TOO_MANY_REQUESTS,
            seconds,
            "too many attempts: wait",
        )
    })
}

// Files.

async fn page(headers: HeaderMap) -> Answer {
    file(assets::INDEX, &headers)
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Answer {
    file(&path, &headers)
}

fn file(path: &str, headers: &HeaderMap) -> Answer {
    let Some((asset, tag)) = assets::find(path) else {
        return Err(error(StatusCode::NOT_FOUND, "there is no such file"));
    };
    let fixed = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_TYPE, asset.kind),
    ];
    let known = text(headers, &header::IF_NONE_MATCH);
    let known = known.is_some_and(|list| list.split(',').any(|one| one.trim() == tag));
    Ok(match known {
        true => (StatusCode::NOT_MODIFIED, fixed).into_response(),
        false => (fixed, Body::from(asset.bytes)).into_response(),
    })
}

// Logging in.

async fn hello(State(gateway): Shared, headers: HeaderMap) -> Answer {
    let accounts = gateway.with_db(|db| db.accounts())?;
    let found = found(&gateway, &headers, true)?;
    let login = found.as_ref().map(|(access, _)| account_json(access));
    let mut answer = json_answer(&json!({
        "v": VERSION,
        "version": env!("CARGO_PKG_VERSION"),
        "setup": accounts.iter().all(|account| account.password.is_none()),
        "accounts": accounts.len(),
        "login": login,
    }));
    if let Some((access, Some(cookie))) = found {
        let kept = access.expires - gateway.seconds();
        set_cookie(
            &mut answer,
            &gateway.settings.cookie.set(&cookie, Some(kept)),
        );
    }
    Ok(answer)
}

#[derive(Deserialize)]
struct Setup {
    key: String,
    password: String,
    #[serde(default)]
    remember: bool,
}

async fn setup(
    State(gateway): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let setup: Setup = body(&bytes)?;
    let keys = [Peer(peer.clone()).network()];
    attempt(&gateway, &keys)?;
    if !gateway.is_key(&setup.key) {
        let why = "the address has expired or was used: run mux web again";
        return Err(error(StatusCode::UNAUTHORIZED, why));
    }
    lock(&gateway.rates).succeeded(&keys);
    let accounts = gateway.with_db(|db| db.accounts())?;
    if accounts.iter().any(|account| account.password.is_some()) {
        return Err(error(StatusCode::CONFLICT, "there is a password already"));
    }
    let phc = hashed(&gateway, setup.password).await?;
    let name = set_first_password(&gateway, &phc)?;
    gateway.drop_key();
    gateway.audit("password set", &name, &peer);
    let login = gateway.log_in(&name, None, setup.remember, (&peer, &user_agent(&headers)));
    Ok(logged_in(&gateway, &login?))
}

/// The right to verify or hash a password, of which few may run at once: each takes 19 MiB.
fn verifier(gateway: &Gateway) -> Result<SemaphorePermit<'_>, Refusal> {
    let permit = gateway.verifying.try_acquire();
    permit.map_err(|_| wait(StatusCode::SERVICE_UNAVAILABLE, 1, "busy: try again"))
}

/// Hashes a password for an account.
async fn hashed(gateway: &Gateway, password: String) -> Result<String, Refusal> {
    let _permit = verifier(gateway)?;
    let phc = tokio::task::spawn_blocking(move || secrets::hash_password(&password)).await;
    match phc {
        Ok(Ok(phc)) => Ok(phc),
        Ok(Err(why)) => Err(error(StatusCode::UNPROCESSABLE_ENTITY, &why.message)),
        Err(_) => Err(error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the password cannot be hashed",
        )),
    }
}

/// Gives the first account a password, and creates it if there is none. Returns its name.
///
/// # Errors
/// The database cannot be written.
pub fn set_first_password(gateway: &Gateway, phc: &str) -> crate::base::Result<String> {
    let now = gateway.seconds();
    gateway.with_db(|db| {
        if let Some(first) = db.accounts()?.into_iter().next() {
            db.set_password(&first.name, phc, None)?;
            return Ok(first.name);
        }
        let name = crate::sys::user::name();
        db.add_account(&Account {
            name: name.clone(),
            password: Some(phc.to_owned()),
            label: String::new(),
            role: Role::Full,
            created: now,
        })?;
        Ok(name)
    })
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    name: Option<String>,
    password: String,
    #[serde(default)]
    remember: bool,
}

async fn log_in(
    State(gateway): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let given: Credentials = body(&bytes)?;
    let name = given.name.filter(|name| !name.is_empty());
    let known = gateway.with_db(|db| match &name {
        Some(name) => db.account(name),
        None => Ok(db.accounts()?.into_iter().next()),
    })?;
    let shown = match (&known, &name) {
        (Some(account), _) => account.name.clone(),
        (None, name) => name.clone().unwrap_or_default().chars().take(40).collect(),
    };
    let keys = [Peer(peer.clone()).network(), format!("account {shown}")];
    let _permit = verifier(&gateway)?;
    attempt(&gateway, &keys)?;
    let phc = known.as_ref().and_then(|account| account.password.clone());
    let matches =
        tokio::task::spawn_blocking(move || secrets::is_password(&given.password, phc.as_deref()));
    let (true, Some(account)) = (matches.await.unwrap_or(false), known) else {
        gateway.audit("login failed", &shown, &peer);
        return Err(error(StatusCode::UNAUTHORIZED, "wrong name or password"));
    };
    lock(&gateway.rates).succeeded(&keys);
    gateway.audit("login", &account.name, &peer);
    let agent = user_agent(&headers);
    let login = gateway.log_in(&account.name, None, given.remember, (&peer, &agent));
    Ok(logged_in(&gateway, &login?))
}

#[derive(Deserialize)]
struct TokenLogin {
    token: String,
    #[serde(default)]
    remember: bool,
}

async fn log_in_with_token(
    State(gateway): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let given: TokenLogin = body(&bytes)?;
    let keys = [Peer(peer.clone()).network()];
    attempt(&gateway, &keys)?;
    let agent = user_agent(&headers);
    let login = gateway.log_in_with_token(&given.token, given.remember, (&peer, &agent));
    let Some(login) = login? else {
        gateway.audit("token refused", "", &peer);
        let why = "the link or token has expired or was revoked";
        return Err(error(StatusCode::UNAUTHORIZED, why));
    };
    lock(&gateway.rates).succeeded(&keys);
    gateway.audit("login by token", &login.access.account, &peer);
    Ok(logged_in(&gateway, &login))
}

async fn log_out(
    State(gateway): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
) -> Answer {
    let access = access(&gateway, &headers)?;
    if let Some(id) = access.login {
        gateway.with_db(|db| db.remove_login(id))?;
    }
    gateway.audit("logout", &access.account, &peer);
    gateway.revoked();
    let mut answer = no_content();
    set_cookie(&mut answer, &gateway.settings.cookie.remove());
    Ok(answer)
}

#[derive(Deserialize)]
struct PasswordChange {
    old: String,
    new: String,
}

async fn password(
    State(gateway): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let access = access(&gateway, &headers)?;
    // A link that was shared must not change the password of its owner.
    if access.token.is_some() {
        return Err(error(
            StatusCode::FORBIDDEN,
            "log in with the password first",
        ));
    }
    let change: PasswordChange = body(&bytes)?;
    let keys = [format!("account {}", access.account)];
    let permit = verifier(&gateway)?;
    attempt(&gateway, &keys)?;
    let account = gateway.with_db(|db| db.account(&access.account));
    let phc = account?.and_then(|a| a.password);
    let matches =
        tokio::task::spawn_blocking(move || secrets::is_password(&change.old, phc.as_deref()));
    if !matches.await.unwrap_or(false) {
        return Err(error(StatusCode::UNAUTHORIZED, "the old password is wrong"));
    }
    drop(permit);
    lock(&gateway.rates).succeeded(&keys);
    let phc = hashed(&gateway, change.new).await?;
    gateway.with_db(|db| db.set_password(&access.account, &phc, access.login))?;
    gateway.audit("password changed", &access.account, &peer);
    gateway.revoked();
    Ok(no_content())
}

async fn list_logins(State(gateway): Shared, headers: HeaderMap) -> Answer {
    let access = access(&gateway, &headers)?;
    if access.token.is_some() {
        return Err(view_only());
    }
    let now = gateway.seconds();
    let rows = gateway.with_db(|db| {
        let tokens = db.tokens(now)?;
        let name = |id: i64| tokens.iter().find(|token| token.id == id);
        let logins = db.logins(Some(&access.account), now)?.into_iter();
        Ok(logins
            .map(|login| {
                json!({
                    "id": login.id,
                    "current": Some(login.id) == access.login,
                    "created": login.created,
                    "seen": login.seen,
                    "expires": login.expires,
                    "address": login.address,
                    "agent": login.agent,
                    "token": login.token.and_then(name).map(|token| token.name.as_str()),
                })
            })
            .collect::<Vec<_>>())
    });
    Ok(json_answer(&json!({ "logins": rows? })))
}

#[derive(Deserialize)]
struct Revocation {
    #[serde(default)]
    id: Option<i64>,
    #[serde(default)]
    others: bool,
}

async fn revoke(
    State(gateway): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let access = access(&gateway, &headers)?;
    if access.token.is_some() {
        return Err(view_only());
    }
    let which: Revocation = body(&bytes)?;
    let removed = gateway.with_db(|db| match (which.id, which.others) {
        (Some(id), false) => db.remove_logins(&access.account, Some(id), None),
        (None, true) => db.remove_logins(&access.account, None, access.login),
        _ => Err(Error::user("name a login, or all others")),
    });
    if removed? == 0 {
        return Err(error(StatusCode::NOT_FOUND, "there is no such login"));
    }
    gateway.audit("login revoked", &access.account, &peer);
    gateway.revoked();
    Ok(no_content())
}

#[derive(Deserialize)]
struct Share {
    session: String,
    #[serde(default)]
    view: Option<bool>,
    #[serde(default)]
    minutes: Option<i64>,
}

async fn share(
    State(gateway): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let access = access(&gateway, &headers)?;
    if !access.is_full() || access.session.is_some() {
        return Err(view_only());
    }
    let share: Share = body(&bytes)?;
    let minutes = share.minutes.unwrap_or(120).clamp(1, 7 * 24 * 60);
    let now = gateway.seconds();
    let token = Token {
        id: 0,
        account: access.account.clone(),
        name: format!("{SHARE}{}", share.session),
        role: match share.view {
            Some(false) => Role::Full,
            _ => Role::View,
        },
        session: Some(share.session),
        created: now,
        expires: Some(now + minutes * 60),
        last_used: None,
    };
    let secret = gateway.with_db(|db| logins::add_token(db, &token))?;
    gateway.audit(&token.name, &access.account, &peer);
    let base = gateway.settings.url.trim_end_matches('/');
    Ok(json_answer(&json!({
        "url": format!("{base}/#t={secret}"),
        "expires": token.expires,
    })))
}

// Sessions and history.

async fn state(State(gateway): Shared, headers: HeaderMap) -> Answer {
    let access = access(&gateway, &headers)?;
    let socket = gateway.socket(&access.label)?;
    let lists = ask_lists(&socket).await.unwrap_or_default();
    Ok(json_answer(&json!({
        "account": access.account,
        "mode": access.role.name(),
        "sessions": lists.sessions(&access),
    })))
}

async fn sessions(State(gateway): Shared, headers: HeaderMap) -> Answer {
    let access = access(&gateway, &headers)?;
    let sessions = history::sessions(&gateway, &access).await?;
    Ok(json_answer(&json!({ "sessions": sessions })))
}

async fn lines(
    State(gateway): Shared,
    Path(pane): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Answer {
    let access = access(&gateway, &headers)?;
    let query = uri.query().unwrap_or_default();
    let lines = history::lines(&gateway, &access, &pane, query).await?;
    if history::parameter(query, "format").as_deref() != Some("html") {
        return Ok(json_answer(&lines.json()));
    }
    let mut answer = lines.html().into_response();
    let headers = answer.headers_mut();
    for (name, value) in [
        ("x-mux-first", lines.first.to_string()),
        ("x-mux-last", lines.last.to_string()),
        ("x-mux-live", lines.live.to_string()),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    Ok(answer)
}

async fn search(State(gateway): Shared, headers: HeaderMap, uri: Uri) -> Answer {
    let access = access(&gateway, &headers)?;
    let query = uri.query().unwrap_or_default();
    let found = history::search(&gateway, &access, query).await;
    Ok(json_answer(&found?))
}

async fn put_image(
    State(gateway): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    request: Request,
) -> Answer {
    // The right comes before the body: who has none must not fill the memory.
    let access = access(&gateway, request.headers())?;
    if !access.is_full() {
        return Err(view_only());
    }
    let busy = |_| wait(StatusCode::SERVICE_UNAVAILABLE, 1, "busy: try again");
    let _permit = gateway.uploads.try_acquire().map_err(busy)?;
    let kind = text(request.headers(), &header::CONTENT_TYPE);
    let kind = kind.unwrap_or_default().to_owned();
    let too_large = |_| error(StatusCode::PAYLOAD_TOO_LARGE, "the image is too large");
    let bytes = to_bytes(request.into_body(), upload::LARGEST).await;
    let bytes = bytes.map_err(too_large)?;
    let Some(ending) = upload::ending(&kind, &bytes) else {
        let why = "only PNG, JPEG, GIF and WebP images are accepted";
        return Err(error(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    };
    let kept = tokio::task::spawn_blocking(move || upload::keep(&bytes, ending)).await;
    let path = kept.unwrap_or_else(|_| Err(Error::system("the image cannot be stored")))?;
    gateway.audit("image uploaded", &access.account, &peer);
    Ok(json_answer(&json!({ "path": path.to_string_lossy() })))
}

// The WebSocket.

async fn open_tab(
    State(gateway): Shared,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
    request: Request,
) -> Answer {
    let access = access(&gateway, request.headers())?;
    let query = request.uri().query().unwrap_or_default();
    let tab = history::parameter(query, "tab").unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !(16..=64).contains(&tab.len()) || !tab.bytes().all(plain) {
        return Err(error(StatusCode::BAD_REQUEST, "the tab has no name"));
    }
    let key = (
        access.account.clone(),
        access.role.name(),
        access.session.clone(),
        tab,
    );
    if !gateway.has_room(&key) {
        return Err(error(
            StatusCode::TOO_MANY_REQUESTS,
            "too many tabs are open",
        ));
    }
    let upgrade = upgrade.map_err(|_| {
        error(
            StatusCode::UPGRADE_REQUIRED,
            "this address is for WebSockets",
        )
    })?;
    let greeting = Arc::clone(&gateway.greeting).try_acquire_owned();
    let greeting = greeting.map_err(|_| {
        let why = "too many sockets have not said hello";
        wait(StatusCode::SERVICE_UNAVAILABLE, 1, why)
    })?;
    let gateway = Arc::clone(&gateway);
    Ok(upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(messages::MAX_MESSAGE)
        .max_frame_size(messages::MAX_MESSAGE)
        .on_upgrade(async move |socket| {
            let _greeting = greeting;
            greet(gateway, key, access, socket).await;
        }))
}

/// Waits for the hello of a new socket and gives it to its tab.
async fn greet(gateway: Arc<Gateway>, key: TabKey, access: Access, mut socket: WebSocket) {
    let first = timeout(HELLO, socket.recv()).await;
    let Ok(Some(Ok(Message::Text(text)))) = first else {
        return refuse(socket, code::NONSENSE, "no hello").await;
    };
    let Some(FromPage::Hello(hello)) = messages::decode(text.as_str()) else {
        return refuse(socket, code::NONSENSE, "no hello").await;
    };
    if hello.v != VERSION {
        return refuse(socket, code::VERSION, "another version of the page").await;
    }
    let new = NewSocket {
        socket,
        hello: *hello,
        access,
    };
    gateway.open(&key, new);
}
