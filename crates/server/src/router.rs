//! All routes, what each passes first, and their description.

use crate::gate;
use crate::limits::{BODY_BYTES_MAX, BODY_TIME_MAX};
use crate::state::AppState;
use crate::{house, login, login_mail, notices, page, public, setup, signoff, sync, watch};
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Undersigned",
        description = "Joint statements: drafted together, signed on exact words, checked by anyone."
    ),
    components(schemas(crate::problem::ProblemDocument))
)]
struct Description;

/// The description of the API, as it is served and as the web client is made from it.
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

/// The same as it is kept for whoever makes clients.
pub fn openapi_json() -> String {
    openapi().to_pretty_json().expect("a description is plain data")
}

/// Everything the server answers.
pub fn router(state: AppState) -> Router {
    let (api, description) = described().split_for_parts();
    let described = get(move || async move { Json(description) });
    let pages = Router::new().fallback(page::page).layer(from_fn_with_state(state.clone(), gate::own_host));
    let through = |layered: Router<AppState>| {
        layered
            .layer(from_fn_with_state(state.clone(), gate::idempotency::first_answer))
            .layer(from_fn_with_state(state.clone(), gate::not_too_often))
            .layer(from_fn_with_state(state.clone(), gate::identify))
            .layer(from_fn_with_state(state.clone(), gate::own_origin))
    };
    through(api)
        .merge(watch::routes())
        .merge(public::routes())
        .route("/api/v1/openapi.json", described)
        .fallback_service(pages.with_state(state.clone()))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(RequestBodyTimeoutLayer::new(BODY_TIME_MAX))
        .layer(from_fn_with_state(state.clone(), gate::headers))
        .with_state(state)
}

fn described() -> OpenApiRouter<AppState> {
    let api = OpenApiRouter::new()
        .merge(login::routes())
        .merge(login_mail::routes())
        .merge(setup::routes())
        .merge(signoff::routes())
        .merge(notices::routes())
        .merge(house::routes());
    let mut all =
        OpenApiRouter::with_openapi(Description::openapi()).nest("/api/v1", api).merge(sync::routes());
    // Handlers of several modules have one name, and an operation's identity has to be its own: method and path do.
    for item in all.get_openapi_mut().paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            operation.operation_id = None;
        }
    }
    all
}
