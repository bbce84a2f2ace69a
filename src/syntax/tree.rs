//! The tree of a file: what stands where, before any name is looked up.
//!
//! A tree does not depend on what other files declare. Sentences are left as flat lists of words ([`Phrase`]);
//! only keywords (whole words) and punctuation have shaped the tree.
use crate::source::Span;
use crate::vocabulary::{Article, Locus};

/// One file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    /// The rulebook of the file, if it begins with `规则`.
    pub rulebook: Option<Rulebook>,
    /// Cases (`案例`) of the file. A file that begins with `情形` is one unnamed case without questions to check.
    pub cases: Vec<Case>,
}

/// `规则 …` and all that follows it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rulebook {
    /// Title, as on the `规则` line.
    pub title: Word,
    /// Header lines in order: `文号 资府发〔2017〕34号`.
    pub header: Vec<HeaderLine>,
    /// Everything below the header, in order.
    pub blocks: Vec<Block>,
}

/// A header line.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaderLine {
    /// The field word (简称 文号 发文 通过 印发 施行 废止 引用 …).
    pub field: Word,
    /// The rest of the line, trimmed.
    pub value: Word,
}

/// Something that stands in a rulebook below the header.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// `第一章 总 则`: the whole line.
    Chapter(Word),
    /// `第三十八条`, `任务28`: a line that opens an article or a part that stands for one.
    Article { article: Article, at: Span },
    /// `第二款`.
    Paragraph { number: u32, at: Span },
    /// `> …`: one piece of the official text, exactly as issued.
    Piece(Word),
    /// `用语`: a heading without meaning.
    Terms(Span),
    /// A statement.
    Statement(Statement),
}

/// A statement with its place. `at` covers the statement with its final `。`.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Where.
    pub at: Span,
    /// What.
    pub kind: StatementKind,
}

/// The kinds of statement (language page §2, §3, §5, §7).
#[derive(Debug, Clone, PartialEq)]
pub enum StatementKind {
    /// A declaration.
    Declaration(Declaration),
    /// A clause.
    Clause(Clause),
    /// `宣示：理由。`
    Declaratory(Word),
    /// `人定：说明。`
    Judgement(Word),
    /// `见 第八条。`
    See(Vec<Place>),
    /// `空白 〔cond 的，〕 act：text。`
    Gap { heads: Vec<Head>, act: Phrase, text: Word },
    /// `提示 φ 的：text。`
    Note { condition: Option<Condition>, text: Word },
    /// `读法〔words〕` or `约定〔words〕` with its options.
    Choice(Choice),
    /// `合计：赞成票 加 反对票 等于 评委。`
    Sum(Atom),
    /// `约定〔以上〕：含本数；另：不含本数。依据 ….` `约定〔每年〕：按自然年；另：按任意连续十二个月。`: two ways, the first the default.
    NumberConvention { words: Word, ways: [String; 2], basis: Option<Word> },
    /// `例外 place：φ 的，不适用。`
    Exception { targets: Vec<Place>, heads: Vec<Head> },
    /// `A 优于 B，依据 word。`
    Rank { higher: Vec<Place>, lower: Vec<Place>, basis: Option<Word> },
    /// `A 与 B 何者优先，未定。`
    Unranked { left: Vec<Place>, right: Vec<Place> },
    /// `〔φ 的，〕 程序 name：（一）…；（二）…。 φ 的，第（一）至（三）项 不再进行。`
    Procedure { heads: Vec<Head>, name: Word, steps: Vec<Step>, stops: Vec<(Condition, u32, u32)> },
    /// `φ 的，期限 可以 延长 15 日。`: count and unit; `φ 的，该期间 不计入 期限。`: none.
    Limit { heads: Vec<Head>, longer: Option<(u32, crate::vocabulary::TimeUnit)> },
    /// `φ 的，程序 name 终止。` (中止, 恢复)
    Ending { condition: Condition, name: Word, ending: Ending },
}

/// `（二）〔根据需要，〕〔φ 的，〕 act，或 act`
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// 根据需要, 必要时, 可以: it may be left out.
    pub optional: bool,
    /// When it is taken at all.
    pub heads: Vec<Head>,
    /// The acts of which one is enough.
    pub ways: Vec<Phrase>,
}

