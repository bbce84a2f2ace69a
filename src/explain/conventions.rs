//! The conventions and precedences on which an answer rests.
use super::Role;
use super::sections::Writer;
use crate::answer::{Cite, Convention, Declared};

impl Writer {
    /// Precedences that decide, with the statements that declare them and what gives way; then conventions.
    pub(super) fn conventions(&mut self, conventions: &[Convention]) {
        let told = conventions.iter().filter(|used| used.decisive || self.full());
        let (ranked, others): (Vec<&Convention>, Vec<&Convention>) = told.partition(|used| !used.declared.is_empty());
        if !ranked.is_empty() {
            self.heading("优先适用", "What goes before what");
            let mut quoted = Vec::new();
            ranked.into_iter().for_each(|used| self.precedence(used, &mut quoted));
        }
        if !others.is_empty() {
            self.heading("约定", "Conventions");
            others.into_iter().for_each(|used| self.convention(used));
        }
    }

    fn convention(&mut self, used: &Convention) {
        let (basis, rests) = (self.basis(used), self.rests(used));
        let read = self.pick("", " read as ");
        self.plain(format!("〔{}〕{read}{}{basis}{rests}", used.words, used.option));
    }

    /// Words that were quoted under one of them already are not quoted again.
    fn precedence(&mut self, used: &Convention, quoted: &mut Vec<Cite>) {
        let (basis, rests) = (self.basis(used), self.rests(used));
        self.plain(format!("{}{basis}{rests}", used.option));
        for declared in &used.declared {
            let text = self.declared(declared);
            self.line(Role::Plain, 2, text);
            self.words(&declared.citation, quoted);
        }
        for cite in &used.yields {
            let place = self.titled(cite);
            let text = self.pick(format!("让位的：{place}"), format!("what gives way: {place}"));
            self.line(Role::Plain, 2, text);
            self.words(cite, quoted);
        }
    }

    /// 《甲规则》第三条（规则书第17行）：《甲规则》 优于 《乙规则》，依据 特别规定。
    fn declared(&self, declared: &Declared) -> String {
        let (place, line, text) = (self.titled(&declared.citation), declared.line, &declared.text);
        self.pick(format!("{place}（规则书第{line}行）：{text}"), format!("{place} (line {line} of the rulebook): {text}"))
    }

    fn titled(&self, cite: &Cite) -> String {
        let place = cite.place(self.lang());
        self.pick(format!("《{}》{place}", cite.document), format!("《{}》 {place}", cite.document).trim_end().to_owned())
    }

    fn words(&mut self, cite: &Cite, quoted: &mut Vec<Cite>) {
        let quote = cite.quote.trim();
        if !quote.is_empty() && !quoted.contains(cite) {
            self.line(Role::Quote, 3, format!("「{quote}」"));
            quoted.push(cite.clone());
        }
    }

    fn rests(&self, used: &Convention) -> String {
        match (used.decisive, used.jointly, used.otherwise.is_empty()) {
            (true, true, _) => self
                .pick("；这几处优先一起换过来，结论会不同", "; with all of these turned round the answer would differ")
                .to_owned(),
            (true, false, false) => self.pick(
                format!("；换成「{}」结论会不同", used.otherwise.join("」、「")),
                format!("; read as {} the answer would differ", used.otherwise.join(" or ")),
            ),
            (true, false, true) => self.pick("；答案以此为准", "; the answer rests on it").to_owned(),
            (false, ..) => String::new(),
        }
    }

    fn basis(&self, used: &Convention) -> String {
        let basis = used.basis.as_deref().filter(|basis| !basis.is_empty());
        basis.map_or_else(String::new, |basis| self.pick(format!("（{basis}）"), format!(" ({basis})")))
    }
}
