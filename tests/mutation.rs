//! Every clause of the rulebooks decides something: without it some case fails.
//!
//! Each statement that executes words of the law is taken out in turn, and the cases in whose answers its article occurs are
//! run again until one misses it. A statement that no case misses is a *survivor*. Survivors are listed in
//! `tests/survivors.txt` with their article (while there are none, there is no list); the list must be exactly what is found,
//! so it can only be changed knowingly. Some articles must have none.
use guiju::answer::Answer;
use guiju::api::cases::{Run, Runner};
use guiju::api::{Rulebook, Shelf, Statement};
use guiju::core_ir::ClauseKind;
use guiju::syntax::tree::Case;
use guiju::vocabulary::Article;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Rulebooks that are tried together on those cases of a folder that need no others.
struct Family {
    rules: &'static [&'static str],
    /// The documents whose statements are taken out.
    tried: &'static [&'static str],
    cases: &'static str,
    /// Articles that must not have survivors.
    none: &'static [&'static str],
    /// How many statements there are at least.
    least: usize,
}

const ZIYANG: &str = "rulebooks/资阳市人民政府工作规则.gj";

const FAMILIES: [Family; 5] = [
    Family {
        rules: &[ZIYANG],
        tried: &["资阳市人民政府工作规则"],
        cases: "rulebooks/案例/资阳",
        none: &["第8条", "第38条", "第42条", "第48条", "第53条", "第57条"],
        least: 200,
    },
    Family {
        rules: &[
            ZIYANG,
            "rulebooks/资阳市法治政府建设工作领导小组工作规则.gj",
            "rulebooks/资阳市法治政府建设工作领导小组办公室工作细则.gj",
        ],
        tried: &["资阳市法治政府建设工作领导小组工作规则", "资阳市法治政府建设工作领导小组办公室工作细则"],
        cases: "rulebooks/案例/资阳领导小组",
        none: &["第2条", "第6条", "第7条", "第8条", "第10条", "第11条"],
        least: 60,
    },
    Family {
        rules: &["rulebooks/阳泉市城区人民政府工作规则.gj"],
        tried: &["阳泉市城区人民政府工作规则"],
        cases: "rulebooks/案例/阳泉",
        none: &["第6条", "第7条", "第9条", "第24条", "第42条", "第43条", "第44条", "第46条", "第47条", "第49条", "第53条"],
        least: 180,
    },
    Family {
        rules: &[
            "rulebooks/阳泉市城区人民政府工作规则.gj",
            "rulebooks/区政府全体会议工作规则.gj",
            "rulebooks/区政府常务会议工作规则.gj",
            "rulebooks/区长办公会议工作规则.gj",
            "rulebooks/区政府专题会议工作规则.gj",
        ],
        tried: &["区政府全体会议工作规则", "区政府常务会议工作规则", "区长办公会议工作规则", "区政府专题会议工作规则"],
        cases: "rulebooks/案例/阳泉",
        none: &[],
        least: 150,
    },
    Family {
        rules: &["rulebooks/成都市法治政府建设规划（2015-2020年）.gj"],
        tried: &["成都市法治政府建设规划（2015-2020年）"],
        cases: "rulebooks/案例/成都",
        none: &["任务9", "任务10", "任务15", "任务16", "任务17", "任务24", "任务37"],
        least: 200,
    },
];

#[test]
fn every_clause_decides_a_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let survivors: String = FAMILIES.iter().map(|family| survivors(root, family)).collect();
    let list = root.join("tests/survivors.txt");
    if std::env::var_os("GUIJU_UPDATE").is_some() {
        std::fs::write(&list, &survivors).unwrap();
    }
    let known = std::fs::read_to_string(&list).expect("tests/survivors.txt");
    assert_eq!(survivors, known, "GUIJU_UPDATE=1 writes the list anew");
}

