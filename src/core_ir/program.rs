//! What the rulebooks say.
use super::{AtomFormula, Comparison, Formula, Term, Var};
use crate::vocabulary::{Article, Citation, Date, TimeUnit, parse_numeral};

macro_rules! ids { ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
    $(#[$doc])*
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct $name(pub u32);
    impl $name { /** The number as an index. */ pub fn index(self) -> usize { self.0 as usize } }
)* } }
ids! {
    /// A kind (种类).
    KindId,
    /// An individual named in a rulebook.
    IndividualId,
    /// A relation: a 句式, 行为 or 角色.
    RelationId,
    /// A clause.
    ClauseId,
    /// A reading, a convention or an open rank.
    ChoiceId,
    /// A document (rulebook).
    DocumentId,
}

/// Everything the rulebooks say together.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// The rulebooks, the library first.
    pub documents: Vec<Document>,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Named individuals of the rulebooks.
    pub individuals: Vec<Individual>,
    /// Relations.
    pub relations: Vec<Relation>,
    /// Clauses.
    pub clauses: Vec<Clause>,
    /// Readings, conventions and open ranks. INVARIANT: every option is named.
    pub choices: Vec<Choice>,
    /// The statements that put one before another.
    pub rankings: Vec<super::Ranking>,
    /// What the rulebooks themselves put on record (such as which office is part of which): relation and arguments.
    pub facts: Vec<(RelationId, Vec<IndividualId>)>,
    /// Who holds which office by a 名册 of a rulebook.
    pub rosters: Vec<Roster>,
    /// `[人] 以 [职务] 身份 为 [行为]`, the one relation the engine knows.
    pub capacity: Option<RelationId>,
    /// `[人] 任 [职务]`, which a roster fills.
    pub holds_office: Option<RelationId>,
}

impl Program {
    /// Whether whatever is of one kind is of another: each kind is of itself.
    pub fn is_a(&self, inner: KindId, outer: KindId) -> bool {
        self.kinds.get(inner.index()).is_some_and(|kind| kind.ancestors.contains(&outer))
    }

    /// Whether a clause only connects words and never speaks: one of a vocabulary, or one that stands above the first article
    /// of a chapter and so executes no words of the text.
    pub fn connects(&self, clause: &Clause) -> bool {
        let library = self.documents.get(clause.document.index()).is_some_and(|document| document.library);
        library || clause.citation.locus.article.is_none()
    }

    /// To whom a power gives its act: what stands in the place of the doer. None where it says nothing of that, or is no power.
    pub fn empowered(&self, clause: &Clause) -> Option<Term> {
        let ClauseKind::Power { act, .. } = &clause.kind else { return None };
        let doer = self.relations.get(act.verb.index())?.doer?;
        act.slots.get(doer).copied().flatten()
    }

    /// The kind of those to whom a power gives its act, where it gives it to a kind.
    pub fn empowered_kind(&self, clause: &Clause) -> Option<KindId> {
        let Term::Var(var) = self.empowered(clause)? else { return None };
        clause.variables.get(usize::from(var.0)).map(|(kind, _)| *kind)
    }
}

/// A line of a 名册 in a rulebook.
#[derive(Debug, Clone)]
pub struct Roster {
    /// Who.
    pub person: IndividualId,
    /// What he holds.
    pub office: IndividualId,
    /// 自: from this day.
    pub from: Option<Date>,
    /// 至: to this day, itself included.
    pub until: Option<Date>,
}

/// A rulebook.
#[derive(Debug, Clone)]
pub struct Document {
    /// Full title.
    pub title: String,
    /// Short title, else the title.
    pub short: String,
    /// Document number (文号).
    pub number: Option<String>,
    /// Who issued it (发文).
    pub issuer: Option<String>,
    /// In force from this day (施行, else 印发).
    pub from: Option<Date>,
    /// No longer in force from this day.
    pub until: Option<Date>,
    /// The commencement is not written: `from` is the day of issue, by convention.
    pub from_by_convention: bool,
    /// The notice by which it was issued (印发通知), where it is in the text.
    pub notice: Option<Citation>,
    /// Its heading (标题), where it is in the text: it may say for which years it is.
    pub heading: Option<Citation>,
    /// Its chapters: number and articles.
    pub chapters: Vec<(u32, Vec<Article>)>,
    /// A vocabulary written in the language: its clauses connect and never speak.
    pub library: bool,
    /// Those that say how they stand to each other (依据, 并列, 优于) have the same number.
    pub family: u32,
    /// The titles that its head names (引用, 依据, 并列), as they are written there.
    pub names: Vec<String>,
    /// Digest of the source text, hexadecimal.
    pub digest: String,
}

