//! Organisations of the coalition.

use super::decide;
use crate::access;
use crate::body::{Json, Path};
use crate::desk::Desk;
use crate::limits::PASTED_LINES_MAX;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::OrganisationKindName;
use axum::extract::State;
use axum::http::StatusCode;
use model::fact::CoalitionFact;
use model::ids::OrganisationId;
use model::organisation::{Membership, Organisation, OrganisationKind, Profile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/organisations`, `/organisations/{id}`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(all, add)).routes(routes!(change)).routes(routes!(leave))
}

/// An organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganisationView {
    /// Its identity.
    pub id: String,
    /// Names as printed, by language.
    pub names: BTreeMap<String, String>,
    /// A short form of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// The country it works from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its consultative status with ECOSOC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecosoc: Option<String>,
    /// How it takes part.
    #[schema(value_type = OrganisationKindName)]
    pub kind: OrganisationKind,
    /// Whether it left the coalition.
    pub left: bool,
}

/// One organisation, or a pasted list of names.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum NewOrganisations {
    /// One name a line.
    Pasted {
        /// The list; an acronym may follow a name in brackets, and then belongs to it.
        lines: String,
    },
    /// One.
    One(NewOrganisation),
}

/// An organisation to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewOrganisation {
    /// Names as printed, by language: at least one.
    pub names: BTreeMap<String, String>,
    /// A short form of the name.
    pub acronym: Option<String>,
    /// The country it works from.
    pub country: Option<String>,
    /// Its consultative status with ECOSOC.
    pub ecosoc: Option<String>,
    /// How it takes part; a member if not said.
    #[schema(value_type = Option<OrganisationKindName>)]
    pub kind: Option<OrganisationKind>,
}

/// One of them, or those of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Added {
    /// One.
    One(OrganisationView),
    /// Those of a list, in its order.
    Several(Vec<OrganisationView>),
}

impl From<&Organisation> for OrganisationView {
    fn from(organisation: &Organisation) -> Self {
        let Profile { names, acronym, country, ecosoc, kind } = organisation.profile.clone();
        let left = organisation.membership == Membership::Left;
        Self { id: organisation.id.to_string(), names, acronym, country, ecosoc, kind, left }
    }
}

impl From<NewOrganisation> for Profile {
    fn from(new: NewOrganisation) -> Self {
        let NewOrganisation { names, acronym, country, ecosoc, kind } = new;
        let kind = kind.unwrap_or(OrganisationKind::Member);
        Self { names, acronym, country, ecosoc, kind }
    }
}

/// All organisations, those that left included.
#[utoipa::path(get, path = "/organisations", tag = "setup", responses((status = 200, body = Vec<OrganisationView>)))]
async fn all(
    State(state): State<AppState>,
    viewer: Viewer,
) -> Result<axum::Json<Vec<OrganisationView>>, Problem> {
    let desk = state.desk().await;
    access::belongs(&desk, &viewer)?;
    Ok(axum::Json(desk.coalition.organisations.values().map(OrganisationView::from).collect()))
}

/// Adds one, or those of a pasted list.
#[utoipa::path(post, path = "/organisations", request_body = NewOrganisations, tag = "setup", responses(
    (status = 201, body = Added),
    (status = 403, body = ProblemDocument, description = "Administrators add organisations"),
    (status = 422, body = ProblemDocument),
))]
async fn add(
    State(state): State<AppState>,
    viewer: Viewer,
    Json(new): Json<NewOrganisations>,
) -> Result<(StatusCode, axum::Json<Added>), Problem> {
    let (profiles, is_list) = match new {
        NewOrganisations::One(one) => (vec![one.into()], false),
        NewOrganisations::Pasted { lines } => (pasted(&lines)?, true),
    };
    let mut added = add_all(&state, &viewer, profiles).await?;
    let added = if is_list { Added::Several(added) } else { Added::One(added.remove(0)) };
    Ok((StatusCode::CREATED, axum::Json(added)))
}

/// Changes what the coalition says of one. What was signed before keeps the name that it was signed under.
#[utoipa::path(post, path = "/organisations/{id}", params(("id" = String, Path)), request_body = NewOrganisation,
    tag = "setup", responses(
        (status = 200, body = OrganisationView),
        (status = 403, body = ProblemDocument, description = "Administrators, and whoever signs for it, change it"),
        (status = 404, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn change(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<OrganisationId>,
    Json(new): Json<NewOrganisation>,
) -> Result<axum::Json<OrganisationView>, Problem> {
    let (now, organisation) = (state.clock.now(), id.clone());
    let changed =
        move |desk: &Desk| decide::change_organisation(desk, &viewer, organisation, new.into(), now);
    state.change(changed).await?;
    let desk = state.desk().await;
    Ok(axum::Json(desk.coalition.organisations.get(&id).ok_or_else(Problem::not_found)?.into()))
}

/// Records that one left: its people read and write nothing from now on, and can withdraw what it said.
#[utoipa::path(post, path = "/organisations/{id}/leave", params(("id" = String, Path)), tag = "setup", responses(
    (status = 204, description = "It left"),
    (status = 403, body = ProblemDocument),
))]
async fn leave(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(organisation): Path<OrganisationId>,
) -> Result<StatusCode, Problem> {
    let now = state.clock.now();
    state.change(move |desk| decide::leave(desk, &viewer, organisation, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds organisations, all or none.
pub async fn add_all(
    state: &AppState,
    viewer: &Viewer,
    profiles: Vec<Profile>,
) -> Result<Vec<OrganisationView>, Problem> {
    let (viewer, now) = (viewer.clone(), state.clock.now());
    let recorded = state.change(move |desk| decide::add_organisations(desk, &viewer, profiles, now)).await?;
    let ids = recorded.coalition_facts().filter_map(|fact| match fact {
        CoalitionFact::OrganisationAdded { organisation, .. } => Some(organisation),
        _ => None,
    });
    let ids: Vec<_> = ids.collect();
    let desk = state.desk().await;
    Ok(ids.iter().filter_map(|id| desk.coalition.organisations.get(id)).map(OrganisationView::from).collect())
}

/// Reads a pasted list: one name a line, list marks and ends of lines taken off, an acronym at the end in brackets
/// being the name's own.
fn pasted(lines: &str) -> Result<Vec<Profile>, Problem> {
    let marks = |c: char| c.is_whitespace() || "-*•–·;,".contains(c);
    let names = lines.lines().map(|line| line.trim_matches(marks)).filter(|line| !line.is_empty());
    let profiles: Vec<_> = names.take(PASTED_LINES_MAX + 1).map(profile).collect();
    match profiles.len() {
        0 => Err(Problem::invalid("empty-list", "Paste the organisations' names, one a line.")),
        n if n > PASTED_LINES_MAX => {
            let detail = format!("Paste at most {PASTED_LINES_MAX} names at once.");
            Err(Problem::invalid("long-list", detail))
        }
        _ => Ok(profiles),
    }
}

/// A profile of a name alone. A short single word in brackets at its end, with a capital in it, is an acronym.
fn profile(name: &str) -> Profile {
    let bracketed = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let is_acronym = |word: &str| !word.contains(char::is_whitespace) && word.chars().any(char::is_uppercase);
    let acronym = bracketed.map(|(_, word)| word.to_owned()).filter(|word| is_acronym(word));
    let names = [("en".to_owned(), name.to_owned())].into();
    Profile { names, acronym, country: None, ecosoc: None, kind: OrganisationKind::Member }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_list_is_read_line_by_line() {
        let list = " - Amnesty International;\n\n* World Organisation against Torture (OMCT)\n\
                    DefendDefenders (East and Horn of Africa Human Rights Defenders Project)\r\n";
        let read = pasted(list).unwrap();
        let read: Vec<_> = read.iter().map(|p| (p.names["en"].as_str(), p.acronym.as_deref())).collect();
        let long = "DefendDefenders (East and Horn of Africa Human Rights Defenders Project)";
        let omct = ("World Organisation against Torture (OMCT)", Some("OMCT"));
        assert_eq!(read, [("Amnesty International", None), omct, (long, None)]);
    }

    #[test]
    fn a_list_at_its_limit_is_read_and_one_line_more_is_not() {
        assert_eq!(pasted(&"A\n".repeat(PASTED_LINES_MAX)).unwrap().len(), PASTED_LINES_MAX);
        assert!(pasted(&"A\n".repeat(PASTED_LINES_MAX + 1)).is_err());
        assert!(pasted(" \n\n").is_err());
    }
}
