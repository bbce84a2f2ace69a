//! What each construct of the language page becomes in the tree.
use guiju::{
    source::Source,
    syntax::{self, tree::*},
};
use std::sync::Arc;

/// Prints trees in a short form and checks on the way that every word lies where its place says.
struct Short(Arc<Source>);

impl Short {
    fn word(&self, word: &Word) -> String {
        let there: String = self.0.slice(word.at).chars().filter(|c| !c.is_whitespace()).collect();
        let half = |c: char| if ('！'..='～').contains(&c) { char::from_u32(c as u32 - 0xFEE0).unwrap() } else { c };
        let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).map(half).collect::<String>();
        assert!(plain(&there).contains(&plain(&word.text)) || word.text == "机构", "{} {there}", word.text);
        word.text.clone()
    }

    fn words(&self, list: &[Word]) -> String {
        list.iter().map(|word| self.word(word)).collect::<Vec<_>>().join("、")
    }

    fn phrase(&self, phrase: &Phrase) -> String {
        let item = |item: &Item| match item {
            Item::Word(word) => self.word(word),
            Item::Quote(word) => format!("“{}”", self.word(word)),
            Item::Of(_) => "的".to_owned(),
            Item::And(_) => "、".to_owned(),
            Item::Or(_) => "或".to_owned(),
        };
        phrase.items.iter().map(item).collect::<Vec<_>>().join(" ")
    }

    fn all(&self, list: &[Condition], joint: &str) -> String {
        format!("({})", list.iter().map(|it| self.condition(it)).collect::<Vec<_>>().join(joint))
    }

    fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::Atom(Atom::Sentence(words)) => self.phrase(words),
            Condition::Atom(Atom::Share { left, base, share, .. }) => {
                format!(
                    "[{} : {} {}/{}{}]",
                    self.phrase(left),
                    self.phrase(base),
                    share.numerator,
                    share.denominator,
                    if share.or_more { "+" } else { ">" }
                )
            }
            Condition::Atom(Atom::Number { left, comparison, number, unit, .. }) => {
                format!(
                    "[{} {comparison:?} {}{}]",
                    self.phrase(left),
                    self.word(number),
                    unit.as_ref().map_or(String::new(), |unit| format!(" {}", self.word(unit)))
                )
            }
            Condition::Atom(Atom::Compare { left, comparison, right, .. }) => {
                format!("[{} {comparison:?} {}]", self.phrase(left), self.phrase(right))
            }
            Condition::All(list) => self.all(list, " & "),
            Condition::Any(list) => self.all(list, " | "),
            Condition::Not(inner) => format!("!{}", self.condition(inner)),
            Condition::AtLeast(count, list) => format!("{count}of{}", self.all(list, " , ")),
        }
    }

    fn head(&self, head: &Head) -> String {
        match head {
            Head::Condition(it) => format!("if {}; ", self.condition(it)),
            Head::Except(it) => format!("except {}; ", self.condition(it)),
            Head::Among(it) => format!("among {}; ", self.condition(it)),
            Head::Without(it) => format!("without {}; ", self.condition(it)),
        }
    }

    fn heads(&self, heads: &[Head]) -> String {
        heads.iter().map(|head| self.head(head)).collect()
    }

    fn duty(&self, duty: &(Option<Limit>, Phrase)) -> String {
        let limit = match &duty.0 {
            None => String::new(),
            Some(Limit::Word(word)) => format!("<{}> ", self.word(word)),
            Some(Limit::Ahead { event }) => format!("<-{}> ", self.phrase(event)),
            Some(Limit::Days { event, before, count, unit }) => {
                format!(
                    "<{}{count}{} {}> ",
                    if *before { "-" } else { "+" },
                    if unit.is_working() { "w" } else { "d" },
                    self.phrase(event)
                )
            }
        };
        limit + &self.phrase(&duty.1)
    }

    fn part(&self, part: &Part) -> String {
        let kind = match &part.kind {
            PartKind::By { topic, words } => format!("by({} / {})", self.phrase(words), self.phrase(topic)),
            PartKind::May { subject, words } => format!("may({} / {})", self.phrase(subject), self.phrase(words)),
            PartKind::MayNot { subject, words } => format!("waives({} / {})", self.phrase(subject), self.phrase(words)),
            PartKind::Right { subject, words } => format!("right({} / {})", self.phrase(subject), self.phrase(words)),
            PartKind::Requires { act, needs } => format!("requires({} / {})", self.phrase(act), self.condition(needs)),
            PartKind::MustNot { subject, words } => format!("not({} / {})", self.phrase(subject), self.phrase(words)),
            PartKind::Must { subject, duties } => {
                format!(
                    "must({} / {})",
                    self.phrase(subject),
                    duties.iter().map(|duty| self.duty(duty)).collect::<Vec<_>>().join(" + ")
                )
            }
            PartKind::Deemed(words) => format!("deemed({})", self.phrase(words)),
            PartKind::Means { head, body } => format!("means({} / {})", self.phrase(head), self.condition(body)),
            PartKind::Composed { whole, members } => format!("composed({} / {})", self.phrase(whole), self.phrase(members)),
            PartKind::Frequency { subject, every, words, at_least, at_most, unit } => format!(
                "every({} / {} / {} / {}..{} {})",
                self.phrase(subject),
                self.word(every),
                self.phrase(words),
                at_least.map_or(String::new(), |n| n.to_string()),
                at_most.map_or(String::new(), |n| n.to_string()),
                unit.text
            ),
            PartKind::NotApplicable => "n/a".to_owned(),
        };
        let hedge = if part.hedged { "~" } else { "" };
        hedge.to_owned() + &kind + &part.except.as_ref().map_or(String::new(), |it| format!(" but {}", self.condition(it)))
    }

    fn clause(&self, clause: &Clause) -> String {
        let segment = |segment: &Segment| {
            self.heads(&segment.heads) + &segment.parts.iter().map(|part| self.part(part)).collect::<Vec<_>>().join(", ")
        };
        let anchor = clause.anchor.as_ref().map_or(String::new(), |word| format!(" 〔{}〕", self.word(word)));
        clause.segments.iter().map(segment).collect::<Vec<_>>().join(" || ") + &anchor
    }

    fn place(place: &Place) -> String {
        let mut out = place.document.as_ref().map_or(String::new(), |word| word.text.clone());
        out += &place.relative.map_or(String::new(), |it| format!("{it:?}"));
        out += &place.article.map_or(String::new(), |it| it.name().map_or(String::new(), |name| format!("{name}/")));
        let article = place.article.and_then(|article| article.number());
        for (number, unit) in [(article, 'a'), (place.paragraph, 'p'), (place.sentence, 's'), (place.item, 'i')] {
            out += &number.map_or(String::new(), |n| format!("{unit}{n}"));
        }
        out
    }

    fn places(list: &[Place]) -> String {
        list.iter().map(Self::place).collect::<Vec<_>>().join(",")
    }

    fn pattern(&self, parts: &[PatternPart]) -> String {
        let part = |part: &PatternPart| match part {
            PatternPart::Literal(word) => self.word(word),
            PatternPart::Hole { kind, single, position } => {
                format!(
                    "[{}{}{}]",
                    self.word(kind),
                    if *single { "!" } else { "" },
                    position.as_ref().map_or(String::new(), |it| format!(":{}", self.word(it)))
                )
            }
        };
        parts.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    fn declaration(&self, declaration: &Declaration) -> String {
        match declaration {
            Declaration::Kinds { names, parents } => format!("kinds {} < {}", self.words(names), self.words(parents)),
            Declaration::Offices { names, part_of, of_one } => {
                format!("offices {} < {}{}", self.words(names), self.words(part_of), if *of_one { " of one" } else { "" })
            }
            Declaration::Individuals { names, kind } => format!("individuals {} : {}", self.words(names), kind.text),
            Declaration::Short { short, full } => format!("short {} = {}", self.word(short), self.word(full)),
            Declaration::Options { kind, values, ordered } => {
                format!("options {} = {} {ordered}", self.word(kind), self.words(values))
            }
            Declaration::Roster(rows) => {
                let row = |(office, people, when): &(Word, Vec<Word>, Qualifiers)| {
                    let day = |word: &Option<Word>| word.as_ref().map_or(String::new(), |word| self.word(word));
                    format!("{} = {} {}-{}", self.word(office), self.words(people), day(&when.from), day(&when.until))
                };
                format!("roster {}", rows.iter().map(row).collect::<Vec<_>>().join("; "))
            }
            Declaration::Pattern(it) => {
                let more = |sign: &str, parts: &Option<Vec<PatternPart>>| {
                    parts.as_ref().map_or(String::new(), |parts| format!(" {sign} {}", self.pattern(parts)))
                };
                format!(
                    "{:?} {}{}{}{}",
                    it.sort,
                    self.pattern(&it.positive),
                    more("!", &it.negative),
                    more("@", &it.english),
                    it.class.as_ref().map_or(String::new(), |it| format!(" #{}", it.text))
                )
            }
        }
    }

    fn step(&self, step: &Step) -> String {
        let ways = step.ways.iter().map(|way| self.phrase(way)).collect::<Vec<_>>().join(" | ");
        format!("{}{}{ways}", if step.optional { "? " } else { "" }, self.heads(&step.heads))
    }

    fn statement(&self, kind: &StatementKind) -> String {
        match kind {
            StatementKind::Declaration(it) => self.declaration(it),
            StatementKind::Clause(it) => self.clause(it),
            StatementKind::Declaratory(it) => format!("declaratory {}", self.word(it)),
            StatementKind::Judgement(it) => format!("judgement {}", self.word(it)),
            StatementKind::See(it) => format!("see {}", Self::places(it)),
            StatementKind::Gap { heads, act, text } => {
                format!("gap {}{} = {}", self.heads(heads), self.phrase(act), self.word(text))
            }
            StatementKind::Note { condition, text } => {
                format!("note {} = {}", condition.as_ref().map_or(String::new(), |it| self.condition(it)), self.word(text))
            }
            StatementKind::Choice(it) => {
                let option = |it: &ChoiceOption| {
                    format!(
                        "{{{}: {}}}",
                        self.word(&it.name),
                        it.clauses.iter().map(|it| self.clause(it)).collect::<Vec<_>>().join(" ; ")
                    )
                };
                format!(
                    "{} {} {}",
                    if it.convention { "convention" } else { "reading" },
                    self.word(&it.words),
                    it.options.iter().map(option).collect::<Vec<_>>().concat()
                )
            }
            StatementKind::NumberConvention { words, ways, basis } => {
                format!("number {} {} {}", self.word(words), ways.join("/"), basis.as_ref().map_or("", |it| &it.text))
            }
            StatementKind::Sum(it) => format!("sum {}", self.condition(&Condition::Atom(it.clone()))),
            StatementKind::Exception { targets, heads } => format!("exception {} {}", Self::places(targets), self.heads(heads)),
            StatementKind::Rank { higher, lower, basis } => {
                format!("rank {} > {} {}", Self::places(higher), Self::places(lower), basis.as_ref().map_or("", |it| &it.text))
            }
            StatementKind::Unranked { left, right } => format!("unranked {} ? {}", Self::places(left), Self::places(right)),
            StatementKind::Limit { heads, longer } => format!("limit {} {longer:?}", self.heads(heads)),
            StatementKind::Ending { condition, name, ending } => {
                format!("{ending:?} {} if {}", self.word(name), self.condition(condition))
            }
            StatementKind::Procedure { heads, name, steps, stops } => format!(
                "procedure {}{}: {} {}",
                self.heads(heads),
                self.word(name),
                steps.iter().map(|it| self.step(it)).collect::<Vec<_>>().join(" > "),
                stops
                    .iter()
                    .map(|(it, from, to)| format!("stop {} {from}-{to}", self.condition(it)))
                    .collect::<Vec<_>>()
                    .join(" ")
            ),
        }
    }
}

