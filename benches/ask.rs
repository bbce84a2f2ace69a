//! What a question with its full answer costs: about twenty office holders and staff, one rulebook, the proof as a tree, the
//! articles, the reasons and what would change it. `proof` is the same without what would change it, `verdict` without any of
//! that.
use criterion::{Criterion, criterion_group, criterion_main};
use guiju::diagnostic::Lang;
use guiju::{Rulebook, Situation, source::Source};
use std::hint::black_box;

const SITUATION: &str = "情形 2021年7月14日
  名册：市长 甲；常务副市长 乙；副市长 丙、丁、戊、己、庚；秘书长 辛。
  人：壬、癸、子、丑、寅、卯、辰、巳、午、未、申、酉。
  市政府常务会议一 是 市政府常务会议。
  甲 处于 请假休假 期间 （自 2021年7月12日 至 2021年7月16日）。
  甲 委托 乙 代行 市长 （自 2021年7月12日 至 2021年7月16日）。
  乙、丙、丁、辛、壬、癸、子、丑 到会 市政府常务会议一。
  完整：到会、委托。
";
const QUESTION: &str = "市政府常务会议一 能否 召开？";

/// So many more whose attendance nobody knows.
const CROWD: usize = 200;

fn asked(criterion: &mut Criterion) {
    let root = env!("CARGO_MANIFEST_DIR");
    let rulebook = Rulebook::load([format!("{root}/rulebooks/资阳市人民政府工作规则.gj")]);
    let rulebook = rulebook.unwrap_or_else(|_| panic!("the rulebook is there"));
    let prepare = |text: &str| {
        let situation = Situation::from_text(&Source::new("情形.gj", text)).expect("a situation");
        rulebook.prepare(&situation, None).expect("the situation fits")
    };
    let prepared = prepare(SITUATION);
    criterion.bench_function("ask/full answer", |bencher| {
        bencher.iter(|| black_box(prepared.ask(black_box(QUESTION), Lang::Zh)));
    });
    criterion.bench_function("ask/proof", |bencher| {
        bencher.iter(|| black_box(prepared.told(black_box(QUESTION), Lang::Zh)));
    });
    criterion.bench_function("ask/verdict", |bencher| {
        bencher.iter(|| black_box(prepared.verdict(black_box(QUESTION))));
    });
    let names: Vec<String> = (0..CROWD).map(|n| format!("委员{n}")).collect();
    let crowd = prepare(&format!(
        "情形 2021年9月8日\n  名册：市长 甲；常务副市长 乙；副市长 丙；秘书长 壬。\n  人：{}。\n  本次会议 是 市政府全体会议。\n",
        names.join("、")
    ));
    criterion.bench_function("ask/who of two hundred unknown", |bencher| {
        bencher.iter(|| black_box(crowd.ask(black_box("谁 到会 本次会议？"), Lang::Zh)));
    });
}

criterion_group! { name = benches; config = Criterion::default().sample_size(20); targets = asked }
criterion_main!(benches);
