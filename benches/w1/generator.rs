//! Workload W1: the generator (fixed seed; scenario *i* depends on *i* alone) and the hand-written reference.
#![allow(dead_code, missing_docs, clippy::pedantic)]

pub const SEED: u64 = 0x5EED_2026;
pub const NOBODY: u8 = 255;

/// splitmix64: tiny, portable, the same stream everywhere.
pub struct Rng(pub u64);
impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n
    }
    pub fn pct(&mut self, p: u64) -> bool {
        self.below(100) < p
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Mayor,
    Executive,
    Deputy,
    Secretary,
    Head,
}
impl Role {
    pub fn name(self) -> &'static str {
        ["mayor", "executive", "deputy", "secretary", "head"][self as usize]
    }
}

/// What a delegation covers: convening, acting for the mayor, or signing one document type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Matter {
    Convene,
    Act,
    Order,
    GovernmentRule,
    Bill,
    Appointment,
    UpwardReport, // the mayor signs
    Notice,
    Reply,
    Letter,
    SectorPlan, // the responsible deputy signs
    OfficeNotice,
    OfficeLetter,
    Minutes, // the secretary-general signs
}
pub const MATTERS: [Matter; 14] = {
    use Matter::*;
    [
        Convene,
        Act,
        Order,
        GovernmentRule,
        Bill,
        Appointment,
        UpwardReport,
        Notice,
        Reply,
        Letter,
        SectorPlan,
        OfficeNotice,
        OfficeLetter,
        Minutes,
    ]
};
pub const MATTER_NAMES: [&str; 14] = [
    "convene",
    "act",
    "order",
    "government_rule",
    "bill",
    "appointment",
    "upward_report",
    "notice",
    "reply",
    "letter",
    "sector_plan",
    "office_notice",
    "office_letter",
    "minutes",
];
impl Matter {
    pub fn name(self) -> &'static str {
        MATTER_NAMES[self as usize]
    }
}

#[derive(Clone, Debug)]
pub struct Holder {
    pub role: Role,
    pub away: bool,
    pub present: bool,
    pub pair: Option<u8>,
}
#[derive(Clone, Debug)]
pub struct Delegation {
    pub from: u8,
    pub to: u8,
    pub matter: Matter,
    pub since: i32,
    pub until: i32,
}
#[derive(Clone, Debug)]
pub struct Item {
    pub lead: i32,
    pub legal: bool,
    pub office: bool,
    pub late_by: Option<u8>,
}
#[derive(Clone, Debug)]
pub struct Doc {
    pub kind: Matter,
    pub responsible: u8,
}
#[derive(Clone, Debug)]
pub struct Scenario {
    pub date: i32,
    pub mayor: u8,
    pub executive: u8,
    pub secretary: u8,
    pub holders: Vec<Holder>,
    pub delegations: Vec<Delegation>,
    pub ask: [u8; 2],
    pub items: [Item; 4],
    pub docs: [Doc; 3],
}
/// 12 answers: may_convene, presider, acting mayor, substitute x2, admissible x4, signer x3.
pub type Answers = [u8; 12];