/// The statements of a text in an article, in short form.
fn read(text: &str) -> String {
    let source = Source::new("文件", format!("规则 甲\n\n第一条\n> 原文。\n{text}\n"));
    let (file, problems) = syntax::parse(&source);
    let told: Vec<_> = problems.sorted().iter().map(|it| (it.kind.code(), source.slice(it.at).to_owned())).collect();
    assert!(told.is_empty(), "{text} {told:?}");
    let short = Short(source);
    let blocks = file.rulebook.unwrap().blocks;
    let list: Vec<_> = blocks
        .iter()
        .filter_map(|block| if let Block::Statement(it) = block { Some(short.statement(&it.kind)) } else { None })
        .collect();
    list.join("\n")
}

macro_rules! reads {
    ($($text:literal => $short:literal)*) => { $(assert_eq!(read($text).trim(), $short, "{}", $text);)* };
}

#[test]
fn modal_words_decide() {
    reads! {
        "由 市长 签发 公文。" => "by(市长 签发 公文 / )"
        "市政府常务会议 由 市长 召集、主持。" => "by(市长 召集 、 主持 / 市政府常务会议)"
        "会议纪要，经 各议题 的 分管副区长 会签，由 区长 签发。" => "by(区长 签发 / 会议纪要 经 各议题 的 分管副区长 会签)"
        "副秘书长 也可 召集 会议。" => "may(副秘书长 / 召集 会议)"
        "科长 可以 不 登记 来件。" => "waives(科长 / 登记 来件)"
        "公民 有权 查阅 政府信息。" => "right(公民 / 查阅 政府信息)"
        "事务性文件 可由 秘书长 签发。" => "may( / 秘书长 签发 事务性文件)"
        "召开 会议，须 甲 到会，且 乙 到会。" => "requires(召开 会议 / (甲 到会 & 乙 到会))"
        "须 甲 到会，方可 召开 会议。" => "requires(召开 会议 / 甲 到会)"
        "甲 到会，方可 召开 会议。" => "requires(召开 会议 / 甲 到会)"
        "市长 一般 不得 与 常务副市长 同时外出。" => "~not(市长 / 、 常务副市长 同时外出)"
        "单位 一律不 出席。" => "not(单位 / 出席)"
        "未经 市长 批准，不得 发布 公文；确需 发布 的，须 经 秘书长 同意。" => "without 市长 批准; not( / 发布 公文) || if 确需 发布; requires( / 经 秘书长 同意)"
        "副市长 离开资阳 的，应当 事先 向 市长 报告，并 抄送 秘书长。" => "if 副市长 离开资阳; must( / <事先> 向 市长 报告 + 抄送 秘书长)"
        "圈阅 公文 的，视为 同意。" => "if 圈阅 公文; deemed(同意)"
        "会议 有效，是指 甲 到会。" => "means(会议 有效 / 甲 到会)"
        "市政府主要领导 是指 市长。" => "means(市政府主要领导 / 市长)"
        "常务会议 由 市长、副市长 组成。" => "composed(常务会议 / 市长 、 副市长)"
        "组成 方案 由 市长 签发。" => "by(市长 签发 / 组成 方案)"
    }
}

