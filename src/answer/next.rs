//! The steps of procedures, in words.
use super::model::{Cite, NextStep};
use super::wording::{Wording, run_on};
use crate::core_ir::{Clause, ClauseId, ClauseKind, EntityId, Procedure, Stage, Term, Way};
use crate::diagnostic::Lang;
use crate::eval::Next;
use crate::vocabulary::chinese;

/// The procedure of a clause, with the clause.
pub fn procedure<'a>(wording: &Wording<'a>, id: ClauseId) -> Option<(&'a Clause, &'a Procedure)> {
    let clause = wording.program.clauses.get(id.index())?;
    let ClauseKind::Procedure(procedure) = &clause.kind else { return None };
    Some((clause, procedure))
}

/// A step as a finding: 程序「上会」第二步：区政府办公室主任 把关 某事项 上会
pub fn about(wording: &Wording, id: ClauseId, nth: usize, matter: Option<EntityId>) -> String {
    let Some((clause, procedure)) = procedure(wording, id) else { return wording.place(id) };
    let Some(step) = procedure.steps.get(nth) else { return wording.place(id) };
    let joint = if step.either { wording.pick("，或 ", " or ") } else { wording.pick("，", ", ") };
    let words: Vec<String> = step.ways.iter().map(|way| sentence(wording, (clause, procedure), way, matter, None)).collect();
    let number = nth as u32 + 1;
    let head = wording.pick(
        format_args!("程序「{}」第{}步：", procedure.name, chinese(number)),
        format_args!("procedure {}, step {number}: ", procedure.name),
    );
    format!("{head}{}", words.join(&joint))
}

/// An act of a step, with the people where they are known, else with the words of the clause.
fn sentence(
    wording: &Wording,
    (clause, procedure): (&Clause, &Procedure),
    way: &Way,
    matter: Option<EntityId>,
    who: Option<&str>,
) -> String {
    let doer = wording.program.relations.get(way.act.verb.index()).and_then(|relation| relation.doer);
    let name = |(n, slot): (usize, &Option<Term>)| match slot {
        Some(Term::Var(var)) if Some(*var) == procedure.matter && matter.is_some() => matter.map(|id| wording.entity(id)),
        _ if Some(n) == doer && who.is_some() => who.map(ToOwned::to_owned),
        Some(Term::Var(var)) => {
            clause.variables.get(usize::from(var.0)).map(|(_, word)| word.clone()).filter(|word| !word.is_empty())
        }
        Some(Term::Individual(id)) => Some(wording.entity((*id).into())),
        None => None,
    };
    let names: Vec<Option<String>> = way.act.slots.iter().enumerate().map(name).collect();
    wording.with_words(way.act.verb, &names)
}

/// The office or role by which the clause calls whoever does it; none where it names him, or says only what he is (人, 机构).
fn office(wording: &Wording, clause: &Clause, way: &Way) -> Option<String> {
    let doer = wording.program.relations.get(way.act.verb.index())?.doer?;
    let Some(Term::Var(var)) = way.act.slots.get(doer)? else { return None };
    let (kind, word) = clause.variables.get(usize::from(var.0))?;
    (!word.is_empty() && wording.kind(*kind) != word).then(|| word.clone())
}

/// A step to come.
pub fn next(wording: &Wording, next: &Next) -> Option<NextStep> {
    let (clause, procedure) = procedure(wording, next.clause)?;
    let step: &Stage = procedure.steps.get(next.step)?;
    let way = step.ways.get(next.way)?;
    let office = office(wording, clause, way);
    let names: Vec<String> = next.who.iter().map(|id| wording.entity(*id)).collect();
    let people = (!names.is_empty()).then(|| names.join("、"));
    let what = sentence(wording, (clause, procedure), way, next.matter, people.as_deref());
    let date = next.due.map(|(_, date)| date);
    Some(NextStep {
        procedure: procedure.name.clone(),
        step: next.step as u32 + 1,
        matter: next.matter.map(|id| wording.entity(id)),
        who: people.or_else(|| office.clone()),
        office,
        what: if wording.lang == Lang::Zh { run_on(&what) } else { what },
        when: date.map(|date| wording.pick(format_args!("{date}以前"), format_args!("by {}", date.iso()))),
        date: date.map(crate::vocabulary::Date::iso),
        optional: step.optional,
        alternative: step.either && step.ways.len() > 1,
        verdict: next.verdict,
        citation: Cite::from(&clause.citation),
    })
}
