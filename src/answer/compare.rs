//! Comparisons with their values: 到会的组成人员 4 人，组成人员 8 人，半数为 4：达到.
use super::wording::{Wording, run_on, thousandths, without_unit};
use crate::core_ir::{
    self, AtomFormula, Clause, ClauseId, ClauseKind, Comparison, EntityId, Formula, KindId, Op, SentencePart, Term, Var,
};
use crate::diagnostic::Lang;
use crate::eval::{Amount, Value};

/// More names than these are not listed.
const NAMES_AT_MOST: usize = 9;

/// The clause that a step of a proof stands in, with what its variables stand for.
pub type Within<'a> = Option<(ClauseId, &'a [(Var, EntityId)])>;

/// A comparison that came out.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// The clause it stands in, with what its variables stand for.
    pub within: Within<'a>,
    /// Left side.
    pub left: &'a Amount,
    /// How.
    pub op: Op,
    /// Right side.
    pub right: &'a Amount,
    /// A share of the right side.
    pub share: Option<(u32, u32)>,
    /// Whether it holds.
    pub value: Value,
}

impl Wording<'_> {
    /// The sentence.
    pub fn compared(&self, compared: &Compared) -> String {
        let stands = compared.within.and_then(|(id, bound)| Some((self.program.clauses.get(id.index())?, bound)));
        let written = stands.and_then(|(clause, bound)| {
            let like = |written: &&Comparison| written.op == compared.op && written.share == compared.share;
            comparisons(clause).into_iter().find(like).map(|written| (Scope { wording: self, clause, bound }, written))
        });
        let (left, right) = match &written {
            Some((scope, written)) => (scope.label(&written.left), scope.label(&written.right)),
            None => (None, None),
        };
        // A share is compared crosswise: left · below ⋈ right · above.
        let (above, below) = compared.share.unwrap_or((1, 1));
        let (left_amount, base) = (divided(compared.left, below), divided(compared.right, above));
        let values = [
            format!("{}{}", self.valued(left.as_ref(), &left_amount), self.names(&left_amount)),
            self.valued(right.as_ref(), &base),
        ];
        match compared.share {
            Some(share) => self.shared(&values, compared, &base, share),
            None => self.plain(&values, compared),
        }
    }

    fn shared(&self, values: &[String; 2], compared: &Compared, base: &Amount, (above, below): (u32, u32)) -> String {
        let [left, right] = values;
        let share = share_word(above, below, self.lang);
        let threshold = (base.most == Some(base.least))
            .then(|| thousandths(base.least.saturating_mul(above.into()) / i64::from(below.max(1))));
        let reached = self.reached(compared.op, compared.value);
        match (self.lang, threshold) {
            (Lang::Zh, Some(threshold)) => format!("{left}，{right}，{share}为 {threshold}：{reached}"),
            (Lang::Zh, None) => format!("{left}，{right}：{share}{reached}"),
            (Lang::En, Some(threshold)) => format!("{left}; {right}; {share} is {threshold}: {reached}"),
            (Lang::En, None) => format!("{left}; {right}; {share}: {reached}"),
        }
    }

    fn plain(&self, values: &[String; 2], compared: &Compared) -> String {
        let [left, right] = values;
        let right = if matches!(compared.op, Op::Odd | Op::Even) { "" } else { right.as_str() };
        let wanted = match (compared.op, self.lang) {
            (Op::Ge, Lang::Zh) => "不少于",
            (Op::Gt, Lang::Zh) => "超过",
            (Op::Le, Lang::Zh) => "不超过",
            (Op::Lt, Lang::Zh) => "少于",
            (Op::Eq, Lang::Zh) => "等于",
            (Op::Odd, Lang::Zh) => "为单数",
            (Op::Even, Lang::Zh) => "为双数",
            (Op::Odd, Lang::En) => "odd",
            (Op::Even, Lang::En) => "even",
            (Op::Ge, Lang::En) => "at least",
            (Op::Gt, Lang::En) => "more than",
            (Op::Le, Lang::En) => "at most",
            (Op::Lt, Lang::En) => "less than",
            (Op::Eq, Lang::En) => "equal to",
        };
        let result = match compared.value {
            Value::True => self.pick("符合", "so it is"),
            Value::False => self.pick("不符合", "it is not"),
            Value::Unknown => self.pick("尚不能定", "not known yet"),
        };
        match self.lang {
            Lang::Zh => format!("{left}，要求{wanted} {}：{result}", right.trim_start()),
            Lang::En => format!("{left}, to be {wanted} {}: {result}", right.trim_start()),
        }
    }

    fn reached(&self, op: Op, value: Value) -> String {
        match (value, op) {
            (Value::True, Op::Gt) => self.pick("超过", "exceeded"),
            (Value::False, Op::Gt) => self.pick("没有超过", "not exceeded"),
            (Value::True, _) => self.pick("达到", "reached"),
            (Value::False, _) => self.pick("未达到", "not reached"),
            (Value::Unknown, _) => self.pick("是否达到尚不能定", "not known yet whether it is reached"),
        }
    }

    /// `到会的组成人员 2 人`, `组成人员至少 4 人`, `4`.
    fn valued(&self, label: Option<&Label>, amount: &Amount) -> String {
        let zh = self.lang == Lang::Zh;
        let unit = label.filter(|_| zh).map_or_else(String::new, Label::unit);
        let (least, most) = (thousandths(amount.least), amount.most.map(thousandths));
        let number = match most {
            Some(most) if most == least => format!("{least}{unit}"),
            Some(most) => self.pick(format_args!("{least} 至 {most}{unit}"), format_args!("{least} to {most}")),
            None => self.pick(format_args!("至少 {least}{unit}"), format_args!("at least {least}")),
        };
        match label.filter(|label| !label.text.is_empty()) {
            Some(label) if zh => format!("{} {number}", label.text),
            Some(label) if label.counts => format!("{}: {number}", label.text),
            Some(label) => format!("{number} ({})", label.text),
            None => number,
        }
    }

    /// Those counted, if they are few.
    fn names(&self, amount: &Amount) -> String {
        if amount.counted.is_empty() || amount.counted.len() > NAMES_AT_MOST {
            return String::new();
        }
        let names: Vec<String> = amount.counted.iter().map(|&entity| self.entity(entity)).collect();
        self.pick(format_args!("（{}）", names.join("、")), format_args!(" ({})", names.join(", ")))
    }
}

