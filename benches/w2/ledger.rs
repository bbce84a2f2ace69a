//! Workload W2: one year of events in 100 bodies with one fixed roster of 16, and the hand-written audit.
//! Roster: 0 mayor, 1 executive deputy, 2..=7 deputies (paired 2-3, 4-5, 6-7), 8 secretary-general, 9..=15 heads.
#![allow(dead_code, missing_docs, clippy::pedantic)]
use super::generator::{NOBODY, Rng, SEED};
pub const BODIES: usize = 100;
pub const DAYS: usize = 366;
pub const LEAVE: u8 = 0;
pub const GRANT: u8 = 1;
pub const MEETING: u8 = 2;
pub const ITEM: u8 = 3;
pub const DOC: u8 = 4;
pub const ACT: u8 = 5;

/// Columns a..d by kind: leave(holder, last day) grant(from, to, matter, until) meeting(presider, present mask)
/// item(meeting, lead, legal + 2*office, late_by) doc(type 2..=13, responsible, signer) act(for, by).
#[derive(Clone, Copy, Default, Debug)]
pub struct Event {
    pub id: u32,
    pub kind: u8,
    pub body: u8,
    pub day: u16,
    pub a: u32,
    pub b: u16,
    pub c: u8,
    pub d: u16,
}

#[derive(Clone)]
pub struct State {
    pub away: Vec<u16>,
    can: Vec<u8>,
    sign: Vec<u16>,
    to: Vec<u8>,
}
impl State {
    pub fn build(ev: &[Event]) -> Self {
        let mut s = State {
            away: vec![0; BODIES * DAYS],
            can: vec![0; BODIES * DAYS],
            sign: vec![0; BODIES * DAYS * 12],
            to: vec![NOBODY; BODIES * 16 * 12],
        };
        for e in ev {
            match e.kind {
                LEAVE => {
                    for d in e.day..=e.b.min(365) {
                        s.away[e.body as usize * DAYS + d as usize] |= 1 << e.a
                    }
                }
                GRANT => {
                    if e.c >= 2 {
                        s.to[(e.body as usize * 16 + e.a as usize) * 12 + e.c as usize - 2] = e.b as u8
                    }
                    for d in e.day..=e.d.min(365) {
                        let k = e.body as usize * DAYS + d as usize;
                        if e.c < 2 { s.can[k] |= 1 << e.c } else { s.sign[k * 12 + e.c as usize - 2] |= 1 << e.a }
                    }
                }
                _ => {}
            }
        }
        s
    }
    #[inline]
    fn k(&self, e: &Event) -> usize {
        e.body as usize * DAYS + e.day as usize
    }
    #[inline]
    pub fn acting(&self, k: usize) -> u8 {
        let w = self.away[k];
        if w & 1 == 0 {
            0
        } else if w & 2 == 0 && self.can[k] & 2 != 0 {
            1
        } else {
            NOBODY
        }
    }
    #[inline]
    pub fn substitute(&self, k: usize, x: u8) -> u8 {
        let w = self.away[k];
        if w >> x & 1 == 0 {
            x
        } else if w >> (x ^ 1) & 1 == 0 {
            x ^ 1
        } else if w & 2 == 0 {
            1
        } else {
            NOBODY
        }
    }
    #[inline]
    pub fn presider(&self, k: usize, mask: u16) -> u8 {
        if mask & 1 != 0 {
            0
        } else if mask & 2 != 0 && self.can[k] & 1 != 0 {
            1
        } else {
            NOBODY
        }
    }
    #[inline]
    pub fn signer(&self, k: usize, body: u8, t: u8, responsible: u8) -> u8 {
        let p = match t {
            2..=6 => 0,
            7..=10 => responsible,
            _ => 8,
        };
        let w = self.away[k];
        if w >> p & 1 == 0 {
            return p;
        }
        if self.sign[k * 12 + t as usize - 2] >> p & 1 != 0 {
            let to = self.to[(body as usize * 16 + p as usize) * 12 + t as usize - 2];
            if w >> to & 1 == 0 {
                return to;
            }
        }
        match p {
            0 => self.acting(k),
            8 => NOBODY,
            _ => self.substitute(k, p),
        }
    }
}