impl Step {
    /// That it is done.
    pub fn done(&self) -> Condition {
        let mut ways: Vec<Condition> = self.ways.iter().map(|way| Condition::Atom(Atom::Sentence(way.clone()))).collect();
        match ways.pop() {
            Some(only) if ways.is_empty() => only,
            Some(last) => Condition::Any(ways.into_iter().chain([last]).collect()),
            None => Condition::All(ways),
        }
    }
}

/// What becomes of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// 终止: it is over.
    Ended,
    /// 中止: it rests until it is resumed.
    Suspended,
    /// 恢复: it goes on.
    Resumed,
    /// 退回 第（二）项: this step and those after it are to be done again.
    Back(u32),
}

/// A block of readings or a convention with clauses.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The doubtful words between 〔 〕.
    pub words: Word,
    /// A convention (its first option is the default), else a reading.
    pub convention: bool,
    /// The options, two or more.
    pub options: Vec<ChoiceOption>,
}

/// `其一 name：clauses`
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceOption {
    /// The name of the option.
    pub name: Word,
    /// Its clauses.
    pub clauses: Vec<Clause>,
}

/// Declarations (language page §3).
#[derive(Debug, Clone, PartialEq)]
pub enum Declaration {
    /// `种类 A、B，属于 C、D。`
    Kinds { names: Vec<Word>, parents: Vec<Word> },
    /// `职务 A、B，属于 C。`
    Offices { names: Vec<Word>, part_of: Vec<Word>, of_one: bool },
    /// `机构 A、B。` and `个体 A、B 是 K。` (kind given).
    Individuals { names: Vec<Word>, kind: Word },
    /// `简称 市法制办 指 市政府法制办公室。`
    Short { short: Word, full: Word },
    /// `选项 K：a、b、c。` (ordered: `等级`).
    Options { kind: Word, values: Vec<Word>, ordered: bool },
    /// `名册：市长 甲（自 D 至 D）。` in a rulebook.
    Roster(Vec<(Word, Vec<Word>, Qualifiers)>),
    /// `句式` `行为` `角色`.
    Pattern(PatternDeclaration),
}

/// What a pattern is declared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternSort {
    /// `句式`
    State,
    /// `行为`
    Act,
    /// `角色`
    Role,
}

/// A declared sentence pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternDeclaration {
    /// 句式, 行为 or 角色.
    pub sort: PatternSort,
    /// The pattern.
    pub positive: Vec<PatternPart>,
    /// `反：…`
    pub negative: Option<Vec<PatternPart>>,
    /// `英：…`
    pub english: Option<Vec<PatternPart>>,
    /// `类：…`
    pub class: Option<Word>,
}

/// One word or hole of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum PatternPart {
    /// A literal word (`的` in a 角色 is one too).
    Literal(Word),
    /// `[kind 单选]`, `[kind：本人]`.
    Hole { kind: Word, single: bool, position: Option<Word> },
}

/// A clause: heads, then parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// The whole clause.
    pub at: Span,
    /// Conditions and exceptions at the head of segments and the parts, by segment (`；`).
    pub segments: Vec<Segment>,
    /// `〔words〕` before the final stop.
    pub anchor: Option<Word>,
}

/// What stands between two `；`.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// `φ 的，` `若 φ，则` `除 φ 外，` in order.
    pub heads: Vec<Head>,
    /// The parts, one or more.
    pub parts: Vec<Part>,
}

/// A head of a segment.
#[derive(Debug, Clone, PartialEq)]
pub enum Head {
    /// `φ 的，` and `若 φ，则`
    Condition(Condition),
    /// `除 φ 外，`
    Except(Condition),
    /// `其中 φ 的，`: takes the case out of the segment before.
    Among(Condition),
    /// `未经 φ，`: lifts the prohibition that follows.
    Without(Condition),
}

/// One part with its modal word.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where.
    pub at: Span,
    /// `原则上`, `一般`.
    pub hedged: bool,
    /// What.
    pub kind: PartKind,
    /// `，但 φ 的 除外`
    pub except: Option<Condition>,
}

