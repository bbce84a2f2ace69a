//! From a generated scenario to a world of the core, and from decisions back to the reference's numbers.
use super::generator::{Answers, Matter, NOBODY, Role, Scenario};
use guiju::core_ir::{ActQuery, Entity, EntityId, Fact, Program, Question, RelationId, Truth, World};
use guiju::eval::{Decision, Engine, Prepared};
use guiju::resolve::{Name, Parsed, resolve};
use guiju::source::Source;
use guiju::vocabulary::Verdict;

/// The rules, compiled once, with the numbers of their words.
pub struct City {
    engine: Engine,
    program: Program,
    person: guiju::core_ir::KindId,
    item: guiju::core_ir::KindId,
    document: guiju::core_ir::KindId,
    offices: [EntityId; 6],
    kinds: Vec<EntityId>,
    relations: Relations,
}

struct Relations {
    holds: RelationId,
    away: RelationId,
    present: RelationId,
    pair: RelationId,
    may_preside: RelationId,
    may_act: RelationId,
    lead: RelationId,
    legal: RelationId,
    office: RelationId,
    late: RelationId,
    kind: RelationId,
    responsible: RelationId,
    delegation: RelationId,
    open: RelationId,
    preside: RelationId,
    act: RelationId,
    substitute: RelationId,
    admit: RelationId,
    sign: RelationId,
}

/// A scenario ready to be asked.
pub struct Ready {
    prepared: Prepared,
    questions: Vec<Question>,
    first: u32,
}

impl City {
    /// Reads the rulebook.
    pub fn load() -> Self {
        let root = env!("CARGO_MANIFEST_DIR");
        let files: Vec<Parsed> = ["rulebooks/通用词汇.gj", "benches/w1/规则.gj"]
            .iter()
            .map(|path| {
                let source =
                    Source::new(*path, std::fs::read_to_string(format!("{root}/{path}")).expect("the rulebook is there"));
                let (file, problems) = guiju::syntax::parse(&source);
                assert!(!problems.has_errors());
                Parsed { source, file }
            })
            .collect();
        let (resolved, problems) = resolve(&files, |_| String::new());
        assert!(!problems.has_errors());
        let kind = |word: &str| match resolved.scope.name(word) {
            Some(Name::Kind(kind)) => kind,
            _ => panic!("{word} is a kind"),
        };
        let entity = |word: &str| match resolved.scope.name(word) {
            Some(Name::Entity(id, _)) => id,
            _ => panic!("{word} is a name"),
        };
        let relation = |words: &[&str]| {
            let own = |pattern: &guiju::resolve::Pattern| pattern.words().eq(words.iter().copied());
            resolved
                .scope
                .patterns
                .iter()
                .find(|pattern| own(pattern))
                .unwrap_or_else(|| panic!("{words:?} is a pattern"))
                .relation
        };
        let relations = Relations {
            holds: relation(&["任"]),
            away: relation(&["离岗"]),
            present: relation(&["在会"]),
            pair: relation(&["与", "结对"]),
            may_preside: relation(&["受市长委托主会"]),
            may_act: relation(&["受市长委托代行"]),
            lead: relation(&["提前天数"]),
            legal: relation(&["经法制审核"]),
            office: relation(&["经办公室同意"]),
            late: relation(&["同意追加"]),
            kind: relation(&["文种为"]),
            responsible: relation(&["是", "的", "分管人"]),
            delegation: relation(&["就", "委托"]),
            open: relation(&["开会"]),
            preside: relation(&["主会"]),
            act: relation(&["行使市长职权"]),
            substitute: relation(&["顶", "的岗"]),
            admit: relation(&["列入"]),
            sign: relation(&["签"]),
        };
        let offices = ["市长", "常务副市长", "副市长", "秘书长", "班子成员", "市长"].map(entity);
        let kinds = [
            "命令",
            "政府规章",
            "议案",
            "任免",
            "上报件",
            "通知",
            "批复",
            "函",
            "专项规划",
            "办公室通知",
            "办公室函",
            "会议纪要件",
        ]
        .map(entity)
        .to_vec();
        let (person, item, document) = (kind("人"), kind("议题"), kind("公文"));
        let engine = Engine::new(resolved.program.clone());
        Self { engine, program: resolved.program, person, item, document, offices, kinds, relations }
    }

