//! The sections of an explanation.
use super::verdict::{person, sentence};
use super::{Depth, Line, Role, Style, tree};
use crate::answer::{Answer, Cite, Convention, FindingKind, Missing, NextStep, Note, Settlement, Turning, Unmet, Who};
use crate::diagnostic::Lang;
use crate::vocabulary::{Family, Verdict, chinese};

/// So many reasons and settlements in a short explanation.
const LINES_AT_MOST: usize = 6;
/// So many missing facts,
const MISSING_AT_MOST: usize = 12;
/// and so many conditions of a way to an answer.
const CONDITIONS_AT_MOST: usize = 6;
/// So many sets of changes in a short explanation.
const CHANGES_AT_MOST: usize = 3;

/// The answer as lines.
pub fn explain(answer: &Answer, style: Style) -> Vec<Line> {
    let mut writer = Writer { style, single: single(answer), lines: Vec::new() };
    let question = writer.pick(format!("{}？", answer.question), format!("{}?", answer.question));
    writer.line(Role::Question, 0, question);
    writer.line(Role::Verdict(answer.holds), 0, sentence(answer, style.lang));
    if style.depth == Depth::Verdict {
        return writer.lines;
    }
    writer.open_requirements(&answer.answers);
    writer.next(answer);
    writer.findings(answer);
    writer.places(&answer.citations);
    writer.reasons(answer);
    writer.passed_over(answer);
    writer.missing(answer);
    writer.readings(answer);
    writer.deviations(answer);
    writer.conventions(&answer.conventions);
    writer.notes(&answer.notes);
    writer.changes(answer);
    writer.due(answer);
    writer.proof(answer);
    writer.lines
}

/// Each set of changes that would turn the answer, a sentence each.
pub fn ways(answer: &Answer, lang: Lang) -> Vec<String> {
    let writer = Writer { style: Style { lang, ..Style::default() }, single: None, lines: Vec::new() };
    answer.changes.iter().map(|turning| writer.way(turning)).collect()
}

/// The document that all places are of, if it is one: it is named once.
fn single(answer: &Answer) -> Option<String> {
    let first = answer.citations.first()?;
    let notes = answer.notes.iter().flat_map(|note| &note.citations);
    let missing = answer.missing.iter().flat_map(|missing| &missing.citations);
    let readings = answer.readings.iter().flat_map(|reading| &reading.citations);
    let findings = answer.findings.iter().flat_map(|finding| &finding.citations);
    // Where a convention is declared is not shown; what goes before what is.
    let ranked = answer.conventions.iter().filter(|used| !used.declared.is_empty()).flat_map(Convention::places);
    let mut all = answer.citations.iter().chain(notes).chain(missing).chain(readings).chain(findings).chain(ranked);
    all.all(|cite| cite.document == first.document).then(|| first.document.clone())
}

pub(super) struct Writer {
    style: Style,
    single: Option<String>,
    lines: Vec<Line>,
}

impl Writer {
    pub(super) fn full(&self) -> bool {
        self.style.depth >= Depth::Full
    }

    pub(super) fn lang(&self) -> Lang {
        self.style.lang
    }

    pub(super) fn pick<T>(&self, zh: T, en: T) -> T {
        if self.style.lang == Lang::Zh { zh } else { en }
    }

    pub(super) fn line(&mut self, role: Role, depth: usize, text: impl Into<String>) {
        self.lines.push(Line { role, depth, text: text.into() });
    }

    pub(super) fn heading(&mut self, zh: &str, en: &str) {
        let text = self.pick(zh, en).to_owned();
        self.line(Role::Heading, 0, text);
    }

    pub(super) fn plain(&mut self, text: impl Into<String>) {
        self.line(Role::Plain, 1, text);
    }

    fn word(&self, verdict: Verdict, ground: Option<Verdict>) -> String {
        let zh = self.style.lang == Lang::Zh;
        let ground =
            ground.map_or_else(String::new, |ground| self.pick(format!("（{}）", ground.zh()), format!(" ({})", ground.en())));
        format!("{}{ground}", verdict.word(zh))
    }

    /// A verdict, or the people found.
    fn comes_to(&self, verdict: Verdict, ground: Option<Verdict>, told: &[String]) -> String {
        if told.is_empty() { self.word(verdict, ground) } else { told.join(self.pick("、", ", ")) }
    }

