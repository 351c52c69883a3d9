//! The administration socket in the data folder: for commands of the operator while the server runs.
//!
//! One line in, one line out. Who may open the folder may use it; the network cannot.

use crate::desk::{keep_heads, write};
use crate::limits::ADMIN_LINE_BYTES_MAX;
use crate::link::{self, Maker};
use crate::office::Resumed;
use crate::serve::ServeError;
use crate::state::AppState;
use model::fact::KeptHead;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Ask {
    /// A login link for the person with this address.
    LoginLink {
        /// The address.
        email: String,
    },
    /// That a server which was set back goes on, with heads to compare it with.
    Resume {
        /// Each `SEQ:HASH`.
        heads: Vec<KeptHead>,
    },
    /// A backup of everything.
    Backup {
        /// The file to be made, as an absolute path.
        file: PathBuf,
    },
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// A login link.
    Link {
        /// The whole URL.
        url: String,
    },
    /// It goes on.
    Resumed(Resumed),
    /// It is done.
    Done,
    /// It was not done.
    Refused {
        /// A sentence for a person.
        detail: String,
    },
}

fn path(folder: &Path) -> PathBuf {
    folder.join("admin.sock")
}

/// Makes the socket, mode 0600. One that an earlier process left behind is removed: the folder's lock is ours.
pub fn bind(folder: &Path) -> Result<UnixListener, ServeError> {
    let path = path(folder);
    let failed = |error| ServeError::Admin(path.display().to_string(), error);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let listener = UnixListener::bind(&path).map_err(failed)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(failed)?;
    Ok(listener)
}

/// Answers for as long as the server runs.
pub async fn answer(listener: UnixListener, state: AppState) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(one(stream, state.clone()));
    }
}

async fn one(mut stream: UnixStream, state: AppState) -> std::io::Result<()> {
    let (read, mut write) = stream.split();
    let mut line = String::new();
    tokio::io::BufReader::new(read.take(ADMIN_LINE_BYTES_MAX)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(Ask::LoginLink { email }) => login_link(&state, &email).await,
        Ok(Ask::Backup { file }) => backup(&state, file).await,
        Ok(Ask::Resume { heads }) => resume(&state, heads).await,
        Err(_) => Answer::Refused { detail: "the running server is of another version".into() },
    };
    let mut line = serde_json::to_vec(&answer)?;
    line.push(b'\n');
    write.write_all(&line).await
}

async fn login_link(state: &AppState, email: &str) -> Answer {
    let refused = |detail: String| Answer::Refused { detail };
    let person = state.desk().await.coalition.person_by_email(email).map(|person| person.id.clone());
    let Some(person) = person else {
        return refused(crate::office::OfficeError::NoSuchPerson.to_string());
    };
    let (answer, made) = std::sync::mpsc::channel();
    let now = state.clock.now();
    let change = state.change(move |desk| {
        let (link, change) = link::make(&Maker::Operator, &person, desk.instant(now));
        let _ = answer.send(link);
        Ok(change)
    });
    match (change.await, made.try_recv()) {
        (Ok(_), Ok(link)) => Answer::Link { url: state.base_url.login_url(&link.secret) },
        (Err(problem), _) => refused(problem.detail().to_owned()),
        _ => refused("no link was made".into()),
    }
}

async fn resume(state: &AppState, heads: Vec<KeptHead>) -> Answer {
    let (store, now) = (Arc::clone(&state.store), state.clock.now());
    let (answer, made) = std::sync::mpsc::channel();
    let resumed = async {
        state.desk().await.check_set_back()?;
        write(&state.writer, keep_heads(&heads)).await?;
        let change = state.change(move |desk| {
            let compared = desk.kept_heads(&*store)?;
            let change = desk.restoration(&*store, &compared, desk.instant(now))?;
            let _ = answer.send(compared);
            Ok(change)
        });
        change.await
    };
    match (resumed.await, made.try_recv()) {
        (Ok(_), Ok(resumed)) => Answer::Resumed(resumed),
        (Err(problem), _) => Answer::Refused { detail: problem.detail().to_owned() },
        _ => Answer::Refused { detail: "nothing was put on record".into() },
    }
}

async fn backup(state: &AppState, file: PathBuf) -> Answer {
    let store = Arc::clone(&state.store);
    let made = tokio::task::spawn_blocking(move || store.backup(&file)).await;
    match made {
        Ok(Ok(())) => Answer::Done,
        Ok(Err(error)) => Answer::Refused { detail: error.to_string() },
        Err(_) => Answer::Refused { detail: "the backup was not made; the server's log says why".into() },
    }
}

/// Asks the server that runs on this folder; none where none does.
pub fn ask(folder: &Path, ask: &Ask) -> Option<std::io::Result<Answer>> {
    let stream = std::os::unix::net::UnixStream::connect(path(folder)).ok()?;
    Some(converse(stream, ask))
}

fn converse(mut stream: std::os::unix::net::UnixStream, ask: &Ask) -> std::io::Result<Answer> {
    let mut line = serde_json::to_vec(ask)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    Ok(serde_json::from_str(&answer)?)
}
