//! The verdict: first by three-valued truth; if that cannot tell, by diagrams, once for each way of reading.
use super::{
    Verdict,
    algebra::{Plain, Res, Stop},
    atom::Memo,
    diagram::{FALSE, TRUE},
    error::Fault,
    evaluator::{Evaluator, Settings, Use},
    hash::Table,
    index::Index,
    item::{Item, Seen},
    judge::{Doubt, Kleene, Label, Oracle, joint, judge},
    plan::plan,
    proof::Value,
    tables::Tables,
    variables::Exact,
};
use crate::core_ir::{ChoiceId, Question};
use std::{collections::BTreeSet, sync::Arc};

/// Ways of reading that are looked at one by one, at most.
const READINGS: usize = 4096;

/// One way of reading: the options of the choices that are open.
pub(super) type Way = Vec<(ChoiceId, u8)>;

/// What came out under one way of reading.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub way: Way,
    /// As much of the way as makes the difference.
    pub told: Way,
    pub labels: Vec<Label>,
    pub joint: Label,
}

/// What came out.
pub(super) struct Resolved {
    pub items: Vec<Item>,
    /// The verdict of each item.
    pub labels: Vec<Label>,
    pub joint: Label,
    /// Three-valued truth could tell.
    pub plain: bool,
    /// Each way of reading that was looked at.
    pub ways: Vec<Judged>,
    /// How far each choice was looked at.
    pub used: Vec<Use>,
    /// Formula nodes visited.
    pub steps: u64,
    /// What three-valued truth found out for certain: it holds under every way of reading.
    pub certain: Arc<Memo<Value>>,
}

impl Resolved {
    /// Nothing hangs on how anything is read.
    pub fn of_one_reading(&self) -> bool {
        matches!(self.ways.as_slice(), [only] if only.way.is_empty())
    }
}

/// What an answer comes down to.
pub(super) fn verdicts(resolved: &Resolved) -> (Verdict, Vec<u32>, Vec<(Verdict, Vec<u32>)>) {
    let ways = resolved.ways.iter().map(|judged| (judged.joint.verdict, judged.joint.who.clone()));
    let ways: BTreeSet<(Verdict, Vec<u32>)> = ways.collect();
    (resolved.joint.verdict, resolved.joint.who.clone(), ways.into_iter().collect())
}

/// An evaluation over diagrams.
pub(super) struct Run<'a> {
    pub evaluator: Evaluator<'a, Exact<'a>>,
    pub seen: Vec<Seen<u32>>,
    /// What is known of the variables together (Γ).
    pub gamma: u32,
}

/// Answers a question without saying why. The evaluation over diagrams comes with it, if it took one: it serves for what is
/// told then.
pub(super) fn resolve<'a>(
    index: &'a Index,
    tables: &'a Tables,
    settings: &'a Settings,
    question: &Question,
) -> Res<(Resolved, Option<Run<'a>>)> {
    let mut plain = Evaluator::new(index, tables, settings, Plain);
    let items = plan(&mut plain, question)?;
    match plainly(&mut plain, &items) {
        Ok(labels) => {
            let joint = joint(&items, &labels);
            let ways = vec![Judged { way: Way::new(), told: Way::new(), labels: labels.clone(), joint: joint.clone() }];
            let (certain, steps) = (Arc::new(plain.memo.certain()), plain.steps);
            Ok((Resolved { items, labels, joint, plain: true, ways, used: plain.used, steps, certain }, None))
        }
        Err(Doubt::Stop(stop)) => Err(stop),
        Err(Doubt::Vague) => {
            let certain = Arc::new(plain.memo.certain());
            exactly(index, tables, settings, items).map(|(found, run)| (Resolved { certain, ..found }, Some(run)))
        }
    }
}

fn plainly(plain: &mut Evaluator<'_, Plain>, items: &[Item]) -> Result<Vec<Label>, Doubt> {
    items
        .iter()
        .map(|item| {
            let seen = plain.item(item)?;
            judge(plain.index, item, &seen, &mut Kleene)
        })
        .collect()
}

fn exactly<'a>(index: &'a Index, tables: &'a Tables, settings: &'a Settings, items: Vec<Item>) -> Res<(Resolved, Run<'a>)> {
    let mut run = run(index, tables, settings, &items)?;
    let choices = run.choices();
    // What is on record cannot be, under a convention that was not the default.
    if !run.evaluator.algebra.possible_in_all(run.gamma)? {
        return Err(Fault::Tally.into());
    }
    let mut ways = Vec::new();
    for way in all_ways(index, &choices)? {
        let fixed = index.fixed(&way);
        ways.push(run.judged(&items, way, fixed)?);
    }
    let labels = items.iter().enumerate();
    let labels =
        labels.map(|(n, item)| agreed_label(standing(index, item, &ways).filter_map(|judged| judged.labels.get(n)))).collect();
    let joint = agreed_label(ways.iter().map(|judged| &judged.joint));
    let (used, steps) = (run.evaluator.used.clone(), run.evaluator.steps);
    let certain = Arc::default();
    Ok((Resolved { items, labels, joint, plain: false, ways, used, steps, certain }, run))
}

