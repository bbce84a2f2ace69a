//! Chinese numerals, as articles are numbered: 一 … 九千九百九十九.

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// The number in Chinese, as in 第三十八条 (numbers of 10000 and more in digits).
pub fn chinese(n: u32) -> String {
    if n > 9999 {
        return n.to_string();
    }
    if n < 10 {
        return DIGITS[n as usize].to_owned();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = n / unit % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(n < 20 && unit == 10) {
            out.push_str(DIGITS[digit as usize]);
        }
        out.push_str(name);
    }
    out
}

/// Reads 三十八, 38, ３８, 两, 〇. Shortened forms such as 一百二 are refused: a citation must be exact.
pub fn parse_numeral(text: &str) -> Option<u32> {
    let plain: String = text
        .chars()
        .map(|c| if ('０'..='９').contains(&c) { char::from(b'0' + (c as u32 - '０' as u32) as u8) } else { c })
        .collect();
    if !plain.is_empty() && plain.len() <= 9 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return plain.parse().ok();
    }
    let canonical = plain.replace('两', "二").replace('〇', "零");
    let n = value(&canonical)?;
    // Only the canonical way of writing it (and 一十… for 十…) is a number.
    let written = chinese(n);
    (written == canonical || format!("一{written}") == canonical).then_some(n)
}

fn value(text: &str) -> Option<u32> {
    let (mut total, mut digit) = (0, None);
    for c in text.chars() {
        let unit = match c {
            '千' => 1000,
            '百' => 100,
            '十' => 10,
            _ => {
                digit = Some(DIGITS.iter().position(|d| d.starts_with(c))? as u32);
                continue;
            }
        };
        total += unit * digit.take().unwrap_or(1);
        if total > 99_999 {
            return None;
        }
    }
    if text.is_empty() { None } else { Some(total + digit.unwrap_or(0)) }
}

#[cfg(test)]
mod tests {
    use super::{chinese, parse_numeral};

    #[test]
    fn every_number_reads_back() {
        for n in 0..10_000 {
            assert_eq!(parse_numeral(&chinese(n)), Some(n), "{}", chinese(n));
        }
        for odd in ["一百二", "十十", "", "三三", "百", "卅八"] {
            assert_eq!(parse_numeral(odd), None, "{odd}");
        }
        assert_eq!(parse_numeral("３８"), Some(38));
        assert_eq!(parse_numeral("两"), Some(2));
    }
}
