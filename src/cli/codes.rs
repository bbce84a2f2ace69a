//! The pages of the codes, one file each under `book/codes/`.
use crate::diagnostic::Lang;
use std::fmt::Write as _;

macro_rules! pages { ($($code:literal)*) => {
    /// Every code with its page, in order.
    pub const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!("../../book/codes/", $code, ".md")))),*];
} }

pages! {
    "A001" "A002" "A003" "A004"
    "B001" "B002" "B003" "B004" "B005" "B006" "B007" "B008" "B009" "B010" "B011" "B012" "B013" "B014" "B015"
    "C001" "C002" "C003"
    "D001" "D002" "D003" "D004" "D005" "D006" "D007" "D008" "D009" "D010" "D011" "D012" "D013" "D014"
    "D015" "D016" "D017" "D018" "D019" "D020" "D021" "D022" "D023" "D024" "D025" "D026" "D027"
    "D028" "D029" "D030" "D031" "D032" "D033" "D034" "D035" "D036" "D037" "D038" "D039" "D040" "D041" "D042"
    "D043" "D044" "D045" "D046" "D047"
    "E001" "E002" "E003" "E004" "E005" "E006" "E007" "E008" "E009"
    "F001" "F002" "F003" "F004" "F005" "F006" "F007"
    "J001" "J002" "J003" "J004" "J005" "J006"
    "K001" "K002" "K003" "K004" "K005" "K006" "K007" "K008" "K009" "K010" "K011" "K012"
    "L001" "L002" "L003" "L004" "L005" "L006" "L007"
    "R001" "R002" "R003" "R004" "R005" "R006" "R007" "R008" "R009" "R010" "R011" "R012" "R013" "R014" "R015" "R016"
    "R017" "R018" "R019" "R020" "R021" "R023" "R024" "R025" "R026" "R027" "R030" "R031" "R032" "R033" "R034"
    "R035" "R036" "R037" "R038" "R039" "R040" "R041" "R042" "R043" "R044" "R045" "R046" "R050" "R051" "R052" "R053"
    "R054" "R055" "R056" "R057" "R058" "R059" "R060" "R061" "R062"
    "S002" "S003" "S004" "S005" "S006" "S007" "S008" "S009" "S010" "S011" "S012" "S013" "S014" "S015" "S016"
    "S017" "S018" "S019" "S020" "S021" "S022" "S023" "S024" "S025" "S026" "S027" "S028" "S029" "S030" "S031" "S032"
    "S033" "S034" "S035" "S036" "S037" "S038" "S039" "S040" "S099"
}

/// The title of a page.
pub fn title(page: &str, lang: Lang) -> &str {
    let (mark, cut) = match lang {
        Lang::Zh => ("# ", 5),
        Lang::En => ("## ", 0),
    };
    let line = page.lines().find_map(|line| line.strip_prefix(mark)).unwrap_or_default();
    line.get(cut..).unwrap_or_default()
}

/// The page in one language as plain text: title, what is wrong, what to do, the example.
pub fn text(code: &str, page: &str, lang: Lang) -> String {
    let mut parts = page.split("\n---\n");
    let (zh, en, examples) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    let words = if lang == Lang::Zh { zh } else { en };
    let words = words.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut out = format!("{code} {}\n\n{}\n", title(page, lang), words.trim());
    for line in examples.unwrap_or_default().lines() {
        // Writing to a string does not fail.
        let _ = match (line.split_once(" · "), lang) {
            (Some((zh, _)), Lang::Zh) => writeln!(out, "\n{zh}："),
            (Some((_, en)), Lang::En) => writeln!(out, "\n{en}:"),
            (None, _) if line.starts_with("```") || line.is_empty() => Ok(()),
            (None, _) => writeln!(out, "    {line}"),
        };
    }
    out
}
