//! The proof as it is read: what carries the value, each article with its words, nothing twice.
use super::{Line, Role};
use crate::answer::{Cite, Node, NodeKind};
use crate::diagnostic::Lang;
use std::collections::BTreeSet;

/// The proof without what does not bear on the answer.
pub(super) fn told(root: &Node, relied: &[Cite], lang: Lang) -> Vec<Line> {
    let mut teller = Teller { relied, lang, quoted: BTreeSet::new(), told: BTreeSet::new(), lines: Vec::new() };
    for finding in &root.children {
        teller.node(finding, 1);
    }
    teller.lines
}

/// The whole proof, node by node.
pub(super) fn whole(root: &Node) -> Vec<Line> {
    let mut lines = Vec::new();
    each(root, 1, &mut lines);
    lines
}

fn each(node: &Node, depth: usize, lines: &mut Vec<Line>) {
    lines.push(Line { role: Role::Node(node.holds), depth, text: node.text.clone() });
    node.children.iter().for_each(|child| each(child, depth + 1, lines));
}

struct Teller<'a> {
    relied: &'a [Cite],
    lang: Lang,
    /// Places whose words have been quoted.
    quoted: BTreeSet<Cite>,
    /// Nodes told with their reasons.
    told: BTreeSet<String>,
    lines: Vec<Line>,
}

impl Teller<'_> {
    fn node(&mut self, node: &Node, depth: usize) {
        let mut beside = BTreeSet::new();
        let children: Vec<&Node> = self.bearing(node).into_iter().filter(|child| beside.insert(key(child))).collect();
        // What only joins a single reason, or connects words, is passed over.
        if let ([only], true) = (children.as_slice(), passed_over(node)) {
            return self.node(only, depth);
        }
        let again = !children.is_empty() && !self.told.insert(key(node));
        let above = if self.lang == Lang::Zh { "（理由同上）" } else { " (as above)" };
        let text = if again { format!("{}{above}", node.text) } else { node.text.clone() };
        self.lines.push(Line { role: Role::Node(node.holds), depth, text });
        if let Some(cite) = node.citation.as_ref().filter(|cite| !cite.quote.trim().is_empty())
            && self.quoted.insert(cite.clone())
        {
            self.lines.push(Line { role: Role::Quote, depth: depth + 1, text: format!("「{}」", cite.quote.trim()) });
        }
        if !again {
            children.into_iter().for_each(|child| self.node(child, depth + 1));
        }
    }

    /// The children that carry the value.
    fn bearing<'n>(&self, node: &'n Node) -> Vec<&'n Node> {
        let all: Vec<&Node> = node.children.iter().collect();
        match (node.kind, node.holds) {
            (NodeKind::Question | NodeKind::Finding, holds) => self.clauses(all, holds),
            // The sentence names those counted.
            (NodeKind::Comparison, _) => Vec::new(),
            (NodeKind::Any | NodeKind::Fact, Some(true)) => {
                all.into_iter().find(|child| child.holds == Some(true)).into_iter().collect()
            }
            (NodeKind::Any | NodeKind::Fact, Some(false)) => {
                let worth: Vec<&Node> = all.iter().copied().filter(|child| !beside_the_point(child, 0)).collect();
                let shallow = all.iter().all(|child| child.children.is_empty());
                if worth.is_empty() && shallow { all } else { worth }
            }
            (_, holds) => {
                let same: Vec<&Node> = all.iter().copied().filter(|child| child.holds == holds).collect();
                if same.is_empty() { all } else { same }
            }
        }
    }

    /// The clauses that the answer rests on; of several candidates those that somebody had in mind.
    fn clauses<'n>(&self, all: Vec<&'n Node>, holds: Option<bool>) -> Vec<&'n Node> {
        let at = |node: &Node| {
            node.citation.as_ref().is_some_and(|cite| {
                self.relied.iter().any(|other| other.document == cite.document && other.locus() == cite.locus())
            })
        };
        let relied: Vec<&Node> = all.iter().copied().filter(|node| at(node)).collect();
        let kept = if relied.is_empty() { all } else { relied };
        let worth: Vec<&Node> = kept.iter().copied().filter(|node| !beside_the_point(node, 0)).collect();
        let kept = if worth.is_empty() { kept } else { worth };
        // Where a clause gives the power, that another of its place does not is no matter.
        let open = holds.is_none() && kept.iter().any(|node| node.holds.is_none());
        let given = |node: &Node| open || kept.iter().any(|other| other.holds == Some(true) && other.citation == node.citation);
        kept.iter().copied().filter(|node| node.holds != Some(false) || !given(node)).collect()
    }
}

/// A step that says nothing of its own where it has a single reason: a join, a case, a clause of a vocabulary.
fn passed_over(node: &Node) -> bool {
    match node.kind {
        NodeKind::All | NodeKind::Any | NodeKind::Case => true,
        NodeKind::Clause => node.citation.as_ref().is_some_and(|cite| cite.article.is_none() && cite.paragraph.is_none()),
        _ => false,
    }
}

/// It fails because somebody does not hold an office, or something is of another kind.
fn beside_the_point(node: &Node, depth: usize) -> bool {
    if node.holds != Some(false) || depth > 60 {
        return false;
    }
    let mut children = node.children.iter();
    match node.kind {
        NodeKind::Given if node.children.is_empty() => true,
        NodeKind::Given | NodeKind::Fact | NodeKind::Any => {
            !node.children.is_empty() && children.all(|child| beside_the_point(child, depth + 1))
        }
        NodeKind::All | NodeKind::Clause | NodeKind::Case => children.any(|child| beside_the_point(child, depth + 1)),
        _ => false,
    }
}

fn key(node: &Node) -> String {
    let mut key = node.text.clone();
    for child in &node.children {
        key.push('\n');
        key.push_str(&child.text);
    }
    key
}