/// The kinds of part.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// `topic 由 words`: closed power. The sentence is `words topic`.
    By { topic: Phrase, words: Phrase },
    /// `subject 可以 words`: open power.
    May { subject: Phrase, words: Phrase },
    /// `subject 可以 不 words`: lifts the duties and requirements on the act in its article.
    MayNot { subject: Phrase, words: Phrase },
    /// `subject 有权 words`: a right.
    Right { subject: Phrase, words: Phrase },
    /// `act，须 φ` / `须 φ，方可 act`. In a segment after `不得` with a head `确需 … 的`, `act` may be empty.
    Requires { act: Phrase, needs: Condition },
    /// `subject 不得 words`
    MustNot { subject: Phrase, words: Phrase },
    /// `subject 应当 limit words，并 limit words`
    Must { subject: Phrase, duties: Vec<(Option<Limit>, Phrase)> },
    /// `视为 sentence`
    Deemed(Phrase),
    /// `sentence，是指 φ` (φ a condition) — `name 是指 noun` parses the same with one atom.
    Means { head: Phrase, body: Condition },
    /// `X 由 list 组成`
    Composed { whole: Phrase, members: Phrase },
    /// `subject 每两周 words 一次`
    Frequency { subject: Phrase, every: Word, words: Phrase, at_least: Option<u32>, at_most: Option<u32>, unit: Word },
    /// `不再进行`, `不适用` and other parts that only close a sentence.
    NotApplicable,
}

/// A time limit of a duty.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// `事先` `及时` `立即` `当日` `当场` `同时`
    Word(Word),
    /// `于 φ 前`
    Ahead { event: Phrase },
    /// `于 φ 前/后 N 日/个工作日 内` (`event` empty for `在 N 日 内`).
    Days { event: Phrase, before: bool, count: u32, unit: crate::vocabulary::TimeUnit },
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A sentence, or a counting sentence.
    Atom(Atom),
    /// `且`, `同时具备下列条件`
    All(Vec<Condition>),
    /// `或`, `有下列情形之一`
    Any(Vec<Condition>),
    /// `并非`
    Not(Box<Condition>),
    /// `至少具备下列 N 项`
    AtLeast(u32, Vec<Condition>),
}

/// A leaf of a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// A sentence.
    Sentence(Phrase),
    /// `left 达到 base 的 半数以上`
    Share { left: Phrase, base: Phrase, share: Share, at: Span },
    /// `left 不少于 N unit`; `left` may be empty words of a sentence whose 数 hole comes last.
    Number { left: Phrase, comparison: Comparison, number: Word, unit: Option<Word>, at: Span },
    /// `left 超过 right` between two nouns.
    Compare { left: Phrase, comparison: Comparison, right: Phrase, at: Span },
}

/// `半数以上` = 1/2 inclusive, `过半数` = 1/2 exclusive, `三分之二以上` = 2/3 inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Above the line.
    pub numerator: u32,
    /// Below the line.
    pub denominator: u32,
    /// Written with 以上 (its meaning is the convention 〔以上〕), else 过 / 超过.
    pub or_more: bool,
}

/// A comparison word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// 不少于, 不低于
    AtLeast,
    /// 不超过, 不高于
    AtMost,
    /// 超过, 多于
    More,
    /// 少于, 低于
    Less,
    /// 等于
    Equal,
}

/// Words in order, keywords cut out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phrase {
    /// The words.
    pub items: Vec<Item>,
    /// Where (empty phrases: where they would stand).
    pub at: Span,
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// An ordinary word (or `《title》`, or a number).
    Word(Word),
    /// `“words”`: literal words.
    Quote(Word),
    /// `的`
    Of(Span),
    /// `、` `和` `与` `及` `以及`
    And(Word),
    /// `或` inside a phrase (not after a comma)
    Or(Span),
}