#[test]
fn heads_parts_and_exceptions() {
    reads! {
        "若 甲 到会，则 由 乙 主持，但 丙 到会 的除外。" => "if 甲 到会; by(乙 主持 / ) but 丙 到会"
        "甲 到会 的，乙 到会 的，由 丙 主持；其中 丁 到会 的，由 丁 主持。" => "if 甲 到会; if 乙 到会; by(丙 主持 / ) || among 丁 到会; by(丁 主持 / )"
        "除 直接交办事项、确需直报事项 外，报送 公文，须 送 办公室，一般 不得 直报 个人。" => "except 直接交办事项 、 确需直报事项; requires(报送 公文 / 送 办公室), ~not( / 直报 个人)"
        "甲 到会，且 （乙 到会，或 并非 丙 到会） 的，由 丁 主持。" => "if (甲 到会 & (乙 到会 | !丙 到会)); by(丁 主持 / )"
        "有下列情形之一：（一）甲 到会；（二）乙 到会，且 丙 到会 的，由 丁 主持；由 戊 记录。" => "if (甲 到会 | (乙 到会 & 丙 到会)); by(丁 主持 / ) || by(戊 记录 / )"
        "由 市长 签发 公文 〔签发（公文）。〕。" => "by(市长 签发 公文 / ) 〔签发（公文）。〕"
        "议题，注明 “不得 由 甲，签发”，由 市长 审定。" => "by(市长 审定 / 议题 注明 “不得 由 甲，签发”)"
    }
}

