//! What goes before what, and where that is written.
use super::{Choice, ClauseId, ClauseKind, DocumentId, Program};
use crate::vocabulary::Citation;
use std::collections::BTreeMap;

/// A statement that one goes before another: `《甲》 优于 《乙》，依据 特别规定。`, `第七条 优于 第二条，依据 …。`
#[derive(Debug, Clone)]
pub struct Ranking {
    /// Where it stands, with the official words above it.
    pub citation: Citation,
    /// The line of the file of its document.
    pub line: usize,
    /// As it is written.
    pub text: String,
    /// The doctrine.
    pub doctrine: Option<String>,
    /// Between whole documents: which goes before which.
    pub documents: Option<(DocumentId, DocumentId)>,
}

/// What a choice of kind [`super::ChoiceKind::Precedence`] rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranked {
    /// The statement of this number, between clauses.
    Statement(usize),
    /// The one document goes before the other, directly or through others.
    Documents(DocumentId, DocumentId),
}

impl Program {
    /// The statements on which a precedence rests, one after the other.
    pub fn rankings_of(&self, choice: &Choice) -> Vec<&Ranking> {
        match choice.ranked {
            None => Vec::new(),
            Some(Ranked::Statement(at)) => self.rankings.get(at).into_iter().collect(),
            Some(Ranked::Documents(higher, lower)) => Ways::new(&self.rankings).between(higher, lower).unwrap_or_default(),
        }
    }

    /// The clauses that give way as long as the first option of a precedence is taken.
    pub fn gives_way(&self, choice: super::ChoiceId) -> impl Iterator<Item = ClauseId> {
        let guarded = move |id: &ClauseId| {
            let clause = self.clauses.get(id.index());
            clause
                .is_some_and(|clause| matches!(clause.kind, ClauseKind::Exception { .. }) && clause.guards.contains(&(choice, 0)))
        };
        let rivalled = move |rival: &super::Rival| rival.choice == choice && rival.option == 0;
        // What stands for another clause gives way where that one does.
        let all = self.clauses.iter().enumerate().filter(|(_, clause)| !matches!(clause.kind, ClauseKind::Exception { .. }));
        let lower = all.filter(move |(_, clause)| clause.rivals.iter().any(rivalled) || clause.exceptions.iter().any(guarded));
        lower.map(|(n, _)| ClauseId(n as u32))
    }
}

/// The ways from document to document along the statements that rank them: the fewest statements, and of those the first.
pub struct Ways<'r> {
    rankings: &'r [Ranking],
    /// The statements that put a document first.
    below: BTreeMap<DocumentId, Vec<usize>>,
    /// Of each document that was asked about: by which statement each below it is reached.
    trees: BTreeMap<DocumentId, BTreeMap<DocumentId, usize>>,
}

impl<'r> Ways<'r> {
    /// Along these statements.
    pub fn new(rankings: &'r [Ranking]) -> Self {
        let mut below: BTreeMap<DocumentId, Vec<usize>> = BTreeMap::new();
        for (at, ranking) in rankings.iter().enumerate() {
            if let Some((higher, _)) = ranking.documents {
                below.entry(higher).or_default().push(at);
            }
        }
        Self { rankings, below, trees: BTreeMap::new() }
    }

    /// Whether one document goes before another.
    pub fn before(&mut self, higher: DocumentId, lower: DocumentId) -> bool {
        higher != lower && self.tree(higher).contains_key(&lower)
    }

    /// The statements by which one document goes before another; none if it does not.
    pub fn between(&mut self, higher: DocumentId, lower: DocumentId) -> Option<Vec<&'r Ranking>> {
        if !self.before(higher, lower) {
            return None;
        }
        let rankings = self.rankings;
        let tree = self.tree(higher);
        let (mut way, mut at) = (Vec::new(), lower);
        // Each step leads to what was reached earlier, so this ends.
        while at != higher {
            let ranking = rankings.get(*tree.get(&at)?)?;
            way.push(ranking);
            at = ranking.documents?.0;
        }
        way.reverse();
        Some(way)
    }

    fn tree(&mut self, from: DocumentId) -> &BTreeMap<DocumentId, usize> {
        let (rankings, below) = (self.rankings, &self.below);
        self.trees.entry(from).or_insert_with(|| {
            let mut tree = BTreeMap::new();
            let mut open = vec![from];
            while !open.is_empty() {
                let mut next = Vec::new();
                for at in open.iter().flat_map(|document| below.get(document).into_iter().flatten()) {
                    let Some((_, lower)) = rankings.get(*at).and_then(|ranking| ranking.documents) else { continue };
                    if lower != from && !tree.contains_key(&lower) {
                        tree.insert(lower, *at);
                        next.push(lower);
                    }
                }
                open = next;
            }
            tree
        })
    }
}

/// The doctrines of statements, each once.
pub fn doctrines(way: &[&Ranking]) -> String {
    let mut all: Vec<&str> = Vec::new();
    for doctrine in way.iter().filter_map(|ranking| ranking.doctrine.as_deref()) {
        if !all.contains(&doctrine) {
            all.push(doctrine);
        }
    }
    all.join("、")
}
