//! The record changed in place, and put back as it was.
use super::super::{given::Given, index::Index, tables::Tables};
use super::facts::{ABSENT, Facts, Figure, Head, KNOWN, Recorded, UNKNOWN, closed, packed};
use super::plan::{Filled, NARROW, PLACES, Plan, View};
use crate::core_ir::{RelationId, Truth};

impl Facts {
    /// Everything told: as it stands if all of it is plainly so, else as the tables have it, which are then left in `known`.
    /// False where it cannot be laid out.
    pub fn tell_all(&mut self, index: &Index, plan: &Plan, given: &Given, known: &mut Option<Tables>) -> bool {
        if self.tell_plainly(index, plan, given).is_some() && self.clashes == 0 {
            return true;
        }
        let tables = known.insert(Tables::whole(index, given));
        let anew = if tables.fault.is_none() { Self::as_looked_up(index, plan, given, tables) } else { None };
        anew.map(|anew| *self = anew).is_some()
    }

    fn as_looked_up(index: &Index, plan: &Plan, given: &Given, tables: &Tables) -> Option<Self> {
        let mut facts = Self::new(index, plan, given)?;
        for n in (0..plan.views_of.len()).filter(|n| !plan.views_of[*n].is_empty()) {
            let relation = RelationId(n as u32);
            for (args, truth, number) in tables.rows(relation) {
                let filled = facts.numbers(index, plan, relation, args)?;
                facts.put(index, plan, relation, &filled, Some((truth, number)));
            }
        }
        facts.clashes = 0;
        Some(facts)
    }

    fn tell_plainly(&mut self, index: &Index, plan: &Plan, given: &Given) -> Option<()> {
        // Whether tallies add up is for the tables.
        if !index.sums.is_empty() {
            return None;
        }
        for one in &given.told {
            let relation = RelationId(one.relation);
            if one.truth != Truth::True {
                return None;
            }
            if plan.views_of[relation.index()].is_empty() && !plan.strange[relation.index()] {
                continue;
            }
            let arity = index.relation(relation).holes.len();
            let args = given.args.get(one.args as usize..one.args as usize + arity)?;
            let filled = self.numbers(index, plan, relation, args)?;
            if plan.strange[relation.index()] || !self.put(index, plan, relation, &filled, Some((one.truth, one.number))) {
                return None;
            }
        }
        Some(())
    }

    /// Puts a tuple on record, or takes it back. False where another number was there.
    pub fn put(&mut self, index: &Index, plan: &Plan, relation: RelationId, args: &Filled, to: Option<Recorded>) -> bool {
        let mut plain = true;
        for view in &plan.views_of[relation.index()] {
            let table = &plan.views[*view as usize];
            let at = self.place(index, plan, *view, table, args);
            let absent = self.absent[*view as usize] as usize;
            if table.numbers() {
                plain &= self.put_number(at, absent, to);
                continue;
            }
            let member = args[table.open % PLACES];
            let (word, bit) = (member as usize / 64, 1 << (member % 64));
            let (yes, may) = match to {
                Some((truth, _)) => (truth == Truth::True, truth != Truth::False),
                None => (false, self.words[absent + self.width + word] & bit != 0),
            };
            if table.single {
                let before = self.surely(at);
                self.put_bit(at + word, bit, yes);
                self.clashes += i64::from(self.surely(at) > 1) - i64::from(before > 1);
            } else {
                self.put_bit(at + word, bit, yes);
            }
            self.put_bit(at + self.width + word, bit, may);
        }
        plain
    }

    fn put_number(&mut self, at: usize, absent: usize, to: Option<Recorded>) -> bool {
        let (number, state) = match to {
            Some((Truth::True, Some(number))) => (number.cast_unsigned(), KNOWN),
            Some((Truth::False, _)) => (0, ABSENT),
            Some(_) => (0, UNKNOWN),
            None => (0, self.words[absent + 1]),
        };
        let fresh = self.words[at + 1] != KNOWN || (self.words[at], KNOWN) == (number, state);
        self.write(at, number);
        self.write(at + 1, state);
        fresh && state != UNKNOWN
    }

    #[inline]
    fn put_bit(&mut self, at: usize, bit: u64, to: bool) {
        let before = self.words[at];
        self.write(at, if to { before | bit } else { before & !bit });
    }