    /// Who has the power may still lack what the act needs.
    fn open_requirements(&mut self, answers: &[Who]) {
        let open: Vec<(&Who, &Unmet)> = answers.iter().flat_map(|who| who.unmet.iter().map(move |unmet| (who, unmet))).collect();
        if open.is_empty() {
            return;
        }
        self.heading("有权办，但还要具备", "He has the power, but this is still needed");
        for (who, unmet) in open {
            let places = self.brief(std::slice::from_ref(&unmet.citation));
            let doubt = if unmet.certain {
                ""
            } else {
                self.pick("（是否具备，还不知道）", " (not known yet whether it is met)")
            };
            self.plain(format!("{}{}{}{doubt}{places}", who.name, self.pick("：", ": "), unmet.requirement));
            for reason in &unmet.reasons {
                self.line(Role::Plain, 2, reason.clone());
            }
        }
    }

    /// What is to be done, by whom, for each matter: the next step first.
    fn next(&mut self, answer: &Answer) {
        let mut before: Option<(&String, &Option<String>)> = None;
        for one in &answer.next {
            let own = (&one.procedure, &one.matter);
            if before != Some(own) {
                let matter = one.matter.as_deref().map(|matter| self.pick(format!("：{matter}"), format!(": {matter}")));
                let matter = matter.unwrap_or_default();
                let zh = format!("程序「{}」{matter}", one.procedure);
                self.heading(&zh, &format!("Procedure {}{matter}", one.procedure));
            }
            before = Some(own);
            let text = self.step(one);
            self.plain(text);
        }
    }

    /// 下一步　第三步：乙（常务副区长）：乙同意某事项上会，2023年3月20日以前
    fn step(&self, one: &NextStep) -> String {
        let state = match one.verdict {
            Verdict::Outstanding => self.pick("下一步", "next"),
            Verdict::Skipped => self.pick("跳过的，要补", "skipped, to be made up"),
            Verdict::NotYetDue => self.pick("以后", "later"),
            Verdict::Suspended => self.pick("恢复以后", "once resumed"),
            _ => self.pick("不知道办了没有", "not known whether done"),
        };
        let optional = if one.optional { self.pick("，可以不办", ", may be left out") } else { "" };
        let either = if one.alternative { self.pick("，任一即可", ", any is enough") } else { "" };
        let who = match (&one.who, &one.office) {
            (Some(who), Some(office)) if who != office => self.pick(format!("{who}（{office}）"), format!("{who} ({office})")),
            (Some(who), _) => who.clone(),
            (None, _) => self.pick("由谁办没有写", "nobody is named").to_owned(),
        };
        let when = one.when.as_ref().map(|when| self.pick(format!("，{when}"), format!(", {when}"))).unwrap_or_default();
        let number = self.pick(format!("第{}步", chinese(one.step)), format!("step {}", one.step));
        self.pick(
            format!("{number}（{state}{optional}{either}）：{who} —— {}{when}", one.what),
            format!("{number} ({state}{optional}{either}): {who}: {}{when}", one.what),
        )
    }

    fn findings(&mut self, answer: &Answer) {
        let single = answer.findings.len() == 1 && answer.findings.iter().all(|finding| finding.verdict == answer.verdict);
        if single || answer.findings.is_empty() {
            return;
        }
        self.heading("分项", "One by one");
        // What does not apply here is only counted, unless it is all there is.
        let idle = |verdict| verdict == Verdict::NotApplicable && answer.verdict != Verdict::NotApplicable;
        let mut told: Vec<String> = Vec::new();
        for finding in answer.findings.iter().filter(|finding| !idle(finding.verdict)) {
            let colon = self.pick("：", ": ");
            let word = match (finding.kind, finding.verdict) {
                (FindingKind::Step, Verdict::Outstanding) => self.pick("下一步", "next").to_owned(),
                (FindingKind::Step, Verdict::NotYetDue) => self.pick("以后", "later").to_owned(),
                (_, verdict) => self.word(verdict, finding.ground),
            };
            let places = self.brief(&finding.citations);
            let line = format!("{}{colon}{word}{places}", finding.about);
            if !told.contains(&line) {
                told.push(line);
            }
        }
        let rest = answer.findings.iter().filter(|finding| idle(finding.verdict)).count();
        if rest > 0 {
            let (zh, en) = (format!("另有 {rest} 项不适用"), format!("{rest} more do not apply"));
            told.push(if self.style.lang == Lang::Zh { zh } else { en });
        }
        told.into_iter().for_each(|line| self.plain(line));
    }