/// Scenario `i` depends on `i` alone, so every prefix of the workload is the same for every peer.
pub fn scenario(i: u64) -> Scenario {
    let r = &mut Rng(SEED ^ i.wrapping_mul(0xA076_1D64_78BD_642F));
    let n = 12 + r.below(9) as usize;
    let deputies = 5 + r.below(5) as usize; // the executive deputy is one of them
    let (mayor, executive, secretary) = (0u8, 1u8, deputies as u8 + 1);
    let date = 20454 + r.below(365) as i32;
    let mut holders: Vec<Holder> = (0..n)
        .map(|k| {
            let role = match k {
                0 => Role::Mayor,
                1 => Role::Executive,
                k if k <= deputies => Role::Deputy,
                k if k == deputies + 1 => Role::Secretary,
                _ => Role::Head,
            };
            let away = r.pct(match k {
                0 => 40,
                1 => 30,
                _ => 25,
            });
            Holder { role, away, present: r.pct(70) && !away, pair: None }
        })
        .collect();
    let mut pool: Vec<u8> = (2..=deputies as u8).collect();
    for k in (1..pool.len()).rev() {
        pool.swap(k, r.below(k as u64 + 1) as usize)
    }
    for p in pool.chunks(2) {
        // an odd one out is paired with the executive deputy
        if p.len() == 2 {
            holders[p[0] as usize].pair = Some(p[1]);
            holders[p[1] as usize].pair = Some(p[0])
        } else {
            holders[p[0] as usize].pair = Some(executive)
        }
    }
    let deputy = |r: &mut Rng| 2 + r.below(deputies as u64 - 1) as u8;
    let mut delegations: Vec<Delegation> = Vec::new();
    let grant = |r: &mut Rng, ds: &mut Vec<Delegation>, from, to, matter| {
        let (since, until) = (date - r.below(30) as i32, date - 8 + r.below(38) as i32);
        if from != to && !ds.iter().any(|d: &Delegation| d.from == from && d.matter == matter) {
            ds.push(Delegation { from, to, matter, since, until })
        }
    };
    if r.pct(65) {
        grant(r, &mut delegations, mayor, executive, Matter::Convene)
    }
    if r.pct(65) {
        grant(r, &mut delegations, mayor, executive, Matter::Act)
    }
    let docs = [(); 3].map(|_| Doc { kind: MATTERS[2 + r.below(12) as usize], responsible: deputy(r) });
    for k in 0..5 {
        // about half of the documents asked about have a signing delegation; two more are noise
        let Doc { kind, responsible } =
            if k < 3 { docs[k].clone() } else { Doc { kind: MATTERS[2 + r.below(12) as usize], responsible: deputy(r) } };
        let from = match kind as u8 {
            2..=6 => mayor,
            7..=10 => responsible,
            _ => secretary,
        };
        let to = r.below(n as u64) as u8;
        if k >= 3 || r.pct(50) {
            grant(r, &mut delegations, from, to, kind)
        }
    }
    let ask = [deputy(r), deputy(r)];
    let items = [(); 4].map(|_| Item {
        lead: 5 + r.below(12) as i32,
        legal: r.pct(80),
        office: r.pct(80),
        late_by: if r.pct(40) { Some(if r.pct(70) { r.below(2) as u8 } else { r.below(n as u64) as u8 }) } else { None },
    });
    Scenario { date, mayor, executive, secretary, holders, delegations, ask, items, docs }
}

// ---- the reference: what a person would write who knows the rules and nothing else ----

#[inline]
fn delegate(s: &Scenario, from: u8, matter: Matter) -> Option<u8> {
    s.delegations.iter().find(|d| d.from == from && d.matter == matter && d.since <= s.date && s.date <= d.until).map(|d| d.to)
}
#[inline]
fn away(s: &Scenario, h: u8) -> bool {
    s.holders[h as usize].away
}

pub fn acting_mayor(s: &Scenario) -> u8 {
    if !away(s, s.mayor) {
        s.mayor
    } else if !away(s, s.executive) && delegate(s, s.mayor, Matter::Act) == Some(s.executive) {
        s.executive
    } else {
        NOBODY
    }
}
pub fn substitute(s: &Scenario, x: u8) -> u8 {
    if !away(s, x) {
        return x;
    }
    match s.holders[x as usize].pair {
        Some(p) if !away(s, p) => p,
        _ if !away(s, s.executive) => s.executive,
        _ => NOBODY,
    }
}
pub fn presider(s: &Scenario) -> u8 {
    if s.holders[s.mayor as usize].present {
        s.mayor
    } else if s.holders[s.executive as usize].present && delegate(s, s.mayor, Matter::Convene) == Some(s.executive) {
        s.executive
    } else {
        NOBODY
    }
}
pub fn signer(s: &Scenario, d: &Doc, acting: u8) -> u8 {
    let principal = match d.kind as u8 {
        2..=6 => s.mayor,
        7..=10 => d.responsible,
        _ => s.secretary,
    };
    if !away(s, principal) {
        return principal;
    }
    if let Some(t) = delegate(s, principal, d.kind)
        && !away(s, t)
    {
        return t;
    }
    if principal == s.mayor {
        acting
    } else if principal == s.secretary {
        NOBODY
    } else {
        substitute(s, principal)
    }
}
pub fn answer(s: &Scenario) -> Answers {
    let (mut members, mut present) = (0, 0);
    for h in &s.holders {
        if h.role != Role::Head {
            members += 1;
            present += h.present as u32
        }
    }
    let p = presider(s);
    let acting = acting_mayor(s);
    let item = |i: &Item| ((i.lead >= 10 && i.legal && i.office) || (acting != NOBODY && i.late_by == Some(acting))) as u8;
    let [i0, i1, i2, i3] = &s.items;
    let [d0, d1, d2] = &s.docs;
    [
        (2 * present >= members && p != NOBODY) as u8,
        p,
        acting,
        substitute(s, s.ask[0]),
        substitute(s, s.ask[1]),
        item(i0),
        item(i1),
        item(i2),
        item(i3),
        signer(s, d0, acting),
        signer(s, d1, acting),
        signer(s, d2, acting),
    ]
}
