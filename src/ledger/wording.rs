//! What is wrong with a table, in words, and what to do.
use super::problem::Looks;
use super::{LedgerProblem as P, LedgerProblem};
use crate::diagnostic::Lang;

impl LedgerProblem {
    pub(super) fn chinese(&self) -> String {
        match self {
            P::NoHeader { known, looks } => {
                let wanted = if known.is_empty() {
                    "没有表头".to_owned()
                } else {
                    format!("没有找到表头，要有的列是：{}", known.join("、"))
                };
                let read = |looks: &Looks| format!("；文件照 {} 编码读，开头读成「{}」", looks.encoding, looks.first);
                wanted + &looks.as_ref().map(read).unwrap_or_default()
            }
            P::SameHeader { name } => format!("有两列都叫「{name}」，整张表没有读"),
            P::FewerCells { found, expected, cut: true } => {
                format!("最后一行只有 {found} 格，表头有 {expected} 格，文件像是没有写完")
            }
            P::FewerCells { found, expected, .. } => format!("这一行只有 {found} 格，表头有 {expected} 格"),
            P::MoreCells { found, expected } => format!("这一行有 {found} 格，表头只有 {expected} 格"),
            P::NoName => "这一格有内容，而这一列没有名称".to_owned(),
            P::OpenQuote => "引号没有关上".to_owned(),
            P::AfterQuote => "引号关上以后，逗号之前还有别的字".to_owned(),
            P::BadBytes => "有的字节读不成字".to_owned(),
            P::Nul => "夹着空字节".to_owned(),
            P::TooLong => "太长，读不了".to_owned(),
            P::NotJson { fault, at, found } => format!("这一行不是一个 JSON 对象：{}", fault.told((*at, *found), Lang::Zh)),
            P::SameKey { name } => format!("「{name}」写了两次"),
            P::Nested { name } => format!("「{name}」里又套着一层，不是一个值"),
            P::Merged => "这一行有合并的单元格，别的格里有没有内容说不准".to_owned(),
            P::NoResult => "公式没有算出结果".to_owned(),
            P::Formulas { count } => format!("这张表有 {count} 格是公式，用的是文件里存着的结果"),
            P::CellError { error } => format!("这一格是错误值「{error}」"),
            P::Changed => "读的时候文件变了".to_owned(),
            P::Unreadable { why } => format!("读不了：{}", why.told(Lang::Zh)),
            P::WrongKind { zh, .. } => format!("这是{zh}，不是可以读的表格"),
            P::Damaged => "文件里面坏了".to_owned(),
            P::Password => "文件有密码".to_owned(),
            P::NoSheet { name } => format!("没有叫「{name}」的工作表"),
            P::NotADate { text } => format!("「{text}」不是一个日期"),
            P::NotANumber { text } => format!("「{text}」不是一个数"),
            P::NotYesOrNo { text } => format!("「{text}」看不出是或否"),
            P::TooLarge => "这张表太大，没有读".to_owned(),
            P::OtherColumns { missing } => format!("这张表和哪一个登记都对不上，缺这几列：{}", missing.join("、")),
            P::NotKnown { text, kind, near: Some(near) } => format!("没有叫「{text}」的{kind}，是不是「{near}」"),
            P::NotKnown { text, kind, near: None } => format!("没有叫「{text}」的{kind}"),
            P::OfAnotherKind { text, kind } => format!("「{text}」不是{kind}"),
            P::NotOneOf { text, words } => format!("「{text}」不在这一列的词里：{}", words.join("、")),
            P::EmptyCell => "这一格空着，而这一行少不了它".to_owned(),
            P::SaysNothing => "照登记，这一行什么事也没有说".to_owned(),
            P::DatesReversed { from, until } => format!("起于 {from}，止于 {until}，止在起之前"),
            P::SameItem { text, first } => format!("「{text}」在 {} 已经记过，而它只应有一行", first.told(Lang::Zh)),
            P::SameRow { first } => format!("这一行和 {} 一模一样，同一件事只算一次", first.told(Lang::Zh)),
            P::Contradicts => "这一行和已经记下的事矛盾，没有采用".to_owned(),
            P::TooManySaid => "这一行里列举的对象太多".to_owned(),
            P::SeveralForms { forms } => format!("这张表的列，登记「{}」都有，分不出是哪一个", forms.join("」「")),
            P::LackingFor { name } => format!("这一格空着，而「{name}」填了，照登记就没有说成"),
            P::SeveralJudges => "认定的人不止一个".to_owned(),
            P::Control => "夹着看不见的控制字符".to_owned(),
            P::LeftOut { because } => format!("这张工作表{}，没有读", because.chinese()),
            P::Hidden => "这张工作表是隐藏的，照样读了".to_owned(),
            P::Endless { mebibytes } => format!("读到 {mebibytes} MiB 还没有完，后面的没有读"),
            P::TwoRows { names } => format!("表头写成了两行，第二行有「{}」；整张表没有读", names.join("」「")),
            P::Miscounted { read, taken, reported } => {
                format!("读了 {read} 行，采用 {taken} 行，报出 {reported} 行，对不上：这是程序的错")
            }
        }
    }

