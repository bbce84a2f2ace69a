//! A calendar file (RFC 5545) of what is owed: one event that lasts a day for each duty.
use super::due::stands;
use crate::answer::{Cite, Due};
use crate::diagnostic::Lang;
use crate::vocabulary::{Date, Verdict};
use std::fmt::Write as _;

/// Lines are folded after so many octets.
const OCTETS: usize = 73;

/// The calendar. The same duties give the same file, byte for byte: its stamp is the day asked about. What has no last day
/// stands at that day, and so does what should be done already.
pub fn calendar(all: &[Due], day: Option<Date>, lang: Lang) -> String {
    let stamp = day.map_or_else(|| "19700101".to_owned(), |day| day.iso().replace('-', ""));
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//guiju//guiju//ZH");
    for due in all {
        let last = due.date.as_deref().and_then(Date::parse);
        let Some(on) = last.max(day) else { continue };
        let Some(next) = on.plus_days(1) else { continue };
        let who = due.who.as_deref().map(|who| format!("{who}：")).unwrap_or_default();
        let place = |cite: &Cite| format!("《{}》{}：{}", cite.document, cite.locus(), cite.quote);
        let place = due.places().map(place).collect::<Vec<_>>().join("\n");
        let key = format!("{who}{}{}{place}", due.what, last.map(Date::iso).unwrap_or_default());
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}@guiju", crate::api::hexadecimal(key.as_bytes())));
        line(&mut out, &format!("DTSTAMP:{stamp}T000000Z"));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{}", on.iso().replace('-', "")));
        line(&mut out, &format!("DTEND;VALUE=DATE:{}", next.iso().replace('-', "")));
        line(&mut out, &format!("SUMMARY:{}", escaped(&format!("{}{who}{}", remark(due, lang), due.what))));
        line(&mut out, &format!("DESCRIPTION:{}", escaped(&place)));
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// Why something stands at a day that is not its last.
fn remark(due: &Due, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let when = due.date.as_deref().or(due.when.as_deref());
    match (due.verdict, &due.date) {
        (Verdict::Violation, _) => {
            let when = when.map(|when| if zh { format!("，期限{when}") } else { format!(", by {when}") }).unwrap_or_default();
            format!("【{}{when}】", stands(due, zh))
        }
        (_, Some(_)) => String::new(),
        (verdict, None) => {
            let when = due.when.as_deref().unwrap_or(if zh { "没有写期限" } else { "no limit" });
            format!("【{when}，{}】", verdict.word(zh))
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded between characters.
fn line(out: &mut String, text: &str) {
    let mut octets = 0;
    for c in text.chars() {
        if octets + c.len_utf8() > OCTETS {
            out.push_str("\r\n ");
            octets = 1;
        }
        octets += c.len_utf8();
        // Writing to a string does not fail.
        let _ = write!(out, "{c}");
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &"会".repeat(60));
        assert!(out.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", "").trim_end(), "会".repeat(60));
        assert_eq!(escaped("甲,乙;丙\\\n"), "甲\\,乙\\;丙\\\\\\n");
    }
}
