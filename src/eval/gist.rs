//! What an answer comes down to, for programs that weigh many answers against each other: the verdict, those found, and how
//! much is missing; nothing is told.
use super::{
    Verdict,
    algebra::Res,
    ask::{fixed, told_apart},
    evaluator::Settings,
    hash::Table,
    index::Index,
    item::Item,
    judge::Label,
    missing::unknowns,
    resolve::{Run, resolve, run},
    tables::Tables,
};
use crate::core_ir::{EntityId, Question};

/// What an answer comes down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gist {
    /// The verdict.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of *who*: those found.
    pub who: Vec<EntityId>,
    /// How many things are missing.
    pub missing: usize,
}

/// The gist of an answer. None where it takes the full answer to say who is found.
pub(super) fn gist(index: &Index, tables: &Tables, settings: &Settings, question: &Question) -> Res<Option<Gist>> {
    let (resolved, mut made) = resolve(index, tables, settings, question)?;
    let chosen = |item: &Item| matches!(item, Item::Who { places, .. } if index.chooses(places.relation));
    if resolved.items.iter().any(chosen) {
        return Ok(None);
    }
    let mut missing = Vec::new();
    for judged in
        told_apart(&resolved.joint, &resolved.ways).iter().filter(|judged| judged.joint.verdict == Verdict::Undetermined)
    {
        let settings = fixed(settings, &judged.way);
        let open = |run: &mut Run<'_>| unknowns(run, &resolved.items, &judged.labels, &Table::default());
        let all =
            if let Some(run) = &mut made { open(run)? } else { open(&mut run(index, tables, &settings, &resolved.items)?)? };
        for unknown in all {
            if !missing.contains(&unknown) {
                missing.push(unknown);
            }
        }
    }
    Ok(Some(Gist::new(&resolved.joint, missing.len())))
}

impl Gist {
    /// Of a verdict, with so much that is missing. In a conflict nobody is found.
    pub(super) fn new(label: &Label, missing: usize) -> Self {
        let found = label.verdict != Verdict::Conflict;
        let who = label.who.iter().filter(|_| found).copied().map(EntityId).collect();
        Self { verdict: label.verdict, ground: label.ground, who, missing }
    }
}