#[test]
fn keywords_are_whole_words() {
    reads! {
        "当事人 可以 处理 可以决定的事项、应当签全、由来 和 县（区）政府、组长（或 由其委托 的 副组长）。" => "may(当事人 / 处理 可以决定的事项 、 应当签全 、 由来 、 县（区）政府 、 组长（或 由其委托 的 副组长）)"
        "市政府（办公室） 可以 签发 县(区)公文。" => "may(市政府（办公室） / 签发 县（区）公文)"
        "市长,可以 审批 公文;由 秘书长 签发 ３号文Ａ 。" => "may(市长 / 审批 公文) || by(秘书长 签发 3号文A / )"
        "机构 不得 擅自 发文。" => "not(机构 / 擅自 发文)"
        "事件 一般 的，由 市长 处理。" => "if 事件 一般; by(市长 处理 / )"
    }
}

#[test]
fn counting_and_comparing() {
    reads! {
        "召开 会议，须 到会 的 成员 达到 成员 的 半数以上。" => "requires(召开 会议 / [到会 的 成员 : 成员 1/2+])"
        "召开 会议，须 到会 的 成员 达到 成员 的 过半数。" => "requires(召开 会议 / [到会 的 成员 : 成员 1/2>])"
        "召开 会议，须 赞成 的 成员 超过 到会 的 成员 的 三分之二。" => "requires(召开 会议 / [赞成 的 成员 : 到会 的 成员 2/3>])"
        "召开 会议，须 成员 不少于 7 人。" => "requires(召开 会议 / [成员 AtLeast 7 人])"
        "召开 会议，须 成员 不少于 七人，且 会期 不超过 0.5 天。" => "requires(召开 会议 / ([成员 AtLeast 七 人] & [会期 AtMost 0.5 天]))"
        "事件等级 不低于 较大 的，由 市长 处理。" => "if [事件等级 AtLeast 较大]; by(市长 处理 / )"
        "召开 会议，须 赞成 的 成员 超过 反对 的 成员。" => "requires(召开 会议 / [赞成 的 成员 More 反对 的 成员])"
        "召开 会议，须 至少具备下列 两 项：（一）甲 到会；（二）乙 到会。" => "requires(召开 会议 / 2of(甲 到会 , 乙 到会))"
    }
}

