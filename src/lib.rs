//! Guiju 规矩: government work rules as executable clauses beside the official text.
//!
//! Rulebooks are loaded once and asked any number of times. Each stage is a module; data flows down the list, and a module
//! uses only those above it:
//!
//! | module | what it does |
//! |---|---|
//! | [`source`] | text and places in it |
//! | [`vocabulary`] | citations, dates, numerals, verdicts |
//! | [`diagnostic`] | what is said about a text: code, place, message, help |
//! | [`calendar`] | working days, holidays, and how periods are counted |
//! | [`ledger`] | tables as rows: CSV, JSON Lines, Excel |
//! | [`syntax`] | text → tree, and tree → canonical text |
//! | [`core_ir`] | the small core: clauses, situations and questions with every name resolved |
//! | [`resolve`] | trees → core |
//! | [`check`] | the rulebook as a whole: rings, lints |
//! | [`eval`] | core, situation and question → outcome |
//! | [`answer`] | outcome → answer: places, facts, readings, explanation, as data and as JSON |
//! | [`explain`] | answer → sentences, in Chinese or English |
//! | [`analysis`] | which words of the law are executed |
//! | [`api`] | the door: [`Rulebook`], [`Situation`], [`Question`], cases |
//! | [`report`] | a year's report: an outline filled with what is on record |
//! | [`session`] | asking and supposing, line by line |
//! | `cli` | the program (feature `cli`, on by default) |
//!
//! ```
//! use guiju::{Question, Rulebook, Situation, source::Source, vocabulary::{Date, Verdict}};
//!
//! let rules = Source::new("规则.gj", "规则 示例规则
//!
//! 用语
//! 职务 市长、秘书长。
//!
//! 第一条
//! > 一、公文由市长签发。
//! 由 市长 签发 公文。
//! ");
//! let rulebook = Rulebook::parse([rules])?;
//! let date = Date::new(2019, 3, 12).ok_or("no such day")?;
//! let situation = Situation::at(date).holders("市长", ["甲"]).holders("秘书长", ["乙"]).fact("该请示 是 公文");
//! let answer = rulebook.ask(&situation, &Question::from("乙 能否 签发 该请示？"))?;
//! assert_eq!(answer.verdict, Verdict::NotEmpowered);
//! assert_eq!(answer.citations[0].article, Some(1.into()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
pub mod source;
pub mod vocabulary;
pub mod diagnostic;
pub mod calendar;
pub mod ledger;
pub mod syntax;
pub mod core_ir;
pub mod resolve;
pub mod check;
pub mod eval;
pub mod answer;
pub mod explain;
pub mod analysis;
pub mod api;
pub mod report;
pub mod session;
#[cfg(feature = "cli")]
pub mod cli;

pub use answer::Answer;
pub use api::{Question, Rulebook, Situation};
