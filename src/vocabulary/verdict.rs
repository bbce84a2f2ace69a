//! The words of an answer.
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The questions there are; each has its own verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// May it be done?
    May,
    /// Who may do it?
    Who,
    /// Is it so?
    Is,
    /// Must it be done?
    Must,
    /// Was it in order?
    InOrder,
    /// What comes next in a procedure?
    Next,
}

impl Family {
    /// The verdicts that can answer such a question.
    pub fn verdicts(self) -> &'static [Verdict] {
        use Verdict as V;
        match self {
            Self::May => &[
                V::Permitted,
                V::PermittedWithDeviation,
                V::NotEmpowered,
                V::Prohibited,
                V::RequirementsUnmet,
                V::NotPermitted,
                V::Silent,
                V::Undetermined,
                V::Conflict,
                V::NotInForce,
            ],
            Self::Who => &[V::Found, V::Nobody, V::Silent, V::Undetermined, V::Conflict, V::NotInForce],
            Self::Is => &[V::Holds, V::DoesNotHold, V::Undetermined, V::Conflict, V::NotInForce],
            Self::Must => &[V::Required, V::NotRequired, V::Silent, V::Undetermined, V::Conflict, V::NotInForce],
            Self::Next => &[
                V::Skipped,
                V::Outstanding,
                V::Completed,
                V::Suspended,
                V::Ended,
                V::NotApplicable,
                V::Silent,
                V::Undetermined,
                V::Conflict,
                V::NotInForce,
            ],
            Self::InOrder => &[
                V::Compliant,
                V::Violation,
                V::Deviation,
                V::Outstanding,
                V::NotYetDue,
                V::NotApplicable,
                V::Silent,
                V::Undetermined,
                V::Conflict,
                V::NotInForce,
            ],
        }
    }
}

macro_rules! verdicts { ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal $en:literal $holds:expr;)*) => {
    /// A verdict. The code is what JSON says; the words are what people read.
    ///
    /// The gravest comes first: of several findings the answer reads the least in this order.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Verdict { $($(#[$doc])* $name,)* }

    impl Verdict {
        /// Every verdict, the gravest first.
        pub const ALL: &'static [Self] = &[$(Self::$name),*];

        /// The code in JSON.
        pub fn code(self) -> &'static str { match self { $(Self::$name => $code,)* } }

        /// The word in Chinese, as cases write it.
        pub fn zh(self) -> &'static str { match self { $(Self::$name => $zh,)* } }

        /// The word in English.
        pub fn en(self) -> &'static str { match self { $(Self::$name => $en,)* } }

        /// Whether it says yes (`true`), no (`false`) or neither.
        pub fn holds(self) -> Option<bool> { match self { $(Self::$name => $holds,)* } }
    }
} }