pub fn audit(ev: &[Event]) -> Vec<(u32, u8)> {
    let s = State::build(ev);
    let mut out = Vec::new();
    for e in ev {
        let k = s.k(e);
        match e.kind {
            MEETING => {
                if 2 * (e.b & 0x1ff).count_ones() < 9 {
                    out.push((e.id, 1))
                }
                if e.a as u8 != s.presider(k, e.b) || e.a as u8 == NOBODY {
                    out.push((e.id, 2))
                }
                if e.b & s.away[k] != 0 {
                    out.push((e.id, 6))
                }
            }
            ITEM => {
                let late = e.d as u8 != NOBODY && e.d as u8 == s.acting(k);
                if !(late || e.b >= 10 && e.c == 3) {
                    out.push((e.id, 3))
                }
            }
            DOC => {
                let w = s.signer(k, e.body, e.a as u8, e.b as u8);
                if w == NOBODY || w != e.c {
                    out.push((e.id, 4))
                }
            }
            ACT => {
                let w = if e.a == 0 { s.acting(k) } else { s.substitute(k, e.a as u8) };
                if w == NOBODY || w != e.b as u8 {
                    out.push((e.id, 5))
                }
            }
            _ => {}
        }
    }
    out
}

/// Mix: 5% leave, 4% grants, 10% meetings, 21% items, 50% documents, 10% acting; about 92% of the acts follow the rules.
pub fn generate(n: usize) -> Vec<Event> {
    let r = &mut Rng(SEED ^ 0xA0D1);
    let mut ev: Vec<Event> = (0..n)
        .map(|i| {
            let (day, body) = ((i * 365 / n) as u16, r.below(BODIES as u64) as u8);
            let mut e = Event { id: i as u32, body, day, ..Default::default() };
            match r.below(100) {
                0..=4 => {
                    e.kind = LEAVE;
                    e.a = r.below(16) as u32;
                    e.b = day + r.below(4) as u16
                }
                5..=8 => {
                    e.kind = GRANT;
                    e.d = day + r.below(15) as u16;
                    e.c = r.below(14) as u8;
                    (e.a, e.b) = match e.c {
                        0 | 1 => (0, 1),
                        t => {
                            let from = match t {
                                2..=6 => 0,
                                7..=10 => 2 + r.below(6) as u32,
                                _ => 8,
                            };
                            let mut to = ((body as u32 * 7 + t as u32 * 5 + from * 3) % 16) as u16; // one delegate for each (body, from, type)
                            if to as u32 == from {
                                to = (to + 1) % 16
                            }
                            (from, to)
                        }
                    };
                }
                9..=18 => e.kind = MEETING,
                19..=39 => e.kind = ITEM,
                40..=89 => e.kind = DOC,
                _ => e.kind = ACT,
            }
            e
        })
        .collect();
    let s = State::build(&ev);
    let mut last = [u32::MAX; BODIES];
    for e in ev.iter_mut() {
        let k = s.k(e);
        if e.kind == ITEM && last[e.body as usize] == u32::MAX {
            e.kind = MEETING
        }
        match e.kind {
            MEETING => {
                last[e.body as usize] = e.id;
                e.b = (0..16).fold(0, |m, h| m | (r.pct(80) as u16) << h);
                if !r.pct(3) {
                    e.b &= !s.away[k]
                }
                let p = s.presider(k, e.b);
                e.a = (if r.pct(92) && p != NOBODY { p } else { r.below(3) as u8 }) as u32;
            }
            ITEM => {
                // dealt with on the day it is recorded; the meeting is named for the reader only
                e.a = last[e.body as usize];
                let good = r.pct(92);
                e.b = 5 + r.below(12) as u16;
                e.c = r.below(4) as u8;
                e.d = if r.pct(30) { r.below(3) as u16 } else { NOBODY as u16 };
                if good && e.d as u8 != s.acting(k) {
                    e.b = 10 + r.below(8) as u16;
                    e.c = 3
                }
            }
            DOC => {
                e.a = 2 + r.below(12) as u32;
                e.b = 2 + r.below(6) as u16;
                let w = s.signer(k, e.body, e.a as u8, e.b as u8);
                e.c = if r.pct(92) && w != NOBODY { w } else { r.below(16) as u8 };
            }
            ACT => {
                e.a = [0, 2, 3, 4, 5, 6, 7][r.below(7) as usize];
                let w = if e.a == 0 { s.acting(k) } else { s.substitute(k, e.a as u8) };
                e.b = if r.pct(92) && w != NOBODY { w as u16 } else { r.below(9) as u16 };
            }
            _ => {}
        }
    }
    ev
}

