//! The columns of a table and what is said of its rows.
//!
//! Each column stands in as an individual while the sentences are read, so that they are read like those of a situation; in
//! what comes out its number turns back into the column.
use super::Resolved;
use super::form_problem::FormProblem as F;
use super::ground::{Ground, Grounder};
use super::problem::ResolveProblem as P;
use super::scope::{Name, is_a};
use super::situation::Situated;
use crate::core_ir::EntityId;
use crate::core_ir::form::{Block, Column, Day, Figure, Form, Holds, Sentence, Slot};
use crate::core_ir::{KindId, Truth};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::form as tree;
use crate::syntax::tree::{Fact, FactKind, Item, Phrase, Qualifiers, Word};
use crate::vocabulary::Moment;
use std::sync::Arc;

/// Numbers from here on stand for columns. They are ten digits long, and what a sentence says is bounded far below.
const CELLS: i64 = 987_650_000;

/// Binds the names of forms, on top of a situation.
pub fn forms(resolved: &Resolved, situated: &Situated, source: &Arc<Source>, forms: &[tree::Form]) -> (Vec<Form>, Problems) {
    let mut problems = Problems::default();
    let read = |form: &tree::Form| {
        let mut reader = Reader {
            resolved,
            situated: situated.clone(),
            source,
            columns: Vec::new(),
            first: situated.world.entities.len(),
            stands: Vec::new(),
            broken: Vec::new(),
            problems: Problems::default(),
        };
        let form = reader.form(form);
        problems.append(reader.problems.distinct());
        form
    };
    let read: Vec<Form> = forms.iter().map(read).collect();
    together(forms, &read, |problem, at| problems.push(Problem::new(problem, source, at)));
    (read, problems)
}

/// What can only be seen of all forms together.
fn together(written: &[tree::Form], forms: &[Form], mut report: impl FnMut(F, Span)) {
    let apart = |form: &&tree::Form| form.apart.is_some();
    if let Some(word) = written.iter().find(apart).and_then(|form| form.apart.as_ref()) {
        for form in written.iter().filter(|form| !apart(form)) {
            report(F::NotApart { form: form.name.text.clone(), column: word.text.clone() }, form.name.at);
        }
    }
    let columns = |form: &Form| form.columns.iter().map(|column| column.name.clone()).collect::<std::collections::BTreeSet<_>>();
    for (n, (form, own)) in written.iter().zip(forms).enumerate() {
        let name = &form.name.text;
        let earlier = || written.iter().zip(forms).take(n);
        if earlier().any(|(other, _)| other.name.text == *name) {
            report(F::SameForm { name: name.clone() }, form.name.at);
        } else if let Some((other, _)) = earlier().find(|(_, other)| columns(other) == columns(own)) {
            report(F::SameColumns { form: name.clone(), other: other.name.text.clone() }, form.name.at);
        }
        if form.blocks.iter().all(|block| block.facts.is_empty()) {
            report(F::NothingSaid { form: name.clone() }, form.name.at);
        }
    }
}

struct Reader<'a> {
    resolved: &'a Resolved,
    situated: Situated,
    source: &'a Arc<Source>,
    columns: Vec<Column>,
    /// The first individual that stands for a column.
    first: usize,
    /// The column each of them stands for.
    stands: Vec<usize>,
    /// Columns of which something is wrong already: what is said of them is not looked at.
    broken: Vec<String>,
    problems: Problems,
}