verdicts! {
    /// The power is given to others, or under conditions that do not hold.
    NotEmpowered "not_empowered" "无权" "not empowered" Some(false);
    /// A prohibition applies and nothing lifts it.
    Prohibited "prohibited" "不得" "prohibited" Some(false);
    /// A condition of validity does not hold.
    RequirementsUnmet "requirements_unmet" "条件不足" "requirements not met" Some(false);
    /// Refused however the unknown facts are, but not for one and the same reason.
    NotPermitted "not_permitted" "不可以" "not permitted" Some(false);
    /// Not in order.
    Violation "violation" "违反" "a violation" Some(false);
    /// Unranked clauses or the readings of a sentence differ.
    Conflict "conflict" "规定冲突" "the rules conflict" None;
    /// The unknown facts decide.
    Undetermined "undetermined" "不能判定" "cannot be decided yet" None;
    /// A duty without a limit, not yet done.
    Outstanding "outstanding" "尚未履行" "still outstanding" None;
    /// Only a hedged rule was deviated from.
    Deviation "deviation" "偏离" "a deviation" Some(true);
    /// The limit has not passed.
    NotYetDue "not_yet_due" "未到期" "not yet due" None;
    /// No power, requirement, duty or prohibition speaks of it.
    Silent "silent" "未作规定" "not regulated" None;
    /// Only hedged rules stand against it.
    PermittedWithDeviation "permitted_with_deviation" "偏离原则" "permitted, as a deviation from the rule" Some(true);
    /// Nothing stands against it.
    Permitted "permitted" "可以" "permitted" Some(true);
    /// Somebody is found.
    Found "found" "有人" "found" Some(true);
    /// A clause designates somebody and its condition fails, or the office is vacant.
    Nobody "nobody" "无人" "nobody" Some(false);
    /// It is so.
    Holds "holds" "成立" "it is so" Some(true);
    /// It is not so.
    DoesNotHold "does_not_hold" "不成立" "it is not so" Some(false);
    /// It must be done.
    Required "required" "必须" "required" Some(true);
    /// It need not be done.
    NotRequired "not_required" "不必" "not required" Some(false);
    /// A later step of a procedure was taken, and this one was not.
    Skipped "skipped" "跳步" "a step was skipped" Some(false);
    /// A step, or all steps, have been taken.
    Completed "completed" "已完成" "completed" Some(true);
    /// The procedure rests.
    Suspended "suspended" "已中止" "suspended" None;
    /// The procedure is over before its end.
    Ended "ended" "已终止" "ended" None;
    /// In order.
    Compliant "compliant" "合规" "in order" Some(true);
    /// The clause does not reach this case.
    NotApplicable "not_applicable" "不适用" "not applicable" None;
    /// The document is not in force at the date.
    NotInForce "not_in_force" "不在有效期" "not in force" None;
}

/// What is found after the fact, the gravest first.
const FOUND: [Verdict; 10] = [
    Verdict::Violation,
    Verdict::Conflict,
    Verdict::Undetermined,
    Verdict::Outstanding,
    Verdict::Deviation,
    Verdict::NotYetDue,
    Verdict::Compliant,
    Verdict::Silent,
    Verdict::NotApplicable,
    Verdict::NotInForce,
];

impl Verdict {
    /// How grave it is among what is found after the fact: the gravest is 0.
    pub fn gravity(self) -> usize {
        FOUND.iter().position(|one| *one == self).unwrap_or(FOUND.len())
    }

    /// The word in the language.
    pub fn word(self, zh: bool) -> &'static str {
        if zh { self.zh() } else { self.en() }
    }

    /// Whether it refuses an act.
    pub fn refuses(self) -> bool {
        matches!(self, Self::NotEmpowered | Self::Prohibited | Self::RequirementsUnmet | Self::NotPermitted)
    }

    /// What an act that has this verdict beforehand has afterwards, with the refusal that a violation stands for.
    #[must_use]
    pub fn afterwards(self) -> (Self, Option<Self>) {
        match self {
            Self::Permitted => (Self::Compliant, None),
            Self::PermittedWithDeviation => (Self::Deviation, None),
            refused if refused.refuses() => (Self::Violation, Some(refused)),
            other => (other, None),
        }
    }

    /// Reads the Chinese word of a case (`条件不足`) or a code.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.iter().copied().find(|verdict| verdict.zh() == text || verdict.code() == text)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
}

impl FromStr for Verdict {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::parse(text).ok_or(())
    }
}

impl Serialize for Verdict {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Verdict {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::ALL
            .iter()
            .copied()
            .find(|verdict| verdict.code() == code)
            .ok_or_else(|| serde::de::Error::custom(format!("no such verdict: {code}")))
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    #[test]
    fn codes_and_words_are_distinct_and_read_back() {
        let all = Verdict::ALL;
        for &verdict in all {
            assert_eq!(Verdict::parse(verdict.zh()), Some(verdict));
            assert_eq!(Verdict::parse(verdict.code()), Some(verdict));
        }
    }
}