impl Document {
    /// Whether it is in force at a date; where none is given it is.
    pub fn in_force(&self, date: Option<Date>) -> bool {
        date.is_none_or(|date| self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until))
    }
}

/// A kind.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its word.
    pub name: String,
    /// All kinds it belongs to, itself included.
    pub ancestors: Vec<KindId>,
    /// Is a closed list of values (选项, 等级): its individuals are values and exclude each other.
    pub options: bool,
}

/// A named individual.
#[derive(Debug, Clone)]
pub struct Individual {
    /// Its word.
    pub name: String,
    /// Its kind.
    pub kind: KindId,
}

/// How absence from the record is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// 记录: absent means false.
    Recorded,
    /// 开放: absent means unknown.
    Open,
    /// 判断: unknown until judged, never closed by silence.
    Judgement,
    /// Defined by clauses; a fact may assert it as well; absent means what the clauses say.
    Derived,
    /// 选定: recorded; while nobody is recorded the one in the first hole is the *chooser*.
    Chosen,
}

/// A relation.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The sentence: words and holes (an index into `holes`).
    pub sentence: Vec<SentencePart>,
    /// The negative sentence.
    pub negative: Option<Vec<SentencePart>>,
    /// The English sentence.
    pub english: Option<Vec<SentencePart>>,
    /// The holes that take individuals, in order. A hole of kind 数 is not among them.
    pub holes: Vec<Hole>,
    /// Has a number hole: the relation gives a number for its other arguments.
    pub numeric: bool,
    /// How absence is read.
    pub class: Class,
    /// Declared as 行为.
    pub act: bool,
    /// The hole of the doer, for acts.
    pub doer: Option<usize>,
    /// The act as an individual (the last argument of [`Program::capacity`]).
    pub verb: Option<IndividualId>,
    /// 授权即成立: it holds for whoever is empowered to it.
    pub constitutive: bool,
}

/// A word or hole of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentencePart {
    /// A word.
    Word(String),
    /// The n-th hole.
    Hole(usize),
    /// The number hole.
    Number,
}

/// A hole.
#[derive(Debug, Clone)]
pub struct Hole {
    /// What may stand here.
    pub kind: KindId,
    /// 单选: exactly one value for each choice of the other arguments.
    pub single: bool,
}

/// A reading, a convention, or which of two unranked clauses prevails.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The doubtful words, or the two places.
    pub words: String,
    /// Names of the options, two or more; for a convention option 0 is the default.
    pub options: Vec<String>,
    /// Both in English, where nobody wrote them: of places.
    pub english: Option<ChoiceWords>,
    /// What it is.
    pub kind: ChoiceKind,
    /// Where it stands.
    pub citation: Option<Citation>,
    /// Its legal basis, as written (依据 …).
    pub basis: Option<String>,
    /// Of a precedence: which.
    pub ranked: Option<super::Ranked>,
}

/// The words of a choice and the names of its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceWords {
    /// The words, or the places.
    pub words: String,
    /// The options.
    pub options: Vec<String>,
}

/// The kinds of choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChoiceKind {
    /// 读法: an answer that depends on it is a conflict.
    Reading,
    /// 何者优先，未定: likewise.
    #[default]
    Rank,
    /// 约定: an answer that depends on it rests on it.
    Convention,
    /// 《甲》 优于 《乙》，依据 …: the first option prevails; told, with its doctrine, where another would change the answer.
    Precedence,
}

impl ChoiceKind {
    /// The first option is taken, and an answer that would change with another says so.
    pub fn has_default(self) -> bool {
        matches!(self, Self::Convention | Self::Precedence)
    }
}

/// A clause.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Where it stands and the words it executes.
    pub citation: Citation,
    /// Its document.
    pub document: DocumentId,
    /// The clause as written, for explanations.
    pub text: String,
    /// Variables: kind and the word they were named by.
    pub variables: Vec<(super::KindId, String)>,
    /// The condition. Free in it are only the variables of the clause's signature (the act's slots, the duty's trigger,
    /// the definition's head). INVARIANT: every other variable is bound by a quantifier inside.
    pub condition: Formula,
    /// 原则上, 一般.
    pub hedged: bool,
    /// Stands under these options of choices.
    pub guards: Vec<(ChoiceId, u8)>,
    /// Exceptions to it: clauses of kind [`ClauseKind::Exception`], or clauses that outrank it.
    pub exceptions: Vec<ClauseId>,
    /// Where nothing ranks it against another: when `choice` takes `option` the other prevails where both apply.
    pub rivals: Vec<Rival>,
    /// What it does.
    pub kind: ClauseKind,
    /// Told when the clause takes part in an answer.
    pub notes: Vec<Note>,
}

