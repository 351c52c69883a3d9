//! Ledgers whose key changed, in both verifiers.

use super::*;

#[test]
fn both_verifiers_follow_the_keys_of_a_ledger_and_find_every_change_of_one_that_hands_over() {
    let all = vectors("keys.txt");
    let keys: Vec<&str> = all.lines().collect();
    for (name, trusted) in [("rotated.jsonl", [true, true, false]), ("lost.jsonl", [false, false, true])] {
        let (extract, ledger) = (vectors(name), vectors(&name.replace(".jsonl", "-ledger.jsonl")));
        for (key, is_trusted) in keys.iter().zip(trusted) {
            let expected = usize::from(is_trusted);
            assert_eq!(taken_for_true(key, &[extract.clone().into_bytes()]), expected, "{name} {key}");
            assert_eq!(ledgers_taken_for_true(key, &[ledger.clone().into_bytes()]), expected, "{name} {key}");
        }
        let key = keys[trusted.iter().rposition(|is| *is).unwrap()];
        let from = usize::try_from(Random::seeded(11).below(EVERY as u64)).unwrap();
        let mut changed: Vec<Vec<u8>> =
            (from..extract.len()).step_by(EVERY).map(|at| flipped(&extract, at)).collect();
        let lines: Vec<&str> = extract.split_inclusive('\n').collect();
        let hidden =
            lines.iter().enumerate().filter_map(|(at, line)| without_its_public_part(&lines, at, line));
        changed.extend(hidden);
        changed.extend(lines.iter().enumerate().filter_map(|(at, line)| {
            let mut record = Record::from_line(line.trim_end()).ok()?;
            record.countersigned.take()?;
            let line = format!("{}\n", record.to_line().ok()?);
            Some([&lines[..at], &[line.as_str()], &lines[at + 1..]].concat().concat().into_bytes())
        }));
        assert_eq!(taken_for_true(key, &changed), 0, "{name}");
    }
}
