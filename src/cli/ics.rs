//! A calendar file (RFC 5545) of what is owed: one event that lasts a day for each duty with a last day.
use crate::answer::Due;
use crate::vocabulary::Date;
use std::fmt::Write as _;

/// Lines are folded after so many octets.
const OCTETS: usize = 73;

/// The calendar. The same duties give the same file, byte for byte: its stamp is the day asked about.
pub fn calendar(all: &[Due], day: Option<Date>) -> String {
    let stamp = day.map_or_else(|| "19700101".to_owned(), |day| day.iso().replace('-', ""));
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//guiju//guiju//ZH");
    for due in all {
        let Some(date) = due.date.as_deref().and_then(Date::parse) else { continue };
        let Some(next) = date.plus_days(1) else { continue };
        let who = due.who.as_deref().map(|who| format!("{who}：")).unwrap_or_default();
        let place = format!("《{}》{}：{}", due.citation.document, due.citation.locus(), due.citation.quote);
        line(&mut out, "BEGIN:VEVENT");
        line(
            &mut out,
            &format!("UID:{}@guiju", crate::api::hexadecimal(format!("{who}{}{}{place}", due.what, date.iso()).as_bytes())),
        );
        line(&mut out, &format!("DTSTAMP:{stamp}T000000Z"));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{}", date.iso().replace('-', "")));
        line(&mut out, &format!("DTEND;VALUE=DATE:{}", next.iso().replace('-', "")));
        line(&mut out, &format!("SUMMARY:{}", escaped(&format!("{who}{}", due.what))));
        line(&mut out, &format!("DESCRIPTION:{}", escaped(&place)));
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
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
