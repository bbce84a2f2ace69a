//! What the clauses of an act come to, clause by clause: always, sometimes or never.
use super::{
    act::Act,
    algebra::Res,
    judge::{Doubt, Oracle},
    prover::Reason,
    resolve::undoubted,
};
use crate::core_ir::ClauseId;

/// In how many fillings of the unknown facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Modal {
    Never,
    Sometimes,
    Always,
}

impl Modal {
    pub fn possible(self) -> bool {
        self != Self::Never
    }
}

/// The clauses of an act, appraised; each list runs beside that of the findings.
#[derive(Debug, Clone)]
pub(super) struct Appraised {
    /// Speaks, grants.
    pub powers: Vec<(ClauseId, Modal, Modal)>,
    /// Applies, is not met.
    pub requirements: Vec<(ClauseId, Modal, Modal)>,
    /// Is lifted, forbids.
    pub prohibitions: Vec<(ClauseId, Modal, Modal)>,
    /// Has arisen.
    pub duties: Vec<(ClauseId, Modal)>,
    /// Covers the case.
    pub gaps: Vec<(ClauseId, Modal)>,
    pub not_empowered: Modal,
}

/// How often a condition holds. What three-valued truth cannot tell counts as sometimes.
pub(super) fn modal<B>(value: &B, oracle: &mut impl Oracle<B>) -> Res<Modal> {
    match oracle.always(value) {
        Ok(true) => return Ok(Modal::Always),
        Ok(false) => {}
        Err(Doubt::Vague) => return Ok(Modal::Sometimes),
        Err(doubt) => return Err(undoubted(doubt)),
    }
    match oracle.ever(value) {
        Ok(true) | Err(Doubt::Vague) => Ok(Modal::Sometimes),
        Ok(false) => Ok(Modal::Never),
        Err(doubt) => Err(undoubted(doubt)),
    }
}

pub(super) fn appraise<B>(act: &Act<B>, oracle: &mut impl Oracle<B>) -> Res<Appraised> {
    let mut all = Appraised {
        powers: Vec::new(),
        requirements: Vec::new(),
        prohibitions: Vec::new(),
        duties: Vec::new(),
        gaps: Vec::new(),
        not_empowered: modal(&act.not_empowered, oracle)?,
    };
    for one in &act.powers {
        all.powers.push((one.clause, modal(&one.speaks, oracle)?, modal(&one.grants, oracle)?));
    }
    for one in &act.requirements {
        all.requirements.push((one.clause, modal(&one.applies, oracle)?, modal(&one.unmet, oracle)?));
    }
    for one in &act.prohibitions {
        all.prohibitions.push((one.clause, modal(&one.lifted, oracle)?, modal(&one.forbids, oracle)?));
    }
    for one in &act.duties {
        all.duties.push((one.clause, modal(&one.arises, oracle)?));
    }
    for (clause, covers) in &act.gaps {
        all.gaps.push((*clause, modal(covers, oracle)?));
    }
    Ok(all)
}

/// What explanations can tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told;

impl Oracle<Reason> for Told {
    fn always(&mut self, value: &Reason) -> Result<bool, Doubt> {
        value.value.known().ok_or(Doubt::Vague)
    }

    fn ever(&mut self, value: &Reason) -> Result<bool, Doubt> {
        value.value.known().ok_or(Doubt::Vague)
    }
}
