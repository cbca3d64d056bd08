//! HTTP: requests in, answers out, and a stream that says when there is news.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::watch;

use super::answer::{self, Answer, POLICY, Question, Served};
use super::fresh::Fresh;
use super::host::Hosts;
use super::page::OWN;
use super::path::file_named;
use super::state;

/// What the server and the builder share.
#[derive(Debug)]
pub struct Shared {
    site: PathBuf,
    hosts: Hosts,
    state: RwLock<String>,
    /// What is shown before the folder holds all of a new site.
    pub fresh: Fresh,
    news: watch::Sender<u64>,
}

impl Shared {
    /// The site in a folder, for those who may ask.
    #[must_use]
    pub fn new(site: PathBuf, hosts: Hosts, state: &state::State) -> Self {
        Self {
            site,
            hosts,
            state: RwLock::new(state.json()),
            fresh: Fresh::default(),
            news: watch::Sender::new(0),
        }
    }

    /// Tells open pages of a new state.
    pub fn tell(&self, state: &state::State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state.json();
        self.news.send_modify(|number| *number += 1);
    }
}

/// Answers until the user or the system ends the program.
///
/// # Errors
/// A socket that the system refuses.
pub fn run(listener: TcpListener, shared: &Arc<Shared>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let router = Router::new().fallback(handle).with_state(Arc::clone(shared));
        // Streams of news have no end of their own: what is open is dropped.
        tokio::select! {
            ended = async { axum::serve(listener, router).await } => ended,
            ended = ended() => ended,
        }
    })
}

/// Ends when the program is to end.
#[cfg(unix)]
async fn ended() -> io::Result<()> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}

/// Ends when the program is to end.
#[cfg(not(unix))]
async fn ended() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let host = request.headers().get(header::HOST);
    let question = Question {
        method: request.method().as_str(),
        path: request.uri().path(),
        // What is no text is nobody's name.
        host: host.map(|host| host.to_str().unwrap_or_default()),
    };
    let mut answer = answered(&shared, question);
    while answer.is_early {
        shared.fresh.whole().await;
        answer = answered(&shared, question);
    }
    if answer.status == 200
        && let Some(page) = page_named(question.path)
    {
        shared.fresh.remember(&page);
    }
    let is_stream = answer.is_news && question.method == "GET";
    let mut response = if is_stream { news(&shared) } else { response(answer) };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    response
}

fn answered(shared: &Shared, question: Question<'_>) -> Answer {
    let state = shared.state.read().unwrap_or_else(PoisonError::into_inner).clone();
    let fresh = shared.fresh.files();
    let (site, hosts) = (shared.site.as_path(), shared.hosts);
    answer::answer(Served { site, fresh: fresh.as_deref(), hosts, state: &state }, question)
}

/// The page that is asked for, or that is asked whether it changed.
fn page_named(path: &str) -> Option<String> {
    let path = path.strip_prefix(OWN).map_or(Some(path), |own| own.strip_prefix("tag"))?;
    file_named(path).filter(|file| file.ends_with(".html"))
}

fn response(answer: Answer) -> Response {
    let mut response = Response::builder().status(answer.status).header(header::CONTENT_TYPE, answer.kind);
    if let Some(location) = answer.location {
        response = response.header(header::LOCATION, location);
    }
    if let Some(tag) = answer.tag {
        response = response.header(header::ETAG, format!("\"{tag}\""));
    }
    if answer.status == 405 {
        response = response.header(header::ALLOW, "GET, HEAD");
    }
    let failed = |_| axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.body(Body::from(answer.body)).unwrap_or_else(failed)
}

/// A word at once, so that a page that waited knows, and one at each change.
fn news(shared: &Shared) -> Response {
    let mut receiver = shared.news.subscribe();
    receiver.mark_changed();
    let words = stream::unfold(receiver, |mut receiver| async move {
        receiver.changed().await.ok()?;
        let number = *receiver.borrow_and_update();
        let event = Event::default().data(number.to_string());
        Some((Ok::<_, Infallible>(event), receiver))
    });
    Sse::new(words).keep_alive(KeepAlive::default()).into_response()
}
