//! The editorial table, on the words of one block.
//!
//! 1. White space to white space, never to or from nothing.
//! 2. One style of quotation mark to another, mark for mark.
//! 3. Kinds of hyphen and dash, never beside a digit.
//! 4. The two spellings of a pair that the list of the language names, in the same case.
//!
//! Everything else has to be the same character under the same emphasis, link and language.

use super::{Class, spelling};
use crate::statement::{Mark, NoteMark, Run, TextRun};

/// Straight, curly, low and angle quotation marks, single and double, and the corner brackets of Chinese. The
/// apostrophe is among them: its straight and its curly form are one mark.
const QUOTES: &str = "\"'\u{2018}\u{2019}\u{201a}\u{201b}\u{201c}\u{201d}\u{201e}\u{201f}\u{ab}\u{bb}\u{2039}\u{203a}\
                      \u{300c}\u{300d}\u{300e}\u{300f}";

/// Hyphen-minus, hyphen, non-breaking hyphen, figure dash, en dash, em dash, horizontal bar. The minus sign is none.
const DASHES: &str = "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}";

/// A piece of a block's words.
#[derive(Debug, Clone, PartialEq)]
enum Token<'a> {
    Space(Vec<Letter<'a>>),
    Quote(Letter<'a>),
    Dash { is_by_a_digit: bool, letter: Letter<'a> },
    Word(Vec<Letter<'a>>),
    Other(Letter<'a>),
    Note(NoteMark),
}

/// A character with everything that is said of it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Letter<'a> {
    is: char,
    under: Under<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Under<'a> {
    marks: &'a [Mark],
    link: Option<&'a str>,
    language: Option<&'a str>,
}

/// The class of the change from one block's words to another's.
pub fn class(from: &[Run], to: &[Run], language: &str) -> Class {
    if from == to {
        return Class::Identical;
    }
    let (from, to) = (tokens(from), tokens(to));
    if from.len() == to.len() && from.iter().zip(&to).all(|(from, to)| is_editorial(from, to, language)) {
        // Runs may differ and read the same only where they are not in canonical form; that is no difference in words.
        Class::Editorial
    } else {
        Class::Substantive
    }
}

fn is_editorial(from: &Token<'_>, to: &Token<'_>, language: &str) -> bool {
    match (from, to) {
        (Token::Space(from), Token::Space(to)) => {
            one_under(from).is_some() && one_under(from) == one_under(to)
        }
        (Token::Quote(from), Token::Quote(to)) => from.under == to.under,
        (
            Token::Dash { is_by_a_digit: by, letter: from },
            Token::Dash { is_by_a_digit: also_by, letter: to },
        ) => from == to || !by && !also_by && from.under == to.under,
        (Token::Word(from), Token::Word(to)) => from == to || is_a_pair(from, to, language),
        (from, to) => from == to,
    }
}

fn is_a_pair(from: &[Letter<'_>], to: &[Letter<'_>], language: &str) -> bool {
    let Some(under) = one_under(from).filter(|under| one_under(to) == Some(*under)) else { return false };
    let word = |letters: &[Letter<'_>]| letters.iter().map(|letter| letter.is).collect::<String>();
    spelling::is_a_pair(&word(from), &word(to), under.language.unwrap_or(language))
}

/// What all of these stand under; none if they differ.
fn one_under<'a>(letters: &[Letter<'a>]) -> Option<Under<'a>> {
    let first = letters.first()?.under;
    letters.iter().all(|letter| letter.under == first).then_some(first)
}

fn tokens(runs: &[Run]) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    for run in runs {
        match run {
            Run::Note(mark) => tokens.push(Token::Note(*mark)),
            Run::Text(run) => letters(run).for_each(|letter| push(&mut tokens, letter)),
        }
    }
    beside_digits(&mut tokens);
    tokens
}

fn letters(run: &TextRun) -> impl Iterator<Item = Letter<'_>> {
    let under = Under { marks: &run.marks, link: run.link.as_deref(), language: run.language.as_deref() };
    run.text.chars().map(move |is| Letter { is, under })
}

fn push<'a>(tokens: &mut Vec<Token<'a>>, letter: Letter<'a>) {
    let is = letter.is;
    match tokens.last_mut() {
        Some(Token::Space(letters)) if is.is_whitespace() => letters.push(letter),
        Some(Token::Word(letters)) if is.is_alphanumeric() => letters.push(letter),
        _ => tokens.push(if is.is_whitespace() {
            Token::Space(vec![letter])
        } else if is.is_alphanumeric() {
            Token::Word(vec![letter])
        } else if QUOTES.contains(is) {
            Token::Quote(letter)
        } else if DASHES.contains(is) {
            Token::Dash { is_by_a_digit: false, letter }
        } else {
            Token::Other(letter)
        }),
    }
}

/// Finds the dashes beside a digit, white space and other dashes between them not counting.
fn beside_digits(tokens: &mut [Token<'_>]) {
    let digit = |token: &Token<'_>, at_end: bool| match token {
        Token::Word(letters) => {
            let letter = if at_end { letters.last() } else { letters.first() };
            letter.is_some_and(|letter| letter.is.is_numeric())
        }
        _ => false,
    };
    let is_between = |token: &&Token<'_>| matches!(token, Token::Space(_) | Token::Dash { .. });
    for place in 0..tokens.len() {
        let (before, rest) = tokens.split_at_mut(place);
        let Some((Token::Dash { is_by_a_digit, .. }, after)) = rest.split_first_mut() else { continue };
        let left = before.iter().rev().find(|token| !is_between(token));
        let right = after.iter().find(|token| !is_between(token));
        *is_by_a_digit = left.is_some_and(|t| digit(t, true)) || right.is_some_and(|t| digit(t, false));
    }
}
