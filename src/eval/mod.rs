//! 5 · The core and a situation → an outcome.
//!
//! One evaluator, generic over the algebra of truth, walks the clauses. Over three-valued logic it gives plain answers fast;
//! over decision diagrams it gives what hangs on unknown facts and open readings; over proofs it gives the explanation.
//! `book/en/semantics.md` is normative for what comes out.
mod error;
mod outcome;
mod proof;

pub use crate::vocabulary::Verdict;
pub use error::{EvalError, Fault};
pub use outcome::{
    About, Answer, Change, ConventionUse, Decision, Finding, Found, Missing, Note, Outcome, Reading, Refusal, Settlement,
    Unknown, Unmet,
};
pub use proof::{Amount, Origin, Part, Proof, Step, Value};

use crate::core_ir::{Program, Question, World};
use std::sync::Arc;

/// The rulebooks, indexed once. A clone is another handle on the same index; `Send` and `Sync`.
#[derive(Debug, Clone)]
pub struct Engine {
    program: Arc<Program>,
}

impl Engine {
    /// Indexes clauses by verb and relations by definition.
    pub fn new(program: impl Into<Arc<Program>>) -> Self {
        Self { program: program.into() }
    }

    /// What the rulebooks say.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Indexes a situation. Nothing of it is borrowed: what is prepared can be kept and shared.
    pub fn prepare(&self, _world: &World) -> Prepared {
        Prepared { engine: self.clone() }
    }
}

/// A situation ready to be asked about.
#[derive(Debug, Clone)]
pub struct Prepared {
    engine: Engine,
}

impl Prepared {
    /// The full answer.
    pub fn ask(&self, _question: &Question) -> Result<Outcome, EvalError> {
        Err(EvalError::new(Fault::Question, None, self.engine.program()))
    }

    /// The verdict alone, fast.
    pub fn decide(&self, _question: &Question) -> Result<Decision, EvalError> {
        Err(EvalError::new(Fault::Question, None, self.engine.program()))
    }
}
