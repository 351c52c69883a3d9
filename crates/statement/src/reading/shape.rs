//! The text as a whole: its title, the levels of its headings, the place of its list, its links.

use super::findings::Findings;
use super::lines::Line;
use model::problem::Repair;
use model::statement::BlockKind;

pub fn check(lines: &[Line], findings: &mut Findings) {
    titles(lines, findings);
    headings(lines, findings);
    signatories(lines, findings);
    links(lines, findings);
}

fn titles(lines: &[Line], findings: &mut Findings) {
    let mut titles = lines.iter().filter(|line| line.kind() == BlockKind::Title && line.has_letters());
    if titles.next().is_none() {
        findings
            .whole("title-missing", "The text has no title: write one, and give its line the format Title.");
    }
    for second in titles {
        let sentence = "A text has one title: give this line another format.";
        findings.at("title-twice", second.place(), sentence, None);
    }
}

fn headings(lines: &[Line], findings: &mut Findings) {
    let mut last = 0;
    for line in lines.iter().filter(|line| line.kind() == BlockKind::Heading && line.has_words()) {
        let level = line.level().unwrap_or(1);
        if level > last + 1 {
            let sentence = format!("This heading skips a level: it can be of level {} at most.", last + 1);
            findings.at(
                "heading-skips",
                line.place(),
                sentence,
                Some(Repair::SetHeading { level: last + 1 }),
            );
        }
        last = level.min(last + 1);
    }
}

fn signatories(lines: &[Line], findings: &mut Findings) {
    for line in lines.iter().filter(|line| line.has_words_for_signatories()) {
        let sentence = "The list of signatories is made by itself: move these words to another line.";
        findings.at("signatories-with-words", line.place(), sentence, None);
    }
    for second in lines.iter().filter(|line| line.is_signatories()).skip(1) {
        let sentence = "The list of signatories stands twice: delete one of its places.";
        findings.at("signatories-twice", second.place(), sentence, Some(Repair::Delete));
    }
}

fn links(lines: &[Line], findings: &mut Findings) {
    for piece in lines.iter().flat_map(|line| &line.pieces) {
        if piece.formats.link.as_deref().is_some_and(|link| link.contains(char::is_whitespace)) {
            let length = super::lines::units(&piece.text);
            let place = model::problem::Place { index: piece.index, length };
            let sentence = "The address of this link has a space in it: set the link again without.";
            findings.at("link-with-space", place, sentence, None);
        }
    }
}