    pub(super) fn english(&self) -> String {
        match self {
            P::NoHeader { known, looks } => {
                let wanted = if known.is_empty() {
                    "there is no row with the names of the columns".to_owned()
                } else {
                    format!("no row has the names of the columns, which are: {}", known.join(", "))
                };
                let read = |looks: &Looks| format!("; read as {}, the file begins with 「{}」", looks.encoding, looks.first);
                wanted + &looks.as_ref().map(read).unwrap_or_default()
            }
            P::SameHeader { name } => format!("two columns are called 「{name}」; the table was not read"),
            P::FewerCells { found, expected, cut: true } => {
                format!("the last row has {found} cells of {expected}; the file seems not to be written to its end")
            }
            P::FewerCells { found, expected, .. } => format!("this row has {found} cells, the header {expected}"),
            P::MoreCells { found, expected } => format!("this row has {found} cells, the header only {expected}"),
            P::NoName => "this cell is filled, and its column has no name".to_owned(),
            P::OpenQuote => "a quotation mark is never closed".to_owned(),
            P::AfterQuote => "something stands between a closing quotation mark and the next delimiter".to_owned(),
            P::BadBytes => "some bytes are no characters".to_owned(),
            P::Nul => "there is a zero byte".to_owned(),
            P::TooLong => "too long to be read".to_owned(),
            P::NotJson { fault, at, found } => {
                format!("this line is not one JSON object: {}", fault.told((*at, *found), Lang::En))
            }
            P::SameKey { name } => format!("「{name}」 is there twice"),
            P::Nested { name } => format!("「{name}」 holds something nested, not a value"),
            P::Merged => "this row has merged cells, and what the others hold is uncertain".to_owned(),
            P::NoResult => "a formula has no result".to_owned(),
            P::Formulas { count } => format!("{count} cells of this sheet are formulas; their stored results were taken"),
            P::CellError { error } => format!("this cell is the error 「{error}」"),
            P::Changed => "the file changed while it was read".to_owned(),
            P::Unreadable { why } => format!("it cannot be read: {}", why.told(Lang::En)),
            P::WrongKind { en, .. } => format!("it is no table that can be read, but {en}"),
            P::Damaged => "the inside of the file is damaged".to_owned(),
            P::Password => "the file asks for a password".to_owned(),
            P::NoSheet { name } => format!("there is no sheet 「{name}」"),
            P::NotADate { text } => format!("「{text}」 is not a date"),
            P::NotANumber { text } => format!("「{text}」 is not a number"),
            P::NotYesOrNo { text } => format!("「{text}」 is neither yes nor no"),
            P::TooLarge => "this sheet is too large and was not read".to_owned(),
            P::OtherColumns { missing } => format!("this table fits no form; columns missing: {}", missing.join(", ")),
            P::NotKnown { text, kind, near: Some(near) } => format!("there is no {kind} 「{text}」; perhaps 「{near}」"),
            P::NotKnown { text, kind, near: None } => format!("there is no {kind} 「{text}」"),
            P::OfAnotherKind { text, kind } => format!("「{text}」 is no {kind}"),
            P::NotOneOf { text, words } => format!("「{text}」 is none of the words of this column: {}", words.join(", ")),
            P::EmptyCell => "this cell is empty, and the row needs it".to_owned(),
            P::SaysNothing => "nothing is said of this row".to_owned(),
            P::DatesReversed { from, until } => format!("it begins on {from} and ends on {until}, which is before"),
            P::SameItem { text, first } => {
                format!("「{text}」 stands in {} already, and it should have one row only", first.told(Lang::En))
            }
            P::SameRow { first } => format!("this row is the same as {}; one event counts once", first.told(Lang::En)),
            P::Contradicts => "this row contradicts what is on record and was not taken".to_owned(),
            P::TooManySaid => "this row lists too much".to_owned(),
            P::SeveralForms { forms } => format!("this table has all columns of several forms: 「{}」", forms.join("」 and 「")),
            P::LackingFor { name } => format!("this cell is empty and 「{name}」 is filled: nothing would be said with it"),
            P::SeveralJudges => "more than one is said to have judged it".to_owned(),
            P::Control => "there is a control character, which nobody sees".to_owned(),
            P::LeftOut { because } => format!("this sheet was not read: {}", because.english()),
            P::Hidden => "this sheet is hidden; it was read nevertheless".to_owned(),
            P::Endless { mebibytes } => format!("after {mebibytes} MiB it has not come to an end; the rest was not read"),
            P::TwoRows { names } => {
                format!("the header takes two rows, the second has 「{}」; the table was not read", names.join("」 and 「"))
            }
            P::Miscounted { read, taken, reported } => {
                format!(
                    "{read} rows were read, {taken} taken and {reported} reported, which does not add up: a fault of this program"
                )
            }
        }
    }

