//! The proof as a tree of sentences.
use super::compare::{Compared, Within};
use super::model::{Cite, Node, NodeKind};
use super::recorded::Judges;
use super::wording::{Wording, run_on, some};
use crate::core_ir::{ClauseId, ClauseKind, EntityId, Fact, RelationId, Time, Truth};
use crate::diagnostic::Lang;
use crate::eval::{Origin, Outcome, Part, Proof, Step, Value};
use crate::vocabulary::{Date, Moment, Verdict};
use std::{cell::Cell, fmt::Display};

/// Proofs deeper than this are cut: evaluation is bounded, so this is never reached.
pub const DEPTH_AT_MOST: usize = 400;

/// Steps to look for the reasons of one answer, at most.
pub const STEPS_AT_MOST: usize = 1_000_000;
/// Nodes of a tree, at most: what leads back to itself is proved by ever more ways.
const NODES_AT_MOST: usize = 20_000;

/// So many times of one sentence are told.
const TIMES: usize = 2;

/// Puts a proof into words.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// The words.
    pub wording: Wording<'a>,
    /// The outcome, for the names of its findings.
    pub outcome: &'a Outcome,
    /// The verdict told: that of the outcome, or of one way of reading.
    pub verdict: Verdict,
    /// The proof of it.
    pub proof: &'a Proof,
    /// The question.
    pub question: &'a str,
    /// When what is asked about was done, if not at the moment of the situation.
    pub at: Option<Moment>,
    /// Who judged what is on record.
    pub judges: &'a Judges,
    /// So many steps are left to look for reasons: one proof may be part of many.
    pub steps: &'a Cell<usize>,
}