/// A clause whose formulas are put into words.
struct Scope<'a> {
    wording: &'a Wording<'a>,
    clause: &'a Clause,
    bound: &'a [(Var, EntityId)],
}

impl Scope<'_> {
    fn label(&self, amount: &core_ir::Amount) -> Option<Label> {
        match amount {
            core_ir::Amount::Count { var, kind, body } => {
                let (text, people) = (self.counted(*var, *kind, body), self.wording.is_person(*kind));
                Some(Label { text, people, unit: None, counts: true })
            }
            core_ir::Amount::Times(_, inner) => self.label(inner),
            core_ir::Amount::Value { relation, args } => {
                let atom = AtomFormula { relation: *relation, args: args.clone() };
                let unit = self.wording.relation(*relation).and_then(|relation| without_unit(&relation.sentence).1);
                let text = self.sentence(&atom, None);
                Some(Label { text, people: false, unit: unit.map(str::to_owned), counts: false })
            }
            core_ir::Amount::Plus(left, right) => self.joined(left, right, "＋"),
            core_ir::Amount::Minus(left, right) => self.joined(left, right, "－"),
            core_ir::Amount::Number(_) => None,
        }
    }

    fn joined(&self, left: &core_ir::Amount, right: &core_ir::Amount, sign: &str) -> Option<Label> {
        let (left, right) = (self.label(left)?, self.label(right)?);
        Some(Label {
            text: format!("{}{sign}{}", left.text, right.text),
            people: left.people && right.people,
            unit: left.unit.filter(|unit| right.unit.as_ref() == Some(unit)),
            counts: false,
        })
    }

    /// `到会的组成人员`: the role that those counted have, before it what else is said of them.
    fn counted(&self, var: Var, kind: KindId, body: &Formula) -> String {
        let mut atoms = Vec::new();
        positive_atoms(body, &mut atoms);
        atoms.retain(|atom| atom.args.contains(&Term::Var(var)));
        if self.wording.lang == Lang::En {
            let said: Vec<String> = atoms.iter().map(|atom| self.sentence(atom, Some(var))).collect();
            let who = if self.wording.is_person(kind) { "who" } else { "which" };
            return if said.is_empty() { self.wording.kind(kind).to_owned() } else { format!("{who} {}", said.join(" and ")) };
        }
        let mut noun = self.wording.kind(kind).to_owned();
        let (mut said, mut offices) = (Vec::new(), Vec::new());
        for atom in atoms {
            match (self.office(atom), self.role(atom, var)) {
                (Some(office), _) => offices.push(office),
                (None, Some(role)) => noun = role,
                (None, None) => said.push(self.bare_words(atom)),
            }
        }
        if !offices.is_empty() {
            offices.dedup();
            noun = offices.join("、");
        }
        said.dedup();
        if said.is_empty() { noun } else { format!("{}的{noun}", said.join("且")) }
    }

    /// The office that somebody counted holds: 副市长 says more than 任副市长的人.
    fn office(&self, atom: &AtomFormula) -> Option<String> {
        let holds = self.wording.program.holds_office == Some(atom.relation);
        let office = atom.args.get(1).filter(|office| holds && matches!(office, Term::Individual(_)))?;
        Some(self.name(*office))
    }

    /// The role word, if the relation is a role of the counted one: what stands behind 的.
    fn role(&self, atom: &AtomFormula, var: Var) -> Option<String> {
        let relation = self.wording.relation(atom.relation)?;
        let at = relation.sentence.iter().position(|part| *part == SentencePart::Word("的".to_owned()))?;
        let first = relation.sentence.first() == Some(&SentencePart::Hole(0)) && atom.args.first() == Some(&Term::Var(var));
        let words: Vec<&str> = relation.sentence.get(at + 1..)?.iter().filter_map(as_word).collect();
        (first && !words.is_empty()).then(|| words.concat())
    }

    fn bare_words(&self, atom: &AtomFormula) -> String {
        let relation = self.wording.relation(atom.relation);
        relation.map(|relation| relation.sentence.as_slice()).unwrap_or_default().iter().filter_map(as_word).collect()
    }

    /// The sentence of an atom, without the one that is counted.
    fn sentence(&self, atom: &AtomFormula, counted: Option<Var>) -> String {
        let Some(relation) = self.wording.relation(atom.relation) else { return String::new() };
        let english = relation.english.as_ref().filter(|_| self.wording.lang == Lang::En);
        let (own, _) = without_unit(&relation.sentence);
        let words = english.map_or(own, Vec::as_slice).iter().filter_map(|part| match part {
            SentencePart::Word(word) => Some(word.clone()),
            SentencePart::Hole(n) => {
                atom.args.get(*n).filter(|term| counted.is_none_or(|var| **term != Term::Var(var))).map(|term| self.name(*term))
            }
            SentencePart::Number => None,
        });
        let sentence = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if self.wording.lang == Lang::Zh { run_on(&sentence) } else { sentence }
    }

    fn name(&self, term: Term) -> String {
        match term {
            Term::Individual(id) => self.wording.entity(EntityId::from(id)),
            Term::Var(var) => match self.bound.iter().find(|bound| bound.0 == var) {
                Some((_, entity)) => self.wording.entity(*entity),
                None => self.clause.variables.get(usize::from(var.0)).map_or_else(String::new, |named| named.1.clone()),
            },
        }
    }
}

