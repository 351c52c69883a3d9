//! From a publication to the bytes of its file: PDF/A-3a and PDF/UA-1, the same bytes for the same publication.

use crate::limits::{LAYOUTS_MAX, STATEMENT_BYTES_MAX};
use crate::page::Page;
use crate::publication::Publication;
use crate::world::Files;
use crate::{ExportError, date};
use std::panic::{AssertUnwindSafe, catch_unwind};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, NativeElement, Smart};
use typst::introspection::Introspector;
use typst::model::{FootnoteElem, FootnoteEntry};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// The file of a publication. Its date is the publication record's; the same publication gives the same bytes.
/// What a panic of the renderer leaves behind is thrown away.
pub fn pdf(publication: &Publication) -> Result<Vec<u8>, ExportError> {
    if publication.statement_json.len() > STATEMENT_BYTES_MAX {
        return Err(ExportError::Refused("the text is too long".into()));
    }
    let bytes = catch_unwind(AssertUnwindSafe(|| print(publication)))
        .unwrap_or_else(|_| Err(ExportError::Refused("the renderer failed".into())));
    // What the layout memoised would otherwise stay for ever. Another version of comemo than Typst's would do nothing.
    typst::comemo::evict(0);
    bytes
}

fn print(publication: &Publication) -> Result<Vec<u8>, ExportError> {
    let mut page = Page::of(publication);
    let statement = Bytes::from_string(publication.statement_json.clone());
    let extract = Bytes::from_string(publication.extract.clone());
    let lay_out = |page: &Page| {
        let data = serde_json::to_vec(page).map_err(|error| ExportError::Refused(error.to_string()))?;
        lay_out(&Files { data: Bytes::new(data), statement: statement.clone(), extract: extract.clone() })
    };
    let mut document = lay_out(&page)?;
    for _ in 1..LAYOUTS_MAX {
        let Some(note) = astray(&document) else { break };
        page.hold(note);
        document = lay_out(&page)?;
    }
    typst_pdf::pdf(&document, &options(publication)?).map_err(|errors| refused(&errors))
}

fn lay_out(files: &Files) -> Result<PagedDocument, ExportError> {
    typst::compile::<PagedDocument>(files).output.map_err(|errors| refused(&errors))
}

/// The first note that is on another page than its mark.
fn astray(document: &PagedDocument) -> Option<u32> {
    let introspector = document.introspector();
    let pages = |selector| {
        let found = introspector.query(&selector);
        found.iter().map(|it| introspector.page(it.location()?)).collect::<Vec<_>>()
    };
    let marks = pages(FootnoteElem::ELEM.select());
    let entries = pages(FootnoteEntry::ELEM.select());
    let place = marks.iter().zip(&entries).position(|(mark, entry)| mark != entry)?;
    u32::try_from(place + 1).ok()
}

fn options(publication: &Publication) -> Result<PdfOptions, ExportError> {
    let fact = &publication.fact;
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| ExportError::Refused(error.message().to_string()))?;
    let at =
        date::datetime(publication.at).ok_or_else(|| ExportError::Refused("the date is too late".into()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("{}/{}", fact.publication, fact.edition)),
        creator: Smart::Custom(Some(fact.settings.renderer.clone())),
        timestamp: Some(Timestamp::new_utc(at)),
        standards,
        ..PdfOptions::default()
    })
}

fn refused(errors: &[SourceDiagnostic]) -> ExportError {
    ExportError::Refused(errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; "))
}