/// See [`Clause::rivals`].
#[derive(Debug, Clone, Copy)]
pub struct Rival {
    /// The choice.
    pub choice: ChoiceId,
    /// The option under which `clause` prevails over this one.
    pub option: u8,
    /// The other clause.
    pub clause: ClauseId,
}

/// A note on a clause.
#[derive(Debug, Clone)]
pub struct Note {
    /// Told only when this holds (same variables as the clause); `None`: always.
    pub condition: Option<Formula>,
    /// The words.
    pub text: String,
    /// Further places to cite with it.
    pub cites: Vec<Citation>,
}

/// An act with its slots; `None` leaves a slot unrestricted.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The act.
    pub verb: super::RelationId,
    /// One term a hole.
    pub slots: Vec<Option<Term>>,
}

/// What a clause does.
#[derive(Debug, Clone)]
pub enum ClauseKind {
    /// 由 (closed), 可以 (open).
    Power {
        /// The act.
        act: Act,
        /// Who else may.
        grant: Grant,
        /// Whoever of the doer's place is still to be chosen: the chooser and the condition apart from the choice.
        chooser: Option<Chooser>,
    },
    /// 须: in order only if `needs`.
    Requirement {
        /// The act.
        act: Act,
        /// What must hold (free variables as the condition's).
        needs: Formula,
    },
    /// 不得 of an act.
    Prohibition {
        /// The act.
        act: Act,
    },
    /// 不得 of a state: the condition holds the state as well (its atoms bind the free variables).
    StateProhibition {
        /// The state's atom; a question about this state binds its variables.
        state: AtomFormula,
    },
    /// 应当.
    Duty(Duty),
    /// 视为, 是指, 由…组成.
    Definition {
        /// `relation(args)` if the condition holds.
        head: AtomFormula,
        /// 是指, 由…组成: nothing else counts (of this document).
        closed: bool,
    },
    /// 每…: a duty on windows of time. It does not speak.
    Frequency(Frequency),
    /// 合计：… 等于 …: numbers that are tallies, and what they add up to. INVARIANT: its free variables are those of the
    /// numbers, and its condition is true. It does not speak.
    Sum(Comparison),
    /// 程序. It does not speak: its steps are requirements of each other.
    Procedure(super::Procedure),
    /// 终止, 中止, 恢复, 退回 of a procedure. It does not speak.
    Turn(super::Turn),
    /// An exception to the clauses that list it. Its slots, if any, restrict it to acts.
    Exception {
        /// The act or event it is about, matched with the target's.
        act: Option<Act>,
        /// What it lifts.
        lifts: Lifts,
    },
    /// 空白.
    Gap {
        /// The act it is about.
        act: Act,
        /// What to tell.
        text: String,
        /// Further places to cite.
        cites: Vec<Citation>,
    },
}

/// What an exception lifts. (All that it lifts list it among their exceptions.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifts {
    /// Those written with it, or at the places that it names.
    Listed,
    /// 可以 不 α: the duties and requirements on the act in its article.
    InArticle,
    /// A procedure has ended: the duties to do its steps.
    Duties,
}

/// What a power says of those it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// 由: he and nobody else.
    Closed,
    /// 可以: those whom no power names may not.
    Open,
    /// 有权: it grants, and says nothing of anybody else.
    Right,
}

/// Until somebody is chosen, the answer to *who* is the chooser.
#[derive(Debug, Clone)]
pub struct Chooser {
    /// Who chooses (market: 市政府办公室).
    pub who: Term,
    /// The relation that records the choice, as an atom of the clause's variables (in the condition too).
    pub choice: AtomFormula,
    /// The condition without the recorded choice.
    pub condition: Formula,
}