/// The ways of reading in which a duty stands: where its clause is not among the rules, it is not in conflict with itself.
fn standing<'w>(index: &'w Index, item: &'w Item, ways: &'w [Judged]) -> impl Iterator<Item = &'w Judged> {
    let guards = if let Item::Duty { clause, .. } | Item::Frequency { clause, .. } = item {
        index.clause(*clause).guards.as_slice()
    } else {
        &[]
    };
    let stands = |judged: &Judged| {
        judged.way.iter().all(|(choice, option)| guards.iter().all(|guard| guard.0 != *choice || guard.1 == *option))
    };
    let never = !ways.iter().any(stands);
    ways.iter().filter(move |judged| never || stands(judged))
}

/// The evaluation over diagrams.
pub(super) fn run<'a>(index: &'a Index, tables: &'a Tables, settings: &'a Settings, items: &[Item]) -> Res<Run<'a>> {
    let mut exact = Exact::new(index, tables);
    exact.in_order(super::order::side_by_side(index, tables, settings, items)?);
    let mut evaluator = Evaluator::new(index, tables, settings, exact);
    let seen = items.iter().map(|item| evaluator.item(item)).collect::<Res<Vec<_>>>()?;
    let mut support = BTreeSet::new();
    for value in seen.iter().flat_map(Seen::conditions) {
        support.extend(evaluator.algebra.diagrams.support(*value));
    }
    evaluator.tie_up()?;
    let gamma = evaluator.algebra.gamma(&support)?;
    Ok(Run { evaluator, seen, gamma })
}

/// The label that all ways of reading share, or that they conflict.
pub(super) fn agreed_label<'l>(mut labels: impl Iterator<Item = &'l Label>) -> Label {
    let Some(first) = labels.next() else { return Label::of(Verdict::Silent) };
    let rest: Vec<&Label> = labels.collect();
    if !rest.iter().all(|label| label.agrees(first)) {
        return Label::of(Verdict::Conflict);
    }
    let ground = first.ground.filter(|ground| rest.iter().all(|label| label.ground == Some(*ground)));
    Label { ground, ..first.clone() }
}

/// The choices on which a question hangs that has too many ways of reading.
pub(super) fn crowd(index: &Index, tables: &Tables, settings: &Settings, question: &Question) -> Vec<ChoiceId> {
    let items = plan(&mut Evaluator::new(index, tables, settings, Plain), question);
    let run = items.and_then(|items| run(index, tables, settings, &items));
    run.map(|run| run.choices()).unwrap_or_default()
}

pub(super) fn all_ways(index: &Index, choices: &[ChoiceId]) -> Res<Vec<Way>> {
    let mut ways = vec![Way::new()];
    for choice in choices {
        let options = index.program.choices[choice.index()].options.len() as u8;
        if ways.len() * usize::from(options) > READINGS {
            return Err(Fault::Readings.into());
        }
        ways = ways
            .into_iter()
            .flat_map(|way| (0..options).map(move |option| way.iter().copied().chain([(*choice, option)]).collect()))
            .collect();
    }
    Ok(ways)
}

/// The choices to which some of these variables belong.
pub(super) fn choices_of(index: &Index, levels: &BTreeSet<u32>) -> Vec<ChoiceId> {
    let choices: BTreeSet<ChoiceId> = levels.iter().filter_map(|level| index.choice_at(*level)).collect();
    choices.into_iter().collect()
}

impl<'a> Run<'a> {
    /// The choices that the verdicts may depend on.
    pub(super) fn choices(&self) -> Vec<ChoiceId> {
        let exact = &self.evaluator.algebra;
        let mut levels = BTreeSet::new();
        for value in self.seen.iter().flat_map(Seen::verdict_conditions).chain([&self.gamma]) {
            levels.extend(exact.diagrams.support(*value).into_iter().filter(|level| exact.is_choice(*level)));
        }
        choices_of(exact.index, &levels)
    }

    /// The verdicts under one way of reading, with its variables fixed and perhaps others.
    pub fn judged(&mut self, items: &[Item], way: Way, fixed: Table<u32, bool>) -> Res<Judged> {
        let index = self.evaluator.index;
        let mut oracle = Fillings { gamma: self.gamma, exact: &mut self.evaluator.algebra, fixed };
        let labels = items.iter().zip(&self.seen).map(|(item, seen)| judge(index, item, seen, &mut oracle));
        let labels: Vec<Label> = labels.collect::<Result<_, _>>().map_err(undoubted)?;
        Ok(Judged { told: way.clone(), joint: joint(items, &labels), way, labels })
    }

