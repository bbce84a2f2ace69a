//! Which words of the official text are executed, declared, or open: to the character.
//!
//! A piece (`> …`) is followed by its statements. A clause executes the piece, or only the words between 〔 〕 before its
//! stop; `宣示` and `人定` declare what no clause executes; what is left is open.
use crate::syntax::tree::{Block, Clause, File, Rulebook, Statement, StatementKind};
use serde::Serialize;

/// What has been done about some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A clause executes them.
    Executed,
    /// Declaratory, or left to a person's judgement.
    Declared,
    /// Nobody has dealt with them.
    Open,
}

/// Words of a piece that share a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Their state.
    pub state: State,
}

/// A piece of the official text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The paragraph in which it stands.
    pub paragraph: u32,
    /// Its words, in order; joined they are the piece.
    pub runs: Vec<Run>,
}

/// How many characters (blanks are not counted).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Executed.
    pub executed: usize,
    /// Declared.
    pub declared: usize,
    /// Open.
    pub open: usize,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// Its number, or its name.
    pub article: crate::vocabulary::Article,
    /// Its characters.
    pub characters: Tally,
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Articles, and how many of them have no open words.
    pub articles_total: usize,
    /// Articles without open words.
    pub articles_done: usize,
    /// All characters.
    pub characters: Tally,
    /// Article by article.
    pub articles: Vec<Article>,
}

impl Tally {
    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { executed: self.executed + other.executed, declared: self.declared + other.declared, open: self.open + other.open }
    }

    /// All characters.
    pub fn total(self) -> usize {
        self.executed + self.declared + self.open
    }
}

/// The coverage of the rulebook of a file; none if it has no official text (a vocabulary, a file of cases).
pub fn coverage(file: &File) -> Option<Document> {
    let rulebook = file.rulebook.as_ref()?;
    let articles = articles(rulebook);
    let characters = articles.iter().fold(Tally::default(), |sum, article| sum.plus(article.characters));
    // 标题, 印发通知 and the like are parts of the text and no articles.
    let numbered: Vec<&Article> = articles.iter().filter(|article| article.article.number().is_some()).collect();
    let done = numbered.iter().filter(|article| article.characters.open == 0 && !article.pieces.is_empty()).count();
    let total = numbered.len();
    (!articles.is_empty()).then(|| Document {
        title: rulebook.title.text.clone(),
        articles_total: total,
        articles_done: done,
        characters,
        articles,
    })
}

fn articles(rulebook: &Rulebook) -> Vec<Article> {
    let mut walk = Walk::default();
    for block in &rulebook.blocks {
        match block {
            Block::Article { article, .. } => walk.open_article(*article),
            Block::Paragraph { number, .. } => {
                walk.close_piece();
                walk.paragraph = *number;
            }
            Block::Piece(words) => {
                walk.close_piece();
                walk.piece = Some(Marks::new(&words.text));
            }
            Block::Statement(statement) => walk.mark(statement),
            Block::Chapter(_) | Block::Terms(_) => walk.close_piece(),
        }
    }
    walk.close_piece();
    walk.articles
}

#[derive(Default)]
struct Walk {
    articles: Vec<Article>,
    paragraph: u32,
    piece: Option<Marks>,
}

impl Walk {
    fn open_article(&mut self, article: crate::vocabulary::Article) {
        self.close_piece();
        self.paragraph = 1;
        self.articles.push(Article { article, characters: Tally::default(), pieces: Vec::new() });
    }

    fn close_piece(&mut self) {
        let (Some(marks), Some(article)) = (self.piece.take(), self.articles.last_mut()) else { return };
        article.characters = article.characters.plus(marks.tally());
        article.pieces.push(Piece { paragraph: self.paragraph, runs: marks.runs() });
    }

    fn mark(&mut self, statement: &Statement) {
        if let Some(marks) = &mut self.piece {
            marks.statement(&statement.kind);
        }
    }
}

/// A piece while its statements are read: one state a character.
struct Marks {
    characters: Vec<(char, State)>,
}

impl Marks {
    fn new(text: &str) -> Self {
        Self { characters: text.chars().map(|c| (c, State::Open)).collect() }
    }

