//! Replacing the content of a file in one step.
use crate::api::files::{Reason, Unreadable, because, refuse};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes the text to a new file beside the old one and moves it there: whoever looks finds the old text or the new one,
/// never a part. Links are followed; permissions and, where the system allows, the owner stay.
pub fn replace(path: &Path, text: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Unreadable> {
    let target = fs::canonicalize(path).map_err(|error| because(path, &error))?;
    let meta = fs::metadata(&target).map_err(|error| because(path, &error))?;
    if meta.permissions().readonly() {
        return Err(refuse(path, Reason::ReadOnly));
    }
    let (file, new) = beside(&target).map_err(|error| because(path, &error))?;
    let written = fill(file, &meta, text.as_ref()).and_then(|()| fs::rename(&new, &target)).and_then(|()| settle(&target));
    written.map_err(|error| {
        // Nothing is left behind; if that fails too, the first error is the one to tell.
        let _ = fs::remove_file(&new);
        because(path, &error)
    })
}

/// A new file in one step: there is nothing of that name, or the whole text.
pub fn create(path: &Path, text: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Unreadable> {
    let make = || {
        let (mut file, new) = beside(path)?;
        let written = file.write_all(text.as_ref()).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&new, path));
        if written.is_err() {
            // Nothing is left behind; if that fails too, the first error is the one to tell.
            let _ = fs::remove_file(&new);
        }
        written.and_then(|()| settle(path))
    };
    make().map_err(|error| because(path, &error))
}

/// A new file in the same folder.
fn beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut n = 0_u32;
    loop {
        let new = target.with_file_name(format!(".{name}.{}-{n}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&new) {
            Ok(file) => return Ok((file, new)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && n < 100 => n += 1,
            Err(error) => return Err(error),
        }
    }
}

fn fill(mut file: File, meta: &fs::Metadata, text: &[u8]) -> io::Result<()> {
    file.set_permissions(meta.permissions())?;
    keep_owner(&file, meta);
    file.write_all(text)?;
    file.sync_all()
}

#[cfg(unix)]
fn keep_owner(file: &File, meta: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    // Only the administrator may give a file away; for others it is theirs already.
    let _ = std::os::unix::fs::fchown(file, Some(meta.uid()), Some(meta.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

/// The move itself survives a crash once the folder is written.
#[cfg(unix)]
fn settle(target: &Path) -> io::Result<()> {
    let folder = target.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    folder.map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
fn settle(_: &Path) -> io::Result<()> {
    Ok(())
}