    /// Each document once, each place once, with all its words.
    fn places(&mut self, citations: &[Cite]) {
        if citations.is_empty() {
            return;
        }
        self.heading("依据", "Articles");
        let mut before: Option<&Cite> = None;
        for cite in citations {
            if before.is_none_or(|other| other.document != cite.document) {
                let number = cite
                    .number
                    .as_deref()
                    .map_or_else(String::new, |number| self.pick(format!("（{number}）"), format!(" ({number})")));
                self.plain(format!("《{}》{number}", cite.document));
                before = None;
            }
            // Several pieces of one sentence stand under its place.
            if before.is_none_or(|other| other.locus() != cite.locus()) {
                let place = cite.place(self.style.lang);
                self.line(Role::Plain, 2, place);
            }
            before = Some(cite);
            let quote = cite.quote.trim();
            if !quote.is_empty() {
                self.line(Role::Quote, 3, format!("「{quote}」"));
            }
        }
    }

    fn reasons(&mut self, answer: &Answer) {
        // Of a conflict each way of reading has its own. What he who has no power, or is forbidden to, would need besides is not
        // why he may not.
        let verdict = answer.ground.unwrap_or(answer.verdict);
        let besides = matches!(verdict, Verdict::NotEmpowered | Verdict::Prohibited) && !answer.reasons.is_empty();
        let plain = answer.verdict != Verdict::Conflict && !besides;
        let unmet: Vec<&Unmet> = answer.unmet.iter().filter(|unmet| unmet.certain && plain).collect();
        let mut said: Vec<String> = unmet.iter().flat_map(|unmet| unmet.reasons.iter().cloned()).collect();
        let bare = unmet.iter().filter(|unmet| unmet.reasons.is_empty());
        let not = self.pick("不具备：", "not met: ");
        said.extend(bare.map(|unmet| format!("{not}{}", unmet.requirement)));
        // Of an undetermined answer the missing facts are the reason.
        if said.is_empty() && answer.missing.is_empty() {
            said.clone_from(&answer.reasons);
        }
        if said.is_empty() {
            return;
        }
        self.heading("理由", "Reasons");
        let most = if self.full() { usize::MAX } else { LINES_AT_MOST };
        for reason in said.iter().take(most) {
            self.plain(reason.clone());
        }
        if said.len() > most {
            let text = self.pick(format!("……共 {} 项", said.len()), format!("… {} in all", said.len()));
            self.plain(text);
        }
    }

    fn missing(&mut self, answer: &Answer) {
        let (missing, settlements): (&[Missing], &[Settlement]) = (&answer.missing, &answer.settlements);
        if missing.is_empty() {
            return;
        }
        self.heading("缺少的事实", "Missing facts");
        let asked: Vec<(&Missing, &str)> =
            missing.iter().enumerate().filter_map(|(at, one)| Some((one, Missing::asked(missing, at)?))).collect();
        let most = if self.full() { usize::MAX } else { MISSING_AT_MOST };
        for (one, ask) in asked.iter().take(most) {
            let places = self.brief(&one.citations);
            self.plain(format!("{ask}{places}"));
        }
        if asked.len() > most {
            let text = self.pick(format!("……共 {} 项", asked.len()), format!("… {} in all", asked.len()));
            self.plain(text);
        }
        let first = answer.next_question.as_ref().and_then(|next| Some((next, missing.get(next.at)?)));
        if let Some((next, first)) = first.filter(|_| asked.len() > 1) {
            self.heading("先问哪一项", "What to ask first");
            let (ask, leads_on) = first.first_question(next);
            self.plain(ask.to_owned());
            let leads = if leads_on { next.told(first, self.style.lang) } else { Vec::new() };
            leads.into_iter().for_each(|lead| self.line(Role::Plain, 2, lead));
        }
        if settlements.is_empty() {
            return;
        }
        self.heading("查明以后", "Once known");
        let most = if self.full() { usize::MAX } else { LINES_AT_MOST };
        for settlement in settlements.iter().take(most) {
            let facts = self.conditions(settlement);
            let verdict = self.comes_to(settlement.verdict, settlement.ground, &settlement.told);
            let colon = self.pick("：", ": ");
            let about = settlement.about.as_ref().map_or_else(String::new, |about| format!("{about}{colon}"));
            let text = self.pick(format!("若{facts}，则{about}{verdict}"), format!("if {facts}: {about}{verdict}"));
            self.plain(text);
        }
    }

