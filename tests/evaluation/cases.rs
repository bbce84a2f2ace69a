//! Worked cases of Ziyang (ZV-…), asked of the core.
use super::{
    book::Situation,
    town::{Town, town},
};
use guiju::core_ir::*;
use guiju::eval::*;

struct Case {
    town: Town,
    situation: Situation,
    people: Vec<EntityId>,
    meeting: EntityId,
}

/// The mayor, the executive deputy, more deputies, the secretary; a meeting.
fn case(deputies: usize) -> Case {
    let town = town();
    let mut situation = Situation::new(&town.program, (2019, 3, 12));
    let people: Vec<EntityId> = (0..deputies + 3).map(|n| situation.entity(&format!("{n}"), town.person)).collect();
    situation.fact(town.holds, &[people[0], town.mayor.into()]);
    situation.fact(town.holds, &[people[1], town.executive.into()]);
    for person in &people[2..people.len() - 1] {
        situation.fact(town.holds, &[*person, town.deputy.into()]);
    }
    situation.fact(town.holds, &[people[people.len() - 1], town.secretary.into()]);
    let meeting = situation.entity("会", town.meeting);
    Case { town, situation, people, meeting }
}

impl Case {
    fn attend(&mut self, who: &[usize]) {
        for n in who {
            self.situation.fact(self.town.attends, &[self.people[*n], self.meeting]);
        }
        self.situation.world.complete.insert(self.town.attends);
    }

    fn ask(&self, question: &Question) -> Outcome {
        let engine = Engine::new(self.town.program.clone());
        let prepared = engine.prepare(&self.situation.world);
        let outcome = prepared.ask(question).expect("an answer");
        let decision = prepared.decide(question).expect("a decision");
        assert_eq!(decision.verdict, outcome.verdict);
        outcome
    }

    fn may(&self, verb: RelationId, slots: &[EntityId]) -> Outcome {
        self.ask(&Question::May(vec![ActQuery { verb, slots: slots.iter().copied().map(Some).collect() }]))
    }

    fn who(&self, verb: RelationId, of: EntityId) -> Outcome {
        self.ask(&Question::Who { act: ActQuery { verb, slots: vec![None, Some(of)] }, except: Vec::new() })
    }
}

fn used(choice: ChoiceId, decisive: bool) -> ConventionUse {
    ConventionUse { choice, decisive, jointly: false, beaten: Vec::new() }
}

#[test]
fn zv_01_five_of_nine() {
    let mut case = case(6);
    case.attend(&[0, 1, 2, 3, 8]);
    let outcome = case.may(case.town.open_meeting, &[case.meeting]);
    assert_eq!(outcome.verdict, Verdict::Permitted);
    assert_eq!(outcome.relied, [case.town.composition, case.town.quorum]);
    assert_eq!(outcome.conventions, [used(case.town.inclusive, false)]);
}

#[test]
fn zv_01_four_of_nine() {
    let mut case = case(6);
    case.attend(&[0, 1, 2, 8]);
    let outcome = case.may(case.town.open_meeting, &[case.meeting]);
    assert_eq!(outcome.verdict, Verdict::RequirementsUnmet);
    assert_eq!(outcome.unmet.len(), 1);
    let Step::Compare { left, right, .. } = &outcome.unmet[0].reasons[0].step else { panic!("{:?}", outcome.unmet) };
    assert_eq!((left.least, right.least, right.counted.len()), (8000, 9000, 9));
}

#[test]
fn zv_02_four_of_eight_rests_on_the_convention() {
    let mut case = case(5);
    case.attend(&[0, 2, 3, 7]);
    let outcome = case.may(case.town.open_meeting, &[case.meeting]);
    assert_eq!(outcome.verdict, Verdict::Permitted);
    assert_eq!(outcome.conventions, [used(case.town.inclusive, true)]);
}

