//! The fonts in the binary, and which characters they can print.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Serif for Latin, Greek, Cyrillic and Hebrew; Naskh for Arabic script; a fixed width for digests.
const FILES: [&[u8]; 7] = [
    include_bytes!("../fonts/LibertinusSerif-Regular.otf"),
    include_bytes!("../fonts/LibertinusSerif-Italic.otf"),
    include_bytes!("../fonts/LibertinusSerif-Bold.otf"),
    include_bytes!("../fonts/LibertinusSerif-BoldItalic.otf"),
    include_bytes!("../fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Bold.ttf"),
    include_bytes!("../fonts/DejaVuSansMono.ttf"),
];

static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect());

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// The font at a place of the book.
pub(crate) fn font(index: usize) -> Option<Font> {
    FONTS.get(index).cloned()
}

/// What the layout knows of the fonts before it loads one.
pub(crate) fn book() -> &'static LazyHash<FontBook> {
    &BOOK
}

/// Whether some font has a glyph for the character, or it is one that prints nothing.
pub(crate) fn covers(character: char) -> bool {
    is_invisible(character) || FONTS.iter().any(|font| font.info().coverage.contains(character.into()))
}

/// Words as they can be printed, whatever they are: a character that cannot be is named by its number, `[U+4E2D]`. For
/// names and reservations, which come when the text is long frozen: publishing must not fail on them.
pub(crate) fn printable(words: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let print = |c: char| {
        let fits = covers(c) && !c.is_control() && !turns(c);
        if fits { c.to_string() } else { format!("[U+{:04X}]", u32::from(c)) }
    };
    words.chars().map(print).collect()
}

/// Joiners, marks and isolates of bidirectional text, soft hyphen: shaping removes them, no glyph is asked for.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_of_five_official_languages_have_glyphs_and_chinese_has_none() {
        for character in "Zażółć ñandú Ἀθῆναι щедрівка שלום قرار الجمعية پژوهش №§†€“”«»–—…•".chars()
        {
            assert!(covers(character), "{character}");
        }
        assert!(!covers('人'));
    }

    #[test]
    fn words_that_cannot_be_printed_are_named_by_number() {
        assert_eq!(printable("Amitié 中 a\u{202e}b\u{7}"), "Amitié [U+4E2D] a[U+202E]b[U+0007]");
    }

    #[test]
    fn every_file_is_a_font_of_a_family_the_template_names() {
        let families: Vec<_> = FONTS.iter().map(|font| font.info().family.clone()).collect();
        assert_eq!(families.len(), FILES.len());
        let named = ["Libertinus Serif", "Noto Naskh Arabic", "DejaVu Sans Mono"];
        assert!(families.iter().all(|family| named.contains(&family.as_str())), "{families:?}");
    }
}
