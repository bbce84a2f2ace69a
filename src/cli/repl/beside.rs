//! Reckoning beside: what a session makes of a line is worked out in a thread of its own, on a snapshot.
//!
//! So a deep proof has the stack that it needs, Ctrl-C gives up a line and not the session, and an error of ours leaves the
//! session as it was.
use super::pick;
use crate::diagnostic::Lang;
use crate::session::{Reply, Session};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often it is looked whether somebody pressed Ctrl-C.
const GLANCE: Duration = Duration::from_millis(30);
/// Proofs may be deep.
const STACK: usize = 32 << 20;

/// Why nothing came of it. The session is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// Ctrl-C.
    Stopped,
    /// An error of ours.
    Broken,
    /// The system gives no thread.
    Refused,
}

/// Does some work on a session. Only if it comes to its end the session is another.
pub fn beside<T: Send + 'static>(
    session: &mut Session,
    stop: &AtomicBool,
    work: impl FnOnce(&mut Session) -> T + Send + 'static,
) -> Result<T, Halt> {
    let (send, receive) = mpsc::channel();
    let mut own = session.clone();
    let run = move || {
        let done = work(&mut own);
        // Nobody waits any more after Ctrl-C.
        let _ = send.send((own, done));
    };
    thread::Builder::new().stack_size(STACK).spawn(run).map_err(|_| Halt::Refused)?;
    loop {
        match receive.recv_timeout(GLANCE) {
            Ok((own, done)) => {
                *session = own;
                return Ok(done);
            }
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => return Err(Halt::Stopped),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Halt::Broken),
        }
    }
}

impl Halt {
    /// In words.
    pub fn told(self, lang: Lang) -> Reply {
        Reply::trouble(match self {
            Self::Stopped => pick(lang, "停下了，这一句没有做完；情形和原来一样。", "Given up; the situation is as it was."),
            Self::Broken => pick(
                lang,
                "程序出了内部错误，这一句没有做；情形和原来一样。请把这一句报告给维护者。",
                "An internal error; the situation is as it was. Please report this line.",
            ),
            Self::Refused => pick(
                lang,
                "机器腾不出地方，这一句没有做；情形和原来一样。请过一会儿再写一遍。",
                "The machine is short of resources; the situation is as it was. Please type the line again later.",
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Halt, Lang, Session, beside};
    use crate::api::Rulebook;
    use crate::source::Source;
    use std::sync::atomic::AtomicBool;
    use std::sync::mpsc;

    fn session() -> Session {
        let text = "规则 示例\n\n用语\n职务 市长。\n\n第一条\n> 一、公文由市长签发。\n由 市长 签发 公文。\n";
        Session::new(&Rulebook::parse([Source::new("规则.gj", text)]).unwrap(), None, Lang::Zh).unwrap()
    }

    #[test]
    fn what_breaks_or_is_stopped_leaves_the_session_as_it_was() {
        let (mut session, stop) = (session(), AtomicBool::new(false));
        beside(&mut session, &stop, |session| session.line("人：乙")).unwrap();
        let before = session.clone().line("看情形").plain();
        assert!(before.contains('乙'));
        let broken = beside(&mut session, &stop, |session| {
            session.line("人：丙");
            // Without words on standard error.
            std::panic::resume_unwind(Box::new(()))
        });
        assert_eq!(broken, Err::<(), _>(Halt::Broken));
        let (end, wait) = mpsc::channel::<()>();
        let stopped = beside(&mut session, &AtomicBool::new(true), move |session| {
            session.line("人：丁");
            let _ = wait.recv();
        });
        assert_eq!(stopped, Err(Halt::Stopped));
        drop(end);
        assert_eq!(session.line("看情形").plain(), before);
    }
}
