//! A report in Markdown.
use super::model::Report;
use super::page::{Grid, Piece};
use crate::diagnostic::Lang;
use std::fmt::Write as _;

/// Writes a report down in Markdown.
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    let blank = if report.lang == Lang::Zh { "人工填写" } else { "to be filled in" };
    for piece in report.pieces() {
        // Writing to a string does not fail.
        let _ = match piece {
            Piece::Title(text) => writeln!(out, "# {}\n", plain(&text)),
            Piece::Subtitle(text) | Piece::Text(text) => writeln!(out, "{}\n", plain(&text)),
            Piece::Heading(level, text) => writeln!(out, "{} {}\n", "#".repeat(usize::from(level) + 1), plain(&text)),
            Piece::Small(text) => writeln!(out, "<small>{}</small>\n", plain(&text)),
            Piece::Blank(name, hint) if hint.is_empty() => writeln!(out, "**【{blank}：{}】**\n", plain(&name)),
            Piece::Blank(name, hint) => writeln!(out, "**【{blank}：{}】** {}\n", plain(&name), plain(&hint)),
            Piece::Grid(grid) => {
                table(&grid, &mut out);
                Ok(())
            }
            Piece::Break => Ok(()),
        };
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn table(grid: &Grid, out: &mut String) {
    if !grid.caption.is_empty() {
        let _ = writeln!(out, "**{}**\n", plain(&grid.caption));
    }
    let columns = grid.widths.len();
    let head: Vec<String> = if grid.head.is_empty() { vec![String::new(); columns] } else { grid.head.clone() };
    row(&head, out);
    let _ = writeln!(out, "|{}", "---|".repeat(columns));
    grid.rows.iter().for_each(|cells| row(cells, out));
    out.push('\n');
}

fn row(cells: &[String], out: &mut String) {
    let cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// Without what Markdown would take for marks.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '|' | '*' | '_' | '`' | '\\' | '<' | '>' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