const PEOPLE: [&str; 16] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳"];
const KINDS: [&str; 12] =
    ["命令", "政府规章", "议案", "任免", "上报件", "通知", "批复", "函", "专项规划", "办公室通知", "办公室函", "会议纪要件"];
pub const TABLES: [(&str, &str); 6] = [
    ("请假", "编号,机构,日期,人,至\n"),
    ("委托", "编号,机构,日期,委托人,受托人,事项,文种,至\n"),
    ("会议", "编号,机构,日期,主持,参加\n"),
    ("议题", "编号,机构,日期,提前,审核,同意,追加\n"),
    ("发文", "编号,机构,日期,文种,分管,签发\n"),
    ("代行", "编号,机构,日期,被代,代行,所代\n"),
];

fn who(n: u64) -> &'static str {
    PEOPLE.get(n as usize).copied().unwrap_or("")
}

/// The events as tables of a person who keeps ledgers, one for each kind, and which event each row tells.
pub fn tables(events: &[Event]) -> (Vec<String>, Vec<Vec<u32>>) {
    use std::fmt::Write;
    let days: Vec<String> =
        (0..=380).map(|n| guiju::vocabulary::Date::new(2023, 1, 1).unwrap().plus_days(n).unwrap().iso()).collect();
    let day = |n: u16| days[n as usize].as_str();
    let mut tables: Vec<String> = TABLES.iter().map(|(_, header)| (*header).to_owned()).collect();
    let mut ids = vec![Vec::new(); TABLES.len()];
    for e in events {
        let kind = e.kind as usize;
        ids[kind].push(e.id);
        let s = &mut tables[kind];
        write!(s, "{},机构{},{},", e.id, e.body, day(e.day)).unwrap();
        match e.kind {
            LEAVE => writeln!(s, "{},{}", who(e.a.into()), day(e.b)),
            GRANT => {
                let (matter, kind) = match e.c {
                    0 => ("主会", ""),
                    1 => ("代行", ""),
                    t => ("签发", KINDS[t as usize - 2]),
                };
                writeln!(s, "{},{},{matter},{kind},{}", who(e.a.into()), who(e.b.into()), day(e.d))
            }
            MEETING => {
                let present: Vec<&str> = (0..16).filter(|n| e.b >> n & 1 == 1).map(who).collect();
                writeln!(s, "{},{}", who(e.a.into()), present.join("、"))
            }
            ITEM => {
                let yes = |bit: u8| if e.c & bit != 0 { "是" } else { "否" };
                writeln!(s, "{},{},{},{}", e.b, yes(1), yes(2), who(e.d.into()))
            }
            DOC => writeln!(s, "{},{},{}", KINDS[e.a as usize - 2], who(e.b.into()), who(e.c.into())),
            _ => writeln!(s, "{},{},{}", who(e.a.into()), who(e.b.into()), if e.a == 0 { "市长" } else { "其他" }),
        }
        .unwrap();
    }
    (tables, ids)
}
