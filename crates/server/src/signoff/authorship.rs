//! Who wrote each stretch of a draft, or of a version: by the client ids in its state, each of which belongs to the
//! person whose session first used it. Of words that were deleted and brought back, who wrote them first is said too.

use crate::access;
use crate::apart::apart;
use crate::body::{Path, Query};
use crate::desk::Desk;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::sync::colour;
use crate::viewer::Viewer;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use model::ids::{PersonId, TextId, VersionNo};
use model::organisation::Profile;
use serde::{Deserialize, Serialize};
use statement::restored::Restored;
use statement::{ClientId, Draft, Written};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Store, rows};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Place in `authors`, by client id.
type Places = BTreeMap<u64, usize>;

/// `/texts/{id}/authorship`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(authorship))
}

/// Of what.
#[derive(Deserialize, IntoParams)]
struct Asked {
    /// A frozen version; without it, the draft as it is now.
    #[param(value_type = Option<u32>)]
    version: Option<VersionNo>,
}

/// Who wrote what.
#[derive(Serialize, ToSchema)]
struct AuthorshipView {
    /// The last update in it: a number that grows with every change.
    seq: u64,
    /// Everybody of whom there is a character, or was before somebody else brought it back.
    authors: Vec<AuthorView>,
    /// In order, without gaps from the first character to the last.
    stretches: Vec<StretchView>,
    /// The same of what was brought back, by place in the Yjs document.
    restored: Vec<RestoredView>,
}

/// Somebody who wrote.
#[derive(Serialize, ToSchema)]
struct AuthorView {
    person: String,
    name: String,
    /// Acronym or name of the organisation; a translator or counsel has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    /// `#rrggbb`, as of their cursor.
    colour: String,
    /// The Yjs client ids of theirs that these are.
    clients: Vec<u64>,
}

/// Neighbouring characters of one author.
#[derive(Serialize, ToSchema)]
struct StretchView {
    /// UTF-16 units before it, in the sequence `content`.
    start: usize,
    /// UTF-16 units.
    length: usize,
    /// Place in `authors`.
    author: usize,
    /// Place in `authors` of whoever wrote it first, where it was deleted and the author brought it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_author: Option<usize>,
}

/// A stretch of one client's clocks whose words somebody else wrote first.
#[derive(Serialize, ToSchema)]
struct RestoredView {
    /// The Yjs client id of whoever brought them back.
    client: u64,
    /// The first clock.
    clock: u32,
    /// Clocks, which are UTF-16 units.
    length: u32,
    /// Place in `authors`.
    first_author: usize,
}

/// Who wrote each stretch of the draft, or of a version. Whoever brings deleted words back counts as their author, and
/// who wrote them first is said beside.
#[utoipa::path(get, path = "/texts/{id}/authorship", params(("id" = String, Path), Asked), tag = "signoff",
    responses(
        (status = 200, body = AuthorshipView),
        (status = 404, body = ProblemDocument),
    ))]
async fn authorship(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<TextId>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    access::read_text(&*state.desk().await, &viewer, &id, state.clock.now())?;
    let turn = state.readings.turn(&viewer.person).await?;
    let (seq, bytes) = match asked.version {
        Some(no) => {
            let row = rows::version(&*state.store, &id, no)?.ok_or_else(Problem::not_found)?;
            (row.seq, row.state.into())
        }
        None => {
            let snapshot = state.rooms.freeze(&id).await?;
            (snapshot.seq, snapshot.state)
        }
    };
    let restored = state.rooms.restored(&id).await?;
    let store = Arc::clone(&state.store);
    let reading = move || {
        let draft = Draft::load(&bytes).map_err(Problem::fault)?;
        // Of what came after a version nothing is said of it.
        let within = |one: Restored| {
            let end = one.end.min(draft.clock(one.client));
            (one.start < end).then_some(Restored { end, ..one })
        };
        let restored: Vec<_> = restored.into_iter().filter_map(within).collect();
        let written = draft.writers(&restored);
        let present: BTreeSet<ClientId> = written.iter().map(|written| written.client).collect();
        let restored: Vec<_> = restored.into_iter().filter(|one| present.contains(&one.client)).collect();
        let clients = restored.iter().map(|one| one.first).chain(present).collect();
        Ok((turn, owners(&*store, &id, clients)?, written, restored))
    };
    let (turn, owners, written, restored) = apart("reading a draft", reading).await?;
    let (authors, places) = authors(&*state.desk().await, &owners);
    let writing = move || {
        let _turn = turn;
        let (stretches, restored) = (stretches(&written, &places), views(&restored, &places));
        serde_json::to_vec(&AuthorshipView { seq: seq.0, authors, stretches, restored })
            .map_err(Problem::fault)
    };
    let json = apart("writing who wrote what", writing).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json))
}

/// Whose the ids are.
fn owners(
    store: &dyn Store,
    text: &TextId,
    clients: BTreeSet<ClientId>,
) -> Result<BTreeMap<u64, PersonId>, Problem> {
    let owner = |client: ClientId| {
        let owner = rows::claim(store, text, client.get())?;
        Ok((client.get(), owner.ok_or_else(|| Problem::fault("a client id in a text is nobody's"))?))
    };
    clients.into_iter().map(owner).collect()
}

/// Everybody, and who of them has which client id.
fn authors(desk: &Desk, owners: &BTreeMap<u64, PersonId>) -> (Vec<AuthorView>, Places) {
    let mut of_people: BTreeMap<&PersonId, usize> = BTreeMap::new();
    let (mut authors, mut places) = (Vec::new(), Places::new());
    for (client, person) in owners {
        let place = *of_people.entry(person).or_insert(authors.len());
        if place == authors.len() {
            authors.push(author(desk, person));
        }
        authors[place].clients.push(*client);
        places.insert(*client, place);
    }
    (authors, places)
}

fn stretches(written: &[Written], places: &Places) -> Vec<StretchView> {
    let mut stretches: Vec<StretchView> = Vec::new();
    let mut start = 0;
    for Written { client, first, units } in written {
        let author = places[&client.get()];
        let first_author = first.map(|first| places[&first.get()]).filter(|first| *first != author);
        match stretches.last_mut() {
            Some(last) if (last.author, last.first_author) == (author, first_author) => last.length += units,
            _ => stretches.push(StretchView { start, length: *units, author, first_author }),
        }
        start += units;
    }
    stretches
}

/// What somebody brought back of somebody else's.
fn views(restored: &[Restored], places: &Places) -> Vec<RestoredView> {
    let view = |Restored { client, start, end, first }: &Restored| {
        let (author, first_author) = (places[&client.get()], places[&first.get()]);
        let view = RestoredView { client: client.get(), clock: *start, length: end - start, first_author };
        (author != first_author).then_some(view)
    };
    restored.iter().filter_map(view).collect()
}

fn author(desk: &Desk, person: &PersonId) -> AuthorView {
    let known = desk.coalition.people.get(person);
    let organisation = known.and_then(|known| known.organisation.as_ref());
    let profile = organisation.and_then(|id| Some(&desk.coalition.organisations.get(id)?.profile));
    AuthorView {
        person: person.to_string(),
        name: known.map(|known| known.name.clone()).unwrap_or_default(),
        organisation: profile.and_then(Profile::short_name).map(str::to_owned),
        colour: colour::of(&desk.coalition, organisation),
        clients: Vec::new(),
    }
}
