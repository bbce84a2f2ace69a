//! Which relations are defined through themselves.
use super::super::super::index::Index;
use crate::core_ir::RelationId;

/// Relations that may be defined through themselves, and those between two such.
pub(super) fn circular(index: &Index) -> Vec<bool> {
    let count = index.program.relations.len();
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (n, used) in uses.iter_mut().enumerate() {
        for id in &index.about(RelationId(n as u32)).definitions {
            index.clause(*id).condition.each_sentence(&mut |relation, _| used.push(relation.index()));
        }
        used.sort_unstable();
        used.dedup();
    }
    let mut used_by: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (n, used) in uses.iter().enumerate() {
        used.iter().for_each(|other| used_by[*other].push(n));
    }
    let mut left = vec![true; count];
    peel(&uses, &used_by, &mut left);
    peel(&used_by, &uses, &mut left);
    left
}

/// Takes away, again and again, what leads nowhere among the rest.
fn peel(out: &[Vec<usize>], back: &[Vec<usize>], left: &mut [bool]) {
    let degree = |n: usize, left: &[bool]| out[n].iter().filter(|other| left[**other]).count();
    let mut degrees: Vec<usize> = (0..left.len()).map(|n| degree(n, left)).collect();
    let mut ready: Vec<usize> = (0..left.len()).filter(|n| left[*n] && degrees[*n] == 0).collect();
    while let Some(n) = ready.pop() {
        left[n] = false;
        for other in &back[n] {
            degrees[*other] = degrees[*other].saturating_sub(1);
            if left[*other] && degrees[*other] == 0 {
                ready.push(*other);
            }
        }
    }
}
