//! Which paragraphs of one text are which of another.
//!
//! Equal ones first; between those, in order, the pairing with the most words in common; then what was split off or
//! joined to a neighbour; last, what moved.

use super::BlockChange;
use super::tokens::{Says, Token};
use model::statement::Block;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::collections::HashMap;
use std::ops::Range;
use std::time::Instant;

/// Least likeness at which two paragraphs, between the same neighbours, are one that was edited.
const EDITED_MIN: f32 = 0.4;

/// Least likeness at which two paragraphs in different places are one that moved.
const MOVED_MIN: f32 = 0.6;

/// Fewest words of a paragraph that is said to have moved: a short one is found everywhere.
const MOVED_WORDS_MIN: usize = 3;

/// Least share of a paragraph that is to be found in its neighbour's other half for it to be split off from there.
const SPLIT_MIN: f32 = 0.7;

/// Most pairs of paragraphs looked at between two equal ones; past it, only pairs at about the same height.
const PAIRS_MAX: usize = 40_000;

/// Most pairings of them that are weighed up.
const TABLE_MAX: usize = 4_000_000;

/// A paragraph with its words.
pub struct Unit<'a> {
    /// The paragraph.
    pub block: &'a Block,
    /// Its tokens.
    pub tokens: Vec<Token>,
    words: Vec<u64>,
    whole: u64,
}

/// Paragraphs that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What became of them; whether words changed is not looked at here.
    pub change: BlockChange,
    /// Places in the old text.
    pub from: Vec<usize>,
    /// Places in the new text.
    pub to: Vec<usize>,
}

impl<'a> Unit<'a> {
    /// A paragraph and its tokens.
    pub fn of(block: &'a Block, tokens: Vec<Token>) -> Self {
        let words = words(&tokens);
        let says: Vec<Says<'_>> = tokens.iter().map(Token::says).collect();
        let whole = hash(&(format!("{:?}", block.kind), says));
        Self { block, tokens, words, whole }
    }
}

/// How much two sequences have in common: twice the common words over all words (Dice), from 0 to 1.
pub fn likeness(a: &[Token], b: &[Token]) -> f32 {
    dice(&words(a), &words(b))
}

/// All paragraphs of both texts, in the order in which a redline shows them.
pub fn groups(old: &[Unit<'_>], new: &[Unit<'_>], until: Instant) -> Vec<Group> {
    let mut pairs = pairs(old, new, until);
    take_in_neighbours(&mut pairs, old, new);
    let moved = moved(&pairs, old, new);
    in_order(pairs, &moved, old.len(), new.len())
}

