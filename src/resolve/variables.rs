//! The variables of one clause: the same word is the same thing.
use super::scope::Position;
use crate::core_ir::{Amount, EntityId, Formula, IndividualId, KindId, Term, Var};

/// What makes two mentions the same variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Key {
    /// A kind word.
    Kind(KindId),
    /// An office, as holder, or in its capacity for an act.
    Office(EntityId, Position, Option<IndividualId>),
    /// A role of something.
    Role(usize, Option<Term>),
    /// Never the same again (另一, 各, relative clauses).
    Fresh,
}

/// One variable.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its kind.
    pub kind: KindId,
    /// The word it was named by.
    pub word: String,
    /// Identity.
    pub key: Key,
    /// What must hold of it beside its kind.
    pub restriction: Formula,
    /// 各: for all, not for some.
    pub universal: bool,
}

/// The variables of a clause in order of mention.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    /// In order.
    pub list: Vec<Variable>,
    /// What the clause's condition says of them: an exception, a note or a requirement speaks of the same things.
    pub background: Vec<Formula>,
}

impl Variables {
    /// Adds a variable.
    pub fn add(&mut self, variable: Variable) -> Var {
        let var = Var(self.list.len() as u16);
        self.list.push(variable);
        var
    }

    /// The variable with this key.
    pub fn find(&self, key: &Key) -> Option<Var> {
        if *key == Key::Fresh {
            return None;
        }
        self.list.iter().position(|variable| variable.key == *key).map(|n| Var(n as u16))
    }

    /// Closes a formula: every variable that is not free gets its quantifier at the smallest place that holds all its mentions.
    pub fn close(&self, mut formula: Formula, free: &[Var]) -> Formula {
        for (n, variable) in self.list.iter().enumerate().rev() {
            let var = Var(n as u16);
            if !free.contains(&var) {
                formula = place(formula, var, variable);
            }
        }
        formula
    }

    /// A formula together with all that the background says of the things it names beside the free ones. What says which of the
    /// free ones is meant (该会议 的 纪要) says it of them too.
    pub fn linked(&self, formula: Formula, background: &[Formula], free: &[Var]) -> Formula {
        self.linked_by(formula, background, free, |_| true)
    }

    /// The same for a note, which may deny what the condition says of an office: only what nothing but the condition describes
    /// keeps that description.
    pub fn linked_loosely(&self, formula: Formula, background: &[Formula], free: &[Var]) -> Formula {
        self.linked_by(formula, background, free, |variable| variable.restriction == Formula::True)
    }

    fn linked_by(&self, formula: Formula, background: &[Formula], free: &[Var], by: impl Fn(&Variable) -> bool) -> Formula {
        let meant = self.restrictions(free);
        let mut rest: Vec<&Formula> = background.iter().chain(&meant).flat_map(parts_of).collect();
        let mut chosen = vec![formula];
        loop {
            let open =
                |var: &Var| !free.contains(var) && self.list.get(usize::from(var.0)).is_some_and(|one| !one.universal && by(one));
            let named: Vec<Var> = (0..self.list.len() as u16)
                .map(Var)
                .filter(|var| open(var) && chosen.iter().any(|part| mentions(part, *var)))
                .collect();
            let (more, left): (Vec<&Formula>, Vec<&Formula>) =
                rest.into_iter().partition(|part| named.iter().any(|var| mentions(part, *var)));
            rest = left;
            if more.is_empty() {
                break;
            }
            chosen.extend(more.into_iter().cloned());
        }
        chosen.rotate_left(1);
        all(chosen)
    }

    /// The restrictions of these variables.
    pub fn restrictions(&self, vars: &[Var]) -> Vec<Formula> {
        vars.iter()
            .filter_map(|var| self.list.get(usize::from(var.0)))
            .map(|variable| variable.restriction.clone())
            .filter(|formula| *formula != Formula::True)
            .collect()
    }
}

fn parts_of(formula: &Formula) -> &[Formula] {
    if let Formula::And(parts) = formula { parts } else { std::slice::from_ref(formula) }
}

