//! Sentences of a report's outline: what on record is meant, with places left open or filled by kinds.
use super::builder::{Built, Reported};
use super::ground::Grounder;
use super::noun::Noun;
use super::problem::ResolveProblem as P;
use super::scope::is_a;
use super::situation::Situated;
use super::{Name, Resolved};
use crate::core_ir::{EntityId, KindId, RelationId};
use crate::diagnostic::Problems;
use crate::source::{Source, Span};
use crate::syntax::tree::Phrase;
use std::sync::Arc;

/// A sentence that is looked for on record.
#[derive(Debug, Clone)]
pub struct Sought {
    /// Its relation.
    pub relation: RelationId,
    /// What may stand in each hole.
    pub places: Vec<Filler>,
    /// Said in the negative.
    pub negated: bool,
}

/// What may stand in a hole.
#[derive(Debug, Clone, PartialEq)]
pub enum Filler {
    /// Anything.
    Open,
    /// One of a kind.
    Kind(KindId),
    /// This one.
    One(EntityId),
    /// Whoever holds this office.
    Holder(EntityId),
    /// One of several.
    Any(Vec<Filler>),
    /// 该X: what stands in this hole of the sentence it is told of.
    Same(usize),
    /// `X 的 纪要`
    Of {
        /// The role.
        role: RelationId,
        /// Its hole that stands here.
        subject: usize,
        /// The hole of what it is of.
        whole: usize,
        /// Of what.
        of: Box<Filler>,
    },
}

/// Binds the names of a sentence. `main` is the sentence that 该X points back to.
pub fn sought(
    resolved: &Resolved,
    situated: &Situated,
    source: &Arc<Source>,
    phrase: &Phrase,
    main: Option<&Sought>,
) -> Result<Sought, Problems> {
    let mut situated = situated.clone();
    let grounder = Grounder { resolved, situated: &mut situated, source, supposing: None, problems: Problems::default() };
    let mut seeker = Seeker { grounder, main, at: phrase.at };
    let found = seeker.sentence(phrase);
    found.map_err(|Reported| seeker.grounder.problems)
}

struct Seeker<'a, 'm> {
    grounder: Grounder<'a>,
    main: Option<&'m Sought>,
    at: Span,
}

impl Seeker<'_, '_> {
    fn sentence(&mut self, phrase: &Phrase) -> Built<Sought> {
        let matched = self.grounder.read(&phrase.items)?;
        let Some(pattern) = self.grounder.resolved.scope.patterns.get(matched.pattern) else { return Err(Reported) };
        let (relation, negated) = (pattern.relation, pattern.negative);
        let Some(known) = self.grounder.resolved.program.relations.get(relation.index()) else { return Err(Reported) };
        let kinds: Vec<KindId> = known.holes.iter().map(|hole| hole.kind).collect();
        let mut places = Vec::new();
        for (noun, kind) in matched.nouns.iter().zip(kinds) {
            places.push(match noun {
                Some(noun) => self.filler(noun, kind)?,
                None => Filler::Open,
            });
        }
        Ok(Sought { relation, places, negated })
    }

    fn filler(&mut self, noun: &Noun, hole: KindId) -> Built<Filler> {
        let resolved = self.grounder.resolved;
        let office = resolved.scope.known.office;
        match noun {
            Noun::Entity { id, kind, .. } if *kind == office && !is_a(&resolved.program, office, hole) => Ok(Filler::Holder(*id)),
            Noun::Entity { id, .. } => Ok(Filler::One(*id)),
            Noun::Kind { kind, .. } => Ok(self.same(*kind, true).map_or(Filler::Kind(*kind), Filler::Same)),
            Noun::List { members, .. } => {
                Ok(Filler::Any(members.iter().map(|noun| self.filler(noun, hole)).collect::<Built<_>>()?))
            }
            Noun::Some { noun, .. } => self.filler(noun, hole),
            Noun::Back { word } => {
                let kind = match self.grounder.lexicon().name(word) {
                    Some(Name::Kind(kind)) => Some(kind),
                    _ => None,
                };
                match kind.and_then(|kind| self.same(kind, false)) {
                    Some(hole) => Ok(Filler::Same(hole)),
                    None => self.grounder.report(P::NoAntecedent { word: format!("该{word}") }, self.at),
                }
            }
            Noun::Role { pattern, of, .. } => {
                let Some(role) = resolved.scope.patterns.get(*pattern) else { return Err(Reported) };
                let (Some(noun), relation) = (&role.role, role.relation) else { return Err(Reported) };
                let whole = resolved.program.relations.get(relation.index()).and_then(|known| known.holes.get(noun.whole));
                let Some(whole) = whole else { return Err(Reported) };
                let of = match of {
                    Some(of) => self.filler(of, whole.kind)?,
                    None => Filler::Open,
                };
                Ok(Filler::Of { role: relation, subject: noun.subject, whole: noun.whole, of: Box::new(of) })
            }
            Noun::Relative { .. } | Noun::Quote(_) | Noun::Date(_) | Noun::Number(_) => self
                .grounder
                .report(P::Unsupported { what: "这样的名词，请写种类或名字", english: "such a noun; name a kind" }, self.at),
        }
    }

    /// The hole of the main sentence that a kind word means: the one of that very kind, else one of a kind that fits.
    fn same(&self, kind: KindId, exactly: bool) -> Option<usize> {
        let main = self.main?;
        let program = &self.grounder.resolved.program;
        let known = program.relations.get(main.relation.index())?;
        let own: Vec<KindId> = main
            .places
            .iter()
            .zip(&known.holes)
            .map(|(filler, hole)| if let Filler::Kind(kind) = filler { *kind } else { hole.kind })
            .collect();
        let exact = own.iter().position(|one| *one == kind);
        let near = || own.iter().position(|one| is_a(program, *one, kind) || is_a(program, kind, *one));
        exact.or_else(|| if exactly { None } else { near() })
    }
}
