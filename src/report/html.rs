//! A report as one HTML file that can be read, sent and printed: nothing is loaded from elsewhere.
use super::model::Report;
use super::page::{Grid, Piece};
use crate::diagnostic::Lang;
use std::fmt::Write as _;

/// Fonts and page of GB/T 9704-2012, as far as a browser has them.
const STYLE: &str = "\
@page{size:A4;margin:37mm 26mm 35mm 28mm}
*{box-sizing:border-box}
body{font-family:'FangSong','仿宋_GB2312','仿宋','STFangsong','Noto Serif CJK SC',serif;font-size:16pt;line-height:1.8;max-width:210mm;\
margin:0 auto;padding:12mm;color:#000;background:#fff}
h1{font-family:'方正小标宋简体','SimSun','宋体','Noto Serif CJK SC',serif;font-size:22pt;font-weight:normal;text-align:center;line-height:1.5;margin:1em 0}
h2{font-family:'SimHei','黑体','Noto Sans CJK SC',sans-serif;font-size:16pt;font-weight:normal;text-indent:2em;margin:1em 0 .3em}
h3{font-family:'KaiTi','楷体_GB2312','楷体',serif;font-size:16pt;font-weight:normal;text-indent:2em;margin:.6em 0 .2em}
h4{font-size:16pt;text-indent:2em;margin:.6em 0 .2em}
p{text-indent:2em;margin:.3em 0;text-align:justify}
p.under{text-indent:0;text-align:center}
p.small{font-size:10.5pt;line-height:1.5;text-indent:0;margin:.2em 0 1em}
p.blank{border:1px dashed #a00;background:#fff8f0;padding:.4em .6em;min-height:4em}
p.blank b{color:#a00;font-weight:normal}
table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:10.5pt;line-height:1.45;margin:.3em 0 1em}
caption{font-family:'SimHei','黑体','Noto Sans CJK SC',sans-serif;font-size:12pt;padding:.4em}
th,td{border:1px solid #000;padding:.25em .4em;vertical-align:top;overflow-wrap:anywhere;text-align:left}
th{font-family:'SimHei','黑体','Noto Sans CJK SC',sans-serif;font-weight:normal;text-align:center;background:#f2f2f2}
td.short{text-align:center}
thead{display:table-header-group}
tr{break-inside:avoid}
h2,h3,h4,caption{break-after:avoid}
.break{break-before:page}
@media print{body{padding:0;max-width:none}p.blank,th{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
";

/// Writes a report down as one HTML file.
pub fn html(report: &Report) -> String {
    let zh = report.lang == Lang::Zh;
    let pieces = report.pieces();
    let title = pieces.iter().find_map(|piece| if let Piece::Title(text) = piece { Some(escaped(text)) } else { None });
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        if zh { "zh-CN" } else { "en" },
        title.unwrap_or_default(),
    );
    for piece in pieces {
        // Writing to a string does not fail.
        let _ = match piece {
            Piece::Title(text) => writeln!(out, "<h1>{}</h1>", escaped(&text)),
            Piece::Subtitle(text) => writeln!(out, "<p class=\"under\">{}</p>", escaped(&text)),
            Piece::Heading(level, text) => writeln!(out, "<h{0}>{1}</h{0}>", level + 1, escaped(&text)),
            Piece::Text(text) => writeln!(out, "<p>{}</p>", escaped(&text)),
            Piece::Small(text) => writeln!(out, "<p class=\"small\">{}</p>", escaped(&text)),
            Piece::Blank(name, hint) => {
                let word = if zh { "人工填写" } else { "to be filled in" };
                writeln!(out, "<p class=\"blank\"><b>【{word}：{}】</b>{}</p>", escaped(&name), escaped(&hint))
            }
            Piece::Grid(grid) => {
                table(&grid, &mut out);
                Ok(())
            }
            Piece::Break => writeln!(out, "<div class=\"break\"></div>"),
        };
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn table(grid: &Grid, out: &mut String) {
    out.push_str("<table>\n");
    if !grid.caption.is_empty() {
        let _ = writeln!(out, "<caption>{}</caption>", escaped(&grid.caption));
    }
    let whole: u32 = grid.widths.iter().sum::<u32>().max(1);
    out.push_str("<colgroup>");
    for width in &grid.widths {
        let _ = write!(out, "<col style=\"width:{}%\">", width * 100 / whole);
    }
    out.push_str("</colgroup>\n");
    if !grid.head.is_empty() {
        let _ = writeln!(out, "<thead><tr>{}</tr></thead>", cells(grid, "th", &grid.head));
    }
    out.push_str("<tbody>\n");
    for row in &grid.rows {
        let _ = writeln!(out, "<tr>{}</tr>", cells(grid, "td", row));
    }
    out.push_str("</tbody>\n</table>\n");
}

fn cells(grid: &Grid, tag: &str, cells: &[String]) -> String {
    let class = |n: usize, cell: &str| if grid.is_middle(n, cell) { " class=\"short\"" } else { "" };
    let mut out = String::new();
    for (n, cell) in cells.iter().enumerate() {
        let _ = write!(out, "<{tag}{}>{}</{tag}>", class(n, cell), escaped(cell));
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
    out
}
