//! What may be written on the command line. The help pages are texts of their own (`help/`), in two languages.
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 规矩：把工作规则写成可以执行、可以追问的条文
#[derive(Debug, Parser)]
#[command(name = "guiju", version, disable_help_subcommand = true, disable_help_flag = true, disable_version_flag = true)]
pub struct Arguments {
    /// 消息和答案用的语言
    #[arg(long, alias = "语言", global = true, value_enum, value_name = "zh|en")]
    pub lang: Option<LangArgument>,
    /// 颜色：自动、总是、不用
    #[arg(long, alias = "颜色", global = true, value_enum, value_name = "auto|always|never", default_value = "auto")]
    pub color: ColorArgument,
    /// 不画框线，只用 ASCII 字符
    #[arg(long, global = true)]
    pub ascii: bool,
    /// 另加的年历（文件或文件夹，可以重复）
    #[arg(long, alias = "年历", global = true, value_name = "PATH")]
    pub calendar: Vec<PathBuf>,
    /// 显示说明
    #[arg(short, long, alias = "说明", global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, alias = "版本", action = ArgAction::Version)]
    version: Option<bool>,
    /// What to do; nothing given shows the menu.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// One command each; every command has an English and a Chinese name.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// 检查规则书、案例和情形，一次报出全部问题
    #[command(alias = "检查")]
    Check(CheckArguments),
    /// 就一个情形提问
    #[command(alias = "提问")]
    Ask(AskArguments),
    /// 边问边改
    #[command(alias = "对话")]
    Repl(ReplArguments),
    /// 运行案例
    #[command(alias = "测试")]
    Test(TestArguments),
    /// 整理格式
    #[command(alias = "格式")]
    Fmt(FmtArguments),
    /// 解释一个问题编号
    #[command(alias = "解释")]
    Explain(ExplainArguments),
    /// 原文哪些字已执行、已声明、未处理
    #[command(alias = "覆盖")]
    Coverage(CoverageArguments),
    /// 一年的台账，逐件核对
    #[command(alias = "核查")]
    Audit(AuditArguments),
    /// 谁在什么日子以前要办什么
    #[command(alias = "待办")]
    Due(DueArguments),
    /// 由台账生成年度报告
    #[command(alias = "报告")]
    Report(ReportArguments),
    /// 几份文件哪里不一致
    #[command(alias = "对照")]
    Compare(CompareArguments),
    /// 生成命令行补全脚本
    #[command(alias = "补全")]
    Completions(CompletionsArguments),
    /// 说明
    #[command(alias = "帮助", hide = true)]
    Help(HelpArguments),
}

/// `guiju check`
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// 文件或文件夹
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// `guiju ask`
#[derive(Debug, Args)]
pub struct AskArguments {
    /// 规则书（文件或文件夹，可以重复）
    #[arg(short, long, alias = "规则", required = true, value_name = "PATH")]
    pub rulebook: Vec<PathBuf>,
    /// 情形（.gj 或 .json；- 为标准输入）
    #[arg(short, long, alias = "情形", value_name = "PATH")]
    pub situation: PathBuf,
    /// 问题；不写则回答情形里的问题
    pub question: Option<String>,
    /// 以 JSON 输出，一个答案一行
    #[arg(long)]
    pub json: bool,
    /// 问的是哪一天
    #[arg(long, alias = "日期", value_name = "DATE")]
    pub as_of: Option<String>,
    /// 写出全部依据和理由
    #[arg(short, long, alias = "详细")]
    pub full: bool,
    /// 写多详细：0 只写结论，1 简要，2 详细，3 整棵推理树
    #[arg(long, alias = "深度", value_name = "0-3", value_parser = clap::value_parser!(u8).range(0..=3), conflicts_with = "full")]
    pub depth: Option<u8>,
    /// 写成什么样子
    #[arg(long, alias = "样式", value_enum, value_name = "FORMAT", default_value = "terminal", conflicts_with = "json")]
    pub format: FormatArgument,
    /// 缺什么就问什么，一项一项地问
    #[arg(short, long, alias = "问答", conflicts_with = "json")]
    pub interactive: bool,
    /// 问答以后，把补全的情形写到这个文件
    #[arg(long, alias = "另存", value_name = "FILE", requires = "interactive")]
    pub save: Option<PathBuf>,
}

