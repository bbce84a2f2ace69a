//! The proof as a tree of sentences.
use super::compare::Compared;
use super::model::{Cite, Node};
use super::wording::{Wording, run_on, some};
use crate::core_ir::{ClauseId, EntityId};
use crate::diagnostic::Lang;
use crate::eval::{Origin, Outcome, Part, Proof, Step, Value};

/// Proofs deeper than this are cut: evaluation is bounded, so this is never reached.
const DEPTH_AT_MOST: usize = 400;

/// Puts a proof into words.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// The words.
    pub wording: Wording<'a>,
    /// The outcome, for the names of its findings.
    pub outcome: &'a Outcome,
    /// The question.
    pub question: &'a str,
}

impl Teller<'_> {
    /// The whole tree.
    pub fn tree(&self, proof: &Proof) -> Node {
        self.node(proof, None, 0).unwrap_or_else(|| Node { text: self.question.to_owned(), ..Node::default() })
    }

    fn node(&self, proof: &Proof, within: Option<ClauseId>, depth: usize) -> Option<Node> {
        if depth > DEPTH_AT_MOST || matches!(proof.step, Step::Constant) {
            return None;
        }
        let within = match &proof.step {
            Step::Clause { clause, .. } => Some(*clause),
            _ => within,
        };
        let mut children: Vec<Node> = proof.children.iter().filter_map(|child| self.node(child, within, depth + 1)).collect();
        let joins = matches!(proof.step, Step::All | Step::Any | Step::AtLeast(_));
        if joins && children.len() <= 1 {
            return children.pop();
        }
        let citation = match &proof.step {
            Step::Clause { clause, .. } => self.cite(*clause),
            _ => None,
        };
        Some(Node { text: self.text(proof, within), holds: holds(proof.value), citation, children })
    }

    /// A node in one sentence.
    pub fn text(&self, proof: &Proof, within: Option<ClauseId>) -> String {
        let words = &self.wording;
        match &proof.step {
            Step::Question => format!("{}：{}", self.question, self.verdict(self.outcome.verdict)),
            Step::Finding(at) => self.finding(*at),
            Step::Clause { clause, part, .. } => {
                let colon = words.pick("：", ": ");
                format!("{}{colon}{}", words.place(*clause), self.part(*part, proof.value))
            }
            Step::All => self.counted("以下各项都成立", "each of these", proof.value),
            Step::Any => self.counted("以下至少一项成立", "any of these", proof.value),
            Step::AtLeast(n) => self.counted(&format!("以下至少 {n} 项成立"), &format!("at least {n} of these"), proof.value),
            Step::Not => self.counted("以下不成立", "not this", proof.value),
            Step::Exists(kind) => {
                let kind = words.kind(*kind);
                self.counted(&format!("有这样的{kind}"), &format!("there is such a {kind}"), proof.value)
            }
            Step::Forall(kind) => {
                let kind = words.kind(*kind);
                self.counted(&format!("每个{kind}都如此"), &format!("so it is with every {kind}"), proof.value)
            }
            Step::Case(entity) => words.entity(*entity),
            Step::Atom { relation, args, origin } => self.atom(*relation, args, *origin, proof.value),
            Step::Same(left, right) => {
                let (left, right) = (words.entity(*left), words.entity(*right));
                self.counted(&format!("{left}即{right}"), &format!("{left} is {right}"), proof.value)
            }
            Step::IsKind(entity, kind) => {
                let (entity, kind) = (words.entity(*entity), words.kind(*kind));
                self.counted(&format!("{entity}是{kind}"), &format!("{entity} is {kind}"), proof.value)
            }
            Step::Choice(choice, option) => self.choice(*choice, *option, proof.value),
            Step::Compare { left, op, right, share, .. } => {
                words.compared(&Compared { clause: within, left, op: *op, right, share: *share, value: proof.value })
            }
            Step::Constant => String::new(),
        }
    }

    fn verdict(&self, verdict: crate::vocabulary::Verdict) -> &'static str {
        verdict.word(self.wording.lang == Lang::Zh)
    }

    fn finding(&self, at: usize) -> String {
        let Some(finding) = self.outcome.findings.get(at) else { return String::new() };
        let colon = self.wording.pick("：", ": ");
        format!("{}{colon}{}", super::build::about(&self.wording, finding), self.verdict(finding.verdict))
    }

    fn counted(&self, zh: &str, en: &str, value: Value) -> String {
        let value = match value {
            Value::True => self.wording.pick("是", "yes"),
            Value::False => self.wording.pick("否", "no"),
            Value::Unknown => self.wording.pick("尚不能定", "not known yet"),
        };
        if self.wording.lang == Lang::Zh { format!("{zh}：{value}") } else { format!("{en}: {value}") }
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

    fn atom(&self, relation: crate::core_ir::RelationId, args: &[EntityId], origin: Origin, value: Value) -> String {
        let words = &self.wording;
        let sentence = words.sentence(relation, &some(args), value != Value::False);
        let sentence = if words.lang == Lang::Zh { run_on(&sentence) } else { sentence };
        let origin = match (value, origin) {
            (Value::Unknown, _) => {
                return words.pick(&format!("不知道是否「{sentence}」"), &format!("not known whether 「{sentence}」"));
            }
            (_, Origin::Record) => words.pick("（情形所载）", " (on record)"),
            (_, Origin::Absent) => words.pick("（没有记载）", " (not on record)"),
            (_, Origin::Excluded) => words.pick("（记载的是另一项）", " (another value is on record)"),
            (_, Origin::Unknown | Origin::Clauses) => String::new(),
        };
        format!("{sentence}{origin}")
    }

    fn choice(&self, choice: crate::core_ir::ChoiceId, option: u8, value: Value) -> String {
        let Some(choice) = self.wording.program.choices.get(choice.index()) else { return String::new() };
        let option = choice.options.get(usize::from(option)).map_or("", String::as_str);
        let words = &choice.words;
        self.counted(&format!("〔{words}〕取「{option}」"), &format!("〔{words}〕 read as 「{option}」"), value)
    }

    fn cite(&self, clause: ClauseId) -> Option<Cite> {
        self.wording.program.clauses.get(clause.index()).map(|clause| Cite::from(&clause.citation))
    }

    /// The reasons of the answer: what the clauses it rests on rest on.
    pub fn reasons_of(&self, relied: &[ClauseId]) -> Vec<String> {
        let mut out = Vec::new();
        self.find(&self.outcome.proof, relied, &mut out, 0);
        out
    }

    /// Goes down to the clauses in question.
    fn find(&self, proof: &Proof, relied: &[ClauseId], out: &mut Vec<String>, depth: usize) {
        if depth > DEPTH_AT_MOST {
            return;
        }
        match &proof.step {
            Step::Clause { clause, .. } if relied.contains(clause) => self.leaves(proof, None, proof.value, out, 0),
            _ => {
                for child in &proof.children {
                    self.find(child, relied, out, depth + 1);
                }
            }
        }
    }

    /// The sentences at the leaves of a proof: facts and comparisons that carry its value.
    pub fn reasons(&self, proof: &Proof, within: Option<ClauseId>) -> Vec<String> {
        let mut out = Vec::new();
        self.leaves(proof, within, proof.value, &mut out, 0);
        out
    }

    fn leaves(&self, proof: &Proof, within: Option<ClauseId>, wanted: Value, out: &mut Vec<String>, depth: usize) {
        if depth > DEPTH_AT_MOST {
            return;
        }
        let within = match &proof.step {
            Step::Clause { clause, .. } => Some(*clause),
            _ => within,
        };
        let negated = match (&proof.step, wanted) {
            (Step::Not, Value::True) => Value::False,
            (Step::Not, Value::False) => Value::True,
            _ => wanted,
        };
        let carries = |child: &Proof| child.value == negated || matches!(child.step, Step::Case(_) | Step::Clause { .. });
        let is_fact = match &proof.step {
            Step::Atom { origin, .. } => *origin != Origin::Clauses || proof.children.is_empty(),
            Step::Compare { .. } => true,
            _ => false,
        };
        if is_fact {
            let text = self.text(proof, within);
            if proof.value == wanted && !out.contains(&text) {
                out.push(text);
            }
            return;
        }
        for child in proof.children.iter().filter(|child| carries(child)) {
            self.leaves(child, within, negated, out, depth + 1);
        }
    }
}

fn holds(value: Value) -> Option<bool> {
    match value {
        Value::True => Some(true),
        Value::False => Some(false),
        Value::Unknown => None,
    }
}