    #[inline]
    fn write(&mut self, at: usize, to: u64) {
        let before = std::mem::replace(&mut self.words[at], to);
        if before != to && self.keeps {
            self.before.push((at as u32, before));
        }
    }

    /// From now on changes can be undone; how many words were changed so far.
    pub fn mark(&mut self) -> usize {
        self.keeps = true;
        self.before.len()
    }

    /// Undoes all changes behind a mark. `keeps`: those before it may be undone as well.
    pub fn back_to(&mut self, mark: usize, keeps: bool) {
        while self.before.len() > mark
            && let Some((at, before)) = self.before.pop()
        {
            self.words[at as usize] = before;
        }
        self.keeps = keeps;
    }

    fn surely(&self, at: usize) -> u32 {
        if self.width == NARROW {
            return self.words[at].count_ones();
        }
        self.words[at..at + self.width].iter().map(|word| word.count_ones()).sum()
    }

    /// What is on record of a tuple. Of what is closed, that it is not so is not told apart from nothing.
    pub fn recorded(&self, plan: &Plan, relation: RelationId, args: &Filled) -> Option<Recorded> {
        let (mut truth, mut number) = (None, None);
        for view in &plan.views_of[relation.index()] {
            let table = plan.views[*view as usize];
            let at = match (table.many, table.by) {
                (true, _) => {
                    let key = (*view, packed(&closed(args, table.open)));
                    self.many.get(&key).copied().unwrap_or(self.absent[*view as usize]) as usize
                }
                (false, by) => {
                    let head = self.heads[*view as usize];
                    (head.at + by.map_or(0, |place| args[place]) * head.stride) as usize
                }
            };
            if table.numbers() {
                number = if let Figure::Known(number) = self.figure_at(at) { Some(number) } else { None };
                continue;
            }
            let (word, bit) = (args[table.open] as usize / 64, 1_u64 << (args[table.open] % 64));
            let (yes, may) = (self.words[at + word] & bit != 0, self.words[at + self.width + word] & bit != 0);
            truth = Some(if yes {
                Truth::True
            } else if may {
                Truth::Unknown
            } else {
                Truth::False
            });
        }
        truth.map(|truth| (truth, number))
    }

    /// The row of a tuple, made if there is none.
    #[inline]
    fn place(&mut self, index: &Index, plan: &Plan, view: u32, table: &View, args: &Filled) -> usize {
        if table.many {
            return self.place_of_many(view, table, args);
        }
        if self.heads[view as usize].stride == 0 {
            self.begin(index, plan, view, *table);
        }
        let head = self.heads[view as usize];
        (head.at + table.by.map_or(0, |place| args[place]) * head.stride) as usize
    }

    fn place_of_many(&mut self, view: u32, table: &View, args: &Filled) -> usize {
        let (size, absent) = (self.size(table), self.absent[view as usize] as usize);
        let (at, own) = (self.words.len() as u32, closed(args, table.open));
        let known = *self.many.entry((view, packed(&own))).or_insert(at);
        if known == at {
            self.words.extend_from_within(absent..absent + size);
            self.rows_of_many.push((view, own, at));
        }
        known as usize
    }

    /// Makes the rows of a table of which nothing was on record.
    fn begin(&mut self, index: &Index, plan: &Plan, view: u32, table: View) {
        let (size, absent) = (self.size(&table), self.absent[view as usize] as usize);
        let rows = self.rows(index, plan, table) as usize;
        self.heads[view as usize] = Head { at: self.words.len() as u32, stride: size as u32 };
        if absent == 0 {
            self.words.resize(self.words.len() + rows * size, 0);
        } else {
            (0..rows).for_each(|_| self.words.extend_from_within(absent..absent + size));
        }
    }

    /// Words of a row.
    fn size(&self, table: &View) -> usize {
        if table.numbers() { 2 } else { 2 * self.width }
    }

    /// How many rows a table has.
    pub(super) fn rows(&self, index: &Index, plan: &Plan, table: View) -> u32 {
        let sort = table.by.map(|place| plan.sorts.of(index.relation(table.relation).holes[place].kind));
        sort.map_or(1, |sort| u32::from(self.count(sort)))
    }

    /// Moves to a date with these documents in force.
    pub fn put_in_force(&mut self, in_force: Vec<bool>) {
        self.in_force = in_force;
    }
}
