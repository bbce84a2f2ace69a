//! Rings of documents: what names itself through others.
use super::family::Arrow;
use super::family_problem::FamilyProblem as P;
use crate::core_ir::Program;
use crate::diagnostic::{Problem, Problems};
use std::collections::{BTreeMap, BTreeSet};

/// Reports each ring of arrows once, with every place that is part of it.
pub(super) fn rings(program: &Program, arrows: &[&Arrow], problems: &mut Problems, kind: impl Fn(Vec<String>, &str) -> P) {
    let mut leaving: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, arrow) in arrows.iter().enumerate() {
        leaving.entry(arrow.from).or_default().push(n);
    }
    let mut open = in_rings(arrows);
    for (n, first) in arrows.iter().enumerate() {
        if !open.contains(&n) {
            continue;
        }
        let Some(ring) = way_back(arrows, &leaving, n) else { continue };
        ring.iter().for_each(|at| {
            open.remove(at);
        });
        let title = |n: usize| program.documents.get(n).map(|document| document.title.clone()).unwrap_or_default();
        let names = ring.iter().filter_map(|at| arrows.get(*at)).map(|arrow| title(arrow.from)).collect();
        let mut problem = Problem::new(kind(names, first.word.as_deref().unwrap_or_default()), first.source, first.at);
        for arrow in ring.iter().skip(1).filter_map(|at| arrows.get(*at)) {
            problem = problem.also(arrow.source, arrow.at, "另一处在这里", "the other place is here");
        }
        problems.push(problem);
    }
}

/// The arrows that are left when those are taken away, again and again, before which or behind which there is none: all
/// that stand in a ring are among them.
fn in_rings(arrows: &[&Arrow]) -> BTreeSet<usize> {
    let mut left: BTreeSet<usize> = (0..arrows.len()).collect();
    for turned in [false, true] {
        let ends = |n: usize| arrows.get(n).map(|arrow| if turned { (arrow.to, arrow.from) } else { (arrow.from, arrow.to) });
        let mut coming: BTreeMap<usize, usize> = BTreeMap::new();
        let mut leaving: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (n, (from, to)) in left.iter().filter_map(|n| Some((*n, ends(*n)?))) {
            *coming.entry(to).or_default() += 1;
            leaving.entry(from).or_default().push(n);
        }
        let mut free: Vec<usize> = leaving.keys().copied().filter(|at| !coming.contains_key(at)).collect();
        while let Some(at) = free.pop() {
            for n in leaving.get(&at).into_iter().flatten() {
                left.remove(n);
                let Some((_, to)) = ends(*n) else { continue };
                if let Some(count) = coming.get_mut(&to) {
                    *count -= 1;
                    if *count == 0 {
                        free.push(to);
                    }
                }
            }
        }
    }
    left
}

/// The shortest way along the arrows from the head of one back to its tail, itself first.
fn way_back(arrows: &[&Arrow], leaving: &BTreeMap<usize, Vec<usize>>, first: usize) -> Option<Vec<usize>> {
    let goal = arrows.get(first)?;
    // By which arrow each document was reached.
    let mut reached = BTreeMap::from([(goal.to, first)]);
    let mut open = vec![goal.to];
    while !reached.contains_key(&goal.from) && !open.is_empty() {
        let mut next = Vec::new();
        for n in open.iter().flat_map(|at| leaving.get(at).into_iter().flatten()) {
            let Some(arrow) = arrows.get(*n) else { continue };
            reached.entry(arrow.to).or_insert_with(|| {
                next.push(arrow.to);
                *n
            });
        }
        open = next;
    }
    let mut ring = vec![*reached.get(&goal.from)?];
    while ring.last() != Some(&first) {
        let from = arrows.get(*ring.last()?)?.from;
        ring.push(*reached.get(&from)?);
    }
    ring.reverse();
    Some(ring)
}