impl Teller<'_> {
    /// Whether to look further for reasons, at this depth.
    pub(super) fn looks_on(&self, depth: usize) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0 && depth <= DEPTH_AT_MOST
    }

    /// The whole tree; of one that is too large what comes first.
    pub fn tree(&self, proof: &Proof) -> Node {
        let room = Cell::new(NODES_AT_MOST);
        self.node(proof, None, (0, &room)).unwrap_or_else(|| Node { text: self.question.to_owned(), ..Node::default() })
    }

    fn node(&self, proof: &Proof, within: Within, (depth, room): (usize, &Cell<usize>)) -> Option<Node> {
        if depth > DEPTH_AT_MOST || room.get() == 0 || matches!(proof.step, Step::Constant) {
            return None;
        }
        room.set(room.get() - 1);
        if room.get() == 0 {
            let text = self.wording.pick("推理太长，以下略去", "the reasoning is too long; the rest is left out");
            return Some(Node { text, ..Node::default() });
        }
        let within = match &proof.step {
            Step::Clause { clause, bindings, .. } => Some((*clause, bindings.as_slice())),
            _ => within,
        };
        let mut children: Vec<Node> = Vec::new();
        for child in cases(proof) {
            // A clause that comes to the same for one after the other, with nothing to tell of any, is told once.
            let node = self.node(child, within, (depth + 1, room));
            children.extend(node.filter(|node| !node.children.is_empty() || !children.contains(node)));
        }
        // A denied sentence is told as one line, marked by what the denial comes to.
        if let (Step::Not, [child]) = (&proof.step, children.as_mut_slice())
            && (child.children.is_empty()
                || matches!(proof.children.as_slice(), [only] if matches!(only.step, Step::Atom { .. })))
        {
            child.holds = holds(proof.value);
            return children.pop();
        }
        let joins = matches!(proof.step, Step::All | Step::Any | Step::AtLeast(_));
        if joins && children.len() <= 1 {
            return children.pop();
        }
        let citation = match &proof.step {
            Step::Clause { clause, .. } => self.cite(*clause),
            _ => None,
        };
        Some(Node { kind: self.kind(&proof.step), text: self.text(proof, within), holds: holds(proof.value), citation, children })
    }

    fn kind(&self, step: &Step) -> NodeKind {
        match step {
            Step::Question | Step::Constant => NodeKind::Question,
            Step::Finding(_) => NodeKind::Finding,
            Step::Clause { .. } => NodeKind::Clause,
            Step::All | Step::Forall(_) => NodeKind::All,
            Step::Any | Step::AtLeast(_) | Step::Exists(_) => NodeKind::Any,
            Step::Not => NodeKind::Not,
            Step::Case(_) => NodeKind::Case,
            Step::Atom { relation, .. } if self.wording.program.holds_office == Some(*relation) => NodeKind::Given,
            Step::Same(..) | Step::IsKind(..) => NodeKind::Given,
            Step::Atom { .. } => NodeKind::Fact,
            Step::Compare { .. } => NodeKind::Comparison,
            Step::Choice(..) => NodeKind::Choice,
        }
    }

    /// A node in one sentence.
    pub fn text(&self, proof: &Proof, within: Within) -> String {
        let words = &self.wording;
        match &proof.step {
            Step::Question => {
                let colon = words.pick("？", "? ");
                format!("{}{colon}{}", self.question, self.word(self.verdict))
            }
            Step::Finding(at) => self.finding(*at),
            Step::Clause { clause, part: Part::Applies, .. } if self.sum(*clause).is_some() => {
                format!("{}：{}", words.place(*clause), self.sum(*clause).unwrap_or_default())
            }
            Step::Clause { clause, part, .. } => {
                let colon = words.pick("：", ": ");
                format!("{}{colon}{}", words.place(*clause), self.part(*part, proof.value))
            }
            Step::All => self.said(proof.value, ["全部具备", "没有全部具备"], ["each of these", "not each of these"]),
            Step::Any => self.said(proof.value, ["具备其一", "一项也不具备"], ["one of these", "none of these"]),
            Step::AtLeast(n) => self.said(
                proof.value,
                [format_args!("具备 {n} 项以上"), format_args!("不足 {n} 项")],
                [format_args!("at least {n} of these"), format_args!("fewer than {n} of these")],
            ),
            Step::Not => self.said(proof.value, ["以下不成立", "以下成立"], ["this is not so", "this is so"]),
            Step::Exists(kind) => {
                let kind = words.kind(*kind);
                self.said(
                    proof.value,
                    [format_args!("有这样的{kind}"), format_args!("没有这样的{kind}")],
                    [format_args!("there is such a {kind}"), format_args!("there is no such {kind}")],
                )
            }
            Step::Forall(kind) => {
                let kind = words.kind(*kind);
                self.said(
                    proof.value,
                    [format_args!("每个{kind}都如此"), format_args!("不是每个{kind}都如此")],
                    [format_args!("so it is with every {kind}"), format_args!("not with every {kind}")],
                )
            }
            Step::Case(entity) => words.entity(*entity),
            Step::Atom { relation, args, origin } => self.atom(*relation, args, *origin, proof.value),
            Step::Same(left, right) => {
                let (left, right) = (words.entity(*left), words.entity(*right));
                self.said(
                    proof.value,
                    [format_args!("{left}即{right}"), format_args!("{left}不是{right}")],
                    [format_args!("{left} is {right}"), format_args!("{left} is not {right}")],
                )
            }
            Step::IsKind(entity, kind) => {
                let (entity, kind) = (words.entity(*entity), words.kind(*kind));
                self.said(
                    proof.value,
                    [format_args!("{entity}是{kind}"), format_args!("{entity}不是{kind}")],
                    [format_args!("{entity} is {kind}"), format_args!("{entity} is not {kind}")],
                )
            }
            Step::Choice(choice, option) => self.choice(*choice, *option, proof.value),
            Step::Compare { left, op, right, share, .. } => {
                words.compared(&Compared { within, left, op: *op, right, share: *share, value: proof.value })
            }
            Step::Constant => String::new(),
        }
    }

    /// The words of a 合计, from which a number follows.
    fn sum(&self, id: ClauseId) -> Option<&str> {
        let clause = self.wording.program.clauses.get(id.index())?;
        matches!(clause.kind, ClauseKind::Sum(_)).then_some(clause.text.as_str())
    }

    fn word(&self, verdict: Verdict) -> &'static str {
        verdict.word(self.wording.lang == Lang::Zh)
    }

    fn finding(&self, at: usize) -> String {
        let Some(finding) = self.outcome.findings.get(at) else { return String::new() };
        let colon = self.wording.pick("：", ": ");
        format!("{}{colon}{}", super::build::about(&self.wording, finding), self.word(finding.verdict))
    }

    /// What to say when it holds, and when it does not; what is unknown is said as the first, in doubt.
    fn said<T: Display>(&self, value: Value, [yes, no]: [T; 2], [yes_en, no_en]: [T; 2]) -> String {
        let words = &self.wording;
        match value {
            Value::True => words.pick(yes, yes_en),
            Value::False => words.pick(no, no_en),
            Value::Unknown => words.pick(format_args!("{yes}：尚不能定"), format_args!("{yes_en}: not known yet")),
        }
    }

    fn part(&self, part: Part, value: Value) -> String {
        let (zh, en) = match (part, value) {
            (Part::Grants, Value::True) => ("给了这项权力", "gives the power"),
            (Part::Grants, Value::False) => ("没有把权力给他", "does not give him the power"),
            (Part::Grants, Value::Unknown) => ("是否给权，尚不能定", "may give the power: not known yet"),
            (Part::Kept, Value::True) => ("条件具备", "its condition is met"),
            (Part::Kept, Value::False) => ("条件不具备", "its condition is not met"),
            (Part::Kept, Value::Unknown) => ("条件是否具备，尚不能定", "not known yet whether its condition is met"),
            (Part::Forbids, Value::True) => ("禁止", "forbids it"),
            (Part::Forbids, Value::False) => ("这里不禁止", "does not forbid it here"),
            (Part::Forbids, Value::Unknown) => ("是否禁止，尚不能定", "may forbid it: not known yet"),
            (Part::Lifts, Value::True) => ("例外成立", "its exception applies"),
            (Part::Lifts, Value::False) => ("例外不成立", "its exception does not apply"),
            (Part::Lifts, Value::Unknown) => ("例外是否成立，尚不能定", "not known yet whether its exception applies"),
            (Part::Defines, Value::True) => ("由此推得", "it follows"),
            (Part::Defines, Value::False) => ("由此推不出", "it does not follow"),
            (Part::Defines, Value::Unknown) => ("能否推得，尚不能定", "not known yet whether it follows"),
            (Part::Arises, Value::True) => ("义务产生", "the duty has arisen"),
            (Part::Arises, Value::False) => ("义务没有产生", "the duty has not arisen"),
            (Part::Arises, Value::Unknown) => ("义务是否产生，尚不能定", "not known yet whether the duty has arisen"),
            (Part::Done, Value::True) => ("已经做到", "it is done"),
            (Part::Done, Value::False) => ("没有做到", "it is not done"),
            (Part::Done, Value::Unknown) => ("是否做到，尚不能定", "not known yet whether it is done"),
            (Part::Gapes, Value::True) => ("属于规则的空白", "falls into the gap"),
            (Part::Gapes, Value::False) => ("不属于这处空白", "does not fall into the gap"),
            (Part::Gapes, Value::Unknown) => ("是否属于空白，尚不能定", "not known yet whether it falls into the gap"),
            (Part::Applies, Value::True) => ("适用", "applies"),
            (Part::Applies, Value::False) => ("不适用", "does not apply"),
            (Part::Applies, Value::Unknown) => ("是否适用，尚不能定", "not known yet whether it applies"),
        };
        self.wording.pick(zh, en)
    }

    pub(super) fn atom(&self, relation: RelationId, args: &[EntityId], origin: Origin, value: Value) -> String {
        self.fact(relation, args, None, (origin, value))
    }

    /// A sentence with what is known of it; in one place several may stand together (甲、乙).
    pub(super) fn fact(
        &self,
        relation: RelationId,
        args: &[EntityId],
        several: Option<(usize, &[EntityId])>,
        (origin, value): (Origin, Value),
    ) -> String {
        let words = &self.wording;
        let lapsed = value == Value::False && self.lapsed(relation, args);
        let holds = value != Value::False || lapsed;
        let sentence = match several {
            Some((place, ones)) => {
                let names: Vec<String> = ones.iter().map(|&one| words.entity(one)).collect();
                words.sentence_with(relation, args, (place, names.join(&words.pick("、", ", ")), names.len() > 1), holds)
            }
            None => words.sentence(relation, &some(args), holds),
        };
        let mut sentence = if words.lang == Lang::Zh { run_on(&sentence) } else { sentence };
        let origin = match (value, origin) {
            (Value::Unknown, _) => {
                return words.pick(format_args!("不知道是否「{sentence}」"), format_args!("not known whether {sentence}"));
            }
            _ if lapsed => self.elsewhen(relation, args),
            (_, Origin::Record) => self.recorded(relation, args, several),
            (_, Origin::Absent) => words.pick("（没有记载）", " (not on record)"),
            (_, Origin::Excluded) => words.pick("（记载的是另一项）", " (another value is on record)"),
            (_, Origin::Unknown | Origin::Clauses) => String::new(),
        };
        sentence.push_str(&origin);
        sentence
    }

    /// Where it is written, and who judged it.
    fn recorded(&self, relation: RelationId, args: &[EntityId], several: Option<(usize, &[EntityId])>) -> String {
        let with = |(place, one): (usize, &EntityId)| {
            let own = |(n, arg): (usize, &EntityId)| if n == place { *one } else { *arg };
            args.iter().enumerate().map(own).collect()
        };
        let all = match several {
            Some((place, ones)) => ones.iter().map(|one| with((place, one))).collect(),
            None => vec![args.to_vec()],
        };
        let words = &self.wording;
        let written = self.judges.written(relation, &all, self.at, words.lang);
        match self.judge(relation, args) {
            Some(who) => words.pick(format_args!("（{written}，由{who}认定）"), format_args!(" ({written}, judged by {who})")),
            None => words.pick(format_args!("（{written}）"), format_args!(" ({written})")),
        }
    }

    /// For when it is on record, since that is another time.
    fn elsewhen(&self, relation: RelationId, args: &[EntityId]) -> String {
        let words = &self.wording;
        let date = self.at.map(|at| at.date).or(words.world.date);
        let (zh, en) = (date.map(|date| date.to_string()).unwrap_or_default(), date.map(Date::iso).unwrap_or_default());
        let times = words.world.history.as_ref().map(|history| history.times(relation, args)).unwrap_or_default();
        let dated = times.iter().filter(|time| time.is_dated()).take(TIMES).map(|time| self.period(time));
        let dated = dated.collect::<Vec<_>>().join(&words.pick("、", ", "));
        if dated.is_empty() {
            return words.pick(format_args!("（记载的不是{zh}）"), format_args!(" (on record, but not for {en})"));
        }
        let more = if times.len() > TIMES { words.pick("等", " and other times") } else { String::new() };
        words.pick(
            format_args!("（记载的是{dated}{more}，不是{zh}）"),
            format_args!(" (on record for {dated}{more}, not for {en})"),
        )
    }

    /// 2022年6月13日至2022年6月17日
    fn period(&self, time: &Time) -> String {
        let words = &self.wording;
        let day = |moment: Moment| {
            if words.lang == Lang::Zh { moment.to_string() } else { moment.date.iso() }
        };
        match (time.from.map(day), time.until.map(day)) {
            (Some(from), Some(until)) if from != until => {
                words.pick(format_args!("{from}至{until}"), format_args!("{from} to {until}"))
            }
            (Some(from), None) if !time.event => words.pick(format_args!("{from}起"), format_args!("{from} on")),
            (Some(on), _) => on,
            (None, Some(until)) => words.pick(format_args!("到{until}为止"), format_args!("until {until}")),
            (None, None) => String::new(),
        }
    }

    /// Who judged it.
    fn judge(&self, relation: RelationId, args: &[EntityId]) -> Option<String> {
        self.judges.of(relation, args).map(|who| self.wording.entity(who))
    }

    /// On record for another time only.
    fn lapsed(&self, relation: RelationId, args: &[EntityId]) -> bool {
        if let (Some(at), Some(history)) = (self.at, &self.wording.world.history) {
            let times = history.times(relation, args);
            return !times.is_empty() && !times.iter().any(|time| time.holds(at));
        }
        let own = |fact: &Fact| fact.relation == relation && fact.args == args && fact.truth == Truth::True;
        self.wording.world.lapsed.iter().any(own)
    }

    fn choice(&self, choice: crate::core_ir::ChoiceId, option: u8, value: Value) -> String {
        let Some(choice) = self.wording.program.choices.get(choice.index()) else { return String::new() };
        let option = self.wording.options(choice).get(usize::from(option)).map_or("", String::as_str);
        let words = self.wording.choice(choice);
        self.said(
            value,
            [format_args!("〔{words}〕取「{option}」"), format_args!("〔{words}〕不取「{option}」")],
            [format_args!("〔{words}〕 read as {option}"), format_args!("〔{words}〕 not read as {option}")],
        )
    }

    fn cite(&self, clause: ClauseId) -> Option<Cite> {
        self.wording.program.clauses.get(clause.index()).map(|clause| Cite::from(&clause.citation))
    }
}

/// The children: parts of parts of the same sort beside the others; of those counted on both sides of a comparison, each once.
fn cases(proof: &Proof) -> Vec<&Proof> {
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for child in proof.children.iter().map(AsRef::as_ref) {
        let only = proof.children.len() == 1;
        match (&proof.step, &child.step) {
            (Step::All, Step::All) | (Step::Any, Step::Any) => out.extend(cases(child)),
            // What a clause or a case needs stands right below it.
            (Step::Clause { .. } | Step::Case(_), Step::All) if only => out.extend(cases(child)),
            (Step::Compare { .. }, Step::Case(entity)) if seen.contains(entity) => {}
            (_, step) => {
                if let Step::Case(entity) = step {
                    seen.push(*entity);
                }
                out.push(child);
            }
        }
    }
    out
}

fn holds(value: Value) -> Option<bool> {
    match value {
        Value::True => Some(true),
        Value::False => Some(false),
        Value::Unknown => None,
    }
}
