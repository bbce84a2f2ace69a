//! A part of the rules of Ziyang, in the core: convening, presiding, acting for the mayor, signing, leave.
use super::book::*;
use guiju::core_ir::*;

pub struct Town {
    pub program: Program,
    pub person: KindId,
    pub meeting: KindId,
    pub paper: KindId,
    pub item: KindId,
    pub leave: KindId,
    pub mayor: IndividualId,
    pub executive: IndividualId,
    pub deputy: IndividualId,
    pub secretary: IndividualId,
    pub private: IndividualId,
    pub official: IndividualId,
    pub holds: RelationId,
    pub attends: RelationId,
    pub convene: RelationId,
    pub preside: RelationId,
    pub open_meeting: RelationId,
    pub entrusts: RelationId,
    pub absent: RelationId,
    pub duty_trip: RelationId,
    pub acts_as: RelationId,
    pub sign: RelationId,
    pub add_item: RelationId,
    pub consents: RelationId,
    pub leaves: RelationId,
    pub nature: RelationId,
    pub reports: RelationId,
    pub asks_leave: RelationId,
    pub composition: ClauseId,
    pub quorum: ClauseId,
    pub presiding: ClauseId,
    pub convening: ClauseId,
    pub acting: ClauseId,
    pub signing: ClauseId,
    pub adding: ClauseId,
    pub reporting: ClauseId,
    pub asking: ClauseId,
    pub inclusive: ChoiceId,
    pub period: ChoiceId,
}