/// Paragraphs that stand in the same order in both texts, each group one of the old with one of the new at first.
fn pairs(old: &[Unit<'_>], new: &[Unit<'_>], until: Instant) -> Vec<Group> {
    let whole = |units: &[Unit<'_>]| units.iter().map(|unit| unit.whole).collect::<Vec<_>>();
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    for op in capture_diff_slices_deadline(Algorithm::Patience, &whole(old), &whole(new), Some(until)) {
        let (DiffOp::Equal { .. }, from, to) = (op, op.old_range(), op.new_range()) else { continue };
        pairs.extend(edited(old, new, i..from.start, j..to.start));
        (i, j) = (from.end, to.end);
        pairs.extend(from.zip(to).map(|(from, to)| pair(from, to)));
    }
    pairs.extend(edited(old, new, i..old.len(), j..new.len()));
    pairs
}

fn pair(from: usize, to: usize) -> Group {
    Group { change: BlockChange::Kept, from: vec![from], to: vec![to] }
}

/// Between two equal paragraphs: the pairing in order with the greatest likeness in all.
fn edited(old: &[Unit<'_>], new: &[Unit<'_>], from: Range<usize>, to: Range<usize>) -> Vec<Group> {
    let (n, m) = (from.len(), to.len());
    if n == 0 || m == 0 {
        return Vec::new();
    }
    if n * m > TABLE_MAX {
        return at_the_same_height(old, new, from, to);
    }
    let band = if n * m <= PAIRS_MAX { usize::MAX } else { (PAIRS_MAX / n).max(1) };
    let like = |i: usize, j: usize| {
        let is_near = (i * m / n).abs_diff(j) <= band;
        let like = if is_near { alike(&old[from.start + i], &new[to.start + j]) } else { 0.0 };
        if like >= EDITED_MIN { like } else { 0.0 }
    };
    let width = m + 1;
    let mut best = vec![0.0_f32; (n + 1) * width];
    let mut likes = vec![0.0_f32; n * m];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let like = like(i, j);
            likes[i * m + j] = like;
            let with = if like > 0.0 { like + best[(i + 1) * width + j + 1] } else { 0.0 };
            best[i * width + j] = with.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < n && j < m {
        let (here, like) = (best[i * width + j], likes[i * m + j]);
        if like > 0.0 && here <= like + best[(i + 1) * width + j + 1] {
            pairs.push(pair(from.start + i, to.start + j));
            (i, j) = (i + 1, j + 1);
        } else if here <= best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// The same where there are too many for every pairing: only what stands at the same height.
fn at_the_same_height(
    old: &[Unit<'_>],
    new: &[Unit<'_>],
    from: Range<usize>,
    to: Range<usize>,
) -> Vec<Group> {
    let fewer = from.len().min(to.len());
    let height = |at: usize, range: &Range<usize>| range.start + at * range.len() / fewer;
    let pairs = (0..fewer).map(|at| (height(at, &from), height(at, &to)));
    pairs.filter(|(i, j)| alike(&old[*i], &new[*j]) >= EDITED_MIN).map(|(i, j)| pair(i, j)).collect()
}

fn alike(a: &Unit<'_>, b: &Unit<'_>) -> f32 {
    if a.words.is_empty() && b.words.is_empty() {
        return if a.block.kind == b.block.kind { 1.0 } else { 0.0 };
    }
    dice(&a.words, &b.words)
}

/// Gives paragraphs without a partner to the pair beside them, if they are the half that it lacks.
fn take_in_neighbours(pairs: &mut [Group], old: &[Unit<'_>], new: &[Unit<'_>]) {
    for at in 0..pairs.len() {
        let after = pairs.get(at + 1).map_or((old.len(), new.len()), |next| (next.from[0], next.to[0]));
        let before = match at.checked_sub(1).map(|before| &pairs[before]) {
            Some(before) => (last(&before.from) + 1, last(&before.to) + 1),
            None => (0, 0),
        };
        let group = &mut pairs[at];
        if grow(&mut group.to, before.1..after.1, &old[group.from[0]], new) {
            group.change = BlockChange::Split;
        } else if grow(&mut group.from, before.0..after.0, &new[group.to[0]], old) {
            group.change = BlockChange::Joined;
        }
    }
}

fn last(places: &[usize]) -> usize {
    places.last().copied().unwrap_or(0)
}

/// Lengthens a run of places within `free` as long as what is added is found in `whole` and was not before.
fn grow(places: &mut Vec<usize>, free: Range<usize>, whole: &Unit<'_>, units: &[Unit<'_>]) -> bool {
    let mut covered: Vec<u64> = units[places[0]].words.clone();
    let mut grew = false;
    loop {
        let next = places[0].checked_sub(1).filter(|at| free.contains(at));
        let later = Some(last(places) + 1).filter(|at| free.contains(at));
        let fits = |at: &usize| {
            let words = &units[*at].words;
            let with = sorted(covered.iter().chain(words).copied().collect());
            let gained = common(&with, &whole.words).saturating_sub(common(&covered, &whole.words));
            words.len() > 1 && share(gained, words.len()) >= SPLIT_MIN
        };
        if let Some(at) = later.filter(fits) {
            places.push(at);
            covered = sorted(covered.into_iter().chain(units[at].words.iter().copied()).collect());
        } else if let Some(at) = next.filter(fits) {
            places.insert(0, at);
            covered = sorted(covered.into_iter().chain(units[at].words.iter().copied()).collect());
        } else {
            return grew;
        }
        grew = true;
    }
}

/// Old place by new place of paragraphs that stand elsewhere now.
fn moved(pairs: &[Group], old: &[Unit<'_>], new: &[Unit<'_>]) -> HashMap<usize, usize> {
    let free = |units: &[Unit<'_>], taken: Vec<usize>| {
        let mut is_taken = vec![false; units.len()];
        taken.into_iter().for_each(|at| is_taken[at] = true);
        let long = |at: &usize| !is_taken[*at] && units[*at].words.len() >= MOVED_WORDS_MIN;
        (0..units.len()).filter(long).collect::<Vec<_>>()
    };
    let mut left = free(old, pairs.iter().flat_map(|pair| pair.from.clone()).collect());
    let added = free(new, pairs.iter().flat_map(|pair| pair.to.clone()).collect());
    let mut moved = HashMap::new();
    for to in added {
        if left.len() > PAIRS_MAX / new.len().max(1) {
            left.retain(|from| {
                old[*from].whole == new[to].whole || from.abs_diff(to) < PAIRS_MAX / new.len()
            });
        }
        let found = left.iter().map(|from| (*from, dice(&old[*from].words, &new[to].words)));
        let best = found.filter(|(_, like)| *like >= MOVED_MIN).reduce(|a, b| if b.1 > a.1 { b } else { a });
        if let Some((from, _)) = best {
            left.retain(|at| *at != from);
            moved.insert(to, from);
        }
    }
    moved
}

/// Everything in the order of the new text; what the old one had and lost stands where it stood.
fn in_order(pairs: Vec<Group>, moved: &HashMap<usize, usize>, old: usize, new: usize) -> Vec<Group> {
    let mut all = Vec::new();
    let (mut i, mut j) = (0, 0);
    let end = Group { change: BlockChange::Kept, from: vec![old], to: vec![new] };
    for pair in pairs.into_iter().chain([end]) {
        for at in i..pair.from[0] {
            let is_moved = moved.values().any(|from| *from == at);
            let change = if is_moved { BlockChange::MovedAway } else { BlockChange::Removed };
            all.push(Group { change, from: vec![at], to: Vec::new() });
        }
        for at in j..pair.to[0] {
            all.push(match moved.get(&at) {
                Some(from) => Group { change: BlockChange::Moved, from: vec![*from], to: vec![at] },
                None => Group { change: BlockChange::Added, from: Vec::new(), to: vec![at] },
            });
        }
        (i, j) = (last(&pair.from) + 1, last(&pair.to) + 1);
        all.push(pair);
    }
    all.pop();
    all
}

/// Hashes of the words, sorted.
fn words(tokens: &[Token]) -> Vec<u64> {
    sorted(tokens.iter().filter(|token| token.is_word()).map(|token| hash(&token.says())).collect())
}

fn sorted(mut hashes: Vec<u64>) -> Vec<u64> {
    hashes.sort_unstable();
    hashes
}

fn dice(a: &[u64], b: &[u64]) -> f32 {
    let all = a.len() + b.len();
    // What is too unlike in length alone is not looked at.
    if share(2 * a.len().min(b.len()), all) < EDITED_MIN {
        return 0.0;
    }
    share(2 * common(a, b), all)
}

fn share(part: usize, all: usize) -> f32 {
    if all == 0 { 0.0 } else { part as f32 / all as f32 }
}

/// How many are in both, each as often as it is in both; both are sorted.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}

fn hash(thing: &impl std::hash::Hash) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(thing)
}
