//! The public page, as HTML.

use super::{PDF, Shown};
use crate::config::BaseUrl;
use maud::{DOCTYPE, Markup, html};
use model::dossier::{Dossier, PublicationState, PublishedEdition};
use model::fact::Listed;
use model::ids::PublicationId;
use model::organisation::Standing;

/// The whole page.
pub fn page(base: &BaseUrl, shown: &Shown<'_>) -> Markup {
    let Shown { dossier, publication, text, .. } = shown;
    let editions: Vec<&PublishedEdition> = publication.editions.iter().rev().collect();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (text.title) " · " (dossier.coalition_name) }
                link rel="stylesheet" href="/p/style.css";
                link rel="icon" href="/favicon.svg";
            }
            body {
                main {
                    @if dossier.standing == Standing::Demonstration {
                        p .notice { (export::DEMONSTRATION) }
                    }
                    header {
                        p .small { (dossier.coalition_name) }
                        h1 lang=(text.language) { bdi { (text.title) } }
                        (state(shown))
                    }
                    @if let Some(edition) = editions.first() {
                        (current(publication.id.as_str(), edition))
                        (signatories(&edition.fact.list, edition.fact.withheld))
                    }
                    (after(shown))
                    (checking(base, dossier, shown))
                    @if editions.len() > 1 { (earlier(&publication.id, &editions[1..])) }
                }
            }
        }
    }
}

/// Whether the publication is to be relied on: the first thing that somebody has to know.
fn state(shown: &Shown<'_>) -> Markup {
    let edition = shown.publication.latest().map(|edition| &edition.fact);
    html! {
        @match &shown.publication.state {
            PublicationState::Retracted { reason } => p .notice .bad role="alert" { strong { "Retracted: " } (reason) },
            PublicationState::Current => @if let Some(fact) = edition {
                p .small { "Version " (fact.version) ", edition " (fact.edition) ", " (fact.day) ": the current edition" }
            },
        }
        @if let Some(correction) = edition.and_then(|fact| fact.correction) {
            p .notice { (export::correction("en", correction)) }
        }
        @if let Some(of) = edition.and_then(|fact| fact.translation.as_ref()) {
            p .notice {
                (export::translation("en", of)) " of “" bdi { (shown.dossier.title(&of.of.text)) } "”"
                @if shown.dossier.is_outdated(&of.of) { ". What it translates has a newer version by now." }
            }
        }
        @if let Some(newer) = &shown.newer {
            p .notice { "A newer version of this text was published: " a href={ "/p/" (newer) } { "go to it" } "." }
        }
    }
}

fn current(id: &str, edition: &PublishedEdition) -> Markup {
    let no = edition.fact.edition;
    html! {
        section aria-labelledby="file" {
            h2 #file { "The file" }
            p { a .button href={ "/p/" (id) "/" (no) "/" (PDF) } { "Download the PDF" } }
            @if let Some(sha256) = edition.files.get(PDF) {
                p .small { "SHA-256 of the file: " code { (sha256) } }
            }
            p .small { "Digest of the text: " code { (edition.fact.digest) } }
        }
    }
}

fn signatories(list: &[Listed], withheld: u32) -> Markup {
    html! {
        section aria-labelledby="signatories" {
            h2 #signatories { "Signatories (" (list.len()) ")" }
            ol .names {
                @for listed in list {
                    li {
                        bdi { (listed.name) }
                        @if let Some(reservation) = &listed.reservation {
                            " " span .small { "with the reservation: “" bdi { (reservation) } "”" }
                        }
                        span .method {
                            (listed.method.words())
                            @if let Some(version) = listed.carried_from { "; carried from version " (version) }
                        }
                    }
                }
            }
            @if withheld > 0 { p { (export::withheld("en", withheld)) } }
        }
    }
}

/// What came after the last edition, which its file cannot show.
fn after(shown: &Shown<'_>) -> Markup {
    html! {
        @if !shown.withdrawn.is_empty() {
            section aria-labelledby="since" {
                h2 #since { "Since this edition" }
                ul {
                    @for (name, at) in &shown.withdrawn {
                        li { bdi { (name) } " no longer stands under the text, since " (export::minute_of(*at)) }
                    }
                }
            }
        }
    }
}

fn checking(base: &BaseUrl, dossier: &Dossier, shown: &Shown<'_>) -> Markup {
    html! {
        section aria-labelledby="check" {
            h2 #check { "Checking it" }
            p {
                "The file carries its exact text and the records of who took which position. Anyone can check offline \
                 that text, pages, list and records agree; here is what that said on this server:"
            }
            p { strong { (shown.report.lines().last().unwrap_or_default()) } }
            details { summary { "All that it said" } pre { (shown.report) } }
            p { "To check it yourself:" }
            pre { "undersigned verify FILE --key " (shown.publication.latest().map_or(dossier.key, |edition| dossier.key_at(edition.record))) }
            p .small {
                "Take the key from an organisation that signed, not from this page: the same server serves both. It \
                 also stands at " a href="/.well-known/undersigned-key" { (base.well_known_key()) } "."
            }
        }
    }
}

fn earlier(id: &PublicationId, editions: &[&PublishedEdition]) -> Markup {
    html! {
        section aria-labelledby="earlier" {
            h2 #earlier { "Earlier editions" }
            p .small { "Replaced: the names, or how they are set, changed since. The words are the same." }
            ul {
                @for edition in editions {
                    li {
                        a href={ "/p/" (id) "/" (edition.fact.edition) "/" (PDF) } {
                            "Edition " (edition.fact.edition)
                        }
                        ", " (edition.fact.day) ", " (edition.fact.list.len()) " names"
                        @if let Some(sha256) = edition.files.get(PDF) { span .method { code { (sha256) } } }
                    }
                }
            }
        }
    }
}