#[test]
fn time_words() {
    reads! {
        "办公室 应当 于 会议 召开 前 10 个工作日，将 议题 报 市长。" => "must(办公室 / <-10w 会议 召开> 将 议题 报 市长)"
        "办公室 应当 于 会议 召开 前 将 议题 报 市长。" => "must(办公室 / <-会议 召开> 将 议题 报 市长)"
        "办公室 应当 于 会议 召开 后 五日内 形成 纪要。" => "must(办公室 / <+5d 会议 召开> 形成 纪要)"
        "办公室 必须 在 5个工作日 内 形成 纪要。" => "must(办公室 / <+5w > 形成 纪要)"
        "常务会议 原则上 每两周 召开 一次。" => "~every(常务会议 / 每两周 / 召开 / 1.. 次)"
        "会议 每年 不超过 1 次。" => "every(会议 / 每年 /  / ..1 次)"
        "领导班子 应当 每年 学法 1 至 2 次。" => "every(领导班子 / 每年 / 学法 / 1..2 次)"
        "工作人员 每季度 下基层 不少于 60 天。" => "every(工作人员 / 每季度 / 下基层 / 60.. 天)"
    }
}

#[test]
fn other_statements() {
    reads! {
        "见 任务28第二句、第28项任务、保障措施（二）、《某规划》标题。" => "see 任务/a28s2,任务/a28,保障措施/a2,《某规划》标题/"
        "合计：该会 赞成票 加 该会 反对票 等于 评委。" => "sum [该会 赞成票 加 该会 反对票 Equal 评委]"
        "见 第三十八条第一款第一句、本条第（三）项 和 《某（试行）规则》第7条。" => "see a38p1s1,Articlei3,《某（试行）规则》a7"
        "宣示：只说明依据。不执行，由 市长 判断。" => "declaratory 只说明依据。不执行，由 市长 判断"
        "空白 甲 到会 的，召开 会议：没有规定。 见 第八条。" => "gap if 甲 到会; 召开 会议 = 没有规定\nsee a8"
        "空白 甲 到会 的：没有规定。" => "gap if 甲 到会;  = 没有规定"
        "提示 甲 到会 的：第一行\n    第二行。" => "note 甲 到会 = 第一行第二行"
        "约定〔以上〕：不含本数；另：含本数。依据 《民法典》第一条。" => "number 以上 不含本数/含本数 《民法典》第一条"
        "读法〔签发〕\n  其一 甲：由 市长 签发。 由 市长 会签。\n    由 市长 审批。\n  其二 乙：由 秘书长 签发。\n由 市长 主持。" => "reading 签发 {甲: by(市长 签发 / ) ; by(市长 会签 / ) ; by(市长 审批 / )}{乙: by(秘书长 签发 / )}\nby(市长 主持 / )"
        "例外 第四十五条、前款：甲 到会 的，不适用。" => "exception a45,ParagraphBefore if 甲 到会;"
        "第七十三条 优于 第二十六条第二句，依据 特别 规定。" => "rank a73 > a26s2 特别 规定"
        "本句 与 第一款第六句 何者优先，未定。" => "unranked Sentence ? p1s6"
        "材料 补正 的，该期间 不计入 期限。" => "limit if 材料 补正;  None"
        "案情 复杂 的，期限 可以 延长 15 日。" => "limit if 案情 复杂;  Some((15, Day))"
        "议案 被撤回 的，程序 分歧 终止。" => "Ended 分歧 if 议案 被撤回"
        "议案 被撤回 的，程序 分歧 退回 第（二）项。" => "Back(2) 分歧 if 议案 被撤回"
        "议案 被撤回 的，程序 分歧 退回。" => "Back(1) 分歧 if 议案 被撤回"
        "程序 分歧：（一）甲 协调；（二）根据需要，由 乙 协调；（三）可以 丙 协调，或 丁 协调。" => "procedure 分歧: 甲 协调 > ? 乙 协调 > ? 丙 协调 | 丁 协调"
        "程序 分歧：（一）甲 协调；（二）乙 协调。 达成一致 的，第（一）至（二）项 不再进行。" => "procedure 分歧: 甲 协调 > 乙 协调 stop 达成一致 1-2"
    }
}