    /// The world of a scenario, delegations cut to its date.
    fn world(&self, scenario: &Scenario) -> World {
        let r = &self.relations;
        let first = self.program.individuals.len() as u32;
        let mut entities: Vec<Entity> =
            self.program.individuals.iter().map(|one| Entity { name: String::new(), kind: one.kind, unnamed: None }).collect();
        let holder = |n: u8| EntityId(first + u32::from(n));
        let count = scenario.holders.len() as u32;
        let item = |n: usize| EntityId(first + count + n as u32);
        let document = |n: usize| EntityId(first + count + 4 + n as u32);
        let new = |kind| Entity { name: String::new(), kind, unnamed: None };
        entities.extend(scenario.holders.iter().map(|_| new(self.person)));
        entities.extend(scenario.items.iter().map(|_| new(self.item)));
        entities.extend(scenario.docs.iter().map(|_| new(self.document)));
        let mut facts = Vec::with_capacity(96);
        let mut put = |relation, args: &[EntityId]| {
            facts.push(Fact { relation, args: args.to_vec(), truth: Truth::True, number: None, judged_by: None })
        };
        let [mayor, executive, deputy, secretary, member, _] = self.offices;
        for (n, one) in scenario.holders.iter().enumerate() {
            let me = holder(n as u8);
            let held: &[EntityId] = match one.role {
                Role::Mayor => &[mayor, member],
                Role::Executive => &[executive, deputy, member],
                Role::Deputy => &[deputy, member],
                Role::Secretary => &[secretary, member],
                Role::Head => &[],
            };
            held.iter().for_each(|office| put(r.holds, &[me, *office]));
            if one.away {
                put(r.away, &[me]);
            }
            if one.present {
                put(r.present, &[me]);
            }
            if let Some(pair) = one.pair {
                put(r.pair, &[me, holder(pair)]);
            }
        }
        for one in scenario.delegations.iter().filter(|one| one.since <= scenario.date && scenario.date <= one.until) {
            match one.matter {
                Matter::Convene => put(r.may_preside, &[holder(one.to)]),
                Matter::Act => put(r.may_act, &[holder(one.to)]),
                kind => put(r.delegation, &[holder(one.from), self.kinds[kind as usize - 2], holder(one.to)]),
            }
        }
        for (n, one) in scenario.items.iter().enumerate() {
            if one.legal {
                put(r.legal, &[item(n)]);
            }
            if one.office {
                put(r.office, &[item(n)]);
            }
            if let Some(by) = one.late_by {
                put(r.late, &[holder(by), item(n)]);
            }
        }
        for (n, one) in scenario.docs.iter().enumerate() {
            put(r.kind, &[document(n), self.kinds[one.kind as usize - 2]]);
            put(r.responsible, &[holder(one.responsible), document(n)]);
        }
        for (n, one) in scenario.items.iter().enumerate() {
            facts.push(Fact {
                relation: r.lead,
                args: vec![item(n)],
                truth: Truth::True,
                number: Some(i64::from(one.lead) * 1000),
                judged_by: None,
            });
        }
        World { date: None, entities, facts, all_complete: true, ..World::default() }
    }

    /// The twelve questions.
    fn questions(&self, scenario: &Scenario) -> Vec<Question> {
        let r = &self.relations;
        let first = self.program.individuals.len() as u32;
        let count = scenario.holders.len() as u32;
        let holder = |n: u8| EntityId(first + u32::from(n));
        let who = |verb, slots| Question::Who { act: ActQuery { verb, slots }, except: Vec::new() };
        let mut questions = vec![
            Question::May(vec![ActQuery { verb: r.open, slots: Vec::new() }]),
            who(r.preside, vec![None]),
            who(r.act, vec![None]),
        ];
        questions.extend(scenario.ask.iter().map(|n| who(r.substitute, vec![None, Some(holder(*n))])));
        questions.extend(
            (0..4).map(|n| Question::May(vec![ActQuery { verb: r.admit, slots: vec![Some(EntityId(first + count + n))] }])),
        );
        questions.extend((0..3).map(|n| who(r.sign, vec![None, Some(EntityId(first + count + 4 + n))])));
        questions
    }

    /// A scenario in the engine's own form.
    pub fn prepare(&self, scenario: &Scenario) -> Ready {
        let prepared = self.engine.prepare(&self.world(scenario));
        Ready { prepared, questions: self.questions(scenario), first: self.program.individuals.len() as u32 }
    }

    /// The twelve answers of a prepared scenario.
    pub fn decide(&self, ready: &mut Ready) -> Answers {
        let mut answers = [NOBODY; 12];
        for (answer, question) in answers.iter_mut().zip(&ready.questions) {
            let decision = ready.prepared.decide(question).expect("a plain question");
            *answer = number(&decision, ready.first);
        }
        answers
    }

    /// The same answers in full, with their proofs; what comes back is the size of it.
    pub fn explain(&self, ready: &Ready) -> usize {
        ready.questions.iter().map(|question| ready.prepared.ask(question).expect("a plain question").relied.len()).sum()
    }

    /// From structs to answers.
    pub fn answers(&self, scenario: &Scenario) -> Answers {
        self.decide(&mut self.prepare(scenario))
    }
}

fn number(decision: &Decision, first: u32) -> u8 {
    match decision.verdict {
        Verdict::Permitted => 1,
        Verdict::Found => decision.who.first().map_or(NOBODY, |id| (id.0 - first) as u8),
        Verdict::RequirementsUnmet => 0,
        _ => NOBODY,
    }
}
