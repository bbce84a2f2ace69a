//! Powers, requirements, prohibitions.
use super::super::builder::{Built, Reported};
use super::super::noun::show_items;
use super::super::problem::ResolveProblem as P;
use super::super::variables::all;
use super::maker::{Heads, Maker};
use super::{act_of, signature, slot_vars};
use crate::core_ir::{Act, AtomFormula, Chooser, Class, ClauseKind, Formula, Grant, Lifts, Term, Var};
use crate::syntax::tree::{Condition, Part, PartKind, Phrase, Segment};

impl Maker<'_, '_> {
    pub(super) fn power(&mut self, first: &Phrase, second: &Phrase, grant: Grant, heads: &Heads, part: &Part) -> Built<()> {
        let items = self.joined(first, second);
        let act = self.act(&items, part.at)?;
        let chooser = self.chooser(&act, heads);
        self.add(ClauseKind::Power { act, grant, chooser }, heads, part, Vec::new()).map(|_| ())
    }

    /// 可以 不 α: an exception to the duties and requirements on α of its article, which are found when all are read.
    pub(super) fn waiver(&mut self, subject: &Phrase, words: &Phrase, heads: &Heads, part: &Part) -> Built<()> {
        let items = self.joined(subject, words);
        let (verb, slots) = self.builder.act(&items, part.at)?;
        let act = Some(Act { verb, slots });
        self.add(ClauseKind::Exception { act, lifts: Lifts::InArticle }, heads, part, Vec::new()).map(|_| ())
    }

    /// The doer is whoever somebody else picks.
    pub(super) fn chooser(&mut self, act: &Act, heads: &Heads) -> Option<Chooser> {
        let doer = self.program().relations.get(act.verb.index())?.doer?;
        let Some(Some(Term::Var(var))) = act.slots.get(doer) else { return None };
        let restriction = self.builder.variables.list.get(usize::from(var.0))?.restriction.clone();
        let parts = if let Formula::And(parts) = restriction { parts } else { vec![restriction] };
        let choice = parts.iter().find_map(|part| match part {
            Formula::Atom(atom)
                if self
                    .program()
                    .relations
                    .get(atom.relation.index())
                    .is_some_and(|relation| relation.class == Class::Chosen) =>
            {
                Some(atom.clone())
            }
            _ => None,
        })?;
        let who = *choice.args.first()?;
        let free: Vec<Var> = slot_vars(act).into_iter().filter(|other| other != var).collect();
        let mut condition = self.builder.variables.restrictions(&free);
        condition.extend(heads.conditions.iter().cloned());
        let mut outer = free.clone();
        outer.push(*var);
        let condition = self.builder.variables.close(all(condition), &outer);
        Some(Chooser { who, choice, condition })
    }

    pub(super) fn requirement(&mut self, act: &Phrase, needs: &Condition, heads: &Heads, part: &Part) -> Built<()> {
        let act = self.act(&act.items, act.at);
        let needs = self.builder.condition(needs, false);
        let (act, needs) = (act?, needs?);
        self.require(act, needs, heads, part)
    }

    pub(super) fn require(&mut self, act: Act, needs: Formula, heads: &Heads, part: &Part) -> Built<()> {
        let free = slot_vars(&act);
        let needs = self.shared(needs, heads, &free);
        self.add(ClauseKind::Requirement { act, needs }, heads, part, Vec::new()).map(|_| ())
    }

    /// Closes what is needed: it speaks of the same things as the condition.
    pub(super) fn shared(&self, needs: Formula, heads: &Heads, free: &[Var]) -> Formula {
        let variables = &self.builder.variables;
        variables.close(variables.linked(needs, &heads.conditions, free), free)
    }

    pub(super) fn prohibition(
        &mut self,
        subject: &Phrase,
        words: &Phrase,
        heads: &Heads,
        part: &Part,
        need: Option<&Segment>,
    ) -> Built<()> {
        let items = self.joined(subject, words);
        let (verb, slots) = self.builder.act(&items, part.at)?;
        let Some(relation) = self.program().relations.get(verb.index()) else { return Err(Reported) };
        let kind = if relation.act {
            ClauseKind::Prohibition { act: Act { verb, slots } }
        } else {
            let args: Option<Vec<Term>> = slots.into_iter().collect();
            let Some(args) = args else {
                return self
                    .builder
                    .report(P::Elided { sentence: show_items(&items), kind: String::new(), several: false }, part.at);
            };
            ClauseKind::StateProhibition { state: AtomFormula { relation: verb, args } }
        };
        let state =
            if let ClauseKind::StateProhibition { state } = &kind { vec![Formula::Atom(state.clone())] } else { Vec::new() };
        let act = act_of(&kind).cloned();
        let free = signature(&kind);
        let index = self.add(kind, heads, part, state)?;
        let Some(need) = need else { return Ok(()) };
        self.need(index, need, act, &free, heads, part)
    }

    /// `；确需 φ 的，须 ψ`
    pub(super) fn need(
        &mut self,
        index: usize,
        need: &Segment,
        act: Option<Act>,
        free: &[Var],
        heads: &Heads,
        part: &Part,
    ) -> Built<()> {
        let needed = self.heads(&need.heads)?;
        let mut step = Vec::new();
        for part in &need.parts {
            if let PartKind::Requires { needs, .. } = &part.kind {
                step.push(self.builder.condition(needs, false)?);
            }
        }
        let odd = need.parts.iter().any(|part| part.hedged || part.except.is_some());
        if odd || !(needed.exceptions.is_empty() && needed.without.is_empty() && needed.among.is_empty()) {
            let what = P::Unsupported {
                what: "这样的「确需……的，须……」，请分成两句",
                english: "such a 确需 … 须 …; write two sentences",
            };
            return self.builder.report(what, part.at);
        }
        let step = all(step);
        let condition = all(needed.conditions);
        if !part.hedged {
            self.except(index, all(vec![condition, step]), act, free, &heads.conditions);
            return Ok(());
        }
        self.except(index, condition, act.clone(), free, &heads.conditions);
        let Some(act) = act else { return Ok(()) };
        let hard = Part { hedged: false, except: None, ..part.clone() };
        let plain = Heads { conditions: heads.conditions.clone(), exceptions: heads.exceptions.clone(), ..Heads::default() };
        self.require(act, step, &plain, &hard)
    }
}
