//! The names that are declared: kinds, individuals, sentence patterns.
use crate::core_ir::{EntityId, IndividualId, KindId, Program, RelationId};
use crate::source::Span;
use crate::syntax::tree::{Condition, Head, Step};
use crate::vocabulary::{Article, Locus};
use indexmap::IndexMap;
use std::collections::HashSet;

/// What a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// A kind.
    Kind(KindId),
    /// An individual of the rulebooks or the situation, with its kind.
    Entity(EntityId, KindId),
}

/// Who is meant when an office stands where a person is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Position {
    /// The holder.
    Holder,
    /// Whoever acts in that capacity.
    Capacity,
}

/// A word or hole of a pattern. Holes of a relation are numbered as in [`crate::core_ir::Relation::holes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternToken {
    /// A literal word; `的` too.
    Word(String),
    /// A hole.
    Hole(usize),
    /// The number hole.
    Number,
}

/// A way to say a relation.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What it says.
    pub relation: RelationId,
    /// Its words and holes.
    pub tokens: Vec<PatternToken>,
    /// Says that the relation does not hold.
    pub negative: bool,
    /// Position of each hole.
    pub positions: Vec<Position>,
    /// For a 角色: its noun.
    pub role: Option<Role>,
}

/// `[人] 是 [会议] 的 组成人员`: the noun 组成人员, of the thing in hole `whole`, is hole `subject`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The noun.
    pub word: String,
    /// The hole that the noun stands for.
    pub subject: usize,
    /// The hole of what it is a noun of.
    pub whole: usize,
}

impl Pattern {
    /// Its literal words in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| if let PatternToken::Word(word) = token { Some(word.as_str()) } else { None })
    }
}

/// The kinds and relations the surface needs to know of.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// 人
    pub person: KindId,
    /// 职务
    pub office: KindId,
    /// 行为种类
    pub verb: KindId,
    /// 数
    pub number: KindId,
    /// 文字
    pub text: KindId,
    /// 日期
    pub date: KindId,
}

/// All declared names.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Words.
    pub names: IndexMap<String, Name>,
    /// Patterns in order of declaration.
    pub patterns: Vec<Pattern>,
    /// The patterns of each role word.
    pub roles: IndexMap<String, Vec<usize>>,
    /// Literal words of all patterns.
    pub literals: HashSet<String>,
    /// Individuals that are one part of another (常务副市长 of 副市长), transitively closed.
    pub part_of: IndexMap<IndividualId, Vec<IndividualId>>,
    /// Offices that one person holds at a time (限一人).
    pub of_one: HashSet<IndividualId>,
    /// Lists of values in order (等级).
    pub ordered: HashSet<KindId>,
    /// Procedures by name.
    pub procedures: IndexMap<String, Procedure>,
    /// The conditions of clauses by place.
    pub cases: Vec<Case>,
    /// Built-in kinds.
    pub known: Known,
}

/// A declared procedure.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// The title of its document.
    pub document: String,
    /// Where it is written in it.
    pub at: Span,
    /// When there is one at all.
    pub heads: Vec<Head>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Which of them are not taken, and when.
    pub stops: Vec<(Condition, u32, u32)>,
    /// Conditions under which it goes on after a pause.
    pub resumed: Vec<Condition>,
}

/// The condition of a clause, for 出现 第…条 情形.
#[derive(Debug, Clone)]
pub struct Case {
    /// The titles of its document.
    pub titles: [String; 2],
    /// Where it stands.
    pub locus: Locus,
    /// The condition.
    pub condition: Condition,
}

impl Scope {
    /// What a word names. A number at its end may be written otherwise: 任务28 is 任务二十八.
    pub fn name(&self, word: &str) -> Option<Name> {
        let otherwise = || Article::parse(word)?.spellings().iter().find_map(|written| self.names.get(written));
        self.names.get(word).or_else(otherwise).copied()
    }

    /// The roles whose noun this is.
    pub fn roles<'a>(&'a self, word: &str) -> impl Iterator<Item = (&'a Pattern, &'a Role)> {
        let all = self.roles.get(word).into_iter().flatten().filter_map(|n| self.patterns.get(*n));
        all.filter_map(|pattern| pattern.role.as_ref().map(|role| (pattern, role)))
    }

    /// The words of a pattern, for people.
    pub fn show(&self, program: &Program, pattern: &Pattern) -> String {
        let holes = program.relations.get(pattern.relation.index()).map(|relation| relation.holes.as_slice()).unwrap_or_default();
        let words: Vec<String> = pattern
            .tokens
            .iter()
            .map(|token| match token {
                PatternToken::Word(word) => word.clone(),
                PatternToken::Hole(n) => format!(
                    "[{}]",
                    holes.get(*n).and_then(|hole| program.kinds.get(hole.kind.index())).map_or("", |kind| kind.name.as_str())
                ),
                PatternToken::Number => "[数]".to_owned(),
            })
            .collect();
        words.join(" ")
    }
}

/// Whether `inner` belongs to `outer`.
pub fn is_a(program: &Program, inner: KindId, outer: KindId) -> bool {
    program.is_a(inner, outer)
}