#[test]
fn zv_03_how_many_deputies() {
    let mut case = case(0);
    // 甲、丙、戊、辛 are there; 丙 and 戊 are deputies; how many there are is not known.
    let more: Vec<EntityId> = (0..1).map(|n| case.situation.entity(&format!("戊{n}"), case.town.person)).collect();
    case.situation.fact(case.town.holds, &[more[0], case.town.deputy.into()]);
    case.attend(&[0, 1, 2]);
    case.situation.fact(case.town.attends, &[more[0], case.meeting]);
    case.situation.unnamed(case.town.person, case.town.deputy, 3..=12);
    let outcome = case.may(case.town.open_meeting, &[case.meeting]);
    assert_eq!(outcome.verdict, Verdict::Undetermined);
    assert_eq!(outcome.missing.len(), 1);
    assert_eq!(outcome.missing[0].unknown, Unknown::Holders(case.town.deputy));
    assert_eq!(outcome.relied, [case.town.composition, case.town.quorum]);
    assert_eq!(outcome.possible, [Verdict::RequirementsUnmet, Verdict::Permitted]);
    // Six deputies at most: eight members, four of them there.
    let six = Found::Holders { office: case.town.deputy, at_least: false, count: 6 };
    let seven = Found::Holders { office: case.town.deputy, at_least: true, count: 7 };
    let ways: Vec<(Verdict, Vec<Found>)> = outcome.settlements.iter().map(|way| (way.verdict, way.if_found.clone())).collect();
    assert_eq!(ways.len(), 2);
    assert!(ways.contains(&(Verdict::Permitted, vec![six])), "{ways:?}");
    assert!(ways.contains(&(Verdict::RequirementsUnmet, vec![seven])), "{ways:?}");
}

#[test]
fn zv_04_the_executive_deputy_acts_for_the_mayor() {
    let mut case = case(6);
    case.attend(&[1, 2, 3, 4, 8]);
    case.situation.fact(case.town.absent, &[case.people[0]]);
    case.situation.fact(case.town.entrusts, &[case.people[0], case.people[1], case.town.mayor.into()]);
    let town = &case.town;
    let query = |verb, slots: &[EntityId]| ActQuery { verb, slots: slots.iter().copied().map(Some).collect() };
    let outcome = case.ask(&Question::May(vec![
        query(town.convene, &[case.people[1], case.meeting]),
        query(town.preside, &[case.people[1], case.meeting]),
        query(town.open_meeting, &[case.meeting]),
    ]));
    assert_eq!(outcome.verdict, Verdict::Permitted);
    assert_eq!(outcome.findings.len(), 3);
    for clause in [town.acting, town.presiding, town.convening, town.quorum, town.composition] {
        assert!(outcome.relied.contains(&clause), "{clause:?} in {:?}", outcome.relied);
    }
}

#[test]
fn zv_05_without_delegation_nobody() {
    let mut case = case(6);
    case.situation.fact(case.town.absent, &[case.people[0]]);
    case.situation.world.complete.insert(case.town.entrusts);
    let outcome = case.may(case.town.convene, &[case.people[1], case.meeting]);
    assert_eq!(outcome.verdict, Verdict::NotEmpowered);
    assert_eq!(outcome.relied, [case.town.acting, case.town.convening]);
    let outcome = case.who(case.town.acts_as, case.town.mayor.into());
    assert_eq!(outcome.verdict, Verdict::Nobody);
    assert_eq!(outcome.relied, [case.town.acting]);
}

#[test]
fn zv_06_entrusting_the_wrong_deputy() {
    let mut case = case(6);
    case.situation.fact(case.town.absent, &[case.people[0]]);
    case.situation.fact(case.town.entrusts, &[case.people[0], case.people[2], case.town.mayor.into()]);
    let paper = case.situation.entity("请示", case.town.paper);
    let outcome = case.may(case.town.sign, &[case.people[2], paper]);
    assert_eq!(outcome.verdict, Verdict::NotEmpowered);
    assert_eq!(outcome.relied, [case.town.acting, case.town.signing]);
}

#[test]
fn zv_07_two_readings() {
    let mut case = case(6);
    case.attend(&[1, 2, 3, 4, 5, 8]);
    case.situation.known(case.town.absent, &[case.people[0]], Truth::False);
    case.situation.fact(case.town.duty_trip, &[case.people[0]]);
    case.situation.fact(case.town.entrusts, &[case.people[0], case.people[1], case.town.mayor.into()]);
    let outcome = case.may(case.town.convene, &[case.people[1], case.meeting]);
    assert_eq!(outcome.verdict, Verdict::Conflict);
    let told: Vec<(Verdict, Vec<(ChoiceId, u8)>)> =
        outcome.readings.iter().map(|one| (one.verdict, one.choices.clone())).collect();
    assert_eq!(told, [(Verdict::NotEmpowered, vec![(case.town.period, 0)]), (Verdict::Permitted, vec![(case.town.period, 1)])]);
    for reading in &outcome.readings {
        assert!(reading.relied.contains(&case.town.acting), "{:?}", reading.relied);
        assert!(reading.relied.contains(&case.town.convening), "{:?}", reading.relied);
    }
}