    /// What is to be found out for an answer; of many conditions, the first and how many there are.
    fn conditions(&self, settlement: &Settlement) -> String {
        let facts: Vec<&str> = settlement.if_found.iter().map(|one| one.text.as_str()).collect();
        let and = self.pick("，且", " and ");
        match facts.get(..CONDITIONS_AT_MOST).filter(|some| !self.full() && some.len() < facts.len()) {
            Some(some) => {
                let (some, n) = (some.join(and), facts.len());
                self.pick(format!("{some}，……（共 {n} 项）"), format!("{some} and so on ({n} in all)"))
            }
            None => facts.join(and),
        }
    }

    fn readings(&mut self, answer: &Answer) {
        if answer.readings.is_empty() {
            return;
        }
        self.heading("各种理解", "Readings");
        for reading in &answer.readings {
            let read = self.pick("", " read as ");
            let choices: Vec<String> =
                reading.choices.iter().map(|one| format!("〔{}〕{read}{}", one.words, one.option)).collect();
            let verdict = if reading.verdict == Verdict::Found {
                reading.answers.iter().map(|who| person(who, self.style.lang)).collect::<Vec<_>>().join(self.pick("、", ", "))
            } else {
                self.word(reading.verdict, reading.ground)
            };
            let places = self.brief(&reading.citations);
            let colon = self.pick("：", ": ");
            self.plain(format!("{}{colon}{verdict}{places}", choices.join(self.pick("，", ", "))));
            for at in 0..reading.missing.len() {
                let Some(ask) = Missing::asked(&reading.missing, at) else { continue };
                let text = self.pick(format!("还缺：{ask}"), format!("still missing: {ask}"));
                self.line(Role::Plain, 2, text);
            }
            // What all of them rest on stands among the reasons; of an open one the missing facts are the reason.
            let own = reading.reasons.iter().filter(|reason| reading.missing.is_empty() && !answer.reasons.contains(reason));
            let most = if self.full() { usize::MAX } else { LINES_AT_MOST };
            for reason in own.take(most) {
                self.line(Role::Plain, 2, reason.clone());
            }
        }
    }

    fn deviations(&mut self, answer: &Answer) {
        if answer.deviations.is_empty() {
            return;
        }
        match answer.holds {
            Some(_) => self.heading("偏离的一般规定（须说明理由）", "General rules departed from (a reason is to be given)"),
            None => self.heading("不合的一般规定", "General rules that do not fit"),
        }
        for one in &answer.deviations {
            let places = self.brief(std::slice::from_ref(&one.citation));
            self.plain(format!("{}{places}", one.text));
        }
    }

    fn notes(&mut self, notes: &[Note]) {
        if notes.is_empty() {
            return;
        }
        self.heading("提示", "Notes");
        let told = notes.iter().map(|note| format!("{}{}", note.text, self.brief(&note.citations))).collect();
        self.each_once(told);
    }

    /// Lines, those that say the same once.
    fn each_once(&mut self, lines: Vec<String>) {
        let mut told: Vec<String> = Vec::new();
        for line in lines {
            if !told.contains(&line) {
                self.plain(line.clone());
                told.push(line);
            }
        }
    }

    /// What would turn it. Of a yes only in full: it was asked for a way, and there is one.
    fn changes(&mut self, answer: &Answer) {
        // What only settles the unknown stands under what is known once it is settled.
        let settles = |turning: &Turning| turning.facts.iter().all(|change| change.before.is_none());
        let told = answer.changes.iter().filter(|turning| self.full() || answer.missing.is_empty() || !settles(turning));
        let told: Vec<&Turning> = told.collect();
        if told.is_empty() || (answer.holds == Some(true) && !self.full()) {
            return;
        }
        match (answer.holds, answer.family) {
            (Some(false), Family::InOrder) => self.heading("怎样才合规", "What would have been in order"),
            (Some(false), Family::May | Family::Who) => self.heading("怎样才可以", "What would turn it"),
            _ => self.heading("什么会改变答案", "What would change the answer"),
        }
        let most = if self.full() { usize::MAX } else { CHANGES_AT_MOST };
        for turning in told.iter().take(most) {
            self.plain(self.way(turning));
        }
        if told.len() > most {
            let n = told.len();
            let text = self.pick(format!("……共 {n} 种"), format!("… {n} ways in all"));
            self.plain(text);
        }
    }

