//! Where each piece of the official text stands: article, paragraph, sentence, item.
use crate::syntax::tree::Block;
use crate::vocabulary::{Article, Locus};

/// A piece of the official text with its place.
#[derive(Debug, Clone)]
pub struct PieceText {
    /// The words, as issued.
    pub text: String,
    /// Where it stands in the document; without the sentence where the paragraph has but one.
    pub locus: Locus,
    /// Sentence at its first word, from 1.
    first_sentence: u32,
    /// Sentence at its last word.
    last_sentence: u32,
}

/// The place of a statement: the last piece above it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stand {
    /// Index of the piece.
    pub piece: Option<usize>,
    /// The article, if no piece has come yet.
    pub article: Option<Article>,
}

/// The pieces of a document, and for each block of the file the piece it stands under.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Pieces in order.
    pub pieces: Vec<PieceText>,
    /// One entry a block.
    pub stands: Vec<Stand>,
}

#[derive(Default)]
struct Cursor {
    article: Option<Article>,
    paragraph: u32,
    sentence: u32,
    item: Option<u32>,
    /// Pieces of the article.
    from: usize,
    /// Pieces of the paragraph.
    paragraph_from: usize,
}

/// Finds the place of every piece.
pub fn layout(blocks: &[Block]) -> Layout {
    let mut layout = Layout::default();
    let mut cursor = Cursor::default();
    let mut last = None;
    for block in blocks {
        match block {
            Block::Article { article, .. } => {
                cursor.close_paragraph(&mut layout);
                cursor.close_article(&mut layout);
                cursor = Cursor {
                    article: Some(*article),
                    paragraph: 1,
                    sentence: 1,
                    item: None,
                    from: layout.pieces.len(),
                    paragraph_from: layout.pieces.len(),
                };
                last = None;
            }
            Block::Paragraph { number, .. } => {
                cursor.close_paragraph(&mut layout);
                cursor.paragraph = *number;
                cursor.sentence = 1;
                cursor.item = None;
                cursor.paragraph_from = layout.pieces.len();
            }
            Block::Piece(word) => {
                cursor.piece(&word.text, &mut layout);
                last = Some(layout.pieces.len() - 1);
            }
            // What stands at the head of a chapter has no words of the text above it.
            Block::Chapter(_) => {
                cursor.close_paragraph(&mut layout);
                cursor.close_article(&mut layout);
                cursor = Cursor { from: layout.pieces.len(), paragraph_from: layout.pieces.len(), ..Cursor::default() };
                last = None;
            }
            Block::Terms(_) | Block::Statement(_) => {}
        }
        layout.stands.push(Stand { piece: last, article: cursor.article });
    }
    cursor.close_paragraph(&mut layout);
    cursor.close_article(&mut layout);
    layout
}

impl Cursor {
    fn piece(&mut self, text: &str, layout: &mut Layout) {
        let first = layout.pieces.len() == self.from;
        let heading = self.article.filter(|_| first).is_some_and(|article| numbers(text, article));
        if let Some(item) = item_number(text).filter(|_| !heading) {
            self.item = Some(item);
        }
        let locus = Locus {
            article: self.article,
            paragraph: Some(self.paragraph),
            sentence: if self.item.is_some() { None } else { Some(self.sentence) },
            item: self.item,
        };
        let ends = sentence_ends(text, text.len());
        // `10.强化审查。`: the heading of a part is no sentence of it.
        if heading && ends == 1 && text.trim_end().ends_with('。') {
            let locus = Locus { sentence: None, ..locus };
            layout.pieces.push(PieceText { text: text.to_owned(), locus, first_sentence: 1, last_sentence: 1 });
            return;
        }
        let last_sentence = self.sentence + ends.saturating_sub(1);
        layout.pieces.push(PieceText { text: text.to_owned(), locus, first_sentence: self.sentence, last_sentence });
        self.sentence += ends;
    }

    /// A paragraph of one sentence is cited without the sentence.
    fn close_paragraph(&self, layout: &mut Layout) {
        // In a part with a name, what follows the last stop (`[牵头单位:…]`) is no sentence.
        let rest = self.article.is_some_and(|article| article.name().is_some());
        for piece in layout.pieces.iter_mut().skip(self.paragraph_from) {
            if self.sentence <= 2 || rest && piece.first_sentence == self.sentence {
                piece.locus.sentence = None;
            }
        }
    }

    /// An article of one paragraph is cited without the paragraph.
    fn close_article(&self, layout: &mut Layout) {
        if self.paragraph <= 1 {
            for piece in layout.pieces.iter_mut().skip(self.from) {
                piece.locus.paragraph = None;
            }
        }
    }
}

impl Layout {
    /// Whether words stand at a place. The only paragraph of an article may be called its first, the only sentence likewise.
    pub fn has(&self, wanted: Locus) -> bool {
        self.pieces.iter().any(|piece| {
            let own = piece.locus;
            let lone = |own: Option<u32>, wanted: Option<u32>| own.or(wanted.filter(|n| *n == 1));
            let sentence = match (own.sentence, wanted.sentence) {
                // A piece may hold several sentences.
                (Some(first), Some(n)) => (first..=first.max(piece.last_sentence)).contains(&n).then_some(n),
                (own, wanted) => lone(own, wanted),
            };
            wanted.covers(&Locus { paragraph: lone(own.paragraph, wanted.paragraph), sentence, ..own })
        })
    }

    /// The place and words of an anchor: in the last piece if it has the words, else in an earlier piece of the same article.
    pub fn anchor(&self, stand: Stand, words: &str) -> Option<Locus> {
        let last = stand.piece?;
        let article = self.pieces.get(last)?.locus.article;
        let piece = self
            .pieces
            .get(..=last)?
            .iter()
            .rev()
            .take_while(|piece| piece.locus.article == article)
            .find(|piece| piece.text.contains(words))?;
        let offset = piece.text.find(words)?;
        let mut locus = piece.locus;
        if let Some(sentence) = &mut locus.sentence {
            *sentence = piece.first_sentence + sentence_ends(&piece.text, offset);
        }
        Some(locus)
    }
}

/// Whether a part with a name begins with its own number: `10.…`, `（一）…`.
fn numbers(text: &str, part: Article) -> bool {
    let text = text.trim_start();
    let point = || text.split_once(['.', '．', '、']).and_then(|(number, _)| crate::vocabulary::parse_numeral(number));
    part.name().is_some() && item_number(text).or_else(point).is_some_and(|number| part.number() == Some(number))
}

/// The number of an item: `（一）…`.
fn item_number(text: &str) -> Option<u32> {
    let rest = text.trim_start().strip_prefix(['（', '('])?;
    let (number, _) = rest.split_once(['）', ')'])?;
    crate::vocabulary::parse_numeral(number)
}

/// How many sentences end before a byte: stops outside quotes and brackets.
fn sentence_ends(text: &str, before: usize) -> u32 {
    let (mut depth, mut ends) = (0_i32, 0);
    for (at, c) in text.char_indices() {
        if at >= before {
            break;
        }
        match c {
            '“' | '《' | '（' | '「' | '(' => depth += 1,
            '”' | '》' | '）' | '」' | ')' => depth = (depth - 1).max(0),
            '。' | '！' | '？' if depth == 0 => ends += 1,
            _ => {}
        }
    }
    ends
}