    /// What diagrams make of an item under settings that leave less open.
    pub fn look<T>(
        &mut self,
        n: usize,
        settings: &Settings,
        work: impl FnOnce(&Seen<u32>, &mut Fillings<'_, '_>) -> Res<T>,
    ) -> Res<Option<T>> {
        let both = self.evaluator.settings.iter().zip(settings).enumerate();
        let set = both.filter_map(|(n, (own, other))| if own.is_none() { other.map(|option| (n, option)) } else { None });
        let way: Way = set.map(|(n, option)| (ChoiceId(n as u32), option)).collect();
        let seen = std::mem::take(&mut self.seen);
        let result = seen.get(n).map(|seen| work(seen, &mut self.oracle(&way))).transpose();
        self.seen = seen;
        result
    }

    /// What diagrams can tell, under one way of reading.
    pub fn oracle(&mut self, way: &Way) -> Fillings<'_, 'a> {
        let fixed = self.evaluator.algebra.index.fixed(way);
        Fillings { gamma: self.gamma, exact: &mut self.evaluator.algebra, fixed }
    }
}

/// Doubt that diagrams cannot have.
pub(super) fn undoubted(doubt: Doubt) -> Stop {
    match doubt {
        Doubt::Stop(stop) => stop,
        Doubt::Vague => Fault::Nodes.into(),
    }
}

/// All fillings of the unknown facts, under one way of reading.
pub(super) struct Fillings<'r, 'a> {
    pub exact: &'r mut Exact<'a>,
    pub gamma: u32,
    pub fixed: Table<u32, bool>,
}

impl Fillings<'_, '_> {
    /// Γ under this way of reading; only what tallies add up to may hang on one.
    fn given(&mut self) -> Res<u32> {
        if self.exact.groups.is_empty() { Ok(self.gamma) } else { self.read(self.gamma) }
    }

    /// A condition under this way of reading.
    pub fn read(&mut self, value: u32) -> Res<u32> {
        if self.fixed.is_empty() {
            return Ok(value);
        }
        let fixed = &self.fixed;
        self.exact.diagrams.restrict(value, &|level| fixed.get(&level).copied())
    }
}

impl Oracle<u32> for Fillings<'_, '_> {
    fn always(&mut self, value: &u32) -> Result<bool, Doubt> {
        let (gamma, value) = (self.given()?, self.read(*value)?);
        Ok(self.exact.diagrams.ite(gamma, value, TRUE)? == TRUE)
    }

    fn ever(&mut self, value: &u32) -> Result<bool, Doubt> {
        let (gamma, value) = (self.given()?, self.read(*value)?);
        Ok(self.exact.diagrams.and(gamma, value)? != FALSE)
    }
}

impl<B> Seen<B> {
    /// The conditions on which the verdict depends.
    pub fn verdict_conditions(&self) -> Vec<&B> {
        match self {
            Self::Act(act) => {
                let totals = [&act.silent, &act.not_empowered, &act.prohibited, &act.unmet, &act.deviation];
                totals.into_iter().chain(act.gaps.iter().map(|(_, gap)| gap)).collect()
            }
            Self::Duty(instance) => vec![&instance.arises, &instance.kept, &instance.failed, &instance.waiting],
            Self::Frequency(counted) => vec![&counted.stands],
            Self::Uncovered(gaps) => gaps.iter().map(|(_, gap)| gap).collect(),
            Self::OutOfForce => Vec::new(),
            Self::Atoms(value) => vec![value],
            Self::Step(progress) => progress.ways().into_iter().map(|(_, value)| value).collect(),
            Self::Must(must) => vec![&must.speaks, &must.required],
            Self::Who(who) => {
                let may = who.candidates.iter().map(|(_, _, may)| may).chain(who.choosers.iter().map(|(.., value)| value));
                may.chain([&who.silent]).collect()
            }
        }
    }

    /// All conditions that may be asked about.
    pub fn conditions(&self) -> Vec<&B> {
        let mut all = self.verdict_conditions();
        match self {
            Self::Act(act) => all.extend(act.parts()),
            Self::Who(who) => all.extend(who.candidates.iter().flat_map(|(_, act, _)| act.parts())),
            Self::Must(must) => all.extend(must.clauses.iter().flat_map(|one| [&one.speaks, &one.requires])),
            Self::Duty(_) | Self::Frequency(_) | Self::Uncovered(_) | Self::OutOfForce | Self::Atoms(_) | Self::Step(_) => {}
        }
        all
    }
}