/// 应当: on the condition (its trigger) the bearer owes the act, or keeps the state.
#[derive(Debug, Clone)]
pub struct Duty {
    /// The events of the trigger: a question about one of them (or about the act) binds the variables.
    pub triggers: Vec<AtomFormula>,
    /// The act owed; the slots that the clause leaves to a capacity (an addressee) are `None`.
    pub act: Act,
    /// Other acts of which one is enough (… 或 …): a question about one of them is about this duty.
    pub alternatives: Vec<Act>,
    /// Who owes it.
    pub bearer: Bearer,
    /// Holds when it is done (or kept): other variables are bound inside.
    pub done: Formula,
    /// Of its acts that name somebody or something in a place that stays open: to whom it gives them.
    pub licences: Box<[Licence]>,
    /// A state to keep, not an act to do.
    pub keeping: bool,
    /// By when.
    pub limit: Option<Limit>,
}

/// An act of a duty whose places are all filled: when the duty gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Licence {
    /// The act.
    pub verb: RelationId,
    /// The places that the duty leaves open, each with the variable for what fills it.
    pub places: Vec<(usize, Var)>,
    /// The condition of the clause, and that what fills them is what the duty names (该会议 的 纪要).
    pub condition: Formula,
}

/// Who owes a duty.
#[derive(Debug, Clone, PartialEq)]
pub enum Bearer {
    /// A variable of the clause.
    One(Var),
    /// What stands in the act's place of the doer.
    Named,
    /// Any of several (… 或 …): kept when one of them does it. The variable is one of them if the formula holds.
    AnyOf(Var, Box<Formula>),
    /// Nobody is named (责任人未规定): kept when anybody does it.
    Nobody,
}

/// A time limit.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// 事先: before what it is for.
    Before,
    /// 于 φ 前: before this event, whatever the trigger is.
    Ahead(AtomFormula),
    /// 及时, 立即: no limit that a machine can judge.
    Promptly,
    /// 当日.
    SameDay,
    /// With the act itself (a duty on how an act is done).
    WithAct,
    /// So many days before or after an event.
    Days {
        /// The event: a relation of the clause's variables; `None`: the trigger.
        event: Option<AtomFormula>,
        /// Before it, else after.
        before: bool,
        /// How many.
        count: u32,
        /// Of what.
        unit: TimeUnit,
        /// How far it may be extended, each while it has not passed.
        extensions: Vec<Extension>,
        /// Days on which one of these (of kind [`ClauseKind::Exception`]) applies are not counted.
        excluded: Vec<ClauseId>,
    },
}

/// `φ 的，期限 可以 延长 15 日。`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// When: a clause of kind [`ClauseKind::Exception`], its variables matched with those of the duty.
    pub when: ClauseId,
    /// By how many days at most.
    pub count: u32,
    /// Of what.
    pub unit: TimeUnit,
}

/// What a frequency counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Every {
    /// 每月, 每季度, 每半年, 每年: windows of so many months of the calendar, the first of the year beginning in January.
    Months(u32),
    /// 每周, 每两周: from one time to the next, so many days at most.
    Days(u32),
}

impl Every {
    /// Reads 周, 两周, 月, 季度, 半年, 年 and the like; none where windows of that length have no beginning in the calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('每');
        let at =
            ["工作日", "季度", "半年", "年度", "日", "天", "周", "旬", "月", "季", "年"].iter().find_map(|unit| text.rfind(unit));
        let (number, unit) = text.split_at(at?);
        let number = number.trim_end_matches('个');
        let count = if number.is_empty() { 1 } else { parse_numeral(number)? };
        let months = |each: u32| count.checked_mul(each).filter(|all| *all > 0 && 12 % *all == 0).map(Self::Months);
        let days = |each: u32| count.checked_mul(each).filter(|all| (1..=366).contains(all)).map(Self::Days);
        match unit {
            "月" => months(1),
            "季度" | "季" => months(3),
            "半年" => months(6),
            "年" | "年度" => months(12),
            "日" | "天" => days(1),
            "周" => days(7),
            "旬" => days(10),
            _ => None,
        }
    }
}

/// Whether an option of a convention on frequencies counts in any stretch of time (任意连续) or on the average (平均), and not in
/// the windows of the calendar, or from one time to the next.
pub fn counts_otherwise(option: &str) -> bool {
    option.contains("任意连续") || option.contains("平均")
}

/// 每两周 一次.
#[derive(Debug, Clone)]
pub struct Frequency {
    /// What is counted.
    pub act: Act,
    /// In what it counts.
    pub every: Every,
    /// The words for it.
    pub every_words: String,
    /// At least so often.
    pub at_least: Option<u32>,
    /// At most so often.
    pub at_most: Option<u32>,
    /// 次, 天.
    pub unit: String,
}