#[test]
fn declarations() {
    reads! {
        "种类 会议、公文，属于 集体、事项。" => "kinds 会议、公文 < 集体、事项"
        "名册：站长 赵一（自 2020年1月1日 至 2024年12月31日）；顶岗人 孙三。" => "roster 站长 = 赵一 2020年1月1日-2024年12月31日; 顶岗人 = 孙三 -"
        "职务 常务副市长，属于 副市长。" => "offices 常务副市长 < 副市长"
        "机构 办公室。" => "individuals 办公室 : 机构"
        "个体 军分区、武警 是 机构。" => "individuals 军分区、武警 : 机构"
        "等级 事件等级：一般、较大。" => "options 事件等级 = 一般、较大 true"
        "句式 [外出] 性质为 [外出性质 单选]；反：[外出] 性质非 [外出性质]；类：开放。" => "State [外出] 性质为 [外出性质!] ! [外出] 性质非 [外出性质] #开放"
        "行为 【人:本人】代行[职务]；英：[人]'s acting, as [职务]；类：授权即成立。" => "Act [人:本人] 代行 [职务] @ [人] 's acting, as [职务] #授权即成立"
        "角色 [人] 是 [公文] 的 分管副市长。" => "Role [人] 是 [公文] 的 分管副市长"
    }
}

#[test]
fn words_of_a_question() {
    let text = "问：乙 能否 召集、主持 该会议，并 由 “甲” 签发 会议 的 纪要";
    let source = Source::new("问", text);
    let offset = "问：".len();
    let (phrase, problems) = syntax::parse_phrase(&source, &text[offset..], offset);
    assert!(problems.is_empty());
    assert_eq!(Short(source).phrase(&phrase), "乙 能否 召集 、 主持 该会议 ， 并 由 “甲” 签发 会议 的 纪要");
    for (text, code) in [("⼈ 能否 签发", "S005"), ("甲 （能否 签发", "S006"), ("甲 ； 乙", "S020"), ("甲 [", "S006")]
    {
        let (_, problems) = syntax::parse_phrase(&Source::new("问", text), text, 0);
        assert_eq!(problems.sorted().iter().map(|it| it.kind.code()).collect::<Vec<_>>(), [code], "{text}");
    }
}

#[test]
fn facts_that_stand_alone() {
    let (facts, problems) =
        syntax::parse_facts(&Source::new("情形", "名册：市长 甲。\n甲 到会 会议（由 乙 认定）。\n副市长 共 6 人"));
    assert!(problems.is_empty());
    assert!(matches!(&facts[0].kind, FactKind::Roster(rows) if rows.len() == 1));
    assert!(matches!(&facts[1].kind, FactKind::Sentence { qualifiers, .. } if qualifiers.judged_by.is_some()));
    assert!(matches!(&facts[2].kind, FactKind::Total { count: 6, .. }));
    assert!(syntax::parse_facts(&Source::new("情形", "问 甲？")).1.has_errors());
}
