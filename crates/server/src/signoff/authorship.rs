//! Who wrote each stretch of a draft, or of a version: by the client ids in its state, each of which belongs to the
//! person whose session first used it.

use crate::access;
use crate::apart::apart;
use crate::body::{Path, Query};
use crate::desk::Desk;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::sync::colour;
use crate::viewer::Viewer;
use axum::extract::State;
use model::ids::{PersonId, TextId, VersionNo};
use model::organisation::Profile;
use serde::{Deserialize, Serialize};
use statement::{Draft, Written};
use std::collections::{BTreeMap, BTreeSet};
use store::rows;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

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
    /// Everybody of whom there is a character.
    authors: Vec<AuthorView>,
    /// In order, without gaps from the first character to the last.
    stretches: Vec<StretchView>,
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
    /// The Yjs client ids that are theirs and in the text.
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
}

/// Who wrote each stretch of the draft, or of a version. Whoever brings deleted words back counts as their author.
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
) -> Result<axum::Json<AuthorshipView>, Problem> {
    access::read_text(&*state.desk().await, &viewer, &id, state.clock.now())?;
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
    let reading = move || Ok(Draft::load(&bytes).map_err(Problem::fault)?.writers());
    let written = apart("reading a draft", reading).await?;
    let clients: BTreeSet<u64> = written.iter().map(|written| written.client.get()).collect();
    let owner = |client| {
        let owner = rows::claim(&*state.store, &id, client)?;
        Ok((client, owner.ok_or_else(|| Problem::fault("a client id in a text is nobody's"))?))
    };
    let owners = clients.into_iter().map(owner).collect::<Result<BTreeMap<_, _>, Problem>>()?;
    Ok(axum::Json(view(&*state.desk().await, seq.0, &written, &owners)))
}

fn view(desk: &Desk, seq: u64, written: &[Written], owners: &BTreeMap<u64, PersonId>) -> AuthorshipView {
    let mut places: BTreeMap<&PersonId, usize> = BTreeMap::new();
    let mut authors: Vec<AuthorView> = Vec::new();
    for (client, person) in owners {
        let place = *places.entry(person).or_insert(authors.len());
        if place == authors.len() {
            authors.push(author(desk, person));
        }
        authors[place].clients.push(*client);
    }
    let mut stretches: Vec<StretchView> = Vec::new();
    let mut start = 0;
    for Written { client, units } in written {
        let author = places[&owners[&client.get()]];
        match stretches.last_mut() {
            Some(last) if last.author == author => last.length += units,
            _ => stretches.push(StretchView { start, length: *units, author }),
        }
        start += units;
    }
    AuthorshipView { seq, authors, stretches }
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