    /// Of *who*: others whose turn it would be but for one fact about them, as in a chain of stand-ins.
    fn passed_over(&mut self, answer: &Answer) {
        if answer.verdict != Verdict::Found {
            return;
        }
        let found: Vec<&str> = answer.answers.iter().map(|who| who.name.as_str()).collect();
        let his = |turning: &&Turning| {
            let [fact] = turning.facts.as_slice() else { return false };
            let [who] = turning.who.as_slice() else { return false };
            let about = |sentence: &String| sentence.split(' ').any(|word| word == who);
            // What is said of the one found, such as whom he chooses, passes nobody over.
            let of_found = |sentence: &String| sentence.split(' ').any(|word| found.contains(&word));
            let own = fact.among.len() == 1 && fact.among.iter().any(about) && !fact.among.iter().any(of_found);
            !found.contains(&who.as_str()) && fact.before.is_some() && own
        };
        let all: Vec<&Turning> = answer.changes.iter().filter(his).collect();
        if all.is_empty() {
            return;
        }
        self.heading("没有轮到的", "Passed over");
        for turning in all {
            self.plain(self.way(turning));
        }
    }

    /// 若甲委托乙代行市长，则可以
    fn way(&self, turning: &Turning) -> String {
        let facts: Vec<&str> = turning.facts.iter().map(|change| change.text.as_str()).collect();
        let verdict = self.comes_to(turning.verdict, turning.ground, &turning.told);
        let facts = facts.join(self.pick("，且", " and "));
        self.pick(format!("若{facts}，则{verdict}"), format!("if {facts}: {verdict}"))
    }

    fn due(&mut self, answer: &Answer) {
        let limited: Vec<_> = answer.due.iter().filter(|due| due.when.is_some()).collect();
        if limited.is_empty() {
            return;
        }
        self.heading("期限", "Limits");
        let told = limited.into_iter().map(|due| {
            let who = due.who.as_deref().unwrap_or_else(|| self.pick("（责任人未规定）", "(nobody named)"));
            let when = due.date.as_deref().or(due.when.as_deref()).unwrap_or_default();
            self.pick(format!("{when}（{who}）：{}", due.what), format!("{when} ({who}): {}", due.what))
        });
        let told = told.collect();
        self.each_once(told);
    }

    fn proof(&mut self, answer: &Answer) {
        let lines = match self.style.depth {
            Depth::Full => tree::told(&answer.explanation, &answer.citations, self.style.lang),
            Depth::Whole => tree::whole(&answer.explanation),
            Depth::Verdict | Depth::Short => return,
        };
        self.heading("推理", "The proof");
        self.lines.extend(lines);
    }

    /// ` ——《工作规则》第八条、第四十八条第一款`; of a single document without its title.
    fn brief(&self, citations: &[Cite]) -> String {
        let mut places: Vec<String> = Vec::new();
        let mut before: Option<&Cite> = None;
        for (n, cite) in citations.iter().enumerate() {
            if citations.iter().take(n).any(|other| other.document == cite.document && other.locus() == cite.locus()) {
                continue;
            }
            let same = before.is_some_and(|other| other.document == cite.document);
            let title = if same || self.single.as_ref() == Some(&cite.document) {
                String::new()
            } else {
                format!("《{}》", cite.document)
            };
            let beside = before.filter(|other| same && (other.article, other.paragraph) == (cite.article, cite.paragraph));
            places.push(match (beside, cite.sentence, cite.item) {
                // 第三十八条第二款第一句、第二句
                (Some(_), Some(sentence), None) => {
                    self.pick(format!("第{}句", chinese(sentence)), format!("sentence {sentence}"))
                }
                _ => format!("{title}{}{}", self.pick("", if title.is_empty() { "" } else { " " }), cite.place(self.style.lang)),
            });
            before = Some(cite);
        }
        if places.is_empty() {
            String::new()
        } else {
            self.pick(format!(" ——{}", places.join("、")), format!(" ({})", places.join("; ")))
        }
    }
}
