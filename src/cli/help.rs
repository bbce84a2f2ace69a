//! The help pages: one text a command and language.
use crate::diagnostic::Lang;

macro_rules! pages { ($($english:literal $chinese:literal),* $(,)?) => {
    /// The commands by their English names.
    pub const ENGLISH: &[&str] = &[$($english),*];
    /// The same commands by their Chinese names.
    pub const CHINESE: &[&str] = &[$($chinese),*];
    const PAGES: &[(&str, &str)] = &[
        $((include_str!(concat!("help/zh/", $english, ".txt")), include_str!(concat!("help/en/", $english, ".txt")))),*
    ];
} }

pages!["check" "检查", "ask" "提问", "repl" "对话", "test" "测试", "fmt" "格式", "explain" "解释", "coverage" "覆盖", "audit" "核查", "due" "待办", "report" "报告", "compare" "对照", "completions" "补全"];

const MENU: (&str, &str) = (include_str!("help/zh/menu.txt"), include_str!("help/en/menu.txt"));
const MAIN: (&str, &str) = (include_str!("help/zh/main.txt"), include_str!("help/en/main.txt"));

/// All names of commands.
pub fn verb_names() -> impl Iterator<Item = &'static str> {
    ENGLISH.iter().chain(CHINESE).copied()
}

/// The English name of a command by either name.
pub fn verb(name: &str) -> Option<&'static str> {
    let at = ENGLISH.iter().zip(CHINESE).position(|(english, chinese)| *english == name || *chinese == name)?;
    ENGLISH.get(at).copied()
}

/// The first word that is a command.
pub fn verb_among(words: &[String]) -> Option<&'static str> {
    words.iter().find_map(|word| verb(word))
}

/// The page of a command, or the main page.
pub fn page(name: Option<&str>, lang: Lang) -> &'static str {
    let own = name.and_then(|name| ENGLISH.iter().position(|english| *english == name)).and_then(|at| PAGES.get(at));
    choose(own.unwrap_or(&MAIN), lang)
}

/// Six lines for whoever starts the program without a word.
pub fn menu(lang: Lang) -> &'static str {
    choose(&MENU, lang)
}

fn choose(page: &(&'static str, &'static str), lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => page.0,
        Lang::En => page.1,
    }
}

#[cfg(test)]
mod tests {
    use super::{CHINESE, ENGLISH, page, verb};
    use crate::cli::arguments::command;
    use crate::diagnostic::Lang;

    /// Every command and option is on its page, in both languages, and every page has an example.
    #[test]
    fn pages_and_arguments_agree() {
        let command = command();
        command.clone().debug_assert();
        let verbs: Vec<_> = command.get_subcommands().filter(|sub| !sub.is_hide_set()).collect();
        assert_eq!(verbs.iter().map(|sub| sub.get_name()).collect::<Vec<_>>(), ENGLISH);
        for (sub, chinese) in verbs.iter().zip(CHINESE) {
            assert_eq!(verb(chinese), Some(sub.get_name()));
            assert!(sub.get_all_aliases().any(|alias| alias == *chinese), "{chinese}");
            for lang in [Lang::Zh, Lang::En] {
                let text = page(Some(sub.get_name()), lang);
                for long in sub.get_arguments().filter_map(clap::Arg::get_long) {
                    assert!(text.contains(&format!("--{long}")), "--{long} of {} {lang:?}", sub.get_name());
                }
                assert!(text.contains("guiju ") && text.contains(chinese), "{} {lang:?}", sub.get_name());
                assert!(page(None, lang).contains(sub.get_name()));
            }
        }
    }
}
