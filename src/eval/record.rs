//! What is on record, relation by relation, in one piece: which tuples there are, sorted and each once, and what is said of
//! each. At other moments of the same situation other things are said of the same tuples.
use crate::core_ir::{RelationId, Stands, Truth};
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

/// An argument place that is not filled.
pub(super) const NONE: u32 = u32::MAX;

/// So few tuples are looked through one by one.
const FEW: usize = 32;

/// Where the tuples of one relation are.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// The first of its arguments.
    args: u32,
    /// The first of its cells.
    first: u32,
    len: u32,
    arity: u32,
}

/// The tuples.
#[derive(Debug, Default)]
pub(super) struct Shape {
    spans: Vec<Span>,
    args: Vec<u32>,
    /// For each relation and place that was asked for, the tuples in order of what stands there.
    by_place: OnceLock<Vec<OnceLock<Box<[u32]>>>>,
}

/// So many cells are kept together: what differs between two moments is little, and the rest they share.
const TOGETHER: usize = 256;

/// What is said of each; nothing, where it is not on record.
#[derive(Debug, Clone, Default)]
pub(super) struct Cells {
    truths: Vec<Arc<[Option<Truth>]>>,
    /// Nothing where none of them has a number, or at the end.
    numbers: Vec<Option<Arc<[Option<i64>]>>>,
}

impl Cells {
    /// Cells one after another; numbers may end before.
    pub fn new(truths: &[Option<Truth>], numbers: &[Option<i64>]) -> Self {
        let numbers = numbers.chunks(TOGETHER).map(|some| {
            let mut whole = some.to_vec();
            whole.resize(TOGETHER, None);
            some.iter().any(Option::is_some).then(|| Arc::from(whole))
        });
        Self { truths: truths.chunks(TOGETHER).map(Arc::from).collect(), numbers: numbers.collect() }
    }

    fn truth(&self, cell: usize) -> Option<Truth> {
        self.truths[cell / TOGETHER][cell % TOGETHER]
    }

    fn number(&self, cell: usize) -> Option<i64> {
        self.numbers.get(cell / TOGETHER)?.as_ref()?[cell % TOGETHER]
    }

    /// What is said of a cell.
    pub fn get(&self, cell: usize) -> Stands {
        self.truth(cell).map(|truth| (truth, self.number(cell)))
    }

    /// Says something of a cell. What is shared is copied only where it changes.
    pub fn put(&mut self, cell: usize, to: Stands) {
        let (truth, number) = (to.map(|to| to.0), to.and_then(|to| to.1));
        if self.truth(cell) != truth {
            Arc::make_mut(&mut self.truths[cell / TOGETHER])[cell % TOGETHER] = truth;
        }
        if self.number(cell) != number {
            if self.numbers.len() <= cell / TOGETHER {
                self.numbers.resize(cell / TOGETHER + 1, None);
            }
            let some = self.numbers[cell / TOGETHER].get_or_insert_with(|| Arc::from([None; TOGETHER]));
            Arc::make_mut(some)[cell % TOGETHER] = number;
        }
    }
}

/// What silence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silence {
    /// It is not so.
    No,
    /// It is unknown.
    Open,
    /// The same, and nothing that is on record counts.
    Emptied,
}

/// The record at a moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    pub shape: Arc<Shape>,
    pub cells: Arc<Cells>,
    /// For each relation.
    pub silence: Arc<Vec<Silence>>,
}

/// The tuples of one relation.
#[derive(Clone, Copy)]
pub(super) struct Rows<'t> {
    record: &'t Record,
    relation: RelationId,
    span: Span,
    /// Silence leaves it open.
    pub open: bool,
}

impl Shape {
    /// From here on tuples are of the next relation.
    pub fn relation(&mut self, arity: usize) {
        let (args, first) = (self.args.len() as u32, self.len() as u32);
        self.spans.push(Span { args, first, len: 0, arity: arity as u32 });
    }

    /// Adds a tuple; it comes after all that are there.
    pub fn push(&mut self, tuple: &[u32]) {
        if let Some(span) = self.spans.last_mut() {
            self.args.extend_from_slice(tuple);
            span.len += 1;
        }
    }

    /// Room for tuples to come.
    pub fn reserve(&mut self, relations: usize, args: usize) {
        self.spans.reserve(relations);
        self.args.reserve(args);
    }

    /// How many tuples there are.
    pub fn len(&self) -> usize {
        self.spans.last().map_or(0, |span| (span.first + span.len) as usize)
    }

    fn span(&self, relation: RelationId) -> Span {
        self.spans.get(relation.index()).copied().unwrap_or(Span { args: 0, first: 0, len: 0, arity: 0 })
    }

    /// The cells of a relation.
    pub fn cells(&self, relation: RelationId) -> std::ops::Range<usize> {
        let span = self.span(relation);
        span.first as usize..(span.first + span.len) as usize
    }

    /// A tuple of a relation, counted from the first of that.
    pub fn tuple(&self, relation: RelationId, n: usize) -> &[u32] {
        self.row(self.span(relation), n)
    }

    fn row(&self, span: Span, n: usize) -> &[u32] {
        let (arity, from) = (span.arity as usize, span.args as usize);
        &self.args[from + n * arity..from + (n + 1) * arity]
    }

