//! Kinds: 种类, 选项, 等级.
use super::super::near;
use super::super::problem::ResolveProblem as P;
use super::super::scope::Name;
use super::{Declarer, LIMIT, declarations};
use crate::core_ir::{Kind, KindId};
use crate::resolve::Parsed;
use crate::source::Source;
use crate::syntax::tree::{Declaration, Word};
use std::sync::Arc;

/// How many ancestors all kinds may have together.
const MOST_ANCESTORS: usize = 5_000_000;

impl<'a> Declarer<'a> {
    pub(super) fn add_kind(&mut self, name: &str, options: bool) -> KindId {
        let id = KindId(self.program.kinds.len() as u32);
        self.program.kinds.push(Kind { name: name.to_owned(), ancestors: vec![id], options });
        self.scope.names.insert(name.to_owned(), Name::Kind(id));
        id
    }

    /// Declares a kind word; the same word again is the same kind.
    fn kind_word(&mut self, word: &Word, options: bool) -> Option<KindId> {
        match self.scope.name(&word.text) {
            Some(Name::Kind(id)) => {
                if options && let Some(kind) = self.program.kinds.get_mut(id.index()) {
                    kind.options = true;
                }
                Some(id)
            }
            Some(Name::Entity(..)) => {
                self.declared_twice(word);
                None
            }
            None if self.program.kinds.len() >= LIMIT => {
                self.report(P::TooLarge, word.at);
                None
            }
            None => {
                self.name_at(word);
                Some(self.add_kind(&word.text, options))
            }
        }
    }

    pub(super) fn kinds(&mut self, files: &'a [Parsed]) {
        let mut parents: Vec<(KindId, &'a Word, &'a Arc<Source>)> = Vec::new();
        for (source, declaration, _) in declarations(files) {
            self.source = source;
            match declaration {
                Declaration::Kinds { names, parents: above } => {
                    for name in names {
                        let Some(id) = self.kind_word(name, false) else { continue };
                        parents.extend(above.iter().map(|parent| (id, parent, source)));
                    }
                }
                Declaration::Options { kind, ordered, .. } => {
                    if let Some(id) = self.kind_word(kind, true).filter(|_| *ordered) {
                        self.scope.ordered.insert(id);
                    }
                }
                Declaration::Offices { .. }
                | Declaration::Individuals { .. }
                | Declaration::Short { .. }
                | Declaration::Roster(_)
                | Declaration::Pattern(_) => {}
            }
        }
        let mut edges = Vec::new();
        for (id, parent, source) in parents {
            self.source = source;
            if let Some(above) = self.wanted_kind(parent) {
                edges.push((id, above, parent));
            }
        }
        self.close_kinds(&edges);
    }

    pub(super) fn wanted_kind(&mut self, word: &Word) -> Option<KindId> {
        if let Some(Name::Kind(id)) = self.scope.name(&word.text) {
            Some(id)
        } else {
            let near = near(&word.text, self.scope.names.keys());
            self.report(P::UnknownName { name: word.text.clone(), near }, word.at);
            None
        }
    }

    /// Transitive closure of 属于; a ring is reported once.
    fn close_kinds(&mut self, edges: &[(KindId, KindId, &'a Word)]) {
        let mut above: Vec<Vec<KindId>> = vec![Vec::new(); self.program.kinds.len()];
        for (below, parent, _) in edges {
            if let Some(parents) = above.get_mut(below.index()) {
                parents.push(*parent);
            }
        }
        let mut seen = vec![usize::MAX; above.len()];
        let mut room = MOST_ANCESTORS;
        for n in 0..above.len() {
            let ancestors = reached(KindId(n as u32), &above, &mut seen);
            let Some(left) = room.checked_sub(ancestors.len()) else {
                let at = edges.first().map(|(_, _, word)| word.at).unwrap_or_default();
                return self.report(P::TooLarge, at);
            };
            room = left;
            if let Some(kind) = self.program.kinds.get_mut(n) {
                kind.ancestors = ancestors;
            }
        }
        for (below, above, word) in edges {
            if self.program.kinds.get(above.index()).is_some_and(|kind| kind.ancestors.contains(below)) {
                self.report(P::KindCycle { name: word.text.clone(), office: false }, word.at);
                return;
            }
        }
    }
}

/// A kind and all it belongs to. `seen` remembers for which kind each was reached last.
fn reached(kind: KindId, above: &[Vec<KindId>], seen: &mut [usize]) -> Vec<KindId> {
    let (mut found, mut next) = (vec![kind], 0);
    if let Some(mark) = seen.get_mut(kind.index()) {
        *mark = kind.index();
    }
    while let Some(one) = found.get(next).copied() {
        next += 1;
        for parent in above.get(one.index()).into_iter().flatten() {
            if let Some(mark) = seen.get_mut(parent.index()).filter(|mark| **mark != kind.index()) {
                *mark = kind.index();
                found.push(*parent);
            }
        }
    }
    found
}