/// `任 [职务]`, `以 [职务] 身份 为 [行为]` and the rules.
pub fn town() -> Town {
    let mut book = Book::default();
    let library = book.document("通用词汇", true);
    let rules = book.document("工作规则", false);
    let person = book.kind("人", &[]);
    let office = book.kind("职务", &[]);
    let verbs = book.kind("行为", &[]);
    let matter = book.kind("事项", &[]);
    let meeting = book.kind("常务会议", &[matter]);
    let paper = book.kind("公文", &[matter]);
    let item = book.kind("议题", &[matter]);
    let leave = book.kind("外出", &[matter]);
    let natures = book.kind("外出性质", &[]);
    let [mayor, executive, deputy, secretary] =
        ["市长", "常务副市长", "副市长", "秘书长"].map(|name| book.individual(name, office));
    let [private, official] = ["因私", "因公"].map(|name| book.individual(name, natures));
    let holds = book.relation("任", &[person, office], Class::Recorded);
    let within = book.relation("含于", &[office, office], Class::Recorded);
    let capacity = book.relation("身份", &[person, office, verbs], Class::Derived);
    let member = book.relation("组成人员", &[person, meeting], Class::Derived);
    let attends = book.relation("到会", &[person, meeting], Class::Open);
    let entrusts = book.relation("委托代行", &[person, person, office], Class::Open);
    let absent = book.relation("处于", &[person], Class::Open);
    let duty_trip = book.relation("公务外出", &[person], Class::Open);
    let period_of = book.relation("所列期间", &[person], Class::Derived);
    let convene = book.act("召集", &[person, meeting], true, verbs);
    let preside = book.act("主持", &[person, meeting], true, verbs);
    let open_meeting = book.act("召开", &[meeting], false, verbs);
    let acts_as = book.act("代行", &[person, office], true, verbs);
    let sign = book.act("签发", &[person, paper], true, verbs);
    let add_item = book.act("增加", &[item], false, verbs);
    let consents = book.act("同意", &[person, matter], true, verbs);
    let leaves = book.relation("离开", &[person, leave], Class::Open);
    let nature = book.relation("性质", &[leave, natures], Class::Open);
    book.single(nature, 1);
    let reports = book.act("报告", &[person, leave, person], true, verbs);
    let asks_leave = book.act("请假", &[person, leave, person], true, verbs);
    let acting_relation = &mut book.program.relations[acts_as.index()];
    acting_relation.class = Class::Derived;
    acting_relation.constitutive = true;
    book.program.capacity = Some(capacity);
    book.program.holds_office = Some(holds);
    book.program.facts.push((within, vec![executive, deputy]));
    let inclusive = book.choice("以上", &["含本数", "不含本数"], ChoiceKind::Convention);
    let period = book.choice("等期间", &["只限列举", "包括公务外出"], ChoiceKind::Reading);

    let whole = atom(holds, &[v(0), v(2)]);
    book.clause(
        library,
        (0, 1),
        &[person, office, office],
        some(2, office, all(vec![whole, atom(within, &[v(2), v(1)])])),
        ClauseKind::Definition { head: AtomFormula { relation: holds, args: vec![v(0), v(1)] }, closed: false },
    );
    let head = AtomFormula { relation: capacity, args: vec![v(0), v(1), v(2)] };
    book.clause(
        library,
        (0, 2),
        &[person, office, verbs],
        any(vec![atom(holds, &[v(0), v(1)]), atom(acts_as, &[v(0), v(1)])]),
        ClauseKind::Definition { head, closed: true },
    );

    // 第八条
    let head = |relation, args: &[Term]| AtomFormula { relation, args: args.to_vec() };
    let away = ClauseKind::Definition { head: head(period_of, &[v(0)]), closed: true };
    let listed = book.clause(rules, (8, 1), &[person], atom(absent, &[v(0)]), away.clone());
    let wider = book.clause(rules, (8, 1), &[person], any(vec![atom(absent, &[v(0)]), atom(duty_trip, &[v(0)])]), away);
    book.at(listed).guards.push((period, 0));
    book.at(wider).guards.push((period, 1));
    let acting = book.clause(
        rules,
        (8, 1),
        &[person, person],
        all(vec![
            atom(holds, &[v(0), i(executive)]),
            some(
                1,
                person,
                all(vec![atom(holds, &[v(1), i(mayor)]), atom(period_of, &[v(1)]), atom(entrusts, &[v(1), v(0), i(mayor)])]),
            ),
        ]),
        power(act_of(acts_as, &[v(0), i(mayor)])),
    );

    // 第三十八条
    let members = any([mayor, deputy, secretary].map(|office| atom(holds, &[v(0), i(office)])).to_vec());
    let composition = book.clause(
        rules,
        (38, 1),
        &[person, meeting],
        members,
        ClauseKind::Definition { head: head(member, &[v(0), v(1)]), closed: true },
    );
    let enough = Formula::Compare(Comparison {
        left: Amount::Times(2, Box::new(count(1, person, all(vec![atom(member, &[v(1), v(0)]), atom(attends, &[v(1), v(0)])])))),
        op: Op::Ge,
        right: count(1, person, atom(member, &[v(1), v(0)])),
        convention: Some(inclusive),
        share: Some((1, 2)),
    });
    let quorum = book.clause(
        rules,
        (38, 2),
        &[meeting, person],
        Formula::True,
        ClauseKind::Requirement { act: act_of(open_meeting, &[v(0)]), needs: enough },
    );
    let as_mayor = |book: &Book, act| atom(capacity, &[v(0), i(mayor), book.verb(act)]);
    let condition = as_mayor(&book, convene);
    let convening = book.clause(rules, (38, 5), &[person, meeting], condition, power(act_of(convene, &[v(0), v(1)])));
    let condition = as_mayor(&book, preside);
    let presiding = book.clause(rules, (38, 5), &[person, meeting], condition, power(act_of(preside, &[v(0), v(1)])));
    let agreed =
        some(1, person, all(vec![atom(capacity, &[v(1), i(mayor), book.verb(consents)]), atom(consents, &[v(1), v(0)])]));
    let adding = book.clause(rules, (38, 8), &[item], Formula::True, ClauseKind::Prohibition { act: act_of(add_item, &[v(0)]) });
    let agreement = book.clause(
        rules,
        (38, 8),
        &[item, person],
        agreed,
        ClauseKind::Exception { act: Some(act_of(add_item, &[v(0)])), lifts: Lifts::Listed },
    );
    book.at(adding).exceptions.push(agreement);

    // 第四十八条、第七十六条
    let condition = as_mayor(&book, sign);
    let signing = book.clause(rules, (48, 1), &[person, paper], condition, power(act_of(sign, &[v(0), v(1)])));
    let is_secretary = atom(holds, &[v(0), i(secretary)]);
    let to = |act, offices: &[IndividualId], book: &Book| {
        any(offices
            .iter()
            .map(|office| {
                some(2, person, all(vec![atom(capacity, &[v(2), i(*office), book.verb(act)]), atom(act, &[v(0), v(1), v(2)])]))
            })
            .collect())
    };
    let duty = |act, done: Formula| {
        ClauseKind::Duty(Duty {
            triggers: vec![AtomFormula { relation: leaves, args: vec![v(0), v(1)] }],
            act: Act { verb: act, slots: vec![Some(v(0)), Some(v(1)), None] },
            alternatives: Vec::new(),
            bearer: Bearer::One(Var(0)),
            done,
            licences: Box::default(),
            keeping: false,
            limit: Some(Limit::Before),
        })
    };
    let left = atom(leaves, &[v(0), v(1)]);
    let done = to(reports, &[mayor, executive], &book);
    let reporting = book.clause(
        rules,
        (76, 5),
        &[person, leave, person],
        all(vec![is_secretary.clone(), left.clone(), atom(nature, &[v(1), i(official)])]),
        duty(reports, done),
    );
    let done = to(asks_leave, &[mayor], &book);
    let asking = book.clause(
        rules,
        (76, 6),
        &[person, leave, person],
        all(vec![is_secretary, left, atom(nature, &[v(1), i(private)])]),
        duty(asks_leave, done),
    );

    Town {
        program: book.program,
        person,
        meeting,
        paper,
        item,
        leave,
        mayor,
        executive,
        deputy,
        secretary,
        private,
        official,
        holds,
        attends,
        convene,
        preside,
        open_meeting,
        entrusts,
        absent,
        duty_trip,
        acts_as,
        sign,
        add_item,
        consents,
        leaves,
        nature,
        reports,
        asks_leave,
        composition,
        quorum,
        presiding,
        convening,
        acting,
        signing,
        adding,
        reporting,
        asking,
        inclusive,
        period,
    }
}
