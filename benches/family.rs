//! What a question over a family of documents costs, beside the same question over one of them: Yangquan's general rules
//! alone, and with the four rules of meetings that stand beside them. A question should cost no more than twice as much.
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use guiju::api::Prepared;
use guiju::diagnostic::Lang;
use guiju::{Rulebook, Situation, source::Source};
use std::hint::black_box;

const GENERAL: &str = "阳泉市城区人民政府工作规则";
const MEETINGS: [&str; 4] =
    ["区政府全体会议工作规则", "区政府常务会议工作规则", "区长办公会议工作规则", "区政府专题会议工作规则"];

const SITUATION: &str = "情形 2022年11月8日
  名册：区长 甲；常务副区长 乙；副区长 丙、丁、戊、己；区政府党组成员 甲、乙、丙、丁、戊、己、庚；区政府办公室主任 辛。
  人：壬、癸。
  甲 处于 在岗 期间。
  全体会议一 是 区政府全体会议。
  常务会议一 是 区政府常务会议。
  专题会议一 是 区政府专题会议。
  某局 是 区政府工作部门。
  壬 是 某局 的 主要负责人。
  该事项 是 事项。
  丁 分管 该事项。
  该请示 是 报送审批的公文。
  纪要一 是 会议纪要。
  纪要一 是 常务会议一 的 纪要。
";

/// The questions, by what the meeting rules say of them.
const QUESTIONS: [(&str, &str); 8] = [
    ("nothing", "由谁 代行 区长？"),
    ("nothing, undetermined", "由谁 审批 该请示？"),
    ("the same", "由谁 召集 全体会议一？"),
    ("the same, no", "丙 能否 主持 常务会议一？"),
    ("more, undetermined", "能否 签发 纪要一？"),
    ("otherwise, agreeing", "甲 是不是 全体会议一 的 组成人员？"),
    ("otherwise, conflict", "庚 是不是 全体会议一 的 组成人员？"),
    ("otherwise, conflict of power", "丁 能否 将 该事项 提出为 全体会议一 议题？"),
];

fn prepared(documents: &[&str]) -> Prepared {
    let root = env!("CARGO_MANIFEST_DIR");
    let rulebook = Rulebook::load(documents.iter().map(|title| format!("{root}/rulebooks/{title}.gj")));
    let rulebook = rulebook.unwrap_or_else(|_| panic!("the rulebooks are there"));
    let situation = Situation::from_text(&Source::new("情形.gj", SITUATION)).expect("a situation");
    rulebook.prepare(&situation, None).expect("the situation fits")
}

fn questions(criterion: &mut Criterion) {
    let all: Vec<&str> = std::iter::once(GENERAL).chain(MEETINGS).collect();
    let books = [("one", prepared(&[GENERAL])), ("five", prepared(&all))];
    for (name, question) in QUESTIONS {
        let mut group = criterion.benchmark_group(format!("family/{name}"));
        for (documents, prepared) in &books {
            prepared.ask(question, Lang::Zh).unwrap_or_else(|problems| panic!("{question}: {problems}"));
            group.bench_function(BenchmarkId::from_parameter(documents), |bencher| {
                bencher.iter(|| black_box(prepared.ask(black_box(question), Lang::Zh)));
            });
        }
        group.finish();
    }
}

fn checking(criterion: &mut Criterion) {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut paths: Vec<_> =
        std::fs::read_dir(format!("{root}/rulebooks")).expect("rulebooks").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "gj"));
    paths.sort();
    criterion.bench_function("family/all rulebooks checked", |bencher| {
        bencher.iter(|| black_box(guiju::api::Shelf::load(&paths).expect("files").check()));
    });
}

criterion_group! { name = benches; config = Criterion::default().sample_size(20); targets = questions, checking }
criterion_main!(benches);
