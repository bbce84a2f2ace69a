//! A form as the header of a table has it, and what is said by rows in which the same columns are filled.
use super::cells::{Cells, Column, Odd, Pattern};
use super::plan::{FormPlan, Holding, Plan, SentencePlan};
use crate::api::intake::row::Bound;
use crate::core_ir::EntityId;
use crate::vocabulary::Date;

/// A form as the header of a table has it.
pub struct Shaped<'i> {
    /// The table, in [`Reading::places`](super::reading::Reading).
    pub number: u16,
    /// The form.
    pub form: u16,
    pub plan: &'i FormPlan,
    pub bound: Bound<'i>,
    /// The columns of the form.
    pub columns: Vec<Column<'i>>,
    /// The columns of what belongs to one row, and who stands in for it.
    pub own: Vec<(usize, EntityId)>,
    /// By pattern, the last one first; none where nothing is said, or a cell is filled for nothing.
    shapes: Vec<(Pattern, Option<Shape<'i>>)>,
}

/// What is said by rows of one pattern.
pub struct Shape<'i> {
    spans: Vec<Span>,
    /// Something of it is judged, as of the day of the form.
    judged: bool,
    /// What lasts from some day on.
    pub begins: Vec<&'i SentencePlan>,
}

/// The columns of the days of sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: Option<usize>,
    until: Option<usize>,
    /// They last, and so begin and are over with a day.
    lasts: bool,
    /// The row speaks of their day, not of what belongs to it alone.
    first: bool,
}

/// The days of a row: when it is judged, if it is, and the first that it speaks of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Days {
    pub judged: Option<Date>,
    pub first: Option<Date>,
}

/// So many patterns of a table are remembered.
const MOST: usize = 64;

impl<'i> Shaped<'i> {
    pub fn new(plan: &'i Plan, (number, form): (u16, u16), bound: Bound<'i>) -> Option<Self> {
        let plan = plan.forms.get(usize::from(form))?;
        let columns = plan.columns.iter().enumerate();
        let own = |(n, holding): (usize, &Holding)| if let Holding::Own(id) = holding { Some((n, *id)) } else { None };
        Some(Self {
            number,
            form,
            plan,
            columns: columns.clone().map(|(n, holding)| Column::new(plan, n, holding, bound.place(n))).collect(),
            own: columns.filter_map(own).collect(),
            bound,
            shapes: Vec::new(),
        })
    }

    /// What is said by rows of a pattern.
    pub fn shape(&mut self, pattern: Pattern) -> Option<&Shape<'i>> {
        if let Some(at) = self.shapes.iter().position(|(own, _)| *own == pattern) {
            self.shapes.swap(0, at);
        } else {
            self.shapes.truncate(MOST);
            self.shapes.insert(0, (pattern, Shape::new(self.plan, pattern)));
        }
        self.shapes.first().and_then(|(_, shape)| shape.as_ref())
    }
}

impl<'i> Shape<'i> {
    fn new(form: &'i FormPlan, pattern: Pattern) -> Option<Self> {
        let (says, unsaid): (Vec<_>, Vec<_>) = applying(form, pattern.blocks).partition(|one| pattern.says(one));
        let columns = |of: &[&SentencePlan]| of.iter().fold(0, |all, one| all | one.columns);
        // A cell that is filled for nothing but a sentence that is not said.
        let forgotten = columns(&unsaid) & !columns(&says) & pattern.filled != 0;
        if says.is_empty() || forgotten {
            return None;
        }
        let mut spans = Vec::new();
        for one in &says {
            let (lasts, first) = (!one.local && one.read, one.is_judged() || !one.local);
            let span = Span { from: one.from, until: one.until, lasts, first };
            if !spans.contains(&span) {
                spans.push(span);
            }
        }
        let judged = says.iter().any(|one| one.is_judged());
        Some(Self { spans, judged, begins: says.into_iter().filter(|one| !one.local && one.read).collect() })
    }

    /// The days of a row; `day`: the column of that as of which rows are judged.
    pub fn days(&self, cells: &Cells<'_>, day: Option<usize>) -> Result<Days, Odd> {
        let mut days = Days::default();
        for span in &self.spans {
            let (from, until) = (cells.day(span.from)?, cells.day(span.until)?);
            if until.is_some_and(|until| from.is_some_and(|from| until.before(from))) {
                return Err(Odd);
            }
            if span.lasts && [from, until].into_iter().flatten().any(|moment| moment.minute.is_some()) {
                return Err(Odd);
            }
            if let Some(from) = from.filter(|_| span.first) {
                days.first = Some(days.first.map_or(from.date, |first| first.min(from.date)));
            }
        }
        if self.judged {
            days.judged = cells.day(day)?.map(|moment| moment.date);
        }
        Ok(days)
    }
}

/// What is said of a row.
pub fn applying(form: &FormPlan, blocks: u32) -> impl Iterator<Item = &SentencePlan> {
    form.blocks.iter().enumerate().filter(move |(n, _)| blocks >> n & 1 == 1).flat_map(|(_, block)| &block.says)
}
