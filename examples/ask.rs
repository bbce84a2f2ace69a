//! Loads a rulebook once and asks about situations built in Rust.
//!
//! `cargo run --example ask`
use guiju::explain::{Style, explain, plain};
use guiju::vocabulary::Date;
use guiju::{Question, Rulebook, Situation};
use std::error::Error;

/// Asks whether the meeting may convene, then once more with one person more.
pub fn main() -> Result<(), Box<dyn Error>> {
    let rulebook = Rulebook::load(["examples/例会/规则.gj"])?;
    let date = Date::new(2019, 3, 12).ok_or("no such day")?;
    let situation = Situation::at(date)
        .holders("市长", ["甲"])
        .holders("副市长", ["乙", "丙"])
        .holders("秘书长", ["丁"])
        .fact("本次会议 是 例会")
        .fact("甲 到会 本次会议")
        .complete("到会");
    let question = Question::from("本次会议 能否 召开？");

    let answer = rulebook.ask(&situation, &question)?;
    println!("{} {:?}", answer.verdict.code(), answer.holds);
    print!("{}", plain(&explain(&answer, Style::default())));

    // What if 乙 came too?
    let answer = rulebook.ask(&situation.fact("乙 到会 本次会议"), &question)?;
    println!("{}", answer.verdict);
    Ok(())
}