fn divided(amount: &Amount, by: u32) -> Amount {
    let by = i64::from(by.max(1));
    Amount { least: amount.least / by, most: amount.most.map(|most| most / by), counted: amount.counted.clone() }
}

/// What an amount counts.
struct Label {
    text: String,
    people: bool,
    /// The word behind the number.
    unit: Option<String>,
    /// It counts, and is no number of a relation.
    counts: bool,
}

impl Label {
    /// The unit with a blank before it.
    fn unit(&self) -> String {
        if self.people { " 人".to_owned() } else { self.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}")) }
    }
}

fn as_word(part: &SentencePart) -> Option<&str> {
    match part {
        SentencePart::Word(word) => Some(word),
        SentencePart::Hole(_) | SentencePart::Number => None,
    }
}

/// 半数, 三分之二.
fn share_word(above: u32, below: u32, lang: Lang) -> String {
    match (lang, above, below) {
        (Lang::Zh, 1, 2) => "半数".to_owned(),
        (Lang::Zh, ..) => format!("{}分之{}", crate::vocabulary::chinese(below), crate::vocabulary::chinese(above)),
        (Lang::En, 1, 2) => "one half".to_owned(),
        (Lang::En, ..) => format!("{above}/{below}"),
    }
}

/// The comparisons of a clause, in order.
fn comparisons(clause: &Clause) -> Vec<&Comparison> {
    let mut found = Vec::new();
    collect(&clause.condition, &mut found);
    match &clause.kind {
        ClauseKind::Requirement { needs, .. } => collect(needs, &mut found),
        ClauseKind::Duty(duty) => collect(&duty.done, &mut found),
        ClauseKind::Power { chooser: Some(chooser), .. } => collect(&chooser.condition, &mut found),
        ClauseKind::Sum(sum) => found.push(sum),
        ClauseKind::Power { chooser: None, .. }
        | ClauseKind::Prohibition { .. }
        | ClauseKind::StateProhibition { .. }
        | ClauseKind::Definition { .. }
        | ClauseKind::Frequency(_)
        | ClauseKind::Procedure(_)
        | ClauseKind::Turn(_)
        | ClauseKind::Exception { .. }
        | ClauseKind::Gap { .. } => {}
    }
    found
}

fn collect<'f>(formula: &'f Formula, found: &mut Vec<&'f Comparison>) {
    match formula {
        Formula::Compare(comparison) => found.push(comparison),
        Formula::Not(inner) => collect(inner, found),
        Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => {
            for part in parts {
                collect(part, found);
            }
        }
        Formula::Exists { body, .. } | Formula::Forall { body, .. } => collect(body, found),
        Formula::True
        | Formula::False
        | Formula::Atom(_)
        | Formula::Same(..)
        | Formula::IsKind(..)
        | Formula::Choice { .. }
        | Formula::Applies(_) => {}
    }
}

fn positive_atoms<'f>(formula: &'f Formula, found: &mut Vec<&'f AtomFormula>) {
    match formula {
        Formula::Atom(atom) => found.push(atom),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| positive_atoms(part, found)),
        Formula::Exists { body, .. } => positive_atoms(body, found),
        Formula::True
        | Formula::False
        | Formula::Not(_)
        | Formula::Forall { .. }
        | Formula::Same(..)
        | Formula::IsKind(..)
        | Formula::Choice { .. }
        | Formula::Compare(_)
        | Formula::AtLeast { .. }
        | Formula::Applies(_) => {}
    }
}