/// Joins with `and`, dropping what is always true.
pub fn all(parts: Vec<Formula>) -> Formula {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Formula::True => {}
            Formula::And(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Formula::True,
        1 => flat.pop().unwrap_or(Formula::True),
        _ => Formula::And(flat),
    }
}

fn quantify(body: Formula, var: Var, variable: &Variable) -> Formula {
    let restriction = variable.restriction.clone();
    if variable.universal {
        let body = if restriction == Formula::True { body } else { Formula::Or(vec![Formula::Not(Box::new(restriction)), body]) };
        return Formula::Forall { var, kind: variable.kind, body: Box::new(body) };
    }
    Formula::Exists { var, kind: variable.kind, body: Box::new(all(vec![restriction, body])) }
}

fn place(formula: Formula, var: Var, variable: &Variable) -> Formula {
    if !mentions(&formula, var) {
        return formula;
    }
    match formula {
        Formula::And(parts) => place_in_and(parts, var, variable),
        Formula::Or(parts) if !variable.universal => {
            Formula::Or(parts.into_iter().map(|part| place(part, var, variable)).collect())
        }
        // 副市长 未到会: there is one who did not come. Only 并非 denies the whole; what the sentence is not about stays inside.
        Formula::Not(inner) if denies_of(&inner, var, variable) => quantify(Formula::Not(inner), var, variable),
        Formula::Not(inner) => Formula::Not(Box::new(place(*inner, var, variable))),
        Formula::Exists { var: other, kind, body } => {
            Formula::Exists { var: other, kind, body: Box::new(place(*body, var, variable)) }
        }
        Formula::Forall { var: other, kind, body } if variable.universal => {
            Formula::Forall { var: other, kind, body: Box::new(place(*body, var, variable)) }
        }
        other => quantify(other, var, variable),
    }
}

/// A sentence in its negative form whose subject this is, or which says it of each.
fn denies_of(inner: &Formula, var: Var, variable: &Variable) -> bool {
    matches!(inner, Formula::Atom(atom) if variable.universal || atom.args.first() == Some(&Term::Var(var)))
}

fn place_in_and(parts: Vec<Formula>, var: Var, variable: &Variable) -> Formula {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    let mut first = None;
    for part in parts {
        if mentions(&part, var) {
            first.get_or_insert(outside.len());
            inside.push(part);
        } else {
            outside.push(part);
        }
    }
    let bound = match inside.len() {
        1 => inside.pop().map_or(Formula::True, |part| place(part, var, variable)),
        _ => quantify(Formula::And(inside), var, variable),
    };
    let at = first.unwrap_or(0).min(outside.len());
    outside.insert(at, bound);
    all(outside)
}

/// Whether the variable occurs free.
pub fn mentions(formula: &Formula, var: Var) -> bool {
    let is = |term: &Term| *term == Term::Var(var);
    match formula {
        Formula::True | Formula::False | Formula::Choice { .. } | Formula::Applies(_) => false,
        Formula::Atom(atom) => atom.args.iter().any(is),
        Formula::Not(inner) => mentions(inner, var),
        Formula::Exists { var: own, body, .. } | Formula::Forall { var: own, body, .. } => *own != var && mentions(body, var),
        Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => parts.iter().any(|part| mentions(part, var)),
        Formula::Same(left, right) => is(left) || is(right),
        Formula::IsKind(term, _) => is(term),
        Formula::Compare(comparison) => amount_mentions(&comparison.left, var) || amount_mentions(&comparison.right, var),
    }
}

fn amount_mentions(amount: &Amount, var: Var) -> bool {
    match amount {
        Amount::Number(_) => false,
        Amount::Count { var: own, body, .. } => *own != var && mentions(body, var),
        Amount::Times(_, inner) => amount_mentions(inner, var),
        Amount::Value { args, .. } => args.contains(&Term::Var(var)),
        Amount::Plus(left, right) | Amount::Minus(left, right) => amount_mentions(left, var) || amount_mentions(right, var),
    }
}
