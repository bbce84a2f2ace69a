//! The corpus: files in the language with what is expected of them written inside.
use guiju::{diagnostic::Lang, source::Source, syntax};
use std::{fs, path::PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut list: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    list.sort();
    list
}

fn told(text: &str) -> Vec<String> {
    let source = Source::new("文件", text);
    let (_, problems) = syntax::parse(&source);
    problems
        .sorted()
        .iter()
        .map(|problem| {
            let place = source.position(problem.at.start as usize);
            format!("{}-{} {} {}", place.line, place.column, problem.kind.code(), problem.kind.message(Lang::Zh))
        })
        .collect()
}

#[test]
fn good_files_parse_without_a_word() {
    for path in files("syntax/good") {
        let text = fs::read_to_string(&path).unwrap();
        let told = told(&text);
        assert!(told.is_empty(), "{}\n{}", path.display(), told.join("\n"));
    }
}
