//! Pairs, with the redline that a lawyer would draw by hand.

use super::{drawn, read};
use model::change::Class;
use statement::comparison::compare;

fn check(language: &str, from: &str, to: &str, expected: &str) {
    let (old, new) = (read(from, language), read(to, language));
    assert_eq!(drawn(&compare(&old, &new)), expected, "\n{from}\n  to\n{to}");
}

#[test]
fn words_are_replaced_inserted_and_deleted_as_words() {
    let pairs = [
        ("States may act.", "States shall act.", "States [-may-]{+shall+} act."),
        ("We urge States to act.", "We urge all States to act.", "We urge {+all +}States to act."),
        ("We strongly urge States.", "We urge States.", "We [-strongly -]urge States."),
        ("We do not agree.", "We now agree.", "We [-do not-]{+now+} agree."),
        ("The State.", "The state.", "The [-State-]{+state+}."),
        ("from 2018-2020", "from 2018\u{2013}2020", "from 2018[---]{+\u{2013}+}2020"),
        ("one, two and three", "one; two and three", "one[-,-]{+;+} two and three"),
        (
            "the grave concerns of all",
            "the deep worries of all",
            "the [-grave concerns-]{+deep worries+} of all",
        ),
    ];
    for (from, to, expected) in pairs {
        check("en", from, to, expected);
    }
}

#[test]
fn a_paragraph_with_hardly_a_word_in_common_is_replaced_as_a_whole() {
    check(
        "en",
        "Kept before.\nWe regret the draft.\nKept after.",
        "Kept before.\nNobody was asked for an opinion.\nKept after.",
        "Kept before.\n[-We regret the draft.-]\n{+Nobody was asked for an opinion.+}\nKept after.",
    );
}

#[test]
fn paragraphs_that_moved_were_split_or_were_joined_are_shown_as_such() {
    check(
        "en",
        "First we note the progress made.\nSecond we regret the silence on victims.\nThird we ask for a report.",
        "Second we regret the silence on victims.\nThird we ask for a report.\nFirst we note the progress made.",
        "(moved away) [-First we note the progress made.-]\nSecond we regret the silence on victims.\nThird we ask for a report.\n(moved) First we note the progress made.",
    );
    check(
        "en",
        "We note the progress. We regret the silence on victims.",
        "We note the progress. \nWe regret the silence on victims.",
        "(split) We note the progress. {+¶+}We regret the silence on victims.",
    );
    check(
        "en",
        "We note the progress.\nWe regret the silence on victims.",
        "We note the progress. We deeply regret the silence on victims.",
        "(joined) We note the progress.[-¶-]{+ +}We {+deeply +}regret the silence on victims.",
    );
}

#[test]
fn emphasis_and_the_kind_of_a_paragraph_are_changes_too() {
    check("en", "States shall act.", "States *shall* act.", "States {~shall~} act.");
    check("en", "Our concerns", "# Our concerns", "(kind) Our concerns");
}

#[test]
fn notes_are_compared_and_a_new_number_alone_is_no_change() {
    check(
        "en",
        "One.^1 Two.^2\n--\nThe report of May.\nIts annex.",
        "One.^1 New.^2 Two.^3\n--\nThe report of June.\nA new source.\nIts annex.",
        "One.^1 {+New.^2 +}Two.^3\nnote 1>1: The report of [-May-]{+June+}.\nnote ->2: {+A new source.+}\nnote 2>3: Its annex.",
    );
    check(
        "en",
        "One.^1 Two.^2\n--\nThe report.\nIts annex.",
        "Two.^1\n--\nIts annex.",
        "[-One.^1 -]Two.^1\nnote 1>-: [-The report.-]\nnote 2>1: Its annex.",
    );
}

#[test]
fn chinese_and_arabic_are_compared_by_their_own_words() {
    check(
        "zh",
        "我们对人权状况表示关切。",
        "我们对人权状况深表关切。",
        "我们对人权状况[-表示-]{+深表+}关切。",
    );
    check(
        "ar",
        "تدعو المنظمات الدول إلى التصويت ضد القرار",
        "تدعو المنظمات جميع الدول إلى التصويت ضد القرار",
        "تدعو المنظمات {+جميع +}الدول إلى التصويت ضد القرار",
    );
}

#[test]
fn the_class_stands_beside_the_redline() {
    let class = |from: &str, to: &str| compare(&read(from, "en"), &read(to, "en")).class;
    assert_eq!(class("the same", "the same"), Class::Identical);
    assert_eq!(class("the neighbour", "the neighbor"), Class::Editorial);
    assert_eq!(class("may", "shall"), Class::Substantive);
}
