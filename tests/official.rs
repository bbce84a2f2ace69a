//! The official text in the rulebooks is the text as it was issued, character by character.
//!
//! The digest of each text is written down here, taken from the text as issued. With `GUIJU_SEEDS=FOLDER` the texts are looked
//! for in the files of that folder, paragraph for paragraph, and the digests are shown.
use guiju::vocabulary::parse_numeral;
use sha2::{Digest as _, Sha256};
use std::{fmt::Write as _, fs, path::Path};

/// The heading of a notice of issue.
const NOTICE: &str = "印发通知";

/// Rulebooks, how many characters their text has, and the beginning of its digest.
const TEXTS: [(&str, usize, &str); 9] = [
    ("资阳市人民政府工作规则", 9053, "fa2ffedbc7a29cc4"),
    ("资阳市法治政府建设工作领导小组工作规则", 984, "cf552ffc8cb63f70"),
    ("资阳市法治政府建设工作领导小组办公室工作细则", 661, "114c52629eccd4ba"),
    ("阳泉市城区人民政府工作规则", 6444, "b096b499dbe9ffd5"),
    ("区政府全体会议工作规则", 691, "54ab342406d19d9e"),
    ("区政府常务会议工作规则", 2752, "fe4ae3a3c8e884b1"),
    ("区长办公会议工作规则", 1791, "b4838ac0b0a8b4be"),
    ("区政府专题会议工作规则", 584, "ef20f38838267e33"),
    ("成都市法治政府建设规划（2015-2020年）", 10615, "9f5cc7650b128779"),
];

/// The quoted pieces of a rulebook, joined; where its parts have names, with the headings (`二、…`, `(一)…`) between them. A notice
/// of issue, which stands apart from what it issues, is a piece by itself.
fn official(title: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks").join(title).with_extension("gj");
    let text = fs::read_to_string(path).unwrap();
    let named = text.lines().any(|line| line.trim().starts_with("条目 "));
    let heading = |line: &str| {
        let (number, _) = line.trim_start_matches('(').split_once(['、', ')']).unwrap_or_default();
        named && parse_numeral(number).is_some()
    };
    let (mut pieces, mut notice) = (vec![String::new()], false);
    for line in text.lines() {
        let quoted = line.strip_prefix("> ").or(Some(line).filter(|line| heading(line)));
        let begins = !named && quoted.is_none() && !line.is_empty() && !line.starts_with(' ');
        if begins && (notice || line == NOTICE) {
            pieces.push(String::new());
        }
        notice = if begins { line == NOTICE } else { notice };
        pieces.last_mut().unwrap().extend(quoted);
    }
    pieces
}

/// Lines without their indentation, joined; titles of chapters between them belong to no article.
fn issued(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !(line.starts_with('第') && line.contains('章') && line.chars().count() < 20))
        .collect()
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[test]
fn the_official_text_is_as_issued() {
    let seeds = std::env::var_os("GUIJU_SEEDS").map(|folder| {
        let files = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
        files.map(|text| issued(&text)).collect::<Vec<_>>()
    });
    let mut wrong = Vec::new();
    for (title, length, beginning) in TEXTS {
        let pieces = official(title);
        if let Some(seeds) = &seeds {
            let whole = |seed: &String| pieces.iter().all(|piece| seed.contains(piece));
            assert!(seeds.iter().any(whole), "{title} is not in the texts as issued");
        }
        let text = pieces.concat();
        let found = digest(&text);
        if text.chars().count() != length || found != beginning {
            wrong.push(format!("(\"{title}\", {}, \"{}\"),", text.chars().count(), found));
        }
    }
    assert!(wrong.is_empty(), "the official text is not what was issued:\n{}", wrong.join("\n"));
}
