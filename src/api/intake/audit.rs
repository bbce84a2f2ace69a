//! The audit of tables.
use super::{Intake, Taken};
use crate::api::audit::{Audit, Period};
use crate::diagnostic::{Lang, Problems};
use std::collections::BTreeSet;

impl Intake {
    /// Puts every event of tables to the rules, each body's for itself. `progress` hears how many of how many have been
    /// looked at.
    pub fn audit(
        &self,
        taken: &Taken,
        period: Period,
        lang: Lang,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Audit, Problems> {
        let mut audit = Audit::new(self.base.world.date, period);
        let (mut contradicting, mut incomplete) = (Vec::new(), BTreeSet::new());
        let all: usize = taken.parts.values().map(super::Part::rows).sum();
        let mut done = 0;
        for (name, part) in &taken.parts {
            let (ready, bad) = self.ready(taken, name)?;
            contradicting.extend(bad);
            incomplete.extend(ready.incomplete.iter().cloned());
            let own = part.rows();
            let within = |n: usize, of: usize| progress(done + own * n / of.max(1), all);
            let said = |relation, args: &[_], at| ready.rows(relation, args, at).iter().map(|row| row.told(lang)).collect();
            audit.join(name, ready.prepared.audit_rows(period, lang, within, said)?);
            done += own;
        }
        audit.rows = Some(taken.rows(self.base.world.date, &contradicting, incomplete.into_iter(), lang));
        Ok(audit.ordered())
    }
}