    fn statement(&mut self, kind: &StatementKind) {
        match kind {
            StatementKind::Clause(clause) => self.clause(clause),
            StatementKind::Choice(choice) => {
                choice.options.iter().flat_map(|option| &option.clauses).for_each(|c| self.clause(c));
            }
            StatementKind::See(_)
            | StatementKind::Procedure { .. }
            | StatementKind::Sum(_)
            | StatementKind::Limit { .. }
            | StatementKind::Ending { .. }
            | StatementKind::Exception { .. } => {
                self.all(State::Executed);
            }
            StatementKind::Declaratory(_) | StatementKind::Judgement(_) => self.all(State::Declared),
            StatementKind::Declaration(_)
            | StatementKind::Gap { .. }
            | StatementKind::Note { .. }
            | StatementKind::NumberConvention { .. }
            | StatementKind::Rank { .. }
            | StatementKind::Unranked { .. } => {}
        }
    }

    fn clause(&mut self, clause: &Clause) {
        match &clause.anchor {
            Some(words) => self.words(&words.text),
            None => self.all(State::Executed),
        }
    }

    /// What is executed stays executed; declaring fills the rest.
    fn all(&mut self, state: State) {
        for (_, mark) in &mut self.characters {
            if *mark != State::Executed {
                *mark = state;
            }
        }
    }

    /// Marks the anchored words: all places where they stand. Blanks do not count.
    fn words(&mut self, anchor: &str) {
        let wanted: Vec<char> = anchor.chars().filter(|c| !c.is_whitespace()).collect();
        let solid: Vec<usize> =
            self.characters.iter().enumerate().filter(|(_, (c, _))| !c.is_whitespace()).map(|(at, _)| at).collect();
        if wanted.is_empty() {
            return;
        }
        for window in solid.windows(wanted.len()) {
            let stands = window.iter().zip(&wanted).all(|(&at, &c)| self.characters.get(at).is_some_and(|mark| mark.0 == c));
            if stands {
                for &at in window {
                    if let Some(mark) = self.characters.get_mut(at) {
                        mark.1 = State::Executed;
                    }
                }
            }
        }
    }

    fn tally(&self) -> Tally {
        let count = |state| self.characters.iter().filter(|(c, mark)| *mark == state && !c.is_whitespace()).count();
        Tally { executed: count(State::Executed), declared: count(State::Declared), open: count(State::Open) }
    }

    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for &(c, state) in &self.characters {
            match runs.last_mut() {
                Some(run) if run.state == state => run.text.push(c),
                _ => runs.push(Run { text: c.to_string(), state }),
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::{State, coverage};
    use crate::source::Span;
    use crate::syntax::tree::{Block, Clause, File, Rulebook, Statement, StatementKind, Word};

    fn word(text: &str) -> Word {
        Word { text: text.into(), at: Span::default() }
    }

    fn clause(anchor: Option<&str>) -> Block {
        let clause = Clause { at: Span::default(), segments: vec![], anchor: anchor.map(word) };
        Block::Statement(Statement { at: Span::default(), kind: StatementKind::Clause(clause) })
    }

    fn declared() -> Block {
        Block::Statement(Statement { at: Span::default(), kind: StatementKind::Declaratory(word("理由")) })
    }

    #[test]
    fn words_are_counted_to_the_character() {
        let article = |number: u32| Block::Article { article: number.into(), at: Span::default() };
        let blocks = vec![
            article(1),
            Block::Piece(word("一、为 规范。")),
            declared(),
            article(2),
            Block::Piece(word("半数以上到会，会期半天。")),
            clause(Some("半数 以上到会")),
            Block::Piece(word("邀请他人。")),
            article(3),
            Block::Piece(word("由市长签发，市长负责。")),
            clause(Some("市长")),
            declared(),
        ];
        let file = File { rulebook: Some(Rulebook { title: word("甲规则"), header: vec![], blocks }), cases: vec![] };
        let document = coverage(&file).unwrap();
        assert_eq!((document.articles_done, document.articles_total), (2, 3));
        assert_eq!((document.characters.executed, document.characters.declared, document.characters.open), (10, 13, 11));
        let last = &document.articles[2].pieces[0].runs;
        let shown: Vec<_> = last.iter().map(|run| (run.text.as_str(), run.state)).collect();
        let (d, e) = (State::Declared, State::Executed);
        assert_eq!(shown, [("由", d), ("市长", e), ("签发，", d), ("市长", e), ("负责。", d)]);
    }
}
