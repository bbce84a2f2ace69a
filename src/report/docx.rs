//! A report as a Word file in the layout of GB/T 9704-2012: A4, 22 lines of 28 characters, fonts by their names in China.
//!
//! Twenty-eight characters of 16 points are two millimetres wider than the text block, so they are drawn together by a
//! quarter of a point; without widow control a page has its 22 lines.
use super::model::Report;
use super::page::{Grid, Piece};
use crate::diagnostic::Lang;
use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, HeightRule, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph, Run,
    RunFonts, Shading, SpecialIndentType, Table, TableCell, TableLayoutType, TableRow, WidthType,
};
use std::io::{self, Cursor};

/// The width of the text block in twentieths of a point: 156 mm.
const WIDTH: usize = 8844;
/// The pitch of lines: 28.95 points.
const PITCH: i32 = 579;
/// A cell with more lines may be split between pages, of which each has about forty.
const LONG: usize = 16;
/// 3号, in half points.
const BODY: usize = 32;

#[derive(Clone, Copy)]
enum Face {
    Title,
    Heading,
    Second,
    Text,
    Page,
}

impl Face {
    /// With the fonts that most computers in China have.
    fn fonts(self) -> RunFonts {
        let east = match self {
            Self::Title => "方正小标宋简体",
            Self::Heading => "黑体",
            Self::Second => "楷体_GB2312",
            Self::Text => "仿宋_GB2312",
            Self::Page => "宋体",
        };
        let latin = if matches!(self, Self::Page) { "宋体" } else { "Times New Roman" };
        RunFonts::new().east_asia(east).ascii(latin).hi_ansi(latin).cs(latin)
    }
}