/// `--format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArgument {
    /// On the terminal.
    #[value(alias = "终端")]
    Terminal,
    /// Markdown.
    Markdown,
    /// A fragment of HTML.
    Html,
    /// JSON, one answer a line.
    Json,
}

/// `guiju repl`
#[derive(Debug, Args)]
pub struct ReplArguments {
    /// 规则书（文件或文件夹）
    #[arg(required_unless_present = "named", value_name = "RULEBOOK")]
    pub rulebook: Vec<PathBuf>,
    /// 规则书，像别的命令那样写
    #[arg(short = 'r', long = "rulebook", alias = "规则", value_name = "RULEBOOK")]
    pub named: Vec<PathBuf>,
    /// 从这个情形开始（.gj 或 .json）
    #[arg(short, long, alias = "情形", value_name = "PATH")]
    pub situation: Option<PathBuf>,
    /// 问的是哪一天
    #[arg(long, alias = "日期", value_name = "DATE")]
    pub as_of: Option<String>,
}

impl ReplArguments {
    /// All rulebooks, however they are given.
    pub fn rulebooks(&self) -> Vec<PathBuf> {
        [self.rulebook.as_slice(), &self.named].concat()
    }
}

/// `guiju test`
#[derive(Debug, Args)]
pub struct TestArguments {
    /// 文件或文件夹
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// 案例适用的规则书所在（可以重复）
    #[arg(short, long, alias = "规则", value_name = "PATH")]
    pub rulebook: Vec<PathBuf>,
    /// 只运行编号或名称里有这些字的案例
    #[arg(long, alias = "只", value_name = "TEXT")]
    pub only: Option<String>,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// `guiju fmt`
#[derive(Debug, Args)]
pub struct FmtArguments {
    /// 文件或文件夹；- 读标准输入
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// 只检查，不改写
    #[arg(long, alias = "检查")]
    pub check: bool,
    /// 词连在一起的，只有一种断法就补上空格
    #[arg(long, alias = "补空格", conflicts_with = "check")]
    pub blanks: bool,
}

/// `guiju explain`
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// 问题编号，如 R101；不写则列出全部
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// `guiju coverage`
#[derive(Debug, Args)]
pub struct CoverageArguments {
    /// 文件或文件夹
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// 逐条列出
    #[arg(short, long, alias = "详细")]
    pub full: bool,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// `guiju compare`
#[derive(Debug, Args)]
pub struct CompareArguments {
    /// 案例文件或文件夹
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// `guiju audit`
#[derive(Debug, Args)]
pub struct AuditArguments {
    /// 规则书（文件或文件夹，可以重复）
    #[arg(short, long, alias = "规则", required = true, value_name = "PATH")]
    pub rulebook: Vec<PathBuf>,
    /// 写着名册和登记的情形；有了它，台账是表格
    #[arg(short, long, alias = "情形", value_name = "PATH")]
    pub situation: Option<PathBuf>,
    /// 台账（.gj 或 .json；- 为标准输入；有 -s 时是 .csv、.xlsx、.xls、.jsonl，可以几份）
    #[arg(value_name = "LEDGER", required_unless_present = "template")]
    pub ledger: Vec<PathBuf>,
    /// 表格都是哪一个登记的（不写：看名称和列）
    #[arg(long, alias = "登记", value_name = "NAME", requires = "situation")]
    pub form: Option<String>,
    /// 按登记写出空表（.csv 或 .xlsx），不核对
    #[arg(long, alias = "空表", value_name = "PATH", requires = "situation")]
    pub template: Option<PathBuf>,
    /// 几个一起做（表格很大时）
    #[arg(short, long, alias = "并行", value_name = "N", requires = "situation")]
    pub jobs: Option<usize>,
    /// 很长的表格，每家单位每一类问题详细说明几件，其余只计数
    #[arg(long, alias = "详细", value_name = "N", default_value_t = 10)]
    pub in_full: usize,
    /// 只看这一天起的事
    #[arg(long, alias = "起", value_name = "DATE")]
    pub from: Option<String>,
    /// 只看到这一天的事
    #[arg(long, alias = "止", value_name = "DATE")]
    pub until: Option<String>,
    /// 核对到哪一天
    #[arg(long, alias = "日期", value_name = "DATE")]
    pub as_of: Option<String>,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// `guiju due`
#[derive(Debug, Args)]
pub struct DueArguments {
    /// 规则书（文件或文件夹，可以重复）
    #[arg(short, long, alias = "规则", required = true, value_name = "PATH")]
    pub rulebook: Vec<PathBuf>,
    /// 情形（.gj 或 .json；- 为标准输入）
    #[arg(short, long, alias = "情形", value_name = "PATH")]
    pub situation: PathBuf,
    /// 表格，照情形里的登记读（.csv、.xlsx、.xls、.jsonl；- 为标准输入）
    #[arg(value_name = "TABLE")]
    pub ledger: Vec<PathBuf>,
    /// 表格都是哪一个登记的（不写：看名称和列）
    #[arg(long, alias = "登记", value_name = "NAME")]
    pub form: Option<String>,
    /// 表格里记着几个单位的，看哪一个
    #[arg(long, alias = "单位", value_name = "NAME")]
    pub part: Option<String>,
    /// 问的是哪一天
    #[arg(long, alias = "日期", value_name = "DATE")]
    pub as_of: Option<String>,
    /// 写成什么样子
    #[arg(long, alias = "样式", value_enum, value_name = "FORMAT", default_value = "table", conflicts_with = "json")]
    pub format: DueFormat,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// `guiju report`
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// 规则书（文件或文件夹，可以重复）
    #[arg(short, long, alias = "规则", required = true, value_name = "PATH")]
    pub rulebook: Vec<PathBuf>,
    /// 写着名册和登记的情形；有了它，台账是表格
    #[arg(short, long, alias = "情形", value_name = "PATH")]
    pub situation: Option<PathBuf>,
    /// 台账（.gj 或 .json；- 为标准输入；有 -s 时是表格，可以几份）
    #[arg(value_name = "LEDGER", required = true)]
    pub ledger: Vec<PathBuf>,
    /// 表格都是哪一个登记的（不写：看名称和列）
    #[arg(long, alias = "登记", value_name = "NAME", requires = "situation")]
    pub form: Option<String>,
    /// 表格里记着几个单位的，报告哪一个
    #[arg(long, alias = "单位", value_name = "NAME", requires = "situation")]
    pub part: Option<String>,
    /// 报告哪一年
    #[arg(long, alias = "年度", value_name = "YEAR")]
    pub year: String,
    /// 写成什么样子（不写：看 -o 的后缀，没有就是 md）
    #[arg(long, alias = "样式", value_enum, value_name = "FORMAT")]
    pub format: Option<ReportFormat>,
    /// 写到哪个文件（不写：标准输出）
    #[arg(short, long, alias = "输出", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// 文件已经有了也覆盖
    #[arg(long, alias = "覆盖")]
    pub force: bool,
    /// 报告提纲（不写：用自带的）
    #[arg(long, alias = "提纲", value_name = "FILE")]
    pub outline: Option<PathBuf>,
    /// 报告主体
    #[arg(long, alias = "主体", value_name = "NAME")]
    pub subject: Option<String>,
    /// 数据截至哪一天（不写：台账的日期）
    #[arg(long, alias = "日期", value_name = "DATE")]
    pub as_of: Option<String>,
}

/// `--format` of `guiju report`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Markdown.
    Md,
    /// One HTML file.
    #[value(alias = "网页")]
    Html,
    /// A Word file.
    #[cfg(feature = "docx")]
    #[value(alias = "公文")]
    Docx,
    /// The data it is made of.
    Json,
}

/// `--format` of `guiju due`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DueFormat {
    /// A table.
    #[value(alias = "表")]
    Table,
    /// JSON.
    Json,
    /// A calendar file.
    #[value(alias = "日历")]
    Ics,
}

/// `guiju completions`
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// bash、zsh、fish、powershell 或 elvish
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `guiju help`
#[derive(Debug, Args)]
pub struct HelpArguments {
    /// 命令
    pub command: Option<String>,
}

/// `--lang`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArgument {
    /// 中文
    #[value(alias = "中文")]
    Zh,
    /// English
    #[value(alias = "英文")]
    En,
}

/// `--color`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorArgument {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands for clap, without help texts.
pub fn command() -> clap::Command {
    Arguments::command()
}