    /// Where a tuple stands, counted from the first of its relation.
    pub fn find(&self, relation: RelationId, args: &[u32]) -> Option<usize> {
        self.search(self.span(relation), args)
    }

    fn search(&self, span: Span, args: &[u32]) -> Option<usize> {
        if let (1, [one]) = (span.arity, args) {
            return self.args[span.args as usize..(span.args + span.len) as usize].binary_search(one).ok();
        }
        let (mut low, mut high) = (0, span.len as usize);
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.row(span, middle).cmp(args) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// Tuples that may have these arguments, in order; a place that is not filled fits everything. All that do are among them.
    pub fn near(&self, relation: RelationId, args: &[u32]) -> Near<'_> {
        let span = self.span(relation);
        if span.len as usize <= FEW {
            return Near::All(0..span.len as usize);
        }
        // Of the places that are filled, the one that fewest have so.
        let filled = (0..span.arity as usize).filter(|place| args.get(*place).is_some_and(|arg| *arg != NONE));
        let own = filled.map(|place| self.having(relation, span, place, args[place]));
        own.min_by_key(|own| own.len()).map_or(Near::All(0..span.len as usize), |own| Near::Some(own.iter()))
    }

    /// The tuples that have something in a place.
    fn having(&self, relation: RelationId, span: Span, place: usize, arg: u32) -> &[u32] {
        let held = |n: &u32| self.row(span, *n as usize).get(place).copied().unwrap_or(NONE);
        let order = self.by_place(relation, span, place);
        let own = &order[order.partition_point(|n| held(n) < arg)..];
        &own[..own.partition_point(|n| held(n) == arg)]
    }

    fn by_place(&self, relation: RelationId, span: Span, place: usize) -> &[u32] {
        let wide = self.spans.iter().map(|span| span.arity as usize).max().unwrap_or(0);
        let all = self.by_place.get_or_init(|| (0..self.spans.len() * wide).map(|_| OnceLock::new()).collect());
        all[relation.index() * wide + place].get_or_init(|| {
            let mut order: Vec<u32> = (0..span.len).collect();
            order.sort_by_key(|n| self.row(span, *n as usize)[place]);
            order.into()
        })
    }
}

/// Some tuples of a relation.
pub(super) enum Near<'t> {
    All(std::ops::Range<usize>),
    Some(std::slice::Iter<'t, u32>),
}

impl Iterator for Near<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        match self {
            Self::All(all) => all.next(),
            Self::Some(some) => some.next().map(|n| *n as usize),
        }
    }
}

/// Whether a tuple has these arguments; a place that is not filled fits everything.
pub(super) fn fits(tuple: &[u32], args: &[u32]) -> bool {
    tuple.iter().zip(args).all(|(own, arg)| *arg == NONE || own == arg)
}

impl Record {
    /// What is on record of a relation.
    pub fn rows(&self, relation: RelationId) -> Rows<'_> {
        let silence = self.silence.get(relation.index()).copied().unwrap_or(Silence::No);
        let span = self.shape.span(relation);
        let len = if silence == Silence::Emptied { 0 } else { span.len };
        Rows { record: self, relation, span: Span { len, ..span }, open: silence != Silence::No }
    }

    /// Whether nothing that is on record of a relation counts.
    pub fn is_emptied(&self, relation: RelationId) -> bool {
        self.silence.get(relation.index()) == Some(&Silence::Emptied)
    }

    /// The same with nothing on record of some relations.
    pub fn emptied(&self, relations: impl Iterator<Item = RelationId>) -> Self {
        let mut silence = self.silence.as_ref().clone();
        for relation in relations {
            if let Some(one) = silence.get_mut(relation.index()) {
                *one = Silence::Emptied;
            }
        }
        Self { silence: silence.into(), ..self.clone() }
    }
}

impl<'t> Rows<'t> {
    fn truth(self, n: usize) -> Option<Truth> {
        self.record.cells.truth(self.span.first as usize + n)
    }

    /// The number of a tuple.
    pub fn number(self, n: usize) -> Option<i64> {
        self.record.cells.number(self.span.first as usize + n)
    }

    /// Every tuple that is on record, with its place.
    pub fn all(self) -> impl Iterator<Item = (usize, &'t [u32], Truth)> {
        (0..self.span.len as usize).filter_map(move |n| Some((n, self.record.shape.row(self.span, n), self.truth(n)?)))
    }

    /// Every tuple on record that fits, in order.
    pub fn fitting(self, args: &'t [u32]) -> impl Iterator<Item = (&'t [u32], Truth)> {
        let near = if self.span.len == 0 { Near::All(0..0) } else { self.record.shape.near(self.relation, args) };
        let all = near.filter_map(move |n| Some((self.record.shape.row(self.span, n), self.truth(n)?)));
        all.filter(|(row, _)| fits(row, args))
    }

    /// Those that hold.
    pub fn held(self) -> impl Iterator<Item = &'t [u32]> {
        self.all().filter(|(.., truth)| *truth == Truth::True).map(|(_, row, _)| row)
    }

    /// What is on record of a tuple, and its place.
    pub fn find(self, args: &[u32]) -> Option<(usize, Truth)> {
        let n = self.record.shape.search(self.span, args)?;
        Some((n, self.truth(n)?))
    }
}
