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
    outcome::Unknown,
    resolve::{Judged, Run, resolve, run},
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
    let (resolved, made) = resolve(index, tables, settings, question)?;
    let mut made = made.filter(|_| resolved.of_one_reading());
    if resolved.items.iter().any(|item| is_chosen(index, item)) {
        return Ok(None);
    }
    let gist = Gist::of(&resolved.joint, &resolved.ways, |judged| {
        let settings = fixed(settings, &judged.way);
        let open = |run: &mut Run<'_>| unknowns(run, &resolved.items, &judged.labels, &Table::default());
        if let Some(run) = &mut made { open(run) } else { open(&mut run(index, tables, &settings, &resolved.items)?) }
    });
    gist.map(Some)
}

/// Whether it may be still to be chosen who does it: only the full answer says who is found then.
pub(super) fn is_chosen(index: &Index, item: &Item) -> bool {
    matches!(item, Item::Who { places, .. } if index.chooses(places.relation))
}

impl Gist {
    /// Of what came out under each way of reading; `open` says what is missing under one that is undetermined. In a conflict
    /// nobody is found.
    pub(super) fn of(whole: &Label, ways: &[Judged], mut open: impl FnMut(&Judged) -> Res<Vec<Unknown>>) -> Res<Self> {
        let mut missing = Vec::new();
        for judged in told_apart(whole, ways).0.iter().filter(|judged| judged.joint.verdict == Verdict::Undetermined) {
            for unknown in open(judged)? {
                if !missing.contains(&unknown) {
                    missing.push(unknown);
                }
            }
        }
        let found = whole.verdict != Verdict::Conflict;
        let who = whole.who.iter().filter(|_| found).copied().map(EntityId).collect();
        Ok(Self { verdict: whole.verdict, ground: whole.ground, who, missing: missing.len() })
    }
}
