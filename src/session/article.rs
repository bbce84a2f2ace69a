//! 出处: an article as it was issued, with what is written under each piece; 怎么说: the patterns with a word.
use super::{Reply, Session, Tone};
use crate::core_ir::Class;
use crate::diagnostic::nearest;
use crate::explain::Role;
use crate::source::Source;
use crate::syntax::{self, tree};
use crate::vocabulary::parse_numeral;
use std::sync::Arc;

/// So many patterns in a list.
const PATTERNS_AT_MOST: usize = 12;

impl Session {
    /// 出处
    pub(super) fn source(&self, rest: &str) -> Reply {
        if rest.is_empty() {
            return self.last_places();
        }
        let text: String = rest.split_whitespace().collect();
        let Some(place) = crate::resolve::place(&text).or_else(|| short(&text)).filter(|place| place.article.is_some()) else {
            return Reply::trouble(
                self.pick(format!("「{rest}」不是条款的号数。"), format!("「{rest}」 is no place in a rulebook.")),
            )
            .advice(
                self.pick(
                    "例：出处 第三十八条、出处 38、出处 《某规则》第三条第二款",
                    "For example: :source 第三十八条, :source 38",
                ),
            );
        };
        let mut reply = Reply::default();
        for source in self.rulebook_texts(place.document.as_ref()) {
            reply = reply.then(self.article(&source, &place));
        }
        if reply.lines.is_empty() {
            return Reply::trouble(self.pick(format!("找不到「{rest}」。"), format!("There is no {rest}.")));
        }
        reply
    }

    /// The places of the last answer.
    fn last_places(&self) -> Reply {
        let Some(last) = self.answered.last().filter(|last| !last.answer.citations.is_empty()) else {
            return Reply::trouble(self.pick("请写出条款的号数。", "Say which article."))
                .advice(self.pick("例：出处 第三十八条", "For example: :source 第三十八条"));
        };
        let mut articles: Vec<String> = Vec::new();
        for cite in &last.answer.citations {
            let Some(article) = cite.article else { continue };
            let place = format!("《{}》{article}", cite.document);
            if !articles.contains(&place) {
                articles.push(place);
            }
        }
        articles.iter().fold(Reply::default(), |reply, place| reply.then(self.source(place)))
    }

    /// The texts of the rulebooks, or of the one that is named.
    fn rulebook_texts(&self, title: Option<&tree::Word>) -> Vec<Arc<Source>> {
        let resolved = self.book.resolved();
        let named = |document: &crate::core_ir::Document| match title {
            Some(title) => document.title == title.text || document.short == title.text,
            None => !document.library,
        };
        let both = resolved.program.documents.iter().zip(&resolved.sources);
        both.filter(|(document, _)| named(document)).map(|(_, source)| Arc::clone(source)).collect()
    }

    fn article(&self, source: &Arc<Source>, place: &tree::Place) -> Reply {
        let (file, _) = syntax::parse(source);
        let Some(rulebook) = file.rulebook else { return Reply::default() };
        let mut reply = Reply::default();
        let (mut article, mut paragraph) = (None, 1);
        for block in &rulebook.blocks {
            match block {
                tree::Block::Article { article: opened, .. } => (article, paragraph) = (Some(*opened), 1),
                tree::Block::Paragraph { number, .. } => paragraph = *number,
                tree::Block::Chapter(_) => article = None,
                _ => {}
            }
            if article != place.article || place.paragraph.is_some_and(|wanted| wanted != paragraph) {
                continue;
            }
            reply = match block {
                tree::Block::Article { article, .. } => {
                    reply.and(Tone::Said(Role::Heading), 0, format!("《{}》{article}", rulebook.title.text))
                }
                tree::Block::Paragraph { number, .. } => {
                    reply.and(Tone::Said(Role::Heading), 0, format!("第{}款", crate::vocabulary::chinese(*number)))
                }
                tree::Block::Piece(word) => reply.and(Tone::Said(Role::Quote), 1, format!("「{}」", word.text.trim())),
                tree::Block::Statement(statement) => statement_said(reply, source, statement),
                _ => reply,
            };
        }
        reply
    }

    /// 怎么说
    pub(super) fn patterns(&self, word: &str) -> Reply {
        if word.is_empty() {
            return Reply::trouble(self.pick("请写一个词。", "Give a word."))
                .advice(self.pick("例：怎么说 到会", "For example: :patterns 到会"));
        }
        let (scope, program) = (self.now.scope(), self.now.program());
        let has = |word: &str| {
            scope.patterns.iter().filter(|pattern| pattern.words().any(|own| own.contains(word))).collect::<Vec<_>>()
        };
        let mut found = has(word);
        if found.is_empty() {
            found = nearest(word, scope.literals.iter().map(String::as_str)).map(has).unwrap_or_default();
        }
        if found.is_empty() {
            return Reply::trouble(
                self.pick(format!("没有含「{word}」的句式。"), format!("No pattern has the word 「{word}」.")),
            );
        }
        let all = found.len();
        let mut reply = Reply::default();
        for pattern in found.into_iter().take(PATTERNS_AT_MOST) {
            let relation = program.relations.get(pattern.relation.index());
            let note = relation.map_or("", |relation| self.silence(relation.class));
            reply = reply.and(Tone::Said(Role::Plain), 0, format!("{}{}", scope.show(program, pattern), note));
        }
        if all > PATTERNS_AT_MOST {
            reply = reply.and(Tone::Done, 0, self.pick(format!("……共 {all} 个"), format!("… {all} in all")));
        }
        reply
    }

    /// How silence is read.
    fn silence(&self, class: Class) -> &'static str {
        match class {
            Class::Judgement => self.pick("　　（要有人判断）", "   (to be judged)"),
            Class::Open => self.pick("　　（没写算不知道）", "   (unknown if not said)"),
            Class::Recorded | Class::Chosen => self.pick("　　（没写算没有）", "   (not so if not said)"),
            Class::Derived => self.pick("　　（由条文推定）", "   (follows from clauses)"),
        }
    }
}

/// A statement as it was written, on one line; of a reading each option on its own.
fn statement_said(reply: Reply, source: &Source, statement: &tree::Statement) -> Reply {
    let solid = |at| source.slice(at).split_whitespace().collect::<Vec<_>>().join(" ");
    let reply = reply.and(Tone::Said(Role::Plain), 2, solid(statement.at));
    let tree::StatementKind::Choice(choice) = &statement.kind else { return reply };
    choice.options.iter().enumerate().fold(reply, |reply, (n, option)| {
        let clauses: Vec<String> = option.clauses.iter().map(|clause| solid(clause.at)).collect();
        let number = crate::vocabulary::chinese(n as u32 + 1);
        reply.and(Tone::Said(Role::Plain), 3, format!("其{number} {}：{}", option.name.text, clauses.join(" ")))
    })
}

/// `38`, `38条`, `三十八`
fn short(text: &str) -> Option<tree::Place> {
    let digits = text.trim_start_matches('第').trim_end_matches('条');
    let article = parse_numeral(digits)?;
    Some(tree::Place { article: Some(article.into()), ..tree::Place::default() })
}
