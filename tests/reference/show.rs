//! A case in a few lines, for failures.
use guiju::core_ir::*;

fn term(term: &Term) -> String {
    match term {
        Term::Var(var) => format!("v{}", var.0),
        Term::Individual(id) => format!("#{}", id.0),
    }
}

fn terms(all: &[Term]) -> String {
    all.iter().map(term).collect::<Vec<_>>().join(",")
}

fn relation(id: RelationId) -> &'static str {
    ["holds", "p", "q", "s", "n", "t", "d1", "d2", "K", "A", "B", "V1", "V2", "V3"][id.index()]
}

pub fn formula(f: &Formula) -> String {
    let parts = |all: &[Formula], joint: &str| format!("({})", all.iter().map(formula).collect::<Vec<_>>().join(joint));
    match f {
        Formula::True => "true".into(),
        Formula::False => "false".into(),
        Formula::Atom(atom) => format!("{}({})", relation(atom.relation), terms(&atom.args)),
        Formula::Not(part) => format!("!{}", formula(part)),
        Formula::And(all) => parts(all, " & "),
        Formula::Or(all) => parts(all, " | "),
        Formula::Exists { var, kind, body } => format!("∃v{}:{} {}", var.0, kind.0, formula(body)),
        Formula::Forall { var, kind, body } => format!("∀v{}:{} {}", var.0, kind.0, formula(body)),
        Formula::Same(a, b) => format!("{}={}", term(a), term(b)),
        Formula::IsKind(a, kind) => format!("{}:{}", term(a), kind.0),
        Formula::Choice { choice, option } => format!("choice{}={option}", choice.0),
        Formula::Compare(c) => format!("[{} {:?} {} by {:?}]", amount(&c.left), c.op, amount(&c.right), c.convention),
        Formula::AtLeast { count, parts: all } => format!("≥{count}{}", parts(all, "; ")),
        Formula::Applies(id) => format!("applies({})", id.0),
    }
}

fn amount(a: &Amount) -> String {
    match a {
        Amount::Number(n) => n.to_string(),
        Amount::Count { var, kind, body } => format!("#v{}:{} {}", var.0, kind.0, formula(body)),
        Amount::Times(n, a) => format!("{n}·{}", amount(a)),
        Amount::Value { relation: id, args } => format!("{}({})", relation(*id), terms(args)),
        Amount::Plus(a, b) => format!("{} + {}", amount(a), amount(b)),
        Amount::Minus(a, b) => format!("{} - {}", amount(a), amount(b)),
    }
}

fn act(act: &Act) -> String {
    let slots: Vec<String> = act.slots.iter().map(|slot| slot.as_ref().map_or("_".into(), term)).collect();
    format!("{}({})", relation(act.verb), slots.join(","))
}

fn clause(n: usize, c: &Clause) -> String {
    let head = match &c.kind {
        ClauseKind::Power { act: a, grant, chooser } => {
            let chooser = chooser.as_ref().map(|one| format!(" chooser {} apart {}", term(&one.who), formula(&one.condition)));
            format!("power {grant:?} {}{}", act(a), chooser.unwrap_or_default())
        }
        ClauseKind::Requirement { act: a, needs } => format!("require {} needs {}", act(a), formula(needs)),
        ClauseKind::Prohibition { act: a } => format!("forbid {}", act(a)),
        ClauseKind::StateProhibition { state } => format!("forbid state {}({})", relation(state.relation), terms(&state.args)),
        ClauseKind::Duty(duty) => {
            let triggers: Vec<String> =
                duty.triggers.iter().map(|one| format!("{}({})", relation(one.relation), terms(&one.args))).collect();
            format!(
                "duty {} {:?} by {:?} on {triggers:?} done {} {:?} keeping {}",
                act(&duty.act),
                duty.alternatives.iter().map(act).collect::<Vec<_>>(),
                duty.bearer,
                formula(&duty.done),
                duty.limit,
                duty.keeping
            )
        }
        ClauseKind::Definition { head, closed } => {
            format!("define{} {}({})", if *closed { "!" } else { "" }, relation(head.relation), terms(&head.args))
        }
        ClauseKind::Exception { act: a, .. } => format!("exception {:?}", a.as_ref().map(act)),
        ClauseKind::Gap { act: a, .. } => format!("gap {}", act(a)),
        ClauseKind::Frequency(_) => "frequency".into(),
        ClauseKind::Procedure(_) | ClauseKind::Turn(_) => "procedure".into(),
        ClauseKind::Sum(sum) => format!("sum {}", formula(&Formula::Compare(sum.clone()))),
    };
    let kinds: Vec<u32> = c.variables.iter().map(|(kind, _)| kind.0).collect();
    let exceptions: Vec<u32> = c.exceptions.iter().map(|id| id.0).collect();
    let hedge = if c.hedged { " hedged" } else { "" };
    let rivals: Vec<_> = c.rivals.iter().map(|one| (one.choice.0, one.option, one.clause.0)).collect();
    format!(
        "{n} doc{}{hedge} guards {:?} except {exceptions:?} rivals {rivals:?} vars {kinds:?}: {head}\n      if {}",
        c.document.0,
        c.guards.iter().map(|(c, o)| (c.0, *o)).collect::<Vec<_>>(),
        formula(&c.condition)
    )
}

pub fn case(program: &Program, world: &World, question: &Question) -> String {
    let clauses: Vec<String> = program.clauses.iter().enumerate().map(|(n, c)| clause(n, c)).collect();
    let choices: Vec<String> = program.choices.iter().map(|one| format!("{:?}×{}", one.kind, one.options.len())).collect();
    let classes: Vec<String> = program
        .relations
        .iter()
        .enumerate()
        .map(|(n, one)| format!("{}:{:?}", relation(RelationId(n as u32)), one.class))
        .collect();
    let entities: Vec<String> = world
        .entities
        .iter()
        .enumerate()
        .map(|(n, one)| format!("{n}:{}{:?}", one.kind.0, one.unnamed.map(|(o, k)| (o.0, k))))
        .collect();
    let facts: Vec<String> = world
        .facts
        .iter()
        .map(|fact| {
            format!(
                "{}{:?}={:?}{}",
                relation(fact.relation),
                fact.args.iter().map(|one| one.0).collect::<Vec<_>>(),
                fact.truth,
                fact.number.map_or(String::new(), |n| format!(" {n}"))
            )
        })
        .collect();
    let complete: Vec<&str> = world.complete.iter().map(|id| relation(*id)).collect();
    format!(
        "{}\nchoices {choices:?}\n{classes:?}\nentities {}\nfacts {}\ncomplete {complete:?}\n{question:?}",
        clauses.join("\n"),
        entities.join(" "),
        facts.join(" ")
    )
}
