//! The tables of a year on disk, their audit, and the violations as the reference has them.
use super::ledger::{self, TABLES};
use guiju::api::intake::{Intake, Way};
use guiju::api::{Rulebook, Situation};
use guiju::source::Source;
use std::path::PathBuf;

/// A year of so many events.
pub struct Year {
    pub files: Vec<PathBuf>,
    pub reference: Vec<(u32, u8)>,
    ids: Vec<Vec<u32>>,
    _folder: tempfile::TempDir,
}

impl Year {
    pub fn new(events: usize) -> Self {
        let events = ledger::generate(events);
        let (tables, ids) = ledger::tables(&events);
        let folder = tempfile::tempdir().expect("a folder can be made");
        let write = |((name, _), text): (&(&str, &str), &String)| {
            let path = folder.path().join(format!("{name}.csv"));
            std::fs::write(&path, text).expect("it can be written");
            path
        };
        let files = TABLES.iter().zip(&tables).map(write).collect();
        let mut reference = ledger::audit(&events);
        reference.sort_unstable();
        Self { files, reference, ids, _folder: folder }
    }

    /// Event and code of each violation.
    pub fn violations(&self, intake: &Intake, jobs: usize) -> Vec<(u32, u8)> {
        let way = Way { in_full: 0, jobs, ..Way::default() };
        let brief = intake.brief(&self.files, &way).expect("they can be streamed");
        let codes = ["开成", "主持开", "列入", "签", "行使市长职权", "顶", "列席或者参加"];
        let code = |act: &str| match codes.iter().position(|word| act.contains(word)).expect("a known act") {
            n @ 0..=3 => n as u8 + 1,
            4 | 5 => 5,
            _ => 6,
        };
        let mut names = std::collections::HashMap::new();
        let mut all: Vec<(u32, u8)> = brief
            .iter()
            .map(|one| {
                let code = *names.entry(one.act).or_insert_with(|| code(&intake.act(one.act)));
                (self.ids[one.table as usize][one.row as usize - 2], code)
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The rules and forms.
pub fn intake() -> Intake {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| Source::new(path, std::fs::read_to_string(root.join(path)).expect("the file is there"));
    let rules = Rulebook::parse([read("rulebooks/通用词汇.gj"), read("benches/w2/规则.gj")]).expect("the rules are sound");
    let situation = Situation::read(&read("benches/w2/登记.gj")).expect("the forms can be read");
    rules.intake(&situation, None).expect("the forms are sound")
}
