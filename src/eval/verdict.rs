//! The words an answer is given in.

/// What is answered. The names are those of the interface (`permitted`, `not_empowered` …).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// 无权: clauses give the power, to others or under conditions that do not hold.
    NotEmpowered,
    /// 不得: a hard prohibition applies and nothing lifts it.
    Prohibited,
    /// 条件不足: a hard requirement is not met.
    RequirementsUnmet,
    /// 不可以: refused however the unknown facts are filled in, but not for one and the same reason.
    NotPermitted,
    /// 违反: of something done; its ground is the refusal it stands for.
    Violation,
    /// 规定冲突: readings, or clauses that nothing ranks, give different answers.
    Conflict,
    /// 不能判定: two ways of filling in the unknown facts give different answers.
    Undetermined,
    /// 尚未履行: a duty without a limit, not yet done.
    Outstanding,
    /// 偏离: of something done; only a hedged rule stands against it.
    Deviation,
    /// 未到期: the limit of a duty has not passed.
    NotYetDue,
    /// 未作规定: no clause of the documents speaks of it.
    Silent,
    /// 偏离原则: only hedged rules stand against it.
    PermittedWithDeviation,
    /// 可以.
    Permitted,
    /// Somebody was found (who).
    Found,
    /// 无人: somebody is designated, but a condition fails or the office is vacant.
    Nobody,
    /// 成立.
    Holds,
    /// 不成立.
    DoesNotHold,
    /// 必须.
    Required,
    /// 不必.
    NotRequired,
    /// 合规.
    Compliant,
    /// 不适用: a clause exists, but this case falls outside it.
    NotApplicable,
    /// 不在有效期: every document that speaks of it is out of force at the date.
    NotInForce,
}

impl Verdict {
    /// The word of the interface.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotEmpowered => "not_empowered",
            Self::Prohibited => "prohibited",
            Self::RequirementsUnmet => "requirements_unmet",
            Self::NotPermitted => "not_permitted",
            Self::Violation => "violation",
            Self::Conflict => "conflict",
            Self::Undetermined => "undetermined",
            Self::Outstanding => "outstanding",
            Self::Deviation => "deviation",
            Self::NotYetDue => "not_yet_due",
            Self::Silent => "silent",
            Self::PermittedWithDeviation => "permitted_with_deviation",
            Self::Permitted => "permitted",
            Self::Found => "found",
            Self::Nobody => "nobody",
            Self::Holds => "holds",
            Self::DoesNotHold => "does_not_hold",
            Self::Required => "required",
            Self::NotRequired => "not_required",
            Self::Compliant => "compliant",
            Self::NotApplicable => "not_applicable",
            Self::NotInForce => "not_in_force",
        }
    }

    /// Whether the answer says yes, no, or neither.
    pub fn holds(self) -> Option<bool> {
        match self {
            Self::Permitted
            | Self::PermittedWithDeviation
            | Self::Compliant
            | Self::Deviation
            | Self::Holds
            | Self::Required
            | Self::Found => Some(true),
            Self::NotEmpowered
            | Self::Prohibited
            | Self::RequirementsUnmet
            | Self::NotPermitted
            | Self::Violation
            | Self::DoesNotHold
            | Self::NotRequired
            | Self::Nobody => Some(false),
            Self::Conflict
            | Self::Undetermined
            | Self::Outstanding
            | Self::NotYetDue
            | Self::Silent
            | Self::NotApplicable
            | Self::NotInForce => None,
        }
    }

    /// Whether it refuses an act.
    pub fn refuses(self) -> bool {
        matches!(self, Self::NotEmpowered | Self::Prohibited | Self::RequirementsUnmet | Self::NotPermitted)
    }
}