impl Reader<'_> {
    fn report(&mut self, problem: P, at: Span) {
        self.problems.push(Problem::new(problem, self.source, at));
    }

    fn form(&mut self, form: &tree::Form) -> Form {
        form.columns.iter().for_each(|column| self.column(column));
        let apart = form.apart.as_ref().and_then(|word| self.find(word));
        let blocks = form.blocks.iter().map(|block| self.block(block)).collect();
        Form { name: form.name.text.clone(), columns: std::mem::take(&mut self.columns), apart, blocks }
    }

    fn column(&mut self, column: &tree::Column) {
        let name = column.name.text.clone();
        if self.columns.iter().any(|known| known.name == name) {
            return self.report(P::DeclaredTwice { name }, column.name.at);
        }
        let holds = self.holds(column);
        if let Some(at) = column.own {
            self.owned(&name, &holds, at);
        }
        if let Holds::Individual(kind) = holds {
            self.situated.add(&format!("[{name}]"), kind);
            self.stands.push(self.columns.len());
        }
        self.columns.push(Column { name, holds, own: column.own.is_some() });
    }

    /// 一行一项 is said of what a row brings up, such as a meeting or a document; not of words, or of those known beforehand.
    fn owned(&mut self, name: &str, holds: &Holds, at: Span) {
        let known = self.resolved.scope.known;
        let program = &self.resolved.program;
        let brings_up = |kind: KindId| {
            let options = program.kinds.get(kind.index()).is_some_and(|kind| kind.options);
            !(options || kind == known.office || kind == known.verb || is_a(program, kind, known.person))
        };
        let fits = matches!(holds, Holds::Individual(kind) if brings_up(*kind));
        if !fits && !self.broken.contains(&format!("[{name}]")) {
            self.problems.push(Problem::new(F::NotOwned { column: name.to_owned() }, self.source, at));
        }
    }

    fn holds(&mut self, column: &tree::Column) -> Holds {
        let [word] = column.holds.as_slice() else {
            return Holds::Words(column.holds.iter().map(|word| word.text.clone()).collect());
        };
        let known = self.resolved.scope.known;
        match self.resolved.scope.name(&word.text) {
            Some(Name::Kind(kind)) if kind == known.date => Holds::Date,
            Some(Name::Kind(kind)) if kind == known.number => Holds::Number,
            Some(Name::Kind(kind)) if kind == known.text => Holds::Text,
            Some(Name::Kind(kind)) => Holds::Individual(kind),
            _ => {
                let near = super::near(&word.text, self.resolved.scope.names.keys());
                self.report(P::UnknownName { name: word.text.clone(), near }, word.at);
                self.broken.push(format!("[{}]", column.name.text));
                Holds::Text
            }
        }
    }

    /// The column of a name.
    fn find(&mut self, word: &Word) -> Option<usize> {
        let name = word.text.trim_matches(['[', ']']);
        let found = self.columns.iter().position(|column| column.name == name);
        if found.is_none() {
            let near = super::near(name, self.columns.iter().map(|column| &column.name));
            self.report(P::UnknownName { name: word.text.clone(), near }, word.at);
        }
        found
    }

    fn block(&mut self, block: &tree::Block) -> Block {
        let mut read = Block { when: Vec::new(), kinds: Vec::new(), says: Vec::new() };
        // Narrower kinds are those of the rows of this block alone.
        let before = (self.situated.world.entities.clone(), self.situated.names.clone());
        for (cell, words) in &block.when {
            if let Some(column) = self.find(cell) {
                self.told_words(column, words);
                read.when.push((column, words.iter().map(|word| word.text.clone()).collect()));
            }
        }
        block.facts.iter().for_each(|fact| self.fact(fact, &mut read));
        (self.situated.world.entities, self.situated.names) = before;
        read
    }

    /// Words that a column never has are a slip.
    fn told_words(&mut self, column: usize, words: &[Word]) {
        let Some(Column { holds: Holds::Words(own), .. }) = self.columns.get(column) else { return };
        let strange: Vec<&Word> = words.iter().filter(|word| !own.contains(&word.text)).collect();
        let told: Vec<(P, Span)> = strange
            .into_iter()
            .map(|word| {
                let near = super::near(&word.text, own);
                (P::UnknownName { name: word.text.clone(), near }, word.at)
            })
            .collect();
        told.into_iter().for_each(|(problem, at)| self.report(problem, at));
    }

    fn fact(&mut self, fact: &Fact, block: &mut Block) {
        match &fact.kind {
            FactKind::Individual { names, kind } => {
                let Some(Name::Kind(of)) = self.resolved.scope.name(&kind.text) else {
                    let near = super::near(&kind.text, self.resolved.scope.names.keys());
                    return self.report(P::UnknownName { name: kind.text.clone(), near }, kind.at);
                };
                names.iter().for_each(|name| self.narrower(name, of, kind, block));
            }
            FactKind::Sentence { negated, words, qualifiers } => {
                let truth = if *negated { Truth::False } else { Truth::True };
                self.sentence(words, Some(qualifiers), truth, fact.at, block);
            }
            FactKind::Unknown(words) => self.sentence(words, None, Truth::Unknown, fact.at, block),
            _ => self.report(
                P::Unsupported {
                    what: "这样的句子；请写在「登记」以前，或者改写成 `[姓名] 任 副市长`",
                    english: "such a line; write it before 登记, or as `[姓名] 任 副市长`",
                },
                fact.at,
            ),
        }
    }

    /// `[会议] 是 市政府常务会议`
    fn narrower(&mut self, name: &Word, kind: KindId, word: &Word, block: &mut Block) {
        let Some(column) = self.find(name) else { return };
        let fits = |column: &Column| matches!(column.holds, Holds::Individual(of) if is_a(&self.resolved.program, kind, of));
        if !self.columns.get(column).is_some_and(fits) {
            let wanted = self.columns.get(column).map(|column| self.kind_word(column)).unwrap_or_default();
            let problem = P::WrongKind { noun: word.text.clone(), sentence: format!("{} 是 {}", name.text, word.text), wanted };
            return self.report(problem, word.at);
        }
        block.kinds.push((column, kind));
        // Sentences below read it as of the narrower kind.
        let at = self.stands.iter().position(|stands| *stands == column).map(|n| self.first + n);
        if let Some((at, entity)) = at.and_then(|at| Some((at, self.situated.world.entities.get_mut(at)?))) {
            entity.kind = kind;
            self.situated.names.insert(name.text.clone(), Name::Entity(EntityId(at as u32), kind));
        }
    }

    fn kind_word(&self, column: &Column) -> String {
        match &column.holds {
            Holds::Individual(kind) => {
                self.resolved.program.kinds.get(kind.index()).map(|kind| kind.name.clone()).unwrap_or_default()
            }
            Holds::Date => "日期".to_owned(),
            Holds::Number => "数".to_owned(),
            Holds::Text | Holds::Words(_) => "文字".to_owned(),
        }
    }

    fn sentence(&mut self, words: &Phrase, qualifiers: Option<&Qualifiers>, truth: Truth, at: Span, block: &mut Block) {
        if words.items.iter().any(|item| matches!(item, Item::Word(word) if self.broken.contains(&word.text))) {
            return;
        }
        let (items, number) = self.numbers(&words.items);
        let day = |reader: &mut Self, word: Option<&Word>| match word {
            Some(word) => reader.day(word).map(Some),
            None => Some(None),
        };
        let of = |pick: fn(&Qualifiers) -> Option<&Word>| qualifiers.and_then(pick);
        let from = day(self, of(|one| one.from.as_ref()));
        let until = day(self, of(|one| one.until.as_ref()));
        let on = day(self, of(|one| one.on.as_ref()));
        let judged_by = of(|one| one.judged_by.as_ref()).and_then(|word| self.judge(word));
        let (Some(from), Some(until), Some(on)) = (from, until, on) else { return };
        for ground in self.grounds(&items) {
            let Some(args) = self.slots(&ground, at) else { continue };
            let truth = match truth {
                Truth::True if ground.negated => Truth::False,
                Truth::False if ground.negated => Truth::True,
                truth => truth,
            };
            block.says.push(Sentence {
                relation: ground.relation,
                args,
                truth,
                number: ground.number.map(|said| number.map_or(Figure::Fixed(said), Figure::Column)),
                from: from.or(on),
                until,
                event: from.is_none() && on.is_some(),
                judged_by,
                at,
            });
        }
    }

    /// The words with a number in the place of a column of numbers, and that column. A sentence has one number.
    fn numbers(&self, items: &[Item]) -> (Vec<Item>, Option<usize>) {
        let mut found = None;
        let column = |word: &Word| {
            let name = word.text.strip_prefix('[')?.strip_suffix(']')?;
            self.columns.iter().position(|column| column.name == name && column.holds == Holds::Number)
        };
        let items = items.iter().map(|item| match item {
            Item::Word(word) => match column(word) {
                Some(column) => {
                    found = Some(column);
                    Item::Word(Word { text: CELLS.to_string(), at: word.at })
                }
                None => item.clone(),
            },
            other => other.clone(),
        });
        let items = items.collect();
        (items, found)
    }

    fn grounds(&mut self, items: &[Item]) -> Vec<Ground> {
        let mut grounder = Grounder {
            resolved: self.resolved,
            situated: &mut self.situated,
            source: self.source,
            supposing: None,
            problems: Problems::default(),
        };
        let read = grounder.sentences(items, false);
        let problems = std::mem::take(&mut grounder.problems);
        self.problems.append(problems);
        read.unwrap_or_default()
    }

    fn slots(&mut self, ground: &Ground, at: Span) -> Option<Vec<Slot>> {
        let last = self.first + self.stands.len();
        let slot = |id: &EntityId| match id.index() {
            n if n < self.first => Some(Slot::Fixed(*id)),
            n if n < last => self.stands.get(n - self.first).map(|column| Slot::Column(*column)),
            _ => None,
        };
        let slots: Option<Vec<Slot>> = ground.args.iter().flatten().map(slot).collect();
        if slots.is_none() {
            // `[会议] 的 纪要` would put something on record that no column names.
            let problem = P::Unsupported {
                what: "没有名字的东西；请给它一列",
                english: "something without a name; give it a column",
            };
            self.report(problem, at);
        }
        slots
    }

    fn day(&mut self, word: &Word) -> Option<Day> {
        if word.text.starts_with('[') {
            let column = self.find(word)?;
            if self.columns.get(column).is_some_and(|column| column.holds == Holds::Date) {
                return Some(Day::Column(column));
            }
        } else if let Some(moment) = Moment::parse(&word.text) {
            return Some(Day::Fixed(moment));
        }
        self.report(P::BadDate { text: word.text.clone() }, word.at);
        None
    }

    fn judge(&mut self, word: &Word) -> Option<Slot> {
        if word.text.starts_with('[') {
            let column = self.find(word)?;
            if !self.columns.get(column).is_some_and(|column| matches!(column.holds, Holds::Individual(_))) {
                self.problems.push(Problem::new(F::NoJudge { column: word.text.clone() }, self.source, word.at));
                return None;
            }
            return Some(Slot::Column(column));
        }
        if let Some(Name::Entity(id, _)) =
            self.situated.names.get(&word.text).copied().or_else(|| self.resolved.scope.name(&word.text))
        {
            return Some(Slot::Fixed(id));
        }
        let near = super::near(&word.text, self.situated.names.keys());
        self.report(P::UnknownName { name: word.text.clone(), near }, word.at);
        None
    }
}
