//! The data folder, and the operator's way in.

use crate::app::{COORDINATOR, START, coalition};
use model::organisation::Standing;
use server::admin::{self, Answer, Ask};
use server::office::{Founding, Office, OfficeError};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use store::StoreError;

fn founding() -> Founding {
    Founding {
        name: "A coalition".into(),
        standing: Standing::Real,
        coordinator_email: COORDINATOR.into(),
        coordinator_name: "Vera".into(),
        base_url: Some("https://statements.example".into()),
    }
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_folder_in_use_is_refused_and_one_that_is_free_opens_with_what_it_was_founded_with() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Office::open(folder.path()), Err(OfficeError::NotFounded)));
    let office = Office::found(folder.path(), &founding(), START).unwrap();
    let key = office.key;
    assert_eq!(mode(&folder.path().join("server.key")), 0o600);
    let said = Office::open(folder.path()).err().unwrap().to_string();
    assert!(said.contains("is in use by another process"), "{said}");
    drop(office);
    let office = reopen(folder.path()).unwrap();
    assert_eq!((office.key, office.desk.coalition.key), (key, key));
    assert_eq!(office.base_url().unwrap().as_deref(), Some("https://statements.example"));
    let vera = office.desk.coalition.person_by_email(COORDINATOR).unwrap();
    assert!(office.desk.coalition.is_administrator(&vera.id));
}

#[test]
fn a_coalition_is_founded_once_and_served_with_its_own_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(Office::found(folder.path(), &founding(), START).unwrap());
    drop(reopen(folder.path()).unwrap());
    std::fs::write(folder.path().join("server.key"), "7".repeat(64)).unwrap();
    assert!(matches!(reopen(folder.path()), Err(OfficeError::Key(_))));
    let again = loop {
        match Office::found(folder.path(), &founding(), START) {
            Err(OfficeError::Store(StoreError::Locked(_))) => std::thread::yield_now(),
            again => break again,
        }
    };
    assert!(matches!(again, Err(OfficeError::Founded)));
}

#[tokio::test]
async fn whoever_may_open_the_folder_gets_a_login_link_while_the_server_runs() {
    let app = coalition().start().await;
    assert_eq!(mode(&app.folder().join("admin.sock")), 0o600);
    let ask = async |email: &str| {
        let (folder, ask) = (app.folder().to_owned(), Ask::LoginLink { email: email.into() });
        tokio::task::spawn_blocking(move || admin::ask(&folder, &ask)).await.unwrap().unwrap().unwrap()
    };
    let Answer::Link { url } = ask(&COORDINATOR.to_uppercase()).await else { panic!("no link") };
    let secret = url.strip_prefix(&format!("{}/login#", app.origin())).unwrap();
    assert_eq!(app.use_link(secret).await.status, 204);
    assert!(matches!(ask("nobody@nowhere.example").await, Answer::Refused { .. }));
}

/// Opens the folder of an office that was dropped, once its writing thread has let it go.
fn reopen(folder: &Path) -> Result<Office, OfficeError> {
    loop {
        match Office::open(folder) {
            Err(OfficeError::Store(StoreError::Locked(_))) => std::thread::yield_now(),
            opened => return opened,
        }
    }
}