/// Writes a report down as a Word file.
pub fn docx(report: &Report) -> io::Result<Vec<u8>> {
    let millimetres = |n: i32| n * 1440 * 10 / 254;
    let margin = PageMargin::new().top(millimetres(37)).bottom(millimetres(35)).left(millimetres(28)).right(millimetres(26));
    let mut docx = Docx::new()
        .page_size(11906, 16838)
        .page_margin(margin.header(851).footer(millimetres(25)).gutter(0))
        .default_fonts(Face::Page.fonts())
        .default_size(28)
        .footer(footer());
    let mut breaks = false;
    for piece in report.pieces() {
        if let Piece::Break = piece {
            breaks = true;
            continue;
        }
        let mut paragraph = |text: Paragraph| text.page_break_before(std::mem::take(&mut breaks));
        docx = match piece {
            Piece::Title(text) => docx.add_paragraph(paragraph(title(&text))),
            Piece::Subtitle(text) => docx.add_paragraph(plain(&text, Face::Second, BODY).align(AlignmentType::Center)),
            Piece::Heading(level, text) => docx.add_paragraph(paragraph(heading(level, &text))),
            Piece::Text(text) => docx.add_paragraph(paragraph(indented(&text, Face::Text))),
            Piece::Small(text) => docx.add_paragraph(small(&text)),
            Piece::Blank(name, hint) => {
                if std::mem::take(&mut breaks) {
                    docx = docx.add_paragraph(gap().page_break_before(true));
                }
                blank(docx, report.lang, &name, &hint)
            }
            Piece::Grid(grid) => table(docx, &grid),
            Piece::Break => docx,
        };
    }
    let mut parts = docx.build();
    parts.document = repeating(parts.document);
    let mut bytes = Cursor::new(Vec::new());
    parts.pack(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}

/// The height by which the first row of a table is told: the library cannot say that a row stands again on every page.
const AGAIN: f32 = 1.0;

/// Says of the first rows of tables that they stand again on every page.
fn repeating(document: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(document) {
        Ok(text) => {
            let mark = r#"<w:trHeight w:val="1" w:hRule="atLeast" />"#;
            text.replace(mark, "<w:tblHeader/>").into_bytes()
        }
        Err(error) => error.into_bytes(),
    }
}

/// — 1 —
fn footer() -> Footer {
    let dash = |text: &str| Run::new().add_text(text).size(28).fonts(Face::Page.fonts());
    let number =
        Paragraph::new().align(AlignmentType::Center).add_run(dash("— ")).add_page_num(PageNum::new()).add_run(dash(" —"));
    Footer::new().add_paragraph(number)
}

fn run(text: &str, face: Face, size: usize) -> Run {
    Run::new().add_text(text).size(size).fonts(face.fonts())
}

fn exact(line: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(line).before(0).after(0)
}

fn plain(text: &str, face: Face, size: usize) -> Paragraph {
    Paragraph::new().widow_control(false).line_spacing(exact(PITCH)).add_run(run(text, face, size).character_spacing(-5))
}

/// The first line two characters in.
fn indented(text: &str, face: Face) -> Paragraph {
    plain(text, face, BODY).align(AlignmentType::Both).indent(None, Some(SpecialIndentType::FirstLine(630)), None, None)
}

fn title(text: &str) -> Paragraph {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(700).before(PITCH.unsigned_abs()).after(200);
    Paragraph::new().align(AlignmentType::Center).line_spacing(spacing).add_run(run(text, Face::Title, 44))
}

fn heading(level: u8, text: &str) -> Paragraph {
    let face = match level {
        1 => Face::Heading,
        2 => Face::Second,
        _ => Face::Text,
    };
    let outlined = indented(text, face).keep_next(true);
    let outlined = outlined.outline_lvl(usize::from(level).saturating_sub(1));
    if level > 2 { outlined.bold() } else { outlined }
}

fn small(text: &str) -> Paragraph {
    let spacing = exact(320).after(160);
    Paragraph::new().widow_control(false).line_spacing(spacing).add_run(run(text, Face::Text, 21))
}

/// A frame with room to write.
fn blank(docx: Docx, lang: Lang, name: &str, hint: &str) -> Docx {
    let word = if lang == Lang::Zh { "人工填写" } else { "to be filled in" };
    let name = run(&format!("【{word}：{name}】"), Face::Heading, BODY).color("A00000");
    let text = Paragraph::new()
        .widow_control(false)
        .line_spacing(exact(PITCH))
        .add_run(name)
        .add_run(run(hint, Face::Text, BODY).color("606060"));
    let cell = TableCell::new()
        .width(WIDTH, WidthType::Dxa)
        .add_paragraph(text)
        .add_paragraph(plain("", Face::Text, BODY))
        .add_paragraph(plain("", Face::Text, BODY));
    docx.add_table(whole(vec![TableRow::new(vec![cell]).cant_split()], vec![WIDTH])).add_paragraph(gap())
}

fn whole(rows: Vec<TableRow>, grid: Vec<usize>) -> Table {
    Table::new(rows).set_grid(grid).layout(TableLayoutType::Fixed).width(WIDTH, WidthType::Dxa).indent(0)
}

/// Some room behind a table.
fn gap() -> Paragraph {
    Paragraph::new().line_spacing(exact(200)).add_run(run("", Face::Text, 16))
}

fn table(docx: Docx, grid: &Grid) -> Docx {
    let parts: usize = grid.widths.iter().map(|width| *width as usize).sum::<usize>().max(1);
    let widths: Vec<usize> = grid.widths.iter().map(|width| WIDTH * *width as usize / parts).collect();
    let mut docx = docx;
    if !grid.caption.is_empty() {
        let caption = Paragraph::new().align(AlignmentType::Center).keep_next(true).line_spacing(exact(480));
        docx = docx.add_paragraph(caption.add_run(run(&grid.caption, Face::Heading, 24)));
    }
    let mut rows = Vec::new();
    if !grid.head.is_empty() {
        let cells = grid.head.iter().zip(&widths).map(|(text, width)| cell(text, *width, Face::Heading, true).shading(shade()));
        rows.push(TableRow::new(cells.collect()).cant_split().row_height(AGAIN).height_rule(HeightRule::AtLeast));
    }
    for row in &grid.rows {
        let cells = row.iter().zip(&widths).enumerate();
        let label = grid.head.is_empty();
        let cells = cells.map(|(n, (text, width))| {
            let face = if label && n == 0 { Face::Heading } else { Face::Text };
            cell(text, *width, face, grid.is_middle(n, text))
        });
        let drawn = TableRow::new(cells.collect());
        // A long row may go on on the next page, or half a page would stay empty.
        let long = row.iter().zip(&widths).any(|(text, width)| lines(text, *width) > LONG);
        rows.push(if long { drawn } else { drawn.cant_split() });
    }
    docx.add_table(whole(rows, widths)).add_paragraph(gap())
}

/// About how many lines a text takes in a column: a character of 10.5 points has as many twentieths of twenty.
fn lines(text: &str, width: usize) -> usize {
    let across = (width.saturating_sub(216) / 210).max(1);
    text.split('\n').map(|line| line.chars().count().div_ceil(across).max(1)).sum()
}

fn shade() -> Shading {
    Shading::new().fill("F2F2F2")
}

fn cell(text: &str, width: usize, face: Face, middle: bool) -> TableCell {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(300).before(20).after(20);
    let mut paragraph = Paragraph::new().widow_control(false).line_spacing(spacing);
    if middle {
        paragraph = paragraph.align(AlignmentType::Center);
    }
    let mut words = Run::new().size(21).fonts(face.fonts());
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            words = words.add_break(BreakType::TextWrapping);
        }
        words = words.add_text(line);
    }
    TableCell::new().width(width, WidthType::Dxa).add_paragraph(paragraph.add_run(words))
}