/// A word with its place. Equality ignores the place.
#[derive(Debug, Clone, Default, Eq)]
pub struct Word {
    /// The text as written, normalised only in full-width digits and letters.
    pub text: String,
    /// Where.
    pub at: Span,
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A place in a document, as a clause refers to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Place {
    /// `《title》`, or none for this document.
    pub document: Option<Word>,
    /// Chapter (章).
    pub chapter: Option<u32>,
    /// `程序 名`: the steps of a procedure.
    pub procedure: Option<Word>,
    /// Article, or a part cited by its name; none for 本条.
    pub article: Option<Article>,
    /// Paragraph.
    pub paragraph: Option<u32>,
    /// Sentence.
    pub sentence: Option<u32>,
    /// Item.
    pub item: Option<u32>,
    /// 本句 本款 本条 前款: written relative to where it stands.
    pub relative: Option<Relative>,
    /// Where it is written.
    pub at: Span,
}

impl Place {
    /// The numbers as they are written.
    pub fn locus(&self) -> Locus {
        Locus { article: self.article, paragraph: self.paragraph, sentence: self.sentence, item: self.item }
    }
}

/// A relative place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// 本句
    Sentence,
    /// 本款
    Paragraph,
    /// 前款
    ParagraphBefore,
    /// 本条
    Article,
    /// 本章
    Chapter,
}

/// A case or situation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// The number, `ZV-01`; empty for a bare situation.
    pub number: Word,
    /// The title.
    pub title: Word,
    /// `适用 《…》`
    pub documents: Vec<Word>,
    /// `情形 date`
    pub date: Word,
    /// The base facts.
    pub facts: Vec<Fact>,
    /// Questions with expectations.
    pub questions: Vec<Asked>,
    /// `反事实 W1`.
    pub variants: Vec<Variant>,
    /// `登记 …`
    pub forms: Vec<super::form::Form>,
    /// The whole case.
    pub at: Span,
}

/// `反事实 W1 …`
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Variant {
    /// `W1`
    pub name: Word,
    /// Other date, if one is given (`情形 date`).
    pub date: Option<Word>,
    /// Changes.
    pub facts: Vec<Fact>,
    /// Questions.
    pub questions: Vec<Asked>,
}

/// A question with what is expected of the answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asked {
    /// The words before `？`.
    pub question: Word,
    /// `答 …`: the rest of the line.
    pub answer: Option<Word>,
    /// `据 …`
    pub cites: Vec<Place>,
    /// `缺 …、…`
    pub missing: Vec<Word>,
    /// `告 …、…` (separated by ；)
    pub tells: Vec<Word>,
    /// `下一步 …；…`: the steps to come, in their order.
    pub steps: Vec<Word>,
}

/// A line of a situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Where.
    pub at: Span,
    /// What.
    pub kind: FactKind,
}

/// The kinds of line in a situation (language page §8).
#[derive(Debug, Clone, PartialEq)]
pub enum FactKind {
    /// `名册：市长 甲；副市长 丙、丁。`: office, people, qualifiers.
    Roster(Vec<(Word, Vec<Word>, Qualifiers)>),
    /// `人：癸、子。`
    People(Vec<Word>),
    /// `本次会议 是 市政府常务会议。`
    Individual { names: Vec<Word>, kind: Word },
    /// A sentence.
    Sentence { negated: bool, words: Phrase, qualifiers: Qualifiers },
    /// `完整：…。`: each with the period for which it is so, 自 and 至.
    Complete(Vec<(Phrase, Qualifiers)>),
    /// `完整。`, with the period.
    AllComplete(Qualifiers),
    /// `不全：副市长。`
    Incomplete(Vec<Word>),
    /// `副市长 共 6 人。`
    Total { office: Word, count: u32 },
    /// `未知：sentence。`
    Unknown(Phrase),
    /// `撤去：sentence。`
    Withdraw(Phrase),
    /// `改文：place：clause。`
    Amend { place: Place, clause: Clause },
}

/// `（自 D 至 D）（于 D）（由 甲 认定）`
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Qualifiers {
    /// `自 D`
    pub from: Option<Word>,
    /// `至 D`
    pub until: Option<Word>,
    /// `于 D`
    pub on: Option<Word>,
    /// `由 X 认定`
    pub judged_by: Option<Word>,
}