#[test]
fn zv_10_consent_lifts_the_prohibition() {
    let mut case = case(6);
    let item = case.situation.entity("议题", case.town.item);
    case.situation.fact(case.town.consents, &[case.people[3], item]);
    case.situation.world.complete.extend([case.town.consents, case.town.entrusts, case.town.absent]);
    let outcome = case.may(case.town.add_item, &[item]);
    assert_eq!(outcome.verdict, Verdict::Prohibited);
    assert_eq!(outcome.relied, [case.town.adding]);
    case.situation.fact(case.town.consents, &[case.people[0], item]);
    let outcome = case.may(case.town.add_item, &[item]);
    assert_eq!(outcome.verdict, Verdict::Permitted);
    assert!(outcome.relied.contains(&case.town.adding));
}

#[test]
fn zv_37_official_or_private() {
    let mut case = case(6);
    let leave = case.situation.entity("外出", case.town.leave);
    let secretary = case.people[8];
    case.situation.fact(case.town.leaves, &[secretary, leave]);
    case.situation.fact(case.town.reports, &[secretary, leave, case.people[1]]);
    case.situation.world.complete.extend([case.town.reports, case.town.asks_leave]);
    let event = AtomQuery { relation: case.town.leaves, args: vec![Some(secretary), Some(leave)], negated: false, among: None };
    let question = Question::InOrder { targets: vec![Target::Event(event)], only: Vec::new(), at: None };
    let outcome = case.ask(&question);
    assert_eq!(outcome.verdict, Verdict::Undetermined);
    assert_eq!(outcome.missing.len(), 1);
    assert_eq!(outcome.missing[0].unknown, Unknown::Value(case.town.nature, vec![Some(leave), None]));
    assert_eq!(outcome.relied, [case.town.reporting, case.town.asking]);
    case.situation.fact(case.town.nature, &[leave, case.town.official.into()]);
    assert_eq!(case.ask(&question).verdict, Verdict::Compliant);
    case.situation.world.facts.pop();
    case.situation.fact(case.town.nature, &[leave, case.town.private.into()]);
    let outcome = case.ask(&question);
    assert_eq!(outcome.verdict, Verdict::Violation);
    assert_eq!(outcome.relied, [case.town.asking]);
}

#[test]
fn an_exception_that_leads_back_to_its_clause_is_an_error() {
    let mut case = case(1);
    let item = case.situation.entity("议题", case.town.item);
    let adding = case.town.adding;
    let exception = case.town.program.clauses[adding.index()].exceptions[0];
    case.town.program.clauses[exception.index()].condition = Formula::Not(Box::new(Formula::Applies(adding)));
    let engine = Engine::new(case.town.program.clone());
    let query = ActQuery { verb: case.town.add_item, slots: vec![Some(item)] };
    let error = engine.prepare(&case.situation.world).decide(&Question::May(vec![query])).expect_err("an error");
    assert_eq!(error.fault, Fault::Depth);
    assert!(error.clause.is_some());
}

#[test]
fn a_long_chain_of_parts_is_followed() {
    let mut case = case(1);
    // Each office part of the one before: holding the last is holding the first.
    let office = case.town.program.individuals[case.town.mayor.index()].kind;
    let within = case.town.program.facts[0].0;
    let first = case.town.program.individuals.len() as u32;
    for n in 0..40 {
        case.town.program.individuals.push(Individual { name: format!("职{n}"), kind: office });
        if n > 0 {
            case.town.program.facts.push((within, vec![IndividualId(first + n), IndividualId(first + n - 1)]));
        }
    }
    let mut situation = Situation::new(&case.town.program, (2019, 3, 12));
    let person = situation.entity("甲", case.town.person);
    situation.fact(case.town.holds, &[person, EntityId(first + 39)]);
    let engine = Engine::new(case.town.program.clone());
    let atom =
        AtomQuery { relation: case.town.holds, args: vec![Some(person), Some(EntityId(first))], negated: false, among: None };
    let outcome = engine.prepare(&situation.world).decide(&Question::Is(vec![atom])).expect("an answer");
    assert_eq!(outcome.verdict, Verdict::Holds);
}
