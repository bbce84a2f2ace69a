//! Writing to a file that somebody names: what is there already is not lost by a slip.
use super::replace;
use crate::api::Shelf;
use crate::api::files::{self, Unreadable, because};
use crate::diagnostic::Lang;
use std::fs;
use std::path::Path;

/// Why a file is not written.
#[derive(Debug)]
pub enum Refused {
    /// It is there already, and replacing it was not wished.
    There,
    /// It is a rulebook.
    Rulebook,
    /// It is what is read.
    Read,
    /// A folder, a device.
    NoFile,
    /// The system refuses.
    Failed(Unreadable),
}

/// Writes a file in one step. One that is there is replaced only if that is wished.
pub fn save(path: &Path, text: &(impl AsRef<[u8]> + ?Sized), over: bool) -> Result<(), Refused> {
    may(path, over)?;
    if path.exists() { replace::replace(path, text) } else { replace::create(path, text) }.map_err(Refused::Failed)
}

/// Whether a file may be written: asked before the work that is to be kept in it.
pub fn may(path: &Path, over: bool) -> Result<(), Refused> {
    let Ok(meta) = fs::metadata(path) else {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        return folder
            .map_or(Ok(()), |folder| fs::metadata(folder).map(|_| ()).map_err(|error| Refused::Failed(because(folder, &error))));
    };
    match over {
        false => Err(Refused::There),
        true if !meta.is_file() => Err(Refused::NoFile),
        true if is_rulebook(path) => Err(Refused::Rulebook),
        true => Ok(()),
    }
}

fn is_rulebook(path: &Path) -> bool {
    files::read(path).is_ok_and(|source| Shelf::of([source]).given().any(|file| file.parsed.file.rulebook.is_some()))
}

impl Refused {
    /// The code of its page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::There | Self::Rulebook | Self::Read | Self::NoFile => "F005",
            Self::Failed(error) => error.code(),
        }
    }

    /// In words, without a stop.
    pub fn message(&self, path: &Path, lang: Lang) -> String {
        let path = path.display();
        match (self, lang) {
            (Self::There, Lang::Zh) => format!("「{path}」已经有了，没有动它"),
            (Self::There, Lang::En) => format!("「{path}」 is there already and was left as it is"),
            (Self::Rulebook, Lang::Zh) => format!("「{path}」是规则书，不能覆盖，没有动它"),
            (Self::Rulebook, Lang::En) => format!("「{path}」 is a rulebook, which is not replaced; it was left as it is"),
            (Self::Read, Lang::Zh) => format!("「{path}」是这次要读的文件，不能覆盖，没有动它"),
            (Self::Read, Lang::En) => format!("「{path}」 is read for this, and was left as it is"),
            (Self::NoFile, Lang::Zh) => format!("「{path}」是文件夹或者设备，不是普通文件，没有动它"),
            (Self::NoFile, Lang::En) => format!("「{path}」 is a folder or a device, not a file; it was left as it is"),
            (Self::Failed(error), lang) => error.message(lang),
        }
    }
}