    pub(super) fn helps(&self) -> (&'static str, &'static str) {
        match self {
            P::NoHeader { looks: Some(_), .. } => (
                "开头读出来不像字的，编码不对，请另存为 UTF-8；像字的，请让第一行写各列的名称，标题和说明放在它前面，行首写「注：」。",
                "If that is no text, the encoding is another: save the file as UTF-8. If it is, write the names of the columns in the first row; begin titles and notes before it with `注：`.",
            ),
            P::NoHeader { .. } => (
                "请让第一行写各列的名称；标题和说明放在它前面的，行首写「注：」。",
                "Write the names of the columns in the first row; begin titles and notes before it with `注：`.",
            ),
            P::SameHeader { .. } => ("请给其中一列改名。", "Give one of them another name."),
            P::FewerCells { .. } => {
                ("请补上缺的格，空着的也要留出分隔符。", "Fill in what is missing; empty cells keep their delimiter.")
            }
            P::MoreCells { .. } => (
                "请看一看是不是有内容里带着逗号；带逗号的内容要放进英文双引号。",
                "A value with a comma in it belongs into quotation marks.",
            ),
            P::NoName => (
                "请在表头写上这一列的名称，或者删去这一格；表头有合并单元格的，取消合并，每一列写一个名称。",
                "Name the column in the header, or empty the cell; unmerge the cells of the header, and give each column its name.",
            ),
            P::OpenQuote | P::AfterQuote => (
                "内容里的英文双引号要写两个，整格放进双引号；最好由表格软件另存为 CSV。",
                "A quotation mark inside a value is doubled and the value quoted; a spreadsheet does so when it saves.",
            ),
            P::BadBytes => ("请把文件另存为 UTF-8 或 GB18030 编码。", "Save the file as UTF-8 or GB18030."),
            P::Nul => (
                "文件可能坏了，或者编码是 UTF-16；请另存为 UTF-8，或者重新导出。",
                "The file may be damaged, or in UTF-16: save it as UTF-8, or export it again.",
            ),
            P::TooLong => (
                "一格最多 32767 个字，一行最多 1 MiB；请看一看是不是少了换行。",
                "A cell has at most 32,767 characters, a row 1 MiB; see whether a line break is missing.",
            ),
            P::NotJson { .. } => ("请一行写一个对象，写完整再换行。", "Write one whole object a line."),
            P::SameKey { .. } => ("请留下一个。", "Keep one of them."),
            P::Nested { .. } => ("请把里面的各项写成各自的列。", "Write what is inside as columns of their own."),
            P::Merged => ("请取消合并，把每一格填上。", "Unmerge the cells and fill in each."),
            P::NoResult => ("请用表格软件打开，算出结果后保存。", "Open it in a spreadsheet and save it with its results."),
            P::Formulas { .. } => ("请确认保存之前已经重新计算。", "Make sure that they were calculated before saving."),
            P::CellError { .. } => ("请改正公式或直接填上值。", "Mend the formula, or enter the value."),
            P::Changed => {
                ("结果可能不全；请等别人保存完再读一次。", "The result may be incomplete; read it again when nobody is writing.")
            }
            P::Unreadable { .. } => {
                ("请看一看文件还在不在、有没有坏、能不能打开。", "See whether the file is there, whole and may be read.")
            }
            P::WrongKind { .. } => {
                ("请用 Excel 或 WPS 打开，另存为 xlsx 或 CSV。", "Open it in a spreadsheet and save it as xlsx or CSV.")
            }
            P::Damaged => ("请用 Excel 或 WPS 打开，另存一份再读。", "Open it in a spreadsheet and save it anew."),
            P::Password => ("请去掉密码再读。", "Remove the password."),
            P::NoSheet { .. } => ("请核对工作表的名称。", "Check the name of the sheet."),
            P::NotADate { .. } => (
                "请写「2017-03-01」「2017年3月1日」「2017/3/1」或「20170301」。",
                "Write `2017-03-01`, `2017年3月1日`, `2017/3/1` or `20170301`.",
            ),
            P::NotANumber { .. } => ("请只写数字，例如「12」「1,200.5」。", "Write digits only, such as `12` or `1,200.5`."),
            P::NotYesOrNo { .. } => {
                ("请写「是」或「否」（也可以写「有」「无」「√」「×」）。", "Write 是 or 否 (or 有, 无, √, ×).")
            }
            P::TooLarge => ("请分成几张表，或者另存为 CSV。", "Split it, or save it as CSV."),
            P::OtherColumns { .. } => (
                "请核对表头，用 --template 可以写出空表；不是台账的工作表，名称以「说明」结尾就不读。",
                "Check the header, `--template` writes an empty table; a sheet that is no ledger is left out if its name ends in 说明.",
            ),
            P::NotKnown { .. } => (
                "请核对写法；确有其人的，写进名册，或者在情形里写「人：…。」。",
                "Check how it is written; whoever is real belongs into the roster, or into `人：…。`.",
            ),
            P::OfAnotherKind { .. } => ("请核对写法；两样东西不要用一个名字。", "Check it; two things cannot share a name."),
            P::NotOneOf { .. } => ("请写其中一个。", "Write one of them."),
            P::EmptyCell => ("请填上。", "Fill it in."),
            P::SaysNothing => (
                "请看一看「凡……的」是不是漏了这种行，或者是不是少填了几格。",
                "See whether a `凡 … 的` is missing for such rows, or cells are empty.",
            ),
            P::DatesReversed { .. } => ("请改正日期。", "Mend the dates."),
            P::SameRow { .. } => (
                "请删去一行；一天里确实做了两次的，写上时刻或者各自的编号。",
                "Remove one; where it happened twice in a day, write the hours or a number for each.",
            ),
            P::SameItem { .. } => (
                "请看一看是不是重复登记；本来就有几行的，去掉登记里的「一行一项」。",
                "See whether it was entered twice; if several rows are right, take `一行一项` from the form.",
            ),
            P::Contradicts => {
                ("请核对和它说法相反的那一行，改正其中一行。", "Find the line that says the opposite and mend one of the two.")
            }
            P::TooManySaid => ("请分成几行。", "Split it into several rows."),
            P::SeveralForms { .. } => (
                "请让文件名以登记的名称结尾（如「2024-发文.csv」），让工作表叫这个名称，或者写 --form 名称。",
                "End the name of the file with that of the form (`2024-发文.csv`), call the sheet by it, or write `--form NAME`.",
            ),
            P::LackingFor { .. } => ("请补上，或者把另一格也空着。", "Fill it in, or leave the other one empty too."),
            P::SeveralJudges => ("请只写一个。", "Name one."),
            P::Control => ("请把这一格重新打一遍。", "Type this cell anew."),
            P::LeftOut { .. } => (
                "是台账的，把工作表改成登记的名称，或者补上表头。",
                "If it is a ledger, call the sheet by the name of its form, or write its header.",
            ),
            P::Hidden => (
                "不是台账的，从工作簿里删去，或者改名，以「说明」结尾。",
                "If it is no ledger, remove it, or call it by a name that ends in 说明.",
            ),
            P::Endless { .. } => (
                "请先存成文件，再核对文件；文件不限大小。",
                "Save it to a file first and name the file, which may be of any size.",
            ),
            P::TwoRows { .. } => (
                "请取消表头的合并单元格，把各列的名称写在一行里，上面的大标题删去或者移到它前面一行。",
                "Unmerge the header and write the names of all columns in one row; a heading above several columns goes into a row before it.",
            ),
            P::Miscounted { .. } => ("请把这份表格和这句话报给我们。", "Please report this with the table."),
        }
    }
}