/// The statements of a family that no case misses, one a line.
fn survivors(root: &Path, family: &Family) -> String {
    let book = Rulebook::load(family.rules.iter().map(|rules| root.join(rules))).unwrap();
    let shelf = Shelf::load(&[root.join(family.cases)]).unwrap();
    let named = |tried: bool| -> BTreeSet<&str> {
        let documents = book.program().documents.iter();
        let wanted = documents.filter(|document| !tried || family.tried.contains(&document.title.as_str()));
        wanted.flat_map(|document| [document.title.as_str(), document.short.as_str()]).collect()
    };
    let (titles, tried_titles) = (named(false), named(true));
    // Its cases name rulebooks of the family only, and one of those that are tried.
    let ours = |case: &Case| {
        let mut names = case.documents.iter().map(|named| named.text.trim_matches(['《', '》']));
        names.clone().all(|name| titles.contains(name)) && names.any(|name| tried_titles.contains(name))
    };
    let base = Runner::new(&shelf).against(&book).run(ours);
    let failing: BTreeSet<String> =
        base.checks.iter().filter(|check| !check.failures.is_empty()).map(|check| check.case.clone()).collect();
    assert!(failing.is_empty(), "the cases pass before anything is taken out: {failing:?}");

    let touched = touched(&base);
    let all: BTreeSet<String> = base.checks.iter().map(|check| check.case.clone()).collect();
    let mut survivors = String::new();
    let mut tried = 0;
    let title = |statement: &Statement| book.program().documents[statement.document.index()].title.clone();
    let statements = book.statements();
    let wanted = statements.iter().filter(|one| family.tried.contains(&title(one).as_str()) && evaluated(&book, one));
    for statement in wanted {
        tried += 1;
        let without = book.without(&statement.clauses);
        let missed = |case: &String| {
            let run = Runner::new(&shelf).against(&without).run(|other| other.number.text == *case && ours(other));
            run.checks.iter().any(|check| !check.failures.is_empty())
        };
        // What stands above the first article of a chapter is cited nowhere: every case may miss it.
        let found = match statement.citation.locus.article {
            Some(article) => touched.get(&(title(statement), article)).is_some_and(|cases| cases.iter().any(missed)),
            None => all.iter().any(missed),
        };
        if !found {
            let mut whole = family.none.iter().map(|article| Article::parse(article).expect("an article"));
            assert!(
                !whole.any(|article| statement.citation.locus.article == Some(article)),
                "no case misses this clause of {}: {}",
                statement.citation.locus,
                statement.text
            );
            writeln!(survivors, "{} {} {}", title(statement), statement.citation.locus, statement.text).unwrap();
        }
    }
    assert!(tried > family.least, "only {tried} statements were tried");
    survivors
}

/// Frequencies, and duties with a limit in days, wait for ledgers.
fn evaluated(book: &Rulebook, statement: &Statement) -> bool {
    statement.clauses.iter().filter_map(|id| book.program().clauses.get(id.index())).any(|clause| match &clause.kind {
        ClauseKind::Frequency(_) => false,
        ClauseKind::Duty(duty) => !matches!(duty.limit, Some(guiju::core_ir::Limit::Days { .. })),
        _ => true,
    })
}

/// For each article of each document, the cases in whose answers it occurs: as ground, in a note, or anywhere in the reasons.
fn touched(run: &Run) -> BTreeMap<(String, Article), BTreeSet<String>> {
    let mut touched: BTreeMap<(String, Article), BTreeSet<String>> = BTreeMap::new();
    for check in &run.checks {
        for article in check.answer.iter().flat_map(articles) {
            touched.entry(article).or_default().insert(check.case.clone());
        }
    }
    touched
}

/// What stands after `"document":` and `"article":` anywhere in the answer.
fn articles(answer: &Answer) -> BTreeSet<(String, Article)> {
    fn walk(value: &serde_json::Value, found: &mut BTreeSet<(String, Article)>) {
        match value {
            serde_json::Value::Object(map) => {
                let document = map.get("document").and_then(serde_json::Value::as_str);
                let article = map.get("article").and_then(|value| serde_json::from_value(value.clone()).ok());
                if let (Some(document), Some(article)) = (document, article) {
                    found.insert((document.to_owned(), article));
                }
                map.values().for_each(|value| walk(value, found));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(&serde_json::to_value(answer).unwrap_or_default(), &mut found);
    found
}
